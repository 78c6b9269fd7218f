package planning

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/summitbadges/openbadges/badge"
)

// A Policy is what the documents of a program leave to those who run it. Nothing in it is
// a fact of the program.
type Policy struct {
	// Quorum is how many votes a decision needs. It has to be said: 0 is refused.
	Quorum int `json:"quorum"`

	// Agreement is how many of the votes must say what is decided; more than half is the
	// least. 0: all of them. Whoever has voted may vote again until it is decided.
	Agreement int `json:"agreement,omitempty"`

	// Rubric gives the levels of every competency, and with Required the one that earns
	// the credential, which has to be said. Without levels, a competency is
	// badge.StatusCompleted or badge.StatusFailed.
	Rubric badge.Rubric `json:"rubric"`

	// Reconcile says which level several votes make. "": Consensus.
	Reconcile Reconciliation `json:"reconcile,omitempty"`

	// Competencies is how many of a credential's competencies have to be shown. 0: all.
	Competencies int `json:"competencies,omitempty"`

	Evidence EvidenceRules `json:"evidence"`

	// Confirmed is how many supporters must have confirmed before the plan is approved.
	Confirmed int `json:"confirmed,omitempty"`

	// Appeals is how often a student may ask for a second review of what was declined.
	// 0: there is no appeal within a case.
	Appeals int `json:"appeals,omitempty"`

	// Months after which an awarded credential is to expire. 0: never.
	Months int `json:"months,omitempty"`
}

// EvidenceRules are the part of a Policy that says which evidence can be submitted.
type EvidenceRules struct {
	Least      int      `json:"least,omitempty"`      // pieces for each competency; 0: one
	Most       int      `json:"most,omitempty"`       // pieces in all; 0: as many as a guide holds
	Bytes      int64    `json:"bytes,omitempty"`      // of one piece; 0: any number
	MediaTypes []string `json:"mediaTypes,omitempty"` // such as image/png; none: any
	Narrative  bool     `json:"narrative,omitempty"`  // each piece needs the student's own words
	Tolerated  []string `json:"tolerated,omitempty"`  // findings (Content.Findings) that do not keep a piece out; none: every finding does
}

// A Reconciliation is the rule by which votes on one competency become one level.
type Reconciliation string

const (
	Consensus Reconciliation = ""       // all votes give the same level, or vote again
	Median    Reconciliation = "median" // of an even number of votes the lower one in the middle
	Lowest    Reconciliation = "lowest"
)

// Rules are a program and the policy it is run by. They do not change, and any number of
// goroutines may share them. A case is judged by the rules under which it began, to its
// end: its log names them by a digest.
type Rules struct {
	program badge.Program
	policy  Policy
	digest  string
}

// New returns the rules that a program and a policy make. A Policy that says too little,
// or contradicts itself or the program, is refused.
func New(program *badge.Program, policy Policy) (*Rules, error) {
	if program == nil {
		return nil, fmt.Errorf("planning: there is no program")
	}
	if err := program.Validate(); err != nil {
		return nil, fmt.Errorf("planning: the program: %w", err)
	}
	if err := policy.check(program); err != nil {
		return nil, err
	}
	// What was written is what is kept: the caller may go on changing his own.
	written, err := write(struct {
		Program *badge.Program `json:"program"`
		Policy  Policy         `json:"policy"`
	}{program, policy})
	if err != nil {
		return nil, fmt.Errorf("planning: the rules: %w", err)
	}
	sum := sha256.Sum256(written)
	r := &Rules{program: *program, policy: policy, digest: hex.EncodeToString(sum[:])}
	r.program.Credentials = slices.Clone(program.Credentials)
	for i := range r.program.Credentials {
		m := &r.program.Credentials[i]
		m.Competencies = slices.Clone(m.Competencies)
	}
	r.policy.Rubric.Levels = slices.Clone(policy.Rubric.Levels)
	r.policy.Evidence.MediaTypes = slices.Clone(policy.Evidence.MediaTypes)
	r.policy.Evidence.Tolerated = slices.Clone(policy.Evidence.Tolerated)
	return r, nil
}

func (p Policy) check(program *badge.Program) error {
	wrong := func(format string, args ...any) error {
		return fmt.Errorf("planning: Policy: "+format, args...)
	}
	if p.Quorum < 1 {
		return refuse(ErrQuorum, "Policy.Quorum: expected how many votes a decision needs, found %d", p.Quorum)
	}
	if p.Agreement < 0 {
		return refuse(ErrQuorum, "Policy.Agreement: expected a number of votes, or 0 for all, found %d", p.Agreement)
	}
	for _, n := range []int{p.Competencies, p.Confirmed, p.Appeals, p.Months, p.Evidence.Least, p.Evidence.Most} {
		if n < 0 {
			return wrong("expected no negative number, found %d", n)
		}
	}
	if p.Evidence.Bytes < 0 || p.Evidence.Most > 0 && p.Evidence.Most < p.Evidence.Least {
		return wrong("Evidence: %d bytes, at least %d and at most %d pieces cannot be met", p.Evidence.Bytes, p.Evidence.Least, p.Evidence.Most)
	}
	for _, m := range program.Credentials {
		if p.Competencies > len(m.Competencies) {
			return wrong("Competencies: %s has %d, and %d are asked for", m.Name, len(m.Competencies), p.Competencies)
		}
	}
	if !slices.Contains([]Reconciliation{Consensus, Median, Lowest}, p.Reconcile) {
		return wrong("Reconcile: expected Consensus, Median or Lowest, found %q", p.Reconcile)
	}
	seen := map[string]bool{}
	for _, l := range p.Rubric.Levels {
		if l.Key == "" || seen[l.Key] {
			return wrong("Rubric: expected each level to have a key of its own, found %q", l.Key)
		}
		seen[l.Key] = true
	}
	if required := p.Rubric.Required; required == "" && len(seen) > 0 || required != "" && !seen[required] {
		return wrong("Rubric.Required: expected the level that earns the credential, found %q", required)
	}
	return nil
}

// levels are the levels of a competency, low to high, and the index of the one that counts
// as shown.
func (p Policy) levels() (keys []string, required int) {
	if len(p.Rubric.Levels) == 0 {
		return []string{string(badge.StatusFailed), string(badge.StatusCompleted)}, 1
	}
	for i, l := range p.Rubric.Levels {
		keys = append(keys, l.Key)
		if l.Key == p.Rubric.Required {
			required = i
		}
	}
	return keys, required
}

// write is the one way in which this package spells JSON.
func write(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

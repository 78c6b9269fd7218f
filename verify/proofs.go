package verify

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
)

// A ProofPolicy says how many of several proofs must hold. The zero ProofPolicy
// asks that all do that can be judged here: whoever strips a proof from a badge, or
// adds one, gains no more by it than an unsigned badge would. ProofPolicy{Least: 1}
// is what OB 3.0 section 9.1 allows, any one.
//
// Whatever the policy, a proof counts only if its key is the issuer's, and every
// proof that it builds on (previousProof) holds as well; a proof of an unknown suite
// never counts; and the signature of a token itself must hold. Of the proofs that a
// presentation itself has all must hold that can be judged: the policy is about what
// issuers sign, and is asked of each credential in it.
type ProofPolicy struct {
	// Least is how many must hold, each with another key, or, with Suites, each of
	// another suite. 0 means all.
	Least int

	// Suites are those that count. Nil means all, and the signature of a token
	// besides. It needs a Least.
	Suites []credential.Suite
}

func (p ProofPolicy) check() error {
	switch {
	case p.Least < 0:
		return fmt.Errorf("verify: Config.Proofs.Least is %d", p.Least)
	case p.Least == 0 && p.Suites != nil:
		return errors.New("verify: Config.Proofs names suites; say with Least how many of them must have a proof that holds")
	case p.Suites != nil && p.Least > len(p.Suites):
		return fmt.Errorf("verify: Config.Proofs asks for %d of %d suites", p.Least, len(p.Suites))
	}
	for i, s := range p.Suites {
		if !slices.Contains(credential.Suites(), s) {
			return fmt.Errorf("verify: Config.Proofs names the suite %q, which cannot be judged here", s)
		}
		if slices.Contains(p.Suites[:i], s) {
			return fmt.Errorf("verify: Config.Proofs names the suite %q twice", s)
		}
	}
	return nil
}

// A counted proof is one that is judged, and the key that it has to hold with.
type counted struct {
	proof  credential.Proof
	method *credential.Method

	judged    int                  // its place in Report.Proofs
	ends      time.Time            // its own last instant; zero if it does not end
	transform credential.Transform // what it was judged on
}

// A tally is what came of the proofs at one stage.
type tally struct {
	policy ProofPolicy
	of     string // what those that held have come through
	held   []counted
	fell   []fallen
	before []fallen // at an earlier stage
	alone  bool     // there is one proof, of which nobody has to be told the place
}

type fallen struct {
	counted
	remarks Check // why
}

func (c *corridor) tally(of string, proofs int) *tally {
	t := &tally{policy: c.cfg.Proofs, of: of, alone: proofs == 1}
	if c.asked == forPresentation {
		t.policy = ProofPolicy{}
	}
	return t
}

// lost records that a proof fell, and why.
func (t *tally) lost(p counted, err error) {
	f := fallen{counted: p}
	refuse(&f.remarks, err)
	for i := range f.remarks.Problems {
		if q := &f.remarks.Problems[i]; q.Pointer == "" || !t.alone && !strings.HasPrefix(q.Pointer, p.proof.Pointer) {
			q.Pointer = p.proof.Pointer // of several, this one
		}
	}
	t.fell = append(t.fell, f)
}

// needs reports whether nothing passes without that very proof.
func (t *tally) needs(p counted) bool { return t.policy.Least == 0 || p.proof.Type == "JWS" }

// settle draws the proofs together, as the policy has it. What speaks against a
// proof that is not needed is told as a note.
func (t *tally) settle(k *Check) {
	needed := func(f fallen) bool { return t.needs(f.counted) }
	short := ""
	if t.policy.Least > 0 {
		open := slices.Clone(t.held)
		for _, f := range t.fell {
			if f.remarks.undecided && !f.remarks.failed {
				open = append(open, f.counted)
			}
		}
		switch {
		case t.policy.enough(t.held):
		case t.policy.enough(open):
			needed = func(f fallen) bool { return !f.remarks.failed }
		default:
			needed = func(fallen) bool { return true }
			short = fmt.Sprintf("of the proofs that count %d %s; %d must", t.policy.count(t.held), t.of, t.policy.Least)
		}
	}
	for _, f := range t.fell {
		for _, p := range f.remarks.Problems {
			switch {
			case !needed(f) && p.Severity == Violation:
				p.Severity = Note
				k.add(&p)
			case p.Severity == Violation && !f.remarks.failed:
				k.open(&p)
			default:
				k.add(&p)
			}
		}
	}
	if short != "" {
		k.add(credential.NewProblem(credential.ProofSetIncomplete, t.at(), nil, "%s", short))
	}
}

// at is where the proofs stand that are too few.
func (t *tally) at() string {
	for _, p := range t.held {
		if p.proof.Pointer != "" {
			return "/proof"
		}
	}
	for _, f := range t.fell {
		if f.proof.Pointer != "" {
			return "/proof"
		}
	}
	return "" // a token alone, whose signature stands in no document
}

func (p ProofPolicy) enough(proofs []counted) bool { return p.count(proofs) >= p.Least }

// count is how many of these proofs count. One key says one thing however often it
// signs: a holder can write a proof down twice.
func (p ProofPolicy) count(proofs []counted) int {
	n := 0
	for i, q := range proofs {
		if p.Suites != nil && !slices.Contains(p.Suites, q.proof.Suite()) {
			continue
		}
		again := slices.ContainsFunc(proofs[:i], func(r counted) bool {
			if p.Suites != nil {
				return r.proof.Suite() == q.proof.Suite()
			}
			return r.method != nil && q.method != nil && multikey.Equal(r.method.Key, q.method.Key)
		})
		if !again {
			n++
		}
	}
	return n
}

// chain takes out of what holds every proof that builds on one that does not.
func (t *tally) chain() {
	for again := true; again; {
		again = false
		for i, p := range t.held {
			missing := slices.IndexFunc(p.proof.Previous, func(id string) bool { return !slices.ContainsFunc(t.held, called(id)) })
			if missing < 0 {
				continue
			}
			id := p.proof.Previous[missing]
			f := fallen{counted: p}
			problem := credential.NewProblem(credential.ProofSetIncomplete, p.proof.Pointer, nil, "the proof builds on the proof %q, which does not hold", limits.Abridge(id))
			failed := func(g fallen) bool { return called(id)(g.counted) && g.remarks.failed }
			if slices.ContainsFunc(t.fell, failed) || slices.ContainsFunc(t.before, failed) {
				f.remarks.add(problem)
			} else {
				f.remarks.open(problem) // whether it does was left open before
			}
			t.held, t.fell = slices.Delete(t.held, i, i+1), append(t.fell, f)
			again = true
			break
		}
	}
}

func called(id string) func(counted) bool {
	return func(p counted) bool { return p.proof.ID == id }
}

// read is the one of the proofs that hold under which the document is to be read:
// one that signs the very JSON, if there is one, for it leaves less to read.
func (t *tally) read() counted {
	if i := slices.IndexFunc(t.held, func(p counted) bool { return p.transform.Exact() }); i >= 0 {
		return t.held[i]
	}
	return t.held[0]
}

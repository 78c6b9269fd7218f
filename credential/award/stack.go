package award

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A Stack is a badge that is earned by earning others, its parts. Which ones, how many of
// them, and by whom they have to be issued, is for whoever awards it to say.
type Stack struct {
	Key         string            // by which the badge is awarded, in the letters of a credential's key
	Achievement badge.Achievement // of the badge itself
	Parts       []Part
	Needed      int // how many of the parts; 0: all

	// Issuers are the ids of those whose badges count. Anybody can write the id of an
	// achievement into a badge of his own, so there is no stack without one.
	Issuers []string

	// Fresh is for how long what was verified counts: a badge may be revoked at any time.
	// 0: five minutes, as long as a verifier keeps a status list.
	Fresh time.Duration
}

// A Part is an achievement that a stack is made of.
type Part struct {
	Key, Name string
	IDs       []string // of the achievement, in all versions that count
}

// Parts are the credentials of a program as the parts of a stack, under the ids that its
// achievements have in a publication. Earlier versions have other ids: add those that count.
func Parts(p *badge.Program, pub badge.Publication) ([]Part, error) {
	var parts []Part
	for _, m := range p.Credentials {
		a, err := p.Achievement(m.Key, pub)
		if err != nil {
			return nil, fmt.Errorf("award: %w", err)
		}
		parts = append(parts, Part{Key: m.Key, Name: m.Name, IDs: []string{a.ID}})
	}
	return parts, nil
}

// An Outcome is the answer to a question about a badge, or about all that a stack needs.
type Outcome string

const (
	Undetermined Outcome = "" // it could not be found out, which is no yes
	Passed       Outcome = "passed"
	Failed       Outcome = "failed"
)

// String is the outcome in a word.
func (o Outcome) String() string {
	switch o {
	case Passed, Failed:
		return string(o)
	case Undetermined:
		return "undetermined"
	}
	return fmt.Sprintf("Outcome(%q)", limits.Abridge(string(o)))
}

// A Fact is what the caller has read from the report on one badge: whether it was verified,
// its status included, and what it says. Package verify judges badges; this one judges what
// they come to.
//
// Of a verify.Report, it is Passed where Outcome is, Authentic is true, Trust is
// verify.Trusted, and either the check verify.CheckStatus has passed or the badge names no
// status; Failed where Outcome is; and else Undetermined. The ids are those of its
// Credential where Authentic is true, and At is its Time.
type Fact struct {
	Outcome     Outcome   // Passed: verified, with nothing left open, its status and its issuer least of all
	Why         string    // in words, where it did not pass
	Credential  string    // id of the badge
	Achievement string    // id of its achievement
	Subject     string    // id of its subject
	Issuer      string    // id of its issuer
	At          time.Time // when it was verified
	Digest      string    // of the badge's bytes, sha256-…; "": the stack names the badge without one
}

func (f Fact) ref() credential.Ref { return credential.NewRef(f.Issuer, f.Credential) }

// Eligibility is what the facts about somebody's badges come to.
type Eligibility struct {
	Outcome Outcome // Passed: the stack is earned
	Needed  int     // how many parts it needs
	Earned  []PartOf
	Missing []PartOf // not earned, or revoked, expired or refused
	Open    []PartOf // nobody could find out; a badge of which not even the achievement is known has a Part with a Name alone
}

// A PartOf is what is so of one part, and why.
type PartOf struct {
	Part
	Fact Fact   // of the badge that counts, or speaks against it; zero where there is none
	Why  string // where it is not earned
}

// String says it in English, a line for each part.
func (e Eligibility) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d of %d needed parts are earned", e.Outcome, len(e.Earned), e.Needed)
	for _, p := range e.Earned {
		fmt.Fprintf(&b, "\nearned: %s", p.Name)
	}
	for _, p := range e.Missing {
		fmt.Fprintf(&b, "\nmissing: %s: %s", p.Name, p.Why)
	}
	for _, p := range e.Open {
		fmt.Fprintf(&b, "\nopen: %s: %s", p.Name, p.Why)
	}
	return b.String()
}

func (s Stack) check() error {
	switch {
	case len(s.Parts) == 0:
		return refuse(ErrStack, "Parts: expected some, found none")
	case len(s.Issuers) == 0 || slices.Contains(s.Issuers, ""):
		return refuse(ErrStack, "Issuers: expected the ids of those whose badges count, found none")
	case s.Needed < 0 || s.Needed > len(s.Parts):
		return refuse(ErrStack, "Needed: expected 1 to %d of the parts, or 0 for all, found %d", len(s.Parts), s.Needed)
	case s.Fresh < 0:
		return refuse(ErrStack, "Fresh: expected a time, found %v", s.Fresh)
	}
	seen := map[string]bool{}
	for i, p := range s.Parts {
		if len(p.IDs) == 0 {
			return refuse(ErrStack, "Parts[%d]: expected the id of an achievement, found none", i)
		}
		for _, id := range p.IDs {
			if id == "" || seen[id] {
				return refuse(ErrStack, "Parts[%d]: expected ids of its own, found %q", i, limits.Abridge(id))
			}
			seen[id] = true
		}
	}
	return nil
}

func (s Stack) needed() int {
	if s.Needed == 0 {
		return len(s.Parts)
	}
	return s.Needed
}

// Eligible says whether the subject of that id has earned the stack at that time. A badge
// counts for one part, however many there are of it; one that was revoked, has expired or
// was refused is missing; one of which that could not be found out, or not lately enough,
// is open, and the stack with it, unless enough parts are earned without it. Of several facts
// about one badge the latest counts. Badges of other achievements are passed over.
//
// ErrStackSubject says that a badge is another subject's, or does not say whose: nobody's
// collection is judged then. ErrStack is for a Stack that asks for nothing.
func (s Stack) Eligible(subject string, facts []Fact, now time.Time) (Eligibility, error) {
	if err := s.check(); err != nil {
		return Eligibility{}, err
	}
	if subject == "" {
		return Eligibility{}, refuse(ErrStackSubject, "expected the id of a subject, found none")
	}
	if len(facts) > limits.AwardEvidence*len(s.Parts) {
		return Eligibility{}, refuse(ErrStack, "expected at most %d badges, found %d", limits.AwardEvidence*len(s.Parts), len(facts))
	}
	e := Eligibility{Needed: s.needed()}
	for _, f := range facts {
		if f.Outcome != Passed && f.Subject == "" && f.Achievement == "" {
			if f.Outcome != Failed { // it may be any part; one that was refused is none
				e.Open = append(e.Open, PartOf{Part: Part{Name: "a badge that could not be judged"}, Fact: f, Why: f.Why})
			}
			continue
		}
		if f.Subject != subject {
			return Eligibility{}, refuse(ErrStackSubject, "%s is of %q, and this stack is for %q", limits.Abridge(f.Credential), limits.Abridge(f.Subject), limits.Abridge(subject))
		}
	}
	used := map[credential.Ref]bool{} // a badge counts once, whatever it says
	for _, p := range s.Parts {
		of := s.part(p, facts, used, now)
		switch of.Fact.Outcome {
		case Passed:
			used[of.Fact.ref()] = true
			e.Earned = append(e.Earned, of)
		case Failed:
			e.Missing = append(e.Missing, of)
		default:
			e.Open = append(e.Open, of)
		}
	}
	switch {
	case len(e.Earned) >= e.Needed:
		e.Outcome = Passed
	case len(e.Earned)+len(e.Open) < e.Needed:
		e.Outcome = Failed
	}
	return e, nil
}

// part is what the facts say of one part: one that passed, whatever else there is, then one
// that is open, and then one that failed.
func (s Stack) part(p Part, facts []Fact, used map[credential.Ref]bool, now time.Time) PartOf {
	best := PartOf{Part: p, Fact: Fact{Outcome: Failed}, Why: "there is no badge of it"}
	rank := 0
	for i, f := range facts {
		if !slices.Contains(p.IDs, f.Achievement) || used[f.ref()] || f.outdated(facts[:i], facts[i+1:]) {
			continue
		}
		f, n := s.now(f, now), 1
		switch f.Outcome {
		case Passed:
			n = 3
		case Undetermined:
			n = 2
		}
		if n > rank {
			best, rank = PartOf{Part: p, Fact: f, Why: f.Why}, n
		}
	}
	return best
}

// outdated reports whether another fact is about the same badge and was found out later. Of
// two of one time, and of any whose time is not known, the one that says less good counts:
// what was found before a badge was revoked must not outlive what was found after.
func (f Fact) outdated(others ...[]Fact) bool {
	rank := func(o Outcome) int { return slices.Index([]Outcome{Failed, Undetermined, Passed}, o) }
	for _, o := range slices.Concat(others...) {
		if f.Credential == "" || o.Credential != f.Credential || o.Issuer != "" && o.Issuer != f.Issuer {
			continue
		}
		if timed := !o.At.IsZero() && !f.At.IsZero(); timed && o.At.After(f.At) || (!timed || o.At.Equal(f.At)) && rank(o.Outcome) < rank(f.Outcome) {
			return true
		}
	}
	return false
}

// now is what a fact still says at that time.
func (s Stack) now(f Fact, now time.Time) Fact {
	fresh := s.Fresh
	if fresh == 0 {
		fresh = limits.ListKept
	}
	open := func(why string, args ...any) Fact {
		f.Outcome, f.Why = Undetermined, fmt.Sprintf(why, args...)
		return f
	}
	switch {
	case !slices.Contains(s.Issuers, f.Issuer):
		f.Outcome, f.Why = Failed, fmt.Sprintf("it was issued by %q, whose badges do not count here", limits.Abridge(f.Issuer))
	case f.Outcome == Failed:
		if f.Why == "" {
			f.Why = "the badge was refused"
		}
	case f.Outcome != Passed:
		if f.Why == "" {
			return open("it could not be found out whether the badge is in force")
		}
		return open("%s", f.Why)
	case f.Credential == "":
		return open("the badge has no id by which it could be named")
	case f.At.IsZero() || f.At.After(now.Add(limits.ClockSkew)):
		return open("it is not known when the badge was verified")
	case now.Sub(f.At) > fresh:
		return open("the badge was verified on %s, and may have been revoked since", f.At.UTC().Format(time.RFC3339))
	default:
		f.Why = ""
	}
	return f
}

// Stack awards a stack to whoever has earned it, as Award awards a decision: Key, Student,
// Holder, Time and Expires of d count, and d.Credential is s.Key or "". The badge names its parts:
// each is evidence, under the badge's own id, and with its digest where the fact has one.
//
// The facts are to be about the subject that the badge will have: Holder, or Subject of the
// Student. The Eligibility comes with ErrStack, too, which says that it is not Passed.
func (a *Awards) Stack(ctx context.Context, s Stack, d Decision, facts []Fact) (Record, Eligibility, error) {
	if d.Edition > 1 || d.Credential != "" && d.Credential != s.Key {
		return Record{}, Eligibility{}, refuse(ErrDecision, "Edition, Credential: expected the first edition of %q, found edition %d of %q", limits.Abridge(s.Key), d.Edition, limits.Abridge(d.Credential))
	}
	if err := checkKey("Stack.Key", s.Key, ""); err != nil {
		return Record{}, Eligibility{}, err
	}
	if err := d.check(a.now()); err != nil {
		return Record{}, Eligibility{}, err
	}
	subject := d.Holder
	if subject == "" {
		var err error
		if subject, err = a.Subject(ctx, d.Student); err != nil {
			return Record{}, Eligibility{}, err
		}
	}
	e, err := s.Eligible(subject, facts, a.cfg.Now())
	if err != nil {
		return Record{}, e, err
	}
	if e.Outcome != Passed {
		return Record{}, e, refuse(ErrStack, "%s", e)
	}
	d.Credential, d.Evidence, d.Levels = s.Key, nil, nil
	if r, err := a.made(ctx, d); err != nil || r != nil {
		made, err := a.settled(ctx, r, err)
		return made, e, err
	}
	c := &claims{decision: d}
	c.draft.Subject.Achievement = s.Achievement
	for _, p := range e.Earned {
		c.draft.Evidence = append(c.draft.Evidence, badge.Evidence{ID: p.Fact.Credential, Name: p.Name, Genre: "Verifiable credential"})
		if p.Fact.Digest != "" {
			c.draft.RelatedResource = append(c.draft.RelatedResource, badge.RelatedResource{ID: p.Fact.Credential, DigestSRI: p.Fact.Digest})
		}
	}
	if err := a.judge(c); err != nil {
		return Record{}, e, err
	}
	r, err := a.make(ctx, c)
	return r, e, err
}

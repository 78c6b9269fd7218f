package verify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A Rule is a condition of the caller's on an authentic badge. It is asked
// only of a badge whose proof held and whose form is that of a badge. One without
// a Check leaves the verdict open.
type Rule struct {
	Name string // of its Check in the Report; empty means "rule"

	// Check returns nil if the condition holds; an error that is or wraps a
	// Code if it does not; and any other error if it could not be decided,
	// which leaves the verdict open.
	Check func(ctx context.Context, c *credential.Credential) error

	recipient bool // it asks for whom the badge was issued
	presenter bool // it asks whether that is who presents it
}

func (c *corridor) rules(configured, given []Rule) {
	for _, r := range slices.Concat(configured, given) {
		c.stage(r.name(), c.report.Authentic, func(k *Check) {
			if r.presenter && c.within != nil {
				r = c.within.heldBy(r)
			}
			if r.Check == nil {
				r = asksNothing(r, "it has no Check")
			}
			view := *c.view // what one rule changes is not for the next, nor for the report
			err := r.Check(c.ctx, &view)
			if r.recipient {
				c.report.Recipient = worse(c.report.Recipient, recipientOf(err))
			}
			c.answer(k, r, err)
		})
	}
}

func (r Rule) name() string {
	if r.Name == "" {
		return "rule"
	}
	return r.Name
}

// asksNothing returns r as a rule that leaves the verdict open, and says why. A
// variable that was never set must not turn a question into a yes, nor into a no
// that blames the badge.
func asksNothing(r Rule, why string) Rule {
	r.Check = func(context.Context, *credential.Credential) error { return errors.New(why) }
	return r
}

// answer records what a rule said.
func (c *corridor) answer(k *Check, r Rule, err error) {
	if err == nil {
		return
	}
	p, isProblem := errors.AsType[*Problem](err)
	if isProblem && p == nil {
		k.open(credential.NewProblem(credential.RuleUndetermined, "", nil, "the rule %q answered with nothing", r.name()))
		return
	}
	code, coded := errors.AsType[Code](err)
	record := k.add
	if onlyOpen(err) {
		record = k.open
	}
	switch {
	case isProblem:
		refused := *p
		refused.Severity = Violation // a rule that says no means no
		record(&refused)
	case coded:
		record(credential.NewProblem(code, "", err, "%v", err))
	default:
		k.open(credential.NewProblem(credential.RuleUndetermined, "", err, "the rule %q could not be decided: %v", r.name(), err))
	}
}

// onlyOpen reports whether every Code in err is one of a question that could not
// be decided. One that says no outweighs them.
func onlyOpen(err error) bool {
	switch e := err.(type) {
	case Code:
		return e == RecipientUnknown || e == credential.RuleUndetermined
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			if !onlyOpen(inner) {
				return false
			}
		}
		return true
	case interface{ Unwrap() error }:
		return onlyOpen(e.Unwrap())
	}
	return true // an error without a Code says nothing either way
}

// worse returns of two answers about the recipient the one that weighs more.
func worse(a, b RecipientResult) RecipientResult {
	for _, r := range []RecipientResult{RecipientMismatched, RecipientNotAskable, RecipientMatched} {
		if a == r || b == r {
			return r
		}
	}
	return RecipientNotAsked
}

func recipientOf(err error) RecipientResult {
	switch {
	case err == nil:
		return RecipientMatched
	case errors.Is(err, RecipientMismatch):
		return RecipientMismatched
	case errors.Is(err, RecipientUnknown):
		return RecipientNotAskable
	}
	return RecipientNotAsked
}

// Recipient asks whether the badge was issued to the person whose identifier
// of type t is plaintext (OB 3.0 section 9.3), such as an e-mail address that
// the caller has verified. One matching identifier is enough. The plaintext is
// compared as it stands: nothing is trimmed or lower-cased.
//
// A badge that holds no identifier of that type cannot be asked this question,
// and leaves the verdict open; so does an empty plaintext, which is nobody's.
func Recipient(t badge.IdentityType, plaintext string) Rule {
	r := Rule{Name: RuleRecipient, recipient: true}
	if t == "" || plaintext == "" {
		return asksNothing(r, "the identifier to compare with is empty, so it asks for nobody")
	}
	r.Check = func(_ context.Context, c *credential.Credential) error {
		askable := false
		for _, id := range c.Subject.Identifier {
			if id.Type != t {
				continue
			}
			if askable = true; id.Matches(plaintext) {
				return nil
			}
		}
		if !askable {
			return credential.NewProblem(RecipientUnknown, "/credentialSubject", nil, "the badge names its recipient by no %s, so it cannot be compared", limits.Abridge(string(t)))
		}
		return credential.NewProblem(RecipientMismatch, "/credentialSubject/identifier", nil, "the badge is genuine, but %s is not the person it was issued to", limits.Abridge(plaintext))
	}
	return r
}

// RecipientID asks whether the badge was issued to the subject with this id
// (OB 3.0 section 9.3), such as a DID whose control the caller has seen proven.
// An empty id asks for nobody, and leaves the verdict open.
func RecipientID(id string) Rule {
	r := Rule{Name: RuleRecipient, recipient: true}
	if id == "" {
		return asksNothing(r, "the id to compare with is empty, so it asks for nobody")
	}
	r.Check = func(_ context.Context, c *credential.Credential) error {
		switch {
		case c.Subject.ID == "":
			return credential.NewProblem(RecipientUnknown, "/credentialSubject", nil, "the badge gives its recipient no id, so it cannot be compared")
		case c.Subject.ID != id:
			return credential.NewProblem(RecipientMismatch, "/credentialSubject/id", nil, "the badge is genuine, but it was not issued to %s", limits.Abridge(id))
		}
		return nil
	}
	return r
}

// HeldByPresenter asks whether the credential was issued to the holder who presents
// it: whether the id of its subject is that of the presentation's holder, whose key
// VerifyPresentation has judged. Without this rule anybody can present anybody's
// badge, with a proof that holds.
//
// Outside a presentation nobody has shown who they are, and the verdict stays open;
// so it does in a presentation that names no holder, and for a subject without an id.
func HeldByPresenter() Rule {
	r := asksNothing(Rule{Name: RuleRecipient, recipient: true}, "nobody presents the badge, so it cannot be compared with its recipient: VerifyPresentation judges presentations")
	r.presenter = true
	return r
}

// Achievement asks whether the badge is for one of the achievements with these
// ids. An id alone proves nothing: anybody can issue a badge for an
// achievement of this id, so the issuer must be one you trust with it. Without
// ids, or with an empty one, it leaves the verdict open.
func Achievement(ids ...string) Rule {
	r := Rule{Name: RuleAchievement}
	if len(ids) == 0 || slices.Contains(ids, "") {
		return asksNothing(r, "the id of the achievement to compare with is missing, so it asks for none")
	}
	ids = slices.Clone(ids)
	r.Check = func(_ context.Context, c *credential.Credential) error {
		if got := c.Subject.Achievement.ID; got == "" || !slices.Contains(ids, got) {
			return credential.NewProblem(AchievementMismatch, "/credentialSubject/achievement/id", nil,
				"the badge is for the achievement %s; asked for was %s", limits.Abridge(got), limits.Abridge(strings.Join(ids, " or ")))
		}
		return nil
	}
	return r
}

// InProgram asks whether the badge is for one of the micro-credentials of p as
// published with pub, which is what the issuer gave to Program.Achievement;
// the zero value if it gave none. As with Achievement, the issuer must be one
// you trust with the program.
//
// The ids of the achievements are compared. They follow from the program's id
// and version, and from where it is published: a badge of another version, or of
// a publication under another BaseURL, is not in the program. Whoever accepts
// several says so by Achievement with the ids of all. Without a program, or with
// one that cannot be published so, the verdict stays open.
func InProgram(p *badge.Program, pub badge.Publication) Rule {
	r := Rule{Name: RuleProgram}
	if p == nil || len(p.Credentials) == 0 {
		return asksNothing(r, "there is no program to compare with")
	}
	name := fmt.Sprintf("%s, version %s", p.Name, p.Version)
	var ids []string
	for _, m := range p.Credentials {
		a, err := p.Achievement(m.Key, pub)
		if err != nil {
			return asksNothing(r, fmt.Sprintf("the program %s has no achievement %q: %v", name, m.Key, err))
		}
		ids = append(ids, a.ID)
	}
	r.Check = func(_ context.Context, c *credential.Credential) error {
		if got := c.Subject.Achievement.ID; got == "" || !slices.Contains(ids, got) {
			return credential.NewProblem(AchievementMismatch, "/credentialSubject/achievement/id", nil,
				"the badge is for the achievement %s, which is none of the program %s, as it was published", limits.Abridge(got), limits.Abridge(name))
		}
		return nil
	}
	return r
}

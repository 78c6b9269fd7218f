package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/share"
)

// A reason is why something was refused, and the text of the catalogue that says it.
type reason struct {
	err error
	key string
}

// reasons are those of the packages and of the portal itself. Where an error is several of
// them, the first one here is said.
var reasons = []reason{
	{errNone, "why.none"}, {errSignIn, "why.signin"}, {errForm, "why.form"}, {errBusy, "why.busy"}, {errHost, "why.host"}, {errChanged, "why.changed"}, {errEntry, "why.entry"}, {errShort, "why.log"}, {errLong, "why.log"},

	{planning.ErrConflictOfInterest, "why.conflict"}, {planning.ErrALPIncomplete, "why.alp"}, {planning.ErrTransition, "why.transition"}, {planning.ErrForbidden, "why.forbidden"},
	{planning.ErrQuorum, "why.quorum"}, {planning.ErrRubric, "why.rubric"}, {errTick, "why.tick"}, {planning.ErrEvidence, "why.evidence"}, {planning.ErrUnknownCredential, "why.credential"},
	{planning.ErrTime, "why.time"}, {planning.ErrRules, "why.rules"}, {planning.ErrLog, "why.log"}, {planning.ErrEvent, "why.event"},

	{privacy.ErrRebinding, "why.rebinding"}, {privacy.ErrAgePolicy, "why.age"}, {privacy.ErrConsent, "why.consent"}, {privacy.ErrPersonal, "why.personal"}, {privacy.ErrUnread, "why.unread"}, {privacy.ErrPolicy, "why.policy"},

	{share.ErrRevoked, "why.revoked"}, {share.ErrExpired, "why.expired"}, {share.ErrPrivate, "why.private"}, {share.ErrUnconfirmed, "why.unconfirmed"}, {share.ErrText, "why.text"}, {share.ErrURL, "why.url"},
	{share.ErrStale, "why.stale"}, {share.ErrNotVerified, "why.unverified"}, {share.ErrNotFound, "why.none"},

	{award.ErrEarned, "why.earned"}, {award.ErrErased, "why.erased"}, {award.ErrUnissued, "why.unissued"}, {award.ErrUndelivered, "why.undelivered"}, {award.ErrUnrevoked, "why.unrevoked"},
	{award.ErrOffer, "why.offer"}, {award.ErrStackSubject, "why.subject"}, {award.ErrStack, "why.stack"}, {award.ErrFile, "why.file"}, {award.ErrWithheld, "why.withheld"},
	{award.ErrChanged, "why.awarded"}, {award.ErrConflict, "why.changed"}, {award.ErrCorrupt, "why.corrupt"}, {award.ErrDecision, "why.decision"},

	{status.ErrRevoked, "why.final"}, {status.ErrPurpose, "why.purpose"}, {status.ErrUnknown, "why.unlisted"}, {status.ErrRollback, "why.rollback"}, {status.ErrWitness, "why.rollback"},
	{status.ErrCorrupt, "why.corrupt"}, {status.ErrRandomness, "why.later"}, {status.ErrTaken, "why.later"}, {status.ErrConflict, "why.changed"}, {status.ErrUnsigned, "why.rollback"}, {status.ErrMissing, "why.rollback"},

	{errPassword, "why.password"}, {errAddress, "why.address"}, {errSlow, "why.slow"}, {errTwice, "why.twice"}, {errWrong, "why.wrong"}, {errMail, "why.mail"}, {errClosed, "why.closed"},

	{errInput, "why.input"},
}

// A finding is a refusal of a text or a file, with what was found in it.
type finding struct {
	error
	found []privacy.Finding
}

func (f finding) Unwrap() error { return f.error }

// inspected is an error of package privacy with its findings.
func inspected(found []privacy.Finding, err error) error {
	if err == nil {
		return nil
	}
	return finding{err, found}
}

// detailed are the reasons of which a person is told in English what the package says, which
// names what was expected and what was found. Of others that would be ids of consents.
var detailed = []error{errInput, errSignIn, errForm, errBusy, errHost, errChanged, errPassword, errAddress, errSlow, errTwice, errWrong, errEntry, errShort, errLong,
	planning.ErrConflictOfInterest, planning.ErrALPIncomplete, planning.ErrTransition, planning.ErrForbidden, planning.ErrQuorum, planning.ErrRubric, planning.ErrEvidence,
	planning.ErrUnknownCredential, planning.ErrTime, planning.ErrRules, planning.ErrLog, planning.ErrEvent, award.ErrFile}

// why says in a person's language why something was refused: by the Code of a report or by
// the error, and in Spanish never by English words.
func (l language) why(err error) (string, error) {
	if err == nil {
		return "", nil
	}
	if l != spanish && slices.ContainsFunc(detailed, func(d error) bool { return errors.Is(err, d) }) {
		return strings.TrimPrefix(strings.TrimPrefix(err.Error(), "planning: "), "award: "), nil // people know nothing of packages
	}
	if text := input(err); text != "" {
		return text, nil
	}
	for _, r := range reasons {
		if !errors.Is(err, r.err) {
			continue
		}
		text, missing := l.say(r.key)
		if missing != nil {
			return "", missing
		}
		var f finding
		if !errors.As(err, &f) {
			return text, nil
		}
		said := map[privacy.Kind]bool{}
		for _, one := range f.found {
			if !one.Refused || said[one.Kind] {
				continue
			}
			what, missing := l.say("found." + string(one.Kind))
			if missing != nil {
				return "", missing
			}
			if said[one.Kind] = true; len(said) > 1 {
				text += ","
			}
			text += " " + what
		}
		if len(said) > 0 {
			text += "."
		}
		return text, nil
	}
	var report *verify.Error
	if errors.As(err, &report) {
		if problems := report.Report.Errors(); len(problems) > 0 {
			return problems[0].Code.Sentence(string(l)), nil
		}
		return l.say("why.unverified")
	}
	var problem *credential.Problem
	if errors.As(err, &problem) {
		return problem.Code.Sentence(string(l)), nil
	}
	if l != spanish {
		return err.Error(), nil
	}
	return l.say("why.other")
}

// Why is why something was refused, in the language of the page.
func (p *page) Why(err error) (string, error) { return p.Lang.why(err) }

// Credential is a credential of the program in the language of the page.
func (p *page) Credential(key string) any { return p.Lang.credential(key) }

// Level is the name of a level in the language of the page.
func (p *page) Level(key string) string {
	for _, l := range p.Lang.levels() {
		if l.Key == key {
			return l.Name
		}
	}
	return key
}

// Missing says why a verdict cannot be decided yet, by what the tally has counted, and ""
// where it can.
func (p *page) Missing(t *planning.Tally, verdict planning.Action) (string, error) {
	if t.Missing[verdict] == "" {
		return "", nil
	}
	rule := policy()
	n, yes, led := len(t.Votes), 0, false
	for person, v := range t.Votes {
		if v == verdict {
			yes++
			led = led || t.Lead[person]
		}
	}
	need := max(n/2+1, rule.Agreement)
	if rule.Agreement == 0 {
		need = n
	}
	m := p.Lang.credential(p.Case.Guide().Credential)
	switch {
	case n < rule.Quorum:
		return p.T("missing.quorum", rule.Quorum, n)
	case yes < need:
		return p.T("missing.votes", need, yes)
	case !led:
		return p.T("missing.lead")
	case len(t.Levels) < len(m.Competencies):
		return p.T("missing.levels", len(t.Levels), len(m.Competencies))
	}
	return p.T("missing.shown", len(m.Competencies), t.Shown)
}

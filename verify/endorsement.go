package verify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
)

// An EndorsementPolicy says what the endorsements in a badge do to its verdict. OB 3.0
// section 9.1 asks for each to be verified, and leaves open what follows.
type EndorsementPolicy int

const (
	// EndorsementsReported judges each and tells what came of it. One that does not hold
	// is a warning (under Strict, an error), one that could not be judged a note (under
	// Strict, the verdict is open), and both count for nothing. The zero value.
	EndorsementsReported EndorsementPolicy = iota

	// EndorsementsMustHold refuses a badge with an endorsement that does not hold, and
	// leaves the verdict open where that could not be found out. It asks for no
	// endorsement: a badge without any passes.
	EndorsementsMustHold

	// EndorsementsIgnored judges none, and the Check says so.
	EndorsementsIgnored
)

// An Endorsement is the verdict on one endorsement that a badge carries (OB 3.0 section
// 9.2), judged on its own bytes, at the time of the badge. What it says is shown only if
// it is authentic.
type Endorsement struct {
	// Outcome is Passed if its endorser signed it, it has the form of an
	// EndorsementCredential, is in force, was not revoked, and is about a part of the
	// badge. It does not say that you trust the endorser: that is Trust. NotApplicable is
	// one that passes and repeats another one: see Repeats.
	Outcome Outcome

	Pointer string // its place in the document that carries it
	Token   bool   // it stands in endorsementJwt
	ID      string // its own, once it is authentic

	// Endorses is what it is about. Nothing if that is no part of the badge.
	Endorses credential.Entity

	// Endorser is who signed it, and Trust whether Config.Issuers or the Registry know
	// them. The name is the endorser's own word, or the Registry's.
	Endorser Issuer
	Trust    TrustResult

	// SelfEndorsed says that the endorser is the issuer or the subject of the badge, or
	// what is endorsed, by the identifier or by the key; SelfBecause says in words which
	// of them. It says nothing of Trust.
	SelfEndorsed bool
	SelfBecause  string

	// Repeats is the place of an endorsement before it, by the same endorser under the
	// same id, that has passed: the two are one.
	Repeats string

	Name    string // what the endorser calls it
	Comment string // Markdown, a stranger's text

	Until     time.Time // as in Report
	GoodUntil time.Time // as in Report

	Proofs []JudgedProof
	Status []StatusResult
	Checks []Check // of the endorsement; their Pointers are places in it, and not in the badge

	Endorsements []Endorsement // that it carries, to the depth of two

	signed *credential.Secured // whose proof held
}

// Document returns a copy of what the endorsement's proof secures, as Report.Document
// does; nil exactly when no proof held.
func (e *Endorsement) Document() []byte { return documentOf(e.signed) }

// Errors returns the problems that kept the endorsement from being verified, as those of
// Report.
func (e *Endorsement) Errors() []Problem { return errorsOf(e.Checks) }

// Warnings returns the problems that did not.
func (e *Endorsement) Warnings() []Problem { return warningsOf(e.Checks) }

// Verdict returns the outcome in one of the same words as Report.Verdict.
func (e *Endorsement) Verdict() string {
	if e.Outcome == NotApplicable {
		return verdict(Passed, e.Warnings())
	}
	return verdict(e.Outcome, e.Warnings())
}

var endorsementRole = role{"endorsement", []string{"EndorsementCredential"}, "EndorsementSubject", CheckEndorsements}

func requiredOfEndorsement() []string {
	return []string{CheckParse, CheckKey, CheckProof, CheckForm, CheckPeriod, CheckEndorsed}
}

// endorsements judges what the badge carries, once the badge is authentic and from an
// issuer you trust: nobody else chooses which endorsers are asked for their keys.
func (c *corridor) endorsements() {
	if !c.report.Authentic || c.report.Kind != credential.KindOB30 && c.report.Kind != credential.KindEndorsement {
		return
	}
	found, more := c.signed.Endorsements()
	count := len(found) + more
	switch {
	case count == 0:
		return
	case c.cfg.Endorsements == EndorsementsIgnored:
		c.pass(CheckEndorsements, fmt.Sprintf("the %s carries %s not judged, which count for nothing, as configured", c.noun(), endorsementsOf(count)))
		return
	case c.report.Trust == Untrusted, c.report.Trust == TrustUndetermined:
		c.pass(CheckEndorsements, fmt.Sprintf("the %s carries %s not judged, because its issuer is not one you trust", c.noun(), endorsementsOf(count)))
		return
	}
	c.stage(CheckEndorsements, true, func(k *Check) {
		within, cancel := c.ctx, func() {}
		if c.role == nil {
			within, cancel = context.WithTimeoutCause(c.ctx, limits.EndorsementsWait-c.outing.aside.waited, errEndorsementsWait)
			watch := startStopwatch()
			defer func() { c.outing.aside.waited += watch.lap() }()
		}
		defer cancel()
		passed := 0
		for i, carried := range found {
			if c.ctx.Err() != nil {
				return // which the stage says
			}
			if c.depth == limits.EndorsementDepth || c.outing.aside.endorsements == 0 {
				more += len(found) - i
				break
			}
			c.outing.aside.endorsements--
			e := c.endorsement(within, carried)
			e.repeat(c.report.Endorsements)
			c.weigh(k, &e)
			c.report.Endorsements = append(c.report.Endorsements, e)
			if e.Outcome == Passed || e.Outcome == NotApplicable {
				passed++
			}
		}
		c.outing.at(c.asking(CheckEndorsements))
		if more > 0 {
			c.unweighed(k, credential.NewProblem(EndorsementLimit, "", errSpent, "not judged, and counting for nothing: %s; at most %d are judged in one verification, and %d deep inside one another",
				endorsementsOf(more), limits.Endorsements, limits.EndorsementDepth))
		}
		if passed < count { // which is no pass, and nothing may hang on it
			k.Outcome = NotApplicable
			k.Reason = holding(count, passed)
		}
	})
}

var errEndorsementsWait = errors.New("the endorsements of a verification have " + limits.EndorsementsWait.String() + " together")

// endorsementsOf counts endorsements in words.
func endorsementsOf(n int) string {
	if n == 1 {
		return "1 endorsement"
	}
	return fmt.Sprintf("%d endorsements", n)
}

// holding says how many of the endorsements hold, where not all do.
func holding(count, passed int) string {
	switch {
	case count == 1:
		return "the only one does not, and counts for nothing"
	case passed == 0:
		return fmt.Sprintf("none of the %d does, and they count for nothing", count)
	case passed == 1:
		return fmt.Sprintf("1 of the %d does; the rest counts for nothing", count)
	}
	return fmt.Sprintf("%d of the %d do; the rest counts for nothing", passed, count)
}

// noun is what is being judged, in a word.
func (c *corridor) noun() string {
	if c.role != nil {
		return c.role.noun
	}
	return "badge"
}

// endorsement judges one endorsement.
func (c *corridor) endorsement(within context.Context, carried credential.Carried) Endorsement {
	before := c.outing.uses()
	inner := c.as(&endorsementRole, c.report.Time)
	inner.ctx, inner.depth = within, c.depth+1
	e := Endorsement{Pointer: carried.Pointer, Token: carried.Token}
	inner.parse(carried.Data)
	if inner.authenticated() {
		inner.trustEndorser(&e)
		inner.period()
		inner.schemas()
		inner.status()
	} else {
		inner.stage(CheckPeriod, false, nil)
	}
	inner.endorses(&e, c, carried)
	r := inner.report
	if outcomeOf(r.Checks, requiredOfEndorsement()) == Passed {
		inner.endorsements()
	}
	e.Outcome = outcomeOf(r.Checks, requiredOfEndorsement())
	e.signed, e.Proofs, e.Status, e.Checks, e.Endorsements = r.received, r.Proofs, r.Status, r.Checks, r.Endorsements
	e.Endorser.ID = r.Issuer.ID
	if e.Outcome == Passed {
		inner.bound(c.outing.freshUntil(CheckEndorsements, before, limits.ListKept))
		for _, s := range r.Status {
			inner.bound(s.GoodUntil)
		}
		e.GoodUntil = inner.until
	}
	return e
}

// trustEndorser says whether the endorser is one you trust. That is an answer of its own:
// an endorsement by somebody unknown is none the less theirs.
func (c *corridor) trustEndorser(e *Endorsement) {
	c.stage(CheckTrust, true, func(k *Check) {
		id := c.view.Issuer.ID
		e.Trust = TrustUndetermined
		switch {
		case c.cfg.AnyIssuer:
			e.Trust = TrustNotAsked
		case c.trusted[id]:
			e.Trust = Trusted
		case c.cfg.Registry == nil:
			e.Trust = Untrusted
		default:
			name, known, err := c.cfg.Registry.Issuer(c.ctx, id)
			switch {
			case err != nil:
				p := credential.NewProblem(TrustUnavailable, issuerPointer, err, "the registry of issuers could not be asked: %v", err)
				p.Severity = Note
				k.add(p)
			case !known:
				e.Trust = Untrusted
			default:
				e.Trust = Trusted
				if name != "" {
					c.report.Issuer.Name, c.report.Issuer.NameFrom = name, NameFromRegistry
				}
			}
		}
		if e.Trust != Trusted {
			k.Outcome = NotApplicable
			k.Reason = "the endorser: " + e.Trust.String() + ", which is a question of its own"
		}
	})
}

// endorses judges what an endorsement is about, and fills in what it says.
func (c *corridor) endorses(e *Endorsement, about *corridor, carried credential.Carried) {
	c.stage(CheckEndorsed, c.report.Authentic, func(k *Check) {
		subject, why := c.inItsRole()
		if why != "" { // its form has said so, or an unusual graph hides it
			k.add(credential.NewProblem(EndorsementInvalid, "/type", nil, "this is no endorsement: %s", why))
			return
		}
		e.ID, e.Until = c.view.ID, c.report.Until
		e.Name = c.received("/name").Text()
		e.Comment = c.received(subject + "/endorsementComment").Text()
		e.Endorser = c.report.Issuer
		id := c.view.Subject.ID
		entity, ok := about.signed.Endorsable(id, carried.On)
		if !ok {
			k.add(credential.NewProblem(EndorsementAstray, subject+"/id", nil, "the endorsement is about %s, which is no credential, achievement, profile or subject of the %s that carries it",
				limits.Abridge(id), about.noun()))
			return
		}
		e.Endorses = entity
		issuer := about.view.Issuer
		e.SelfBecause = c.ownWord(about, id)
		e.SelfEndorsed = e.SelfBecause != ""
		if e.Endorser.ID == issuer.ID && e.Endorser.NameFrom == NameFromBadge && e.Endorser.Name != issuer.Name {
			e.Endorser.Name, e.Endorser.NameFrom = "", "" // two names of one profile are shown as none
		}
		if e.SelfEndorsed {
			k.add(&Problem{Code: SelfEndorsed, Severity: Note, Pointer: issuerPointer,
				Message: "the endorsement is not independent: " + e.SelfBecause})
		}
	})
}

// ownWord says why the endorser speaks for themselves, "" if they do not: who they say
// they are, and whose key they have.
func (c *corridor) ownWord(about *corridor, endorsed string) string {
	switch by := c.view.Issuer.ID; {
	case by == about.view.Issuer.ID:
		return "the endorser is the issuer of the " + about.noun()
	case by == about.view.Subject.ID:
		return "the endorser is the recipient of the " + about.noun()
	case by == endorsed:
		return "the endorser is what is endorsed"
	case c.sharesKey(about):
		return fmt.Sprintf("it is signed with the key of the %s's issuer", about.noun())
	}
	return ""
}

// sharesKey reports whether a proof of this document was made with a key of the other.
func (c *corridor) sharesKey(other *corridor) bool {
	return slices.ContainsFunc(c.counted, func(p counted) bool {
		return slices.ContainsFunc(other.counted, func(q counted) bool {
			return p.method != nil && q.method != nil && multikey.Equal(p.method.Key, q.method.Key)
		})
	})
}

// repeat finds the one before that the endorsement says again: who counts endorsements
// counts it once.
func (e *Endorsement) repeat(before []Endorsement) {
	if e.Outcome != Passed {
		return
	}
	for _, b := range before {
		if b.Outcome == Passed && b.ID == e.ID && b.Endorser.ID == e.Endorser.ID {
			e.Repeats, e.Outcome = b.Pointer, NotApplicable
			return
		}
	}
}

// weigh lets an endorsement count for its badge as the policy has it. The codes of what
// is wrong with it stay its own: an endorsement that was forged makes no forged badge.
func (c *corridor) weigh(k *Check, e *Endorsement) {
	must := c.cfg.Endorsements == EndorsementsMustHold
	by := "an endorsement"
	if e.Endorser.ID != "" {
		by = "the endorsement by " + limits.Abridge(e.Endorser.ID)
	}
	switch problems := e.Errors(); {
	case e.Outcome == Failed:
		code, why := EndorsementInvalid, "it was not verified"
		if len(problems) > 0 {
			why = fmt.Sprintf("%s [%s]", problems[0].Message, string(problems[0].Code))
			if problems[0].Check == CheckEndorsed && problems[0].Code == EndorsementAstray {
				code = EndorsementAstray
			}
		}
		p := credential.NewProblem(code, e.Pointer, nil, "%s does not hold: %s", by, why)
		if !must {
			p.Severity = Deviation
		}
		k.add(p)
	case e.Outcome == Undetermined:
		why, cause := "it was not verified", error(nil)
		if len(problems) > 0 {
			why, cause = fmt.Sprintf("%s [%s]", problems[0].Message, string(problems[0].Code)), &problems[0]
		}
		c.unweighed(k, credential.NewProblem(EndorsementUnavailable, e.Pointer, cause, "whether %s holds could not be found out: %s", by, why))
	default:
		if must {
			c.bound(e.GoodUntil)
		}
		c.strictly(k, e, by)
		if e.SelfEndorsed {
			k.add(&Problem{Code: SelfEndorsed, Severity: Note, Pointer: e.Pointer, Message: by + " is not independent: " + e.SelfBecause})
		}
	}
}

// strictly remarks on an endorsement that Strict would not let pass: what a strict
// verifier refuses, every other one has told.
func (c *corridor) strictly(k *Check, e *Endorsement, by string) {
	told := map[Code]bool{SelfEndorsed: true}
	for _, p := range e.Warnings() {
		if (p.Severity == Deviation || p.Check == CheckEndorsements || p.Check == CheckSchema) && !told[p.Code] {
			told[p.Code] = true
			k.add(&Problem{Code: p.Code, Severity: Note, Pointer: e.Pointer, Message: by + ": " + p.Message})
		}
	}
}

// unweighed takes what could not be judged.
func (c *corridor) unweighed(k *Check, p *Problem) {
	if c.cfg.Endorsements == EndorsementsMustHold || c.cfg.Strict {
		k.open(p)
		return
	}
	p.Severity = Note
	k.add(p)
}

package verify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// VerifyPresentation judges the presentation that data holds (VCDM 2.0 section 4.13,
// VCDM 1.1 section 4.10) and every credential in it: a JSON document with proofs, a
// compact JWS (VC-JOSE-COSE 1.0), or such a JWS in an envelope. A credential is
// refused: Verify and VerifyCredential judge those.
//
// It returns a PresentationReport in every case. The error is nil if and only if its
// Outcome is Passed; otherwise it joins the *Problems of its Errors, in which
// errors.Is finds every Code and its cause.
//
// Passed means: the holder that the presentation names made it, for the challenge and
// the domains that Expecting says, with a key they publish for authentication or, by
// an embedded proof, for assertionMethod; it has the form of the data model; and
// every credential in it passes VerifyCredential on its own bytes, at the same time,
// with the rules of the Config and those given here. A credential without a proof is
// its holder's own claim: it passes only if its issuer is the holder, and trust,
// period, form and rules are asked of it as of any other.
//
// It does not mean that the credentials were issued to the holder, unless
// HeldByPresenter asked; nor, unless a challenge was expected, that the holder made
// it now: without one, whoever has seen a presentation can show it again. Of a
// presentation that names no holder it means only that somebody with the key of
// Controller made it. One without any credential passes, with a note, if no rules
// are asked, for there is nothing that they could be asked of.
func (v *Verifier) VerifyPresentation(ctx context.Context, data []byte, rules ...Rule) (*PresentationReport, error) {
	c := v.enter(ctx)
	c.asked = forPresentation
	if c.trusted != nil { // who has seen a badge before has not seen this presentation of it
		own := *c.Verifier
		c.vouched, own.seen = own.seen, time.Time{}
		c.Verifier = &own
	}
	c.parse(data)
	c.resolve(boundToIssuer)
	c.authenticate()
	c.conform()
	return c.concludePresentation(c.credentials(rules))
}

// A PresentationReport is the verdict on one presentation, with its reasons.
type PresentationReport struct {
	Outcome Outcome // Passed, Failed or Undetermined

	// Holder is the id of who presents, "" unless key, proof and form have passed, and
	// for a presentation that names none.
	Holder string

	// Credentials are the verdicts on what is presented, in document order. There are
	// none unless the presentation's own key, proof and form have passed. What stands
	// against one of them stands among Errors, too.
	Credentials []*Report

	MediaType  string
	Method     string        // as in Report
	Controller string        // as in Report
	Algorithm  string        // as in Report
	Time       time.Time     // the one reading of the clock, for the credentials as well
	Proofs     []JudgedProof // of the presentation
	Checks     []Check       // in the order in which they were made
	Sources    []Source      // as in Report, those of the credentials among them

	received *credential.Secured // as in Report
	met      *keysMet            // as in Report
}

// Document returns a copy of what the presentation's own proof secures, as
// Report.Document does; nil exactly when no proof held.
func (r *PresentationReport) Document() []byte { return documentOf(r.received) }

// Errors returns the problems that kept the presentation, or a credential in it, from
// being verified, those that speak against it before those that left something open.
func (r *PresentationReport) Errors() []Problem { return errorsOf(r.Checks) }

// Warnings returns the problems that did not.
func (r *PresentationReport) Warnings() []Problem { return warningsOf(r.Checks) }

func (c *corridor) concludePresentation(credentials []*Report) (*PresentationReport, error) {
	r := &PresentationReport{
		Outcome:     outcomeOf(c.report.Checks, requiredOfPresentation()),
		Credentials: credentials,
		MediaType:   c.report.MediaType, Method: c.report.Method, Controller: c.report.Controller,
		Algorithm: c.report.Algorithm, Time: c.report.Time, received: c.report.received,
		Proofs: c.report.Proofs, Checks: c.report.Checks,
		Sources: c.outing.rested(c.before), met: c.met(),
	}
	if c.report.Authentic {
		r.Holder = c.signed.HolderID()
	}
	if r.Outcome == Passed {
		return r, nil
	}
	return r, errors.Join(append(unwrap(r.Errors()), errNotVerified)...)
}

// errNotVerified stands behind the problems, so that a verdict that is no pass is an
// error whatever they are.
var errNotVerified = errors.New("the presentation was not verified")

// A presentation is what the corridor of a credential knows about the one that it
// stands in, whose key, proof and form have passed.
type presentation struct {
	holder    string // "" if it names none
	transform credential.Transform
	report    *Report
}

// credentials judges what is presented, each on its own.
func (c *corridor) credentials(rules []Rule) (reports []*Report) {
	c.stage(CheckCredentials, c.report.Authentic, func(k *Check) {
		presented, err := c.signed.Presented()
		if err != nil {
			k.add(asProblem(err))
			return
		}
		all := slices.Concat(c.cfg.Rules, rules)
		if len(presented) == 0 && len(all) > 0 {
			k.open(credential.NewProblem(credential.RuleUndetermined, "", nil, "nothing is presented that the rules could be asked of"))
		}
		asked := slices.ContainsFunc(all, func(r Rule) bool { return r.presenter })
		within := &presentation{c.signed.HolderID(), c.transform, c.report}
		var judged []*corridor
		for _, p := range presented {
			inner := c.inside(within)
			report, _ := inner.walk(p.Data, rules) // the error says nothing that the report does not
			reports, judged = append(reports, report), append(judged, inner)
		}
		for i, p := range presented {
			inner, report := judged[i], reports[i]
			inner.compareLast()
			k.inherit(report, p, i+1)
			if report.Authentic && !asked {
				within.remark(k, inner.view, p)
			}
		}
	})
	return reports
}

// inside is a corridor for a credential of the presentation. For whom and for which
// occasion a presentation was made is nothing that its credentials could say.
func (c *corridor) inside(within *presentation) *corridor {
	v := *c.Verifier
	v.expect, v.seen = nil, c.vouched
	c.outing.more()
	return &corridor{Verifier: &v, ctx: c.ctx, outing: c.outing, before: c.outing.uses(), watch: startStopwatch(),
		anyType: true, within: within, report: &Report{Time: c.report.Time, Checks: make([]Check, 0, 8)}}
}

// inherit takes over the verdict on a credential: no presentation is better than what
// it presents.
func (k *Check) inherit(r *Report, p credential.Presented, n int) {
	switch r.Outcome {
	case Passed:
	case Failed:
		k.failed = true
	default:
		k.undecided = true
	}
	for _, problem := range append(r.Errors(), r.Warnings()...) {
		place := problem.Pointer
		if problem.Pointer = p.Pointer; !p.Enveloped { // a pointer into a token is none into the presentation
			problem.Pointer += place
		}
		problem.Message = fmt.Sprintf("credential %d: %s", n, problem.Message)
		k.list(&problem)
	}
}

// remark says that a credential was issued to somebody else than who presents it,
// where nobody asked.
func (p *presentation) remark(k *Check, view *credential.Credential, at credential.Presented) {
	note := Problem{Code: RecipientUnknown, Severity: Note, Pointer: at.Pointer}
	switch subject := view.Subject.ID; {
	case p.holder == "" || subject == "":
		note.Message = "presentation or credential does not say whose it is, so anybody may present it; the rule HeldByPresenter would ask"
	case subject != p.holder:
		note.Code, note.Message = RecipientMismatch, fmt.Sprintf("the credential was issued to %s and is presented by %s; the rule HeldByPresenter would refuse it", limits.Abridge(subject), limits.Abridge(p.holder))
	default:
		return
	}
	k.add(&note)
}

// heldBy is the rule HeldByPresenter for what this presentation presents.
func (p *presentation) heldBy(r Rule) Rule {
	if p.holder == "" {
		return asksNothing(r, "the presentation names no holder, so there is nobody to compare the recipient with")
	}
	r.Check = RecipientID(p.holder).Check
	return r
}

// selfAsserted reports whether the credential is one without a proof of its own in a
// presentation (VCDM 2.0 section 4.13).
func (c *corridor) selfAsserted() bool {
	return c.within != nil && c.secured != nil && c.secured.Unsecured()
}

const holderPointer = "/holder"

// bindToHolder stands for the look-up of a key: the credential is the holder's own
// claim, or that of nobody.
func (c *corridor) bindToHolder(k *Check) {
	issuer, holder := c.secured.IssuerID(), c.within.holder
	switch {
	case holder == "":
		k.add(credential.NewProblem(credential.ProofMissing, "", nil, "nothing signs this credential, and the presentation around it names no holder whose claim it could be"))
	case issuer == "":
		k.add(credential.NewProblem(credential.ProofMissing, issuerPointer, nil, "nothing signs this credential, and it names no issuer: the holder %s can vouch for what is the holder's own claim only", limits.Abridge(holder)))
	case issuer != holder:
		k.add(credential.NewProblem(credential.ProofMissing, issuerPointer, nil, "nothing signs this credential, and its issuer %s is not the holder %s, whose own claim it would be", limits.Abridge(issuer), limits.Abridge(holder)))
	default:
		k.Reason = "its issuer is the holder, who presents it"
	}
}

// authenticateCovered stands for the judging of its proofs: that of the presentation
// has held, and covers it.
func (c *corridor) authenticateCovered() {
	c.stage(CheckProof, c.passed(CheckKey), func(k *Check) {
		t, err := c.secured.CoveredBy(c.within.transform)
		if err != nil {
			k.add(asProblem(err))
			return
		}
		outer := c.within.report
		c.report.Method, c.report.Controller, c.report.Algorithm = outer.Method, outer.Controller, outer.Algorithm
		c.read(t)
		k.Reason = "it has none of its own; that of the presentation covers it"
	})
}

package verify

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A Refreshed says that a Report is of a newer edition of the badge that was given, and
// of which.
type Refreshed struct {
	URL     string    // where the badge said that a newer edition may be
	Fetched time.Time // when the newer edition came from there; zero if that is not known

	ValidFrom time.Time // of the older edition

	// Old is the verdict on the badge that was given, by itself: what it would have got
	// without Config.Refresh.
	Old *Report

	// Changes are the members in which the two editions differ as JSON, in the order of
	// the older document and then of the newer one; More is how many there are besides.
	// Not compared are the proofs, and the claims of a token that repeat what the badge
	// says or tell when it was made (iss, sub, jti, nbf, iat, and exp where it repeats).
	Changes []Change
	More    int
}

const refreshType = "1EdTechCredentialRefresh"

const acceptEdition = "application/vc, application/vc+jwt, application/ld+json;q=0.9, application/json;q=0.9, text/plain;q=0.9, application/jwt;q=0.8, */*;q=0.1"

// refresh returns the corridor of the edition that counts: a newer one that the badge's
// refreshService has, if it is accepted, and else c.
//
// Whoever answers at that URL can do no more than keep a newer edition away. The issuer's
// signature says what is one, and the verdict on the badge that was given has been found
// before anybody is asked, so that nothing of the answer, and no time that it takes,
// changes that verdict: it stands even if the context ends meanwhile. That is why this is
// no stage like the others, which are then open.
func (c *corridor) refresh(rules []Rule) *corridor {
	if !c.report.Authentic || c.view.Refresh == nil {
		return c
	}
	if why := c.unrefreshed(); why != "" {
		c.pass(CheckRefresh, "the badge names a place where a newer edition may be; "+why)
		return c
	}
	c.conclude()
	old := *c.report
	old.Checks = slices.Clip(old.Checks)
	before := c.outing.uses()
	var newer *corridor
	made := Check{Name: CheckRefresh, Outcome: Passed}
	c.outing.at(CheckRefresh)
	guarded(&made, func(k *Check) {
		c.outing.more()
		resource, p := c.edition()
		if p == nil {
			newer, p = c.accepted(k, resource, rules)
		}
		switch {
		case p == nil:
			return
		case p.Code == Panicked:
			k.open(p)
			return
		}
		k.Outcome, k.Reason = NotApplicable, "no newer edition was had, so the badge counts by itself"
		if p.Retry() {
			k.Reason += "; asking again later may help"
		}
		note := *p // it may be shared
		from := c.signed.DatePointers()[0]
		note.Severity, note.Pointer = Note, from[:strings.LastIndexByte(from, '/')]+"/refreshService"
		k.add(&note)
	})
	made.settle(c.cfg.Strict)
	made.Took = c.watch.lap()
	if newer == nil {
		c.report.Checks = append(c.report.Checks, made)
		return c
	}
	newer.bound(c.lasts) // the older edition has led here, for as long as it is authentic
	newer.bound(c.outing.freshUntil(CheckRefresh, before, limits.ListKept))
	newer.report.Checks = append(newer.report.Checks, made)
	r := c.outing.rested(before)[0]
	newer.report.Refreshed = &Refreshed{URL: r.URL, Fetched: r.Fetched, ValidFrom: c.view.ValidFrom, Old: &old}
	newer.report.Refreshed.Changes, newer.report.Refreshed.More = differences(c.claimed(), newer.claimed())
	return newer
}

// unrefreshed says why nobody is asked for a newer edition, "" if somebody is.
func (c *corridor) unrefreshed() string {
	switch {
	case !c.cfg.Refresh:
		return "it was not asked"
	case c.within != nil:
		return "of what is presented nothing is refreshed: the holder presents this edition"
	case c.present != nil:
		return "it was not asked, for what it has today says nothing of another time"
	case !c.passed(CheckTrust):
		return "it was not asked on behalf of an issuer that is not trusted"
	case c.view.Refresh.Type != refreshType:
		return fmt.Sprintf("it was not asked, for it is of the type %q and not %s", limits.Abridge(c.view.Refresh.Type), refreshType)
	case c.view.ID == "" || c.view.Subject.ID == "" && len(c.view.Subject.Identifier) == 0:
		return "it was not asked, for the badge lacks its own id, or its recipient's, by which a newer edition would be known"
	}
	return ""
}

// edition fetches what stands at the badge's refreshService.
func (c *corridor) edition() (*Resource, *Problem) {
	at := c.view.Refresh.ID
	if _, err := destination(at, true); err != nil {
		return nil, asProblem(err)
	}
	resource, err := c.outing.fetch(c.ctx, c.cfg.Fetcher, Request{URL: at, Accept: acceptEdition, Limit: limits.Document})
	if err != nil {
		return nil, asProblem(err)
	}
	return resource, nil
}

// accepted takes what was fetched through the whole corridor as a badge of its own, on
// the same questions and the same clock reading. It returns nothing, and no Problem, for
// the very bytes that were given.
func (c *corridor) accepted(k *Check, resource *Resource, rules []Rule) (*corridor, *Problem) {
	if bytes.Equal(bytes.TrimSpace(resource.Data), bytes.TrimSpace(c.secured.Bytes())) {
		k.Reason = "its issuer has no other edition there than this very one"
		return nil, nil
	}
	v := *c.Verifier
	v.seen = time.Time{} // who has seen the older edition has not seen this one
	// Whoever keeps a list away would otherwise have a badge that is known to be revoked
	// replaced by one of which nothing is known.
	v.cfg.AllowUnknownStatus, v.cfg.UnboundIssuers = false, false // nor is a stranger's edition one
	n := &corridor{Verifier: &v, ctx: c.ctx, outing: c.outing, before: c.before, watch: startStopwatch(), anyType: c.anyType, behalf: CheckRefresh,
		report: &Report{Time: c.report.Time, Checks: make([]Check, 0, 8)}}
	n.parse(resource.Data)
	if n.secured != nil { // else the stages say why
		if p := c.another(n.secured); p != nil {
			return nil, p // nothing that it names is asked for, not even its key
		}
	}
	n.steps(rules)
	if outcomeOf(n.report.Checks, required()) != Passed {
		p, _, _ := n.verdict()
		refused := *p
		refused.Message = "what stands there is not accepted: " + p.Message
		return nil, &refused
	}
	switch from, than := n.view.ValidFrom, c.view.ValidFrom; {
	case !credential.SameRecipient(c.view, n.view):
		return nil, unlike("what stands there does not say of the same recipient that it is theirs")
	case from.IsZero() || than.IsZero():
		return nil, unlike("which of the two is newer cannot be told: one of them does not say since when it is valid")
	case from.Before(than):
		return nil, unlike("what stands there is older: it is valid from %s on, and the badge from %s", stamp(from), stamp(than))
	}
	// Its issuer may have signed it before the revocation, and would have no way to take it
	// back: whoever keeps such an edition has not seen the revocation undone.
	if purpose := c.takenBack(n); purpose != "" {
		return nil, unlike("the badge was taken back (%s), and what stands there names no list in which it could be as well", purpose)
	}
	k.Reason = fmt.Sprintf("a newer edition, valid from %s on, takes the place of the one of %s", stamp(n.view.ValidFrom), stamp(c.view.ValidFrom))
	return n, nil
}

// takenBack returns a purpose for which the badge is set in a list, and for which the newer
// edition was found in none; "" if there is none.
func (c *corridor) takenBack(n *corridor) string {
	for _, s := range c.report.Status {
		asked := func(o StatusResult) bool { return o.Known && o.Purpose == s.Purpose }
		if s.Known && s.Value != 0 && (s.Purpose == purposeRevocation || s.Purpose == purposeSuspension) && !slices.ContainsFunc(n.report.Status, asked) {
			return s.Purpose
		}
	}
	return ""
}

// another says why a document is no edition of the badge. Ids are compared byte for byte:
// the looser equality of OB 3.0 is for hosts that store badges, and one that replaces a
// badge should leave nothing to interpret. They are those that the proof secures, if it
// holds.
func (c *corridor) another(s *credential.Secured) *Problem {
	switch kind, id, issuer := s.Kind(), s.ID(), s.IssuerID(); {
	case kind != c.report.Kind:
		return unlike("what stands there is of another kind: %s, and not %s", kind, c.report.Kind)
	case issuer != c.view.Issuer.ID:
		return unlike("what stands there is by another issuer, %s", limits.Abridge(issuer))
	case id != c.view.ID:
		return unlike("what stands there is another credential, %s", limits.Abridge(id))
	}
	return nil
}

func unlike(format string, args ...any) *Problem {
	return credential.NewProblem(credential.RefreshRefused, "", nil, format, args...)
}

// claimed is the document of an authentic credential: of a token, without what stands
// around it.
func (c *corridor) claimed() []byte {
	if whole, ok := c.view.Lookup(""); ok {
		return whole
	}
	return c.report.Document()
}

// write tells a person what stands in the place of what they have.
func (f *Refreshed) write(b *strings.Builder) {
	if f == nil || f.Old == nil {
		return
	}
	b.WriteString("\n  Refreshed\n")
	line := func(text string) {
		for n, part := range wrap(printable(text), pageWidth-10) {
			if n > 0 {
				part = "  " + part
			}
			fmt.Fprintf(b, "        %s\n", part)
		}
	}
	count, verb := len(f.Changes)+f.More, "members differ"
	if count == 1 {
		verb = "member differs"
	}
	alone := f.Old.Verdict()
	if errors := f.Old.Errors(); len(errors) > 0 {
		alone += fmt.Sprintf(": %s [%s]", errors[0].Message, string(errors[0].Code))
	}
	line(fmt.Sprintf("This is a newer edition, from %s. The one that was given (valid from %s) is by itself %s.",
		shorten(f.URL), day(f.ValidFrom), alone))
	line(fmt.Sprintf("%d %s:", count, verb))
	for _, c := range f.Changes {
		switch {
		case c.Old == "":
			line(shorten(c.Pointer) + " new: " + c.New)
		case c.New == "":
			line(shorten(c.Pointer) + " gone: " + c.Old)
		default:
			line(shorten(c.Pointer) + ": " + c.Old + " is now " + c.New)
		}
	}
	if f.More > 0 {
		line(fmt.Sprintf("and %d more", f.More))
	}
}

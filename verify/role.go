package verify

import (
	"fmt"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A role is as what a document is read that a badge led to: it goes through the same
// corridor, and only through the stages that walkAs names. It has no status, and leads
// to no further document but its key, so that no two documents lead to one another
// for ever.
type role struct {
	noun    string   // for messages
	types   []string // that the document has, besides VerifiableCredential
	subject string   // a type that its one subject has
	check   string   // the stage of the badge that asks on its behalf
}

// asking is the name of the Check on whose behalf the stage of that name asks.
func (c *corridor) asking(stage string) string {
	if c.behalf != "" {
		return c.behalf
	}
	return stage
}

// as is a corridor for a document in a role, as of a time. It asks on the same outing,
// and what is expected of the badge is not expected of it, nor does whoever has seen the
// badge before vouch for it.
func (c *corridor) as(r *role, now time.Time) *corridor {
	v := *c.Verifier
	v.expect, v.seen = nil, time.Time{}
	return &corridor{Verifier: &v, ctx: c.ctx, outing: c.outing, watch: startStopwatch(), anyType: true, role: r, behalf: c.asking(r.check),
		report: &Report{Time: now, Checks: make([]Check, 0, 4)}}
}

// authenticated takes a document that was read through the stages that make it
// authentic. Nothing that it names is asked for before, save its key.
func (c *corridor) authenticated() bool {
	c.resolve(boundToIssuer)
	c.authenticate()
	c.conform()
	return c.report.Authentic
}

// inItsRole says why an authentic document is none of its role, "" if it is; and where
// its one subject stands.
func (c *corridor) inItsRole() (subject, why string) {
	for _, t := range c.role.types {
		if !slices.Contains(c.view.Type, t) {
			return "", "it is no " + t
		}
	}
	subject = "/credentialSubject"
	if all := c.received(subject); all.Kind() == strictjson.Array {
		if all.Len() != 1 {
			return "", fmt.Sprintf("it has %d subjects, and a %s has one", all.Len(), c.role.noun)
		}
		subject += "/0"
	}
	if !slices.Contains(texts(c.received(subject+"/type")), c.role.subject) {
		return "", "its subject is no " + c.role.subject
	}
	return subject, ""
}

// received is what an authentic document says at a JSON Pointer, extensions included.
func (c *corridor) received(pointer string) strictjson.Value {
	raw, ok := c.view.Lookup(pointer)
	if !ok {
		return strictjson.Value{}
	}
	tape, err := strictjson.Parse(raw, strictjson.Limits{})
	if err != nil {
		return strictjson.Value{} // it has been read before, as a part of the document
	}
	return tape.Root()
}

// texts are a string, or the strings of an array.
func texts(v strictjson.Value) []string {
	if v.Kind() == strictjson.String {
		return []string{v.Text()}
	}
	var all []string
	for i, element := range v.Elements() {
		if i < limits.TypeValues && element.Kind() == strictjson.String {
			all = append(all, element.Text())
		}
	}
	return all
}

// ends is the earliest end that an authentic document sets itself, or its proofs;
// zero if there is none.
func (c *corridor) ends() time.Time {
	until, _ := c.end()
	if exp, _, ok := c.signed.Expiry(); ok {
		until = earlier(until, exp)
	}
	for _, p := range c.counted {
		if details, err := c.secured.Details(p.proof); err == nil {
			until = earlier(until, details.Expires)
		}
	}
	return until
}

// verdict says why a document in a role is not authentic: the Problem that weighs most,
// whether it leaves the matter open, and whether only the time is to blame.
func (c *corridor) verdict() (p *Problem, open, timed bool) {
	found := errorsOf(c.report.Checks)
	if len(found) == 0 {
		return credential.NewProblem(credential.ResolveFailed, "", nil, "it could not be judged"), true, false
	}
	open = !slices.ContainsFunc(c.report.Checks, func(k Check) bool { return k.Outcome == Failed })
	timed = !slices.ContainsFunc(found, func(p Problem) bool {
		return p.Code != credential.ProofExpired && p.Code != credential.ProofCreatedFuture
	})
	return &found[0], open, timed
}

// deviations are the remarks on a document in a role that Strict would refuse.
func (c *corridor) deviations() []Problem {
	var found []Problem
	for _, p := range warningsOf(c.report.Checks) {
		if p.Severity == Deviation && len(found) < limits.Problems {
			found = append(found, p)
		}
	}
	return found
}

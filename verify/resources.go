package verify

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// compareProfile remarks on an issuer whose own document, which was fetched for its
// keys, gives it another name than the badge does. The signed name counts, or the
// registry's: whoever runs the host can change the page long after.
func (c *corridor) compareProfile(k *Check) {
	id, claimed := c.view.Issuer.ID, c.view.Issuer.Name
	page := c.outing.had(id)
	if page == nil || claimed == "" {
		return
	}
	tape, err := strictjson.Parse(page.Data, strictjson.Limits{})
	if err != nil {
		return // no profile; that it gave a key is another matter
	}
	root := tape.Root()
	name := root.Get("name")
	if !root.Get("id").Is(id) || name.Text() == "" || name.Is(claimed) {
		return
	}
	k.add(&Problem{Code: credential.IssuerProfileDiffers, Severity: Note, Pointer: issuerPointer + "/name",
		Message: fmt.Sprintf("the badge calls its issuer %q; the page of the issuer at %s says %q", limits.Abridge(claimed), limits.Abridge(id), limits.Abridge(name.Text()))})
}

// A link is a URL of the badge behind which something stands that can change.
type link struct {
	url, pointer string
	changed      Code
}

// resources compares what the badge links to with the digests that it gives. The
// badge has passed, so its issuer is one the caller trusts: nobody else chooses what
// is fetched.
func (c *corridor) resources() {
	if !c.cfg.CompareResources || c.report.Credential == nil || outcomeOf(c.report.Checks, required()) != Passed {
		return
	}
	links := c.links()
	if len(links) == 0 {
		return
	}
	c.stage(CheckResources, true, func(k *Check) {
		other := 0
		for _, l := range links {
			p := c.compare(l)
			switch {
			case p == nil:
				continue
			case p.Code == Interrupted:
				k.open(p)
				return
			}
			p.Severity = Note
			k.add(p)
			other++
		}
		if other > 0 { // which is no pass, and nothing hangs on it
			k.Outcome = NotApplicable
			k.Reason = fmt.Sprintf("of %d, %d could not be confirmed", len(links), other)
		}
	})
}

// compareLast is resources for a credential of a presentation, after all others have
// been judged: what one of them links to uses up no question and no time by which the
// status or the key of another would have been asked for.
func (c *corridor) compareLast() {
	from := c.outing.uses()
	c.resources()
	r := c.report
	r.Sources = append(r.Sources, c.outing.rested(from)...)
	if r.Outcome = outcomeOf(r.Checks, required()); r.Outcome != Passed {
		r.GoodUntil = time.Time{}
	}
}

// links are the URLs of the badge of which it gives a digest.
func (c *corridor) links() []link {
	v := c.view
	all := []link{{v.Subject.Achievement.Criteria.ID, "/credentialSubject/achievement/criteria/id", credential.CriteriaChanged}}
	for i, e := range v.Evidence {
		all = append(all, link{e.ID, fmt.Sprintf("/evidence/%d/id", i), credential.EvidenceChanged})
	}
	if m := v.Subject.Achievement.Image; m != nil {
		all = append(all, link{m.ID, "/credentialSubject/achievement/image/id", credential.EvidenceChanged})
	}
	if m := v.Image; m != nil {
		all = append(all, link{m.ID, "/image/id", credential.EvidenceChanged})
	}
	if m := v.Issuer.Image; m != nil {
		all = append(all, link{m.ID, "/issuer/image/id", credential.EvidenceChanged})
	}
	all = append(all, c.related(all)...)
	var found []link
	for _, l := range all {
		if strings.HasPrefix(l.url, "data:") {
			continue // it is signed with the badge
		}
		if _, given := v.MatchesDigest(l.url, nil); given {
			found = append(found, l)
		}
	}
	return found
}

// related are the other resources of which the badge gives a digest, but its contexts,
// which are compared where they are read, and its schemas, which are where they are.
func (c *corridor) related(others []link) []link {
	const name = "relatedResource"
	seen := map[string]bool{}
	for _, l := range others {
		seen[l.url] = true
	}
	for _, s := range c.view.Schema {
		url, _, _ := strings.Cut(s.ID, "#")
		seen[s.ID], seen[url] = true, true
	}
	entries, at := c.received("/"+name), c.places(name)
	n := 1
	if entries.Kind() == strictjson.Array {
		n = min(entries.Len(), limits.Resources)
	}
	var found []link
	for i := range n {
		member, pointer := at(i)
		if url := c.received(member + "/id").Text(); url != "" && !seen[url] && !c.cfg.Contexts.Has(url) {
			seen[url] = true
			found = append(found, link{url, pointer + "/id", credential.ResourceDigest})
		}
	}
	return found
}

// compare returns nil if what stands behind the link is what it was.
func (c *corridor) compare(l link) *Problem {
	at, _, _ := strings.Cut(l.url, "#")
	if originOf(at) == "" {
		return credential.NewProblem(ResolveForbiddenTarget, l.pointer, nil, "%s was not compared: only https URLs are ever fetched", limits.Abridge(l.url))
	}
	r, err := c.outing.fetch(c.ctx, c.cfg.Fetcher, Request{URL: at})
	if err != nil {
		gone, ok := errors.AsType[*HTTPError](err)
		if ok && (gone.Status == 404 || gone.Status == 410) {
			return credential.NewProblem(l.changed, l.pointer, err, "%s is no longer there (HTTP status %d)", limits.Abridge(l.url), gone.Status)
		}
		p := *asProblem(err)
		p.Pointer, p.Message = l.pointer, "it was not compared with its digest: "+p.Message
		return &p
	}
	if matches, _ := c.view.MatchesDigest(l.url, r.Data); !matches {
		return credential.NewProblem(l.changed, l.pointer, nil, "%s is not what it was when the badge was signed: its digest is another", limits.Abridge(l.url))
	}
	return nil
}

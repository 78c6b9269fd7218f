package credential

import (
	"fmt"
	"sync"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/digests"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// checkResources judges the digests of relatedResource (VCDM 2.0 section 5.3):
// that each can be read, and that those of a context of cs are the context's. The
// bytes of any other resource are not at hand, and nobody here uses them.
func (s *Secured) checkResources(cs *Contexts) []Problem {
	var found []Problem
	under := s.doc
	if s.token != nil || s.claims.Exists() {
		under = strictjson.Value{} // its bytes are signed, whatever a context makes of them; jti is a claim
	}
	judge := func(resource strictjson.Value) {
		if resource.Kind() != strictjson.Object {
			return // the tables of the classes say so
		}
		url := resource.Get("id").Text()
		known, used := cs.orStandard().set.Digests(url, under)
		for _, form := range []struct {
			name  string
			parse func(string) ([]digests.Digest, error)
		}{{"digestSRI", digests.ParseSRI}, {"digestMultibase", oneDigest}} {
			member := resource.Get(form.name)
			if member.Kind() != strictjson.String {
				continue
			}
			given, err := form.parse(member.Text())
			switch {
			case err != nil:
				found = append(found, Problem{Code: SchemaInvalid, Pointer: member.Pointer(), Message: fmt.Sprintf("%s: %v", form.name, err)})
			case used && !digests.Match(given, known):
				found = append(found, Problem{Code: ResourceDigest, Pointer: member.Pointer(),
					Message: fmt.Sprintf("%s is not that of %s as it is known here", form.name, limits.Abridge(url))})
			}
		}
	}
	resources := s.doc.Get("relatedResource")
	if resources.Kind() != strictjson.Array {
		judge(resources)
		return found
	}
	if resources.Len() > limits.Resources {
		return nil // the tables of the classes say so
	}
	for _, resource := range resources.Elements() {
		judge(resource)
	}
	return found
}

// MatchesDigest compares data with the digests that a received credential gives in
// relatedResource for what stands at url (VCDM 2.0 section 5.3). given is false if it
// gives none, and then nothing is known about data. An entry for url whose digest
// cannot be read, or is not the same in all of its objects, matches nothing. Of a
// Credential that was built rather than received nothing is given.
func (c *Credential) MatchesDigest(url string, data []byte) (matches, given bool) {
	if c.doc == nil || url == "" {
		return false, false
	}
	known := sync.OnceValue(func() []digests.Digest { return digests.Of(data) })
	matches = true
	for _, at := range c.related() {
		if id, _ := c.doc.lookup(at + "/id"); !id.Is(url) {
			continue
		}
		given = true
		sri, isSRI := c.doc.lookup(at + "/digestSRI")
		multibase, isMultibase := c.doc.lookup(at + "/digestMultibase")
		matches = matches && (isSRI || isMultibase)
		if isSRI {
			list, err := digests.ParseSRI(sri.Text())
			matches = matches && err == nil && digests.Match(list, known())
		}
		if isMultibase {
			list, err := oneDigest(multibase.Text())
			matches = matches && err == nil && digests.Match(list, known())
		}
	}
	return matches && given, given
}

// related are the places of the entries of relatedResource.
func (c *Credential) related() []string {
	const name = "/relatedResource"
	list, ok := c.doc.lookup(name)
	if list.Kind() != strictjson.Array {
		if !ok {
			return nil
		}
		return []string{name}
	}
	entries := make([]string, min(list.Len(), limits.Resources))
	for i := range entries {
		entries[i] = fmt.Sprintf("%s/%d", name, i)
	}
	return entries
}

// resources are the entries of relatedResource as a view of them: of each the members
// that are texts. Whether they say what such an entry has to, the form has judged, and
// what is no text is not to be taken for a fault of the whole view.
func (c *Credential) resources() (list []badge.RelatedResource) {
	for _, at := range c.related() {
		text := func(name string) string {
			v, _ := c.doc.lookup(at + "/" + name)
			return v.Text()
		}
		r := badge.RelatedResource{ID: text("id"), MediaType: text("mediaType"), DigestSRI: text("digestSRI"), DigestMultibase: text("digestMultibase")}
		if r != (badge.RelatedResource{}) {
			list = append(list, r)
		}
	}
	return list
}

func oneDigest(text string) ([]digests.Digest, error) {
	d, err := digests.ParseMultibase(text)
	return []digests.Digest{d}, err
}

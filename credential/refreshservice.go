package credential

import (
	"net/url"
	"strings"

	"github.com/summitbadges/openbadges/internal/hosts"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// refreshService is the type whose id is fetched (OB 3.0, class RefreshService).
const refreshService = "1EdTechCredentialRefresh"

// unrefreshable says why no verifier would ever ask the refreshService that a document
// names: its holder would be promised newer editions, and nobody would find one. What a
// service of another type is asked for is not known here.
func (s *Secured) unrefreshable() (found []Problem) {
	for _, service := range contextEntries(s.doc.Get("refreshService")) {
		id := service.Get("id")
		if !hasType(service, refreshService) || id.Kind() != strictjson.String {
			continue // which the tables of the classes judge
		}
		if why := neverFetched(id.Text()); why != "" {
			p := neverAsked(id.Text(), why)
			p.Pointer = id.Pointer()
			found = append(found, *p)
		}
	}
	return found
}

// neverFetched says why a verifier asks nobody for what stands at a URL; "" if it does. A
// port is for the verifier to decide, if it is one that no service of a system has.
func neverFetched(text string) string {
	u, err := url.Parse(text)
	switch {
	case len(text) > limits.FetchedURL:
		return "it is longer than is fetched"
	case err != nil || u.Scheme != "https" || u.Opaque != "" || u.Host == "":
		return "it is no absolute https URL"
	case u.User != nil:
		return "it names a user"
	}
	_, authority, _ := strings.Cut(text, "://")
	if end := strings.IndexAny(authority, "/?#"); end >= 0 {
		authority = authority[:end]
	}
	host, port, hasPort := strings.Cut(authority, ":")
	if why, _ := hosts.Fault(strings.ToLower(host)); why != "" {
		return why
	}
	if n := hosts.Port(port); hasPort && n != limits.HTTPSPort && n <= limits.SystemPorts {
		return "its port is none of https: " + limits.Abridge(port)
	}
	return ""
}

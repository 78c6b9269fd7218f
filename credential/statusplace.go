package credential

import (
	"net/url"
	"strings"

	"github.com/summitbadges/openbadges/internal/hosts"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// unaskable says which lists of the document's status entries no verifier would ask for:
// a badge with one could never be found good. It is judged at issue alone, for what was
// issued already is not bettered by it.
func (s *Secured) unaskable() (found []Problem) {
	for _, entry := range contextEntries(s.doc.Get("credentialStatus")) {
		for _, where := range [...]struct{ kind, member string }{
			{"BitstringStatusListEntry", "statusListCredential"},
			{"StatusList2021Entry", "statusListCredential"},
			{"1EdTechRevocationList", "id"},
		} {
			at := entry.Get(where.member)
			if at.Kind() != strictjson.String || !hasType(entry, where.kind) {
				continue
			}
			if why := listFault(at.Text()); why != "" {
				found = append(found, *NewProblem(ResolveForbiddenTarget, at.Pointer(), nil, "no verifier would ask for the list at %s: %s", limits.Abridge(at.Text()), why))
			}
		}
	}
	return found
}

// listFault says why nobody asks for what stands at that URL; "" if somebody may.
func listFault(text string) string {
	u, err := url.Parse(text)
	switch {
	case len(text) > limits.FetchedURL:
		return "its URL is too long"
	case err != nil || u.Scheme != "https" || u.Host == "":
		return "an https URL is needed, which says who answers"
	}
	// As it stands: net/url undoes escapes in a host and knows users.
	_, after, _ := strings.Cut(text, "://")
	authority := after
	if end := strings.IndexAny(after, "/?#"); end >= 0 {
		authority = after[:end]
	}
	host, port, hasPort := strings.Cut(authority, ":")
	if why, _ := hosts.Fault(strings.ToLower(host)); why != "" {
		return why
	}
	if n := hosts.Port(port); hasPort && n != 443 && n <= limits.SystemPorts {
		return "its port is none, or belongs to another service than https"
	}
	return ""
}

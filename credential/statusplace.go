package credential

import (
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
			if why := neverFetched(at.Text()); why != "" {
				found = append(found, *NewProblem(ResolveForbiddenTarget, at.Pointer(), nil, "no verifier would ask for the list at %s: %s", limits.Abridge(at.Text()), why))
			}
		}
	}
	return found
}

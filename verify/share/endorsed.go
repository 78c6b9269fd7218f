package share

import (
	"slices"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

// An opinion is what an endorsement in the badge says of it, for its page.
type opinion struct {
	Name  string // what its endorser calls it
	Words []string
	By    string // who signed it; "": the issuer of the badge
}

// opinions are what may be read on the page: of endorsements that hold, about this badge and
// no other part of it, signed by its issuer or by somebody whom the portal trusts. Whoever
// has the file reads the same there: consent to the badge is consent to them. Words that
// tell who the learner is stay in the file.
func opinions(r *verify.Report, p *printed) (list []opinion) {
	for _, e := range r.Endorsements {
		own := e.Endorser.ID == r.Issuer.ID
		if e.Outcome != verify.Passed || !own && e.Trust != verify.Trusted || e.Endorses.ID != r.Credential.ID {
			continue
		}
		o := opinion{Name: plain(e.Name, limits.SharedName), Words: paragraphs(e.Comment)}
		if !own {
			o.By = plain(e.Endorser.Name, limits.SharedName)
		}
		if len(o.Words) == 0 || slices.ContainsFunc(append([]string{o.Name, o.By}, o.Words...), func(text string) bool { return p.names(text) != "" }) {
			continue
		}
		if !own && o.By == "" {
			o.By = e.Endorser.ID
		}
		if list = append(list, o); len(list) == limits.SharedEndorsed {
			break
		}
	}
	return list
}

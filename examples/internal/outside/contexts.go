package outside

import (
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// Contexts are those under which a report was made: a program's own, and, of a badge in a
// bundle of evidence, those that came with it.
func Contexts(report any, own *credential.Contexts) *credential.Contexts {
	r, ok := report.(*verify.Report)
	if !ok || r == nil {
		return own
	}
	for _, c := range r.Contexts() {
		if c.Given == nil || c.URL != "" && own.Has(c.URL) {
			continue
		}
		if with, err := own.With(c.URL, c.Given); err == nil {
			own = with
		}
	}
	return own
}

package explain

import (
	"context"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// A Presented is the diagnosis of one credential in a presentation.
type Presented struct {
	Index     int    // among those of the report
	Pointer   string // where it stands in the presentation (RFC 6901)
	Diagnosis *Diagnosis
}

// DiagnosePresented is Diagnose for each credential in a presentation, in their order, of
// which data are the bytes that the Verifier was given, and r its report. Only those are
// returned of which there was anything to diagnose. All of them together may cost what one
// badge may: each has an equal part of it, and what those before it have left. So of one
// that is diagnosed alone more is tried. Of the presentation's own proof Diagnose speaks.
func DiagnosePresented(ctx context.Context, data []byte, r *verify.PresentationReport, cs *credential.Contexts) []Presented {
	if len(r.Credentials) == 0 {
		return nil // those of a presentation that is not its holder's were not judged
	}
	s, err := credential.Parse(data)
	if err != nil {
		return nil
	}
	credentials, err := s.Presented()
	if err != nil || len(credentials) != len(r.Credentials) {
		return nil
	}
	refused := func(i int) bool { return r.Credentials[i].Outcome != verify.Passed }
	left := 0
	for i := range credentials {
		if refused(i) {
			left++
		}
	}
	var all []Presented
	b := newBudget()
	for i, p := range credentials {
		if !refused(i) {
			continue
		}
		b.share(left, func(b *budget) {
			if d := b.diagnose(ctx, p.Data, r.Credentials[i], cs); d.Asked {
				all = append(all, Presented{i, p.Pointer, d})
			}
		})
		left--
	}
	return all
}

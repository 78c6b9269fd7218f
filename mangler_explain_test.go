package openbadges_test

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/explain"
)

// No mangling that is refused is explained as harmless, but one that puts a value into a
// list, names a context twice, or is of the contexts of the proof itself.
func TestNoManglingIsExplainedAway(t *testing.T) {
	_, others := shares()
	for _, m := range mechanisms() {
		if m.name != "jws EdDSA" && m.name != "eddsa-jcs-2022" && m.name != "eddsa-rdfc-2022" {
			continue
		}
		t.Run(m.name, func(t *testing.T) {
			v := m.victim(t, "civics")
			jobs := make(chan mangling, 64)
			var workers sync.WaitGroup
			var asked, found atomic.Int64
			for range runtime.GOMAXPROCS(0) {
				workers.Go(func() {
					for j := range jobs {
						report, err := v.verifier.Verify(context.Background(), j.data)
						if err == nil {
							continue
						}
						d := explain.Diagnose(context.Background(), j.data, report, nil)
						if d.Asked {
							asked.Add(1)
						}
						for _, f := range d.Findings {
							found.Add(1)
							if !isForm(j, report, f) {
								t.Errorf("%s is explained as harmless: %+v", j.what, f)
							}
						}
					}
				})
			}
			v.mangle(t, func(n int, bit bool) bool { return !bit && n%others == 0 }, jobs)
			close(jobs)
			workers.Wait()
			t.Logf("%d manglings diagnosed, %d explained", asked.Load(), found.Load())
			require.Positive(t, asked.Load())
		})
	}
}

// isForm reports whether what was found is of the form of a document, and not of what it says.
func isForm(j mangling, r *verify.Report, f explain.Finding) bool {
	switch f.Hypothesis {
	case explain.ArrayForm:
		return f.Places > 0
	case explain.ContextAdded:
		return strings.HasSuffix(j.what, "doubled")
	case explain.ProofContext:
		return strings.Contains(j.what, "/proof") && !r.Authentic
	}
	return false
}

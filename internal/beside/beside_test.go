package beside_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/beside"
)

// ending records how a test was ended.
type ending struct {
	testing.TB
	how string
}

func (e *ending) Helper()               {}
func (e *ending) Skip(...any)           { e.how = "skipped"; runtime.Goexit() }
func (e *ending) Fatalf(string, ...any) { e.how = "failed"; runtime.Goexit() }

func TestWhatIsMissingFailsWhereItIsRequired(t *testing.T) {
	for value, want := range map[string]string{"": "skipped", "optional": "skipped", "required": "failed"} {
		t.Setenv("OPENBADGES_SHARED", value)
		e := &ending{TB: t}
		done := make(chan struct{})
		go func() {
			defer close(done)
			beside.Missing(e, "the published vectors are not here")
		}()
		<-done
		require.Equal(t, want, e.how, value)
	}
}

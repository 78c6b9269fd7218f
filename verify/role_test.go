package verify

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

// What is asked for a list, its key among it, is asked within the budget of the badge,
// and by the stage that the badge is in.
func TestADocumentInARoleAsksOnTheSameOuting(t *testing.T) {
	c := (&Verifier{trusted: map[string]bool{}, cfg: Config{Now: epoch}}).enter(context.Background())
	c.stage(CheckStatus, true, func(*Check) {
		list := c.as(&bitstringList, epoch())
		list.stage(CheckKey, true, func(*Check) {
			_, err := fetch(list.ctx, FetchMap{"https://h.example/key": nil}, Request{URL: "https://h.example/key", Key: true})
			require.NoError(t, err)
		})
		require.Equal(t, Passed, list.report.Checks[0].Outcome)
	})
	require.Len(t, c.report.Checks, 1, "the stages of a list are none of the badge's")
	sources := c.outing.rested(0)
	require.Len(t, sources, 1)
	require.Equal(t, CheckStatus, sources[0].Check)
	require.Same(t, c.outing, c.as(&statusList2021, epoch()).outing)
	list := c.as(&endorsementRole, epoch()).as(&bitstringList, epoch())
	require.Equal(t, CheckEndorsements, list.asking(CheckKey), "what the list of an endorsement needs, the endorsements ask for")
}

package rdfc

import (
	"context"
	"crypto"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A costly dataset takes what the others may have together; what the text of one earns,
// it has in any case, and once, however often it is canonicalized.
func TestABudgetIsSharedAndTheTextOfEachEarns(t *testing.T) {
	var d Dataset
	within := func(b *Budget, text string, again bool) error {
		require.NoError(t, d.ParseNQuads([]byte(text)))
		_, err := d.CanonicalizeWithin(context.Background(), crypto.SHA256, b, again)
		return err
	}
	costly, cheap := clique(5), stars(20, 1)
	b := new(Budget)
	for n := 1; ; n++ {
		if err := within(b, costly, n > 1); err != nil {
			require.ErrorIs(t, err, ErrBudget)
			require.Greater(t, n, 1, "once it is within the limits")
			break
		}
		require.LessOrEqual(t, b.steps, limits.RDFCWork+limits.RDFCPerNode*5)
		require.GreaterOrEqual(t, b.hashed, n*hashedOnce(t, costly), "bytes are counted as well, of each")
	}
	for range 10 {
		require.NoError(t, within(b, cheap, false))
	}
	left := limits.RDFCWork + limits.RDFCPerNode*b.alike - b.steps
	require.GreaterOrEqual(t, left, 0)
	var err error
	for n := 0; err == nil; n++ {
		require.Less(t, n, limits.RDFCWork)
		err = within(b, cheap, true)
	}
	require.ErrorIs(t, err, ErrBudget)
	require.Equal(t, limits.RDFCWork+limits.RDFCPerNode*b.alike, b.steps, "and not one step more")
	require.NoError(t, within(nil, costly, false), "the next is on its own")
	require.Nil(t, d.canon.budget)
}

// hashedOnce is how many bytes a dataset costs that comes alone.
func hashedOnce(t *testing.T, text string) int {
	t.Helper()
	var d Dataset
	b := new(Budget)
	require.NoError(t, d.ParseNQuads([]byte(text)))
	_, err := d.CanonicalizeWithin(context.Background(), crypto.SHA256, b, false)
	require.NoError(t, err)
	require.Positive(t, b.hashed)
	return b.hashed
}

// Bytes are spent like steps: what others have hashed is not there to be hashed again.
func TestTheBytesOfABudgetAreSpentOnce(t *testing.T) {
	text := clique(5)
	size := hashedOnce(t, text)
	b := &Budget{hashed: limits.RDFCHashed - size/2}
	var d Dataset
	require.NoError(t, d.ParseNQuads([]byte(text)))
	_, err := d.CanonicalizeWithin(context.Background(), crypto.SHA256, b, true)
	require.ErrorIs(t, err, ErrBudget)
	require.Equal(t, limits.RDFCHashed, b.hashed)
}

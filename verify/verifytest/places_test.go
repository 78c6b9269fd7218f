package verifytest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/bitstring"
)

func TestEveryPlaceOfAListIsGivenAwayOnce(t *testing.T) {
	l := &list{url: "https://school.example/status/revocation"}
	given := map[string]bool{}
	for range bitstring.MinEntries {
		s := l.place()[0]
		require.False(t, given[s.StatusListIndex])
		given[s.StatusListIndex] = true
	}
	require.PanicsWithValue(t, "verifytest: the list https://school.example/status/revocation is full: it has 131072 places", func() { l.place() })
}

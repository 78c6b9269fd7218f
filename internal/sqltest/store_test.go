package sqltest

import (
	"errors"
	"math"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential/status"
)

// Case I06: a thousand goroutines.
func TestAThousandAtOnceGetPlacesOfTheirOwn(t *testing.T) {
	databases(t, func(t *testing.T, p place) {
		l := p.lists(t, status.Config{})
		const goroutines = 1000
		var wait sync.WaitGroup
		got := make([]badge.Status, goroutines)
		errs := make([]error, goroutines)
		for i := range goroutines {
			wait.Go(func() { got[i], errs[i] = l.Reserve(ctx, badgeID(i)) })
		}
		wait.Wait()
		require.NoError(t, errors.Join(errs...))
		places := map[string]bool{}
		var indexes []int64
		for i, s := range got {
			require.False(t, places[s.ID], "%s was given twice", s.ID)
			places[s.ID] = true
			require.Equal(t, got[0].StatusListCredential, s.StatusListCredential, "one list was opened")
			n, err := strconv.ParseInt(s.StatusListIndex, 10, 64)
			require.NoError(t, err)
			indexes = append(indexes, n)
			again, err := l.Reserve(ctx, badgeID(i))
			require.NoError(t, err)
			require.Equal(t, s, again)
		}
		x := chiSquare(indexes, 131072)
		t.Logf("χ² of %d places in %d bins: %.1f, bound %.1f", goroutines, bins, x, chiBound)
		require.Less(t, x, chiBound)
	})
}

// bins are the equal parts of a list into which places are counted. With 63 degrees of
// freedom χ² is beyond chiBound with a probability below 10⁻⁶ where each place is as
// likely as any other (the quantile is 133.0); places that follow one another are all in
// one bin and make it bins−1 times their number.
const (
	bins     = 64
	chiBound = 140.0
)

func chiSquare(indexes []int64, size int64) (x float64) {
	var count [bins]float64
	for _, i := range indexes {
		count[i*bins/size]++
	}
	expected := float64(len(indexes)) / bins
	for _, c := range count {
		x += math.Pow(c-expected, 2) / expected
	}
	return x
}

// Case I13: what the bound above refuses.
func TestTheBoundRefusesPlacesInOrder(t *testing.T) {
	var sequential, strided, low []int64
	for i := range int64(1000) {
		sequential = append(sequential, i)
		strided = append(strided, i*64)
		low = append(low, i*i%65536)
	}
	for _, indexes := range [][]int64{sequential, strided, low} {
		require.Greater(t, chiSquare(indexes, 131072), 5*chiBound)
	}
}

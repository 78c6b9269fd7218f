package xraw

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestQuantilesLieBetweenNeighbours(t *testing.T) {
	sorted := []float64{1, 2, 3, 5}
	require.Equal(t, 1.0, quantile(sorted, 0))
	require.Equal(t, 1.75, quantile(sorted, 0.25))
	require.Equal(t, 2.5, quantile(sorted, 0.5))
	require.Equal(t, 3.5, quantile(sorted, 0.75))
	require.Equal(t, 5.0, quantile(sorted, 1))
	require.Equal(t, 7.0, quantile([]float64{7}, 0.25))
}

func TestReportsTheMultipleOfTheFloorAndTheOperationsOwnAllocations(t *testing.T) {
	// The clock is not judged here, only what is counted and how often.
	ops, floors := 0, 0
	var sink []byte
	r := testing.Benchmark(func(b *testing.B) {
		ops, floors = 0, 0
		ns := Ratio(b, "x-floor",
			func() { ops++; time.Sleep(segment) },
			func() { floors++; time.Sleep(segment); sink = make([]byte, 1<<10) })
		require.Positive(b, ns)
	})
	_ = sink
	require.Contains(t, r.Extra, "x-floor")
	require.LessOrEqual(t, r.Extra["x-floor-q1"], r.Extra["x-floor"])
	require.LessOrEqual(t, r.Extra["x-floor"], r.Extra["x-floor-q3"])
	require.Zero(t, r.Extra["allocs/op"], "the floor's allocations are not the operation's")
	require.Positive(t, ops)
	require.Positive(t, floors)
}

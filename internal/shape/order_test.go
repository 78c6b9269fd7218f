package shape

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

// However long a list is, every string stands where a look through all of them would
// find it first, and what is not there stands nowhere.
func TestAStringStandsWhereItIsFirstFound(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var names []string
		for range random.IntN(3 * few) {
			names = append(names, fmt.Sprintf("level %d", random.IntN(2*few)))
		}
		tape, err := strictjson.Parse(encoded(names), strictjson.Limits{})
		require.NoError(t, err)
		var once []string
		for _, name := range names {
			if !slices.Contains(once, name) {
				once = append(once, name)
			}
		}
		o := readOrder(tape.Root(), "")
		require.Equal(t, len(once) > few, o.at != nil)
		for i := range 2*few + 1 {
			name := fmt.Sprintf("level %d", i)
			require.Equal(t, slices.Index(once, name), o.position([]byte(name)), "%s in %q", name, names)
		}
	}
}

func encoded(names []string) []byte {
	var quoted []string
	for _, name := range names {
		quoted = append(quoted, fmt.Sprintf("%q", name))
	}
	return []byte("[" + strings.Join(quoted, ",") + "]")
}

// In a graph the points order the levels, in long rubrics as in short ones, and a level
// that is named twice is one.
func TestLevelsStandInTheOrderOfTheirPoints(t *testing.T) {
	for _, n := range []int{2, few, few + 1, 3 * few} {
		var levels []string
		for i := range n {
			levels = append(levels, fmt.Sprintf(`{"id":"urn:level:%d","points":"%d"}`, i, i*7))
		}
		slices.Reverse(levels)
		levels = append(levels, levels[0])
		tape, err := strictjson.Parse([]byte("["+strings.Join(levels, ",")+"]"), strictjson.Limits{})
		require.NoError(t, err)
		w := &walker{rules: Rules{Graph: true}}
		o := w.readLevels(tape.Root())
		require.False(t, o.isSet)
		for i := range n {
			require.Equal(t, i, o.position(fmt.Appendf(nil, "urn:level:%d", i)))
		}
		require.True(t, o.below(0, n-1))
	}
}

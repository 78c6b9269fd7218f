package strictjson

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// Names that share what the table looks at first, and names that are none.
func TestAFieldIsFoundByItsWholeNameAndNoOther(t *testing.T) {
	for _, n := range []int{0, 1, 3, 40} {
		fields := map[string]field{"id": {index: []int{99}}}
		for i := range n {
			fields[fmt.Sprintf("n%02de", i)] = field{index: []int{i}}
		}
		table := newFieldNames(fields)
		for name, f := range fields {
			found := table.find([]byte(name))
			require.NotNil(t, found, name)
			require.Equal(t, f.index, found.index, name)
		}
		for _, name := range []string{"", "i", "I", "id ", "iD", "n99e", "n0", "n001e", "\x00"} {
			require.Nil(t, table.find([]byte(name)), "%q", name)
		}
	}
	var none fieldNames
	require.Nil(t, none.find([]byte("id")))
}

package bitstring

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAListThatIsNoneIsRefusedForWhatItIs(t *testing.T) {
	list, err := New(MinEntries, 1)
	require.NoError(t, err)
	good := list.Encode()
	_, _, err = Decode([]byte(good))
	require.NoError(t, err)
	for text, why := range map[string]string{
		"":                              "it is empty",
		"m" + good[1:]:                  "u is needed, the multibase prefix of base64url",
		"u!!!!":                         "not base64url",
		"uAAAA":                         "3 bytes are no GZIP",
		"uAAAAAAAAAAAAAAAAAAAAAAAAAAAA": "this is no GZIP",
	} {
		_, _, err := Decode([]byte(text))
		require.ErrorIs(t, err, ErrMalformed, text)
		require.ErrorContains(t, err, why, text)
	}
	for _, size := range []int{-1, 0, MaxSize + 1} {
		_, err := list.At(0, size)
		require.ErrorIs(t, err, ErrIndex)
		require.ErrorContains(t, err, "an entry has 1 to")
	}
	_, err = list.At(MinEntries, 1)
	require.ErrorContains(t, err, "and none at")
}

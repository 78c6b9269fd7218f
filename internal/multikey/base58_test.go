package multikey

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBase58KeepsEveryByte(t *testing.T) {
	for _, data := range [][]byte{make([]byte, 64), bytes.Repeat([]byte{0xff}, 64), append(make([]byte, 63), 1), append([]byte{0, 0, 7}, bytes.Repeat([]byte{9}, 61)...)} {
		text := EncodeBase58(data)
		back, err := DecodeBase58(text, len(data))
		require.NoError(t, err)
		require.Equal(t, data, back)
	}
}

func TestBase58RefusesWhatIsNoSignature(t *testing.T) {
	good := EncodeBase58(bytes.Repeat([]byte{7}, 64))
	for name, text := range map[string]string{
		"nothing": "", "the prefix alone": "z", "no prefix": good[1:], "hex": "f" + strings.Repeat("07", 64),
		"base64url": "u" + strings.Repeat("A", 86), "a letter that is none": "z0OIl" + good[5:],
		"63 bytes": EncodeBase58(make([]byte, 63)), "65 bytes": EncodeBase58(bytes.Repeat([]byte{1}, 65)),
		"one more zero": "z1" + good[1:], "ten megabytes": "z" + strings.Repeat("2", 10<<20),
	} {
		_, err := DecodeBase58(text, 64)
		require.Error(t, err, name)
	}
}

func FuzzBase58(f *testing.F) {
	f.Add("z" + strings.Repeat("1", 64))
	f.Fuzz(func(t *testing.T, text string) {
		data, err := DecodeBase58(text, 64)
		if err == nil {
			require.Equal(t, text, EncodeBase58(data), "one spelling for each signature")
		}
	})
}

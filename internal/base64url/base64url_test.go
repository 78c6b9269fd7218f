package base64url

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/xraw"
)

func decode(src []byte) ([]byte, error) {
	dst := make([]byte, DecodedLen(len(src)))
	n, err := Decode(dst, src)
	return dst[:n], err
}

// reference is what encoding/base64 says once CR and LF, which it passes over,
// are refused by hand.
func reference(src []byte) ([]byte, error) {
	if i := bytes.IndexAny(src, "\r\n"); i >= 0 {
		return nil, base64.CorruptInputError(i)
	}
	return base64.RawURLEncoding.Strict().AppendDecode(nil, src)
}

func TestDecodesEveryLengthAsTheStandardLibraryEncodesIt(t *testing.T) {
	random := rand.NewChaCha8([32]byte{1})
	for n := range 200 {
		want := make([]byte, n)
		random.Read(want)
		src := []byte(base64.RawURLEncoding.EncodeToString(want))
		require.Equal(t, n, DecodedLen(len(src)))
		got, err := decode(src)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestRefusesEveryByteOutsideTheAlphabetAtEveryPlace(t *testing.T) {
	for n := range 37 {
		if n%4 == 1 {
			continue
		}
		src := bytes.Repeat([]byte{'A'}, n)
		for at := range n {
			for c := range 256 {
				src[at] = byte(c)
				want, wantErr := reference(src)
				got, err := decode(src)
				if (wantErr == nil) != (err == nil) || err == nil && !bytes.Equal(want, got) {
					t.Fatalf("%q: %x, %v; the standard library: %x, %v", src, got, err, want, wantErr)
				}
			}
			src[at] = 'A'
		}
	}
}

func TestAcceptsOneSpellingOfEachShortByteString(t *testing.T) {
	for n := 2; n <= 3; n++ {
		seen := map[string]string{}
		var walk func(prefix string)
		walk = func(prefix string) {
			if len(prefix) == n {
				got, err := decode([]byte(prefix))
				if err != nil {
					return
				}
				if other := seen[string(got)]; other != "" {
					t.Fatalf("%q and %q stand for the same bytes", prefix, other)
				}
				seen[string(got)] = prefix
				return
			}
			for _, c := range alphabet {
				walk(prefix + string(c))
			}
		}
		walk("")
		require.Len(t, seen, 1<<(8*DecodedLen(n)))
	}
}

func TestSaysWhatIsWrongAndWhere(t *testing.T) {
	for src, want := range map[string]Error{
		"QUJD=":    {4, "padding at offset 4"},
		"QUI=":     {3, "padding at offset 3"},
		"QU\nJD":   {2, "a line break at offset 2"},
		"QUJD\r":   {4, "a line break at offset 4"},
		"QUJ+":     {3, "the character '+' at offset 3"},
		"QU D":     {2, "the byte 0x20 at offset 2"},
		"QUJ\xff":  {3, "the byte 0xff at offset 3"},
		"QUJDR":    {5, "5 characters"},
		"A":        {1, "1 characters"},
		"QB":       {1, "the last character 'B'"},
		"QUJDQUJ_": {},
		"QUJDQUL":  {6, "the last character 'L'"},
	} {
		_, err := decode([]byte(src))
		if want.Detail == "" {
			require.NoError(t, err, "%q", src)
			continue
		}
		var e *Error
		require.ErrorAs(t, err, &e, "%q", src)
		require.Equal(t, want.Offset, e.Offset, "%q", src)
		require.Contains(t, e.Detail, want.Detail)
	}
}

func TestWritesNothingPastTheDecodedLength(t *testing.T) {
	for n := range 100 {
		if n%4 == 1 {
			continue
		}
		dst := bytes.Repeat([]byte{0xa5}, DecodedLen(n)+32)
		_, err := Decode(dst, bytes.Repeat([]byte{'A'}, n))
		require.NoError(t, err)
		require.Equal(t, bytes.Repeat([]byte{0xa5}, 32), dst[DecodedLen(n):])
	}
}

func TestAShortDestinationPanics(t *testing.T) {
	require.Panics(t, func() { Decode(make([]byte, 2), []byte("QUJD")) })
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		"", "A", "AA", "AB", "AAA", "AAB", "AAAA", "QUJD\n", "Q\rUJD", "QUI=", "QQ==", "-_-_", "+/+/",
		"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo", "QUJDREVGR0hJSktMTU5P\nUFFSU1RVVldYWVo", "eyJhbGciOiJFZERTQSJ9",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		want, wantErr := reference(src)
		got, err := decode(src)
		require.Equal(t, wantErr == nil, err == nil, "reference: %v, ours: %v", wantErr, err)
		if err == nil {
			require.True(t, bytes.Equal(want, got))
			require.Equal(t, string(src), base64.RawURLEncoding.EncodeToString(got))
		}
	})
}

// BenchmarkDecode times Decode as a multiple of encoding/base64 in Strict mode.
func BenchmarkDecode(b *testing.B) {
	standard := base64.RawURLEncoding.Strict()
	for _, size := range []int{43, 2700, 22_000} {
		raw := make([]byte, DecodedLen(size))
		rand.NewChaCha8([32]byte{2}).Read(raw)
		src := []byte(base64.RawURLEncoding.EncodeToString(raw))
		dst := make([]byte, len(raw))
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			xraw.Ratio(b, "x-standard", func() {
				if _, err := Decode(dst, src); err != nil {
					b.Fatal(err)
				}
			}, func() {
				if _, err := standard.Decode(dst, src); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

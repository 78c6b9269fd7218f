package digests_test

import (
	"bytes"
	"crypto"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/digests"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/internal/seeds"
)

// The digests of the empty text, as the publishers of the functions print them.
const (
	sri256 = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
	sri384 = "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb"
	sri512 = "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="
)

func nothing(h crypto.Hash) []byte { return h.New().Sum(nil) }

func multihash(code byte, sum []byte) []byte { return append([]byte{code, byte(len(sum))}, sum...) }

func TestReadsBothForms(t *testing.T) {
	for _, c := range []struct {
		sri  string
		hash crypto.Hash
		code byte
	}{{sri256, crypto.SHA256, 0x12}, {sri384, crypto.SHA384, 0x20}, {sri512, crypto.SHA512, 0x13}} {
		want := digests.Digest{Hash: c.hash, Sum: nothing(c.hash)}
		list, err := digests.ParseSRI(c.sri)
		require.NoError(t, err)
		require.Equal(t, []digests.Digest{want}, list)

		raw := multihash(c.code, want.Sum)
		for _, text := range []string{multikey.EncodeBase58(raw), "u" + base64.RawURLEncoding.EncodeToString(raw)} {
			got, err := digests.ParseMultibase(text)
			require.NoError(t, err, text)
			require.Equal(t, want, got)
			require.True(t, digests.Match([]digests.Digest{got}, digests.Of(nil)))
			require.False(t, digests.Match([]digests.Digest{got}, digests.Of([]byte("x"))))
		}
	}
	list, err := digests.ParseSRI(sri256 + " " + sri384)
	require.NoError(t, err)
	require.Len(t, list, 2)
}

func TestRefusesEveryOtherSpelling(t *testing.T) {
	for _, s := range []string{
		"", " ", "sha256-", "sha256", sri256[:len(sri256)-1], sri256 + "=", sri256 + " ", " " + sri256, sri256 + "  " + sri384, sri256 + "\t" + sri384, sri256 + "\n",
		sri256 + "?ct=image/png", "SHA256-" + sri256[7:], "sha-256-" + sri256[7:], "md5-1B2M2Y8AsgTpgAmY7PhCfg==", "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
		"sha384-" + sri256[7:], strings.ReplaceAll(sri256, "+", "-"), strings.Replace(sri256, "uFU=", "uFV=", 1), sri256[:20] + "\n" + sri256[21:],
		sri256[:20] + "\r\n" + sri256[20:], sri384 + " x", strings.Repeat(sri256+" ", limits.Digests) + sri256,
	} {
		_, err := digests.ParseSRI(s)
		require.Error(t, err, "%q", s)
	}
	raw := multihash(0x12, nothing(crypto.SHA256))
	z, u := multikey.EncodeBase58(raw), "u"+base64.RawURLEncoding.EncodeToString(raw)
	for _, s := range []string{
		"", "z", "u", z[1:], "Z" + z[1:], "m" + base64.RawStdEncoding.EncodeToString(raw), "f1220", z + "1", "z1" + z[1:], z + " ", u + "=", u + "\n", u[:len(u)-1],
		u[:len(u)-1] + "V", multikey.EncodeBase58(raw[2:]), multikey.EncodeBase58(raw[:33]), multikey.EncodeBase58(append(bytes.Clone(raw), 0)),
		multikey.EncodeBase58(multihash(0x16, raw[2:])), multikey.EncodeBase58(multihash(0x13, raw[2:])), multikey.EncodeBase58(append([]byte{0x12, 0x21}, raw[2:]...)),
		multikey.EncodeBase58(append([]byte{0x92, 0x00, 0x20}, raw[2:]...)), "z" + strings.Repeat("6", 1<<20),
	} {
		_, err := digests.ParseMultibase(s)
		require.Error(t, err, "%.80q", s)
	}
}

// A weak digest beside a strong one does not count, or it would be the one to forge.
func TestTheStrongestDigestDecides(t *testing.T) {
	known := digests.Of([]byte("a context"))
	good := func(i int) digests.Digest { return known[i] }
	bad := func(i int) digests.Digest {
		return digests.Digest{Hash: known[i].Hash, Sum: make([]byte, len(known[i].Sum))}
	}
	for _, c := range []struct {
		given []digests.Digest
		want  bool
	}{
		{nil, false},
		{[]digests.Digest{good(0)}, true},
		{[]digests.Digest{bad(0)}, false},
		{[]digests.Digest{good(0), bad(2)}, false},
		{[]digests.Digest{bad(1), good(2), bad(0)}, true},
		{[]digests.Digest{bad(2), good(2)}, true},
		{[]digests.Digest{{Hash: known[0].Hash}}, false},
		{[]digests.Digest{{Hash: known[0].Hash, Sum: known[1].Sum}}, false},
	} {
		require.Equal(t, c.want, digests.Match(c.given, known), c.given)
	}
	require.False(t, digests.Match([]digests.Digest{good(1)}, known[:1]), "what is not known cannot be compared")
	require.False(t, digests.Match([]digests.Digest{{Hash: crypto.SHA256}}, []digests.Digest{{Hash: crypto.SHA256}}), "two of nothing")
}

// Whatever is read is written alike: one digest has one spelling in each form.
func FuzzParse(f *testing.F) {
	for _, s := range seeds.Strings("digestSRI", "digestMultibase") {
		f.Add(s)
	}
	raw := multihash(0x12, nothing(crypto.SHA256))
	for _, s := range []string{sri256, sri384, sri512, sri256 + " " + sri512, multikey.EncodeBase58(raw), "u" + base64.RawURLEncoding.EncodeToString(raw), "sha256-", "z", "u"} {
		f.Add(s)
	}
	names := map[crypto.Hash]string{crypto.SHA256: "sha256-", crypto.SHA384: "sha384-", crypto.SHA512: "sha512-"}
	codes := map[crypto.Hash]byte{crypto.SHA256: 0x12, crypto.SHA384: 0x20, crypto.SHA512: 0x13}
	f.Fuzz(func(t *testing.T, s string) {
		if list, err := digests.ParseSRI(s); err == nil {
			var again []string
			for _, d := range list {
				again = append(again, names[d.Hash]+base64.StdEncoding.EncodeToString(d.Sum))
			}
			require.Equal(t, s, strings.Join(again, " "))
		}
		if d, err := digests.ParseMultibase(s); err == nil {
			raw := multihash(codes[d.Hash], d.Sum)
			if s[0] == 'u' {
				require.Equal(t, s, "u"+base64.RawURLEncoding.EncodeToString(raw))
			} else {
				require.Equal(t, s, multikey.EncodeBase58(raw))
			}
		}
	})
}

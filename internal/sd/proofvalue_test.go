package sd

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
)

func encode(data []byte) string { return "u" + base64.RawURLEncoding.EncodeToString(data) }

func raw(t testing.TB, text string) []byte {
	t.Helper()
	data, err := base64.RawURLEncoding.DecodeString(text[1:])
	require.NoError(t, err)
	return data
}

// sampleProofs are a base and a derived proof, whose signatures sign nothing.
func sampleProofs(t testing.TB) (*baseProof, *derivedProof) {
	t.Helper()
	key, err := multikey.EncodeBytes(private(t, bytes.Repeat([]byte{3}, 32)).Public())
	require.NoError(t, err)
	s := signed{bytes.Repeat([]byte{1}, signatureSize), key, [][]byte{bytes.Repeat([]byte{2}, signatureSize), bytes.Repeat([]byte{3}, signatureSize)}}
	return &baseProof{s, bytes.Repeat([]byte{4}, hmacKeySize), []string{"", "/issuer", "/" + strings.Repeat("x", 30)}},
		&derivedProof{s, [][]byte{bytes.Repeat([]byte{5}, labelSize), bytes.Repeat([]byte{6}, labelSize)}, []int{0, 2, 24, 255, 256, 4096}}
}

func TestProofValuesAreWrittenAsTheyAreRead(t *testing.T) {
	b, d := sampleProofs(t)
	gotBase, err := parseBase(b.String())
	require.NoError(t, err)
	require.Equal(t, b, gotBase)
	gotDerived, err := parseDerived(d.String())
	require.NoError(t, err)
	require.Equal(t, d, gotDerived)

	// What the longest of them takes, and the widest numbers.
	d.signatures = slices.Repeat(d.signatures[:1], limits.SDStatements)
	d.labels, d.mandatory = nil, nil
	for i := range limits.SDStatements {
		d.labels = append(d.labels, append(make([]byte, labelSize-2), byte(i>>8), byte(i)))
		d.mandatory = append(d.mandatory, limits.Quads-limits.SDStatements+i)
	}
	gotDerived, err = parseDerived(d.String())
	require.NoError(t, err)
	require.Equal(t, d, gotDerived)
}

func TestEachProofValueHasOneSpelling(t *testing.T) {
	b, d := sampleProofs(t)
	for _, honest := range [][]byte{raw(t, b.String()), raw(t, d.String())} {
		for n := range honest {
			requireOneSpelling(t, encode(honest[:n]), true)
			requireOneSpelling(t, encode(slices.Insert(slices.Clone(honest), n, 0)), false)
			for bit := range 8 {
				edited := slices.Clone(honest)
				edited[n] ^= 1 << bit
				requireOneSpelling(t, encode(edited), false)
			}
		}
		requireOneSpelling(t, encode(append(slices.Clone(honest), 0)), true)
	}
}

func requireOneSpelling(t testing.TB, text string, refused bool) {
	t.Helper()
	b, errBase := parseBase(text)
	d, errDerived := parseDerived(text)
	require.Equal(t, b == nil, errBase != nil)
	require.Equal(t, d == nil, errDerived != nil)
	require.False(t, b != nil && d != nil)
	require.False(t, refused && (b != nil || d != nil), "%s", text)
	if b != nil {
		require.Equal(t, text, b.String())
		require.ErrorIs(t, errDerived, ErrBase)
	}
	if d != nil {
		again, err := parseDerived(d.String())
		require.NoError(t, err)
		require.Equal(t, d, again)
		require.Len(t, text, len(d.String()), "only the order of the label map is anybody's")
		require.ErrorIs(t, errBase, ErrDerived)
	}
	for _, err := range []error{errBase, errDerived} {
		if err != nil && err != ErrBase && err != ErrDerived {
			require.ErrorIs(t, err, ErrMalformed)
		}
	}
}

// A map has no order (RFC 8949 section 3.1), and the suite asks for none.
func TestALabelMapHasNoOrder(t *testing.T) {
	_, d := sampleProofs(t)
	entry := func(n int) []byte { return appendBytes(appendHead(nil, cborUint, n), d.labels[n]) }
	honest := raw(t, d.String())
	swapped := bytes.Replace(honest, append(entry(0), entry(1)...), append(entry(1), entry(0)...), 1)
	require.NotEqual(t, honest, swapped)
	read, err := parseDerived(encode(swapped))
	require.NoError(t, err)
	require.Equal(t, d.String(), read.String(), "it is the same proof")
}

// Of all ways to write a number, the shortest is read and written.
func TestNumbersAreWrittenInTheShortestWay(t *testing.T) {
	for _, n := range []uint64{0, 1, 23, 24, 25, 255, 256, 65535, 65536, 1<<32 - 1, 1 << 32, 1<<64 - 1} {
		var full [8]byte
		binary.BigEndian.PutUint64(full[:], n)
		ways := [][]byte{append([]byte{24}, full[7:]...), append([]byte{25}, full[6:]...), append([]byte{26}, full[4:]...), append([]byte{27}, full[:]...)}
		if n < 24 {
			ways = append([][]byte{{byte(n)}}, ways...)
		}
		found := 0
		for _, way := range ways {
			if got, err := (&cborReader{data: way}).head(cborUint); err == nil && got == n {
				found++
				if n < 1<<31 { // an int on 32 bits
					require.Equal(t, way, appendHead(nil, cborUint, int(n)))
				}
			}
		}
		require.Equal(t, 1, found, "%d", n)
	}
}

func TestWhatStandsAroundAProofValue(t *testing.T) {
	_, d := sampleProofs(t)
	text := d.String()
	for what, bad := range map[string]string{
		"nothing":          "",
		"only the base":    "u",
		"base58":           "z" + text[1:],
		"no base":          text[1:],
		"padding":          text + "=",
		"a line break":     text[:40] + "\n" + text[40:],
		"another alphabet": strings.NewReplacer("-", "+", "_", "/").Replace("u2V0B-_-_"),
		"half a header":    "u2V0",
		"a header of bbs":  encode(append([]byte("\xd9\x5d\x02"), raw(t, text)[3:]...)),
		"another tag":      encode(append([]byte("\xd9\x5e\x01"), raw(t, text)[3:]...)),
		"too long for all": "u" + strings.Repeat("A", limits.SDProofValue),
	} {
		_, err := parseDerived(bad)
		require.ErrorIs(t, err, ErrMalformed, what)
		_, err = parseBase(bad)
		require.ErrorIs(t, err, ErrMalformed, what)
	}
	_, err := parseDerived(encode([]byte(headerDerived)))
	require.ErrorContains(t, err, "found the end")
	_, err = parseDerived("u" + strings.Repeat("A", limits.SDProofValue))
	require.ErrorContains(t, err, "at most")
}

func TestProofValuesThatAreMalformed(t *testing.T) {
	b, d := sampleProofs(t)
	base, derived := raw(t, b.String()), raw(t, d.String())
	signature := append([]byte{0x58, 0x40}, b.signature...)
	key := append([]byte{0x58, 0x23}, b.publicKey...)
	secretKey := append([]byte{0x58, 0x20}, b.hmacKey...)
	label := func(number, of byte) []byte {
		return append([]byte{number, 0x58, 0x20}, bytes.Repeat([]byte{of}, labelSize)...)
	}
	offCurve := append([]byte{0x80, 0x24, 2}, bytes.Repeat([]byte{0xff}, 32)...)
	for what, c := range map[string]struct {
		in, old, edited []byte
		says            string
	}{
		"an indefinite array":           {derived, []byte{0x85, 0x58, 0x40}, []byte{0x9f, 0x58, 0x40}, "definite"},
		"a reserved length":             {derived, []byte{0x85, 0x58, 0x40}, []byte{0x9c, 0x58, 0x40}, "definite"},
		"four components":               {derived, []byte{0x85, 0x58, 0x40}, []byte{0x84, 0x58, 0x40}, "array of 5"},
		"six components":                {base, []byte{0x85, 0x58, 0x40}, []byte{0x86, 0x58, 0x40}, "array of 5"},
		"a longer count":                {derived, []byte{0x85, 0x58, 0x40}, []byte{0x98, 5, 0x58, 0x40}, "shortest"},
		"a longer length":               {derived, signature, append([]byte{0x59, 0, 0x40}, b.signature...), "shortest"},
		"a far longer length":           {derived, signature, append([]byte{0x5a, 0, 0, 0, 0x40}, b.signature...), "shortest"},
		"the longest length":            {derived, signature, append([]byte{0x5b, 0, 0, 0, 0, 0, 0, 0, 0x40}, b.signature...), "shortest"},
		"a tag":                         {derived, signature, append([]byte{0xd8, 0x40}, signature...), "found a tag"},
		"a text":                        {derived, signature, append([]byte{0x78, 0x40}, b.signature...), "found a text"},
		"null":                          {derived, signature, []byte{0xf6}, "a simple value"},
		"a short signature":             {derived, signature, append([]byte{0x58, 0x3f}, b.signature[1:]...), "64 bytes"},
		"a long signature":              {derived, signature, append([]byte{0x58, 0x41, 0}, b.signature...), "64 bytes"},
		"a key of 36 bytes":             {derived, key, append([]byte{0x58, 0x24, 0}, b.publicKey...), "35 bytes"},
		"a key of another curve":        {derived, key, append([]byte{0x58, 0x23, 0x81}, b.publicKey[1:]...), "the key of the proof"},
		"a key that is no point":        {base, key, append([]byte{0x58, 0x23}, offCurve...), "the key of the proof"},
		"a short secret":                {base, secretKey, append([]byte{0x58, 0x1f}, b.hmacKey[1:]...), "32 bytes"},
		"a signature of one statement":  {base, append([]byte{0x58, 0x40}, b.signatures[1]...), append([]byte{0x58, 0x3f}, b.signatures[1][1:]...), "64 bytes"},
		"more signatures than said":     {base, []byte{0x82, 0x58, 0x40}, []byte{0x81, 0x58, 0x40}, "expected an array"},
		"fewer":                         {base, []byte{0x82, 0x58, 0x40}, []byte{0x83, 0x58, 0x40}, "expected a byte string"},
		"endless signatures":            {base, []byte{0x82, 0x58, 0x40}, []byte{0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x58, 0x40}, "at most 4096"},
		"one signature too many":        {base, []byte{0x82, 0x58, 0x40}, []byte{0x99, 0x10, 0x01, 0x58, 0x40}, "at most 4096"},
		"one pointer too many":          {base, []byte{0x83, 0x60, 0x67}, []byte{0x99, 0x04, 0x01, 0x60, 0x67}, "at most 1024"},
		"a pointer too long":            {base, []byte{0x83, 0x60, 0x67}, []byte{0x83, 0x60, 0x79, 0x04, 0x01}, "at most 1024"},
		"a pointer of bytes":            {base, []byte{0x83, 0x60, 0x67}, []byte{0x83, 0x40, 0x67}, "found a byte string"},
		"a pointer beyond the end":      {base, []byte{0x78, 0x1f}, []byte{0x78, 0x20}, "32 bytes more"},
		"a pointer in another code":     {base, []byte("/issuer"), []byte("/is\xffuer"), "UTF-8"},
		"a label map that is a list":    {derived, []byte{0xa2, 0x00}, []byte{0x82, 0x00}, "expected a map"},
		"one label too many":            {derived, []byte{0xa2, 0x00}, []byte{0xb9, 0x10, 0x01, 0x00}, "at most 4096"},
		"a label that is text":          {derived, label(0, 5), append([]byte{0x65}, []byte("c14n0")...), "expected a number"},
		"a label twice":                 {derived, append(label(0, 5), label(1, 6)...), append(label(0, 5), label(0, 6)...), "each label of the label map once, found 0 again"},
		"a gap in the labels":           {derived, label(1, 6), label(2, 6), "a number up to 1, found 2"},
		"more labels than there can be": {derived, append([]byte{0xa2}, label(0, 5)...), append([]byte{0xb9, 0x0f, 0xff}, label(0, 5)...), "label map of 4095 labels"},
		"a label beyond all":            {derived, label(1, 6), append([]byte{0x19, 0x10, 0x01}, label(1, 6)[1:]...), "up to 1, found 4097"},
		"one label for two":             {derived, label(1, 6), label(1, 5), "found one twice"},
		"a short label":                 {derived, label(1, 6), append([]byte{1, 0x58, 0x1f}, bytes.Repeat([]byte{6}, 31)...), "32 bytes"},
		"indexes that descend":          {derived, []byte{0x86, 0, 2}, []byte{0x86, 2, 0}, "ascending"},
		"an index twice":                {derived, []byte{0x86, 0, 2}, []byte{0x86, 0, 0}, "ascending"},
		"a negative index":              {derived, []byte{0x86, 0, 2}, []byte{0x86, 0x20, 2}, "negative"},
		"an index beyond all":           {derived, []byte{0x19, 0x10, 0x00}, []byte{0x1a, 0, 1, 0x86, 0xa1}, "up to 100000"},
		"one index too many":            {derived, []byte{0x86, 0, 2}, []byte{0x99, 0x10, 0x01, 0, 2}, "at most 4096"},
	} {
		require.Equal(t, 1, bytes.Count(c.in, c.old), what)
		edited := encode(bytes.Replace(c.in, c.old, c.edited, 1))
		_, err := parseDerived(edited)
		if &c.in[0] == &base[0] {
			_, err = parseBase(edited)
		}
		require.ErrorIs(t, err, ErrMalformed, what)
		require.ErrorContains(t, err, c.says, what)
	}
}

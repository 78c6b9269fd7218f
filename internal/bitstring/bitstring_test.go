package bitstring

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/seeds"
)

// zip is one GZIP member that inflates to bits.
func zip(t testing.TB, bits []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	require.NoError(t, err)
	_, err = z.Write(bits)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.Bytes()
}

func armour(packed []byte) string { return "u" + base64.RawURLEncoding.EncodeToString(packed) }

// Case S01: entry 0 begins with the most significant bit of the first byte.
func TestTheFirstBitIsTheMostSignificant(t *testing.T) {
	for first, want := range map[byte]uint32{0x80: 1, 0x01: 0, 0x7f: 0, 0xff: 1} {
		bits := make([]byte, MinEntries/8)
		bits[0] = first
		l, form, err := Decode([]byte(armour(zip(t, bits))))
		require.NoError(t, err)
		require.Equal(t, Multibase, form)
		got, err := l.At(0, 1)
		require.NoError(t, err)
		require.Equal(t, want, got, "%#x", first)
		last, err := l.At(7, 1)
		require.NoError(t, err)
		require.Equal(t, uint32(first&1), last, "%#x", first)
	}
}

// The example of Bitstring Status List 1.0 section 2.2, and that of Status List 2021,
// inflate to 16 KiB in which no bit is set.
func TestThePublishedExamplesAreRead(t *testing.T) {
	for encoded, want := range map[string]Form{
		"uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA": Multibase,
		"H4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA":  Bare,
	} {
		l, form, err := Decode([]byte(encoded))
		require.NoError(t, err)
		require.Equal(t, want, form)
		require.Equal(t, 16<<10, l.Bytes())
		require.NoError(t, l.Check(1))
		for i := range l.Entries(1) {
			if bit, err := l.At(i, 1); err != nil || bit != 0 {
				t.Fatalf("entry %d is %d and %v", i, bit, err)
			}
		}
	}
}

func TestWhatIsSetIsFound(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for size := 1; size <= MaxSize; size++ {
		l, err := New(MinEntries+3, size)
		require.NoError(t, err)
		want := map[uint64]uint32{0: 1<<size - 1, l.Entries(size) - 1: 1, MinEntries: 1<<size - 1}
		for range 100 {
			want[random.Uint64N(MinEntries)] = uint32(random.Uint64N(1 << size))
		}
		for i := range want {
			require.NoError(t, l.Set(i, size, 1<<size-1), "what was there is overwritten")
		}
		for i, v := range want {
			require.NoError(t, l.Set(i, size, v))
		}
		encoded := l.Encode()
		require.Equal(t, encoded, l.Encode())
		read, form, err := Decode([]byte(encoded))
		require.NoError(t, err)
		require.Equal(t, Multibase, form)
		require.NoError(t, read.Check(size))
		sum := uint64(0)
		for i := range read.Entries(size) {
			v, err := read.At(i, size)
			if err != nil || v != want[i] {
				t.Fatalf("entry %d of %d bits is %d and %v; it was set to %d", i, size, v, err, want[i])
			}
			sum += uint64(v)
		}
		require.NotZero(t, sum)
	}
}

func TestAListIsMadeWithinItsLimits(t *testing.T) {
	for _, c := range []struct {
		entries uint64
		size    int
		want    error
	}{
		{MinEntries, 0, ErrIndex}, {MinEntries, -1, ErrIndex}, {MinEntries, MaxSize + 1, ErrIndex},
		{MinEntries - 1, 1, ErrLength}, {0, 1, ErrLength},
		{limits.Bits*8 + 1, 1, ErrTooLarge}, {1 << 63, 2, ErrTooLarge}, {1<<64 - 1, 32, ErrTooLarge},
		{limits.Bits * 8, 1, nil}, {MinEntries, MaxSize, nil},
	} {
		l, err := New(c.entries, c.size)
		require.ErrorIs(t, err, c.want, "%d of %d", c.entries, c.size)
		require.Equal(t, c.want == nil, l != nil)
	}
	l, err := New(MinEntries, 2)
	require.NoError(t, err)
	require.ErrorIs(t, l.Set(MinEntries, 2, 1), ErrIndex)
	require.ErrorIs(t, l.Set(0, 2, 4), ErrIndex, "four is no number of two bits")
	require.ErrorIs(t, l.Set(0, 0, 0), ErrIndex)
	v, err := l.At(0, 2)
	require.NoError(t, err)
	require.Zero(t, v)
}

// Case S10: an error and not a shorter list, whatever the list says its length is.
func TestAListThatInflatesTooFarIsRefused(t *testing.T) {
	_, _, err := Decode([]byte(armour(zip(t, make([]byte, limits.Bits)))))
	require.NoError(t, err)
	for name, packed := range map[string][]byte{
		"a byte too long":  zip(t, make([]byte, limits.Bits+1)),
		"four times":       zip(t, make([]byte, 4*limits.Bits)),
		"claims to be one": claim(zip(t, make([]byte, 2*limits.Bits)), 1),
	} {
		_, _, err := Decode([]byte(armour(packed)))
		require.ErrorIs(t, err, ErrTooLarge, name)
	}
}

// claim gives a member another length in its trailer.
func claim(packed []byte, length uint32) []byte {
	packed = bytes.Clone(packed)
	binary.LittleEndian.PutUint32(packed[len(packed)-4:], length)
	return packed
}

// A text of a few bytes that claims to be long is not believed before it is read.
func TestAShortTextGetsLittleMemory(t *testing.T) {
	encoded := []byte(armour(claim(zip(t, []byte{1}), limits.Bits)))
	allocated := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, _, err := Decode(encoded); err == nil {
				b.Fatal("its length is wrong")
			}
		}
	}).AllocedBytesPerOp()
	require.Less(t, allocated, int64(256<<10))
}

// Cases S11 and S12: exactly one GZIP member, whole and with its checksum.
func TestWhatIsNotOneWholeMemberIsRefused(t *testing.T) {
	bits := make([]byte, MinEntries/8)
	rand.NewChaCha8([32]byte{1}).Read(bits[:2000])
	good := zip(t, bits)
	_, _, err := Decode([]byte(armour(good)))
	require.NoError(t, err)

	with := func(write func(b *bytes.Buffer)) []byte {
		var b bytes.Buffer
		write(&b)
		return b.Bytes()
	}
	flip := func(at int) []byte {
		b := bytes.Clone(good)
		b[at] ^= 1
		return b
	}
	for name, packed := range map[string][]byte{
		"nothing":              {},
		"two members":          append(bytes.Clone(good), good...),
		"an empty member more": append(bytes.Clone(good), zip(t, nil)...),
		"an empty one before":  append(zip(t, nil), good...),
		"a byte behind it":     append(bytes.Clone(good), 0),
		"zeros behind it":      append(bytes.Clone(good), make([]byte, 512)...),
		"zlib": with(func(b *bytes.Buffer) {
			z := zlib.NewWriter(b)
			z.Write(bits)
			z.Close()
		}),
		"deflate alone": with(func(b *bytes.Buffer) {
			z, _ := flate.NewWriter(b, 9)
			z.Write(bits)
			z.Close()
		}),
		"not compressed":     bits,
		"another checksum":   flip(len(good) - 5),
		"another length":     flip(len(good) - 1),
		"another bit":        flip(len(good) / 2),
		"another method":     flip(2),
		"reserved flags":     {0x1f, 0x8b, 8, 0x20, 0, 0, 0, 0, 0, 255, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		"a header alone":     good[:10],
		"no trailer":         good[:len(good)-8],
		"a byte less":        good[:len(good)-1],
		"its first half":     good[:len(good)/2],
		"a name without end": append([]byte{0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 255}, bytes.Repeat([]byte("a"), 2000)...),
	} {
		_, _, err := Decode([]byte(armour(packed)))
		require.ErrorIs(t, err, ErrMalformed, name)
		require.NotErrorIs(t, err, ErrTooLarge, name)
	}
	for n := range good {
		_, _, err := Decode([]byte(armour(good[:n])))
		require.ErrorIs(t, err, ErrMalformed, "%d bytes of it", n)
	}
}

// Case S13: what is about is read and named; other bases, and two spellings of one
// list, are not.
func TestTheFormOfTheTextIsNamedOrRefused(t *testing.T) {
	bits := make([]byte, MinEntries/8)
	var packed []byte
	for i := 0; ; i++ { // with both characters that differ, and with padding
		bits[i] = byte(31*i + 7)
		packed = zip(t, bits)
		if s := base64.StdEncoding.EncodeToString(packed); strings.Contains(s, "+") && strings.Contains(s, "/") && strings.HasSuffix(s, "==") {
			break
		}
	}
	raw, padded := base64.RawURLEncoding.EncodeToString(packed), base64.URLEncoding.EncodeToString(packed)
	std, stdPadded := base64.RawStdEncoding.EncodeToString(packed), base64.StdEncoding.EncodeToString(packed)
	for text, want := range map[string]string{
		"u" + raw:    "base64url with the multibase prefix u",
		"u" + padded: "base64url with padding with the multibase prefix u",
		raw:          "base64url without the multibase prefix u",
		padded:       "base64url with padding without the multibase prefix u",
		std:          "base64 without the multibase prefix u",
		stdPadded:    "base64 with padding without the multibase prefix u",
	} {
		l, form, err := Decode([]byte(text))
		require.NoError(t, err, want)
		require.Equal(t, bits, l.bits, want)
		require.Equal(t, want, form.String())
		require.Equal(t, want == "base64url with the multibase prefix u", form == Multibase)
	}
	mixed := strings.Replace(std, "+", "-", 1)
	for name, text := range map[string]string{
		"nothing":                 "",
		"the prefix alone":        "u",
		"base58":                  "z" + raw,
		"base58 of another":       "zH4sI",
		"base16":                  fmt.Sprintf("f%x", packed),
		"multibase base64":        "m" + std,
		"multibase padded base64": "M" + stdPadded,
		"multibase padded":        "U" + padded,
		"the prefix twice":        "uu" + raw,
		"base64 behind u":         "u" + std,
		"both alphabets":          mixed,
		"a line break":            "u" + raw[:76] + "\n" + raw[76:],
		"a carriage return":       "u" + raw + "\r",
		"a line feed":             "u" + raw + "\n",
		"a space":                 " u" + raw,
		"a space behind it":       "u" + raw + " ",
		"too little padding":      "u" + padded[:len(padded)-1],
		"too much padding":        "u" + padded + "=",
		"padding that is much":    "u" + padded + "====",
		"padding in the middle":   "u" + padded + raw,
		"padding alone":           "u====",
		"bits of no byte":         "u" + raw[:len(raw)-1] + nextOf(raw[len(raw)-1]),
		"another letter case":     "U" + raw,
		"a NUL":                   "u" + raw[:10] + "\x00" + raw[11:],
		"no UTF-8":                "H4sI\xff+" + raw,
	} {
		_, _, err := Decode([]byte(text))
		require.ErrorIs(t, err, ErrMalformed, name)
	}
}

// nextOf is the character whose value is one more, of the bits of no byte.
func nextOf(c byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return string(alphabet[strings.IndexByte(alphabet, c)+1])
}

// Case S14: entries are counted, not bits.
func TestAListOfTooFewEntriesIsRefused(t *testing.T) {
	for _, c := range []struct {
		bytes, size int
		want        error
	}{
		{0, 1, ErrLength}, {16383, 1, ErrLength}, {16384, 1, nil}, {16384, 2, ErrLength}, {32767, 2, ErrLength}, {32768, 2, nil},
		{MinEntries*3/8 - 1, 3, ErrLength}, {MinEntries * 3 / 8, 3, nil},
		{16384, 0, ErrIndex}, {16384, -1, ErrIndex}, {1 << 20, 33, ErrIndex},
	} {
		l, _, err := Decode([]byte(armour(zip(t, make([]byte, c.bytes)))))
		require.NoError(t, err)
		require.ErrorIs(t, l.Check(c.size), c.want, "%d bytes of %d", c.bytes, c.size)
	}
}

// Case S15: one spelling of every number.
func TestAnIndexHasOneSpelling(t *testing.T) {
	for text, want := range map[string]uint64{"0": 0, "7": 7, "10": 10, "131071": 131071, "18446744073709551615": 1<<64 - 1} {
		n, err := Index(text)
		require.NoError(t, err, text)
		require.Equal(t, want, n)
	}
	for _, text := range []string{"", "-1", "-0", "+5", "007", "00", "0x10", "0b1", "0o7", "1e3", "1_000", "1,000", "1.0", "1.", ".5", "５", "٣", " 5", "5 ", "5\n", "\t5", "abc", "5a", "a5",
		"NaN", "18446744073709551616", "18446744073709551620", "99999999999999999999", "184467440737095516150", strings.Repeat("9", 10_000), "\x00"} {
		_, err := Index(text)
		require.ErrorIs(t, err, ErrIndex, "%q", text)
		require.Less(t, len(err.Error()), 300)
	}
}

func TestAPlaceBeyondTheListIsRefused(t *testing.T) {
	l, err := New(MinEntries, 1)
	require.NoError(t, err)
	_, err = l.At(MinEntries-1, 1)
	require.NoError(t, err)
	for _, size := range []int{-1, 0, 1, 2, 31, 32, 33, 1 << 20} {
		for _, index := range []uint64{MinEntries, 1 << 31, 1 << 60, 1 << 63, 1<<64 - 1, (1<<64 - 1) / 2, 1 << 59} {
			_, err := l.At(index, size)
			require.ErrorIs(t, err, ErrIndex, "%d of %d bits", index, size)
		}
	}
	_, err = new(List).At(0, 1)
	require.ErrorIs(t, err, ErrIndex)
	require.Zero(t, l.Entries(0), "nothing is divided by zero")
}

func TestACacheReadsATextOnceForAll(t *testing.T) {
	l, err := New(MinEntries, 1)
	require.NoError(t, err)
	require.NoError(t, l.Set(5, 1, 1))
	encoded := []byte(l.Encode())
	var c Cache
	got := make([]*List, 32)
	var wait sync.WaitGroup
	for i := range got {
		wait.Go(func() { got[i], _, _ = c.Decode(encoded) })
	}
	wait.Wait()
	for _, g := range got {
		require.NotNil(t, g)
		require.Same(t, got[0], g)
	}
	bare, form, err := c.Decode(encoded[1:])
	require.NoError(t, err)
	require.NotSame(t, got[0], bare, "another text")
	require.Equal(t, Bare, form)
	_, form, err = c.Decode(encoded)
	require.NoError(t, err)
	require.Equal(t, Multibase, form)
	clear(encoded)
	again, _, err := c.Decode([]byte(l.Encode()))
	require.NoError(t, err)
	require.Same(t, got[0], again, "the text is the cache's own")
}

func TestACacheIsBoundedInBytes(t *testing.T) {
	var c Cache
	nth := func(n int) []byte {
		bits := make([]byte, limits.Bits)
		binary.BigEndian.PutUint32(bits, uint32(n))
		return []byte(armour(zip(t, bits)))
	}
	first := nth(0)
	kept, _, err := c.Decode(first)
	require.NoError(t, err)
	for n := range 8 {
		_, _, err := c.Decode(nth(n + 1))
		require.NoError(t, err)
		require.LessOrEqual(t, c.bytes, limits.BitsKept)
		again, _, err := c.Decode(first)
		require.NoError(t, err)
		require.Same(t, kept, again, "it was asked for last")
	}
	require.Len(t, c.kept, c.order.Len())
	require.Equal(t, limits.BitsKept/(limits.Bits)-1, c.order.Len(), "texts and bookkeeping count, too")
	sum := 0
	for at := c.order.Front(); at != nil; at = at.Next() {
		sum += at.Value.(*inflated).counts
	}
	require.Equal(t, sum, c.bytes)
}

func TestACacheKeepsNoErrors(t *testing.T) {
	var c Cache
	for range 3 {
		_, _, err := c.Decode([]byte("zzz"))
		require.ErrorIs(t, err, ErrMalformed)
		require.Zero(t, c.order.Len())
		require.Empty(t, c.kept)
		require.Zero(t, c.bytes)
	}
}

// Two texts of one hash are two texts.
func TestACacheComparesTheText(t *testing.T) {
	l, err := New(MinEntries, 1)
	require.NoError(t, err)
	clean := []byte(l.Encode())
	require.NoError(t, l.Set(0, 1, 1))
	revoked := []byte(l.Encode())
	var c Cache
	first, _, err := c.Decode(clean)
	require.NoError(t, err)
	e := c.order.Front().Value.(*inflated)
	e.encoded = revoked // as if both had one hash
	again, _, err := c.Decode(clean)
	require.NoError(t, err)
	require.NotSame(t, first, again)
	require.Equal(t, 1, c.order.Len())
}

func FuzzDecode(f *testing.F) {
	for _, s := range seeds.Strings("encodedList") {
		f.Add([]byte(s), "7", 1)
	}
	bits := make([]byte, MinEntries/8)
	bits[7] = 0x10
	good := zip(f, bits)
	for _, seed := range []string{
		armour(good), armour(good)[1:], base64.StdEncoding.EncodeToString(good), "u" + base64.URLEncoding.EncodeToString(good), "", "u", "H4sI", "z", "uH4sIAAAAAAAAA",
		armour(append(bytes.Clone(good), good...)), armour(claim(good, 1)), armour(good[:len(good)-8]),
		armour(binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1, 1, 0, 254, 255, 'x'}, crc32.ChecksumIEEE([]byte("x"))), 1)),
	} {
		f.Add([]byte(seed), "7", 1)
	}
	f.Fuzz(func(t *testing.T, encoded []byte, index string, size int) {
		l, form, err := Decode(encoded)
		if err != nil {
			require.Nil(t, l)
			require.Zero(t, form)
			return
		}
		require.LessOrEqual(t, l.Bytes(), limits.Bits)
		// What another reader makes of it, where it can be asked.
		text := strings.TrimRight(strings.TrimPrefix(string(encoded), "u"), "=")
		text = strings.NewReplacer("+", "-", "/", "_").Replace(text)
		packed, err := base64.RawURLEncoding.Strict().DecodeString(text)
		require.NoError(t, err)
		z, err := gzip.NewReader(bytes.NewReader(packed))
		require.NoError(t, err)
		var want bytes.Buffer
		_, err = want.ReadFrom(z)
		require.NoError(t, err)
		require.True(t, bytes.Equal(want.Bytes(), l.bits))
		require.Equal(t, form == Multibase, string(encoded) == "u"+text)

		n, err := Index(index)
		if err != nil {
			return
		}
		require.Equal(t, index, fmt.Sprint(n))
		v, err := l.At(n, size)
		require.Equal(t, err == nil, size >= 1 && size <= MaxSize && n < uint64(l.Bytes())*8/uint64(size))
		for k := 0; err == nil && k < size; k++ {
			bit, err := l.At(n*uint64(size)+uint64(k), 1)
			require.NoError(t, err)
			require.Equal(t, v>>(size-1-k)&1, bit)
		}
		again, _, err := Decode([]byte(l.Encode()))
		require.NoError(t, err)
		require.True(t, bytes.Equal(l.bits, again.bits))
	})
}

package carrier

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential/bake"
	"github.com/summitbadges/openbadges/internal/limits"
)

// aPackage is a package of what is given in pairs of name and content.
func aPackage(t testing.TB, files ...string) []byte {
	t.Helper()
	out, err := Pack(filesOf(files...), awarded)
	require.NoError(t, err)
	return out
}

func filesOf(pairs ...string) (files []File) {
	for i := 0; i < len(pairs); i += 2 {
		files = append(files, File{pairs[i], []byte(pairs[i+1])})
	}
	return files
}

func baked(t testing.TB, text string) string {
	t.Helper()
	svg, err := bake.Bake([]byte(plainSVG), []byte(text))
	require.NoError(t, err)
	return string(svg)
}

func TestWhatIsPackedComesOut(t *testing.T) {
	for name, text := range map[string]string{NameJWT: aJWS, NameJSON: aJSON} {
		files := []string{name, text, NameSVG, baked(t, text), NamePDF, string(attached(t, text)), NameReadme, "Hello"}
		file := aPackage(t, files...)
		x, err := Extract(file)
		require.NoError(t, err)
		require.Equal(t, Extracted{Format: Package, Name: name, Credential: []byte(text)}, x)
		require.Equal(t, file, aPackage(t, append(files[4:], files[:4]...)...), "in whatever order they are given")
		clear(file)
		require.Equal(t, text, string(x.Credential))
	}
}

func TestWhatIsNoPackageIsNotMade(t *testing.T) {
	for name, tc := range map[string]struct {
		files []string
		want  error
	}{
		"no badge":           {[]string{NameReadme, "x"}, ErrNone},
		"another name":       {[]string{NameJWT, aJWS, "../x", "x"}, ErrFormat},
		"digests of its own": {[]string{NameJWT, aJWS, NameDigests, "x"}, ErrFormat},
		"two badges":         {[]string{NameJWT, aJWS, NameJSON, aJSON}, ErrDuplicate},
		"one badge twice":    {[]string{NameJWT, aJWS, NameJWT, aJWS}, ErrDuplicate},
		"another picture":    {[]string{NameJWT, aJWS, NameSVG, baked(t, another)}, ErrDuplicate},
		"a bare picture":     {[]string{NameJWT, aJWS, NameSVG, plainSVG}, ErrFormat},
		"the wrong name":     {[]string{NameJSON, aJWS}, ErrFormat},
		"a large README":     {[]string{NameJWT, aJWS, NameReadme, strings.Repeat("x", limits.PackageText+1)}, ErrTooLarge},
	} {
		_, err := Pack(filesOf(tc.files...), awarded)
		require.ErrorIs(t, err, tc.want, name)
	}
}

// An entry is a file of an archive as somebody else may write it.
type entry struct {
	name, local string // local: the name in the header of the file, if another
	content     string
	method      uint16
	flags       uint16
	extra       string
	size, crc   uint32 // if others than those of content
	packed      []byte // if another than follows from content
}

// archive writes an archive as it is told to, with between before each file.
func archive(between string, entries ...entry) []byte {
	le := binary.LittleEndian
	var out, directory []byte
	for _, e := range entries {
		out = append(out, between...)
		data := []byte(e.content)
		if e.method == deflated {
			var b bytes.Buffer
			w, _ := flate.NewWriter(&b, 9)
			w.Write(data)
			w.Close()
			data = b.Bytes()
		}
		if e.packed != nil {
			data = e.packed
		}
		if e.size == 0 {
			e.size = uint32(len(e.content))
		}
		if e.crc == 0 {
			e.crc = crc32.ChecksumIEEE([]byte(e.content))
		}
		if e.local == "" {
			e.local = e.name
		}
		common := le.AppendUint16(nil, e.flags)
		common = le.AppendUint16(common, e.method)
		common = le.AppendUint32(common, 0x21<<16)
		common = le.AppendUint32(common, e.crc)
		common = le.AppendUint32(common, uint32(len(data)))
		common = le.AppendUint32(common, e.size)
		at := uint32(len(out))
		out = append(out, localSignature+"\x14\x00"...)
		out = append(out, common...)
		out = le.AppendUint16(out, uint16(len(e.local)))
		out = le.AppendUint16(out, uint16(len(e.extra)))
		out = append(append(append(out, e.local...), e.extra...), data...)
		directory = append(directory, centralSignature+"\x14\x00\x14\x00"...)
		directory = append(directory, common...)
		directory = le.AppendUint16(directory, uint16(len(e.name)))
		directory = le.AppendUint16(directory, uint16(len(e.extra)))
		directory = append(directory, make([]byte, 10)...)
		directory = le.AppendUint32(directory, at)
		directory = append(append(directory, e.name...), e.extra...)
	}
	end := []byte(endSignature + "\x00\x00\x00\x00")
	end = le.AppendUint16(end, uint16(len(entries)))
	end = le.AppendUint16(end, uint16(len(entries)))
	end = le.AppendUint32(end, uint32(len(directory)))
	end = le.AppendUint32(end, uint32(len(out)))
	return append(append(append(out, directory...), end...), 0, 0)
}

// spread is an archive with something before and behind its directory, which it knows.
func spread(file []byte, before, behind string) []byte {
	le := binary.LittleEndian
	end := bytes.Clone(file[len(file)-endLength:])
	directory := le.Uint32(end[16:])
	le.PutUint32(end[16:], directory+uint32(len(before)))
	le.PutUint32(end[12:], le.Uint32(end[12:])+uint32(len(behind)))
	return slices.Concat(file[:directory], []byte(before), file[directory:len(file)-endLength], []byte(behind), end)
}

// withAnother is a certificate with a second file that hangs on its page.
func withAnother(t testing.TB) []byte {
	d, err := readPDF(attached(t, aJWS))
	require.NoError(t, err)
	d.objects = append(d.objects, object{head: []byte("<< /Subtype /FileAttachment >>\n")})
	return d.write()
}

// No more memory is taken than the directory says that a file needs.
func TestABombIsNotUnpacked(t *testing.T) {
	bomb := archive("", entry{name: NameJWT, content: aJWS}, entry{name: NameReadme, content: strings.Repeat("0", 64<<20), method: deflated, size: 99})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := Extract(bomb)
	runtime.ReadMemStats(&after)
	require.ErrorIs(t, err, ErrDamaged)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20))
}

// hidden is an archive in which the header of the file alone has a second name for it.
func hidden() []byte {
	const extra = "UT\x05\x00\x01abcd"
	file := archive("", entry{name: NameJWT, content: aJWS, extra: extra})
	return bytes.Replace(file, []byte(extra), []byte("up"+extra[2:]), 1)
}

// A person may pack the files again with another program.
func TestAPackageThatWasPackedAgainIsRead(t *testing.T) {
	x, err := Extract(archive("",
		entry{name: NameJWT, content: aJWS, method: deflated, extra: "UT\x05\x00\x03abcd"},
		entry{name: NameReadme, content: strings.Repeat("Hello ", 1000), method: deflated, flags: 1 << 1}))
	require.NoError(t, err)
	require.Equal(t, aJWS, string(x.Credential))
	require.Len(t, x.Remarks, 1)
	require.Contains(t, x.Remarks[0], NameDigests)
}

func TestAnArchiveOfAnotherFormIsNamed(t *testing.T) {
	good := archive("", entry{name: NameJWT, content: aJWS})
	badge := entry{name: NameJWT, content: aJWS}
	at := func(offset int, b byte) []byte {
		file := bytes.Clone(good)
		file[len(file)+offset] = b
		return file
	}
	for name, tc := range map[string]struct {
		file  []byte
		want  error
		words string
	}{
		"empty":                     {archive(""), ErrNone, "neither"},
		"something before":          {archive("PK\x03\x04junk", badge), ErrOther, "not where"},
		"something behind":          {append(bytes.Clone(good), 0), ErrOther, "does not end it"},
		"a comment":                 {at(-2, 1), ErrOther, "elsewhere"},
		"a comment on a file":       {commented(archive("", badge, entry{name: NameReadme, content: "x"}), centralLength+len(NameReadme)), ErrOther, "comment"},
		"a comment on the last":     {commented(good, 1), ErrOther, "comment"},
		"in several parts":          {at(-18, 1), ErrOther, "elsewhere"},
		"another count":             {at(-14, 2), ErrOther, "elsewhere"},
		"cut off":                   {good[:len(good)-1], ErrOther, "does not end it"},
		"a file without a name":     {archive("", badge, entry{name: "hidden.txt"}), ErrOther, "hidden.txt"},
		"a path":                    {archive("", entry{name: "../" + NameJWT, content: aJWS}), ErrOther, "../badge.jwt"},
		"a folder":                  {archive("", entry{name: "badges/"}, badge), ErrOther, "badges/"},
		"another case":              {archive("", entry{name: "BADGE.JWT", content: aJWS}), ErrOther, "BADGE.JWT"},
		"a name of two spellings":   {archive("", entry{name: NameJWT, local: NameSVG, content: aJWS}), ErrOther, "does not say"},
		"encrypted":                 {archive("", entry{name: NameJWT, content: aJWS, flags: 1}), ErrOther, "encrypted"},
		"lengths behind":            {archive("", entry{name: NameJWT, content: aJWS, flags: 1 << 3}), ErrOther, "packed in a way"},
		"another method":            {archive("", entry{name: NameJWT, content: aJWS, method: 12}), ErrOther, "packed in a way"},
		"two lengths":               {archive("", entry{name: NameJWT, content: aJWS, size: 5}), ErrOther, "two lengths"},
		"long extra fields":         {archive("", entry{name: NameJWT, content: aJWS, extra: strings.Repeat("x", limits.PackageExtra+1)}), ErrOther, "broken"},
		"a second name":             {archive("", entry{name: NameJWT, content: aJWS, extra: "up\x05\x00\x01abcd"}), ErrOther, "another name"},
		"a second length":           {archive("", entry{name: NameJWT, content: aJWS, extra: "\x01\x00\x02\x00ab"}), ErrOther, "another name"},
		"a field that does not end": {archive("", entry{name: NameJWT, content: aJWS, extra: "UT\x05\x00ab"}), ErrOther, "another name"},
		"half a field":              {archive("", entry{name: NameJWT, content: aJWS, extra: "UT\x00\x00x"}), ErrOther, "another name"},
		"a second name in front":    {hidden(), ErrOther, "extra field"},
		"something no file has":     {spread(good, "junk", ""), ErrOther, "does not name"},
		"more directory":            {spread(good, "", "junk"), ErrOther, "does not name"},
		"a certificate with two":    {archive("", badge, entry{name: NamePDF, content: string(withAnother(t))}), ErrDuplicate, "several"},
		"two of one name":           {archive("", badge, badge), ErrDuplicate, "two files"},
		"two badges":                {archive("", badge, entry{name: NameJSON, content: aJSON}), ErrDuplicate, "both"},
		"another checksum":          {archive("", entry{name: NameJWT, content: aJWS, crc: 1}), ErrDamaged, "checksum"},
		"a bomb":                    {archive("", badge, entry{name: NameReadme, content: strings.Repeat("0", 10<<20), method: deflated}), ErrTooLarge, "README.txt"},
		"a bomb that says less":     {archive("", badge, entry{name: NameReadme, content: strings.Repeat("0", 10<<20), method: deflated, size: 99}), ErrDamaged, "does not unpack"},
		"bombs together":            {archive("", badge, entry{name: NamePNG, content: "x", method: deflated, size: limits.PNG}), ErrTooLarge, "badge.png"},
		"many files":                {archive("", make([]entry, limits.PackageFiles+1)...), ErrTooLarge, "at most 16 files"},
		"something in the stream":   {archive("", entry{name: NameJWT, content: aJWS, method: deflated, packed: append([]byte{1, 46, 0, 209, 255}, aJWS+"more"...)}), ErrDamaged, "does not unpack"},
		"an archive in it":          {archive("", entry{name: NameJSON, content: string(good)}), ErrFormat, "something else"},
		"a picture with two":        {archive("", badge, entry{name: NameSVG, content: strings.Replace(baked(t, aJWS), "<path", `<openbadges:credential xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" verify="a.b.c"/><path`, 1)}), ErrDuplicate, "several"},
		"a picture of another":      {archive("", badge, entry{name: NameSVG, content: baked(t, another)}), ErrDuplicate, "different badges"},
		"a certificate of another":  {archive("", badge, entry{name: NamePDF, content: string(attached(t, another))}), ErrDuplicate, "different badges"},
	} {
		_, err := Extract(tc.file)
		require.ErrorIs(t, err, tc.want, name)
		require.ErrorContains(t, err, tc.words, name)
	}
	_, err := Extract(append([]byte(localSignature), make([]byte, limits.Package)...))
	require.ErrorIs(t, err, ErrTooLarge)
}

// commented is an archive whose first file is said to have a comment of n bytes: what
// stands behind its name in the directory.
func commented(file []byte, n int) []byte {
	file = bytes.Clone(file)
	first := bytes.Index(file, []byte(centralSignature))
	binary.LittleEndian.PutUint16(file[first+32:], uint16(n))
	return file
}

func TestWhatElseIsNotAsItWasPackedIsTold(t *testing.T) {
	sums := func(files ...string) entry {
		packed, err := readArchive(aPackage(t, files...))
		require.NoError(t, err)
		return entry{name: NameDigests, content: string(packed[len(packed)-1].content)}
	}
	badge := entry{name: NameJWT, content: aJWS}
	readme := entry{name: NameReadme, content: "Hello"}
	both := sums(NameJWT, aJWS, NameReadme, "Hello")
	for name, tc := range map[string]struct {
		files []entry
		words string
	}{
		"a bare picture":       {[]entry{badge, {name: NameSVG, content: plainSVG}, sums(NameJWT, aJWS, NameSVG, baked(t, aJWS))}, "badge.svg of the package holds no badge"},
		"a printed PDF":        {[]entry{badge, {name: NamePDF, content: string(aPDF())}, both}, "certificate.pdf of the package holds no badge"},
		"another README":       {[]entry{badge, {name: NameReadme, content: "Hullo"}, both}, "README.txt of the package is not the file"},
		"a README that is new": {[]entry{badge, readme, sums(NameJWT, aJWS)}, "README.txt of the package is not in its"},
		"a README that went":   {[]entry{badge, both}, "README.txt was in the package"},
		"no digests":           {[]entry{badge, readme}, "has no SHA256SUMS"},
		"digests of a fool":    {[]entry{badge, readme, {name: NameDigests, content: "x\n"}}, "no list of its files"},
		"digests of a path":    {[]entry{badge, readme, {name: NameDigests, content: strings.Repeat("0", 64) + "  ../x\n"}}, "no list of its files"},
	} {
		x, err := Extract(archive("", tc.files...))
		require.NoError(t, err, name)
		require.Equal(t, aJWS, string(x.Credential))
		require.Contains(t, strings.Join(x.Remarks, "\n"), tc.words, name)
	}
}

func TestTheDaysOfAnArchiveAreThoseThatItKnows(t *testing.T) {
	for at, want := range map[time.Time][2]uint16{
		awarded: {46<<9 | 4<<5 | 24, 15 << 11},
		time.Date(1979, 1, 1, 0, 0, 0, 0, time.UTC):      {1<<5 | 1, 0},
		time.Date(2108, 1, 1, 0, 0, 0, 0, time.UTC):      {1<<5 | 1, 0},
		time.Date(2107, 12, 31, 23, 59, 59, 0, time.UTC): {127<<9 | 12<<5 | 31, 23<<11 | 59<<5 | 29},
	} {
		date, clock := dosTime(at)
		require.Equal(t, want, [2]uint16{date, clock}, at)
	}
}

package bake

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
)

// onePixel is the smallest PNG there is, with chunks between header and pixels.
func onePixel(chunks ...string) []byte {
	return []byte(signature + headerOf(1, 1) + strings.Join(chunks, "") + pixel + chunkOf("IEND", ""))
}

var pixel = chunkOf("IDAT", "\x78\x01\x01\x02\x00\xfd\xff\x00\x00\x00\x02\x00\x01")

func headerOf(width, height uint32) string {
	size := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	return chunkOf("IHDR", string(size)+"\x08\x00\x00\x00\x00")
}

func iTXt(keyword, text string) string { return chunkOf("iTXt", keyword+"\x00\x00\x00\x00\x00"+text) }

func chunkOf(kind, data string) string {
	c := append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), kind+data...)
	return string(binary.BigEndian.AppendUint32(c, crc32.ChecksumIEEE(c[4:])))
}

// A meter counts what is read of a picture of any size, of which it holds the beginning
// and the end; between them are zeros.
type meter struct {
	head, tail []byte
	size, read int64
	broken     error
}

func (m *meter) ReadAt(b []byte, at int64) (int, error) {
	if m.broken != nil {
		return 0, m.broken
	}
	m.read += int64(len(b))
	for i := range b {
		switch at := at + int64(i); {
		case at >= m.size:
			return i, io.EOF
		case at < int64(len(m.head)):
			b[i] = m.head[at]
		case at >= m.size-int64(len(m.tail)):
			b[i] = m.tail[at-m.size+int64(len(m.tail))]
		default:
			b[i] = 0
		}
	}
	return len(b), nil
}

// longChunk is a PNG with a chunk of n zero bytes, of which nobody reads the checksum.
func longChunk(n int, behind string) *meter {
	head := binary.BigEndian.AppendUint32([]byte(signature+headerOf(1, 1)), uint32(n))
	head = append(head, "prVt"...)
	tail := []byte("\x00\x00\x00\x00" + behind + pixel + chunkOf("IEND", ""))
	return &meter{head: head, tail: tail, size: int64(len(head) + n + len(tail))}
}

func TestOfAPNGOnlyTheBadgeIsRead(t *testing.T) {
	m := longChunk(30<<20, iTXt(keyword, aJWS))
	x, err := ExtractFrom(m, m.size)
	require.NoError(t, err)
	require.Equal(t, aJWS, string(x.Credential))
	require.Less(t, m.read, int64(8+5*8+2*25+20+len(iTXt(keyword, aJWS))+20), "eight bytes a chunk, and the badge")

	m = longChunk(100<<20, iTXt(keyword, aJWS))
	_, err = ExtractFrom(m, m.size)
	require.ErrorIs(t, err, ErrTooLarge)
	require.Equal(t, int64(8), m.read)

	m = longChunk(20<<20, "")
	m.head = append(m.head[:len(m.head)-4], "iTXt"+keyword+"\x00"...)
	_, err = ExtractFrom(m, m.size)
	require.ErrorIs(t, err, ErrTooLarge, "no badge is as long")
	require.Less(t, m.read, int64(1<<10))

	svg := &meter{head: []byte("<svg "), size: 100 << 20}
	_, err = ExtractFrom(svg, svg.size)
	require.ErrorIs(t, err, ErrTooLarge)
	require.Equal(t, int64(8), svg.read)
}

func TestAPictureThatCannotBeReadIsNotJudged(t *testing.T) {
	broken := errors.New("the disk is gone")
	m := &meter{size: 100, broken: broken}
	_, err := ExtractFrom(m, 100)
	require.ErrorIs(t, err, broken)
	image := onePixel(iTXt(keyword, aJWS))
	for n := range len(image) {
		_, err = ExtractFrom(bytes.NewReader(image[:n]), int64(len(image)))
		require.ErrorIs(t, err, ErrFormat)
	}
	_, err = ExtractFrom(bytes.NewReader(image), -1)
	require.Error(t, err)
}

// allocated is what f allocates, in bytes.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestNothingIsAllocatedByTheLengthThatAChunkSays(t *testing.T) {
	for _, length := range []uint32{0xffffffff, 0x80000000, 0x7fffffff, 31 << 20} {
		image := onePixel(iTXt(keyword, aJWS))
		binary.BigEndian.PutUint32(image[33:], length)
		require.Less(t, allocated(func() {
			_, err := ExtractFrom(bytes.NewReader(image), int64(len(image)))
			require.ErrorIs(t, err, ErrFormat)
		}), uint64(64<<10))
	}
}

func TestACompressedTextIsNotInflated(t *testing.T) {
	var bomb bytes.Buffer
	z := zlib.NewWriter(&bomb)
	zeros := make([]byte, 1<<20)
	for range 64 {
		_, err := z.Write(zeros)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	image := onePixel(chunkOf("iTXt", keyword+"\x00\x01\x00\x00\x00"+bomb.String()))
	require.Less(t, allocated(func() {
		_, err := Extract(image)
		require.ErrorIs(t, err, ErrCompressed)
	}), uint64(64<<10))
	for _, c := range []string{chunkOf("zTXt", keywordOld+"\x00\x00"+bomb.String()), chunkOf("iTXt", keywordOld+"\x00\x01\x00\x00\x00"+bomb.String())} {
		_, err := Extract(onePixel(c))
		require.ErrorIs(t, err, ErrCompressed, "nor is an older badge")
	}
}

func TestABadgeIsNotLargerThanADocument(t *testing.T) {
	full := aJWS + strings.Repeat("A", limits.Document-len(aJWS))
	x, err := Extract(onePixel(iTXt(keyword, full)))
	require.NoError(t, err)
	require.Len(t, x.Credential, limits.Document)
	for _, more := range []int{1, 4096} {
		_, err = Extract(onePixel(iTXt(keyword, full+strings.Repeat("A", more))))
		require.ErrorIs(t, err, ErrTooLarge)
	}
}

func TestBakingAsksForAWholePNG(t *testing.T) {
	whole := onePixel()
	damaged := func(at int) []byte {
		b := bytes.Clone(whole)
		b[at] ^= 1
		return b
	}
	for name, c := range map[string]struct {
		image []byte
		err   error
	}{
		"something behind its end":    {append(bytes.Clone(whole), "PK\x03\x04"...), ErrFormat},
		"no pixels":                   {[]byte(signature + headerOf(1, 1) + chunkOf("IEND", "")), ErrFormat},
		"no end":                      {whole[:len(whole)-12], ErrFormat},
		"an end that holds something": {append(whole[:len(whole)-12:len(whole)-12], chunkOf("IEND", "x")...), ErrFormat},
		"a header of twelve bytes":    {[]byte(signature + chunkOf("IHDR", strings.Repeat("\x01", 12)) + pixel + chunkOf("IEND", "")), ErrFormat},
		"damaged pixels":              {damaged(len(signature) + 25 + 9), ErrCRC},
		"a damaged header":            {damaged(len(signature) + 9), ErrCRC},
		"a damaged end":               {damaged(len(whole) - 1), ErrCRC},
		"a type that is none":         {onePixel(chunkOf("te t", "")), ErrFormat},
		"too many chunks":             {onePixel(strings.Repeat(chunkOf("prVt", ""), limits.PNGChunks-3)), ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Bake(c.image, []byte(aJWS))
			require.ErrorIs(t, err, c.err)
			if name != "too many chunks" { // without a badge, as many as there may be
				require.ErrorIs(t, CheckArt(c.image), c.err)
			}
		})
	}
	out, err := Bake(onePixel(strings.Repeat(chunkOf("prVt", ""), limits.PNGChunks-4)), []byte(aJWS))
	require.NoError(t, err)
	_, err = Extract(out)
	require.NoError(t, err, "what is baked can be read")
	require.NoError(t, CheckArt(out), "a badge in the picture is passed over")
}

func TestTheBytesBehindAPNGAreCounted(t *testing.T) {
	x, err := Extract(append(onePixel(iTXt(keyword, aJWS)), "PK\x03\x04"...))
	require.NoError(t, err)
	require.Equal(t, int64(4), x.Behind)
}

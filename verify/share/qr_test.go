package share

import (
	"bytes"
	"encoding/xml"
	"image"
	"image/png"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
)

func TestTheCodeIsReadAsThePageOfTheBadge(t *testing.T) {
	w := newWorld(t)
	for _, url := range []string{page, "https://badges.pineridge.example/b/" + strings.Repeat("0123456789abcdef", 20)} {
		w.Terms.URL = url
		b := w.badge(t, nil)
		picture, err := b.QRCodePNG()
		require.NoError(t, err)
		again, err := b.QRCodePNG()
		require.NoError(t, err)
		require.Equal(t, picture, again)
		file := onDisk(t, "code.png", picture)
		require.Equal(t, "QR-Code:"+url, strings.TrimSpace(program(t, "zbarimg", "-q", file)))

		svg, err := b.QRCodeSVG()
		require.NoError(t, err)
		require.NoError(t, xml.Unmarshal(svg, new(struct{})))
		require.Contains(t, string(svg), "<title>QR code of the page of this badge</title>")
		drawing := onDisk(t, "code.svg", svg)
		rendered := filepath.Join(t.TempDir(), "code.png")
		program(t, "rsvg-convert", "-w", "600", drawing, "-o", rendered)
		require.Equal(t, url, strings.TrimSpace(program(t, "zbarimg", "-q", "--raw", rendered)))
	}
}

// Level M bears that about a seventh of the code is lost: what is under a coffee stain is
// read.
func TestADamagedCodeIsRead(t *testing.T) {
	b := newWorld(t).badge(t, nil)
	data, err := b.QRCodePNG()
	require.NoError(t, err)
	picture, err := png.Decode(bytes.NewReader(data))
	require.NoError(t, err)
	n := picture.Bounds().Dx() / module
	require.Equal(t, 1, (n-2*quiet)%4, "17 and four for each version")
	for i := range n * module {
		for _, edge := range [][2]int{{i, 0}, {0, i}, {i, quiet*module - 1}, {n*module - 1, i}} {
			r, _, _, _ := picture.At(edge[0], edge[1]).RGBA()
			require.NotZero(t, r, "the margin is white")
		}
	}
	code, err := qrOf(page)
	require.NoError(t, err)
	require.Equal(t, []byte{0xff, 0}, []byte{code.GrayAt(3, 4).Y, code.GrayAt(4, 4).Y}, "four modules of margin")
	longer, err := qrOf("https://badges.example/" + strings.Repeat("x", 47))
	require.NoError(t, err)
	require.Equal(t, 37+2*4, longer.Bounds().Dx(), "70 bytes take version 5 at level M, and version 4 at level L")
	const side = 5
	for y := n/2 - side/2; y < n/2+side; y++ {
		for x := n/2 - side/2; x < n/2+side; x++ {
			code.Pix[y*code.Stride+x] = 0
		}
	}
	var spoiled bytes.Buffer
	require.NoError(t, png.Encode(&spoiled, enlarged(code)))
	require.Equal(t, page, strings.TrimSpace(program(t, "zbarimg", "-q", "--raw", onDisk(t, "spoiled.png", spoiled.Bytes()))))
}

func TestAPageWhoseURLFitsNoCodeHasNone(t *testing.T) {
	_, err := qrOf("https://badges.example/" + strings.Repeat("x", 3000))
	require.ErrorContains(t, err, "QR code")
	_, err = qrOf("https://badges.example/" + strings.Repeat("x", limits.SharedURL-23))
	require.NoError(t, err)
}

func enlarged(code *image.Gray) image.Image {
	n := code.Bounds().Dx()
	large := image.NewGray(image.Rect(0, 0, n*module, n*module))
	for y := range n * module {
		for x := range n * module {
			large.SetGray(x, y, code.GrayAt(x/module, y/module))
		}
	}
	return large
}

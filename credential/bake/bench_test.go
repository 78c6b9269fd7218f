package bake

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/png"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/xraw"
)

// Goal G14: taking the badge out of a PNG costs at most a fiftieth of decoding its pixels,
// and of one of 279 KB at most a five-hundredth.
func BenchmarkExtractPNG(b *testing.B) {
	art := pictures(b)
	all := map[string][]byte{"art": art["civics.png"], "large": noise(b, 279<<10)}
	for _, name := range []string{"art", "large"} {
		image, err := Bake(all[name], aBadge())
		require.NoError(b, err)
		b.Run(name, func(b *testing.B) {
			against(b, "x-decode", func() {
				if _, err := Extract(image); err != nil {
					b.Fatal(err)
				}
			}, func() {
				if _, err := png.Decode(bytes.NewReader(image)); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

// Goal G14: taking the badge out of an SVG is at least ten times faster than reading it
// with encoding/xml.
func BenchmarkExtractSVG(b *testing.B) {
	art := pictures(b)
	_, drawing, _ := strings.Cut(strings.TrimSuffix(string(art["rsvg-convert.svg"]), "</svg>\n"), "<g ")
	large := []byte(`<svg xmlns="http://www.w3.org/2000/svg">` + strings.Repeat("<g "+drawing, 64) + "</svg>")
	for _, c := range []struct {
		name  string
		image []byte
	}{{"art", art["civics.svg"]}, {"inkscape", art["inkscape.svg"]}, {"large", large}} {
		image, err := Bake(c.image, aBadge())
		require.NoError(b, err)
		b.Run(c.name, func(b *testing.B) {
			against(b, "x-encoding-xml", func() {
				if _, err := Extract(image); err != nil {
					b.Fatal(err)
				}
			}, func() {
				tokens(b, image)
			})
		})
	}
}

// Goal G11: a mebibyte that was built to be slow is read or refused within four times of
// what encoding/xml takes for a drawing of its size.
func BenchmarkHostilePicture(b *testing.B) {
	fill := func(piece string) string { return strings.Repeat(piece, 1<<20/len(piece)) }
	drawing := inSVG(fill(`<path style="fill:none;stroke-width:72" d="M 300 42.004395 L 522.98584 170.983887 L 522.98584 429.016113 Z"/>` + "\n"))
	var attributes, prefixes strings.Builder
	for i := range 90 {
		fmt.Fprintf(&attributes, ` a%d=""`, i)
	}
	for i := range 60 {
		fmt.Fprintf(&prefixes, ` xmlns:p%d="u"`, i)
	}
	for name, inside := range map[string]string{
		"attributes": fill("<g" + attributes.String() + "/>"),
		"prefixes":   "<g" + prefixes.String() + ">" + fill(`<p0:a p1:b=""/>`) + "</g>",
		"depth":      fill(strings.Repeat("<g>", 250) + strings.Repeat("</g>", 250)),
		"references": fill("&amp;"),
		"ampersands": fill("&"),
		"brackets":   fill("]]"),
		"badge":      `<c xmlns="` + spaceOB + `"/><ob:credential>` + fill("&#65;") + "</ob:credential>",
		"sections":   "<ob:credential>" + fill("<![CDATA[x]]>") + "</ob:credential>",
	} {
		image := inSVG(inside)
		b.Run(name, func(b *testing.B) {
			xraw.Ratio(b, "x-drawing", func() { _, _ = Extract(image) }, func() { tokens(b, drawing) })
		})
	}
}

// tokens reads an SVG as encoding/xml does.
func tokens(b *testing.B, image []byte) {
	for d := xml.NewDecoder(bytes.NewReader(image)); ; {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			b.Fatal(err)
		}
	}
}

// against reports how many times as long the other way takes.
func against(b *testing.B, unit string, op, other func()) {
	objects, size := testing.AllocsPerRun(100, op), allocated(op)
	xraw.Ratio(b, unit, other, op)
	b.ReportMetric(objects, "allocs/op") // of op, not of the other
	b.ReportMetric(float64(size), "B/op")
}

// aBadge is of the length of a badge of the program.
func aBadge() []byte {
	return []byte("eyJhbGciOiJFZERTQSJ9." + strings.Repeat("A", 6000) + "." + strings.Repeat("A", 86))
}

// noise is a PNG of at least n bytes that compresses as a photograph does.
func noise(b *testing.B, n int) []byte {
	m := image.NewNRGBA(image.Rect(0, 0, 512, n/512))
	random := rand.NewChaCha8([32]byte{})
	random.Read(m.Pix)
	for i := range m.Pix {
		m.Pix[i] = m.Pix[i]>>5 + byte(i/512)&^7
		if i%4 == 3 {
			m.Pix[i] = 0xff
		}
	}
	var out bytes.Buffer
	require.NoError(b, png.Encode(&out, m))
	require.Greater(b, out.Len(), n)
	return out.Bytes()
}

package share

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"github.com/boombuler/barcode/qr"

	"github.com/summitbadges/openbadges/badge/privacy"
)

const (
	quiet  = 4 // modules of white around the code (ISO/IEC 18004 section 5.3.8)
	module = 8 // pixels of one module in a PNG
)

// QRCodeSVG returns a QR code of the badge's public page as an SVG: error correction of
// level M, black on white, with the margin that readers need. It has a title, in the
// language of the Terms, for who does not see it. The same page gives the same bytes.
func (b *Badge) QRCodeSVG() ([]byte, error) {
	if err := b.may(privacy.ToPage); err != nil {
		return nil, err
	}
	return qrSVG(b.terms.URL, b.paper("qr.title"))
}

func qrSVG(url, title string) ([]byte, error) {
	code, err := qrOf(url)
	if err != nil {
		return nil, err
	}
	n := code.Bounds().Dx()
	var svg strings.Builder
	fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" shape-rendering="crispEdges"><title>%s</title><path fill="#fff" d="M0 0h%dv%dH0z"/><path d="`,
		n, n, title, n, n)
	for y := range n {
		for x := 0; x < n; {
			start := x
			for x < n && code.GrayAt(x, y).Y == 0 {
				x++
			}
			if x > start {
				fmt.Fprintf(&svg, "M%d %dh%dv1h-%dz", start, y, x-start, x-start)
			}
			x++
		}
	}
	svg.WriteString(`"/></svg>` + "\n")
	return []byte(svg.String()), nil
}

// QRCodePNG is QRCodeSVG as a PNG, of eight pixels for each module.
func (b *Badge) QRCodePNG() ([]byte, error) {
	if err := b.may(privacy.ToPage); err != nil {
		return nil, err
	}
	return qrPNG(b.terms.URL)
}

func qrPNG(url string) ([]byte, error) {
	code, err := qrOf(url)
	if err != nil {
		return nil, err
	}
	n := code.Bounds().Dx()
	picture := image.NewPaletted(image.Rect(0, 0, n*module, n*module), color.Palette{color.White, color.Black})
	for y := range n * module {
		for x := range n * module {
			if code.GrayAt(x/module, y/module).Y == 0 {
				picture.SetColorIndex(x, y, 1)
			}
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// qrOf is the code with its margin, a pixel for each module.
func qrOf(url string) (*image.Gray, error) {
	code, err := qr.Encode(url, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("share: the QR code of the page cannot be made: %w", err)
	}
	size := code.Bounds().Size()
	picture := image.NewGray(image.Rect(0, 0, size.X+2*quiet, size.Y+2*quiet))
	for i := range picture.Pix {
		picture.Pix[i] = 0xff
	}
	for y := range size.Y {
		for x := range size.X {
			picture.Set(x+quiet, y+quiet, code.At(x, y))
		}
	}
	return picture, nil
}

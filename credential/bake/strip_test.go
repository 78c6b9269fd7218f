package bake

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/seeds"
)

// personal is a PNG of one pixel as a telephone and an editor leave it.
func personal(more ...string) []byte {
	exif := "Exif GPSLatitude 39.7392 Artist Ada Lovelace"
	return onePixel(append([]string{
		chunkOf("gAMA", "\x00\x00\xb1\x8f"), chunkOf("iCCP", "sRGB\x00\x00x"), chunkOf("pHYs", "\x00\x00\x0b\x13\x00\x00\x0b\x13\x01"),
		chunkOf("eXIf", exif), chunkOf("zxIf", exif), chunkOf("tIME", "\x07\xea\x0b\x16\x0a\x00\x00"), chunkOf("tEXt", "Author\x00Ada Lovelace"),
		chunkOf("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00<x:xmpmeta>Ada Lovelace</x:xmpmeta>"), chunkOf("zTXt", "Raw profile type exif\x00\x00Ada Lovelace"),
		chunkOf("caBX", "Ada Lovelace"), chunkOf("sPLT", "Ada Lovelace\x00\x08"), chunkOf("vpAg", "Ada Lovelace"),
	}, more...)...)
}

func kinds(t *testing.T, image []byte) string {
	t.Helper()
	chunks, err := wholePNG(image)
	require.NoError(t, err)
	var names []string
	for _, c := range chunks {
		names = append(names, c.kind)
	}
	return strings.Join(names, " ")
}

// Where and by whom a photograph was taken is nobody's business who is shown a badge; how
// it is drawn is, and so is the badge.
func TestStripTakesFromAPNGWhatTellsOfSomebody(t *testing.T) {
	bare, err := Strip(personal())
	require.NoError(t, err)
	require.Equal(t, "IHDR gAMA iCCP pHYs IDAT IEND", kinds(t, bare))
	require.NotContains(t, string(bare), "Ada")
	require.NotContains(t, string(bare), "GPS")

	for _, badge := range []string{iTXt(keyword, aJWS), iTXt(keywordOld, aJWS), iTXt(keywordCLR, aJSON)} {
		bare, err = Strip(personal(badge))
		require.NoError(t, err)
		require.Contains(t, string(bare), badge, "a badge stays as it is")
	}
	for name, bad := range map[string][]byte{
		"something behind the end": append(personal(), "Ada Lovelace"...),
		"a wrong checksum":         bytes.Replace(personal(), []byte("39.7392"), []byte("39.7393"), 1),
		"no picture":               []byte(signature),
	} {
		_, err = Strip(bad)
		require.Error(t, err, name)
	}
}

// Of the pictures of every program, what is drawn is the same, pixel for pixel and token
// for token; and none is stripped twice.
func TestStripLeavesWhatIsDrawn(t *testing.T) {
	for name, art := range pictures(t) {
		given := bytes.Clone(art)
		bare, err := Strip(art)
		require.NoError(t, err, name)
		require.Equal(t, given, art, "what was given is left alone")
		require.NoError(t, CheckArt(bare), name)
		again, err := Strip(bare)
		require.NoError(t, err)
		require.Equal(t, bare, again, name)
		if strings.HasSuffix(name, ".png") {
			require.Equal(t, pixels(t, art), pixels(t, bare), name)
			require.NotRegexp(t, `tEXt|iTXt|zTXt|eXIf|tIME`, kinds(t, bare))
		}
		baked, err := Bake(bare, []byte(aJWS))
		require.NoError(t, err, name)
		kept, err := Strip(baked)
		require.NoError(t, err)
		require.Equal(t, baked, kept, "%s: nothing of the badge goes", name)
	}
}

func TestStripTakesFromAnSVGWhatTellsOfSomebody(t *testing.T) {
	const head = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns:k="http://www.inkscape.org/namespaces/inkscape"`
	embedded := func(data []byte) string {
		return `<image xlink:href="data:image/png;base64,` + base64.StdEncoding.EncodeToString(data) + `"/>`
	}
	bare, err := Strip(personal())
	require.NoError(t, err)
	for name, c := range map[string][2]string{
		"comments, before and after": {"<!-- Ada --><svg xmlns='" + spaceSVG + "'><!-- Ada --><g/></svg><!--Ada-->", "<svg xmlns='" + spaceSVG + "'><g/></svg>"},
		"attributes of a program": {head + ` sodipodi:docname = "/home/ada/badge.svg"` + "\n\t" + `k:export-filename='/home/ada/b.png' id="a"><path k:label="Ada" d="M0 0"/></svg>`,
			head + ` id="a"><path d="M0 0"/></svg>`},
		"an attribute of a tag that declares it": {head + `><path xmlns:y="urn:y" y:z="Ada"/></svg>`, head + `><path xmlns:y="urn:y"/></svg>`},
		"elements of a program":                  {head + `><sodipodi:namedview k:cx="1"><k:grid/><g>Ada</g><![CDATA[</svg>]]></sodipodi:namedview><g/><k:x/></svg>`, head + `><g/></svg>`},
		"metadata":                               {head + `><metadata id="m"><rdf:RDF xmlns:rdf="urn:r"><metadata>Ada</metadata></rdf:RDF></metadata><metadata/><g/></svg>`, head + `><g/></svg>`},
		"an embedded photograph":                 {head + ">" + embedded(personal()) + "</svg>", head + ">" + embedded(bare) + "</svg>"},
		"one in lines": {head + `><image href=' data:image/PNG;base64,` + base64.StdEncoding.EncodeToString(personal())[:40] + "&#10;" + base64.StdEncoding.EncodeToString(personal())[40:] + "'/></svg>",
			strings.Replace(head+">"+embedded(bare)+"</svg>", "xlink:href", "href", 1)},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Strip([]byte(c[0]))
			require.NoError(t, err)
			require.Equal(t, c[1], string(got))
		})
	}
	for name, same := range map[string]string{
		"title and desc":      head + `><title>Civics</title><desc>A ballot</desc><g class="a" id="b" data-x="c" xml:lang="en" xlink:title="d"/></svg>`,
		"a clean photograph":  head + ">" + embedded(bare) + "</svg>",
		"references":          head + `><use href="#b"/><use xlink:href="#b"/></svg>`,
		"a badge":             string(inSVG(`<ob:credential a:b="c" xmlns:a="urn:a" verify="a.b.c"><!-- x --><![CDATA[ ]]></ob:credential>`)),
		"a badge of before":   head + `><assertion xmlns="http://openbadges.org" verify="https://a.example/"/></svg>`,
		"a badge of CLR":      head + `><credential xmlns="https://purl.imsglobal.org/clr/v2p0" verify="a.b.c"/></svg>`,
		"an empty attribute":  head + ` id=""/>`,
		"a picture elsewhere": head + `><image href="https://a.example/b.png"/></svg>`, // which CheckArt refuses
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Strip([]byte(same))
			require.NoError(t, err)
			require.Equal(t, same, string(got))
		})
	}
	for name, c := range map[string]struct {
		image string
		err   error
	}{
		"an embedded JPEG":               {head + `><image href="data:image/jpeg;base64,/9j/4QB"/></svg>`, ErrFormat},
		"one that hides as another":      {head + `><image href=" DATA&#58;image/png;charset=x;base64,AAAA"/></svg>`, ErrFormat},
		"an embedded PNG that is a JPEG": {head + `><image href="data:image/png;base64,/9j/4QB"/></svg>`, ErrFormat},
		"what is one but for its name":   {head + `><image href="data:image/png;base64,` + base64.StdEncoding.EncodeToString(append([]byte("X"), personal()[1:]...)) + `"/></svg>`, ErrFormat},
		"a badge in metadata":            {head + `><metadata><openbadges:credential xmlns:openbadges="` + spaceOB + `" verify="a.b.c"/></metadata></svg>`, ErrBaked},
		"a page":                         {`<html/>`, ErrFormat},
		"half an SVG":                    {head + `><g>`, ErrFormat},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Strip([]byte(c.image))
			require.ErrorIs(t, err, c.err)
		})
	}
}

// Whatever is stripped is a picture as before, with the same badge in it, and has nothing
// more to lose.
func FuzzStrip(f *testing.F) {
	for _, s := range seeds.Documents("png", "svg") {
		f.Add(s)
	}
	for _, art := range pictures(f) {
		if len(art) < 4<<10 {
			f.Add(art)
		}
	}
	f.Add(personal(iTXt(keyword, aJWS)))
	f.Add(inSVG(`<ob:credential verify="a.b.c"/><!-- x --><metadata><g/></metadata><path xmlns:a="urn:a" a:b='c'/><image href="data:image/png;base64,AAAA"/>`))
	f.Fuzz(func(t *testing.T, image []byte) {
		bare, err := Strip(image)
		if err != nil {
			return
		}
		again, err := Strip(bare)
		require.NoError(t, err)
		require.Equal(t, string(bare), string(again))
		x, errX := Extract(image)
		y, errY := Extract(bare)
		if errX == nil {
			require.NoError(t, errY)
			require.Equal(t, x, y)
		}
		if CheckArt(image) == nil {
			require.NoError(t, CheckArt(bare))
		}
	})
}

package summit_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/summit"
)

func file(t *testing.T, name string) []byte {
	t.Helper()
	data, err := fs.ReadFile(summit.Art(), name)
	require.NoError(t, err)
	return data
}

func TestEveryCredentialHasArtAndNothingElseHas(t *testing.T) {
	var expected []string
	for _, c := range summit.Program().Credentials {
		expected = append(expected, c.Key+".svg", c.Key+".png")
	}
	entries, err := fs.ReadDir(summit.Art(), ".")
	require.NoError(t, err)
	var found []string
	for _, e := range entries {
		found = append(found, e.Name())
	}
	require.ElementsMatch(t, expected, found)
}

func TestArtIsSafeToShowAndNamesItself(t *testing.T) {
	p := summit.Program()
	outlines := map[string]string{}
	for _, c := range p.Credentials {
		t.Run(c.Key, func(t *testing.T) {
			d, err := readDrawing(c.Key, file(t, c.Key+".svg"))
			require.NoError(t, err)
			require.NoError(t, d.checkContrast())
			require.Equal(t, c.Name+", "+p.AlternateName, d.title)
			require.NotEqual(t, d.title, d.desc)
			for _, s := range d.part("motif", "detail") {
				require.NotContains(t, outlines, s.outline, "badges of one family still need motifs of their own")
				outlines[s.outline] = c.Key
			}
		})
	}
}

func TestDrawingRulesRefuseWhatWouldBeUnsafeOrUnnamed(t *testing.T) {
	good := string(file(t, "leadership.svg"))
	swap := func(old, new string) string {
		require.Contains(t, good, old)
		return strings.Replace(good, old, new, 1)
	}
	for name, tc := range map[string]struct{ svg, words string }{
		"a script":                     {swap("<g id", "<script>alert(1)</script><g id"), "element script"},
		"a text element":               {swap("<g id", "<text>Leadership</text><g id"), "element text"},
		"an image":                     {swap("<g id", `<image href="https://tracker.example/1.gif"/><g id`), "element image"},
		"an element of XHTML":          {swap("<g id", `<g xmlns="http://www.w3.org/1999/xhtml"/><g id`), "element g"},
		"an event":                     {swap("<g id", `<g onload="alert(1)"/><g id`), "attribute onload"},
		"a style":                      {swap("<g id", `<g style="fill:red"/><g id`), "attribute style"},
		"a namespaced attribute":       {swap("<g id", `<g xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="#x"/><g id`), "attribute xlink"},
		"an attribute of the root":     {swap("<g id", `<g role="img"/><g id`), "attribute role"},
		"a reference in a fill":        {swap(`fill="#86182f"`, `fill="url(#g)"`), "not plain"},
		"a reference in another value": {swap(`stroke-dasharray="0 20"`, `stroke-dasharray="url(//a.example)"`), "not plain"},
		"a named colour":               {swap(`fill="#86182f"`, `fill="red"`), "#rrggbb"},
		"a document type":              {"<!DOCTYPE svg [<!ENTITY a \"b\">]>" + good, "xml.Directive"},
		"a style sheet":                {`<?xml-stylesheet href="a.css"?>` + good, "xml.ProcInst"},
		"a comment":                    {"<!-- made with an editor -->" + good, "xml.Comment"},
		"text among the shapes":        {swap("<g id", "Leadership<g id"), "text outside"},
		"no role":                      {swap(` role="img"`, ""), "root"},
		"no view box":                  {swap(` viewBox="0 0 600 600"`, ""), "root"},
		"no label":                     {swap(` aria-labelledby="summit-leadership-title summit-leadership-desc"`, ""), "root"},
		"a title that comes late":      {swap("<title", "<g/><title"), "expected title, found g"},
		"a desc that comes late":       {swap("<desc", "<g/><desc"), "expected desc, found g"},
		"a title without its id":       {swap(`<title id="summit-leadership-title"`, "<title"), "expected title"},
		"an empty title":               {swap("Leadership Credential, Summit Micro-Credential Program", " "), "words"},
		"an empty desc":                {swap(good[strings.Index(good, "A crimson"):strings.Index(good, "</desc>")], " "), "words"},
		"an id of another badge":       {swap(`id="summit-leadership-trim"`, `id="summit-civics-trim"`), "prefix"},
		"an id given twice":            {swap(`id="summit-leadership-trim"`, `id="summit-leadership-motif"`), "unique"},
		"too many bytes":               {good + strings.Repeat("\n", maxSVG), "at most"},
		"an end that is missing":       {strings.TrimSuffix(good, "</svg>\n"), "EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readDrawing("leadership", []byte(tc.svg))
			require.ErrorContains(t, err, tc.words)
		})
	}
}

func TestContrastRulesRefuseColoursTooCloseToTellApart(t *testing.T) {
	for name, tc := range map[string]struct{ key, old, new, words string }{
		"a dim ring on a dark page":       {"leadership", "#fffdf7", "#222222", "light ring on a black page"},
		"a pale edge on a white page":     {"leadership", "#470a1c", "#c0c0c0", "dark ring on a white page"},
		"two rings of like lightness":     {"leadership", "#fffdf7", "#9a5068", "dark ring in light ring"},
		"a motif lost in the sky":         {"leadership", "#f3dfb0", "#b36a60", "motif on field"},
		"a sky as light as the motif":     {"leadership", "#9b233b", "#e0a0a0", "motif on field"},
		"a ground as light as the motif":  {"leadership", "#440a1a", "#e0a0a0", "motif on field"},
		"a trim lost in the sky":          {"leadership", `trim" stroke="#ffc845"`, `trim" stroke="#9b233b"`, "trim on field"},
		"a trail lost on the mountain":    {"leadership", `stroke="#470a1c" stroke-width="11"`, `stroke="#ffc845" stroke-width="11"`, "detail on motif"},
		"a clasp as dark as its own edge": {"professionalism", `fill="#ffc845" stroke="#10331f"`, `fill="#1a3a2a" stroke="#10331f"`, "detail in its outline"},
	} {
		t.Run(name, func(t *testing.T) {
			svg := string(file(t, tc.key+".svg"))
			require.Contains(t, svg, tc.old)
			d, err := readDrawing(tc.key, []byte(strings.ReplaceAll(svg, tc.old, tc.new)))
			require.NoError(t, err)
			require.ErrorContains(t, d.checkContrast(), tc.words)
		})
	}
	d, err := readDrawing("civics", []byte(strings.Replace(string(file(t, "civics.svg")), "civics-field", "civics-sky", 1)))
	require.NoError(t, err)
	require.ErrorContains(t, d.checkContrast(), "a field", "a drawing without its parts has not been checked")
}

func TestPicturesAreSquareSmallAndTransparentAround(t *testing.T) {
	for _, c := range summit.Program().Credentials {
		data := file(t, c.Key+".png")
		require.Less(t, len(data), 60<<10, c.Key)
		img, err := png.Decode(bytes.NewReader(data))
		require.NoError(t, err)
		require.Equal(t, image.Rect(0, 0, 600, 600), img.Bounds())
		for _, corner := range []image.Point{{0, 0}, {599, 0}, {0, 599}, {599, 599}} {
			_, _, _, alpha := img.At(corner.X, corner.Y).RGBA()
			require.Zero(t, alpha, "%s at %v", c.Key, corner)
		}
		_, _, _, alpha := img.At(300, 300).RGBA()
		require.EqualValues(t, 0xffff, alpha)
	}
}

// The art must tell the badges apart without its colours, and at the size of a
// list on a phone: 100 pixels here, which divide 600.
func TestPicturesDifferInGreyAtTheSizeOfAThumbnail(t *testing.T) {
	const size, box = 100, 6
	thumbnails := map[string][size * size]float64{}
	for _, c := range summit.Program().Credentials {
		img, err := png.Decode(bytes.NewReader(file(t, c.Key+".png")))
		require.NoError(t, err)
		var grey [size * size]float64
		for y := range size * box {
			for x := range size * box {
				g := color.Gray16Model.Convert(img.At(x, y)).(color.Gray16)
				grey[y/box*size+x/box] += float64(g.Y) / 0xffff / (box * box)
			}
		}
		thumbnails[c.Key] = grey
	}
	for a, first := range thumbnails {
		for b, second := range thumbnails {
			if a >= b {
				continue
			}
			different := 0
			for i := range first {
				if d := first[i] - second[i]; d > 0.25 || d < -0.25 {
					different++
				}
			}
			require.Greater(t, different, size*size/20, "%s and %s", a, b)
		}
	}
}

// rendered is what a command that drew pictures noted: digests by the names of files.
func rendered(t *testing.T, name string) map[string]string {
	t.Helper()
	noted, err := os.ReadFile(name)
	require.NoError(t, err)
	digests := map[string]string{}
	for line := range strings.Lines(string(noted)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Fields(line)
		require.Len(t, fields, 2)
		digests[fields[1]] = fields[0]
	}
	return digests
}

func TestPreviewsAreOfTheSizeThatSitesShowAndOfThisArt(t *testing.T) {
	digests := rendered(t, "preview/rendered.txt")
	require.Len(t, digests, 2*len(summit.Program().Credentials))
	for _, c := range summit.Program().Credentials {
		data := summit.Preview(c.Key)
		require.Less(t, len(data), 90<<10, c.Key)
		img, err := png.Decode(bytes.NewReader(data))
		require.NoError(t, err)
		require.Equal(t, image.Rect(0, 0, 1200, 630), img.Bounds())
		page := img.At(30, 315)
		for y := 20; y < 610; y++ {
			for x := 1150; x < 1200; x++ {
				require.Equal(t, page, img.At(x, y), "%s: a word runs out of the picture", c.Key)
			}
		}
		_, _, _, alpha := img.At(0, 0).RGBA()
		require.EqualValues(t, 0xffff, alpha, "shown on any page")
		sum := sha256.Sum256(data)
		require.Equal(t, digests[c.Key+".png"], hex.EncodeToString(sum[:]), c.Key)
		sum = sha256.Sum256(file(t, c.Key+".svg"))
		require.Equal(t, digests["../art/"+c.Key+".svg"], hex.EncodeToString(sum[:]), "%s changed since its preview was drawn: run go generate ./badge/summit", c.Key)
	}
	for _, key := range []string{"", "Civics", "../art/civics", "civics.png"} {
		require.Nil(t, summit.Preview(key), key)
	}
}

func TestPicturesWereDrawnFromTheseDrawings(t *testing.T) {
	digests := rendered(t, "art/rendered.txt")
	entries, err := fs.ReadDir(summit.Art(), ".")
	require.NoError(t, err)
	require.Len(t, digests, len(entries))
	for _, e := range entries {
		sum := sha256.Sum256(file(t, e.Name()))
		require.Equal(t, digests[e.Name()], hex.EncodeToString(sum[:]), "%s changed since the art was drawn: run go generate ./badge/summit", e.Name())
	}
}

func TestImageIsTheDrawingWithACaptionThatSaysWhatItIs(t *testing.T) {
	p := summit.Program()
	for _, c := range p.Credentials {
		img := summit.Image(c.Key)
		require.NotNil(t, img)
		encoded, ok := strings.CutPrefix(img.ID, "data:image/svg+xml;base64,")
		require.True(t, ok)
		svg, err := base64.StdEncoding.DecodeString(encoded)
		require.NoError(t, err)
		require.Equal(t, file(t, c.Key+".svg"), svg)

		require.Equal(t, c.Caption, img.Caption)
		require.Contains(t, img.Caption, c.Name)
		require.Contains(t, img.Caption, p.AlternateName)
		require.NotContains(t, strings.ToLower(img.Caption), "image of")
		require.Equal(t, len(img.Caption)-1, strings.Index(img.Caption, "."), "one sentence")

		img.Caption = "changed"
		require.Equal(t, c.Caption, summit.Image(c.Key).Caption)
	}
}

func TestImageOfAnUnknownKeyIsNone(t *testing.T) {
	for _, key := range []string{"", "Civics", "civics.svg", "../program", "bicycle-repair"} {
		require.Nil(t, summit.Image(key), key)
	}
}

package bake

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/internal/limits"
)

const (
	aJWS  = "eyJhbGciOiJFZERTQSJ9.eyJpZCI6InVybjp4In0.AAAA"
	aJSON = "{\"name\":\"é <b> & a[b[0]]>]]>\",\r\n \"proof\":{}}"
)

// pictures are the program's own art, and files as drawing programs write them.
func pictures(t testing.TB) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for _, from := range []fs.FS{summit.Art(), os.DirFS("testdata")} {
		for _, pattern := range []string{"*.png", "*.svg"} {
			names, err := fs.Glob(from, pattern)
			require.NoError(t, err)
			for _, name := range names {
				all[name], err = fs.ReadFile(from, name)
				require.NoError(t, err)
			}
		}
	}
	require.Greater(t, len(all), 18)
	return all
}

// What goes in comes out, from memory and from elsewhere, and the picture is what it
// was: every other byte, in its order.
func TestWhatIsBakedComesOutAndTheRestStays(t *testing.T) {
	for name, art := range pictures(t) {
		for _, text := range []string{aJWS, aJWS + "\n", aJSON, " " + aJSON + "\r\n\t", `{"a":"]]>"}`, `{"]]>]]>":"\u003e","a":"&amp;&#13;"}`} {
			given := bytes.Clone(art)
			out, err := Bake(given, []byte(text))
			require.NoError(t, err, name)
			require.Equal(t, art, given, "what was given is left alone")

			x, err := Extract(out)
			require.NoError(t, err, name)
			want := Extracted{Format: PNG, Version: OB30, Form: JSON, Credential: []byte(text)}
			if strings.HasSuffix(name, ".svg") {
				want.Format = SVG
			}
			if strings.HasPrefix(text, aJWS) {
				want.Form = JWS
			}
			require.Equal(t, want, x, name)
			from, err := ExtractFrom(bytes.NewReader(out), int64(len(out)))
			require.NoError(t, err)
			require.Equal(t, x, from)

			bare, err := Remove(out)
			require.NoError(t, err)
			require.Equal(t, art, bare, "%s: nothing else was touched", name)
			if want.Format == PNG {
				require.Equal(t, pixels(t, art), pixels(t, out), name)
			}
		}
	}
}

func pixels(t testing.TB, data []byte) image.Image {
	t.Helper()
	m, err := png.Decode(bytes.NewReader(data))
	require.NoError(t, err)
	out := image.NewNRGBA64(m.Bounds())
	draw.Draw(out, m.Bounds(), m, m.Bounds().Min, draw.Src)
	return out
}

func TestAPictureWithABadgeTakesAnotherOnlyInItsPlace(t *testing.T) {
	for name, art := range pictures(t) {
		one, err := Bake(art, []byte(aJWS))
		require.NoError(t, err)
		_, err = Bake(one, []byte(aJSON))
		require.ErrorIs(t, err, ErrBaked, name)
		two, err := Replace(one, []byte(aJSON))
		require.NoError(t, err)
		want, err := Bake(art, []byte(aJSON))
		require.NoError(t, err)
		require.Equal(t, want, two, name)
		fresh, err := Replace(art, []byte(aJSON))
		require.NoError(t, err)
		require.Equal(t, want, fresh, "there need not be one")
		bare, err := Remove(art)
		require.NoError(t, err)
		require.Equal(t, art, bare)
	}
}

// Every badge goes, not only the one that a reader would have found.
func TestReplacingTakesOutEveryBadge(t *testing.T) {
	several := map[string][]byte{
		"png": onePixel(iTXt(keyword, aJWS), iTXt(keyword, "x"), chunkOf("tEXt", keyword+"\x00x"), chunkOf("zTXt", keyword+"\x00\x00x"), iTXt(keywordOld, "https://a.example/"), chunkOf("tEXt", keywordOld+"\x00x")),
		"svg": []byte(`<svg xmlns="` + spaceSVG + `" xmlns:o="` + spaceOB + `"><o:credential verify="a"/><g><o:credential>x<o:credential/></o:credential></g><assertion xmlns="` + spaceOBOld + `" verify="x"/><o:credential/></svg>`),
	}
	bare := map[string][]byte{
		"png": onePixel(),
		"svg": []byte(`<svg xmlns="` + spaceSVG + `" xmlns:o="` + spaceOB + `"><g></g></svg>`),
	}
	for name, image := range several {
		_, err := Bake(image, []byte(aJSON))
		require.ErrorIs(t, err, ErrBaked)
		removed, err := Remove(image)
		require.NoError(t, err)
		require.Equal(t, string(bare[name]), string(removed))
		out, err := Replace(image, []byte(aJSON))
		require.NoError(t, err, name)
		x, err := Extract(out)
		require.NoError(t, err)
		require.Equal(t, aJSON, string(x.Credential))
		removed, err = Remove(out)
		require.NoError(t, err)
		require.Equal(t, string(bare[name]), string(removed))
	}
}

func TestOnlyACredentialIsBaked(t *testing.T) {
	for name, art := range pictures(t) {
		for _, text := range []string{"", " \n", "https://school.example/badges/1", "a.b", "a.b.c.d", "a.b.c d", "é.b.c", `a.b."`, "{", "[{}]", "<svg/>", "{\"a\":\"\xff\"}", "{\"a\":\"\x00\"}"} {
			_, err := Bake(art, []byte(text))
			require.ErrorIs(t, err, ErrCredential, "%s: %q", name, text)
		}
		_, err := Bake(art, []byte(`{"a":"`+strings.Repeat("x", limits.Document)+`"}`))
		require.ErrorIs(t, err, ErrTooLarge)
	}
	_, err := Bake([]byte(plainSVG), []byte("{\"a\":\"\x01\"}"))
	require.ErrorIs(t, err, ErrCredential, "XML does not have the character")
	_, err = Bake([]byte(plainSVG), []byte("{\"a\":\"\uffff\"}"))
	require.ErrorIs(t, err, ErrCredential)
}

func TestWhatIsNoPictureIsRefused(t *testing.T) {
	jpeg := "\xff\xd8\xff\xe0\x00\x10JFIF\x00"
	for _, data := range []string{"", "x", "GIF89a", jpeg, signature[:7], "\x89PNG\r\n\x1a\r", signature, "{}", aJWS} {
		for name, refusal := range refusals([]byte(data)) {
			require.Error(t, refusal, "%q %s", data, name)
		}
	}
}

// refusals asks everything that takes a picture.
func refusals(data []byte) map[string]error {
	all := map[string]error{}
	_, all["Extract"] = Extract(data)
	_, all["ExtractFrom"] = ExtractFrom(bytes.NewReader(data), int64(len(data)))
	_, all["Bake"] = Bake(data, []byte(aJWS))
	_, all["Replace"] = Replace(data, []byte(aJWS))
	_, all["Remove"] = Remove(data)
	all["CheckArt"] = CheckArt(data)
	return all
}

func TestTheVersionIsToldByThePlace(t *testing.T) {
	v2, v1 := `{"@context":"https://w3id.org/openbadges/v2"}`, `{"@context":"https://w3id.org/openbadges/v1"}`
	older := func(text string) []byte {
		return []byte(`<svg xmlns="` + spaceSVG + `"><assertion xmlns="` + spaceOBOld + `"><![CDATA[` + text + `]]></assertion></svg>`)
	}
	for _, c := range []struct {
		image   []byte
		version Version
		form    Form
	}{
		{onePixel(iTXt(keyword, v2)), OB30, JSON},
		{onePixel(iTXt(keywordOld, v2)), OB20, JSON},
		{onePixel(iTXt(keywordOld, v1)), OB1, JSON},
		{onePixel(iTXt(keywordOld, "https://a.example/1")), OB20, URL},
		{onePixel(chunkOf("tEXt", keywordOld+"\x00https://a.example/1")), OB1, URL},
		{onePixel(chunkOf("tEXt", keywordOld+"\x00"+v2)), OB20, JSON},
		{onePixel(iTXt(keywordOld, "e30.eyJAY29udGV4dCI6Imh0dHBzOi8vdzNpZC5vcmcvb3BlbmJhZGdlcy92MSJ9.AA")), OB1, JWS},
		{older(v2), OB20, JSON},
		{older(v1), OB1, JSON},
		{older("http://a.example/1"), OB20, URL},
	} {
		x, err := Extract(c.image)
		require.NoError(t, err)
		require.Equal(t, c.version, x.Version)
		require.Equal(t, c.form, x.Form)
	}
	_, err := Extract(onePixel(iTXt(keywordCLR, aJWS)))
	require.ErrorIs(t, err, ErrNone)
	require.ErrorContains(t, err, "learner record")
	_, err = Extract([]byte(`<svg xmlns="` + spaceSVG + `"><credential xmlns="` + spaceCLR + `"/></svg>`))
	require.ErrorIs(t, err, ErrNone)
	require.ErrorContains(t, err, "learner record")
}

// Two readers of such a file take two badges for the one in it.
func TestBadgesForOtherReadersAreCounted(t *testing.T) {
	const v2 = `{"@context":"https://w3id.org/openbadges/v2"}`
	element := func(space, name string) string {
		return `<` + name + ` xmlns="` + space + `">` + v2 + `</` + name + `>`
	}
	ours := `<credential xmlns="` + spaceOB + `" verify="` + aJWS + `"/>`
	for _, c := range []struct {
		image   []byte
		version Version
		beside  int
	}{
		{onePixel(iTXt(keyword, aJWS)), OB30, 0},
		{onePixel(iTXt(keyword, aJWS) + iTXt(keywordOld, v2)), OB30, 1},
		{onePixel(chunkOf("tEXt", keywordOld+"\x00https://a.example/1") + iTXt(keyword, aJWS) + iTXt(keywordCLR, aJWS)), OB30, 2},
		{onePixel(iTXt(keywordCLR, aJWS) + iTXt(keywordOld, v2)), OB20, 1},
		{inSVG(ours), OB30, 0},
		{inSVG(ours + element(spaceOBOld, "assertion")), OB30, 1},
		{inSVG(element(spaceCLR, "credential") + element(spaceOBOld, "assertion") + ours), OB30, 2},
		{inSVG(element(spaceCLR, "credential") + element(spaceOBOld, "assertion")), OB20, 1},
		{inSVG(`<openbadges:credential xmlns:openbadges="https://a.example/" verify="` + aJWS + `"/>` + ours), OB30, 1},
		{inSVG(`<openbadges:credential xmlns:openbadges="` + spaceOB + `" verify="` + aJWS + `"/>`), OB30, 0},
	} {
		x, err := Extract(c.image)
		require.NoError(t, err)
		require.Equal(t, c.version, x.Version)
		require.Equal(t, c.beside, x.Beside)
	}
	for _, verify := range []string{`o:verify="` + aJWS + `"`, `verify="` + aJWS + `" o:verify="` + aJWS + `"`} {
		_, err := Extract(inSVG(`<o:credential xmlns:o="` + spaceOB + `" ` + verify + `/>`))
		require.ErrorIs(t, err, ErrFormat, "some readers look for verify under the namespace, and some do not")
	}
}

// What is baked is read before it is given out, whichever bound it meets.
func TestAPictureThatWouldBeTooMuchWithItsBadgeIsRefused(t *testing.T) {
	root := func(n int, attribute string) []byte {
		out := []byte(`<svg xmlns="` + spaceSVG + `"`)
		for i := range n {
			out = fmt.Appendf(out, attribute, i)
		}
		return append(out, "><g/></svg>"...)
	}
	var chunks strings.Builder
	for range limits.PNGChunks - 3 { // and IHDR, IDAT, IEND
		chunks.WriteString(chunkOf("prVt", ""))
	}
	for _, c := range []struct{ fits, full []byte }{
		{root(limits.SVGAttributes-2, ` data-a%d=""`), root(limits.SVGAttributes-1, ` data-a%d=""`)},
		{root(limits.SVGBindings-1, ` xmlns:a%d="a:b"`), root(limits.SVGBindings, ` xmlns:a%d="a:b"`)},
		{onePixel(chunks.String()[12:]), onePixel(chunks.String())},
	} {
		require.NoError(t, CheckArt(c.full))
		for _, text := range []string{aJWS, aJSON} {
			out, err := Bake(c.fits, []byte(text))
			require.NoError(t, err)
			x, err := Extract(out)
			require.NoError(t, err)
			require.Equal(t, text, string(x.Credential))
			_, err = Bake(c.full, []byte(text))
			require.ErrorIs(t, err, ErrTooLarge)
		}
	}
}

func TestWhatIsExtractedSharesNothing(t *testing.T) {
	for _, art := range []string{"civics.png", "civics.svg"} {
		for _, text := range []string{aJWS, `{"a":1}`} {
			out, err := Bake(pictures(t)[art], []byte(text))
			require.NoError(t, err)
			x, err := Extract(out)
			require.NoError(t, err)
			clear(out)
			require.Equal(t, text, string(x.Credential))
		}
	}
}

func TestEveryPictureOfTheSamplesIsSmall(t *testing.T) {
	files, err := filepath.Glob("testdata/*.*g")
	require.NoError(t, err)
	for _, name := range files {
		info, err := os.Stat(name)
		require.NoError(t, err)
		require.Less(t, info.Size(), int64(10<<10), name)
	}
}

package bake

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/seeds"
)

// Whatever a picture is, it is read or refused; what is read is in it; and both ways of
// reading agree.
func FuzzExtract(f *testing.F) {
	for _, s := range seeds.Documents("png") {
		f.Add(s)
	}
	for _, art := range pictures(f) {
		for _, text := range []string{aJWS, aJSON} {
			out, err := Bake(art, []byte(text))
			require.NoError(f, err)
			if len(out) < 8<<10 {
				f.Add(out)
			}
		}
	}
	f.Add(onePixel(iTXt(keyword, aJWS)))
	f.Add(onePixel(iTXt(keywordOld, "https://a.example/"), chunkOf("tEXt", keyword+"\x00x"), chunkOf("zTXt", keyword+"\x00\x00x")))
	f.Fuzz(func(t *testing.T, image []byte) {
		x, err := Extract(image)
		y, errFrom := ExtractFrom(bytes.NewReader(image), int64(len(image)))
		require.Equal(t, x, y)
		require.Equal(t, err, errFrom)
		bare, errRemove := Remove(image)
		CheckArt(image)
		if err != nil {
			return
		}
		require.LessOrEqual(t, len(x.Credential), len(image))
		require.NotEmpty(t, x.Credential)
		if x.Format == PNG {
			require.True(t, bytes.Contains(image, x.Credential))
		}
		require.NoError(t, errRemove, "what is read can be taken out")
		_, err = Extract(bare)
		require.ErrorIs(t, err, ErrNone)
	})
}

// An SVG in which a badge is found is one to another reader of XML, which finds the same.
func FuzzExtractSVG(f *testing.F) {
	for _, s := range seeds.Documents("svg") {
		f.Add(string(s))
	}
	for _, inside := range []string{
		`<ob:credential verify="a.b.c"/>`, `<ob:credential> <![CDATA[{"a":1}]]>&#13;<!-- x --> </ob:credential>`,
		`<g id="&#x41;"><?x y?><ob:credential xmlns:ob="https&#58;//purl.imsglobal.org/ob/v3p0" verify='&quot;.&lt;.c'></ob:credential></g>`,
	} {
		f.Add(string(inSVG(inside)))
		f.Add("<?xml version=\"1.0\" encoding='utf-8'?>\r\n" + string(inSVG(inside+"\r\n<g xmlns:a='b' a:c=\"d\">]]</g>")))
	}
	f.Fuzz(func(t *testing.T, image string) {
		x, err := Extract([]byte(image))
		if err != nil || x.Format != SVG || x.Version != OB30 {
			return
		}
		for _, c := range []byte(image) {
			if c >= 0x80 {
				return // it knows which letters a name has, which no name of ours needs
			}
		}
		other, found := read(t, []byte(image))
		require.True(t, found)
		// It leaves the white space of an attribute as it is, which XML makes spaces of
		// (XML 1.0 section 3.3.3).
		spaces := strings.NewReplacer("\t", " ", "\n", " ")
		require.Equal(t, spaces.Replace(other), spaces.Replace(string(x.Credential)))
	})
}

// What is baked comes out, whatever the picture and whatever it says; nothing else has
// changed; and a picture that was one still is.
func FuzzBake(f *testing.F) {
	for _, art := range pictures(f) {
		if len(art) < 8<<10 {
			f.Add(art, aJWS)
			f.Add(art, aJSON)
		}
	}
	f.Add([]byte(plainSVG), "{\"]]>\":\"\r\n\t&<\"}")
	f.Add(onePixel(), "a.b.c\r")
	f.Fuzz(func(t *testing.T, art []byte, text string) {
		out, err := Bake(art, []byte(text))
		if err != nil {
			return
		}
		x, err := Extract(out)
		require.NoError(t, err)
		require.Equal(t, text, string(x.Credential))
		require.Equal(t, OB30, x.Version)
		bare, err := Remove(out)
		require.NoError(t, err)
		require.Equal(t, art, bare)
		require.NoError(t, CheckArt(out))
		again, err := Replace(out, []byte(text))
		require.NoError(t, err)
		require.Equal(t, out, again)
		if x.Format == SVG {
			return
		}
		if config, err := png.DecodeConfig(bytes.NewReader(art)); err == nil && config.Width*config.Height < 1<<16 {
			_, before := png.Decode(bytes.NewReader(art))
			_, after := png.Decode(bytes.NewReader(out))
			require.Equal(t, before == nil, after == nil)
		}
	})
}

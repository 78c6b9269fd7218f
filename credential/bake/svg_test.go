package bake

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
)

const plainSVG = `<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>`

// inSVG is an SVG with the given content, in which ob is the namespace of OB 3.0.
func inSVG(inside string) []byte {
	return []byte(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:ob="https://purl.imsglobal.org/ob/v3p0">` + inside + `</svg>`)
}

func TestTheElementStandsWhereOpenBadgesPutsIt(t *testing.T) {
	out, err := Bake([]byte(plainSVG), []byte("a.b.c"))
	require.NoError(t, err)
	require.Equal(t, `<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">`+
		`<openbadges:credential verify="a.b.c"></openbadges:credential><path d="M0 0"/></svg>`, string(out))
	out, err = Bake([]byte(plainSVG), []byte(`{"a":"]]>"}`))
	require.NoError(t, err)
	require.Contains(t, string(out), `<openbadges:credential><![CDATA[{"a":"]]]]><![CDATA[>"}]]></openbadges:credential>`)

	// A prefix that is taken is not taken away, and one that is there is used.
	taken := strings.Replace(plainSVG, "<svg", `<svg xmlns:openbadges="http://openbadges.org"`, 1)
	out, err = Bake([]byte(taken), []byte("a.b.c"))
	require.NoError(t, err)
	require.Contains(t, string(out), `<svg xmlns:openbadges="http://openbadges.org" xmlns="http://www.w3.org/2000/svg"><openbadges:credential xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" verify=`)
	there := strings.Replace(plainSVG, "<svg", `<svg xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"`, 1)
	both, err := Bake([]byte(there), []byte("a.b.c"))
	require.NoError(t, err)
	require.Equal(t, 1, bytes.Count(both, []byte("xmlns:openbadges")))
	for art, baked := range map[string][]byte{taken: out, there: both} {
		bare, err := Remove(baked)
		require.NoError(t, err)
		require.Equal(t, art, string(bare))
	}

	_, err = Bake([]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), []byte("a.b.c"))
	require.ErrorIs(t, err, ErrFormat, "there is nothing to show")
}

// A declaration that something else needs stays.
func TestRemovingLeavesADocument(t *testing.T) {
	out, err := Bake([]byte(plainSVG), []byte("a.b.c"))
	require.NoError(t, err)
	used := bytes.Replace(out, []byte("<path"), []byte("<openbadges:note/><path"), 1)
	bare, err := Remove(used)
	require.NoError(t, err)
	require.Contains(t, string(bare), "xmlns:openbadges=")
	_, err = scan(bare)
	require.NoError(t, err)
}

// read is what another reader of XML takes for the badge in an SVG.
func read(t testing.TB, image []byte) (string, bool) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(image))
	depth, found, text, verify := 0, false, "", ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			if verify != "" {
				return verify, found
			}
			return text, found
		}
		require.NoError(t, err, "%q", image)
		switch token := token.(type) {
		case xml.StartElement:
			if depth > 0 || token.Name == (xml.Name{Space: spaceOB, Local: "credential"}) {
				depth++
				found = true
			}
			for _, a := range token.Attr {
				if depth > 0 && a.Name == (xml.Name{Local: "verify"}) {
					verify = a.Value
				}
			}
		case xml.EndElement:
			depth = max(0, depth-1)
		case xml.CharData:
			if depth > 0 {
				text += string(token)
			}
		}
	}
}

func TestAnotherReaderFindsTheSameText(t *testing.T) {
	for _, text := range []string{aJWS, "\r\n" + aJWS + "\n\t", aJSON, "{\"\t\":\"\r\r\n]]]>>]]>\r\"}", `{"a":"<![CDATA[ ]]>"}`} {
		out, err := Bake([]byte(plainSVG), []byte(text))
		require.NoError(t, err)
		other, found := read(t, out)
		require.True(t, found)
		require.Equal(t, text, other)
	}
}

// Whatever stands in an attribute comes out of it: nobody writes an element, or another
// attribute, by what he has a badge say (V15).
func TestAValueIsWrittenAsItIsRead(t *testing.T) {
	for _, text := range []string{`a"b`, `"><script>alert(1)</script>`, "a&b", "&quot;", "&#34;", "a\nb", "a\r\nb\t", "'", "]]>"} {
		written := appendValue(nil, []byte(text))
		require.NotContains(t, string(written), `"`)
		require.NotContains(t, string(written), "<")
		require.Equal(t, text, string(appendText(nil, written, true)))
		other, found := read(t, inSVG(`<ob:credential verify="`+string(written)+`"/>`))
		require.True(t, found)
		require.Equal(t, text, other)
	}
}

func TestXMLThatIsNotWellFormedIsRefused(t *testing.T) {
	const good = `<ob:credential verify="a.b.c"/>`
	for _, c := range []struct {
		image string
		err   error
	}{
		{"", ErrFormat},
		{" ", ErrFormat},
		{"<", ErrFormat},
		{"<!-- -->", ErrFormat},
		{`<g xmlns="` + spaceSVG + `" xmlns:ob="` + spaceOB + `">` + good + "</g>", ErrFormat},
		{"x" + string(inSVG(good)), ErrFormat},
		{string(inSVG(good)) + "<![CDATA[x]]>", ErrFormat},
		{string(inSVG(good)) + "</svg>", ErrFormat},
		{string(inSVG(good + "<g>")), ErrFormat},
		{string(inSVG(good + "</g>")), ErrFormat},
		{string(inSVG(good + "<g></ g>")), ErrFormat},
		{string(inSVG(good + "<g></G>")), ErrFormat},
		{string(inSVG(good + "< g/>")), ErrFormat},
		{string(inSVG(good + "<g / >")), ErrFormat},
		{string(inSVG(good + "<g/")), ErrFormat},
		{string(inSVG(good + "<g id>x</g>")), ErrFormat},
		{string(inSVG(good + "<g id=>x</g>")), ErrFormat},
		{string(inSVG(good + "<g id=a/>")), ErrFormat},
		{string(inSVG(good + `<g id="a/>`)), ErrFormat},
		{string(inSVG(good + `<g id="a"class="b"/>`)), ErrFormat},
		{string(inSVG(good + `<g id="<"/>`)), ErrFormat},
		{string(inSVG(good + `<g id="&"/>`)), ErrFormat},
		{string(inSVG(good + `<g id="&nbsp;"/>`)), ErrFormat},
		{string(inSVG(good + `<g id="&#0;"/>`)), ErrFormat},
		{string(inSVG(good + `<g id="&#x1F;"/>`)), ErrFormat},
		{string(inSVG(good + `<g id="&#xD800;"/>`)), ErrFormat},
		{string(inSVG(good + `<g id="&#xFFFF;"/>`)), ErrFormat},
		{string(inSVG(good + `<g id="&#x110000;"/>`)), ErrFormat},
		{string(inSVG(good + `<g id="&#+65;"/>`)), ErrFormat},
		{string(inSVG(good + `<g id="&#x_41;"/>`)), ErrFormat},
		{string(inSVG(good + `<g id="&#;"/>`)), ErrFormat},
		{string(inSVG(good + `<g id="&;"/>`)), ErrFormat},
		{string(inSVG(good + `<g id="&#00000000000000065;"/>`)), ErrFormat},
		{string(inSVG(good + "a & b")), ErrFormat},
		{string(inSVG(good + "a ]]> b")), ErrFormat},
		{string(inSVG(good + "\x01")), ErrFormat},
		{string(inSVG(good + "\uffff")), ErrFormat},
		{string(inSVG(good + "<!-- a -- b -->")), ErrFormat},
		{string(inSVG(good + "<!-- a --->")), ErrFormat},
		{string(inSVG(good + "<!-->")), ErrFormat},
		{string(inSVG(good + "<!--")), ErrFormat},
		{string(inSVG(good + "<![CDATA[x]]")), ErrFormat},
		{string(inSVG(good + "<?xml version='1.0'?>")), ErrFormat},
		{string(inSVG(good + "<?XML x?>")), ErrFormat},
		{string(inSVG(good + "<??>")), ErrFormat},
		{string(inSVG(good + "<?>")), ErrFormat},
		{string(inSVG(good + "<?a")), ErrFormat},
		{string(inSVG(good + "<?a/b?>")), ErrFormat},
		{string(inSVG(good + "<1/>")), ErrFormat},
		{string(inSVG(good + "<:a/>")), ErrFormat},
		{string(inSVG(good + "<a:/>")), ErrFormat},
		{string(inSVG(good + "<a:b:c xmlns:a='x'/>")), ErrFormat},
		{string(inSVG(good + "<a: xmlns:a='x'/>")), ErrFormat},
		{string(inSVG(good + "<a:1 xmlns:a='x'/>")), ErrFormat},
		{string(inSVG(good + "<xmlns:a/>")), ErrFormat},
		{string(inSVG(good + `<g xmlns:xmlns="x"/>`)), ErrFormat},
		{string(inSVG(good + `<g xmlns:xml="x"/>`)), ErrFormat},
		{string(inSVG(good + `<g xmlns:a=""/>`)), ErrFormat},
		{string(inSVG(good + `<g xmlns:a="http://www.w3.org/XML/1998/namespace"/>`)), ErrFormat},
		{string(inSVG(good + `<g xmlns="http://www.w3.org/2000/xmlns/"/>`)), ErrFormat},
		{string(inSVG(good + `<g xmlns="http://www.w3.org/XML/1998/namespace"/>`)), ErrFormat},
		{string(inSVG(good + `<g xmlns:a="x"/><a:g/>`)), ErrFormat},
		{string(inSVG(good + `<g xmlns:a="x"></g><a:g/>`)), ErrFormat},
		{string(inSVG(good + "<!ELEMENT a ANY>")), ErrDTD},
		{string(inSVG(good + "<!doctype a>")), ErrDTD},
		{string(inSVG(good + "<!")), ErrDTD},
		{" <?xml version='1.0'?>" + string(inSVG(good)), ErrFormat},
		{"<?xml?>" + string(inSVG(good)), ErrFormat},
		{"<?xml ?>" + string(inSVG(good)), ErrFormat},
		{"<?xml encoding='utf-8'?>" + string(inSVG(good)), ErrFormat},
		{"<?xml version='1.0' version='1.0'?>" + string(inSVG(good)), ErrFormat},
		{"<?xml version='1.0'encoding='utf-8'?>" + string(inSVG(good)), ErrFormat},
		{"<?xml version='1.0' standalone='yes' encoding='utf-8'?>" + string(inSVG(good)), ErrFormat},
		{"<?xml version='1.0' standalone='maybe'?>" + string(inSVG(good)), ErrFormat},
		{"<?xml version=1.0?>" + string(inSVG(good)), ErrFormat},
		{"<?xml version='1.0' note='x'?>" + string(inSVG(good)), ErrFormat},
		{"<?xml version='1.0'" + string(inSVG(good)), ErrFormat},
		{"<?xml version='1.0' encoding='utf-16'?>" + string(inSVG(good)), ErrEncoding},
		{string(inSVG(good + "\xff")), ErrEncoding},
		{string(inSVG(good + "\xed\xa0\x80")), ErrEncoding},
		{"\xfe\xff\x00<", ErrEncoding},
		{"\x00\x00\x00<", ErrEncoding},
		{"<\x00s\x00", ErrEncoding},
	} {
		_, err := Extract([]byte(c.image))
		require.ErrorIs(t, err, c.err, "%q", c.image)
	}
	for _, image := range []string{
		string(inSVG(good + `<g a='"' b="'" c = "&#x41;&#65;&amp;&lt;&gt;&quot;&apos;"/>`)),
		string(inSVG(good + `<g xmlns:xml="http://www.w3.org/XML/1998/namespace" xml:lang="en"/>`)),
		string(inSVG(good + `<g xmlns=""><credential/></g><?a?><?a b?><!----><g></g
			>`)),
		string(inSVG(good + "<größe/>]] > ]>")),
	} {
		x, err := Extract([]byte(image))
		require.NoError(t, err, "%q", image)
		require.Equal(t, "a.b.c", string(x.Credential))
		read(t, []byte(image))
	}
}

// The characters are looked at eight at a time.
func TestACharacterThatXMLDoesNotHaveIsFoundAnywhere(t *testing.T) {
	for n := range 40 {
		text := []byte(strings.Repeat("é\t\n\r ~\x7f", 10)[:n+2])[:n]
		found, ascii := notXML(text)
		require.Equal(t, -1, found)
		require.Equal(t, len(text) == 0, ascii, "there is an é")
		for at := range text {
			for _, c := range []byte("\x00\x01\x08\x0b\x0c\x0e\x1f") {
				changed := bytes.Clone(text)
				changed[at] = c
				found, _ := notXML(changed)
				require.Equal(t, at, found)
				changed[at] = 0x80
				_, ascii := notXML(changed)
				require.False(t, ascii)
			}
		}
	}
}

func TestWhatAnSVGMayHaveIsBounded(t *testing.T) {
	const good = `<ob:credential verify="a.b.c"/>`
	bindings := func(n int) (s string) {
		for range n {
			s += `<g xmlns:x="u">`
		}
		return s + strings.Repeat("</g>", n)
	}
	name := strings.Repeat("a", limits.SVGName)
	full := "a.b." + strings.Repeat("c", limits.Document-4)
	for _, c := range []struct{ most, more string }{
		{good + bindings(limits.SVGBindings-1), good + bindings(limits.SVGBindings)},
		{good + "<" + name + "/>", good + "<" + name + "a/>"},
		{`<ob:credential verify="` + full + `"/>`, `<ob:credential verify="` + full + `c"/>`},
		{`<ob:credential>{` + full[1:] + `</ob:credential>`, `<ob:credential>{` + full + `</ob:credential>`},
	} {
		_, err := Extract(inSVG(c.most))
		require.NoError(t, err)
		_, err = Extract(inSVG(c.more))
		require.ErrorIs(t, err, ErrTooLarge)
	}
	long := inSVG(good + strings.Repeat(" ", limits.SVG-len(inSVG(good))))
	_, err := Extract(long)
	require.NoError(t, err)
	_, err = Extract(append(long, ' '))
	require.ErrorIs(t, err, ErrTooLarge)
	_, err = Bake(append([]byte(plainSVG), bytes.Repeat([]byte(" "), limits.SVG-len(plainSVG))...), []byte("a.b.c"))
	require.ErrorIs(t, err, ErrTooLarge, "what is baked can be read")
	_, err = Remove(inSVG(strings.Repeat("<ob:credential/>", limits.Baked+1)))
	require.ErrorIs(t, err, ErrDuplicate)
}

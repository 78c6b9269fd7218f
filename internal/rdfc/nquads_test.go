package rdfc

import (
	"crypto"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReadsNQuads(t *testing.T) {
	for _, c := range []struct{ name, text, expected string }{
		{"no spaces", `<u:s><u:p><u:o><u:g>.`, "<u:s> <u:p> <u:o> <u:g> .\n"},
		{"tabs and many spaces", "\t<u:s>\t <u:p>   \"o\"\t.\t", "<u:s> <u:p> \"o\" .\n"},
		{"no end of line at the end", "<u:s> <u:p> <u:o> .", "<u:s> <u:p> <u:o> .\n"},
		{"CR, LF and CRLF", "<u:s> <u:p> <u:a> .\r<u:s> <u:p> <u:b> .\r\n\r\n\n<u:s> <u:p> <u:c> .\n", "<u:s> <u:p> <u:a> .\n<u:s> <u:p> <u:b> .\n<u:s> <u:p> <u:c> .\n"},
		{"comments", "# one\n<u:s> <u:p> <u:o> . # two\n #three", "<u:s> <u:p> <u:o> .\n"},
		{"a hash inside terms", `<u:s#> <u:p#> "#" .`, "<u:s#> <u:p#> \"#\" .\n"},
		{"every letter escape", `<u:s> <u:p> "\t\b\n\r\f\"\'\\" .`, `<u:s> <u:p> "\t\b\n\r\f\"'\\" .` + "\n"},
		{"number escapes", `<u:\u00e9> <u:\U0001F600> "\u0041\U0000000A\u007f\u00ff"^^<u:\u0064> <u:\u0067> .`, "<u:é> <u:\U0001F600> \"A\\n\\u007Fÿ\"^^<u:d> <u:g> .\n"},
		{"raw controls but line ends", "<u:s> <u:p> \"\x00\x01\t\x08\x0b\x0c\x1f\x7f\" .", `<u:s> <u:p> "\u0000\u0001\t\b\u000B\f\u001F\u007F" .` + "\n"},
		{"what is no Char of XML 1.1", "<u:s> <u:p> \"\uFFFD\uFFFE\uFFFF\U0001FFFE\\uFFFE\" .", "<u:s> <u:p> \"\uFFFD\\uFFFE\\uFFFF\U0001FFFE\\uFFFE\" .\n"},
		{"other characters as they are", "<u:s> <u:p> \"\u0080\u00a0\u2028\ufeff/'\" .", "<u:s> <u:p> \"\u0080\u00a0\u2028\ufeff/'\" .\n"},
		{"xsd:string is unsaid", `<u:s> <u:p> "x"^^<http://www.w3.org/2001/XMLSchema#string> .`, "<u:s> <u:p> \"x\" .\n"},
		{"language tags keep their case", `<u:s> <u:p> "x"@en-GB-1997 .`, "<u:s> <u:p> \"x\"@en-GB-1997 .\n"},
		{"a language is no datatype", "<u:s> <u:p> \"x\"@en .\n<u:s> <u:p> \"x\"^^<u:en> .", "<u:s> <u:p> \"x\"@en .\n<u:s> <u:p> \"x\"^^<u:en> .\n"},
		{"a label and the end of the statement", "_:a.b <u:p> _:a.b.", "_:c14n0 <u:p> _:c14n0 .\n"},
		{"full stops in a label", "_:a..b <u:p> _:a..b. # .", "_:c14n0 <u:p> _:c14n0 .\n"},
		{"a label of digits and signs", "_:0 <u:p> _:0 .", "_:c14n0 <u:p> _:c14n0 .\n"},
		{"a label with colons", "_:_:x: <u:p> _:_:x: .", "_:c14n0 <u:p> _:c14n0 .\n"},
		{"a label of letters from everywhere", "_:é·-\U00010000 <u:p> _:é·-\U00010000.", "_:c14n0 <u:p> _:c14n0 .\n"},
		{"a canonical label", "<u:s> <u:p> _:c14n7 .", "<u:s> <u:p> _:c14n0 .\n"},
		{"blank graph names", "<u:s> <u:p> <u:o> _:g .", "<u:s> <u:p> <u:o> _:c14n0 .\n"},
		{"code point order", "<u:s> <u:p> \"\U0001F600\" .\n<u:s> <u:p> \"\uFFFD\" .", "<u:s> <u:p> \"\uFFFD\" .\n<u:s> <u:p> \"\U0001F600\" .\n"},
		{"an IRI sorts with its bracket", "<u:a> <u:p> \"1\" .\n<u:a/> <u:p> \"2\" .\n<u:aa> <u:p> \"3\" .", "<u:a/> <u:p> \"2\" .\n<u:a> <u:p> \"1\" .\n<u:aa> <u:p> \"3\" .\n"},
		{"and as a predicate and object", "<u:s> <u:a> <u:a> .\n<u:s> <u:a> <u:a#> .\n<u:s> <u:a-> \"2\" .", "<u:s> <u:a-> \"2\" .\n<u:s> <u:a> <u:a#> .\n<u:s> <u:a> <u:a> .\n"},
		{"a literal sorts before what follows it", "<u:s> <u:p> \"x\"^^<u:a> .\n<u:s> <u:p> \"x\"@en-a .\n<u:s> <u:p> \"x\"@en .\n<u:s> <u:p> \"x\" .\n<u:s> <u:p> \"x\" <u:g> .", "<u:s> <u:p> \"x\" .\n<u:s> <u:p> \"x\" <u:g> .\n<u:s> <u:p> \"x\"@en .\n<u:s> <u:p> \"x\"@en-a .\n<u:s> <u:p> \"x\"^^<u:a> .\n"},
		{"graphs sort last", "<u:s> <u:p> \"x\" _:g .\n<u:s> <u:p> \"x\" <u:h> .\n<u:s> <u:p> \"x\" <u:g> .\n<u:s> <u:p> \"x\" .", "<u:s> <u:p> \"x\" .\n<u:s> <u:p> \"x\" <u:g> .\n<u:s> <u:p> \"x\" <u:h> .\n<u:s> <u:p> \"x\" _:c14n0 .\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _ := canonical(t, c.text, crypto.SHA256)
			require.Equal(t, c.expected, got)
		})
	}
}

func TestRefusesWhatIsNotNQuads(t *testing.T) {
	for _, c := range []struct {
		name, text string
		line       int
		detail     string
	}{
		{"a relative IRI", "<u:s> <u:p> <o> .", 1, "expected an absolute IRI, found <o>"},
		{"a relative predicate", "<u:s> <p> <u:o> .", 1, "absolute IRI"},
		{"a relative subject", "<s/a:b> <u:p> <u:o> .", 1, "absolute IRI"},
		{"a relative graph", "<u:s> <u:p> <u:o> <#g> .", 1, "absolute IRI"},
		{"a relative datatype", `<u:s> <u:p> "x"^^<int> .`, 1, "absolute IRI"},
		{"an empty IRI", "<> <u:p> <u:o> .", 1, "absolute IRI"},
		{"a scheme that starts with a digit", "<1:s> <u:p> <u:o> .", 1, "absolute IRI"},
		{"a space in an IRI", "<u:s t> <u:p> <u:o> .", 1, "the rest of an IRI"},
		{"an escaped space in an IRI", `<u:s\u0020t> <u:p> <u:o> .`, 1, "absolute IRI"},
		{"an escaped bracket in an IRI", `<u:s\u003e> <u:p> <u:o> .`, 1, "absolute IRI"},
		{"a letter escape in an IRI", `<u:s\n> <u:p> <u:o> .`, 1, "expected an escape"},
		{"DEL in an IRI", "<u:s\x7f> <u:p> <u:o> .", 1, "the rest of an IRI"},
		{"an escaped DEL in an IRI", `<u:s\u007f> <u:p> <u:o> .`, 1, "absolute IRI"},
		{"an IRI without end", "\n\n<u:s", 3, "found the end"},
		{"a blank predicate", "<u:s> _:p <u:o> .", 1, "expected a predicate"},
		{"a literal predicate", `<u:s> "p" <u:o> .`, 1, "expected a predicate"},
		{"a literal subject", `"s" <u:p> <u:o> .`, 1, "expected a subject"},
		{"a literal graph", `<u:s> <u:p> <u:o> "g" .`, 1, "expected a graph name"},
		{"no object", "<u:s> <u:p> .", 1, "expected an object"},
		{"a bare word", "<u:s> <u:p> true .", 1, "expected an object"},
		{"a number", "<u:s> <u:p> 1 .", 1, "expected an object"},
		{"no full stop", "<u:s> <u:p> <u:o>\n", 1, "expected a graph name, or the '.'"},
		{"no full stop behind a graph", "<u:s> <u:p> <u:o> <u:g>\n", 1, "expected the '.'"},
		{"five terms", "<u:s> <u:p> <u:o> <u:g> <u:x> .", 1, "expected the '.'"},
		{"two statements on a line", "<u:s> <u:p> <u:o> . <u:s> <u:p> <u:o> .", 1, "expected the end of the line"},
		{"a statement on two lines", "<u:s> <u:p>\n<u:o> .", 1, "expected an object"},
		{"a line end in a literal", "<u:s> <u:p> \"a\nb\" .", 1, "the quote that closes"},
		{"a CR in a literal", "<u:s> <u:p> \"a\rb\" .", 1, "the quote that closes"},
		{"a literal without end", `<u:s> <u:p> "a`, 1, "the quote that closes"},
		{"single quotes", "<u:s> <u:p> 'a' .", 1, "expected an object"},
		{"long quotes", `<u:s> <u:p> """a""" .`, 1, "expected a graph name"},
		{"an unknown escape", `<u:s> <u:p> "\a" .`, 1, "expected an escape"},
		{"an escaped slash", `<u:s> <u:p> "\/" .`, 1, "expected an escape"},
		{"a short escape", `<u:s> <u:p> "\u00e" .`, 1, "escape"},
		{"a backslash at the end", `<u:s> <u:p> "\`, 1, "backslash at the end"},
		{"a number escape at the end", `<u:s> <u:p> "\u00`, 1, "expected an escape"},
		{"a surrogate", `<u:s> <u:p> "\ud83d\ude00" .`, 1, "the escape of a character"},
		{"a long surrogate", `<u:s> <u:p> "\U0000D800" .`, 1, "the escape of a character"},
		{"beyond Unicode", `<u:s> <u:p> "\U00110000" .`, 1, "the escape of a character"},
		{"far beyond Unicode", `<u:s> <u:p> "\UFFFFFFFF" .`, 1, "the escape of a character"},
		{"a sign in an escape", `<u:s> <u:p> "\u+041" .`, 1, "the escape of a character"},
		{"a tag without letters", `<u:s> <u:p> "x"@ .`, 1, "expected a language tag"},
		{"a tag that starts with a digit", `<u:s> <u:p> "x"@1a .`, 1, "expected a language tag"},
		{"a tag that ends in a hyphen", `<u:s> <u:p> "x"@en- .`, 1, "expected a language tag"},
		{"a base direction of RDF 1.2", `<u:s> <u:p> "x"@en--ltr .`, 1, "expected a language tag"},
		{"an underscore in a tag", `<u:s> <u:p> "x"@en_GB .`, 1, "expected a blank node"},
		{"a tag and a datatype", `<u:s> <u:p> "x"@en^^<u:t> .`, 1, "expected a graph name"},
		{"one caret", `<u:s> <u:p> "x"^<u:t> .`, 1, "expected a datatype"},
		{"a prefixed datatype", `<u:s> <u:p> "x"^^xsd:int .`, 1, "expected a datatype"},
		{"a datatype missing", `<u:s> <u:p> "x"^^`, 1, "expected a datatype"},
		{"a blank datatype", `<u:s> <u:p> "x"^^_:t .`, 1, "expected a datatype"},
		{"a triple term of RDF 1.2", `<u:s> <u:p> <<( <u:s> <u:p> <u:o> )>> .`, 1, "the rest of an IRI"},
		{"a version line of RDF 1.2", `VERSION "1.2"`, 1, "expected a subject"},
		{"a prefix of Turtle", "@prefix u: <u:> .", 1, "expected a subject"},
		{"a label without a name", "_: <u:p> <u:o> .", 1, "the label of a blank node"},
		{"a label that starts with a hyphen", "_:-a <u:p> <u:o> .", 1, "the label of a blank node"},
		{"a label that starts with a full stop", "_:.a <u:p> <u:o> .", 1, "the label of a blank node"},
		{"no colon", "_a <u:p> <u:o> .", 1, "expected a blank node"},
		{"an anonymous node of Turtle", "[] <u:p> <u:o> .", 1, "expected a subject"},
		{"a label ended by a character no label has", "_:a$ <u:p> <u:o> .", 1, "expected a predicate"},
		{"a byte order mark", "\ufeff<u:s> <u:p> <u:o> .", 1, "expected a subject"},
		{"not UTF-8 in a literal", "<u:s> <u:p> \"\xff\" .", 1, "expected UTF-8, found the byte 0xff"},
		{"not UTF-8 in an IRI", "<u:s\xc3> <u:p> <u:o> .", 1, "expected UTF-8"},
		{"not UTF-8 in a label", "_:a\xc3 <u:p> <u:o> .", 1, "expected UTF-8"},
		{"not UTF-8 in a comment", "# \xff\n<u:s> <u:p> <u:o> .", 1, "expected UTF-8"},
		{"an encoded surrogate", "<u:s> <u:p> \"\xed\xa0\x80\" .", 1, "expected UTF-8"},
		{"a NUL between terms", "<u:s>\x00<u:p> <u:o> .", 1, "expected a predicate"},
		{"a form feed between terms", "<u:s>\f<u:p> <u:o> .", 1, "expected a predicate"},
		{"a no-break space between terms", "<u:s>\u00a0<u:p> <u:o> .", 1, "expected a predicate"},
		{"the third line", "<u:s> <u:p> <u:o> .\r\n# x\r<u:s> <u:p> .\n", 3, "expected an object"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var d Dataset
			err := d.ParseNQuads([]byte(c.text))
			var syntax *SyntaxError
			require.ErrorAs(t, err, &syntax)
			require.Equal(t, c.line, syntax.Line)
			require.Contains(t, syntax.Detail, c.detail)
			require.Zero(t, d.Len())
			_, err = twinParse(c.text)
			require.Error(t, err, "the twin refuses it too")
		})
	}
}

func TestADatasetReadsOneTextAfterAnother(t *testing.T) {
	var d Dataset
	require.NoError(t, d.ParseNQuads([]byte("_:x <u:p> _:y .\n")))
	require.Empty(t, d.Issued(), "nothing is issued yet")
	form(t, &d)
	require.Equal(t, map[string]string{"x": "c14n0", "y": "c14n1"}, d.Issued())
	require.NoError(t, d.ParseNQuads([]byte("<u:s> <u:q> _:y .\n")))
	require.Equal(t, "<u:s> <u:q> _:c14n0 .\n", form(t, &d))
	require.Equal(t, map[string]string{"y": "c14n0"}, d.Issued())
	require.Error(t, d.ParseNQuads([]byte("<u:s> <u:q> _:z .\n<u:s>")))
	require.Empty(t, form(t, &d))
	require.Empty(t, d.Issued())
}

func TestWritesWhatItReads(t *testing.T) {
	text := "_:x <u:p> \"\\u00e9\\t\"@en <u:g> .\n<u:s> <u:p> _:y _:x .\n<u:s> <u:q> <u:o> .\n<u:s> <u:q> <u:o> .\n"
	var d Dataset
	require.NoError(t, d.ParseNQuads([]byte(text)))
	require.Equal(t, 4, d.Len())
	written := string(d.AppendNQuads([]byte("before\n")))
	d.Add(d.NewBlank(), 0, Object{}, DefaultGraph)
	d.Add(d.NewBlank()+1, 0, d.NodeObject(1), DefaultGraph)
	require.Equal(t, written, string(d.AppendNQuads([]byte("before\n"))), "what is no quad yet is left out")
	require.Equal(t, "before\n_:b0 <u:p> \"é\\t\"@en <u:g> .\n<u:s> <u:p> _:b1 _:b0 .\n<u:s> <u:q> <u:o> .\n<u:s> <u:q> <u:o> .\n", written)
}

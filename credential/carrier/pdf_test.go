package carrier

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
)

const (
	aJWS     = "eyJhbGciOiJFZERTQSJ9.eyJhIjoiYiJ9.c2lnbmF0dXJl"
	another  = "eyJhbGciOiJFZERTQSJ9.eyJhIjoiYyJ9.c2lnbmF0dXJl"
	aJSON    = "{\r\n \"a\": \"\u00e9 endstream endobj (\\\\) %%EOF\"\r\n}\n"
	plainSVG = `<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h1"/></svg>`
)

var awarded = time.Date(2026, 4, 24, 15, 0, 1, 0, time.UTC)

// aPDF is a PDF of the plain form with nothing attached, with more objects as given.
func aPDF(more ...object) []byte {
	d := &document{root: 3, info: 4, objects: append([]object{{},
		{head: []byte("<< /Type /Pages /Kids [2 0 R] /Count 1 >>\n")},
		{head: []byte("<< /Type /Page /Parent 1 0 R /MediaBox [0 0 10 10] >>\n")},
		{head: []byte("<<\n/Type /Catalog\n/Pages 1 0 R\n/Lang (en)\n>>\n")},
		{head: []byte("<< /Title (\\(50% #1\\) /Filespec) >>\n")},
		{[]byte("<< /Length 7 >>\n"), []byte("0 0 m\n%")},
	}, more...)}
	return d.write()
}

func attached(t testing.TB, text string) []byte {
	t.Helper()
	mediaType := "application/vc+jwt"
	if text[0] == '{' {
		mediaType = "application/vc"
	}
	pdf, err := Attach(aPDF(), []byte(text), mediaType)
	require.NoError(t, err)
	return pdf
}

func TestAnAttachedBadgeComesOutByteForByte(t *testing.T) {
	for _, tc := range []struct{ text, mediaType, name string }{
		{aJWS, "application/vc+jwt", NameJWT}, {aJWS + "\n", "application/jwt", NameJWT}, {aJSON, "application/vc", NameJSON},
	} {
		pdf, err := Attach(aPDF(), []byte(tc.text), tc.mediaType)
		require.NoError(t, err)
		again, err := Attach(aPDF(), []byte(tc.text), tc.mediaType)
		require.NoError(t, err)
		require.Equal(t, pdf, again)
		require.True(t, bytes.Contains(pdf, []byte(tc.text)), "it is not compressed")
		require.True(t, bytes.Contains(pdf, []byte("/Subtype /"+strings.Replace(tc.mediaType, "/", "#2F", 1)+"\n")))
		x, err := Extract(pdf)
		require.NoError(t, err)
		require.Equal(t, Extracted{Format: PDF, Name: tc.name, Credential: []byte(tc.text)}, x)
		clear(pdf)
		require.Equal(t, tc.text, string(x.Credential), "it shares nothing with the file")
	}
}

func TestWhatIsNoBadgeIsNotAttached(t *testing.T) {
	for name, tc := range map[string]struct {
		pdf             []byte
		text, mediaType string
		want            error
	}{
		"no text":                 {aPDF(), " \n", "application/vc+jwt", ErrFormat},
		"the type of another":     {aPDF(), aJWS, "application/vc", ErrFormat},
		"no type":                 {aPDF(), aJSON, "text/html", ErrFormat},
		"too large":               {aPDF(), strings.Repeat("a", limits.Document+1), "application/jwt", ErrTooLarge},
		"not UTF-8":               {aPDF(), "a.\xff.c", "application/jwt", ErrFormat},
		"no PDF":                  {[]byte("a.b.c"), aJWS, "application/jwt", ErrOther},
		"one that has a file":     {attached(t, aJWS), aJWS, "application/jwt", ErrDuplicate},
		"one without a language":  {bytes.Replace(aPDF(), []byte("/Lang (en)"), []byte("/Lung (en)"), 1), aJWS, "application/jwt", ErrFormat},
		"one that hides a script": {aPDF(object{head: []byte("<< /S /Java#53cript >>\n")}), aJWS, "application/jwt", ErrDuplicate},
	} {
		_, err := Attach(tc.pdf, []byte(tc.text), tc.mediaType)
		require.ErrorIs(t, err, tc.want, name)
		require.NotContains(t, err.Error(), "cannot be read from the PDF that", "%s is refused before it is written", name)
	}
}

// shifted is a PDF with text before its first object, and a table that knows it.
func shifted(pdf []byte, text string) []byte {
	number := func(format string) func([]byte) []byte {
		return func(old []byte) []byte {
			n, _ := strconv.Atoi(string(regexp.MustCompile(`[0-9]+`).Find(old)))
			return fmt.Appendf(nil, format, n+len(text))
		}
	}
	pdf = regexp.MustCompile(`[0-9]{10} 00000 n`).ReplaceAllFunc(pdf, number("%010d 00000 n"))
	pdf = regexp.MustCompile(`startxref\n[0-9]+`).ReplaceAllFunc(pdf, number("startxref\n%d"))
	return bytes.Replace(pdf, []byte("1 0 obj"), []byte(text+"1 0 obj"), 1)
}

// What other programs make of a PDF is told from a certificate, with what to do about it.
func TestAPDFOfAnotherFormIsNamed(t *testing.T) {
	good := attached(t, aJWS)
	edit := func(old, new string) []byte {
		require.Equal(t, 1, bytes.Count(good, []byte(old)), old)
		return bytes.Replace(good, []byte(old), []byte(new), 1)
	}
	for name, tc := range map[string]struct {
		pdf   []byte
		words string
	}{
		"cut off":             {good[:len(good)-1], "does not end with"},
		"more behind it":      {append(bytes.Clone(good), ' '), "does not end with"},
		"updated":             {append(bytes.Clone(good), "9 0 obj\n<<>>\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Prev 1 >>\nstartxref\n20\n%%EOF\n"...), "table of cross-references"},
		"compressed objects":  {[]byte("%PDF-1.5\n1 0 obj\n<< /Type /ObjStm >>\nstream\nx\nendstream\nendobj\nstartxref\n9\n%%EOF\n"), "compressed object streams"},
		"encrypted":           {[]byte("%PDF-1.5\ntrailer\n<< /Encrypt 1 0 R >>\nstartxref\n9\n%%EOF\n"), "encrypted"},
		"two files":           {[]byte("%PDF-1.5\n<</Type /EmbeddedFile/X>> << /Type /EmbeddedFile >>\nstartxref\n9\n%%EOF\n"), "2 files attached"},
		"nothing but a head":  {[]byte("%PDF-"), "No attached file can be seen"},
		"another name":        {edit("(badge.jwt) 6 0 R", "(cadge.jwt) 6 0 R"), "the catalog"},
		"another description": {edit("/AFRelationship /Data", "/AFRelationship /Dada"), "the description"},
		"an object elsewhere": {edit("/EF << /F 7 0 R", "/EF << /F 8 0 R"), "the description"},
		"another type":        {edit("/Subtype /application#2Fvc+jwt", "/Subtype /applicadion#2Fvc+jwt"), "the attached file"},
		"another length":      {edit("/Length 46\n", "/Length 45\n"), "does not fill its place"},
		"another trailer":     {edit("/Root 3 0 R", "/Rood 3 0 R"), "trailer"},
		"no catalog":          {edit("/Root 3 0 R", "/Root 9 0 R"), "trailer"},
		"another entry":       {edit("/Info 4 0 R", "/Encr 4 0 R"), "trailer"},
		"a free object":       {bytes.Replace(good, []byte(" 00000 n "), []byte(" 00000 f "), 1), "trailer"},
		"an end within":       {append(bytes.Clone(good), "9 0 obj\n<< /Type /Filespec >>\nendobj\n"+string(good[bytes.LastIndex(good, []byte("startxref")):])...), "trailer"},
		"another number":      {edit("2 0 obj\n", "9 0 obj\n"), "object 2 does not fill"},
		"another size":        {edit("/Size 46", "/Size 64"), "the attached file"},
		"another of the list": {edit("/AF [6 0 R]", "/AF [5 0 R]"), "the catalog"},
		"something before":    {shifted(good, strings.Repeat("%\n", headerEnd)), "before its first object"},
		"something between":   {edit("endobj\n2 0 obj", "endobj\r2 0 obj"), "object 1 does not fill"},
		"another version":     {edit("%PDF-1.7\n", "%PDF-1.7\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"), "table of cross-references"},
	} {
		_, err := Extract(tc.pdf)
		require.ErrorIs(t, err, ErrOther, name)
		require.ErrorContains(t, err, tc.words, name)
		require.ErrorContains(t, err, "pdfdetach", name)
	}
	_, err := Extract(aPDF())
	require.ErrorIs(t, err, ErrNone)
	_, err = Extract(append(bytes.Clone(good), make([]byte, limits.PDF)...))
	require.ErrorIs(t, err, ErrTooLarge)
	many := make([]object, limits.PDFObjects)
	for i := range many {
		many[i].head = []byte("<<>>\n")
	}
	_, err = Extract(aPDF(many...))
	require.ErrorIs(t, err, ErrTooLarge)
	d, err := readPDF(good)
	require.NoError(t, err)
	d.objects[7] = object{fileHead("application/vc", len(aJWS)), []byte(aJWS)}
	_, err = Extract(d.write())
	require.ErrorIs(t, err, ErrFormat, "a token of the type of a document")
	d.objects[7] = object{fileHead("application/jwt", 4), []byte("a.\xff.")}
	_, err = Extract(d.write())
	require.ErrorIs(t, err, ErrFormat, "what is no text")
	large := bytes.Repeat([]byte("a"), limits.Document+1)
	d.objects[7] = object{fileHead("application/jwt", len(large)), large}
	_, err = Extract(d.write())
	require.ErrorIs(t, err, ErrTooLarge)
	_, err = Extract([]byte("GIF89a"))
	require.ErrorIs(t, err, ErrOther)
}

// Another reader may show what hangs on a page, or in an object that nothing names.
func TestAPDFThatAttachesAnythingElseIsRefused(t *testing.T) {
	for _, head := range []string{
		"<< /Type /Filespec /F (other.jwt) >>\n", "<< /Type /EmbeddedFile >>\n", "<< /Subtype /FileAttachment /FS 6 0 R >>\n",
		"<< /EF << /F 7 0 R >> >>\n", "<< /Type /Embedded#46ile >>\n", "<< /S /JavaScript /JS (app.alert\\(1\\)) >>\n",
		"<< /Type /ObjStm /N 1 >>\n", "<< % (\n/Type /Filespec % )\n>>\n", "<< /T (a\\) /X (b) >> /Type /Filespec ) >>\n)\n", "<< /T (a >>\n",
	} {
		pdf := attached(t, aJWS)
		d, err := readPDF(pdf)
		require.NoError(t, err)
		d.objects = append(d.objects, object{head: []byte(head)})
		_, err = Extract(d.write())
		require.ErrorIs(t, err, ErrDuplicate, head)
	}
	d, err := readPDF(attached(t, aJWS))
	require.NoError(t, err)
	d.objects = append(d.objects, object{head: []byte("<< /Title (/Filespec \\) /EmbeddedFile \\\\) /Contents (%#()) >>\n")})
	_, err = Extract(d.write())
	require.NoError(t, err, "what stands in a text attaches nothing")
}

// Whatever byte is another one, the badge is the one that was attached, or what stands in
// its place, or none.
func TestNoByteOfAPDFLeadsToAnotherBadge(t *testing.T) {
	pdf := attached(t, aJWS)
	at := bytes.Index(pdf, []byte(aJWS))
	read := 0
	for i := range pdf {
		for _, bit := range []byte{1, 4, 16, 64} {
			pdf[i] ^= bit
			x, err := Extract(pdf)
			if err == nil {
				read++
				require.Equal(t, pdf[at:at+len(aJWS)], x.Credential, "byte %d", i)
			}
			pdf[i] ^= bit
		}
	}
	require.Greater(t, read, len(aJWS))
}

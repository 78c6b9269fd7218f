package credential_test

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/bake"
)

func picture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := fs.ReadFile(summit.Art(), name)
	require.NoError(t, err)
	return data
}

func TestABakedBadgeIsTheBadge(t *testing.T) {
	embedding := newIssuer(t, edKey(0))
	embedding.Suite = credential.EdDSARDFC2022
	for art, container := range map[string]credential.Container{"civics.png": credential.ContainerPNG, "civics.svg": credential.ContainerSVG} {
		for _, s := range []*credential.Secured{issue(t, newIssuer(t, edKey(0)), civics(t)), issue(t, embedding, civics(t))} {
			image, err := s.Bake(picture(t, art))
			require.NoError(t, err)
			require.Equal(t, container, credential.Detect(image))
			back, err := credential.Parse(image)
			require.NoError(t, err)
			require.Equal(t, s.Bytes(), back.Bytes())
			require.Equal(t, s.Document(), back.Document())
			require.Equal(t, s.MediaType(), back.MediaType())
			require.Equal(t, s.Kind(), back.Kind())
			require.Equal(t, container, back.Container())
			require.Empty(t, back.Conform(credential.Transform{}))

			_, err = back.Bake(image)
			require.ErrorIs(t, err, credential.BakedDuplicate)
			again, err := back.Bake(picture(t, art))
			require.NoError(t, err)
			require.Equal(t, image, again)
		}
	}
}

func TestWhatCannotBeBakedIsRefusedWithTheReason(t *testing.T) {
	s := issue(t, newIssuer(t, edKey(0)), civics(t))
	svg := func(inside string) []byte {
		return bytes.Replace(picture(t, "civics.svg"), []byte("<g "), []byte(inside+"<g "), 1)
	}
	for name, c := range map[string]struct {
		image []byte
		code  credential.Code
	}{
		"nothing":           {nil, credential.BakedFormat},
		"a JPEG":            {[]byte("\xff\xd8\xff\xe0"), credential.BakedEncoding}, // no text of an SVG
		"two files in one":  {append(picture(t, "civics.png"), "PK"...), credential.BakedFormat},
		"a script":          {svg("<script/>"), credential.SVGActive},
		"a tracking pixel":  {svg(`<image href="https://a.example/1.gif"/>`), credential.SVGExternal},
		"a document type":   {append([]byte("<!DOCTYPE svg>"), svg("")...), credential.BakedXMLDTD},
		"half a PNG":        {picture(t, "civics.png")[:1000], credential.BakedFormat},
		"a damaged picture": {bytes.Replace(picture(t, "civics.png"), []byte("IDAT"), []byte("IDAU"), 1), credential.BakedCRC},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Bake(c.image)
			require.ErrorIs(t, err, c.code)
		})
	}

	assertion, err := credential.Parse([]byte(`{"type":"Assertion"}`))
	require.NoError(t, err)
	_, err = assertion.Bake(picture(t, "civics.png"))
	require.ErrorIs(t, err, credential.SchemaInvalid)
}

func TestAnotherPictureIsCalledWhatItIs(t *testing.T) {
	for data, word := range map[string]string{
		"GIF89a":                       "GIF",
		"\xff\xd8\xff\xe0\x00\x10JFIF": "JPEG",
		"RIFF\x00\x00\x00\x00WEBP":     "WebP",
		"\x89PNG\n\x1a\n":              "PNG",
	} {
		_, err := credential.Parse([]byte(data))
		require.ErrorIs(t, err, credential.BakedFormat)
		require.ErrorContains(t, err, word)
	}
}

// What the version in a picture is, is said; that it is a fetched or signed assertion,
// too.
func TestABadgeOfAnEarlierVersionIsNamed(t *testing.T) {
	for inside, words := range map[string]string{
		`<assertion xmlns="http://openbadges.org" verify="https://a.example/1"/>`:                                                           "Open Badges 2.0, hosted",
		`<assertion xmlns="http://openbadges.org"><![CDATA[{"@context":"https://w3id.org/openbadges/v1","type":"Assertion"}]]></assertion>`: "Open Badges 1, hosted",
		`<assertion xmlns="http://openbadges.org"><![CDATA[{"@context":"https://w3id.org/openbadges/v2","type":"Assertion"}]]></assertion>`: "Open Badges 2.0, hosted",
	} {
		image := bytes.Replace(picture(t, "civics.svg"), []byte("<g "), []byte(inside+"<g "), 1)
		_, err := credential.Parse(image)
		require.ErrorIs(t, err, credential.BakedLegacy)
		require.ErrorContains(t, err, words)
		require.ErrorContains(t, err, "a validator for Open Badges 2.0")
	}
}

// A picture that holds a badge for readers of an earlier version as well is read, and
// whoever is shown the other one is told.
func TestABadgeBesideTheOneThatIsReadIsRemarkedOn(t *testing.T) {
	image, err := issue(t, newIssuer(t, edKey(0)), civics(t)).Bake(picture(t, "civics.svg"))
	require.NoError(t, err)
	for beside, notes := range map[string]map[string]credential.Severity{
		"": {},
		`<assertion xmlns="http://openbadges.org" verify="https://a.example/1"/>`: {"BAKED_LEGACY ": credential.Note},
	} {
		both, err := credential.Parse(bytes.Replace(image, []byte("<g "), []byte(beside+"<g "), 1))
		require.NoError(t, err)
		require.Equal(t, notes, severities(both.Conform(credential.Transform{})))
	}
}

func TestTheProblemsOfAPictureAreOnesOfItsBadge(t *testing.T) {
	s := issue(t, newIssuer(t, edKey(0)), civics(t))
	image, err := s.Bake(picture(t, "civics.png"))
	require.NoError(t, err)
	behind, err := credential.Parse(append(image, "PK\x03\x04"...))
	require.NoError(t, err)
	require.Equal(t, map[string]credential.Severity{"BAKED_FORMAT ": credential.Deviation}, severities(behind.Conform(credential.Transform{})))
	_, err = credential.Parse(bytes.Replace(image, []byte("eyJ"), []byte("eyK"), 1))
	require.ErrorIs(t, err, credential.BakedCRC)
	require.ErrorIs(t, err, bake.ErrCRC, "the cause stays visible")

	// White space around the text is none of it, and inside a token it is none.
	out, err := bake.Bake(picture(t, "civics.png"), []byte("\r\n "+string(s.Bytes())+" \n\n"))
	require.NoError(t, err)
	trimmed, err := credential.Parse(out)
	require.NoError(t, err)
	require.Equal(t, s.Bytes(), trimmed.Bytes())
	_, err = credential.Parse([]byte(strings.Replace(string(picture(t, "civics.svg")), "<g ", `<c:credential xmlns:c="https://purl.imsglobal.org/ob/v3p0" verify="`+strings.Replace(string(s.Bytes()), ".", ".\n", 1)+`"/><g `, 1)))
	require.ErrorIs(t, err, credential.JWSFormat)
}

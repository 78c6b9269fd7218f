package credential_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/seeds"
	"github.com/summitbadges/openbadges/testdata"
)

// Whatever people hand over instead of a badge is told apart by its bytes, and refused by
// what it is.
func TestOtherKindsAreToldApart(t *testing.T) {
	for _, o := range testdata.Others() {
		t.Run(o.File, func(t *testing.T) {
			require.Equal(t, credential.Container(o.Container), credential.Detect(o.Data))
			s, err := credential.Parse(o.Data)
			if p, ok := errors.AsType[*credential.Problem](err); ok {
				require.Nil(t, s)
				require.Equal(t, credential.Code(o.Code), p.Code)
				require.Contains(t, p.Message, o.Names)
				require.Contains(t, p.Message, o.Tool)
				return
			}
			require.NoError(t, err)
			what, elsewhere := s.Described()
			require.Contains(t, what, o.Names)
			require.Equal(t, o.Tool == "", elsewhere == "", elsewhere)
			require.Contains(t, elsewhere, o.Tool)
			if s.Kind() != credential.KindPresentation { // for which the reports have no word
				require.Equal(t, credential.Kind(o.Kind), s.Kind())
			}
		})
	}
}

// A badge is described as one, and nobody else is named for it, whatever stands beside
// its types.
func TestABadgeIsNeverSentElsewhere(t *testing.T) {
	for _, doc := range []string{
		string(issue(t, newIssuer(t, edKey(0)), civics(t)).Document()),
		`{"type":["OpenBadgeCredential","Assertion"],"badge":"x","recipient":"y"}`,
		`{"@context":["https://w3id.org/openbadges/v2"],"type":["VerifiableCredential","AchievementCredential","Clr"]}`,
	} {
		what, elsewhere := parsed(t, doc).Described()
		require.Equal(t, "a badge of Open Badges 3.0", what)
		require.Empty(t, elsewhere)
	}
	_, elsewhere := parsed(t, `{"type":"Award","badge":"x","recipient":"y"}`).Described()
	require.Empty(t, elsewhere, "what names a type of its own is nothing before types")
	what, elsewhere := parsed(t, `{"type":"OpenBadgesEvidenceBundle","version":1,"receipt":"a.b.c","badge":"e30"}`).Described()
	require.Contains(t, what, "a bundle of evidence")
	require.Contains(t, elsewhere, "-trusted-receipt")
	// Under the contexts of a credential a document is judged as one, whatever its type.
	for _, doc := range []string{
		`{"@context":"https://www.w3.org/ns/credentials/v2","type":"Assertion"}`,
		`{"@context":["https://www.w3.org/2018/credentials/v1","https://w3id.org/openbadges/v2"],"type":"BadgeClass"}`,
		`{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/clr/v1p0/x"],"type":"Clr"}`,
	} {
		_, elsewhere := parsed(t, doc).Described()
		require.Empty(t, elsewhere, doc)
	}
}

// A token is signed, whether it says so or not.
func TestASignedAssertionIsToldByItsForm(t *testing.T) {
	const document = `{"@context":"https://w3id.org/openbadges/v2","type":"Assertion"}`
	what, _ := parsed(t, document).Described()
	require.Equal(t, "an assertion of Open Badges 2.0, hosted", what)
	token := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256"}`)) + "." + base64.RawURLEncoding.EncodeToString([]byte(document)) + ".AAAA"
	what, _ = parsed(t, token).Described()
	require.Equal(t, "an assertion of Open Badges 2.0, signed", what)
}

// What people write is no token, whatever its first letter is.
func TestALetterIsNoToken(t *testing.T) {
	for _, text := range []string{"estimada Ada, felicitaciones. La escuela", "Dear Ada. See below.", "a, b"} {
		require.NotEqual(t, credential.ContainerJWS, credential.Detect([]byte(text)), text)
		_, err := credential.Parse([]byte(text))
		require.ErrorIs(t, err, credential.JWSFormat)
		require.ErrorContains(t, err, "some text and no badge")
	}
	_, err := credential.Parse([]byte("Bearer eyJhbGciOiJFZERTQSJ9.e30.AA"))
	require.ErrorContains(t, err, "begins with Bearer")
	_, err = credential.Parse([]byte("eyJhbGciOiJFZERTQSJ9.e30\n.AA"))
	require.ErrorContains(t, err, "the payload is")
}

// What Detect says is what Parse does.
func FuzzDetect(f *testing.F) {
	for _, s := range seeds.Documents("png", "svg", "carried") {
		f.Add(s)
	}
	for _, o := range testdata.Others() {
		f.Add(o.Data)
	}
	f.Add([]byte("eyJhbGciOiJFZERTQSJ9.e30.AA"))
	f.Add([]byte("eyJhbGciOiJFZERTQSJ9.e30.AA~"))
	f.Add([]byte("\xa1\x61"))
	f.Fuzz(func(t *testing.T, data []byte) {
		container := credential.Detect(data)
		s, err := credential.Parse(data)
		if err == nil {
			what, _ := s.Described()
			require.NotEmpty(t, what)
		}
		switch container {
		case credential.ContainerSDJWT, credential.ContainerCBOR, credential.ContainerPicture, credential.ContainerHTML:
			require.Error(t, err)
			p, ok := errors.AsType[*credential.Problem](err)
			require.True(t, ok)
			require.True(t, strings.HasPrefix(p.Message, "this "), p.Message)
		case credential.ContainerPNG, credential.ContainerSVG:
			if err == nil {
				require.Equal(t, container, s.Container())
			}
		}
		if bytes.HasPrefix(data, []byte("{")) {
			require.Equal(t, credential.ContainerJSON, container)
		}
	})
}

package share

import (
	"archive/zip"
	"bytes"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential/carrier"
)

// own gives the badge of w to its student, of whom nothing is known.
func (w *world) own(t testing.TB, data []byte) (*Badge, error) {
	t.Helper()
	return Own(w.judged(t, data), data, Terms{Now: w.Clock.Now(), Language: w.Terms.Language})
}

func TestAPrivateBadgeIsGivenToItsStudentAsFilesThatVerify(t *testing.T) {
	for language, says := range map[string]string{"en": "This badge is private: it has no page", "es": "Esta insignia es privada: no tiene página"} {
		w := newWorld(t)
		w.Terms.Language = language
		b, err := w.own(t, w.Issue(w.Claims))
		require.NoError(t, err)
		pdf, err := b.Certificate(Paper{Name: "Zoë Álvarez", Art: civics(t, ".png")})
		require.NoError(t, err)
		pack, err := b.Package(Paper{}, Pictures{PNG: civics(t, ".png"), SVG: civics(t, ".svg")})
		require.NoError(t, err)
		for _, file := range [][]byte{pdf, pack} {
			r, err := w.Verifier().Verify(t.Context(), file)
			require.NoError(t, err)
			require.Equal(t, w.Claims.ID, r.Credential.ID)
		}
		text := flowing(program(t, "pdftotext", "-layout", onDisk(t, "certificate.pdf", pdf), "-"))
		require.Contains(t, text, says)
		require.NotContains(t, text, "https://badges.")
		require.NotContains(t, text, b.paper("scan"))
		z, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
		require.NoError(t, err)
		f, err := z.Open(carrier.NameReadme)
		require.NoError(t, err)
		readme, err := io.ReadAll(f)
		require.NoError(t, err)
		require.NotContains(t, string(readme), "Its page")
		again, err := b.Certificate(Paper{Name: "Zoë Álvarez", Art: civics(t, ".png")})
		require.NoError(t, err)
		require.Equal(t, pdf, again)
	}
}

func TestAPrivateBadgeLeavesInNoOtherWay(t *testing.T) {
	w := newWorld(t).grown() // who has agreed to everything
	data := w.Issue(w.Claims)
	terms := w.Terms
	terms.Public, terms.URL, terms.Preview = false, "", ""
	b, err := Own(w.judged(t, data), data, terms)
	require.NoError(t, err)
	_, err = b.Certificate(Paper{})
	require.NoError(t, err)
	builders := map[string]func() error{
		"profile": func() error { _, err := b.LinkedInProfile(""); return err }, "linkedin": func() error { _, err := b.LinkedInPost(); return err },
		"facebook": func() error { _, err := b.FacebookPost(); return err }, "x": func() error { _, err := b.XPost(Mention{}); return err },
		"email": func() error { _, err := b.Email(); return err }, "html": func() error { _, err := b.HTML(); return err },
		"graph": func() error { _, err := b.OpenGraph(); return err }, "schema": func() error { _, err := b.SchemaOrg(); return err },
		"resume": func() error { _, err := b.JSONResume(); return err }, "application": func() error { _, err := b.Application(); return err },
		"qr svg": func() error { _, err := b.QRCodeSVG(); return err }, "qr png": func() error { _, err := b.QRCodePNG(); return err },
	}
	for name, build := range builders {
		require.ErrorIs(t, build(), ErrPrivate, name)
	}
	for _, answer := range b.Channels() {
		if answer.Channel == privacy.ToFile {
			require.NoError(t, answer.Err)
			continue
		}
		require.ErrorIs(t, answer.Err, ErrPrivate, answer.Channel)
	}
}

func TestWhatIsNoGoodBadgeOfNowIsNoFileOfItsStudentsEither(t *testing.T) {
	w := newWorld(t)
	for name, tc := range map[string]struct {
		data []byte
		want error
	}{
		"tampered": {w.Tampered(), ErrNotVerified}, "untrusted": {w.Untrusted(), ErrNotVerified}, "undecidable": {w.Undecidable(), ErrNotVerified},
		"revoked": {w.Revoked(), ErrRevoked}, "suspended": {w.Suspended(), ErrRevoked}, "expired": {w.Expired(), ErrExpired}, "nothing": {nil, ErrNotVerified},
	} {
		b, err := w.own(t, tc.data)
		require.ErrorIs(t, err, tc.want, name)
		require.Nil(t, b, name)
	}
	data := w.Issue(w.Claims)
	other := w.Claims
	other.Subject.Achievement.Description += "."
	_, err := Own(w.judged(t, data), w.Issue(other), Terms{Now: w.Clock.Now()})
	require.ErrorIs(t, err, ErrNotVerified)
	_, err = Own(w.judged(t, data), data, Terms{})
	require.ErrorIs(t, err, ErrStale)
	for name, terms := range map[string]Terms{"public": {Public: true}, "page": {URL: page}, "preview": {Preview: page}} {
		terms.Now = w.Clock.Now()
		_, err = Own(w.judged(t, data), data, terms)
		require.ErrorIs(t, err, ErrURL, name)
	}
	_, err = Own(w.judged(t, data), data, Terms{Now: w.Clock.Now().Add(time.Hour)})
	require.ErrorIs(t, err, ErrStale)
}

func TestThePolicysGateOfFilesHoldsForAPrivateBadge(t *testing.T) {
	w := newWorld(t)
	data := w.Issue(w.Claims)
	b, err := Own(w.judged(t, data), data, Terms{Now: w.Clock.Now(), Policy: privacy.Policy{Gates: map[privacy.Channel]privacy.Gate{privacy.ToFile: {Closed: true}}}})
	require.NoError(t, err)
	_, err = b.Certificate(Paper{})
	require.ErrorIs(t, err, privacy.ErrAgePolicy)
	_, err = b.Package(Paper{}, Pictures{})
	require.ErrorIs(t, err, privacy.ErrAgePolicy)
}

func TestAPrivateBadgeWhoseWordsNameItsStudentIsRefused(t *testing.T) {
	w := newWorld(t)
	claims := w.Claims
	claims.Subject.Achievement.Description += " " + claims.Subject.ID
	_, err := w.own(t, w.Issue(claims))
	require.ErrorIs(t, err, ErrText)
}

package main

import (
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/verify"
)

func readGallery(t *testing.T, w world) (page, dir string) {
	t.Helper()
	dir = t.TempDir()
	command(t, w, "-o", dir)
	data, err := os.ReadFile(filepath.Join(dir, galleryFile))
	require.NoError(t, err)
	return string(data), dir
}

// Every file that the page shows or leads to is there, and is what the page says.
func TestTheGalleryShowsWhatWasVerified(t *testing.T) {
	page, dir := readGallery(t, fixed())
	v, err := verify.New(fixed().trust(schoolDID))
	require.NoError(t, err)
	pictures := 0
	for _, m := range regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		data, err := os.ReadFile(filepath.Join(dir, m[1]))
		require.NoError(t, err, "nothing is loaded from elsewhere")
		_, err = v.Verify(t.Context(), data, verify.Recipient(badge.EmailAddress, learner))
		require.Equal(t, strings.HasPrefix(m[1], "forged/"), err != nil, m[1])
		if strings.HasPrefix(m[0], "src") {
			pictures++
			require.Equal(t, ".png", filepath.Ext(m[1]))
		}
	}
	require.Equal(t, 5, pictures)
	text := strings.Join(strings.Fields(html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, " "))), " ")
	require.Equal(t, 5, strings.Count(text, " accepted "))
	require.Equal(t, 3, strings.Count(text, ": refused . "))
	for _, c := range summit.Program().Credentials {
		require.Contains(t, page, `alt="`+html.EscapeString(summit.Image(c.Key).Caption)+`"`)
		require.Contains(t, text, c.Name)
		for _, k := range c.Competencies {
			require.Contains(t, text, k.Name)
		}
		require.Contains(t, text, evidence(c.Key))
	}
	for _, reason := range []string{"[PROOF_SIG_INVALID at /proof/0]", "[KEY_CONTROLLER_MISMATCH at /issuer]", "[RECIPIENT_MISMATCH at /credentialSubject/identifier]", "This page is no proof.", schoolDID} {
		require.Contains(t, text, reason)
	}
	require.NotContains(t, page, "<script")
}

// A badge that was not accepted shows nothing of what it claims.
func TestTheGalleryShowsNothingThatNobodyVouchesFor(t *testing.T) {
	w := fixed()
	w.trust = func(string) verify.Config {
		return verify.Config{Issuers: []string{"did:web:elsewhere.example"}, Now: laterThatDay}
	}
	page, _ := readGallery(t, w)
	require.NotContains(t, page, "accepted")
	require.Equal(t, 8, strings.Count(page, `<span class="no">refused</span>`))
	for _, c := range summit.Program().Credentials {
		require.NotContains(t, page, html.EscapeString(evidence(c.Key)))
		require.NotContains(t, page, c.Competencies[0].Name)
	}
}

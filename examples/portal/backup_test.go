package main

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential/status"
)

// published is every status list as it stands on the web.
func (tw *town) published() (lists []string) {
	names, err := filepath.Glob(tw.dir + "-www/*/status/*")
	require.NoError(tw.t, err)
	for _, n := range names {
		text, err := os.ReadFile(n)
		require.NoError(tw.t, err)
		lists = append(lists, string(text))
	}
	require.NotEmpty(tw.t, lists)
	return lists
}

// A badge is revoked, a consent withdrawn and a session ended, and then the database of the
// day before is put back.
func TestABackupDoesNotUnrevoke(t *testing.T) {
	tw := newTown(t)
	if tw.where != "" {
		require.ErrorContains(t, backUp(t.Context(), tw.dir, tw.where, "x"), "pg_dump")
		t.Skip("a PostgreSQL is backed up by its own means")
	}
	at := tw.decided()
	ana, luis, mary := tw.as("s9"), tw.as("g2"), tw.as("c1")
	ana.done(ana.post(at+"/consent", url.Values{"channel": {"page"}}))
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page"}}))
	public := regexp.MustCompile(`/b/[0-9a-f]{32}`).FindString(ana.done(ana.post(at+"/publish", nil)))
	_, png := ana.get(at + "/badge/badge.png")
	verify := func() error {
		_, err := tw.portal.office.verifier.Verify(t.Context(), []byte(png))
		return err
	}
	require.NoError(t, verify())

	file := filepath.Join(t.TempDir(), "backup.db")
	require.NoError(t, run(t.Context(), []string{"-dir", tw.dir, "-backup", file}, &bytes.Buffer{}, &bytes.Buffer{}))
	require.Error(t, backUp(t.Context(), tw.dir, "", file), "it overwrites nothing")
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	luis.done(luis.post(at+"/refuse", nil))
	mary.done(mary.post(at+"/revoke", url.Values{"reason": {"awarded by mistake"}}))
	mary.done(mary.post("/cases", url.Values{"student": {"s9"}, "completed": {"2026-05-21"}}))
	require.ErrorContains(t, verify(), "suspended")
	lists := tw.published()

	require.ErrorContains(t, restore(t.Context(), tw.dir, "", file), "in use")
	end := func() {
		tw.server.Close()
		require.NoError(t, tw.portal.office.db.Close())
	}
	end()
	require.Error(t, restore(t.Context(), tw.dir, "", tw.dir+"/key.pem"))
	require.NoError(t, run(t.Context(), []string{"-dir", tw.dir, "-restore", file}, &bytes.Buffer{}, &bytes.Buffer{}))

	tw.start()
	require.Contains(t, tw.logged.String(), "restored from a backup that is older")
	require.ErrorIs(t, tw.portal.office.resume(t.Context()), status.ErrRollback)
	require.Equal(t, lists, tw.published())
	require.ErrorContains(t, verify(), "suspended")
	for _, path := range []string{"/", at, public, "/given"} {
		code, page := mary.browserOf(tw).get(path)
		require.Equal(t, http.StatusServiceUnavailable, code, path)
		require.Contains(t, page, "older than what this portal has published", path)
	}
	code, _ := mary.browserOf(tw).post("/sign-in", url.Values{"person": {"c1"}})
	require.Equal(t, http.StatusServiceUnavailable, code)
	for _, path := range []string{"/.well-known/did.json", "/portal.css"} {
		code, _ := mary.browserOf(tw).get(path)
		require.Equal(t, http.StatusOK, code, path)
	}
	end()

	var out bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"-dir", tw.dir, "-recover"}, &out, &bytes.Buffer{}))
	require.Contains(t, out.String(), "1 cases were begun after the backup")
	require.ErrorContains(t, run(t.Context(), []string{"-dir", tw.dir, "-recover"}, &out, &bytes.Buffer{}), "nothing to recover")
	tw.start()
	require.NoError(t, tw.portal.office.resume(t.Context()))
	require.ErrorContains(t, verify(), "suspended")
	code, page := ana.browserOf(tw).get("/")
	require.Equal(t, http.StatusOK, code)
	require.Contains(t, page, "Choose who you are", "who was signed in before the backup is not now")
	consents, err := tw.portal.office.consents(t.Context(), "s9")
	require.NoError(t, err)
	require.Len(t, consents, 2)
	for _, c := range consents {
		require.False(t, c.Withdrawn.IsZero(), "of what was agreed to, some was withdrawn after the backup, and nobody knows which")
	}
	ana = tw.as("s9")
	code, _ = ana.get(public)
	require.Equal(t, http.StatusNotFound, code)
	code, page = ana.post(at+"/publish", nil)
	require.Equal(t, http.StatusBadRequest, code, "what the guardian has agreed to was withdrawn since: %s", page)
	_, page = ana.get(at + "/badge")
	require.Contains(t, strings.ToLower(page), "does not verify")
}

// browserOf is the same browser, at a portal that was started again: cookies are the host's,
// whatever its port.
func (b *browser) browserOf(tw *town) *browser {
	return &browser{town: tw, client: b.client, token: b.token}
}

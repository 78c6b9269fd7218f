package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/examples/internal/outside"
	"github.com/summitbadges/openbadges/verify"
)

func TestAFolderStandsInForTheNetwork(t *testing.T) {
	dir := t.TempDir()
	site := filepath.Join(dir, "site")
	require.NoError(t, os.MkdirAll(filepath.Join(site, "school.example"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(site, "school.example", "issuer"), []byte(`{}`), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "secret"), []byte(`{}`), 0o600))
	require.NoError(t, os.Symlink(filepath.Join(dir, "secret"), filepath.Join(site, "school.example", "link")))
	world, err := outside.Open(site, false)
	require.NoError(t, err)
	fetch := func(url string) error {
		_, err := world.Fetcher.Fetch(t.Context(), verify.Request{URL: url})
		return err
	}
	require.NoError(t, fetch("https://school.example/issuer"))
	require.ErrorIs(t, fetch("https://school.example/other"), verify.ResolveHTTP)
	require.ErrorIs(t, fetch("https://school.example/link"), verify.ResolveHTTP, "a link that leads out of the folder")
}

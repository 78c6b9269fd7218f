package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/testdata"
)

// A verdict that is open for want of a network says how the program can be given one,
// and a verdict that is not says nothing of it.
func TestWithoutANetworkSaysWhatWouldHelp(t *testing.T) {
	var web, revocable, good []byte
	for _, v := range testdata.Vectors() {
		switch v.Name {
		case "H01-control-host":
			web = v.Data
		case "S04-no-network":
			revocable = v.Data
		case "H24-control-did-key-ed25519":
			good = v.Data
		}
	}
	const at = "2026-06-01T12:00:00Z"
	for _, data := range [][]byte{web, revocable} {
		require.NotEmpty(t, data)
		out := command(t, bytes.NewReader(data), "-any-issuer", "-at", at)
		require.Contains(t, out.stdout, networkHint)
		out = command(t, bytes.NewReader(data), "-any-issuer", "-at", at, "-resources", resourcesFile(t, map[string]string{"https://x.example/": "{}"}))
		require.NotContains(t, out.stdout, "-online", "there is one")
		out = command(t, bytes.NewReader(data), "-any-issuer", "-at", at, "-json")
		require.NotContains(t, out.stdout, "-online", "programs read the code")
	}
	require.NotContains(t, command(t, bytes.NewReader(good), "-any-issuer", "-at", at).stdout, "-online")
	dir := t.TempDir()
	names := []string{save(t, dir, "web.jwt", web), save(t, dir, "revocable.jwt", revocable), save(t, dir, "good.jwt", good)}
	out := command(t, nil, append([]string{"-any-issuer", "-at", at}, names...)...)
	require.True(t, strings.HasSuffix(out.stdout, "1 accepted, 0 refused, 2 undecided\n"+networkHint), out.stdout)
	require.NotContains(t, command(t, nil, "-any-issuer", "-at", at, names[2], names[2]).stdout, "-online")
}

func TestResourcesAreNamedByTheURLOfTheirDocument(t *testing.T) {
	out := command(t, strings.NewReader("{}"), "-any-issuer", "-resources", resourcesFile(t, map[string]string{"did:web:school.example": "{}"}))
	require.Equal(t, exitUsage, out.exit)
	require.Contains(t, out.stderr, "did:web:school.example")
	require.Contains(t, out.stderr, "https://HOST/.well-known/did.json")
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheDoctorWarnsBeforeABadgeIsHandedOut(t *testing.T) {
	args := func(more ...string) []string {
		return append([]string{"-credential", "civics", "-name", "Pine Ridge", "-recipient", "id=urn:uuid:11111111-1111-4111-8111-111111111111"}, more...)
	}
	out := command(t, args()...)
	require.Equal(t, exitIssued, out.exit, out.stderr)
	require.NotContains(t, out.stderr, "doctor", "who did not ask hears nothing")

	out = command(t, args("-doctor")...)
	require.Equal(t, exitIssued, out.exit, out.stderr)
	require.Contains(t, out.stderr, "[token-algorithm]")
	require.Equal(t, 1, strings.Count(out.stdout, "\n"), "the badge alone stands on standard output")

	out = command(t, args("-doctor", "-proof", "eddsa-rdfc-2022")...)
	require.Equal(t, exitIssued, out.exit, out.stderr)
	require.Contains(t, out.stderr, "The doctor finds nothing")

	name := filepath.Join(t.TempDir(), "civics.png")
	out = command(t, args("-doctor", "-proof", "eddsa-rdfc-2022", "-o", name)...)
	require.Equal(t, exitIssued, out.exit, out.stderr)
	require.Contains(t, out.stderr, "[picture]", "what is written is what is examined")
	_, err := os.Stat(name)
	require.NoError(t, err)
}

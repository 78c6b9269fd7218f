package main

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

// A presentation given to the command is judged with everything in it.
func TestAPresentationIsJudged(t *testing.T) {
	dir := t.TempDir()
	badge, err := credential.Parse(award(t))
	require.NoError(t, err)
	h := credential.Holder{Signer: newSigner(t, 8), Now: func() time.Time { return issuedAt }}
	s, err := h.Present(t.Context(), credential.Presentation{Credentials: []*credential.Secured{badge}}, "a challenge", "https://employer.example")
	require.NoError(t, err)
	shown, alone := save(t, dir, "shown.jwt", s.Bytes()), save(t, dir, "badge.jwt", badge.Bytes())
	for name, c := range map[string]struct {
		exit int
		args []string
	}{
		"for this occasion":        {exitAccepted, []string{"-challenge", "a challenge", "-domain", "https://employer.example", shown}},
		"nobody asked":             {exitAccepted, []string{shown}},
		"another challenge":        {exitRefused, []string{"-challenge", "another", shown}},
		"another domain":           {exitRefused, []string{"-challenge", "a challenge", "-domain", "https://other.example", shown}},
		"the holder of the e-mail": {exitAccepted, []string{"-recipient", "emailAddress=ada@example.org", shown}},
		"another e-mail":           {exitRefused, []string{"-recipient", "emailAddress=bob@example.org", shown}},
		"a badge has no challenge": {exitRefused, []string{"-challenge", "a challenge", alone}},
		"among others":             {exitAccepted, []string{shown, alone}},
		"whose badge it is not":    {exitRefused, []string{"-held", shown}},
		"held, and somebody's":     {exitUsage, []string{"-held", "-recipient", "emailAddress=ada@example.org", shown}},
		"no challenge":             {exitUsage, []string{"-challenge", "", shown}},
		"two challenges":           {exitUsage, []string{"-challenge", "a", "-challenge", "b", shown}},
		"no domain":                {exitUsage, []string{"-domain", "", shown}},
	} {
		t.Run(name, func(t *testing.T) {
			got := command(t, nil, append([]string{"-issuer", school(t), "-at", issuedAt.Format(time.RFC3339)}, c.args...)...)
			require.Equal(t, c.exit, got.exit, got.stderr)
		})
	}
	at := []string{"-issuer", school(t), "-at", issuedAt.Format(time.RFC3339)}
	out := command(t, nil, append(at, "-json", shown)...).stdout
	var verdict struct {
		Outcome, Kind string
		Report        struct{ Credentials []struct{ Kind string } }
	}
	require.NoError(t, json.Unmarshal([]byte(out), &verdict))
	require.Equal(t, "warning", verdict.Outcome)
	require.Equal(t, "unknown", verdict.Kind)
	require.Equal(t, "ob30", verdict.Report.Credentials[0].Kind)
	out = command(t, nil, append(at, shown, alone)...).stdout
	require.Contains(t, out, "nobody asked whether it is this one [PROOF_DOMAIN] and 1 more", "the remark in its own words")
	out = command(t, nil, append(at, "-csv", shown, alone)...).stdout
	require.Contains(t, out, "PROOF_DOMAIN RECIPIENT_UNKNOWN")
	require.Contains(t, out, "a presentation of 1")
	out = command(t, nil, "-proof-only", "-at", issuedAt.Format(time.RFC3339), "-csv", shown).stdout
	require.Contains(t, out, ",unknown,")
}

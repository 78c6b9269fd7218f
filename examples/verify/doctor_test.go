package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential/doctor"
)

func TestTheDoctorIsHeardBesideTheVerdict(t *testing.T) {
	name := filepath.Join(t.TempDir(), "civics.jwt")
	require.NoError(t, os.WriteFile(name, award(t), 0o600))
	at := "2026-06-15T12:00:00Z"

	out := command(t, nil, "-any-issuer", "-at", at, name)
	require.NotContains(t, out.stdout, "doctor", "who did not ask hears nothing")
	asked := command(t, nil, "-any-issuer", "-at", at, "-doctor", name)
	require.Equal(t, out.exit, asked.exit)
	require.True(t, strings.HasPrefix(asked.stdout, out.stdout), "the verdict stays as it is")
	for _, part := range []string{"[token-algorithm]", "header /alg: EdDSA", "[recipient-hashed]", "That is no verdict"} {
		require.Contains(t, asked.stdout, part)
	}

	out = command(t, nil, "-any-issuer", "-at", at, "-doctor", name, name)
	require.Equal(t, 2, strings.Count(out.stdout, "doctor: token token-algorithm"), out.stdout)

	out = command(t, nil, "-any-issuer", "-at", at, "-doctor", "-json", name)
	var report struct {
		Verdict string `json:"outcome"`
		Doctor  doctor.Examination
	}
	require.NoError(t, json.Unmarshal([]byte(out.stdout), &report), out.stdout)
	require.NotEmpty(t, report.Doctor.Findings)
	require.Equal(t, "token", report.Doctor.Findings[0].ID)
	require.Equal(t, "/alg", report.Doctor.Findings[0].Pointer)
	require.NotEmpty(t, report.Doctor.Findings[0].Says.Spanish)
	require.NotEmpty(t, report.Doctor.Differences)
}

func TestTheDoctorChangesNoExitStatus(t *testing.T) {
	name := filepath.Join(t.TempDir(), "civics.jwt")
	require.NoError(t, os.WriteFile(name, impostor(t), 0o600))
	out := command(t, nil, "-any-issuer", "-at", "2026-06-15T12:00:00Z", "-doctor", name)
	require.Equal(t, exitRefused, out.exit)
	require.Contains(t, out.stdout, "[token-algorithm]", "what is forged has an anatomy, too")
}

func TestTheDoctorSaysWhatItCouldNotExamine(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x.json")
	require.NoError(t, os.WriteFile(name, []byte(`{"type":"x"}`), 0o600))
	out := command(t, nil, "-any-issuer", "-doctor", name)
	require.Contains(t, out.stdout, "The doctor did not examine it: expected a badge")
	out = command(t, nil, "-any-issuer", "-doctor", "-json", name)
	require.Contains(t, out.stdout, `"doctor":{"code":"SCHEMA_INVALID","error":`)
	out = command(t, nil, "-any-issuer", "-doctor", name, name)
	require.Equal(t, 2, strings.Count(out.stdout, "doctor: not examined"))
	out = command(t, nil, "-any-issuer", "-doctor", name, name+".gone")
	require.Equal(t, 1, strings.Count(out.stdout, "doctor:"), "of what was not read it says nothing")
	out = command(t, nil, "-any-issuer", "-doctor", "-csv", name)
	require.Equal(t, exitUsage, out.exit)
	out = command(t, nil, "-proof-only", "-doctor", name)
	require.Contains(t, out.stdout, "The doctor did not examine it")
}

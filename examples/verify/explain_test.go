package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

// respelled is the badge with a time that some software has written anew.
func respelled(t *testing.T) []byte {
	t.Helper()
	segments := strings.Split(string(award(t)), ".")
	payload, err := base64.RawURLEncoding.DecodeString(segments[1])
	require.NoError(t, err)
	changed := strings.Replace(string(payload), `"validFrom":"2026-06-01T09:00:00Z"`, `"validFrom":"2026-06-01T09:00:00.000Z"`, 1)
	require.NotEqual(t, string(payload), changed)
	segments[1] = base64.RawURLEncoding.EncodeToString([]byte(changed))
	return []byte(strings.Join(segments, "."))
}

func TestExplainTellsWhyAProofDoesNotHoldAndWhatProofsCover(t *testing.T) {
	folder := t.TempDir()
	good, bad := filepath.Join(folder, "good.jwt"), filepath.Join(folder, "respelled.jwt")
	require.NoError(t, os.WriteFile(good, award(t), 0o600))
	require.NoError(t, os.WriteFile(bad, respelled(t), 0o600))
	verify := func(args ...string) (int, string, string) {
		var out, complaint bytes.Buffer
		code := run(t.Context(), args, strings.NewReader(""), &out, &complaint, func() time.Time { return judgedAt })
		return code, out.String(), complaint.String()
	}
	code, plain, _ := verify("-issuer", school(t), bad)
	require.Equal(t, exitRefused, code)
	code, told, _ := verify("-issuer", school(t), "-explain", bad)
	require.Equal(t, exitRefused, code, "an explanation changes no verdict")
	require.True(t, strings.HasPrefix(told, plain))
	require.Contains(t, told, "/validFrom were written 2026-06-01T09:00:00Z and not 2026-06-01T09:00:00.000Z")
	require.Contains(t, told, "[0] JWS EdDSA")
	code, told, _ = verify("-issuer", school(t), "-explain", good)
	require.Equal(t, exitAccepted, code)
	require.NotContains(t, told, "harmless")
	require.Regexp(t, `(?m)^  /issuer/id +\[0\]$`, told)

	code, text, _ := verify("-issuer", school(t), "-explain", "-json", bad)
	require.Equal(t, exitRefused, code)
	var object struct {
		Outcome string
		Explain struct {
			Diagnosis struct {
				Findings []struct {
					Hypothesis, Pointer string
					Sentence            map[string]string
				}
			}
			Coverage struct {
				Places []struct {
					Pointer string
					Proofs  []int
				}
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(text), &object))
	require.Equal(t, "invalid", object.Outcome)
	require.Equal(t, "date-spelling", object.Explain.Diagnosis.Findings[0].Hypothesis)
	require.Contains(t, object.Explain.Diagnosis.Findings[0].Sentence["es"], "La firma")
	require.NotEmpty(t, object.Explain.Coverage.Places)

	_, text, _ = verify("-issuer", school(t), "-explain", good, bad)
	require.Len(t, strings.Split(strings.TrimSpace(text), "\n"), 4, "a line for each, and the sum")
	require.Contains(t, text, "would hold if the time")
	code, _, complaint := verify("-issuer", school(t), "-explain", "-csv", bad)
	require.Equal(t, exitUsage, code)
	require.Contains(t, complaint, "-explain")
	code, text, _ = verify("-proof-only", "-explain", bad)
	require.Equal(t, exitRefused, code)
	require.Contains(t, text, "would hold if the time")
}

// Of a presentation each credential whose proof does not hold is explained.
func TestExplainTellsOfEachCredentialOfAPresentation(t *testing.T) {
	dir := t.TempDir()
	var badges []*credential.Secured
	for _, data := range [][]byte{award(t), respelled(t)} {
		s, err := credential.Parse(data)
		require.NoError(t, err)
		badges = append(badges, s)
	}
	h := credential.Holder{Signer: newSigner(t, 8), Now: func() time.Time { return issuedAt }}
	s, err := h.Present(t.Context(), credential.Presentation{Credentials: badges}, "a challenge")
	require.NoError(t, err)
	shown, good := save(t, dir, "shown.jwt", s.Bytes()), save(t, dir, "good.jwt", award(t))
	at := []string{"-issuer", school(t), "-at", judgedAt.Format(time.RFC3339), "-explain"}
	got := command(t, nil, append(at, shown)...)
	require.Equal(t, exitRefused, got.exit, got.stderr)
	require.Contains(t, got.stdout, "Why the proof of the credential at /verifiableCredential/1 does not hold\n  The signature would hold if the time at /validFrom")
	require.NotContains(t, got.stdout, "/verifiableCredential/0 does not hold")
	got = command(t, nil, append(at, good, shown)...)
	require.Regexp(t, `(?m)^refused .*· /verifiableCredential/1: The signature would hold if the time at /validFrom`, got.stdout)
	var verdict struct {
		Explain struct {
			Presented []struct {
				Pointer   string
				Diagnosis struct{ Findings []struct{ Hypothesis string } }
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(command(t, nil, append(at, "-json", shown)...).stdout), &verdict))
	require.Len(t, verdict.Explain.Presented, 1)
	require.Equal(t, "/verifiableCredential/1", verdict.Explain.Presented[0].Pointer)
	require.Equal(t, "date-spelling", verdict.Explain.Presented[0].Diagnosis.Findings[0].Hypothesis)
}

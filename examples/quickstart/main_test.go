package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// fixed is a world in which every run is the same.
func fixed() world {
	return world{
		rand: rand.NewChaCha8([32]byte{'q', 'u', 'i', 'c', 'k'}),
		identity: func(t badge.IdentityType, plaintext string) badge.Identity {
			return badge.SaltedIdentity(t, plaintext, "9f86d081884c7d659a2feaa0c55ad015")
		},
		now:   func() time.Time { return time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC) },
		trust: func(school string) verify.Config { return verify.Config{Issuers: []string{school}, Now: laterThatDay} },
	}
}

func laterThatDay() time.Time { return time.Date(2026, 6, 1, 17, 0, 0, 0, time.UTC) }

type outcome struct {
	exit           int
	stdout, stderr string
}

func command(t *testing.T, w world, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	exit := run(t.Context(), args, &stdout, &stderr, w)
	return outcome{exit, stdout.String(), stderr.String()}
}

const golden = `
Summit Micro-Credential Program: five badges, one new issuer, no network

  Issuer   Pine Ridge High School (made up just now; its key: badges/issuer.pem)
           did:key:z6MkmDhudpEWxevcafXTEWjfzCkyiPpBmuPiemJq6UNWczpy
  Learner  ada@example.org, in the badges only as a salted hash

Issued and verified
  accepted   Innovation        4 of 4 competencies  badges/innovation.jwt
  accepted   Communication     4 of 4 competencies  badges/communication.jwt
  accepted   Leadership        4 of 4 competencies  badges/leadership.jwt
  accepted   Civics            4 of 4 competencies  badges/civics.jwt
  accepted   Professionalism   4 of 4 competencies  badges/professionalism.jwt
  accepted   each also with a Data Integrity proof  badges/civics.json
  accepted   each also inside its own picture       badges/civics.png
  Open badges/index.html to see them.

Three ways to cheat
  refused    Civics, with its evidence rewritten    badges/forged/edited.json
             The signature does not fit these bytes: something was changed after
             signing, or another key signed. [PROOF_SIG_INVALID at /proof/0]
  refused    Civics, signed by a stranger in the    badges/forged/impostor.jwt
             school's name
             The key z6MkjNQQ… does not belong to the issuer z6MkmDhu….
             [KEY_CONTROLLER_MISMATCH at /issuer]
  refused    Ada's own Civics, shown by Bob         badges/civics.jwt
             The badge is genuine, but bob@example.org is not the person it was
             issued to. [RECIPIENT_MISMATCH at /credentialSubject/identifier]

Not checked here
  Revocation: these badges name no status list.  The issuer's identity: you
  trust the key because you watched it being made.

Your turn
  go run ./examples/verify \
      -issuer did:key:z6MkmDhudpEWxevcafXTEWjfzCkyiPpBmuPiemJq6UNWczpy \
      -recipient emailAddress=ada@example.org badges/civics.jwt
  Change any letter of badges/civics.jwt and run it again, or
  any word of badges/civics.json, which you can read.
  Twenty lines of your own: README.md, "Issue" and "Verify".
`

const schoolDID = "did:key:z6MkmDhudpEWxevcafXTEWjfzCkyiPpBmuPiemJq6UNWczpy"

func TestPrintsWhatANewcomerReads(t *testing.T) {
	t.Chdir(t.TempDir())
	out := command(t, fixed())
	require.Equal(t, 0, out.exit, out.stderr)
	require.Equal(t, golden, out.stdout)
	require.Empty(t, out.stderr)
	for line := range strings.Lines(out.stdout) {
		require.LessOrEqual(t, len([]rune(line)), 81, line)
	}
}

func TestShowsMarksAndColourToATerminal(t *testing.T) {
	t.Chdir(t.TempDir())
	w := fixed()
	w.marks, w.colour = true, true
	out := command(t, w)
	require.Equal(t, 0, out.exit, out.stderr)
	require.Contains(t, out.stdout, "\n  \x1b[32m✓ accepted\x1b[0m   Civics            4 of 4 competencies  badges/civics.jwt\n")
	require.Contains(t, out.stdout, "\n  \x1b[31m✗ refused \x1b[0m   Ada's own Civics, shown by Bob         badges/civics.jwt\n")
	require.Contains(t, out.stdout, "\n\x1b[1mYour turn\x1b[0m\n")

	w = fixed()
	w.marks = true // a terminal, and NO_COLOR
	out = command(t, w)
	require.Contains(t, out.stdout, "\n  ✗ refused    Civics, signed by a stranger in the    badges/forged/impostor.jwt\n               school's name\n")
	require.NotContains(t, out.stdout, "\x1b")
	for line := range strings.Lines(out.stdout) {
		require.LessOrEqual(t, len([]rune(line)), 81, line)
	}
}

func TestLeavesTheFilesItTalksAbout(t *testing.T) {
	t.Chdir(t.TempDir())
	out := command(t, fixed())
	require.Equal(t, 0, out.exit, out.stderr)

	v, err := verify.New(fixed().trust(schoolDID))
	require.NoError(t, err)
	for name, code := range map[string]verify.Code{
		"innovation.json": "", "communication.json": "", "leadership.json": "", "civics.json": "", "professionalism.json": "",
		"innovation.jwt": "", "communication.jwt": "", "leadership.jwt": "", "civics.jwt": "", "professionalism.jwt": "",
		"forged/edited.json": verify.ProofSigInvalid, "forged/impostor.jwt": verify.KeyControllerMismatch,
	} {
		data, err := os.ReadFile(filepath.Join("badges", name))
		require.NoError(t, err)
		require.NotContains(t, string(data), "\n")
		report, err := v.Verify(t.Context(), data, verify.Recipient(badge.EmailAddress, learner))
		if code == "" {
			require.NoError(t, err, name)
			require.Equal(t, "valid", report.Verdict(), report.String())
			require.NotContains(t, string(report.Document()), learner, "the learner is in the badge only as a hash")
			require.NotEmpty(t, report.Credential.Evidence[0].Narrative)
			require.NotNil(t, report.Credential.Subject.Achievement.Image)
		} else {
			require.ErrorIs(t, err, code, name)
		}
	}

	// The impostor's badge is nothing but signed by another: it says what the
	// good one says, and its own signature holds.
	data, err := os.ReadFile("badges/forged/impostor.jwt")
	require.NoError(t, err)
	proof, err := v.VerifyProofs(t.Context(), data)
	require.NoError(t, err)
	good, err := os.ReadFile("badges/civics.jwt")
	require.NoError(t, err)
	require.Equal(t, bytes.Split(good, []byte("."))[1], bytes.Split(data, []byte("."))[1])
	require.NotEqual(t, schoolDID, proof.Controller)

	text, err := os.ReadFile("badges/issuer.pem")
	require.NoError(t, err)
	key, err := credential.ReadKey(text)
	require.NoError(t, err)
	signer, err := credential.NewKeySigner(key)
	require.NoError(t, err)
	require.Equal(t, schoolDID, signer.Method().Controller)
	if info, err := os.Stat("badges/issuer.pem"); runtime.GOOS != "windows" {
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "a key is for nobody else to read")
	}
}

func TestSameWorldGivesSameFiles(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	require.Equal(t, 0, command(t, fixed(), "-o", a).exit)
	require.Equal(t, 0, command(t, fixed(), "-o", b).exit)
	for _, name := range []string{"issuer.pem", "civics.jwt", "forged/edited.json", "forged/impostor.jwt", manifest} {
		first, err := os.ReadFile(filepath.Join(a, name))
		require.NoError(t, err)
		second, err := os.ReadFile(filepath.Join(b, name))
		require.NoError(t, err)
		require.Equal(t, string(first), string(second))
	}
}

func TestARunThatGoesOtherwiseFails(t *testing.T) {
	t.Chdir(t.TempDir())
	w := fixed()
	w.trust = func(string) verify.Config { return verify.Config{Issuers: []string{"did:web:elsewhere.example"}} }
	out := command(t, w)
	require.Equal(t, 1, out.exit)
	require.Contains(t, out.stdout, "\n  refused    Civics ")
	require.Contains(t, out.stderr, "badges/civics.jwt, shown by ada@example.org, had to be accepted, with every competency, and was not: ")
	require.Contains(t, out.stderr, "[TRUST_ISSUER_UNKNOWN at /issuer]")
	require.Equal(t, 15, strings.Count(out.stderr, "had to be accepted"))
}

func TestACheatThatSucceedsFails(t *testing.T) {
	w := fixed()
	school, err := newSchool(w)
	require.NoError(t, err)
	issued, err := school.issueAll(t.Context())
	require.NoError(t, err)
	v, err := verify.New(w.trust(school.id))
	require.NoError(t, err)

	var stdout bytes.Buffer
	p := &page{w: &stdout, dir: "badges", world: w}
	accepted := issued.tokens[3]
	accepted.want = verify.ProofSigInvalid
	p.try(t.Context(), v, accepted)
	require.Len(t, p.failures, 1)
	require.EqualError(t, p.failures[0], "badges/civics.jwt, shown by ada@example.org, had to be refused as PROOF_SIG_INVALID, and was not")
	require.Contains(t, stdout.String(), "  accepted   Civics", "the line says what happened, not what was hoped for")

	refusedForAnotherReason := accepted
	refusedForAnotherReason.shownBy = "bob@example.org"
	p.try(t.Context(), v, refusedForAnotherReason)
	require.Len(t, p.failures, 2)
	require.ErrorIs(t, p.failures[1], verify.RecipientMismatch)
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestAPageThatNobodyCouldReadIsNoSuccess(t *testing.T) {
	var stderr bytes.Buffer
	require.Equal(t, 1, run(t.Context(), []string{"-o", t.TempDir()}, full{}, &stderr, fixed()))
}

func TestRefusesWrongUsage(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, args := range [][]string{{"badges"}, {"-o"}, {"-o", ""}, {"-x"}} {
		out := command(t, fixed(), args...)
		require.Equal(t, 2, out.exit, args)
		require.NotEmpty(t, out.stderr)
		require.Empty(t, out.stdout)
	}
	require.Equal(t, 0, command(t, fixed(), "-h").exit)
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	require.Empty(t, entries)
}

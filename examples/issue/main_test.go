package main

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/bake"
	"github.com/summitbadges/openbadges/verify"
)

const riverside = "../../testdata/programs/riverside.json"

type outcome struct {
	exit           int
	stdout, stderr string
}

func command(t *testing.T, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	exit := run(t.Context(), args, &stdout, &stderr)
	return outcome{exit, stdout.String(), stderr.String()}
}

// issued runs the command and returns what the badge says once it is verified.
func issued(t *testing.T, args ...string) *credential.Credential {
	t.Helper()
	out := command(t, args...)
	require.Equal(t, exitIssued, out.exit, out.stderr)
	v, err := verify.New(verify.Config{AnyIssuer: true})
	require.NoError(t, err)
	report, err := v.Verify(t.Context(), []byte(out.stdout))
	require.NoError(t, err)
	require.Equal(t, "valid", report.Verdict(), report.String())
	return report.Credential
}

func TestIssuesEveryCredentialOfTheProgram(t *testing.T) {
	for _, key := range []string{"innovation", "communication", "leadership", "civics", "professionalism"} {
		c := issued(t, "-credential", key)
		require.Equal(t, strings.ToUpper(key[:1])+key[1:]+" Credential", c.Subject.Achievement.Name)
		require.NotNil(t, c.Subject.Achievement.Image)
		require.Regexp(t, `^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, c.Subject.ID)
		require.Empty(t, c.Subject.Identifier)
		require.Empty(t, c.Subject.Result, "nobody said what was reached")
	}
}

func TestPutsEverythingAskedForIntoTheBadge(t *testing.T) {
	c := issued(t, "-credential", "civics",
		"-recipient", "emailAddress=ada=1@example.org",
		"-evidence", "https://school.example/drive", "-evidence", "Ran a voter drive.",
		"-level", "participation=emerging-expert", "-level", "citizenship=novice",
		"-name", "Pine Ridge High School", "-id", "urn:uuid:7ce1a4e6-1f5b-4d83-9f3c-1ad7ee0b6a2c",
		"-valid-from", "2026-01-02T03:04:05+01:00", "-valid-until", "2999-01-01T00:00:00Z")

	require.True(t, c.Subject.Identifier[0].Hashed)
	require.True(t, c.Subject.Identifier[0].Matches("ada=1@example.org"), "the value may hold an equals sign")
	require.Empty(t, c.Subject.ID)
	require.Equal(t, []badge.Evidence{
		{ID: "https://school.example/drive", Type: badge.Many[string]{"Evidence"}},
		{Narrative: "Ran a voter drive.", Type: badge.Many[string]{"Evidence"}},
	}, c.Evidence)
	require.Len(t, c.Subject.Result, 2)
	for _, r := range c.Subject.Result {
		require.NotEmpty(t, r.AchievedLevel)
	}
	require.Equal(t, "Pine Ridge High School", c.Issuer.Name)
	require.Equal(t, "urn:uuid:7ce1a4e6-1f5b-4d83-9f3c-1ad7ee0b6a2c", c.ID)
	require.Equal(t, "2026-01-02T02:04:05Z", c.ValidFrom.Format(time.RFC3339))
	require.Equal(t, "2999-01-01T00:00:00Z", c.ValidUntil.Format(time.RFC3339))
}

func TestLevelsAreStatusesWhereAllOfThemAre(t *testing.T) {
	c := issued(t, "-credential", "civics", "-level", "participation=Completed", "-level", "citizenship=InProgress")
	require.ElementsMatch(t, []badge.ResultStatusType{badge.StatusCompleted, badge.StatusInProgress},
		[]badge.ResultStatusType{c.Subject.Result[0].Status, c.Subject.Result[1].Status})
}

func TestSubjectIsNamedOpenlyWhenAskedFor(t *testing.T) {
	c := issued(t, "-credential", "civics", "-recipient", "id=did:example:ada")
	require.Equal(t, "did:example:ada", c.Subject.ID)
}

func TestAwardsCredentialsOfAnotherProgram(t *testing.T) {
	out := command(t, "-program", riverside, "-credential", "kitchen", "-level", "menu=novice")
	require.Equal(t, exitIssued, out.exit, out.stderr)
	require.NotContains(t, out.stderr, "Summit")
	c := issued(t, "-program", riverside, "-credential", "kitchen")
	require.Equal(t, "Community Kitchen Badge", c.Subject.Achievement.Name)
	require.Len(t, c.Subject.Achievement.ResultDescription, 5)
	require.Nil(t, c.Subject.Achievement.Image, "the Summit program's art is not another's")
}

func TestTellsWhatTheSummitProgramWantsBeside(t *testing.T) {
	out := command(t, "-credential", "civics")
	require.Contains(t, out.stderr, "the issuing institution is missing\n")
	require.Contains(t, out.stderr, "evidence that the learner met the criteria is missing\n")
	out = command(t, "-credential", "civics", "-name", "Pine Ridge", "-evidence", "x")
	require.NotContains(t, out.stderr, "missing")
}

func TestSaysOfANewKeyWhoseItIs(t *testing.T) {
	out := command(t, "-credential", "civics")
	s, err := credential.Parse([]byte(out.stdout))
	require.NoError(t, err)
	require.Contains(t, out.stderr, s.IssuerID()+"\n")
	require.True(t, strings.HasPrefix(s.IssuerID(), "did:key:z6Mk"))
}

func TestRefusesABadgeThatWouldHaveEnded(t *testing.T) {
	ended := []string{"-credential", "civics", "-now", "2026-06-01T09:00:00Z", "-valid-from", "2025-06-01T09:00:00Z", "-valid-until", "2026-05-31T09:00:00Z"}
	out := command(t, ended...)
	require.Equal(t, exitRefused, out.exit)
	require.Empty(t, out.stdout)
	require.Equal(t, `issue: the badge would have ended on 2026-05-31T09:00:00Z; now it is
         2026-06-01T09:00:00Z [TIME_EXPIRED at /validUntil]
`, out.stderr)
	ended[3] = "2026-05-31T09:00:00Z" // to which the last instant belongs
	require.Equal(t, exitIssued, command(t, ended...).exit)
}

func TestErrorsFitATerminal(t *testing.T) {
	require.Equal(t, "issue: one [A]\n       two [B]\n", page(errors.New("one [A]\ntwo [B]")))
	long := strings.Repeat("x", 100)
	require.Equal(t, "issue: "+long+"\n         y\n", page(errors.New(long+" y")))
	for line := range strings.Lines(page(errors.New(strings.Repeat("word ", 100) + "\n" + strings.Repeat("wörd ", 100)))) {
		require.LessOrEqual(t, utf8.RuneCountInString(line), 81, "with the line feed")
	}
}

func TestRefusesWrongUsage(t *testing.T) {
	dir := t.TempDir()
	key := pemFile(t, dir, "ed.pem", ed25519.NewKeyFromSeed(make([]byte, 32)))
	broken := filepath.Join(dir, "broken.json")
	require.NoError(t, os.WriteFile(broken, []byte(`{"id": "urn:x:y", "ID": "urn:x:y"}`), 0o644))

	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"nothing asked for":         {nil, "which credential?"},
		"unknown flag":              {[]string{"-credential", "civics", "-colour"}, "-colour"},
		"something that is no flag": {[]string{"-credential", "civics", "extra"}, `"extra" is no flag`},
		"unknown credential":        {[]string{"-credential", "civic"}, "innovation, communication, leadership, civics, professionalism"},
		"missing program":           {[]string{"-credential", "x", "-program", filepath.Join(dir, "none.json")}, "no such file"},
		"broken program":            {[]string{"-credential", "x", "-program", broken}, "ID"},
		"recipient without value":   {[]string{"-credential", "civics", "-recipient", "emailAddress="}, "expected TYPE=VALUE"},
		"recipient without type":    {[]string{"-credential", "civics", "-recipient", "ada@example.org"}, "expected TYPE=VALUE"},
		"unknown recipient type":    {[]string{"-credential", "civics", "-recipient", "email=ada@example.org"}, `"email" is no identifier type`},
		"two recipients":            {[]string{"-credential", "civics", "-recipient", "id=a:b", "-recipient", "id=a:c"}, "given before"},
		"unknown competency":        {[]string{"-credential", "civics", "-level", "juggling=novice"}, "participation"},
		"unknown level":             {[]string{"-credential", "civics", "-level", "participation=good"}, "emerging-expert"},
		"status beside level":       {[]string{"-credential", "civics", "-level", "participation=Completed", "-level", "citizenship=novice"}, "Completed"},
		"level twice":               {[]string{"-credential", "civics", "-level", "participation=novice", "-level", "participation=novice"}, "given before"},
		"level without competency":  {[]string{"-credential", "civics", "-level", "=novice"}, "expected COMPETENCY=LEVEL"},
		"empty evidence":            {[]string{"-credential", "civics", "-evidence", " "}, "empty"},
		"missing key":               {[]string{"-credential", "civics", "-key", filepath.Join(dir, "none.pem")}, "no such file"},
		"no key":                    {[]string{"-credential", "civics", "-key", broken}, "KEY_MALFORMED"},
		"issuer without key":        {[]string{"-credential", "civics", "-issuer", "did:web:school.example"}, "-issuer needs -key"},
		"issuer of another key":     {[]string{"-credential", "civics", "-key", key, "-issuer", "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH"}, "holds its key"},
		"issuer no URL":             {[]string{"-credential", "civics", "-key", key, "-issuer", "Pine Ridge"}, "expected an https URL or a DID"},
		"issuer with fragment":      {[]string{"-credential", "civics", "-key", key, "-issuer", "https://school.example/#me"}, "expected an https URL or a DID"},
		"time without zone":         {[]string{"-credential", "civics", "-now", "2026-01-01T00:00:00"}, "expected a time"},
		"fraction of a second":      {[]string{"-credential", "civics", "-valid-until", "2026-01-01T00:00:00.5Z"}, "whole seconds"},
		"salt that is no hex":       {[]string{"-credential", "civics", "-salt", strings.Repeat("xy", 16)}, "hexadecimal"},
		"short salt":                {[]string{"-credential", "civics", "-salt", "a1b2c3d4"}, "hexadecimal"},
		"json":                      {[]string{"-credential", "civics", "-o", filepath.Join(dir, "b.json")}, "add -proof eddsa-rdfc-2022"},
		"a picture without art":     {[]string{"-credential", "bread", "-program", "program.json", "-o", filepath.Join(dir, "b.png")}, "the Summit program"},
		"a picture in capitals":     {[]string{"-credential", "civics", "-o", filepath.Join(dir, "b.PNG")}, "the ending says"},
		"unknown ending":            {[]string{"-credential", "civics", "-o", filepath.Join(dir, "b.txt")}, ".jwt, .jws, .json, .png or .svg"},
		"folder that is not there":  {[]string{"-credential", "civics", "-o", filepath.Join(dir, "none", "b.jwt")}, "no such file"},
		"unknown proof":             {[]string{"-credential", "civics", "-proof", "rot13"}, "not known"},
		"token with a proof inside": {[]string{"-credential", "civics", "-proof", "eddsa-rdfc-2022", "-o", filepath.Join(dir, "b.jwt")}, "use .json"},
		"a suite in small letters":  {[]string{"-credential", "civics", "-proof", "jsonwebsignature2020"}, "there are jws, Ed25519Signature2020, JsonWebSignature2020, ecdsa-jcs-2019, ecdsa-rdfc-2019, ecdsa-sd-2023, eddsa-jcs-2022, eddsa-rdfc-2022"},
	} {
		t.Run(name, func(t *testing.T) {
			out := command(t, c.args...)
			require.Equal(t, exitUsage, out.exit, out.stderr)
			require.Contains(t, strings.Join(strings.Fields(out.stderr), " "), c.says)
			require.Equal(t, "issue: ", out.stderr[:7])
			require.Empty(t, out.stdout)
		})
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 2, "nothing was written")
}

func TestRefusesABadgeThatNobodyShouldSign(t *testing.T) {
	for name, args := range map[string][]string{
		"an end before the beginning": {"-credential", "civics", "-valid-until", "2020-01-01T00:00:00Z"},
		"an id that is no URI":        {"-credential", "civics", "-id", "civics-1"},
		"a subject that is no URI":    {"-credential", "civics", "-recipient", "id=ada"},
		"broken text":                 {"-credential", "civics", "-name", "Pine\xffRidge"},
	} {
		t.Run(name, func(t *testing.T) {
			out := command(t, args...)
			require.Equal(t, exitRefused, out.exit, out.stderr)
			require.Empty(t, out.stdout)
			require.NotContains(t, out.stderr, "new Ed25519 key", "no key is announced for a badge that is none")
		})
	}
}

func TestWritesTheFileByteForByte(t *testing.T) {
	dir := t.TempDir()
	key := pemFile(t, dir, "ed.pem", ed25519.NewKeyFromSeed(make([]byte, 32)))
	fixed := []string{"-credential", "civics", "-key", key, "-id", "urn:uuid:7ce1a4e6-1f5b-4d83-9f3c-1ad7ee0b6a2c",
		"-now", "2026-06-01T09:00:00Z", "-salt", "9f86d081884c7d659a2feaa0c55ad015"}
	for _, name := range []string{"b.jwt", "b.jws"} {
		name = filepath.Join(dir, name)
		out := command(t, append([]string{"-o", name}, fixed...)...)
		require.Equal(t, exitIssued, out.exit, out.stderr)
		require.Empty(t, out.stdout)
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Equal(t, command(t, fixed...).stdout, string(data)+"\n")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestABadgeThatCouldNotBeWrittenIsNoSuccess(t *testing.T) {
	var stderr bytes.Buffer
	require.Equal(t, exitInternal, run(t.Context(), []string{"-credential", "civics"}, full{}, &stderr))
	require.Contains(t, stderr.String(), "could not be written")
}

func TestStopsWhenAskedTo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout, stderr bytes.Buffer
	require.Equal(t, exitRefused, run(ctx, []string{"-credential", "civics"}, &stdout, &stderr))
	require.Empty(t, stdout.String())
}

func TestHelpNamesEveryFlagOfTheContract(t *testing.T) {
	out := command(t, "-h")
	require.Equal(t, exitIssued, out.exit)
	for _, name := range []string{"credential", "program", "recipient", "evidence", "level", "proof", "key", "issuer",
		"name", "valid-from", "valid-until", "o", "id", "now", "salt"} {
		require.Contains(t, out.stdout, "\n  -"+name+" ")
	}
	for line := range strings.Lines(out.stdout) {
		require.LessOrEqual(t, len(strings.Replace(line, "    \t", "        ", 1)), 81, line)
	}
}

// The contract: with -id, -now, -salt and -key the same input gives the same
// bytes, except that PS256 signs anew each time.
func TestSameInputGivesSameBytes(t *testing.T) {
	dir := t.TempDir()
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	rsa2048, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)

	for _, c := range []struct {
		alg, key, kid string
		varies        bool
	}{
		{alg: "EdDSA", key: pemFile(t, dir, "ed.pem", ed25519.NewKeyFromSeed(make([]byte, 32))), kid: "did:key:z6Mk"},
		{alg: "ES256", key: pemFile(t, dir, "p256.pem", p256), kid: "did:key:zDn"},
		{alg: "ES384", key: pemFile(t, dir, "p384.pem", p384), kid: "did:key:z82L"},
		{alg: "RS256", key: pemFile(t, dir, "rsa.pem", rsa2048), kid: "did:jwk:"},
		{alg: "RS256", key: jwkFile(t, dir, "rs256.jwk", rsa2048, "RS256"), kid: "did:jwk:"},
		{alg: "PS256", key: jwkFile(t, dir, "ps256.jwk", rsa2048, "PS256"), kid: "did:jwk:", varies: true},
	} {
		for _, recipient := range [][]string{nil, {"-recipient", "emailAddress=ada@example.org"}} {
			t.Run(c.alg+"/"+filepath.Base(c.key), func(t *testing.T) {
				args := append(slices.Clone(recipient), "-credential", "civics", "-key", c.key,
					"-id", "urn:uuid:7ce1a4e6-1f5b-4d83-9f3c-1ad7ee0b6a2c", "-now", "2026-06-01T09:00:00Z",
					"-salt", "9f86d081884c7d659a2feaa0c55ad015", "-evidence", "Ran a voter drive.",
					"-level", "participation=novice", "-level", "citizenship=novice")
				first, second := command(t, args...), command(t, args...)
				require.Equal(t, exitIssued, first.exit, first.stderr)

				header, err := base64.RawURLEncoding.DecodeString(strings.Split(first.stdout, ".")[0])
				require.NoError(t, err)
				require.Contains(t, string(header), `"alg":"`+c.alg+`"`)
				require.Contains(t, string(header), `"kid":"`+c.kid)

				cut := strings.LastIndex(first.stdout, ".")
				require.Equal(t, first.stdout[:cut], second.stdout[:strings.LastIndex(second.stdout, ".")])
				if c.varies {
					require.NotEqual(t, first.stdout, second.stdout)
				} else {
					require.Equal(t, first.stdout, second.stdout)
				}
				require.NotNil(t, issued(t, args...))
			})
		}
	}
}

func TestSaltSpeaksForAllRandomness(t *testing.T) {
	subject := func(salt string) string {
		return issued(t, "-credential", "civics", "-salt", salt).Subject.ID
	}
	require.Equal(t, subject("9f86d081884c7d659a2feaa0c55ad015"), subject("9f86d081884c7d659a2feaa0c55ad015"))
	require.NotEqual(t, subject("9f86d081884c7d659a2feaa0c55ad015"), subject("0f86d081884c7d659a2feaa0c55ad015"))
	require.Regexp(t, `^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab]`, subject("9f86d081884c7d659a2feaa0c55ad015"))
}

func TestAnIssuerMayOutlastItsKey(t *testing.T) {
	key := pemFile(t, t.TempDir(), "ed.pem", ed25519.NewKeyFromSeed(make([]byte, 32)))
	for _, id := range []string{"did:web:school.example", "https://school.example/issuer"} {
		out := command(t, "-credential", "civics", "-key", key, "-issuer", id)
		require.Equal(t, exitIssued, out.exit, out.stderr)
		require.Contains(t, out.stderr, id+" has to publish the key")

		s, err := credential.Parse([]byte(out.stdout))
		require.NoError(t, err)
		require.Equal(t, id, s.IssuerID())
		proofs, err := s.Proofs()
		require.NoError(t, err)
		require.Equal(t, id+"#key-1", proofs[0].Method)
	}

	own := issued(t, "-credential", "civics", "-key", key).Issuer.ID
	out := command(t, "-credential", "civics", "-key", key, "-issuer", own)
	require.Equal(t, exitIssued, out.exit, "the key's own DID may be said aloud")
	require.NotContains(t, out.stderr, "publish")
}

func pemFile(t *testing.T, dir, name string, key crypto.Signer) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	name = filepath.Join(dir, name)
	require.NoError(t, os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600))
	return name
}

func jwkFile(t *testing.T, dir, name string, key *rsa.PrivateKey, alg string) string {
	t.Helper()
	b64 := func(n *big.Int) string { return base64.RawURLEncoding.EncodeToString(n.Bytes()) }
	text := fmt.Sprintf(`{"kty":"RSA","alg":%q,"n":%q,"e":%q,"d":%q,"p":%q,"q":%q,"dp":%q,"dq":%q,"qi":%q}`,
		alg, b64(key.N), b64(big.NewInt(int64(key.E))), b64(key.D), b64(key.Primes[0]), b64(key.Primes[1]),
		b64(key.Precomputed.Dp), b64(key.Precomputed.Dq), b64(key.Precomputed.Qinv))
	name = filepath.Join(dir, name)
	require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	return name
}

func TestIssuesWithAProofInside(t *testing.T) {
	dir := t.TempDir()
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	ed, rs := pemFile(t, dir, "ed.pem", ed25519.NewKeyFromSeed(make([]byte, 32))), pemFile(t, dir, "rs.pem", rsaKey)
	keys := map[credential.Suite][]string{}
	for _, curve := range []elliptic.Curve{elliptic.P256(), elliptic.P384()} {
		key, err := ecdsa.GenerateKey(curve, rand.Reader)
		require.NoError(t, err)
		file := pemFile(t, dir, curve.Params().Name+".pem", key)
		for _, suite := range []credential.Suite{credential.ECDSARDFC2019, credential.ECDSAJCS2019, credential.JsonWebSignature2020} {
			keys[suite] = append(keys[suite], file)
		}
	}
	keys[credential.JsonWebSignature2020] = append(keys[credential.JsonWebSignature2020], ed, rs)
	for _, suite := range []credential.Suite{credential.EdDSARDFC2022, credential.EdDSAJCS2022, credential.Ed25519Signature2020} {
		keys[suite] = []string{ed}
	}
	for _, suite := range credential.Suites() {
		if suite == credential.ECDSASD2023 {
			continue // has secrets of its own, so it is never the same twice
		}
		require.NotEmpty(t, keys[suite], suite)
		for _, key := range keys[suite] {
			file := filepath.Join(dir, string(suite)+".json")
			args := []string{"-credential", "civics", "-proof", string(suite), "-key", key, "-id", "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100",
				"-now", "2026-05-01T09:00:00Z", "-salt", strings.Repeat("a1", 16)}
			out := command(t, append(args, "-o", file)...)
			require.Equal(t, exitIssued, out.exit, out.stderr)
			badge, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, suite, suiteOf(t, badge))
			again := command(t, args...)
			require.Equal(t, string(badge)+"\n", again.stdout, "the same input gives the same bytes")
		}
		out := command(t, "-credential", "civics", "-proof", string(suite))
		require.Equal(t, exitIssued, out.exit, out.stderr)
		require.Equal(t, suite, suiteOf(t, []byte(out.stdout)))
		kind, did := "new Ed25519 key", "did:key:z6Mk"
		if strings.HasPrefix(string(suite), "ecdsa") {
			kind, did = "new P-256 key", "did:key:zDn"
		}
		require.Contains(t, out.stderr, kind)
		require.Contains(t, out.stderr, did)
	}
	for _, args := range [][]string{{"-proof", "ecdsa-rdfc-2019", "-key", ed}, {"-proof", "eddsa-jcs-2022", "-key", filepath.Join(dir, "P-256.pem")}, {"-proof", "ecdsa-jcs-2019", "-key", rs}} {
		out := command(t, append(args, "-credential", "civics")...)
		require.Equal(t, exitRefused, out.exit, out.stderr)
		require.Contains(t, out.stderr, "KEY_TYPE_MISMATCH")
		require.Empty(t, out.stdout)
	}
}

func TestOfABadgeAPartIsShown(t *testing.T) {
	whole := command(t, "-credential", "civics", "-proof", "ecdsa-sd-2023", "-evidence", "A petition.", "-level", "participation=emerging-expert")
	require.Equal(t, exitIssued, whole.exit, whole.stderr)
	require.Contains(t, whole.stderr, "for its holder alone")
	v, err := verify.New(verify.Config{AnyIssuer: true})
	require.NoError(t, err)
	_, err = v.Verify(context.Background(), []byte(whole.stdout))
	require.ErrorIs(t, err, credential.ProofMalformed)

	part := command(t, "-credential", "civics", "-proof", "ecdsa-sd-2023", "-evidence", "A petition.", "-name", "Pine Ridge", "-show", "/evidence", "-show", "/credentialSubject/achievement/name")
	require.Equal(t, exitIssued, part.exit, part.stderr)
	require.NotContains(t, part.stderr, "for its holder alone")
	require.Contains(t, part.stdout, "A petition.")
	report, err := v.Verify(context.Background(), []byte(part.stdout))
	require.NoError(t, err)
	require.Equal(t, "Civics Credential", report.Credential.Subject.Achievement.Name)
	less := command(t, "-credential", "civics", "-proof", "ecdsa-sd-2023", "-evidence", "A petition.", "-show", "/credentialSubject/achievement/name")
	require.NotContains(t, less.stdout, "A petition.")

	for _, args := range [][]string{{"-show", "/evidence"}, {"-proof", "ecdsa-sd-2023", "-show", "evidence"}, {"-proof", "ecdsa-sd-2023", "-show", "/nothing"}} {
		out := command(t, append(args, "-credential", "civics")...)
		require.Equal(t, exitUsage, out.exit, "%v %s", args, out.stderr)
		require.Empty(t, out.stdout)
	}
}

// suiteOf is that of the one proof of a badge.
func suiteOf(t *testing.T, data []byte) credential.Suite {
	t.Helper()
	secured, err := credential.Parse(bytes.TrimSpace(data))
	require.NoError(t, err)
	proofs, err := secured.Proofs()
	require.NoError(t, err)
	require.Len(t, proofs, 1)
	return proofs[0].Suite()
}

func TestPutsABadgeInThePlaceOfAnotherAtOnce(t *testing.T) {
	dir := t.TempDir()
	name, other := filepath.Join(dir, "civics.jwt"), filepath.Join(dir, "other.jwt")
	require.NoError(t, os.WriteFile(name, []byte("an earlier badge"), 0o640))
	require.NoError(t, os.Link(name, other))
	out := command(t, "-credential", "civics", "-o", name)
	require.Equal(t, exitIssued, out.exit, out.stderr)

	data, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, credential.ContainerJWS, credential.Detect(data))
	before, err := os.ReadFile(other)
	require.NoError(t, err)
	require.Equal(t, "an earlier badge", string(before), "nothing was written into the earlier file")
	info, err := os.Stat(name)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o640), info.Mode().Perm())
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 2, "and nothing is left beside it")
}

func TestRefusesTimesThatAreNearlyOnes(t *testing.T) {
	for _, s := range []string{"2026-06-01T9:00:00Z", "2026-06-01T09:00:00,0Z", "2026-06-01T09:00:00+24:00"} {
		for _, flag := range []string{"-now", "-valid-from", "-valid-until"} {
			out := command(t, "-credential", "civics", flag, s)
			require.Equal(t, exitUsage, out.exit, s)
			require.Contains(t, strings.Join(strings.Fields(out.stderr), " "), "expected a time such as")
		}
	}
}

func TestBakesOntoTheProgramsArt(t *testing.T) {
	dir := t.TempDir()
	for _, ending := range []string{".png", ".svg"} {
		for _, proof := range []string{"jws", "eddsa-rdfc-2022"} {
			name := filepath.Join(dir, proof+ending)
			out := command(t, "-credential", "civics", "-proof", proof, "-o", name)
			require.Equal(t, exitIssued, out.exit, out.stderr)
			image, err := os.ReadFile(name)
			require.NoError(t, err)
			bare, err := bake.Remove(image)
			require.NoError(t, err)
			art, err := fs.ReadFile(summit.Art(), "civics"+ending)
			require.NoError(t, err)
			require.Equal(t, art, bare, "the art is as it was")
			s, err := credential.Parse(image)
			require.NoError(t, err)
			require.Equal(t, credential.KindOB30, s.Kind())
		}
	}
}

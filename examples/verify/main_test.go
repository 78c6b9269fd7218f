package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/examples/internal/outside"
	"github.com/summitbadges/openbadges/verify"
)

var (
	issuedAt = time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	judgedAt = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)
)

func newSigner(t *testing.T, seed byte) credential.Signer {
	t.Helper()
	s, err := credential.NewKeySigner(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize)))
	require.NoError(t, err)
	return s
}

func school(t *testing.T) string { return newSigner(t, 7).Method().Controller }

// award issues a Civics badge, the same one every time.
func award(t *testing.T, change ...func(*credential.Credential)) []byte {
	t.Helper()
	civics, err := summit.Program().Achievement("civics", badge.Publication{})
	require.NoError(t, err)
	c := credential.Credential{
		ID:       "urn:uuid:7ce1a4e6-1f5b-4d83-9f3c-1ad7ee0b6a2c",
		Issuer:   badge.Profile{ID: school(t), Name: "Pine Ridge High School"},
		Evidence: []badge.Evidence{{Narrative: "Ran the 2026 student voter drive."}},
		Subject: badge.Subject{Achievement: civics, Identifier: badge.Many[badge.Identity]{
			badge.SaltedIdentity(badge.EmailAddress, "ada@example.org", "9f86d081884c7d659a2feaa0c55ad015")}},
	}
	for _, f := range change {
		f(&c)
	}
	issuer := credential.Issuer{Signer: newSigner(t, 7), Now: func() time.Time { return issuedAt }}
	s, err := issuer.Issue(t.Context(), c)
	require.NoError(t, err)
	return s.Bytes()
}

// impostor is the badge signed by a stranger in the school's name.
func impostor(t *testing.T) []byte {
	t.Helper()
	good, err := credential.Parse(award(t))
	require.NoError(t, err)
	s, err := credential.SignJWS(t.Context(), good.Document(), newSigner(t, 8), credential.OpenBadges)
	require.NoError(t, err)
	return s.Bytes()
}

// distant is a badge of an issuer whose key has to be looked up.
func distant(t *testing.T) []byte {
	t.Helper()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	signer, err := credential.NewSigner(credential.Method{ID: "did:web:school.example#key-1", Controller: "did:web:school.example"}, key)
	require.NoError(t, err)
	good, err := credential.Parse(award(t))
	require.NoError(t, err)
	s, err := credential.SignJWS(t.Context(), bytes.ReplaceAll(good.Document(), []byte(school(t)), []byte("did:web:school.example")), signer, credential.OpenBadges)
	require.NoError(t, err)
	return s.Bytes()
}

// signed is a document that no issuer of ours would sign.
func signed(t *testing.T, document string) []byte {
	t.Helper()
	s, err := credential.SignJWS(t.Context(), []byte(document), newSigner(t, 7), credential.OpenBadges)
	require.NoError(t, err)
	return s.Bytes()
}

func save(t *testing.T, dir, name string, data []byte) string {
	t.Helper()
	name = filepath.Join(dir, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(t, os.WriteFile(name, data, 0o644))
	return name
}

type outcome struct {
	exit           int
	stdout, stderr string
}

func command(t *testing.T, stdin io.Reader, args ...string) outcome {
	t.Helper()
	if stdin == nil {
		stdin = iotest.ErrReader(errors.New("standard input is not to be read"))
	}
	var stdout, stderr bytes.Buffer
	exit := run(t.Context(), args, stdin, &stdout, &stderr, func() time.Time { return judgedAt })
	return outcome{exit, stdout.String(), stderr.String()}
}

func TestExitStatusIsThatOfTheContract(t *testing.T) {
	dir := t.TempDir()
	good := save(t, dir, "good.jwt", award(t))
	forged := save(t, dir, "forged.jwt", impostor(t))
	named := save(t, dir, "named.jwt", award(t, func(c *credential.Credential) {
		c.Subject.Identifier, c.Subject.ID = nil, "did:example:ada"
	}))
	ended := save(t, dir, "ended.jwt", award(t, func(c *credential.Credential) { c.ValidUntil = issuedAt.Add(time.Hour) }))
	elsewhere := save(t, dir, "elsewhere.jwt", distant(t))
	again := save(t, dir, "again.jwt", award(t))
	missing := filepath.Join(dir, "missing.jwt")
	ada, bob := "emailAddress=ada@example.org", "emailAddress=bob@example.org"

	for name, c := range map[string]struct {
		exit int
		args []string
	}{
		"the issuer is trusted":                 {exitAccepted, []string{"-issuer", school(t), good}},
		"one of two issuers is":                 {exitAccepted, []string{"-issuer", "did:web:x.example", "-issuer", school(t), good}},
		"anybody is trusted":                    {exitAccepted, []string{"-any-issuer", good}},
		"the recipient shows it":                {exitAccepted, []string{"-any-issuer", "-recipient", ada, good}},
		"the subject's id is asked for":         {exitAccepted, []string{"-any-issuer", "-recipient", "id=did:example:ada", named}},
		"it was in force then":                  {exitAccepted, []string{"-any-issuer", "-at", "2026-06-01T09:30:00Z", ended}},
		"strictly":                              {exitAccepted, []string{"-any-issuer", "-strict", good}},
		"several good ones":                     {exitAccepted, []string{"-any-issuer", good, again}},
		"only the proof is asked for":           {exitAccepted, []string{"-proof-only", good}},
		"the proof of an impostor holds":        {exitAccepted, []string{"-proof-only", forged}},
		"help":                                  {exitAccepted, []string{"-h"}},
		"another issuer is trusted":             {exitRefused, []string{"-issuer", "did:web:x.example", good}},
		"somebody else shows it":                {exitRefused, []string{"-any-issuer", "-recipient", bob, good}},
		"another subject":                       {exitRefused, []string{"-any-issuer", "-recipient", "id=did:example:bob", named}},
		"a recipient that cannot be asked for":  {exitRefused, []string{"-any-issuer", "-recipient", "sourcedId=1", good}},
		"it ended":                              {exitRefused, []string{"-any-issuer", ended}},
		"not yet":                               {exitRefused, []string{"-any-issuer", "-at", "2026-06-01T08:59:59Z", good}},
		"an impostor":                           {exitRefused, []string{"-any-issuer", forged}},
		"a key that would have to be fetched":   {exitRefused, []string{"-any-issuer", elsewhere}},
		"one of several is refused":             {exitRefused, []string{"-any-issuer", good, forged, again}},
		"one refused, one missing":              {exitRefused, []string{"-any-issuer", forged, missing}},
		"one missing, one refused":              {exitRefused, []string{"-any-issuer", missing, forged}},
		"a missing file":                        {exitUsage, []string{"-any-issuer", missing}},
		"one of several is missing":             {exitUsage, []string{"-any-issuer", good, missing, good}},
		"standard input breaks off":             {exitUsage, []string{"-any-issuer"}},
		"a folder without badges":               {exitUsage, []string{"-any-issuer", t.TempDir()}},
		"nobody is trusted":                     {exitUsage, []string{good}},
		"an empty issuer":                       {exitUsage, []string{"-issuer", "", good}},
		"somebody and everybody":                {exitUsage, []string{"-any-issuer", "-issuer", school(t), good}},
		"only the proof, of this issuer":        {exitUsage, []string{"-proof-only", "-issuer", school(t), good}},
		"only the proof, of anybody":            {exitUsage, []string{"-proof-only", "-any-issuer", good}},
		"only the proof, for this recipient":    {exitUsage, []string{"-proof-only", "-recipient", ada, good}},
		"two recipients":                        {exitUsage, []string{"-any-issuer", "-recipient", ada, "-recipient", bob, good}},
		"a recipient of no type":                {exitUsage, []string{"-any-issuer", "-recipient", "ada@example.org", good}},
		"a recipient of unknown type":           {exitUsage, []string{"-any-issuer", "-recipient", "email=ada@example.org", good}},
		"a recipient without value":             {exitUsage, []string{"-any-issuer", "-recipient", "emailAddress=", good}},
		"JSON and a table":                      {exitUsage, []string{"-any-issuer", "-json", "-csv", good}},
		"the network and what stands in for it": {exitUsage, []string{"-any-issuer", "-online", "-resources", good, good}},
		"a time that is none":                   {exitUsage, []string{"-any-issuer", "-at", "yesterday", good}},
		"two times":                             {exitUsage, []string{"-any-issuer", "-at", "2026-06-01T09:30:00Z", "-at", "2026-06-01T09:30:00Z", good}},
		"an unknown flag":                       {exitUsage, []string{"-any-issuer", "-trust-me", good}},
		"a flag behind the file":                {exitUsage, []string{"-any-issuer", good, "-strict"}},
		"resources that are missing":            {exitUsage, []string{"-any-issuer", "-resources", missing, good}},
		"resources that are no list":            {exitUsage, []string{"-any-issuer", "-resources", good, good}},
		"resources without a name":              {exitUsage, []string{"-any-issuer", "-resources", "", good}},
	} {
		t.Run(name, func(t *testing.T) {
			out := command(t, nil, c.args...)
			require.Equal(t, c.exit, out.exit, out.stdout+out.stderr)
			if c.exit == exitUsage && !strings.HasPrefix(name, "one of several") {
				require.Empty(t, out.stdout)
				require.True(t, strings.HasPrefix(out.stderr, "verify: "), out.stderr)
			}
			if c.exit == exitRefused {
				require.Empty(t, out.stderr)
			}
		})
	}
}

func TestSaysWhatToChooseWhenNobodyIsTrusted(t *testing.T) {
	out := command(t, nil, "badge.jwt")
	for _, flag := range []string{"-issuer", "-any-issuer", "-proof-only"} {
		require.Contains(t, out.stderr, flag)
	}
}

// Nobody has the domain of this badge (RFC 2606), so whatever the network is like,
// the verdict is open; and that somebody was asked for it shows.
func TestAsksTheNetworkWhereItIsAllowedTo(t *testing.T) {
	out := command(t, bytes.NewReader(award(t)), "-any-issuer", "-online")
	require.Equal(t, exitAccepted, out.exit, "what needs nobody is judged as ever: %s", out.stdout)
	out = command(t, bytes.NewReader(distant(t)), "-issuer", "did:web:school.example", "-online")
	require.Equal(t, exitRefused, out.exit)
	require.Contains(t, out.stdout, "UNDECIDED")
	require.Contains(t, out.stdout, "https://school.example/.well-known/did.json")
	require.NotContains(t, out.stdout, "RESOLVE_OFFLINE")
}

// Must show of the end-to-end issue: with one byte changed the badge is
// refused, whichever byte it is.
func TestRefusesABadgeWithAnyByteChanged(t *testing.T) {
	good := award(t)
	args := []string{"-any-issuer", "-recipient", "emailAddress=ada@example.org"}
	require.Equal(t, exitAccepted, command(t, bytes.NewReader(good), args...).exit)
	var stdout, stderr bytes.Buffer
	for i := range good {
		for _, to := range []byte{good[i] ^ 1, good[i] ^ 0x20, '\n'} {
			changed := bytes.Clone(good)
			changed[i] = to
			stdout.Reset()
			exit := run(t.Context(), args, bytes.NewReader(changed), &stdout, &stderr, func() time.Time { return judgedAt })
			if exit != exitRefused {
				t.Fatalf("byte %d of %d, %q as %q: exit %d\n%s", i, len(good), good[i], to, exit, stdout.String())
			}
		}
	}
}

func TestReadsStandardInput(t *testing.T) {
	out := command(t, bytes.NewReader(award(t)), "-any-issuer")
	require.Equal(t, exitAccepted, out.exit)
	require.Contains(t, out.stdout, "ACCEPTED")

	require.Equal(t, exitRefused, command(t, strings.NewReader(""), "-any-issuer").exit)
}

// J58: a file may end as editors leave it, and in no other way.
func TestPassesOverOneLineEnding(t *testing.T) {
	for ending, exit := range map[string]int{
		"": exitAccepted, "\n": exitAccepted, "\r\n": exitAccepted,
		"\r": exitRefused, "\n\n": exitRefused, "\r\n\r\n": exitRefused, "\n\r\n": exitRefused, " ": exitRefused, " \r\n": exitRefused,
	} {
		data := append(award(t), ending...)
		require.Equal(t, exit, command(t, bytes.NewReader(data), "-any-issuer").exit, "%q", ending)
		file := save(t, t.TempDir(), "b.jwt", data)
		require.Equal(t, exit, command(t, nil, "-any-issuer", file).exit, "%q", ending)
	}
}

func TestRefusesWhatIsTooLargeWithoutReadingItAll(t *testing.T) {
	endless := &counter{}
	out := command(t, endless, "-any-issuer", "-json")
	require.Equal(t, exitRefused, out.exit)
	require.Contains(t, out.stdout, "INPUT_TOO_LARGE")
	require.LessOrEqual(t, endless.read, outside.Most+1<<20)
}

type counter struct{ read int }

func (c *counter) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = "a.b"[i%3]
	}
	c.read += len(p)
	return len(p), nil
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestAVerdictThatCouldNotBeWrittenIsNone(t *testing.T) {
	for _, args := range [][]string{{"-any-issuer"}, {"-any-issuer", "-json"}, {"-any-issuer", "-csv"}} {
		var stderr bytes.Buffer
		exit := run(t.Context(), args, bytes.NewReader(award(t)), full{}, &stderr, func() time.Time { return judgedAt })
		require.Equal(t, exitInternal, exit)
		require.Contains(t, stderr.String(), "could not be written")
	}
}

func TestAnInterruptedVerificationIsNoYes(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout, stderr bytes.Buffer
	require.Equal(t, exitRefused, run(ctx, []string{"-any-issuer"}, bytes.NewReader(award(t)), &stdout, &stderr, time.Now))
	require.Contains(t, stdout.String(), "UNDECIDED")
}

func TestStrictRefusesDepartures(t *testing.T) {
	good, err := credential.Parse(award(t))
	require.NoError(t, err)
	odd := signed(t, strings.Replace(string(good.Document()), `{"@context"`, `{"mascot":"lynx","@context"`, 1))
	out := command(t, bytes.NewReader(odd), "-any-issuer", "-json")
	require.Equal(t, exitAccepted, out.exit)
	require.Contains(t, out.stdout, `{"outcome":"warning"`)
	require.Equal(t, exitRefused, command(t, bytes.NewReader(odd), "-any-issuer", "-strict").exit)
}

func TestReadsResourcesStrictly(t *testing.T) {
	dir := t.TempDir()
	save(t, dir, "docs/key.json", []byte("{}"))
	for text, ok := range map[string]bool{
		`{}`:        true,
		" {\n}\r\n": true,
		`{"https://school.example/key": "docs/key.json"}`:                                  true,
		`{ "https://a.example/" : "docs/key.json" , "https://b.example/":"docs/key.json"}`: true,
		``:      false,
		`[]`:    false,
		`"x"`:   false,
		`{"x"}`: false,
		`{"https://a.example/": "docs/key.json",}`:                                       false,
		`{"https://a.example/": "docs/key.json"} {}`:                                     false,
		`{"https://a.example/": "docs/none.json"}`:                                       false,
		`{"https://a.example/": "docs"}`:                                                 false,
		`{"https://a.example/": ""}`:                                                     false,
		`{"https://a.example/": ["docs/key.json"]}`:                                      false,
		`{"https://a.example/": {"path": "docs/key.json"}}`:                              false,
		`{"/key": "docs/key.json"}`:                                                      false,
		`{"https://a.example/": "docs\/key.json"}`:                                       false,
		`{"https://a.example/": "docs/key.json", "https://a.example/": "docs/key.json"}`: false,
		"\xef\xbb\xbf{}": false,
	} {
		file := save(t, dir, "resources.json", []byte(text))
		out := command(t, bytes.NewReader(award(t)), "-any-issuer", "-resources", file)
		if ok {
			require.Equal(t, exitAccepted, out.exit, "%s: %s", text, out.stderr)
			require.Empty(t, out.stderr)
		} else {
			require.Equal(t, exitUsage, out.exit, text)
			require.Contains(t, out.stderr, "resources.json", text)
		}
	}
}

func TestHelpNamesEveryFlagOfTheContract(t *testing.T) {
	out := command(t, nil, "-h")
	for _, name := range []string{"issuer", "any-issuer", "recipient", "at", "proof-only", "strict", "resources", "online", "held", "json", "csv"} {
		require.Regexp(t, `\n  -`+name+`[ \n]`, out.stdout)
	}
	for line := range strings.Lines(out.stdout) {
		require.LessOrEqual(t, len(strings.Replace(line, "    \t", "        ", 1)), 81+2*strings.Count(line, "…"), line)
	}
}

func TestJudgesAsOfOneTimeForAllFiles(t *testing.T) {
	dir := t.TempDir()
	a, b := save(t, dir, "a.jwt", award(t)), save(t, dir, "b.jwt", award(t))
	times := 0
	var stdout, stderr bytes.Buffer
	exit := run(t.Context(), []string{"-any-issuer", a, b}, nil, &stdout, &stderr, func() time.Time { times++; return judgedAt })
	require.Equal(t, exitAccepted, exit)
	require.Equal(t, 1, times)
}

// edited is the badge with its evidence rewritten under the old signature.
func edited(t *testing.T) []byte {
	t.Helper()
	parts := bytes.Split(award(t), []byte("."))
	payload, err := base64.RawURLEncoding.DecodeString(string(parts[1]))
	require.NoError(t, err)
	changed := bytes.Replace(payload, []byte("voter drive"), []byte("coup d'etat"), 1)
	require.NotEqual(t, payload, changed)
	return fmt.Appendf(nil, "%s.%s.%s", parts[0], base64.RawURLEncoding.EncodeToString(changed), parts[2])
}

var _ report = (*verify.ProofReport)(nil)

func TestJudgesAsOfTheTimeGivenWhicheverItIs(t *testing.T) {
	out := command(t, bytes.NewReader(award(t)), "-any-issuer", "-at", "0001-01-01T00:00:00Z")
	require.Equal(t, exitRefused, out.exit, out.stdout)
	out = command(t, nil, "-any-issuer", "-at", "0001-01-01T00:00:00Z", "-at", "2026-06-15T12:00:00Z")
	require.Equal(t, exitUsage, out.exit)
	require.Contains(t, out.stderr, errTwice.Error())
}

func TestRefusesTimesThatAreNearlyOnes(t *testing.T) {
	for _, s := range []string{"2026-06-15T9:00:00Z", "2026-06-15T09:00:00,5Z", "2026-06-15T09:00:00+24:00"} {
		out := command(t, nil, "-any-issuer", "-at", s)
		require.Equal(t, exitUsage, out.exit, s)
		require.Contains(t, out.stderr, "expected a time such as")
	}
	out := command(t, bytes.NewReader(award(t)), "-any-issuer", "-at", "2026-06-15T09:00:00.5+02:00")
	require.Equal(t, exitAccepted, out.exit, out.stderr)
}

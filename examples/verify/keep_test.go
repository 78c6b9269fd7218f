package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// RFC 8037 section A.1, and the DID that holds it.
const officeKey = `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}`

const strangerKey = `{"kty":"OKP","crv":"Ed25519","x":"PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw","d":"TM0Imyj_ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U-4pvs"}`

func didOf(t *testing.T, jwk string) string {
	t.Helper()
	key, err := credential.ReadKey([]byte(jwk))
	require.NoError(t, err)
	s, err := credential.NewKeySigner(key)
	require.NoError(t, err)
	return s.Method().Controller
}

// An office is a folder with a school's badge, what the school publishes, and keys.
func officeFolder(t *testing.T, at time.Time) (dir string, school *verifytest.Issuer) {
	t.Helper()
	dir = t.TempDir()
	network := &verifytest.Network{}
	network.Clock.Set(at)
	school = verifytest.NewIssuer(verifytest.Setup{ID: "did:web:school.example", Network: network})
	badge, revoked := school.Good(), school.Revoked()
	for name, data := range map[string][]byte{
		"badge.jwt": badge, "revoked.jwt": revoked, "key.json": []byte(officeKey), "stranger.json": []byte(strangerKey),
		"site/school.example/.well-known/did.json": network.Published("https://school.example/.well-known/did.json"),
		"site/school.example/status/revocation":    network.Published("https://school.example/status/revocation"),
	} {
		require.NotEmpty(t, data, name)
		name = filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, data, 0o644))
	}
	return dir, school
}

// The built program makes a bundle today, and five years on, with no network and no site,
// judges the badge in it, and says what it cannot know.
func TestTheBuiltProgramKeepsEvidence(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	now := time.Now().UTC().Truncate(time.Second).Add(-time.Minute)
	dir, _ := officeFolder(t, now)
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "verify"), ".")
	output, err := build.CombinedOutput()
	require.NoError(t, err, string(output))
	program := func(code int, args ...string) string {
		t.Helper()
		cmd := exec.Command(filepath.Join(dir, "verify"), args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil {
			require.NoError(t, err)
		}
		require.Equal(t, code, cmd.ProcessState.ExitCode(), "%v\n%s", args, out)
		return string(out)
	}
	const trust = "did:web:school.example"
	office, later := didOf(t, officeKey), now.AddDate(5, 0, 0).Format(time.RFC3339)
	told := program(0, "-issuer", trust, "-resources", "site", "-receipt", "r.jws", "-bundle", "b.json", "-receipt-key", "key.json", "badge.jwt")
	require.Contains(t, told, "signed by "+office+",\nwhich whoever judges it has to know from you, for -trusted-receipt\n")
	require.Equal(t, 2, strings.Count(readFile(t, dir, "r.jws"), "."))
	program(2, "-issuer", trust, "-resources", "site", "-bundle", "b.json", "-receipt-key", "key.json", "badge.jwt") // nothing is written over
	program(1, "-issuer", trust, "-resources", "site", "-bundle", "revoked.json", "-receipt-key", "key.json", "revoked.jwt")
	program(0, "-issuer", trust, "-resources", "site", "-bundle", "forged.json", "-receipt-key", "stranger.json", "badge.jwt")
	require.Contains(t, strings.Join(strings.Fields(program(1, "-issuer", trust, "-trusted-receipt", office, "r.jws")), " "), "this is the receipt of a verification, which holds no badge: the bundle of evidence")
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "site")))

	told = strings.Join(strings.Fields(program(0, "-issuer", trust, "-trusted-receipt", office, "-at", later, "b.json")), " ")
	for _, want := range []string{"ACCEPTED On " + now.Add(time.Minute).Format("2006-01-02"), "RECEIPT_PAST", "revoked or suspended since is not known", "now it is " + later[:10], "it has ended since"} {
		require.Contains(t, told, want)
	}
	require.NotContains(t, told, "is genuine and in force")
	told = program(0, "-json", "-issuer", trust, "-trusted-receipt", office, "-at", later, "b.json")
	require.Contains(t, told, `"outcome":"warning"`)

	// The badge itself is not found to be anything without a network.
	program(1, "-issuer", trust, "-at", later, "badge.jwt")
	// What is in the bundle is the badge, for a verification of today.
	program(0, "-issuer", trust, "-trusted-receipt", office, "-at", later, "-unpack", "inside.jwt", "b.json")
	require.Equal(t, strings.TrimSpace(readFile(t, dir, "badge.jwt")), strings.TrimSpace(readFile(t, dir, "inside.jwt")))
	program(1, "-issuer", trust, "-trusted-receipt", office, "-unpack", "sorry.jwt", "revoked.json")
	require.Equal(t, readFile(t, dir, "revoked.jwt"), readFile(t, dir, "sorry.jwt"))
	for _, args := range [][]string{{"inside.jwt", "b.json"}, {"x.jwt", "forged.json"}, {"x.jwt", "badge.jwt"}, {"x.jwt", "."}} {
		require.Contains(t, program(2, "-issuer", trust, "-trusted-receipt", office, "-unpack", args[0], args[1]), "not everything was kept")
		require.NoFileExists(t, filepath.Join(dir, "x.jwt"))
	}

	// Nobody is believed who was not named, and the trust in a verifier is none in an issuer.
	require.Contains(t, program(1, "-issuer", trust, "-at", later, "b.json"), "RECEIPT_UNTRUSTED")
	require.Contains(t, program(1, "-issuer", trust, "-at", later, "b.json"), "-trusted-receipt DID")
	require.Contains(t, program(1, "-issuer", trust, "-trusted-receipt", office, "-at", later, "forged.json"), "RECEIPT_UNTRUSTED")
	require.Contains(t, program(1, "-issuer", "did:web:elsewhere.example", "-trusted-receipt", office, "-at", later, "b.json"), "TRUST_ISSUER_UNKNOWN")
	require.Contains(t, program(1, "-issuer", trust, "-trusted-receipt", office, "-at", later, "revoked.json"), "STATUS_REVOKED")
	require.Contains(t, program(1, "-issuer", trust, "-trusted-receipt", office, "-at", now.AddDate(-1, 0, 0).Format(time.RFC3339), "b.json"), "PROOF_CREATED_FUTURE")

	// Each document swapped for one of the other bundle, or bent.
	good := readFile(t, dir, "b.json")
	for name, c := range map[string]struct{ data, code string }{
		"documents.json": {swap(t, good, readFile(t, dir, "revoked.json"), `"documents":`), "RECEIPT_MISMATCH"},
		"receipt.json":   {swap(t, good, readFile(t, dir, "revoked.json"), `"receipt":`), "RECEIPT_MISMATCH"},
		"unsigned.json":  {swap(t, good, readFile(t, dir, "forged.json"), `"receipt":`), "RECEIPT_UNTRUSTED"},
		"badge.json":     {swap(t, good, readFile(t, dir, "revoked.json"), `"badge":`), "RECEIPT_MISMATCH"},
		"cut.json":       {good[:len(good)/2], "RECEIPT_FORMAT"},
		"spaced.json":    {strings.Replace(good, `"version":`, `"version": `, 1), "RECEIPT_FORMAT"},
	} {
		if c.data == good { // both bundles have the same documents
			c.data = strings.Replace(good, `"documents":["`, `"documents":["e30","`, 1)
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(c.data), 0o644))
		require.Contains(t, program(1, "-issuer", trust, "-trusted-receipt", office, "-at", later, name), c.code, name)
	}
	require.Contains(t, program(1, "-csv", "-issuer", trust, "-trusted-receipt", office, "-at", later, "b.json", "cut.json", "badge.jwt"), "RECEIPT_PAST")
}

func readFile(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	require.NoError(t, err)
	return string(data)
}

// swap takes the member of that name from the other bundle.
func swap(t *testing.T, bundle, other, name string) string {
	t.Helper()
	member := func(file string) (string, string, string) {
		before, rest, ok := strings.Cut(file, name)
		require.True(t, ok, name)
		end := strings.IndexAny(rest[1:], `"]`) + 2
		return before + name, rest[:end], rest[end:]
	}
	_, value, _ := member(other)
	before, _, after := member(bundle)
	return before + value + after
}

func TestWhatContradictsABundle(t *testing.T) {
	now := time.Now().UTC().Truncate(time.Second)
	dir, _ := officeFolder(t, now)
	in := func(name string) string { return filepath.Join(dir, name) }
	office := didOf(t, officeKey)
	for name, args := range map[string][]string{
		"no key":                    {"-any-issuer", "-bundle", in("b"), in("badge.jwt")},
		"one file for both":         {"-any-issuer", "-bundle", in("b"), "-receipt", in("b"), "-receipt-key", in("key.json"), in("badge.jwt")},
		"a key for nothing":         {"-any-issuer", "-receipt-key", in("key.json"), in("badge.jwt")},
		"another time":              {"-any-issuer", "-bundle", in("b"), "-receipt-key", in("key.json"), "-at", "2026-06-01T09:00:00Z", in("badge.jwt")},
		"no badge is judged":        {"-proof-only", "-bundle", in("b"), "-receipt-key", in("key.json"), in("badge.jwt")},
		"a newer edition":           {"-any-issuer", "-refresh", "-resources", in("site"), "-receipt", in("b"), "-receipt-key", in("key.json"), in("badge.jwt")},
		"several badges":            {"-any-issuer", "-receipt", in("b"), "-receipt-key", in("key.json"), in("badge.jwt"), in("revoked.jwt")},
		"a folder":                  {"-any-issuer", "-receipt", in("b"), "-receipt-key", in("key.json"), dir},
		"no such key":               {"-any-issuer", "-receipt", in("b"), "-receipt-key", in("nobody.json"), in("badge.jwt")},
		"no private key":            {"-any-issuer", "-receipt", in("b"), "-receipt-key", in("badge.jwt"), in("badge.jwt")},
		"no badge":                  {"-any-issuer", "-receipt", in("b"), "-receipt-key", in("key.json"), in("site/school.example/status/revocation") + "x"},
		"what cannot be read":       {"-any-issuer", "-receipt", in("b"), "-receipt-key", in("key.json"), in("key.json") + "x"},
		"a DID without a key":       {"-any-issuer", "-trusted-receipt", "did:web:school.example", in("badge.jwt")},
		"the name of a key":         {"-any-issuer", "-trusted-receipt", office + "#x", in("badge.jwt")},
		"half a key":                {"-any-issuer", "-trusted-receipt", office[:20], in("badge.jwt")},
		"nobody":                    {"-any-issuer", "-trusted-receipt", "", in("badge.jwt")},
		"a challenge":               {"-any-issuer", "-trusted-receipt", office, "-challenge", "c", in("badge.jwt")},
		"a receipt of a receipt":    {"-any-issuer", "-trusted-receipt", office, "-receipt", in("b"), "-receipt-key", in("key.json"), in("badge.jwt")},
		"a holder":                  {"-any-issuer", "-trusted-receipt", office, "-held", in("badge.jwt")},
		"no bundle of anybody's":    {"-any-issuer", "-unpack", in("b"), in("badge.jwt")},
		"several bundles":           {"-any-issuer", "-trusted-receipt", office, "-unpack", in("b"), in("badge.jwt"), in("revoked.jwt")},
		"a proof of nobody's badge": {"-proof-only", "-trusted-receipt", office, in("badge.jwt")},
	} {
		var stdout, stderr bytes.Buffer
		require.Equal(t, exitUsage, run(context.Background(), args, nil, &stdout, &stderr, time.Now), "%s: %s", name, stdout.String())
		require.NotEmpty(t, stderr.String(), name)
		require.NoFileExists(t, in("b"), name)
		if slices.Contains(args, "-unpack") {
			require.Contains(t, stderr.String(), "-unpack takes the badge out of one bundle", name)
		}
	}
}

// A bundle is read to its length, which is more than a badge can have.
func TestALongBundleIsRead(t *testing.T) {
	long := []byte(`{"type":"OpenBadgesEvidenceBundle","version":1,"receipt":"` + strings.Repeat("a", 6<<20) + `"}`)
	name := filepath.Join(t.TempDir(), "b.json")
	require.NoError(t, os.WriteFile(name, long, 0o644))
	data, err := file(name).badge()
	require.NoError(t, err)
	require.Len(t, data, len(long))
}

// What -explain and -doctor tell of a bundle is of the badge that was judged.
func TestTheBadgeInABundleIsExplainedAndExamined(t *testing.T) {
	now := time.Now().UTC().Truncate(time.Second)
	dir, _ := officeFolder(t, now.Add(-time.Minute))
	in := func(name string) string { return filepath.Join(dir, name) }
	verify := func(args ...string) string {
		var stdout, stderr bytes.Buffer
		run(t.Context(), append([]string{"-any-issuer"}, args...), nil, &stdout, &stderr, time.Now)
		return strings.Join(strings.Fields(stdout.String()+stderr.String()), " ")
	}
	verify("-resources", in("site"), "-bundle", in("b.json"), "-receipt-key", in("key.json"), in("badge.jwt"))
	told := verify("-trusted-receipt", didOf(t, officeKey), "-explain", "-doctor", in("b.json"))
	require.Contains(t, told, "/credentialSubject/achievement/name [0]")
	require.NotContains(t, told, "The doctor did not examine it")
	told = verify("-explain", in("b.json")) // by nobody who is known: nothing of it is told
	require.NotContains(t, told, "/credentialSubject")

	// Somebody has saved it anew.
	for name, change := range map[string]func(string) string{
		"white space behind it": func(s string) string { return s + "\n" },
		"a byte order mark":     func(s string) string { return "\ufeff" + s },
		"written in lines":      func(s string) string { return strings.Replace(s, `{"type":"`, "{\r\n  \"type\": \"", 1) },
	} {
		require.NoError(t, os.WriteFile(in("anew.json"), []byte(change(readFile(t, dir, "b.json"))), 0o644))
		told := verify("-trusted-receipt", didOf(t, officeKey), in("anew.json"))
		require.Contains(t, told, "RECEIPT_FORMAT", name)
		require.Contains(t, told, "bundle", name)
		require.NotContains(t, told, "ACCEPTED", name)
	}
}

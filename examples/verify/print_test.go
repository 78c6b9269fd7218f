package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/testdata"
)

func TestTellsAPersonAboutAGoodBadge(t *testing.T) {
	out := command(t, bytes.NewReader(award(t)), "-issuer", school(t), "-recipient", "emailAddress=ada@example.org")
	require.Equal(t, `ACCEPTED  The badge is genuine and in force.

  Badge       Civics Credential
  Issuer      Pine Ridge High School (its own words)
              did:key:z6MkvDqGT54cXesYGvABpF1UapVNwjCqRcafi4Px6Thv5T3Z
  Trust       this issuer is one you trust
  Recipient   the one asked for
  Valid from  2026-06-01T09:00:00Z
  Secured by  a signed token (EdDSA)

  yes   It can be read
  yes   The key is the issuer's
  yes   The signature fits
  yes   It has the form of a badge
  yes   The issuer is trusted
  yes   It is in force
  yes   It was issued to this person
`, out.stdout)
	require.Empty(t, out.stderr)
}

func TestTellsAPersonWhyABadgeIsRefused(t *testing.T) {
	out := command(t, bytes.NewReader(edited(t)), "-any-issuer", "-recipient", "emailAddress=ada@example.org")
	require.Equal(t, `REFUSED   This is not a badge to rely on.

  yes   It can be read
  yes   The key is the issuer's
  NO    The signature fits
        the signature does not fit these bytes: something was changed after
          signing, or another key signed [PROOF_SIG_INVALID]
  open  It has the form of a badge: not reached
  open  The issuer is trusted: not reached
  open  It is in force: not reached
  open  It was issued to this person: not reached
`, out.stdout)
}

func TestTellsAPersonWhatProofOnlyLeavesOpen(t *testing.T) {
	out := command(t, bytes.NewReader(impostor(t)), "-proof-only")
	require.Equal(t, `The proof holds. Whether this is a good badge, and whose, was not asked.

  Key of      did:key:z6Mkfmm57fsb6VL7zVusP8zeA9SYkCKdvUhby2G7Yh8vvQ1P
  Secured by  a signed token (EdDSA)

  yes   It can be read
  yes   The key is published for signing
  yes   The signature fits
`, out.stdout)
}

// Vectors of the corpus, whose keys are public: each proof that holds is named, and
// nothing of one that does not.
func TestTellsAPersonWhatSecuresABadge(t *testing.T) {
	seen := 0
	for _, v := range testdata.Vectors() {
		want, ok := map[string]string{
			"D77-control-eddsa-rdfc-2022":               "eddsa-rdfc-2022",
			"D77-control-ecdsa-jcs-2019-p-384":          "ecdsa-jcs-2019",
			"D77-control-json-web-signature-2020-es256": "JsonWebSignature2020",
			"D46-control-jcs-upon-rdfc":                 "eddsa-rdfc-2022, eddsa-jcs-2022",
			"J55-control-jcs-proof":                     "a signed token (EdDSA), eddsa-jcs-2022",
			"D44-good-one-and-one-of-tomorrow":          "eddsa-rdfc-2022",
			"D52-created-json-web-signature-2020-eddsa": "",
			"K23-document-changed-ecdsa-jcs-2019-p-256": "",
			"D46-parent-not-signed-jcs-upon-jcs":        "",
		}[v.Name]
		if !ok {
			continue
		}
		seen++
		for _, how := range []string{"-any-issuer", "-proof-only"} {
			out := command(t, bytes.NewReader(v.Data), how, "-at", v.At.Format(time.RFC3339))
			if want == "" {
				require.NotContains(t, out.stdout, "Secured by", v.Name)
			} else {
				require.Contains(t, out.stdout, "\n  Secured by  "+want+"\n", v.Name)
			}
		}
	}
	require.Equal(t, 9, seen)
}

func TestPrintsOneJSONObject(t *testing.T) {
	out := command(t, bytes.NewReader(award(t)), "-issuer", school(t), "-json")
	require.Equal(t, `{"outcome":"valid","kind":"ob30","errors":[],"warnings":[],"report":{"authentic":true,`+
		`"issuer":{"id":"did:key:z6MkvDqGT54cXesYGvABpF1UapVNwjCqRcafi4Px6Thv5T3Z","name":"Pine Ridge High School","nameFrom":"badge"},`+
		`"trust":"trusted","recipient":"not asked","container":"jws","mediaType":"application/jwt",`+
		`"method":"did:key:z6MkvDqGT54cXesYGvABpF1UapVNwjCqRcafi4Px6Thv5T3Z#z6MkvDqGT54cXesYGvABpF1UapVNwjCqRcafi4Px6Thv5T3Z",`+
		`"controller":"did:key:z6MkvDqGT54cXesYGvABpF1UapVNwjCqRcafi4Px6Thv5T3Z","algorithm":"EdDSA","time":"2026-06-15T12:00:00Z","retry":false,`+
		`"credential":{"id":"urn:uuid:7ce1a4e6-1f5b-4d83-9f3c-1ad7ee0b6a2c","name":"Civics Credential",`+
		`"achievement":{"id":"urn:uuid:6b58c606-1ebc-55b5-bb80-11bd5a3ec3e0","name":"Civics Credential"},"validFrom":"2026-06-01T09:00:00Z"},`+
		`"proofs":[{"held":true,"type":"JWS","algorithm":"EdDSA","method":"did:key:z6MkvDqGT54cXesYGvABpF1UapVNwjCqRcafi4Px6Thv5T3Z#z6MkvDqGT54cXesYGvABpF1UapVNwjCqRcafi4Px6Thv5T3Z"}],`+
		`"checks":[{"name":"parse","outcome":"passed"},{"name":"key","outcome":"passed"},{"name":"proof","outcome":"passed"},`+
		`{"name":"form","outcome":"passed"},{"name":"trust","outcome":"passed"},{"name":"period","outcome":"passed"}]}}`+"\n", untimed(out.stdout))
}

// The contract: outcome, kind, errors, warnings and report; of a problem, code,
// check, pointer and message.
func TestJSONHasTheMembersOfTheContract(t *testing.T) {
	dir := t.TempDir()
	good, bad := save(t, dir, "good.jwt", award(t)), save(t, dir, "bad.jwt", edited(t))
	text := save(t, dir, "text.jwt", []byte("no badge"))
	missing := filepath.Join(dir, "missing.jwt")

	for _, proof := range []string{"-any-issuer", "-proof-only"} {
		out := command(t, nil, proof, "-json", good, bad, text, missing)
		require.Empty(t, out.stderr)
		lines := strings.Split(strings.TrimSuffix(out.stdout, "\n"), "\n")
		require.Len(t, lines, 4)
		for i, want := range []struct{ file, outcome, kind, code string }{
			{good, "valid", "ob30", ""},
			{bad, "invalid", "ob30", "PROOF_SIG_INVALID"},
			{text, "invalid", "unknown", "JWS_FORMAT"},
			{missing, "undetermined", "unknown", "INPUT_UNREADABLE"},
		} {
			var object map[string]any
			require.NoError(t, json.Unmarshal([]byte(lines[i]), &object))
			require.ElementsMatch(t, []string{"file", "outcome", "kind", "errors", "warnings", "report"}, slices.Collect(maps.Keys(object)))
			require.Equal(t, want.file, object["file"])
			require.Equal(t, want.outcome, object["outcome"], lines[i])
			require.Equal(t, want.kind, object["kind"])
			require.IsType(t, []any{}, object["warnings"])
			problems, ok := object["errors"].([]any)
			require.True(t, ok, "errors is a list, an empty one too")
			if want.code == "" {
				require.Empty(t, problems)
				continue
			}
			problem, ok := problems[0].(map[string]any)
			require.True(t, ok)
			require.ElementsMatch(t, []string{"code", "check", "pointer", "message"}, slices.Collect(maps.Keys(problem)))
			require.Equal(t, want.code, problem["code"])
		}

		unread := command(t, nil, proof, "-json", missing)
		require.Equal(t, exitUsage, unread.exit)
		require.Contains(t, unread.stdout, `{"outcome":"undetermined","kind":"unknown","errors":[{"code":"INPUT_UNREADABLE",`)
		require.Equal(t, 1, strings.Count(unread.stdout, "\n"))

		single := command(t, nil, proof, "-json", bad)
		var object map[string]any
		require.NoError(t, json.Unmarshal([]byte(single.stdout), &object))
		require.NotContains(t, object, "file")
		require.Equal(t, 1, strings.Count(single.stdout, "\n"))
	}
}

func TestPrintsALineAFileAndASummary(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	save(t, "", "good.jwt", award(t))
	save(t, "", "edited.jwt", edited(t))
	save(t, "", "far.jwt", distant(t))
	out := command(t, nil, "-any-issuer", "good.jwt", "edited.jwt", "far.jwt", "gone.jwt")
	require.Equal(t, `accepted   good.jwt    Civics Credential · Pine Ridge High School
refused    edited.jwt  The signature does not fit these bytes: something was changed after signing. [PROOF_SIG_INVALID]
undecided  far.jwt     The issuer's key has to be looked up on the network, and this verifier has none. [RESOLVE_OFFLINE]
not read   gone.jwt    open gone.jwt: no such file or directory

1 accepted, 1 refused, 1 undecided, 1 not read
`+networkHint, out.stdout)
	require.Empty(t, out.stderr)
}

func TestJudgesTheBadgesOfAFolderAndNamesTheRest(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b.jwt", "a.JWS"} {
		save(t, dir, name, award(t))
	}
	for _, name := range []string{"issuer.pem", ".hidden.jwt", ".quickstart", "more/c.jwt"} {
		save(t, dir, name, []byte("x"))
	}
	out := command(t, nil, "-any-issuer", dir)
	require.Equal(t, exitAccepted, out.exit, out.stdout)
	require.Contains(t, out.stdout, "2 accepted, 0 refused, 0 undecided\n")
	require.Less(t, strings.Index(out.stdout, "a.JWS"), strings.Index(out.stdout, "b.jwt"))
	require.Equal(t, "verify: not judged in "+dir+": issuer.pem, more"+string(filepath.Separator)+"\n", out.stderr)

	save(t, dir, "c.png", []byte("\x89PNG\r\n\x1a\n"))
	out = command(t, nil, "-any-issuer", dir)
	require.Equal(t, exitRefused, out.exit)
	require.Contains(t, out.stdout, "2 accepted, 1 refused, 0 undecided")
	require.Equal(t, exitRefused, command(t, nil, "-any-issuer", "-json", dir).exit)
}

func TestAFolderOfOneIsReportedAsSeveral(t *testing.T) {
	dir := t.TempDir()
	save(t, dir, "b.jwt", award(t))
	require.Contains(t, command(t, nil, "-any-issuer", "-json", dir).stdout, `{"file":`)
	require.Contains(t, command(t, nil, "-any-issuer", dir).stdout, "1 accepted")
}

func TestPrintsATable(t *testing.T) {
	t.Chdir(t.TempDir())
	save(t, "", "good.jwt", award(t))
	save(t, "", "edited.jwt", edited(t))
	out := command(t, nil, "-any-issuer", "-csv", "-recipient", "emailAddress=ada@example.org", "good.jwt", "edited.jwt")
	require.Equal(t, exitRefused, out.exit)
	require.Equal(t, `file,outcome,kind,codes,issuer,issuer name,achievement,recipient,valid from,valid until,reason
good.jwt,valid,ob30,,did:key:z6MkvDqGT54cXesYGvABpF1UapVNwjCqRcafi4Px6Thv5T3Z,Pine Ridge High School,Civics Credential,matched,2026-06-01T09:00:00Z,,Civics Credential · Pine Ridge High School
edited.jwt,invalid,ob30,PROOF_SIG_INVALID,,,,not asked,,,"the signature does not fit these bytes: something was changed after signing, or another key signed"
`, out.stdout)
}

// T30: a spreadsheet runs what looks like a formula.
func TestTheTableHoldsNoFormulas(t *testing.T) {
	for _, name := range []string{
		`=HYPERLINK("https://evil.example","Click")`, "@SUM(1+1)", "+1", "-1", "  =1+1", "\u00a0=1+1", "＝1+1",
	} {
		data := award(t, func(c *credential.Credential) { c.Issuer.Name = name })
		out := command(t, bytes.NewReader(data), "-any-issuer", "-csv")
		require.Equal(t, exitAccepted, out.exit, out.stdout)
		rows, err := csv.NewReader(strings.NewReader(out.stdout)).ReadAll()
		require.NoError(t, err)
		require.Equal(t, "'"+name, rows[1][5])
		for _, cell := range rows[1] {
			require.NotRegexp(t, `^[\s\p{Z}]*[=+@＝-]`, cell)
		}
	}
	require.Equal(t, "plain = text", harmless("plain = text"))
	require.Equal(t, "'=1", harmless("=1"))
	require.Equal(t, "y;'=1+1", harmless("y;=1+1"), "for a spreadsheet that splits at semicolons")
	require.Equal(t, "'-1;' @x;'\"=1", harmless("-1; @x;\"=1"))
	require.Equal(t, "·=1", harmless("\t=1"), "the tab is gone, and the formula with it")
}

// T-family: what a stranger wrote neither moves the cursor nor turns a line.
func TestStrangersTextStaysInItsPlace(t *testing.T) {
	hostile := "Pine\x1b[2J\nRidge\u202eloohcS\r"
	document, err := credential.Parse(award(t))
	require.NoError(t, err)
	written, err := json.Marshal(hostile)
	require.NoError(t, err)
	data := signed(t, strings.Replace(string(document.Document()), `"Pine Ridge High School"`, string(written), 1))
	dir := t.TempDir()
	file := save(t, dir, "a\u202e.jwt", data)
	for _, args := range [][]string{
		{"-any-issuer", file}, {"-any-issuer", file, file}, {"-any-issuer", "-csv", file, file}, {"-any-issuer", "-json", file, file}, {"-any-issuer", dir},
	} {
		out := command(t, nil, args...)
		require.NotContains(t, out.stdout, "\x1b", args)
		require.NotContains(t, out.stdout, "\r", args)
		if !slices.Contains(args, "-json") {
			require.NotContains(t, out.stdout, "\u202e", args)
		}
	}
	out := command(t, nil, "-any-issuer", "-csv", file)
	require.Equal(t, 2, strings.Count(out.stdout, "\n"))
}

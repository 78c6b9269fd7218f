package openbadges_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/doctor"
	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify"
)

// differencesHeld names what holds the column that says what is done here: tests, and
// vectors with the verdict that each gets.
var differencesHeld = map[string]string{
	"R1":  "TestWhatTheValidatorOf1EdTechJudgesOtherwise J14-claim-iss-with-long-s=warning D01-undefined-member=invalid",
	"R2":  "TestWhatTheValidatorOf1EdTechJudgesOtherwise W01-both-versions=invalid",
	"R3":  "TestWhatTheValidatorOf1EdTechJudgesOtherwise D43-control-object=valid",
	"R4":  "TestWhatTheValidatorOf1EdTechJudgesOtherwise TestASubjectNeedsAnIdOrAnIdentifier",
	"R5":  "TestWhatTheValidatorOf1EdTechJudgesOtherwise TestCriteriaNeedAnIdOrANarrative",
	"R6":  "TestWhatTheValidatorOf1EdTechJudgesOtherwise D80-control-issuer-as-string=valid",
	"R7":  "J50-nbf-one-second-late=invalid J51-exp-earlier=warning",
	"R8":  "TestInteropIntegrityOfEverySuite D77-control-json-web-signature-2020-ps256=valid",
	"R9":  "J29-control-named=valid",
	"R10": "J21-own-jwk-victim-did-key=invalid",
	"R11": "D65-fragment-is-a-key-of-a-page=invalid D66-bare-did-key-of-a-stranger=invalid",
	"R12": "D49-near-miss=undetermined",
	"R13": "TestAPolicyAsksForProofs TestEmbeddedProofVerdicts",
	"R14": "TestANewerEditionTakesThePlaceOfABadge TestARefreshHostThatIsDownLeavesTheBadgeAsItIs TestABadgeIsRefreshedWhereItIsAsked",
	"R15": "O08-another-address=invalid O09-nobody-asked=valid",
	"R16": "TestAVerifierReadsEveryStateFromEveryList TestAListThatNobodySignsCountsAtItsIssuersOrigin",
	"R17": "S04-status-500=undetermined S04-no-network=undetermined",
	"R18": "TestAnEndorsementThatDoesNotHold TestAnEndorsementPolicyThatIsNone",
	"R19": "TestAHolderShowsAPartOfABadge D77-control-shown-least=valid",
	"R20": "TestAURLMeansThePublishedEdition TestAnEditionIsChosenOnceForADocument",
	"R21": "TestEveryFlippedBitIsRefused",
	"R22": "TestEveryVectorGetsItsVerdict",
}

// The tables in the documents are those that the doctor has, and what is said there of this
// library is so.
func TestTheDocumentOnValidatorsIsWhatTheDoctorSays(t *testing.T) {
	tests, vectors := declaredTests(t), map[string]testdata.Vector{}
	for _, v := range testdata.Vectors() {
		vectors[v.Name] = v
	}
	var b strings.Builder
	b.WriteString(`# What other software makes of a badge

Written by ` + "`go test -run TestTheDocumentOnValidatorsIsWhatTheDoctorSays . -update`" + ` from the tables of
package ` + "`credential/doctor`" + `. The doctor looks at one badge and tells what of this concerns it:

` + "```" + `
go run ./examples/verify -doctor -any-issuer badge.jwt
go run ./examples/issue  -doctor -credential civics -recipient emailAddress=ada@example.org
` + "```" + `

It asks nobody, and it gives no verdict: a badge without a finding may be forged, and one with
ten is as genuine as its proof.

What others do is known from the threads that are named, from their own documents, and of the
1EdTech validator from version 1.11.0 (July 2026). They change: a row that no longer holds is
to be taken out.

## Where the 1EdTech validator decides otherwise

| # | about | the validator | this library | held by |
|---|---|---|---|---|
`)
	for _, d := range doctor.Differences() {
		var held []string
		for _, name := range strings.Fields(differencesHeld[d.ID]) {
			vector, expected, isVector := strings.Cut(name, "=")
			if isVector {
				require.Equal(t, expected, string(vectors[vector].Expect), "%s names the vector %s", d.ID, vector)
				held = append(held, fmt.Sprintf("`%s` (%s)", vector, expected))
				continue
			}
			require.Contains(t, tests, name, "named by %s", d.ID)
			held = append(held, "`"+name+"`")
		}
		require.NotEmpty(t, held, d.ID)
		topic := d.Topic.English
		if d.Same {
			topic += " (the verdict is the same)"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", d.ID, topic, d.Validator.English, d.Here.English, strings.Join(held, ", "))
	}
	require.Len(t, differencesHeld, len(doctor.Differences()))
	b.WriteString("\n## What the doctor looks for\n\nEach of these is found in a badge made for it, and not in a good one\n(`TestTheDoctorFindsEachThingWhereItIs`).\n\n| id | what is so | who minds | what to change |\n|---|---|---|---|\n")
	for _, l := range doctor.Lints() {
		var who []string
		for _, r := range l.Readers {
			text := r.Name.English + ": " + r.Effect.Says().English
			for _, thread := range r.Threads {
				repository, number, _ := strings.Cut(thread, "#")
				text += fmt.Sprintf(" ([%s](https://github.com/%s/issues/%s))", thread, repository, number)
			}
			who = append(who, text)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", l.ID, l.Says.English, strings.Join(who, "; "), l.Change.English)
	}
	if *update {
		require.NoError(t, os.WriteFile("docs/validators.md", []byte(b.String()), 0o644))
	}
	got, err := os.ReadFile("docs/validators.md")
	require.NoError(t, err)
	require.Equal(t, b.String(), string(got), "go test -run TestTheDocumentOnValidatorsIsWhatTheDoctorSays . -update")
}

// What the table says of this library where no vector does: badges as tokens, whatever they
// say, by an issuer who signs them so.
func TestWhatTheValidatorOf1EdTechJudgesOtherwise(t *testing.T) {
	key, err := credential.ReadKey([]byte("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n"))
	require.NoError(t, err)
	signer, err := credential.NewKeySigner(key)
	require.NoError(t, err)
	issuer := signer.Method().Controller
	const list = `["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]`
	honest := `{"iss":"` + issuer + `","sub":"urn:uuid:1f0f5ac3-1d2b-4a1c-9b7e-3c4d5e6f7081","nbf":1780304400,"jti":"urn:uuid:ac42fa08-4a38-4c55-9ecb-2369d24dfb1c",` +
		`"@context":` + list + `,"id":"urn:uuid:ac42fa08-4a38-4c55-9ecb-2369d24dfb1c","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Civics",` +
		`"issuer":{"id":"` + issuer + `","type":["Profile"],"name":"Pine Ridge"},"validFrom":"2026-06-01T09:00:00Z",` +
		`"credentialSubject":{"id":"urn:uuid:1f0f5ac3-1d2b-4a1c-9b7e-3c4d5e6f7081","type":["AchievementSubject"],` +
		`"achievement":{"id":"urn:uuid:6b58c606-1ebc-55b5-bb80-11bd5a3ec3e0","type":["Achievement"],"name":"Civics","description":"d","criteria":{"narrative":"n"},"tag":["civics"]}}}`
	for _, c := range []struct {
		about, old, new, verdict, strict string
	}{
		{"the honest badge", "{", "{", "valid", "valid"},
		{"R1", `"tag"`, `"grade":"A","tag"`, "warning", "invalid"},
		{"R2", `context-3.0.3.json`, `context/ob_v3p0.jsonld`, "invalid", "invalid"},
		{"R2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "https://imsglobal.github.io/openbadges-specification/context.json", "invalid", "invalid"},
		{"R2", list, strings.Replace(list, "]", `,"https://www.w3.org/2018/credentials/v1"]`, 1), "invalid", "invalid"},
		{"R3", `["civics"]`, `"civics"`, "warning", "invalid"},
		{"R4", `"credentialSubject":{"id":"urn:uuid:1f0f5ac3-1d2b-4a1c-9b7e-3c4d5e6f7081",`, `"credentialSubject":{`, "invalid", "invalid"},
		{"R5", `"narrative":"n"`, ``, "warning", "invalid"},
		{"R6", `{"id":"` + issuer + `","type":["Profile"],"name":"Pine Ridge"}`, `"` + issuer + `"`, "valid", "valid"},
	} {
		require.Contains(t, honest, c.old, c.about)
		document := strings.Replace(honest, c.old, c.new, 1)
		if c.about == "R4" { // so that the claim does not differ
			document = strings.Replace(document, `"sub":"urn:uuid:1f0f5ac3-1d2b-4a1c-9b7e-3c4d5e6f7081",`, "", 1)
		}
		signed, err := credential.SignJWS(context.Background(), []byte(document), signer, credential.OpenBadges)
		require.NoError(t, err)
		for _, strict := range []bool{false, true} {
			v, err := verify.New(verify.Config{Issuers: []string{issuer}, Strict: strict, Now: func() time.Time { return time.Date(2026, 6, 2, 0, 0, 0, 0, time.UTC) }})
			require.NoError(t, err)
			report, _ := v.Verify(context.Background(), signed.Bytes())
			want := c.verdict
			if strict {
				want = c.strict
			}
			require.Equal(t, want, report.Verdict(), "%s, strict %v: %v", c.about, strict, append(report.Errors(), report.Warnings()...))
		}
	}
}

package explain_test

import (
	"crypto"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/explain"
)

// presented is a presentation of these credentials by its holder, as a token, and by a
// proof inside, and the verdict on it.
func presented(t testing.TB, v *verify.Verifier, suite credential.Suite, badges ...string) ([]byte, *verify.PresentationReport) {
	t.Helper()
	key := edKey(9)
	own, err := credential.NewKeySigner(key)
	require.NoError(t, err)
	p := credential.Presentation{ID: "urn:uuid:0f0e0d0c-0b0a-4908-8706-0504030201ff"}
	for _, b := range badges {
		s, err := credential.Parse([]byte(b))
		require.NoError(t, err)
		p.Credentials = append(p.Credentials, s)
	}
	h := &credential.Holder{Signer: own, Suite: suite, Now: now}
	made, err := h.Present(ctx, p, "once", "verifier.example")
	require.NoError(t, err)
	report, err := v.Expecting("once", "verifier.example").VerifyPresentation(ctx, made.Bytes())
	require.Len(t, report.Credentials, len(badges), "%v", err)
	return made.Bytes(), report
}

func TestEachCredentialOfAPresentationIsDiagnosed(t *testing.T) {
	one := edKey(1)
	m := method("one", one)
	v := verifier(t, m)
	respelled := replaced(t, `"awardedDate":"2026-03-31T09:00:00Z"`, `"awardedDate":"2026-03-31T09:00:00.000Z"`)
	good := secured(t, badge, signer(t, m, one), credential.EdDSARDFC2022)
	token := secured(t, badge, signer(t, m, one), "")
	values := secured(t, badge, signer(t, m, one), credential.EdDSAJCS2022)
	for _, around := range []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		for _, broken := range []string{respelled(good), payload(t, token, respelled), respelled(values)} {
			if around == credential.EdDSARDFC2022 && strings.Contains(broken, "jcs") {
				continue // which has a context in it, and can stand in no graph
			}
			data, report := presented(t, v, around, good, broken, token)
			require.Equal(t, verify.Failed, report.Outcome)
			e := explain.Explain(ctx, data, report, nil)
			require.Nil(t, e.Diagnosis)
			require.Len(t, e.Presented, 1)
			require.Equal(t, "/verifiableCredential/1", e.Presented[0].Pointer)
			require.Equal(t, "/awardedDate", requireFound(t, e.Presented[0].Diagnosis, explain.DateSpelling).Pointer)
			require.Contains(t, e.Text("en"), "Why the proof of the credential at /verifiableCredential/1 does not hold\n  The signature would hold if the time at /awardedDate")
			require.Contains(t, e.Text("es"), "Por qué la prueba de la credencial en /verifiableCredential/1 no es válida")
			object, err := e.MarshalJSON()
			require.NoError(t, err)
			require.Contains(t, string(object), `"presented":[{"pointer":"/verifiableCredential/1","diagnosis":{"findings":[{"hypothesis":"date-spelling"`)
		}
	}
	data, report := presented(t, v, "", strings.Replace(good, "Civics & Law", "Alchemy", 1), good, payload(t, token, respelled))
	several := explain.DiagnosePresented(ctx, data, report, nil)
	require.Len(t, several, 2)
	require.Empty(t, several[0].Diagnosis.Findings)
	require.Equal(t, "/verifiableCredential/2", several[1].Pointer)
	requireFound(t, several[1].Diagnosis, explain.DateSpelling)
	data, report = presented(t, v, "", good)
	require.Equal(t, verify.Passed, report.Outcome)
	require.Empty(t, explain.Explain(ctx, data, report, nil).Presented)
}

// What is spent on one credential is spent for all: thirty-two cost no more than one may.
func TestAllCredentialsOfAPresentationShareOneBudget(t *testing.T) {
	one := edKey(1)
	m := method("one", one)
	v := verifier(t, m)
	var badges []string
	for i := range limits.Presented {
		b := strings.Replace(badge, "03020100", fmt.Sprintf("030201%02x", i), 1)
		badges = append(badges, strings.Replace(secured(t, b, signer(t, m, one), credential.EdDSAJCS2022), "Civics & Law", "Alchemy", 1))
	}
	data, report := presented(t, v, credential.EdDSAJCS2022, badges...)
	all := explain.DiagnosePresented(ctx, data, report, nil)
	require.Len(t, all, limits.Presented)
	tried := 0
	for _, p := range all {
		tried += p.Diagnosis.Tried
	}
	require.Positive(t, all[0].Diagnosis.Tried)
	require.LessOrEqual(t, tried, limits.DiagnosisSigns)
	last := all[len(all)-1].Diagnosis
	require.True(t, last.Asked && last.Exhausted)
	require.Positive(t, last.Tried, "nobody is left with nothing")
	require.Contains(t, strings.Join(last.Sentences("en"), " "), "Not everything was tried")
}

// Why the proof of the presentation itself does not hold is told in words of presentations
// and holders, and by what its keys are for.
func TestThePresentationsOwnProofIsDiagnosed(t *testing.T) {
	one, two, three := edKey(7), edKey(8), edKey(9)
	const ada = "did:example:ada"
	own := func(name string, key crypto.Signer, purpose string) credential.Method {
		return credential.Method{ID: ada + "#" + name, Controller: ada, Key: key.Public(), Purposes: []string{purpose}}
	}
	m := method("one", edKey(1))
	good, err := credential.Parse([]byte(secured(t, badge, signer(t, m, edKey(1)), credential.EdDSARDFC2022)))
	require.NoError(t, err)
	v := verifier(t, m, own("one", one, credential.Authentication), own("two", two, credential.Authentication), own("three", three, credential.AssertionMethod))
	for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		for variant, key := range map[string]crypto.Signer{"": two, "other-purpose": three} {
			h := &credential.Holder{Signer: signer(t, own("one", key, credential.Authentication), key), Suite: suite, Now: now}
			made, err := h.Present(ctx, credential.Presentation{Credentials: []*credential.Secured{good}}, "once", "verifier.example")
			require.NoError(t, err)
			report, err := v.Expecting("once", "verifier.example").VerifyPresentation(ctx, made.Bytes())
			require.ErrorIs(t, err, credential.ProofSigInvalid)
			e := explain.Explain(ctx, made.Bytes(), report, nil)
			require.Empty(t, e.Presented)
			f := requireFound(t, e.Diagnosis, explain.OtherKey)
			require.Equal(t, variant, f.Variant)
			for language, words := range map[string][2]string{
				"en": {"another key of the same holder", "This explains the refusal and does not undo it: the presentation as it is was not signed."},
				"es": {"otra clave del mismo titular", "la presentación, tal como está, no fue firmada."},
			} {
				text := strings.Join(e.Diagnosis.Sentences(language), " ")
				require.Contains(t, text, words[0])
				require.Contains(t, text, words[1])
				for _, word := range []string{"badge", "issuer", "insignia", "emisor"} {
					require.NotContains(t, text, word)
				}
			}
		}
	}
	// Nor is it looked for where it has held, whatever stands against what is presented.
	data, report := presented(t, v, credential.EdDSARDFC2022, strings.Replace(string(good.Bytes()), "Civics & Law", "Alchemy", 1))
	require.Equal(t, verify.Failed, report.Outcome)
	require.Empty(t, report.Keys())
	require.False(t, explain.Diagnose(ctx, data, report, nil).Asked)
	require.Nil(t, explain.Explain(ctx, data, report, nil).Diagnosis)
}

// Of a presentation that is not its holder's nobody looks at what it presents: that is
// neither judged nor explained.
func TestNothingIsDiagnosedInAPresentationThatIsNotItsHolders(t *testing.T) {
	one := edKey(1)
	m := method("one", one)
	broken := strings.Replace(secured(t, badge, signer(t, m, one), credential.EdDSARDFC2022), `"2026-03-31T09:00:00Z"`, `"2026-03-31T09:00:00.000Z"`, 1)
	data, _ := presented(t, verifier(t, m), credential.EdDSARDFC2022, broken)
	forged := []byte(strings.Replace(string(data), "urn:uuid:0f0e0d0c-0b0a-4908-8706-0504030201ff", "urn:uuid:0f0e0d0c-0b0a-4908-8706-0504030201ee", 1))
	require.NotEqual(t, data, forged)
	report, err := verifier(t, m).Expecting("once", "verifier.example").VerifyPresentation(ctx, forged)
	require.Error(t, err)
	e := explain.Explain(ctx, forged, report, nil)
	require.True(t, e.Diagnosis.Asked)
	require.Empty(t, e.Diagnosis.Findings, "another id is no harmless change")
	require.Empty(t, e.Presented)
}

// A token in an envelope is diagnosed as it is alone.
func TestATokenInAnEnvelopeIsDiagnosed(t *testing.T) {
	one := edKey(1)
	m := method("one", one)
	v := verifier(t, m)
	token := payload(t, secured(t, badge, signer(t, m, one), ""), replaced(t, `"awardedDate":"2026-03-31T09:00:00Z"`, `"awardedDate":"2026-03-31T09:00:00.000Z"`))
	envelope := `{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["EnvelopedVerifiableCredential"],"id":"data:application/vc+jwt,` + token + `"}`
	alone, _ := diagnosed(t, v, token)
	for _, data := range []string{envelope, `{"jwt":"` + token + `"}`, `"` + token + `"`} {
		d, _ := diagnosed(t, v, data)
		requireFound(t, d, explain.DateSpelling)
		require.True(t, slices.Equal(alone.Findings, d.Findings))
	}
}

package main

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/receipt"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// What package receipt says of the bundle of a vector the page and the VC-API say, for the
// same reasons and with the same notes; and neither accepts what was refused then.
func TestEveryBundleOfAVectorIsJudgedAlikeByTheServer(t *testing.T) {
	h, office, opened, passed := start(t), bundleOffice(t, 1), 0, 0
	for i, v := range testdata.Vectors() {
		if testing.Short() && i%everyDoor != 0 || v.Policy.ProofOnly || v.Policy.AnyType || v.Policy.Presentation {
			continue
		}
		first, _ := facing(t, h, v).Verify(t.Context(), v.Data)
		signed, err := receipt.Sign(t.Context(), first, office, v.At)
		if err != nil {
			continue // it could not be read
		}
		bundle, err := receipt.Bundle(signed, first)
		require.NoError(t, err, v.Name)
		h.server.reader = receipt.Reader{Keys: []credential.Method{office.Method()}, Now: func() time.Time { return v.At.AddDate(10, 0, 0) }}
		want, _ := h.server.reader.Verify(t.Context(), bundle, h.server.offline)
		require.False(t, first.Outcome != verify.Passed && want.Outcome == verify.Passed, v.Name)
		_, body, _ := h.ask(t, sent{file: string(bundle), accept: "application/json"})
		got := ruling{Errors: []ground{}, Warnings: []ground{}}
		require.NoError(t, json.Unmarshal([]byte(body), &got), v.Name)
		require.Equal(t, rulingOf(want), got, v.Name)
		require.NotEmpty(t, got.Warnings, v.Name)
		opened++
		if want.Outcome == verify.Passed {
			passed++
		}
		if len(bundle) > mostBody/2 {
			continue // a request has a bound of its own
		}
		r := h.post(t, "/credentials/verify", `{"verifiableCredential":`+string(bundle)+`,"options":{"asOf":"receipt"}}`)
		require.Equal(t, rulingOf(want), ruling{want.Verdict(), of(r.Errors), of(r.Warnings)}, v.Name)
		require.Equal(t, want.Outcome == verify.Passed, r.Verified, v.Name)
	}
	t.Log(opened, passed)
	require.Greater(t, opened, 150)
	require.Greater(t, passed, 30)
}

// What is explained of a badge in a bundle is explained under the contexts that came with it.
func TestABadgeOfABundleIsExplainedUnderItsContexts(t *testing.T) {
	const place = "https://club.example/context"
	own, err := credential.StandardContexts().With(place, []byte(`{"@context":{"shirt":"https://club.example/vocab#shirt"}}`))
	require.NoError(t, err)
	school, office := verifytest.NewIssuer(verifytest.Setup{}), bundleOffice(t, 1)
	c := school.Claims
	c.Context, c.Status = []string{place}, nil
	made, err := (&credential.Issuer{Signer: school.Signer, Suite: credential.EdDSARDFC2022, Contexts: own, Now: school.Clock.Now}).Issue(t.Context(), c)
	require.NoError(t, err)
	config := school.Config()
	config.Contexts = own
	v, err := verify.New(config)
	require.NoError(t, err)
	report, err := v.Verify(t.Context(), made.Bytes())
	require.NoError(t, err)
	signed, err := receipt.Sign(t.Context(), report, office, school.Clock.Now())
	require.NoError(t, err)
	bundle, err := receipt.Bundle(signed, report)
	require.NoError(t, err)
	h := fiveYearsOn(t, "-trusted-receipt", office.Method().Controller, "-issuer", school.ID)
	r := h.post(t, "/credentials/verify?explain", `{"verifiableCredential":`+string(bundle)+`,"options":{"asOf":"receipt"}}`)
	require.True(t, r.Verified, r.raw)
	require.Contains(t, r.raw, `{"pointer":"/name","proofs":[0]}`, "and not that no proof covers it")
	require.Contains(t, r.raw, "what the names of the context "+place+" mean is the word of whoever verified the badge then")
}

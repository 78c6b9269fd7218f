package verify_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// costly is a badge of nine kilobytes whose graph takes nearly all of the work that
// one canonicalization may, under a chain of proofs by its issuer, so that each of
// them needs another form of it.
func costly(t testing.TB, proofs int) string {
	t.Helper()
	k := 0
	doc := bare(t, `,"resultDescription":[`+many(2, func(int) string {
		return `{"type":"ResultDescription","rubricCriterionLevel":[` + many(6, func(int) string {
			return `{"type":"RubricCriterionLevel","alignment":[` + many(10, func(int) string {
				k++
				return fmt.Sprintf(`{"type":"Alignment","targetName":"2090.%d"}`, k)
			}) + `]}`
		}) + `]}`
	})+`]`, "")
	for i := range proofs {
		o := credential.ProofOptions{Suite: credential.EdDSARDFC2022, ID: fmt.Sprintf("urn:p:%d", i)}
		if i > 0 {
			o.Previous = []string{fmt.Sprintf("urn:p:%d", i-1)}
		}
		doc = prove(t, doc, o)
	}
	return doc
}

// shownOften is a badge with so many derived proofs that hold, each over all of its
// pieces of evidence.
func shownOften(t testing.TB, pieces, proofs int) string {
	t.Helper()
	_, ec := academyKeys(t)
	doc := strings.Replace(bare(t, "", `,"evidence":[`+many(pieces, func(i int) string { return fmt.Sprintf(`{"id":"u:%d","type":["Evidence"]}`, i) })+`]`), school(t).Method().Controller, academy, 1)
	var head string
	var all []string
	for i := range proofs {
		b, err := credential.AddProof(ctx, []byte(doc), ec, credential.ProofOptions{Suite: credential.ECDSASD2023, ID: fmt.Sprint("urn:p:", i), Mandatory: []string{"/name"}})
		require.NoError(t, err)
		shown := derive(t, string(b.Bytes()), "")
		at := strings.Index(shown, `,"proof":`)
		head = shown[:at]
		all = append(all, strings.TrimSuffix(shown[at+len(`,"proof":`):], "}"))
	}
	return head + `,"proof":[` + strings.Join(all, ",") + `]}`
}

func presented(t testing.TB, n int, data string) string {
	return signPresentation(presentationOf(t, `[`+strings.Repeat(data+",", n-1)+data+`]`))
}

// What blank nodes that look alike can cost is bounded for a verification and what
// comes with it, and not only for each form of each document.
func TestManyFormsCostNoMoreThanTheirTextEarns(t *testing.T) {
	v := newVerifier(t, nil)
	_, err := v.VerifyProofs(ctx, []byte(costly(t, 1)))
	require.NoError(t, err, "once it is within the limits")
	report, err := v.VerifyProofs(ctx, []byte(costly(t, 8)))
	require.ErrorIs(t, err, credential.CanonLimit)
	require.True(t, len(report.Proofs) < 8)
	all, _ := v.VerifyPresentation(ctx, []byte(presented(t, 8, costly(t, 1))))
	require.True(t, all.Credentials[0].Proofs[0].Held, "the first is judged")
	require.False(t, all.Credentials[7].Proofs[0].Held)
	require.Contains(t, codesOf(all.Credentials[7].Errors()), string(credential.CanonLimit))

	// What honest badges need besides, their text earns, whatever came before.
	some := addProof(t, strings.Replace(academyBadge(t), `"evidence":[`, `"evidence":[`+many(200, func(int) string { return `{"type":["Evidence"]}` })+`,`, 1), first(academyKeys(t)), credential.ProofOptions{Suite: credential.EdDSARDFC2022})
	all, _ = academyVerifier(t, nil).VerifyPresentation(ctx, []byte(signPresentation(presentationOf(t, `[`+strings.Repeat(costly(t, 1)+",", 4)+some+`,`+some+`]`))))
	for _, r := range all.Credentials[4:] {
		require.True(t, r.Proofs[0].Held, "%.300v", r.Errors())
	}
}

func first(a, _ credential.Signer) credential.Signer { return a }

func TestStatementsOfDerivedProofsAreCounted(t *testing.T) {
	v := academyVerifier(t, nil)
	_, err := v.VerifyProofs(ctx, []byte(shownOften(t, 1900, 1)))
	require.NoError(t, err)
	_, err = v.VerifyProofs(ctx, []byte(shownOften(t, 1900, 4)))
	require.ErrorIs(t, err, credential.InputTooLarge)
}

// counting counts what it is asked, and answers with a key or not.
type counting struct {
	method credential.Method
	calls  int
}

func (c *counting) Resolve(_ context.Context, q verify.KeyQuery) (credential.Method, error) {
	if c.calls++; c.method.Key == nil {
		return credential.Method{}, errors.New("offline")
	}
	m := c.method
	m.ID = q.Method
	return m, nil
}

// proofsNaming is a credential with a proof, which holds for nobody, by each key.
func proofsNaming(issuer string, keys ...string) string {
	var proofs []string
	for _, key := range keys {
		proofs = append(proofs, fmt.Sprintf(`{"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022","verificationMethod":%q,"proofPurpose":"assertionMethod","proofValue":"z1"}`, key))
	}
	return fmt.Sprintf(`{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:x:1","type":["VerifiableCredential"],"issuer":%q,"credentialSubject":{"id":"urn:x:s"},"proof":[%s]}`, issuer, strings.Join(proofs, ","))
}

func TestResolversAreAskedSoOftenAndNoMore(t *testing.T) {
	asked := new(counting)
	v := newVerifier(t, func(c *verify.Config) {
		c.Resolvers = map[string]verify.Resolver{"https": asked, "did:key": verify.DIDKey()}
	})
	var all []string
	for i := range 32 {
		issuer := fmt.Sprintf("https://victim%d.example/i", i)
		var keys []string
		for k := range 8 {
			keys = append(keys, fmt.Sprint(issuer, "#", k))
		}
		all = append(all, proofsNaming(issuer, keys...))
	}
	report, err := v.VerifyPresentation(ctx, []byte(signPresentation(presentationOf(t, `[`+strings.Join(all, ",")+`]`))))
	require.ErrorIs(t, err, credential.ResolveFailed)
	require.Equal(t, verify.Undetermined, report.Outcome)
	require.Equal(t, 16+2*32-1, asked.calls, "one was for the key of the holder")

	// The same key is asked for once.
	asked.calls = 0
	const a, b = "https://a.example/i", "https://b.example/i"
	same := proofsNaming(a, a+"#1", a+"#1", a+"#1") + "," + proofsNaming(a, a+"#1") + "," + proofsNaming(b, b+"#1", a+"#1")
	_, err = v.VerifyPresentation(ctx, []byte(signPresentation(presentationOf(t, `[`+same+`]`))))
	require.Error(t, err)
	require.Equal(t, 2, asked.calls, "b's badge naming a's key asks nobody")

	// Whose key it has to be is a part of the question, of two who share a host.
	asked.calls = 0
	two := proofsNaming(a, "https://a.example/k#1") + "," + proofsNaming("https://a.example/j", "https://a.example/k#1")
	_, err = v.VerifyPresentation(ctx, []byte(signPresentation(presentationOf(t, `[`+two+`]`))))
	require.Error(t, err)
	require.Equal(t, 2, asked.calls)
}

// What came of a look-up for one credential of a presentation is judged again for the
// next, and what it rested on is a source of both.
func TestALookUpIsASourceOfEachThatRestsOnIt(t *testing.T) {
	doc := webBadge(t, 0)
	v := fetching(t, verify.FetchMap{webPlace: webDocument(t, 0)}, "did:web:school.example", nil)
	one, err := v.Verify(ctx, doc)
	require.NoError(t, err)
	require.Len(t, one.Sources, 1)
	envelope := `{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiableCredential","id":"data:application/vc+jwt,` + string(doc) + `"}`
	report, err := v.VerifyPresentation(ctx, []byte(presented(t, 3, envelope)))
	require.NoError(t, err)
	require.Len(t, report.Sources, 1)
	for _, r := range report.Credentials {
		require.Len(t, r.Sources, 1)
		require.Equal(t, one.Sources[0].URL, r.Sources[0].URL)
	}
}

// BenchmarkMultiplied is what the inputs cost that ask for the same work many times.
func BenchmarkMultiplied(b *testing.B) {
	v := newVerifier(b, nil) // none of these issuers is trusted
	ac := academyVerifier(b, nil)
	chain := costly(b, 8)
	for name, judge := range map[string]func(){
		"one form":   func() func() { d := []byte(costly(b, 1)); return func() { _, _ = v.Verify(ctx, d) } }(),
		"chain of 8": func() { _, _ = v.Verify(ctx, []byte(chain)) },
		"32 chains of 8": func() func() {
			d := []byte(presented(b, 32, chain))
			return func() { _, _ = v.VerifyPresentation(ctx, d) }
		}(),
		"4 derived proofs": func() func() { d := []byte(shownOften(b, 1900, 4)); return func() { _, _ = ac.Verify(ctx, d) } }(),
		"8 derived proofs": func() func() { d := []byte(shownOften(b, 1000, 8)); return func() { _, _ = ac.Verify(ctx, d) } }(),
	} {
		b.Run(name, func(b *testing.B) {
			before := processorTime()
			for b.Loop() {
				judge()
			}
			b.ReportMetric(float64((processorTime()-before).Milliseconds())/float64(b.N), "cpu-ms/op")
		})
	}
}

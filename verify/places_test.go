package verify_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/mr-tron/base58"
	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/strictjson"
	"github.com/summitbadges/openbadges/verify"
)

// Of several proofs, a problem says which one it is about, and its place is there.
func TestAProblemOfAProofPointsAtThatProof(t *testing.T) {
	first := prove(t, unproved(t), credential.ProofOptions{})
	second := func(o credential.ProofOptions) string { return prove(t, first, o) }
	edited := func(old, replacement string) string {
		data := second(credential.ProofOptions{})
		i := strings.LastIndex(data, old)
		require.Positive(t, i, old)
		return data[:i] + replacement + data[i+len(old):]
	}
	kid := school(t).Method().ID
	v := newVerifier(t, nil)
	for name, c := range map[string]struct {
		v    *verify.Verifier
		data string
		code credential.Code
		at   string
	}{
		"made tomorrow":       {v, second(credential.ProofOptions{Created: clock.Add(time.Hour)}), credential.ProofCreatedFuture, "/proof/1/created"},
		"over":                {v, second(credential.ProofOptions{Expires: clock.Add(-time.Hour)}), credential.ProofExpired, "/proof/1/expires"},
		"another purpose":     {v, edited(`"assertionMethod"`, `"authentication"`), credential.ProofPurpose, "/proof/1/proofPurpose"},
		"no purpose":          {v, edited(`"proofPurpose":"assertionMethod",`, ``), credential.ProofPurpose, "/proof/1"},
		"no key":              {v, edited(`"verificationMethod":"`+kid+`",`, ``), credential.ProofMalformed, "/proof/1"},
		"a key that is none":  {v, edited(kid, school(t).Method().Controller+"#key-1"), credential.KeyNotFound, "/proof/1"},
		"a former name":       {v, edited(`"eddsa-rdfc-2022"`, `"eddsa-2022"`), credential.ProofTypeUnsupported, "/proof/1/cryptosuite"},
		"an unknown suite":    {v, edited(`"eddsa-rdfc-2022"`, `"x-2030"`), credential.ProofTypeUnsupported, "/proof/1"},
		"for another place":   {v.Expecting("c"), second(credential.ProofOptions{Challenge: "c"}), credential.ProofDomain, "/proof/0"},
		"for a place":         {v, second(credential.ProofOptions{Challenge: "c"}), credential.ProofDomain, "/proof/1"},
		"builds on a fallen":  {v, prove(t, strings.Replace(prove(t, unproved(t), credential.ProofOptions{ID: "urn:p:1"}), `"proofValue":"z`, `"proofValue":"z1`, 1), credential.ProofOptions{Previous: []string{"urn:p:1"}}), credential.ProofSetIncomplete, "/proof/1"},
		"edited":              {v, strings.Replace(second(credential.ProofOptions{Created: clock}), `:00Z","verificationMethod"`, `:01Z","verificationMethod"`, 1), credential.ProofSigInvalid, "/proof/1"},
		"a time in no offset": {v, signedAgain(t, strings.Replace(second(credential.ProofOptions{Created: clock}), `:00Z","verificationMethod"`, `:00","verificationMethod"`, 1)), credential.TimeFormat, "/proof/1"},
	} {
		t.Run(name, func(t *testing.T) {
			report, _ := c.v.Verify(ctx, []byte(c.data))
			var places []string
			for _, p := range append(report.Errors(), report.Warnings()...) {
				if p.Code == c.code {
					places = append(places, p.Pointer)
				}
			}
			require.Contains(t, places, c.at)
			tape, err := strictjson.Parse([]byte(c.data), strictjson.Limits{})
			require.NoError(t, err)
			_, there := tape.Root().Lookup(c.at)
			require.True(t, there, c.at)
		})
	}
	// The end of a token's signature stands in the token.
	report, err := v.Verify(ctx, forge(`{"alg":"EdDSA","kid":"`+kid+`","typ":"vc+jwt"}`, payload(t, `"exp":`+strconvUnix(clock.AddDate(1, 0, 0)), `"exp":1`), edKey(0)))
	require.ErrorIs(t, err, credential.ProofExpired)
	require.Equal(t, "/exp", report.Errors()[0].Pointer)
}

// signedAgain signs the last proof of a document as it stands, with the school's key.
func signedAgain(t *testing.T, data string) string {
	t.Helper()
	s, err := credential.Parse([]byte(data))
	require.NoError(t, err)
	proofs, err := s.Proofs()
	require.NoError(t, err)
	document, proof, err := s.Forms(ctx, proofs[len(proofs)-1], school(t).Method(), nil)
	require.NoError(t, err)
	of, over := sha256.Sum256(proof), sha256.Sum256(document)
	const value = `"proofValue":"z`
	i := strings.LastIndex(data, value) + len(value)
	end := i + strings.IndexByte(data[i:], '"')
	return data[:i] + base58.Encode(ed25519.Sign(edKey(0), append(of[:], over[:]...))) + data[end:]
}

func TestATokenIsMadeForNoOccasion(t *testing.T) {
	token := issueAs(t, school(t), civics(t))
	v := newVerifier(t, nil)
	_, err := v.Expecting("").Verify(ctx, token)
	require.NoError(t, err, "nothing was expected")
	for _, other := range []*verify.Verifier{v.Expecting("c1"), v.Expecting("", "https://school.example")} {
		_, err = other.Verify(ctx, token)
		require.ErrorIs(t, err, credential.ProofDomain)
		require.ErrorContains(t, err, "a signed token does not say")
		require.NotContains(t, err.Error(), "[]")
	}
	proved := []byte(prove(t, unproved(t), credential.ProofOptions{Challenge: "c1"}))
	_, err = v.Expecting("", "https://school.example", "https://two.example").Verify(ctx, proved)
	require.ErrorContains(t, err, "the proof was made for no domain and the challenge c1; expected: the domain https://school.example, https://two.example and no challenge")
}

type nameless struct{}

func (nameless) Issuer(context.Context, string) (string, bool, error) { return "", true, nil }

func TestARegistryWithoutANameLeavesTheBadgeItsOwn(t *testing.T) {
	v := newVerifier(t, func(c *verify.Config) { c.Issuers, c.Registry = nil, nameless{} })
	report, err := v.Verify(ctx, issueAs(t, school(t), civics(t)))
	require.NoError(t, err)
	require.Equal(t, verify.NameFromBadge, report.Issuer.NameFrom)
	require.Equal(t, "Pine Ridge High School", report.Issuer.Name)
}

func TestAReportIsWrittenAlikeAsValueAndAsPointer(t *testing.T) {
	v := newVerifier(t, nil)
	data := issueAs(t, school(t), civics(t))
	report, err := v.Verify(ctx, data)
	require.NoError(t, err)
	value, err := json.Marshal(*report)
	require.NoError(t, err)
	pointer, err := json.Marshal(report)
	require.NoError(t, err)
	require.Equal(t, string(pointer), string(value))
	require.True(t, bytes.HasPrefix(value, []byte(`{"outcome":"valid"`)))

	proofs, err := v.VerifyProofs(ctx, data)
	require.NoError(t, err)
	value, err = json.Marshal(struct{ R verify.ProofReport }{*proofs})
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(value, []byte(`{"R":{"outcome":"valid"`)))
}

// The older suites are proof types without a cryptosuite; a report names them all
// the same.
func TestAReportNamesTheAlgorithmOfEverySuite(t *testing.T) {
	for suite, want := range map[credential.Suite]string{"": "EdDSA", credential.EdDSAJCS2022: "eddsa-jcs-2022",
		credential.Ed25519Signature2020: "Ed25519Signature2020", credential.JsonWebSignature2020: "JsonWebSignature2020"} {
		report, err := newVerifier(t, nil).Verify(ctx, []byte(issueEmbedded(t, school(t), suite, civics(t))))
		require.NoError(t, err)
		require.Equal(t, want, report.Algorithm)
		require.Equal(t, want, report.Proofs[0].Algorithm)
	}
}

func TestAResolverThatNobodyWouldAskIsRefused(t *testing.T) {
	for name, taken := range map[string]bool{"did:key": true, "did:web": true, "https": true,
		"https://": false, "http": false, "did:": false, "did": false, "web": false, "did:Web": false, "did:web:": false, "": false} {
		_, err := verify.New(verify.Config{AnyIssuer: true, Resolvers: map[string]verify.Resolver{name: verify.DIDKey()}})
		require.Equal(t, taken, err == nil, "%q: %v", name, err)
	}
}

package credential_test

import (
	"context"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// Of what stands in the wrong form it is said which form it should have, before anything
// is said of its value.
func TestConformSaysWhichFormIsWanted(t *testing.T) {
	const v2, ob = `"https://www.w3.org/ns/credentials/v2"`, `"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"`
	const contexts = `"@context":[` + v2 + `,` + ob + `]`
	for edit, words := range map[string]string{
		`"iss":|"iss":["x"],"x-iss":`:              "the claim iss must be a string",
		`"sub":|"sub":7,"x-sub":`:                  "the claim sub must be a string",
		`"nbf":1777626000|"nbf":1777626000.5`:      "the claim nbf must be a whole number of seconds",
		`"exp":1809162000|"exp":1e30`:              "the claim exp must be a whole number of seconds",
		`"validUntil":|"exp":1.5,"x-validUntil":`:  "the claim exp must be a whole number of seconds",
		`"validFrom":|"nbf":0.5,"x-validFrom":`:    "the claim nbf must be a whole number of seconds",
		contexts + `|"@context":[` + v2 + `,17]`:   "a context is a URL or an object",
		contexts + `|"@context":[` + v2 + `,null]`: "a context is a URL or an object",
		contexts + `|"@context":[` + v2 + strings.Repeat(`,"https://example.org/x"`, limits.TypeValues) + `]`: "entries; at most",
		contexts + `|"@context":[` + v2 + `,"examples"]`:                                                      "a context is an absolute URL or an object",
	} {
		old, replacement, _ := strings.Cut(edit, "|")
		doc := badgeJSON(t, old, replacement)
		if strings.Contains(replacement, `"exp":1.5`) {
			doc = strings.Replace(doc, `"exp":1809162000`, `"x-exp":1`, 1)
		}
		if strings.Contains(replacement, `"nbf":0.5`) {
			doc = strings.Replace(doc, `"nbf":1777626000`, `"x-nbf":1`, 1)
		}
		var said []string
		for _, p := range signed(t, doc).Conform(credential.Transform{}) {
			said = append(said, p.Message)
		}
		require.Contains(t, strings.Join(said, "\n"), words, edit)
	}
	general := signed(t, `{"@context":[`+v2+`],"type":["VerifiableCredential"],"issuer":"did:example:i","name":{"@value":7},"credentialSubject":{"id":"did:example:s"}}`)
	found := general.ConformCredential(credential.Transform{})
	require.NotEmpty(t, found)
	require.Contains(t, found[0].Message, "@value must be a string")
}

func TestWhatIsReadSaysWhatIsWrongWithIt(t *testing.T) {
	for text, words := range map[string]string{
		`{"a":"` + strings.Repeat("a", limits.Document) + `"}`: "a badge has at most",
		"e30.e30." + strings.Repeat("A", limits.JWS):           "a signed badge has at most",
		"eyJhbGciOiJFZERTQSJ9.W10." + strings.Repeat("A", 86):  "the signed content must be a JSON object",
	} {
		_, err := credential.Parse([]byte(text))
		require.ErrorContains(t, err, words)
	}
	for name, words := range map[string]string{
		"did:web:school.example%20":     "the only escape is %3A, before a port",
		"did:web:school.example%2Fevil": "the only escape is %3A, before a port",
		"did:web:":                      "a host is missing",
		"did:web:school.example#":       "its fragment is empty",
		"did:web:%5B::1%5D":             "an address is no name of a host",
	} {
		_, err := credential.DIDWebURL(name)
		require.ErrorContains(t, err, words, name)
	}
}

// A proof says of itself what it is, and is refused for what it says.
func TestAProofIsRefusedForWhatItSays(t *testing.T) {
	ctx := context.Background()
	const id = "urn:uuid:00000000-0000-4000-8000-00000000000"
	secured := badgeFor(t, credential.EdDSAJCS2022)
	proofs, err := secured.Proofs()
	require.NoError(t, err)
	m := signerNumber(t, 1).Method()
	proof := string(secured.Bytes())
	of := func(list string) error {
		s, err := credential.Parse([]byte(strings.Replace(proof, `"proof":[`, `"proof":`+list+`,"was":[`, 1)))
		require.NoError(t, err)
		_, err = s.Proofs()
		return err
	}
	one := func(members string) string {
		return `{"type":"DataIntegrityProof","cryptosuite":"eddsa-jcs-2022"` + members + `}`
	}
	for list, words := range map[string]string{
		one(`,"previousProof":"not a URL"`):                 "the id of another proof, a URL, or a list of such ids",
		one(`,"previousProof":["` + id + `1","not a URL"]`): "the id of another proof, a URL, or a list of such ids",
		one(`,"previousProof":[]`):                          "the id of another proof, or a list of such ids",
		one(`,"previousProof":[` + strings.Repeat(`"`+id+`1",`, limits.Proofs) + `"` + id + `1"]`): "the id of another proof, or a list of such ids",
		one(`,"previousProof":"` + id + `1"`):                                                      "which is not there",
		`[` + one(`,"id":"`+id+`1"`) + `,` + one(`,"id":"`+id+`1"`) + `]`:                          "two proofs have the id",
		`[` + one(`,"id":"`+id+`1","previousProof":"`+id+`1"`) + `,` + one(``) + `]`:               "build on one another in a circle",
		`[` + one(`,"id":"`+id+`1"`) + `,` + one(`,"previousProof":"`+id+`2"`) + `]`:               "which is not there",
	} {
		err := of(list)
		require.ErrorIs(t, err, credential.ProofMalformed, list)
		require.ErrorContains(t, err, words, list)
	}

	// A document that lost a context since it was signed is not the one that was.
	cut, err := credential.Parse([]byte(strings.Replace(proof, `,"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"`, ``, 1)))
	require.NoError(t, err)
	_, err = cut.CheckProof(ctx, proofs[0], m, nil)
	require.ErrorIs(t, err, credential.ProofMalformed)
	require.ErrorContains(t, err, "contexts; the document has 1")
	_, _, err = cut.Forms(ctx, proofs[0], m, nil)
	require.ErrorIs(t, err, credential.ProofMalformed)

	// The algorithm is the key's, and so is the reason.
	token := badgeFor(t, "")
	ofToken, err := token.Proofs()
	require.NoError(t, err)
	_, err = token.CheckProof(ctx, ofToken[0], signerFor(t, "ES256", 1).Method(), nil)
	require.ErrorIs(t, err, credential.KeyTypeMismatch)
	require.ErrorContains(t, err, "the token says it was signed with EdDSA")
}

// A context that is written out is no name of one.
func TestAContextThatIsWrittenOutIsNoName(t *testing.T) {
	const v2, ob = `"https://www.w3.org/ns/credentials/v2"`, `"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"`
	s := signed(t, badgeJSON(t, `"@context":[`+v2+`,`+ob+`]`, `"@context":[`+v2+`,`+ob+`,{"a":"https://v.example/a"},"https://v.example/"]`))
	view, err := s.Unverified()
	require.NoError(t, err)
	require.Equal(t, []string{"https://v.example/"}, view.Context)
}

// What a header says beyond the list of OB 3.0 is told, each for itself.
func TestEachOddHeaderIsRemarkedOn(t *testing.T) {
	payload := base64.RawURLEncoding.EncodeToString([]byte(badgeJSON(t, "", "")))
	for header, words := range map[string]string{
		`{"alg":"EdDSA","kid":"k"}`:                           "",
		`{"alg":"EdDSA","kid":"k","typ":"JWT"}`:               "",
		`{"alg":"EdDSA","kid":"k","typ":"vc+jwt"}`:            "the token's typ is \"vc+jwt\"",
		`{"alg":"EdDSA","kid":"k","cty":"vc"}`:                "the token's header has cty \"vc\"",
		`{"alg":"EdDSA"}`:                                     "the token's header names no key",
		`{"alg":"EdDSA","kid":"k","typ":"vc+jwt","cty":"vc"}`: "the token's header has cty \"vc\"",
	} {
		s, err := credential.Parse([]byte(base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + payload + "." + strings.Repeat("A", 86)))
		require.NoError(t, err)
		var said []string
		for _, p := range s.Conform(credential.Transform{}) {
			if p.Code == credential.JWSHeaderForbidden {
				require.Equal(t, credential.Deviation, p.Severity)
				said = append(said, p.Message)
			}
		}
		if words == "" {
			require.Empty(t, said, header)
			continue
		}
		require.Contains(t, strings.Join(said, "\n"), words, header)
	}
}

func TestADerivedProofIsRefusedForWhatItIs(t *testing.T) {
	ctx := context.Background()
	signer := signerFor(t, "ES256", 1)
	base, err := credential.AddProof(ctx, []byte(diploma(`,"name":"Ada"`)), signer, credential.ProofOptions{Suite: credential.ECDSASD2023, Created: clock})
	require.NoError(t, err)
	shown, err := credential.Derive(ctx, base, []string{"/name"}, nil)
	require.NoError(t, err)
	proofs, err := shown.Proofs()
	require.NoError(t, err)
	m := signer.Method()
	require.NoError(t, checkProof(shown, proofs[0], m))
	for _, other := range []credential.Method{signerFor(t, "EdDSA", 1).Method(), signerFor(t, "ES384", 1).Method()} {
		err = checkProof(shown, proofs[0], other)
		require.ErrorIs(t, err, credential.KeyTypeMismatch)
		require.ErrorContains(t, err, "this proof is made with a key for")
	}
	err = checkProof(shown, proofs[0], signerFor(t, "ES256", 2).Method())
	require.ErrorIs(t, err, credential.ProofSigInvalid)
	require.ErrorContains(t, err, "the signature does not fit these bytes")
	ended, cancel := context.WithCancel(ctx)
	cancel()
	_, err = shown.CheckProof(ended, proofs[0], m, nil)
	require.ErrorIs(t, err, credential.Interrupted)
}

func TestWhatACredentialAndATokenSayOfTheirTimeIsRead(t *testing.T) {
	s, err := credential.SignJWS(context.Background(), []byte(`{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"issuer":"did:example:i","nbf":0.5,"credentialSubject":{"id":"did:example:s"}}`), signerNumber(t, 1), credential.VCJOSE)
	require.NoError(t, err)
	proofs, err := s.Proofs()
	require.NoError(t, err)
	_, err = s.Details(proofs[0])
	require.ErrorIs(t, err, credential.JWTClaimMismatch)

	presented := signed(t, `{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiablePresentation"],"aud":7}`)
	found := severities(presented.ConformPresentation(credential.Transform{}))
	require.Contains(t, found, "JWT_CLAIM_MISMATCH /aud")

	unknown, err := credential.Parse([]byte(`{"@context":["https://school.example/unknown"],"type":["VerifiableCredential"],"issuer":"did:example:a","credentialSubject":{"id":"urn:a:b"}}`))
	require.NoError(t, err)
	_, err = unknown.CoveredBy(credential.Transform{})
	require.ErrorIs(t, err, credential.ContextUnknown)
}

// Where the type of a proof is what no context defines, the context that would is named;
// of another member that would be no help.
func TestTheContextOfAProofIsNamedForItsTypeAlone(t *testing.T) {
	document := strings.Replace(string(badgeFor(t, credential.EdDSARDFC2022).Bytes()), `"type":"DataIntegrityProof"`, `"nobody":"knows","type":"DataIntegrityProof"`, 1)
	s, err := credential.Parse([]byte(document))
	require.NoError(t, err)
	proofs, err := s.Proofs()
	require.NoError(t, err)
	err = checkProof(s, proofs[0], signerNumber(t, 1).Method())
	require.ErrorIs(t, err, credential.TermUndefined)
	require.NotContains(t, err.Error(), "is the context that does")
	require.Equal(t, "/proof/0/nobody", pointerOf(t, err))

	undated, err := credential.Parse([]byte(strings.Replace(string(badgeFor(t, credential.EdDSARDFC2022).Bytes()), `"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022","created":`, `"type":"Ed25519Signature2020","was":`, 1)))
	require.NoError(t, err)
	proofs, err = undated.Proofs()
	require.NoError(t, err)
	err = checkProof(undated, proofs[0], signerNumber(t, 1).Method())
	require.ErrorIs(t, err, credential.ProofMalformed)
	require.ErrorContains(t, err, "says when it was created")
}

package credential_test

import (
	"context"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/seeds"
)

// diploma is a credential that is no badge; more is put at its end.
func diploma(more string) string {
	return `{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a","type":["VerifiableCredential"],` +
		`"issuer":"did:key:z6Mko6t6h7MayoQpxv3k8EZx3Jh4DprwqErhosvYK8LnFXwM","validFrom":"2026-05-01T00:00:00Z","credentialSubject":{"id":"did:example:ada"}` + more + `}`
}

func parsed(t testing.TB, doc string) *credential.Secured {
	t.Helper()
	s, err := credential.Parse([]byte(doc))
	require.NoError(t, err)
	return s
}

// What is about to be secured by a proof inside has no proof yet: names are judged
// before anything is signed.
func TestACredentialIsJudgedBeforeItIsSecured(t *testing.T) {
	require.Empty(t, parsed(t, diploma("")).ConformCredential(credential.Transform{}))
	own, err := credential.StandardContexts().With("https://e.example/v1", []byte(`{"@context":{"Diploma":"https://e.example/Diploma","grade":"https://e.example/grade"}}`))
	require.NoError(t, err)
	ours := strings.Replace(strings.Replace(diploma(`,"grade":"A"`), `credentials/v2"`, `credentials/v2","https://e.example/v1"`, 1), `"VerifiableCredential"`, `"VerifiableCredential","Diploma"`, 1)
	require.Empty(t, parsed(t, ours).ConformCredential(credential.Transform{Contexts: own}), "a context that the caller vouches for")
	for _, c := range []struct{ doc, code, pointer string }{
		{diploma(`,"grade":"A"`), "TERM_UNDEFINED", "/grade"},
		{strings.Replace(diploma(""), `"did:example:ada"`, `"did:example:ada","degree":{"name":"BSc"}`, 1), "TERM_UNDEFINED", "/credentialSubject/degree"},
		{strings.Replace(diploma(""), `["VerifiableCredential"]`, `["VerifiableCredential","Diploma"]`, 1), "TERM_UNDEFINED", "/type/1"},
		{ours, "CONTEXT_UNKNOWN", "/@context/1"},
		{strings.Replace(diploma(""), `credentials/v2"`, `credentials/v2",{"x":"urn:x"}`, 1), "CONTEXT_UNKNOWN", "/@context/1"},
	} {
		require.Equal(t, map[string]credential.Severity{c.code + " " + c.pointer: credential.Violation}, severities(parsed(t, c.doc).ConformCredential(credential.Transform{})))
		// A token signs its names as they stand.
		token := strings.TrimSuffix(c.doc, "}") + `,"iss":"did:key:z6Mko6t6h7MayoQpxv3k8EZx3Jh4DprwqErhosvYK8LnFXwM"}`
		require.Equal(t, map[string]credential.Severity{c.code + " " + c.pointer: credential.Deviation}, severities(signed(t, token).ConformCredential(credential.Transform{})))
	}
}

// One fault is told once, whoever finds it.
func TestAFaultOfACredentialIsToldOnce(t *testing.T) {
	for _, doc := range []string{
		diploma(`,"name":{"@value":"x","@language":"en","url":"y"}`),
		strings.Replace(diploma(""), `"did:example:ada"`, `"ada"`, 1),
		strings.Replace(diploma(""), `["https://www.w3.org/ns/credentials/v2"]`, `[]`, 1),
		strings.Replace(diploma(""), `["https://www.w3.org/ns/credentials/v2"]`, `"https://e.example/v1"`, 1),
		strings.Replace(diploma(""), `["VerifiableCredential"]`, `["VerifiableCredential","a/b"]`, 1),
		strings.Replace(diploma(""), `credentials/v2"`, `credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context.json"`, 1),
		diploma(`,"evidence":"urn:a:b"`),
	} {
		require.Len(t, parsed(t, doc).ConformCredential(credential.Transform{}), 1, doc)
	}
	none := parsed(t, strings.Replace(diploma(""), `"@context":["https://www.w3.org/ns/credentials/v2"],`, "", 1)).ConformCredential(credential.Transform{})
	require.Equal(t, map[string]credential.Severity{"CONTEXT_ORDER /@context": credential.Violation, "SCHEMA_INVALID /@context": credential.Violation}, severities(none))

	// What is only worth a note does not stand for what refuses.
	found := severities(parsed(t, diploma(`,"name":{"@value":"a\u202eb"}`)).ConformCredential(credential.Transform{}))
	require.Equal(t, map[string]credential.Severity{"TEXT_SUSPICIOUS /name/@value": credential.Note, "JSON_KEY_FORM /name": credential.Violation}, found)
}

// What belongs to the token or to the proof is not judged as a term of the credential.
func TestClaimsAndProofsAreNoTermsOfACredential(t *testing.T) {
	require.Empty(t, signed(t, diploma(`,"jti":"urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a","nonce":"x"`)).ConformCredential(credential.Transform{}))
	require.Empty(t, parsed(t, diploma(`,"proof":{"@context":"https://w3id.org/security/suites/ed25519-2020/v1","type":"Ed25519Signature2020"}`)).ConformCredential(credential.Transform{}))
	found := severities(parsed(t, diploma(`,"jti":"urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a"`)).ConformCredential(credential.Transform{}))
	require.Equal(t, map[string]credential.Severity{"TERM_UNDEFINED /jti": credential.Violation}, found)
}

func TestARepetitionInACredentialIsRemarkedOn(t *testing.T) {
	const e = `{"id":"urn:e:1","type":"urn:t:1"}`
	require.Equal(t, map[string]credential.Severity{"SCHEMA_INVALID /evidence/1": credential.Deviation}, severities(parsed(t, diploma(`,"evidence":[`+e+`,`+e+`]`)).ConformCredential(credential.Transform{})))
	require.Empty(t, signed(t, diploma(`,"evidence":[`+e+`,`+e+`]`)).ConformCredential(credential.Transform{}), "a token signs how often it stands there")
}

// The schema of Open Badges has every time with an offset; no view of one without.
func TestATimeOfABadgeIsNotReadAsUTC(t *testing.T) {
	_, err := signed(t, badgeJSON(t, `"validFrom":"2026-05-01T09:00:00Z"`, `"validFrom":"2026-05-01T09:00:00"`)).Unverified()
	require.ErrorIs(t, err, credential.TimeFormat)
}

func TestABadgeConformsAsABadge(t *testing.T) {
	honest := issue(t, newIssuer(t, edKey(0)), civics(t))
	require.Empty(t, honest.ConformCredential(credential.Transform{}))
	for _, validUntil := range []string{`"madeUp":1,"validUntil"`, `"image":7,"validUntil"`, `"relatedResource":[],"validUntil"`, `"validuntil"`} {
		s := signed(t, badgeJSON(t, `"validUntil"`, validUntil))
		require.NotEmpty(t, s.Conform(credential.Transform{}), validUntil)
		require.Equal(t, s.Conform(credential.Transform{}), s.ConformCredential(credential.Transform{}), validUntil)
	}
	require.NotEmpty(t, parsed(t, diploma("")).Conform(credential.Transform{}), "and what is none does not")
	require.Contains(t, parsed(t, diploma("")).Conform(credential.Transform{})[0].Message, "VerifyCredential")
}

func TestADigestOfAContextIsThatOfTheContext(t *testing.T) {
	doc := []byte(`{"@context":{"grade":"https://e.example/grade"}}`)
	own, err := credential.StandardContexts().With("https://e.example/v1", doc)
	require.NoError(t, err)
	related := func(url, sri string) *credential.Secured {
		return parsed(t, diploma(`,"relatedResource":{"id":"`+url+`","digestSRI":"`+sri+`"}`))
	}
	sum := sha512.Sum512(doc)
	right, wrong := "sha512-"+base64.StdEncoding.EncodeToString(sum[:]), "sha512-"+base64.StdEncoding.EncodeToString(make([]byte, 64))
	require.Empty(t, related("https://e.example/v1", right).ConformCredential(credential.Transform{Contexts: own}))
	require.Equal(t, map[string]credential.Severity{"RESOURCE_DIGEST /relatedResource/digestSRI": credential.Violation},
		severities(related("https://e.example/v1", wrong).ConformCredential(credential.Transform{Contexts: own})))
	require.Empty(t, related("https://e.example/v1", wrong).ConformCredential(credential.Transform{}), "whose bytes are not at hand")
	require.Equal(t, map[string]credential.Severity{"SCHEMA_INVALID /relatedResource/digestSRI": credential.Violation},
		severities(related("https://e.example/v1", "sha512-").ConformCredential(credential.Transform{})))
}

// A context that exists in two editions is the one that the document is read under.
func TestADigestOfAnEditionIsThatOfTheEdition(t *testing.T) {
	const ob303 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
	editions := map[string]string{
		"":                            "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761",
		`,"endorsementJwt":["a.b.c"]`: "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
	}
	for more := range editions {
		for other, digest := range editions {
			sum, err := hex.DecodeString(digest)
			require.NoError(t, err)
			doc := diploma(more + `,"relatedResource":[{"id":"` + ob303 + `","digestSRI":"sha256-` + base64.StdEncoding.EncodeToString(sum) + `"}]`)
			mismatch := func(s *credential.Secured) bool {
				return slices.ContainsFunc(s.ConformCredential(credential.Transform{}), func(p credential.Problem) bool { return p.Code == credential.ResourceDigest })
			}
			require.Equal(t, more != other, mismatch(parsed(t, doc)))
			require.False(t, mismatch(signed(t, strings.TrimSuffix(doc, "}")+`,"jti":"urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a"}`)), "nothing is read under a context that a token names")
		}
	}
}

func TestTooManyResourcesAreNotRead(t *testing.T) {
	one := `{"id":"urn:a:%d","digestSRI":"x","madeUp":1}`
	var list []string
	for i := range 65 {
		list = append(list, fmt.Sprintf(one, i))
	}
	require.Len(t, parsed(t, diploma(`,"relatedResource":[`+strings.Join(list, ",")+`]`)).ConformCredential(credential.Transform{}), 1)
}

// The view of what is no badge is what every credential has, and no more.
func TestTheOutlineOfACredential(t *testing.T) {
	more := `,"validUntil":"2027-05-01T00:00:00","credentialStatus":[{"type":["A","B"]},{"id":"urn:s:2","type":"C"}],"credentialSchema":{"id":"urn:s:3","type":"D"},` +
		`"refreshService":{"id":"urn:s:4","type":"E"}`
	s := signed(t, strings.Replace(diploma(more), `["VerifiableCredential"]`, `["VerifiableCredential","urn:t:1"]`, 1))
	c, remarks, err := s.Read(t.Context(), credential.Transform{})
	require.NoError(t, err)
	require.Empty(t, remarks)
	require.Equal(t, "urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a", c.ID)
	require.Equal(t, "did:key:z6Mko6t6h7MayoQpxv3k8EZx3Jh4DprwqErhosvYK8LnFXwM", c.Issuer.ID)
	require.Equal(t, "did:example:ada", c.Subject.ID)
	require.Equal(t, []string{"urn:t:1"}, []string(c.Type))
	require.Equal(t, time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), c.ValidFrom)
	require.Equal(t, time.Date(2027, 5, 1, 0, 0, 0, 0, time.UTC), c.ValidUntil, "without an offset: UTC")
	require.Len(t, c.Status, 2)
	require.Equal(t, "A, B", c.Status[0].Type)
	require.Equal(t, "urn:s:2", c.Status[1].ID)
	require.Equal(t, "urn:s:3", c.Schema[0].ID)
	require.Equal(t, "urn:s:4", c.Refresh.ID)

	for _, until := range []string{`7`, `""`, `null`, `["2027-05-01T00:00:00Z"]`, `"2027"`, `"0001-01-01T00:00:00Z"`} {
		c, _, err := signed(t, diploma(`,"validUntil":`+until)).Read(t.Context(), credential.Transform{})
		require.Nil(t, c, until)
		require.ErrorIs(t, err, credential.TimeFormat, until)
	}
}

// A claim that says another instant than a time without an offset contradicts it.
func TestAClaimIsComparedWithATimeInUTC(t *testing.T) {
	doc := strings.Replace(diploma(""), `2026-05-01T00:00:00Z`, `2026-05-01T00:00:00`, 1)
	with := func(nbf string) map[string]credential.Severity {
		return severities(signed(t, strings.TrimSuffix(doc, "}")+`,"nbf":`+nbf+`}`).ConformCredential(credential.Transform{}))
	}
	require.Equal(t, map[string]credential.Severity{"TIME_FORMAT /validFrom": credential.Deviation}, with("1777593600"))
	require.Equal(t, map[string]credential.Severity{"TIME_FORMAT /validFrom": credential.Deviation, "JWT_CLAIM_MISMATCH /nbf": credential.Violation}, with("1777593601"))
}

// VCDM 1.1 repeats members in claims, as OB 3.0 does; VCDM 2.0 does not.
func TestClaimsThatAreMissing(t *testing.T) {
	require.Empty(t, signed(t, diploma("")).ConformCredential(credential.Transform{}))
	first := strings.Replace(strings.Replace(diploma(""), "https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1", 1), "validFrom", "issuanceDate", 1)
	found := severities(signed(t, `{"vc":`+first+`}`).ConformCredential(credential.Transform{}))
	require.Len(t, found, 4)
	for _, claim := range []string{"iss", "sub", "jti", "nbf"} {
		require.Equal(t, credential.Deviation, found["JWT_CLAIM_MISMATCH /"+claim], claim)
	}
}

// By its header a token may be one of VC-JOSE-COSE, whose nbf is the signature's own; of a
// badge, which OB 3.0 narrows down, it repeats validFrom all the same. And of several
// subjects sub repeats none.
func TestWhatAClaimOfTheJoseFormRepeats(t *testing.T) {
	conform := func(document string) map[string]credential.Severity {
		s, err := credential.SignJWS(context.Background(), []byte(document), signerOf(t, edKey(0)), credential.VCJOSE)
		require.NoError(t, err)
		return severities(s.ConformCredential(credential.Transform{}))
	}
	require.Empty(t, conform(strings.Replace(diploma(""), "{", `{"nbf":1767225600,`, 1)))
	requireViolation(t, conform(badgeJSON(t, `"nbf":1777626000`, `"nbf":1767225600`)), "JWT_CLAIM_MISMATCH /nbf")

	const one, two = `{"id":"did:example:ada","urn:x:a":1}`, `{"id":"did:example:bob","urn:x:a":2}`
	subjects := func(list, sub string) map[string]credential.Severity {
		s := strings.Replace(diploma(""), `{"id":"did:example:ada"}`, list, 1)
		require.Contains(t, s, list)
		return conform(strings.Replace(s, "{", `{"sub":"`+sub+`",`, 1))
	}
	require.NotContains(t, subjects("["+one+"]", "did:example:ada"), "JWT_CLAIM_MISMATCH /sub")
	for _, sub := range []string{"did:example:ada", "did:example:bob"} {
		requireViolation(t, subjects("["+one+","+two+"]", sub), "JWT_CLAIM_MISMATCH /sub")
	}
}

func TestAnEnvelopeIsReadAsWhatItHolds(t *testing.T) {
	inner, err := credential.SignJWS(context.Background(), []byte(diploma("")), signerOf(t, edKey(0)), credential.VCJOSE)
	require.NoError(t, err)
	doc := envelope("application/vc+jwt", string(inner.Bytes()))
	s := parsed(t, doc)
	require.Equal(t, doc, string(s.Bytes()))
	require.Equal(t, string(inner.Document()), string(s.Document()))
	require.Equal(t, credential.ContainerJSON, s.Container())
	require.Equal(t, "application/vc", s.MediaType())
	require.Equal(t, "application/vc+jwt", inner.MediaType())
	require.Equal(t, credential.KindVC, s.Kind())
	require.Empty(t, s.ConformCredential(credential.Transform{}))
	proofs, err := s.Proofs()
	require.NoError(t, err)
	require.NoError(t, checkProof(s, proofs[0], signerOf(t, edKey(0)).Method()))

	for _, former := range []string{"application/vc-ld+jwt", "application/vc+ld+jwt", "application/vc+ld+json+jwt", "application/jwt"} {
		found := parsed(t, envelope(former, string(inner.Bytes()))).ConformCredential(credential.Transform{})
		require.Equal(t, map[string]credential.Severity{"JWS_FORMAT ": credential.Deviation}, severities(found))
	}
	_, err = credential.AddProof(context.Background(), []byte(doc), signerOf(t, edKey(0)), credential.ProofOptions{Suite: credential.EdDSARDFC2022})
	require.Error(t, err, "an envelope has no proof of its own")
}

func envelope(mediaType, compact string) string {
	return `{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiableCredential","id":"data:` + mediaType + `,` + compact + `"}`
}

// An envelope that is read adds nothing to what it holds and takes nothing away.
func FuzzEnvelope(f *testing.F) {
	for _, s := range seeds.Documents("vcdm", "presentation") {
		f.Add(string(s), string(s))
	}
	inner, err := credential.SignJWS(context.Background(), []byte(diploma("")), signerOf(f, edKey(0)), credential.VCJOSE)
	require.NoError(f, err)
	compact := string(inner.Bytes())
	f.Add(envelope("application/vc+jwt", compact), compact)
	f.Add(envelope("application/jwt", "{}"), "a.b.c")
	f.Add(strings.Replace(envelope("application/vc+jwt", compact), `"type"`, `"name":"x","type"`, 1), compact+"\n")
	f.Add(strings.Replace(envelope("application/vc+jwt;base64", compact), `"Env`, `["Env`, 1), "")
	f.Fuzz(func(t *testing.T, doc, compact string) {
		if s, err := credential.Parse([]byte(doc)); err == nil && s.Container() == credential.ContainerJSON && string(s.Document()) != doc {
			require.Equal(t, 1, strings.Count(doc, "{"), "no object of its own beside the token")
			require.NotContains(t, doc, `"proof"`)
		}
		plain, plainErr := credential.Parse([]byte(compact))
		enveloped, err := credential.Parse([]byte(envelope("application/vc+jwt", compact)))
		switch {
		case err == nil && plainErr == nil:
			require.Equal(t, plain.Document(), enveloped.Document())
			require.Equal(t, plain.Kind(), enveloped.Kind())
			require.Equal(t, plain.ConformCredential(credential.Transform{}), enveloped.ConformCredential(credential.Transform{}))
		case err == nil:
			require.Fail(t, "an envelope was read whose token is none", "%q: %v", compact, plainErr)
		}
	})
}

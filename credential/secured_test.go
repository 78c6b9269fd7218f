package credential_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/seeds"
)

// signed signs any payload with the key that the tests' issuer has.
func signed(t testing.TB, payload string) *credential.Secured {
	t.Helper()
	s, err := credential.SignJWS(context.Background(), []byte(payload), signerOf(t, edKey(0)), credential.OpenBadges)
	require.NoError(t, err)
	return s
}

func checkProof(s *credential.Secured, p credential.Proof, m credential.Method) error {
	_, err := s.CheckProof(context.Background(), p, m, nil)
	return err
}

func severities(problems []credential.Problem) map[string]credential.Severity {
	m := map[string]credential.Severity{}
	for _, p := range problems {
		m[string(p.Code)+" "+p.Pointer] = p.Severity
	}
	return m
}

// requireViolation asks for the place first: a map gives Violation, the zero value, for what
// is not in it.
func requireViolation(t testing.TB, found map[string]credential.Severity, what string) {
	t.Helper()
	require.Contains(t, found, what)
	require.Equal(t, credential.Violation, found[what], what)
}

func TestParseKeepsTheBytes(t *testing.T) {
	honest := issue(t, newIssuer(t, edKey(0)), civics(t)).Bytes()
	for name, data := range map[string][]byte{
		"as issued":        honest,
		"with a line feed": append(bytes.Clone(honest), '\n'),
	} {
		t.Run(name, func(t *testing.T) {
			given := bytes.Clone(data)
			s, err := credential.Parse(given)
			require.NoError(t, err)
			given[0] = 'X'
			require.Equal(t, data, s.Bytes())
			s.Document()[0] = 'X'
			require.Equal(t, byte('{'), s.Document()[0])
		})
	}
}

func TestParseRefusesWithTheReason(t *testing.T) {
	honest := string(issue(t, newIssuer(t, edKey(0)), civics(t)).Bytes())
	for name, c := range map[string]struct {
		data string
		code credential.Code
	}{
		"nothing":              {"", credential.JWSFormat},
		"two line feeds":       {honest + "\n\n", credential.JWSFormat},
		"a space in front":     {" " + honest, credential.JWSFormat},
		"a mark before JSON":   {"\xef\xbb\xbf{}", credential.InputEncoding},
		"UTF-16":               {"\xff\xfe{\x00}\x00", credential.InputEncoding},
		"a list":               {`[{}]`, credential.JSONSyntax},
		"a JWS in JSON":        {`{"payload":"e30","protected":"e30","signature":"AA"}`, credential.JWSFormat},
		"a JWE in JSON":        {`{"ciphertext":"AA","protected":"e30"}`, credential.JWSFormat},
		"half a PNG":           {"\x89PNG\r\n\x1a\nxxxx", credential.BakedFormat},
		"an SVG of nothing":    {"<svg/>", credential.BakedFormat},
		"an SVG in UTF-16":     {"\xff\xfe<\x00s\x00", credential.BakedEncoding},
		"a web page":           {"\n<!doctype html><p>Log in", credential.JWSFormat},
		"too large a token":    {strings.Repeat("A", 2<<20) + ".AA.AA", credential.InputTooLarge},
		"too large a document": {`{"a":"` + strings.Repeat("A", 2<<20) + `"}`, credential.InputTooLarge},
		"twice a member":       {`{"issuer":"a","iss\u0075er":"b"}`, credential.JSONDuplicateKey},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := credential.Parse([]byte(c.data))
			require.ErrorIs(t, err, c.code)
			require.Nil(t, s, "a failed parse returns nothing but an error")
		})
	}
}

func TestDetect(t *testing.T) {
	for data, want := range map[string]credential.Container{
		"":                       credential.ContainerUnknown,
		"  \n{":                  credential.ContainerJSON,
		"\xef\xbb\xbf{":          credential.ContainerJSON,
		"[":                      credential.ContainerJSON,
		"eyJ.e30.AA":             credential.ContainerJWS,
		"\x89PNG\r\n\x1a\n":      credential.ContainerPNG,
		"<?xml version='1.0'?>":  credential.ContainerSVG,
		"%PDF-1.7\n":             credential.ContainerPDF,
		"PK\x03\x04":             credential.ContainerZIP,
		"PK\x05\x06":             credential.ContainerZIP,
		"%PDX":                   credential.ContainerUnknown,
		"hello":                  credential.ContainerUnknown,
		"<!DOCTYPE html><svg/>":  credential.ContainerHTML,
		" <!doctype HTML>":       credential.ContainerHTML,
		"<HTML>":                 credential.ContainerHTML,
		"<!DOCTYPE svg>":         credential.ContainerSVG,
		"\x00\x01\x02.":          credential.ContainerUnknown,
		"\xff\xfe.e\x00":         credential.ContainerUnknown,
		`{"type":"Achievement"}`: credential.ContainerJSON,
	} {
		require.Equal(t, want, credential.Detect([]byte(data)), "%q", data)
	}
}

func TestKindsAreToldApart(t *testing.T) {
	for types, want := range map[string]credential.Kind{
		`["VerifiableCredential","OpenBadgeCredential"]`:           credential.KindOB30,
		`["VerifiableCredential","AchievementCredential"]`:         credential.KindOB30,
		`["VerifiableCredential","EndorsementCredential"]`:         credential.KindEndorsement,
		`["VerifiableCredential","BitstringStatusListCredential"]`: credential.KindStatusList,
		`["VerifiableCredential","ClrCredential"]`:                 credential.KindCLR20,
		`["VerifiableCredential"]`:                                 credential.KindVC,
		`"Assertion"`:                                              credential.KindOB20,
		`"Something"`:                                              credential.KindUnknown,
		`17`:                                                       credential.KindUnknown,
		// A document that wants to be two things is not the badge.
		`["VerifiableCredential","OpenBadgeCredential","BitstringStatusListCredential"]`: credential.KindStatusList,
	} {
		s, err := credential.Parse([]byte(`{"type":` + types + `}`))
		require.NoError(t, err)
		require.Equal(t, want, s.Kind(), types)
		if want != credential.KindOB30 {
			require.Contains(t, severities(s.Conform(credential.Transform{})), "SCHEMA_INVALID /type")
		}
	}
}

func TestProofsThatAreNone(t *testing.T) {
	for proof, code := range map[string]credential.Code{
		``:                           credential.ProofMissing,
		`"proof":[]`:                 credential.ProofMissing,
		`"proof":null`:               credential.ProofMalformed,
		`"proof":{}`:                 credential.ProofMalformed,
		`"proof":"x"`:                credential.ProofMalformed,
		`"proof":[null]`:             credential.ProofMalformed,
		`"proof":[[{}]]`:             credential.ProofMalformed,
		`"proof":[{"type":"A"},"x"]`: credential.ProofMalformed,
		`"proof":[` + strings.TrimSuffix(strings.Repeat(`{"type":"A"},`, 9), ",") + `]`: credential.InputTooLarge,
	} {
		s, err := credential.Parse([]byte(`{` + proof + `}`))
		require.NoError(t, err)
		_, err = s.Proofs()
		require.ErrorIs(t, err, code, proof)
	}
}

func TestProofsOfUnknownSuitesAreNotPassed(t *testing.T) {
	for _, proof := range []string{
		`{"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2030"}`,
		`{"type":"DataIntegrityProof","cryptosuite":"EDDSA-RDFC-2022"}`,
		`{"type":"DataIntegrityProof","cryptosuite":"Ed25519Signature2020"}`,
		`{"type":"DataIntegrityProof","cryptosuite":""}`,
		`{"type":"eddsa-rdfc-2022"}`,
		`{"type":"Ed25519Signature2020","cryptosuite":"eddsa-rdfc-2022"}`,
		`{"type":"RsaSignature2018"}`,
	} {
		s, err := credential.Parse([]byte(`{"proof":` + proof + `}`))
		require.NoError(t, err)
		proofs, err := s.Proofs()
		require.NoError(t, err)
		require.False(t, proofs[0].Known(), proof)
		require.ErrorIs(t, checkProof(s, proofs[0], signerOf(t, edKey(0)).Method()), credential.ProofTypeUnsupported, proof)
	}
}

func TestCheckProofTakesNothingFromItsCaller(t *testing.T) {
	s := issue(t, newIssuer(t, edKey(0)), civics(t))
	proofs, err := s.Proofs()
	require.NoError(t, err)
	m := signerOf(t, edKey(0)).Method()
	require.NoError(t, checkProof(s, proofs[0], m))
	require.ErrorIs(t, checkProof(s, proofs[0], signerOf(t, edKey(1)).Method()), credential.ProofSigInvalid)
	require.ErrorIs(t, checkProof(s, proofs[0], credential.Method{}), credential.KeyMalformed)
	require.Error(t, checkProof(s, credential.Proof{Algorithm: "none"}, credential.Method{ID: "a", Controller: "b"}))
}

// badgeJSON returns an honest badge as JSON with text put in front of a member of its root.
func badgeJSON(t testing.TB, old, replacement string) string {
	t.Helper()
	c := civics(t)
	c.Subject.ID = "urn:uuid:5f0a4f5e-5f2b-4b5e-9a53-0a5d1c1f0e11"
	c.ValidUntil = clock.AddDate(1, 0, 0)
	doc := string(issue(t, newIssuer(t, edKey(0)), c).Document())
	require.Contains(t, doc, old)
	return strings.Replace(doc, old, replacement, 1)
}

func TestClaims(t *testing.T) {
	const exp, nbf = `"exp":1809162000`, `"nbf":1777626000`
	for name, c := range map[string]struct {
		old, replacement string
		want             string
		severity         credential.Severity
	}{
		"iss absent":               {`"iss":`, `"x-iss":`, "JWT_CLAIM_MISMATCH /iss", credential.Deviation},
		"iss another":              {`"iss":"did:key:`, `"iss":"did:KEY:`, "JWT_CLAIM_MISMATCH /iss", credential.Violation},
		"iss a list":               {`"iss":`, `"iss":["x"],"x-iss":`, "JWT_CLAIM_MISMATCH /iss", credential.Violation},
		"sub absent":               {`"sub":`, `"x-sub":`, "JWT_CLAIM_MISMATCH /sub", credential.Deviation},
		"sub another":              {`"sub":"`, `"sub":"x`, "JWT_CLAIM_MISMATCH /sub", credential.Violation},
		"jti absent":               {`"jti":`, `"x-jti":`, "JWT_CLAIM_MISMATCH /jti", credential.Deviation},
		"jti another":              {`"jti":"`, `"jti":"x`, "JWT_CLAIM_MISMATCH /jti", credential.Violation},
		"nbf absent":               {`"nbf":`, `"x-nbf":`, "JWT_CLAIM_MISMATCH /nbf", credential.Deviation},
		"nbf a second late":        {nbf, `"nbf":1777626001`, "JWT_CLAIM_MISMATCH /nbf", credential.Violation},
		"nbf with a fraction":      {nbf, `"nbf":1777626000.5`, "JWT_CLAIM_MISMATCH /nbf", credential.Violation},
		"nbf a string":             {nbf, `"nbf":"1777626000"`, "JWT_CLAIM_MISMATCH /nbf", credential.Violation},
		"exp absent":               {`"exp":`, `"x-exp":`, "JWT_CLAIM_MISMATCH /exp", credential.Deviation},
		"exp later":                {exp, `"exp":1809162001`, "JWT_CLAIM_MISMATCH /exp", credential.Deviation},
		"exp a string":             {exp, `"exp":"1"`, "JWT_CLAIM_MISMATCH /exp", credential.Violation},
		"exp beyond all calendars": {exp, `"exp":4000000000000000000`, "JWT_CLAIM_MISMATCH /exp", credential.Violation},
		"exp alone":                {`"validUntil":`, `"x-validUntil":`, "JWT_CLAIM_MISMATCH /exp", credential.Deviation},
		"nbf alone":                {`"validFrom":`, `"x-validFrom":`, "JWT_CLAIM_MISMATCH /nbf", credential.Violation},
		"two forms":                {`{"@context"`, `{"vc":{"issuer":"did:web:other.example"},"@context"`, "SCHEMA_INVALID /issuer", credential.Violation},
		"vc a token":               {`{"@context"`, `{"vc":"eyJ.e30.AA","@context"`, "SCHEMA_INVALID /vc", credential.Violation},
	} {
		t.Run(name, func(t *testing.T) {
			found := severities(signed(t, badgeJSON(t, c.old, c.replacement)).Conform(credential.Transform{}))
			require.Contains(t, found, c.want)
			require.Equal(t, c.severity, found[c.want])
		})
	}
	require.Empty(t, signed(t, badgeJSON(t, nbf, `"nbf":1.777626E9`)).Conform(credential.Transform{}), "a number is its value, not its spelling")
	require.Empty(t, signed(t, badgeJSON(t, `09:00:00Z","validUntil"`, `09:00:00.75Z","validUntil"`)).Conform(credential.Transform{}), "fractions of a second have no place in a claim")
}

func TestContexts(t *testing.T) {
	const v2, ob = `"https://www.w3.org/ns/credentials/v2"`, `"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"`
	for list, want := range map[string]string{
		`[` + ob + `,` + v2 + `]`: "CONTEXT_ORDER /@context/0 !",
		`[` + v2 + `]`:            "CONTEXT_ORDER /@context !",
		v2:                        "CONTEXT_ORDER /@context !",
		`[]`:                      "CONTEXT_ORDER /@context/0 !",
		`null`:                    "CONTEXT_ORDER /@context !",
		`[` + v2 + `,` + ob + `,"https://www.w3.org/2018/credentials/v1"]`:            "CONTEXT_ORDER /@context/2 !",
		`[` + v2 + `,` + ob + `,` + ob + `]`:                                          "CONTEXT_ORDER /@context/2",
		`[` + v2 + `,"https://w3id.org/security/data-integrity/v2",` + ob + `]`:       "CONTEXT_ORDER /@context",
		`[` + v2 + `,"https://purl.imsglobal.org/spec/ob/v3p0/context.json"]`:         "CONTEXT_ORDER /@context/1",
		`[` + v2 + `,` + ob + `,"https://example.org/x"]`:                             "CONTEXT_UNKNOWN /@context/2",
		`[` + v2 + `,` + ob + `,{"@vocab":"https://v.example/"}]`:                     "CONTEXT_UNKNOWN /@context/2",
		`[` + v2 + `,` + ob + `,{"name":"https://v.example/name"}]`:                   "CONTEXT_UNKNOWN /@context/2 !",
		`[` + v2 + `,` + ob + `,"examples/v2"]`:                                       "CONTEXT_UNKNOWN /@context/2 !",
		`[` + v2 + `,"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.9.json"]`:   "CONTEXT_UNKNOWN /@context/1",
		`[` + v2 + `,` + ob + `,17]`:                                                  "CONTEXT_UNKNOWN /@context/2 !",
		`["http://www.w3.org/ns/credentials/v2",` + ob + `]`:                          "CONTEXT_ORDER /@context/0 !",
		`[` + v2 + `,"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json#x"]`: "CONTEXT_ORDER /@context !",
		`[` + v2 + strings.Repeat(`,"https://example.org/x"`, 1000) + `]`:             "CONTEXT_ORDER /@context !",
	} {
		want, fatal := strings.CutSuffix(want, " !")
		doc := badgeJSON(t, `"@context":[`+v2+`,`+ob+`]`, `"@context":`+list)
		found := severities(signed(t, doc).Conform(credential.Transform{}))
		require.Contains(t, found, want, list)
		require.Equal(t, fatal, found[want] == credential.Violation, list)
	}
}

// Whoever vouches for the context that defines everything puts it last.
func TestTheContextOfUndefinedTermsStandsLast(t *testing.T) {
	const everything = "https://www.w3.org/ns/credentials/undefined-terms/v2"
	cs, err := credential.StandardContexts().With(everything, []byte(`{"@context":{"@vocab":"https://www.w3.org/ns/credentials/undefined-term#"}}`))
	require.NoError(t, err)
	const v2, ob = `"https://www.w3.org/ns/credentials/v2"`, `"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"`
	for list, want := range map[string]map[string]credential.Severity{
		`[` + v2 + `,` + ob + `,"` + everything + `"]`:                                                           {},
		`[` + v2 + `,` + ob + `,"` + everything + `","https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]`: {"CONTEXT_ORDER /@context/2": credential.Deviation},
	} {
		badge := strings.Replace(badgeJSON(t, "", ""), `[`+v2+`,`+ob+`]`, list, 1)
		require.Equal(t, want, severities(signed(t, badge).Conform(credential.Transform{Contexts: cs})), list)

		// The last of Contexts.With's words: a misspelled name is a name like any other.
		diploma := strings.Replace(diploma(`,"validUntill":"2026-06-01T00:00:00Z"`), `[`+v2+`]`, list, 1)
		require.Equal(t, want, severities(parsed(t, diploma).ConformCredential(credential.Transform{Contexts: cs})), list)
	}
}

// vc11 is a badge in the form of VCDM 1.1: the credential in the claim "vc".
func vc11(t testing.TB, claims string, vc map[string]any) string {
	t.Helper()
	issuer := signerOf(t, edKey(0)).Method().Controller
	a, err := json.Marshal(civics(t).Subject.Achievement)
	require.NoError(t, err)
	doc := map[string]any{
		"@context":     []string{"https://www.w3.org/2018/credentials/v1", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"},
		"type":         []string{"VerifiableCredential", "OpenBadgeCredential"},
		"id":           "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100",
		"name":         "Civics",
		"issuer":       map[string]any{"id": issuer, "type": []string{"Profile"}, "name": "Pine Ridge"},
		"issuanceDate": "2026-05-01T09:00:00Z",
		"credentialSubject": map[string]any{"id": "did:example:ada", "type": []string{"AchievementSubject"},
			"achievement": json.RawMessage(a)},
	}
	for name, value := range vc {
		if value == nil {
			delete(doc, name)
		} else {
			doc[name] = value
		}
	}
	inner, err := json.Marshal(doc)
	require.NoError(t, err)
	return fmt.Sprintf(`{%s,"vc":%s}`, claims, inner)
}

func TestTheVCClaimOfVersion11(t *testing.T) {
	issuer := signerOf(t, edKey(0)).Method().Controller
	full := fmt.Sprintf(`"iss":%q,"sub":"did:example:ada","nbf":1777626000,"jti":"urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100"`, issuer)
	s := signed(t, vc11(t, full, nil))
	require.Empty(t, s.Conform(credential.Transform{}))
	c, err := s.Unverified()
	require.NoError(t, err)
	require.Equal(t, clock.Truncate(1e9), c.ValidFrom)

	// A member that the credential lacks is taken from its claim, and marked so.
	s = signed(t, vc11(t, full, map[string]any{"id": nil, "issuanceDate": nil, "issuer": nil}))
	found := severities(s.Conform(credential.Transform{}))
	require.Equal(t, map[string]credential.Severity{
		"JWT_CLAIM_MISMATCH /iss": credential.Deviation,
		"JWT_CLAIM_MISMATCH /nbf": credential.Deviation,
		"JWT_CLAIM_MISMATCH /jti": credential.Deviation,
	}, found)
	c, err = s.Unverified()
	require.NoError(t, err)
	require.Equal(t, issuer, c.Issuer.ID)
	require.Equal(t, "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100", c.ID)
	require.Equal(t, clock.Truncate(1e9), c.ValidFrom)

	// What neither has is missing.
	found = severities(signed(t, vc11(t, `"iss":"`+issuer+`"`, map[string]any{"id": nil})).Conform(credential.Transform{}))
	requireViolation(t, found, "SCHEMA_INVALID /vc/id")

	// The forms are not mixed.
	v2 := map[string]any{"@context": []string{"https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"},
		"issuanceDate": nil, "validFrom": "2026-05-01T09:00:00Z"}
	require.Equal(t, map[string]credential.Severity{"SCHEMA_INVALID /vc": credential.Deviation}, severities(signed(t, vc11(t, full, v2)).Conform(credential.Transform{})))
	requireViolation(t, severities(signed(t, vc11(t, full+`,"validFrom":"2026-05-01T09:00:00Z"`, v2)).Conform(credential.Transform{})), "SCHEMA_INVALID /validFrom")
	beside := badgeJSON(t, `https://www.w3.org/ns/credentials/v2`, `https://www.w3.org/2018/credentials/v1`)
	require.Contains(t, severities(signed(t, beside).Conform(credential.Transform{})), "SCHEMA_INVALID /@context")
}

func TestUnverifiedIsTheViewOfTheDocument(t *testing.T) {
	c := civics(t)
	c.Subject.ID = "did:example:ada"
	c.Description, c.AwardedDate, c.ValidUntil = "For work in civics", clock.AddDate(0, 0, -3), clock.AddDate(2, 0, 0)
	c.Status = []badge.Status{{ID: "https://example.org/status#7", Type: "1EdTechRevocationList"}}
	c.EndorsementJWT = []string{endorsedJWT(t, c.Subject.Achievement.ID)}
	s := issue(t, newIssuer(t, edKey(0)), c)
	view, err := s.Unverified()
	require.NoError(t, err)
	require.Equal(t, c.Description, view.Description)
	require.True(t, c.ValidUntil.Truncate(1e9).Equal(view.ValidUntil))
	require.Equal(t, c.Status, view.Status)
	require.Equal(t, c.EndorsementJWT, view.EndorsementJWT)
	require.Equal(t, []string{"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"}, view.Context, "defines the type of the status")
	require.Equal(t, c.Evidence[0].Narrative, view.Evidence[0].Narrative)

	raw, ok := view.Lookup("/credentialStatus/id")
	require.True(t, ok)
	require.Equal(t, `"https://example.org/status#7"`, string(raw))
	_, ok = view.Lookup("/nowhere")
	require.False(t, ok)
	_, ok = c.Lookup("/id")
	require.False(t, ok, "a credential that was built has no document")

	written, err := json.Marshal(view)
	require.NoError(t, err)
	require.JSONEq(t, withoutClaims(t, s.Document()), string(written))
}

func withoutClaims(t *testing.T, doc []byte) string {
	t.Helper()
	var m map[string]any
	require.NoError(t, json.Unmarshal(doc, &m))
	for _, claim := range []string{"iss", "sub", "nbf", "jti", "exp"} {
		delete(m, claim)
	}
	out, err := json.Marshal(m)
	require.NoError(t, err)
	return string(out)
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds.Documents() {
		f.Add(s)
	}
	honest := issue(f, newIssuer(f, edKey(0)), civics(f))
	f.Add(honest.Bytes())
	f.Add(append(honest.Bytes(), '\n'))
	f.Add(honest.Document())
	full := `"iss":"did:key:z6Mko6t6h7MayoQpxv3k8EZx3Jh4DprwqErhosvYK8LnFXwM","sub":"did:example:ada","nbf":1777626000,"exp":1`
	f.Add([]byte(vc11(f, full, nil)))
	f.Add([]byte(`{"proof":[{"type":"DataIntegrityProof"}],"type":["OpenBadgeCredential"]}`))
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Add([]byte(envelope("application/vc+jwt", string(honest.Bytes()))))
	f.Add([]byte(diploma(`,"relatedResource":[{"id":"urn:a:b","digestSRI":"sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}],"credentialStatus":{"type":["A"]}`)))
	m := signerOf(f, edKey(0)).Method()
	header := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"EdDSA","kid":"` + m.ID + `"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, d := range [][]byte{data, []byte(header + "." + base64.RawURLEncoding.EncodeToString(data) + "." + strings.Repeat("A", 86))} {
			s, err := credential.Parse(d)
			if err != nil {
				require.Nil(t, s)
				var p *credential.Problem
				require.ErrorAs(t, err, &p)
				require.Contains(t, credential.Codes(), p.Code)
				continue
			}
			switch container := credential.Detect(d); {
			case container != credential.ContainerJSON && container != credential.ContainerJWS: // a file around it
			case container == credential.ContainerJSON && !bytes.Contains(s.Bytes(), []byte("{")):
				require.Contains(t, string(d), string(s.Bytes()), "a token that stands in JSON")
			default:
				require.Equal(t, d, s.Bytes())
			}
			require.LessOrEqual(t, len(s.Conform(credential.Transform{})), 400)
			found := s.ConformCredential(credential.Transform{})
			require.LessOrEqual(t, len(found), 400)
			if _, _, err := s.Read(t.Context(), credential.Transform{}); err != nil || s.Kind() == credential.KindUnknown || s.Kind() == credential.KindOB20 {
				require.NotEmpty(t, found, "what is no credential does not conform")
			}
			if _, err := s.Unverified(); err != nil {
				require.NotEmpty(t, s.Conform(credential.Transform{}), "what the view cannot hold does not conform")
			}
			proofs, err := s.Proofs()
			if err == nil && !bytes.Equal(s.Document(), honest.Document()) && string(bytes.TrimSuffix(d, []byte("\n"))) != string(honest.Bytes()) {
				require.Error(t, checkProof(s, proofs[0], m))
			}
		}
	})
}

func TestAFaultInTheHeaderHasNoPlaceInTheDocument(t *testing.T) {
	header := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"EdDSA","jwk":{"x":1,"x":2}}`))
	_, err := credential.Parse([]byte(header + ".e30.AAAA"))
	require.ErrorIs(t, err, credential.JSONDuplicateKey)
	var p *credential.Problem
	require.ErrorAs(t, err, &p)
	require.Empty(t, p.Pointer)
	require.Contains(t, p.Message, "header")
}

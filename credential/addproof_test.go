package credential_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

// statement is a short document that can be secured.
const statement = `{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"issuer":"did:example:i","credentialSubject":{"id":"did:example:s"}}`

// asked counts how often a signer was asked.
type asked struct {
	credential.Signer
	times int
}

func (a *asked) Sign(ctx context.Context, message []byte) ([]byte, error) {
	a.times++
	return a.Signer.Sign(ctx, message)
}

// A signature that nobody accepts is one too many.
func TestASignerIsNotAskedInVain(t *testing.T) {
	rdfc := credential.EdDSARDFC2022
	second := strings.Replace(statement, `"type"`, `"proof":{"type":"X"},"type"`, 1)
	for name, c := range map[string]struct {
		document string
		o        credential.ProofOptions
		code     credential.Code
		pointer  string
	}{
		"expires before it was made": {statement, credential.ProofOptions{Suite: rdfc, Created: clock, Expires: clock.Add(-time.Hour)}, credential.ProofExpired, "/proof/expires"},
		"the same, the second proof": {second, credential.ProofOptions{Suite: rdfc, Created: clock, Expires: clock.Add(-time.Hour)}, credential.ProofExpired, "/proof/1/expires"},
		"created in the year 10000":  {statement, credential.ProofOptions{Suite: rdfc, Created: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}, credential.ProofMalformed, "/proof/created"},
		"expires in the year 10000":  {second, credential.ProofOptions{Suite: rdfc, Expires: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}, credential.ProofMalformed, "/proof/1/expires"},
		"created is missing":         {strings.Replace(statement, `"type"`, `"proof":[],"type"`, 1), credential.ProofOptions{Suite: credential.JsonWebSignature2020}, credential.ProofMalformed, "/proof/0/created"},
		"an id that is none":         {second, credential.ProofOptions{Suite: rdfc, ID: "one"}, credential.IRIInvalid, "/proof/1/id"},
		"a proof that is null":       {strings.Replace(statement, `"type"`, `"proof":null,"type"`, 1), credential.ProofOptions{Suite: rdfc}, credential.ProofMalformed, "/proof"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &asked{Signer: signerOf(t, edKey(0))}
			_, err := credential.AddProof(context.Background(), []byte(c.document), s, c.o)
			require.ErrorIs(t, err, c.code)
			require.Equal(t, c.pointer, pointerOf(t, err))
			require.Zero(t, s.times)
		})
	}
	s := &asked{Signer: signerOf(t, edKey(0))}
	_, err := credential.AddProof(context.Background(), []byte(statement), s, credential.ProofOptions{Suite: rdfc, Created: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)})
	require.ErrorContains(t, err, "in the year 10000")
	_, err = credential.AddProof(context.Background(), []byte(statement), s, credential.ProofOptions{Suite: rdfc, Created: time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)})
	require.NoError(t, err)
	require.Equal(t, 1, s.times)
}

func pointerOf(t *testing.T, err error) string {
	t.Helper()
	var p *credential.Problem
	require.ErrorAs(t, err, &p)
	return p.Pointer
}

// Names that the contexts lack are looked for where they stand: in the document, or
// in the proof that was to be made.
func TestTheFaultOfAProofIsFoundInTheProof(t *testing.T) {
	versionOne := strings.Replace(statement, "https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1", 1)
	for name, c := range map[string]struct {
		document string
		suite    credential.Suite
		context  string
	}{
		"VCDM 1.1":             {versionOne, credential.EdDSARDFC2022, "https://w3id.org/security/data-integrity/v2"},
		"Ed25519Signature2020": {statement, credential.Ed25519Signature2020, "https://w3id.org/security/suites/ed25519-2020/v1"},
		"JsonWebSignature2020": {statement, credential.JsonWebSignature2020, "https://w3id.org/security/suites/jws-2020/v1"},
	} {
		t.Run(name, func(t *testing.T) {
			o := credential.ProofOptions{Suite: c.suite, Created: clock}
			_, err := credential.AddProof(context.Background(), []byte(c.document), signerOf(t, edKey(0)), o)
			require.ErrorIs(t, err, credential.TermUndefined)
			require.Equal(t, "/proof/type", pointerOf(t, err))
			require.ErrorContains(t, err, c.context)
			named := strings.Replace(c.document, `"],"type"`, `","`+c.context+`"],"type"`, 1)
			_, err = credential.AddProof(context.Background(), []byte(named), signerOf(t, edKey(0)), o)
			require.NoError(t, err, "with the context that was named")
		})
	}
	is := newIssuer(t, edKey(0))
	is.Suite = credential.EdDSARDFC2022
	c := civics(t)
	c.EndorsementJWT = []string{endorsedJWT(t, c.Subject.Achievement.ID)}
	_, err := is.Issue(context.Background(), c)
	require.ErrorIs(t, err, credential.TermUndefined)
	require.Equal(t, "/endorsementJwt", pointerOf(t, err))
	require.NotContains(t, err.Error(), "jti")
	require.NoError(t, c.Validate(), "the suite is the Issuer's")
}

func TestTheZeroProofIsNone(t *testing.T) {
	is := newIssuer(t, edKey(0))
	token := issue(t, is, civics(t))
	is.Suite = credential.EdDSARDFC2022
	embedded := issue(t, is, civics(t))
	for _, s := range []*credential.Secured{token, embedded, {}} {
		require.ErrorIs(t, checkProof(s, credential.Proof{}, is.Signer.Method()), credential.ProofMissing)
		_, _, err := s.Forms(context.Background(), credential.Proof{}, is.Signer.Method(), nil)
		require.ErrorIs(t, err, credential.ProofMissing)
		_, err = s.Details(credential.Proof{})
		require.ErrorIs(t, err, credential.ProofMissing)
	}
	require.False(t, credential.Proof{}.Known())
	require.Empty(t, credential.Proof{}.Suite())

	of := func(s *credential.Secured) credential.Proof {
		proofs, err := s.Proofs()
		require.NoError(t, err)
		return proofs[0]
	}
	require.Equal(t, "/proof/0", of(embedded).Pointer)
	require.Empty(t, of(token).Pointer)
	_, _, err := token.Forms(context.Background(), of(token), is.Signer.Method(), nil)
	require.ErrorContains(t, err, "the signature of a token")
	require.ErrorIs(t, checkProof(token, of(embedded), is.Signer.Method()), credential.ProofMissing, "a proof of another document")
}

// The digests are those of the forms that Forms shows, each under its own name.
func TestEachDigestIsOfItsForm(t *testing.T) {
	for _, suite := range []credential.Suite{credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		is := newIssuer(t, edKey(0))
		is.Suite = suite
		s := issue(t, is, civics(t))
		proofs, err := s.Proofs()
		require.NoError(t, err)
		transform, err := s.CheckProof(context.Background(), proofs[0], is.Signer.Method(), nil)
		require.NoError(t, err)
		document, proof, err := s.Forms(context.Background(), proofs[0], is.Signer.Method(), nil)
		require.NoError(t, err)
		require.Contains(t, string(document), "Civics")
		require.Contains(t, string(proof), "assertionMethod")
		of := func(form []byte) []byte { sum := sha256.Sum256(form); return sum[:] }
		require.Equal(t, of(document), transform.DocumentDigest)
		require.Equal(t, of(proof), transform.ProofDigest)
	}
}

const schoolContext = "https://school.example/context/v1"

// withSchool is the built-in set and a context of a school's.
func withSchool(t *testing.T) *credential.Contexts {
	t.Helper()
	cs, err := credential.StandardContexts().With(schoolContext, []byte(`{"@context":{"homeroom":"https://school.example/vocab#homeroom"}}`))
	require.NoError(t, err)
	return cs
}

// homeroom is a statement that needs the school's context.
var homeroom = strings.Replace(statement, `"],"type"`, `","`+schoolContext+`"],"homeroom":"7b","type"`, 1)

func TestAProofUnderAContextOfTheCallers(t *testing.T) {
	cs, signer := withSchool(t), signerOf(t, edKey(0))
	o := credential.ProofOptions{Suite: credential.EdDSARDFC2022, Created: clock}
	_, err := credential.AddProof(context.Background(), []byte(homeroom), signer, o)
	require.ErrorIs(t, err, credential.ContextUnknown)
	o.Contexts = cs
	s, err := credential.AddProof(context.Background(), []byte(homeroom), signer, o)
	require.NoError(t, err)
	proofs, err := s.Proofs()
	require.NoError(t, err)
	require.ErrorIs(t, checkProof(s, proofs[0], signer.Method()), credential.ContextUnknown)
	_, err = s.CheckProof(context.Background(), proofs[0], signer.Method(), cs)
	require.NoError(t, err)

	// A proof's own contexts are built-in ones only: its words are this library's to
	// read, whatever a caller has vouched for.
	edited := bytes.Replace(s.Bytes(), []byte(`"proof":{`), []byte(`"proof":{"@context":["https://www.w3.org/ns/credentials/v2","`+schoolContext+`"],`), 1)
	s, err = credential.Parse(edited)
	require.NoError(t, err)
	_, err = s.CheckProof(context.Background(), proofs[0], signer.Method(), cs)
	require.ErrorIs(t, err, credential.ProofMalformed)
}

func TestNoContextsAreTheBuiltInOnes(t *testing.T) {
	want, err := credential.Canonicalize(context.Background(), []byte(statement), credential.StandardContexts())
	require.NoError(t, err)
	for _, none := range []*credential.Contexts{nil, {}} {
		got, err := credential.Canonicalize(context.Background(), []byte(statement), none)
		require.NoError(t, err)
		require.Equal(t, want, got)
		cs, err := none.With("", []byte(`{"homeroom":"https://school.example/vocab#homeroom"}`))
		require.NoError(t, err)
		_, err = credential.Canonicalize(context.Background(), []byte(statement), cs)
		require.NoError(t, err)
	}
}

func TestCanonicalizeIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := credential.Canonicalize(ctx, []byte(statement), nil)
	require.ErrorIs(t, err, credential.Interrupted)
	require.ErrorIs(t, err, context.Canceled)
}

// The rdfc suites read documents that begin with a context of VCDM; the jcs suites
// sign whatever JSON it is.
func TestWhatTheSuitesSign(t *testing.T) {
	did := []byte(`{"@context":["https://www.w3.org/ns/did/v1","https://w3id.org/security/data-integrity/v2"],"id":"did:example:1"}`)
	_, err := credential.Canonicalize(context.Background(), did, nil)
	require.ErrorIs(t, err, credential.ContextOrder)
	for _, suite := range credential.Suites() {
		var s credential.Signer = signerOf(t, edKey(0))
		if strings.HasPrefix(string(suite), "ecdsa") {
			s = signerFor(t, credential.ES256, 0)
		}
		o := credential.ProofOptions{Suite: suite, Created: clock}
		_, err := credential.AddProof(context.Background(), did, s, o)
		_, plain := credential.AddProof(context.Background(), []byte(`{"any":"JSON"}`), s, o)
		if strings.Contains(string(suite), "-jcs-") {
			require.NoError(t, err)
			require.NoError(t, plain)
			continue
		}
		require.ErrorIs(t, err, credential.ContextOrder, suite)
		require.ErrorIs(t, plain, credential.ContextUnknown, suite)
	}
}

package openbadges_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/mr-tron/base58"
	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// everyKey is every suite with every kind of key that it takes.
var everyKey = []struct {
	suite credential.Suite
	alg   string
}{
	{credential.EdDSARDFC2022, credential.EdDSA}, {credential.EdDSAJCS2022, credential.EdDSA}, {credential.Ed25519Signature2020, credential.EdDSA},
	{credential.ECDSARDFC2019, credential.ES256}, {credential.ECDSARDFC2019, credential.ES384},
	{credential.ECDSAJCS2019, credential.ES256}, {credential.ECDSAJCS2019, credential.ES384},
	{credential.JsonWebSignature2020, credential.EdDSA}, {credential.JsonWebSignature2020, credential.ES256}, {credential.JsonWebSignature2020, credential.ES384},
	{credential.JsonWebSignature2020, credential.RS256}, {credential.JsonWebSignature2020, credential.PS256},
}

// eachSuite runs a test with a fresh key for every suite and algorithm.
func eachSuite(t *testing.T, test func(t *testing.T, o *otherSide, suite credential.Suite, alg string)) {
	whole := startOtherSide(t)
	tested := map[credential.Suite]bool{}
	for _, c := range everyKey {
		tested[c.suite] = true
		t.Run(string(c.suite)+" "+c.alg, func(t *testing.T) {
			test(t, whole.with(t, c.suite, c.alg), c.suite, c.alg)
		})
	}
	require.Len(t, tested, len(credential.Suites())-1, "every suite has its other side; ecdsa-sd-2023 has a test of its own")
}

// with is the other side with a fresh key for that algorithm, by the name that
// the packages for that suite know it by.
func (o *otherSide) with(t *testing.T, suite credential.Suite, alg string) *otherSide {
	t.Helper()
	key, err := map[string]func() (crypto.Signer, error){
		credential.EdDSA: func() (crypto.Signer, error) { _, key, err := ed25519.GenerateKey(rand.Reader); return key, err },
		credential.ES256: func() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) },
		credential.ES384: func() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P384(), rand.Reader) },
		credential.RS256: func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 2048) },
		credential.PS256: func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 2048) },
	}[alg]()
	require.NoError(t, err)
	method, err := credential.DIDKey(key.Public())
	if suite == credential.JsonWebSignature2020 {
		method, err = credential.DIDJWK(key.Public(), alg)
	}
	require.NoError(t, err)
	signer, err := credential.NewSigner(method, key)
	require.NoError(t, err)
	return &otherSide{ask: o.ask, key: key, signer: signer}
}

// signatureOf is the text of the last signature in a document.
func signatureOf(t *testing.T, document string) string {
	t.Helper()
	if i := strings.LastIndex(document, `"jws":"`); i >= 0 {
		value, _, _ := strings.Cut(document[i+len(`"jws":"`):], `"`)
		return value
	}
	return proofValue(t, document)
}

// requireSameData has both sides judge every proof of a document, with those
// before it, and compares what was signed: the digests of proof and document.
func (o *otherSide) requireSameData(t *testing.T, document string) {
	t.Helper()
	reply := o.ask(map[string]any{"op": "chain", "document": document})
	require.Empty(t, reply["error"])
	require.Equal(t, reply["data"], strings.Join(dataHere(t, document), " "))
}

// dataHere is what each proof of a document signs, all of which hold.
func dataHere(t *testing.T, document string) (data []string) {
	t.Helper()
	v, err := verify.New(verify.Config{AnyIssuer: true, Now: func() time.Time { return integrityClock }})
	require.NoError(t, err)
	report, err := v.VerifyProofs(context.Background(), []byte(document))
	require.NoError(t, err)
	for _, p := range report.Proofs {
		require.True(t, p.Held)
		data = append(data, hex.EncodeToString(p.ProofDigest)+hex.EncodeToString(p.DocumentDigest))
	}
	return data
}

func TestInteropIntegrityOfEverySuite(t *testing.T) {
	eachSuite(t, func(t *testing.T, o *otherSide, suite credential.Suite, alg string) {
		for _, definition := range summit.Program().Credentials {
			for variant, change := range summitVariants {
				if variant != "plain" && definition.Key != "civics" {
					continue
				}
				t.Run(definition.Key+"/"+variant, func(t *testing.T) {
					achievement, err := summit.Program().Achievement(definition.Key, badge.Publication{})
					require.NoError(t, err)
					c := credential.Credential{Subject: badge.Subject{ID: "urn:uuid:5f0a4f5e-5f2b-4b5e-9a53-0a5d1c1f0e11", Achievement: achievement}}
					change(t, summit.Program(), definition.Key, &c)
					issuer := credential.Issuer{Signer: o.signer, Suite: suite, Profile: badge.Profile{Name: "Pine Ridge High School"},
						Now: func() time.Time { return integrityClock }}
					secured, err := issuer.Issue(context.Background(), c)
					require.NoError(t, err)
					ours := string(secured.Bytes())
					o.requireVerifies(t, ours)
					theirs := o.issue(t, suite, withoutProof(t, ours))
					o.requireVerifiesHere(t, theirs)
					o.requireSameData(t, ours)
					o.requireSameData(t, theirs)
					if alg == credential.EdDSA || alg == credential.RS256 {
						require.Equal(t, signatureOf(t, ours), signatureOf(t, theirs), "one key, one form, one signature")
					} else {
						require.Equal(t, dataHere(t, ours), dataHere(t, theirs), "other nonces sign the same")
					}
					for _, document := range []string{ours, theirs} {
						answer, err := o.requireNeitherVerifies(t, strings.Replace(document, "Pine Ridge", "Pine Bridge", 1))
						require.ErrorIs(t, err, credential.ProofSigInvalid)
						require.Regexp(t, "Invalid signature|signature verification failed", answer)
					}
				})
			}
		}
	})
}

// Nodes without an id that nothing but the hash puts in order show which hash it
// was: SHA-384 inside RDFC-1.0 names them otherwise than SHA-256.
func TestInteropIntegrityOfTheHashInsideRDFC(t *testing.T) {
	whole := startOtherSide(t)
	const members = `"result":[{"type":["Result"],"value":"A"},{"type":["Result"],"value":"B"},{"type":["Result"],"value":"C","alignment":[` +
		`{"type":["Alignment"],"targetName":"t","targetUrl":"https://t.example"},{"type":["Alignment"],"targetName":"u","targetUrl":"https://t.example"}]}]`
	forms := map[string]string{}
	for alg, hash := range map[string]string{credential.ES256: "SHA-256", credential.ES384: "SHA-384"} {
		o := whole.with(t, credential.ECDSARDFC2019, alg)
		document := credentialWith(`"did:example:school"`, subjectWith(members))
		secured, err := credential.AddProof(context.Background(), []byte(document), o.signer, credential.ProofOptions{Suite: credential.ECDSARDFC2019})
		require.NoError(t, err)
		proofs, err := secured.Proofs()
		require.NoError(t, err)
		form, _, err := secured.Forms(context.Background(), proofs[0], o.signer.Method(), nil)
		require.NoError(t, err)
		reply := o.ask(map[string]any{"op": "canonize", "document": document, "hash": hash})
		require.Empty(t, reply["error"])
		require.Equal(t, reply["nquads"], string(form))
		forms[hash] = string(form)
	}
	require.NotEqual(t, forms["SHA-256"], forms["SHA-384"])
}

// What RFC 8785 is about: numbers, escapes, the order of names by UTF-16; and what
// only a jcs suite signs: names that no context defines, and the order of a list.
func TestInteropIntegrityOfJSONForms(t *testing.T) {
	whole := startOtherSide(t)
	for _, suite := range []credential.Suite{credential.EdDSAJCS2022, credential.ECDSAJCS2019} {
		alg := map[credential.Suite]string{credential.EdDSAJCS2022: credential.EdDSA, credential.ECDSAJCS2019: credential.ES384}[suite]
		o := whole.with(t, suite, alg)
		for name, member := range map[string]string{
			"numbers": `"n":[0,-0,1,1.0,-1.5,3e2,1e21,1e-7,0.000001,333333333.3333333,9007199254740991,5e-324,1.7976931348623157e308]`,
			"names":   `"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7,"":8,"a":{"b":1,"B":2,"":3}`,
			"texts":   `"t":["\u0000\b\t\n\f\r\u001f\u007f\u2028\u2029","\"\\\/<>&'","\u00e9e\u0301","\ud83d\ude00\ufffe"]`,
			"lists":   `"l":[[],{},[[1],[2]],null,true,false,"x"]`,
		} {
			t.Run(string(suite)+"/"+name, func(t *testing.T) {
				document := credentialWith(`"`+o.did()+`"`, `"credentialSubject":{"id":"did:example:ada"},`+member)
				ours, err := credential.AddProof(context.Background(), []byte(document), o.signer, credential.ProofOptions{Suite: suite, Created: integrityClock})
				require.NoError(t, err)
				o.requireSameData(t, string(ours.Bytes()))
				theirs := o.extend(t, suite, document, map[string]any{})
				require.Equal(t, dataHere(t, string(ours.Bytes())), dataHere(t, theirs))
			})
		}
	}
}

// What the other side takes for a proof and this one refuses, each by the letter of
// its specification or because a verifier that reads less would see another proof.
func TestInteropIntegrityWhereThisSideReadsProofsStrictly(t *testing.T) {
	whole := startOtherSide(t)
	const context = `"https://w3id.org/security/suites/jws-2020/v1"`
	signed := func(suite credential.Suite, alg string) (*otherSide, string) {
		o := whole.with(t, suite, alg)
		document := strings.Replace(credentialWith(`"`+o.did()+`"`, `"credentialSubject":{"id":"did:example:ada"}`), `],`, `,"https://w3id.org/security/suites/jws-2020/v1"],`, 1)
		secured, err := credential.AddProof(t.Context(), []byte(document), o.signer, credential.ProofOptions{Suite: suite, Created: integrityClock})
		require.NoError(t, err)
		return o, string(secured.Bytes())
	}
	refused := func(o *otherSide, document string, code credential.Code) {
		t.Helper()
		require.Empty(t, o.ask(map[string]any{"op": "chain", "document": document})["error"], "theirs takes it")
		v, err := verify.New(verify.Config{AnyIssuer: true, Now: func() time.Time { return integrityClock }})
		require.NoError(t, err)
		_, err = v.VerifyProofs(t.Context(), []byte(document))
		require.ErrorIs(t, err, code)
	}
	for _, suite := range []credential.Suite{credential.EdDSAJCS2022, credential.ECDSAJCS2019, credential.ECDSARDFC2019} {
		alg := credential.EdDSA
		if strings.HasPrefix(string(suite), "ecdsa") {
			alg = credential.ES256
		}
		o, document := signed(suite, alg)
		value := proofValue(t, document)
		signature, err := base58.Decode(value[1:])
		require.NoError(t, err)
		// Data Integrity EdDSA Cryptosuites 1.0 section 3.3.1: base58-btc, and no other base.
		refused(o, strings.Replace(document, value, "u"+base64.RawURLEncoding.EncodeToString(signature), 1), credential.ProofMalformed)
		if suite != credential.ECDSARDFC2019 {
			// A context that nobody here knows, behind those that the proof was made under.
			refused(o, strings.Replace(document, context, context+`,"https://evil.example/context"`, 1), credential.ContextUnknown)
		}
	}
	// RFC 7797 and the specification of JsonWebSignature2020 leave other parameters open.
	o, document := signed(credential.JsonWebSignature2020, credential.EdDSA)
	jws := signatureOf(t, document)
	header := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"EdDSA","kid":"` + o.signer.Method().ID + `","b64":false,"crit":["b64"]}`))
	data, err := hex.DecodeString(dataHere(t, document)[0])
	require.NoError(t, err)
	signature := ed25519.Sign(o.key.(ed25519.PrivateKey), append([]byte(header+"."), data...))
	refused(o, strings.Replace(document, jws, header+".."+base64.RawURLEncoding.EncodeToString(signature), 1), credential.ProofMalformed)
}

package openbadges_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// Every algorithm, with a fresh key each: what is signed here must verify
// elsewhere, and what is signed elsewhere must verify here.
func eachAlgorithm(t *testing.T, test func(t *testing.T, alg string, key crypto.Signer)) {
	keys := map[string]func() (crypto.Signer, error){
		credential.EdDSA: func() (crypto.Signer, error) { _, key, err := ed25519.GenerateKey(rand.Reader); return key, err },
		credential.ES256: func() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) },
		credential.ES384: func() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P384(), rand.Reader) },
		credential.RS256: func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 2048) },
		credential.PS256: func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 3072) },
	}
	for alg, generate := range keys {
		t.Run(alg, func(t *testing.T) {
			key, err := generate()
			require.NoError(t, err)
			test(t, alg, key)
		})
	}
}

func TestInteropWithNodeJose(t *testing.T) {
	node := startNode(t)
	eachAlgorithm(t, func(t *testing.T, alg string, key crypto.Signer) {
		badge, method := issueFor(t, alg, key)

		reply := node(map[string]any{"op": "verify", "token": string(badge.Bytes()), "jwk": publicJWK(t, method), "alg": alg})
		require.Empty(t, reply["error"])
		require.Equal(t, string(badge.Document()), reply["payload"], "the same bytes, not only the same badge")

		reply = node(map[string]any{"op": "sign", "payload": string(badge.Document()), "jwk": privateJWK(t, key),
			"header": map[string]any{"alg": alg, "kid": method.ID, "typ": "JWT"}})
		require.Empty(t, reply["error"])
		requireVerified(t, method.Controller, reply["token"])
	})
}

func TestInteropWithOpenSSL(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		missing(t, "openssl is not installed")
	}
	eachAlgorithm(t, func(t *testing.T, alg string, key crypto.Signer) {
		badge, method := issueFor(t, alg, key)
		dir := t.TempDir()
		writePEM(t, filepath.Join(dir, "key.pem"), key)
		openssl(t, dir, "pkey", "-in", "key.pem", "-pubout", "-out", "public.pem")

		input, signature := split(t, string(badge.Bytes()))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "input"), []byte(input), 0o600))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "signature"), toOpenSSL(t, alg, signature), 0o600))
		openssl(t, dir, append(opensslArgs(alg, "-verify", "-pubin", "-inkey", "public.pem"), "-sigfile", "signature")...)

		openssl(t, dir, append(opensslArgs(alg, "-sign", "-inkey", "key.pem"), "-out", "theirs")...)
		theirs, err := os.ReadFile(filepath.Join(dir, "theirs"))
		require.NoError(t, err)
		requireVerified(t, method.Controller, input+"."+base64.RawURLEncoding.EncodeToString(fromOpenSSL(t, alg, theirs)))
	})
}

func issueFor(t *testing.T, alg string, key crypto.Signer) (*credential.Secured, credential.Method) {
	t.Helper()
	method, err := credential.DIDJWK(key.Public(), alg)
	require.NoError(t, err)
	signer, err := credential.NewSigner(method, key)
	require.NoError(t, err)
	civics, err := summit.Program().Achievement("civics", badge.Publication{})
	require.NoError(t, err)
	issuer := credential.Issuer{Signer: signer, Profile: badge.Profile{Name: "Pine Ridge High School"}}
	secured, err := issuer.Issue(context.Background(), credential.Credential{
		Subject:  badge.Subject{ID: "urn:uuid:5f0a4f5e-5f2b-4b5e-9a53-0a5d1c1f0e11", Achievement: civics},
		Evidence: []badge.Evidence{{Narrative: "Ran the 2026 student voter drive; 214 registrations."}},
	})
	require.NoError(t, err)
	return secured, method
}

func requireVerified(t *testing.T, issuer, token string) {
	t.Helper()
	v, err := verify.New(verify.Config{Issuers: []string{issuer}, Strict: true})
	require.NoError(t, err)
	report, err := v.Verify(context.Background(), []byte(token))
	require.NoError(t, err)
	require.Equal(t, "valid", report.Verdict())
}

// missing skips a test whose other side is not installed, unless CI says that it has to be.
func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("OPENBADGES_INTEROP") == "required" {
		t.Fatal(why)
	}
	t.Skip(why + "; .ci/interop/install installs what is needed")
}

// startNode starts the other side of JOSE and returns a function that asks it.
func startNode(t *testing.T) func(request map[string]any) map[string]string {
	t.Helper()
	return startScript(t, "jose.mjs", "jose")
}

// publicJWK reads the JWK out of a did:jwk.
func publicJWK(t *testing.T, m credential.Method) json.RawMessage {
	t.Helper()
	jwk, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(m.Controller, "did:jwk:"))
	require.NoError(t, err)
	return jwk
}

func privateJWK(t *testing.T, key crypto.Signer) map[string]string {
	t.Helper()
	b64 := base64.RawURLEncoding.EncodeToString
	switch k := key.(type) {
	case ed25519.PrivateKey:
		return map[string]string{"kty": "OKP", "crv": "Ed25519", "x": b64(k.Public().(ed25519.PublicKey)), "d": b64(k.Seed())}
	case *ecdsa.PrivateKey:
		d, err := k.Bytes()
		require.NoError(t, err)
		point, err := k.PublicKey.Bytes()
		require.NoError(t, err)
		n := (len(point) - 1) / 2
		return map[string]string{"kty": "EC", "crv": k.Curve.Params().Name, "x": b64(point[1 : 1+n]), "y": b64(point[1+n:]), "d": b64(d)}
	case *rsa.PrivateKey:
		k.Precompute()
		return map[string]string{"kty": "RSA", "n": b64(k.N.Bytes()), "e": b64(big.NewInt(int64(k.E)).Bytes()), "d": b64(k.D.Bytes()),
			"p": b64(k.Primes[0].Bytes()), "q": b64(k.Primes[1].Bytes()),
			"dp": b64(k.Precomputed.Dp.Bytes()), "dq": b64(k.Precomputed.Dq.Bytes()), "qi": b64(k.Precomputed.Qinv.Bytes())}
	}
	t.Fatalf("no JWK for %T", key)
	return nil
}

func writePEM(t *testing.T, name string, key crypto.Signer) {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600))
}

func split(t *testing.T, token string) (input string, signature []byte) {
	t.Helper()
	dot := strings.LastIndexByte(token, '.')
	signature, err := base64.RawURLEncoding.DecodeString(token[dot+1:])
	require.NoError(t, err)
	return token[:dot], signature
}

func openssl(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("openssl", args...)
	cmd.Dir = dir
	output, err := cmd.CombinedOutput()
	require.NoError(t, err, "openssl %s: %s", strings.Join(args, " "), output)
}

func opensslArgs(alg string, args ...string) []string {
	args = append([]string{"pkeyutl", "-rawin", "-in", "input"}, args...)
	switch alg {
	case credential.ES256, credential.RS256:
		return append(args, "-digest", "sha256")
	case credential.ES384:
		return append(args, "-digest", "sha384")
	case credential.PS256:
		return append(args, "-digest", "sha256", "-pkeyopt", "rsa_padding_mode:pss", "-pkeyopt", "rsa_pss_saltlen:digest")
	}
	return args
}

// JOSE writes an ECDSA signature as r and s side by side, OpenSSL as a DER sequence.
type sequence struct{ R, S *big.Int }

func toOpenSSL(t *testing.T, alg string, signature []byte) []byte {
	t.Helper()
	if !strings.HasPrefix(alg, "ES") {
		return signature
	}
	half := len(signature) / 2
	der, err := asn1.Marshal(sequence{new(big.Int).SetBytes(signature[:half]), new(big.Int).SetBytes(signature[half:])})
	require.NoError(t, err)
	return der
}

func fromOpenSSL(t *testing.T, alg string, der []byte) []byte {
	t.Helper()
	if !strings.HasPrefix(alg, "ES") {
		return der
	}
	var s sequence
	_, err := asn1.Unmarshal(der, &s)
	require.NoError(t, err)
	half := map[string]int{credential.ES256: 32, credential.ES384: 48}[alg]
	return append(s.R.FillBytes(make([]byte, half)), s.S.FillBytes(make([]byte, half))...)
}

package openbadges_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"io/fs"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify"
)

// A mechanism is a way to secure a badge.
type mechanism struct {
	name      string
	suite     credential.Suite // "": a compact JWS
	algorithm string
}

// algorithms are all of JOSE that badges are signed with.
var algorithms = []string{credential.EdDSA, credential.ES256, credential.ES384, credential.RS256, credential.PS256}

func mechanisms() []mechanism {
	var list []mechanism
	for _, algorithm := range algorithms {
		list = append(list, mechanism{"jws " + algorithm, "", algorithm})
	}
	for _, suite := range credential.Suites() {
		name := string(suite)
		switch suite {
		case credential.ECDSARDFC2019, credential.ECDSAJCS2019:
			list = append(list, mechanism{name + " P-256", suite, credential.ES256}, mechanism{name + " P-384", suite, credential.ES384})
		case credential.ECDSASD2023:
			list = append(list, mechanism{name + " derived", suite, credential.ES256})
		case credential.JsonWebSignature2020:
			for _, algorithm := range algorithms {
				list = append(list, mechanism{name + " " + algorithm, suite, algorithm})
			}
		default:
			list = append(list, mechanism{name, suite, credential.EdDSA})
		}
	}
	return list
}

// signer holds a key that is the same in every run.
func (m mechanism) signer(t testing.TB) credential.Signer {
	t.Helper()
	var key crypto.Signer
	switch m.algorithm {
	case credential.EdDSA:
		key = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, ed25519.SeedSize))
	case credential.ES256:
		key = curveKey(elliptic.P256())
	case credential.ES384:
		key = curveKey(elliptic.P384())
	case credential.PS256:
		method, err := credential.DIDJWK(primesKey().Public(), m.algorithm)
		require.NoError(t, err)
		signer, err := credential.NewSigner(method, primesKey())
		require.NoError(t, err)
		return signer
	default:
		key = primesKey()
	}
	signer, err := credential.NewKeySigner(key)
	require.NoError(t, err)
	require.Equal(t, m.algorithm, signer.Method().Algorithm)
	return signer
}

// contextOf are the contexts that the older suites need.
var contextOf = map[credential.Suite]string{
	credential.Ed25519Signature2020: "https://w3id.org/security/suites/ed25519-2020/v1",
	credential.JsonWebSignature2020: "https://w3id.org/security/suites/jws-2020/v1",
}

// curveKey is a key that is the same in every run.
func curveKey(curve elliptic.Curve) *ecdsa.PrivateKey {
	key, err := ecdsa.ParseRawPrivateKey(curve, bytes.Repeat([]byte{7}, (curve.Params().BitSize+7)/8))
	if err != nil {
		panic(err) // both numbers are below the order of their curves
	}
	return key
}

// primesKey is an RSA key of the first two primes above two numbers that anybody can write.
var primesKey = sync.OnceValue(func() *rsa.PrivateKey {
	key := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: new(big.Int), E: 65537}, D: new(big.Int)}
	order, one := big.NewInt(1), big.NewInt(1)
	for _, digit := range []byte{0xd7, 0xe9} {
		p := new(big.Int).SetBytes(bytes.Repeat([]byte{digit}, 128))
		for less := new(big.Int); !p.ProbablyPrime(20) || new(big.Int).Mod(less.Sub(p, one), big.NewInt(int64(key.E))).Sign() == 0; {
			p.Add(p, big.NewInt(2))
		}
		key.Primes = append(key.Primes, p)
		order.Mul(order, new(big.Int).Sub(p, one))
	}
	key.N.Mul(key.Primes[0], key.Primes[1])
	key.D.ModInverse(big.NewInt(int64(key.E)), order)
	key.Precompute()
	if err := key.Validate(); err != nil {
		panic(err) // nothing here changes from run to run
	}
	return key
})

// A victim is an honest badge under a mechanism, and what it says.
type victim struct {
	mechanism
	badge    string
	data     []byte
	verifier *verify.Verifier
	means    string // the canonical form that the proof secures
	shows    string // the view, in JCS
}

func (m mechanism) victim(t testing.TB, badge string) *victim {
	t.Helper()
	signer := m.signer(t)
	v := &victim{mechanism: m, badge: badge}
	v.data = m.secured(t, signer, m.claims(t, badge, signer.Method().Controller))
	at := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	var err error
	v.verifier, err = verify.New(verify.Config{Issuers: []string{signer.Method().Controller}, Now: func() time.Time { return at }})
	require.NoError(t, err)
	report, err := v.verifier.Verify(context.Background(), v.data)
	require.NoError(t, err, "%s %s", m.name, badge)
	require.Equal(t, "valid", report.Verdict())
	v.means, err = v.meaning(v.data)
	require.NoError(t, err)
	v.shows = v.view(t, report)
	return v
}

// secured is the document under the mechanism; of a badge that is shown in part, what
// its holder shows.
func (m mechanism) secured(t testing.TB, signer credential.Signer, document []byte) []byte {
	t.Helper()
	ctx := context.Background()
	if m.suite == "" {
		s, err := credential.SignJWS(ctx, document, signer, credential.OpenBadges)
		require.NoError(t, err)
		return s.Bytes()
	}
	o := credential.ProofOptions{Suite: m.suite, Created: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Rand: bytes.NewReader(bytes.Repeat([]byte{5}, 1024))}
	s, err := credential.AddProof(ctx, document, signer, o)
	require.NoError(t, err, m.name)
	if m.suite == credential.ECDSASD2023 {
		s, err = credential.Derive(ctx, s, []string{"/evidence"}, nil)
		require.NoError(t, err)
	}
	return s.Bytes()
}

// claims is what a golden badge says, by another issuer, and as the mechanism has it.
func (m mechanism) claims(t testing.TB, badge, issuer string) []byte {
	t.Helper()
	token, err := fs.ReadFile(testdata.Golden(), badge+".jwt")
	require.NoError(t, err)
	document, err := base64.RawURLEncoding.DecodeString(strings.Split(string(token), ".")[1])
	require.NoError(t, err)
	s, err := credential.Parse(token)
	require.NoError(t, err)
	document = bytes.ReplaceAll(document, []byte(s.IssuerID()), []byte(issuer))
	if m.suite == "" {
		return document
	}
	if context := contextOf[m.suite]; context != "" {
		document, err = credential.WithContext(document, context)
		require.NoError(t, err)
	}
	for _, claim := range []string{"iss", "sub", "nbf", "jti"} {
		document, err = credential.WithoutMember(document, claim)
		require.NoError(t, err)
	}
	return document
}

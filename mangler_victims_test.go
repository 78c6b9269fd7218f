package openbadges_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"encoding/base64"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify"
)

// A mechanism is a way to secure a badge.
type mechanism struct {
	name  string
	suite credential.Suite // "": a compact JWS
	key   crypto.Signer
}

func mechanisms() []mechanism {
	ed := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, ed25519.SeedSize))
	p256, p384 := curveKey(elliptic.P256()), curveKey(elliptic.P384())
	list := []mechanism{{"jws EdDSA", "", ed}, {"jws ES256", "", p256}, {"jws ES384", "", p384}}
	for _, suite := range credential.Suites() {
		switch suite {
		case credential.ECDSARDFC2019, credential.ECDSAJCS2019:
			list = append(list, mechanism{string(suite) + " P-256", suite, p256}, mechanism{string(suite) + " P-384", suite, p384})
		case credential.ECDSASD2023:
			list = append(list, mechanism{string(suite) + " derived", suite, p256})
		default:
			list = append(list, mechanism{string(suite), suite, ed})
		}
	}
	return list
}

// contextOf are the contexts that the older suites need.
var contextOf = map[credential.Suite]string{
	credential.Ed25519Signature2020: "https://w3id.org/security/suites/ed25519-2020/v1",
	credential.JsonWebSignature2020: "https://w3id.org/security/suites/jws-2020/v1",
}

// curveKey is a key that is the same in every run.
func curveKey(curve elliptic.Curve) *ecdsa.PrivateKey {
	d := make([]byte, (curve.Params().BitSize+7)/8)
	copy(d[len(d)-3:], "key")
	key, err := ecdsa.ParseRawPrivateKey(curve, d)
	if err != nil {
		panic(err)
	}
	return key
}

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
	signer, err := credential.NewKeySigner(m.key)
	require.NoError(t, err)
	v := &victim{mechanism: m, badge: badge}
	v.data = m.secured(t, signer, m.claims(t, badge, signer.Method().Controller))
	at := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
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

package receipt_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/receipt"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

const webSchool = "did:web:school.example"

// An office verifies badges and signs receipts.
func office(t testing.TB, seed byte) credential.Signer {
	t.Helper()
	s, err := credential.NewKeySigner(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize)))
	require.NoError(t, err)
	return s
}

// A file is a badge that an office has verified, and what it kept.
type file struct {
	school *verifytest.Issuer
	signer credential.Signer
	report *verify.Report
	signed []byte
	bundle []byte
}

func keep(t testing.TB, school *verifytest.Issuer, data []byte, signer credential.Signer) file {
	t.Helper()
	report, _ := school.Verifier().Verify(context.Background(), data)
	signed, err := receipt.Sign(context.Background(), report, signer, school.Clock.Now())
	require.NoError(t, err)
	bundle, err := receipt.Bundle(signed, report)
	require.NoError(t, err)
	return file{school, signer, report, signed, bundle}
}

// later is the Reader of somebody who knows the office, so many years on.
func later(f file, years int) receipt.Reader {
	return receipt.Reader{
		Keys: []credential.Method{f.signer.Method()},
		Now:  func() time.Time { return verifytest.Start().AddDate(years, 0, 0) },
	}
}

// parts are a bundle as anybody can take it apart and put together again.
type parts struct {
	Type      string   `json:"type"`
	Version   int      `json:"version"`
	Receipt   string   `json:"receipt"`
	Badge     string   `json:"badge"`
	Documents []string `json:"documents,omitempty"`
}

func apart(t testing.TB, bundle []byte) parts {
	t.Helper()
	var p parts
	require.NoError(t, json.Unmarshal(bundle, &p))
	return p
}

func (p parts) together(t testing.TB) []byte {
	t.Helper()
	return asJSON(t, p)
}

func asJSON(t testing.TB, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	require.NoError(t, e.Encode(v))
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

func b64(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

func unb64(t testing.TB, text string) []byte {
	t.Helper()
	data, err := base64.RawURLEncoding.DecodeString(text)
	require.NoError(t, err)
	return data
}

// token signs a payload under a header as any program could.
func token(t testing.TB, s credential.Signer, header string, payload []byte) []byte {
	t.Helper()
	input := b64([]byte(header)) + "." + b64(payload)
	signature, err := s.Sign(context.Background(), []byte(input))
	require.NoError(t, err)
	return []byte(input + "." + b64(signature))
}

// resign is a receipt of which the signer has changed something.
func resign(t testing.TB, f file, s credential.Signer, change func(*receipt.Receipt)) []byte {
	t.Helper()
	r, err := later(f, 1).Read(f.signed)
	require.NoError(t, err)
	change(r)
	return token(t, s, header(s), asJSON(t, r))
}

func header(s credential.Signer) string {
	return `{"alg":"EdDSA","kid":"` + s.Method().ID + `","typ":"openbadges-receipt+jwt"}`
}

package credential

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"io"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/xraw"
)

// BenchmarkVerifyECDSASD is a derived proof of ecdsa-sd-2023, of a badge that is shown
// whole: as a multiple of as many bare checks with P-256 as it has signatures, one for
// each statement that is not mandatory and one for the rest, and one tokenization.
func BenchmarkVerifyECDSASD(b *testing.B) {
	ctx := context.Background()
	key := benchmarkECKey(b, elliptic.P256()).(*ecdsa.PrivateKey)
	m, err := DIDKey(key.Public())
	require.NoError(b, err)
	s, err := NewSigner(m, key)
	require.NoError(b, err)
	digest := sha256.Sum256([]byte("a statement"))
	signature, err := ecdsa.SignASN1(bytes.NewReader(make([]byte, 64)), key, digest[:])
	require.NoError(b, err)
	for _, item := range workItems[:2] {
		b.Run(item.name, func(b *testing.B) {
			var documents [][]byte
			signatures := 0
			for i := range 16 {
				base, err := (&Issuer{Signer: s, Suite: ECDSASD2023, Now: func() time.Time { return time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC) }}).Issue(ctx, item.make(i))
				require.NoError(b, err)
				shown, err := Derive(ctx, base, []string{"/credentialSubject", "/evidence"}, nil)
				require.NoError(b, err)
				least, err := Derive(ctx, base, nil, nil)
				require.NoError(b, err)
				documents = append(documents, shown.Bytes())
				signatures = 1 + statements(b, shown) - statements(b, least)
			}
			b.Logf("%d signatures", signatures)
			var reader bytes.Buffer
			decoder := jsontext.NewDecoder(&reader)
			i, j := 0, 0
			xraw.Ratio(b, "x-raw", func() { i++; checkEmbedded(b, documents[i%16], m) }, func() {
				j++
				for range signatures {
					if !ecdsa.VerifyASN1(&key.PublicKey, digest[:], signature) {
						b.Fatal("the signature does not hold")
					}
				}
				reader.Reset()
				reader.Write(documents[j%16])
				decoder.Reset(&reader)
				for {
					if _, err := decoder.ReadToken(); err == io.EOF {
						return
					} else if err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// statements is how many the document makes, its proof left out.
func statements(b *testing.B, s *Secured) int {
	b.Helper()
	form, err := Canonicalize(context.Background(), s.Bytes(), nil)
	require.NoError(b, err)
	return bytes.Count(form, []byte{'\n'})
}

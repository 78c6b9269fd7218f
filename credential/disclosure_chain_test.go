package credential

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/sd"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A derived proof that says that it builds on another is signed over neither the other
// nor its id's place: an issuer of another make could sign such a one, and it is not
// taken for the chain that it says it is.
func TestADerivedProofBuildsOnNoOther(t *testing.T) {
	ctx := context.Background()
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), append(make([]byte, 31), 9))
	require.NoError(t, err)
	m := Method{ID: "https://academy.example/keys/ec", Controller: "https://academy.example/issuer"}
	s, err := NewSigner(m, key)
	require.NoError(t, err)
	m = s.Method()
	const document = `{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:x:d","type":["VerifiableCredential"],"issuer":"https://academy.example/issuer","credentialSubject":{"id":"did:example:ada"}}`
	one, err := AddProof(ctx, []byte(document), s, ProofOptions{Suite: ECDSARDFC2019, ID: "urn:x:p"})
	require.NoError(t, err)
	first := string(one.doc.Get("proof").Raw())

	parsed := func(text string) strictjson.Value {
		tape, err := strictjson.Parse([]byte(text), strictjson.Limits{})
		require.NoError(t, err)
		return tape.Root()
	}
	last := func(document strictjson.Value) strictjson.Value {
		all := contextEntries(document.Get("proof"))
		return all[len(all)-1]
	}
	with := func(value string) strictjson.Value {
		return parsed(strings.TrimSuffix(document, "}") + `,"proof":[` + first + `,{"type":"DataIntegrityProof","cryptosuite":"ecdsa-sd-2023","verificationMethod":"` + m.ID + `","proofPurpose":"assertionMethod","previousProof":"urn:x:p"` + value + `}]}`)
	}
	unsigned := last(with(""))
	value, err := sd.CreateBase(ctx, ld.Standard(), with(`,"proofValue":"u"`), unsigned, sd.BaseOptions{
		Mandatory: []string{"/issuer"}, Key: &key.PublicKey,
		Sign: func(ctx context.Context, message []byte) ([]byte, error) { return s.Sign(ctx, message) },
	})
	require.NoError(t, err)
	base := with(`,"proofValue":"` + value + `"`)
	derived, err := sd.Derive(ctx, ld.Standard(), base, last(base), []string{""})
	require.NoError(t, err)
	text := strings.Replace(string(derived), `"proof":[`, `"proof":[`+first+`,`, 1)
	_, err = sd.Verify(ctx, ld.Standard(), nil, parsed(text), last(parsed(text)), &key.PublicKey)
	require.NoError(t, err, "by itself it holds")

	shown, err := Parse([]byte(text))
	require.NoError(t, err)
	proofs, err := shown.Proofs()
	require.NoError(t, err)
	require.Len(t, proofs, 2)
	_, err = shown.CheckProof(ctx, proofs[0], m, nil)
	require.NoError(t, err)
	_, err = shown.CheckProof(ctx, proofs[1], m, nil)
	require.ErrorIs(t, err, ProofTypeUnsupported)
}

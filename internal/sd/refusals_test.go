package sd

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/multikey"
)

func TestAProofThatIsRefusedSaysForWhat(t *testing.T) {
	_, err := (&signed{publicKey: make([]byte, publicKeySize)}).proofKey()
	require.ErrorIs(t, err, ErrMalformed)
	require.ErrorIs(t, err, multikey.ErrMalformed)
	ed25519Key := append([]byte{0xed, 0x01}, raw(t, "uLgAS0jdksgxSrw5dJ3ug9Q5vcfGNSOpO31oCHV7NrV0")...)
	_, err = (&signed{publicKey: ed25519Key}).proofKey()
	require.ErrorIs(t, err, ErrMalformed)
	require.ErrorContains(t, err, "is not on P-256")

	beyond := forged(t, derived(t, issued(t, testBadge, 1, "/issuer")), func(p *derivedProof) { p.mandatory = append(p.mandatory, 4000) })
	err = verify(t, beyond)
	require.ErrorIs(t, err, ErrSignature)
	require.ErrorContains(t, err, "expected mandatory indexes below")

	another := strings.Replace(derived(t, issued(t, testBadge, 1, "/issuer")), `"cryptosuite":"ecdsa-sd-2023"`, `"cryptosuite":"ecdsa-sd-2024"`, 1)
	err = verify(t, another)
	require.ErrorIs(t, err, ErrMalformed)
	require.ErrorContains(t, err, "expected the type DataIntegrityProof and the cryptosuite")

	base := issued(t, testBadge, 1, "/name")
	require.NoError(t, verifyBase(t, base))
	nameless := strings.Replace(base, `"name": {"@value": "Civics", "@language": "en"},`, ``, 1)
	require.NotEqual(t, base, nameless)
	require.ErrorIs(t, verifyBase(t, nameless), ErrPointer)
}

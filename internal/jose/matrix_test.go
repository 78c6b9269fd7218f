package jose_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// TestRefusesWhatOtherReadersAccept holds the cases in which widely used JOSE
// libraries differ from each other. Every token is signed as it stands, so that
// nothing but the named defect can be the reason.
func TestRefusesWhatOtherReadersAccept(t *testing.T) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	payload := []byte(`{"iss":"did:web:example.edu"}`)
	signed := func(header string) string {
		input := jose.SigningInput([]byte(header), payload)
		return string(jose.Compact(input, ed25519.Sign(private, input)))
	}
	accept := func(text string) error {
		token, err := jose.Parse([]byte(text))
		if err != nil {
			return err
		}
		if token.Header.JWK.Exists() {
			if _, err := multikey.ParseJWK(token.Header.JWK); err != nil {
				return err
			}
		}
		return jose.Verify(token.Header.Alg, public, token.SigningInput, token.Signature)
	}

	honest := signed(`{"alg":"EdDSA","typ":"JWT"}`)
	require.NoError(t, accept(honest))
	segments := strings.Split(honest, ".")
	last := honest[len(honest)-1]
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	stray := string(alphabet[strings.IndexByte(alphabet, last)^1])
	x := base64.RawURLEncoding.EncodeToString(public)
	d := base64.RawURLEncoding.EncodeToString(private.Seed())

	for _, c := range []struct {
		what, text string
		want       error
	}{
		{"unknown crit", signed(`{"alg":"EdDSA","crit":["x"],"x":1}`), jose.ErrCrit},
		{"empty crit", signed(`{"alg":"EdDSA","crit":[]}`), jose.ErrCrit},
		{"b64 false without crit", signed(`{"alg":"EdDSA","b64":false}`), jose.ErrHeader},
		{"duplicate alg", signed(`{"alg":"none","alg":"EdDSA"}`), strictjson.ErrDuplicate},
		{"only ALG", signed(`{"ALG":"EdDSA"}`), jose.ErrHeader},
		{"newline inside the signature", honest[:len(honest)-9] + "\n" + honest[len(honest)-9:], jose.ErrFormat},
		{"newline behind the signature", honest + "\n", jose.ErrFormat},
		{"stray bits in the last character", honest[:len(honest)-1] + stray, jose.ErrFormat},
		{"padding", honest + "==", jose.ErrFormat},
		{"JSON serialization", `{"payload":"` + segments[1] + `","protected":"` + segments[0] + `","signature":"` + segments[2] + `"}`, jose.ErrFormat},
		{"general JSON serialization", `{"payload":"` + segments[1] + `","signatures":[{"protected":"` + segments[0] + `","signature":"` + segments[2] + `"}]}`, jose.ErrFormat},
		{"jwk with its private part", signed(`{"alg":"EdDSA","jwk":{"kty":"OKP","crv":"Ed25519","x":"` + x + `","d":"` + d + `"}}`), multikey.ErrPrivate},
		{"zip", signed(`{"alg":"EdDSA","zip":"DEF"}`), jose.ErrHeader},
		{"invalid UTF-8 in the header", signed("{\"alg\":\"EdDSA\",\"kid\":\"\xff\"}"), strictjson.ErrEncoding},
	} {
		require.ErrorIs(t, accept(c.text), c.want, c.what)
	}
	require.NoError(t, accept(signed(`{"alg":"EdDSA","jwk":{"kty":"OKP","crv":"Ed25519","x":"`+x+`"}}`)))
}

// TestAKeyThatHoldsForEveryMessageIsRefusedAsAKey shows the division of labour:
// a signature cannot tell, so no such key may reach Verify.
func TestAKeyThatHoldsForEveryMessageIsRefusedAsAKey(t *testing.T) {
	neutral := append([]byte{1}, make([]byte, 31)...)
	constant := append(append([]byte{}, neutral...), make([]byte, 32)...)
	require.NoError(t, jose.Verify(jose.EdDSA, ed25519.PublicKey(neutral), []byte("any"), constant))
	require.ErrorIs(t, multikey.Check(ed25519.PublicKey(neutral)), multikey.ErrWeak)

	tape, err := strictjson.Parse([]byte(`{"kty":"OKP","crv":"Ed25519","x":"`+base64.RawURLEncoding.EncodeToString(neutral)+`"}`), strictjson.Limits{})
	require.NoError(t, err)
	_, err = multikey.ParseJWK(tape.Root())
	require.ErrorIs(t, err, multikey.ErrWeak)
}

func TestAKeyOf31BytesIsAnErrorAndNoPanic(t *testing.T) {
	key := make(ed25519.PublicKey, 31)
	require.ErrorIs(t, jose.Verify(jose.EdDSA, key, []byte("any"), make([]byte, 64)), jose.ErrKeyType)
	require.ErrorIs(t, multikey.Check(key), multikey.ErrMalformed)
}

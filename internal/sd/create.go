package sd

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"

	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// BaseOptions says how CreateBase makes a base proof. Key and Sign are required.
type BaseOptions struct {
	// Mandatory are JSON Pointers (RFC 6901) to what no holder may leave out. With
	// none, there is nothing that must be shown: not who issued it, not when it ends.
	Mandatory []string

	// Key is the issuer's, on P-256.
	Key *ecdsa.PublicKey

	// Sign signs by Key, with ECDSA over SHA-256, and returns r and s side by side.
	// It is not taken at its word.
	Sign func(ctx context.Context, message []byte) (signature []byte, err error)

	// Rand gives the secrets of the proof: 32 bytes for the labels, and 32 for its
	// own key (more where these are no key, which never happens). Whoever gives two
	// proofs the same lets holders mix their statements. nil: crypto/rand.Reader.
	Rand io.Reader
}

// CreateBase makes the proofValue of a base proof of document, whose member proof
// is left out of it; proof is the proof that it will stand in, of which a
// proofValue is left out (section 3.6, Create Base Proof). It checks the issuer's
// signature.
func CreateBase(ctx context.Context, contexts *ld.Contexts, document, proof strictjson.Value, o BaseOptions) (proofValue string, err error) {
	if err := checkConfiguration(proof); err != nil {
		return "", err
	}
	g, err := newGraph(ctx, nil, contexts, document, proof)
	if err != nil {
		return "", err
	}
	hmacKey, key, err := secrets(o.Rand)
	if err != nil {
		return "", err
	}
	if err := g.convertWithKey(ctx, hmacKey); err != nil {
		return "", err
	}
	in, err := g.group(ctx, o.Mandatory)
	if err != nil {
		return "", asked(err)
	}
	mandatory, others := in.divide(g.lines)
	if n := max(len(mandatory), len(others)); n > limits.SDStatements {
		return "", fmt.Errorf("%w: expected at most %d statements that are mandatory, and as many others, found %d", ErrTooLarge, limits.SDStatements, n)
	}
	p := &baseProof{hmacKey: hmacKey, mandatory: o.Mandatory}
	if p.publicKey, err = multikey.EncodeBytes(key.Public()); err != nil {
		return "", err
	}
	if p.signatures, err = signStatements(ctx, key, others); err != nil {
		return "", err
	}
	message := p.message(g.proofDigest, mandatory)
	if p.signature, err = o.Sign(ctx, message); err != nil {
		return "", err
	}
	if err := jose.Verify(jose.ES256, o.Key, message, p.signature); err != nil {
		return "", fmt.Errorf("%w: the signer's answer: %w", ErrSignature, err)
	}
	text := p.String()
	if len(text) > limits.SDProofValue {
		return "", fmt.Errorf("%w: expected a proofValue of at most %d characters, found %d", ErrTooLarge, limits.SDProofValue, len(text))
	}
	return text, nil
}

// signStatements signs each statement by the key of the proof, without randomness
// (RFC 6979).
func signStatements(ctx context.Context, key *ecdsa.PrivateKey, lines []string) ([][]byte, error) {
	var all [][]byte
	for _, line := range lines {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		digest := sha256.Sum256([]byte(line))
		der, err := key.Sign(nil, digest[:], crypto.SHA256)
		if err != nil {
			return nil, err
		}
		signature, err := jose.RawECDSA(der, key.Curve)
		if err != nil {
			return nil, err
		}
		all = append(all, signature)
	}
	return all, nil
}

// secrets draws the key of the labels, and a key pair. A number that is no key of
// the curve comes once in 2³² draws; a source that gives no other is broken.
func secrets(random io.Reader) (hmacKey []byte, key *ecdsa.PrivateKey, err error) {
	if random == nil {
		random = rand.Reader
	}
	hmacKey = make([]byte, hmacKeySize)
	if _, err = io.ReadFull(random, hmacKey); err != nil {
		return nil, nil, fmt.Errorf("sd: no randomness: %w", err)
	}
	secret := make([]byte, 32)
	for range 4 {
		if _, err = io.ReadFull(random, secret); err != nil {
			return nil, nil, fmt.Errorf("sd: no randomness: %w", err)
		}
		if key, err = ecdsa.ParseRawPrivateKey(elliptic.P256(), secret); err == nil {
			return hmacKey, key, nil
		}
	}
	return nil, nil, fmt.Errorf("sd: no randomness: %w", err)
}

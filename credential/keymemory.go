package credential

import (
	"crypto"
	"crypto/ed25519"

	"github.com/summitbadges/openbadges/internal/eddsa"
	"github.com/summitbadges/openbadges/internal/jose"
)

// A KeyMemory is for whoever judges many documents by few keys: of Ed25519 keys by
// which signatures have often held it keeps multiples, with which the next one takes
// less than half the time. It keeps no verdict, and changes none: what does not hold in
// that way is asked of crypto/ed25519. It takes up to 4 MB, whatever it meets. The zero
// KeyMemory is ready; it is safe for concurrent use.
type KeyMemory struct{ keys eddsa.Keys }

// Remember has c, and the Checkers that Beside returns from then on, judge signatures
// with the help of m; nil means without.
func (c *Checker) Remember(m *KeyMemory) {
	if c.keys = nil; m != nil {
		c.keys = &m.keys
	}
}

// verify is jose.Verify.
func (c *Checker) verify(alg string, key crypto.PublicKey, message, signature []byte) error {
	k, is := key.(ed25519.PublicKey)
	if is = is && alg == EdDSA; is && c.keys.Holds(k, message, signature) {
		return nil
	}
	err := jose.Verify(alg, key, message, signature)
	if is && err == nil {
		c.keys.Held(k)
	}
	return err
}

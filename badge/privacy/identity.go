package privacy

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/summitbadges/openbadges/badge"
)

// saltBytes are what a salt needs: 128 bits.
const saltBytes = 16

// HashedIdentity is badge.HashedIdentity with a source of random bytes of the caller's, nil
// for that of the operating system: a salt of 128 bits for this badge alone.
//
// It hides the plaintext from nobody who can guess it: the salt stands beside the hash,
// and the e-mail addresses of a school are a list. For a minor an opaque id is better, and
// no Identity at all; this is for hosts that find badges by e-mail address, and needs
// whoever consents to know that.
func HashedIdentity(random io.Reader, t badge.IdentityType, plaintext string) (badge.Identity, error) {
	if plaintext == "" {
		return badge.Identity{}, fmt.Errorf("privacy: expected an identifier to hash, found none")
	}
	if random == nil {
		random = rand.Reader
	}
	var salt [saltBytes]byte
	if _, err := io.ReadFull(random, salt[:]); err != nil {
		return badge.Identity{}, fmt.Errorf("privacy: reading %d random bytes for a salt: %w", saltBytes, err)
	}
	id := badge.SaltedIdentity(t, plaintext, hex.EncodeToString(salt[:]))
	if weak := weakSalt(id.Salt); weak != "" {
		return badge.Identity{}, fmt.Errorf("privacy: the source of random bytes gave a salt that %s", weak)
	}
	return id, nil
}

// weakSalt says what is wrong with a salt, or "". Hexadecimal digits are counted, for no
// other spelling says how many bits it holds; 32 random ones are of fewer than 6 kinds once
// in 10^12 times.
func weakSalt(salt string) string {
	raw, err := hex.DecodeString(salt)
	if err != nil || len(raw) < saltBytes {
		return fmt.Sprintf("is not the hexadecimal form of %d bytes or more", saltBytes)
	}
	seen := map[byte]bool{}
	for i := range len(salt) {
		seen[salt[i]|0x20] = true
	}
	if len(seen) < 6 {
		return "is not random"
	}
	return ""
}

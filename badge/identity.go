package badge

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"
)

// An Identity is an identifier of the person who earned a badge, as it stands
// or as a salted hash (OB 3.0, class IdentityObject, which is closed).
//
// A hash hides an identifier from a passer-by only. The salt stands beside it,
// so whoever can guess the identifier can check the guess, and the e-mail
// addresses of one school are few. Where that matters, give the subject an ID of
// its own (a wallet's DID, a random urn:uuid) and no Identity.
type Identity struct {
	Type   IdentityType `json:"identityType,omitempty"`
	Hash   string       `json:"identityHash,omitempty"` // "sha256$" and hexadecimal digits; the plain identifier when Hashed is false
	Hashed bool         `json:"hashed"`
	Salt   string       `json:"salt,omitempty"` // appended to the identifier before hashing
}

// MarshalJSON writes id as OB 3.0 JSON.
func (id Identity) MarshalJSON() ([]byte, error) {
	type plain Identity
	return write(struct {
		Type string `json:"type"`
		plain
	}{"IdentityObject", plain(id)})
}

// UnmarshalJSON reads an identity by exact names; see the package comment.
func (id *Identity) UnmarshalJSON(data []byte) error { return read(data, id) }

// HashedIdentity returns plaintext as a SHA-256 hash with a fresh random salt
// of 128 bits. The plaintext is hashed byte for byte: whoever asks later has
// to spell it the same, so settle the spelling of e-mail addresses (letter
// case above all) before.
//
// An empty plaintext is nobody's: the result has no Hash, and cannot be issued.
func HashedIdentity(t IdentityType, plaintext string) Identity {
	var salt [saltBytes]byte
	rand.Read(salt[:]) // never fails: it ends the process instead
	return SaltedIdentity(t, plaintext, hex.EncodeToString(salt[:]))
}

const saltBytes = 16

// SaltedIdentity is HashedIdentity with a salt of the caller's choice, for
// output that has to be the same again. A salt needs 128 random bits and
// serves one badge: under a shared one, equal people show as equal hashes.
func SaltedIdentity(t IdentityType, plaintext, salt string) Identity {
	if plaintext == "" {
		// A form field left blank. Its hash would look like any other, on a
		// badge that is signed, delivered and can never be claimed.
		return Identity{Type: t, Hashed: true, Salt: salt}
	}
	sum := sha256.Sum256([]byte(plaintext + salt))
	return Identity{Type: t, Hash: "sha256$" + hex.EncodeToString(sum[:]), Hashed: true, Salt: salt}
}

// PlainIdentity returns an identity that everyone who sees the badge can read.
func PlainIdentity(t IdentityType, plaintext string) Identity {
	return Identity{Type: t, Hash: plaintext}
}

// Matches reports whether id is the identity of plaintext, by OB 3.0 §9.3. It
// does not look at the type. The plaintext counts byte for byte, without
// trimming or folding of case. Hashes by SHA-256 and, in old badges, MD5 are
// compared in constant time, their hexadecimal digits in either case; what is
// neither, or is malformed, matches nothing. Nor does anything match an empty
// plaintext.
func (id Identity) Matches(plaintext string) bool {
	if plaintext == "" {
		return false // else an identity that was never filled in would be everyone's
	}
	if !id.Hashed {
		return subtle.ConstantTimeCompare([]byte(id.Hash), []byte(plaintext)) == 1
	}
	alg, digits, _ := strings.Cut(id.Hash, "$")
	want, err := hex.DecodeString(digits)
	if err != nil {
		return false
	}
	var got []byte
	switch salted := []byte(plaintext + id.Salt); alg {
	case "sha256":
		sum := sha256.Sum256(salted)
		got = sum[:]
	case "md5":
		sum := md5.Sum(salted)
		got = sum[:]
	default:
		return false
	}
	return subtle.ConstantTimeCompare(got, want) == 1
}

package badge

import (
	"crypto/sha1"
	"encoding/hex"
	"strings"
)

// A uuid is a UUID as RFC 9562 lays out its bytes.
type uuid [16]byte

// namespaceURL is the name space of URLs, RFC 9562 §6.6. Nothing changes it.
var namespaceURL = uuid{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}

// v5 returns the version 5 UUID of a name (RFC 9562 §5.5). SHA-1 serves as a
// way of spreading names here: nothing relies on collisions being hard, for
// whoever could make one writes both names.
func (space uuid) v5(name string) uuid {
	sum := sha1.Sum(append(space[:], name...))
	u := uuid(sum[:16])
	u[6] = u[6]&0x0f | 0x50
	u[8] = u[8]&0x3f | 0x80
	return u
}

func (u uuid) String() string {
	s := hex.EncodeToString(u[:])
	return "urn:uuid:" + strings.Join([]string{s[:8], s[8:12], s[12:16], s[16:20], s[20:]}, "-")
}

func parseUUID(urn string) (uuid, bool) {
	s, ok := strings.CutPrefix(urn, "urn:uuid:")
	if !ok || len(s) != 36 {
		return uuid{}, false
	}
	b, err := hex.DecodeString(s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:])
	if err != nil || uuid(b).String() != strings.ToLower(urn) {
		return uuid{}, false
	}
	return uuid(b), true
}

package verify

import (
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// isBare reports whether a kid is a word and no URL, as that of a key in a set (RFC 7517
// section 4.5), or in the store that it came from.
func isBare(kid string) bool {
	return len(kid) <= limits.Name && strings.Trim(kid, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~=+") == ""
}

// hinted is the name of the key that a word means: that of the issuer's keys, or the one
// key that a did:key or did:jwk has, whatever its issuer calls it.
func hinted(kid, issuer string) string {
	if strings.HasPrefix(issuer, "did:key:") || strings.HasPrefix(issuer, "did:jwk:") {
		return issuer
	}
	return issuer + "#" + kid
}

// pins reports whether the caller knows a key of that very name.
func (c *corridor) pins(name string) bool {
	return slices.ContainsFunc(c.cfg.Methods, func(m credential.Method) bool { return m.ID == name })
}

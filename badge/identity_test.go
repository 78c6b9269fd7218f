package badge_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
)

const (
	kosher     = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
	fleurDeSel = "sha256$658625b25ab3d75d613ca97d9a5a77f70e2192feca5557f4ad09a4d4f121f5fc"
)

func TestHashesAsThePublishedExamplesDo(t *testing.T) {
	require.Equal(t, badge.Identity{Type: badge.EmailAddress, Hash: kosher, Hashed: true, Salt: "Kosher"},
		badge.SaltedIdentity(badge.EmailAddress, "a@example.com", "Kosher"))
	require.Equal(t, badge.Identity{Type: badge.EmailAddress, Hash: fleurDeSel, Hashed: true, Salt: "FleurDeSel"},
		badge.SaltedIdentity(badge.EmailAddress, "jjefferson18@example.com", "FleurDeSel"))
}

func TestHashesWithAFreshSaltOf128Bits(t *testing.T) {
	a := badge.HashedIdentity(badge.EmailAddress, "ada@example.org")
	b := badge.HashedIdentity(badge.EmailAddress, "ada@example.org")
	require.NotEqual(t, a.Salt, b.Salt)
	require.NotEqual(t, a.Hash, b.Hash)
	salt, err := hex.DecodeString(a.Salt)
	require.NoError(t, err)
	require.Len(t, salt, 16)
	require.Equal(t, badge.SaltedIdentity(badge.EmailAddress, "ada@example.org", a.Salt), a)
	require.True(t, a.Matches("ada@example.org"))
	require.False(t, a.Matches("bob@example.org"))
}

func TestMatchesTheIdentifierByteForByte(t *testing.T) {
	hashed := badge.SaltedIdentity(badge.EmailAddress, "ada@example.org", "s")
	plain := badge.PlainIdentity(badge.EmailAddress, "ada@example.org")
	require.True(t, hashed.Matches("ada@example.org"))
	require.True(t, plain.Matches("ada@example.org"))
	for _, other := range []string{
		"", "Ada@example.org", "ada@EXAMPLE.org", " ada@example.org", "ada@example.org ", "ada@example.org\n",
		"ada+1@example.org", "adа@example.org" /* a Cyrillic а */, "ada@example.orgs", "mailto:ada@example.org",
		hashed.Hash, "s",
	} {
		require.False(t, hashed.Matches(other), "%q", other)
		require.False(t, plain.Matches(other), "%q", other)
	}
}

func TestMatchesHashesOfEveryWellFormedSpelling(t *testing.T) {
	for name, id := range map[string]badge.Identity{
		"lower case": {Hash: kosher, Hashed: true, Salt: "Kosher"},
		"upper case": {Hash: "sha256$" + strings.ToUpper(kosher[7:]), Hashed: true, Salt: "Kosher"},
		"no salt":    {Hash: "sha256$08168cd80dfd534ab0f10af10f1303fe00af2d43ab5c1432360d137f8197e17a", Hashed: true},
		"md5":        {Hash: "md5$ddd142639a792e74751ee7e129237efa", Hashed: true, Salt: "Kosher"},
		"plain":      {Hash: "a@example.com"},
	} {
		require.True(t, id.Matches("a@example.com"), name)
		require.False(t, id.Matches("b@example.com"), name)
	}
}

func TestAMalformedIdentityMatchesNothing(t *testing.T) {
	digits := kosher[7:]
	for name, hash := range map[string]string{
		"empty":            "",
		"no algorithm":     digits,
		"no algorithm, $":  "$" + digits,
		"unknown":          "sha1$" + digits[:40],
		"upper-case name":  "SHA256$" + digits,
		"another's length": "md5$" + digits,
		"truncated":        "sha256$" + digits[:62],
		"odd":              "sha256$" + digits[:63],
		"longer":           "sha256$" + digits + "00",
		"longer by one":    "sha256$" + digits + "0",
		"a tail":           "sha256$" + digits + "z",
		"no digits":        "sha256$",
		"not hexadecimal":  "sha256$" + strings.Repeat("z", 64),
		"base64":           "sha256$tYCdipL4hYQ21+a4fBLrwK4erEuuzCwLkTruLJIu85k=",
		"two $":            "sha256$$" + digits,
		"space":            "sha256$ " + digits,
		"the plaintext":    "a@example.com",
	} {
		require.False(t, badge.Identity{Hash: hash, Hashed: true, Salt: "Kosher"}.Matches("a@example.com"), name)
	}
	require.False(t, badge.Identity{Hash: kosher, Salt: "Kosher"}.Matches("a@example.com"), "a hash that is said to be none")
	require.False(t, badge.Identity{}.Matches(""), "an identity that was never filled in")
	require.False(t, badge.SaltedIdentity(badge.Name, "", "s").Matches(""), "the hash of nothing")
}

// joinery is an achievement that is fit to be issued.
func joinery() badge.Achievement {
	return badge.Achievement{
		ID: "https://school.example/joinery", Name: "Joinery", Description: "Joins wood by hand.",
		Criteria: badge.Criteria{Narrative: "Joins three boards."},
	}
}

func TestNobodyHasNoHash(t *testing.T) {
	for _, id := range []badge.Identity{
		badge.HashedIdentity(badge.EmailAddress, ""),
		badge.SaltedIdentity(badge.EmailAddress, "", strings.Repeat("0a", 16)),
		badge.PlainIdentity(badge.EmailAddress, ""),
	} {
		require.Empty(t, id.Hash)
		err := (&badge.Subject{Achievement: joinery(), Identifier: []badge.Identity{id}}).Validate()
		require.ErrorContains(t, err, "/identifier/0/identityHash")
	}
}

func FuzzIdentityMatches(f *testing.F) {
	f.Add(kosher, "Kosher", true, "a@example.com")
	f.Add("md5$", "", true, "")
	f.Add("a@example.com", "", false, "a@example.com")
	f.Fuzz(func(t *testing.T, hash, salt string, hashed bool, plaintext string) {
		id := badge.Identity{Hash: hash, Salt: salt, Hashed: hashed}
		if id.Matches(plaintext) {
			require.NotEmpty(t, plaintext)
			require.Equal(t, hashed, hash != plaintext)
		}
		require.Equal(t, plaintext != "", badge.SaltedIdentity(badge.Name, plaintext, salt).Matches(plaintext))
	})
}

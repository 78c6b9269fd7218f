package credential_test

import (
	"crypto/sha256"
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

// Whatever cannot be compared matches nothing, and is not passed over.
func TestADigestThatCannotBeComparedMatchesNothing(t *testing.T) {
	sum := sha256.Sum256([]byte("page"))
	right := "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
	const url = "https://school.example/page"
	for related, want := range map[string][2]bool{
		`{"id":"` + url + `","digestSRI":"` + right + `"}`:                                                                {true, true},
		`[{"id":"` + url + `","digestSRI":"` + right + `"}]`:                                                              {true, true},
		`[{"id":"` + url + `"}]`:                                                                                          {false, true},
		`[{"id":"` + url + `","digestSRI":null}]`:                                                                         {false, true},
		`[{"id":"` + url + `","digestSRI":["` + right + `"]}]`:                                                            {false, true},
		`[{"id":"` + url + `","digestSRI":"md5-` + right[7:] + `"}]`:                                                      {false, true},
		`[{"id":"` + url + `","digestMultibase":"z"}]`:                                                                    {false, true},
		`[{"id":"` + url + `","digestSRI":"` + right + `","digestMultibase":"u"}]`:                                        {false, true},
		`[{"id":"` + url + `","digestSRI":"` + right + `"},{"id":"` + url + `","digestSRI":"sha256-` + right[8:] + `A"}]`: {false, true},
		`[{"id":"` + url + `/","digestSRI":"` + right + `"}]`:                                                             {false, false},
		`["` + url + `"]`: {false, false},
		`[]`:              {false, false},
		`7`:               {false, false},
	} {
		c, _, err := parsed(t, diploma(`,"relatedResource":`+related)).Read(t.Context(), credential.Transform{})
		require.NoError(t, err)
		matches, given := c.MatchesDigest(url, []byte("page"))
		require.Equal(t, want, [2]bool{matches, given}, related)
		matches, _ = c.MatchesDigest(url, []byte("pagf"))
		require.False(t, matches, related)
	}
	matches, given := new(credential.Credential).MatchesDigest(url, nil)
	require.False(t, matches || given)
}

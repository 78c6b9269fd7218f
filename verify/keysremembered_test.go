package verify_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

// What a Verifier remembers of keys changes no verdict, so nothing of it can be asked
// for; but without it a batch of one issuer takes twice as long.
func TestAVerifierRemembersTheKeysThatItMeetsOften(t *testing.T) {
	remembered := func(v *verify.Verifier) (tables int64, uses uint64) {
		keys := reflect.ValueOf(v).Elem().FieldByName("keys").Elem().FieldByName("keys")
		return keys.FieldByName("tables").Int(), keys.FieldByName("uses").Uint()
	}
	for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		t.Run(string(suite), func(t *testing.T) {
			is := credential.Issuer{Signer: school(t), Suite: suite, Now: now, Profile: badge.Profile{Name: "Pine Ridge High School", URL: "https://school.example"}}
			s, err := is.Issue(ctx, item(0, 0))
			require.NoError(t, err)
			v := newVerifier(t, nil)
			for range limits.EdMeetings {
				tables, _ := remembered(v)
				require.Zero(t, tables)
				_, err := v.Verify(ctx, s.Bytes())
				require.NoError(t, err)
			}
			tables, before := remembered(v)
			require.EqualValues(t, 1, tables)
			_, err = v.Verify(ctx, s.Bytes())
			require.NoError(t, err)
			_, after := remembered(v)
			require.Greater(t, after, before, "the next signature is judged by it")

			broken := s.Bytes()
			broken[len(broken)/2] ^= 1
			_, err = v.Verify(ctx, broken)
			require.Error(t, err)
			tables, _ = remembered(newVerifier(t, nil))
			require.Zero(t, tables, "and is its own")
		})
	}
}

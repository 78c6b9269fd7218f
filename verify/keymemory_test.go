package verify_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

// Who judges many badges of one issuer judges them like one who judges each alone, the
// edited ones among them too.
func TestWhatIsRememberedOfAKeyIsInNoVerdict(t *testing.T) {
	for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022, credential.JsonWebSignature2020} {
		t.Run(string(suite), func(t *testing.T) {
			var badges [][]byte
			for i := range limits.EdMeetings + 20 {
				is := credential.Issuer{Signer: school(t), Suite: suite, Now: now}
				is.Profile.Name = "Pine Ridge High School"
				c := civics(t)
				c.ID = fmt.Sprintf("urn:uuid:0f0e0d0c-0b0a-4908-8706-%012x", i)
				signed, err := is.Issue(ctx, c)
				require.NoError(t, err)
				data := signed.Bytes()
				switch {
				case i%5 == 3 && suite == "":
					at := bytes.LastIndexByte(data, '.') + 20
					data[at] = map[bool]byte{true: 'B', false: 'A'}[data[at] == 'A']
				case i%5 == 3:
					data = []byte(strings.Replace(string(data), "Ran the 2026", "Led the 2026", 1))
				case i%5 == 4:
					data = []byte(strings.Replace(string(data), `"proofPurpose":"assertionMethod"`, `"proofPurpose":"authentication"`, 1))
				}
				badges = append(badges, data)
			}
			v := newVerifier(t, nil)
			failed := 0
			for range 2 {
				i := 0
				for report, err := range v.VerifyAll(ctx, slices.Values(badges), 2) {
					alone, expected := newVerifier(t, nil).Verify(ctx, badges[i])
					require.Equal(t, expected == nil, err == nil, "badge %d", i)
					require.Equal(t, verdictOf(t, alone), verdictOf(t, report))
					if err != nil {
						failed++
					}
					if i%5 == 3 {
						require.ErrorIs(t, err, credential.ProofSigInvalid)
					}
					i++
				}
			}
			require.Greater(t, failed, 10)
		})
	}
}

func verdictOf(t *testing.T, r *verify.Report) string {
	t.Helper()
	for i := range r.Checks {
		r.Checks[i].Took = 0
	}
	text, err := r.MarshalJSON()
	require.NoError(t, err)
	return string(text)
}

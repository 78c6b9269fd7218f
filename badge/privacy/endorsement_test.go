package privacy_test

import (
	"encoding/base64"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/privacy"
)

// The claims of a token repeat its dates as numbers, which look like those of students.
func TestTheDatesOfAnEndorsementAreNoNumbersOfAStudent(t *testing.T) {
	inspect := func(claims string) error {
		token := "e30." + base64.RawURLEncoding.EncodeToString([]byte(`{"type":["VerifiableCredential","EndorsementCredential"],`+claims+`}`)) + ".c2ln"
		_, err := (privacy.Policy{}).Inspect(json.RawMessage(`{"type":["OpenBadgeCredential"],"endorsementJwt":["` + token + `"]}`))
		return err
	}
	require.NoError(t, inspect(`"validFrom":"2026-05-28T09:00:00Z","nbf":1779958800,"validUntil":"2027-05-28T09:00:00Z","exp":1811494800`))
	for _, chosen := range []string{
		`"validFrom":"2026-05-28T09:00:00Z","nbf":1779958801`, `"nbf":1779958800`, `"validFrom":"2026-05-28T09:00:00Z","exp":1779958800`,
		`"validFrom":"2026-05-28T09:00:00Z","nbf":"1779958800"`, `"validFrom":"2026-05-28T09:00:00Z","iat":1779958800`,
		`"validFrom":"2026-05-28T09:00:00Z","credentialSubject":{"nbf":1779958800}`,
	} {
		require.ErrorIs(t, inspect(chosen), privacy.ErrPersonal, chosen)
	}
}

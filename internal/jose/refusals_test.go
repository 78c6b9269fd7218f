package jose

import (
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

func TestADetachedHeaderThatIsNoneIsRefusedForWhatItIs(t *testing.T) {
	for header, want := range map[string]error{
		`{"alg":"EdDSA"`: strictjson.ErrSyntax,
		`{"alg":"EdDSA","alg":"EdDSA","b64":false,"crit":["b64"]}`: strictjson.ErrDuplicate,
		`[]`:  ErrFormat,
		`"a"`: ErrFormat,
		`{}`:  ErrFormat,
	} {
		_, err := ParseDetached([]byte(base64.RawURLEncoding.EncodeToString([]byte(header)) + "..AA"))
		require.ErrorIs(t, err, want, header)
	}
	_, err := ParseDetached([]byte(base64.RawURLEncoding.EncodeToString([]byte(`[]`)) + "..AA"))
	require.ErrorContains(t, err, "expected an object as its header, found an array")
}

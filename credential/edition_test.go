package credential

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

func TestTheEditionIsOneThatTheDocumentNeeds(t *testing.T) {
	for text, needed := range map[string]bool{
		`{"endorsementJwt":["a.b.c"]}`: true, `{"endorsementJwt":"a.b.c"}`: true, `{"a":[{"jti":"urn:x:y"}]}`: true, `{"jti":{"id":"urn:x:y"}}`: true, `{"jti":false}`: true, `{"endorsementJwt":[],"a":{"jti":"x"}}`: true,
		`{}`: false, `{"endorsementJwt":[]}`: false, `{"endorsementJwt":null}`: false, `{"endorsementJwt":[null,[]]}`: false, `{"a":[{"jti":[]}]}`: false, `{"a":"jti"}`: false,
	} {
		tape, err := strictjson.Parse([]byte(text), strictjson.Limits{})
		require.NoError(t, err)
		require.Equal(t, needed, editionOf("e", tape.Root()) == "e", text)
		require.Empty(t, editionOf("", tape.Root()), text)
	}
}

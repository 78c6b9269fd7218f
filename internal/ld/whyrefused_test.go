package ld_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
)

// What is refused is told as what it is, and not as what would be left of it.
func TestWhatIsRefusedIsToldAsWhatItIs(t *testing.T) {
	require.NoError(t, read(t, ld.Standard(), small))
	for edit, c := range map[string]struct {
		sentinel   error
		at, detail string
	}{
		`"id":"urn:uuid:b"|"id":7`:                                           {ld.ErrIRI, "/id", "expected a string, found a number"},
		`"id":"urn:uuid:b"|"id":{}`:                                          {ld.ErrIRI, "/id", "expected a string, found an object"},
		`"OpenBadgeCredential"]|"name"]`:                                     {ld.ErrTermUndefined, "/type/1", "is the name of a member, not of a type"},
		`"OpenBadgeCredential"]|"nobodysType"]`:                              {ld.ErrTermUndefined, "/type/1", "no context defines the type"},
		`"name":"n"|"name":{"@value":"n","@language":"e_n"}`:                 {ld.ErrValue, "/name/@language", "expected a language tag"},
		`"name":"n"|"name":{"@value":"n","@language":""}`:                    {ld.ErrValue, "/name/@language", "expected a language tag"},
		`"name":"n"|"name":{"@value":"n","@language":"en-"}`:                 {ld.ErrValue, "/name/@language", "expected a language tag"},
		`"name":"n"|"name":{"@value":"n","@language":"en","@direction":"x"}`: {ld.ErrValue, "/name/@direction", ""},
		`"name":"n"|"name":"n","verifiableCredential":"text"`:                {ld.ErrTermUndefined, "/verifiableCredential", ""},
	} {
		old, replacement, _ := strings.Cut(edit, "|")
		require.Equal(t, 1, strings.Count(small, old), old)
		err := read(t, ld.Standard(), strings.Replace(small, old, replacement, 1))
		requireRefused(t, err, c.sentinel, c.at)
		require.ErrorContains(t, err, c.detail, edit)
	}
	presented := `{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:p","type":"VerifiablePresentation","verifiableCredential":"text"}`
	err := read(t, ld.Standard(), presented)
	requireRefused(t, err, ld.ErrValue, "/verifiableCredential")
	require.ErrorContains(t, err, "as a graph of its own it would be lost")
}

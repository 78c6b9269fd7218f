package ld_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/limits"
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
	require.ErrorContains(t, err, "expected an object, found a string: as a graph of its own it would be lost")
}

// An element that is refused is not left out of its list, nor out of a context.
func TestWhatStandsInAListIsNotLost(t *testing.T) {
	c := with(t, "https://e.example/own", `{"@context":{"@version":1.1,"steps":{"@id":"urn:steps","@container":"@list"},"plain":{"@id":"urn:plain","@type":"@json"}}}`)
	text := func(members string) string {
		return `{"@context":["` + v2 + `","https://e.example/own"],"id":"urn:b","type":["VerifiableCredential"],` + members + `}`
	}
	require.NoError(t, read(t, c, text(`"steps":["a","b"]`)))
	requireRefused(t, read(t, c, text(`"steps":["a",{"nobody":"knows"}]`)), ld.ErrTermUndefined, "/steps/1/nobody")
	require.NoError(t, read(t, c, text(`"plain":{"any":"thing"}`)))

	_, err := ld.Standard().With("https://e.example/list", []byte(`{"@context":[{"x":"urn:x"},{"y":{"@id":"urn:y","@context":"https://e.example/other"}}]}`))
	require.ErrorContains(t, err, "never loaded")

	// Of one id, JSON is compared as JSON.
	doc := func(first, second string) []ld.Conflict {
		v := parse(t, []byte(text(`"evidence":[{"id":"urn:e","type":["VerifiableCredential"],"plain":`+first+`},{"id":"urn:e","type":["VerifiableCredential"],"plain":`+second+`}]`)))
		list, err := c.Of(v)
		require.NoError(t, err)
		return unionOf(t, convertNodes(t, list, v)).Conflicts()
	}
	require.Empty(t, members(doc(`{"a":1,"b":2}`, `{"b":2,"a":1}`), ld.Differs))
	require.Equal(t, []string{"plain"}, members(doc(`{"a":1,"b":2}`, `{"b":2,"a":3}`), ld.Differs))
	require.Equal(t, []string{"plain"}, members(doc(`{"id":"urn:x","b":2}`, `{"id":"urn:x","b":3}`), ld.Differs))
}

// A name that a prefix makes no IRI of is refused, whoever added its context.
func TestANameThatAPrefixMakesNoIRIOfIsRefused(t *testing.T) {
	c, err := ld.Standard().With("https://e.example/own", []byte(`{"@context":{"e":"https://v.example/","a":"e:x y"}}`))
	if err == nil {
		err = read(t, c, `{"@context":["`+v2+`","https://e.example/own"],"id":"urn:b","type":["VerifiableCredential"],"a":"x"}`)
	}
	require.ErrorContains(t, err, "expected an absolute IRI")
}

// Values of members with a context of their own count as objects do.
func TestContextsOfMembersAreCountedForValuesToo(t *testing.T) {
	for value, definition := range map[string]string{`"urn:v"`: `,"@type":"@id"`, `"word"`: `,"@type":"@vocab"`, `{"id":"urn:v"}`: `,"@type":"@id"`} {
		var terms, few, many strings.Builder
		for i := range limits.ActiveContextsPerDocument + 2 { // the first is known by then
			fmt.Fprintf(&terms, `,"m%d":{"@id":"urn:m%d"%s,"@context":{"word":"urn:word"}}`, i, i, definition)
			if fmt.Fprintf(&many, `,"m%d":%s`, i, value); i == 0 {
				few.WriteString(many.String())
			}
		}
		c := with(t, "https://e.example/own", `{"@context":{"@version":1.1`+terms.String()+`}}`)
		text := func(members string) string {
			return `{"@context":["` + v2 + `","https://e.example/own"],"id":"urn:b","type":["VerifiableCredential"]` + members + `}`
		}
		require.NoError(t, read(t, c, text(few.String())), value)
		require.ErrorIs(t, read(t, c, text(many.String())), ld.ErrTooMany, value)
	}
}

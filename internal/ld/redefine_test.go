package ld_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
)

func TestAContextWrittenOutDoesNotGiveKnownNamesAnotherMeaning(t *testing.T) {
	set, err := ld.Standard().With("https://e.example/own", []byte(`{"@context":[{"own":"https://e.example/"},{"cohort":"own:cohort"}]}`))
	require.NoError(t, err)
	for _, c := range []struct{ inline, name string }{
		{`{}`, ""},
		{`{"x":"urn:x"}`, ""},
		{`{"@version":1.1,"@protected":true,"@vocab":"https://e.example/"}`, ""},
		{`{"id":"@id","type":"@type"}`, ""},
		{`{"cohort":"https://e.example/cohort"}`, ""},
		{`{"e":"https://e.example/","cohort":{"@id":"e:cohort","@protected":true}}`, ""},
		{`{"VerifiableCredential":"https://www.w3.org/2018/credentials#VerifiableCredential"}`, "VerifiableCredential"}, // without its own context
		{`{"cohort":"https://e.example/class"}`, "cohort"},
		{`{"cohort":{"@id":"https://e.example/cohort","@type":"@id"}}`, "cohort"},
		{`{"cohort":{"@id":"https://e.example/cohort","@container":"@list"}}`, "cohort"},
		{`{"cohort":{"@id":"https://e.example/cohort","@context":{}}}`, "cohort"},
		{`{"cohort":{"@reverse":"https://e.example/cohort"}}`, "cohort"},
		{`{"cohort":null}`, "cohort"},
		{`{"cohort":7}`, "cohort"},
		{`{"id":"urn:id"}`, "id"},
		{`{"x":{"@id":"urn:x","@context":{"validUntil":"urn:y"}}}`, "validUntil"},
		{`{"x":{"@id":"urn:x","@context":[{"y":"urn:y"},{"id":"urn:z"}]}}`, "id"},
	} {
		document := parse(t, []byte(`{"@context":["`+v2+`",`+c.inline+`,"https://e.example/own"]}`))
		entry, ok := document.Lookup("/@context/1")
		require.True(t, ok)
		name, redefined := set.Redefines(document, entry)
		require.Equal(t, c.name, name, c.inline)
		require.Equal(t, c.name != "", redefined, c.inline)
	}

	// What no context of the document defines is free.
	document := parse(t, []byte(`{"@context":["`+v2+`",{"cohort":"urn:x","Achievement":"urn:y"}]}`))
	entry, _ := document.Lookup("/@context/1")
	_, redefined := set.Redefines(document, entry)
	require.False(t, redefined)
}

package credential_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

func TestADocumentIsEditedByItsBytes(t *testing.T) {
	without := func(doc string) ([]byte, error) { return credential.WithoutMember([]byte(doc), "proof") }
	with := func(doc string) ([]byte, error) {
		return credential.WithMember([]byte(doc), "status", []byte(`{"a" : 1}`))
	}
	context := func(doc string) ([]byte, error) { return credential.WithContext([]byte(doc), "https://c.example") }
	for _, c := range []struct {
		edit      func(string) ([]byte, error)
		doc, want string
		code      credential.Code
	}{
		{without, `{"a":1.0,"proof":{"x":[1]},"b":"\u0041"}`, `{"a":1.0,"b":"\u0041"}`, ""},
		{without, "{ \"proof\" : null ,\n \"a\" : 1 }", "{ \n \"a\" : 1 }", ""},
		{without, `{"a":{"proof":1}}`, `{"a":{"proof":1}}`, ""},
		{without, `{"proof":1}`, `{}`, ""},
		{without, `["proof"]`, "", credential.JSONSyntax},
		{without, `{"proof":1,"proof":2}`, "", credential.JSONDuplicateKey},
		{with, `{ "a":1.50 }`, `{ "a":1.50 ,"status":{"a" : 1}}`, ""},
		{with, `{}` + "\n", `{"status":{"a" : 1}}` + "\n", ""},
		{with, `{"status":1}`, "", credential.JSONDuplicateKey},
		{with, `{"\u0073tatus":1}`, "", credential.JSONDuplicateKey},
		{with, `{`, "", credential.JSONSyntax},
		{context, `{"@context": [ "a" , {"b":1} ]}`, `{"@context": [ "a" , {"b":1} ,"https://c.example"]}`, ""},
		{context, `{"@context":[]}`, `{"@context":["https://c.example"]}`, ""},
		{context, `{"@context":"a","b":2}`, `{"@context":["a","https://c.example"],"b":2}`, ""},
		{context, `{"@context":"https:\/\/c.example"}`, `{"@context":"https:\/\/c.example"}`, ""},
		{context, `{"@context":["a","https://c.example"]}`, `{"@context":["a","https://c.example"]}`, ""},
		{context, `{"@context":{"b":1}}`, `{"@context":[{"b":1},"https://c.example"]}`, ""},
		{context, `{"a":1}`, "", credential.ContextOrder},
		{context, `{"@context":null}`, "", credential.ContextOrder},
		{context, `7`, "", credential.JSONSyntax},
	} {
		before := bytes.Clone([]byte(c.doc))
		got, err := c.edit(c.doc)
		require.Equal(t, string(before), c.doc)
		if c.code != "" {
			require.ErrorIs(t, err, c.code, c.doc)
			require.Nil(t, got)
			continue
		}
		require.NoError(t, err, c.doc)
		require.Equal(t, c.want, string(got))
	}
	_, err := credential.WithMember([]byte(`{}`), "\xff", []byte("1"))
	require.ErrorIs(t, err, credential.InputEncoding)
	_, err = credential.WithMember([]byte(`{}`), "a", []byte("1 2"))
	require.ErrorIs(t, err, credential.JSONSyntax, "a value of the caller's cannot break out of its member")
	_, err = credential.WithContext([]byte(`{"@context":[]}`), "\xff")
	require.ErrorIs(t, err, credential.InputEncoding)
}

// What is returned never shares memory with what was given.
func TestAnEditedDocumentIsACopy(t *testing.T) {
	doc := []byte(`{"@context":["a"]}`)
	for _, edit := range []func() ([]byte, error){
		func() ([]byte, error) { return credential.WithoutMember(doc, "proof") },
		func() ([]byte, error) { return credential.WithContext(doc, "a") },
		func() ([]byte, error) { return credential.WithMember(doc, "b", []byte("1")) },
	} {
		got, err := edit()
		require.NoError(t, err)
		got[0] = 'X'
		require.Equal(t, `{"@context":["a"]}`, string(doc))
	}
}

// Two parts that are each within the limits, and a name or URL that is beyond them, make no
// document that nobody would read again.
func TestNothingIsMadeThatCannotBeReadAgain(t *testing.T) {
	half := `{"@context":["https://www.w3.org/ns/credentials/v2"],"a":"` + strings.Repeat("a", 1100<<10) + `"}`
	for name, make := range map[string]func() ([]byte, error){
		"a long name": func() ([]byte, error) {
			return credential.WithMember([]byte(`{}`), strings.Repeat("n", 257), []byte(`1`))
		},
		"two large parts": func() ([]byte, error) { return credential.WithMember([]byte(half), "b", []byte(half)) },
		"a long URL": func() ([]byte, error) {
			return credential.WithContext([]byte(half), "https://a.example/"+strings.Repeat("u", 1100<<10))
		},
		"a long URL behind one": func() ([]byte, error) {
			return credential.WithContext([]byte(strings.NewReplacer("[", "", "]", "").Replace(half)), "https://a.example/"+strings.Repeat("u", 1100<<10))
		},
	} {
		made, err := make()
		require.ErrorIs(t, err, credential.InputTooLarge, name)
		require.Nil(t, made, name)
	}
	made, err := credential.WithMember([]byte(`{}`), strings.Repeat("n", 256), []byte(`1`))
	require.NoError(t, err)
	require.Len(t, made, 256+6)
}

package ld_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/limits"
)

const own = "https://own.example/"

// withAll adds documents, each under a URL of its own.
func withAll(t testing.TB, documents ...string) (*ld.Contexts, error) {
	t.Helper()
	c := ld.Standard()
	for i, d := range documents {
		next, err := c.With(fmt.Sprint(own, i), []byte(`{"@context":`+d+`}`))
		if err != nil {
			require.Equal(t, len(documents)-1, i, "the last one is to be refused: %v", err)
			return nil, err
		}
		c = next
	}
	return c, nil
}

func TestNoVoucherGivesASecondName(t *testing.T) {
	const rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	for name, c := range map[string]struct {
		documents []string
		why       string
	}{
		"to the type of a node":                  {[]string{`{"kind":{"@id":"` + rdf + `type","@type":"@id"}}`}, "second name"},
		"to the type, in a term's context":       {[]string{`{"Room":{"@id":"urn:Room","@context":{"kind":"` + rdf + `type"}}}`}, "second name"},
		"to the first of a list":                 {[]string{`{"first":"` + rdf + `first"}`}, "second name"},
		"to the rest of a list":                  {[]string{`{"rest":"` + rdf + `rest"}`}, "second name"},
		"to the end of a list":                   {[]string{`{"nil":"` + rdf + `nil"}`}, "second name"},
		"to all of RDF":                          {[]string{`{"@vocab":"` + rdf + `"}`}, "second name"},
		"to a name under an @vocab that is kept": {[]string{`{"@vocab":"https://e.example/v#"}`, `{"note":"https://e.example/v#grade"}`}, "which an @vocab names"},
		"by an @vocab, to a name that is kept":   {[]string{`{"note":"https://e.example/v#grade"}`, `{"@vocab":"https://e.example/v#"}`}, "second name"},
		"by an @vocab that begins as another":    {[]string{`{"@vocab":"https://e.example/"}`, `{"@vocab":"https://e.example/v#"}`}, "begin alike"},
		"by an @vocab with which another begins": {[]string{`{"@vocab":"https://e.example/v#"}`, `{"@vocab":"https://e.example/"}`}, "begin alike"},
		"by two in one document":                 {[]string{`{"@vocab":"https://e.example/v#","T":{"@id":"https://e.example/v#T","@context":{"@vocab":"https://e.example/v#sub/"}}}`}, "begin alike"},
	} {
		_, err := withAll(t, c.documents...)
		require.ErrorContains(t, err, c.why, name)
	}

	// The same @vocab again, another one, and names that a vocabulary has anyway.
	_, err := withAll(t, `{"@vocab":"https://e.example/v#"}`, `{"@vocab":"https://e.example/v#","grade":"https://e.example/v#grade"}`, `{"@vocab":"https://e.example/w#"}`)
	require.NoError(t, err)
}

// many writes n members or elements.
func many(n int, item func(i int) string) string {
	var items []string
	for i := range n {
		items = append(items, item(i))
	}
	return strings.Join(items, ",")
}

func TestWhatACallerAddsIsBounded(t *testing.T) {
	names := func(from, n int) string {
		return "{" + many(n, func(i int) string { return fmt.Sprintf(`"n%d":"urn:n%d"`, from+i, from+i) }) + "}"
	}
	scoped := func(n int) string {
		return "{" + many(n, func(i int) string {
			return fmt.Sprintf(`"T%d":{"@id":"urn:T%d","@context":{"x%d":"urn:x%d"}}`, i, i, i, i)
		}) + "}"
	}
	for name, c := range map[string]struct {
		documents []string
		why       string
	}{
		"contexts of terms":  {[]string{scoped(1000)}, "contexts inside contexts"},
		"contexts in a list": {[]string{"[" + many(3000, func(int) string { return "{}" }) + "]"}, "contexts inside contexts"},
		"a list in a term":   {[]string{`{"T":{"@id":"urn:T","@context":[` + many(3000, func(int) string { return "{}" }) + `]}}`}, "contexts inside contexts"},
		"several documents": {[]string{scoped(220), strings.NewReplacer(`"T`, `"U`, ":T", ":U", `"x`, `"y`, ":x", ":y").Replace(scoped(220)),
			strings.NewReplacer(`"T`, `"V`, ":T", ":V", `"x`, `"z`, ":x", ":z").Replace(scoped(220))}, "contexts inside contexts"},
		"vocabularies": {[]string{`{` + many(limits.ContextVocabs+1, func(i int) string {
			return fmt.Sprintf(`"T%d":{"@id":"urn:T%d","@context":{"@vocab":"urn:v%02d#"}}`, i, i, i)
		}) + `}`}, "different @vocab"},
	} {
		_, err := withAll(t, c.documents...)
		require.ErrorContains(t, err, c.why, name)
	}
	_, err := withAll(t, scoped(220))
	require.NoError(t, err, "more than ten times what the largest of the built-in contexts has")
	_, err = withAll(t, `{`+many(limits.ContextVocabs, func(i int) string {
		return fmt.Sprintf(`"T%d":{"@id":"urn:T%d","@context":{"@vocab":"urn:v%02d#"}}`, i, i, i)
	})+`}`)
	require.NoError(t, err)

	// Names, and documents, whoever adds them one by one.
	c := ld.Standard()
	var refused error
	for i := 0; refused == nil; i++ {
		require.Less(t, i, limits.ContextNames/1024+1)
		next, err := c.With(fmt.Sprint(own, i), []byte(`{"@context":`+names(1024*i, 1024)+`}`))
		c, refused = next, err
	}
	require.ErrorContains(t, refused, "names in one set")

	c = ld.Standard()
	added := 0
	for refused = nil; refused == nil; added++ {
		require.LessOrEqual(t, added, limits.ContextDocuments)
		next, err := c.With(fmt.Sprint(own, added), []byte(`{"@context":{}}`))
		c, refused = next, err
	}
	require.ErrorContains(t, refused, "contexts in one set")
	require.Greater(t, added, limits.ContextDocuments/2)
}

// A list of JSON is one value to some processors and none to others.
func TestValuesOfJSONStandInNoListAndNoGraph(t *testing.T) {
	for container, ok := range map[string]bool{`"@list"`: false, `["@list"]`: false, `"@graph"`: false, `["@graph","@set"]`: false, `"@set"`: true, `["@set"]`: true} {
		_, err := withAll(t, `{"j":{"@id":"urn:j","@type":"@json","@container":`+container+`}}`)
		require.Equal(t, ok, err == nil, container)
	}
}

// An IRI whose scheme is a prefix where it stands is a compact one, whose context ever
// says that it is a prefix: the member's, or one of the types'.
func TestAPrefixOfTheContextAroundAnIRIIsNoScheme(t *testing.T) {
	const prefix = `"q":{"@id":"https://q.example/","@prefix":true}`
	for _, test := range []struct{ context, member string }{
		{`{"p":{"@id":"urn:p","@type":"@id","@context":{` + prefix + `}}}`, `"p":"q:x"`},
		{`{"p":{"@id":"urn:p","@type":"@id","@context":{` + prefix + `}}}`, `"p":{"id":"q:x"}`},
		{`{"p":{"@id":"urn:p","@type":"@vocab","@context":{` + prefix + `}}}`, `"p":"q:x"`},
		{`{"p":"urn:p","T":{"@id":"urn:T","@context":{` + prefix + `}}}`, `"p":{"id":"q:x","type":"T"}`},
		{`{"pp":{"@id":"urn:pp:","@prefix":true},"p":"urn:p","T":{"@id":"urn:T","@context":{"pp":{"@id":"urn:pp:","@prefix":false},` + prefix + `}}}`, `"p":{"id":"q:x","type":"T"}`},
	} {
		c, err := withAll(t, test.context)
		require.NoError(t, err)
		read := func(member string) error {
			doc := parse(t, []byte(`{"@context":["`+v2+`","`+own+`0"],"id":"urn:b",`+member+`}`))
			list, err := c.Of(doc)
			require.NoError(t, err)
			return convertOnly(list, doc)
		}
		require.ErrorIs(t, read(test.member), ld.ErrIRI, test.context)
		require.NoError(t, read(strings.Replace(test.member, "q:x", "r:x", 1)))
	}
}

// A context of a term inside the context of a term is the caller's too.
func TestNoContextInsideContextsRedefinesABuiltInName(t *testing.T) {
	within := func(context string) string {
		return `{"T":{"@id":"urn:T","@context":{"p":{"@id":"urn:p","@context":` + context + `}}}}`
	}
	_, err := withAll(t, within(`{"name":{"@id":"https://schema.org/name","@type":"@id"}}`))
	require.ErrorContains(t, err, "beside", "VCDM defines it")

	// Those of Open Badges 3.0.1 are not protected: what a document of both means is refused.
	c, err := withAll(t, within(`{"Profile":{"@id":"https://purl.imsglobal.org/spec/vc/ob/vocab.html#Profile"}}`))
	require.NoError(t, err)
	read := func(ob string) error {
		doc := parse(t, []byte(`{"@context":["`+ld.CredentialsV1+`"`+ob+`,"`+own+`0"],"id":"urn:b","type":"T","p":{"type":"Profile"}}`))
		list, err := c.Of(doc)
		require.NoError(t, err)
		return convertOnly(list, doc)
	}
	require.ErrorIs(t, read(`,"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"`), ld.ErrContextConflict)
	require.NoError(t, read(""))
}

// Two contexts that differ in an @vocab alone, or in what is a prefix, are two.
func TestContextsThatDifferInLittleAreTwo(t *testing.T) {
	c, err := withAll(t, `{"q":{"@id":"urn:q:","@prefix":false},"v":{"@id":"urn:v","@context":{"@vocab":"urn:vocab#"}},"p":{"@id":"urn:p","@context":{"q":{"@id":"urn:q:","@prefix":true}}}}`)
	require.NoError(t, err)
	read := func(member string) error {
		doc := parse(t, []byte(`{"@context":["`+v2+`","`+own+`0"],"id":"urn:b",`+member+`}`))
		list, err := c.Of(doc)
		require.NoError(t, err)
		return convertOnly(list, doc)
	}
	require.NoError(t, read(`"v":{"foo":"x"}`))
	require.ErrorIs(t, read(`"foo":"x"`), ld.ErrTermUndefined)
	require.ErrorIs(t, read(`"p":{"id":"q:x","foo":"x"}`), ld.ErrIRI)
	require.ErrorIs(t, read(`"p":{"id":"q:x"}`), ld.ErrIRI)
	require.NoError(t, read(`"v":{"id":"q:x","foo":"x"}`))
}

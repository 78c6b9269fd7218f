package ld_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/rdfc"
)

// small is an honest badge, on one line for each member that tests change.
const small = `{
"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
"id":"urn:uuid:b",
"type":["VerifiableCredential","OpenBadgeCredential"],
"name":"n",
"issuer":{"id":"did:web:e.example","type":["Profile"],"name":"E"},
"validFrom":"2026-03-01T00:00:00Z",
"credentialStatus":{"id":"https://e.example/s#1","type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"1","statusListCredential":"https://e.example/s"},
"credentialSubject":{"id":"did:key:zS","type":["AchievementSubject"],
"achievement":{"id":"https://e.example/a","type":["Achievement"],"name":"A","description":"d",
"criteria":{"narrative":"c"}}}
}`

// read converts a document as verification does.
func read(t testing.TB, c *ld.Contexts, text string) error {
	t.Helper()
	doc := parse(t, []byte(text))
	list, err := c.Of(doc)
	if err != nil {
		return err
	}
	var d rdfc.Dataset
	if err := list.Convert(&d, nil, doc, "proof"); err != nil {
		return err
	}
	return d.Err()
}

// Where a context gives every name a meaning, the name of a class has its own already, and
// is no member's: processors would write it as the class, and not as what any name becomes.
func TestTheNameOfAClassIsNoMember(t *testing.T) {
	vocab, err := ld.Standard().With("https://e.example/v", []byte(`{"@context":{"@vocab":"https://e.example/v#"}}`))
	require.NoError(t, err)
	undefined := strings.Replace(small, `context-3.0.3.json"]`, `context-3.0.3.json","https://e.example/v"]`, 1)
	require.NotEqual(t, small, undefined)
	require.NoError(t, read(t, vocab, strings.Replace(undefined, `"name":"n"`, `"madeUp":"n"`, 1)))
	for _, document := range []string{undefined, small} {
		requireRefused(t, read(t, vocab, strings.Replace(document, `"name":"n"`, `"VerifiableCredential":"n"`, 1)), ld.ErrKeyForm, "/VerifiableCredential")
	}
}

func TestLanguageValueObjectsBelongToVersion2(t *testing.T) {
	of1 := `{"@context":["https://www.w3.org/2018/credentials/v1","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:b","type":"VerifiableCredential","name":NAME}`
	require.NoError(t, read(t, ld.Standard(), strings.Replace(of1, "NAME", `"n"`, 1)))
	object := strings.Replace(of1, "NAME", `{"@value":"n","@language":"en"}`, 1)
	requireRefused(t, read(t, ld.Standard(), object), ld.ErrKeyForm, "/name")
	require.NoError(t, read(t, ld.Standard(), strings.Replace(object, v1, v2, 1)))

	// An embedded document is of the version that it says, and so is what follows it.
	inside := `{"@context":["https://www.w3.org/2018/credentials/v1","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:b","type":"VerifiableCredential",
		"endorsement":[{"@context":"https://www.w3.org/2018/credentials/v1","id":"urn:e","type":"VerifiableCredential","name":{"@value":"n","@language":"en"}}]}`
	requireRefused(t, read(t, ld.Standard(), inside), ld.ErrKeyForm, "/endorsement/0/name")
	inside = `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:b","type":"VerifiableCredential",
		"endorsement":[{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:e","type":"VerifiableCredential","name":{"@value":"n","@language":"en"}}],"name":{"@value":"n","@language":"EN"}}`
	require.NoError(t, read(t, ld.Standard(), inside))
	// Only a presentation of version 2 can hold the other version at all.
	inside = `{"@context":"https://www.w3.org/ns/credentials/v2","id":"urn:p","type":"VerifiablePresentation",
		"verifiableCredential":{"@context":["https://www.w3.org/2018/credentials/v1","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:c","type":"VerifiableCredential","name":"n"},
		"name":{"@value":"n","@language":"en"}}`
	require.NoError(t, read(t, ld.Standard(), inside))
	requireRefused(t, read(t, ld.Standard(), strings.Replace(inside, `"name":"n"`, `"name":{"@value":"n","@language":"en"}`, 1)), ld.ErrKeyForm, "/verifiableCredential/name")
	inside = `{"@context":"https://www.w3.org/ns/credentials/v2","id":"urn:b","type":"VerifiableCredential","issuer":{"id":"urn:i","verifiableCredential":"x"}}`
	require.Error(t, read(t, ld.Standard(), inside))
}

func TestACompactIRIIsNoID(t *testing.T) {
	// VCDM 1.1 has prefixes in the contexts of its types. An id written with one
	// would be another way to write an IRI.
	text := `{"@context":["https://www.w3.org/2018/credentials/v1"],"id":"urn:b","type":"VerifiableCredential","issuer":ISSUER}`
	require.NoError(t, read(t, ld.Standard(), strings.Replace(text, "ISSUER", `"urn:i"`, 1)))
	require.NoError(t, read(t, ld.Standard(), strings.Replace(text, "ISSUER", `"cred://x"`, 1)))
	requireRefused(t, read(t, ld.Standard(), strings.Replace(text, "ISSUER", `"cred:i"`, 1)), ld.ErrIRI, "/issuer")
	requireRefused(t, read(t, ld.Standard(), strings.Replace(text, "ISSUER", `{"id":"sec:i"}`, 1)), ld.ErrIRI, "/issuer/id")
	requireRefused(t, read(t, ld.Standard(), strings.Replace(text, `"urn:b","type":"VerifiableCredential","issuer":ISSUER`, `"xsd:b","type":"VerifiableCredential"`, 1)), ld.ErrIRI, "/id")
}

func TestADocumentInsideMayHaveMoreContexts(t *testing.T) {
	inside := in2(`"name":"n","endorsement":{"@context":["` + v2 + `","` + ob303 + `","` + ed2020 + `","` + clr201 + `"],"id":"urn:e","type":["VerifiableCredential","ClrCredential"],"partial":true,
		"proof":{"type":"Ed25519Signature2020","proofValue":"z"}}`)
	require.Contains(t, form(t, inside), `<https://w3id.org/security#Ed25519Signature2020> _:c14n`)
	require.Contains(t, form(t, inside), `<urn:e> <https://purl.imsglobal.org/spec/vc/clr/vocab.html#partial> "true"^^<xsd:boolean> .`)
	requireRefused(t, read(t, ld.Standard(), strings.Replace(inside, `,"`+ed2020+`"`, ``, 1)), ld.ErrTermUndefined, "/endorsement/proof/type")
	// What it brings along ends with it.
	requireRefused(t, read(t, ld.Standard(), strings.Replace(inside, `"name":"n"`, `"partial":true`, 1)), ld.ErrTermUndefined, "/partial")
	requireRefused(t, read(t, ld.Standard(), strings.Replace(inside, `"proof":{`, `"evidence":{"type":"Evidence","partial":true},"proof":{`, 1)), ld.ErrTermUndefined, "/endorsement/evidence/partial")
}

func requireRefused(t testing.TB, err, reason error, pointer string) {
	t.Helper()
	require.ErrorIs(t, err, reason)
	var e *ld.Error
	require.True(t, errors.As(err, &e))
	require.Equal(t, pointer, e.Pointer, e.Error())
	require.NotEmpty(t, e.Detail)
}

func TestRefusesWhatWouldHideAMemberOrLoseIt(t *testing.T) {
	require.NoError(t, read(t, ld.Standard(), small))
	for _, test := range []struct {
		name, from, to string
		reason         error
		pointer        string
	}{
		{"an undefined name at the root", `"name":"n"`, `"studentName":"n"`, ld.ErrTermUndefined, "/studentName"},
		{"an undefined name in the subject", `"id":"did:key:zS"`, `"studentName":"n"`, ld.ErrTermUndefined, "/credentialSubject/studentName"},
		{"an undefined name in the achievement", `"name":"A"`, `"x":1`, ld.ErrTermUndefined, "/credentialSubject/achievement/x"},
		{"a name in a node without the type that defines it", `"type":["Achievement"],`, ``, ld.ErrTermUndefined, "/credentialSubject/achievement/criteria"},
		{"a name of the enclosing node, whose types do not reach inside", `{"narrative":"c"}`, `{"criteria":"urn:x"}`, ld.ErrTermUndefined, "/credentialSubject/achievement/criteria/criteria"},
		{"an undefined name with an escape", `"name":"n"`, `"\u0078":"n"`, ld.ErrTermUndefined, "/x"},
		{"an undefined type", `"OpenBadgeCredential"`, `"OpenBadgeCredential","MadeUp"`, ld.ErrTermUndefined, "/type/2"},
		{"an undefined type of a part", `"validFrom"`, `"termsOfUse":{"type":"IssuerPolicy"},"validFrom"`, ld.ErrTermUndefined, "/termsOfUse/type"},
		{"a relative type", `"OpenBadgeCredential"`, `"OpenBadgeCredential","a/b"`, ld.ErrTermUndefined, "/type/2"},
		{"an empty type", `"OpenBadgeCredential"`, `"OpenBadgeCredential",""`, ld.ErrTermUndefined, "/type/2"},
		{"a member's name as a type", `"OpenBadgeCredential"`, `"OpenBadgeCredential","name"`, ld.ErrTermUndefined, "/type/2"},
		{"a keyword's name as a type", `"OpenBadgeCredential"`, `"OpenBadgeCredential","id"`, ld.ErrTermUndefined, "/type/2"},
		{"a keyword as a type", `"OpenBadgeCredential"`, `"OpenBadgeCredential","@json"`, ld.ErrTermUndefined, "/type/2"},
		{"a type by the IRI of a term", `"OpenBadgeCredential"`, `"https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential"`, ld.ErrKeyForm, "/type/1"},
		{"a type with bad characters", `"OpenBadgeCredential"`, `"OpenBadgeCredential","urn:T> .\n<urn:evil> <urn:p> <urn:o"`, ld.ErrIRI, "/type/2"},
		{"a type that is no string", `"OpenBadgeCredential"`, `"OpenBadgeCredential",null`, ld.ErrValue, "/type/2"},
		{"types that are no string", `"type":["Profile"]`, `"type":null`, ld.ErrValue, "/issuer/type"},
		{"a type inside an array inside the types", `["Profile"]`, `[["Profile"]]`, ld.ErrValue, "/issuer/type/0"},

		{"a status under its IRI", `"credentialStatus"`, `"https://www.w3.org/2018/credentials#credentialStatus"`, ld.ErrKeyForm, "/https:~1~1www.w3.org~12018~1credentials#credentialStatus"},
		{"a date under its IRI", `"validFrom":"2026-03-01T00:00:00Z"`, `"https://www.w3.org/2018/credentials#validFrom":{"@type":"http://www.w3.org/2001/XMLSchema#dateTime","@value":"2026-03-01T00:00:00Z"}`, ld.ErrKeyForm, "/https:~1~1www.w3.org~12018~1credentials#validFrom"},
		{"a compact IRI", `"name":"n"`, `"schema:name":"n"`, ld.ErrKeyForm, "/schema:name"},
		{"@nest", `"name":"n"`, `"@nest":{"name":"n"}`, ld.ErrKeyForm, "/@nest"},
		{"@included", `"name":"n"`, `"@included":[{"id":"urn:x","type":"Achievement"}]`, ld.ErrKeyForm, "/@included"},
		{"@reverse", `"name":"n"`, `"@reverse":{"issuer":{"id":"urn:x"}}`, ld.ErrKeyForm, "/@reverse"},
		{"@graph", `"name":"n"`, `"@graph":[{"id":"urn:x","type":"Achievement"}]`, ld.ErrKeyForm, "/@graph"},
		{"@id", `"id":"urn:uuid:b"`, `"@id":"urn:uuid:b"`, ld.ErrKeyForm, "/@id"},
		{"@id of a part", `"id":"did:web:e.example"`, `"@id":"did:web:e.example"`, ld.ErrKeyForm, "/issuer/@id"},
		{"@type", `"type":["Profile"]`, `"@type":["Profile"]`, ld.ErrKeyForm, "/issuer/@type"},
		{"@index", `"name":"n"`, `"@index":"n"`, ld.ErrKeyForm, "/@index"},
		{"what looks like a keyword", `"name":"n"`, `"@foo":"n"`, ld.ErrKeyForm, "/@foo"},
		{"a set object", `"name":"A"`, `"tag":{"@set":["x"]}`, ld.ErrKeyForm, "/credentialSubject/achievement/tag/@set"},
		{"a list object", `"name":"A"`, `"tag":{"@list":["x"]}`, ld.ErrKeyForm, "/credentialSubject/achievement/tag/@list"},
		{"a value object", `"criteria":{"narrative":"c"}`, `"criteria":{"narrative":{"@value":"c"}}`, ld.ErrKeyForm, "/credentialSubject/achievement/criteria/narrative/@value"},
		{"a JSON literal", `"criteria":{"narrative":"c"}`, `"criteria":{"narrative":{"@type":"@json","@value":{}}}`, ld.ErrKeyForm, "/credentialSubject/achievement/criteria/narrative/@type"},
		{"a value object with a type as a name", `"name":"n"`, `"name":{"@value":"n","@type":"urn:t"}`, ld.ErrKeyForm, "/name/@type"},
		{"a class as a member", `"criteria":`, `"Criteria":`, ld.ErrKeyForm, "/credentialSubject/achievement/Criteria"},
		{"a class as a member, in a node without types", `"criteria":{"narrative":"c"}`, `"related":[{"id":"https://e.example/a","Criteria":{"narrative":"c"}}]`, ld.ErrKeyForm, "/credentialSubject/achievement/related/0/Criteria"},
		{"white space of JavaScript in an IRI", `"id":"urn:uuid:b"`, "\"id\":\"urn:uuid:b\u00a0c\"", ld.ErrIRI, "/id"},
		{"the empty name", `"name":"n"`, `"":"n"`, ld.ErrTermUndefined, "/"},

		{"an @context in a part", `"criteria":{"narrative":"c"}`, `"criteria":{"@context":"https://www.w3.org/ns/credentials/v2","narrative":"c"}`, ld.ErrContextNested, "/credentialSubject/achievement/criteria/@context"},
		{"an @context that is null, in a part", `"criteria":{"narrative":"c"}`, `"criteria":{"@context":null,"narrative":"c"}`, ld.ErrContextNested, "/credentialSubject/achievement/criteria/@context"},
		{"an unknown @context in an endorsement", `"name":"n"`, `"endorsement":[{"@context":"https://e.example/c","id":"urn:x"}]`, ld.ErrContextUnknown, "/endorsement/0/@context"},
		{"an inline @context in an endorsement", `"name":"n"`, `"endorsement":[{"@context":["https://www.w3.org/ns/credentials/v2",{"x":"urn:x"}],"id":"urn:x"}]`, ld.ErrContextUnknown, "/endorsement/0/@context/1"},
		{"an @context that is null in an endorsement", `"name":"n"`, `"endorsement":[{"@context":null,"id":"urn:x"}]`, ld.ErrContextUnknown, "/endorsement/0/@context"},
		{"an @context in an endorsement that contradicts the document's", `"name":"n"`, `"endorsement":[{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"],"id":"urn:x"}]`, ld.ErrContextConflict, "/endorsement/0/@context"},

		{"a relative id", `"id":"urn:uuid:b"`, `"id":"5a1c1f0e-1"`, ld.ErrIRI, "/id"},
		{"an empty id", `"id":"urn:uuid:b"`, `"id":""`, ld.ErrIRI, "/id"},
		{"an id that is null", `"id":"urn:uuid:b"`, `"id":null`, ld.ErrIRI, "/id"},
		{"an id that is an array", `"id":"urn:uuid:b"`, `"id":["urn:uuid:b"]`, ld.ErrIRI, "/id"},
		{"a blank node's id", `"id":"urn:uuid:b"`, `"id":"_:b0"`, ld.ErrIRI, "/id"},
		{"an id with a space", `"id":"urn:uuid:b"`, `"id":"urn:uuid:a b"`, ld.ErrIRI, "/id"},
		{"an id with a bracket", `"id":"urn:uuid:b"`, `"id":"urn:o>"`, ld.ErrIRI, "/id"},
		{"an id with a line break", `"id":"urn:uuid:b"`, `"id":"https://e/x\ny"`, ld.ErrIRI, "/id"},
		{"an id with half a percent escape", `"id":"urn:uuid:b"`, `"id":"https://e/%7"`, ld.ErrIRI, "/id"},
		{"an id that hides its direction", `"id":"urn:uuid:b"`, `"id":"https://e/\u202egnp.exe"`, ld.ErrIRI, "/id"},
		{"an id with a keyword", `"id":"urn:uuid:b"`, `"id":"@id"`, ld.ErrIRI, "/id"},
		{"a relative id of the subject", `"id":"did:key:zS"`, `"id":"student-7"`, ld.ErrIRI, "/credentialSubject/id"},
		{"a relative id alone", `"type":["Achievement"],`, `"type":["Achievement"],"image":{"id":"file.png"},`, ld.ErrIRI, "/credentialSubject/achievement/image/id"},
		{"a relative issuer", `{"id":"did:web:e.example","type":["Profile"],"name":"E"}`, `"example.edu"`, ld.ErrIRI, "/issuer"},
		{"a blank node as an issuer", `{"id":"did:web:e.example","type":["Profile"],"name":"E"}`, `"_:x"`, ld.ErrIRI, "/issuer"},
		{"a relative reference", `"statusListCredential":"https://e.example/s"`, `"statusListCredential":"s"`, ld.ErrIRI, "/credentialStatus/statusListCredential"},

		{"an array in an array", `"name":"A"`, `"tag":["x",["y"]]`, ld.ErrValue, "/credentialSubject/achievement/tag/1"},
		{"an empty array in an array", `"name":"A"`, `"tag":[[]]`, ld.ErrValue, "/credentialSubject/achievement/tag/0"},
		{"an array in an ordered list", `"name":"A"`, `"resultDescription":{"id":"urn:r","type":"ResultDescription","allowedValue":[["x"]]}`, ld.ErrValue, "/credentialSubject/achievement/resultDescription/allowedValue/0"},
		{"a graph of a string", `"name":"n"`, `"endorsement":{"id":"urn:e","type":"VerifiableCredential","proof":"urn:x"}`, ld.ErrValue, "/endorsement/proof"},
		{"a graph of a reference", `"name":"n"`, `"endorsement":{"id":"urn:e","type":"VerifiableCredential","proof":{"id":"urn:x"}}`, ld.ErrValue, "/endorsement/proof"},
		{"a graph of nothing", `"name":"n"`, `"endorsement":{"id":"urn:e","type":"VerifiableCredential","proof":[{}]}`, ld.ErrValue, "/endorsement/proof/0"},

		{"a number that processors write differently", `"name":"A"`, `"creditsAvailable":1e20`, ld.ErrNumber, "/credentialSubject/achievement/creditsAvailable"},
		{"a number beyond 64 bits", `"name":"A"`, `"creditsAvailable":9223372036854776000`, ld.ErrNumber, "/credentialSubject/achievement/creditsAvailable"},
		{"a number that one processor rounds to zero", `"name":"A"`, `"creditsAvailable":1e-7`, ld.ErrNumber, "/credentialSubject/achievement/creditsAvailable"},

		{"an ill-formed language", `"name":"n"`, `"name":{"@value":"n","@language":"not a lang"}`, ld.ErrValue, "/name/@language"},
		{"a language with a long part", `"name":"n"`, `"name":{"@value":"n","@language":"en-abcdefghi"}`, ld.ErrValue, "/name/@language"},
		{"an empty language", `"name":"n"`, `"name":{"@value":"n","@language":""}`, ld.ErrValue, "/name/@language"},
		{"a language that is null", `"name":"n"`, `"name":{"@value":"n","@language":null}`, ld.ErrValue, "/name/@language"},
		{"a direction that is none", `"name":"n"`, `"name":{"@value":"n","@direction":"up"}`, ld.ErrValue, "/name/@direction"},
		{"a value object without a value", `"name":"n"`, `"name":{"@language":"en"}`, ld.ErrValue, "/name"},
		{"a value object of a number", `"name":"n"`, `"name":{"@value":1,"@language":"en"}`, ld.ErrValue, "/name/@value"},
		{"a value object of null", `"name":"n"`, `"name":{"@value":null}`, ld.ErrValue, "/name/@value"},
		{"a value object that is but a string", `"name":"n"`, `"name":{"@value":"n"}`, ld.ErrKeyForm, "/name"},
		{"a value object with more", `"name":"n"`, `"name":{"@value":"n","name":"m"}`, ld.ErrKeyForm, "/name/name"},

		{"no @context", `"@context"`, `"context"`, ld.ErrContextUnknown, ""},
		{"an unknown context", `context-3.0.3.json`, `context-3.0.4.json`, ld.ErrContextUnknown, "/@context/1"},
		{"a context with another scheme", `"https://purl`, `"http://purl`, ld.ErrContextUnknown, "/@context/1"},
		{"a context with a slash", `context-3.0.3.json`, `context-3.0.3.json/`, ld.ErrContextUnknown, "/@context/1"},
		{"a context with a query", `context-3.0.3.json`, `context-3.0.3.json?x`, ld.ErrContextUnknown, "/@context/1"},
		{"a context with a port", `purl.imsglobal.org`, `purl.imsglobal.org:443`, ld.ErrContextUnknown, "/@context/1"},
		{"a context as a file", `"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"`, `"/etc/passwd"`, ld.ErrContextUnknown, "/@context/1"},
		{"an inline context", `context-3.0.3.json"`, `context-3.0.3.json",{"cs":{"@id":"https://www.w3.org/2018/credentials#credentialStatus","@type":"@id"}}`, ld.ErrContextUnknown, "/@context/2"},
		{"an @vocab", `context-3.0.3.json"`, `context-3.0.3.json",{"@vocab":"https://v.example/"}`, ld.ErrContextUnknown, "/@context/2"},
		{"an @base", `context-3.0.3.json"`, `context-3.0.3.json",{"@base":"https://v.example/"}`, ld.ErrContextUnknown, "/@context/2"},
		{"an empty inline context", `context-3.0.3.json"`, `context-3.0.3.json",{}`, ld.ErrContextUnknown, "/@context/2"},
		{"a null context", `context-3.0.3.json"`, `context-3.0.3.json",null`, ld.ErrContextUnknown, "/@context/2"},
		{"a context list in the list", `context-3.0.3.json"`, `context-3.0.3.json",["https://www.w3.org/ns/credentials/v2"]`, ld.ErrContextUnknown, "/@context/2"},
		{"an endless list", `context-3.0.3.json"`, `context-3.0.3.json"` + strings.Repeat(`,"https://www.w3.org/ns/credentials/v2"`, 1000), ld.ErrContextUnknown, "/@context"},
		{"a list without the base first", `"https://www.w3.org/ns/credentials/v2",`, ``, ld.ErrContextOrder, "/@context"},
		{"a context twice", `context-3.0.3.json"`, `context-3.0.3.json","https://www.w3.org/ns/credentials/v2"`, ld.ErrContextOrder, "/@context/2"},
		{"contexts that contradict one another", `context-3.0.3.json`, `context-3.0.1.json`, ld.ErrContextConflict, "/@context"},
		{"contexts that contradict one another, the oldest", `context-3.0.3.json`, `context.json`, ld.ErrContextConflict, "/@context"},
	} {
		t.Run(test.name, func(t *testing.T) {
			changed := strings.Replace(small, test.from, test.to, 1)
			require.NotEqual(t, small, changed)
			requireRefused(t, read(t, ld.Standard(), changed), test.reason, test.pointer)
		})
	}
}

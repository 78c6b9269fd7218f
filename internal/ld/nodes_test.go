package ld_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

func nodesOf(t testing.TB, text string) (*ld.Nodes, strictjson.Value) {
	t.Helper()
	doc := parse(t, []byte(text))
	list, err := ld.Standard().Of(doc)
	require.NoError(t, err)
	return convertNodes(t, list, doc), doc
}

func convertNodes(t testing.TB, list *ld.List, doc strictjson.Value) *ld.Nodes {
	t.Helper()
	var d rdfc.Dataset
	nodes := new(ld.Nodes)
	require.NoError(t, list.Convert(&d, nodes, doc, "proof"))
	return nodes
}

func unionOf(t testing.TB, nodes *ld.Nodes) *ld.Union {
	t.Helper()
	union, err := nodes.Union(context.Background())
	require.NoError(t, err)
	return union
}

// self is a badge that is endorsed, and whose issuer is named in many places.
const self = `{
"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
"id":"urn:b","type":["VerifiableCredential","OpenBadgeCredential"],"name":"n",
"issuer":{"id":"did:web:i","type":["Profile"],"name":"I","url":"https://i.example"},
"validFrom":"2026-03-01T00:00:00Z",
"credentialSubject":{"id":"did:key:zS","type":["AchievementSubject"],"identifier":[{"type":"IdentityObject","hashed":false,"identityHash":"a","identityType":"name"}],
"achievement":{"id":"urn:a","type":["Achievement"],"name":"A","description":"d","criteria":{"narrative":"c"},"creator":{"id":"did:web:i","type":["Profile"]}}},
"endorsement":[{"id":"urn:e","type":["VerifiableCredential","EndorsementCredential"],"name":"E","issuer":{"id":"did:web:i","type":"Profile","url":"https://i.example"},
"validFrom":"2026-03-02T00:00:00Z","credentialSubject":{"id":"urn:b","type":["EndorsementSubject"],"endorsementComment":"good"}}]
}`

func TestObjectsOfOneIDThatAgreeAreNoConflict(t *testing.T) {
	nodes, _ := nodesOf(t, self)
	require.Empty(t, unionOf(t, nodes).Conflicts())

	// The credential and its achievement under one id, as one badge in use has them.
	nodes, _ = nodesOf(t, strings.Replace(strings.Replace(self, `"id":"urn:a"`, `"id":"urn:b"`, 1), `"name":"A"`, `"name":"n"`, 1))
	require.Empty(t, unionOf(t, nodes).Conflicts())

	// Repeated in another order, as one value or as an array, by id or in full.
	nodes, _ = nodesOf(t, strings.Replace(self, `"creator":{"id":"did:web:i","type":["Profile"]}`, `"creator":{"url":["https://i.example"],"type":["Profile"],"name":["I","I",null],"id":"did:web:i","image":null,"phone":[]}`, 1))
	require.Empty(t, unionOf(t, nodes).Conflicts())
}

func TestAMemberThatObjectsOfOneIDGiveDifferentlyIsAConflict(t *testing.T) {
	for _, test := range []struct {
		name, from, to string
		want           ld.Conflict
	}{
		{"a name", `"creator":{"id":"did:web:i","type":["Profile"]}`, `"creator":{"id":"did:web:i","type":["Profile"],"name":"X"}`,
			ld.Conflict{Kind: ld.Differs, Member: "name", Pointer: "/issuer", Other: "/credentialSubject/achievement/creator"}},
		{"what a verdict reads", `"creator":{"id":"did:web:i","type":["Profile"]}`, `"related":{"id":"urn:a","type":["Achievement","Related"],"criteria":{"narrative":"other"}}`,
			ld.Conflict{Kind: ld.Differs, Member: "criteria", Pointer: "/credentialSubject/achievement", Other: "/credentialSubject/achievement/related", Fatal: true}},
		{"a date of the document, in an endorsement of it", `"type":["EndorsementSubject"]`, `"type":["EndorsementSubject","VerifiableCredential"],"validUntil":"2027-01-01T00:00:00Z"`,
			ld.Conflict{Kind: ld.Misplaced, Member: "validUntil", Pointer: "", Other: "/endorsement/0/credentialSubject", Fatal: true}},
		{"the status of the document, in an evidence of its id", `"name":"n"`, `"name":"n","evidence":[{"id":"urn:b","type":["Evidence","VerifiableCredential"],"credentialStatus":{"id":"urn:s","type":"BitstringStatusListEntry"}}]`,
			ld.Conflict{Kind: ld.Misplaced, Member: "credentialStatus", Pointer: "", Other: "/evidence/0", Fatal: true}},
		{"another date of the document", `"type":["EndorsementSubject"]`, `"type":["EndorsementSubject","VerifiableCredential"],"validFrom":"2027-01-01T00:00:00Z"`,
			ld.Conflict{Kind: ld.Differs, Member: "validFrom", Pointer: "", Other: "/endorsement/0/credentialSubject", Fatal: true}},
		{"a kind of document that the document is not", `"type":["EndorsementSubject"]`, `"type":["EndorsementSubject","EndorsementCredential"]`,
			ld.Conflict{Kind: ld.Misplaced, Member: "type", Pointer: "", Other: "/endorsement/0/credentialSubject", Fatal: true}},
		{"a date of an embedded document", `"id":"urn:a"`, `"id":"urn:a","related":{"id":"urn:e","type":["Related","VerifiableCredential"],"validUntil":"2027-01-01T00:00:00Z"}`,
			ld.Conflict{Kind: ld.Misplaced, Member: "validUntil", Pointer: "/endorsement/0", Other: "/credentialSubject/achievement/related", Fatal: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			changed := strings.Replace(self, test.from, test.to, 1)
			require.NotEqual(t, self, changed)
			nodes, _ := nodesOf(t, changed)
			require.Contains(t, unionOf(t, nodes).Conflicts(), test.want)
		})
	}
}

func TestGraphsOfTheirOwnDoNotMeet(t *testing.T) {
	text := `{"@context":["` + v2 + `"],"id":"urn:p","type":"VerifiablePresentation","verifiableCredential":[
		{"@context":["` + v2 + `"],"id":"urn:c","type":"VerifiableCredential","name":"a","issuer":{"id":"urn:i","name":"x"}},
		{"@context":["` + v2 + `"],"id":"urn:c","type":"VerifiableCredential","name":"b","issuer":{"id":"urn:i","name":"y"}}]}`
	nodes, _ := nodesOf(t, text)
	require.Empty(t, unionOf(t, nodes).Conflicts())

	// A document in a graph of its own is nobody's guest there, and has its own.
	nodes, _ = nodesOf(t, `{"@context":["`+v2+`","`+ob303+`"],"id":"urn:p","type":"VerifiablePresentation","verifiableCredential":{"@context":["`+v2+`","`+ob303+`"],
		"id":"urn:c","type":"VerifiableCredential","issuer":"urn:i","endorsement":{"id":"urn:e","type":"VerifiableCredential","issuer":{"id":"urn:i","name":"x"}}}}`)
	require.Equal(t, []ld.Conflict{{Kind: ld.Foreign, Member: "name", Pointer: "/verifiableCredential/issuer", Other: "/verifiableCredential/endorsement/issuer", Usual: true}}, unionOf(t, nodes).Conflicts())

	// A graph between two objects of the document's own does not hide that these differ.
	nodes, _ = nodesOf(t, in2(`"issuer":{"id":"urn:i","name":"a"},"endorsement":{"id":"urn:e","type":"VerifiableCredential","issuer":"urn:i",
		"proof":{"type":"DataIntegrityProof","verificationMethod":{"id":"urn:i","name":"x"}}},"evidence":{"id":"urn:i","name":"b"}`))
	require.Equal(t, []ld.Conflict{{Kind: ld.Differs, Member: "name", Pointer: "/issuer", Other: "/evidence"}}, unionOf(t, nodes).Conflicts())
}

func TestAUnionReadsWhatAnyObjectOfANodeSays(t *testing.T) {
	moved := strings.Replace(self, `"name":"n"`, `"name":"n","evidence":[{"id":"did:key:zS","type":["Evidence","AchievementSubject"],"result":[{"type":"Result","value":"1"}],"identifier":[]}]`, 1)
	nodes, doc := nodesOf(t, moved)
	subject := doc.Get("credentialSubject")
	require.Equal(t, "/evidence/0/result", unionOf(t, nodes).Get(subject, "result").Pointer())
	require.Equal(t, "/credentialSubject/identifier", unionOf(t, nodes).Get(subject, "identifier").Pointer())
	evidence, _ := doc.Lookup("/evidence/0")
	require.Equal(t, "/credentialSubject/identifier", unionOf(t, nodes).Get(evidence, "identifier").Pointer())
	require.False(t, unionOf(t, nodes).Get(evidence, "nothing").Exists())
	require.False(t, unionOf(t, nodes).Get(doc.Get("name"), "result").Exists())
	require.False(t, unionOf(t, nodes).Get(strictjson.Value{}, "result").Exists())

	// An object that became a mere id is still read.
	nodes, doc = nodesOf(t, strings.Replace(strings.Replace(self, `{"id":"did:web:i","type":["Profile"],"name":"I","url":"https://i.example"}`, `"did:web:i"`, 1), `"creator":{`, `"creator":{"name":"I",`, 1))
	require.Equal(t, "/credentialSubject/achievement/creator/name", unionOf(t, nodes).Get(doc.Get("issuer"), "name").Pointer())
	nodes, doc = nodesOf(t, strings.Replace(strings.Replace(self, `{"id":"did:web:i","type":["Profile"],"name":"I","url":"https://i.example"}`, `{"id":"did:web:i"}`, 1), `"creator":{`, `"creator":{"name":"I",`, 1))
	require.Equal(t, "/credentialSubject/achievement/creator/name", unionOf(t, nodes).Get(doc.Get("issuer"), "name").Pointer())

	alone, doc := nodesOf(t, small)
	require.Equal(t, "/credentialSubject/achievement", unionOf(t, alone).Get(doc.Get("credentialSubject"), "achievement").Pointer())
	require.Empty(t, unionOf(t, alone).Conflicts())
}

func TestAnOrderedListMustAgreeInItsOrder(t *testing.T) {
	with := func(order string) string {
		return in2(`"credentialSubject":{"type":"AchievementSubject","achievement":{"type":"Achievement","resultDescription":[
			{"id":"urn:r","type":"ResultDescription","allowedValue":["1","2"],"valueMin":"1"},{"id":"urn:r","type":"ResultDescription","allowedValue":` + order + `}]}}`)
	}
	nodes, _ := nodesOf(t, with(`["1","2"]`))
	require.Empty(t, unionOf(t, nodes).Conflicts())
	nodes, _ = nodesOf(t, with(`["2","1"]`))
	require.Equal(t, []ld.Conflict{{Kind: ld.Differs, Member: "allowedValue", Fatal: true,
		Pointer: "/credentialSubject/achievement/resultDescription/0", Other: "/credentialSubject/achievement/resultDescription/1"}}, unionOf(t, nodes).Conflicts())
}

// endorsed is self with members added to what its endorsement is about.
func endorsed(members string) string {
	return strings.Replace(self, `"credentialSubject":{"id":"urn:b","type":["EndorsementSubject"],`, `"credentialSubject":{`+members+`,`, 1)
}

func TestADocumentInsideTheDocumentAddsNothingToIt(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []ld.Conflict
	}{
		{"the learner's identity", endorsed(`"id":"did:key:zS","type":["EndorsementSubject","AchievementSubject"],"result":[{"type":"Result","value":"1"}]`),
			[]ld.Conflict{{Kind: ld.Foreign, Member: "result", Pointer: "/credentialSubject", Other: "/endorsement/0/credentialSubject", Fatal: true}}},
		{"a name of the achievement's", endorsed(`"id":"urn:a","type":["EndorsementSubject","Achievement"],"humanCode":"X"`),
			[]ld.Conflict{{Kind: ld.Foreign, Member: "humanCode", Pointer: "/credentialSubject/achievement", Other: "/endorsement/0/credentialSubject"}}},
		{"of a node that the document names by its id alone", strings.Replace(strings.Replace(self, `{"id":"did:web:i","type":["Profile"],"name":"I","url":"https://i.example"}`, `"did:web:j"`, 1), `"issuer":{"id":"did:web:i","type":"Profile","url"`, `"issuer":{"id":"did:web:j","type":"Profile","url"`, 1),
			[]ld.Conflict{{Kind: ld.Foreign, Member: "url", Pointer: "/issuer", Other: "/endorsement/0/issuer", Usual: true}}},
		{"a type", endorsed(`"id":"urn:b","type":["EndorsementSubject","urn:t:Exam"]`),
			[]ld.Conflict{{Kind: ld.Foreign, Member: "type", Pointer: "", Other: "/endorsement/0/credentialSubject", Fatal: true}}},
		{"a date of the document", endorsed(`"id":"urn:b","type":["EndorsementSubject","VerifiableCredential"],"validUntil":"2027-01-01T00:00:00Z"`),
			[]ld.Conflict{{Kind: ld.Misplaced, Member: "validUntil", Pointer: "", Other: "/endorsement/0/credentialSubject", Fatal: true}}},
		{"repeated", endorsed(`"id":"urn:a","type":["EndorsementSubject","Achievement"],"name":"A","creator":{"id":"did:web:i"}`), nil},
		{"of a node of its own", endorsed(`"id":"urn:other","type":["EndorsementSubject","Achievement","urn:t:Exam"],"name":"O"`), nil},
		{"null", endorsed(`"id":"urn:b","type":["EndorsementSubject"],"name":null,"description":[null]`), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.NotEqual(t, self, test.text)
			nodes, doc := nodesOf(t, test.text)
			union := unionOf(t, nodes)
			require.Equal(t, test.want, union.Conflicts())
			for _, c := range test.want {
				own, ok := doc.Lookup(c.Pointer)
				require.True(t, ok)
				require.False(t, c.Member != "type" && union.Get(own, c.Member).Exists(), "it is read")
				require.NotContains(t, union.Types(own), "urn:t:Exam")
			}
			other, _ := doc.Lookup("/endorsement/0/credentialSubject")
			require.Zero(t, union.Node(other))
		})
	}
}

func TestAnIDAloneIsAPlaceOfItsNode(t *testing.T) {
	evidence := func(list string) *ld.Nodes {
		nodes, _ := nodesOf(t, strings.Replace(small, `"validFrom"`, `"evidence":[`+list+`],"validFrom"`, 1))
		return nodes
	}
	require.False(t, evidence(`{"id":"urn:e","type":["Evidence"]}`).Shared())
	require.False(t, evidence(`{"id":"urn:e","type":["Evidence"]},"urn:f",{"id":"urn:g"}`).Shared())
	require.True(t, evidence(`{"id":"urn:e","type":["Evidence"]},"urn:e"`).Shared())
	require.True(t, evidence(`{"id":"urn:e"},{"id":"urn:e","type":["Evidence"]}`).Shared())
	require.True(t, evidence(`"urn:e",{"id":"urn:e"}`).Shared())

	// Text is no node, whatever it says: creator is no IRI in the context.
	nodes, doc := nodesOf(t, strings.Replace(self, `"creator":{"id":"did:web:i","type":["Profile"]}`, `"creator":"did:web:i"`, 1))
	creator, _ := doc.Lookup("/credentialSubject/achievement/creator")
	require.Zero(t, unionOf(t, nodes).Node(creator))
	require.Equal(t, "did:web:i", creator.Text())
}

func TestValuesAreOneHoweverTheyAreWritten(t *testing.T) {
	with := func(first, second string) []ld.Conflict {
		nodes, _ := nodesOf(t, in2(`"evidence":[{"id":"urn:e","type":"Evidence",`+first+`},{"id":"urn:e","type":"Evidence",`+second+`}]`))
		return unionOf(t, nodes).Conflicts()
	}
	require.Empty(t, with(`"name":["a","b"]`, `"name":["b","a",null,"a"]`))
	require.Empty(t, with(`"name":"a"`, `"name":null`))
	require.Empty(t, with(`"name":null,"genre":"x"`, `"name":"a","genre":[null]`))
	require.Len(t, with(`"name":["a","b"]`, `"name":["a"]`), 1)
	require.Len(t, with(`"name":"a"`, `"name":"b"},{"id":"urn:e","name":"c"`), 1, "told once")
	require.Len(t, with(`"name":"a","genre":"x"`, `"name":"b","genre":"y"`), 2)
	issuer := func(first, second string) []ld.Conflict {
		nodes, _ := nodesOf(t, in2(`"evidence":[{"id":"urn:e","type":["Evidence","Profile"],"parentOrg":`+first+`},{"id":"urn:e","type":["Evidence","Profile"],"parentOrg":`+second+`}]`))
		return unionOf(t, nodes).Conflicts()
	}
	require.Empty(t, issuer(`"urn:p"`, `{"id":"urn:p"}`))
	require.Empty(t, issuer(`"urn:p"`, `{"id":"urn:p","type":"Profile","name":"P"}`))
	require.Len(t, issuer(`"urn:p"`, `"urn:q"`), 1)
	require.Len(t, issuer(`{"type":"Profile","name":"P"}`, `{"type":"Profile","name":"Q"}`), 1)
}

func TestTypesOfANodeAreOneSet(t *testing.T) {
	text := strings.Replace(self, `"creator":{"id":"did:web:i","type":["Profile"]}`, `"creator":{"id":"did:web:i","type":["Profile","urn:t:School"]}`, 1)
	nodes, doc := nodesOf(t, text)
	require.Equal(t, []string{"Profile", "urn:t:School"}, unionOf(t, nodes).Types(doc.Get("issuer")))
	require.Equal(t, []string{"VerifiableCredential", "OpenBadgeCredential"}, unionOf(t, nodes).Types(doc))
	require.Empty(t, unionOf(t, nodes).Types(doc.Get("name")))

	// That a holder writes what an endorsement says of the badge into the badge shows nothing.
	nodes, doc = nodesOf(t, strings.Replace(self, `"OpenBadgeCredential"]`, `"OpenBadgeCredential","EndorsementSubject"]`, 1))
	require.Equal(t, []string{"VerifiableCredential", "OpenBadgeCredential"}, unionOf(t, nodes).Types(doc))
}

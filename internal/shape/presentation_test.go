package shape

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestJudgesPresentationsToTheLetter(t *testing.T) {
	const doc = `{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"], "holder": {"id": "did:a:b"},
	  "verifiableCredential": [{"type": ["VerifiableCredential"]}, {"type": "EnvelopedVerifiableCredential"}]}`
	const first = "/verifiableCredential/0"
	invalid := func(pointer string) string { return "error SCHEMA_INVALID " + pointer }
	many := "[" + strings.Repeat("{},", 32) + "{}]"
	for _, c := range []editCase{
		{"as it is", put("/id", `"urn:a:b"`), ""},
		{"one credential alone", put("/verifiableCredential", `{"type": ["VerifiableCredential"]}`), ""},
		{"no credential", remove("/verifiableCredential"), ""},
		{"no list of credentials", put("/verifiableCredential", `[]`), invalid("/verifiableCredential")},
		{"null", put("/verifiableCredential", `null`), invalid("/verifiableCredential")},
		{"a text", put(first, `"urn:a:b"`), invalid(first)},
		{"null among them", put(first, `null`), invalid(first)},
		{"a list among them", put(first, `[{}]`), invalid(first)},
		{"a text alone", put("/verifiableCredential", `"a.b.c"`), invalid("/verifiableCredential")},
		{"as many as are read", put("/verifiableCredential", strings.Replace(many, "{},", "", 1)), ""},
		{"one more", put("/verifiableCredential", many), invalid("/verifiableCredential")},
		{"a presentation", put(first, `{"type": ["VerifiableCredential", "VerifiablePresentation"]}`), invalid(first + "/type")},
		{"an envelope of one", put(first, `{"type": "EnvelopedVerifiablePresentation"}`), invalid(first + "/type")},
		{"a holder by name", put("/holder", `"did:a:b"`), ""},
		{"no holder", remove("/holder"), ""},
		{"a holder that is null", put("/holder", `null`), invalid("/holder")},
		{"two holders", put("/holder", `["did:a:b", "did:a:c"]`), invalid("/holder")},
		{"a holder in a list", put("/holder", `["did:a:b"]`), invalid("/holder")},
		{"a relative holder", put("/holder", `"ada"`), invalid("/holder")},
		{"a holder without an id", put("/holder", `{"name": "Ada"}`), invalid("/holder/id")},
		{"a holder of a relative id", put("/holder/id", `"ada"`), invalid("/holder/id")},
		{"a relative id", put("/id", `"p"`), invalid("/id")},
		{"two ids", put("/id", `["urn:a:b", "urn:a:c"]`), invalid("/id")},
		{"no type", remove("/type"), invalid("/type")},
		{"another type", put("/type", `"https://example.org/T"`), invalid("/type")},
		{"a type more", put("/type", `["VerifiablePresentation", "https://example.org/T"]`), ""},
		{"a relative type", put("/type", `["VerifiablePresentation", "../T"]`), invalid("/type/1")},
		{"a credential, too", put("/type", `["VerifiablePresentation", "VerifiableCredential"]`), invalid("/type")},
		{"an envelope, too", put("/type", `["EnvelopedVerifiableCredential", "VerifiablePresentation"]`), invalid("/type")},
		{"no proofs", put("/proof", `[]`), invalid("/proof")},
		{"terms without a type", put("/termsOfUse", `{"id": "urn:a:b"}`), invalid("/termsOfUse/type")},
		{"terms of two types", put("/termsOfUse", `{"type": ["T", "U"]}`), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := Check(parse(t, c.edit(t, doc)), "VerifiablePresentation", Rules{Version: 2})
			require.Equal(t, wants(c.want), brief(found), "%v", found)
		})
	}
}

func TestATokenIsPresentedAsItIsUnderVersionOneAlone(t *testing.T) {
	const doc = `{"@context": ["https://www.w3.org/2018/credentials/v1"], "type": ["VerifiablePresentation"], "verifiableCredential": ["a.b.c", {}]}`
	for _, c := range []struct {
		text  string
		rules Rules
		want  string
	}{
		{doc, Rules{Version: 1}, ""},
		{doc, Rules{Version: 2}, "error SCHEMA_INVALID /verifiableCredential/0"},
		{doc, Rules{Version: 1, Graph: true}, "error SCHEMA_INVALID /verifiableCredential/0"},
		{strings.Replace(doc, "a.b.c", "a.b.c.d", 1), Rules{Version: 1}, "error SCHEMA_INVALID /verifiableCredential/0"},
		{strings.Replace(doc, "a.b.c", "", 1), Rules{Version: 1}, "error SCHEMA_INVALID /verifiableCredential/0"},
	} {
		require.Equal(t, wants(c.want), brief(Check(parse(t, c.text), "VerifiablePresentation", c.rules)), "%s %v", c.text, c.rules)
	}
}

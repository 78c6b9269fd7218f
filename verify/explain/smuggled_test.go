package explain_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify/explain"
)

// Somebody adds what looks like nothing, and gives the names of a badge another meaning by
// it, or its recipient another name.
func TestWhatChangesTheMeaningIsNoHarmlessChange(t *testing.T) {
	key := edKey(1)
	m := method("one", key)
	nobody := strings.Replace(badge, `"id":"did:example:ada",`, ``, 1)
	inline := strings.Replace(badge, `3.0.3.json"]`, `3.0.3.json",{"house":"https://school.example/house"}]`, 1)
	for _, suite := range []credential.Suite{"", credential.EdDSAJCS2022, credential.EdDSARDFC2022} {
		for _, c := range []struct{ name, document, old, with string }{
			{"the contexts forgotten in the subject", badge, `"credentialSubject":{`, `"credentialSubject":{"@context":null,`},
			{"the contexts forgotten in the achievement", badge, `"achievement":{`, `"achievement":{"@context":null,`},
			{"all contexts forgotten", badge, `context-3.0.3.json"]`, `context-3.0.3.json",null]`},
			{"another meaning of a name", badge, `context-3.0.3.json"]`, `context-3.0.3.json",{"name":"https://schema.org/alternateName"}]`},
			{"a context that nobody knows", badge, `context-3.0.3.json"]`, `context-3.0.3.json","https://eve.example/context.json"]`},
			{"a name without a meaning", inline, `{"house":`, `{"name":null,"house":`},
			{"names with the meaning of this place", inline, `{"house":`, `{"@vocab":"","house":`},
			{"a recipient that is this place", nobody, `"credentialSubject":{`, `"credentialSubject":{"id":"",`},
			{"a recipient that is this place, by the other name", nobody, `"credentialSubject":{`, `"credentialSubject":{"@id":"",`},
			{"a language", badge, `"achievement":{`, `"achievement":{"@language":"",`},
		} {
			if c.document == inline && suite != "" {
				continue // a document of the graph defines no names of its own
			}
			if strings.Contains(c.old, "context-3") && suite == credential.EdDSAJCS2022 {
				c.old, c.with = c.old+`,"id"`, c.with+`,"id"` // in the document, and not in its proof
			}
			t.Run(string(suite)+" "+c.name, func(t *testing.T) {
				good := secured(t, c.document, signer(t, m, key), suite)
				broken := ""
				if change := replaced(t, c.old, c.with); suite == "" {
					broken = payload(t, good, change)
				} else {
					broken = change(good)
				}
				d, _ := diagnosed(t, verifier(t, m), broken)
				require.Empty(t, d.Findings)
			})
		}
	}
}

// A thief of a key that was revoked names a good one.
func TestAnotherKeyThatIsNotGoodIsNoMistakeOfNames(t *testing.T) {
	one, two := edKey(1), edKey(2)
	for variant, change := range map[string]func(*credential.Method){
		"":              func(m *credential.Method) {},
		"ending":        func(m *credential.Method) { m.Revoked = now().Add(-time.Hour) },
		"other-purpose": func(m *credential.Method) { m.Purposes = []string{credential.Authentication} },
	} {
		for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022} {
			other := method("two", two)
			change(&other)
			forged := secured(t, badge, signer(t, method("one", two), two), suite)
			d, _ := diagnosed(t, verifier(t, method("one", one), other), forged)
			f := requireFound(t, d, explain.OtherKey)
			require.Equal(t, variant, f.Variant)
			require.Equal(t, variant == "", strings.Contains(f.Sentence("en"), "names the wrong key"))
			require.Equal(t, variant == "", strings.Contains(f.Sentence("es"), "nombra la clave equivocada"))
		}
	}
	ends := method("two", two)
	ends.Expires = now().Add(-time.Hour)
	d, _ := diagnosed(t, verifier(t, method("one", one), ends), secured(t, badge, signer(t, method("one", two), two), credential.EdDSAJCS2022))
	require.Equal(t, "ending", requireFound(t, d, explain.OtherKey).Variant)
}

// Whose signature covers a place is told with it: that of whoever presents a badge says
// nothing for what is in it.
func TestACoveringProofIsToldWithTheKeyThatItNames(t *testing.T) {
	key := edKey(1)
	m := method("one", key)
	signed := secured(t, badge, signer(t, m, key), credential.EdDSARDFC2022)
	e := explain.Explain(ctx, []byte(signed), nil, nil)
	require.Contains(t, e.Text("en"), "[0] DataIntegrityProof eddsa-rdfc-2022 (/proof) with the key "+m.ID+"\n")
	require.Contains(t, e.Text("es"), "con la clave "+m.ID)
	object, err := e.MarshalJSON()
	require.NoError(t, err)
	require.Contains(t, string(object), `"method":"`+m.ID+`"`)
}

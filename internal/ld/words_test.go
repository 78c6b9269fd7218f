package ld_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
)

// A refusal names the context and the term, and what to do about it.
func TestAContextIsRefusedInWords(t *testing.T) {
	cs := ld.Standard()
	own, err := cs.With("https://e.example/own", []byte(`{"@context":{"VerifiableCredential":{"@id":"https://e.example/vc"}}}`))
	require.Nil(t, own)
	require.ErrorContains(t, err, `context "https://e.example/own": beside `)
	require.ErrorContains(t, err, `the term "VerifiableCredential" is protected, and would get another meaning`)

	for name, c := range map[string]struct{ old, new, says string }{
		"two contexts of Open Badges": {`"` + ob303 + `"`, `"` + ob303 + `","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"`, `in the context "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json" the term "Achievement" is protected, and would get another meaning`},
		"both of VCDM":                {`"` + ob303 + `"`, `"https://www.w3.org/2018/credentials/v1"`, `in the context "https://www.w3.org/2018/credentials/v1" the term "`},
		"an unknown one":              {`"` + ob303 + `"`, `"https://e.example/own"`, `found "https://e.example/own" (nothing is ever loaded; one that you vouch for can be added, with Contexts.With)`},
		"one written out":             {`"` + ob303 + `"`, `{"x":"urn:x"}`, `found an object (`},
		"one twice":                   {`"` + ob303 + `"`, `"` + ob303 + `","` + ob303 + `"`, `found "` + ob303 + `" again`},
	} {
		t.Run(name, func(t *testing.T) {
			text := in2(`"name":"n"`)
			require.Contains(t, text, c.old)
			require.ErrorContains(t, read(t, cs, strings.Replace(text, c.old, c.new, 1)), c.says)
		})
	}
	_, err = cs.With("", []byte(`[]`))
	require.False(t, strings.HasPrefix(err.Error(), "ld:"), "a caller sees this message, and knows no package of that name")
}

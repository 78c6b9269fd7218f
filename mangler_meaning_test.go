package openbadges_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/strictjson"
	"github.com/summitbadges/openbadges/verify"
)

// meaning is all that a document with proofs inside says, each of them included, in the
// canonical form of its suite. A proof that is there twice is there.
func (v *victim) meaning(data []byte) (string, error) {
	if v.suite == "" {
		return string(data), nil
	}
	tape, err := strictjson.Parse(data, strictjson.Limits{})
	if err != nil {
		return "", err
	}
	var proofs [][]byte
	for _, one := range tape.Root().Get("proof").Elements() {
		proofs = append(proofs, one.Raw())
	}
	if proofs == nil {
		proofs = append(proofs, tape.Root().Get("proof").Raw())
	}
	document, err := credential.WithoutMember(data, "proof")
	if err != nil {
		return "", err
	}
	var forms []string
	for _, proof := range proofs {
		one, err := credential.WithMember(document, "proof", proof)
		if err != nil {
			return "", err
		}
		form, err := v.form(one)
		if err != nil {
			return "", err
		}
		forms = append(forms, string(form))
	}
	slices.Sort(forms)
	return strings.Join(slices.Compact(forms), "\n"), nil
}

func (v *victim) form(document []byte) ([]byte, error) {
	if !strings.Contains(string(v.suite), "-jcs-") {
		return credential.Canonicalize(context.Background(), document, nil)
	}
	tape, err := strictjson.Parse(document, strictjson.Limits{})
	if err != nil {
		return nil, err
	}
	var instead []strictjson.Member
	if signed := tape.Root().Get("proof").Get("@context"); addsKnownContexts(tape.Root().Get("@context"), signed) {
		instead = append(instead, strictjson.Member{Name: "@context", Value: signed})
	}
	return strictjson.AppendJCSInstead(nil, tape.Root(), instead)
}

// addsKnownContexts reports whether all is signed, and built-in contexts behind it. A proof
// of a jcs suite has the contexts that it secures, and others may be added to the document
// (Data Integrity EdDSA Cryptosuites 1.0 section 3.3.2).
func addsKnownContexts(all, signed strictjson.Value) bool {
	if all.Kind() != strictjson.Array || signed.Kind() != strictjson.Array || signed.Len() == 0 {
		return false
	}
	var first []strictjson.Value
	for _, entry := range signed.Elements() {
		first = append(first, entry)
	}
	n := 0
	for _, entry := range all.Elements() {
		if n < len(first) && !entry.Equal(first[n]) || n >= len(first) && !credential.StandardContexts().Has(entry.Text()) {
			return false
		}
		n++
	}
	return n > len(first)
}

// view is what a verified badge is shown to be. Where a graph is signed, lists are compared
// as sets: that those which are none keep their order, meaning asks.
func (v *victim) view(t testing.TB, r *verify.Report) string {
	data, err := json.Marshal(r.Credential)
	require.NoError(t, err)
	tape, err := strictjson.Parse(data, strictjson.Limits{})
	require.NoError(t, err)
	if v.suite != "" && !strings.Contains(string(v.suite), "-jcs-") {
		var sorted any
		require.NoError(t, json.Unmarshal(data, &sorted))
		return sortedText(t, sorted)
	}
	form, err := strictjson.AppendJCS(nil, tape.Root())
	require.NoError(t, err)
	return string(form)
}

func sortedText(t testing.TB, v any) string {
	switch v := v.(type) {
	case []any:
		texts := make([]string, len(v))
		for i := range v {
			texts[i] = sortedText(t, v[i])
		}
		slices.Sort(texts)
		return "[" + strings.Join(slices.Compact(texts), ",") + "]" // and what is there twice is there
	case map[string]any:
		texts := []string{}
		for name, value := range v {
			texts = append(texts, written(t, name)+":"+sortedText(t, value))
		}
		slices.Sort(texts)
		return "{" + strings.Join(texts, ",") + "}"
	}
	return written(t, v)
}

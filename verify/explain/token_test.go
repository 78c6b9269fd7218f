package explain_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/explain"
)

func TestWhatKeepsATokenFromBeingReadIsNamed(t *testing.T) {
	key := edKey(1)
	m := method("one", key)
	good := secured(t, badge, signer(t, m, key), "")
	parts := strings.Split(good, ".")
	padded := make([]string, 3)
	for i, p := range parts {
		raw, err := base64.RawURLEncoding.DecodeString(p)
		require.NoError(t, err)
		padded[i] = base64.URLEncoding.EncodeToString(raw)
	}
	require.Contains(t, strings.Join(padded, "."), "=")
	for name, c := range map[string]struct {
		data    string
		found   explain.Hypothesis
		variant string
	}{
		"padding":     {strings.Join(padded, "."), explain.ValueEncoding, "padding"},
		"alphabet":    {strings.NewReplacer("-", "+", "_", "/").Replace(good), explain.ValueEncoding, "alphabet"},
		"both":        {strings.NewReplacer("-", "+", "_", "/").Replace(strings.Join(padded, ".")), explain.ValueEncoding, "several"},
		"wrapped":     {good[:76] + "\r\n" + good[76:152] + "\r\n" + good[152:], explain.Whitespace, "within"},
		"around":      {good + "\r\n", explain.Whitespace, "around"},
		"a mark":      {"\ufeff" + good, explain.Whitespace, "around"},
		"a mark, too": {"\ufeff" + secured(t, badge, signer(t, m, key), credential.EdDSARDFC2022), explain.Whitespace, "around"},
	} {
		t.Run(name, func(t *testing.T) {
			d, report := diagnosed(t, verifier(t, m), c.data)
			require.False(t, errorsAt(report, verify.CheckProof))
			f := requireFound(t, d, c.found)
			require.Equal(t, c.variant, f.Variant)
			require.False(t, f.Unjudged)
			// Without the key nobody says more than that it can be read.
			d, _ = diagnosed(t, verifier(t), c.data)
			require.True(t, requireFound(t, d, c.found).Unjudged)
			// A copy whose signature does not hold is no explanation.
			d, _ = diagnosed(t, verifier(t, method("one", edKey(2))), c.data)
			require.Empty(t, d.Findings)
		})
	}
}

func errorsAt(r *verify.Report, check string) bool {
	for _, p := range r.Errors() {
		if p.Check == check {
			return true
		}
	}
	return false
}

func TestATokenThatWasWrittenAnewIsNamed(t *testing.T) {
	key := edKey(1)
	m := method("one", key)
	compact := secured(t, badge, signer(t, m, key), "")
	segments := strings.Split(compact, ".")
	text, err := base64.RawURLEncoding.DecodeString(segments[1])
	require.NoError(t, err)
	signed := func(payload string) string {
		input := segments[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(payload))
		return input + "." + base64.RawURLEncoding.EncodeToString(sign(t, key, []byte(input)))
	}
	var indented bytes.Buffer
	require.NoError(t, json.Indent(&indented, text, "", "  "))
	for expected, was := range map[string]string{
		"compact": string(text), "indented by two": indented.String(), "compact, in ASCII": strings.NewReplacer("ñ", `\u00f1`, "“", `\u201c`, "”", `\u201d`).Replace(string(text)),
	} {
		rewritten := payload(t, signed(was), func(string) string { return "  " + string(text) + "  " })
		if expected != "compact" {
			rewritten = payload(t, signed(was), func(string) string { return string(text) })
		}
		d, _ := diagnosed(t, verifier(t, m), rewritten)
		if expected == "compact" {
			require.Equal(t, "payload", requireFound(t, d, explain.Whitespace).Variant)
			continue
		}
		require.Equal(t, expected, requireFound(t, d, explain.Serialization).Expected)
	}
	d, _ := diagnosed(t, verifier(t, m), payload(t, signed(string(text)+"\n"), func(s string) string { return strings.TrimSpace(s) }))
	require.Equal(t, "line feed", requireFound(t, d, explain.Whitespace).Expected)
	unencoded := segments[0] + "." + segments[1] + "." + base64.RawURLEncoding.EncodeToString(sign(t, key, append([]byte(segments[0]+"."), text...)))
	d, _ = diagnosed(t, verifier(t, m), unencoded)
	require.Equal(t, "unencoded", requireFound(t, d, explain.Serialization).Variant)
}

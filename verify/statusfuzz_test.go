package verify_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/bitstring"
	"github.com/summitbadges/openbadges/internal/seeds"
	"github.com/summitbadges/openbadges/verify"
)

// Whatever stands in a list that the issuer signed: a badge that passes is one whose bit
// is clear, in a list of the purpose, by the issuer, of the name.
func FuzzStatusList(f *testing.F) {
	for _, s := range seeds.AnswerJSON() {
		f.Add(string(s))
	}
	for _, edits := range [][]string{
		{}, {`"revocation"`, `["suspension","revocation"]`}, {`"credentialSubject":`, `"credentialSubject":[`, "}}", "}]}"}, {`"statusPurpose"`, `"ttl":60000,"statusPurpose"`},
		{`"validFrom"`, `"validUntil":"2026-06-01T00:00:00Z","validFrom"`}, {`"id":"` + listURL + `",`, ``},
	} {
		f.Add(listText(f, bitsOf(f, 7), edits...))
		f.Add(listText(f, bitsOf(f, index), edits...))
	}
	f.Add(listText(f, bitsOf(f, index)[1:]))
	badge := revocable(f, entry())
	did, kid := school(f).Method().Controller, school(f).Method().ID
	f.Fuzz(func(t *testing.T, text string) {
		v := online(t, verify.FetchMap{listURL: forge(`{"alg":"EdDSA","kid":"`+kid+`","typ":"vc+jwt"}`, text, edKey(0))}) // which has seen no newer list
		report, err := v.Verify(ctx, badge)
		require.NotErrorIs(t, err, verify.Panicked)
		require.True(t, report.Authentic)
		if report.Outcome != verify.Passed {
			require.NotEmpty(t, report.Errors())
			return
		}
		var list struct {
			ID                string
			Issuer            any
			Type              any
			CredentialSubject any
		}
		require.NoError(t, json.Unmarshal([]byte(text), &list))
		require.Contains(t, []string{"", listURL}, list.ID)
		if object, ok := list.Issuer.(map[string]any); ok {
			list.Issuer = object["id"]
		}
		require.Equal(t, did, list.Issuer)
		require.Contains(t, list.Type, "BitstringStatusListCredential")
		if several, ok := list.CredentialSubject.([]any); ok {
			require.Len(t, several, 1)
			list.CredentialSubject = several[0]
		}
		subject := list.CredentialSubject.(map[string]any)
		require.Contains(t, subject["statusPurpose"], "revocation")
		bits, _, err := bitstring.Decode([]byte(subject["encodedList"].(string)))
		require.NoError(t, err)
		bit, err := bits.At(index, 1)
		require.NoError(t, err)
		require.Zero(t, bit)
	})
}

// Whatever stands in a list that nobody signs: a badge that passes is one that it does
// not name, under either name of the member, except to take a revocation back.
func FuzzRevocationList(f *testing.F) {
	for _, s := range seeds.Answers() {
		f.Add(s)
	}
	for _, members := range []string{
		``, `,"revokedCredential":[]`, `,"revokedCredential":[{"id":"` + badgeID + `"}]`, `,"revokedCredential":[{"id":"` + badgeID + `","revoked":false}]`,
		`,"revokedCredentials":["` + badgeID + `"]`, `,"revokedCredential":{"id":"urn%3Auuid:x"}`, `,"revokedCredential":[null,7,{}]`,
	} {
		f.Add(revoking(districtID, members))
	}
	badge, method := district(f, districtID)
	net := verify.FetchMap{}
	v := online(f, net, func(c *verify.Config) { c.Issuers, c.Methods = []string{districtID}, []credential.Method{method} })
	f.Fuzz(func(t *testing.T, data []byte) {
		net[revocations] = data
		report, err := v.Verify(ctx, badge)
		require.NotErrorIs(t, err, verify.Panicked)
		if report.Outcome != verify.Passed {
			require.NotEmpty(t, report.Errors())
			return
		}
		var list map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(data, &list))
		for _, name := range []string{"revokedCredential", "revokedCredentials"} {
			var entries []any
			if json.Unmarshal(list[name], &entries) != nil {
				continue
			}
			require.False(t, slices.ContainsFunc(entries, func(e any) bool {
				if object, ok := e.(map[string]any); ok {
					return object["id"] == badgeID && object["revoked"] != false
				}
				text, _ := e.(string)
				return strings.TrimSpace(text) == badgeID
			}))
		}
	})
}

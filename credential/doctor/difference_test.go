package doctor

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Of each difference a badge that it concerns. Beside it stands the good badge, or the good
// token, which it does not.
func TestADifferenceIsToldOfTheBadgesThatItConcerns(t *testing.T) {
	status := `"credentialStatus":{"id":"https://school.example/status/1#7","type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"7","statusListCredential":"https://school.example/status/1"},`
	concerned := map[string][]byte{
		"R1":  goodToken(goodHeader),
		"R2":  document(`context-3.0.3.json"]`, `context-3.0.3.json","https://www.w3.org/2018/credentials/v1"]`),
		"R3":  document(`["civics"]`, `"civics"`),
		"R4":  document(`"credentialSubject":{"id":"urn:uuid:11111111-1111-4111-8111-111111111111",`, `"credentialSubject":{`),
		"R5":  document("Take part.", ""),
		"R6":  document(`["Profile"]`, `["Organization"]`),
		"R7":  goodToken(goodHeader),
		"R8":  goodToken(with(goodHeader, "ES256", "EdDSA")),
		"R9":  goodToken(goodHeader),
		"R10": cases(t)["kid-missing"][0].badge,
		"R11": cases(t)["method-document"][0].badge,
		"R12": document("eddsa-rdfc-2022", "eddsa-jcs-2022"),
		"R13": document(goodProof, goodProof+","+goodProof),
		"R14": document(`"validFrom"`, `"refreshService":{"id":"https://school.example/r","type":"1EdTechCredentialRefresh"},"validFrom"`),
		"R15": cases(t)["recipient-hashed"][0].badge,
		"R16": []byte(good),
		"R17": []byte(good),
		"R18": cases(t)["endorsement-jwt"][0].badge,
		"R20": cases(t)["endorsement-jwt"][0].badge,
	}
	told := func(badge []byte, id string) bool {
		return slices.ContainsFunc(examine(t, badge).Differences, func(d Difference) bool { return d.ID == id })
	}
	for i, d := range Differences() {
		require.Equal(t, fmt.Sprintf("R%d", i+1), d.ID)
		for _, text := range []Text{d.Topic, d.Validator, d.Here} {
			require.NotEmpty(t, text.English, d.ID)
			require.NotEmpty(t, text.Spanish, d.ID)
		}
		badge, ok := concerned[d.ID]
		require.Equal(t, !d.Same, ok, d.ID)
		if d.Same {
			continue
		}
		require.True(t, told(badge, d.ID), d.ID)
		healthy := []byte(strings.Replace(good, status, "", 1))
		require.False(t, told(healthy, d.ID), d.ID)
	}
	require.Len(t, Differences(), 22)
}

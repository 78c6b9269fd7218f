package verify_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

func derive(t testing.TB, data string, pointers ...string) string {
	t.Helper()
	s, err := credential.Parse([]byte(data))
	require.NoError(t, err)
	shown, err := credential.Derive(ctx, s, pointers, nil)
	require.NoError(t, err)
	return string(shown.Bytes())
}

// A holder leaves out what he likes, of what he may; what he shows is verified, and
// what a verdict depends on he shows in any case.
func TestAHolderShowsAPartOfABadge(t *testing.T) {
	_, ec := academyKeys(t)
	c := civics(t)
	c.Evidence = []badge.Evidence{{ID: "https://school.example/e/1", Narrative: "Ran the voter drive."}, {ID: "https://school.example/e/2", Narrative: "A private matter."}}
	whole := issueEmbedded(t, ec, credential.ECDSASD2023, c)
	v := academyVerifier(t, func(c *verify.Config) { c.Strict = true })

	least := derive(t, whole)
	report, err := v.Verify(ctx, []byte(least))
	require.NoError(t, err)
	require.Equal(t, "valid", report.Verdict())
	require.Empty(t, report.Credential.Evidence)
	require.False(t, report.Until.IsZero(), "when it ends is not the holder's to choose")
	require.Equal(t, academy, report.Issuer.ID)
	require.Equal(t, "Civics Credential", report.Credential.Subject.Achievement.Name)

	one := derive(t, whole, "/evidence/0")
	report, err = v.Verify(ctx, []byte(one))
	require.NoError(t, err)
	require.Len(t, report.Credential.Evidence, 1)
	require.NotContains(t, one, "A private matter")

	for name, edit := range map[string][2]string{
		"the end left out":         {`"validUntil":"2027-05-01T09:00:00Z",`, ``},
		"another end":              {`"validUntil":"2027-`, `"validUntil":"2037-`},
		"another text":             {`Ran the voter drive.`, `Led the voter drive.`},
		"evidence left out":        {`"narrative":"Ran the voter drive."`, `"name":"x"`},
		"something of his own":     {`"evidence":[{`, `"evidence":[{"id":"urn:e","type":["Evidence"]},{`},
		"evidence of another kind": {`https://school.example/e/1`, `https://school.example/e/2`},
	} {
		edited := strings.Replace(one, edit[0], edit[1], 1)
		require.NotEqual(t, one, edited, name)
		_, err := v.Verify(ctx, []byte(edited))
		require.Error(t, err, name)
	}
	// The parts of two badges do not go together.
	again := derive(t, issueEmbedded(t, ec, credential.ECDSASD2023, c), "/evidence/1")
	i, k := strings.Index(one, `"proof":`), strings.Index(again, `"proof":`)
	requireVerdict(t, v, one[:i]+again[k:], "invalid", credential.ProofSigInvalid)
}

func TestWhatCannotBeDerived(t *testing.T) {
	ed, ec := academyKeys(t)
	plain, err := credential.Parse([]byte(issueEmbedded(t, ed, credential.EdDSARDFC2022, civics(t))))
	require.NoError(t, err)
	_, err = credential.Derive(ctx, plain, nil, nil)
	require.ErrorIs(t, err, credential.ProofMissing)
	token, err := credential.Parse(issueAs(t, ed, civics(t)))
	require.NoError(t, err)
	_, err = credential.Derive(ctx, token, nil, nil)
	require.ErrorIs(t, err, credential.ProofMissing)
	base, err := credential.Parse([]byte(issueEmbedded(t, ec, credential.ECDSASD2023, civics(t))))
	require.NoError(t, err)
	for _, pointer := range []string{"/nothing", "evidence", "/evidence/9", "/~2"} {
		_, err = credential.Derive(ctx, base, []string{pointer}, nil)
		require.ErrorIs(t, err, credential.SchemaInvalid, pointer)
	}
	derived, err := credential.Derive(ctx, base, nil, nil)
	require.NoError(t, err)
	_, err = credential.Derive(ctx, derived, nil, nil)
	require.ErrorIs(t, err, credential.ProofMalformed, "what is shown is not shown in part again")
}

// A caller who names what is mandatory does not make what a verdict reads optional.
func TestWhatIsMandatory(t *testing.T) {
	_, ec := academyKeys(t)
	doc := academyBadge(t)
	b, err := credential.AddProof(ctx, []byte(doc), ec, credential.ProofOptions{Suite: credential.ECDSASD2023, Mandatory: []string{"/evidence/0"}})
	require.NoError(t, err)
	least := derive(t, string(b.Bytes()))
	for _, shown := range []string{`"issuer"`, `"validFrom"`, `"validUntil"`, `"evidence"`, `"id":"did:example:ada"`} {
		require.Contains(t, least, shown)
	}
	require.NotContains(t, least, `"achievement"`)
	requireVerdict(t, academyVerifier(t, nil), least, "invalid", credential.SchemaInvalid) // no badge any more
	for name, o := range map[string]credential.ProofOptions{
		"a pointer to nothing": {Mandatory: []string{"/nothing"}},
		"a chain":              {Previous: []string{"urn:p"}},
	} {
		o.Suite = credential.ECDSASD2023
		_, err := credential.AddProof(ctx, []byte(doc), ec, o)
		require.Error(t, err, name)
	}
}

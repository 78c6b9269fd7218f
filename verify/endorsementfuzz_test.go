package verify_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// Whatever an issuer puts into a badge as an endorsement: what passes is what an endorser
// has signed, byte for byte, or by the graph that they signed, about a part of the badge.
func FuzzEndorsements(f *testing.F) {
	about := civicsID(f)
	token, value := string(endorsedBy(f, board(f), "", about)), string(endorsedBy(f, board(f), credential.EdDSAJCS2022, about))
	graph, astray := string(endorsedBy(f, board(f), credential.EdDSARDFC2022, about)), string(endorsedBy(f, board(f), "", "urn:x:else"))
	honest := map[string]bool{}
	digests := map[string]bool{}
	for _, e := range []string{token, value, graph} {
		report, err := newVerifier(f, endorsementsMustHold).Verify(ctx, carrying(f, e))
		require.NoError(f, err)
		honest[string(report.Endorsements[0].Document())] = true
		digests[string(report.Endorsements[0].Proofs[0].DocumentDigest)] = e != token
	}
	for _, seed := range []string{
		`"endorsementJwt":["` + token + `"]`, `"endorsement":[` + value + `]`, `"endorsement":[` + graph + `]`, `"endorsement":` + graph, `"endorsementJwt":["` + astray + `"]`,
		`"endorsement":[` + graph + `,` + value + `],"endorsementJwt":["` + token + `","` + token + `"]`,
		`"endorsement":["` + token + `"]`, `"endorsement":[{},null,7,[]]`, `"endorsementJwt":[""]`, `"urn:x:more":{"endorsement":[` + graph + `],"endorsementJwt":"` + token + `"}`,
		`"endorsement":[` + strings.Replace(graph, `"A board"`, `"A board","endorsementJwt":["`+token+`"]`, 1) + `]`,
		`"endorsement":[{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiableCredential","id":"data:application/vc+jwt,` + token + `"}]`,
		`"endorsement":[` + strings.Replace(graph, `"Well taught."`, `"Well taught.","name":[null]`, 1) + `]`,
		`"endorsementJwt":["` + nested(f, 3, "") + `"]`,
	} {
		f.Add(seed)
	}
	v, strict := newVerifier(f, nil), newVerifier(f, endorsementsMustHold)
	before := payload(f, "", "")
	method := school(f).Method()
	f.Fuzz(func(t *testing.T, members string) {
		if strings.Contains(members, "achievement") { // the badge stays what it is
			return
		}
		data := forge(`{"alg":"EdDSA","kid":"`+method.ID+`","typ":"JWT"}`, strings.Replace(before, `"evidence":`, members+`,"evidence":`, 1), edKey(0))
		report, _ := v.Verify(ctx, data)
		require.NotContains(t, codesAmong(report.Errors()), verify.Panicked)
		ids := map[string]bool{}
		var judge func(all []verify.Endorsement, depth int) int
		judge = func(all []verify.Endorsement, depth int) int {
			count := len(all)
			for i := range all {
				require.LessOrEqual(t, depth, 2)
				e := &all[i]
				require.NotContains(t, codesAmong(e.Errors()), verify.Panicked)
				require.NotEmpty(t, e.Verdict())
				require.Equal(t, e.Outcome == verify.Failed || e.Outcome == verify.Undetermined, len(e.Errors()) > 0)
				count += judge(e.Endorsements, depth+1)
				if e.Outcome != verify.Passed || depth > 1 || strings.HasPrefix(e.ID, "urn:x:") { // those of the nest
					continue
				}
				require.Equal(t, board(t).Method().Controller, e.Endorser.ID)
				require.Equal(t, about, e.Endorses.ID)
				require.Equal(t, "Well taught.", e.Comment)
				require.Equal(t, "An endorsement", e.Name)
				require.True(t, honest[string(e.Document())] || digests[string(e.Proofs[0].DocumentDigest)], "only what was signed")
				require.False(t, ids[e.ID], "one is counted once")
				ids[e.ID] = true
			}
			return count
		}
		require.LessOrEqual(t, judge(report.Endorsements, 1), 32)
		if report.Outcome == verify.Passed {
			require.Equal(t, before, strings.Replace(string(report.Document()), members+`,"evidence":`, `"evidence":`, 1))
		}
		require.NotEmpty(t, report.String())
		_, err := json.Marshal(report)
		require.NoError(t, err)
		if _, err = strict.Verify(ctx, data); err == nil {
			require.Equal(t, verify.Passed, report.Outcome, "no policy accepts more")
			for _, e := range report.Endorsements {
				require.Contains(t, []verify.Outcome{verify.Passed, verify.NotApplicable}, e.Outcome)
			}
		}
	})
}

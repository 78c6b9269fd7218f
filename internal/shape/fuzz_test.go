package shape

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/seeds"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Whatever is read is judged: without a panic, with a bounded list that names
// places of the document, and twice the same.
func FuzzCheck(f *testing.F) {
	for _, s := range seeds.JSON() {
		f.Add(s)
	}
	for _, doc := range []string{
		minimalV2, minimalV1, fullCredential, fullEndorsementCredential, fullStatusList, fullProfile, fullIdentity,
		put("/credentialSubject/achievement/resultDescription", resultDescriptions)(f, fullCredential),
		`{}`, `[]`, `{"type":["AchievementCredential"],"credentialSubject":{"result":[{"resultDescription":"a"}]}}`,
		`{"@context":null,"type":[],"issuer":"\u202e","proof":[],"validFrom":"24","evidence":[[]],"":{}}`,
	} {
		f.Add([]byte(doc))
	}
	classes := make([]string, 0, classCount)
	for id := noClass + 1; id < classCount; id++ {
		classes = append(classes, id.table().name)
	}
	codes := map[string]bool{}
	for _, code := range Codes() {
		codes[code] = true
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		tape, err := strictjson.Parse(doc, strictjson.Limits{Size: 1 << 16})
		if err != nil {
			t.Skip()
		}
		root := tape.Root()
		judge := func(found []Finding) []Finding {
			require.LessOrEqual(t, len(found), limits.Problems)
			for i, one := range found {
				require.True(t, codes[one.Code], one)
				require.NotEmpty(t, one.Message)
				require.Less(t, len(one.Message), 512)
				require.False(t, one.Level == Error && i > 0 && found[i-1].Level != Error, "Errors stand first")
			}
			return found
		}
		for _, class := range classes {
			judge(Check(root, class, Rules{}))
		}
		old := Rules{Version: 1, Claims: true, Claimed: Claimed{ID: true, Issuer: true, From: true, Subject: true}}
		require.Equal(t, judge(Check(root, "AchievementCredential", old)), Check(root, "AchievementCredential", old))
		judge(IssueRules(root))
	})
}

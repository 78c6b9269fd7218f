package award_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential/award"
)

// A portal that collects facts has one from before a badge was revoked and one from after,
// both of them fresh.
func TestM15OfTwoFactsAboutOneBadgeTheLatestCounts(t *testing.T) {
	w := newWorld(t)
	s, records := collection(t, w, w.awards())
	before := w.facts(records)
	subject := before[0].Subject
	w.now = w.now.Add(time.Minute)
	require.NoError(t, w.lists.Revoke(ctx, records[2].Credential, "copied"))
	after := w.facts(records)[2]
	require.Equal(t, award.Failed, after.Outcome)
	nameless := award.Fact{Outcome: award.Failed, Why: "revoked", Credential: after.Credential, At: after.At}
	timeless := after
	timeless.At = time.Time{}
	same := after
	same.At = before[2].At
	open := after
	open.Outcome = award.Undetermined
	for name, tc := range map[string]struct {
		later award.Fact
		want  award.Outcome
	}{
		"revoked since":         {after, award.Failed},
		"at the same time":      {same, award.Failed},
		"nobody knows when":     {timeless, award.Failed},
		"of no achievement":     {nameless, award.Failed},
		"not found out since":   {open, award.Undetermined},
		"of a stranger's badge": {award.Fact{Outcome: award.Failed, Credential: after.Credential, Achievement: after.Achievement, Subject: subject, Issuer: "did:web:stranger.example", At: after.At}, award.Passed},
	} {
		for _, facts := range [][]award.Fact{append([]award.Fact{tc.later}, before...), append(before[:5:5], tc.later)} {
			e, err := s.Eligible(subject, facts, w.now)
			require.NoError(t, err, name)
			require.Equal(t, tc.want, e.Outcome, "%s: %s", name, e)
		}
	}
	// A suspension that was lifted counts no more.
	lifted := before[2]
	lifted.At = after.At.Add(time.Second)
	e, err := s.Eligible(subject, append(before[:5:5], after, lifted), w.now.Add(2*time.Second))
	require.NoError(t, err)
	require.Equal(t, award.Passed, e.Outcome)
}

package award_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/verify"
)

func corrected(key string, edition int, e time.Time) award.Decision {
	d := decision(key)
	d.Edition, d.Expires = edition, e
	return d
}

func TestM11ACorrectionOfTheSameIDTakesTheBadgesPlace(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	until := w.now.AddDate(3, 0, 0)
	first, err := a.Award(ctx, decision("case-1/civics/1"))
	require.NoError(t, err)
	second, err := a.Correct(ctx, corrected("case-1/civics/1", 2, until), award.Replace)
	require.NoError(t, err, "in the same second")
	w.now = w.now.AddDate(0, 0, 1)
	again, err := a.Correct(ctx, corrected("case-1/civics/1", 2, until), award.Replace)
	require.NoError(t, err)
	require.Equal(t, second, again)

	old, now := view(t, first.Badge), view(t, second.Badge)
	require.Equal(t, old.ID, now.ID)
	require.Equal(t, old.Status, now.Status)
	require.Equal(t, old.Subject.ID, now.Subject.ID)
	require.True(t, old.AwardedDate.Equal(now.AwardedDate), "the day of the award stays")
	require.Equal(t, until, now.ValidUntil)
	order, err := credential.Compare(old, now)
	require.NoError(t, err)
	require.Equal(t, credential.Newer, order)
	_, err = w.judge(second.Badge)
	require.NoError(t, err)

	// Each names the other, and the old one is not delivered any more.
	require.Equal(t, "case-1/civics/1", second.Corrects)
	left, err := a.Award(ctx, decision("case-1/civics/1"))
	require.NoError(t, err)
	require.Equal(t, award.Superseded, left.State)
	require.Equal(t, second.Key, left.CorrectedBy)
	third, err := a.Correct(ctx, corrected("case-1/civics/1", 3, time.Time{}), award.Replace)
	require.NoError(t, err)
	require.Equal(t, second.Key, third.Corrects)
}

func TestM11ACorrectionOfANewIDRevokesTheBadge(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	first, err := a.Award(ctx, decision("case-1/civics/1"))
	require.NoError(t, err)
	_, err = w.judge(first.Badge)
	require.NoError(t, err)
	d := decision("case-1/civics/1")
	d.Edition, d.Student = 2, "s10" // it was the wrong student
	_, err = a.Correct(ctx, d, award.Replace)
	require.ErrorIs(t, err, award.ErrDecision)
	second, err := a.Correct(ctx, d, award.Supersede)
	require.NoError(t, err)
	require.NotEqual(t, first.Credential, second.Credential)
	require.NotEqual(t, first.Subject, second.Subject)
	_, err = w.judge(second.Badge)
	require.NoError(t, err)
	_, err = w.judge(first.Badge)
	require.ErrorIs(t, err, verify.StatusRevoked)
	entry, err := w.lists.Entry(ctx, first.Credential)
	require.NoError(t, err)
	require.Equal(t, string(privacy.Replaced), entry.Reason)
	again, err := a.Correct(ctx, d, award.Supersede)
	require.NoError(t, err)
	require.Equal(t, second, again)
	_, err = a.Correct(ctx, d, award.Replace)
	require.ErrorIs(t, err, award.ErrChanged)
}

func TestM11ACorrectionThatWasBrokenOffIsEnded(t *testing.T) {
	w := newWorld(t)
	first, err := w.awards().Award(ctx, decision("case-1/civics/1"))
	require.NoError(t, err)
	revoker := &unwilling{StatusAllocator: w.lists, Revoker: w.lists, fail: errDown}
	w.issuer.Status = revoker
	a := w.awards()
	second, err := a.Correct(ctx, corrected("case-1/civics/1", 2, time.Time{}), award.Supersede)
	require.ErrorIs(t, err, award.ErrUnrevoked)
	require.Equal(t, award.Issued, second.State, "the new badge is there")
	_, err = a.Deliver(ctx)
	require.ErrorIs(t, err, award.ErrUnrevoked)
	require.NotContains(t, w.box.badges, second.Credential)
	revoker.fail = nil
	n, err := a.Deliver(ctx)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	_, err = w.judge(first.Badge)
	require.ErrorIs(t, err, verify.StatusRevoked)
	require.Contains(t, w.box.badges, second.Credential)
}

// What was reserved for the one way of a correction has the id that the other one revokes,
// or one that it must not have.
func TestM11TheWayOfACorrectionIsChangedBeforeItIsSigned(t *testing.T) {
	for _, ways := range [][2]award.Correction{{award.Replace, award.Supersede}, {award.Supersede, award.Replace}} {
		w := newWorld(t)
		a := w.awards()
		first, err := a.Award(ctx, decision("case-1/civics/1"))
		require.NoError(t, err)
		w.now = w.now.AddDate(0, 0, 1)
		signer := w.issuer.Signer
		w.issuer.Signer = failingSigner{signer}
		_, err = a.Correct(ctx, corrected("case-1/civics/1", 2, time.Time{}), ways[0])
		require.ErrorIs(t, err, credential.IssueSigner)
		w.issuer.Signer = signer
		second, err := a.Correct(ctx, corrected("case-1/civics/1", 2, time.Time{}), ways[1])
		require.NoError(t, err)
		_, err = w.judge(second.Badge)
		require.NoError(t, err)
		require.Equal(t, ways[1] == award.Replace, first.Credential == second.Credential)
		if ways[1] == award.Supersede {
			_, err = w.judge(first.Badge)
			require.ErrorIs(t, err, verify.StatusRevoked)
		}
	}
}

func TestWhatCannotBeCorrectedIsRefused(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	_, err := a.Correct(ctx, corrected("case-1/civics/1", 2, time.Time{}), award.Replace)
	require.ErrorIs(t, err, award.ErrUnissued)
	_, err = a.Correct(ctx, decision("case-1/civics/1"), award.Replace)
	require.ErrorIs(t, err, award.ErrDecision)
	_, err = a.Award(ctx, decision("case-1/civics/1"))
	require.NoError(t, err)
	_, err = a.Correct(ctx, corrected("case-1/civics/1", 3, time.Time{}), award.Replace)
	require.ErrorIs(t, err, award.ErrUnissued, "the second edition is left out")
	_, err = a.Correct(ctx, corrected("case-1/civics/1", 2, time.Time{}), "mend")
	require.ErrorIs(t, err, award.ErrDecision)
	other := corrected("case-1/civics/1", 2, time.Time{})
	other.Credential = "leadership"
	_, err = a.Correct(ctx, other, award.Replace)
	require.ErrorIs(t, err, award.ErrDecision)
	w.issuer.Status = nil
	_, err = a.Correct(ctx, corrected("case-1/civics/1", 2, time.Time{}), award.Supersede)
	require.ErrorContains(t, err, "cannot revoke")
	found, err := w.store.Read(ctx, award.Query{Key: "case-1/civics/1+2"})
	require.NoError(t, err)
	require.Empty(t, found, "no badge is made that could not take the other's place")
}

// A badge that was revoked is not brought back by a correction.
func TestARevokedBadgeIsNotReplaced(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	r, err := a.Award(ctx, decision("case-1/civics/1"))
	require.NoError(t, err)
	require.NoError(t, w.lists.Revoke(ctx, r.Credential, "copied"))
	_, err = a.Correct(ctx, corrected("case-1/civics/1", 2, time.Time{}), award.Replace)
	require.ErrorIs(t, err, credential.IssueStatus)
}

// A student's own id stays that of the badge, whether or not the correction names it again.
func TestM11ACorrectionIsForTheSubjectOfTheBadge(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	d := decision("case-1/civics/1")
	d.Holder = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
	first, err := a.Award(ctx, d)
	require.NoError(t, err)
	second, err := a.Correct(ctx, corrected("case-1/civics/1", 2, time.Time{}), award.Replace)
	require.NoError(t, err)
	require.Equal(t, d.Holder, second.Subject)
	require.Equal(t, first.Credential, second.Credential)
	d.Edition, d.Holder = 3, "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH"
	_, err = a.Correct(ctx, d, award.Replace)
	require.ErrorIs(t, err, award.ErrDecision)
}

// Of a case, ActCorrect makes the next edition.
func TestM11ACaseThatIsCorrectedGivesTheNextEdition(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	c, err := decided(t, "case-1", nil)
	require.NoError(t, err)
	d, err := award.Decided(c)
	require.NoError(t, err)
	first, err := a.Award(ctx, d)
	require.NoError(t, err)
	team := planning.SiteTeam{School: "north-high", Members: []planning.Member{{ID: "c1", Role: planning.RoleCounselor}, {ID: "t4", Role: planning.RoleMember}}}
	c, _, err = c.Apply(team, planning.Event{Action: planning.ActCorrect, Actor: "c1", Role: planning.RoleCounselor, Time: w.now, Reason: "the picture was another's"})
	require.NoError(t, err)
	d, err = award.Decided(c)
	require.NoError(t, err)
	require.Equal(t, 2, d.Edition)
	_, err = a.Award(ctx, d)
	require.ErrorIs(t, err, award.ErrDecision)
	second, err := a.Correct(ctx, d, award.Replace)
	require.NoError(t, err)
	require.Equal(t, first.Credential, second.Credential)
}

type unwilling struct {
	credential.StatusAllocator
	award.Revoker
	fail error
}

func (u *unwilling) Reserve(ctx context.Context, id string) (badge.Status, error) {
	return u.StatusAllocator.Reserve(ctx, id)
}

func (u *unwilling) Revoke(ctx context.Context, id, reason string) error {
	if u.fail != nil {
		return u.fail
	}
	return errors.Join(u.Revoker.Revoke(ctx, id, reason))
}

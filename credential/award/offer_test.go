package award_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/credential/status"
)

const wallet = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"

func TestAnOfferIsSignedWhenItIsClaimed(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	d := decision("case-1/civics/1")
	until := w.now.AddDate(0, 0, 30)
	r, err := a.Offer(ctx, d, until)
	require.NoError(t, err)
	require.Equal(t, award.Offered, r.State)
	require.Empty(t, r.Credential)
	require.Empty(t, w.box.badges)
	_, err = a.Award(ctx, d)
	require.ErrorIs(t, err, award.ErrOffer, "nobody claims it for the student")
	_, err = w.lists.Entry(ctx, noCredential)
	require.ErrorIs(t, err, status.ErrUnknown)

	w.now = until
	made, err := a.Claim(ctx, d, wallet)
	require.NoError(t, err)
	report, err := w.judge(made.Badge)
	require.NoError(t, err)
	require.Equal(t, wallet, report.Credential.Subject.ID)
	require.Equal(t, until, report.Credential.ValidFrom)
	w.now = w.now.AddDate(0, 0, 30)
	again, err := a.Claim(ctx, d, wallet)
	require.NoError(t, err)
	require.Equal(t, made, again)
	_, err = a.Claim(ctx, d, "")
	require.ErrorIs(t, err, award.ErrChanged, "for another id")
	offered, err := a.Offer(ctx, d, w.now.AddDate(0, 0, 1))
	require.NoError(t, err)
	require.Equal(t, made, offered)
	require.ErrorIs(t, a.Reject(ctx, d.Key), award.ErrOffer)
}

const noCredential = "urn:uuid:00000000-0000-4000-8000-000000000009"

func TestAnOfferEnds(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	d := decision("case-1/civics/1")
	_, err := a.Offer(ctx, d, w.now.AddDate(0, 0, 30))
	require.NoError(t, err)
	w.now = w.now.AddDate(0, 0, 30).Add(time.Second)
	_, err = a.Claim(ctx, d, wallet)
	require.ErrorIs(t, err, award.ErrOffer)
	_, err = a.Offer(ctx, d, w.now.Add(-time.Second))
	require.ErrorIs(t, err, award.ErrDecision)
	_, err = a.Offer(ctx, d, w.now.Add(time.Hour))
	require.NoError(t, err, "offered once more")
	_, err = a.Claim(ctx, d, "")
	require.NoError(t, err)
}

func TestAnOfferIsRejectedForGood(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	d := decision("case-1/civics/1")
	require.ErrorIs(t, a.Reject(ctx, d.Key), award.ErrOffer)
	_, err := a.Offer(ctx, d, w.now.AddDate(0, 0, 30))
	require.NoError(t, err)
	require.NoError(t, a.Reject(ctx, d.Key))
	require.NoError(t, a.Reject(ctx, d.Key))
	_, err = a.Claim(ctx, d, wallet)
	require.ErrorIs(t, err, award.ErrOffer)
	_, err = a.Award(ctx, d)
	require.ErrorIs(t, err, award.ErrOffer)
	_, err = a.Offer(ctx, d, w.now.AddDate(0, 0, 30))
	require.ErrorIs(t, err, award.ErrOffer)
	_, err = a.Correct(ctx, corrected(d.Key, 2, time.Time{}), award.Supersede)
	require.ErrorIs(t, err, award.ErrUnissued)
	require.Empty(t, w.box.badges)
}

func TestOnlyWhatWasOfferedIsClaimed(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	d := decision("case-1/civics/1")
	_, err := a.Claim(ctx, d, wallet)
	require.ErrorIs(t, err, award.ErrOffer)
	_, err = a.Offer(ctx, d, w.now.AddDate(0, 0, 30))
	require.NoError(t, err)
	other := d
	other.Student = "s10"
	_, err = a.Claim(ctx, other, wallet)
	require.ErrorIs(t, err, award.ErrChanged)
	_, err = a.Offer(ctx, other, w.now.AddDate(0, 0, 30))
	require.ErrorIs(t, err, award.ErrChanged)
	_, err = a.Claim(ctx, d, "mailto:zoe@school.example")
	require.ErrorIs(t, err, award.ErrDecision)
	held := d
	held.Holder = wallet
	_, err = a.Offer(ctx, held, w.now.AddDate(0, 0, 30))
	require.ErrorIs(t, err, award.ErrDecision)
	_, err = a.Claim(ctx, held, wallet)
	require.ErrorIs(t, err, award.ErrDecision)
	bad := d
	bad.Key, bad.Credential = "case-2/civics/1", "teamwork"
	_, err = a.Offer(ctx, bad, w.now.AddDate(0, 0, 30))
	require.ErrorIs(t, err, award.ErrDecision)
	found, err := w.store.Read(ctx, award.Query{Key: bad.Key})
	require.NoError(t, err)
	require.Empty(t, found)
}

func TestAClaimThatWasBrokenOffIsRepeated(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	d := decision("case-1/civics/1")
	until := w.now.AddDate(0, 0, 30)
	_, err := a.Offer(ctx, d, until)
	require.NoError(t, err)
	signer := w.issuer.Signer
	w.issuer.Signer = failingSigner{signer}
	_, err = a.Claim(ctx, d, wallet)
	require.ErrorIs(t, err, credential.IssueSigner)
	w.issuer.Signer = signer
	w.now = until.AddDate(0, 0, 1) // claimed in time, and signed later
	_, err = a.Claim(ctx, d, wallet)
	require.NoError(t, err)
	require.Len(t, w.box.badges, 1)
}

func TestAnOfferIsClaimedOrRejectedAndNeverBoth(t *testing.T) {
	for range 20 {
		w := newWorld(t)
		a := w.awards()
		d := decision("case-1/civics/1")
		_, err := a.Offer(ctx, d, w.now.AddDate(0, 0, 30))
		require.NoError(t, err)
		var wait sync.WaitGroup
		var claimed, rejected error
		wait.Go(func() { _, claimed = a.Claim(ctx, d, wallet) })
		wait.Go(func() { rejected = a.Reject(ctx, d.Key) })
		wait.Wait()
		require.True(t, (claimed == nil) != (rejected == nil), "%v, %v", claimed, rejected)
		require.ErrorIs(t, errors.Join(claimed, rejected), award.ErrOffer)
	}
}

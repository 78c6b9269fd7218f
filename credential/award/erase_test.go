package award_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential/award"
)

func TestM12AnErasedAwardIsNotMadeAgain(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	const key = "case-1/civics/1"
	first, err := a.Award(ctx, decision(key))
	require.NoError(t, err)
	_, err = a.Correct(ctx, corrected(key, 2, time.Time{}), award.Replace)
	require.NoError(t, err)
	require.NoError(t, a.Erase(ctx, key))
	require.NoError(t, a.Erase(ctx, key), "it may be repeated")

	for _, k := range []string{key, key + "+2"} {
		left, err := w.store.Read(ctx, award.Query{Key: k})
		require.NoError(t, err)
		require.Equal(t, award.Record{Key: k, State: award.Erased, Version: left[0].Version, Changed: w.now}, left[0])
	}
	changed := decision(key)
	changed.Credential = "leadership"
	for name, again := range map[string]func() (award.Record, error){
		"the decision":    func() (award.Record, error) { return a.Award(ctx, decision(key)) },
		"another of it":   func() (award.Record, error) { return a.Award(ctx, changed) },
		"the correction":  func() (award.Record, error) { return a.Correct(ctx, corrected(key, 2, time.Time{}), award.Replace) },
		"an offer":        func() (award.Record, error) { return a.Offer(ctx, decision(key), w.now.Add(time.Hour)) },
		"a claim":         func() (award.Record, error) { return a.Claim(ctx, decision(key), "") },
		"another process": func() (award.Record, error) { return w.awards().Award(ctx, decision(key)) },
	} {
		_, err := again()
		require.ErrorIs(t, err, award.ErrErased, name)
	}
	_, err = a.Correct(ctx, corrected(key, 3, time.Time{}), award.Supersede)
	require.ErrorIs(t, err, award.ErrUnissued)
	n, err := a.Deliver(ctx)
	require.NoError(t, err)
	require.Zero(t, n)
	_, err = w.judge(first.Badge)
	require.NoError(t, err, "what was delivered is the holder's")

	// Nor is one that nobody has handed over yet.
	require.NoError(t, a.Erase(ctx, "case-2/civics/1"))
	_, err = a.Award(ctx, decision("case-2/civics/1"))
	require.ErrorIs(t, err, award.ErrErased)
	require.ErrorIs(t, a.Erase(ctx, "Zoë Álvarez"), award.ErrDecision)
}

func TestM12AFileThatIsRunAgainAwardsNothingToWhomWasErased(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	run := func() award.Summary {
		s, err := a.Batch(ctx, strings.NewReader("recipient,credential\ns1,civics\ns2,civics\n"), award.Batch{Name: "may"})
		require.NoError(t, err)
		return s
	}
	require.Equal(t, 2, run().Outcomes[award.RowAwarded])
	require.NoError(t, a.Erase(ctx, "batch/may/r/s1/civics"))
	require.Equal(t, map[award.RowOutcome]int{award.RowRefused: 1, award.RowAlready: 1}, run().Outcomes)
}

// Erased first, nobody would know any more what was to be revoked.
func TestM12WhatIsToBeRevokedIsRevokedBeforeItIsErased(t *testing.T) {
	w := newWorld(t)
	const key = "case-1/civics/1"
	first, err := w.awards().Award(ctx, decision(key))
	require.NoError(t, err)
	broken := w.awards(func(c *award.Config) {
		issuer := *w.issuer
		issuer.Status = &unwilling{StatusAllocator: w.lists, Revoker: w.lists, fail: errDown}
		c.Issuer = &issuer
	})
	_, err = broken.Correct(ctx, corrected(key, 2, time.Time{}), award.Supersede)
	require.ErrorIs(t, err, award.ErrUnrevoked)
	require.ErrorIs(t, broken.Erase(ctx, key), award.ErrUnrevoked)
	kept, err := w.store.Read(ctx, award.Query{Key: key})
	require.NoError(t, err)
	require.NotEmpty(t, kept[0].Badge)
	require.NoError(t, w.awards().Erase(ctx, key))
	_, err = w.judge(first.Badge)
	require.ErrorContains(t, err, "revoked")
}

func TestARecipientHasOneSpellingInAFile(t *testing.T) {
	w := newWorld(t)
	const id = "urn:uuid:7f3c5a10-52b5-4b6e-9f0c-2d3e4f5a6b7c"
	for _, row := range []string{
		"URN:uuid:7f3c5a10-52b5-4b6e-9f0c-2d3e4f5a6b7c,civics,", strings.ToUpper(id) + ",civics,", "urn:uuid:7F3C5A10-52B5-4B6E-9F0C-2D3E4F5A6B7C,civics,",
		"DID:key:z6MkgVo4hAToAdaUAAx15AecVxovem6DKXEngWLDWHHDcLxA,civics,", "s1,civics,0001-01-01",
	} {
		s, err := w.awards().Batch(ctx, strings.NewReader("recipient,credential,awarded\n"+row+"\n"), award.Batch{Name: "may"})
		require.NoError(t, err)
		require.Equal(t, 1, s.Outcomes[award.RowRefused], row)
	}
	s, err := w.awards().Batch(ctx, strings.NewReader("recipient,credential\n"+id+",civics\n"), award.Batch{Name: "may"})
	require.NoError(t, err)
	require.Equal(t, 1, s.Outcomes[award.RowAwarded])
}

func TestM12AnAwardThatIsErasedWhileItIsMadeLeavesNoBadge(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	for n := range 20 {
		key := "case-" + student(n) + "/civics/1"
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if _, err := a.Award(ctx, decision(key)); err != nil && !errors.Is(err, award.ErrErased) {
					t.Errorf("%s: %v", key, err)
				}
			})
		}
		all.Go(func() {
			if err := a.Erase(ctx, key); err != nil {
				t.Errorf("%s: %v", key, err)
			}
		})
		all.Wait()
		left, err := w.store.Read(ctx, award.Query{Key: key})
		require.NoError(t, err)
		require.Equal(t, award.Erased, left[0].State)
		require.Empty(t, left[0].Badge)
	}
}

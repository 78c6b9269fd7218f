package award_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/verify"
)

// endorsing returns a Config that puts an endorsement of these words into each badge, with
// an id that is the same whenever it is asked for.
func (w *world) endorsing(words string) func(*award.Config) {
	return func(c *award.Config) {
		c.Endorse = func(ctx context.Context, d award.Decision, id string) ([]string, error) {
			s, err := w.issuer.Endorse(ctx, credential.Endorsement{ID: id + ":" + d.Credential, Name: "What a supporter saw", ValidFrom: w.now,
				Subject: badge.EndorsementSubject{ID: id, EndorsementComment: words}})
			if err != nil {
				return nil, err
			}
			return []string{string(s.Bytes())}, nil
		}
	}
}

func TestAnEndorsementStandsInTheBadgeThatItIsOf(t *testing.T) {
	w := newWorld(t)
	a := w.awards(w.endorsing("The speech moved the council."))
	r, err := a.Award(ctx, decision("case-1/civics/1"))
	require.NoError(t, err)
	report, err := w.judge(r.Badge)
	require.NoError(t, err)
	require.Len(t, report.Endorsements, 1)
	e := report.Endorsements[0]
	require.Equal(t, verify.Passed, e.Outcome)
	require.Equal(t, r.Credential, e.Endorses.ID)
	require.Equal(t, "The speech moved the council.", e.Comment)
	require.True(t, e.SelfEndorsed, "who signs for somebody else is no other for that")

	// The badge that was made is found again, whatever would be endorsed by now.
	again, err := w.awards(w.endorsing("something else")).Award(ctx, decision("case-1/civics/1"))
	require.NoError(t, err)
	require.Equal(t, r.Badge, again.Badge)

	// One that is issued in its place has one of its own.
	d := decision("case-1/civics/1")
	d.Edition = 2
	w.now = w.now.Add(time.Hour)
	second, err := a.Correct(ctx, d, award.Supersede)
	require.NoError(t, err)
	require.NotEqual(t, r.Credential, second.Credential)
	report, err = w.judge(second.Badge)
	require.NoError(t, err)
	require.Equal(t, second.Credential, report.Endorsements[0].Endorses.ID)
}

func TestNothingIsSignedWithAnEndorsementThatCannotStandInIt(t *testing.T) {
	w := newWorld(t)
	d := decision("case-1/civics/1")
	d.Names = []string{"Ana Torres"}
	broken := errors.New("the words are not there")
	for _, c := range []struct {
		change func(*award.Config)
		want   error
	}{
		{w.endorsing("Ana Torres moved the council."), award.ErrDecision},
		{func(c *award.Config) {
			c.Endorse = func(context.Context, award.Decision, string) ([]string, error) { return nil, broken }
		}, broken},
		{func(c *award.Config) {
			c.Endorse = func(context.Context, award.Decision, string) ([]string, error) {
				return []string{"not.a.token"}, nil
			}
		}, nil},
		{func(c *award.Config) { // of another badge
			inner := *c
			w.endorsing("The speech moved the council.")(&inner)
			c.Endorse = func(ctx context.Context, d award.Decision, _ string) ([]string, error) {
				return inner.Endorse(ctx, d, "urn:uuid:00000000-0000-4000-8000-000000000009")
			}
		}, nil},
	} {
		_, err := w.awards(c.change).Award(ctx, d)
		require.Error(t, err)
		if c.want != nil {
			require.ErrorIs(t, err, c.want)
		}
		found, err := w.store.Read(ctx, award.Query{Key: d.Key})
		require.NoError(t, err)
		require.Len(t, found, 1)
		require.Equal(t, award.Reserved, found[0].State)
	}
	r, err := w.awards(w.endorsing("The speech moved the council.")).Award(ctx, d)
	require.NoError(t, err, "what was reserved is made once the words are mended")
	_, err = w.judge(r.Badge)
	require.NoError(t, err)
}

package verify_test

import (
	"crypto/sha256"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// What a Verifier keeps are bytes and what follows from them alone: the same badge is
// judged anew, by what its hosts say now.
func TestNoVerdictIsKept(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	v, data := school.Verifier(), school.Suspended()
	for range 2 {
		_, err := v.Verify(ctx, data)
		require.ErrorIs(t, err, verify.StatusSuspended)
		school.Reinstate(data)
		report, err := v.Verify(ctx, data)
		require.NoError(t, err)
		require.Equal(t, "valid", report.Verdict())

		for _, place := range []string{school.Home + "/status", school.Home} {
			school.Network.Fail(place, &verify.HTTPError{Status: 503})
			report, err = v.Verify(ctx, data)
			require.Error(t, err)
			require.Equal(t, verify.Undetermined, report.Outcome, place)
			require.Zero(t, report.GoodUntil)
			require.True(t, report.Retry())
			school.Network.Restore(place)
		}
		school.Suspend(data)
	}
	require.Equal(t, 8, school.Network.Requests(webPlace), "once for each verdict, the list's key being the badge's")
}

// Each document has the stage that asked for it first, and its age and digest.
func TestTheSourcesOfABadgeThatCanBeRevoked(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	list := school.Home + "/status/revocation"
	school.Network.Slow(list, time.Second)
	report, err := school.Verifier().Verify(ctx, school.Good())
	require.NoError(t, err)
	require.Len(t, report.Sources, 2)
	for i, want := range []verify.Source{
		{URL: webPlace, Check: verify.CheckKey, Key: true, Fetched: verifytest.Start()},
		{URL: list, Check: verify.CheckStatus, Fetched: verifytest.Start().Add(time.Second)},
	} {
		want.Data = school.Network.Published(want.URL)
		digest := sha256.Sum256(want.Data)
		want.Digest, want.Took = digest[:], report.Sources[i].Took
		require.Equal(t, want, report.Sources[i])
	}
}

// A pass is good until the first document that it rests on is to be asked for again: not
// for as long as the badge, when tomorrow it may have been revoked.
func TestAPassIsGoodUntilItsListIsToBeAskedForAgain(t *testing.T) {
	for _, id := range []string{"", webSchool} {
		for name, c := range map[string]struct {
			maxAge, statusMaxAge, want time.Duration
		}{
			"what its host says":              {maxAge: 90 * time.Second, want: 90 * time.Second},
			"nobody says anything":            {want: 5 * time.Minute},
			"what the caller says":            {maxAge: 90 * time.Second, statusMaxAge: time.Minute, want: time.Minute},
			"the caller, and not its host":    {statusMaxAge: time.Minute, want: time.Minute},
			"the caller allows for more":      {maxAge: 90 * time.Second, statusMaxAge: time.Hour, want: 90 * time.Second},
			"its host, for longer than usual": {maxAge: 30 * time.Minute, want: 30 * time.Minute},
		} {
			school := verifytest.NewIssuer(verifytest.Setup{ID: id})
			school.Network.MaxAge = c.maxAge
			cfg := school.Config()
			cfg.StatusMaxAge = c.statusMaxAge
			v, err := verify.New(cfg)
			require.NoError(t, err)
			report, err := v.Verify(ctx, school.Good())
			require.NoError(t, err)
			require.Equal(t, verifytest.Start().Add(c.want), report.GoodUntil, name)
			require.Equal(t, verifytest.Start().Add(365*24*time.Hour), report.Until)
		}
	}
}

// Of many badges each has its own verdict, and one whose list is out of reach leaves the
// others alone.
func TestABatchOfEveryKind(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	want := []string{"valid", "invalid", "invalid", "invalid", "invalid", "undetermined", "valid"}
	badges := [][]byte{school.Good(), school.Expired(), school.Revoked(), school.Tampered(), school.Untrusted(), school.Undecidable(), school.Good()}
	var got []string
	for report := range school.Verifier().VerifyAll(ctx, slices.Values(badges), 3) {
		got = append(got, report.Verdict())
	}
	require.Equal(t, want, got)
}

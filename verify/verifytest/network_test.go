package verifytest_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

func TestANetworkKnowsWhatWasPublished(t *testing.T) {
	const url = "https://host.example/a/b"
	n := &verifytest.Network{}
	_, err := n.Fetch(ctx, verify.Request{URL: url})
	var status *verify.HTTPError
	require.ErrorAs(t, err, &status)
	require.Equal(t, 404, status.Status)
	require.Nil(t, n.Published(url))

	data := []byte("document")
	n.Publish(url, data)
	data[0] = 'x'
	r, err := n.Fetch(ctx, verify.Request{URL: url})
	require.NoError(t, err)
	require.Equal(t, &verify.Resource{URL: url, Data: []byte("document"), Fetched: verifytest.Start()}, r)
	r.Data[0] = 'x'
	n.Published(url)[0] = 'x'
	require.Equal(t, "document", string(n.Published(url)))

	n.MaxAge = time.Minute
	n.Clock.Advance(time.Hour)
	r, err = n.Fetch(ctx, verify.Request{URL: url})
	require.NoError(t, err)
	require.Equal(t, verifytest.Start().Add(time.Hour), r.Fetched)
	require.Equal(t, verifytest.Start().Add(time.Hour+time.Minute), r.FreshUntil)

	_, err = n.Fetch(ctx, verify.Request{URL: url, Limit: 7})
	require.ErrorIs(t, err, verify.ResolveTooLarge)
	over, cancel := context.WithCancel(ctx)
	cancel()
	n.Fail(url, verify.ResolveTLS)
	_, err = n.Fetch(over, verify.Request{URL: url})
	require.ErrorIs(t, err, context.Canceled)
	n.Restore(url)

	n.Publish(url, nil)
	r, err = n.Fetch(ctx, verify.Request{URL: url})
	require.NoError(t, err, "an empty document is one")
	require.Empty(t, r.Data)
	n.Remove(url)
	_, err = n.Fetch(ctx, verify.Request{URL: url})
	require.ErrorIs(t, err, verify.ResolveHTTP)

	require.Equal(t, 7, n.Requests(url))
	require.Equal(t, 7, n.Requests("https://host.example/a/"))
	require.Equal(t, 7, n.Requests("https://host.example"))
	require.Equal(t, 7, n.Requests(""))
	require.Zero(t, n.Requests("https://host.example/a/bc"))
	require.Zero(t, n.Requests("https://host"))
	require.Zero(t, n.Requests("https://host.example/a/b/c"))
}

// Each way to fail is what a verifier sees of such a host.
func TestAPlaceFailsAsItIsTold(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: "did:web:school.example"})
	v, data, lists := school.Verifier(), school.Good(), school.Home+"/status"
	for name, c := range map[string]struct {
		why   error
		code  verify.Code
		retry bool
	}{
		"404":               {&verify.HTTPError{Status: 404}, verify.ResolveHTTP, false},
		"503":               {&verify.HTTPError{Status: 503, RetryAfter: time.Minute}, verify.ResolveHTTP, true},
		"timeout":           {context.DeadlineExceeded, verify.ResolveTimeout, true},
		"a bad certificate": {verify.ResolveTLS, verify.ResolveTLS, false},
		"a problem":         {&verify.Problem{Code: verify.ResolveTooLarge, Message: "large"}, verify.ResolveTooLarge, false},
		"anything":          {errors.New("the cable is cut"), verify.ResolveFailed, true},
	} {
		t.Run(name, func(t *testing.T) {
			school.Network.Fail(lists+"/", c.why)
			before := school.Network.Requests(lists)
			report, err := v.Verify(ctx, data)
			require.ErrorIs(t, err, verify.StatusUnavailable)
			require.ErrorIs(t, err, c.code, "the cause is there to be looked at")
			require.Equal(t, verify.Undetermined, report.Outcome)
			require.True(t, report.Authentic)
			require.Equal(t, before+1, school.Network.Requests(lists))
			school.Network.Restore(lists)
			requireVerdict(t, v, data, verify.Passed, "")

			school.Network.Fail(school.Home, c.why)
			report, err = v.Verify(ctx, data)
			require.Equal(t, c.code, report.Errors()[0].Code)
			require.Equal(t, verify.Undetermined, report.Outcome)
			require.False(t, report.Authentic)
			require.Equal(t, c.retry, report.Retry(), "%v", report)
			var status *verify.HTTPError
			if errors.As(c.why, &status) {
				require.ErrorAs(t, err, &status)
				require.Equal(t, c.why, status)
			}
			_, err = school.Network.Fetch(ctx, verify.Request{URL: school.Home})
			var told *verify.Problem
			if c.code == verify.ResolveFailed {
				require.False(t, errors.As(err, &told), "an error that is none of a Fetcher's")
			} else {
				require.ErrorAs(t, err, &told)
				require.Equal(t, c.code, told.Code)
				require.IsType(t, told, err)
				if errors.As(c.why, &told) {
					require.Same(t, c.why, err, "with its own words")
				}
			}
			require.ErrorIs(t, err, c.why)
			school.Network.Restore(school.Home)
			requireVerdict(t, v, data, verify.Passed, "")
		})
	}
}

func TestOfSeveralPlacesTheLongestCounts(t *testing.T) {
	n := &verifytest.Network{}
	n.Publish("https://host.example/a/b", nil)
	n.Fail("", verify.ResolveOffline)
	n.Fail("https://host.example", verify.ResolveTLS)
	n.Fail("https://host.example/a/b", verify.ResolveTimeout)
	n.Fail("https://host.example/a", verify.ResolveTooLarge)
	n.Fail("https://host.example/a/bb", verify.ResolveFailed)
	for _, want := range []struct {
		code  verify.Code
		place string
	}{
		{verify.ResolveTimeout, "https://host.example/a/b"},
		{verify.ResolveTooLarge, "https://host.example/a"},
		{verify.ResolveTLS, "https://host.example"},
		{verify.ResolveOffline, ""},
	} {
		_, err := n.Fetch(ctx, verify.Request{URL: "https://host.example/a/b"})
		require.ErrorIs(t, err, want.code)
		n.Restore(want.place)
	}
	_, err := n.Fetch(ctx, verify.Request{URL: "https://host.example/a/b"})
	require.NoError(t, err)
}

// Nobody waits: the clock of the network is what moves.
func TestASlowPlaceMovesTheClock(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	list := school.Home + "/status/revocation"
	school.Network.Slow(list, 3*time.Second)
	data := school.Good()
	report := requireVerdict(t, school.Verifier(), data, verify.Passed, "")
	require.Equal(t, verifytest.Start(), report.Time)
	require.Equal(t, verifytest.Start().Add(3*time.Second), report.Sources[0].Fetched)
	require.Equal(t, verifytest.Start().Add(3*time.Second), school.Clock.Now())

	school.Network.Slow(list, time.Hour)
	began := time.Now()
	report = requireVerdict(t, school.Verifier(), data, verify.Undetermined, verify.StatusUnavailable)
	require.Less(t, time.Since(began), 5*time.Second)
	require.ErrorIs(t, &verify.Error{Report: report}, context.DeadlineExceeded)
	require.Equal(t, verifytest.Start().Add(13*time.Second), school.Clock.Now())

	school.Network.Restore(list)
	requireVerdict(t, school.Verifier(), data, verify.Passed, "")
}

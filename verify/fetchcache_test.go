package verify

import (
	"context"
	"crypto/tls"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/faultnet"
	"github.com/summitbadges/openbadges/internal/limits"
)

// keeps tells how long f keeps the document of r, to a second.
func keeps(t *testing.T, f *HTTPFetcher, clock *faultnet.Clock, host *faultnet.Host, r Request) time.Duration {
	t.Helper()
	_, err := get(t, f, r)
	require.NoError(t, err)
	f.mu.Lock()
	for _, e := range f.kept.volumes {
		e.Value.(*volume).fresh = time.Duration(1 << 62) // nothing in the background
	}
	f.mu.Unlock()
	asked := host.Asked()
	for d := time.Duration(0); ; d += time.Second {
		_, err := get(t, f, r)
		require.NoError(t, err)
		if host.Asked() > asked {
			return d
		}
		clock.Pass(time.Second)
	}
}

func TestADocumentIsKeptAsItsHostSaysAndNoLonger(t *testing.T) {
	for fields, want := range map[string]struct{ key, list time.Duration }{
		"Cache-Control: max-age=60":       {time.Minute, time.Minute},
		"Cache-Control: max-age=31536000": {limits.KeyKept, limits.ListKept},
		"X-Says-Nothing: 1":               {limits.ListKept, limits.ListKept},
		"Cache-Control: no-store":         {0, 0},
		"Cache-Control: max-age=0":        {0, 0},
	} {
		n := faultnet.New(t)
		host := n.Host("school.example", faultnet.Text(200, "x", fields))
		f, clock := newFetcher(t, n)
		require.Equal(t, want.key, keeps(t, f, clock, host, Request{Key: true}), fields)
		require.Equal(t, want.list, keeps(t, f, clock, host, Request{}), fields)
	}
}

func TestFreshUntilIsHowLongItIsKept(t *testing.T) {
	n := faultnet.New(t)
	host := n.Host("school.example", faultnet.Text(200, "x", "Cache-Control: max-age=31536000", "Age: 60"))
	f, clock := newFetcher(t, n)
	r, err := get(t, f, Request{Key: true})
	require.NoError(t, err)
	require.Equal(t, clock.Now().Add(limits.KeyKept), r.FreshUntil)
	host.Answers(faultnet.Text(200, "x", "Cache-Control: no-store"))
	r, err = get(t, f, Request{})
	require.NoError(t, err)
	require.Equal(t, clock.Now(), r.FreshUntil)
	host.Answers(faultnet.Text(200, "x"))
	r, err = get(t, f, Request{URL: school + "/2"})
	require.NoError(t, err)
	require.Zero(t, r.FreshUntil)
	require.Equal(t, clock.Now(), r.Fetched)
}

func TestWhatIsAskedForDifferentlyIsKeptApart(t *testing.T) {
	n := faultnet.New(t)
	host := n.Host("school.example", faultnet.Text(200, "four"))
	f, _ := newFetcher(t, n)
	for i, r := range []Request{{}, {Accept: "a/b"}, {Key: true}, {Limit: 10}, {URL: school + "?a"}} {
		for range 2 {
			_, err := get(t, f, r)
			require.NoError(t, err)
			require.Equal(t, i+1, host.Asked())
		}
	}
	_, err := get(t, f, Request{Limit: 3})
	require.ErrorIs(t, err, credential.ResolveTooLarge, "what is kept for others is no way around a limit")
	for _, r := range []Request{{URL: school + "#key"}, {URL: "https://SCHOOL.example:443/keys"}, {Limit: limits.Fetched}} {
		got, err := get(t, f, r)
		require.NoError(t, err)
		require.True(t, got.FromCache)
	}
}

// C14, fault 17: the clock on the wall is set, and nothing that is kept ends or rises
// from the dead.
func TestAClockThatIsSetChangesNothingThatIsKept(t *testing.T) {
	for _, jump := range []time.Duration{-time.Hour, 10 * 365 * 24 * time.Hour, -10 * 365 * 24 * time.Hour, time.Hour} {
		n := faultnet.New(t)
		host := n.Host("school.example", faultnet.Text(200, "old", "Cache-Control: max-age=60"), faultnet.Text(200, "new", "Cache-Control: max-age=60"))
		f, clock := newFetcher(t, n)
		_, err := get(t, f, Request{})
		require.NoError(t, err)
		clock.Pass(20 * time.Second)
		clock.Jump(jump)
		r, err := get(t, f, Request{})
		require.NoError(t, err)
		require.True(t, r.FromCache, "%v", jump)
		require.Equal(t, clock.Now().Add(-20*time.Second), r.Fetched, "told by the clock as it is now")
		require.Equal(t, clock.Now().Add(40*time.Second), r.FreshUntil)
		clock.Pass(40 * time.Second)
		clock.Jump(-jump)
		r, err = get(t, f, Request{})
		require.NoError(t, err)
		require.Equal(t, "new", string(r.Data), "%v", jump)
		require.Equal(t, 2, host.Asked())
	}
}

// A Now that is set anew is a clock on the wall like any other.
func TestNothingThatIsKeptHangsOnNow(t *testing.T) {
	n := faultnet.New(t)
	host := n.Host("school.example", faultnet.Text(200, "x", "Cache-Control: max-age=3600"))
	f, clock := newFetcher(t, n)
	f.elapsed = nil
	for range 3 {
		_, err := get(t, f, Request{Key: true})
		require.NoError(t, err)
		clock.Jump(10 * 365 * 24 * time.Hour)
	}
	require.Equal(t, 1, host.Asked())
}

func TestTimePassesWithoutAClock(t *testing.T) {
	n := faultnet.New(t)
	host := n.Host("school.example", faultnet.Text(200, "x", "Cache-Control: max-age=1"))
	f, _ := newFetcher(t, n)
	f.elapsed, f.Now = nil, nil
	before := time.Now()
	r, err := get(t, f, Request{})
	require.NoError(t, err)
	require.WithinRange(t, r.Fetched, before, time.Now())
	require.True(t, faultnet.Eventually(func() bool { get(t, f, Request{}); return host.Asked() > 1 }))
	require.Greater(t, time.Since(before), 750*time.Millisecond)
}

func TestAFailureIsKeptForAWhile(t *testing.T) {
	n := faultnet.New(t)
	host := n.Host("school.example", faultnet.Text(404, ""), faultnet.Text(200, "x"))
	f, clock := newFetcher(t, n)
	_, first := get(t, f, Request{})
	clock.Pass(limits.FailureKept - time.Second)
	_, second := get(t, f, Request{})
	require.ErrorIs(t, second, credential.ResolveHTTP)
	require.NotSame(t, first, second, "each has a Problem of his own, which the stages of a verification write to")
	var status *HTTPError
	require.ErrorAs(t, second, &status)
	require.Equal(t, 1, host.Asked())
	clock.Pass(time.Second)
	_, err := get(t, f, Request{})
	require.NoError(t, err)
}

// A kept failure keeps nothing that a stranger sent but a few words.
func TestAFailureOfTLSHoldsNoCertificate(t *testing.T) {
	n := faultnet.New(t)
	n.Host("school.example").Certificate(faultnet.SelfSigned)
	f, _ := newFetcher(t, n)
	_, err := get(t, f, Request{})
	require.ErrorIs(t, err, credential.ResolveTLS)
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	require.False(t, ok)
}

// H31: an issuer's new key is found at once, and ten thousand keys that nobody has are
// not ten thousand questions.
func TestANewerDocumentIsAskedForOnceAMinute(t *testing.T) {
	n := faultnet.New(t)
	host := n.Host("school.example", faultnet.Text(200, "old", "Cache-Control: max-age=3600"), faultnet.Text(200, "new", "Cache-Control: max-age=3600"))
	f, clock := newFetcher(t, n)
	again := Request{Key: true, Again: true}
	_, err := get(t, f, Request{Key: true})
	require.NoError(t, err)
	r, err := get(t, f, again)
	require.NoError(t, err)
	require.Equal(t, "new", string(r.Data))
	require.False(t, r.FromCache)
	for range 10_000 {
		r, err = get(t, f, again)
		require.NoError(t, err)
		require.True(t, r.FromCache)
	}
	require.Equal(t, 2, host.Asked())
	clock.Pass(limits.AskedAgain)
	_, err = get(t, f, again)
	require.NoError(t, err)
	require.Equal(t, 3, host.Asked())

	// The host is down. Whoever asks for a newer document hears of that, each time:
	// that a key is not in the old one says nothing now. The others lose nothing.
	host.Answers(faultnet.Text(500, ""))
	clock.Pass(limits.AskedAgain)
	for range 3 {
		_, err = get(t, f, again)
		require.ErrorIs(t, err, credential.ResolveHTTP)
		r, err = get(t, f, Request{Key: true})
		require.NoError(t, err)
		require.Equal(t, "new", string(r.Data))
	}
	require.Equal(t, 4, host.Asked())

	// It says that the document is gone: then it is gone for everybody.
	host.Answers(faultnet.Text(404, ""))
	clock.Pass(limits.AskedAgain)
	_, err = get(t, f, again)
	require.ErrorIs(t, err, credential.ResolveHTTP)
	_, err = get(t, f, Request{Key: true})
	require.ErrorIs(t, err, credential.ResolveHTTP)
	require.Equal(t, 5, host.Asked())
}

// H32, fault 8.
func TestAStaleDocumentIsGivenOnlyIfThatIsAllowed(t *testing.T) {
	for name, down := range map[string]func(h *faultnet.Host){
		"refused": func(h *faultnet.Host) { h.Refuse() },
		"busy":    func(h *faultnet.Host) { h.Answers(faultnet.Text(503, "", "Retry-After: 100")) },
		"faulty":  func(h *faultnet.Host) { h.Answers(faultnet.Text(500, "")) },
		"expired": func(h *faultnet.Host) { h.Certificate(faultnet.Expired) },
	} {
		for _, allowed := range []time.Duration{0, time.Hour} {
			n := faultnet.New(t)
			host := n.Host("school.example", faultnet.Text(200, "x", "Cache-Control: max-age=60"))
			f, clock := newFetcher(t, n)
			f.AllowStale = allowed
			_, err := get(t, f, Request{Key: true})
			require.NoError(t, err)
			down(host)
			clock.Pass(2 * time.Minute)
			for range 2 { // from the flight, and then from what is kept
				r, err := get(t, f, Request{Key: true})
				if allowed == 0 {
					require.Error(t, err, name)
					continue
				}
				require.NoError(t, err, name)
				require.True(t, r.Stale && r.FromCache, name)
				require.Equal(t, clock.Now().Add(-time.Minute), r.FreshUntil)
				require.Equal(t, clock.Now().Add(-2*time.Minute), r.Fetched)
			}
			_, err = get(t, f, Request{Key: true, Again: true})
			require.Error(t, err, "%s: it is not newer", name)
			clock.Pass(time.Hour)
			_, err = get(t, f, Request{Key: true})
			require.Error(t, err, name)
		}
	}
}

func TestNoStaleDocumentAgainstTheWordOfItsHost(t *testing.T) {
	for name, c := range map[string]struct {
		fields string
		then   faultnet.Answer
	}{
		"no-store":        {"Cache-Control: no-store", faultnet.Text(500, "")},
		"must-revalidate": {"Cache-Control: max-age=60, must-revalidate", faultnet.Text(500, "")},
		"not found":       {"Cache-Control: max-age=60", faultnet.Text(404, "")},
		"gone":            {"Cache-Control: max-age=60", faultnet.Text(410, "")},
		"empty":           {"Cache-Control: max-age=60", faultnet.Text(200, "")},
		"moved":           {"Cache-Control: max-age=60", faultnet.Redirect(301, "https://evil.example/")},
	} {
		n := faultnet.New(t)
		host := n.Host("school.example", faultnet.Text(200, "x", c.fields), c.then)
		f, clock := newFetcher(t, n)
		f.AllowStale = time.Hour
		_, err := get(t, f, Request{})
		require.NoError(t, err)
		clock.Pass(2 * time.Minute)
		_, err = get(t, f, Request{})
		require.Error(t, err, name)
		host.Refuse()
		clock.Pass(limits.FailureKept)
		_, err = get(t, f, Request{})
		require.Error(t, err, "%s: nor later, when it does not answer at all", name)
	}
}

// Fault 8: what is in use is asked for before it expires, once, while everybody goes
// on with what there is.
func TestADocumentInUseIsRefreshedInTheBackground(t *testing.T) {
	n := faultnet.New(t)
	open := make(chan struct{})
	host := n.Host("school.example",
		faultnet.Text(200, "old", "Cache-Control: max-age=100"),
		faultnet.Text(500, ""),
		faultnet.When(open, faultnet.Text(200, "new", "Cache-Control: max-age=100")))
	f, clock := newFetcher(t, n)
	f.jitter = func() float64 { return 0.999 }
	f.limit.one = 10 * time.Second
	_, err := get(t, f, Request{})
	require.NoError(t, err)
	for _, passed := range []time.Duration{94 * time.Second, 1 * time.Second} {
		clock.Pass(passed)
		r, err := get(t, f, Request{})
		require.NoError(t, err)
		require.Equal(t, "old", string(r.Data))
		require.True(t, faultnet.Eventually(func() bool { return idle(f) }))
	}
	require.Equal(t, 2, host.Asked(), "one that fails is not repeated at once")
	r, err := get(t, f, Request{})
	require.NoError(t, err, "and takes nothing away")
	require.Equal(t, "old", string(r.Data))
	require.True(t, faultnet.Eventually(func() bool { return idle(f) }))
	require.Equal(t, 2, host.Asked())

	f.mu.Lock()
	f.kept.order.Front().Value.(*volume).fresh = 0
	f.mu.Unlock()
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			r, err := f.Fetch(context.Background(), Request{URL: school})
			if err != nil || string(r.Data) != "old" {
				t.Error("not the old one", err)
			}
		})
	}
	all.Wait()
	close(open)
	require.True(t, faultnet.Eventually(func() bool { return idle(f) }))
	require.Equal(t, 3, host.Asked())
	r, err = get(t, f, Request{})
	require.NoError(t, err)
	require.Equal(t, "new", string(r.Data))
	require.True(t, r.FromCache)
}

func TestNothingIsRefreshedThatIsOnItsWay(t *testing.T) {
	n := faultnet.New(t)
	open := make(chan struct{})
	host := n.Host("school.example", faultnet.Text(200, "old", "Cache-Control: max-age=100"), faultnet.When(open, faultnet.Text(200, "new")))
	f, clock := newFetcher(t, n)
	_, err := get(t, f, Request{})
	require.NoError(t, err)
	forced := make(chan error)
	go func() {
		_, err := f.Fetch(context.Background(), Request{URL: school, Again: true})
		forced <- err
	}()
	require.True(t, faultnet.Eventually(func() bool { return host.Asked() == 2 }))
	clock.Pass(99 * time.Second)
	_, err = get(t, f, Request{})
	require.NoError(t, err)
	close(open)
	require.NoError(t, <-forced)
	require.True(t, faultnet.Eventually(func() bool { return idle(f) }))
	require.Equal(t, 2, host.Asked())
}

func TestClosingEndsWhatGoesOnInTheBackground(t *testing.T) {
	n := faultnet.New(t)
	n.Host("school.example", faultnet.Text(200, "old", "Cache-Control: max-age=100"), faultnet.Never())
	f, clock := newFetcher(t, n)
	f.limit.one = time.Hour
	_, err := get(t, f, Request{})
	require.NoError(t, err)
	clock.Pass(99 * time.Second)
	_, err = get(t, f, Request{})
	require.NoError(t, err)
	require.False(t, idle(f))
	require.NoError(t, f.Close())
	require.True(t, idle(f))
	_, err = get(t, f, Request{})
	require.ErrorIs(t, err, credential.ResolveFailed)
}

// Those who took a document at the same time do not all ask again at the same time.
func TestTheRefreshIsSpread(t *testing.T) {
	doc := &document{freshness: freshness{life: time.Minute, said: true}}
	var first, last volume
	first.put(doc, 0, 0)
	last.put(doc, 0, 0.999)
	require.Equal(t, 48*time.Second, first.fresh)
	require.InDelta(t, 57, last.fresh.Seconds(), 0.1)
}

func TestWhatIsAskedForLeastIsTheFirstToGo(t *testing.T) {
	n := faultnet.New(t)
	host := n.Host("school.example", faultnet.Text(200, "x", "Cache-Control: max-age=60"))
	f, _ := newFetcher(t, n)
	f.limit.kept = 2
	for _, c := range []struct {
		document string
		asked    int
	}{{"a", 1}, {"b", 2}, {"a", 2}, {"c", 3}, {"a", 3}, {"b", 4}} {
		_, err := get(t, f, Request{URL: school + "/" + c.document})
		require.NoError(t, err)
		require.Equal(t, c.asked, host.Asked(), c.document)
	}
}

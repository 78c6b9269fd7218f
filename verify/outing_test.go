package verify

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

type fetcher func(ctx context.Context, r Request) (*Resource, error)

func (f fetcher) Fetch(ctx context.Context, r Request) (*Resource, error) { return f(ctx, r) }

func TestAVerificationAsksAFewQuestionsOnce(t *testing.T) {
	asked := 0
	f := fetcher(func(_ context.Context, r Request) (*Resource, error) {
		asked++
		return &Resource{URL: r.URL, Data: []byte(r.URL), Fetched: time.Unix(int64(asked), 0)}, nil
	})
	o := newOuting()
	ctx := context.WithValue(context.Background(), outingKey{}, o)
	for n := range limits.Fetches {
		for range 2 {
			r, err := fetch(ctx, f, Request{URL: fmt.Sprintf("https://h.example/%d", n)})
			require.NoError(t, err)
			require.Equal(t, int64(n+1), r.Fetched.Unix(), "asked once")
		}
	}
	_, err := fetch(ctx, f, Request{URL: "https://h.example/more"})
	require.ErrorIs(t, err, credential.ResolveFailed)
	require.Equal(t, limits.Fetches, asked)
	require.Len(t, o.rested(0), limits.Fetches)
	require.Len(t, o.rested(0)[0].Digest, 32)
	o.more()
	_, err = fetch(ctx, f, Request{URL: "https://h.example/more"})
	require.NoError(t, err)
}

func TestAFetcherIsNotTakenAtItsWord(t *testing.T) {
	ctx := context.Background()
	const url = "https://h.example/keys"
	answers := func(r *Resource, err error) Fetcher {
		return fetcher(func(context.Context, Request) (*Resource, error) { return r, err })
	}
	for name, c := range map[string]struct {
		f    Fetcher
		r    Request
		want error
	}{
		"no network":                  {nil, Request{}, credential.ResolveOffline},
		"nothing":                     {answers(nil, nil), Request{}, credential.ResolveFailed},
		"too much":                    {answers(&Resource{URL: url, Data: make([]byte, 3)}, nil), Request{Limit: 2}, credential.ResolveTooLarge},
		"a key from somewhere else":   {answers(&Resource{URL: url + "/2"}, nil), Request{Key: true}, credential.ResolveHTTP},
		"a list of another host":      {answers(&Resource{URL: "https://i.example/keys"}, nil), Request{}, credential.ResolveHTTP},
		"a list of another scheme":    {answers(&Resource{URL: "http://h.example/keys"}, nil), Request{}, credential.ResolveHTTP},
		"a list of nowhere":           {answers(&Resource{}, nil), Request{}, credential.ResolveHTTP},
		"an error of its own":         {answers(&Resource{URL: url}, errors.New("x")), Request{}, credential.ResolveFailed},
		"its own time":                {answers(nil, context.DeadlineExceeded), Request{}, credential.ResolveTimeout},
		"a problem that is not there": {answers(nil, (*Problem)(nil)), Request{}, credential.ResolveFailed},
		"a code":                      {answers(nil, ResolveForbiddenTarget), Request{}, ResolveForbiddenTarget},
		"a code inside":               {answers(nil, fmt.Errorf("x: %w", ResolveTLS)), Request{}, ResolveTLS},
		"a code that says no":         {answers(nil, StatusRevoked), Request{}, credential.ResolveFailed},
		"a status":                    {answers(nil, &HTTPError{Status: 410}), Request{}, ResolveHTTP},
		"a problem":                   {answers(nil, notThere(url)), Request{}, credential.ResolveHTTP},
	} {
		c.r.URL = url
		r, err := fetch(ctx, c.f, c.r)
		require.ErrorIs(t, err, c.want, name)
		require.Nil(t, r, name)
	}
	r, err := fetch(ctx, answers(&Resource{URL: url + "/2"}, nil), Request{URL: url})
	require.NoError(t, err, "a list may have moved within its host")
	require.Equal(t, url+"/2", r.URL)
}

// Not even all the questions of a badge together may take longer than limits.FetchTotal.
func TestTheWaitingOfAVerificationEnds(t *testing.T) {
	o := newOuting()
	ctx := context.WithValue(context.Background(), outingKey{}, o)
	var had time.Duration
	told := fetcher(func(ctx context.Context, r Request) (*Resource, error) {
		end, ok := ctx.Deadline()
		require.True(t, ok)
		had = time.Until(end)
		return &Resource{URL: r.URL}, nil
	})
	o.waited = limits.FetchTotal / 2
	_, err := fetch(ctx, told, Request{URL: "https://h.example/0"})
	require.NoError(t, err)
	require.LessOrEqual(t, had, limits.FetchTotal/2, "what is left of its time, and not all of it again")

	silent := fetcher(func(ctx context.Context, _ Request) (*Resource, error) { <-ctx.Done(); return nil, ctx.Err() })
	o.waited = limits.FetchTotal - 5*time.Millisecond
	_, err = fetch(ctx, silent, Request{URL: "https://h.example/1"})
	require.ErrorIs(t, err, credential.ResolveTimeout)
	_, err = fetch(ctx, silent, Request{URL: "https://h.example/2"})
	require.ErrorIs(t, err, credential.ResolveTimeout)
	over, cancel := context.WithCancel(ctx)
	cancel()
	_, err = fetch(over, silent, Request{URL: "https://h.example/3"})
	require.ErrorIs(t, err, credential.Interrupted)
	require.ErrorIs(t, err, context.Canceled)
}

// Each stage is told of the stale documents that it rests on, whoever asked first.
func TestAStageKnowsWhatIsStale(t *testing.T) {
	f := fetcher(func(_ context.Context, r Request) (*Resource, error) {
		return &Resource{URL: r.URL, Stale: r.URL == "https://h.example/old"}, nil
	})
	o := newOuting()
	ctx := context.WithValue(context.Background(), outingKey{}, o)
	ask := func(urls ...string) []string {
		o.at(CheckKey)
		for _, u := range urls {
			_, err := fetch(ctx, f, Request{URL: u})
			require.NoError(t, err)
		}
		return o.staleNow()
	}
	const old, young = "https://h.example/old", "https://h.example/young"
	require.Equal(t, []string{old}, ask(old, young, old))
	require.Empty(t, ask(young))
	require.Equal(t, []string{old}, ask(old), "though it was asked for before")
}

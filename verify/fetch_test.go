package verify_test

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/verify"
)

func TestFetchFSFindsPlainURLsOnly(t *testing.T) {
	f := verify.FetchFS(fstest.MapFS{
		"school.example/issuers/1":            {Data: []byte("profile")},
		"school.example/a/b":                  {Data: []byte("b")},
		"school.example:8443/a":               {Data: []byte("port")},
		"school.example/a?b":                  {Data: []byte("query")},
		"school.example":                      {Data: []byte("host")},
		"school.example/.well-known/did.json": {Data: []byte("did")},
	})
	for url, want := range map[string]string{
		"https://school.example/issuers/1":            "profile",
		"https://school.example/.well-known/did.json": "did",
	} {
		r, err := f.Fetch(ctx, verify.Request{URL: url})
		require.NoError(t, err, url)
		require.Equal(t, want, string(r.Data))
		require.Equal(t, url, r.URL)
	}
	for _, url := range []string{
		"", "https://", "school.example/issuers/1", "http://school.example/issuers/1", "HTTPS://school.example/issuers/1", "https://school.example", "https://school.example/",
		"https://school.example/a", "https://school.example:8443/a", "https://school.example/a?b", "https://school.example/issuers/1#key", "https://school.example/issuers/1?",
		"https://school.example/a/../issuers/1", "https://school.example/./issuers/1", "https://school.example/issuers//1", "https://school.example/issuers/%31",
		"https://me@school.example/issuers/1", `https://school.example\issuers\1`, "https://school.example/issuers/2", "https:///school.example/issuers/1",
	} {
		_, err := f.Fetch(ctx, verify.Request{URL: url})
		require.ErrorIs(t, err, verify.ResolveHTTP, url)
		var status *verify.HTTPError
		require.ErrorAs(t, err, &status, url)
		require.Equal(t, 404, status.Status)
	}
}

func TestWhatIsGivenIsBoundedToo(t *testing.T) {
	const url = "https://school.example/list"
	for name, f := range map[string]verify.Fetcher{
		"map":   verify.FetchMap{url: make([]byte, 100)},
		"files": verify.FetchFS(fstest.MapFS{"school.example/list": {Data: make([]byte, 100)}}),
	} {
		_, err := f.Fetch(ctx, verify.Request{URL: url, Limit: 99})
		require.ErrorIs(t, err, verify.ResolveTooLarge, name)
		r, err := f.Fetch(ctx, verify.Request{URL: url, Limit: 100})
		require.NoError(t, err, name)
		require.Len(t, r.Data, 100, name)
		over, cancel := context.WithCancel(ctx)
		cancel()
		_, err = f.Fetch(over, verify.Request{URL: url})
		require.ErrorIs(t, err, context.Canceled, name)
	}
	_, err := verify.FetchMap{url: nil}.Fetch(ctx, verify.Request{URL: url + "/"})
	require.ErrorIs(t, err, verify.ResolveHTTP)
}

package faultnet_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/faultnet"
)

func TestMain(m *testing.M) { os.Exit(faultnet.Main(m)) }

// Any client that looks up and dials here finds the hosts, and trusts them.
func TestAHostAnswersByItsScript(t *testing.T) {
	n := faultnet.New(t)
	host := n.Host("school.example", faultnet.Text(404, "no"), faultnet.Text(200, "yes", "Cache-Control: no-store"))
	client := http.Client{Transport: &http.Transport{
		DisableKeepAlives: true, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			found, err := n.Lookup(ctx, "school.example")
			if err != nil {
				return nil, err
			}
			return n.Dial(ctx, network, found[0].String()+":443")
		},
		TLSClientConfig: &tls.Config{RootCAs: n.Roots()},
	}}
	for _, want := range []string{"404 no", "200 yes", "200 yes"} {
		r, err := client.Get("https://school.example/a")
		require.NoError(t, err)
		body, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		r.Body.Close()
		require.Equal(t, want, r.Status[:3]+" "+string(body))
	}
	require.Equal(t, 3, host.Asked())
	require.Equal(t, "/a", host.Requests()[0].RequestURI)
	require.Equal(t, 3, n.LookedUp("school.example"))
	require.Equal(t, host.Addr, n.Dialled()[2].Addr())
	require.True(t, faultnet.Eventually(func() bool { return n.Open() == 0 }))
	host.Certificate(faultnet.Expired)
	_, err := client.Get("https://school.example/a")
	require.ErrorContains(t, err, "expired")
	_, err = n.Lookup(context.Background(), "university.example")
	require.Error(t, err)
}

func TestAClockIsSetAndTimePasses(t *testing.T) {
	var c faultnet.Clock
	start := c.Now()
	c.Pass(time.Minute)
	c.Jump(-time.Hour)
	require.Equal(t, -59*time.Minute, c.Now().Sub(start))
	require.Equal(t, time.Minute, c.Elapsed())
}

// The check for leaks sees what it is to see.
func TestWhatIsLeftOfATestIsSeen(t *testing.T) {
	stop := make(chan struct{})
	seen := func() bool {
		return strings.Contains(strings.Join(faultnet.Goroutines(), ""), "created by github.com/summitbadges/openbadges/internal/faultnet_test.TestWhatIsLeftOfATestIsSeen")
	}
	require.False(t, seen())
	go func() { <-stop }()
	require.True(t, seen())
	close(stop)
	require.True(t, faultnet.Eventually(func() bool { return !seen() }))
	if runtime.GOOS == "linux" {
		open := faultnet.Descriptors()
		file, err := os.Open(".")
		require.NoError(t, err)
		require.Equal(t, open+1, faultnet.Descriptors())
		file.Close()
	}
}

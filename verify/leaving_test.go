package verify_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/faultnet"
	"github.com/summitbadges/openbadges/verify"
)

// A journey is a verification that asks for a key, for a list, for the key of the list,
// and for what the badge links to. It counts what it does on the way, and ends its
// context when it does so for the given time.
type journey struct {
	net  *faultnet.Net
	data []byte

	mu     sync.Mutex
	steps  int
	last   int // at which it is left; -1 for never
	leave  func()
	left   time.Time
	events []string
}

func newJourney(t testing.TB) *journey {
	j := &journey{net: faultnet.New(t)}
	method := multikeyMethod(t, webSchool+"#k1", webSchool, edKey(0), "")
	list := strings.Replace(listText(t, bitsOf(t)), school(t).Method().Controller, webSchool, 1)
	text := strings.Replace(strings.ReplaceAll(linked(t, honestLinks()), school(t).Method().Controller, webSchool), `"evidence":`, `"credentialStatus":`+entry()+`,"evidence":`, 1)
	j.data = forge(`{"alg":"EdDSA"`+named(webSchool+"#k1")+`}`, text, edKey(0))
	answers := map[string]string{
		"/.well-known/did.json": string(document(webSchool, method)), "/status/3": string(forge(`{"alg":"EdDSA","typ":"vc+jwt"`+named(webSchool+"#k1")+`}`, list, edKey(0))),
		"/civics": "criteria", "/essay": "essay", "/civics.png": "picture",
	}
	j.net.Host("school.example", func(ctx context.Context, w io.Writer, r *http.Request) bool {
		j.step("asked for " + r.URL.Path)
		body, ok := answers[r.URL.Path]
		if !ok {
			return faultnet.Text(404, "")(ctx, w, r)
		}
		head, rest := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body[:len(body)/2]), body[len(body)/2:]
		if _, err := io.WriteString(w, head); err != nil {
			return false
		}
		j.step("half of " + r.URL.Path)
		_, err := io.WriteString(w, rest)
		return err == nil
	})
	return j
}

func (j *journey) step(event string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.steps == j.last {
		j.left = time.Now()
		j.leave()
	}
	j.steps++
	j.events = append(j.events, event)
}

// verify has the badge judged, and leaves at the step of that number.
func (j *journey) verify(t testing.TB, last int) (report *verify.Report, late time.Duration, err error) {
	t.Helper()
	within, cancel := context.WithCancel(ctx)
	defer cancel()
	j.mu.Lock()
	j.steps, j.last, j.leave, j.left, j.events = 0, last, cancel, time.Time{}, nil
	j.mu.Unlock()
	f := &verify.HTTPFetcher{Roots: j.net.Roots(), Now: now,
		Lookup: func(ctx context.Context, host string) ([]netip.Addr, error) {
			j.step("looked up")
			return j.net.Lookup(ctx, host)
		},
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			j.step("dialled")
			return j.net.Dial(ctx, network, address)
		},
	}
	v := newVerifier(t, func(c *verify.Config) {
		c.Fetcher, c.Issuers, c.CompareResources = f, []string{webSchool}, true
	})
	report, err = v.Verify(within, j.data)
	j.mu.Lock()
	left := j.left
	j.mu.Unlock()
	if !left.IsZero() {
		late = time.Since(left)
	}
	require.NoError(t, f.Close())
	return report, late, err
}

// Fault 11: whoever asks leaves at every step of the way, and has an answer at once, which
// is no pass; nothing stays behind.
func TestAVerificationEndsWhereverItsCallerLeaves(t *testing.T) {
	j := newJourney(t)
	report, _, err := j.verify(t, -1)
	require.NoError(t, err)
	require.Equal(t, "valid", report.Verdict(), "%v", report)
	steps := j.steps
	require.Equal(t, 5*4, steps, "five documents: looked up, dialled, asked for, and half of each: %q", j.events)
	goroutines, descriptors := len(faultnet.Goroutines()), faultnet.Descriptors()
	for last := range steps {
		report, late, err := j.verify(t, last)
		require.ErrorIs(t, err, verify.Interrupted, last)
		require.ErrorIs(t, err, context.Canceled, last)
		require.Equal(t, verify.Undetermined, report.Outcome, last)
		require.Zero(t, report.GoodUntil, last)
		require.Less(t, late, time.Second, "a bound against waiting for somebody; BenchmarkLeaving has the figure")
	}
	require.True(t, faultnet.Eventually(func() bool {
		return j.net.Open() == 0 && len(faultnet.Goroutines()) <= goroutines && faultnet.Descriptors() <= descriptors
	}), "%d connections; %d goroutines, and were %d; %d descriptors, and were %d", j.net.Open(), len(faultnet.Goroutines()), goroutines, faultnet.Descriptors(), descriptors)
}

// BenchmarkLeaving is how long a verification still takes whose caller leaves, at any
// step of the way, as a part of the 50 ms of fault 11: the longest of all.
func BenchmarkLeaving(b *testing.B) {
	j := newJourney(b)
	_, _, _ = j.verify(b, -1)
	steps := j.steps
	var longest time.Duration
	for b.Loop() {
		for last := range steps {
			_, late, _ := j.verify(b, last)
			longest = max(longest, late)
		}
	}
	reportRatios(b, "x-goal", []float64{float64(longest) / float64(50*time.Millisecond)})
}

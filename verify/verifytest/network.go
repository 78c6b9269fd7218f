package verifytest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

// A Network is a verify.Fetcher for documents that a test publishes. Any other URL is
// answered as by a host that says 404. It keeps no document for the next time: whoever
// asks again is counted again. Its zero value has no documents; it is safe for
// concurrent use, and must not be copied.
//
// Where a method takes a place, that is a URL and everything below it by whole segments
// of its path: https://school.example is every document of that host. "" is everywhere.
type Network struct {
	// Clock says when a document was fetched (verify.Resource.Fetched).
	Clock Clock

	// MaxAge is how long hosts let their documents be kept, as by Cache-Control. Zero
	// means that they do not say. It may not change while somebody fetches.
	MaxAge time.Duration

	mu        sync.Mutex
	documents map[string][]byte
	troubles  map[string]trouble
	asked     map[string]int
	keys      map[string][]string // by origin: its JWKs
	homes     map[string]bool
	issuers   int
}

// A trouble is what is wrong with a place.
type trouble struct {
	why  error
	late time.Duration
}

// Publish puts data where url says, in the place of what was there.
func (n *Network) Publish(url string, data []byte) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.documents == nil {
		n.documents = map[string][]byte{}
	}
	n.documents[url] = append([]byte{}, data...) // an empty document is one
}

// Published returns the document that was published at url, nil if there is none. It
// counts as no request, and finds what Fail has made unreachable.
func (n *Network) Published(url string) []byte {
	n.mu.Lock()
	defer n.mu.Unlock()
	return bytes.Clone(n.documents[url])
}

// Remove takes the document at url away: its host answers with 404.
func (n *Network) Remove(url string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.documents, url)
}

// Fail makes every request at place fail, until Restore. What a verification makes of it
// depends on why:
//
//   - a *verify.HTTPError is an answer with that status (ResolveHTTP), and says by
//     its RetryAfter when to come back;
//   - context.DeadlineExceeded is a host that never answers (ResolveTimeout), without
//     anybody having to wait for it;
//   - a verify.Code, such as verify.ResolveTLS, or a *verify.Problem is that;
//   - any other error is a Fetcher that did not work (ResolveFailed).
//
// Where several places hold, the longest counts.
func (n *Network) Fail(place string, why error) {
	if why == nil {
		panic("verifytest: Network.Fail needs to be told why; Restore ends it")
	}
	n.change(place, func(t *trouble) { t.why = why })
}

// Slow makes every answer at place take that long, until Restore: each request moves the
// Clock, and nobody waits. A request that would take longer than a host is given (10
// seconds) takes that, and is a ResolveTimeout.
func (n *Network) Slow(place string, takes time.Duration) {
	n.change(place, func(t *trouble) { t.late = takes })
}

// Restore ends what Fail and Slow have done to exactly this place. What is published
// there has stayed, and may have changed meanwhile.
func (n *Network) Restore(place string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.troubles, strings.TrimSuffix(place, "/"))
}

func (n *Network) change(place string, by func(t *trouble)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.troubles == nil {
		n.troubles = map[string]trouble{}
	}
	place = strings.TrimSuffix(place, "/")
	t := n.troubles[place]
	by(&t)
	n.troubles[place] = t
}

// Requests is how often documents at place were asked for, whatever the answer was.
func (n *Network) Requests(place string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	sum := 0
	for url, count := range n.asked {
		if within(place, url) {
			sum += count
		}
	}
	return sum
}

func within(place, url string) bool {
	if place == "" {
		return true
	}
	rest, ok := strings.CutPrefix(url, strings.TrimSuffix(place, "/"))
	return ok && (rest == "" || strings.ContainsRune("/?#", rune(rest[0])))
}

// Fetch answers as the host of r.URL does.
func (n *Network) Fetch(ctx context.Context, r verify.Request) (*verify.Resource, error) {
	data, t := n.ask(r.URL)
	if t.late > 0 {
		n.Clock.Advance(min(t.late, limits.FetchOne))
	}
	switch {
	case ctx.Err() != nil: // FetchMap says so
	case t.late > limits.FetchOne:
		return nil, silent(r.URL)
	case t.why != nil:
		return nil, failure(r.URL, t.why)
	}
	documents := verify.FetchMap{}
	if data != nil {
		documents[r.URL] = data
	}
	found, err := documents.Fetch(ctx, r)
	if err != nil {
		return nil, err
	}
	found.Fetched = n.Clock.Now()
	if n.MaxAge > 0 {
		found.FreshUntil = found.Fetched.Add(n.MaxAge)
	}
	return found, nil
}

// ask counts a request, and returns the document, nil if there is none, and what is
// wrong with its place.
func (n *Network) ask(url string) ([]byte, trouble) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.asked == nil {
		n.asked = map[string]int{}
	}
	n.asked[url]++
	longest, found := -1, trouble{}
	for place, t := range n.troubles {
		if len(place) > longest && within(place, url) {
			longest, found = len(place), t
		}
	}
	return bytes.Clone(n.documents[url]), found
}

func silent(url string) error {
	return credential.NewProblem(verify.ResolveTimeout, "", context.DeadlineExceeded, "%s did not answer in time", url)
}

// failure says why there is no document, as the Fetcher of a real network would.
func failure(url string, why error) error {
	if p, ok := errors.AsType[*verify.Problem](why); ok {
		return p
	}
	if status, ok := errors.AsType[*verify.HTTPError](why); ok {
		return credential.NewProblem(verify.ResolveHTTP, "", status, "%s answered with %v", url, status)
	}
	if code, ok := errors.AsType[verify.Code](why); ok {
		return credential.NewProblem(code, "", why, "%s: %v", url, code)
	}
	if errors.Is(why, context.DeadlineExceeded) {
		return silent(url)
	}
	return fmt.Errorf("%s: %w", url, why)
}

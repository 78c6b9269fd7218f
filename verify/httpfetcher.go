package verify

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// An HTTPFetcher gets documents from the hosts that badges name, over https and over
// nothing else. Its zero value is ready, and safe to point at the open internet; its
// fields are not changed once it is in use. It is safe for concurrent use, and one
// serves a whole process: what it keeps, and how much it asks of a host at a time, is
// its own.
//
// Every URL was written by a stranger, so none leads it into the network that it
// runs in: it connects to names in DNS only, and of those only to addresses that a
// public host can have, judged when they are dialled. Such a target, or a redirect to
// one, is refused with ResolveForbiddenTarget. Redirects are followed within one host
// at most, three of them, and none where Request.Key says that the document is a key.
// It takes no proxy from the environment, keeps no cookies, and sends nothing but the
// URL, Request.Accept and a User-Agent that is the same for every badge.
//
// One document may take 10 seconds with everything that it needs, of which a connection
// may take 3 and TLS as much. A host that answers 429, 502, 503 or 504, or ends the
// connection, is asked once more after a short pause, or after as long as it asks for if
// that is no more than 2 seconds. Whoever asks for a document that is on its way waits
// for that one. An answer other than 200, an empty one, and one in a Content-Encoding
// other than gzip is ResolveHTTP; what the document means, and whether it is an error
// page, is for whoever reads it.
//
// A document is kept as long as its host says by Cache-Control or Expires (RFC 9111),
// and at most 1 hour if Request.Key is set, 5 minutes if not; 5 minutes if the host says
// nothing; a failure, 30 seconds. Resource.FreshUntil says until when. Shortly before
// that, a document that is in use is asked for again in the background. How long
// something is kept goes by the time that this process has run, not by a clock that
// can be set. Request.Again passes by what is kept once a minute for each document.
type HTTPFetcher struct {
	// Roots are the authorities whose certificates are accepted. Nil means those of the
	// system.
	Roots *x509.CertPool

	// HighPorts allows ports above 1023, besides 443.
	HighPorts bool

	// Proxy is the http or https proxy through which everything is asked. It may stand
	// anywhere. It, and not this package, then resolves the names and chooses the
	// addresses, so it MUST be one that refuses to connect to your own network.
	Proxy *url.URL

	// AllowStale is how long a document is still given, marked as Resource.Stale, after
	// it is no longer fresh, if its host does not answer. A key that was withdrawn in the
	// meantime is still given, too. The zero value gives nothing stale; nor is anything
	// whose host forbids it.
	AllowStale time.Duration

	// Lookup resolves a name. Nil means DNS, as the system has it. What it returns is
	// judged.
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)

	// Dial connects to an address, "tcp" and "IP:port", that was judged or is the
	// proxy's. Nil means a net.Dialer.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	// Now is the clock by which Resource.Fetched and FreshUntil are told. Nil means
	// time.Now. How long anything is kept does not hang on it.
	Now func() time.Time

	once      sync.Once
	transport *http.Transport
	turns     turns

	mu      sync.Mutex
	kept    shelf
	flights map[Request]*flight
	work    sync.WaitGroup // flights
	closed  bool

	// For tests.
	limit   pace
	elapsed func() time.Duration
	jitter  func() float64 // in [0, 1)
}

// A pace is every number of an HTTPFetcher that is a time or a bound of its own.
type pace struct {
	connect, one, patience, pause, retryAfter time.Duration
	atOnce, atOnceAll                         int
	kept, keptBytes                           int
}

var errAbandoned = errors.New("nobody waits for it any more")

// errClosed says that nothing is fetched any more.
const errClosed = settled("the HTTPFetcher was closed")

// start completes the zero value.
func (f *HTTPFetcher) start() {
	f.limit = pace{
		connect:    cmp.Or(f.limit.connect, limits.FetchConnect),
		one:        cmp.Or(f.limit.one, limits.FetchOne),
		patience:   cmp.Or(f.limit.patience, limits.FetchPatience),
		pause:      cmp.Or(f.limit.pause, limits.FetchAgainAfter),
		retryAfter: cmp.Or(f.limit.retryAfter, limits.FetchRetryAfter),
		atOnce:     cmp.Or(f.limit.atOnce, limits.FetchesAtOnce),
		atOnceAll:  cmp.Or(f.limit.atOnceAll, limits.FetchesAtOnceAll),
		kept:       cmp.Or(f.limit.kept, limits.FetchedKept),
		keptBytes:  cmp.Or(f.limit.keptBytes, limits.FetchedKeptBytes),
	}
	if f.elapsed == nil {
		f.elapsed = startStopwatch().total
	}
	if f.jitter == nil {
		f.jitter = rand.Float64
	}
	f.turns = turns{
		hosts: map[string]*turnsOfHost{}, all: make(chan struct{}, f.limit.atOnceAll), perHost: f.limit.atOnce,
		patience: f.limit.patience, elapsed: f.elapsed,
	}
	f.kept = shelf{most: f.limit.kept, mostBytes: f.limit.keptBytes}
	f.flights = map[Request]*flight{}
	f.transport = f.newTransport()
}

func (f *HTTPFetcher) wall() time.Time {
	if f.Now == nil {
		return time.Now()
	}
	return f.Now()
}

// Fetch returns the document that r asks for, from its host or as it is kept. It
// returns as soon as ctx ends, with ResolveTimeout or credential.Interrupted, whoever
// else waits for the same document. A nil HTTPFetcher has no network.
func (f *HTTPFetcher) Fetch(ctx context.Context, r Request) (*Resource, error) {
	if f == nil {
		return nil, credential.NewProblem(credential.ResolveOffline, "", nil, "%s would have to be fetched, and this HTTPFetcher is nil", limits.Abridge(r.URL))
	}
	at, err := destination(r.URL, f.HighPorts)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, leftAlone(ctx, r)
	}
	f.once.Do(f.start)
	key := Request{URL: at.String(), Accept: r.Accept, Limit: r.limit(), Key: r.Key}
	known, on := f.find(key, r.Again)
	if on != nil {
		select {
		case <-on.landed:
			known = on.answer
			if known.err != nil && on.before != nil && !r.Again {
				known = *on.before
			}
		case <-ctx.Done():
			f.leave(key, on)
			return nil, leftAlone(ctx, r)
		}
	}
	return f.give(r, key, known)
}

// give makes a Resource of what is known. Fetched and FreshUntil are told by the clock
// as it is now, whatever it was then.
func (f *HTTPFetcher) give(r, key Request, known answered) (*Resource, error) {
	if known.err != nil {
		if p, ok := errors.AsType[*Problem](known.err); ok && p != nil {
			own := *p // others get the same
			return nil, &own
		}
		return nil, known.err
	}
	now, age := f.wall(), f.elapsed()-known.at
	out := &Resource{URL: known.doc.url, Data: known.doc.data, ContentType: known.doc.contentType, FromCache: known.kept, Stale: known.stale, Fetched: now.Add(-age)}
	if known.doc.url == key.URL {
		out.URL = r.URL
	}
	if known.doc.said {
		out.FreshUntil = out.Fetched.Add(min(known.doc.life, most(key)))
	}
	return out, nil
}

// leftAlone says that whoever asked did not wait for the answer.
func leftAlone(ctx context.Context, r Request) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return credential.NewProblem(credential.ResolveTimeout, "", context.DeadlineExceeded, "%s did not answer in the time that was left", limits.Abridge(r.URL))
	}
	return interrupted(ctx)
}

// Close ends what is under way, waits until nothing of it is left, and drops what is
// kept. It is needed only where nothing may go on in the background, such as at the
// end of a test. Fetch fails from then on. Close returns nil.
func (f *HTTPFetcher) Close() error {
	f.once.Do(f.start)
	f.mu.Lock()
	f.closed = true
	f.kept = shelf{}
	for _, on := range f.flights {
		on.giveUp(errClosed)
	}
	f.mu.Unlock()
	f.work.Wait()
	return nil
}

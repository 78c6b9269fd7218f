package verify

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A Source is a document that a verdict rests on, or that it lacks.
type Source struct {
	URL        string // as it was asked for
	Check      string // the name of the Check that asked first
	Digest     []byte // SHA-256 of its bytes; nil if it was not had
	Fetched    time.Time
	FreshUntil time.Time
	FromCache  bool
	Stale      bool
	Took       time.Duration // by the process's own clock
	Problem    *Problem      // why it was not had; nil if it was
}

// An outing is everything that one verification asks of the outside. It counts the
// questions, because the badge wrote them and somebody else would have to answer;
// and it asks none of them twice, so that two stages never read two documents.
type outing struct {
	mu      sync.Mutex
	left    int           // questions
	waited  time.Duration // for answers
	check   string        // the stage that is asking
	asked   map[Request]*answer
	sources []Source
}

// An answer is what came of one question.
type answer struct {
	resource *Resource
	err      error
}

func newOuting() *outing { return &outing{left: limits.Fetches} }

// more allows for the documents of another credential, of a presentation.
func (o *outing) more() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.left = min(o.left+limits.FetchesPresented, limits.FetchesPresentation)
}

// at says which stage asks from now on.
func (o *outing) at(check string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.check = check
}

// rested returns what has been asked, from the given question on.
func (o *outing) rested(from int) []Source {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.sources[from:])
}

// outingKey is where the context of a verification has its outing, so that the
// Resolvers of this package find it behind an interface that others implement, too.
type outingKey struct{}

// fetch asks f, on behalf of the verification that ctx is of.
func fetch(ctx context.Context, f Fetcher, r Request) (*Resource, error) {
	o, ok := ctx.Value(outingKey{}).(*outing)
	if !ok {
		o = newOuting() // a Resolver that is used on its own
	}
	return o.fetch(ctx, f, r)
}

// fetch holds the lock while it asks: the stages of a verification ask one after
// another.
func (o *outing) fetch(ctx context.Context, f Fetcher, r Request) (*Resource, error) {
	if f == nil {
		return nil, credential.NewProblem(credential.ResolveOffline, "", nil, "%s would have to be fetched, and this verifier has no network", limits.Abridge(r.URL))
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if known := o.asked[r]; known != nil {
		return known.resource, known.err
	}
	if o.left == 0 {
		return nil, credential.NewProblem(credential.ResolveFailed, "", nil, "%s was not fetched: a verification asks for at most %d documents", limits.Abridge(r.URL), limits.Fetches)
	}
	o.left--
	within, cancel := context.WithTimeout(ctx, limits.FetchTotal-o.waited)
	defer cancel()
	watch := startStopwatch()
	resource, err := f.Fetch(within, r)
	source := Source{URL: r.URL, Check: o.check, Took: watch.lap()}
	o.waited += source.Took
	switch {
	case err != nil:
		err = unfetched(ctx, r, err)
	case resource == nil:
		err = credential.NewProblem(credential.ResolveFailed, "", nil, "%s: the Fetcher answered with nothing", limits.Abridge(r.URL))
	case len(resource.Data) > r.limit(): // a Fetcher is somebody's plug-in
		err = tooLarge(r)
	case r.Key && resource.URL != r.URL:
		err = credential.NewProblem(credential.ResolveHTTP, "", nil, "%s leads on to %s; whoever can redirect would choose the key", limits.Abridge(r.URL), limits.Abridge(resource.URL))
	case originOf(resource.URL) != originOf(r.URL):
		err = credential.NewProblem(credential.ResolveHTTP, "", nil, "%s leads on to another host, %s", limits.Abridge(r.URL), limits.Abridge(resource.URL))
	default:
		digest := sha256.Sum256(resource.Data)
		source.Digest, source.Fetched, source.FreshUntil = digest[:], resource.Fetched, resource.FreshUntil
		source.FromCache, source.Stale = resource.FromCache, resource.Stale
	}
	if err != nil {
		resource = nil
		source.Problem = asProblem(err)
	}
	if o.asked == nil {
		o.asked = map[Request]*answer{}
	}
	o.asked[r] = &answer{resource, err}
	o.sources = append(o.sources, source)
	return resource, err
}

// unfetched says why a document was not had, in terms of this package.
func unfetched(ctx context.Context, r Request, err error) error {
	p, ok := errors.AsType[*Problem](err)
	switch {
	case ctx.Err() != nil:
		return interrupted(ctx)
	case ok && p != nil:
		return p
	case ok:
		return credential.NewProblem(credential.ResolveFailed, "", nil, "%s: the Fetcher answered with nothing", limits.Abridge(r.URL))
	case errors.Is(err, context.DeadlineExceeded):
		return credential.NewProblem(credential.ResolveTimeout, "", err, "%s did not answer in time", limits.Abridge(r.URL))
	}
	return credential.NewProblem(credential.ResolveFailed, "", err, "%s could not be fetched: %v", limits.Abridge(r.URL), err)
}

// limited reads no more of r than shows that it is too much.
func limited(r io.Reader, limit int) io.Reader { return io.LimitReader(r, int64(limit)+1) }

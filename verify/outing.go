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
	Key        bool   // a key was looked for in it, so that no redirect was followed (Request.Key)
	Digest     []byte // SHA-256 of its bytes; nil if it was not had
	Fetched    time.Time
	FreshUntil time.Time
	FromCache  bool
	Stale      bool
	Took       time.Duration // by the process's own clock
	Problem    *Problem      // why it was not had; nil if it was

	// Data is the document itself, which others may read, too; nil if it was not had. It
	// stays in memory as long as the Source does.
	Data []byte
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
	used    []use // in the order in which the stages asked
	since   int   // of these, the first one of the stage that is asking

	aside   allowance           // of all this, for endorsements
	lookups int                 // questions for keys, which Resolvers answer
	keys    []keyAnswer         // of these, what came of them
	checker *credential.Checker // of the document that was judged last
	schemas schemaDesk          // what schemas may still cost
}

// A use is one stage's asking for a document, whether it had been asked for before or
// not.
type use struct {
	source int
	check  string
}

// An answer is what came of one question.
type answer struct {
	resource *Resource
	err      error
	source   int
}

func newOuting() *outing {
	return &outing{left: limits.Fetches, lookups: limits.Lookups, schemas: schemaDesk{left: limits.SchemaWork},
		aside: allowance{endorsements: limits.Endorsements, fetches: limits.FetchesEndorsements, lookups: limits.LookupsEndorsements, schemas: schemaDesk{left: limits.SchemaEndorsements}}}
}

// An allowance is what the endorsements of a verification may cost together, however
// many there are: nothing hangs on them that what else is presented may lack for.
type allowance struct {
	endorsements int
	fetches      int // of those that the verification has
	lookups      int
	waited       time.Duration
	schemas      schemaDesk
}

// desk is where schemas are judged by on behalf of a stage.
func (o *outing) desk(behalf string) *schemaDesk {
	if behalf == CheckEndorsements {
		return &o.aside.schemas
	}
	return &o.schemas
}

// checks judges the proofs of a document, at a cost that is bounded for all documents
// of the verification.
func (o *outing) checks(s *credential.Secured, cs *credential.Contexts, keys *credential.KeyMemory) *credential.Checker {
	if o.checker != nil {
		o.checker = o.checker.Beside(s)
	} else {
		o.checker = s.Checker(cs)
		o.checker.Remember(keys)
	}
	return o.checker
}

// more allows for the documents of another credential: one of a presentation, or a newer
// edition of the badge.
func (o *outing) more() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.left = min(o.left+limits.FetchesPresented, limits.FetchesPresentation)
	o.lookups = min(o.lookups+limits.LookupsPresented, limits.LookupsPresentation)
	o.schemas.left = min(o.schemas.left+limits.SchemaPresented, limits.SchemaWork)
	o.aside.schemas.left = min(o.aside.schemas.left+limits.SchemaPresented, limits.SchemaEndorsements)
	o.aside.fetches = min(o.aside.fetches+1, limits.FetchesEndorsements)
	o.aside.endorsements = min(o.aside.endorsements+limits.EndorsementsPresented, limits.Endorsements)
	o.aside.lookups = min(o.aside.lookups+2*limits.EndorsementsPresented, limits.LookupsEndorsements)
}

// at says which stage asks from now on.
func (o *outing) at(check string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.check, o.since = check, len(o.used)
}

// staleNow returns what the stage rests on and the host would no longer vouch for,
// whichever stage asked for it first.
func (o *outing) staleNow() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var stale []string
	for _, u := range o.used[o.since:] {
		if s := o.sources[u.source]; s.Stale {
			stale = append(stale, s.URL)
		}
	}
	slices.Sort(stale)
	return slices.Compact(stale)
}

// uses is how many questions have been asked, those included that others had asked.
func (o *outing) uses() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.used)
}

// rested returns the documents that were asked for from the given question on, each
// once.
func (o *outing) rested(from int) []Source {
	o.mu.Lock()
	defer o.mu.Unlock()
	var list []Source
	seen := map[int]bool{}
	for _, u := range o.used[from:] {
		if !seen[u.source] {
			seen[u.source] = true
			list = append(list, o.sources[u.source])
		}
	}
	return list
}

// freshUntil returns until when the documents are fresh that the stage asked for from
// the given question on; zero if nothing says so. One whose host does not say is as long
// as kept.
func (o *outing) freshUntil(check string, from int, kept time.Duration) time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	var least time.Time
	for _, u := range o.used[from:] {
		s := o.sources[u.source]
		switch {
		case u.check != check || s.Problem != nil:
		case !s.FreshUntil.IsZero():
			least = earlier(least, s.FreshUntil)
		case !s.Fetched.IsZero(): // its host does not say, and it may change all the same
			least = earlier(least, s.Fetched.Add(kept))
		}
	}
	return least
}

// had returns the document of that very URL that has been asked for, nil if none has,
// or it was not had.
func (o *outing) had(url string) *Resource {
	o.mu.Lock()
	defer o.mu.Unlock()
	var found *Resource
	newest := -1
	for r, a := range o.asked {
		if r.URL == url && a.resource != nil && a.source > newest {
			found, newest = a.resource, a.source
		}
	}
	return found
}

// earlier returns the earlier of two times, of which a zero one bounds nothing.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
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
		o.used = append(o.used, use{known.source, o.check})
		return known.resource, known.err
	}
	if o.left == 0 {
		return nil, credential.NewProblem(credential.ResolveFailed, "", errSpent, "%s was not fetched: a verification asks for at most %d documents", limits.Abridge(r.URL), limits.Fetches)
	}
	if o.check == CheckEndorsements {
		if o.aside.fetches == 0 {
			return nil, credential.NewProblem(credential.ResolveFailed, "", errSpent, "%s was not fetched: the endorsements of a verification ask for at most %d documents", limits.Abridge(r.URL), limits.FetchesEndorsements)
		}
		o.aside.fetches--
	}
	o.left--
	patience := limits.FetchTotal - o.waited
	within, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	watch := startStopwatch()
	resource, err := f.Fetch(within, r)
	source := Source{URL: r.URL, Check: o.check, Key: r.Key, Took: watch.lap()}
	o.waited += source.Took
	switch {
	case err != nil && ctx.Err() == nil && within.Err() != nil && patience < limits.FetchOne:
		// Others have taken the time: whoever is slow on purpose would else choose what is
		// not asked.
		err = credential.NewProblem(credential.ResolveTimeout, "", errSpent, "%s was not had: the documents of a verification have %v together", limits.Abridge(r.URL), limits.FetchTotal)
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
		source.FromCache, source.Stale, source.Data = resource.FromCache, resource.Stale, resource.Data
	}
	if err != nil {
		resource = nil
		source.Problem = asProblem(err)
	}
	if o.asked == nil {
		o.asked = map[Request]*answer{}
	}
	if !cutShort(err) {
		o.asked[r] = &answer{resource, err, len(o.sources)}
	}
	o.used = append(o.used, use{len(o.sources), o.check})
	o.sources = append(o.sources, source)
	return resource, err
}

// errSpent says that a verification has asked all the questions that it may ask, or has
// waited for answers as long as it may.
const errSpent = settled("the questions are used up")

// resolveCodes are those with which a Fetcher may answer.
var resolveCodes = []Code{ResolveHTTP, ResolveTimeout, ResolveTLS, ResolveTooLarge, ResolveOffline, ResolveFailed, ResolveForbiddenTarget}

// unfetched says why a document was not had, in terms of this package.
func unfetched(ctx context.Context, r Request, err error) error {
	failed := func(code Code) error {
		return credential.NewProblem(code, "", err, "%s could not be fetched: %v", limits.Abridge(r.URL), err)
	}
	if ctx.Err() != nil {
		return interrupted(ctx)
	}
	if p, ok := errors.AsType[*Problem](err); ok {
		if p == nil {
			return credential.NewProblem(credential.ResolveFailed, "", nil, "%s: the Fetcher answered with nothing", limits.Abridge(r.URL))
		}
		return p
	}
	if code, ok := errors.AsType[Code](err); ok && slices.Contains(resolveCodes, code) {
		return failed(code)
	}
	if _, ok := errors.AsType[*HTTPError](err); ok {
		return failed(ResolveHTTP)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return credential.NewProblem(credential.ResolveTimeout, "", err, "%s did not answer in time", limits.Abridge(r.URL))
	}
	return failed(credential.ResolveFailed)
}

// limited reads no more of r than shows that it is too much.
func limited(r io.Reader, limit int) io.Reader { return io.LimitReader(r, int64(limit)+1) }

package status

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/summitbadges/openbadges/credential"
)

// A Publication signs the lists and publishes them. It is safe for concurrent use as
// long as nobody changes its fields: one list is written after the other. Several
// processes may publish the same lists, of which each writes all: whoever has written
// sees whether what it wrote still holds, and what one that ended too early has left
// behind, the others write over (see Getter).
type Publication struct {
	Lists *Lists    // whose Store is published, with all the lists that it holds; required
	To    Publisher // required

	// Issuer signs: with its Suite a proof inside the document, without one a JWS of the
	// form VCJOSE. ecdsa-sd-2023 stands for ecdsa-rdfc-2019, because a list has nothing
	// that its holder would hide. A RevocationList is not signed, and has its name. Required.
	//
	// It MUST be the issuer of the badges, that is, the controller of its key the one of
	// theirs. Nothing here can see whether it is: the Store knows no issuers. A list that
	// is anybody else's is believed by nobody but those who are told to
	// (verify.Config.StatusIssuers): all badges in it are undetermined from then on, those
	// included that an earlier edition had revoked.
	Issuer *credential.Issuer

	// Lifetime is how long a signed list counts (validUntil): afterwards the status of
	// all its badges is open, until there is a newer one. 0 is 24 hours.
	Lifetime time.Duration

	// TTL is how long verifiers may keep it (ttl); 0: it does not say.
	TTL time.Duration

	// Reasons publishes the reasons in a RevocationList, for anybody to read. They are left
	// out where the list would otherwise be longer than verifiers read.
	Reasons bool

	mu   sync.Mutex
	turn chan struct{}     // holds one while a list is written
	last map[int64]edition // of each list, the edition that this Publication wrote, and found to hold
}

// An edition is what was published of a list, and until when it counts.
type edition struct {
	url     string
	version int64
	until   time.Time
	digest  [sha256.Size]byte
}

// Publish publishes every list anew. Called on a schedule, a few times within Lifetime
// and whether or not anything has changed, it keeps the lists in force and does not show
// by its time that somebody was revoked.
//
// A list that cannot be published does not keep the others from it; the error names each.
// Nothing is published from a store that is older than was witnessed (ErrRollback) or
// damaged (ErrCorrupt).
//
// What is signed by another Issuer than that of the badges is published all the same, and
// leaves every badge in it open: try a new Publication on a badge before it goes out.
func (p *Publication) Publish(ctx context.Context) error { return p.publish(ctx, true) }

// PublishChanged publishes the lists that have changed since this Publication published
// them, those for which half of Lifetime has passed, and those in whose place the
// Publisher finds something else: all of them the first time, and every time from a
// Publisher that is no Getter. It shows when somebody was revoked, and is for what cannot
// wait.
func (p *Publication) PublishChanged(ctx context.Context) error { return p.publish(ctx, false) }

func (p *Publication) publish(ctx context.Context, all bool) error {
	switch {
	case p.Lists == nil || p.To == nil || p.Issuer == nil || p.Issuer.Signer == nil:
		return errors.New("status: a Publication needs Lists, a Publisher and an Issuer with a Signer")
	case p.Lifetime < 0 || p.TTL < 0 || p.TTL > 0 && p.TTL < time.Millisecond:
		return errors.New("status: Lifetime and TTL: expected none, or more than a millisecond")
	}
	openings, _, err := p.Lists.read(ctx, Query{Kind: Openings})
	if err != nil {
		return err
	}
	var errs []error
	for _, o := range openings {
		if ctx.Err() != nil {
			return errors.Join(append(errs, context.Cause(ctx))...)
		}
		if err := p.list(ctx, o, all); err != nil {
			errs = append(errs, fmt.Errorf("status: list %d: %w", o.List, err))
		}
	}
	return errors.Join(errs...)
}

// holds reports whether the published edition of a list says what the store says. One
// that this Publication wrote may have been written over since, by another process that
// ended before it saw that its own was older; so what stands there is read.
func (p *Publication) holds(ctx context.Context, o Entry) bool {
	e, ok := p.last[o.List]
	if !ok || e.version != o.Version {
		return false
	}
	// More than the whole of it is left where the clock was ahead when it was signed.
	if left := e.until.Sub(p.now()); !e.until.IsZero() && (left <= p.lifetime()/2 || left > p.lifetime()) {
		return false
	}
	getter, ok := p.To.(Getter)
	if !ok {
		return false
	}
	data, err := getter.Get(ctx, e.url)
	return err == nil && sha256.Sum256(data) == e.digest
}

// begin waits until no other list is being written by this Publication.
func (p *Publication) begin(ctx context.Context) (end func(), err error) {
	p.mu.Lock()
	if p.turn == nil {
		p.turn, p.last = make(chan struct{}, 1), map[int64]edition{}
	}
	p.mu.Unlock()
	select {
	case p.turn <- struct{}{}:
		return func() { <-p.turn }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// rounds bounds how often a list is published at once that changes all the time.
const rounds = 8

// list publishes one list. Another process may publish an older edition behind the back
// of this one and end before it notices, or the other way round. So whoever has written
// looks whether the list is still what was written, and writes again if it is not: what
// was written last was looked at after it was written, or is an error.
func (p *Publication) list(ctx context.Context, o Entry, always bool) error {
	end, err := p.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	if !always && p.holds(ctx, o) {
		return nil
	}
	delete(p.last, o.List) // an error of Put says nothing of what stands there
	for range rounds {
		e, err := p.once(ctx, o.List)
		if err != nil {
			return err
		}
		found, _, err := p.Lists.read(ctx, Query{Kind: ByPlace, List: o.List, Index: -1})
		if err != nil {
			return err
		}
		if len(found) == 1 && found[0].Version == e.version {
			p.last[o.List] = e
			return nil
		}
	}
	return fmt.Errorf("%w while it was published, %d times over: an older edition may stand there until it is published again", ErrConflict, rounds)
}

func (p *Publication) once(ctx context.Context, number int64) (e edition, err error) {
	entries, epoch, err := p.Lists.read(ctx, Query{Kind: Set, List: number})
	if err != nil {
		return e, err
	}
	if len(entries) == 0 || entries[0].State != Opening || entries[0].List != number {
		return e, fmt.Errorf("%w: there is no such list", ErrCorrupt)
	}
	f, err := parseForm(entries[0].Reason)
	if err != nil {
		return e, err
	}
	// Nobody may see what the store could forget again unnoticed.
	if err := p.Lists.cfg.Witness.Raise(ctx, epoch); err != nil {
		return e, err
	}
	e.url, e.version = f.list(number), entries[0].Version
	data, until, err := p.document(ctx, f, e.url, entries[1:])
	if err != nil {
		return e, err
	}
	e.until, e.digest = until, sha256.Sum256(data)
	return e, p.To.Put(ctx, e.url, data)
}

func (p *Publication) lifetime() time.Duration {
	if p.Lifetime == 0 {
		return 24 * time.Hour
	}
	return p.Lifetime
}

func (p *Publication) now() time.Time {
	if p.Issuer.Now != nil {
		return p.Issuer.Now()
	}
	return time.Now()
}

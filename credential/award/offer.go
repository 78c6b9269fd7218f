package award

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
)

// Offer keeps an award for its student to claim until a time, that instant included.
// Nothing is signed, and nothing is in a status list, before Claim: who never answers, or
// says no, has no badge that would have to be revoked. To offer it once more with another
// time moves the end; of what was claimed or rejected meanwhile the record is returned as
// it is. The decision is not kept: Claim is given it again.
func (a *Awards) Offer(ctx context.Context, d Decision, until time.Time) (Record, error) {
	if d.Edition > 1 || d.Holder != "" {
		return Record{}, refuse(ErrDecision, "Edition, Holder: expected the first edition for a student whose own id is not known, found edition %d for %q", d.Edition, limits.Abridge(d.Holder))
	}
	if until = until.UTC().Truncate(time.Second); until.Before(a.now()) {
		return Record{}, refuse(ErrDecision, "the offer would have ended on %s", until.Format(time.RFC3339))
	}
	c, err := a.claims(d)
	if err != nil {
		return Record{}, err
	}
	r := Record{Key: d.key(), State: Offered, Digest: c.digest, Student: d.Student, Achievement: d.Credential, ValidFrom: until, Changed: a.now()}
	for range attempts {
		stored, err := a.insert(ctx, []Record{r})
		if err != nil {
			return Record{}, err
		}
		is := stored[0]
		if err := is.check(r.Key); is.State != Offered || !errors.Is(err, ErrOffer) {
			return is, err
		}
		if err := is.same(c.digest); err != nil {
			return Record{}, err
		}
		if is.ValidFrom.Equal(until) {
			return is, nil
		}
		is.ValidFrom, is.Changed = until, a.now()
		if err := a.cfg.Store.Update(ctx, is); err == nil {
			is.Version++
			return is, nil
		} else if !errors.Is(err, ErrConflict) {
			return Record{}, err
		}
	}
	return Record{}, refuse(ErrConflict, "%s, %d times over", limits.Abridge(r.Key), attempts)
}

// Claim makes the badge of an offer, as Award does of a decision, for the id that the
// student gives: a DID of a wallet; "" is the opaque id of Subject. That it is the student
// who claims it is for the portal to know. ErrOffer says that there is no offer which
// stands: there was none, it has ended, or it was rejected.
func (a *Awards) Claim(ctx context.Context, d Decision, holder string) (Record, error) {
	offered, err := d.digest()
	if err != nil {
		return Record{}, err
	}
	if d.Holder != "" || d.Edition > 1 {
		return Record{}, refuse(ErrDecision, "Edition, Holder: expected the decision as it was offered")
	}
	d.Holder = holder
	r, err := a.made(ctx, d)
	if r != nil || err != nil && !errors.Is(err, ErrOffer) {
		return a.settled(ctx, r, err)
	}
	was, err := a.read(ctx, d.key())
	if err != nil {
		return Record{}, err
	}
	switch {
	case was == nil:
		return Record{}, refuse(ErrOffer, "%s was never offered", limits.Abridge(d.Key))
	case was.State == Reserved: // a claim that was broken off
	case was.State != Offered:
		return Record{}, was.check(d.key())
	case a.now().After(was.ValidFrom):
		return Record{}, refuse(ErrOffer, "%s could be claimed until %s", limits.Abridge(d.Key), was.ValidFrom.Format(time.RFC3339))
	default:
		if err := was.same(offered); err != nil {
			return Record{}, err
		}
	}
	c, err := a.claims(d)
	if err != nil {
		return Record{}, err
	}
	if was.State == Offered {
		subjects, err := a.subjects(ctx, []*claims{c})
		if err != nil {
			return Record{}, err
		}
		next, err := a.reservation(c, subjects[0])
		if err != nil {
			return Record{}, err
		}
		next.Version = was.Version
		if err := a.cfg.Store.Update(ctx, next); err != nil && !errors.Is(err, ErrConflict) {
			return Record{}, err
		}
	}
	return a.make(ctx, c)
}

// Reject ends an offer for good: its student does not want the badge. ErrOffer says that
// there is none, or that it was claimed.
func (a *Awards) Reject(ctx context.Context, key string) error {
	for range attempts {
		r, err := a.read(ctx, key)
		if err != nil {
			return err
		}
		switch {
		case r == nil || r.State != Offered && r.State != Rejected:
			return refuse(ErrOffer, "%s is not offered", limits.Abridge(key))
		case r.State == Rejected:
			return nil
		}
		r.State, r.Changed = Rejected, a.now()
		if err := a.cfg.Store.Update(ctx, *r); !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return refuse(ErrConflict, "%s, %d times over", limits.Abridge(key), attempts)
}

// offer says why there is no badge yet of what is offered, or was.
func (r Record) offer() error {
	if r.State == Rejected {
		return refuse(ErrOffer, "%s was rejected by its student", limits.Abridge(r.Key))
	}
	return fmt.Errorf("award: %w: %s can be claimed until %s", ErrOffer, limits.Abridge(r.Key), r.ValidFrom.Format(time.RFC3339))
}

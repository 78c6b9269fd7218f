package award

import (
	"context"
	"errors"
	"fmt"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// attempts is how often something is tried anew because somebody else has changed the same
// record.
const attempts = 100

// Award makes the badge of a decision, puts it into the outbox, and lets the Deliverer have
// it. However often, and by however many at once, it is called with one decision, there is
// one badge of it: the first call reserves its id and its time, every other finds them, and
// whichever has signed first is kept. A call that ended at any point, with its process or
// without, is repeated with the same decision.
//
// ErrDecision says that nothing was reserved, and why; ErrChanged, that there is a badge of
// another decision under its Key; ErrOffer, that it waits to be claimed, or was rejected;
// ErrEarned is that of Config.Once, and ErrErased that of Erase. ErrUndelivered says that
// the badge is made, and comes with its record. Any other error is that of the Store, the
// Signer or the status list: to be tried again.
func (a *Awards) Award(ctx context.Context, d Decision) (Record, error) {
	if d.Edition > 1 {
		return Record{}, refuse(ErrDecision, "Edition: %d is a correction, and made by Correct", d.Edition)
	}
	if r, err := a.made(ctx, d); err != nil || r != nil {
		return a.settled(ctx, r, err)
	}
	c, err := a.claims(d)
	if err != nil {
		return Record{}, err
	}
	return a.make(ctx, c)
}

// made returns the record of a decision of which there is a badge, or nil. It is asked
// first: a badge that was made stays, whatever the Config and the clock say by now.
func (a *Awards) made(ctx context.Context, d Decision) (*Record, error) {
	if err := checkKey("Key", d.Key, "/"); err != nil {
		return nil, err
	}
	r, err := a.read(ctx, d.key())
	if err != nil || r == nil {
		return nil, err
	}
	if err := r.check(d.key()); err != nil || r.State == Reserved {
		return nil, err
	}
	digest, err := d.digest()
	if err != nil {
		return nil, err
	}
	return r, r.same(digest)
}

func (a *Awards) settled(ctx context.Context, r *Record, err error) (Record, error) {
	if err != nil {
		return Record{}, err
	}
	return a.settle(ctx, *r)
}

// make takes the claims through the phases: reserve, sign, check, keep, deliver.
func (a *Awards) make(ctx context.Context, c *claims) (Record, error) {
	for range attempts {
		records, refused, err := a.reserve(ctx, c)
		if err := errors.Join(err, errors.Join(refused...)); errors.Is(err, ErrConflict) {
			continue
		} else if err != nil {
			return Record{}, err
		}
		r := records[0]
		if r.State != Reserved {
			if err := r.same(c.digest); err != nil {
				return Record{}, err
			}
			return a.settle(ctx, r)
		}
		if r, err = a.sign(ctx, c, r); err != nil {
			return Record{}, err
		}
		err = a.cfg.Store.Update(ctx, r)
		if errors.Is(err, ErrConflict) {
			continue // somebody has signed it meanwhile; what we signed is forgotten, and was seen by nobody
		}
		if err != nil {
			return Record{}, err
		}
		r.Version++
		return a.settle(ctx, r)
	}
	return Record{}, refuse(ErrConflict, "%s, %d times over", c.student(), attempts)
}

// sign makes the badge that was reserved. Issue reserves its place, checks what it has
// signed, and returns nothing that does not verify.
func (a *Awards) sign(ctx context.Context, c *claims, r Record) (Record, error) {
	b := c.badge(r.Credential, r.Subject, r.ValidFrom)
	var s *credential.Secured
	var err error
	if a.cfg.Endorse != nil {
		if b.EndorsementJWT, err = a.cfg.Endorse(ctx, c.decision, r.Credential); err != nil {
			return Record{}, fmt.Errorf("award: %s: its endorsements: %w", c.student(), err)
		}
		if _, err := a.cfg.Privacy.Inspect(b, c.decision.Names...); err != nil {
			return Record{}, refuse(ErrDecision, "an endorsement: %w", err)
		}
	}
	if c.original != nil && !r.Revokes {
		s, err = a.cfg.Issuer.Reissue(ctx, c.original, b)
	} else {
		s, err = a.cfg.Issuer.Issue(ctx, b)
	}
	if err != nil {
		return Record{}, fmt.Errorf("award: %s: %w", c.student(), err)
	}
	r.State, r.Badge, r.Changed = Issued, s.Bytes(), a.now()
	return r, nil
}

// same refuses the record of another decision.
func (r Record) same(digest string) error {
	if r.Digest != digest {
		return refuse(ErrChanged, "%s: the badge %s stays as it is; Correct makes a correction of it", limits.Abridge(r.Key), limits.Abridge(r.Credential))
	}
	return nil
}

// read returns the record of a key, or nil.
func (a *Awards) read(ctx context.Context, key string) (*Record, error) {
	found, err := a.cfg.Store.Read(ctx, Query{Key: key})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	if len(found) != 1 || found[0].Key != key {
		return nil, refuse(ErrCorrupt, "it was asked for the record %q and returned another", limits.Abridge(key))
	}
	return &found[0], nil
}

// check judges what a Store returns for a key, which is handed out as somebody's badge.
func (r Record) check(key string) error {
	switch {
	case r.Key == key && r.State == Erased:
		return refuse(ErrErased, "%s", limits.Abridge(key))
	case r.Key == key && r.Badge == nil && (r.State == Offered || r.State == Rejected):
		return r.offer()
	case r.Key != key || r.Credential == "" || r.Subject == "" || r.ValidFrom.IsZero():
		return refuse(ErrCorrupt, "it was asked for the record %q and returned one of %q without an id, a subject or a time", limits.Abridge(key), limits.Abridge(r.Key))
	case r.State == Reserved && r.Badge == nil:
		return nil
	case r.State == Issued || r.State == Delivered || r.State == Superseded:
		_, err := r.view()
		return err
	}
	return refuse(ErrCorrupt, "the record %q is in the state %q, with a badge of %d bytes", limits.Abridge(key), limits.Abridge(string(r.State)), len(r.Badge))
}

// view is what the badge of a record says, if it is the one of the record.
func (r Record) view() (*credential.Credential, error) {
	s, err := credential.Parse(r.Badge)
	if err != nil {
		return nil, refuse(ErrCorrupt, "the badge of %q cannot be read: %w", limits.Abridge(r.Key), err)
	}
	c, err := s.Unverified()
	if err != nil {
		return nil, refuse(ErrCorrupt, "the badge of %q cannot be read: %w", limits.Abridge(r.Key), err)
	}
	if c.ID != r.Credential || c.Subject.ID != r.Subject || !c.ValidFrom.Equal(r.ValidFrom) {
		return nil, refuse(ErrCorrupt, "the badge of %q is that of %s, and not of %s", limits.Abridge(r.Key), limits.Abridge(c.ID), limits.Abridge(r.Credential))
	}
	return c, nil
}

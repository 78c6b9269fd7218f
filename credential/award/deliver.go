package award

import (
	"context"
	"errors"
	"fmt"

	"github.com/summitbadges/openbadges/internal/limits"
)

// page is how many records are read from the outbox at a time.
const page = 64

// Deliver hands over every badge that lies in the outbox, and ends corrections that were
// broken off. It is for a schedule, and for the start of a program. It returns how many
// badges were delivered; the error joins the first ones that were not, and the rest stays
// for the next time. Without a Config.Deliverer it delivers none.
func (a *Awards) Deliver(ctx context.Context) (delivered int, err error) {
	var failed []error
	after := ""
	for {
		found, err := a.cfg.Store.Read(ctx, Query{State: Issued, After: after, Limit: page})
		if err != nil {
			return delivered, errors.Join(append(failed, err)...)
		}
		for _, brief := range found {
			if brief.Key <= after { // a store that does not go on would be asked for ever
				return delivered, refuse(ErrCorrupt, "it was asked for records behind %q and returned %q", limits.Abridge(after), limits.Abridge(brief.Key))
			}
			after = brief.Key
			if a.cfg.Deliverer == nil && brief.Corrects == "" {
				continue
			}
			done, err := a.deliverOne(ctx, brief.Key)
			if err != nil && len(failed) < limits.AwardFailures {
				failed = append(failed, err)
			}
			if done {
				delivered++
			}
		}
		if len(found) < page || ctx.Err() != nil {
			return delivered, errors.Join(append(failed, context.Cause(ctx))...)
		}
	}
}

func (a *Awards) deliverOne(ctx context.Context, key string) (bool, error) {
	r, err := a.read(ctx, key)
	if err != nil || r == nil {
		return false, err
	}
	if err := r.check(key); err != nil || r.State != Issued {
		return false, err
	}
	after, err := a.settle(ctx, *r)
	return err == nil && after.State == Delivered, err
}

// settle does what is left once a badge is in the outbox. Each step may be repeated.
func (a *Awards) settle(ctx context.Context, r Record) (Record, error) {
	if r.State != Issued {
		return r, nil
	}
	if err := a.link(ctx, r); err != nil {
		return r, err
	}
	if a.cfg.Deliverer == nil {
		return r, nil
	}
	if err := a.handOver(ctx, r); err != nil {
		return r, refuse(ErrUndelivered, "%s: %w", limits.Abridge(r.Key), err)
	}
	next := r
	next.State, next.Changed = Delivered, a.now()
	err := a.cfg.Store.Update(ctx, next)
	switch {
	case errors.Is(err, ErrConflict): // somebody else has delivered it, too, or it was corrected
		now, err := a.read(ctx, r.Key)
		if err != nil || now == nil {
			return r, err
		}
		return *now, now.check(r.Key)
	case err != nil:
		return r, err
	}
	next.Version++
	return next, nil
}

// handOver keeps the Deliverer from changing what is stored, and its faults from ending a
// batch.
func (a *Awards) handOver(ctx context.Context, r Record) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the Deliverer panicked: %v", p)
		}
	}()
	if err := a.cfg.Deliverer.Deliver(ctx, r.clone()); err != nil {
		return err
	}
	return context.Cause(ctx) // a yes that comes after the end counts for nothing
}

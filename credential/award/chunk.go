package award

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// makeAll takes the badges of a chunk through the phases of make together: a database
// takes as long for one record as for all of them.
func (a *Awards) makeAll(ctx context.Context, items []*item) {
	var rest []*item
	var all []*claims
	for _, i := range items {
		if i.claims != nil {
			rest, all = append(rest, i), append(all, i.claims)
		} else if i.made != nil {
			_, err := a.settle(ctx, *i.made)
			i.err = undelivered(&i.result, err)
		}
	}
	if len(rest) == 0 {
		return
	}
	records, refused, err := a.reserve(ctx, all...)
	if err != nil {
		rest[0].err = err
		return
	}
	var signing sync.WaitGroup
	places := make(chan struct{}, limits.BatchAtOnce)
	for n, i := range rest {
		switch r := records[n]; {
		case refused[n] != nil:
			i.err = i.refuse(refused[n])
		case r.State != Reserved:
			if err := r.same(i.claims.digest); err != nil {
				i.err = i.refuse(err)
				continue
			}
			i.made, i.result.Outcome, i.result.ID = &r, RowAlready, r.Credential
		default:
			places <- struct{}{}
			signing.Go(func() {
				defer func() {
					if p := recover(); p != nil { // of a Signer: it must not end the others
						i.err = fmt.Errorf("signing panicked: %v", p)
					}
					<-places
				}()
				signed, err := a.sign(ctx, i.claims, r)
				if err != nil {
					i.err = i.refuse(err)
					return
				}
				i.made, i.result.Outcome, i.result.ID = &signed, RowAwarded, signed.Credential
			})
		}
	}
	signing.Wait()
	a.keep(ctx, rest)
	a.deliverAll(ctx, rest)
}

// keep puts what was signed into the outbox.
func (a *Awards) keep(ctx context.Context, items []*item) {
	var signed []*item
	var records []Record
	for _, i := range items {
		if i.err == nil && i.result.Outcome == RowAwarded {
			signed, records = append(signed, i), append(records, *i.made)
		}
	}
	err := a.cfg.Store.Update(ctx, records...)
	for _, i := range signed {
		switch {
		case errors.Is(err, ErrConflict): // somebody else has made one of them, or all
			r, err := a.make(ctx, i.claims)
			i.made, i.result.ID = nil, r.Credential
			if err = undelivered(&i.result, err); err != nil {
				i.err = i.refuse(err)
			}
		case err != nil:
			i.err, i.made = err, nil
		default:
			i.made.Version++
		}
	}
}

// deliverAll hands over what lies in the outbox, and then notes it.
func (a *Awards) deliverAll(ctx context.Context, items []*item) {
	if a.cfg.Deliverer == nil {
		return
	}
	var taken []Record
	for _, i := range items {
		if i.err != nil || i.made == nil || i.made.State != Issued {
			continue
		}
		if err := a.handOver(ctx, *i.made); err != nil {
			i.result.Reason = refuse(ErrUndelivered, "%w", err).Error()
			continue
		}
		next := *i.made
		next.State, next.Changed = Delivered, a.now()
		taken = append(taken, next)
	}
	err := a.cfg.Store.Update(ctx, taken...)
	if errors.Is(err, ErrConflict) {
		for _, r := range taken {
			if err = a.cfg.Store.Update(ctx, r); err != nil && !errors.Is(err, ErrConflict) {
				break
			}
			err = nil
		}
	}
	if err != nil {
		items[0].err = err // delivered, and not noted: they are delivered once more
	}
}

// undelivered tells of a badge that is made, and will be delivered later.
func undelivered(result *Result, err error) error {
	if errors.Is(err, ErrUndelivered) {
		result.Reason = err.Error()
		return nil
	}
	return err
}

// rowsOwn says whether an error is that of the row, so that others may fare better.
func rowsOwn(err error) bool {
	if errors.Is(err, ErrDecision) || errors.Is(err, ErrEarned) || errors.Is(err, ErrChanged) || errors.Is(err, ErrOffer) || errors.Is(err, ErrErased) {
		return true
	}
	problem, ok := errors.AsType[*credential.Problem](err)
	if !ok {
		return false
	}
	return !slices.Contains([]credential.Code{
		credential.IssueSigner, credential.IssueStatus, credential.IssueRandomness, credential.IssueSelfCheck,
		credential.KeyNotFound, credential.KeyRevoked, credential.KeyRelationship, credential.KeyControllerMismatch,
	}, problem.Code)
}

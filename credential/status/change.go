package status

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/limits"
)

// maxReason is how many bytes a reason may have.
const maxReason = 1024

// attempts is how often a change is tried anew because somebody else has changed the
// same entry: not another one of the same list.
const attempts = 100

// Revoke revokes the credential of that id for good. The reason stays in the store. To
// revoke what is revoked changes nothing, the reason included. It counts for verifiers
// once the list is published. ErrUnknown, ErrRollback, ErrWitness, or an error of the
// Store; after any of them it can be repeated.
//
// In a list for suspension a revoked credential is suspended for ever. A credential that
// has more than one place (Adopt) is revoked in all of them.
func (l *Lists) Revoke(ctx context.Context, credentialID, reason string) error {
	return l.change(ctx, credentialID, Revoked, reason)
}

// Suspend suspends the credential of that id until it is reinstated, as Revoke revokes
// it. ErrPurpose where its list is for revocation, and ErrRevoked. Of a credential with
// several places (Adopt) these two errors say that none of them was changed.
func (l *Lists) Suspend(ctx context.Context, credentialID, reason string) error {
	return l.change(ctx, credentialID, Suspended, reason)
}

// Reinstate ends the suspension of the credential of that id. One that was not suspended
// stays as it is; ErrRevoked if it was revoked, be it in one of several places.
func (l *Lists) Reinstate(ctx context.Context, credentialID, reason string) error {
	return l.change(ctx, credentialID, Valid, reason)
}

func (l *Lists) change(ctx context.Context, id string, to State, reason string) error {
	if len(reason) > maxReason || !utf8.ValidString(reason) || strings.ContainsRune(reason, 0) {
		return fmt.Errorf("status: expected a reason of at most %d bytes of text", maxReason)
	}
	if err := checkID(id); err != nil {
		return err
	}
	if to != Revoked {
		if err := l.changeable(ctx, id, to); err != nil {
			return err
		}
	}
	for n := range maxPlaces {
		err := l.changeOne(ctx, key(id, n), to, reason)
		if n > 0 && errors.Is(err, ErrUnknown) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// changeable reports whether all places of the credential may change, before one of them
// does: an error that leaves a half of them suspended would be taken for one that leaves
// all as they were.
func (l *Lists) changeable(ctx context.Context, id string, to State) error {
	for n := range maxPlaces {
		e, _, err := l.find(ctx, key(id, n))
		if n > 0 && errors.Is(err, ErrUnknown) {
			return nil
		}
		if err == nil {
			err = l.may(ctx, e, to)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// may says why an entry cannot be in that state.
func (l *Lists) may(ctx context.Context, e Entry, to State) error {
	if e.State == Revoked && to != Revoked {
		return fmt.Errorf("status: %s: %w", limits.Abridge(e.Credential), ErrRevoked)
	}
	if to != Suspended {
		return nil
	}
	f, err := l.formOf(ctx, e.List)
	if err == nil && f.purpose != Suspension {
		err = fmt.Errorf("status: %s: %w", limits.Abridge(e.Credential), ErrPurpose)
	}
	return err
}

// maxPlaces is how many places a credential may have: one, and those of editions of it
// that went out before the store was restored.
const maxPlaces = 8

// key is that of the nth entry of a credential, from 0. Behind the first it has a space in
// it, as no id of a credential has.
func key(id string, n int) string {
	if n == 0 {
		return id
	}
	return fmt.Sprintf("%s %d", id, n+1)
}

func (l *Lists) changeOne(ctx context.Context, key string, to State, reason string) error {
	for range attempts {
		err := l.tryChange(ctx, key, to, reason)
		if !errors.Is(err, ErrConflict) {
			return err
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return fmt.Errorf("status: %s: %w, %d times over", limits.Abridge(key), ErrConflict, attempts)
}

func (l *Lists) tryChange(ctx context.Context, key string, to State, reason string) error {
	floor, err := l.floor(ctx)
	if err != nil {
		return err
	}
	e, epoch, err := l.find(ctx, key)
	if err != nil {
		return err
	}
	if e.State == to {
		// Whoever made it so may have ended before the Witness saw it.
		return l.cfg.Witness.Raise(ctx, epoch)
	}
	if err := l.may(ctx, e, to); err != nil {
		return err
	}
	e.State, e.Reason, e.Changed = to, reason, l.now()
	epoch, err = l.cfg.Store.Update(ctx, floor, e)
	if err != nil {
		return err
	}
	return l.cfg.Witness.Raise(ctx, epoch)
}

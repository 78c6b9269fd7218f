package award

import (
	"context"
	"errors"

	"github.com/summitbadges/openbadges/internal/limits"
)

// Erase forgets whose the badge of a decision was, and the badge, with all corrections of
// it: what is left in the Store is that its Key is spent, so that nobody makes another badge
// of the decision, from a log or from a file that is run again. A decision that was never
// handed over is spent as well. The key is that of the decision; of a row of a file, the
// Record has it. Erase may be repeated, and is, where it was broken off.
//
// A badge that a correction is to revoke is revoked first; ErrUnrevoked says that this
// failed, and nothing was erased. Files that were delivered verify as before (revoke them
// first if they shall not). The opaque id that the Store has for a student, and that under
// Config.Once a student has a credential, stand in records of their own, for all badges of
// the student, and are the portal's to delete (Noted); so is an identifier in the Key.
func (a *Awards) Erase(ctx context.Context, key string) error {
	if err := checkKey("Key", key, "/"); err != nil {
		return err
	}
	for edition := 1; ; edition++ {
		r, err := a.read(ctx, editionKey(key, edition))
		if err != nil {
			return err
		}
		if r == nil {
			break
		}
		if r.State == Issued || r.State == Delivered {
			if err := a.link(ctx, *r); err != nil {
				return err
			}
		}
	}
	// The first goes first: without it there is nothing that a correction could be of.
	for edition := 1; edition <= limits.AwardEditions+1; edition++ {
		if there, err := a.erase(ctx, editionKey(key, edition), edition == 1); err != nil || !there {
			return err
		}
	}
	return nil
}

// erase puts what is left in the place of one record, and reports whether there was one.
func (a *Awards) erase(ctx context.Context, key string, first bool) (there bool, err error) {
	for range attempts {
		r, err := a.read(ctx, key)
		if err != nil || r == nil && !first {
			return false, err
		}
		left := Record{Key: key, State: Erased, Changed: a.now()}
		switch {
		case r == nil:
			stored, err := a.insert(ctx, []Record{left})
			if err != nil || stored[0].State == Erased {
				return true, err
			}
			continue // somebody has awarded it at this moment
		case r.State == Erased:
			return true, nil
		}
		left.Version = r.Version
		if err := a.cfg.Store.Update(ctx, left); !errors.Is(err, ErrConflict) {
			return true, err
		}
	}
	return true, refuse(ErrConflict, "%s, %d times over", limits.Abridge(key), attempts)
}

package award

import (
	"context"
	"errors"
	"fmt"

	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A Correction is how a badge takes another's place.
type Correction string

const (
	// Replace issues a badge of the same id, for the same recipient, with a later validFrom.
	// It has the place of the other in the status list, and so is revoked if that was; a
	// copy of the other stays valid, and whoever has both sees that it is superseded
	// (credential.Compare).
	Replace Correction = ""

	// Supersede issues a badge of a new id and revokes the other. For a recipient who was
	// the wrong one, and a badge that must not be shown any more.
	Supersede Correction = "supersede"
)

// Correct makes the badge of the second or a later edition of a decision, in the place of
// that of the edition before. It has the phases of Award, and is repeated like it. The
// records of both name each other: Corrects, CorrectedBy.
//
// With Supersede, the old badge is revoked as soon as the new one is in the outbox, for
// verifiers once the list is published; ErrUnrevoked says that this is still to be done.
// Nobody is told more of the reason than that it was replaced. ErrUnissued says that there
// is no badge of the edition before, or of no other one.
func (a *Awards) Correct(ctx context.Context, d Decision, how Correction) (Record, error) {
	if d.Edition < 2 {
		return Record{}, refuse(ErrDecision, "Edition: expected 2 or more of a correction, found %d; Award makes the first badge", d.Edition)
	}
	if how != Replace && how != Supersede {
		return Record{}, refuse(ErrDecision, "expected Replace or Supersede, found %q", limits.Abridge(string(how)))
	}
	if _, ok := a.cfg.Issuer.Status.(Revoker); how == Supersede && !ok {
		return Record{}, refuse(ErrDecision, "Config.Issuer.Status cannot revoke the badge that would be superseded")
	}
	d.correction = how
	if r, err := a.made(ctx, d); err != nil || r != nil {
		return a.settled(ctx, r, err)
	}
	c, err := a.claims(d)
	if err != nil {
		return Record{}, err
	}
	if err := a.corrects(ctx, c); err != nil {
		return Record{}, err
	}
	return a.make(ctx, c)
}

// corrects finds the badge that is to be corrected.
func (a *Awards) corrects(ctx context.Context, c *claims) error {
	d := c.decision
	key := editionKey(d.Key, d.Edition-1)
	r, err := a.read(ctx, key)
	if err != nil {
		return err
	}
	if r == nil || r.Badge == nil {
		return refuse(ErrUnissued, "%s, to be corrected by edition %d", limits.Abridge(key), d.Edition)
	}
	if err := r.check(key); err != nil {
		return err
	}
	if r.Achievement != d.Credential && d.correction == Replace {
		return refuse(ErrDecision, "Credential: the badge is one of %s, and another credential is another badge (Supersede)", limits.Abridge(r.Achievement))
	}
	if d.correction == Replace && (d.Student != r.Student || d.Holder != "" && d.Holder != r.Subject) {
		return refuse(ErrDecision, "Student, Holder: a badge of the same id is for the same recipient; for another there is Supersede")
	}
	c.previous = *r
	c.original, err = r.view()
	return err
}

// link ends a correction: it revokes what was superseded, and then notes by which record.
// So one that is noted was revoked, and one that was revoked twice is no harm.
func (a *Awards) link(ctx context.Context, r Record) error {
	if r.Corrects == "" {
		return nil
	}
	for range attempts {
		old, err := a.read(ctx, r.Corrects)
		if err != nil {
			return err
		}
		if old == nil {
			return refuse(ErrCorrupt, "%s corrects %s, which is not there", limits.Abridge(r.Key), limits.Abridge(r.Corrects))
		}
		if old.CorrectedBy != "" || old.State == Erased {
			return nil
		}
		if r.Revokes {
			if err := a.revoke(ctx, old.Credential); err != nil {
				return refuse(ErrUnrevoked, "%s: %w", old.Credential, err)
			}
		}
		old.State, old.CorrectedBy, old.Changed = Superseded, r.Key, a.now()
		if err := a.cfg.Store.Update(ctx, *old); !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return refuse(ErrConflict, "%s, %d times over", limits.Abridge(r.Corrects), attempts)
}

func (a *Awards) revoke(ctx context.Context, id string) error {
	revoker, ok := a.cfg.Issuer.Status.(Revoker)
	if !ok {
		return fmt.Errorf("Config.Issuer.Status cannot revoke")
	}
	return revoker.Revoke(ctx, id, string(privacy.Replaced))
}

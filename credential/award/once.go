package award

import (
	"context"
	"errors"
	"fmt"

	"github.com/summitbadges/openbadges/internal/limits"
)

// onceKey is that of the record which notes by which decision somebody has a credential.
func (a *Awards) onceKey(d Decision) string {
	who := d.Student
	if who == "" {
		who = d.Holder
	}
	return fmt.Sprintf("once %s %s %s", who, a.cfg.Program.ID, d.Credential)
}

// once notes by which decision each student has the credential, and refuses any other.
func (a *Awards) once(ctx context.Context, all []*claims) ([]error, error) {
	refused := make([]error, len(all))
	if !a.cfg.Once {
		return refused, nil
	}
	var notes []Record
	var of []int
	for i, c := range all {
		if d := c.decision; c.original == nil || d.Student != c.previous.Student {
			notes = append(notes, Record{Key: a.onceKey(d), State: Noted, Student: d.Student, Achievement: d.Credential, Subject: d.Key, Changed: a.now()})
			of = append(of, i)
		}
	}
	stored, err := a.insert(ctx, notes)
	if err != nil {
		return nil, err
	}
	for n, i := range of {
		note, err := a.current(ctx, stored[n], notes[n])
		if err != nil {
			return nil, err
		}
		refused[i] = note.earned(notes[n].Key, all[i].decision)
	}
	return refused, nil
}

// current is a note about who has a credential by which decision, or wanted in its place if
// that badge was superseded by another student's.
func (a *Awards) current(ctx context.Context, note, wanted Record) (Record, error) {
	if note.Key != wanted.Key || note.State != Noted || note.Subject == wanted.Subject {
		return note, nil
	}
	last, err := a.read(ctx, note.Subject)
	for range limits.AwardEditions {
		if err != nil || last == nil {
			return note, err
		}
		if last.CorrectedBy == "" {
			break
		}
		last, err = a.read(ctx, last.CorrectedBy)
	}
	if last.State == Reserved || last.Student == note.Student {
		return note, nil
	}
	wanted.Version = note.Version
	if err := a.cfg.Store.Update(ctx, wanted); err != nil && !errors.Is(err, ErrConflict) {
		return note, err
	} else if err != nil { // somebody else has earned it at this moment
		return note, nil
	}
	return wanted, nil
}

// mayOnce is once before anything is stored.
func (a *Awards) mayOnce(ctx context.Context, d Decision) error {
	if !a.cfg.Once {
		return nil
	}
	key := a.onceKey(d)
	r, err := a.read(ctx, key)
	if err != nil || r == nil {
		return err
	}
	return r.earned(key, d)
}

func (r Record) earned(key string, d Decision) error {
	if r.Key != key || r.State != Noted {
		return refuse(ErrCorrupt, "it was asked for %q and returned %q", limits.Abridge(key), limits.Abridge(r.Key))
	}
	if r.Subject != d.Key {
		return refuse(ErrEarned, "%s of %s: %s was awarded under the key %s", limits.Abridge(d.Key), limits.Abridge(d.Student), limits.Abridge(d.Credential), limits.Abridge(r.Subject))
	}
	return nil
}

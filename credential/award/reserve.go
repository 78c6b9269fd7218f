package award

import (
	"context"
	"errors"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
)

// reserve keeps the id and the time of each badge, so that whoever repeats this signs the
// same, and Issue finds it the same place in a status list. Where it refuses one, that has
// an error of its own.
func (a *Awards) reserve(ctx context.Context, all ...*claims) (records []Record, refused []error, err error) {
	subjects, err := a.subjects(ctx, all)
	if err != nil {
		return nil, nil, err
	}
	if refused, err = a.once(ctx, all); err != nil {
		return nil, nil, err
	}
	var wanted []Record
	for i, c := range all {
		if refused[i] == nil {
			r, err := a.reservation(c, subjects[i])
			if err != nil {
				return nil, nil, err
			}
			wanted = append(wanted, r)
		}
	}
	stored, err := a.insert(ctx, wanted)
	if err != nil {
		return nil, nil, err
	}
	records = make([]Record, len(all))
	for i := range all {
		if refused[i] != nil {
			continue
		}
		r, is := wanted[0], stored[0]
		wanted, stored = wanted[1:], stored[1:]
		if refused[i] = is.check(r.Key); refused[i] == nil && is.State == Reserved {
			is, refused[i] = a.taken(ctx, is, r)
		}
		records[i] = is
	}
	return records, refused, nil
}

// taken is a reservation that was there, for the decision as it is now. What was reserved
// and not signed is of no account: the decision may be another. If somebody signs the first
// one at this moment, one of the two is not stored.
func (a *Awards) taken(ctx context.Context, is, r Record) (Record, error) {
	if is.Revokes != r.Revokes {
		// The id of the one is that of the badge which the other would revoke.
		r.Version = is.Version
		err := a.cfg.Store.Update(ctx, r)
		r.Version++
		return r, err
	}
	is.Digest, is.Student, is.Subject, is.Achievement, is.Corrects = r.Digest, r.Student, r.Subject, r.Achievement, r.Corrects
	return is, nil
}

// insert does not take a Store at its word for how many records it returns.
func (a *Awards) insert(ctx context.Context, records []Record) ([]Record, error) {
	stored, err := a.cfg.Store.Insert(ctx, records...)
	if err == nil && len(stored) != len(records) {
		err = refuse(ErrCorrupt, "it was given %d records and returned %d", len(records), len(stored))
	}
	return stored, err
}

// reservation is the record of a badge before it is signed.
func (a *Awards) reservation(c *claims, subject string) (Record, error) {
	r := Record{
		Key: c.decision.key(), State: Reserved, Digest: c.digest, Student: c.decision.Student, Subject: subject,
		Achievement: c.decision.Credential, ValidFrom: a.now(), Changed: a.now(),
	}
	if c.original != nil {
		r.Corrects, r.Revokes = c.previous.Key, c.revokes()
		if !r.Revokes {
			r.Credential = c.original.ID
			if later := c.original.ValidFrom.Truncate(time.Second).Add(time.Second); r.ValidFrom.Before(later) {
				r.ValidFrom = later // an edition is told from another by when it begins
			}
			return r, nil
		}
	}
	var err error
	if r.Credential, err = a.cfg.Issuer.FreshID(); err == nil && r.Credential == "" {
		err = errors.New("award: Config.Issuer.NewID gives no id")
	}
	return r, err
}

// subjects are the ids that badges give their students. Whoever has none is given one.
func (a *Awards) subjects(ctx context.Context, all []*claims) ([]string, error) {
	subjects := make([]string, len(all))
	var notes []Record
	var of []int
	for i, c := range all {
		switch {
		case c.original != nil && !c.revokes():
			subjects[i] = c.original.Subject.ID
			continue
		case c.decision.Holder != "":
			subjects[i] = c.decision.Holder
			continue
		}
		note := Record{Key: "student " + c.decision.Student, State: Noted, Student: c.decision.Student, Changed: a.now()}
		known, err := a.read(ctx, note.Key)
		if err != nil {
			return nil, err
		}
		if known == nil {
			if note.Subject, err = a.cfg.Issuer.FreshID(); err != nil {
				return nil, err
			}
			notes, of = append(notes, note), append(of, i)
			continue
		}
		if subjects[i], err = known.noted(note); err != nil {
			return nil, err
		}
	}
	if len(notes) == 0 {
		return subjects, nil
	}
	stored, err := a.insert(ctx, notes)
	if err != nil {
		return nil, err
	}
	for n, i := range of {
		if subjects[i], err = stored[n].noted(notes[n]); err != nil {
			return nil, err
		}
	}
	return subjects, nil
}

// noted is the id of the student of a note.
func (r Record) noted(as Record) (string, error) {
	if r.Key != as.Key || r.State != Noted || r.Student != as.Student || r.Subject == "" {
		return "", refuse(ErrCorrupt, "it was asked for the id of a student and returned the record %q", limits.Abridge(r.Key))
	}
	return r.Subject, nil
}

// Subject returns the id by which badges name a student who has given none: an urn:uuid
// drawn at random when it is first asked for, and the same from then on. It leads to the
// student through the Store alone.
func (a *Awards) Subject(ctx context.Context, student string) (string, error) {
	if err := checkKey("Student", student, ""); err != nil {
		return "", err
	}
	subjects, err := a.subjects(ctx, []*claims{{decision: Decision{Student: student}}})
	if err != nil {
		return "", err
	}
	return subjects[0], nil
}

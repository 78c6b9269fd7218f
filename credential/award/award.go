package award

import (
	"context"
	"errors"
	"fmt"
	"time"

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
// ErrEarned is that of Config.Once. ErrUndelivered says that
// the badge is made, and comes with its record. Any other error is that of the Store, the
// Signer or the status list: to be tried again.
func (a *Awards) Award(ctx context.Context, d Decision) (Record, error) {
	if d.Edition > 1 {
		return Record{}, refuse(ErrDecision, "Edition: %d is a correction, and made by Correct", d.Edition)
	}
	if r, err := a.made(ctx, d); err != nil || r != nil {
		return a.settled(ctx, r, err)
	}
	c, err := a.claim(d)
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

// sign makes the badge that was reserved. Issue reserves its place, checks what it has
// signed, and returns nothing that does not verify.
func (a *Awards) sign(ctx context.Context, c *claims, r Record) (Record, error) {
	b := c.badge(r.Credential, r.Subject, r.ValidFrom)
	var s *credential.Secured
	var err error
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

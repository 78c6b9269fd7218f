package status

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/bitstring"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A Config says which lists there are to be, and where they are kept. Several with one
// Store and Witness may differ in the rest: each opens lists of its own, and publishing
// publishes them all.
type Config struct {
	Store   Store   // required
	Witness Witness // required: without one, nobody sees that the Store is an old copy

	// URL is that below which the lists are published, https and without a slash at its
	// end: the list of number 7 is URL/7. Required. Its host is one that verifiers ask: a
	// name in lower case with a dot in it, and neither an address nor a name that has a
	// meaning within one network only. A port is above 1023 if there is one, and few
	// verifiers ask there.
	//
	// Below one URL there is one Store, for ever: of two, neither knows what the other has
	// revoked. Should the Store be lost, keep the Witness, make a new Store (SQL.Create)
	// and give Recover the lists as they were last published. Nothing else brings the
	// revocations back, whose lists end with their Lifetime and leave all their badges open.
	//
	// The number of the first list is the time in milliseconds when it was opened. So a
	// Store that was put in the place of a lost one, in spite of this, with a new Witness,
	// does not write over published lists, as long as its clock is right. An open Store
	// goes on by its epoch, whatever the clock says.
	URL string

	Type    string // BitstringStatusList, which "" means, or RevocationList
	Purpose string // Revocation, which "" means, or Suspension

	// Size is how many places a list that is opened has. For a BitstringStatusList a
	// multiple of 8 from 131,072 to 4,194,304; 0 is 131,072. For a RevocationList, in
	// which Size bounds how long the document can grow, 16 to 16,384; 0 is 16,384.
	Size int64

	Now  func() time.Time // nil: time.Now
	Rand io.Reader        // for places; nil: crypto/rand.Reader. It must be safe for concurrent use
}

// Lists reserves places for credentials and changes their state. It is safe for
// concurrent use, and any number of processes may work on one Store.
type Lists struct {
	cfg  Config
	form form
}

// New returns the lists that cfg describes. It asks neither the Store nor the Witness.
func New(cfg Config) (*Lists, error) {
	if cfg.Store == nil {
		return nil, errors.New("status: Store: there is none to keep the entries in")
	}
	if cfg.Witness == nil {
		return nil, errors.New("status: Witness: there is none, so nobody would see that the Store was restored from an old backup")
	}
	if cfg.Type == "" {
		cfg.Type = BitstringStatusList
	}
	if cfg.Purpose == "" {
		cfg.Purpose = Revocation
	}
	if cfg.Size == 0 {
		cfg.Size = bitstring.MinEntries
		if cfg.Type == RevocationList {
			cfg.Size = limits.StatusRevocations
		}
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Rand == nil {
		cfg.Rand = rand.Reader
	}
	l := &Lists{cfg, form{cfg.Type, cfg.Purpose, cfg.Size, cfg.URL}}
	return l, l.form.check()
}

// draws is how many places are tried before a list counts as full. With 32, a list is
// left when about four fifths of its places are taken (in which place after place is
// taken with probability 0.8^32), and on the way to there a reservation draws twice on
// average. No counter says how full a list is, so none can be wrong.
const draws = 32

// maxListed is how many bytes an id may have that a RevocationList names: as many as it
// has places, of this length and escaped, are no more than verifiers read.
const maxListed = 110

// Reserve finds the credential of that id a place in the newest list, at random, and
// keeps it for good: it is durable in the Store and seen by the Witness when Reserve
// returns. The same id has the same place, however often it is asked for, and no place
// is given twice, whatever ends the process. A place whose credential was never signed
// stays taken. ErrRevoked, ErrRollback, ErrWitness, ErrRandomness, or an error of the
// Store.
func (l *Lists) Reserve(ctx context.Context, credentialID string) (badge.Status, error) {
	if err := checkID(credentialID); err != nil {
		return badge.Status{}, err
	}
	if l.form.kind == RevocationList && len(credentialID) > maxListed {
		return badge.Status{}, fmt.Errorf("status: the id %s is longer than %d bytes, and the list has to name it", limits.Abridge(credentialID), maxListed)
	}
	floor, err := l.floor(ctx)
	if err != nil {
		return badge.Status{}, err
	}
	opening, err := l.newest(ctx, floor)
	if err != nil {
		return badge.Status{}, err
	}
	for range 2 { // a list that was opened a moment ago is not full
		e, full, err := l.place(ctx, floor, credentialID, opening.List)
		if err != nil {
			return badge.Status{}, err
		}
		if !full {
			return l.reserved(ctx, e, credentialID, opening.List)
		}
		if opening, err = l.open(ctx, floor, opening.List, false); err != nil {
			return badge.Status{}, err
		}
	}
	return badge.Status{}, fmt.Errorf("%w: in two lists one after the other all of %d places drawn are taken", ErrRandomness, draws)
}

// place draws places in a list until one is free. full says that none was.
func (l *Lists) place(ctx context.Context, floor int64, id string, list int64) (stored Entry, full bool, err error) {
	first, alike := int64(-1), true
	for range draws {
		index, err := l.draw()
		if err != nil {
			return stored, false, err
		}
		if first < 0 {
			first = index
		}
		alike = alike && index == first
		drawn := Entry{Credential: id, List: list, Index: index, State: Valid, Version: 1, Changed: l.now()}
		stored, epoch, err := l.cfg.Store.Insert(ctx, floor, drawn)
		if errors.Is(err, ErrTaken) {
			continue
		}
		if err == nil {
			err = l.cfg.Witness.Raise(ctx, epoch)
		}
		if err == nil && stored != drawn { // an older one, which may not be the only one
			var worst Entry
			if worst, err = l.worst(ctx, id); worst.State == Revoked {
				stored.State = Revoked
			}
		}
		return stored, false, err
	}
	if alike {
		return stored, false, fmt.Errorf("%w: %d numbers out of %d are alike", ErrRandomness, draws, l.form.size)
	}
	return stored, true, nil
}

// reserved is the answer to whoever reserved: the entry that is stored, which may be
// older, and of a list of another form.
func (l *Lists) reserved(ctx context.Context, e Entry, id string, newest int64) (s badge.Status, err error) {
	if e.State == Revoked {
		return s, fmt.Errorf("status: %s: %w", limits.Abridge(id), ErrRevoked)
	}
	f := l.form
	if e.List != newest {
		if f, err = l.formOf(ctx, e.List); err != nil {
			return s, err
		}
	}
	if e.Credential != id || e.List < 1 || e.Index < 0 || e.Index >= f.size && f.kind == BitstringStatusList {
		return s, fmt.Errorf("%w: for %s it returned place %d of list %d", ErrCorrupt, limits.Abridge(id), e.Index, e.List)
	}
	return f.status(e), nil
}

// newest returns the Opening of the list in which places are reserved, and opens the
// first one.
func (l *Lists) newest(ctx context.Context, floor int64) (Entry, error) {
	found, epoch, err := l.read(ctx, Query{Kind: Newest, Form: l.form.String()})
	if err != nil {
		return Entry{}, err
	}
	if len(found) == 0 {
		return l.open(ctx, floor, 0, epoch == 0)
	}
	return found[0], nil
}

// open opens the list that follows the one of that number, unless somebody has. The
// first one of a store has its number from the clock: the lists of a store that was
// there before, and is lost, stand at lower ones.
func (l *Lists) open(ctx context.Context, floor, after int64, first bool) (Entry, error) {
	o := l.opening(fmt.Sprintf("after %d", after), l.form)
	if first {
		o.List = l.clock()
	}
	stored, epoch, err := l.cfg.Store.Insert(ctx, floor, o)
	if errors.Is(err, ErrTaken) { // somebody has opened lists of another form at the same instant
		o.List = 0
		stored, epoch, err = l.cfg.Store.Insert(ctx, floor, o)
	}
	if err != nil {
		return stored, err
	}
	return stored, l.cfg.Witness.Raise(ctx, epoch)
}

// opening is the entry of a list. Its key has spaces in it, as no id of a credential has.
func (l *Lists) opening(which string, f form) Entry {
	return Entry{Credential: fmt.Sprintf("list %s: %s", which, f), Index: -1, State: Opening, Reason: f.String(), Version: 1, Changed: l.now()}
}

// formOf reads what the list of that number is.
func (l *Lists) formOf(ctx context.Context, list int64) (form, error) {
	found, _, err := l.read(ctx, Query{Kind: ByPlace, List: list, Index: -1})
	if err != nil {
		return form{}, err
	}
	if len(found) != 1 || found[0].State != Opening || found[0].List != list {
		return form{}, fmt.Errorf("%w: list %d has entries, and was never opened", ErrCorrupt, list)
	}
	return parseForm(found[0].Reason)
}

// Entry returns what the store holds of the credential of that id, or ErrUnknown. Of one
// that has several places (Adopt), it is the place that Reserve returns.
func (l *Lists) Entry(ctx context.Context, credentialID string) (Entry, error) {
	if err := checkID(credentialID); err != nil {
		return Entry{}, err
	}
	e, _, err := l.find(ctx, credentialID)
	return e, err
}

// find returns the entry of that key.
func (l *Lists) find(ctx context.Context, key string) (Entry, int64, error) {
	found, epoch, err := l.read(ctx, Query{Kind: ByCredential, Credential: key})
	if err != nil {
		return Entry{}, 0, err
	}
	if len(found) == 0 {
		return Entry{}, 0, fmt.Errorf("status: %s: %w", limits.Abridge(key), ErrUnknown)
	}
	if len(found) != 1 || found[0].Credential != key {
		return Entry{}, 0, fmt.Errorf("%w: it was asked for %s and returned another entry", ErrCorrupt, limits.Abridge(key))
	}
	return found[0], epoch, nil
}

// read asks a store that is no older than was witnessed. The Witness is asked first:
// others raise it after the store.
func (l *Lists) read(ctx context.Context, q Query) ([]Entry, int64, error) {
	floor, err := l.floor(ctx)
	if err != nil {
		return nil, 0, err
	}
	found, epoch, err := l.cfg.Store.Read(ctx, q)
	if err == nil && epoch < floor {
		err = rollback(epoch, floor)
	}
	return found, epoch, err
}

func rollback(epoch, floor int64) error {
	return fmt.Errorf("%w (its epoch is %d, and %d was witnessed)", ErrRollback, epoch, floor)
}

func (l *Lists) floor(ctx context.Context) (int64, error) {
	floor, err := l.cfg.Witness.Epoch(ctx)
	if err != nil {
		return 0, fmt.Errorf("status: %w", err)
	}
	return floor, nil
}

// clock is the time in milliseconds: a number that is higher than the epoch of any store
// which began earlier and changed less than a thousand times a second ever since. A
// clock that says that it is before 1970 gives 0, which leaves the number to the Store.
func (l *Lists) clock() int64 { return max(0, l.cfg.Now().UnixMilli()) }

func (l *Lists) now() time.Time { return l.cfg.Now().UTC().Truncate(time.Second) }

// draw returns a place in a list, each as likely as any other.
func (l *Lists) draw() (int64, error) {
	size := uint64(l.form.size)
	for range 64 {
		var b [8]byte
		if _, err := io.ReadFull(l.cfg.Rand, b[:]); err != nil {
			return 0, fmt.Errorf("%w: %w", ErrRandomness, err)
		}
		// The numbers above the last whole multiple of size would favour the first places.
		if n := binary.LittleEndian.Uint64(b[:]); n < math.MaxUint64-math.MaxUint64%size {
			return int64(n % size), nil
		}
	}
	return 0, fmt.Errorf("%w: it gives the highest numbers only", ErrRandomness)
}

// checkID judges the id of a credential: an absolute URL, of whatever scheme.
func checkID(id string) error {
	switch {
	case id == "":
		return errors.New("status: the credential has no id, by which it could be revoked")
	case len(id) > limits.Identifier:
		return fmt.Errorf("status: the id %s is longer than %d bytes", limits.Abridge(id), limits.Identifier)
	case !utf8.ValidString(id) || !strings.Contains(id, ":") || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r == 0x7f }):
		return fmt.Errorf("status: expected the id of a credential, an absolute URL; found %q", limits.Abridge(id))
	}
	return nil
}

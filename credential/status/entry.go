package status

import (
	"context"
	"time"
)

// A State is what the store holds of a credential.
type State string

const (
	Valid     State = "valid"     // as it is from its reservation on
	Suspended State = "suspended" // until it is reinstated or revoked
	Revoked   State = "revoked"   // for good

	// Opening is the state of the entry that stands for a list itself. It has no place.
	Opening State = "opening"
)

// set reports whether the published list says something of an entry in this state.
func (s State) set() bool { return s == Suspended || s == Revoked }

// An Entry is what the store holds of one credential: its place, for good, and its
// state. Nothing of it is published but that the place is set.
type Entry struct {
	Credential string // its id, and the key of the entry; behind a space, which of its places
	List       int64  // number of the list
	Index      int64  // place in it, from 0; of an Opening -1
	State      State
	Reason     string    // why, for the issuer's eyes; of an Opening what the list is
	Version    int64     // from 1; one more with every change
	Changed    time.Time // when, to the second
}

// A Query says which entries Store.Read is to return.
type Query struct {
	Kind       Kind
	Credential string // of ByCredential
	List       int64  // of ByPlace and Set
	Index      int64  // of ByPlace; -1 is the Opening of List
	Form       string // of Newest: Reason of the Opening
}

// A Kind is what a Query asks for.
type Kind int

const (
	ByCredential Kind = iota // the one entry, if there is one
	ByPlace                  // likewise
	Newest                   // the Opening with that Form and the highest List, if there is one
	Openings                 // of all lists, by ascending List
	Set                      // the Opening of List, and behind it the entries of List that are Suspended or Revoked
)

// A Store keeps entries and counts their changes: the epoch, 0 in a new store. Every
// method is one transaction; what a method has changed MUST survive the end of the
// process and of the machine before it returns without an error. All methods MUST be
// safe for concurrent use, by several processes too.
//
// Each change raises the epoch by one in the same transaction. Insert and Update MUST
// change nothing and return ErrRollback while the epoch is below floor. Every method
// returns the epoch as of its end.
type Store interface {
	// Insert stores e with Version 1. If there is an entry of e.Credential, whatever it
	// says, Insert changes nothing and returns that one. If another entry has the place
	// of e, it changes nothing and returns ErrTaken.
	//
	// An Opening whose List is 0 is given the new epoch as its List. One whose List is
	// higher than the new epoch raises the epoch to it.
	Insert(ctx context.Context, floor int64, e Entry) (stored Entry, epoch int64, err error)

	// Update gives the entry of e.Credential the State, Reason and Changed of e if its
	// Version is still that of e, and raises its Version; otherwise it changes nothing and
	// returns ErrConflict.
	//
	// Update, and Insert of an entry that is Suspended or Revoked, raise the Version of
	// the Opening of the list, too: whoever has published a list sees by it that it is
	// another now.
	Update(ctx context.Context, floor int64, e Entry) (epoch int64, err error)

	// Read returns the entries that q asks for and the epoch, as of one instant.
	Read(ctx context.Context, q Query) (found []Entry, epoch int64, err error)
}

// A Witness remembers the highest epoch of a store, somewhere else than the store is
// kept: a store that was restored from an old backup has forgotten it, and with it who
// was revoked and which places are taken. DirWitness is one.
type Witness interface {
	// Epoch returns the highest epoch that Raise was given. A witness that has lost its
	// memory MUST return an error, and never a lower one.
	Epoch(ctx context.Context) (int64, error)

	// Raise remembers epoch if it is the highest so far. It MUST be durable before it
	// returns, and safe for concurrent use, by several processes too.
	Raise(ctx context.Context, epoch int64) error
}

// A Publisher puts documents where verifiers find them. Dir is one.
type Publisher interface {
	// Put makes data what stands at url. Whoever reads there MUST find the document that
	// was there before, or data, and never a part of either. After an error it may be
	// either.
	Put(ctx context.Context, url string, data []byte) error
}

// A Getter is a Publisher that can also say what stands at a URL. PublishChanged asks it
// whether another process has written over what was published; from a Publisher that
// cannot say, it takes nothing as published, and writes every list. Dir is one.
type Getter interface {
	// Get returns the document that stands at url, as it was put there and as a verifier
	// would find it. After any error the document is written again.
	Get(ctx context.Context, url string) (data []byte, err error)
}

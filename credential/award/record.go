package award

import (
	"context"
	"time"
)

// A State is how far an award has come.
type State string

const (
	Reserved   State = "reserved"   // it has its id and its time; nothing is signed, or what was signed is lost
	Issued     State = "issued"     // signed, checked and stored: it lies in the outbox
	Delivered  State = "delivered"  // the Deliverer has said so
	Superseded State = "superseded" // a correction has taken its place, and it is not delivered any more

	Offered  State = "offered"  // it waits for its student (Offer), until ValidFrom
	Rejected State = "rejected" // its student did not want it

	Erased State = "erased" // its Key is spent, and nothing else is left of it (Erase)

	// Noted is the State of records that are no award: which opaque id a student has, and
	// by which award a student has earned a credential. Their Keys have a space in them.
	Noted State = "noted"
)

// A Record is what the Store holds of one award. Digest and what follows from it name no
// student: Student is the portal's own identifier, which stands in no badge.
type Record struct {
	Key         string    // of the decision; of a correction with +2, +3 and so on behind it
	State       State     //
	Digest      string    // of the decision, SHA-256 in hexadecimal
	Student     string    // as the decision names the student
	Subject     string    // the id of the badge's subject
	Achievement string    // the credential's key in the program
	Credential  string    // the id of the credential
	ValidFrom   time.Time // to the second
	Badge       []byte    // the secured credential, byte for byte; nil before Issued

	Corrects    string // the Key of the record that this one corrects
	CorrectedBy string // the Key of the record that corrects this one
	Revokes     bool   // the correction has an id of its own, and the badge it corrects is revoked

	Version int64     // from 1; one more with every change
	Changed time.Time // to the second
}

// A Store keeps records. Memory and SQL are two. It MUST be safe for concurrent use, by
// several processes too, and what it has said to have stored MUST be durable.
type Store interface {
	// Insert stores each record with Version 1. If there is a record of its Key, whatever
	// that says, it changes nothing there and returns that one. All are stored or, with an
	// error, none. What it returns is in the order of what it was given.
	Insert(ctx context.Context, records ...Record) (stored []Record, err error)

	// Update puts each record in the place of the one of its Key, and raises its Version. If
	// the Version of one of them is not that of the stored one any more, it changes none, and
	// returns ErrConflict.
	Update(ctx context.Context, records ...Record) error

	// Read returns the records that q asks for, by ascending Key.
	Read(ctx context.Context, q Query) ([]Record, error)
}

// A Query asks for the record of one Key or, where Key is "", for the first Limit records
// of a State whose Keys come behind After, compared as bytes. Of these, Badge is left out.
type Query struct {
	Key   string
	State State
	After string
	Limit int
}

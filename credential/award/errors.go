package award

import (
	"errors"
	"fmt"
)

// The reasons for errors.Is. The message says what was expected and what was found.
var (
	// ErrDecision: the decision is not one of which a badge can be made. Nothing was
	// reserved.
	ErrDecision = errors.New("no badge can be made of this decision")

	// ErrChanged: a badge was made of another decision with the same Key and Edition. That
	// one stays; Correct is for what has to be changed.
	ErrChanged = errors.New("a badge was made of another decision under this key")

	// ErrEarned: the student has earned this credential by another award (Config.Once).
	ErrEarned = errors.New("the student has this credential already")

	// ErrErased: there was a badge of the decision, or none was to be, and it was erased.
	ErrErased = errors.New("the award was erased, and its decision makes no other badge")

	// ErrUnissued: there is no badge yet that could be corrected.
	ErrUnissued = errors.New("there is no badge under this key")

	// ErrUndelivered: the badge is made and lies in the outbox, and the Deliverer has not
	// taken it. Deliver tries again.
	ErrUndelivered = errors.New("the badge is made, and was not delivered yet")

	// ErrUnrevoked: a correction with an id of its own is made, and the badge in whose place
	// it is was not revoked yet. Correct and Deliver try again.
	ErrUnrevoked = errors.New("the badge that was superseded was not revoked yet")

	// ErrOffer: there is an offer which was not claimed yet, or none that stands.
	ErrOffer = errors.New("the award is one to be claimed")

	// ErrStack: the badges are not those that the stack needs.
	ErrStack = errors.New("the parts of the stack are not all earned")

	// ErrStackSubject: one of the badges is somebody else's.
	ErrStackSubject = errors.New("the badge is not of this subject")

	// ErrFile: the file of a batch cannot be read on. What comes behind that line was not
	// looked at.
	ErrFile = errors.New("the file cannot be read")

	// ErrWithheld: nothing of a batch was awarded, because some of its rows are bad.
	ErrWithheld = errors.New("nothing was awarded, because some rows are bad")

	// ErrConflict is for Stores: the record was changed since it was read. From other
	// methods it says that this happened many times over.
	ErrConflict = errors.New("the record was changed by somebody else")

	// ErrCorrupt: what the Store holds is not what was stored.
	ErrCorrupt = errors.New("the store is damaged")
)

// refuse is an error of one of the reasons above.
func refuse(reason error, format string, args ...any) error {
	return fmt.Errorf("award: %w: %w", reason, fmt.Errorf(format, args...))
}

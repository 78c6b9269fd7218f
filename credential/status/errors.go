package status

import "errors"

var (
	// ErrUnknown: no place was ever reserved for the credential of that id. A mistyped id
	// that passed for a revocation would leave the badge in force.
	ErrUnknown = errors.New("no credential of this id has a place in a status list")

	// ErrRevoked: the credential was revoked, which is for good. It is neither suspended
	// nor reinstated, and Reserve does not help to issue it once more.
	ErrRevoked = errors.New("the credential was revoked, and that cannot be undone")

	// ErrPurpose: the list in which the credential has its place is one for revocation, and
	// says nothing about suspension.
	ErrPurpose = errors.New("the credential's list is for revocation, and not for suspension")

	// ErrRollback: the store knows less than was once told to the Witness, so it is an old
	// copy. Nothing is reserved, changed or published until Recover has been called.
	ErrRollback = errors.New("the store is older than what was witnessed: it was restored from a backup, or is another one")

	// ErrWitness: the Witness cannot say which epoch was the highest.
	ErrWitness = errors.New("the witness does not know the epoch")

	// ErrCorrupt: what the store holds is not what was stored.
	ErrCorrupt = errors.New("the store is damaged")

	// ErrRandomness: the source of randomness failed, or always answers alike.
	ErrRandomness = errors.New("there is no randomness for the place in a list")

	// ErrTaken is for Stores: another credential has the place.
	ErrTaken = errors.New("the place is taken")

	// ErrConflict is for Stores: the entry was changed since it was read. From Revoke,
	// Suspend and Reinstate it says that this happened many times over; from Publish, that
	// a list changed faster than it could be published.
	ErrConflict = errors.New("the entry was changed by somebody else")

	// ErrUnsigned: Recover was given a list as published that none of Recovery.Keys has signed.
	ErrUnsigned = errors.New("no key of the issuer's that was given vouches for the published list")

	// ErrMissing: Recover was not given the published edition of a list that the store knows.
	ErrMissing = errors.New("the published edition of a list is missing")
)

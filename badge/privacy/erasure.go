package privacy

import (
	"errors"
	"fmt"
	"time"
)

// A Step is one thing that a portal does, and writes down as done, before the next.
type Step struct {
	Key  string // for the portal's record of what it has done
	Do   string // in words
	With string // what of this module does it; "": the portal's own
	Left string // what stays in spite of it, "" if nothing does
}

// Erasure is what to do, in this order, when a student or a guardian asks that a badge and
// what led to it be forgotten; with revoke, if they want it to end as well. What is still
// shown goes first. What names the badge goes before what says whose it was, so that a walk
// that was interrupted can be taken up again at the first step that is not done. The case
// goes before the award's records: without these its decision would be another badge.
//
// Left says what cannot be recalled: a badge was made to be kept by others. Whether somebody
// may ask for this, and what a school has to keep in spite of it, is for the school to
// know.
func Erasure(revoke bool) []Step {
	steps := []Step{
		{"consents", "end every consent of the student for the badge: from here on nothing opens", "Consent.Withdrawn", "the record, for as long as the school has to show that consent was given"},
		{"links", "withdraw the public page and every link that shows the badge", "share.Link.Withdrawn", "what search engines, archives and caches have; pictures of the page"},
		{"outbox", "stop delivering the badge, and copies of it", "award.Record", "the files that were delivered: they verify as before, offline too, as long as the badge is not revoked"},
	}
	if revoke {
		steps = append(steps, Step{"revoke", "revoke the badge, with a neutral reason, and publish the list", "status.Lists.Revoke, status.Publication", "whoever does not ask the list; the badge's id and the reason in the store, for good"})
	}
	return append(steps,
		Step{"artefacts", "delete the evidence, and whatever the badge links to", "", "digests of it, here and in copies of the badge: who has the artefact can still compare it"},
		Step{"case", "replace the log of the case by a tombstone, so that nobody can hand its decision over again; a case that has not ended is withdrawn first", "planning.ActErase", "digest of the log, the award's key, by which its records are found, who erased and why in words: no student"},
		Step{"mapping", "destroy what says whose the badge was: the award's records, of which no more is left than that its decision makes no other badge, and the portal's own name and e-mail address for the subject's id", "award.Awards.Erase", "a hashed identifier in copies of the badge, with its salt: who can guess it can check the guess; the key of the decision"},
		Step{"backups", "let the backups that hold any of it run out, and do the steps again for what is restored from one", "", "until then, they"},
	)
}

// ErrRebinding is that nobody has shown that a new address is the same person's.
var ErrRebinding = errors.New("the new address is not shown to be the student's")

// A Proof is how a student who has lost an e-mail account shows who they are.
type Proof string

const (
	ProofOldAddress Proof = "old-address" // a message to the old address was answered
	ProofHolderKey  Proof = "holder-key"  // a presentation by the key of the badge's subject (verify.HeldByPresenter)
	ProofSchool     Proof = "school"      // somebody at the school knows the student, and has seen them
)

// DefaultRebindingWait is how long an old address has to object, unless a Rebinding says
// otherwise.
const DefaultRebindingWait = 7 * 24 * time.Hour

// A Rebinding gives a student a new e-mail address at the portal, where the old one is dead:
// after graduation it mostly is. The addresses themselves are the portal's, and are not
// asked for here.
type Rebinding struct {
	Student   string        // opaque id
	Proof     Proof         //
	By        string        // opaque id of who vouches, for ProofSchool; "" otherwise
	Confirmed bool          // a message to the new address was answered
	Told      time.Time     // when the old address was told of it, whether anybody reads it or not
	Objected  bool          // somebody has answered from the old address that it was not they
	Wait      time.Duration // how long the old address has to object; 0: DefaultRebindingWait. Not less than a day
	Now       time.Time     // the caller's
}

// Rebind says whether a new address may take the place of the old one, and what that
// changes, in order. Its error wraps ErrRebinding.
//
// A badge does not change, for no e-mail address is in it: file, id, page and links are as
// they were, and the holder needs neither account nor address to show them. Only where an
// address stands hashed in the badge does it stay the old one.
func Rebind(r Rebinding) ([]Step, error) {
	no := func(format string, args ...any) ([]Step, error) {
		return nil, fmt.Errorf("privacy: %w: %s", ErrRebinding, fmt.Sprintf(format, args...))
	}
	wait := r.Wait
	if wait == 0 {
		wait = DefaultRebindingWait
	}
	switch {
	case !opaque(r.Student):
		return no("Student: expected an opaque id")
	case r.Now.IsZero():
		return no("Now: expected the time")
	case !r.Confirmed:
		return no("nobody has answered from the new address")
	case r.Objected:
		return no("whoever has the old address says that it was not they")
	case wait < 24*time.Hour:
		return no("Wait: expected a day or more, found %v", r.Wait)
	case r.Proof == ProofSchool && (!opaque(r.By) || r.By == r.Student):
		return no("By: expected the opaque id of somebody at the school, who is not the student")
	case r.Proof != ProofSchool && r.By != "":
		return no("By: nobody vouches by the proof %q", r.Proof)
	case r.Proof == ProofOldAddress: // whoever has it need not be told
	case r.Proof != ProofHolderKey && r.Proof != ProofSchool:
		return no("expected a proof by the old address, the holder's key or the school, found %q", r.Proof)
	case r.Told.IsZero() || r.Now.Before(r.Told.Add(wait)):
		// Else whoever talks the school into it has the account before anybody knows.
		return no("expected that the old address was told %v ago", wait)
	}
	return []Step{
		{"address", "put the new address in the place of the old one for this student", "", "badges, their ids, pages and links: they have no address in them"},
		{"sessions", "end what the old address can still do: sessions, recovery, messages", "", ""},
		{"hashed", "where a badge has the old address hashed, offer the holder a new edition of it with the new one", "HashedIdentity, credential.Issuer.Reissue", "the old hash in copies of the badge"},
		{"log", "write down who rebound the address, by which proof and when", "", "the entry, by opaque ids"},
	}, nil
}

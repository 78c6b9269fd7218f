package credential

import (
	"context"
	"reflect"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/limits"
)

// Reissue issues a correction of original: a badge of the same id, issuer and recipient,
// with a later validFrom, which takes the place of the original wherever badges are kept
// by the rule of Compare. All else is as corrected has it, which usually is a copy of
// the original, changed, with ValidFrom zero.
//
// What corrected leaves empty is the original's (ID, Status, AwardedDate) or the
// default of Issue (Name, Issuer, ValidFrom: now). AwardedDate stays what it was, or,
// where the original has none, becomes its validFrom: that day the badge was awarded.
//
// It refuses, as an IssueCorrection: another id, to the letter; another issuer; another
// recipient, that is, not the SameRecipient: another id of the subject or, of a subject
// without one, not all of the original's identifiers; another AwardedDate; and a
// ValidFrom that, written to the second, is not later than the original's, such as one
// within the same second. Otherwise the errors are those of Issue.
//
// The original is one that the issuer has kept, or the Credential of a Report: its proof
// is not looked at here, so that it may be by a key that has been retired. Members that
// a Credential has no field for are not carried over.
//
// With Issuer.Status, which is asked before anything is signed, a badge that was revoked
// is not corrected (IssueStatus, with the error of Reserve), and the entry has to be the
// one that the original has, so that no correction has a place of its own: another one is
// an IssueCorrection. A badge that Status has forgotten takes up a place by this; bring it
// back first (status.Lists.Adopt). An original without an entry is given one. Without
// Issuer.Status nobody asks, and the original's entry is kept.
//
// A correction has the place of the original in the status lists, so that whoever revokes
// the one revokes both, and a correction of a revoked badge is revoked. A copy of the
// original that somebody keeps stays valid. If the original names a refreshService, and
// the correction is published there, a verifier with verify.Config.Refresh that is given
// the original judges the correction in its place.
//
// To take the original back, supersede it: issue the new badge under a new id by Issue,
// hand it out, and then revoke the old one. No refresh leads from the old one to it,
// because its id is another.
func (is *Issuer) Reissue(ctx context.Context, original *Credential, corrected Credential) (*Secured, error) {
	if err := is.correct(original, &corrected); err != nil {
		return nil, err
	}
	if is.Status == nil || len(original.Status) == 0 {
		return is.Issue(ctx, corrected)
	}
	if !reflect.DeepEqual(corrected.Status, original.Status) {
		return nil, NewProblem(IssueCorrection, "/credentialStatus", nil, "the original has its place in %s, and a correction no other; this one names %s",
			whereOf(original.Status[0]), whereOf(corrected.Status[0]))
	}
	corrected.Status = nil // Status finds it
	return is.issue(ctx, corrected, original.Status)
}

// correct completes a correction from the original, or refuses it.
func (is *Issuer) correct(original, c *Credential) error {
	m, err := is.method(AssertionMethod)
	if err != nil {
		return err
	}
	at, err := is.inUse(m)
	if err != nil {
		return err
	}
	refuse := func(pointer, format string, args ...any) error {
		return NewProblem(IssueCorrection, pointer, nil, format, args...)
	}
	if !original.Ref().named() {
		return refuse("/id", "the original has no id, or no issuer, by which a correction could take its place")
	}
	if c.ID == "" {
		c.ID = original.ID
	}
	switch {
	case c.ID != original.ID:
		return refuse("/id", "a correction has the id of the original, %s; this one has %s", limits.Abridge(original.ID), limits.Abridge(c.ID))
	case m.Controller != original.Issuer.ID:
		return refuse("/issuer", "the original was issued by %s, and the key belongs to %s", limits.Abridge(original.Issuer.ID), limits.Abridge(m.Controller))
	case c.Issuer.ID != "" && c.Issuer.ID != original.Issuer.ID:
		return refuse("/issuer", "the original was issued by %s, and the correction names %s", limits.Abridge(original.Issuer.ID), limits.Abridge(c.Issuer.ID))
	case c.Subject.ID != original.Subject.ID:
		return refuse("/credentialSubject/id", "a correction is for the recipient of the original, and this one has another id")
	case !SameRecipient(original, c):
		return refuse("/credentialSubject/identifier", "a correction is for the recipient of the original, and this one lacks some of its identifiers, or there are none")
	case original.ValidFrom.IsZero():
		return refuse("/validFrom", "the original does not say from when it is valid, so no correction is later")
	}
	awarded := original.AwardedDate
	if awarded.IsZero() {
		awarded = original.ValidFrom
	}
	if c.AwardedDate.IsZero() {
		c.AwardedDate = awarded
	}
	if !c.AwardedDate.Equal(awarded) {
		return refuse("/awardedDate", "the badge was awarded on %s, which a correction does not change", awarded.UTC().Format(time.RFC3339))
	}
	if c.ValidFrom.IsZero() {
		c.ValidFrom = at
	}
	// As it will be written. The original may have a fraction of a second.
	if from := c.ValidFrom.Truncate(time.Second); !from.After(original.ValidFrom) {
		return refuse("/validFrom", "a correction begins later than the original, on %s, in whole seconds; this one on %s",
			original.ValidFrom.UTC().Format(time.RFC3339Nano), from.UTC().Format(time.RFC3339))
	}
	if len(c.Status) == 0 {
		c.Status = slices.Clone(original.Status)
	}
	return nil
}

// SameRecipient reports whether newer was issued to the recipient of old: to the subject of
// the same id, or, where neither gives one, to a subject with all identifiers of the old
// one, as they stand, salts included, and perhaps others. Two that say nothing of their
// subjects are not for the same. It is the rule of Reissue, and of verify's Config.Refresh.
func SameRecipient(old, newer *Credential) bool {
	a, b := old.Subject, newer.Subject
	if a.ID != "" || b.ID != "" {
		return a.ID == b.ID
	}
	return len(a.Identifier) > 0 && !slices.ContainsFunc(a.Identifier, func(i badge.Identity) bool { return !slices.Contains(b.Identifier, i) })
}

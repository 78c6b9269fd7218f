package status

import (
	"context"
	"errors"
	"fmt"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/bitstring"
	"github.com/summitbadges/openbadges/internal/limits"
)

// Adopt brings a credential back that a restored store has forgotten: entry is its
// credentialStatus. Both are believed, so they come from a badge that the issuer has kept,
// or that was verified. If the credential has another place by now, because it was issued
// once more, it has both from then on: Revoke, Suspend and Reinstate change every place
// of a credential, so that neither badge that is out stays in force; and the place that
// is adopted is revoked, or suspended, at once if the other one is. ErrPurpose says that it
// was adopted, and stays in force, for its list knows no suspension. If it has this place,
// nothing changes. ErrTaken says that the place is another's, or was found set by Recover,
// and stays so.
func (l *Lists) Adopt(ctx context.Context, credentialID string, entry badge.Status) error {
	if err := checkID(credentialID); err != nil {
		return err
	}
	floor, err := l.floor(ctx)
	if err != nil {
		return err
	}
	e := Entry{State: Valid, Version: 1, Changed: l.now()}
	url := entry.StatusListCredential
	if entry.Type == RevocationList {
		url = entry.ID
	} else {
		index, err := bitstring.Index(entry.StatusListIndex)
		if err != nil {
			return err
		}
		e.Index = int64(min(index, limits.StatusPlaces))
	}
	var ok bool
	if e.List, ok = l.form.number(url); !ok {
		return fmt.Errorf("status: %s is not one of the lists below %s", limits.Abridge(url), l.form.url)
	}
	f, err := l.formOf(ctx, e.List)
	if err != nil {
		return err
	}
	if f.list(e.List) != url || f.kind != entry.Type || f.kind == BitstringStatusList && (f.purpose != entry.StatusPurpose || e.Index >= f.size) {
		return fmt.Errorf("status: the entry is none of the list %s", limits.Abridge(url))
	}
	if f.kind == RevocationList {
		e.Index = f.size
	}
	stored, epoch, err := l.another(ctx, floor, credentialID, e, f)
	if err != nil {
		return err
	}
	if err := l.cfg.Witness.Raise(ctx, epoch); err != nil {
		return err
	}
	// Whoever changes the credential changes its first place, and then looks for others;
	// here it is the other way round.
	is, err := l.worst(ctx, credentialID)
	if err != nil || !is.State.set() {
		return err
	}
	return l.changeOne(ctx, stored.Credential, is.State, is.Reason)
}

// worst is the entry of the credential that says most against it, the first of several.
func (l *Lists) worst(ctx context.Context, id string) (worst Entry, err error) {
	for n := range maxPlaces {
		e, _, err := l.find(ctx, key(id, n))
		if n > 0 && errors.Is(err, ErrUnknown) {
			break
		}
		if err != nil {
			return worst, err
		}
		if n == 0 || e.State == Revoked && worst.State != Revoked || e.State == Suspended && !worst.State.set() {
			worst = e
		}
	}
	return worst, nil
}

// another stores e as a place of that credential, unless it has that place.
func (l *Lists) another(ctx context.Context, floor int64, id string, e Entry, f form) (stored Entry, epoch int64, err error) {
	for n := range maxPlaces {
		e.Credential = key(id, n)
		stored, epoch, err = l.insert(ctx, floor, e, f)
		if err == nil && stored.Credential != e.Credential {
			err = fmt.Errorf("%w: for %s it returned another entry", ErrCorrupt, limits.Abridge(id))
		}
		if err != nil || stored.List == e.List && (stored.Index == e.Index || f.kind == RevocationList) {
			return stored, epoch, err
		}
	}
	return stored, epoch, fmt.Errorf("status: %s has %d places already, the last one in list %d", limits.Abridge(id), maxPlaces, stored.List)
}

// insert stores e, in a RevocationList at its Index or the next one that is free: where a
// place is not published, any will do.
func (l *Lists) insert(ctx context.Context, floor int64, e Entry, f form) (stored Entry, epoch int64, err error) {
	for end := e.Index + 4*limits.StatusRevocations; ; e.Index++ {
		stored, epoch, err = l.cfg.Store.Insert(ctx, floor, e)
		if f.kind != RevocationList || !errors.Is(err, ErrTaken) || e.Index == end {
			return stored, epoch, err
		}
	}
}

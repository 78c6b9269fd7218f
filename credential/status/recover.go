package status

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/bitstring"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Recover takes up work with a store that is older than was witnessed, because it was
// restored from a backup. While it runs nobody else may use the store.
//
// What the store has forgotten of revocations it learns from the lists as they were
// last published, by their URLs: a credential whose place is set is revoked again, or in
// a list for suspension suspended, and a place that is set and belongs to nobody any
// more stays set for ever. What was published is believed: whoever calls Recover has it
// from where he published it. Every list that the store knows has to be there
// (ErrMissing); nil stands for one that was never published. A revocation that was never
// published is lost.
//
// Of places that the store has forgotten nobody knows any more whose they are, so no
// list is continued: new ones are opened, by numbers that never were. A credential that
// was issued after the backup stays good; for Revoke it is ErrUnknown until it has been
// brought back with Adopt. One that was reinstated after the backup is suspended again.
//
// Until Recover has returned nil, the store is still older than was witnessed. It can be
// repeated; the lists that it has opened by then were never published.
func (l *Lists) Recover(ctx context.Context, published map[string][]byte) error {
	floor, err := l.floor(ctx)
	if err != nil {
		return err
	}
	openings, epoch, err := l.cfg.Store.Read(ctx, Query{Kind: Openings})
	if err != nil {
		return err
	}
	forms := map[form]bool{l.form: true}
	known := map[int64]form{}
	for _, o := range openings {
		f, err := parseForm(o.Reason)
		if err != nil {
			return err
		}
		if _, ok := published[f.list(o.List)]; !ok {
			return fmt.Errorf("%w: %s (nil says that there never was one)", ErrMissing, f.list(o.List))
		}
		forms[f], known[o.List] = true, f
	}
	var lists []restored
	changes, top := int64(0), max(floor, epoch, l.clock()) // not all lists that there were may be given here
	for _, url := range slices.Sorted(maps.Keys(published)) {
		if published[url] == nil {
			continue
		}
		r, err := readList(url, published[url], forms, known)
		if err != nil {
			return fmt.Errorf("status: %s: %w", limits.Abridge(url), err)
		}
		forms[r.form] = true
		lists = append(lists, r)
		top = max(top, r.number)                       // a witness that was lost does not know of it
		changes += 1 + int64(len(r.places)+len(r.ids)) // what restore changes at most
	}
	// The store reaches what is witnessed from here on with the last of these changes.
	next := top + changes + 1
	if err := l.cfg.Witness.Raise(ctx, next+int64(len(forms))-1); err != nil {
		return err
	}
	for _, r := range lists {
		if err := l.restore(ctx, r); err != nil {
			return fmt.Errorf("status: list %d: %w", r.number, err)
		}
	}
	for f := range forms {
		o := l.opening(fmt.Sprintf("%d", next), f)
		o.List = next
		if _, _, err := l.cfg.Store.Insert(ctx, 0, o); err != nil {
			return err
		}
		next++
	}
	return nil
}

// Adopt brings a credential back that a restored store has forgotten: entry is its
// credentialStatus. If the credential has another place by now, because it was issued
// once more, it has both from then on: Revoke, Suspend and Reinstate change every place
// of a credential, so that neither badge that is out stays in force; and the place that
// is adopted is revoked, or suspended, at once if the other one is. If it has this place,
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
	is, _, err := l.find(ctx, credentialID)
	if err != nil || is.State != Revoked && (is.State != Suspended || f.purpose != Suspension) {
		return err
	}
	return l.changeOne(ctx, stored.Credential, is.State, is.Reason)
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

// restored is what a list said when it was last published.
type restored struct {
	number int64
	form   form
	places []int64  // that are set, of a BitstringStatusList
	ids    []string // that are set, of a RevocationList
}

// readList reads a list that stands where those of one of these forms do.
func readList(url string, data []byte, forms map[form]bool, known map[int64]form) (restored, error) {
	var r restored
	var below string
	for f := range forms {
		if number, ok := f.number(url); ok {
			r.number, below = number, f.url
		}
	}
	if below == "" {
		return r, errors.New("it is not below the URL of these lists, nor of another one in the store")
	}
	if credential.Detect(data) == credential.ContainerJWS {
		secured, err := credential.Parse(data)
		if err != nil {
			return r, err
		}
		data = secured.Document()
	}
	tape, err := strictjson.Parse(data, strictjson.Limits{Size: limits.FetchedList, Nodes: limits.RevokedNodes})
	if err != nil {
		return r, err
	}
	root := tape.Root()
	if root.Get("id").Text() != url {
		return r, fmt.Errorf("it says that it is %q", limits.Abridge(root.Get("id").Text()))
	}
	if revoked := root.Get("revokedCredential"); revoked.Exists() {
		r.form = form{RevocationList, Revocation, limits.StatusRevocations, below}
		for _, entry := range revoked.Elements() {
			id := entry.Get("id").Text()
			if err := checkID(id); err != nil {
				return r, err
			}
			r.ids = append(r.ids, id)
		}
	} else {
		subject := root.Get("credentialSubject")
		bits, _, err := bitstring.Decode([]byte(subject.Get("encodedList").Text()))
		if err != nil {
			return r, err
		}
		r.form = form{BitstringStatusList, subject.Get("statusPurpose").Text(), int64(bits.Entries(1)), below}
		for i := range bits.Entries(1) {
			if set, _ := bits.At(i, 1); set != 0 {
				r.places = append(r.places, int64(i))
			}
		}
	}
	if f, ok := known[r.number]; ok {
		if f.kind != r.form.kind || f.url != r.form.url || f.kind == BitstringStatusList && f != r.form {
			return r, fmt.Errorf("it was opened as %q, and published as %q", f, r.form)
		}
		r.form = f
	}
	return r, r.form.check()
}

// restore makes the store say what the list said. The witness is ahead of the store all
// the while, so there is no floor.
func (l *Lists) restore(ctx context.Context, r restored) error {
	opening := l.opening(fmt.Sprintf("%d", r.number), r.form)
	opening.List = r.number
	if _, err := l.known(ctx, Query{Kind: ByPlace, List: r.number, Index: -1}, opening); err != nil {
		return err
	}
	to := Revoked
	if r.form.purpose == Suspension {
		to = Suspended
	}
	for _, i := range r.places {
		// Its key has a space in it, as no id of a credential has.
		lost := Entry{Credential: fmt.Sprintf("forgotten %s#%d", r.form.list(r.number), i), List: r.number, Index: i}
		if err := l.set(ctx, Query{Kind: ByPlace, List: r.number, Index: i}, lost, to); err != nil {
			return err
		}
	}
	// Behind the places that are drawn: they are not published.
	lost := Entry{List: r.number, Index: r.form.size, State: to, Reason: recovered, Version: 1, Changed: l.now()}
	for _, id := range r.ids {
		e, _, err := l.another(ctx, 0, id, lost, r.form)
		if err != nil {
			return err
		}
		lost.Index = max(lost.Index, e.Index)
		if err := l.setTo(ctx, e, to); err != nil {
			return err
		}
	}
	return nil
}

// set makes the entry that q finds, or the lost one in its place, what was published.
func (l *Lists) set(ctx context.Context, q Query, lost Entry, to State) error {
	lost.State, lost.Reason, lost.Version, lost.Changed = to, recovered, 1, l.now()
	e, err := l.known(ctx, q, lost)
	if err != nil {
		return err
	}
	return l.setTo(ctx, e, to)
}

func (l *Lists) setTo(ctx context.Context, e Entry, to State) error {
	if e.State.set() {
		return nil
	}
	e.State, e.Reason, e.Changed = to, recovered, l.now()
	_, err := l.cfg.Store.Update(ctx, 0, e)
	return err
}

const recovered = "found set in the published list after the store was restored"

// known returns the entry that q finds, which is otherwise that one, from now on.
func (l *Lists) known(ctx context.Context, q Query, otherwise Entry) (Entry, error) {
	found, _, err := l.cfg.Store.Read(ctx, q)
	if err != nil {
		return Entry{}, err
	}
	if len(found) > 0 {
		return found[0], nil
	}
	stored, _, err := l.cfg.Store.Insert(ctx, 0, otherwise)
	return stored, err
}

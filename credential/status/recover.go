package status

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/summitbadges/openbadges/internal/limits"
)

// Recover takes up work with a store that is older than was witnessed, because it was
// restored from a backup. While it runs nobody else may use the store.
//
// What the store has forgotten of revocations it learns from the lists as they were
// last published: a credential whose place is set is revoked again, or in a list for
// suspension suspended, and a place that is set and belongs to nobody any more stays set
// for ever. What of them it believes, Recovery says. A list that is not signed by the
// issuer is refused (ErrUnsigned), and with it all of them, before anything is changed.
// Every list that the store knows has to be there (ErrMissing). A revocation that was
// never published is lost.
//
// Of places that the store has forgotten nobody knows any more whose they are, so no
// list is continued: new ones are opened, by numbers that never were. A credential that
// was issued after the backup stays good; for Revoke it is ErrUnknown until it has been
// brought back with Adopt. One that was reinstated after the backup is suspended again.
//
// Until Recover has returned nil, the store is still older than was witnessed. It can be
// repeated; the lists that it has opened by then were never published.
func (l *Lists) Recover(ctx context.Context, from Recovery) error {
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
		if _, ok := from.Published[f.list(o.List)]; !ok {
			return fmt.Errorf("%w: %s (nil says that there never was one)", ErrMissing, f.list(o.List))
		}
		forms[f], known[o.List] = true, f
	}
	var lists []restored
	changes, top := int64(0), max(floor, epoch, l.clock()) // not all lists that there were may be given here
	for _, url := range slices.Sorted(maps.Keys(from.Published)) {
		if from.Published[url] == nil {
			continue
		}
		r, err := from.read(ctx, url, forms, known, l.cfg.Now())
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
	if next+int64(len(forms)) >= 1<<62 { // up to there lists have URLs (form.number)
		return fmt.Errorf("status: no list can follow the number %d", top)
	}
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

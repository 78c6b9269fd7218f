package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/summitbadges/openbadges/badge/planning"
)

// changes are all entries of the log of the directory, and the fault that was found in it. The
// head is read first: what others add meanwhile makes the log longer than it says.
func (s *store) changes(ctx context.Context) (list []change, end planning.Head, fault, err error) {
	for range 10 {
		head, err := s.head(changesHead)
		if err != nil {
			return nil, head, nil, err
		}
		rows, err := s.db.QueryContext(ctx, `SELECT line FROM changes ORDER BY n`)
		if err != nil {
			return nil, head, nil, err
		}
		lines, err := blobs(rows)
		if err != nil {
			return nil, head, nil, err
		}
		if list, end, fault = chained(lines, head); !errors.Is(fault, errLong) {
			break
		}
	}
	return list, end, fault, nil
}

// chained says whether each entry names the one before, and the log ends where its head is or
// one entry behind.
func chained(lines [][]byte, head planning.Head) (list []change, end planning.Head, fault error) {
	found := head.Entries == 0
	for _, line := range lines {
		c, err := readChange(line)
		switch {
		case err != nil:
			return list, end, fmt.Errorf("behind number %d: %w", end.Entries, err)
		case c.Before != end.Digest:
			return list, end, fmt.Errorf("%w: number %d does not name the one before", errEntry, c.N)
		case c.N != end.Entries+1 && (c.What != changeRecovered || c.N <= end.Entries):
			return list, end, fmt.Errorf("%w: expected number %d, found %d", errEntry, end.Entries+1, c.N)
		}
		found = found || c.follows() == head
		end = planning.Head{Entries: c.N, Digest: digestOf(line)}
		found = found || end == head
		list = append(list, c)
	}
	switch {
	case end.Entries < head.Entries:
		fault = fmt.Errorf("%w: %w: %d of %d entries are there", errEntry, errShort, end.Entries, head.Entries)
	case !found:
		fault = fmt.Errorf("%w: number %d is not the one that was kept", errEntry, head.Entries)
	case end.Entries > head.Entries+1:
		fault = fmt.Errorf("%w: %w: it has %d entries, and %d were kept", errEntry, errLong, end.Entries, head.Entries)
	}
	return list, end, fault
}

// missesChanges reports a database that knows of less than the head of this log, which is kept
// outside of it.
func (s *store) missesChanges(ctx context.Context) (seen, known int, err error) {
	top, err := s.head(changesHead)
	if err != nil {
		return 0, 0, err
	}
	err = s.db.QueryRowContext(ctx, `SELECT n FROM changes_end`).Scan(&known)
	return top.Entries, known, err
}

// noteLoss goes on behind the entries that were lost with an older database, and says so.
func (s *store) noteLoss(ctx context.Context) error {
	top, err := s.head(changesHead)
	if err != nil {
		return err
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	var end planning.Head
	if err := tx.QueryRowContext(ctx, `SELECT n, digest FROM changes_end`).Scan(&end.Entries, &end.Digest); err != nil || end.Entries >= top.Entries {
		return err
	}
	return s.commit(ctx, tx, change{What: changeRecovered, N: top.Entries + 1, Before: end.Digest, Of: top.Digest})
}

// A shownChange is an entry for a page, with names as they are now.
type shownChange struct {
	change
	Who, Whom, Child string
	Lost             int // entries before it
}

// changesOf are the entries that are about a school: its seats, and the accounts of whoever has
// or had one there.
func (s *store) changesOf(ctx context.Context, school string, all []change) (list []shownChange, err error) {
	theirs, err := s.column(ctx, `SELECT id FROM people WHERE school = $1 UNION SELECT person FROM seats WHERE school = $1`, school)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if c.School == school {
			theirs = append(theirs, c.Person)
		}
	}
	names := map[string]string{"": ""}
	for i, c := range all {
		if c.What != changeRecovered && c.School != school && (c.School != "" || !slices.Contains(theirs, c.Person)) {
			continue
		}
		shown := shownChange{change: c, Lost: c.N - 1}
		if i > 0 {
			shown.Lost -= all[i-1].N
		}
		if c.What == changeRecovered {
			c.Of = ""
		}
		for _, id := range []string{c.Actor, c.Person, c.Of} {
			if _, known := names[id]; !known {
				p, err := s.person(ctx, id)
				if err != nil && !errors.Is(err, errNone) {
					return nil, err
				}
				names[id] = p.Name
			}
		}
		shown.Who, shown.Whom, shown.Child = names[c.Actor], names[c.Person], names[c.Of]
		list = append(list, shown)
	}
	return list, nil
}

// changesPage shows administrators who has changed what at their school.
func (p *portal) changesPage(a *ask) error {
	ctx := a.r.Context()
	all, end, fault, err := p.office.changes(ctx)
	if err != nil {
		return err
	}
	view := struct {
		School, Name string
		Entries      []shownChange
		Head         planning.Head
		Fault        error
	}{School: a.team.School, Head: end, Fault: fault}
	if err := p.office.db.QueryRowContext(ctx, `SELECT name FROM schools WHERE id = ?`, a.team.School).Scan(&view.Name); err != nil {
		return err
	}
	if fault == nil { // of a damaged log nothing is believed
		if view.Entries, err = p.office.changesOf(ctx, a.team.School, all); err != nil {
			return err
		}
	}
	return p.render(a, http.StatusOK, "changes", view)
}

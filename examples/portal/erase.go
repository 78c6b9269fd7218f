package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
)

// eraseTables hold how far an erasure has come. They name nobody but who has erased.
const eraseTables = `CREATE TABLE erasures (case_id TEXT PRIMARY KEY REFERENCES cases, school TEXT NOT NULL, award TEXT NOT NULL, revoke INTEGER NOT NULL, person TEXT NOT NULL, reason TEXT NOT NULL, began INTEGER NOT NULL, done INTEGER NOT NULL, ended INTEGER NOT NULL);`

// An erasure is one walk along the steps of package privacy.
type erasure struct {
	Object                        string // the id of a case, or of a badge of a file
	School, Award, Person, Reason string
	Revoke                        bool
	Began, Ended                  time.Time // Ended is zero while steps are open
	Done                          int       // steps
}

// Steps are all steps of the walk, in order.
func (e erasure) Steps() []privacy.Step { return privacy.Erasure(e.Revoke) }

func (s *store) erasures(ctx context.Context, where string, args ...any) (list []erasure, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT object, school, award, revoke, person, reason, began, done, ended FROM erasures WHERE `+where+` ORDER BY began DESC, object`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var e erasure
		var revoke, began, ended int64
		if err := rows.Scan(&e.Object, &e.School, &e.Award, &revoke, &e.Person, &e.Reason, &began, &e.Done, &ended); err != nil {
			return nil, err
		}
		e.Revoke, e.Began = revoke != 0, time.Unix(began, 0).UTC()
		if ended != 0 {
			e.Ended = time.Unix(ended, 0).UTC()
		}
		list = append(list, e)
	}
	return list, rows.Err()
}

// erase begins an erasure that an administrator has decided, and walks it. What is open
// after that is taken up within a minute (resumeErasures).
func (p *portal) erase(a *ask) error {
	key := ""
	if decided, ok := a.c.Award(); ok {
		key = decided.Key
	}
	return p.beginErasure(a, a.c.ID(), a.c.School(), key)
}

func (p *portal) beginErasure(a *ask, object, school, key string) error {
	ctx := a.r.Context()
	reason, err := a.reason()
	if err != nil {
		return err
	}
	revoke := 0
	if a.form("revoke") != "" {
		revoke = 1
	}
	if _, err := p.office.db.ExecContext(ctx, `INSERT INTO erasures (object, school, award, revoke, person, reason, began, done, ended) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0) ON CONFLICT DO NOTHING`,
		object, school, key, revoke, a.person.ID, reason, p.office.now().Unix()); err != nil {
		return err
	}
	if err := p.office.walk(ctx, object); err != nil {
		p.logger.ErrorContext(ctx, "an erasure is not at its end yet", "error", err)
	}
	return a.to("/erasures")
}

// late begins an erasure again that a badge came too late for: what was made of a decision
// while its case was being erased.
func (o *office) late(ctx context.Context, id string) error {
	again, err := o.db.ExecContext(ctx, `UPDATE erasures SET done = 0, ended = 0 WHERE object = ?`, id)
	if err != nil {
		return err
	}
	if n, err := again.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return o.walk(ctx, id)
}

// walk does the steps of an erasure that are not done, each before the next is begun.
func (o *office) walk(ctx context.Context, id string) error {
	list, err := o.erasures(ctx, `object = ? AND ended = 0`, id)
	if err != nil || len(list) == 0 {
		return err
	}
	e := list[0]
	steps := e.Steps()
	for ; e.Done < len(steps); e.Done++ {
		err := o.step(ctx, e, steps[e.Done].Key)
		if errors.Is(err, errLate) {
			return o.walk(ctx, id) // once: from now on the erasure knows of the award
		}
		if err != nil {
			return fmt.Errorf("the step %s: %w", steps[e.Done].Key, err)
		}
		if _, err := o.db.ExecContext(ctx, `UPDATE erasures SET done = ? WHERE object = ?`, e.Done+1, id); err != nil {
			return err
		}
	}
	_, err = o.db.ExecContext(ctx, `UPDATE erasures SET ended = ? WHERE object = ?`, o.now().Unix(), id)
	return err
}

// erasedBefore is the reason of what is erased again.
const erasedBefore = "erased before a backup was restored"

var (
	errStep = errors.New("a step of an erasure that this portal does not know")
	errLate = errors.New("a badge was decided since the erasure began")
)

// step does one step. Each may be repeated.
func (o *office) step(ctx context.Context, e erasure, key string) error {
	if e.OfFile() {
		return o.stepOfFile(ctx, e, key)
	}
	badges, err := o.column(ctx, `SELECT credential FROM badges WHERE case_id = ? ORDER BY edition`, e.Object)
	if err != nil {
		return err
	}
	students, err := o.column(ctx, `SELECT student FROM badges WHERE case_id = ? GROUP BY student`, e.Object)
	if err != nil {
		return err
	}
	each := func(do func(string) error) error {
		var errs []error
		for _, id := range badges {
			errs = append(errs, do(id))
		}
		return errors.Join(errs...)
	}
	run := func(query string, args ...any) {
		if err == nil {
			_, err = o.db.ExecContext(ctx, query, args...)
		}
	}
	switch key {
	case "consents":
		return each(func(id string) error { return o.withdrawn(ctx, students[0], id) })
	case "links":
		return each(func(id string) error { return o.unlinked(ctx, students[0], id) })
	case "outbox": // "My badges" hands over no badge of a case that is being erased (badgesOf)
		return nil
	case "revoke":
		err := each(func(id string) error { return o.lists.Revoke(ctx, id, string(privacy.Withdrawn)) })
		return errors.Join(err, o.publication.Publish(ctx))
	case "artefacts":
		run(`DELETE FROM files WHERE case_id = ?`, e.Object)
		run(`DELETE FROM supporters WHERE case_id = ?`, e.Object)
		run(`DELETE FROM sayings WHERE case_id = ?`, e.Object)
		return errors.Join(err, o.strikeCase(ctx, e))
	case "case":
		return o.bury(ctx, e)
	case "mapping":
		if e.Award != "" {
			err = o.awards.Erase(ctx, e.Award)
			// That the student has earned it once stands in a record of its own, and so does
			// the id that all badges of the student have.
			run(`DELETE FROM awards WHERE state = 'noted' AND subject = ?`, e.Award)
			for _, s := range students {
				run(`DELETE FROM awards WHERE state = 'noted' AND key = ? AND NOT EXISTS (SELECT 1 FROM badges WHERE student = ? AND case_id <> ?) AND NOT EXISTS (SELECT 1 FROM given WHERE student = ?)`, "student "+s, s, e.Object, s)
			}
		}
		for _, id := range badges {
			run(`DELETE FROM published WHERE credential = ?`, id)
			run(`DELETE FROM links WHERE credential = ?`, id)
			run(`DELETE FROM set_badges WHERE credential = ?`, id)
		}
		run(`DELETE FROM sets WHERE slug NOT IN (SELECT slug FROM set_badges)`)
		run(`DELETE FROM acts WHERE case_id = ?`, e.Object)
		run(`DELETE FROM refusals WHERE case_id = ?`, e.Object)
		run(`DELETE FROM corrections WHERE case_id = ?`, e.Object)
		run(`DELETE FROM claims WHERE decision = ?`, e.Object)
		run(`UPDATE cases SET student = NULL WHERE id = ?`, e.Object)
		run(`DELETE FROM badges WHERE case_id = ?`, e.Object)
		return err
	case "backups": // for whoever keeps them: the page says so
		return nil
	}
	return fmt.Errorf("%w: %s", errStep, key)
}

// bury puts the tombstone in the place of the log. Of a crash between that and its head, the
// tombstone alone is left, and its head is written now.
func (o *office) bury(ctx context.Context, e erasure) error {
	c, err := o.load(ctx, e.Object)
	if err != nil {
		// A backup has brought the log back, and the tombstone is lost.
		if erased, failed := o.erasedBefore(e.Object); failed != nil {
			return errors.Join(err, failed)
		} else if erased && damaged(err) {
			_, err := o.db.ExecContext(ctx, `DELETE FROM entries WHERE case_id = ?`, e.Object)
			return err
		}
		lines, failed := o.entries(ctx, e.Object)
		if failed != nil || len(lines) != 1 {
			return errors.Join(err, failed)
		}
		left, failed := planning.Read(lines, planning.Head{}, o.rules)
		if failed != nil || left.State() != planning.StateErased {
			return errors.Join(err, failed)
		}
		was, failed := o.head(e.Object)
		if of, _ := left.Tombstone(); failed != nil || of.Head != was {
			return errors.Join(err, failed)
		}
		return o.keepErased(e.Object, left.Head())
	}
	if c.State() == planning.StateErased {
		return nil
	}
	// A badge that was decided since the erasure began was in none of the steps before.
	if decided, ok := c.Award(); ok && e.Award == "" {
		_, err := o.db.ExecContext(ctx, `UPDATE erasures SET award = ?, done = 0 WHERE object = ?`, decided.Key, e.Object)
		if err != nil {
			return err
		}
		return errLate
	}
	_, err = o.apply(ctx, c, planning.Event{Action: planning.ActErase, Actor: e.Person, Role: planning.RoleAdmin, Reason: e.Reason})
	return err
}

// eraseAgain begins anew the erasures that came after a backup, of which the heads alone
// know. Nobody is noted as who has erased, and the tombstone is lost: of the log nothing stays.
func (o *office) eraseAgain(ctx context.Context) error {
	names, err := os.ReadDir(o.heads)
	if err != nil {
		return err
	}
	for _, n := range names {
		erased, err := o.erasedBefore(n.Name())
		if err != nil {
			return err
		}
		if erased && !caseID.MatchString(n.Name()) {
			if err := o.eraseAgainOfFile(ctx, n.Name()); err != nil {
				return err
			}
			continue
		}
		if _, err := o.load(ctx, n.Name()); !erased || !damaged(err) {
			continue
		}
		keys, err := o.column(ctx, `SELECT award FROM badges WHERE case_id = ? ORDER BY edition`, n.Name())
		if err != nil {
			return err
		}
		key, _, _ := strings.Cut(strings.Join(keys, "+"), "+") // that of the decision, without an edition
		if _, err := o.db.ExecContext(ctx, `INSERT INTO erasures (object, school, award, revoke, person, reason, began, done, ended)
			SELECT id, school, CAST(? AS TEXT), 0, '', CAST(? AS TEXT), CAST(? AS BIGINT), 0, 0 FROM cases WHERE id = ? ON CONFLICT DO NOTHING`,
			key, erasedBefore, o.now().Unix(), n.Name()); err != nil {
			return err
		}
	}
	return nil
}

func (o *office) resumeErasures(ctx context.Context) error {
	list, err := o.erasures(ctx, `ended = 0`)
	errs := []error{err}
	for _, e := range list {
		errs = append(errs, o.walk(ctx, e.Object))
	}
	return errors.Join(errs...)
}

// erased is what administrators see of erasures at their schools.
func (p *portal) erased(a *ask) error {
	ctx := a.r.Context()
	schools, err := p.office.column(ctx, `SELECT school FROM seats WHERE person = ? AND role = 'admin'`, a.person.ID)
	if err != nil {
		return err
	}
	if len(schools) == 0 {
		return fmt.Errorf("%w: it is for administrators", planning.ErrForbidden)
	}
	list, err := p.office.erasures(ctx, `1 = 1`)
	if err != nil {
		return err
	}
	return p.render(a, http.StatusOK, "erasures", slices.DeleteFunc(list, func(e erasure) bool { return !slices.Contains(schools, e.School) }))
}

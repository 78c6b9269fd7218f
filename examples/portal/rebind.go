package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/summitbadges/openbadges/badge/privacy"
)

// A rebinding is one new address for the account of a student.
type rebinding struct {
	ID, Student, Address, Old, Vouches     string
	Asked, Told, Confirmed, Objected, Done time.Time
}

func (s *store) rebindings(ctx context.Context, where string, args ...any) (list []rebinding, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id, student, address, old, vouches, asked, told, confirmed, objected, done FROM rebindings WHERE `+where+` ORDER BY asked DESC, id`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r rebinding
		var at [5]int64
		if err := rows.Scan(&r.ID, &r.Student, &r.Address, &r.Old, &r.Vouches, &at[0], &at[1], &at[2], &at[3], &at[4]); err != nil {
			return nil, err
		}
		for i, t := range []*time.Time{&r.Asked, &r.Told, &r.Confirmed, &r.Objected, &r.Done} {
			if at[i] != 0 {
				*t = time.Unix(at[i], 0).UTC()
			}
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

// rebind notes that somebody at the school has seen the student, who has this address now.
// The new address is asked, and the old one is told, which may object for a week.
func (s *store) rebind(ctx context.Context, student, address, vouches string) error {
	address, err := normal(address)
	if err != nil {
		return err
	}
	if of, err := s.account(ctx, "address", address); err == nil && of.Person != student {
		return fmt.Errorf("%w: it is the address of another account", errAddress)
	} else if err != nil && !errors.Is(err, errNone) {
		return err
	}
	r := rebinding{ID: "rebinding-" + secret(), Student: student, Address: address}
	if a, err := s.account(ctx, "person", student); err == nil {
		r.Old = a.Address
	} else if _, r.Old, err = s.graduated(ctx, student); err != nil {
		return err
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	now := s.now().Unix()
	// One at a time: the last one that was asked for.
	if _, err := tx.ExecContext(ctx, `UPDATE rebindings SET objected = ? WHERE student = ? AND done = 0 AND objected = 0`, now, student); err != nil {
		return err
	}
	told := int64(0)
	if r.Old == "" { // there is nobody to be told, and they have as long to come forward
		told = now
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO rebindings (id, student, address, old, vouches, asked, told, confirmed, objected, done, yes, no) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, '', '')`, r.ID, student, address, r.Old, vouches, now, told); err != nil {
		return err
	}
	if err := s.post(ctx, tx, letter{ID: mailRebind + " " + r.ID, Kind: mailRebind, Address: address, Person: student}); err != nil {
		return err
	}
	if r.Old != "" {
		if err := s.post(ctx, tx, letter{ID: mailObject + " " + r.ID, Kind: mailObject, Address: r.Old, Person: student}); err != nil {
			return err
		}
	}
	return s.commit(ctx, tx, change{What: changeAsked, Actor: vouches, Person: student})
}

// answer takes what was answered by a link in a mail: yes from the new address, or no from
// the old one.
func (s *store) answer(ctx context.Context, link string) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	for _, answer := range [][2]string{{changeConfirmed, `UPDATE rebindings SET confirmed = ? WHERE yes = ? AND confirmed = 0 AND objected = 0 AND done = 0`}, {changeObjected, `UPDATE rebindings SET objected = ? WHERE no = ? AND objected = 0 AND done = 0`}} {
		var student string
		err := tx.QueryRowContext(ctx, answer[1]+` RETURNING student`, s.now().Unix(), name(link)).Scan(&student)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err == nil {
			err = s.commit(ctx, tx, change{What: answer[0], Person: student})
		}
		if err != nil {
			return err
		}
		return s.taken(ctx) // also a yes: it is answered once
	}
	return errNone
}

// resumeRebindings gives an account its new address, where package privacy says that it may
// take the place of the old one.
func (s *store) resumeRebindings(ctx context.Context) error {
	list, err := s.rebindings(ctx, `done = 0 AND objected = 0 AND confirmed > 0`)
	errs := []error{err}
	for _, r := range list {
		if _, refused := privacy.Rebind(r.asks(s.now())); refused != nil {
			continue // not yet
		}
		errs = append(errs, s.rebound(ctx, r))
	}
	return errors.Join(errs...)
}

// asks is the question whether it may be done now.
func (r rebinding) asks(now time.Time) privacy.Rebinding {
	return privacy.Rebinding{Student: r.Student, Proof: privacy.ProofSchool, By: r.Vouches, Confirmed: !r.Confirmed.IsZero(), Told: r.Told, Objected: !r.Objected.IsZero(), Now: now}
}

func (s *store) rebound(ctx context.Context, r rebinding) error {
	if err := s.closeAccount(ctx, r.Vouches, r.Student); err != nil && !errors.Is(err, errNone) {
		return err
	}
	if err := s.invite(ctx, r.Vouches, r.Student, r.Address, english); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, `UPDATE rebindings SET done = ?, yes = '', no = '' WHERE id = ?`, s.now().Unix(), r.ID)
	return err
}

// writeRebinding is a letter of a rebinding. Its link is made now; the old address has been
// told from now on.
func (p *portal) writeRebinding(ctx context.Context, l letter) (message, error) {
	m := message{ID: name(l.ID)[:32], From: p.sender, To: l.Address, Date: p.office.now(), Language: english}
	list, err := p.office.rebindings(ctx, `id = ? AND done = 0 AND objected = 0`, l.ID[len(l.Kind)+1:])
	if err != nil || len(list) != 1 {
		return message{}, err
	}
	link, now := secret(), p.office.now().Unix()
	if l.Kind == mailRebind {
		_, err = p.office.db.ExecContext(ctx, `UPDATE rebindings SET yes = ? WHERE id = ?`, name(link), list[0].ID)
	} else {
		_, err = p.office.db.ExecContext(ctx, `UPDATE rebindings SET no = ?, told = CASE WHEN told = 0 THEN ? ELSE told END WHERE id = ?`, name(link), now, list[0].ID)
	}
	for i, l2 := range []language{english, spanish} { // whose it is is not known, and so not the language
		subject, missing := l2.say("mail." + l.Kind)
		text, missing2 := l2.say("mail."+l.Kind+".text", p.reach+"/rebind/"+link)
		err = errors.Join(err, missing, missing2)
		if i > 0 {
			m.Subject, m.Text = m.Subject+" / ", m.Text+"\n"
		}
		m.Subject, m.Text = m.Subject+subject, m.Text+text+"\n"
	}
	return m, err
}

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A letter is what is to be sent: to whom, and of what kind. What it says, and the link in
// it, is made when it is sent, and stands in no database.
type letter struct {
	ID, Kind, Address, Person string
	Tried                     int
}

// The kinds of letters.
const (
	mailInvitation = "invitation"
	mailReset      = "reset"
	mailChanged    = "changed"
	mailClosed     = "closed"
	mailReminder   = "reminder"
)

// post puts a letter into the outbox. One that has an ID is there once.
func (s *store) post(ctx context.Context, tx execer, l letter) error {
	if l.ID == "" {
		l.ID = secret()
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO mails (id, kind, address, person, due, tried, sent) VALUES (?, ?, ?, ?, ?, 0, 0) ON CONFLICT (id) DO NOTHING`,
		l.ID, l.Kind, l.Address, l.Person, s.now().Unix())
	return err
}

// due takes the letters that are due, so that of several instances one sends each, and the
// next after it if it ends in between.
func (s *store) due(ctx context.Context) (list []letter, err error) {
	now := s.now()
	rows, err := s.db.QueryContext(ctx, `SELECT id, kind, address, person, due, tried FROM mails WHERE sent = 0 AND due <= ? AND tried < ? ORDER BY due, id`, now.Unix(), mostAttempts)
	if err != nil {
		return nil, err
	}
	var found []letter
	var times []int64
	for rows.Next() {
		var l letter
		var at int64
		if err := rows.Scan(&l.ID, &l.Kind, &l.Address, &l.Person, &at, &l.Tried); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		found, times = append(found, l), append(times, at)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	for i, l := range found {
		next := now.Add(5 * time.Minute << min(l.Tried, 6)).Unix()
		done, err := s.db.ExecContext(ctx, `UPDATE mails SET due = ?, tried = tried + 1 WHERE id = ? AND due = ? AND sent = 0`, next, l.ID, times[i])
		if err != nil {
			return list, err
		}
		if n, err := done.RowsAffected(); err != nil || n == 1 {
			list = append(list, l)
		}
	}
	return list, nil
}

func (s *store) sent(ctx context.Context, id string) error {
	_, err := s.db.ExecContext(ctx, `UPDATE mails SET sent = ? WHERE id = ?`, s.now().Unix(), id)
	return err
}

// sweep deletes what is done with. A reminder stays for as long as its day can come again.
func (s *store) sweep(ctx context.Context) error {
	old := s.now().AddDate(0, 0, -7).Unix()
	_, err := s.db.ExecContext(ctx, `DELETE FROM mails WHERE sent > 0 AND sent < ? OR tried >= ? AND due < ?`, old, mostAttempts, old)
	if err == nil {
		_, err = s.db.ExecContext(ctx, `DELETE FROM openings WHERE ends <= ?`, s.now().Unix())
	}
	return errors.Join(err, s.forget(ctx))
}

// deliver sends what is due. One letter that cannot be sent keeps no other.
func (p *portal) deliver(ctx context.Context) error {
	list, err := p.office.due(ctx)
	errs := []error{err}
	for _, l := range list {
		m, err := p.write(ctx, l)
		if err == nil && m.To == "" && l.Kind != mailReminder { // of who is nobody here, nothing is kept
			_, err = p.office.db.ExecContext(ctx, `DELETE FROM mails WHERE id = ?`, l.ID)
			errs = append(errs, err)
			continue
		}
		if err == nil && m.To != "" {
			err = p.mailer.Send(ctx, m)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("a mail of the kind %s: %w", l.Kind, err)) // not to whom
			continue
		}
		errs = append(errs, p.office.sent(ctx, l.ID))
	}
	return errors.Join(append(errs, p.office.sweep(ctx))...)
}

// write is what a letter says now, or nothing where nothing is to be said any more. No mail
// has more of anybody than a student's first name.
func (p *portal) write(ctx context.Context, l letter) (message, error) {
	if l.Kind == mailRebind || l.Kind == mailObject {
		return p.writeRebinding(ctx, l)
	}
	a, err := p.office.account(ctx, "address", l.Address)
	if errors.Is(err, errNone) && l.Kind == mailClosed {
		a, err = account{Language: english}, nil
	}
	if errors.Is(err, errNone) || err == nil && l.Person != "" && a.Person != "" && a.Person != l.Person {
		return message{}, nil // of an address that nobody here has, or of one that was another's
	}
	if err != nil {
		return message{}, err
	}
	m := message{ID: name(l.ID)[:32], From: p.sender, To: l.Address, Date: p.office.now(), Language: a.Language}
	say := func(key string, args ...any) string {
		text, failed := a.Language.say(key, args...)
		err = errors.Join(err, failed)
		return text
	}
	m.Subject = say("mail." + l.Kind)
	switch l.Kind {
	case mailInvitation, mailReset:
		lasts, when := resetLasts, "mail.hour"
		if a.Password == "" {
			lasts, when = invitationLasts, "mail.week"
		}
		link, failed := p.office.opening(ctx, a, lasts)
		if failed != nil {
			return m, failed
		}
		m.Text = say("mail."+l.Kind+".text") + "\n\n" + p.reach + "/open/" + link + "\n\n" + say(when) + "\n"
	case mailReminder:
		waits, failed := p.office.waitsFor(ctx, a.Person)
		if failed != nil || len(waits) == 0 || p.office.now().Sub(waits[0].Since) < reminded {
			return message{}, failed
		}
		var b strings.Builder
		for _, w := range waits {
			fmt.Fprintf(&b, "\n%s: %s (%s)\n%s\n", w.First, say("act."+string(w.Action)), say("home.since", w.Since.Format(time.DateOnly)), p.reach+w.Path())
		}
		m.Text = say("mail.reminder.text") + "\n" + b.String()
	default:
		m.Text = say("mail."+l.Kind+".text") + "\n"
	}
	return m, err
}

// remind puts into the outbox, once on each day, a reminder for everybody with an account.
// Whether there is anything to be reminded of is seen when it is written.
func (p *portal) remind(ctx context.Context) error {
	day := p.office.now().Format(time.DateOnly)
	people, err := p.office.withAccounts(ctx, mailReminder+" "+day)
	errs := []error{err}
	for _, a := range people {
		errs = append(errs, p.office.post(ctx, p.office.db, letter{ID: mailReminder + " " + day + " " + a.Person, Kind: mailReminder, Address: a.Address, Person: a.Person}))
	}
	return errors.Join(errs...)
}

// withAccounts are those who can sign in, and have no letter yet whose ID begins so.
func (s *store) withAccounts(ctx context.Context, letter string) (list []account, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT person, address FROM accounts WHERE password <> '' AND CAST(? AS TEXT) || ' ' || person NOT IN (SELECT id FROM mails) ORDER BY person`, letter)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var a account
		if err := rows.Scan(&a.Person, &a.Address); err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, rows.Err()
}

// postman is the job of every minute: the reminders of a day from its morning on, and
// whatever is due.
func (p *portal) postman(ctx context.Context) error {
	var err error
	if p.office.now().Hour() >= remindFrom {
		err = p.remind(ctx)
	}
	return errors.Join(err, p.deliver(ctx))
}

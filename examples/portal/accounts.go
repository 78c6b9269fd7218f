package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"
)

// accountTables are of version 2: accounts, what was sent by mail to open one, attempts to
// sign in, and what is to be sent.
const accountTables = `CREATE TABLE accounts (person TEXT PRIMARY KEY REFERENCES people, address TEXT NOT NULL UNIQUE, password TEXT NOT NULL, language TEXT NOT NULL);
	CREATE TABLE openings (name TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES people, ends BIGINT NOT NULL);
	CREATE TABLE attempts (name TEXT NOT NULL, since BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (name, since));
	CREATE TABLE mails (id TEXT PRIMARY KEY, kind TEXT NOT NULL, address TEXT NOT NULL, person TEXT NOT NULL, due BIGINT NOT NULL, tried BIGINT NOT NULL, sent BIGINT NOT NULL);
	CREATE TABLE refusals (case_id TEXT NOT NULL REFERENCES cases, person TEXT NOT NULL REFERENCES people, time BIGINT NOT NULL, PRIMARY KEY (case_id, person));
	CREATE TABLE sayings (id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases, supporter TEXT NOT NULL, part TEXT NOT NULL, words TEXT NOT NULL, time BIGINT NOT NULL, accepted BIGINT NOT NULL);`

var (
	errPassword = errors.New("this password is too easy to guess")
	errAddress  = errors.New("this is no e-mail address that can be used")
	errSlow     = errors.New("too many attempts; wait a quarter of an hour, or have a link sent to you by mail, which opens the account at once")
)

// An account is how a person signs in. One without a password has been invited.
type account struct {
	Person, Address, Password string
	Language                  language
}

// normal is the one form in which an address is kept and looked for.
func normal(address string) (string, error) {
	address = strings.ToLower(strings.TrimSpace(address))
	strange := func(r rune) bool { return r <= ' ' || r > '~' }
	if len(address) <= mostAddress && !strings.ContainsFunc(address, strange) {
		if parsed, err := mail.ParseAddress(address); err == nil && parsed.Address == address {
			return address, nil
		}
	}
	return address, fmt.Errorf("%w: expected one such as first.last@school.example", errAddress)
}

func (s *store) account(ctx context.Context, where, value string) (a account, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT person, address, password, language FROM accounts WHERE `+where+` = ?`, value).Scan(&a.Person, &a.Address, &a.Password, &a.Language)
	if errors.Is(err, sql.ErrNoRows) {
		err = errNone
	}
	return a, err
}

// free refuses an address that cannot be that of a new account.
func (s *store) free(ctx context.Context, address string) error {
	address, err := normal(address)
	if err != nil {
		return err
	}
	if _, err := s.account(ctx, "address", address); err == nil {
		return fmt.Errorf("%w: it is the address of another account", errAddress)
	} else if !errors.Is(err, errNone) {
		return err
	}
	return nil
}

// invite gives a person an account without a password, and has a link sent by which the
// person chooses one. An account that has a password keeps its address: to change that, it
// is closed first.
func (s *store) invite(ctx context.Context, by, person, address string, l language) error {
	address, err := normal(address)
	if err != nil {
		return err
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	what := changeInvited
	var before string
	if err := tx.QueryRowContext(ctx, `SELECT address FROM accounts WHERE person = ?`, person).Scan(&before); err == nil && before != address {
		what = changeAddress
	} else if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	// Whoever was sent a link at another address, by a slip of whoever invited, is nobody here.
	if _, err := tx.ExecContext(ctx, `DELETE FROM openings WHERE person = ? AND NOT EXISTS (SELECT 1 FROM accounts WHERE person = ? AND (address = ? OR password <> ''))`, person, person, address); err != nil {
		return err
	}
	done, err := tx.ExecContext(ctx, `INSERT INTO accounts (person, address, password, language) VALUES (?, ?, '', ?)
		ON CONFLICT (person) DO UPDATE SET address = excluded.address WHERE accounts.password = ''`, person, address, string(l))
	if err != nil {
		if _, taken := s.account(context.WithoutCancel(ctx), "address", address); taken == nil {
			return fmt.Errorf("%w: it is the address of another account", errAddress)
		}
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n != 1 {
		return errors.Join(fmt.Errorf("%w: this person has an account already", errAddress), err)
	}
	if err := s.post(ctx, tx, letter{Kind: mailInvitation, Address: address, Person: person}); err != nil {
		return err
	}
	return s.commit(ctx, tx, change{What: what, Actor: by, Person: person})
}

// opening makes a one-time link, if the account is still the one of this address: that is
// where the link goes. Of its secret the database has the name alone.
func (s *store) opening(ctx context.Context, a account, lasts time.Duration) (string, error) {
	link := secret()
	done, err := s.db.ExecContext(ctx, `INSERT INTO openings (name, person, ends) SELECT CAST(? AS TEXT), person, CAST(? AS BIGINT) FROM accounts WHERE person = ? AND address = ?`+s.db.held(),
		name(link), s.now().Add(lasts).Unix(), a.Person, a.Address)
	if err != nil {
		return "", err
	}
	if n, err := done.RowsAffected(); err != nil || n != 1 {
		return "", errors.Join(errChanged, err)
	}
	return link, nil
}

// opens is the account that a link is for, if it is good still.
func (s *store) opens(ctx context.Context, link string) (account, error) {
	var person string
	err := s.db.QueryRowContext(ctx, `SELECT person FROM openings WHERE name = ? AND ends > ?`, name(link), s.now().Unix()).Scan(&person)
	if errors.Is(err, sql.ErrNoRows) {
		return account{}, errNone
	}
	if err != nil {
		return account{}, err
	}
	return s.account(ctx, "person", person)
}

// setPassword ends every session of the account and every link that opens it: whoever else
// had one has it no longer. Of two at once, by one link, one is first, and the other is told.
func (s *store) setPassword(ctx context.Context, a account, kept string) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	done, err := tx.ExecContext(ctx, `UPDATE accounts SET password = ? WHERE person = ? AND password = ?`, kept, a.Person, a.Password)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n != 1 {
		return errors.Join(errChanged, err)
	}
	if err := s.endSessions(ctx, tx, a.Person); err != nil {
		return err
	}
	what := changeOpened
	if a.Password != "" {
		what = changePassword
		if err := s.post(ctx, tx, letter{Kind: mailChanged, Address: a.Address, Person: a.Person}); err != nil {
			return err
		}
	}
	if err := s.commit(ctx, tx, change{What: what, Actor: a.Person, Person: a.Person}); err != nil {
		return err
	}
	return s.taken(ctx)
}

// endSessions ends what a person, or somebody in the person's name, has open anywhere.
func (s *store) endSessions(ctx context.Context, tx execer, person string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE person = ?`, person)
	if err == nil {
		_, err = tx.ExecContext(ctx, `DELETE FROM openings WHERE person = ?`, person)
	}
	return err
}

// closeAccount takes an account away, and says so to its address.
func (s *store) closeAccount(ctx context.Context, by, person string) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := s.closeIn(ctx, tx, person); err != nil {
		return err
	}
	if err := s.commit(ctx, tx, change{What: changeClosed, Actor: by, Person: person}); err != nil {
		return err
	}
	return s.taken(ctx)
}

// closeIn is closeAccount in a transaction; errNone where there is no account.
func (s *store) closeIn(ctx context.Context, tx *transaction, person string) error {
	var address string
	if err := tx.QueryRowContext(ctx, `DELETE FROM accounts WHERE person = ? RETURNING address`, person).Scan(&address); errors.Is(err, sql.ErrNoRows) {
		return errNone
	} else if err != nil {
		return err
	}
	if err := s.endSessions(ctx, tx, person); err != nil {
		return err
	}
	return s.post(ctx, tx, letter{Kind: mailClosed, Address: address, Person: person})
}

// An execer is a database, or a transaction in it.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

package main

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"database/sql"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	_ "modernc.org/sqlite"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/status"
)

// A school has a directory with a key, a database of what it has revoked, the badges that
// it has issued, and a file that says where its lists are published.
type school struct {
	db      *sql.DB
	store   status.SQL
	witness status.DirWitness
	lists   *status.Lists
	issuer  *credential.Issuer
	url     string
	badges  string
}

func (o *options) file(name string) string { return filepath.Join(o.dir, name) }

// found sets a school up. It overwrites nothing.
func found(ctx context.Context, o options, stdout io.Writer) error {
	// Whether there can be such lists, before anything is made.
	if _, err := status.New(status.Config{Store: &status.Memory{}, Witness: status.DirWitness{}, URL: o.url, Purpose: o.purpose}); err != nil {
		return usageError{err}
	}
	for _, dir := range []string{o.dir, o.witness} {
		if _, err := os.Lstat(dir); err == nil {
			return usagef("%s is there already: init makes it, and overwrites nothing", dir)
		}
	}
	if err := os.Mkdir(o.dir, 0o700); err != nil {
		return usageError{err}
	}
	if err := status.CreateWitness(o.witness); err != nil {
		return usageError{errors.Join(err, os.Remove(o.dir))}
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := create(o.file("key.pem"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600); err != nil {
		return usageError{err}
	}
	if err := create(o.file("lists"), []byte(o.url+"\n"+o.purpose+"\n"), 0o600); err != nil {
		return usageError{err}
	}
	if err := os.Mkdir(o.file("badges"), 0o700); err != nil {
		return usageError{err}
	}
	if err := create(o.file("status.db"), nil, 0o600); err != nil {
		return usageError{err}
	}
	s, err := open(ctx, o, nil)
	if err != nil {
		return err
	}
	defer s.db.Close()
	fmt.Fprintf(stdout, `The school is
  %s
Its lists will stand below
  %s
This remembers how far the database was; put no backup of the school with it:
  %s
`, s.issuer.Signer.Method().Controller, o.url, o.witness)
	return nil
}

// open opens a school that was set up.
func open(ctx context.Context, o options, now func() time.Time) (*school, error) {
	text, err := os.ReadFile(o.file("key.pem"))
	if err != nil {
		return nil, usagef("there is no school in %s; init makes one: %w", o.dir, err)
	}
	key, err := credential.ReadKey(text)
	if err != nil {
		return nil, usagef("%s: %w", o.file("key.pem"), err)
	}
	signer, err := credential.NewKeySigner(key)
	if err != nil {
		return nil, usageError{err}
	}
	where, err := os.Open(o.file("lists"))
	if err != nil {
		return nil, usageError{err}
	}
	defer where.Close()
	var url, purpose string
	if _, err := fmt.Fscanln(where, &url); err != nil {
		return nil, usagef("%s: %w", o.file("lists"), err)
	}
	if _, err := fmt.Fscanln(where, &purpose); err != nil {
		return nil, usagef("%s: %w", o.file("lists"), err)
	}
	fresh := o.command == "init"
	if _, err := os.Stat(o.file("status.db")); errors.Is(err, fs.ErrNotExist) && o.command == "recover" {
		if err := create(o.file("status.db"), nil, 0o600); err != nil {
			return nil, usageError{err}
		}
		fresh = true
	} else if err != nil { // SQLite would make an empty one
		return nil, usagef("the database is missing. Put a backup of it there, or none, and let recover take in the published lists: %w", err)
	}
	db, err := sql.Open("sqlite", o.file("status.db"))
	if err != nil {
		return nil, usageError{err}
	}
	s := &school{db: db, store: status.SQL{DB: db}, witness: status.DirWitness{Path: o.witness}, url: url, badges: o.file("badges")}
	if fresh {
		err = s.store.Create(ctx)
	}
	if err == nil {
		_, _, err = s.store.Read(ctx, status.Query{Kind: status.ByCredential})
	}
	if err != nil {
		db.Close()
		return nil, usagef("%s is no database that init made. Put a backup in its place, or nothing, and let recover take in the published lists: %w", o.file("status.db"), err)
	}
	s.lists, err = status.New(status.Config{Store: s.store, Witness: s.witness, URL: url, Purpose: purpose, Now: now})
	if err != nil {
		db.Close()
		return nil, usageError{err}
	}
	s.issuer = &credential.Issuer{Signer: signer, Profile: badge.Profile{Name: "The School"}, Status: s.lists, Now: now}
	return s, nil
}

// issue issues a badge, or writes one once more. What was signed is kept before anybody
// has it, by its id, of which only one can be kept: two badges of one id would have one
// place, and with the one the other would be revoked.
func (s *school) issue(ctx context.Context, o options, stdout io.Writer) error {
	if _, err := os.Lstat(o.output); err == nil {
		return usagef("-o %s is there already, and nothing is overwritten", o.output)
	}
	b, err := s.issued(ctx, o)
	if err != nil {
		return err
	}
	if err := create(o.output, b.Bytes(), 0o644); err != nil {
		return usagef("the badge is signed, and was not written; issue -again -id %s -o FILE writes it: %w", b.ID(), err)
	}
	fmt.Fprintf(stdout, "%s\n  is %s\n  by %s\nIts status is found when the lists are published.\n", b.ID(), o.output, b.IssuerID())
	return nil
}

func (s *school) issued(ctx context.Context, o options) (*credential.Secured, error) {
	document := filepath.Ext(o.output) == ".json"
	if o.id != "" {
		kept, err := s.kept(o.id)
		if err != nil {
			return nil, err
		}
		e, err := s.lists.Entry(ctx, o.id)
		unknown := errors.Is(err, status.ErrUnknown)
		switch {
		case err != nil && !unknown:
			return nil, err
		case kept == nil && unknown && o.again:
			return nil, fmt.Errorf("%s was never issued, so not again", o.id)
		case kept == nil && !unknown && !o.again:
			return nil, fmt.Errorf("%s has a place in a list, and no badge of it is kept here. If nobody has one, issue it with -again", o.id)
		case kept != nil && !o.again:
			return nil, fmt.Errorf("%s was issued before, and two badges of one id are revoked together. -again writes the very same badge", o.id)
		case kept != nil && unknown:
			return nil, fmt.Errorf("%s was issued, and the database does not know of it: run recover first", o.id)
		case kept != nil && e.State == status.Revoked:
			return nil, fmt.Errorf("%s: %w", o.id, status.ErrRevoked)
		case kept != nil && (o.given["recipient"] || o.given["credential"]):
			return nil, usagef("-again writes the badge as it was issued: leave out -recipient and -credential")
		case kept != nil && document == (kept.Container() == credential.ContainerJWS):
			return nil, usagef("-o: the badge was issued as a token or as a document, and stays so; use the other of .jwt and .json")
		case kept != nil:
			return kept, nil
		}
	}
	achievement, err := summit.Program().Achievement(o.award, badge.Publication{Image: summit.Image})
	if err != nil {
		return nil, usagef("-credential: %w", err)
	}
	c := credential.Credential{ID: o.id, Subject: o.recipient}
	c.Subject.Achievement = achievement
	if c.Subject.ID == "" && len(c.Subject.Identifier) == 0 {
		c.Subject.ID = "urn:uuid:" + uuid()
	}
	issuer := *s.issuer
	if document {
		issuer.Suite = credential.EdDSARDFC2022
	}
	b, err := issuer.Issue(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := create(s.keptName(b.ID()), b.Bytes(), 0o600); errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%s was issued by somebody else in the meantime", b.ID())
	} else if err != nil {
		return nil, usagef("the badge could not be kept, so nobody gets it: %w", err)
	}
	return b, nil
}

// uuid makes a random one (RFC 9562, version 4).
func uuid() string {
	var u [16]byte
	rand.Read(u[:])
	u[6], u[8] = u[6]&0x0f|0x40, u[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// publish writes all lists, and resources.json, by which examples/verify finds them as
// if they stood at their URLs.
func (s *school) publish(ctx context.Context, o options, stdout io.Writer) error {
	if err := os.MkdirAll(o.output, 0o755); err != nil {
		return usageError{err}
	}
	to := &noted{Publisher: status.Dir{Root: o.output}, paths: map[string]string{}}
	p := &status.Publication{Lists: s.lists, Issuer: s.issuer, To: to, Lifetime: o.lifetime}
	if err := p.Publish(ctx); err != nil {
		return err
	}
	index, err := json.MarshalIndent(to.paths, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(o.output, "resources.json"), index, 0o644); err != nil {
		return usageError{err}
	}
	for _, url := range slices.Sorted(maps.Keys(to.paths)) {
		fmt.Fprintf(stdout, "%s\n  is %s\n", url, filepath.Join(o.output, filepath.FromSlash(to.paths[url])))
	}
	if len(to.paths) == 0 {
		fmt.Fprintln(stdout, "There is no list yet: the first badge opens it.")
	}
	return nil
}

// noted is a Publisher that notes which file stands for which URL.
type noted struct {
	status.Publisher
	paths map[string]string
}

func (n *noted) Put(ctx context.Context, url string, data []byte) error {
	n.paths[url] = strings.TrimPrefix(url, "https://")
	return n.Publisher.Put(ctx, url, data)
}

func (s *school) show(ctx context.Context, o options, stdout io.Writer) error {
	if o.id != "" {
		e, err := s.lists.Entry(ctx, o.id)
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%s\n  %s since %s\n  place %d of list %d\n", e.Credential, e.State, e.Changed.Format(time.RFC3339), e.Index, e.List)
		if e.Reason != "" {
			fmt.Fprintf(stdout, "  because: %s\n", e.Reason)
		}
		return nil
	}
	lists, epoch, err := s.store.Read(ctx, status.Query{Kind: status.Openings})
	if err != nil {
		return err
	}
	if old, err := s.old(ctx); err != nil || old {
		return cmp.Or(err, status.ErrRollback)
	}
	fmt.Fprintf(stdout, "%s\nepoch %d\n", s.issuer.Signer.Method().Controller, epoch)
	for _, l := range lists {
		set, _, err := s.store.Read(ctx, status.Query{Kind: status.Set, List: l.List})
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "list %d: %s, %d set\n", l.List, l.Reason, len(set)-1)
	}
	badges, err := s.all()
	if err != nil {
		return err
	}
	for _, b := range badges {
		e, err := s.lists.Entry(ctx, b.ID())
		if errors.Is(err, status.ErrUnknown) {
			e.State = "not in the database"
		} else if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%s: %s\n", b.ID(), e.State)
	}
	return nil
}

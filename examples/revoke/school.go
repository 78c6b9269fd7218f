package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"database/sql"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/status"
)

// A school has a directory with a key, a database of what it has revoked, and a file
// that says where its lists are published.
type school struct {
	db     *sql.DB
	store  status.SQL
	lists  *status.Lists
	issuer *credential.Issuer
}

func (o *options) file(name string) string { return filepath.Join(o.dir, name) }

// found sets a school up. It overwrites nothing.
func found(ctx context.Context, o options, stdout io.Writer) error {
	// Whether there can be such lists, before anything is made.
	if _, err := status.New(status.Config{Store: &status.Memory{}, Witness: status.DirWitness{}, URL: o.url, Purpose: o.purpose}); err != nil {
		return usageError{err}
	}
	if err := os.Mkdir(o.dir, 0o700); err != nil {
		return usageError{err}
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := os.WriteFile(o.file("key.pem"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600); err != nil {
		return usageError{err}
	}
	if err := os.WriteFile(o.file("lists"), []byte(o.url+"\n"+o.purpose+"\n"), 0o600); err != nil {
		return usageError{err}
	}
	if err := os.WriteFile(o.file("status.db"), nil, 0o600); err != nil {
		return usageError{err}
	}
	if err := status.CreateWitness(o.witness); err != nil {
		return usageError{err}
	}
	s, err := open(o, nil)
	if err != nil {
		return err
	}
	defer s.db.Close()
	if err := s.store.Create(ctx); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "The school is %s\nIts lists will stand below %s\n%s remembers how far the database was: keep it where no backup of %s is.\n",
		s.issuer.Signer.Method().Controller, o.url, o.witness, o.file("status.db"))
	return nil
}

// open opens a school that was set up.
func open(o options, now func() time.Time) (*school, error) {
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
	if _, err := os.Stat(o.file("status.db")); err != nil {
		return nil, usageError{err} // SQLite would make an empty one
	}
	db, err := sql.Open("sqlite", o.file("status.db"))
	if err != nil {
		return nil, usageError{err}
	}
	s := &school{db: db, store: status.SQL{DB: db}}
	s.lists, err = status.New(status.Config{Store: s.store, Witness: status.DirWitness{Path: o.witness}, URL: url, Purpose: purpose, Now: now})
	if err != nil {
		db.Close()
		return nil, usageError{err}
	}
	s.issuer = &credential.Issuer{Signer: signer, Profile: badge.Profile{Name: "The School"}, Status: s.lists, Now: now}
	return s, nil
}

func (s *school) issue(ctx context.Context, o options, stdout io.Writer) error {
	achievement, err := summit.Program().Achievement(o.award, badge.Publication{Image: summit.Image})
	if err != nil {
		return usagef("-credential: %w", err)
	}
	c := credential.Credential{ID: o.id, Subject: badge.Subject{Achievement: achievement}}
	if o.email != "" {
		c.Subject.Identifier = []badge.Identity{badge.HashedIdentity(badge.EmailAddress, o.email)}
	} else {
		c.Subject.ID = "urn:uuid:" + uuid()
	}
	if c.ID == "" {
		c.ID = "urn:uuid:" + uuid()
	}
	b, err := s.issuer.Issue(ctx, c)
	if err != nil {
		return err
	}
	if err := os.WriteFile(o.output, b.Bytes(), 0o644); err != nil {
		return usagef("the badge was signed, and could not be written; issue it once more with -id %s: %w", c.ID, err)
	}
	fmt.Fprintf(stdout, "%s: %s by %s\nIts status is found when the lists are published.\n", o.output, c.ID, b.IssuerID())
	return nil
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
	for url, path := range to.paths {
		fmt.Fprintf(stdout, "%s: %s\n", url, filepath.Join(o.output, filepath.FromSlash(path)))
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
	fmt.Fprintf(stdout, "%s\nepoch %d\n", s.issuer.Signer.Method().Controller, epoch)
	for _, l := range lists {
		set, _, err := s.store.Read(ctx, status.Query{Kind: status.Set, List: l.List})
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "list %d: %s, %d set\n", l.List, l.Reason, len(set)-1)
	}
	return nil
}

package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"database/sql"
	"encoding/pem"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/credential/status"
)

// found sets a school up: a key, a database, a witness, and directories for badges and
// lists. It overwrites nothing.
func found(ctx context.Context, o options) error {
	if err := os.Mkdir(o.dir, 0o700); err != nil {
		return err
	}
	if err := status.CreateWitness(o.dir + "-witness"); err != nil {
		return err
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", o.path("school.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	return errors.Join(
		os.WriteFile(o.path("key.pem"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600),
		os.WriteFile(o.path("url"), []byte(o.url), 0o600),
		os.Mkdir(o.path("www"), 0o755),
		os.Mkdir(o.path("badges"), 0o700),
		status.SQL{DB: db}.Create(ctx),
		award.SQL{DB: db}.Create(ctx),
	)
}

// open opens a school that was set up.
func open(_ context.Context, o options) (*award.Awards, *sql.DB, error) {
	text, err := os.ReadFile(o.path("key.pem"))
	if err != nil {
		return nil, nil, fmt.Errorf("there is no school in %s; -init makes one: %w", o.dir, err)
	}
	key, err := credential.ReadKey(text)
	if err != nil {
		return nil, nil, err
	}
	signer, err := credential.NewKeySigner(key)
	if err != nil {
		return nil, nil, err
	}
	where, err := os.ReadFile(o.path("url"))
	if err != nil {
		return nil, nil, err
	}
	if _, err := os.Stat(o.path("school.db")); err != nil { // SQLite would make an empty one
		return nil, nil, err
	}
	db, err := sql.Open("sqlite", o.path("school.db"))
	if err != nil {
		return nil, nil, err
	}
	lists, err := status.New(status.Config{Store: status.SQL{DB: db}, Witness: status.DirWitness{Path: o.dir + "-witness"}, URL: string(where)})
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	issuer := &credential.Issuer{Signer: signer, Profile: badge.Profile{Name: "The School"}, Status: lists}
	awards, err := award.New(award.Config{
		Issuer: issuer, Program: summit.Program(), Publication: badge.Publication{Image: summit.Image}, Store: award.SQL{DB: db},
		Deliverer: folder{o.path("badges"), &status.Publication{Lists: lists, Issuer: issuer, To: status.Dir{Root: o.path("www")}}},
	})
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return awards, db, nil
}

// A folder is where badges are delivered to, each in a file of its own. The list in which a
// badge has its place is published first, if it is new.
type folder struct {
	dir   string
	lists *status.Publication
}

func (f folder) Deliver(ctx context.Context, r award.Record) error {
	if err := f.lists.PublishChanged(ctx); err != nil {
		return err
	}
	name := filepath.Join(f.dir, strings.TrimPrefix(url.PathEscape(r.Credential), "urn:uuid:")+".jwt")
	if err := os.WriteFile(name+"~", r.Badge, 0o600); err != nil {
		return err
	}
	return os.Rename(name+"~", name)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/credential/status"
)

// The demonstration district: two schools, and one person for each part. Juniper Ridge is
// there so that something is foreign to those of Pine Ridge.
var demonstration = struct {
	schools [][2]string
	people  []choice
}{
	schools: [][2]string{{"pine-ridge", "Pine Ridge High School"}, {"juniper", "Juniper High School"}},
	people: []choice{
		{person: person{"s9", "Ana Torres", "2009-03-14", "pine-ridge"}},
		{person: person{"g2", "Luis Torres", "", ""}, Role: planning.RoleGuardian, SchoolName: "pine-ridge", Of: "s9"},
		{person: person{"t4", "Grace Okafor", "", ""}, Role: planning.RoleMember, SchoolName: "pine-ridge"},
		{person: person{"c1", "Mary Jensen", "", ""}, Role: planning.RoleCounselor, SchoolName: "pine-ridge"},
		{person: person{"d3", "Tom Albright", "", ""}, Role: planning.RoleDeputy, SchoolName: "pine-ridge"},
		{person: person{"a1", "Ruth Steiner", "", ""}, Role: planning.RoleAdmin, SchoolName: "pine-ridge"},
		{person: person{"s5", "Ben Carter", "2010-11-02", "juniper"}},
		{person: person{"c7", "Noor Haddad", "", ""}, Role: planning.RoleCounselor, SchoolName: "juniper"},
	},
}

// found makes what a district needs, unless it is there: directories, a key, the tables and,
// for a demonstration, the people, in this order, so that a database that says which it is
// has all the rest. What the witness remembers, and what is published, is not to be put back
// with a backup of the directory, so it stands beside it. Of several portals that start on one
// database one does this.
func found(ctx context.Context, dir, address string, demo bool) error {
	witness := status.DirWitness{Path: dir + "-witness"}
	if epoch, err := witness.Epoch(ctx); err == nil && epoch > 0 && address == "" {
		if _, err := os.Stat(filepath.Join(dir, "portal.db")); err != nil {
			return fmt.Errorf("%s remembers a database that is lost: restore it from a backup; a new one in its place would have revoked nobody: %w", witness.Path, err)
		}
	}
	if err := makeDir(dir, 0o700); err != nil {
		return err
	}
	db, err := openDatabase(ctx, dir, address)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.alone(ctx, lockFounding, func() error {
		var districts int
		if err := db.QueryRowContext(ctx, `SELECT count(*) FROM settings WHERE name = 'forms'`).Scan(&districts); err != nil || districts > 0 {
			return err
		}
		switch epoch, err := witness.Epoch(ctx); {
		case err == nil && epoch > 0:
			return fmt.Errorf("%s remembers another database than this one, in which there is nothing: restore that one from a backup", witness.Path)
		case err != nil:
			if err := status.CreateWitness(witness.Path); err != nil {
				return err
			}
		}
		if err := errors.Join(makeDir(dir+"-heads", 0o700), makeDir(dir+"-www", 0o755), keyring{dir: dir + "-keys"}.first(time.Now())); err != nil {
			return err
		}
		if err := errors.Join(db.statuses().Create(ctx), db.awards().Create(ctx)); err != nil {
			return err
		}
		return settle(ctx, db, demo)
	})
}

func makeDir(name string, mode fs.FileMode) error {
	if err := os.Mkdir(name, mode); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// settle says what the district is, and lets the people of a demonstration in.
func settle(ctx context.Context, db *database, demo bool) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	insert := func(query string, args ...any) {
		if err == nil {
			_, err = tx.ExecContext(ctx, query, args...)
		}
	}
	cast := demonstration
	if !demo {
		cast.schools, cast.people = nil, nil
	}
	insert(`INSERT INTO settings (name, value) VALUES ('demonstration', ?)`, []byte(strconv.FormatBool(demo)))
	for _, s := range cast.schools {
		insert(`INSERT INTO schools (id, name) VALUES (?, ?)`, s[0], s[1])
	}
	for i, p := range cast.people {
		insert(`INSERT INTO people (id, name, born, school, made) VALUES (?, ?, ?, ?, ?)`, p.ID, p.Name, p.Born, p.School, i)
		if p.Role == planning.RoleAdmin {
			for _, s := range cast.schools {
				insert(`INSERT INTO seats (person, school, role, student) VALUES (?, ?, ?, '')`, p.ID, s[0], p.Role)
			}
		} else if p.Role != "" {
			insert(`INSERT INTO seats (person, school, role, student) VALUES (?, ?, ?, ?)`, p.ID, p.SchoolName, p.Role, p.Of)
		}
	}
	insert(`INSERT INTO settings (name, value) VALUES ('forms', ?)`, []byte(secret()))
	if err != nil {
		return err
	}
	return tx.Commit()
}

package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strconv"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/credential/award"
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

// found makes what a district needs: directories, a key, the database and, for a
// demonstration, its people. It overwrites nothing. What the witness remembers is not to be
// put back with a backup of the directory, so it stands beside it.
func found(ctx context.Context, dir string, demo bool) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	if err := status.CreateWitness(dir + "-witness"); err != nil {
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
	if err := errors.Join(
		os.Mkdir(dir+"-heads", 0o700),
		os.Mkdir(filepath.Join(dir, "www"), 0o755),
		os.WriteFile(filepath.Join(dir, "key.pem"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600),
	); err != nil {
		return err
	}
	db, err := openDatabase(ctx, filepath.Join(dir, "portal.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	if err := errors.Join(status.SQL{DB: db}.Create(ctx), award.SQL{DB: db}.Create(ctx)); err != nil {
		return err
	}
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
	for _, p := range cast.people {
		insert(`INSERT INTO people (id, name, born, school) VALUES (?, ?, ?, ?)`, p.ID, p.Name, p.Born, p.School)
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

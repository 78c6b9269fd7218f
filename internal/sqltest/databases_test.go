package sqltest

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/status"
)

var ctx = context.Background()

// A place is where a test keeps a database, a witness and what is published, in a form
// that another process can be told.
type place struct {
	Driver string // "sqlite" or "pgx"
	DSN    string
	Dir    string
}

// databases runs a test on each database, which is new.
func databases(t *testing.T, test func(t *testing.T, p place)) {
	for _, driver := range []string{"sqlite", "pgx"} {
		t.Run(driver, func(t *testing.T) { test(t, newPlace(t, driver)) })
	}
}

var schemas atomic.Int64

func newPlace(t testing.TB, driver string) place {
	t.Helper()
	p := place{Driver: driver, Dir: t.TempDir()}
	if driver == "sqlite" {
		p.DSN = filepath.Join(p.Dir, "status.db")
	} else {
		server := os.Getenv("OPENBADGES_POSTGRES")
		if server == "" {
			if os.Getenv("OPENBADGES_SQL") == "required" {
				t.Fatal("OPENBADGES_POSTGRES does not say how to reach PostgreSQL; run this with .ci/postgres")
			}
			t.Skip("OPENBADGES_POSTGRES does not say how to reach PostgreSQL; .ci/postgres does")
		}
		name := fmt.Sprintf("status_%d_%d", os.Getpid(), schemas.Add(1))
		db, err := sql.Open("pgx", server)
		require.NoError(t, err)
		_, err = db.Exec("CREATE SCHEMA " + name)
		require.NoError(t, err)
		t.Cleanup(func() {
			db.Exec("DROP SCHEMA " + name + " CASCADE")
			db.Close()
		})
		p.DSN = server + " search_path=" + name
	}
	require.NoError(t, os.Mkdir(p.published(), 0o755))
	require.NoError(t, status.CreateWitness(p.witness().Path))
	db, err := sql.Open(p.Driver, p.DSN)
	require.NoError(t, err)
	require.NoError(t, p.store(db).Create(ctx))
	require.NoError(t, db.Close())
	return p
}

func (p place) published() string { return filepath.Join(p.Dir, "published") }
func (p place) witness() status.DirWitness {
	return status.DirWitness{Path: filepath.Join(p.Dir, "witness")}
}

func (p place) open(t testing.TB) *sql.DB {
	t.Helper()
	db, err := sql.Open(p.Driver, p.DSN)
	require.NoError(t, err)
	db.SetMaxOpenConns(8)
	t.Cleanup(func() { db.Close() })
	return db
}

func (p place) store(db *sql.DB) status.SQL {
	s := status.SQL{DB: db}
	if p.Driver == "pgx" {
		s.Dialect = status.PostgreSQL
	}
	return s
}

const (
	home  = "https://school.example/status"
	first = 1777626000000 // number of the first list of a store, the time that p.lists has
	list1 = home + "/1777626000000"
)

func (p place) lists(t testing.TB, cfg status.Config) *status.Lists {
	t.Helper()
	if cfg.Store == nil {
		cfg.Store = p.store(p.open(t))
	}
	if cfg.Witness == nil {
		cfg.Witness = p.witness()
	}
	cfg.URL = cmp.Or(cfg.URL, home)
	if cfg.Now == nil {
		cfg.Now = func() time.Time { return time.UnixMilli(first) }
	}
	l, err := status.New(cfg)
	require.NoError(t, err)
	return l
}

func issuer(t testing.TB, l credential.StatusAllocator) *credential.Issuer {
	t.Helper()
	signer, err := credential.NewKeySigner(ed25519.NewKeyFromSeed([]byte(strings.Repeat("k", 32))))
	require.NoError(t, err)
	return &credential.Issuer{Signer: signer, Profile: badge.Profile{Name: "Pine Ridge High School"}, Status: l}
}

func civics(t testing.TB, id string) credential.Credential {
	t.Helper()
	a, err := summit.Program().Achievement("civics", badge.Publication{})
	require.NoError(t, err)
	return credential.Credential{ID: id, Subject: badge.Subject{ID: "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020101", Achievement: a}}
}

func badgeID(n int) string { return fmt.Sprintf("urn:uuid:00000000-0000-4000-8000-%012d", n) }

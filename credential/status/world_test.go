package status_test

import (
	"cmp"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify"
)

var ctx = context.Background()

var start = time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)

// A school issues badges, revokes them, and publishes both its lists and its key.
type school struct {
	t      testing.TB
	store  status.Store
	lists  *status.Lists
	issuer *credential.Issuer
	pub    *status.Publication
	root   string
	now    time.Time
}

const (
	home           = "https://school.example/status"
	first    int64 = 1777626000000 // number of the first list of a store, the time start
	list1          = home + "/1777626000000"
	schoolID       = "did:web:school.example"
)

func newSchool(t testing.TB, cfg status.Config, suite credential.Suite) *school {
	t.Helper()
	s := &school{t: t, root: t.TempDir(), now: start}
	if cfg.Store == nil {
		cfg.Store = &status.Memory{}
	}
	if cfg.Witness == nil {
		cfg.Witness = newWitness(t)
	}
	cfg.URL = cmp.Or(cfg.URL, home)
	cfg.Now = func() time.Time { return s.now }
	s.store = cfg.Store
	s.lists = newLists(t, cfg)
	seed := sha256.Sum256([]byte("the key of a school"))
	var key crypto.Signer = ed25519.NewKeyFromSeed(seed[:])
	if strings.HasPrefix(string(suite), "ecdsa") {
		ec, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), seed[:])
		require.NoError(t, err)
		key = ec
	}
	signer, err := credential.NewSigner(credential.Method{ID: schoolID + "#key-1", Controller: schoolID}, key)
	require.NoError(t, err)
	s.issuer = &credential.Issuer{Signer: signer, Suite: suite, Status: s.lists, Profile: badge.Profile{Name: "Pine Ridge High School"}, Now: cfg.Now}
	s.pub = &status.Publication{Lists: s.lists, To: status.Dir{Root: s.root}, Issuer: s.issuer}
	m := signer.Method()
	jwk, err := m.JWK()
	require.NoError(t, err)
	s.write("school.example/.well-known/did.json", fmt.Sprintf(
		`{"@context":["https://www.w3.org/ns/cid/v1"],"id":%q,"verificationMethod":[{"id":%q,"type":"JsonWebKey","controller":%[1]q,"publicKeyJwk":%[3]s}],"assertionMethod":[%[2]q]}`,
		schoolID, m.ID, jwk))
	return s
}

// believed is a recovery from lists of the schools of newSchool.
func believed(published map[string][]byte) status.Recovery {
	seed := sha256.Sum256([]byte("the key of a school"))
	return status.Recovery{Published: published, Unsigned: true, Keys: []credential.Method{
		{ID: schoolID + "#key-1", Controller: schoolID, Key: ed25519.NewKeyFromSeed(seed[:]).Public()}}}
}

func newLists(t testing.TB, cfg status.Config) *status.Lists {
	t.Helper()
	l, err := status.New(cfg)
	require.NoError(t, err)
	return l
}

func newWitness(t testing.TB) status.DirWitness {
	t.Helper()
	w := status.DirWitness{Path: filepath.Join(t.TempDir(), "witness")}
	require.NoError(t, status.CreateWitness(w.Path))
	return w
}

func (s *school) write(name, data string) {
	s.t.Helper()
	name = filepath.Join(s.root, filepath.FromSlash(name))
	require.NoError(s.t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(s.t, os.WriteFile(name, []byte(data), 0o644))
}

// issue issues the nth badge.
func (s *school) issue(n int) []byte {
	s.t.Helper()
	a, err := summit.Program().Achievement("civics", badge.Publication{})
	require.NoError(s.t, err)
	secured, err := s.issuer.Issue(ctx, credential.Credential{ID: badgeID(n), ValidFrom: start,
		Subject: badge.Subject{ID: "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020101", Achievement: a}})
	require.NoError(s.t, err)
	if s.issuer.Suite == credential.ECDSASD2023 {
		secured, err = credential.Derive(ctx, secured, []string{"/credentialSubject"}, nil)
		require.NoError(s.t, err)
	}
	return secured.Bytes()
}

func badgeID(n int) string { return fmt.Sprintf("urn:uuid:00000000-0000-4000-8000-%012d", n) }

func (s *school) publish() {
	s.t.Helper()
	require.NoError(s.t, s.pub.Publish(ctx))
}

// verdict is what a stranger says who knows nothing but what is published.
func (s *school) verdict(data []byte) *verify.Report {
	s.t.Helper()
	v, err := verify.New(verify.Config{Issuers: []string{schoolID}, Strict: true,
		Fetcher: verify.FetchFS(os.DirFS(s.root)), Now: func() time.Time { return s.now }})
	require.NoError(s.t, err)
	r, _ := v.Verify(ctx, data)
	return r
}

// requireVerdict wants a pass without a warning, or exactly one error of that code.
func (s *school) requireVerdict(data []byte, code verify.Code) {
	s.t.Helper()
	r := s.verdict(data)
	if code == "" {
		require.Equal(s.t, "valid", r.Verdict(), "%v", r)
		return
	}
	require.Len(s.t, r.Errors(), 1, "%v", r)
	require.Equal(s.t, code, r.Errors()[0].Code, "%v", r)
}

func (s *school) file(number int64) string {
	return filepath.Join(s.root, "school.example", "status", fmt.Sprint(number))
}

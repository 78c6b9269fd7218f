package award_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify"
)

var ctx = context.Background()

// A world is a school that awards badges, with its status lists, and a verifier that
// trusts it.
type world struct {
	t      testing.TB
	now    time.Time
	store  *award.Memory
	lists  *status.Lists
	issuer *credential.Issuer
	signer credential.Signer
	www    string
	box    *box
}

func newWorld(t testing.TB) *world {
	t.Helper()
	dir := t.TempDir()
	w := &world{t: t, now: time.Date(2026, 5, 28, 9, 0, 0, 0, time.UTC), store: &award.Memory{}, www: filepath.Join(dir, "www"), box: &box{}}
	require.NoError(t, os.Mkdir(w.www, 0o755))
	witness := status.DirWitness{Path: filepath.Join(dir, "witness")}
	require.NoError(t, status.CreateWitness(witness.Path))
	clock := func() time.Time { return w.now }
	var err error
	w.lists, err = status.New(status.Config{Store: &status.Memory{}, Witness: witness, URL: "https://school.example/status", Now: clock})
	require.NoError(t, err)
	w.signer, err = credential.NewKeySigner(ed25519.NewKeyFromSeed([]byte(strings.Repeat("k", 32))))
	require.NoError(t, err)
	w.issuer = &credential.Issuer{Signer: w.signer, Profile: badge.Profile{Name: "Pine Ridge High School"}, Status: w.lists, Now: clock}
	return w
}

func (w *world) config() award.Config {
	return award.Config{Issuer: w.issuer, Program: summit.Program(), Store: w.store, Deliverer: w.box, Now: func() time.Time { return w.now }}
}

func (w *world) awards(change ...func(*award.Config)) *award.Awards {
	w.t.Helper()
	cfg := w.config()
	for _, f := range change {
		f(&cfg)
	}
	a, err := award.New(cfg)
	require.NoError(w.t, err)
	return a
}

// judge publishes the lists, and verifies a badge.
func (w *world) judge(data []byte) (*verify.Report, error) {
	w.t.Helper()
	clock := func() time.Time { return w.now }
	pub := &status.Publication{Lists: w.lists, Issuer: w.issuer, To: status.Dir{Root: w.www}}
	require.NoError(w.t, pub.Publish(ctx))
	v, err := verify.New(verify.Config{Issuers: []string{w.signer.Method().Controller}, Fetcher: verify.FetchFS(os.DirFS(w.www)), Now: clock})
	require.NoError(w.t, err)
	return v.Verify(ctx, data)
}

func decision(key string) award.Decision {
	return award.Decision{Key: key, Student: "s9", Credential: "civics", Settings: []planning.Setting{planning.SettingBeyond}}
}

// view is what a badge says.
func view(t testing.TB, data []byte) *credential.Credential {
	t.Helper()
	s, err := credential.Parse(data)
	require.NoError(t, err)
	c, err := s.Unverified()
	require.NoError(t, err)
	return c
}

// A box keeps what was delivered.
type box struct {
	mu     sync.Mutex
	fail   error
	badges map[string][]string // by the id of the credential
}

func (b *box) Deliver(_ context.Context, r award.Record) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fail != nil {
		return b.fail
	}
	if b.badges == nil {
		b.badges = map[string][]string{}
	}
	b.badges[r.Credential] = append(b.badges[r.Credential], string(r.Badge))
	return nil
}

// decided is a case that has gone all the way, and its log.
func decided(t testing.TB, id string, change func(*planning.Event, *planning.SiteTeam)) (planning.Case, error) {
	t.Helper()
	rules, err := planning.New(summit.Program(), planning.Policy{Quorum: 2})
	require.NoError(t, err)
	c, err := rules.Case(id)
	require.NoError(t, err)
	four := []string{"situational-knowledge", "citizenship", "participation", "civic-knowledge"}
	paper := planning.Item{ID: "p1", Title: "Speech to the council", Kind: planning.Create, Competencies: four, Narrative: "I spoke.", URL: "https://files.example/p1"}
	content, err := planning.ReadContent("p1", "text/plain", strings.NewReader("Members of the council, …"))
	require.NoError(t, err)
	now := time.Date(2026, 1, 12, 9, 0, 0, 0, time.UTC)
	events := []planning.Event{
		{Action: planning.ActAttest, Actor: "c1", Role: planning.RoleCounselor, ALP: &planning.ALP{Student: "s9", School: "north-high", Completed: "2025-11-03"}},
		{Action: planning.ActStart, Actor: "s9", Role: planning.RoleStudent, Subject: "civics"},
		{Action: planning.ActPlan, Actor: "s9", Role: planning.RoleStudent, Plan: &planning.Plan{
			Opportunities: []planning.Opportunity{{ID: "o1", Setting: planning.SettingBeyond, Text: "the youth council"}},
			Supporters:    []planning.Supporter{{ID: "a2", Role: "adviser of the youth council"}}, Evidence: []planning.Item{paper},
		}},
		{Action: planning.ActApprove, Actor: "c1", Role: planning.RoleCounselor},
		{Action: planning.ActGather, Actor: "s9", Role: planning.RoleStudent, Item: &paper},
		{Action: planning.ActSubmit, Actor: "s9", Role: planning.RoleStudent, Contents: []planning.Content{content}},
		{Action: planning.ActReview, Actor: "c1", Role: planning.RoleCounselor},
		{Action: planning.ActVote, Actor: "c1", Role: planning.RoleCounselor},
		{Action: planning.ActVote, Actor: "t4", Role: planning.RoleMember},
		{Action: planning.ActAward, Actor: "c1", Role: planning.RoleCounselor, Reason: "all four were shown"},
	}
	for _, e := range events {
		e.Time, now = now, now.AddDate(0, 0, 7)
		if e.Action == planning.ActVote {
			e.Ballot = &planning.Ballot{Submission: c.Submissions()[0].Digest, Verdict: planning.ActAward}
			for _, k := range four {
				e.Ballot.Levels = append(e.Ballot.Levels, planning.Shown{Competency: k, Level: "Completed"})
			}
		}
		team := planning.SiteTeam{School: "north-high", Members: []planning.Member{{ID: "c1", Role: planning.RoleCounselor}, {ID: "t4", Role: planning.RoleMember}}}
		if change != nil {
			change(&e, &team)
		}
		next, _, err := c.Apply(team, e)
		if err != nil {
			return c, err
		}
		c = next
	}
	return c, nil
}

var errDown = errors.New("the mailbox is down")

func lines(rows ...string) *strings.Reader { return strings.NewReader(strings.Join(rows, "\n") + "\n") }

func student(n int) string { return fmt.Sprintf("s%06d", n) }

package award_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential/award"
)

// collection is a student with a badge of every credential of the program, and the stack
// that they make.
func collection(t testing.TB, w *world, a *award.Awards) (award.Stack, []award.Record) {
	t.Helper()
	parts, err := award.Parts(summit.Program(), badge.Publication{})
	require.NoError(t, err)
	s := award.Stack{
		Key: "summit-five", Parts: parts, Issuers: []string{w.signer.Method().Controller},
		Achievement: badge.Achievement{
			ID: "https://school.example/stacks/summit", Name: "Summit", Description: "Has earned all credentials of the program.", AchievementType: badge.TypeMicroCredential,
			Criteria: badge.Criteria{Narrative: "All credentials of the program."},
		},
	}
	var records []award.Record
	for _, p := range parts {
		r, err := a.Award(ctx, award.Decision{Key: "case/" + p.Key, Student: "s9", Credential: p.Key})
		require.NoError(t, err)
		records = append(records, r)
	}
	return s, records
}

// facts are what a verifier finds out about badges now.
func (w *world) facts(records []award.Record) []award.Fact {
	w.t.Helper()
	var facts []award.Fact
	for _, r := range records {
		report, _ := w.judge(r.Badge)
		facts = append(facts, factOf(report, r.Badge))
	}
	return facts
}

func TestM15AStackIsEarnedByItsParts(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	s, records := collection(t, w, a)
	r, e, err := a.Stack(ctx, s, award.Decision{Key: "stack/s9", Student: "s9"}, w.facts(records))
	require.NoError(t, err)
	require.Equal(t, award.Passed, e.Outcome)
	require.Len(t, e.Earned, 5)
	report, err := w.judge(r.Badge)
	require.NoError(t, err)
	b := report.Credential
	require.Equal(t, "Summit", b.Name)
	require.Len(t, b.Evidence, 5)
	require.Len(t, b.RelatedResource, 5)
	for i, part := range records {
		require.Equal(t, part.Credential, b.Evidence[i].ID)
		require.Equal(t, badge.DigestedResource(part.Credential, part.Badge), b.RelatedResource[i])
	}
	again, _, err := a.Stack(ctx, s, award.Decision{Key: "stack/s9", Student: "s9"}, w.facts(records))
	require.NoError(t, err)
	require.Equal(t, r, again)
}

func TestM15ARevokedPartIsMissing(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	s, records := collection(t, w, a)
	require.NoError(t, w.lists.Revoke(ctx, records[2].Credential, "copied"))
	_, e, err := a.Stack(ctx, s, award.Decision{Key: "stack/s9", Student: "s9"}, w.facts(records))
	require.ErrorIs(t, err, award.ErrStack)
	require.Equal(t, award.Failed, e.Outcome)
	require.Len(t, e.Earned, 4)
	require.Equal(t, "leadership", e.Missing[0].Key)
	require.Contains(t, e.String(), "missing: Leadership Credential: the issuer has revoked the badge")

	// Earned once more, by a badge of its own, it counts again, and once.
	d := award.Decision{Key: "case/leadership-again", Student: "s9", Credential: "leadership"}
	r, err := a.Award(ctx, d)
	require.NoError(t, err)
	_, e, err = a.Stack(ctx, s, award.Decision{Key: "stack/s9", Student: "s9"}, w.facts(append(records, r, r)))
	require.NoError(t, err)
	require.Len(t, e.Earned, 5)
}

func TestM15APartOfWhichNobodyKnowsLeavesTheStackOpen(t *testing.T) {
	w := newWorld(t)
	s, records := collection(t, w, w.awards())
	facts := w.facts(records)
	subject := facts[0].Subject
	for name, change := range map[string]func(f *award.Fact){
		"not found out":     func(f *award.Fact) { f.Outcome = award.Undetermined },
		"not an outcome":    func(f *award.Fact) { f.Outcome = "yes" },
		"found out earlier": func(f *award.Fact) { f.At = f.At.Add(-6 * time.Minute) },
		"found out later":   func(f *award.Fact) { f.At = f.At.Add(6 * time.Minute) },
		"nobody knows when": func(f *award.Fact) { f.At = time.Time{} },
		"a badge of no id":  func(f *award.Fact) { f.Credential = "" },
	} {
		t.Run(name, func(t *testing.T) {
			altered := append([]award.Fact(nil), facts...)
			change(&altered[1])
			e, err := s.Eligible(subject, altered, w.now)
			require.NoError(t, err)
			require.Equal(t, award.Undetermined, e.Outcome)
			require.Len(t, e.Open, 1)
			require.NotEmpty(t, e.Open[0].Why)

			// It does not make a stack fail that fails without it, nor one that does not need it.
			e, err = s.Eligible(subject, altered[1:], w.now)
			require.NoError(t, err)
			require.Equal(t, award.Failed, e.Outcome)
			fewer := s
			fewer.Needed = 4
			e, err = fewer.Eligible(subject, altered, w.now)
			require.NoError(t, err)
			require.Equal(t, award.Passed, e.Outcome)
		})
	}
	_, e, err := w.awards().Stack(ctx, s, award.Decision{Key: "stack/s9", Student: "s9"}, nil)
	require.ErrorIs(t, err, award.ErrStack)
	require.Len(t, e.Missing, 5)
}

// Where not even the key can be had, nothing that a badge says is known: it may be any part.
func TestM15ABadgeThatCannotBeJudgedMayBeAnyPart(t *testing.T) {
	w := newWorld(t)
	s, records := collection(t, w, w.awards())
	facts := w.facts(records)
	subject := facts[0].Subject
	facts[3] = award.Fact{Outcome: award.Undetermined, Why: "the host does not answer", At: w.now}
	e, err := s.Eligible(subject, facts, w.now)
	require.NoError(t, err)
	require.Equal(t, award.Undetermined, e.Outcome)
	facts[2] = award.Fact{Outcome: award.Failed, Why: "the signature does not hold", At: w.now}
	e, err = s.Eligible(subject, facts, w.now)
	require.NoError(t, err)
	require.Equal(t, award.Failed, e.Outcome, "one cannot be two")
	facts[2] = award.Fact{Outcome: award.Passed, At: w.now}
	_, err = s.Eligible(subject, facts, w.now)
	require.ErrorIs(t, err, award.ErrStackSubject)
}

func TestM16AStackOfOthersBadgesIsRefused(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	s, records := collection(t, w, a)
	friend, err := a.Award(ctx, award.Decision{Key: "case/friend", Student: "s10", Credential: "leadership"})
	require.NoError(t, err)
	records[2] = friend
	_, _, err = a.Stack(ctx, s, award.Decision{Key: "stack/s9", Student: "s9"}, w.facts(records))
	require.ErrorIs(t, err, award.ErrStackSubject)
	facts := w.facts(records)
	facts[2].Subject = ""
	_, err = s.Eligible(facts[0].Subject, facts, w.now)
	require.ErrorIs(t, err, award.ErrStackSubject, "a badge that does not say whose it is")
	_, err = s.Eligible("", facts, w.now)
	require.ErrorIs(t, err, award.ErrStackSubject)
	for i := range facts {
		facts[i].Subject = ""
	}
	_, err = s.Eligible("", facts, w.now)
	require.ErrorIs(t, err, award.ErrStackSubject, "nobody's")
	_, _, err = a.Stack(ctx, s, award.Decision{Key: "stack/s10", Student: "s10"}, w.facts(records[:2]))
	require.ErrorIs(t, err, award.ErrStackSubject, "all of another's")
}

// Whoever has a verifier's trust for badges of his own can still write our achievement into
// them.
func TestM16ABadgeOfAnotherIssuerIsNoPart(t *testing.T) {
	w := newWorld(t)
	s, records := collection(t, w, w.awards())
	facts := w.facts(records)
	facts[4].Issuer = "did:web:bookshop.example"
	e, err := s.Eligible(facts[0].Subject, facts, w.now)
	require.NoError(t, err)
	require.Equal(t, award.Failed, e.Outcome)
	require.Contains(t, e.Missing[0].Why, "do not count")
}

func TestOneBadgeIsOnePart(t *testing.T) {
	w := newWorld(t)
	s, records := collection(t, w, w.awards())
	facts := w.facts(records)
	facts[1].Credential = facts[0].Credential
	e, err := s.Eligible(facts[0].Subject, facts, w.now)
	require.NoError(t, err)
	require.Equal(t, award.Failed, e.Outcome)
	facts = w.facts(records)
	w.now = w.now.Add(4 * time.Minute)
	e, err = s.Eligible(facts[0].Subject, facts, w.now)
	require.NoError(t, err)
	require.Equal(t, award.Passed, e.Outcome, "found out four minutes ago")
	many := make([]award.Fact, 5*64+1)
	for i := range many {
		many[i] = facts[0]
	}
	_, err = s.Eligible(facts[0].Subject, many, w.now)
	require.ErrorIs(t, err, award.ErrStack)
	_, _, err = w.awards().Stack(ctx, s, award.Decision{Key: "stack/s9", Student: "s9", Edition: 2}, facts)
	require.ErrorIs(t, err, award.ErrDecision)
	_, _, err = w.awards().Stack(ctx, s, award.Decision{Key: "stack/s9", Student: "s9", Credential: "civics"}, facts)
	require.ErrorIs(t, err, award.ErrDecision)
	facts = w.facts(append(records[:4:4], records[0]))
	e, err = s.Eligible(facts[0].Subject, facts, w.now)
	require.NoError(t, err)
	require.Len(t, e.Earned, 4)
	require.Equal(t, award.Failed, e.Outcome)
}

func TestAStackThatAsksForNothingIsRefused(t *testing.T) {
	w := newWorld(t)
	s, records := collection(t, w, w.awards())
	facts := w.facts(records)
	for name, change := range map[string]func(*award.Stack){
		"no parts":          func(s *award.Stack) { s.Parts = nil },
		"no issuers":        func(s *award.Stack) { s.Issuers = nil },
		"an empty issuer":   func(s *award.Stack) { s.Issuers = []string{""} },
		"more than all":     func(s *award.Stack) { s.Needed = 6 },
		"less than none":    func(s *award.Stack) { s.Needed = -1 },
		"a part of no id":   func(s *award.Stack) { s.Parts = append([]award.Part{{Key: "x"}}, s.Parts...) },
		"a part twice":      func(s *award.Stack) { s.Parts = append([]award.Part{s.Parts[0]}, s.Parts...) },
		"a negative period": func(s *award.Stack) { s.Fresh = -1 },
	} {
		altered := s
		change(&altered)
		_, err := altered.Eligible(facts[0].Subject, facts, w.now)
		require.ErrorIs(t, err, award.ErrStack, name)
		_, err = altered.Eligible(facts[0].Subject, nil, w.now)
		require.ErrorIs(t, err, award.ErrStack, name)
	}
}

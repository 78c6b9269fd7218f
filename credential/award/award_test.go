package award_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/award"
)

func TestADecisionOfASiteTeamBecomesABadgeThatVerifies(t *testing.T) {
	w := newWorld(t)
	c, err := decided(t, "case-1", nil)
	require.NoError(t, err)
	d, err := award.Decided(c)
	require.NoError(t, err)
	r, err := w.awards().Award(ctx, d)
	require.NoError(t, err)
	require.Equal(t, award.Delivered, r.State)
	report, err := w.judge(r.Badge)
	require.NoError(t, err)
	b := report.Credential
	require.Equal(t, "Civics Credential", b.Name)
	require.NoError(t, summit.CheckMetadata(summit.Metadata{Issuer: b.Issuer, Issued: b.ValidFrom, Criteria: b.Subject.Achievement.Criteria, Evidence: b.Evidence}))
	require.Len(t, b.Subject.Achievement.ResultDescription, 4)
	require.Equal(t, time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC), b.AwardedDate, "the day of the decision")
	require.Equal(t, w.now, b.ValidFrom)

	// What the student has made and said is not in it, nor at which level, nor where.
	require.Empty(t, b.Subject.Result)
	require.Nil(t, b.Subject.Source)
	require.Len(t, b.Evidence, 1)
	require.Contains(t, b.Evidence[0].Narrative, "beyond school")
	require.Len(t, b.RelatedResource, 1)
	require.Equal(t, d.Evidence[0].Digest, b.RelatedResource[0].DigestSRI)
	for _, private := range []string{"s9", "north-high", "case-1", "Speech", "I spoke", "files.example", "council"} {
		require.NotContains(t, string(report.Document()), private)
	}
}

func TestLevelsArtefactsAndTheSchoolStandInABadgeIfTheyAreAllowedTo(t *testing.T) {
	w := newWorld(t)
	c, err := decided(t, "case-1", nil)
	require.NoError(t, err)
	d, err := award.Decided(c)
	require.NoError(t, err)
	a := w.awards(func(c *award.Config) {
		c.Privacy = privacy.Policy{Results: true, Artefacts: true, Source: true}
		c.School = func(id string) *badge.Profile {
			return &badge.Profile{ID: "https://north-high.example", Name: "North High"}
		}
	})
	r, err := a.Award(ctx, d)
	require.NoError(t, err)
	report, err := w.judge(r.Badge)
	require.NoError(t, err)
	b := report.Credential
	require.Len(t, b.Subject.Result, 4)
	require.Equal(t, "North High", b.Subject.Source.Name)
	require.Len(t, b.Evidence, 2)
	require.Equal(t, "https://files.example/p1", b.Evidence[1].ID)
	require.Equal(t, "https://files.example/p1", b.RelatedResource[0].ID)
}

func TestM02NothingIsAwardedThatWasNotDecided(t *testing.T) {
	for _, last := range []planning.Action{planning.ActAttest, planning.ActStart, planning.ActApprove, planning.ActReview, planning.ActVote} {
		c, _ := decided(t, "case-1", func(e *planning.Event, _ *planning.SiteTeam) {
			if e.Action == last {
				e.Actor = "stranger"
			}
		})
		_, err := award.Decided(c)
		require.ErrorIs(t, err, planning.ErrTransition, last)
	}
	_, err := award.Decided(planning.Case{})
	require.ErrorIs(t, err, planning.ErrTransition)
}

// Who may decide is asked at the decision, and there is no badge without one.
func TestM06ACounselorWhoWasDemotedAfterTheVoteAwardsNothing(t *testing.T) {
	c, err := decided(t, "case-1", func(e *planning.Event, team *planning.SiteTeam) {
		if e.Action == planning.ActAward {
			team.Members[0].Role = planning.RoleMember
		}
	})
	require.ErrorIs(t, err, planning.ErrForbidden)
	_, err = award.Decided(c)
	require.ErrorIs(t, err, planning.ErrTransition)
}

func TestM10ADecisionIsOneBadgeHoweverOftenItIsAwarded(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	first, err := a.Award(ctx, decision("case-1/civics/1"))
	require.NoError(t, err)
	w.now = w.now.AddDate(0, 1, 0)
	again, err := w.awards(func(c *award.Config) { c.Publication = badge.Publication{Image: summit.Image} }).Award(ctx, decision("case-1/civics/1"))
	require.NoError(t, err)
	require.Equal(t, first, again)
	require.Len(t, w.box.badges, 1)

	other := decision("case-1/civics/1")
	other.Student = "s10"
	_, err = a.Award(ctx, other)
	require.ErrorIs(t, err, award.ErrChanged)
	next, err := a.Award(ctx, decision("case-2/civics/1"))
	require.NoError(t, err)
	require.NotEqual(t, first.Credential, next.Credential)
	require.Equal(t, first.Subject, next.Subject, "one student, one subject")
}

// A badge that was made stays, whatever the clock and the Config say by then.
func TestM10ADecisionIsRepeatedWhenItCouldNotBeMadeAnyMore(t *testing.T) {
	w := newWorld(t)
	d := decision("case-1/civics/1")
	d.Expires, d.Version = w.now.AddDate(0, 0, 7), summit.Program().Version
	first, err := w.awards().Award(ctx, d)
	require.NoError(t, err)
	w.now = w.now.AddDate(1, 0, 0)
	next := summit.Program()
	next.Version = "9.0.0"
	again, err := w.awards(func(c *award.Config) { c.Program = next }).Award(ctx, d)
	require.NoError(t, err)
	require.Equal(t, first, again)
	d.Edition = 2
	_, err = w.awards().Correct(ctx, d, award.Replace)
	require.ErrorIs(t, err, award.ErrDecision)
}

func TestM10TwoApproversAtOnceMakeOneBadge(t *testing.T) {
	w := newWorld(t)
	w.issuer.Suite = credential.EdDSARDFC2022 // whose proofs say when they were made: each is another
	var seconds atomic.Int64
	w.issuer.Now = func() time.Time { return w.now.Add(time.Duration(seconds.Add(1)) * time.Second) }
	const approvers = 16
	meeting := &meetingSigner{Signer: w.issuer.Signer}
	meeting.wait.Add(approvers)
	w.issuer.Signer = meeting
	a := w.awards()
	var wait sync.WaitGroup
	records := make([]award.Record, approvers)
	errs := make([]error, approvers)
	for i := range approvers {
		wait.Go(func() { records[i], errs[i] = a.Award(ctx, decision("case-1/civics/1")) })
	}
	wait.Wait()
	require.NoError(t, errors.Join(errs...))
	for _, r := range records {
		require.Equal(t, records[0].Badge, r.Badge)
	}
	require.GreaterOrEqual(t, meeting.n.Load(), int64(approvers))
	require.Len(t, w.box.badges, 1)
	for _, copies := range w.box.badges {
		for _, c := range copies {
			require.Equal(t, string(records[0].Badge), c)
		}
	}
}

// A step that fails is repeated, and ends in the same badge.
func TestM10WhatWasBrokenOffIsRepeated(t *testing.T) {
	w := newWorld(t)
	store := &faultyStore{Memory: w.store}
	with := func(c *award.Config) { c.Store = store }
	var id string
	for fail := 1; ; fail++ {
		store.calls, store.fail = 0, fail
		_, err := w.awards(with).Award(ctx, decision("case-1/civics/1"))
		found, _ := w.store.Read(ctx, award.Query{Key: "case-1/civics/1"})
		if len(found) == 1 {
			require.True(t, id == "" || id == found[0].Credential)
			id = found[0].Credential
		}
		if err == nil {
			require.Equal(t, award.Delivered, found[0].State)
			require.Greater(t, fail, 4)
			break
		}
		require.ErrorIs(t, err, errStore)
	}
	require.Len(t, w.box.badges, 1)
	require.Contains(t, w.box.badges, id)
}

// A badge that was reserved and not signed is nobody's, so that a decision which could not
// be signed does not stand in the way of a better one.
func TestM10WhatWasReservedIsOfNoAccountUntilItIsSigned(t *testing.T) {
	w := newWorld(t)
	signer := w.issuer.Signer
	w.issuer.Signer = failingSigner{signer}
	a := w.awards()
	_, err := a.Award(ctx, decision("case-1/civics/1"))
	require.ErrorIs(t, err, credential.IssueSigner)
	found, err := w.store.Read(ctx, award.Query{Key: "case-1/civics/1"})
	require.NoError(t, err)
	require.Equal(t, award.Reserved, found[0].State)
	w.issuer.Signer = signer
	d := decision("case-1/civics/1")
	d.Student = "s10"
	w.now = w.now.AddDate(0, 0, 1)
	r, err := a.Award(ctx, d)
	require.NoError(t, err)
	require.Equal(t, found[0].Credential, r.Credential)
	require.True(t, found[0].ValidFrom.Equal(r.ValidFrom))
	require.NotEqual(t, found[0].Subject, r.Subject)
	require.Equal(t, r.Subject, view(t, r.Badge).Subject.ID)
	_, err = a.Award(ctx, decision("case-1/civics/1"))
	require.ErrorIs(t, err, award.ErrChanged)
}

func TestM10AStudentEarnsACredentialOnceIfItIsSo(t *testing.T) {
	w := newWorld(t)
	a := w.awards(func(c *award.Config) { c.Once = true })
	_, err := a.Award(ctx, decision("case-1/civics/1"))
	require.NoError(t, err)
	_, err = a.Award(ctx, decision("case-1/civics/1"))
	require.NoError(t, err)
	_, err = a.Award(ctx, decision("case-2/civics/1"))
	require.ErrorIs(t, err, award.ErrEarned)
	other := decision("case-2/leadership/1")
	other.Credential = "leadership"
	_, err = a.Award(ctx, other)
	require.NoError(t, err)
}

// Whose badge was superseded by another student's has not earned it, and that one has.
func TestM10ABadgeThatWasAnothersIsEarnedByThatOne(t *testing.T) {
	w := newWorld(t)
	a := w.awards(func(c *award.Config) { c.Once = true })
	_, err := a.Award(ctx, decision("case-1/civics/1"))
	require.NoError(t, err)
	d := decision("case-1/civics/1")
	d.Edition, d.Student = 2, "s10"
	_, err = a.Correct(ctx, d, award.Supersede)
	require.NoError(t, err)
	theirs := decision("case-3/civics/1")
	theirs.Student = "s10"
	_, err = a.Award(ctx, theirs)
	require.ErrorIs(t, err, award.ErrEarned)
	_, err = a.Award(ctx, decision("case-2/civics/1"))
	require.NoError(t, err)
	_, err = a.Award(ctx, decision("case-4/civics/1"))
	require.ErrorIs(t, err, award.ErrEarned)

	// A correction that changes nothing about whose it is changes nothing here.
	_, err = a.Correct(ctx, corrected("case-2/civics/1", 2, time.Time{}), award.Replace)
	require.NoError(t, err)
	_, err = a.Award(ctx, decision("case-4/civics/1"))
	require.ErrorIs(t, err, award.ErrEarned)

	// By their own ids students are told apart, too.
	held := award.Decision{Key: "case-5/civics/1", Holder: wallet, Credential: "civics"}
	_, err = a.Award(ctx, held)
	require.NoError(t, err)
	held.Key = "case-6/civics/1"
	_, err = a.Award(ctx, held)
	require.ErrorIs(t, err, award.ErrEarned)
	held.Holder = "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH"
	_, err = a.Award(ctx, held)
	require.NoError(t, err)

	// A decision that was begun counts, though it has no badge yet.
	w.issuer.Signer = failingSigner{w.signer}
	begun := award.Decision{Key: "case-7/civics/1", Student: "s20", Credential: "civics"}
	_, err = a.Award(ctx, begun)
	require.ErrorIs(t, err, credential.IssueSigner)
	w.issuer.Signer = w.signer
	other := begun
	other.Key = "case-8/civics/1"
	_, err = a.Award(ctx, other)
	require.ErrorIs(t, err, award.ErrEarned)
	_, err = a.Award(ctx, begun)
	require.NoError(t, err)

	// Nor if nothing but the note of it was stored.
	store := &faultyStore{Memory: w.store, fail: 5}
	faulty := w.awards(func(c *award.Config) { c.Once, c.Store = true, store })
	noted := award.Decision{Key: "case-10/civics/1", Student: "s30", Credential: "civics"}
	_, err = faulty.Award(ctx, noted)
	require.ErrorIs(t, err, errStore)
	other = noted
	other.Key = "case-11/civics/1"
	_, err = faulty.Award(ctx, other)
	require.ErrorIs(t, err, award.ErrEarned)
	_, err = faulty.Award(ctx, noted)
	require.NoError(t, err)
}

func TestM10ADecisionIsToldByWhatItSays(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	d := decision("case-1/civics/1")
	d.Time = w.now.In(time.FixedZone("", 7200))
	_, err := a.Award(ctx, d)
	require.NoError(t, err)
	d.Time, d.Levels, d.Evidence, d.Names, d.Edition = w.now, map[string]string{}, []award.Evidence{}, []string{"Zoë"}, 1
	_, err = a.Award(ctx, d)
	require.NoError(t, err)
	d.Time = w.now.AddDate(0, 0, -1)
	_, err = a.Award(ctx, d)
	require.ErrorIs(t, err, award.ErrChanged)
}

// Whoever changes the record in between is not overwritten, and does not stop an award.
func TestM10AConflictInTheStoreIsTriedAnew(t *testing.T) {
	w := newWorld(t)
	store := &conflictingStore{Memory: w.store, left: 3}
	a := w.awards(func(c *award.Config) { c.Store = store })
	r, err := a.Award(ctx, decision("case-1/civics/1"))
	require.NoError(t, err)
	require.Equal(t, award.Delivered, r.State)
	w.now = w.now.AddDate(0, 0, 1)
	w.issuer.Signer = failingSigner{w.signer}
	_, err = a.Correct(ctx, corrected("case-1/civics/1", 2, time.Time{}), award.Replace)
	require.ErrorIs(t, err, credential.IssueSigner)
	w.issuer.Signer = w.signer
	store.left = 1 // to the reservation of the other way
	second, err := a.Correct(ctx, corrected("case-1/civics/1", 2, time.Time{}), award.Supersede)
	require.NoError(t, err)
	require.NotEqual(t, r.Credential, second.Credential)
	store.left = 1 << 20
	_, err = a.Award(ctx, decision("case-2/civics/1"))
	require.ErrorIs(t, err, award.ErrConflict)
	_, err = a.Offer(ctx, decision("case-3/civics/1"), w.now.AddDate(0, 0, 1))
	require.NoError(t, err)
	_, err = a.Offer(ctx, decision("case-3/civics/1"), w.now.AddDate(0, 0, 2))
	require.ErrorIs(t, err, award.ErrConflict)
	require.ErrorIs(t, a.Reject(ctx, "case-3/civics/1"), award.ErrConflict)
}

func TestABadgeThatWasNotDeliveredStaysInTheOutbox(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	w.box.fail = errDown
	r, err := a.Award(ctx, decision("case-1/civics/1"))
	require.ErrorIs(t, err, award.ErrUndelivered)
	require.ErrorIs(t, err, errDown)
	require.Equal(t, award.Issued, r.State)
	for n := range 70 {
		_, err := a.Award(ctx, decision("case-9/"+student(n)))
		require.ErrorIs(t, err, award.ErrUndelivered)
	}
	n, err := a.Deliver(ctx)
	require.ErrorIs(t, err, errDown)
	require.Zero(t, n)
	w.box.fail = nil
	n, err = a.Deliver(ctx)
	require.NoError(t, err)
	require.Equal(t, 71, n)
	require.Equal(t, []string{string(r.Badge)}, w.box.badges[r.Credential])
	n, err = a.Deliver(ctx)
	require.NoError(t, err)
	require.Zero(t, n)
}

func TestWithoutADelivererBadgesStayInTheOutbox(t *testing.T) {
	w := newWorld(t)
	a := w.awards(func(c *award.Config) { c.Deliverer = nil })
	r, err := a.Award(ctx, decision("case-1/civics/1"))
	require.NoError(t, err)
	require.Equal(t, award.Issued, r.State)
	results, _, err := run(t, a, lines("recipient,credential", "s1,civics"), award.Batch{})
	require.NoError(t, err)
	require.Empty(t, results[0].Reason)
	n, err := a.Deliver(ctx)
	require.NoError(t, err)
	require.Zero(t, n)

	// What the store has in another's place is delivered to nobody.
	lying := w.awards(func(c *award.Config) {
		c.Store = &lyingStore{w.store, func(r *award.Record) { r.Badge = []byte("{}") }}
	})
	_, err = lying.Deliver(ctx)
	require.ErrorIs(t, err, award.ErrCorrupt)
	require.Empty(t, w.box.badges)
}

func TestADelivererThatPanicsOrAnswersTooLateHasDeliveredNothing(t *testing.T) {
	w := newWorld(t)
	a := w.awards(func(c *award.Config) {
		c.Deliverer = deliverer(func(context.Context, award.Record) error { panic("no") })
	})
	r, err := a.Award(ctx, decision("case-1/civics/1"))
	require.ErrorIs(t, err, award.ErrUndelivered)
	require.Equal(t, award.Issued, r.State)
	ended, cancel := context.WithCancel(ctx)
	a = w.awards(func(c *award.Config) {
		c.Deliverer = deliverer(func(context.Context, award.Record) error { cancel(); return nil })
	})
	r, err = a.Award(ended, decision("case-1/civics/1"))
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, award.Issued, r.State)
}

func TestADecisionThatMakesNoBadgeReservesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*award.Decision)
		says   string
	}{
		"no key":                   {func(d *award.Decision) { d.Key = "" }, "Key"},
		"a key of a note":          {func(d *award.Decision) { d.Key = "student s9" }, "Key"},
		"a key of an edition":      {func(d *award.Decision) { d.Key = "x+2" }, "Key"},
		"an e-mail address":        {func(d *award.Decision) { d.Student = "zoe@school.example" }, "no e-mail address"},
		"an e-mail address as id":  {func(d *award.Decision) { d.Holder = "mailto:zoe@school.example" }, "opaque"},
		"nobody":                   {func(d *award.Decision) { d.Student = "" }, "Student"},
		"an unknown credential":    {func(d *award.Decision) { d.Credential = "teamwork" }, "no \"teamwork\""},
		"a level of nothing":       {func(d *award.Decision) { d.Levels = map[string]string{"synthesis": "Completed"} }, "synthesis"},
		"an unknown level":         {func(d *award.Decision) { d.Levels = map[string]string{"citizenship": "Splendid"} }, "Splendid"},
		"an unknown setting":       {func(d *award.Decision) { d.Settings = []planning.Setting{"moon"} }, "moon"},
		"another program":          {func(d *award.Decision) { d.Program = "urn:x" }, "urn:x"},
		"another version":          {func(d *award.Decision) { d.Version = "0.0.1" }, "0.0.1"},
		"a correction":             {func(d *award.Decision) { d.Edition = 2 }, "Correct"},
		"a time to come":           {func(d *award.Decision) { d.Time = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC) }, "to come"},
		"an end that has been":     {func(d *award.Decision) { d.Expires = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }, "ended"},
		"a digest that is none":    {func(d *award.Decision) { d.Evidence = []award.Evidence{{Digest: "sha256-xyz"}} }, "Digest"},
		"a link that is not https": {func(d *award.Decision) { d.Evidence = []award.Evidence{{URL: "http://files.example"}} }, "https"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			d := decision("case-1/civics/1")
			c.change(&d)
			_, err := w.awards().Award(ctx, d)
			require.ErrorIs(t, err, award.ErrDecision)
			require.ErrorContains(t, err, c.says)
			requireEmpty(t, w.store)
		})
	}
}

func TestPersonalDataIsFoundBeforeAnythingIsReserved(t *testing.T) {
	w := newWorld(t)
	a := w.awards(func(c *award.Config) { c.Privacy.Artefacts = true })
	d := decision("case-1/civics/1")
	d.Evidence = []award.Evidence{{Title: "What Zoë Álvarez did", URL: "https://files.example/1"}}
	d.Names = []string{"Zoe Alvarez"}
	_, err := a.Award(ctx, d)
	require.ErrorIs(t, err, award.ErrDecision)
	require.ErrorIs(t, err, privacy.ErrPersonal)
	requireEmpty(t, w.store)
	d.Evidence[0].Title = "A speech"
	_, err = a.Award(ctx, d)
	require.NoError(t, err)
}

func TestAStoreThatLiesHandsOutNobodysBadge(t *testing.T) {
	w := newWorld(t)
	a := w.awards()
	mine, err := a.Award(ctx, decision("case-1/civics/1"))
	require.NoError(t, err)
	d := decision("case-2/civics/1")
	d.Student = "s10"
	theirs, err := a.Award(ctx, d)
	require.NoError(t, err)
	for name, lie := range map[string]func(*award.Record){
		"another key":        func(r *award.Record) { r.Key = theirs.Key },
		"another's badge":    func(r *award.Record) { r.Badge = theirs.Badge },
		"another's id":       func(r *award.Record) { r.Credential = theirs.Credential },
		"another's subject":  func(r *award.Record) { r.Subject = theirs.Subject },
		"another time":       func(r *award.Record) { r.ValidFrom = r.ValidFrom.Add(time.Second) },
		"no badge":           func(r *award.Record) { r.Badge = nil },
		"a state of its own": func(r *award.Record) { r.State = "fine" },
		"a note":             func(r *award.Record) { r.State = award.Noted },
		"a forged badge":     func(r *award.Record) { r.Badge = []byte("{}") },
	} {
		t.Run(name, func(t *testing.T) {
			lying := w.awards(func(c *award.Config) { c.Store = &lyingStore{w.store, lie} })
			_, err := lying.Award(ctx, decision("case-1/civics/1"))
			require.ErrorIs(t, err, award.ErrCorrupt)
		})
	}
	require.NotEqual(t, mine.Badge, theirs.Badge)
	short := w.awards(func(c *award.Config) { c.Store = shortStore{w.store} })
	_, err = short.Award(ctx, decision("case-3/civics/1"))
	require.ErrorIs(t, err, award.ErrCorrupt)
	other := w.awards(func(c *award.Config) { c.Store = &lyingStore{w.store, func(r *award.Record) { r.Student = "s11" }} })
	_, err = other.Subject(ctx, "s9")
	require.ErrorIs(t, err, award.ErrCorrupt)
	_, err = other.Subject(ctx, "zoe@school.example")
	require.ErrorIs(t, err, award.ErrDecision)
}

func TestASourceOfIDsThatGivesNoneStopsAnAward(t *testing.T) {
	w := newWorld(t)
	w.issuer.NewID = func() string { return "" }
	d := decision("case-1/civics/1")
	_, err := w.awards().Award(ctx, d)
	require.Error(t, err)
	d.Holder = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
	_, err = w.awards().Award(ctx, d)
	require.ErrorContains(t, err, "gives no id")
	found, err := w.store.Read(ctx, award.Query{Key: d.Key})
	require.NoError(t, err)
	require.Empty(t, found)
}

func TestAConfigThatLacksSomethingIsRefused(t *testing.T) {
	w := newWorld(t)
	for name, change := range map[string]func(*award.Config){
		"Issuer":  func(c *award.Config) { c.Issuer = nil },
		"Program": func(c *award.Config) { c.Program = nil },
		"Store":   func(c *award.Config) { c.Store = nil },
		"Evidence": func(c *award.Config) {
			c.Publication.Language = "de"
			c.Publication.Narrative = func(badge.MicroCredential) string { return "x" }
		},
		"credentials": func(c *award.Config) { c.Program = &badge.Program{} },
	} {
		cfg := w.config()
		change(&cfg)
		_, err := award.New(cfg)
		require.ErrorContains(t, err, name)
	}
}

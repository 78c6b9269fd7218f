package main

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

var regexpPublic = regexp.MustCompile(`/b/[0-9a-f]{32}`)

func (tw *town) verify(file string) error {
	_, err := tw.portal.office.verifier.Verify(context.Background(), []byte(file))
	return err
}

func TestABadgeIsSuspendedReinstatedAndRevokedWithAReason(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	ana, mary := tw.as("s9"), tw.as("c1")
	_, jwt := ana.get(at + "/badge/badge.jwt")
	require.NoError(t, tw.verify(jwt))
	for _, act := range []string{"suspend", "reinstate", "revoke"} {
		status, _ := mary.post(at+"/"+act, url.Values{"reason": {" "}})
		require.Equal(t, http.StatusBadRequest, status, act)
	}
	require.NoError(t, tw.verify(jwt))
	page := mary.done(mary.post(at+"/suspend", url.Values{"reason": {"a question is open"}}))
	require.Contains(t, page, "a question is open")
	require.Contains(t, page, "Mary Jensen: suspended.")
	require.ErrorIs(t, tw.verify(jwt), verify.StatusSuspended)
	_, page = ana.get(at + "/badge")
	require.NotContains(t, page, "a question is open", "the reason is the district's")
	status, _ := ana.get(at + "/badge/certificate.pdf")
	require.Equal(t, http.StatusBadRequest, status)
	mary.done(mary.post(at+"/reinstate", url.Values{"reason": {"it was answered"}}))
	require.NoError(t, tw.verify(jwt))
	page = mary.done(mary.post(at+"/revoke", url.Values{"reason": {"a mistake"}}))
	require.NotContains(t, page, at+"/suspend")
	require.ErrorIs(t, tw.verify(jwt), verify.StatusSuspended)
	for _, act := range []string{"suspend", "reinstate"} { // for good
		status, _ := mary.post(at+"/"+act, url.Values{"reason": {"after all"}})
		require.Equal(t, http.StatusConflict, status, act)
	}
	require.ErrorIs(t, tw.verify(jwt), verify.StatusSuspended)
	_, page = mary.get(at + "/desk")
	require.NotContains(t, page, "after all", "what was refused is not noted as done")
}

func TestABadgeIsIssuedOnceMoreInItsPlace(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	ana, luis, mary := tw.as("s9"), tw.as("g2"), tw.as("c1")
	_, before := ana.get(at + "/badge/badge.jwt")
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page"}}))
	page := ana.done(ana.post(at+"/publish", nil))
	public := regexpPublic.FindString(page)
	status, _ := mary.post(at+"/reissue", url.Values{"how": {""}})
	require.Equal(t, http.StatusBadRequest, status, "without a reason")
	status, _ = mary.post(at+"/reissue", url.Values{"how": {"otherwise"}, "reason": {"x"}})
	require.Equal(t, http.StatusBadRequest, status)
	page = mary.done(mary.post(at+"/reissue", url.Values{"how": {""}, "reason": {"the name of the district was wrong"}}))
	require.Contains(t, page, "edition 2")
	_, after := ana.get(at + "/badge/badge.jwt")
	require.NotEqual(t, before, after)
	require.Eventually(t, func() bool { return tw.verify(after) == nil }, 5*time.Second, 100*time.Millisecond, "it begins a second after the one that it replaces")
	old, now := tw.view(before), tw.view(after)
	require.Equal(t, old.ID, now.ID)
	order, err := credential.Compare(old, now)
	require.NoError(t, err)
	require.Equal(t, credential.Newer, order)
	status, _ = tw.browser().get(public)
	require.Equal(t, http.StatusOK, status, "its page and its consent go on")
}

func (tw *town) view(file string) *credential.Credential {
	r, _ := tw.portal.office.verifier.Verify(context.Background(), []byte(file))
	require.NotNil(tw.t, r.Credential)
	return r.Credential
}

func TestABadgeIsIssuedAnewAfterItWasRevokedByMistake(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	ana, luis, mary := tw.as("s9"), tw.as("g2"), tw.as("c1")
	_, before := ana.get(at + "/badge/badge.jwt")
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page"}}))
	public := regexpPublic.FindString(ana.done(ana.post(at+"/publish", nil)))
	mary.done(mary.post(at+"/revoke", url.Values{"reason": {"a mistake"}}))
	status, _ := mary.post(at+"/reissue", url.Values{"how": {""}, "reason": {"it was not"}})
	require.Equal(t, http.StatusConflict, status, "a badge in the place of the revoked one would be revoked")
	page := mary.done(mary.post(at+"/reissue", url.Values{"how": {"supersede"}, "reason": {"it was not"}}))
	require.Contains(t, page, "in force")
	_, after := ana.get(at + "/badge/badge.jwt")
	require.NoError(t, tw.verify(after))
	require.ErrorIs(t, tw.verify(before), verify.StatusSuspended)
	require.NotEqual(t, tw.view(before).ID, tw.view(after).ID)
	status, _ = tw.browser().get(public)
	require.Equal(t, http.StatusNotFound, status, "what was agreed to was the other badge")
	_, page = ana.get(at + "/badge")
	require.Contains(t, page, "It is private")
	_, page = ana.get("/my")
	require.Equal(t, 1, strings.Count(page, `name="badge"`), "it is one badge")
}

// What a crash leaves behind between the decision to correct and the badge.
func TestACorrectionThatWasDecidedIsMadeOnce(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	o, ctx, id := tw.portal.office, t.Context(), strings.TrimPrefix(at, "/cases/")
	c, err := o.load(ctx, id)
	require.NoError(t, err)
	_, err = o.db.Exec(`INSERT INTO corrections (case_id, edition, how, time) VALUES (?, 2, 'supersede', 0)`, id)
	require.NoError(t, err)
	require.NoError(t, o.resume(ctx), "what was not decided is not made")
	first, err := o.badgeOf(ctx, id)
	require.NoError(t, err)
	_, err = o.apply(ctx, c, planning.Event{Action: planning.ActCorrect, Actor: "c1", Role: planning.RoleCounselor, Reason: "so it was decided"})
	require.NoError(t, err)
	require.NoError(t, o.resume(ctx))
	second, err := o.badgeOf(ctx, id)
	require.NoError(t, err)
	require.NotEqual(t, first.Credential, second.Credential)
	require.NoError(t, o.resume(ctx))
	again, err := o.badgeOf(ctx, id)
	require.NoError(t, err)
	require.Equal(t, second, again)
	require.ErrorIs(t, tw.verify(string(first.Badge)), verify.StatusSuspended)
}

func TestACaseMovesToAnotherSchoolWithItsStudentAndGuardian(t *testing.T) {
	tw := newTown(t)
	o := tw.gathering()
	at := "/cases/" + o.id
	ana, luis, mary, noor := tw.as("s9"), tw.as("g2"), tw.as("c1"), tw.as("c7")
	status, _ := mary.post(at+"/transfer", url.Values{"school": {"elsewhere"}, "reason": {"a move"}})
	require.Equal(t, http.StatusBadRequest, status)
	_, page := noor.get("/arrivals")
	require.Contains(t, page, "No case is on its way.")
	status, _ = noor.post("/arrivals/"+o.id, nil)
	require.Equal(t, http.StatusNotFound, status, "it was not sent")
	mary.done(mary.post(at+"/transfer", url.Values{"school": {"juniper"}, "reason": {"the family has moved"}}))
	status, _ = noor.get(at)
	require.Equal(t, http.StatusNotFound, status, "it is not hers yet")
	mary.done(mary.post(at+"/resume", url.Values{"reason": {"they stay"}}))
	status, _ = noor.post("/arrivals/"+o.id, nil)
	require.Equal(t, http.StatusNotFound, status, "it was taken back")
	mary.done(mary.post(at+"/transfer", url.Values{"school": {"juniper"}, "reason": {"they go"}}))
	_, page = noor.get("/arrivals")
	require.Contains(t, page, "Ana Torres")
	_, page = mary.get("/arrivals")
	require.NotContains(t, page, "Ana Torres")
	for _, b := range []*browser{mary, luis, ana} {
		status, _ = b.post("/arrivals/"+o.id, nil)
		require.Equal(t, http.StatusNotFound, status)
	}
	noor.done(noor.post("/arrivals/"+o.id, nil))
	_, page = noor.get("/arrivals")
	require.Contains(t, page, "No case is on its way.")
	status, _ = mary.get(at)
	require.Equal(t, http.StatusNotFound, status, "it is not theirs any more")
	for _, b := range []*browser{ana, luis, noor} {
		status, _ = b.get(at)
		require.Equal(t, http.StatusOK, status)
		_, page = b.get("/")
		require.Contains(t, page, o.id)
	}
}

func TestAConflictOfInterestIsRecordedByItsOwnerOrAnAdministrator(t *testing.T) {
	tw := newTown(t)
	o := tw.gathering()
	at := "/cases/" + o.id
	grace, ruth, mary := tw.as("t4"), tw.as("a1"), tw.as("c1")
	status, _ := grace.post(at+"/conflict", url.Values{"who": {"c1"}, "reason": {"I want the vote"}})
	require.Equal(t, http.StatusForbidden, status, "another's is for an administrator")
	status, _ = grace.post(at+"/conflict", url.Values{"who": {"t4"}})
	require.Equal(t, http.StatusBadRequest, status)
	status, _ = ruth.post(at+"/conflict", url.Values{"who": {"g2"}, "reason": {"x"}})
	require.Equal(t, http.StatusBadRequest, status, "a guardian has no seat")
	page := grace.done(grace.post(at+"/conflict", url.Values{"who": {"t4"}, "reason": {"my niece"}}))
	require.Contains(t, page, "Grace Okafor")
	require.Contains(t, page, "my niece")
	page = ruth.done(ruth.post(at+"/conflict", url.Values{"who": {"c1"}, "reason": {"she coaches her"}}))
	require.Contains(t, page, "Mary Jensen")
	status, _ = mary.post(at+"/hold", url.Values{"reason": {"x"}})
	require.Equal(t, http.StatusForbidden, status)
	tom := tw.as("d3") // who leads now
	tom.done(tom.post(at+"/hold", url.Values{"reason": {"nobody else can"}}))
}

// Of two who issue a badge once more at one moment one is late: that this one has done it is
// not noted.
func TestWhoIsLateIsNotNotedAsHavingActed(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	_, err := tw.portal.office.db.Exec(`INSERT INTO corrections (case_id, edition, how, time) VALUES (?, 2, '', ?)`, strings.TrimPrefix(at, "/cases/"), time.Now().Unix())
	require.NoError(t, err)
	mary := tw.as("c1")
	status, page := mary.post(at+"/reissue", url.Values{"how": {""}, "reason": {"the name of the district was wrong"}})
	require.Equal(t, http.StatusConflict, status, page)
	require.Zero(t, tw.count("acts"))
}

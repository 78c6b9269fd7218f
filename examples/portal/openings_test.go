package main

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// An administrator mistypes an address, and sees it. Whoever reads the mail that went there
// has a link that opens nothing any more.
func TestAnInvitationToAWrongAddressOpensNothingOnceItIsCorrected(t *testing.T) {
	tw := newRealTown(t)
	o := tw.portal.office
	wrong := tw.link("mary@pine.example")
	require.NotEmpty(t, wrong)
	require.NoError(t, o.invite(t.Context(), "a1", "c1", "mary@pine.example", english))
	stranger := tw.browser()
	status, _ := stranger.get(wrong)
	require.Equal(t, http.StatusOK, status, "asked to the same address again, it is good still")
	require.NoError(t, o.invite(t.Context(), "a1", "c1", "mary.jensen@pine.example", english))
	status, _ = stranger.post(wrong, url.Values{"new": {phrase}, "again": {phrase}})
	require.Equal(t, http.StatusNotFound, status)
	tw.invited("mary.jensen@pine.example", phrase)
}

// A letter is written while the account goes to another address: what is in it opens nothing.
func TestALinkIsMadeForTheAddressThatItGoesTo(t *testing.T) {
	tw := newRealTown(t)
	o := tw.portal.office
	was, err := o.account(t.Context(), "person", "c1")
	require.NoError(t, err)
	require.NoError(t, o.invite(t.Context(), "a1", "c1", "mary.jensen@pine.example", english))
	_, err = o.opening(t.Context(), was, time.Hour)
	require.ErrorIs(t, err, errChanged)
}

// A thief enters with the old password while the owner is choosing a new one.
func TestNoSessionBeginsByAPasswordThatIsBeingChanged(t *testing.T) {
	tw := newRealTown(t)
	if tw.where == "" {
		t.Skip("SQLite has one writer at a time: .ci/postgres")
	}
	tw.invited("mary@pine.example", phrase)
	o := tw.portal.office
	mary, err := o.account(t.Context(), "address", "mary@pine.example")
	require.NoError(t, err)
	for _, change := range []string{`UPDATE accounts SET password = 'another' WHERE person = 'c1'`, `DELETE FROM accounts WHERE person = 'c1'`} {
		tx, err := o.db.BeginTx(t.Context(), nil)
		require.NoError(t, err)
		_, err = tx.ExecContext(t.Context(), change)
		require.NoError(t, err)
		require.NoError(t, o.endSessions(t.Context(), tx, "c1"))
		began := make(chan error, 1)
		go func() {
			_, err := o.begin(context.Background(), mary)
			began <- err
		}()
		select {
		case err := <-began:
			t.Fatalf("a session began beside %s: %v", change, err)
		case <-time.After(300 * time.Millisecond):
		}
		require.NoError(t, tx.Commit())
		require.ErrorIs(t, <-began, errChanged, change)
		mary.Password = "another"
	}
}

// For a graduate whose account is closed, an invitation would be a new address that nobody
// could object to.
func TestNobodyIsInvitedInAGraduatesPlace(t *testing.T) {
	tw := newRealTown(t)
	tw.invited("ana@pine.example", "a hill of red clay 7")
	ruth := tw.invited("ruth@district.example", phrase)
	ruth.get("/")
	ruth.done(ruth.post(pineRidge+"/graduate", nil))
	status, page := ruth.post(pineRidge+"/invite", url.Values{"address": {"thief@home.example"}})
	require.Equal(t, http.StatusForbidden, status, page)
	require.Empty(t, tw.link("thief@home.example"))
	_, page = ruth.get("/schools/pine-ridge/people")
	require.NotContains(t, page, "/people/s9/invite", "nor is that offered")
	require.Contains(t, page, "/people/s9/graduation")
}

func TestWhoseAddressIsRefusedIsNotEnrolled(t *testing.T) {
	tw := newRealTown(t)
	ruth := tw.invited("ruth@district.example", phrase)
	ruth.get("/")
	before := tw.count("people")
	for _, address := range []string{"mary@pine.example", "nobody", "a@b.example, c@d.example"} {
		status, page := ruth.post("/schools/pine-ridge/people", url.Values{"name": {"Ida Berg"}, "role": {"member"}, "address": {address}})
		require.Equal(t, http.StatusBadRequest, status, page)
	}
	require.Equal(t, before, tw.count("people"))
}

package main

import (
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/verify/share"
)

// Of links that are made at one moment there are no more than are allowed.
func TestLinksMadeAtOneMomentAreBounded(t *testing.T) {
	tw := newTown(t)
	_, id := tw.fromFile("civics")
	o := tw.portal.office
	errs := make([]error, mostSets+8)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			now := time.Now()
			errs[i] = o.keepSet(t.Context(), set{Purpose: forResume, Link: share.Link{Slug: secret(), Student: "s9", Badges: []string{id}, Made: now, Ends: now.Add(time.Hour)}})
		})
	}
	all.Wait()
	refused := 0
	for _, err := range errs {
		if err != nil {
			require.ErrorIs(t, err, errInput)
			refused++
		}
	}
	require.Equal(t, 8, refused)
	require.Equal(t, mostSets, tw.count("sets"))
	_, err := o.makeSet(t.Context(), set{Purpose: forResume, Link: share.Link{Student: "s9", Badges: []string{id}, Ends: time.Now().Add(time.Hour)}})
	require.Error(t, err)
}

// A student is not told that it was they who have withdrawn a link.
func TestALinkThatWasWithdrawnSaysNotByWhom(t *testing.T) {
	tw := newTown(t)
	at, id := tw.fromFile("civics", "leadership")
	other := tw.text(`SELECT credential FROM given WHERE achievement = 'leadership'`)
	ana, luis, ruth := tw.as("s9"), tw.as("g2"), tw.as("a1")
	for _, badge := range []string{id, other} {
		luis.done(luis.post(given{Credential: badge}.At()+"/consent", url.Values{"channel": {"link"}}))
	}
	ana.done(ana.post("/my/links", url.Values{"badge": {id, other}, "purpose": {"resume"}, "days": {"30"}}))
	ruth.done(ruth.post(at+"/erase", url.Values{"reason": {"the guardian has asked"}}))
	_, page := ana.get("/my")
	require.Contains(t, page, "It was withdrawn on")
	require.NotContains(t, page, "You withdrew")
}

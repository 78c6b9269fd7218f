package main

import (
	"context"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/verify/share"
)

// A hiding shelf makes a badge private while the pages judge whether it could be public.
type hidingShelf struct{ shelf }

func (s hidingShelf) Badge(ctx context.Context, student, id string) ([]byte, error) {
	data, err := s.shelf.Badge(ctx, student, id)
	if err == nil {
		err = s.unpublish(ctx, id)
	}
	return data, err
}

// What a guardian makes private while the student makes it public leaves no address, which
// would show nothing, and that the student's page and code would lead to.
func TestABadgeMadePrivateMeanwhileIsPublishedAtNoAddress(t *testing.T) {
	tw := newTown(t)
	at, id := tw.fromFile("civics")
	ana, luis, o := tw.as("s9"), tw.as("g2"), tw.portal.office
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page"}}))
	pages, err := share.NewPages(share.PagesConfig{BaseURL: "https://portal.example/b/", Verifier: o.verifier, Store: hidingShelf{shelf{o.store}}})
	require.NoError(t, err)
	require.ErrorIs(t, o.publish(t.Context(), pages, "s9", id), errChanged)
	require.Zero(t, tw.count("published"))
	list, err := o.column(t.Context(), `SELECT slug FROM links WHERE withdrawn = 0`)
	require.NoError(t, err)
	require.Empty(t, list)
	ana.done(ana.post(at+"/publish", nil))
	require.Equal(t, 1, tw.count("published"), "and she can try again")
}

// Who was a guardian when the form came in, and is none when it is kept, agrees to nothing:
// nobody would ever end it.
func TestAGuardianWhoLeavesMeanwhileAgreesToNothing(t *testing.T) {
	tw := newTown(t)
	at, _ := tw.fromFile("civics")
	ana, luis, o := tw.as("s9"), tw.as("g2"), tw.portal.office
	left := false
	o.now = func() time.Time {
		if !left && strings.Contains(string(debug.Stack()), "(*portal).agree(") {
			left = true
			require.NoError(t, o.leave(t.Context(), "a1", "g2", "pine-ridge"))
		}
		return time.Now()
	}
	code, page := luis.post(at+"/consent", url.Values{"channel": {"page"}})
	require.True(t, left)
	require.Equal(t, http.StatusNotFound, code, page)
	require.Zero(t, tw.count("consents"))
	code, _ = ana.post(at+"/publish", nil)
	require.Equal(t, http.StatusBadRequest, code)
}

// Of two forms of one person at one moment one holds, and not what either has ticked.
func TestWhatIsTickedLastIsWhatHolds(t *testing.T) {
	tw := newTown(t)
	at, _ := tw.fromFile("civics")
	var forms []*browser
	for range 6 {
		forms = append(forms, tw.as("g2"))
	}
	for range 5 {
		var all sync.WaitGroup
		for i, luis := range forms {
			form := url.Values{"channel": {"page"}}
			if i%2 == 0 {
				form = url.Values{"channel": {"page", "facebook"}, "name": {"yes"}}
			}
			all.Go(func() { luis.post(at+"/consent", form) })
		}
		all.Wait()
		list, err := tw.portal.office.consents(t.Context(), "s9")
		require.NoError(t, err)
		list = slices.DeleteFunc(list, func(c privacy.Consent) bool { return !c.Withdrawn.IsZero() })
		require.Len(t, list, 1)
	}
}

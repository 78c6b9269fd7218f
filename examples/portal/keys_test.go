package main

import (
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

// signer is the key that has signed a badge.
func signer(t *testing.T, badge []byte) string {
	s, err := credential.Parse(badge)
	require.NoError(t, err)
	proofs, err := s.Proofs()
	require.NoError(t, err)
	return proofs[0].Method
}

// another lets a second case of Ana's be decided, and returns its badge.
func (tw *town) another(student string) []byte {
	c := &object{id: "case-" + secret(), student: student, counselor: "c1", member: "t4", school: "pine-ridge", secret: secret(), item: "i" + secret()}
	tw.history(c)
	p, err := tw.portal.now(tw.t.Context())
	require.NoError(tw.t, err)
	log := c.states["awarded"]
	c.states["about to be"] = log[:len(log)-1]
	tw.put(c, "about to be")
	mary := tw.as("c1")
	mary.done(mary.post("/cases/"+c.id+"/award", url.Values{"reason": {"so it was seen"}}))
	r, err := p.office.badgeOf(tw.t.Context(), c.id)
	require.NoError(tw.t, err)
	return r.Badge
}

func TestAKeyIsReplacedAndAStolenOneCountsForNothing(t *testing.T) {
	tw := newTown(t)
	_, err := tw.portal.office.db.Exec(`INSERT INTO people (id, name, born, school) VALUES ('s6', 'Zoltan Quxly', '2009-03-14', 'pine-ridge'), ('s7', 'Zoltan Quxly', '2009-03-14', 'pine-ridge')`)
	require.NoError(t, err)
	ctx, ruth := t.Context(), tw.as("a1")
	o := tw.portal.office
	verify := func(badge []byte) error {
		_, err := o.verifier.Verify(ctx, badge)
		return err
	}
	state := func(n int) string {
		all, err := o.keys.read()
		require.NoError(t, err)
		return all[n-1].State(all)
	}
	first := tw.another("s9")
	require.Equal(t, o.issuer+"#key-1", signer(t, first))

	code, _ := ruth.post("/keys/new", nil)
	require.Equal(t, http.StatusBadRequest, code, "why is asked")
	page := ruth.done(ruth.post("/keys/new", url.Values{"reason": {"a new year"}}))
	require.Contains(t, page, "published, not used yet")
	require.Contains(t, page, "Ruth Steiner")
	code, _ = ruth.post("/keys/new", url.Values{"reason": {"twice"}})
	require.Equal(t, http.StatusConflict, code)
	_, document := tw.browser().get("/.well-known/did.json")
	require.Contains(t, document, "#key-2")
	code, page = ruth.post("/keys/use", url.Values{"key": {"2"}, "reason": {"now"}})
	require.Equal(t, http.StatusConflict, code, page)
	require.Equal(t, "used", state(1))

	require.NoError(t, os.Remove(o.keys.file(2, markPublished)))
	require.NoError(t, o.keys.put(2, markPublished, mark{Time: time.Now().Add(-publishAhead), Who: "a1", Reason: "a new year"}))
	ruth.done(ruth.post("/keys/use", url.Values{"key": {"2"}, "reason": {"all can know of it"}}))
	require.Equal(t, "retired", state(1))
	require.NoError(t, verify(first), "a key that was replaced still verifies what it signed")
	second := tw.another("s6")
	require.Equal(t, o.issuer+"#key-2", signer(t, second))
	require.NoError(t, verify(second))
	for _, list := range tw.published() {
		require.Equal(t, o.issuer+"#key-2", signer(t, []byte(list)))
	}

	page = ruth.done(ruth.post("/keys/compromised", url.Values{"key": {"2"}, "reason": {"a stolen laptop"}}))
	require.Contains(t, page, "Compromised: nothing that it signed verifies")
	require.Contains(t, page, "a stolen laptop")
	require.Contains(t, page, "1 badges were signed with it")
	require.Equal(t, 1, len(regexp.MustCompile(`href="/cases/case-`).FindAllString(page, -1)))
	require.ErrorContains(t, verify(second), "revoked")
	require.NoError(t, verify(first), "what the other key signed is not touched")
	third := tw.another("s7")
	require.Equal(t, o.issuer+"#key-3", signer(t, third))
	require.NoError(t, verify(third))
	for _, n := range []string{"2", "9", ""} {
		code, _ = ruth.post("/keys/compromised", url.Values{"key": {n}, "reason": {"again"}})
		require.Equal(t, http.StatusConflict, code)
	}

	// Started again, it is as it was: what became of a key stands in no database.
	tw.server.Close()
	require.NoError(t, o.db.Close())
	tw.start()
	o = tw.portal.office
	require.ErrorContains(t, verify(second), "revoked")
	require.NoError(t, verify(first))
	require.Equal(t, "compromised", state(2))
}

// Of two portals one is told of a key, and the other goes by it with its next request.
func TestAnotherPortalGoesByTheKeysAsTheyAre(t *testing.T) {
	tw := newTown(t)
	other := *tw
	other.start()
	_, err := tw.portal.office.keys.last()
	require.NoError(t, err)
	require.NoError(t, tw.portal.office.keys.compromised(1, mark{Time: time.Now(), Who: "a1", Reason: "stolen"}))
	badge := other.another("s9")
	require.Equal(t, other.portal.office.issuer+"#key-2", signer(t, badge))
	_, document := other.browser().get("/.well-known/did.json")
	require.Contains(t, document, "#key-2")
	require.Contains(t, document, "revoked")
}

// A portal that publishes the keys that it knows, while another is told of one more, does
// not leave the older document there.
func TestWhatIsPublishedLastIsWhatTheKeysAre(t *testing.T) {
	tw := newTown(t)
	o := tw.portal.office
	require.NoError(t, o.keys.compromised(1, mark{Time: time.Now(), Who: "a1", Reason: "stolen"}))
	require.NoError(t, o.announce(t.Context())) // equipped before
	text, err := o.www.Get(t.Context(), o.base+"/.well-known/did.json")
	require.NoError(t, err)
	require.Contains(t, string(text), "#key-2")
	require.Contains(t, string(text), "revoked")
}

func TestTwoWhoChangeTheKeysAtOnceChangeThemOnce(t *testing.T) {
	r := keyring{dir: t.TempDir() + "/keys", issuer: "did:web:portal.example"}
	require.NoError(t, r.first(time.Now()))
	require.NoError(t, r.first(time.Now()))
	var all sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		all.Go(func() { errs[i] = r.put(1, markCompromised, mark{Time: time.Now(), Who: "a1", Reason: "x\ny\tz"}) })
	}
	all.Wait()
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
			continue
		}
		require.ErrorIs(t, err, errChanged)
	}
	require.Equal(t, 1, done)
	keys, err := r.read()
	require.NoError(t, err)
	require.Len(t, keys, 1)
	require.Equal(t, "compromised", keys[0].State(keys))
	require.Equal(t, "x y z", keys[0].Compromised.Reason)
	require.NoError(t, os.WriteFile(r.dir+"/key-2.pem.bak", nil, 0o600))
	_, err = r.read()
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(r.dir+"/"+strings.Repeat("k", 3), nil, 0o600))
	_, err = r.read()
	require.ErrorContains(t, err, "none of a key's files")
}

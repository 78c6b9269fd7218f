package main

import (
	"context"
	"io"
	"mime/quotedprintable"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const phrase = "the heron waits by the weir"

// A realTown is one of real people: nobody is asked to choose who to be.
func newRealTown(t *testing.T) *town {
	tw := newTown(t)
	tw.portal.demo = false
	for person, address := range map[string]string{"s9": "ana@pine.example", "g2": "luis@home.example", "c1": "mary@pine.example", "t4": "grace@pine.example", "a1": "ruth@district.example"} {
		require.NoError(t, tw.portal.office.invite(t.Context(), "a1", person, address, english))
	}
	return tw
}

// mails are the texts that were sent to an address, the last one last.
func (tw *town) mails(address string) (list []string) {
	require.NoError(tw.t, tw.portal.deliver(context.Background()))
	names, err := filepath.Glob(filepath.Join(tw.dir+"-mail", "*.eml"))
	require.NoError(tw.t, err)
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(tw.t, err)
		head, body, ok := strings.Cut(string(text), "\r\n\r\n")
		require.True(tw.t, ok)
		if !strings.Contains(head, "To: <"+address+">\r\n") {
			continue
		}
		plain, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(body)))
		require.NoError(tw.t, err)
		list = append(list, string(plain))
	}
	return list
}

var openingPath = regexp.MustCompile(`/open/[0-9a-f]{32}`)

// link is the newest one-time link that was sent to an address and opens something.
func (tw *town) link(address string) string {
	var found string
	for _, m := range tw.mails(address) {
		if path := openingPath.FindString(m); path != "" {
			if _, err := tw.portal.office.opens(context.Background(), strings.TrimPrefix(path, "/open/")); err == nil {
				found = path
			}
		}
	}
	return found
}

func (tw *town) invited(address, password string) *browser {
	b := tw.browser()
	path := tw.link(address)
	require.NotEmpty(tw.t, path)
	b.done(b.post(path, url.Values{"new": {password}, "again": {password}}))
	return b
}

func (b *browser) enter(address, password string) (int, string) {
	return b.post("/sign-in", url.Values{"address": {address}, "password": {password}})
}

func (b *browser) cookie(name string) string {
	at, err := url.Parse(b.server.URL)
	require.NoError(b.t, err)
	for _, c := range b.client.Jar.Cookies(at) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

func TestAnInvitationOpensAnAccountOnce(t *testing.T) {
	tw := newRealTown(t)
	b := tw.browser()
	path := tw.link("mary@pine.example")
	require.NotEmpty(t, path)
	for range 2 { // a mail program looks at links
		status, page := b.get(path)
		require.Equal(t, http.StatusOK, status)
		require.Contains(t, page, "mary@pine.example")
	}
	for _, weak := range []string{"short", "aaaaaaaaaaaaaaaaaaa", "mary12345678", strings.Repeat("a long one ", 30)} {
		status, page := b.post(path, url.Values{"new": {weak}, "again": {weak}})
		require.Equal(t, http.StatusBadRequest, status, page)
	}
	status, _ := b.post(path, url.Values{"new": {phrase}, "again": {phrase + "!"}})
	require.Equal(t, http.StatusBadRequest, status)
	page := b.done(b.post(path, url.Values{"new": {phrase}, "again": {phrase}}))
	require.Contains(t, page, "Signed in as Mary Jensen")
	status, _ = tw.browser().get(path)
	require.Equal(t, http.StatusNotFound, status)
	status, _ = tw.browser().post(path, url.Values{"new": {phrase}, "again": {phrase}})
	require.Equal(t, http.StatusNotFound, status)
	var kept string
	require.NoError(t, tw.portal.office.db.QueryRow(`SELECT password FROM accounts WHERE person = 'c1'`).Scan(&kept))
	require.True(t, strings.HasPrefix(kept, "$argon2id$v=19$m=19456,t=2,p=1$"), kept)
}

func TestALinkByMailEnds(t *testing.T) {
	tw := newRealTown(t)
	path := tw.link("mary@pine.example")
	now := time.Now()
	tw.portal.office.now = func() time.Time { return now.Add(invitationLasts + time.Second) }
	status, _ := tw.browser().get(path)
	require.Equal(t, http.StatusNotFound, status)
}

func TestNobodyIsWhomTheyChooseToBeWhereThereAreAccounts(t *testing.T) {
	tw := newRealTown(t)
	b := tw.browser()
	_, page := b.get("/")
	require.NotContains(t, page, "Ruth Steiner")
	require.NotContains(t, page, "Everybody here is made up")
	status, _ := b.post("/sign-in", url.Values{"person": {"a1"}})
	require.Equal(t, http.StatusUnauthorized, status)
	status, _ = b.enter("ruth@district.example", "")
	require.Equal(t, http.StatusUnauthorized, status, "an account without a password is not open to an empty one")
	status, _ = b.get("/account")
	require.Equal(t, http.StatusUnauthorized, status)
}

func TestASessionBeginsAnewAtSignInAndEndsEverywhere(t *testing.T) {
	tw := newRealTown(t)
	first := tw.invited("mary@pine.example", phrase)
	second := tw.browser()
	before := second.cookie(cookieName)
	require.NotEmpty(t, before)
	status, _ := second.enter("Mary@Pine.example ", phrase)
	require.Equal(t, http.StatusSeeOther, status)
	require.NotEqual(t, before, second.cookie(cookieName), "what was there before signing in is no session after it")
	_, err := tw.portal.office.session(t.Context(), before)
	require.ErrorIs(t, err, errNone)
	second.get("/account")
	second.done(second.post("/account/sign-out", nil))
	for _, b := range []*browser{first, second} {
		status, _ = b.get("/account")
		require.Equal(t, http.StatusUnauthorized, status)
	}
	first.get("/")
	status, _ = first.enter("mary@pine.example", phrase)
	require.Equal(t, http.StatusSeeOther, status)
}

// Whoever has taken an account over loses it with the password.
func TestANewPasswordEndsEverySessionAndEveryLink(t *testing.T) {
	tw := newRealTown(t)
	thief := tw.invited("mary@pine.example", phrase)
	mary := tw.browser()
	mary.done(mary.enter("mary@pine.example", phrase))
	for range 2 {
		status, _ := mary.post("/forgot", url.Values{"address": {"mary@pine.example"}})
		require.Equal(t, http.StatusOK, status)
	}
	used, spare := "", ""
	for _, m := range tw.mails("mary@pine.example") {
		if path := openingPath.FindString(m); path != "" {
			if _, err := tw.portal.office.opens(t.Context(), strings.TrimPrefix(path, "/open/")); err == nil {
				used, spare = path, used
			}
		}
	}
	require.NotEmpty(t, spare)
	mary.get("/account")
	status, _ := mary.post("/account/password", url.Values{"now": {"not " + phrase}, "new": {"a quite different sentence"}, "again": {"a quite different sentence"}})
	require.Equal(t, http.StatusForbidden, status)
	mary.done(mary.post(used, url.Values{"new": {"a quite different sentence"}, "again": {"a quite different sentence"}}))
	status, _ = thief.get("/account")
	require.Equal(t, http.StatusUnauthorized, status)
	status, _ = thief.get(spare)
	require.Equal(t, http.StatusNotFound, status)
	thief.get("/")
	status, _ = thief.enter("mary@pine.example", phrase)
	require.Equal(t, http.StatusUnauthorized, status)
	require.Contains(t, strings.Join(tw.mails("mary@pine.example"), ""), "every session was ended")
	mary.get("/account")
	mary.done(mary.post("/account/password", url.Values{"now": {"a quite different sentence"}, "new": {phrase}, "again": {phrase}}))
}

// A session by the old password, begun while it is changed, is none.
func TestASessionOfAPasswordThatWasChangedMeanwhileDoesNotBegin(t *testing.T) {
	tw := newRealTown(t)
	tw.invited("mary@pine.example", phrase)
	old, err := tw.portal.office.account(t.Context(), "person", "c1")
	require.NoError(t, err)
	require.NoError(t, tw.portal.office.setPassword(t.Context(), old, "changed"))
	_, err = tw.portal.office.begin(t.Context(), old)
	require.ErrorIs(t, err, errChanged)
	require.ErrorIs(t, tw.portal.office.setPassword(t.Context(), old, "changed by the same link"), errChanged)
}

var hidden = regexp.MustCompile(`name="token" value="[0-9a-f]{64}"`)

func TestAKnownAddressIsAnsweredAsAnUnknownOne(t *testing.T) {
	tw := newRealTown(t)
	tw.invited("mary@pine.example", phrase)
	for _, path := range []string{"/sign-in", "/forgot"} {
		answers := map[string]bool{}
		for _, address := range []string{"mary@pine.example", "ana@pine.example", "nobody@pine.example"} {
			b := tw.browser()
			status, page := b.post(path, url.Values{"address": {address}, "password": {"wrong, and long enough"}})
			answers[http.StatusText(status)+hidden.ReplaceAllString(page, "")] = true
		}
		require.Len(t, answers, 1, path)
	}
	sent := len(tw.mails("mary@pine.example"))
	require.Equal(t, 2, sent)
	require.Empty(t, tw.mails("nobody@pine.example"))
	var kept int
	require.NoError(t, tw.portal.office.db.QueryRow(`SELECT count(*) FROM mails WHERE address = 'nobody@pine.example'`).Scan(&kept))
	require.Zero(t, kept, "of who is nobody here nothing is kept")
	// And the same work: neither answers without having hashed.
	took := func(kept string) time.Duration {
		begun := time.Now()
		_, err := tw.portal.hash.holds(t.Context(), kept, "wrong, and long enough")
		require.NoError(t, err)
		return time.Since(begun)
	}
	require.Greater(t, took(""), 2*time.Millisecond)
}

func TestGuessesAreCountedWithoutLockingTheOwnerOut(t *testing.T) {
	tw := newRealTown(t)
	mary := tw.invited("mary@pine.example", phrase)
	mary.done(mary.post("/sign-out", nil))
	thief := tw.browser()
	for range mostOfAccount {
		status, _ := thief.enter("mary@pine.example", "a wrong guess of the password")
		require.Equal(t, http.StatusUnauthorized, status)
	}
	status, page := thief.enter("mary@pine.example", phrase)
	require.Equal(t, http.StatusTooManyRequests, status, "even the right one, of which he would learn that it is right")
	for range mostOfAccount {
		thief.enter("nobody@pine.example", "a wrong guess of the password")
	}
	status, unknown := thief.enter("nobody@pine.example", phrase)
	require.Equal(t, http.StatusTooManyRequests, status)
	require.Equal(t, hidden.ReplaceAllString(page, ""), hidden.ReplaceAllString(unknown, ""))

	status, _ = mary.enter("mary@pine.example", phrase)
	require.Equal(t, http.StatusSeeOther, status, "her own browser is known, and counts by itself")
	elsewhere := tw.browser()
	status, _ = elsewhere.enter("mary@pine.example", phrase)
	require.Equal(t, http.StatusTooManyRequests, status)
	elsewhere.post("/forgot", url.Values{"address": {"mary@pine.example"}})
	elsewhere.done(elsewhere.post(tw.link("mary@pine.example"), url.Values{"new": {phrase + "!"}, "again": {phrase + "!"}}))
	elsewhere.done(elsewhere.post("/sign-out", nil))
	status, _ = elsewhere.enter("mary@pine.example", phrase+"!")
	require.Equal(t, http.StatusSeeOther, status, "a link by mail made this one known")

	// A browser that is known for one account is not for another, and a cookie of one's own
	// making is for none.
	grace := tw.browser()
	for range mostOfAccount {
		grace.enter("grace@pine.example", "a wrong guess of the password")
	}
	mary.get("/")
	status, _ = mary.enter("grace@pine.example", "a wrong guess of the password")
	require.Equal(t, http.StatusTooManyRequests, status)
	now := time.Now()
	tw.portal.office.now = func() time.Time { return now.Add(perAttempts) }
	status, _ = thief.enter("nobody@pine.example", phrase)
	require.Equal(t, http.StatusUnauthorized, status, "a quarter of an hour later it is over")
}

func TestGuessesAtManyAccountsFromOneAddressAreCounted(t *testing.T) {
	tw := newRealTown(t)
	for range mostFrom {
		_, err := tw.portal.office.count(t.Context(), "from", "127.0.0.1")
		require.NoError(t, err)
	}
	status, _ := tw.browser().enter("fresh@pine.example", phrase)
	require.Equal(t, http.StatusTooManyRequests, status)
	for range mostAsked {
		_, err := tw.portal.office.count(t.Context(), "asked", "127.0.0.1")
		require.NoError(t, err)
	}
	status, _ = tw.browser().post("/forgot", url.Values{"address": {"mary@pine.example"}})
	require.Equal(t, http.StatusTooManyRequests, status)
}

// A mailbox is not filled by whoever knows its address.
func TestFewMailsGoToAnAddressHoweverOftenTheyAreAskedFor(t *testing.T) {
	tw := newRealTown(t)
	before := len(tw.mails("mary@pine.example"))
	b := tw.browser()
	for range mostMailed + 3 {
		status, page := b.post("/forgot", url.Values{"address": {"mary@pine.example"}})
		require.Equal(t, http.StatusOK, status)
		require.Contains(t, page, "on its way")
	}
	require.Equal(t, before+mostMailed, len(tw.mails("mary@pine.example")))
}

func TestWhoAsksBehindAProxyIsWhatTheProxyHasWritten(t *testing.T) {
	p := &portal{}
	r := &http.Request{RemoteAddr: "10.0.0.1:1", Header: http.Header{"X-Forwarded-For": {"192.0.2.1", "198.51.100.9, 192.0.2.7"}}}
	require.Equal(t, "10.0.0.1", p.from(r), "who is not behind one is not believed")
	p.proxied = true
	require.Equal(t, "192.0.2.7", p.from(r))
	r.Header.Set("X-Forwarded-For", "2001:db8:1:2:3::4")
	require.Equal(t, "2001:db8:1:2::/64", p.from(r))
}

func TestADirectoryIsKeptByThoseWhoAdministerAllSchoolsOfAPerson(t *testing.T) {
	tw := newRealTown(t)
	ruth := tw.invited("ruth@district.example", phrase)
	at := "/schools/pine-ridge/people"
	page := ruth.done(ruth.post(at, url.Values{"name": {"Ida Berg"}, "role": {"student"}, "born": {"2010-01-02"}, "address": {"ida@pine.example"}}))
	require.Contains(t, page, "invited: ida@pine.example")
	ida := tw.invited("ida@pine.example", phrase)
	_, page = ida.get("/")
	require.Contains(t, page, "Signed in as Ida Berg")
	for _, wrong := range []url.Values{
		{"name": {"Ida"}, "role": {"student"}}, {"name": {" "}, "role": {"member"}}, {"name": {"X"}, "role": {"supporter"}},
		{"name": {"X"}, "role": {"guardian"}, "of": {"s5"}}, // of the other school
	} {
		status, _ := ruth.post(at, wrong)
		require.Equal(t, http.StatusBadRequest, status, wrong)
	}
	status, _ := ruth.post(at+"/c1/invite", url.Values{"address": {"ida@pine.example"}})
	require.Equal(t, http.StatusBadRequest, status, "an address is of one account")
	status, _ = ruth.post(at+"/a1/leave", nil)
	require.Equal(t, http.StatusForbidden, status)
	status, _ = ruth.post(at+"/a1/invite", url.Values{"address": {"elsewhere@district.example"}})
	require.Equal(t, http.StatusBadRequest, status, "an account that is in use is not sent to another address")
	status, _ = ruth.post(at+"/a1/leave", nil)
	require.Equal(t, http.StatusForbidden, status)

	status, _ = ruth.post(at+"/a1/close", nil)
	require.Equal(t, http.StatusForbidden, status)

	// An administrator of one school takes nobody's account over who is at another one.
	_, err := tw.portal.office.db.Exec(`DELETE FROM seats WHERE person = 'a1' AND school = 'juniper'`)
	require.NoError(t, err)
	_, err = tw.portal.office.db.Exec(`INSERT INTO seats (person, school, role, student) VALUES ('t4', 'juniper', 'admin', '')`)
	require.NoError(t, err)
	status, _ = ruth.post(at+"/t4/close", nil)
	require.Equal(t, http.StatusForbidden, status)
	status, _ = ruth.post(at+"/s5/invite", url.Values{"address": {"ben@juniper.example"}})
	require.Equal(t, http.StatusNotFound, status)
	status, _ = ruth.get("/schools/juniper/people")
	require.Equal(t, http.StatusNotFound, status)

	// A closed account is closed at once, and its address is told.
	for _, m := range [][2]string{{"s9", "ana@pine.example"}} {
		b := tw.invited(m[1], phrase)
		ruth.done(ruth.post(at+"/"+m[0]+"/close", nil))
		status, _ = b.get("/account")
		require.Equal(t, http.StatusUnauthorized, status)
		b.get("/")
		status, _ = b.enter(m[1], phrase)
		require.Equal(t, http.StatusUnauthorized, status)
		require.Contains(t, strings.Join(tw.mails(m[1]), ""), "was closed by your school")
	}
	mary := tw.invited("mary@pine.example", phrase)
	o := tw.gathering()
	status, _ = mary.get("/cases/" + o.id)
	require.Equal(t, http.StatusOK, status)
	ruth.done(ruth.post(at+"/c1/leave", nil))
	status, _ = mary.get("/cases/" + o.id)
	require.Equal(t, http.StatusNotFound, status, "who has left the school sees its cases no longer")
}

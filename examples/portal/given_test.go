package main

import (
	"bytes"
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify/share"
)

var givenPath = regexp.MustCompile(`/given/[0-9a-f-]{36}/badge`)

// fromFile gives Ana badges by a file, and returns the path of the first, and its id.
func (tw *town) fromFile(keys ...string) (at, id string) {
	mary, tom := tw.as("c1"), tw.as("d3")
	_, file := mary.handsIn("awards", "recipient,credential\ns9,"+strings.Join(keys, "\ns9,")+"\n")
	tom.done(tom.post(file+"/confirm", nil))
	require.NoError(tw.t, tw.portal.office.db.QueryRow(`SELECT credential FROM given WHERE student = 's9' AND achievement = ?`, keys[0]).Scan(&id))
	return "/given/" + strings.TrimPrefix(id, "urn:uuid:"), id
}

func TestABadgeOfAFileIsSharedByTheRulesOfOneOfACase(t *testing.T) {
	tw := newTown(t)
	at, id := tw.fromFile("civics")
	ana, luis, stranger := tw.as("s9"), tw.as("g2"), tw.browser()
	_, page := ana.get("/my")
	require.Contains(t, page, at+"/badge")
	require.Contains(t, page, "private")
	_, page = luis.get("/given")
	require.Contains(t, page, at+"/badge")
	_, page = luis.get(at + "/badge")
	require.Contains(t, page, "Nobody has agreed to anything yet.")
	require.NotContains(t, page, "badge.jwt", "the files are the student's")

	// It is private, and in every form the student's.
	_, page = ana.get(at + "/badge")
	require.Contains(t, page, "This badge verifies. It is genuine, and it is in force.", "which is what verifying says to a family")
	require.Contains(t, page, "It is private")
	require.NotContains(t, page, "qr.svg")
	require.NotContains(t, page, "/cases/")
	for _, form := range []string{"badge.jwt", "badge.png", "badge.svg", "certificate.pdf", "badge.zip"} {
		require.Contains(t, page, at+"/badge/"+form)
		code, file := ana.get(at + "/badge/" + form)
		require.Equal(t, http.StatusOK, code, form)
		report, err := tw.portal.office.verifier.Verify(t.Context(), []byte(file))
		require.NoError(t, err, form)
		require.Equal(t, id, report.Credential.ID, form)
		require.NotContains(t, file, "portal.example/b/", form)
	}
	_, err := shelf{tw.portal.office.store}.Badge(t.Context(), "s9", id)
	require.ErrorIs(t, err, share.ErrPrivate)
	for _, s := range []share.Store{shelf{tw.portal.office.store}, setShelf{shelf{tw.portal.office.store}}} {
		_, err = s.Badge(t.Context(), "s5", id)
		require.ErrorIs(t, err, share.ErrNotFound, "it is not his")
	}

	// Nothing of a minor becomes public on her own word, and nothing on the guardian's alone.
	code, page := ana.post(at+"/publish", nil)
	require.Equal(t, http.StatusBadRequest, code, page)
	require.Contains(t, page, at+"/badge", "the way back is to its page")
	ana.done(ana.post(at+"/consent", url.Values{"channel": {"page", "linkedin"}}))
	code, _ = ana.post(at+"/publish", nil)
	require.Equal(t, http.StatusBadRequest, code, "her own consent is not enough at her age")
	require.Zero(t, tw.count("published"))
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page", "linkedin"}}))
	require.Zero(t, tw.count("published"))
	page = ana.done(ana.post(at+"/publish", nil))
	public := regexpPublic.FindString(page)
	require.NotEmpty(t, public)
	require.Contains(t, page, "https://www.linkedin.com/profile/add?")
	require.NotContains(t, page, "https://www.facebook.com/")
	code, body := stranger.get(public)
	require.Equal(t, http.StatusOK, code)
	require.Contains(t, body, "Civics")
	require.NotContains(t, body, "Torres")
	code, qr := ana.get(at + "/badge/qr.svg")
	require.Equal(t, http.StatusOK, code)
	require.True(t, strings.HasPrefix(qr, "<svg"))
	_, page = ana.get("/my")
	require.Contains(t, page, `<span class="tag">public</span>`)

	again := tw.takenBack(at, public, luis)
	code, _ = stranger.get(again)
	require.Equal(t, http.StatusOK, code)

	// The page of a revoked one says so, and gives no badge.
	tw.as("c1").post(at+"/revoke", url.Values{"reason": {"decided by mistake"}})
	_, body = stranger.get(again)
	require.Contains(t, strings.ToLower(body), "revoked")
	require.NotContains(t, body, "mistake")
	code, _ = stranger.get(again + "/badge")
	require.Equal(t, http.StatusGone, code)
	_, page = ana.get(at + "/badge")
	require.Contains(t, page, "for good. The school can say why.")
	_, page = ana.get("/my")
	require.NotContains(t, page, `name="badge"`, "no link can be made to it")
	code, _ = ana.get(at + "/badge/certificate.pdf")
	require.Equal(t, http.StatusBadRequest, code)
	require.NotContains(t, tw.logged.String(), "level=ERROR")
}

// What was agreed to of one badge says nothing of another, by whatever way they were awarded.
func TestConsentToABadgeOfACaseIsNoneToOneOfAFile(t *testing.T) {
	tw := newTown(t)
	ofCase := tw.decided()
	at, _ := tw.fromFile("leadership", "communication")
	ana, luis := tw.as("s9"), tw.as("g2")
	luis.done(luis.post(ofCase+"/consent", url.Values{"channel": {"page", "link"}}))
	code, page := ana.post(at+"/publish", nil)
	require.Equal(t, http.StatusBadRequest, code, page)
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page", "link"}}))
	ana.done(ana.post(at+"/publish", nil))
	luis.done(luis.post(ofCase+"/refuse", nil))
	_, page = ana.get(at + "/badge")
	require.Contains(t, page, "It is public")
	require.Equal(t, 1, tw.count("published"))
}

func TestALinkShowsABadgeOfAFileBesideOneOfACase(t *testing.T) {
	tw := newTown(t)
	ofCase := tw.decided()
	first := tw.anyBadge()
	at, id := tw.fromFile("leadership")
	ana, luis, stranger := tw.as("s9"), tw.as("g2"), tw.browser()
	form := func() url.Values {
		return url.Values{"badge": {first, id}, "purpose": {"application"}, "days": {"90"}, "named": {"yes"}}
	}
	agree := url.Values{"channel": {"link", "application"}, "name": {"yes"}}
	luis.done(luis.post(ofCase+"/consent", agree))
	code, page := ana.post("/my/links", form())
	require.Equal(t, http.StatusBadRequest, code, page)
	luis.done(luis.post(at+"/consent", agree))
	ben := tw.as("s5")
	code, _ = ben.post("/my/links", url.Values{"badge": {id}, "purpose": {"resume"}, "days": {"90"}})
	require.Equal(t, http.StatusNotFound, code, "it is not his")
	_, page = ben.get("/my")
	require.NotContains(t, page, at)
	page = ana.done(ana.post("/my/links", form()))
	link := setPath.FindString(page)
	require.NotEmpty(t, link)
	_, body := stranger.get(link)
	require.Contains(t, body, "Civics")
	require.Contains(t, body, "Leadership")
	code, body = stranger.get(link + "/2")
	require.Equal(t, http.StatusOK, code)
	require.Contains(t, body, "Ana Torres", "the school confirms the name, as was agreed")
	require.Zero(t, tw.count("published"), "the badge has no public page by that")
	luis.done(luis.post(at+"/refuse", nil))
	code, _ = stranger.get(link + "/2")
	require.Equal(t, http.StatusNotFound, code)
	_, body = stranger.get(link)
	require.NotContains(t, body, "Leadership")
}

// A database from before a badge of a file was made private is noticed, and recovery makes all
// of them private and ends what was agreed to.
func TestARecoveredBackupHasEveryBadgeOfAFilePrivate(t *testing.T) {
	tw := newTown(t)
	at, id := tw.fromFile("civics", "leadership")
	other := "/given/" + strings.TrimPrefix(tw.text(`SELECT credential FROM given WHERE achievement = 'leadership'`), "urn:uuid:")
	ana, luis := tw.as("s9"), tw.as("g2")
	var public []string
	for _, at := range []string{at, other} {
		luis.done(luis.post(at+"/consent", url.Values{"channel": {"page", "link"}}))
		public = append(public, regexpPublic.FindString(ana.done(ana.post(at+"/publish", nil))))
	}
	public = append(public, setPath.FindString(ana.done(ana.post("/my/links", url.Values{"badge": {id}, "purpose": {"resume"}, "days": {"30"}}))))
	again := tw.putBack()
	for _, path := range public {
		code, _ := tw.browser().get(path)
		require.Equal(t, http.StatusOK, code)
	}
	luis.done(luis.post(at+"/refuse", nil))
	again()
	require.ErrorIs(t, tw.portal.office.resume(t.Context()), status.ErrRollback)
	for _, path := range public {
		code, _ := ana.browserOf(tw).get(path)
		require.Equal(t, http.StatusServiceUnavailable, code)
	}
	require.NoError(t, tw.portal.office.recoverLists(t.Context(), &bytes.Buffer{}))
	require.NoError(t, tw.portal.office.resume(t.Context()))
	require.Zero(t, tw.count("published"))
	for _, path := range public {
		code, _ := tw.browser().get(path)
		require.Equal(t, http.StatusNotFound, code)
	}
	ana, luis = tw.as("s9"), tw.as("g2")
	for _, at := range []string{at, other} {
		_, page := ana.get(at + "/badge")
		require.Contains(t, page, "It is private")
		code, _ := ana.post(at+"/publish", nil)
		require.Equal(t, http.StatusBadRequest, code, "what was agreed to has ended")
	}
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page", "link"}}))
	for _, path := range public { // those addresses are gone for good
		code, _ := tw.browser().get(path)
		require.Equal(t, http.StatusNotFound, code)
	}
	ana.done(ana.post(at+"/publish", nil))
}

// ofVersion is a database of an older version with some rows, brought up to date.
func ofVersion(t *testing.T, before int, rows string) *database {
	where, dir := newDatabase(t), t.TempDir()
	db, note := &database{dialect: status.SQLite}, fmt.Sprintf(`PRAGMA user_version = %d`, before)
	driver, source := "sqlite", dir+"/portal.db"
	if where != "" {
		db.dialect, driver, source = status.PostgreSQL, "pgx", where
		note = fmt.Sprintf(`CREATE TABLE portal_version (one BIGINT PRIMARY KEY CHECK (one = 1), version BIGINT NOT NULL); INSERT INTO portal_version VALUES (1, %d)`, before)
	}
	var err error
	db.DB, err = sql.Open(driver, source)
	require.NoError(t, err)
	for n := range before {
		_, err = db.DB.Exec(db.schema(n))
		require.NoError(t, err)
	}
	for _, statement := range []string{note, rows} {
		_, err = db.DB.Exec(statement)
		require.NoError(t, err)
	}
	require.NoError(t, db.Close())
	db, err = openDatabase(t.Context(), dir, where)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// What was public, and the address at which it was, outlive the migration.
func TestAnOlderDatabaseKeepsItsPublicPages(t *testing.T) {
	const before = 6 // the version in which only badges of cases were published
	db := ofVersion(t, before, `INSERT INTO schools (id, name) VALUES ('x', 'X'); INSERT INTO people (id, name, born, school) VALUES ('s', 'S', '', 'x'); INSERT INTO cases (id, student, school) VALUES ('c', 's', 'x');
		INSERT INTO badges (credential, case_id, student, award) VALUES ('u', 'c', 's', 'k'); INSERT INTO published (credential) VALUES ('u');
		INSERT INTO links (slug, student, credential, made, withdrawn) VALUES ('a', 's', 'u', 1, 2), ('b', 's', 'u', 3, 0)`)
	s := &store{db: db}
	l, err := s.link(t.Context(), `slug = ?`, "b")
	require.NoError(t, err)
	require.True(t, l.Withdrawn.IsZero())
	require.Equal(t, []string{"u"}, l.Badges)
	l, err = s.link(t.Context(), `slug = ?`, "a")
	require.NoError(t, err)
	require.Equal(t, int64(2), l.Withdrawn.Unix())
	list, err := s.column(t.Context(), `SELECT credential FROM published`)
	require.NoError(t, err)
	require.Equal(t, []string{"u"}, list)
}

// Of age a student agrees alone, and the page of a badge of a file stays after graduation.
func TestAStudentOfAgeSharesABadgeOfAFileAlone(t *testing.T) {
	tw := newTown(t)
	at, id := tw.fromFile("civics")
	born := time.Now().AddDate(-18, 0, -1).Format(time.DateOnly)
	_, err := tw.portal.office.db.Exec(`UPDATE people SET born = ? WHERE id = 's9'`, born)
	require.NoError(t, err)
	ana, stranger := tw.as("s9"), tw.browser()
	code, _ := ana.post(at+"/publish", nil)
	require.Equal(t, http.StatusBadRequest, code, "at any age it is agreed to first")
	ana.done(ana.post(at+"/consent", url.Values{"channel": {"page"}}))
	public := regexpPublic.FindString(ana.done(ana.post(at+"/publish", nil)))
	require.NoError(t, tw.portal.office.graduate(t.Context(), "a1", "s9", "pine-ridge"))
	code, _ = ana.get(at + "/badge")
	require.Equal(t, http.StatusUnauthorized, code)
	code, _ = stranger.get(public)
	require.Equal(t, http.StatusOK, code)
	all, err := shelf{tw.portal.office.store}.Student(t.Context(), "s9")
	require.NoError(t, err)
	require.Error(t, privacy.Policy{}.May(privacy.Request{Badge: id, Student: "s9", Age: 17, Channel: privacy.ToPage, Now: time.Now(), Consents: all.Consents}))
}

func (tw *town) text(query string) (text string) {
	require.NoError(tw.t, tw.portal.office.db.QueryRow(query).Scan(&text))
	return text
}

// The id that Ana's badges have is not forgotten with one case, while she has another badge.
func TestAnErasureLeavesABadgeOfAFileItsLearner(t *testing.T) {
	tw := newTown(t)
	ofCase := tw.decided()
	at, _ := tw.fromFile("leadership")
	ana, ruth := tw.as("s9"), tw.as("a1")
	learner := func(at string) string {
		code, jwt := ana.get(at + "/badge/badge.jwt")
		require.Equal(t, http.StatusOK, code)
		return tw.view(jwt).Subject.ID
	}
	before := learner(at)
	require.Equal(t, before, learner(ofCase))
	ruth.done(ruth.post(ofCase+"/erase", url.Values{"reason": {"the guardian has asked"}}))
	next, _ := tw.fromFile("communication")
	require.Equal(t, before, learner(at))
	require.Equal(t, before, learner(next))
}

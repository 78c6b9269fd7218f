package main

import (
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/credential"
)

var tickedBox = regexp.MustCompile(`<input type="checkbox" name="(channel|name)" value="([a-z]+)" checked>`)

// The form puts what is ticked in the place of what was agreed to. Whoever adds one more
// channel to an empty form would end all the others, and a page would be gone.
func TestWhatSomebodyHasAgreedToIsTickedInTheFormThatReplacesIt(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	luis, ana := tw.as("g2"), tw.as("s9")
	_, page := luis.get(at + "/badge")
	require.Empty(t, tickedBox.FindAllString(page, -1), "nothing is agreed to before anybody has")
	ticked := func(page string) url.Values {
		form := url.Values{}
		for _, m := range tickedBox.FindAllStringSubmatch(page, -1) {
			form.Add(m[1], m[2])
		}
		return form
	}
	agreed := url.Values{"channel": {"page", "linkedin"}, "name": {"yes"}}
	page = luis.done(luis.post(at+"/consent", url.Values{"channel": {"page", "linkedin"}, "name": {"yes"}}))
	require.Equal(t, agreed, ticked(page))
	require.Contains(t, page, "with the name on a link", "what was agreed to is all said")
	more := ticked(page)
	more.Add("channel", "email")
	page = luis.done(luis.post(at+"/consent", more))
	require.ElementsMatch(t, []string{"page", "linkedin", "email"}, ticked(page)["channel"])

	_, page = ana.get(at + "/badge")
	require.Empty(t, ticked(page), "another's consent is not hers")
	page = luis.done(luis.post(at+"/refuse", nil))
	require.Empty(t, ticked(page), "and one that was withdrawn is none")
}

// Whoever fills in a form wrongly is led back to it, and nobody to a page that is not theirs:
// a supporter, who has no account, has nothing but the page behind the link.
func TestAFormThatWasNotTakenLeadsBackToItsPage(t *testing.T) {
	pages := map[string]bool{}
	for _, rt := range routes() {
		if path, ok := strings.CutPrefix(rt.pattern, "GET "); ok {
			pages[path] = true
		}
	}
	n := 0
	for _, rt := range routes() {
		path, ok := strings.CutPrefix(rt.pattern, "POST ")
		if !ok || slices.Contains([]string{"/sign-in", "/sign-out", "/language", "/cases"}, path) { // their forms are on the first page, or on every one
			continue
		}
		r, err := http.NewRequest(http.MethodPost, "https://portal.example"+path, nil)
		require.NoError(t, err)
		a := &ask{r: r}
		require.True(t, pages[a.wayBack(http.StatusBadRequest, errInput)], path)
		require.Empty(t, a.wayBack(http.StatusForbidden, planning.ErrForbidden), "what is not theirs to do is not shown to them")
		n++
	}
	require.Greater(t, n, 40)

	tw := newTown(t)
	o := tw.gathering()
	adviser, ana, mary := tw.browser(), tw.as("s9"), tw.as("c1")
	adviser.get("/s/" + o.secret)
	status, page := adviser.post("/s/"+o.secret+"/saw", url.Values{"note": {"Ask Ana Torres, 303-555-0123"}, "quote": {"yes"}})
	require.Equal(t, http.StatusBadRequest, status)
	require.Contains(t, page, `href="/s/`+o.secret+`"`)
	require.NotContains(t, page, "/cases/")
	require.Contains(t, page, "a telephone number")
	require.Contains(t, page, "a name of a person")
	require.NotContains(t, page, "privacy:")
	status, page = mary.upload("/schools/pine-ridge/files", url.Values{"kind": {"awards"}}, []byte("what,ever\n1,2\n"))
	require.Equal(t, http.StatusBadRequest, status)
	require.Contains(t, page, `href="/schools/pine-ridge/files"`)
	require.Contains(t, page, "expected the columns recipient")
	require.NotContains(t, page, "award:")
	for name, form := range map[string]url.Values{"gather": {"title": {"A speech"}, "narrative": {"What I said."}}, "plan": {"goal": {"Speak"}, "opportunity": {"the council"}, "setting": {"work"}, "supporter": {"coach"}, "evidence": {"A speech"}, "kind": {"create"}}} {
		status, page = ana.post("/cases/"+o.id+"/"+name, form)
		require.Equal(t, http.StatusBadRequest, status)
		require.Contains(t, page, "Tick at least one competency", name)
		require.NotContains(t, page, "planning:", name)
		require.Contains(t, page, `href="/cases/`+o.id+`"`, name)
	}
}

func TestALinkToChosenBadgesHasACodeThatIsPrinted(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	ana, luis, ben := tw.as("s9"), tw.as("g2"), tw.as("s5")
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"link"}}))
	page := ana.done(ana.post("/my/links", url.Values{"badge": {tw.anyBadge()}, "purpose": {"resume"}, "days": {"30"}}))
	code := regexp.MustCompile(`<img class="code" src="(/my/links/[0-9a-f]{32}/qr\.svg)" alt="QR code of this link: https://portal\.example/l/[0-9a-f]{32}">`).FindStringSubmatch(page)
	require.NotNil(t, code)
	status, svg := ana.get(code[1])
	require.Equal(t, http.StatusOK, status, svg)
	require.Contains(t, svg, "<title>QR code of the page of this link</title>")
	raster := strings.TrimSuffix(code[1], "svg") + "png"
	status, png := ana.get(raster)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, credential.ContainerPNG, credential.Detect([]byte(png)))
	status, _ = ben.get(code[1])
	require.Equal(t, http.StatusNotFound, status, "another student's")

	luis.done(luis.post(at+"/refuse", nil))
	_, page = ana.get("/my")
	require.NotContains(t, page, `class="code"`, "it would lead to nothing")
	for _, path := range []string{code[1], raster} {
		status, _ = ana.get(path)
		require.Equal(t, http.StatusBadRequest, status)
	}
}

func TestWhatASupporterOffersIsKeptWithItsNoteOrNotAtAll(t *testing.T) {
	tw := newTown(t)
	o := tw.gathering()
	adviser := tw.browser()
	adviser.get("/s/" + o.secret)
	rename := func(from, to string) {
		_, err := tw.portal.office.db.Exec(`ALTER TABLE sayings RENAME COLUMN ` + from + ` TO ` + to)
		require.NoError(t, err)
	}
	said := url.Values{"note": {"The speech moved the council."}, "quote": {"yes"}}
	before := tw.kept()
	rename("supporter", "elsewhere") // nothing can be offered
	status, _ := adviser.post("/s/"+o.secret+"/saw", maps.Clone(said))
	require.Equal(t, http.StatusInternalServerError, status)
	rename("elsewhere", "supporter")
	require.Equal(t, before, tw.kept(), "neither is kept")
	adviser.get("/s/" + o.secret)
	status, _ = adviser.post("/s/"+o.secret+"/saw", maps.Clone(said))
	require.Equal(t, http.StatusSeeOther, status)
	require.Equal(t, before+2, tw.kept(), "or both")
}

// The file of a revoked badge says that it is suspended, and the page of its student what it
// is. There is nothing to choose for a link then.
func TestAStudentIsToldWhetherABadgeIsSuspendedOrRevoked(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	ana, mary := tw.as("s9"), tw.as("c1")
	_, page := ana.get("/my")
	require.Contains(t, page, `action="/my/links"`)
	for _, act := range []struct{ what, more, tag, not string }{
		{"suspend", "The district has suspended this badge", "suspended</span>", "has revoked"},
		{"revoke", "The district has revoked this badge, for good", "revoked</span>", "suspended"},
	} {
		mary.done(mary.post(at+"/"+act.what, url.Values{"reason": {"so it was seen"}}))
		_, page = ana.get(at + "/badge")
		require.Contains(t, page, act.more)
		require.NotContains(t, page, act.not)
		_, page = ana.get("/my")
		require.Contains(t, page, act.tag)
		require.NotContains(t, page, `action="/my/links"`)
	}
}

// What a supporter has said is read on the page of the badge by the consent by which the
// badge is, and by no other.
func TestWhatASupporterSaidStandsOnThePublicPage(t *testing.T) {
	tw := newTown(t)
	o := tw.gathering()
	at := "/cases/" + o.id
	ana, luis, stranger := tw.as("s9"), tw.as("g2"), tw.browser()
	_, err := tw.portal.office.db.Exec(`UPDATE sayings SET words = 'The speech moved the council.', accepted = 1 WHERE case_id = ?`, o.id)
	require.NoError(t, err)
	tw.put(o, "awarded")
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page"}}))
	public := regexpPublic.FindString(ana.done(ana.post(at+"/publish", nil)))
	_, page := stranger.get(public)
	require.Contains(t, page, "The speech moved the council.")
	require.Contains(t, page, "Signed by the issuer of the badge, not by whoever said it.")
	luis.done(luis.post(at+"/refuse", nil))
	status, page := stranger.get(public)
	require.Equal(t, http.StatusNotFound, status)
	require.NotContains(t, page, "council")
}

// A page that has nothing to show says what it waits for, and no page is the end of the way.
func TestAPageWithNothingOnItSaysWhatComesNext(t *testing.T) {
	tw := newTown(t)
	for who, said := range map[string]string{"s5": "Your counselor begins", "g2": "A counselor or a deputy begins", "c1": "A counselor or a deputy begins"} {
		_, page := tw.as(who).get("/")
		require.Contains(t, page, said, who)
	}
	_, page := tw.as("s5").get("/my")
	require.Contains(t, page, "as soon as the site team has awarded it")
	_, page = tw.as("s5").get("/given")
	require.Contains(t, page, "There is none here.")
	_, page = tw.browser().get("/queue")
	require.Contains(t, page, `href="/">Sign in</a>`)
	_, page = tw.as("a1").get("/")
	require.Contains(t, page, `href="/schools/juniper/people"`)
	_, page = tw.as("c1").get("/")
	require.NotContains(t, page, "/people", "who keeps no directory is led to none")

	at := tw.decided()
	luis, mary := tw.as("g2"), tw.as("c1")
	_, page = luis.get(at + "/badge")
	require.Contains(t, page, "Nobody has agreed to anything yet.")
	require.NotRegexp(t, `(?i)my badge|your guardian|that I make`, page, "a guardian is not the student")
	require.Contains(t, page, `href="`+at+`"`)
	_, page = mary.get(at + "/log")
	require.Contains(t, page, `href="`+at+`"`)
	page = mary.done(mary.upload("/schools/pine-ridge/files", url.Values{"kind": {"plans"}}, []byte("student,completed\nnobody,2026-05-20\n")))
	require.Contains(t, page, "No row is good.")
	require.NotContains(t, page, "/confirm", "there is nothing to confirm")
}

// Whoever starts a district without the -url with which it began would sign badges in the
// name of portal.example, and its status lists would be those of no badge.
func TestADistrictIsNotStartedUnderAnotherName(t *testing.T) {
	tw := newTown(t)
	open := func(base string) error {
		o, err := openOffice(t.Context(), tw.dir, tw.where, base, "", time.Now, slog.New(slog.DiscardHandler))
		if err == nil {
			err = o.db.Close()
		}
		return err
	}
	err := open("https://other.example")
	require.ErrorContains(t, err, "-url https://portal.example")
	require.NoDirExists(t, filepath.Join(tw.dir+"-www", "other.example"), "nothing is published under it")
	require.NoError(t, open("https://portal.example"))

	fresh := filepath.Join(t.TempDir(), "district")
	require.NoError(t, found(t.Context(), fresh, "", true))
	tw.dir, tw.where = fresh, ""
	require.Error(t, open("https://localhost"), "which is no name in public")
	require.NoError(t, open("https://right.example"), "and binds nobody")
	require.ErrorContains(t, open("https://portal.example"), "-url https://right.example")
}

func TestADemonstrationIsNotTakenForADistrictOfRealPeople(t *testing.T) {
	tw := newTown(t)
	_, err := (&options{admin: "ruth@district.example", schools: list{"North High"}}).demonstrates(t.Context(), tw.portal.office.store, "127.0.0.1:0")
	require.ErrorContains(t, err, "another -dir")
}

// Somebody who reads Spanish is told what a form lacks, and not that something is wrong in it
// (WCAG 2.2 section 3.3.1).
func TestWhatAFormLacksIsSaidInSpanish(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	n := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`"%w: ([^"]+)", errInput`).FindAllStringSubmatch(string(text), -1) {
			if m[1] == "%w" { // of a body that could not be read
				continue
			}
			said, err := spanish.why(fmt.Errorf("%w: "+strings.NewReplacer("%d", "7", "%q", `"note"`).Replace(m[1]), errInput))
			require.NoError(t, err)
			generic, _ := spanish.say("why.input")
			require.NotEqual(t, generic, said, "%s: %s", name, m[1])
			n++
		}
	}
	require.Greater(t, n, 20)
	said, err := spanish.why(fmt.Errorf("%w: expected a file, or what you have to say", errInput))
	require.NoError(t, err)
	require.Equal(t, "Falta un archivo, o lo que tiene que decir.", said)
}

func TestALinkThatWasUsedSaysHowToGetAnother(t *testing.T) {
	tw := newRealTown(t)
	for _, method := range []func(*browser) (int, string){
		func(b *browser) (int, string) { return b.get("/open/" + secret()) },
		func(b *browser) (int, string) {
			return b.post("/open/"+secret(), url.Values{"new": {phrase}, "again": {phrase}})
		},
	} {
		status, page := method(tw.browser())
		require.Equal(t, http.StatusNotFound, status)
		require.Contains(t, page, "The link was used, has ended, or is incomplete.")
		require.Contains(t, page, `href="/forgot"`)
	}
	_, page := tw.browser().get("/nothing")
	require.NotContains(t, page, "/forgot")
}

func TestAPasswordThatEverybodyGuessesFirstIsNotTaken(t *testing.T) {
	for _, guessed := range []string{"password1234", "Password2026!", "P@ssw0rd2026", "passwordpassword", "contraseña2026", "123456789012", "qwertyuiopas", "1q2w3e4r5t6y", "abcdefghijkl", "welcome-school2026", "iloveyou!!!!!123", "2026Basketball"} {
		require.ErrorIs(t, checkPassword(guessed, ""), errPassword, guessed)
	}
	for _, own := range []string{phrase, "correct horse battery staple", "passwords are a nuisance", "test driving my own car", "830174629571", "a quite different sentence"} {
		require.NoError(t, checkPassword(own, ""), own)
	}
}

// In a demonstration the host by which badges name the portal leads to nothing, and in a
// network of its own a school's may.
func TestTheFileOnAPublicPageIsHadWhereThePageIs(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	ana, luis, stranger := tw.as("s9"), tw.as("g2"), tw.browser()
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page", "link"}}))
	public := regexpPublic.FindString(ana.done(ana.post(at+"/publish", nil)))
	set := setPath.FindString(ana.done(ana.post("/my/links", url.Values{"badge": {tw.anyBadge()}, "purpose": {"resume"}, "days": {"30"}})))
	for _, path := range []string{public, set} {
		_, page := stranger.get(path)
		link := regexp.MustCompile(`<a href="(/[^"]+)" download`).FindStringSubmatch(page)
		require.NotNil(t, link, page)
		status, file := stranger.get(link[1])
		require.Equal(t, http.StatusOK, status)
		_, err := tw.portal.office.verifier.Verify(t.Context(), []byte(file))
		require.NoError(t, err)
	}
}

// Who has agreed to what is nothing for the paper that a student shows around.
func TestNoConsentIsOnThePrintedPageOfABadge(t *testing.T) {
	tw := newTown(t)
	at := tw.decided()
	luis, ana := tw.as("g2"), tw.as("s9")
	luis.done(luis.post(at+"/consent", url.Values{"channel": {"page"}}))
	page := ana.done(ana.post(at+"/publish", nil))
	_, css := ana.get("/portal.css")
	require.Regexp(t, `@media print\{[^@]*[,}]\s*[^{}]*\.screen[^{}]*\{display:none\}`, css)
	paper := regexp.MustCompile(`(?s)<(section|p) class="[^"]*\bscreen\b[^"]*">.*?</(section|p)>`).ReplaceAllString(page, "")
	require.NotEqual(t, page, paper)
	before, after, ok := strings.Cut(page, `<section class="screen"><h2>Consent</h2>`)
	require.True(t, ok)
	require.Contains(t, after, "by a parent or guardian")
	require.NotContains(t, before, "by a parent or guardian")
	require.NotContains(t, paper, "on this machine")
}

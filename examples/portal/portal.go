package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/verify/share"
)

// A portal answers requests.
type portal struct {
	service
	office   *office // as its keys were when this request began
	latest   *atomic.Pointer[office]
	renewing *sync.Mutex
	secret   []byte   // of the tokens in forms
	hosts    []string // under which it is reached: no page of another name may speak for somebody
	allow    func(*http.Request) bool
	each     *gate // of persons
	logger   *slog.Logger
	mux      http.Handler
}

// An ask is one request, and what was found out about it.
type ask struct {
	w       http.ResponseWriter
	r       *http.Request
	cookie  string
	person  person // zero: nobody has signed in
	lang    language
	route   route
	c       planning.Case
	team    planning.SiteTeam
	role    planning.Role // in which the person may
	student person        // of onStudent
	by      string        // the supporter, of bySecret
	given   given         // of onGiven
	fault   error         // of a log that is damaged
	set     set           // of onSet
	account account       // of byOpening
}

var (
	errForm  = errors.New("the form is not one of this portal's, or it is too old; please try again")
	errBusy  = errors.New("too many requests; please come again in a minute")
	errHost  = errors.New("this portal is not reached under that name")
	errInput = errors.New("the form is not filled in")
	errTick  = errors.New("no competency is ticked that the evidence shows")

	badInput = []error{errInput, errTick, errPassword, errTwice, errAddress, planning.ErrEvent, planning.ErrEvidence, planning.ErrRubric, planning.ErrUnknownCredential, planning.ErrTime,
		award.ErrFile, award.ErrDecision,
		privacy.ErrConsent, privacy.ErrAgePolicy, privacy.ErrPersonal, privacy.ErrUnread,
		share.ErrNotVerified, share.ErrRevoked, share.ErrExpired, share.ErrPrivate, share.ErrText, share.ErrURL}
)

const cookieName = "portal"

func newPortal(ctx context.Context, o *office, hosts []string, log *slog.Logger) (*portal, error) {
	p := &portal{office: o, latest: &atomic.Pointer[office]{}, renewing: &sync.Mutex{}, hosts: append(slices.Clone(hosts), strings.TrimPrefix(o.reached, "https://")), logger: log, service: service{hash: newHashing(), reach: o.base}, each: newGate(o.now)}
	p.latest.Store(o)
	all := newGate(o.now)
	p.allow = func(r *http.Request) bool { return all.allow(p.from(r), mostRequests) }
	if err := o.db.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = 'forms'`).Scan(&p.secret); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for _, rt := range routes() {
		mux.HandleFunc(rt.pattern, func(w http.ResponseWriter, r *http.Request) { p.answer(w, r, rt) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		p.answer(w, r, route{pattern: "/", who: anybody, handle: func(*portal, *ask) error { return errNone }})
	})
	// Browsers say from which site a request comes; the tokens in the forms are for those
	// that do not.
	p.mux = http.NewCrossOriginProtection().Handler(mux)
	return p, nil
}

func (p *portal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.guard(w.Header())
	p.mux.ServeHTTP(w, r)
}

func (p *portal) answer(w http.ResponseWriter, r *http.Request, rt route) {
	a := &ask{w: w, r: r, route: rt, lang: languageOf(r)}
	q, err := p.now(r.Context())
	if err == nil {
		p = q
		err = p.serve(a)
	}
	if err == nil {
		return
	}
	status := statusOf(err)
	back := a.wayBack(status, err)
	if status == http.StatusNotFound { // of what is there and not theirs to see, the same page as of nothing
		a.c, err = planning.Case{}, nil
	}
	if status == http.StatusInternalServerError {
		p.logger.ErrorContext(r.Context(), "a request failed", "route", rt.pattern, "error", err)
		err = nil // it is nobody's business
	}
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "60")
	}
	if failed := p.render(a, status, "problem", problem{Status: status, Err: err, Back: back, Case: a.person.ID != "", Opening: rt.who == byOpening && status == http.StatusNotFound}); failed != nil {
		p.logger.ErrorContext(r.Context(), "a page could not be written", "error", failed)
	}
}

type problem struct {
	Status int
	Err    error
	Back   string // the page of the form that was not taken
	Case   bool   // the page of the case is theirs to see: a supporter sees none

	Opening bool // it was asked for by a one-time link
}

// serve goes the one way that every request goes.
func (p *portal) serve(a *ask) error {
	host, _, err := net.SplitHostPort(a.r.Host)
	if err != nil {
		host = a.r.Host
	}
	if !slices.Contains(p.hosts, host) {
		return errHost
	}
	if !p.allow(a.r) {
		return errBusy
	}
	if p.office.older.Load() && !a.route.open {
		return errOlder
	}
	most := int64(mostForm)
	if a.route.file {
		most = mostBody
	}
	a.r.Body = http.MaxBytesReader(a.w, a.r.Body, most)
	if err := p.recognize(a); err != nil {
		return err
	}
	if !storable(a.r.URL.Path) {
		return errNone
	}
	if a.person.ID != "" && !p.each.allow(a.person.ID, mostOfPerson) {
		return errBusy
	}
	if a.r.Method == http.MethodPost {
		if err := p.readForm(a); err != nil {
			return err
		}
	}
	if err := p.authorize(a, a.route); err != nil {
		return err
	}
	return a.route.handle(p, a)
}

// recognize finds out who asks. Whoever has no cookie is given one, to which the tokens of
// the forms are bound; nothing is stored for it.
func (p *portal) recognize(a *ask) error {
	c, err := a.r.Cookie(p.cookieName(cookieName))
	if err != nil || len(c.Value) != 32 {
		if a.route.who == anybody && (strings.HasPrefix(a.r.URL.Path, "/b/") || strings.HasPrefix(a.r.URL.Path, "/l/")) {
			return nil
		}
		a.give(p, secret())
		return nil
	}
	a.cookie = c.Value
	if a.person, err = p.office.session(a.r.Context(), a.cookie); errors.Is(err, errNone) {
		return nil
	}
	return err
}

// give sets the cookie. It is not marked Secure where the portal listens on the machine's own
// address alone (options.go). Were it Strict, a link from elsewhere would come without it,
// and whoever follows one would be signed out by the new one.
func (a *ask) give(p *portal, cookie string) {
	a.cookie = cookie
	http.SetCookie(a.w, &http.Cookie{Name: p.cookieName(cookieName), Value: cookie, Path: "/", HttpOnly: true, Secure: p.tls, SameSite: http.SameSiteLaxMode, MaxAge: int(sessionLasts / time.Second)})
}

func (p *portal) token(cookie string) string {
	mac := hmac.New(sha256.New, p.secret)
	mac.Write([]byte(cookie))
	return hex.EncodeToString(mac.Sum(nil))
}

// readForm reads a form, and refuses one that was not made for this cookie.
func (p *portal) readForm(a *ask) error {
	var err error
	if strings.HasPrefix(a.r.Header.Get("Content-Type"), "multipart/form-data") && a.route.file {
		if a.person.ID == "" {
			return errSignIn
		}
		err = a.r.ParseMultipartForm(mostBody)
	} else {
		err = a.r.ParseForm()
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	if a.cookie == "" || !hmac.Equal([]byte(a.r.PostForm.Get("token")), []byte(p.token(a.cookie))) {
		return errForm
	}
	for name, values := range a.r.PostForm {
		for _, v := range values {
			if len(v) > mostText {
				return fmt.Errorf("%w: %q has more than %d bytes", errInput, name, mostText)
			}
			if !storable(v) {
				return fmt.Errorf("%w: %q is no text", errInput, name)
			}
		}
	}
	return nil
}

// storable says whether a database takes it for a text. PostgreSQL takes neither NUL nor what
// is no UTF-8, and says so by an error that would be the portal's.
func storable(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

func (a *ask) form(name string) string { return strings.TrimSpace(a.r.PostForm.Get(name)) }

func (a *ask) to(path string) error {
	http.Redirect(a.w, a.r, path, http.StatusSeeOther)
	return nil
}

// A gate counts what each address or person asks, in windows of a fixed time. It is a
// bound for one process: attempts to sign in are counted in the database (throttle.go).
type gate struct {
	now   func() time.Time
	mu    sync.Mutex
	since time.Time
	count map[string]int
}

func newGate(now func() time.Time) *gate { return &gate{now: now, count: map[string]int{}} }

func (g *gate) allow(who string, most int) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if now := g.now(); now.Sub(g.since) > perTime {
		g.since = now
		clear(g.count)
	}
	if _, known := g.count[who]; !known && len(g.count) >= mostTracked {
		return false
	}
	g.count[who]++
	return g.count[who] <= most
}

//go:embed templates portal.css
var files embed.FS

var templates = template.Must(template.New("").ParseFS(files, "templates/*.html"))

// A page is what every template is given.
type page struct {
	Name   string // of the template
	Lang   language
	Demo   bool // nobody is asked for a password
	Person person
	Token  string
	Path   string
	Data   any
	Case   planning.Case
	Role   planning.Role
	may    map[planning.Action]bool
}

// T is a text of the portal's in the language of the page.
func (p *page) T(key string, args ...any) (string, error) { return p.Lang.say(key, args...) }

// N is the number of a row, for people.
func (p *page) N(row int) int { return row + 1 }

// May says whether the person may do this now, for a page that shows only what works.
func (p *page) May(action planning.Action) bool { return p.may[action] }

// For is the page, for a part of a template that is used by name.
func (p *page) For(name string) any {
	return struct {
		Page *page
		Name string
	}{p, name}
}

func (p *portal) render(a *ask, status int, name string, data any) error {
	view := &page{Name: name, Lang: a.lang, Demo: p.demo, Person: a.person, Token: p.token(a.cookie), Path: "/", Data: data, Case: a.c, Role: a.role, may: map[planning.Action]bool{}}
	if a.r.Method == http.MethodGet {
		view.Path = a.r.URL.Path
	}
	if a.person.ID != "" && a.c.State() != "" {
		for _, allowed := range a.c.Permissions(a.team, a.person.ID) {
			view.may[allowed.Action] = true
		}
	}
	var b strings.Builder
	if err := templates.ExecuteTemplate(&b, name+".html", view); err != nil {
		http.Error(a.w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return err
	}
	a.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	a.w.WriteHeader(status)
	_, err := a.w.Write([]byte(b.String()))
	return err
}

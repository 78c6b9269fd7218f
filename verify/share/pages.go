package share

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

// A Store is where a portal keeps links and badges. It MUST be safe for concurrent use, and
// answer with what holds now: a consent that was withdrawn is gone with the next answer.
// An error that is ErrNotFound or ErrPrivate is the answer that there is nothing to show;
// any other is a Store that does not work.
type Store interface {
	// Link returns the link of that slug.
	Link(ctx context.Context, slug string) (Link, error)

	// Student returns what is asked of a student before anything is shown.
	Student(ctx context.Context, student string) (Student, error)

	// Badge returns the badge of that credential id, byte for byte as it was issued, if it
	// is that student's. One that the student has not published is ErrPrivate.
	Badge(ctx context.Context, student, id string) ([]byte, error)
}

// A Student is what the gates of package privacy ask for.
type Student struct {
	Age      int // in full years; 0 is unknown, and opens nothing
	Consents []privacy.Consent
}

// A PagesConfig says where Pages stand and whom they ask. BaseURL, Verifier and Store must
// be set.
type PagesConfig struct {
	// BaseURL is the https URL below which the pages stand, with a / at its end.
	BaseURL string

	// Verifier judges each badge whenever its page is asked for. It has to name the school
	// as an issuer that it trusts.
	Verifier *verify.Verifier

	Store   Store
	Policy  privacy.Policy // the zero value is the strictest
	Earners Earners        // nil: no name is confirmed

	// Preview returns the PNG of 1200 by 630 pixels that is shown beside links to a badge,
	// without anybody's name; nil where there is none. See summit.Preview.
	Preview func(*credential.Credential) []byte

	// VerifierURL is the https URL of a page where anybody can have the file judged that the
	// page gives, best one that is not the portal's; "" names none. It stands on the page as
	// it is written here: in plain spelling, of a public host, with or without a port.
	VerifierURL string

	// Allow says whether a request is answered: a rate limit, for everybody who guesses
	// slugs. It is asked before anything else. Nil allows every request.
	Allow func(*http.Request) bool

	// Log is told why a page was not shown, which its visitor is not. It never gets a slug
	// or a name. Nil tells nobody.
	Log func(ctx context.Context, err error)

	Random io.Reader        // of slugs; nil is crypto/rand.Reader
	Now    func() time.Time // nil is time.Now
}

// Pages serve the public page of each link: to people a page, to programs the badge, as
// Accept says. A link that is not there, private, withdrawn or ended, or to which nobody
// has agreed any more, is answered with the same bytes and 404, after the same questions
// to the Store. A page says what the badge says and how it stands now; of one that was
// revoked or has ended it says that, and promotes nothing. It needs no script and loads
// nothing from elsewhere.
//
//	BaseURL + SLUG               the page; by Accept the badge, or a picture with it, of a link to one badge
//	BaseURL + SLUG + /N          the same of the Nth badge of a link to several
//	… + /badge                   the badge as a file
//	… + /preview.png             what is shown beside links
type Pages struct {
	cfg  PagesConfig
	path string
}

// NewPages returns the handler, or an error that says what cfg lacks.
func NewPages(cfg PagesConfig) (*Pages, error) {
	if err := checkBase(cfg.BaseURL); err != nil {
		return nil, err
	}
	if err := checkVerifier(cfg.VerifierURL); err != nil {
		return nil, err
	}
	if cfg.Verifier == nil || cfg.Store == nil {
		return nil, errors.New("share: PagesConfig.Verifier and Store must be set")
	}
	if cfg.Random == nil {
		cfg.Random = rand.Reader
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	u, err := url.Parse(cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	return &Pages{cfg: cfg, path: u.Path}, nil
}

// A showing is one badge of a link as it stands now.
type showing struct {
	badge  *Badge         // nil unless it may be shown
	report *verify.Report // nil unless it was verified
	err    error          // why there is no badge
}

// hidden reports whether nothing of s may be told, not even that there is something.
func (s *showing) hidden() bool {
	for _, why := range []error{ErrNotFound, ErrPrivate, privacy.ErrConsent, privacy.ErrAgePolicy, privacy.ErrPolicy, privacy.ErrPersonal, privacy.ErrUnread} {
		if errors.Is(s.err, why) {
			return true
		}
	}
	return false
}

// show judges the ith badge of a link: whether it may be shown, and only then whether it is
// good. Of what may not be shown the verifier, and so no host, ever hears.
func (p *Pages) show(ctx context.Context, l *Link, student Student, i int, now time.Time) (s showing) {
	id := l.Badges[i]
	data, err := p.cfg.Store.Badge(ctx, l.Student, id)
	if err != nil {
		return showing{err: err}
	}
	s.err = p.cfg.Policy.May(privacy.Request{
		Badge: id, Student: l.Student, Age: student.Age, Channel: l.channel(), Fields: l.fields(), Now: now, Consents: student.Consents,
	})
	if s.err != nil {
		return s
	}
	s.report, s.err = p.cfg.Verifier.Verify(ctx, data)
	if s.report.Credential != nil && s.report.Credential.ID != id {
		return showing{err: refuse(ErrNotVerified, "the Store gave the badge %s for %s", limits.Abridge(s.report.Credential.ID), limits.Abridge(id))}
	}
	terms := Terms{
		URL: p.URL(*l), Public: true, Now: now, Student: l.Student, Age: student.Age, Policy: p.cfg.Policy, Consents: student.Consents,
		Levels: l.Levels, Indexed: l.Indexed && l.Ends.IsZero(),
	}
	if len(l.Badges) > 1 {
		terms.URL += "/" + strconv.Itoa(i+1)
	}
	if p.cfg.Preview != nil && s.report.Credential != nil && p.cfg.Preview(s.report.Credential) != nil {
		terms.Preview = terms.URL + "/preview.png"
	}
	// The clock of the verifier may be a moment ahead of this one.
	if s.report.Time.After(now) && s.report.Time.Sub(now) <= limits.ClockSkew {
		terms.Now = s.report.Time
	}
	s.badge, s.err = Of(s.report, data, terms)
	if state := s.state(); state == "revoked" || state == "suspended" || state == "ended" {
		if err := labelled(s.report, terms); err != nil {
			s.err = err
		}
	}
	return s
}

// labelled lets the name of a badge that does not count any more onto its page: what would
// have kept the page from being shown before keeps it now.
func labelled(r *verify.Report, terms Terms) error {
	p, err := print(r)
	if err != nil {
		return err
	}
	return (&Badge{report: r, terms: terms, printed: p}).inspect()
}

// A place is what a request asks for.
type place struct {
	slug string
	n    int    // which badge, from 1; 0: not said
	part string // "", badge or preview.png
}

// placeOf reads a path; ok is false of one that leads nowhere.
func (p *Pages) placeOf(path string) (at place, ok bool) {
	rest, ok := strings.CutPrefix(path, p.path)
	parts := strings.Split(rest, "/")
	if !ok || !isSlug(parts[0]) || len(parts) > 3 {
		return place{}, false
	}
	at.slug, parts = parts[0], parts[1:]
	if len(parts) > 0 {
		if n, err := strconv.Atoi(parts[0]); err == nil {
			if n < 1 || n > limits.SharedBadges || strconv.Itoa(n) != parts[0] {
				return place{}, false
			}
			at.n, parts = n, parts[1:]
		}
	}
	switch {
	case len(parts) == 0:
		return at, true
	case len(parts) == 1 && (parts[0] == "badge" || parts[0] == "preview.png"):
		at.part = parts[0]
		return at, true
	}
	return place{}, false
}

// ServeHTTP answers GET and HEAD.
func (p *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer") // the address is a secret of whoever was given it
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Cache-Control", "no-store") // what was withdrawn is gone
	h.Set("Vary", "Accept, Accept-Language")
	l := languageAsked(r.Header.Get("Accept-Language"))
	if p.cfg.Allow != nil && !p.cfg.Allow(r) {
		h.Set("Retry-After", "60")
		p.answer(w, http.StatusTooManyRequests, notice(l, "busy"))
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		p.answer(w, http.StatusMethodNotAllowed, notice(l, "missing"))
		return
	}
	at, ok := p.placeOf(r.URL.Path)
	link, shown, err := p.find(r.Context(), at, ok)
	if err != nil {
		p.tell(r.Context(), err)
		if (&showing{err: err}).hidden() {
			p.answer(w, http.StatusNotFound, notice(l, "missing"))
			return
		}
		h.Set("Retry-After", "60")
		p.answer(w, http.StatusServiceUnavailable, notice(l, "failing"))
		return
	}
	single := at.n != 0 || len(link.Badges) == 1
	if single && shown[0].badge != nil {
		if data, kind := p.file(r.Header.Get("Accept"), at.part, shown[0].badge, shown[0].badge.given(link.channel())); data != nil {
			h.Set("Content-Type", kind)
			if at.part == "badge" {
				h.Set("Content-Disposition", `attachment; filename="badge`+ending(kind)+`"`)
			}
			_, _ = w.Write(data)
			return
		}
	}
	status, state := http.StatusOK, shown[0].state()
	switch {
	case at.part != "" && (!single || state == "good"):
		p.answer(w, http.StatusNotFound, notice(l, "missing"))
		return
	case single && state == "unchecked":
		status = http.StatusServiceUnavailable
		h.Set("Retry-After", "60")
	case at.part != "":
		status = http.StatusGone // there was one
	}
	body, indexed, err := p.page(r.Context(), l, link, shown)
	if err != nil {
		p.tell(r.Context(), err)
		status, body = http.StatusServiceUnavailable, notice(l, "failing")
	} else if indexed {
		h.Del("X-Robots-Tag")
	}
	p.answer(w, status, body)
}

// find asks for a link and its badges. Of a link that is not there, or no longer, as much
// is asked as of one that is: how long an answer takes tells nobody which it was.
func (p *Pages) find(ctx context.Context, at place, ok bool) (*Link, []showing, error) {
	now := p.cfg.Now()
	link, err := p.cfg.Store.Link(ctx, at.slug)
	if err == nil && (!ok || link.Slug != at.slug || len(link.Badges) == 0 || len(link.Badges) > limits.SharedBadges || at.n > len(link.Badges)) {
		err = ErrNotFound
	}
	if err == nil && !link.open(now) {
		err = refuse(ErrPrivate, "the link was withdrawn or has ended")
	}
	if err != nil {
		_, _ = p.cfg.Store.Student(ctx, link.Student)
		_, _ = p.cfg.Store.Badge(ctx, link.Student, "")
		return nil, nil, err
	}
	student, err := p.cfg.Store.Student(ctx, link.Student)
	if err != nil {
		_, _ = p.cfg.Store.Badge(ctx, link.Student, "")
		return nil, nil, err
	}
	var shown []showing
	var why error
	for i := range link.Badges {
		if at.n != 0 && at.n != i+1 {
			continue
		}
		s := p.show(ctx, &link, student, i, now)
		if s.err != nil {
			why = s.err
			p.tell(ctx, s.err)
		}
		if !s.hidden() {
			shown = append(shown, s)
		}
	}
	if len(shown) == 0 {
		return nil, nil, fmt.Errorf("nothing of the link may be shown: %w", why)
	}
	return &link, shown, nil
}

func (p *Pages) tell(ctx context.Context, err error) {
	if p.cfg.Log != nil {
		p.cfg.Log(ctx, err)
	}
}

func (p *Pages) answer(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body) // whoever has gone reads no more
}

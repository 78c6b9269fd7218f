package main

import (
	"bytes"
	"context"
	"embed"
	"encoding/base64"
	"errors"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/explain"
	"github.com/summitbadges/openbadges/verify/receipt"
)

//go:embed page
var pageFiles embed.FS

// policy is what the page may do: load its own style and script, show a picture that is
// written into it, and send its own form to its own host. It stands in nobody's frame
// and has an origin of its own, so that even a script in it would reach nothing.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'; sandbox allow-forms allow-scripts allow-downloads"

// mostLinked is how much is fetched of what a link leads to.
const mostLinked = 8 << 20

// A page is where a person reads the verdict on a badge.
type page struct {
	*server
	verifier  *verify.Verifier
	templates [2]*template.Template // by language
}

func newPage(s *server, v *verify.Verifier) (*page, error) {
	p := &page{server: s, verifier: v}
	for i := range p.templates {
		t, err := template.New("page.html").Funcs(template.FuncMap{"t": func(key string) string { return language(i).say(key) }}).ParseFS(pageFiles, "page/page.html")
		if err != nil {
			return nil, err
		}
		p.templates[i] = t
	}
	return p, nil
}

func secure(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
}

// asset serves a file of the page.
func asset(name, kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		data, err := pageFiles.ReadFile("page/" + name)
		if err != nil {
			http.NotFound(w, nil)
			return
		}
		secure(w.Header())
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "max-age=300")
		_, _ = w.Write(data)
	}
}

// A shown page is what the template is filled with.
type shown struct {
	Lang      language
	Languages []choice
	CanFetch  bool
	Mode      string
	Problem   string
	Holder    string // as it was asked for
	URL       string
	Again     string // the badge, in base64, for the next question about it
	Inside    string // likewise the badge of a bundle that was opened
	Result    *result
	Doctor    *diagnosed // where it was asked for
	examined  *examination
	told      *explain.Explanation // likewise
}

type choice struct {
	Lang language
	Name string
	Here bool
	URL  string
}

// serve answers GET / and POST /: the form, and the verdict on what was given.
func (p *page) serve(w http.ResponseWriter, r *http.Request) {
	start := p.now()
	l := languageOf(r)
	view := shown{Lang: l, CanFetch: p.fetcher != nil, Mode: l.say("mode.named")}
	if p.anyIssuer {
		view.Mode = l.say("mode.any")
	}
	a := answer{status: http.StatusOK, outcome: "shown"}
	taken, leave := p.hall.enter(w, r, mostUpload)
	defer leave()
	report, fault := p.judge(r, taken, &view)
	if fault != nil {
		a.status, a.outcome = fault.status, strings.TrimPrefix(fault.key, "problem.")
		view.Problem = l.say(fault.key)
	}
	if report != nil {
		a.outcome = report.Verdict()
		for _, found := range append(report.Errors(), report.Warnings()...) {
			a.codes = append(a.codes, string(found.Code))
		}
	}
	for i, name := range names {
		view.Languages = append(view.Languages, choice{language(i), name, language(i) == l, translated(view.URL, view.Holder, language(i))})
	}
	body, kind := p.written(r, &view, report, fault)
	if read, ok := p.hall.hold(len(body)); ok {
		defer read()
	} else {
		view.Result, view.Again, view.Inside, view.Problem = nil, "", "", l.say("problem.busy")
		a = answer{status: http.StatusTooManyRequests, outcome: "busy"}
		body, kind = p.written(r, &view, nil, &mistake{"problem.busy", a.status})
	}
	secure(w.Header())
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Language", l.String())
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Vary", "Accept, Accept-Language")
	if a.status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "1")
	}
	w.WriteHeader(a.status)
	if _, err := w.Write(body); err != nil {
		a.outcome = "unsent"
	}
	p.done(r.Context(), "page", a, start)
}

func translated(link, holder string, l language) string {
	q := url.Values{"lang": {l.String()}}
	if link != "" {
		q.Set("url", link)
	}
	if link != "" && holder != "" {
		q.Set("holder", holder)
	}
	return "/?" + q.Encode()
}

// written is the answer as it was asked for: the page, or the report for programs.
func (p *page) written(r *http.Request, view *shown, report report, fault *mistake) (body []byte, kind string) {
	if wantsJSON(r) && (report != nil || fault != nil) {
		var b bytes.Buffer
		value := told(report, view.examined, view.told)
		if fault != nil {
			value = refused(fault.status, "bad request", english.say(fault.key)).body
		}
		_ = write(&b, value) // to memory
		return b.Bytes(), "application/json"
	}
	var b bytes.Buffer
	if err := p.templates[view.Lang].Execute(&b, view); err != nil {
		p.log.Error("page", slog.String("outcome", "template")) // nothing of what it was filled with
	}
	return b.Bytes(), "text/html; charset=utf-8"
}

// wantsJSON reports whether the report is asked for and no page.
func wantsJSON(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return strings.Contains(accept, "application/json") && !strings.Contains(accept, "text/html")
}

// judge reads what was asked and judges it. Neither a report nor a mistake means that
// nothing was asked.
func (p *page) judge(r *http.Request, body io.Reader, view *shown) (report, *mistake) {
	var q question
	if r.Method == http.MethodPost {
		var err error
		if q, err = readForm(r, body); err != nil {
			m, _ := errors.AsType[*mistake](err)
			return nil, m
		}
		if q.badge == nil && q.url == "" {
			return nil, &mistake{"problem.empty", http.StatusBadRequest}
		}
	} else {
		given := r.URL.Query()
		q.url, q.holder = given.Get("url"), strings.TrimSpace(given.Get("holder"))
		q.doctor, q.explain = given.Has("doctor"), given.Has("explain")
		if q.url == "" {
			return nil, nil
		}
		if len(q.url) > mostField || len(q.holder) > mostField {
			return nil, &mistake{"problem.form", http.StatusBadRequest}
		}
	}
	view.Holder = tame(q.holder)
	leave, ok := p.turn(r.Context())
	if !ok {
		return nil, &mistake{"problem.busy", http.StatusTooManyRequests}
	}
	defer leave()
	ctx, cancel := context.WithTimeout(r.Context(), workTimeout)
	defer cancel()
	var given io.Reader = bytes.NewReader(q.badge)
	if q.url != "" {
		view.URL = tame(q.url)
		data, fault := p.fetch(ctx, q.url)
		if m, ok := errors.AsType[*mistake](fault); ok {
			return nil, m
		}
		given = bytes.NewReader(data)
		if fault != nil {
			given = failing{fault}
		}
		q.badge = data
	}
	var rules []verify.Rule
	if q.holder != "" {
		rules = append(rules, holds(q.holder))
	}
	if n := len(q.badge); n > 0 && n <= mostAgain {
		view.Again = base64.StdEncoding.EncodeToString(q.badge)
	}
	var found *verify.Report
	if receipt.IsBundle(q.badge) {
		found, q.badge = p.judgeBundle(ctx, q.badge, rules...)
		if n := len(q.badge); n <= mostAgain {
			view.Inside = base64.StdEncoding.EncodeToString(q.badge)
		}
	} else {
		found, _ = p.verifier.VerifyReader(ctx, given, rules...) // the error says nothing that the report does not
	}
	if q.doctor {
		view.examined = examine(ctx, q.badge)
		view.Doctor = view.examined.shown(view.Lang, found.Authentic && found.Credential != nil)
	}
	if found.Kind == credential.KindPresentation {
		presented, _ := p.verifier.VerifyPresentation(ctx, q.badge, rules...)
		view.Result = presentation(view.Lang, presented, q)
		if q.explain {
			view.told = p.explained(ctx, q.badge, presented)
			view.Result.explainedEach(view.Lang, view.told)
		}
		return presented, nil
	}
	view.Result = newResult(view.Lang, found, q)
	if q.explain {
		view.told = p.explained(ctx, q.badge, found)
		view.Result.explained(view.Lang, view.told, found)
	}
	return found, nil
}

// fetch gets the badge that a link leads to. Whom a stranger's link may reach is the
// Fetcher's to judge.
func (p *page) fetch(ctx context.Context, link string) ([]byte, error) {
	if p.fetcher == nil {
		return nil, &mistake{"problem.nofetch", http.StatusBadRequest}
	}
	if u, err := url.Parse(link); err != nil || u.Scheme != "https" || u.Host == "" {
		return nil, &mistake{"problem.link", http.StatusBadRequest}
	}
	found, err := p.fetcher.Fetch(ctx, verify.Request{URL: link, Limit: mostLinked,
		Accept: "application/vc+jwt, application/vc, application/ld+json, application/json, image/png, image/svg+xml;q=0.9, */*;q=0.1"})
	if err != nil {
		return nil, err
	}
	return found.Data, nil
}

// failing is a badge that could not be had.
type failing struct{ error }

func (f failing) Read([]byte) (int, error) { return 0, f.error }

// isPicture says what a picture is called in a data: URL, "" of anything else.
func isPicture(c credential.Container) string {
	switch c {
	case credential.ContainerPNG:
		return "image/png"
	case credential.ContainerSVG:
		return "image/svg+xml"
	}
	return ""
}

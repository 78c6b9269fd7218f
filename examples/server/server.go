package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/examples/internal/outside"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/receipt"
)

// What one client may cost. A client that sends slowly, or never stops, is cut off; one
// more than can be served waits its turn, and is told to come again where that lasts.
const (
	mostBody        = 2 << 20
	mostConnections = 1024
	headerTimeout   = 5 * time.Second
	bodyTimeout     = 20 * time.Second
	workTimeout     = 10 * time.Second
	queueTimeout    = 5 * time.Second
	stopTimeout     = 15 * time.Second
)

// A server answers requests. Nothing in it changes after newServer but the counters.
type server struct {
	options
	verifier *verify.Verifier
	issuers  []issuer
	contexts *credential.Contexts // that the Verifiers read under; nil: the built-in ones
	status   *revocable           // nil where nothing is signed
	page     *page
	offline  verify.Config  // for bundles of evidence
	reader   receipt.Reader // likewise
	fetcher  verify.Fetcher // for what the page is asked to fetch; nil: nothing
	log      *slog.Logger
	now      func() time.Time
	counts   *counts
	turns    chan struct{} // as many judge and sign at a time
	hall     hall          // for the bodies of requests
}

func newServer(o options, log *slog.Logger, now func() time.Time) (*server, error) {
	s := &server{options: o, log: log, now: now, counts: newCounts(), turns: make(chan struct{}, 2*runtime.GOMAXPROCS(0))}
	world, err := outside.Open(o.resources, o.online)
	if err != nil {
		return nil, err
	}
	s.fetcher, s.contexts = world.Fetcher, world.Contexts
	config := verify.Config{
		Issuers: o.issuers, AnyIssuer: o.anyIssuer, UnboundIssuers: o.anyIssuer,
		Fetcher: world.Fetcher, Contexts: world.Contexts, Now: now,
	}
	if o.issue {
		if s.issuers, err = freshIssuers(); err != nil {
			return nil, err
		}
		if s.status, err = newRevocable(s.issuers[0].signer, o.baseURL, now); err != nil {
			return nil, err
		}
		s.issuers = append(s.issuers, s.status.issuer)
		config.Fetcher = listReader{s.status, world.Fetcher, now}
		config.StatusIssuers = []string{s.status.signer.Method().Controller} // suites sign as whom they like
		if world.Fetcher == nil {                                            // its own lists are all that is looked up
			config.Resolvers = map[string]verify.Resolver{"did:key": verify.DIDKey(), "did:jwk": verify.DIDJWK()}
		}
	}
	if o.registry != "" {
		data, err := os.ReadFile(o.registry)
		if err != nil {
			return nil, fmt.Errorf("-registry: %w", err)
		}
		if config.Registry, err = verify.ReadRegistry(data); err != nil {
			return nil, fmt.Errorf("-registry %s: %w", o.registry, err)
		}
	}
	if s.verifier, err = verify.New(config); err != nil {
		return nil, err
	}
	config.UnboundIssuers = false // a person would take the name in a credential for who signed it
	forPeople, err := verify.New(config)
	if err != nil {
		return nil, err
	}
	s.offline, s.reader = config, receipt.Reader{Keys: o.known, Now: now}
	s.offline.Fetcher, s.offline.Resolvers = nil, nil
	if s.page, err = newPage(s, forPeople); err != nil {
		return nil, err
	}
	return s, nil
}

// handler is every way in.
func (s *server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.page.serve)
	mux.HandleFunc("POST /{$}", s.page.serve)
	mux.HandleFunc("GET /page.css", asset("page.css", "text/css; charset=utf-8"))
	mux.HandleFunc("GET /page.js", asset("page.js", "text/javascript; charset=utf-8"))
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /metrics", s.counts.serve)
	mux.Handle("POST /credentials/verify", s.working("verify", s.verifyCredential))
	mux.Handle("POST /presentations/verify", s.working("verify-presentation", s.verifyPresentation))
	if s.options.issue {
		mux.HandleFunc("GET /harness/info", s.info)
		mux.Handle("GET /1.0/identifiers/{did...}", s.working("resolve", s.resolveDID))
		for _, is := range s.issuers {
			mux.Handle("POST /"+is.name+"/credentials/issue", s.invited(s.working("issue", is.serve(s))))
		}
		mux.Handle("GET /status/{number}", s.working("list", s.status.serveList))
		mux.Handle("POST /status/credentials/status", s.invited(s.working("revoke", s.status.revoke)))
	}
	return mux
}

// invited lets nobody sign or revoke by way of somebody's browser. A page that the operator
// has open elsewhere can send to the loopback interface what it likes, without reading the
// answer (CSRF), and, once its own name leads to this machine, as if it were from here (DNS
// rebinding): so where only this machine reaches the server, it goes by no name of others.
func (s *server) invited(next http.Handler) http.Handler {
	foreign := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		why := ""
		if foreign.Check(r) != nil {
			why = "a page of another site may not sign or revoke here"
		} else if !s.goesBy(r.Host) {
			why = "the server does not go by this name (-base-url)"
		}
		if why == "" {
			next.ServeHTTP(w, r)
			return
		}
		a := refused(http.StatusForbidden, "forbidden", why)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.WriteHeader(a.status)
		_ = write(w, a.body) // that it fails says that whoever asked has gone
		s.done(r.Context(), "uninvited", a, s.now())
	})
}

// goesBy reports whether the server goes by the name in a Host header. An address is no
// name that anybody could have led here, and whoever listens to the world knows that it
// comes by many.
func (s *server) goesBy(host string) bool {
	if at, _, err := net.SplitHostPort(s.listen); err != nil || !isLoopback(at) {
		return true
	}
	if base, err := url.Parse(s.baseURL); err == nil && strings.EqualFold(base.Host, host) {
		return true
	}
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.EqualFold(host, "localhost") || net.ParseIP(strings.Trim(host, "[]")) != nil
}

// An answer is what a request gets: a status, and what is written as JSON.
type answer struct {
	status  int
	body    any      // or what is sent as it is, a []byte
	outcome string   // for the counters: a verdict, or what became of the request
	codes   []string // the Codes behind it, for counters and log; never what a badge says
}

// working serves a request that costs work: within its turn, its time and its size. What
// is logged says which codes came of it, and nothing of what was sent.
func (s *server) working(name string, answerTo func(ctx context.Context, r *http.Request, body []byte) answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := s.now()
		body, leave := s.hall.enter(w, r, mostBody)
		defer leave() // an answer is about as large as what it answers, and may be read slowly
		a := s.answered(r, body, answerTo)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if a.status == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", "1")
		}
		w.WriteHeader(a.status)
		if err := write(w, a.body); err != nil {
			a.outcome = "unsent"
		}
		s.done(r.Context(), name, a, start)
	})
}

func (s *server) done(ctx context.Context, name string, a answer, start time.Time) {
	took := s.now().Sub(start)
	s.counts.add(name, a, took)
	s.log.LogAttrs(ctx, slog.LevelInfo, name, slog.Int("status", a.status), slog.String("outcome", a.outcome), slog.Any("codes", a.codes), slog.Duration("took", took))
}

func write(w io.Writer, body any) error {
	if ready, ok := body.([]byte); ok {
		_, err := w.Write(ready)
		return err
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(body)
}

func (s *server) answered(r *http.Request, from io.Reader, answerTo func(context.Context, *http.Request, []byte) answer) (a answer) {
	body, err := read(r, from)
	if err != nil {
		return err.answer()
	}
	leave, ok := s.turn(r.Context())
	if !ok {
		return refused(http.StatusTooManyRequests, "busy", "the server is busy; please come again")
	}
	defer leave()
	working, stop := context.WithTimeout(r.Context(), workTimeout)
	defer stop()
	return answerTo(working, r, body)
}

// turn waits until a request may cost work. It is false for one that has waited too long.
func (s *server) turn(ctx context.Context) (leave func(), ok bool) {
	ctx, cancel := context.WithTimeout(ctx, queueTimeout)
	defer cancel()
	select {
	case s.turns <- struct{}{}:
		return func() { <-s.turns }, true
	case <-ctx.Done():
		return nil, false
	}
}

// serve answers until ctx is done, and then what is at work.
func (s *server) serve(ctx context.Context, listener net.Listener) error {
	h := &http.Server{
		Handler:           s.handler(),
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       bodyTimeout,
		WriteTimeout:      bodyTimeout + queueTimeout + workTimeout,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
		Protocols:         new(http.Protocols),
	}
	h.Protocols.SetHTTP1(true) // one request on a connection at a time, so that mostConnections bounds both
	ended := make(chan error, 1)
	go func() {
		bounded := newBounded(listener, mostConnections)
		if s.tlsCert != "" {
			ended <- h.ServeTLS(bounded, s.tlsCert, s.tlsKey)
			return
		}
		ended <- h.Serve(bounded)
	}()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := h.Shutdown(last); err != nil {
		return errors.Join(err, h.Close())
	}
	return nil
}

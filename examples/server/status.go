package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify"
)

// mostPlaces is how many credentials the status issuer gives a place, and mostNamed how
// many bytes their ids have together: what it remembers of each, it remembers until it
// stops.
const (
	mostPlaces = 50_000
	mostNamed  = 16 << 20
)

// loopbackLists stands in the place of HOST where others reach the server by plain http,
// on localhost or at an address: lists are named by https URLs of public hosts (Bitstring
// Status List 1.0, and what verifiers ask), and there is none.
const loopbackLists = "https://loopback.example"

// A revocable is an endpoint whose credentials can be revoked: it gives each a place in
// a list, and publishes the list at BASE/status/1 for the server's own verifier, and
// everybody, to read. It remembers nothing when the server has stopped, and then nobody
// has the keys any more either.
type revocable struct {
	issuer
	url   string // below which the lists stand
	lists *status.Lists
	pub   *status.Publication
	kept  *shelf

	mu     sync.Mutex
	places map[[sha256.Size]byte]bool // digests of the ids of credentials that have one
	named  int                        // bytes of these ids
}

func newRevocable(signer credential.Signer, baseURL string, now func() time.Time) (*revocable, error) {
	r := &revocable{
		issuer: issuer{name: "status", suite: credential.EdDSARDFC2022, signer: signer},
		kept:   &shelf{documents: map[string][]byte{}}, places: map[[sha256.Size]byte]bool{},
	}
	r.issuer.prepare = r.place
	// The first list is /status/1, as test suites expect: without a clock, numbers begin at
	// 1. A store that is kept needs one, lest a later store take the numbers again; this one
	// ends with the program, and so do its keys.
	began := func() time.Time { return time.Unix(0, 0) }
	var err error
	for _, r.url = range [...]string{baseURL + "/status", loopbackLists + "/status"} {
		r.lists, err = status.New(status.Config{Store: &status.Memory{}, Witness: &witness{}, URL: r.url, Now: began})
		if err == nil {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	// A list that changes while a verification is under way begins before it, lest whoever
	// asks across a full second hear that the list is not in force yet.
	before := func() time.Time { return now().Add(-workTimeout) }
	r.pub = &status.Publication{
		Lists: r.lists, To: r.kept,
		Issuer: &credential.Issuer{Signer: signer, Suite: credential.EdDSARDFC2022, Now: before,
			Profile: badge.Profile{ID: signer.Method().Controller, Name: "openbadges"}},
	}
	return r, nil
}

// notice says, to whoever starts the server, what others cannot do with its lists; "" where
// they can.
func (r *revocable) notice() string {
	if r == nil || !strings.HasPrefix(r.url, loopbackLists+"/") {
		return ""
	}
	return "status lists are named " + r.url + "/NUMBER, which this server alone can look up; for other verifiers give it -base-url https://HOST, a public name that leads here"
}

// place gives a document its credentialStatus.
func (r *revocable) place(ctx context.Context, document []byte) ([]byte, error) {
	m, err := open(document)
	if err != nil {
		return nil, err
	}
	if _, there := m.view.Lookup("/credentialStatus"); there {
		return nil, credential.NewProblem(credential.SchemaInvalid, "/credentialStatus", nil, "this endpoint adds a credentialStatus, and the credential has one already")
	}
	id := m.view.ID
	if id == "" { // nobody can name it to revoke it; its place is its own all the same
		id = "urn:x-unnamed:" + rand.Text()
	}
	forget, ok := r.admit(id)
	if !ok {
		return nil, credential.NewProblem(credential.IssueStatus, "/credentialStatus", nil, "all of the %d places are taken, or their ids too long together, until the server is started again", mostPlaces)
	}
	entry, err := r.lists.Reserve(ctx, id)
	if err != nil {
		forget()
	}
	if errors.Is(err, status.ErrRevoked) {
		return nil, credential.NewProblem(credential.IssueStatus, "/id", err, "a credential of this id was revoked, and that is for good")
	}
	if err != nil {
		return nil, credential.NewProblem(credential.IssueStatus, "/credentialStatus", err, "there is no place: %v", err)
	}
	if firstContext(document) == contextV1 {
		if document, err = credential.WithContext(document, contextStatus); err != nil {
			return nil, err
		}
	}
	value, err := json.Marshal(entry)
	if err != nil {
		return nil, err
	}
	return credential.WithMember(document, "credentialStatus", value)
}

// admit remembers that an id has a place, if there is room for one more. Forget is for
// an id that got none: it is refused for free, and nobody fills the memory with such.
func (r *revocable) admit(id string) (forget func(), ok bool) {
	key := sha256.Sum256([]byte(id))
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.places[key] {
		return func() {}, true
	}
	if len(r.places) >= mostPlaces || r.named+len(id) > mostNamed {
		return nil, false
	}
	r.places[key] = true
	r.named += len(id)
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.places, key)
		r.named -= len(id)
	}, true
}

// list returns a list as it is now, nil if there is none at that URL.
func (r *revocable) list(ctx context.Context, url string) ([]byte, error) {
	if !strings.HasPrefix(url, r.url+"/") {
		return nil, nil
	}
	if err := r.pub.PublishChanged(ctx); err != nil {
		return nil, err
	}
	return r.kept.get(url), nil
}

// serveList answers GET /status/NUMBER.
func (r *revocable) serveList(ctx context.Context, q *http.Request, _ []byte) answer {
	data, err := r.list(ctx, r.url+"/"+q.PathValue("number"))
	switch {
	case err != nil:
		failures, codes := failuresOf(err)
		return answer{http.StatusBadRequest, map[string]any{"errors": failures}, "refused", codes}
	case data == nil:
		return refused(http.StatusNotFound, "not found", "there is no such list; one is opened with the first credential")
	}
	return answer{http.StatusOK, data, "published", nil}
}

// revoke answers POST /status/credentials/status, the VC-API's way to change a status:
// {"credentialId": …, "credentialStatus": {"statusPurpose": "revocation"}, "status": true}.
// It is there for whoever can sign here, and no wider.
func (r *revocable) revoke(ctx context.Context, _ *http.Request, body []byte) answer {
	id, err := toRevoke(body)
	if err == nil {
		err = r.lists.Revoke(ctx, id, "")
	}
	switch {
	case errors.Is(err, status.ErrUnknown):
		return refused(http.StatusNotFound, "not found", "no credential of this id has a place in a list here")
	case err != nil:
		failures, codes := failuresOf(err)
		return answer{http.StatusBadRequest, map[string]any{"errors": failures}, "refused", codes}
	}
	return answer{http.StatusOK, []byte("{}\n"), "revoked", nil}
}

func toRevoke(body []byte) (string, error) {
	m, err := open(body)
	if err != nil {
		return "", err
	}
	var id badge.Many[string]
	value, _ := m.view.Lookup("/credentialId")
	if err := id.UnmarshalJSON(value); err != nil || len(id) != 1 || id[0] == "" {
		return "", credential.NewProblem(credential.JSONSyntax, "/credentialId", err, "expected the id of a credential")
	}
	if purpose, ok := m.view.Lookup("/credentialStatus/statusPurpose"); ok && string(purpose) != `"`+status.Revocation+`"` {
		return "", credential.NewProblem(credential.StatusPurpose, "/credentialStatus/statusPurpose", nil, "the lists are for revocation")
	}
	if set, _ := m.view.Lookup("/status"); string(set) != "true" {
		return "", credential.NewProblem(credential.JSONSyntax, "/status", nil, "expected true: a revocation cannot be taken back")
	}
	return id[0], nil
}

// A shelf keeps what is published in memory.
type shelf struct {
	mu        sync.Mutex
	documents map[string][]byte
}

func (s *shelf) Put(_ context.Context, url string, data []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.documents[url] = data
	return nil
}

// Get says what stands at url, so that a list which has not changed is not signed again.
func (s *shelf) Get(_ context.Context, url string) ([]byte, error) {
	if data := s.get(url); data != nil {
		return data, nil
	}
	return nil, errors.New("nothing stands there")
}

func (s *shelf) get(url string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.documents[url]
}

// A witness remembers as long as the store does, which is what it has to outlive nowhere
// else but here: both end with the process, and so does the key.
type witness struct {
	mu    sync.Mutex
	epoch int64
}

func (w *witness) Epoch(context.Context) (int64, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.epoch, nil
}

func (w *witness) Raise(_ context.Context, epoch int64) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.epoch = max(w.epoch, epoch)
	return nil
}

// A reader of lists knows those of this server without asking anybody, and hands the
// rest on to the outside, if there is one.
type listReader struct {
	own    *revocable
	others verify.Fetcher
	now    func() time.Time
}

// Local reports whether nobody outside is asked: the server's own lists are at hand.
func (f listReader) Local() bool {
	if f.others == nil {
		return true
	}
	others, ok := f.others.(verify.Local)
	return ok && others.Local()
}

func (f listReader) Fetch(ctx context.Context, r verify.Request) (*verify.Resource, error) {
	data, err := f.own.list(ctx, r.URL)
	switch {
	case err != nil:
		return nil, err
	case data != nil:
		return &verify.Resource{URL: r.URL, Data: data, Fetched: f.now(), FreshUntil: f.now()}, nil
	case f.others == nil:
		return nil, credential.NewProblem(credential.ResolveOffline, "", nil, "it would have to be fetched, and this server asks nobody (-online, -resources)")
	}
	return f.others.Fetch(ctx, r)
}

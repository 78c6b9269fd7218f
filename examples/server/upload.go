package main

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/summitbadges/openbadges/examples/internal/outside"
)

const (
	// mostUpload is a picture as large as the library reads, and the rest of the form.
	mostUpload = 34 << 20
	mostParts  = 16
	mostField  = 2 << 10 // of an address, an identifier, a link

	// mostAgain is how large a badge may be to stand in the page that judges it, so that
	// the next question about it needs no second upload.
	mostAgain = 512 << 10

	// mostHeld is what all bodies, and the pages that answer them, may hold together at a
	// time. Whoever comes when that is taken is told to come again: a thousand uploads at
	// once, or pages that are read slowly, would not fit into memory.
	mostHeld = 160 << 20
)

// errBusy says that there is no room for another body.
var errBusy = errors.New("there is no room for another body at the moment")

// A hall bounds what all requests together hold in memory.
type hall struct{ held atomic.Int64 }

// enter lets the body of a request in, up to most bytes, which are given back by leave.
// What does not fit is an *http.MaxBytesError; when the hall is full, errBusy.
func (h *hall) enter(w http.ResponseWriter, r *http.Request, most int64) (body io.Reader, leave func()) {
	g := &guest{from: http.MaxBytesReader(w, r.Body, most), hall: h}
	return g, func() { h.held.Add(-g.taken); g.taken = 0 }
}

// hold makes room for an answer of n bytes, until it has been written.
func (h *hall) hold(n int) (leave func(), ok bool) {
	leave = func() { h.held.Add(-int64(n)) }
	if h.held.Add(int64(n)) > mostHeld {
		leave()
		return nil, false
	}
	return leave, true
}

type guest struct {
	from  io.Reader
	hall  *hall
	taken int64
}

func (g *guest) Read(p []byte) (int, error) {
	n, err := g.from.Read(p)
	g.taken += int64(n)
	if g.hall.held.Add(int64(n)) > mostHeld {
		return 0, errBusy
	}
	return n, err
}

// A question is what somebody has asked by the form of the page.
type question struct {
	badge  []byte // nil: none was given
	url    string
	holder string

	doctor  bool // the issuer's doctor is asked, too
	explain bool // more is to be told than the verdict
}

// A mistake is what is wrong with a form: a text of the catalogue, and a status.
type mistake struct {
	key    string
	status int
}

func (m *mistake) Error() string { return m.key }

// readForm reads what a browser sends (RFC 7578), in memory alone. A form has a badge as
// a file, as text, or as the page itself has kept it.
func readForm(r *http.Request, body io.Reader) (question, error) {
	var q question
	kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" || parameters["boundary"] == "" || r.Header.Get("Content-Encoding") != "" {
		return q, &mistake{"problem.form", http.StatusUnsupportedMediaType}
	}
	form := multipart.NewReader(body, parameters["boundary"])
	given := 0
	for range mostParts + 1 {
		part, err := form.NextRawPart()
		if err == io.EOF {
			if given > 1 {
				return q, &mistake{"problem.several", http.StatusBadRequest}
			}
			return q, nil
		}
		if err != nil {
			return q, unreadForm(err)
		}
		n, err := q.take(part)
		if err != nil {
			return q, unreadForm(err)
		}
		given += n
	}
	return q, &mistake{"problem.form", http.StatusBadRequest}
}

// take reads one part, and says how many badges it has brought.
func (q *question) take(part *multipart.Part) (int, error) {
	switch part.FormName() {
	case "file":
		data, err := outside.ReadBounded(part)
		if err != nil || len(data) == 0 {
			return 0, err
		}
		q.badge = data
		return 1, nil
	case "badge":
		data, err := outside.ReadBounded(part)
		data = bytes.TrimSpace(data)
		if err != nil || len(data) == 0 {
			return 0, err
		}
		if bytes.HasPrefix(data, []byte("https://")) && !bytes.ContainsAny(data, " \n") { // pasted where it is most at hand
			q.url = string(data)
			return 1, nil
		}
		q.badge = data
		return 1, nil
	case "again":
		data, err := io.ReadAll(io.LimitReader(part, 2*mostAgain))
		if err != nil || len(data) == 0 {
			return 0, err
		}
		if q.badge, err = base64.StdEncoding.DecodeString(string(data)); err != nil {
			return 0, &mistake{"problem.form", http.StatusBadRequest}
		}
		return 1, nil
	case "url":
		text, err := field(part)
		if err != nil || text == "" {
			return 0, err
		}
		q.url = text
		return 1, nil
	case "doctor":
		text, err := field(part)
		q.doctor = text != ""
		return 0, err
	case "explain":
		text, err := field(part)
		q.explain = text != ""
		return 0, err
	case "holder":
		text, err := field(part)
		q.holder = text
		return 0, err
	}
	return 0, nil // passed over, within what a body may have
}

func field(part io.Reader) (string, error) {
	data, err := io.ReadAll(io.LimitReader(part, mostField+1))
	if len(data) > mostField {
		return "", &mistake{"problem.form", http.StatusBadRequest}
	}
	return strings.TrimSpace(string(data)), err
}

func unreadForm(err error) error {
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return &mistake{"problem.large", http.StatusRequestEntityTooLarge}
	}
	if errors.Is(err, errBusy) {
		return &mistake{"problem.busy", http.StatusTooManyRequests}
	}
	if m, ok := errors.AsType[*mistake](err); ok {
		return m
	}
	return &mistake{"problem.form", http.StatusBadRequest}
}

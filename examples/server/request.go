package main

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
)

// vcdm is where the problem types of the data model stand (VCDM 2.0 section 7.2).
const vcdm = "https://www.w3.org/TR/vc-data-model#"

// A failure is why a request was not carried out (VC-API, ProblemDetails of RFC 9457).
type failure struct {
	Type    string `json:"type"`
	Title   string `json:"title"`
	Detail  string `json:"detail"`
	Code    string `json:"code,omitempty"`
	Pointer string `json:"pointer,omitempty"`
}

// failuresOf are the problems that an error joins.
func failuresOf(err error) (failures []failure, codes []string) {
	for _, p := range problemsOf(err) {
		failures, codes = append(failures, failureOf(p)), append(codes, string(p.Code))
	}
	if len(failures) == 0 {
		failures = append(failures, failure{Type: vcdm + "MALFORMED_VALUE_ERROR", Title: "the request could not be carried out", Detail: err.Error()})
	}
	return failures, codes
}

func failureOf(p credential.Problem) failure {
	kind := p.Type()
	if kind == "" {
		kind = vcdm + "MALFORMED_VALUE_ERROR"
	}
	return failure{Type: kind, Title: p.Code.Error(), Detail: p.Message, Code: string(p.Code), Pointer: p.Pointer}
}

func problemsOf(err error) []credential.Problem {
	var found []credential.Problem
	switch e := err.(type) {
	case nil:
	case *credential.Problem:
		found = append(found, *e)
	case credential.Problem:
		found = append(found, e)
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			found = append(found, problemsOf(inner)...)
		}
	case interface{ Unwrap() error }:
		found = problemsOf(e.Unwrap())
	}
	return found
}

// A badRequest is a request that is none.
type badRequest struct {
	status int
	reason string
}

func (b *badRequest) answer() answer { return refused(b.status, "bad request", b.reason) }

// refused is the answer to what cannot be carried out at all.
func refused(status int, outcome, reason string) answer {
	return answer{status, struct {
		Verified bool      `json:"verified"`
		Errors   []failure `json:"errors"`
	}{false, []failure{{Type: vcdm + "PARSING_ERROR", Title: outcome, Detail: reason}}}, outcome, nil}
}

// read reads the body of a request, as long as it may be.
func read(r *http.Request, from io.Reader) ([]byte, *badRequest) {
	if r.Method != http.MethodPost {
		return nil, nil
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return nil, &badRequest{http.StatusUnsupportedMediaType, "the body is to be sent as it is, not compressed"}
	}
	if given := r.Header.Get("Content-Type"); given != "" {
		kind, parameters, err := mime.ParseMediaType(given)
		if err != nil || kind != "application/json" && !strings.HasSuffix(kind, "+json") {
			return nil, &badRequest{http.StatusUnsupportedMediaType, "the body is to be JSON (application/json)"}
		}
		if set := parameters["charset"]; set != "" && !strings.EqualFold(set, "utf-8") {
			return nil, &badRequest{http.StatusUnsupportedMediaType, "JSON is UTF-8"}
		}
	}
	body, err := io.ReadAll(from)
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, &badRequest{http.StatusRequestEntityTooLarge, "the body is too large"}
	}
	if errors.Is(err, errBusy) {
		return nil, &badRequest{http.StatusTooManyRequests, "the server is busy; please come again"}
	}
	if err != nil {
		return nil, &badRequest{http.StatusBadRequest, "the body could not be read"}
	}
	return body, nil
}

// A message is a request's JSON object, read as strictly as a badge: a member that
// stands there twice could be two credentials.
type message struct{ view *credential.Credential }

func open(body []byte) (message, error) {
	if credential.Detect(body) != credential.ContainerJSON {
		return message{}, credential.NewProblem(credential.JSONSyntax, "", nil, "the request is a JSON object")
	}
	document, err := credential.Parse(body)
	if err != nil {
		return message{}, err
	}
	if document.Container() != credential.ContainerJSON {
		return message{}, credential.NewProblem(credential.JSONSyntax, "", nil, "the request is a JSON object, and no token")
	}
	view, err := document.Unverified()
	if err != nil {
		return message{}, err
	}
	return message{view}, nil
}

// object is the member that is a JSON object, as it was sent.
func (m message) object(name string) ([]byte, error) {
	value, ok := m.view.Lookup("/" + name)
	if !ok || len(value) == 0 || value[0] != '{' {
		return nil, credential.NewProblem(credential.JSONSyntax, "/"+name, nil, "expected the member %s, a JSON object", name)
	}
	return value, nil
}

// option is a member of the options: a string, or several. None if it is not there.
// Options that are no object are refused: whoever sent them expects something, and would
// not see that nobody compared it.
func (m message) option(name string) ([]string, error) {
	if all, ok := m.view.Lookup("/options"); ok && string(all) != "null" && all[0] != '{' {
		return nil, credential.NewProblem(credential.JSONSyntax, "/options", nil, "expected the options, a JSON object")
	}
	value, ok := m.view.Lookup("/options/" + name)
	if !ok || string(value) == "null" {
		return nil, nil
	}
	var texts badge.Many[string]
	if err := texts.UnmarshalJSON(value); err != nil {
		return nil, credential.NewProblem(credential.JSONSyntax, "/options/"+name, err, "expected a string: %v", err)
	}
	return texts, nil
}

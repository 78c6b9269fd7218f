package main

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/receipt"
)

// A verdict is what the VC-API answers: the checks that were made by name, and in full
// as the library's own report has them.
type verdict struct {
	Verified bool      `json:"verified"`
	Checks   []string  `json:"checks"`
	Warnings []failure `json:"warnings"`
	Errors   []failure `json:"errors"`
	Report   any       `json:"report,omitempty"`
	Doctor   any       `json:"doctor,omitempty"`  // where ?doctor asks for it
	Explain  any       `json:"explain,omitempty"` // if the query asks for it
}

// A report is any of the library's.
type report interface {
	Verdict() string
	Errors() []verify.Problem
	Warnings() []verify.Problem
}

// verifyCredential answers POST /credentials/verify. Whatever was sent, the answer is a
// verdict or says what is wrong with the request.
func (s *server) verifyCredential(ctx context.Context, asked *http.Request, body []byte) answer {
	request, document, v, err := s.asked(body, "verifiableCredential")
	if err != nil {
		return unjudged(err)
	}
	if receipt.IsBundle(document) {
		r, badge, err := s.verifyBundle(ctx, request, document)
		if err != nil {
			return unjudged(err)
		}
		return s.telling(ctx, asked, badge, r, judged(r, r.Checks))
	}
	checks, err := request.option("checks")
	if err != nil {
		return unjudged(err)
	}
	if slices.Equal(checks, []string{"proof"}) {
		r, _ := v.VerifyProofs(ctx, document) // the error says nothing that the report does not
		return s.telling(ctx, asked, document, r, judged(r, r.Checks))
	}
	r, _ := v.VerifyCredential(ctx, document)
	return s.telling(ctx, asked, document, r, judged(r, r.Checks))
}

// telling adds to an answer what the query asks for besides: "doctor" and "explain".
func (s *server) telling(ctx context.Context, asked *http.Request, document []byte, r report, a answer) answer {
	v, ok := a.body.(verdict)
	if !ok {
		return a
	}
	query := asked.URL.Query()
	if query.Has("doctor") {
		v.Doctor = examine(ctx, document).forPrograms()
	}
	if query.Has("explain") {
		v.Explain = s.explained(ctx, document, r)
	}
	a.body = v
	return a
}

// verifyPresentation answers POST /presentations/verify.
func (s *server) verifyPresentation(ctx context.Context, asked *http.Request, body []byte) answer {
	_, document, v, err := s.asked(body, "verifiablePresentation")
	if err != nil {
		return unjudged(err)
	}
	r, _ := v.VerifyPresentation(ctx, document)
	return s.telling(ctx, asked, document, r, judged(r, r.Checks))
}

// asked is what a request asks to be judged, and a Verifier that expects what the
// request expects. In a token the domain is not compared: who sends it may stand behind
// names that the server does not know.
func (s *server) asked(body []byte, member string) (message, []byte, *verify.Verifier, error) {
	request, err := open(body)
	if err != nil {
		return request, nil, nil, err
	}
	document, err := request.object(member)
	if err != nil {
		return request, nil, nil, err
	}
	challenge, err := request.option("challenge")
	if err != nil {
		return request, nil, nil, err
	}
	domain, err := request.option("domain")
	if err != nil {
		return request, nil, nil, err
	}
	if len(challenge) > 1 {
		return request, nil, nil, credential.NewProblem(credential.JSONSyntax, "/options/challenge", nil, "expected one challenge")
	}
	if kind, _ := request.view.Lookup("/" + member + "/type"); strings.Contains(string(kind), `"EnvelopedVerifiablePresentation"`) {
		domain = nil
	}
	if len(challenge) == 0 && len(domain) == 0 {
		return request, document, s.verifier, nil
	}
	return request, document, s.verifier.Expecting(append(challenge, "")[0], domain...), nil
}

func unjudged(err error) answer {
	failures, codes := failuresOf(err)
	return answer{http.StatusBadRequest, verdict{Checks: []string{}, Warnings: []failure{}, Errors: failures}, "malformed", codes}
}

func judged(r report, checks []verify.Check) answer {
	v := verdict{Checks: []string{}, Warnings: []failure{}, Errors: []failure{}, Report: r}
	var codes []string
	for _, k := range checks {
		v.Checks = append(v.Checks, k.Name)
	}
	for _, p := range r.Errors() {
		v.Errors, codes = append(v.Errors, failureOf(p)), append(codes, string(p.Code))
	}
	for _, p := range r.Warnings() {
		v.Warnings, codes = append(v.Warnings, failureOf(p)), append(codes, string(p.Code))
	}
	status := http.StatusBadRequest
	if v.Verified = r.Verdict() == "valid" || r.Verdict() == "warning"; v.Verified {
		status = http.StatusOK
	}
	return answer{status, v, r.Verdict(), codes}
}

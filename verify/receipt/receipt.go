package receipt

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/verify"
)

// What a receipt says that it is, in its JSON and in the header of its JWS.
const (
	receiptType    = "OpenBadgesVerificationReceipt"
	receiptVersion = 1
	receiptTyp     = "openbadges-receipt+jwt"
)

// A Receipt is what a verifier signs about one verification. Digests are SHA-256 in
// hexadecimal, and times are RFC 3339 in UTC; what is empty was not so, or is not known.
// Words are those of the verify.Report that the receipt was made of.
type Receipt struct {
	Type     string `json:"type"`
	Version  int    `json:"version"`
	Verifier string `json:"verifier"` // who checked: the controller of the key that signs
	At       string `json:"at"`       // Report.Time

	Badge     Badge  `json:"badge"`
	Outcome   string `json:"outcome"` // Report.Verdict: valid, warning, invalid or undetermined
	Authentic bool   `json:"authentic"`
	Trust     string `json:"trust"`
	Recipient string `json:"recipient"`
	GoodUntil string `json:"goodUntil,omitempty"`

	Checks   []Check   `json:"checks"`
	Keys     []Key     `json:"keys,omitempty"`     // of the proofs that were judged
	Contexts []Context `json:"contexts,omitempty"` // that the badge needs (verify.Report.Contexts)
	Schemas  []Schema  `json:"schemas,omitempty"`  // likewise
	Status   []Status  `json:"status,omitempty"`   // what the lists said that it names
	Sources  []Source  `json:"sources,omitempty"`  // the documents that were asked for, in that order
	Policy   Policy    `json:"policy"`
}

// A Badge says what was checked.
type Badge struct {
	SHA256 string `json:"sha256"` // of its bytes, taken out of the picture that it may have come in
	Kind   string `json:"kind"`
	Issuer string `json:"issuer,omitempty"` // of an authentic badge
}

// A Check is one stage of the verification, and the Codes that it found.
type Check struct {
	Name    string   `json:"name"`
	Outcome string   `json:"outcome"`
	Errors  []string `json:"errors,omitempty"`  // each Code once
	Remarks []string `json:"remarks,omitempty"` // likewise, of deviations and notes
}

// A Key is one with which a proof was judged.
type Key struct {
	Method     string `json:"method"`
	Thumbprint string `json:"thumbprint"` // RFC 7638, SHA-256, in base64url
	Proof      string `json:"proof"`      // "JWS", or the proof's type
	Algorithm  string `json:"algorithm"`
	Held       bool   `json:"held"`
}

// A Context is a JSON-LD context. Its digest is empty if it was not known.
type Context struct {
	URL    string `json:"url"` // "" of one that is written out in the badge
	SHA256 string `json:"sha256,omitempty"`
	Given  bool   `json:"given,omitempty"` // the verifier had added it to those of this library
}

// A Schema is one that the badge names. Its digest is empty if it was not read.
type Schema struct {
	URL     string `json:"url"`
	SHA256  string `json:"sha256,omitempty"`
	Given   bool   `json:"given,omitempty"` // the verifier had it, and did not fetch it
	Outcome string `json:"outcome"`
}

// A Status is what came of one way to be revoked.
type Status struct {
	Type    string `json:"type"`
	Purpose string `json:"purpose,omitempty"`
	List    string `json:"list,omitempty"`
	Known   bool   `json:"known"`
	Value   int64  `json:"value"` // 0 of a badge that is not revoked, and of what is not Known
}

// A Source is a document that was asked for. Its digest is empty if it was not had, and
// Code says why.
type Source struct {
	URL        string `json:"url"`
	Check      string `json:"check"`
	Key        bool   `json:"key,omitempty"` // it was asked for as a document with keys, behind no redirect
	SHA256     string `json:"sha256,omitempty"`
	Fetched    string `json:"fetched,omitempty"`
	FreshUntil string `json:"freshUntil,omitempty"`
	FromCache  bool   `json:"fromCache,omitempty"`
	Stale      bool   `json:"stale,omitempty"`
	Code       string `json:"code,omitempty"`
	Status     int    `json:"status,omitempty"` // of HTTP, where that is why
}

// A Policy is by which rules the badge was judged (verify.Report.Policy).
type Policy struct {
	SHA256     string   `json:"sha256"` // of all statements, with a line feed between two of them
	Statements []string `json:"statements"`
	More       int      `json:"more,omitempty"` // statements that are not shown
}

// Time returns At.
func (r *Receipt) Time() time.Time { return instant(r.At) }

// IsOf reports whether the receipt is of s, byte for byte. Then the badge was there at Time,
// by the word of the verifier, accepted or not: a time for verify.Verifier.SeenBy.
func (r *Receipt) IsOf(s *credential.Secured) bool {
	return s != nil && digest(s.Bytes()) == r.Badge.SHA256
}

// of returns what a report says, and nothing that it does not.
func of(r *verify.Report, verifier string) (*Receipt, error) {
	if r == nil || len(r.Policy()) == 0 {
		return nil, errors.New("receipt: there is no report that a Verifier made")
	}
	badge := r.Received()
	switch {
	case badge == nil:
		return nil, errors.New("receipt: the report is of a file that could not be read as a badge, so there is nothing that a receipt could be of")
	case slices.ContainsFunc(r.Warnings(), func(p verify.Problem) bool { return p.Code == credential.ReceiptPast }):
		return nil, errors.New("receipt: the report is of a bundle, whose documents somebody else has seen; a receipt is of what the verifier has asked for itself")
	case r.Refreshed != nil:
		return nil, errors.New("receipt: the report is of a newer edition that took the place of the badge; verify that edition by itself, and make the receipt of it")
	}
	s := &Receipt{
		Type: receiptType, Version: receiptVersion, Verifier: verifier, At: stamp(r.Time),
		Badge:   Badge{SHA256: digest(badge), Kind: string(r.Kind)},
		Outcome: r.Verdict(), Authentic: r.Authentic, Trust: r.Trust.String(), Recipient: r.Recipient.String(), GoodUntil: stamp(r.GoodUntil),
		Policy: policyOf(r.Policy()),
	}
	if r.Authentic {
		s.Badge.Issuer = r.Issuer.ID
	}
	for _, k := range r.Checks {
		c := Check{Name: k.Name, Outcome: k.Outcome.String()}
		for _, p := range k.Problems {
			if p.Severity == verify.Violation {
				c.Errors = once(c.Errors, string(p.Code))
			} else {
				c.Remarks = once(c.Remarks, string(p.Code))
			}
		}
		s.Checks = append(s.Checks, c)
	}
	for _, p := range r.Proofs {
		thumbprint, err := multikey.Thumbprint(p.Key)
		if err != nil {
			return nil, fmt.Errorf("receipt: the key of %s: %w", limits.Abridge(p.Method), err)
		}
		s.Keys = append(s.Keys, Key{Method: p.Method, Thumbprint: thumbprint, Proof: p.Type, Algorithm: p.Algorithm, Held: p.Held})
	}
	for _, c := range r.Contexts() {
		s.Contexts = append(s.Contexts, Context{URL: c.URL, SHA256: hex.EncodeToString(c.Digest), Given: c.Given != nil})
	}
	for _, c := range r.Schemas {
		s.Schemas = append(s.Schemas, Schema{URL: c.URL, SHA256: hex.EncodeToString(c.Digest), Given: c.Given, Outcome: c.Outcome.String()})
	}
	for _, c := range r.Status {
		s.Status = append(s.Status, Status{Type: c.Type, Purpose: c.Purpose, List: c.List, Known: c.Known, Value: int64(c.Value)})
	}
	for _, c := range r.Sources {
		s.Sources = append(s.Sources, sourceOf(c))
	}
	return s, nil
}

func sourceOf(c verify.Source) Source {
	s := Source{URL: c.URL, Check: c.Check, Key: c.Key, SHA256: hex.EncodeToString(c.Digest), Fetched: stamp(c.Fetched), FreshUntil: stamp(c.FreshUntil), FromCache: c.FromCache, Stale: c.Stale}
	if c.Problem != nil {
		s.Code = string(c.Problem.Code)
		if answer, ok := errors.AsType[*verify.HTTPError](c.Problem); ok {
			s.Status = answer.Status
		}
	}
	return s
}

func policyOf(statements []string) Policy {
	p := Policy{SHA256: digest([]byte(strings.Join(statements, "\n"))), Statements: statements}
	if more := len(statements) - limits.ReceiptPolicy; more > 0 {
		p.Statements, p.More = statements[:limits.ReceiptPolicy], more
	}
	return p
}

func once(list []string, code string) []string {
	if slices.Contains(list, code) {
		return list
	}
	return append(list, code)
}

// write is the one spelling of v, a Receipt or a bundle.
func write(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("receipt: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// stamp keeps every digit of a time: a badge that ended a moment later was good.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// instant is the time that stamp wrote; zero for what it did not.
func instant(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || stamp(t) != text {
		return time.Time{}
	}
	return t
}

func refused(code credential.Code, format string, args ...any) error {
	return credential.NewProblem(code, "", nil, format, args...)
}

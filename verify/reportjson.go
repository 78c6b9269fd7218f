package verify

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/summitbadges/openbadges/credential"
)

// The words of a verdict, the same in reports, test vectors, commands and pages.
const (
	wordValid        = "valid"
	wordWarning      = "warning"
	wordInvalid      = "invalid"
	wordUndetermined = "undetermined"
)

// Verdict returns the report's outcome in one of the words valid, warning
// (verified, with something to remark), invalid and undetermined.
func (r *Report) Verdict() string { return verdict(r.Outcome, r.Warnings()) }

// Verdict returns the outcome in one of the same words as Report.Verdict.
func (r *ProofReport) Verdict() string { return verdict(r.Outcome, r.Warnings()) }

// Verdict returns the outcome in one of the same words as Report.Verdict.
func (r *PresentationReport) Verdict() string { return verdict(r.Outcome, r.Warnings()) }

func verdict(o Outcome, warnings []Problem) string {
	switch {
	case o == Failed:
		return wordInvalid
	case o != Passed:
		return wordUndetermined
	case len(warnings) > 0:
		return wordWarning
	}
	return wordValid
}

type jsonVerdict struct {
	Outcome  string          `json:"outcome"`
	Kind     credential.Kind `json:"kind"`
	Errors   []jsonProblem   `json:"errors"`
	Warnings []jsonProblem   `json:"warnings"`
	Report   any             `json:"report"`
}

type jsonProblem struct {
	Code    Code   `json:"code"`
	Check   string `json:"check"`
	Pointer string `json:"pointer"`
	Message string `json:"message"`
}

type jsonReport struct {
	Authentic  *bool        `json:"authentic,omitempty"`
	Issuer     *jsonIssuer  `json:"issuer,omitempty"`
	Trust      string       `json:"trust,omitempty"`
	Recipient  string       `json:"recipient,omitempty"`
	Container  string       `json:"container,omitempty"`
	MediaType  string       `json:"mediaType,omitempty"`
	Method     string       `json:"method,omitempty"`
	Controller string       `json:"controller,omitempty"`
	Algorithm  string       `json:"algorithm,omitempty"`
	Time       string       `json:"time"`
	GoodUntil  string       `json:"goodUntil,omitempty"`
	Retry      bool         `json:"retry"` // whether asking again may help
	Credential *jsonSummary `json:"credential,omitempty"`

	// Of a presentation.
	Holder      string    `json:"holder,omitempty"`
	Credentials []*Report `json:"credentials,omitempty"`

	Refreshed *jsonRefreshed `json:"refreshed,omitempty"`

	Status  []jsonStatus `json:"status,omitempty"`
	Schemas []jsonSchema `json:"schemas,omitempty"`

	// Of a badge that carries some.
	Endorsements []jsonEndorsement `json:"endorsements,omitempty"`

	Proofs  []jsonProof  `json:"proofs,omitempty"`
	Checks  []jsonCheck  `json:"checks"`
	Sources []jsonSource `json:"sources,omitempty"`
}

type jsonProof struct {
	Held           bool   `json:"held"`
	Type           string `json:"type"`
	Algorithm      string `json:"algorithm,omitempty"`
	Method         string `json:"method"`
	Created        string `json:"created,omitempty"`
	DocumentDigest string `json:"documentDigest,omitempty"`
	ProofDigest    string `json:"proofDigest,omitempty"`
	Edition        string `json:"edition,omitempty"`
	Document       string `json:"canonicalDocument,omitempty"`
	Proof          string `json:"canonicalProof,omitempty"`
}

func jsonProofs(proofs []JudgedProof) []jsonProof {
	var list []jsonProof
	for _, p := range proofs {
		list = append(list, jsonProof{p.Held, p.Type, p.Algorithm, p.Method, day(p.Created), hex.EncodeToString(p.DocumentDigest),
			hex.EncodeToString(p.ProofDigest), p.Edition, string(p.CanonicalDocument), string(p.CanonicalProof)})
	}
	return list
}

// jsonRefreshed is in whose place the badge stands.
type jsonRefreshed struct {
	URL     string       `json:"url"`
	Fetched string       `json:"fetched,omitempty"`
	Old     jsonOld      `json:"old"`
	Changes []jsonChange `json:"changes"`
	More    int          `json:"more,omitempty"`
}

// jsonOld is the older edition, by itself.
type jsonOld struct {
	Outcome    string        `json:"outcome"`
	Errors     []jsonProblem `json:"errors"`
	ValidFrom  string        `json:"validFrom"`
	ValidUntil string        `json:"validUntil,omitempty"`
}

// jsonChange has the texts of JSON values, which may be abridged, as texts.
type jsonChange struct {
	Pointer string `json:"pointer"`
	Old     string `json:"old,omitempty"`
	New     string `json:"new,omitempty"`
}

func (f *Refreshed) json() *jsonRefreshed {
	if f == nil || f.Old == nil {
		return nil
	}
	changes := make([]jsonChange, len(f.Changes)) // [] rather than null
	for i, c := range f.Changes {
		changes[i] = jsonChange(c)
	}
	old := jsonOld{f.Old.Verdict(), jsonProblems(f.Old.Errors()), day(f.ValidFrom), day(f.Old.Until)}
	return &jsonRefreshed{f.URL, day(f.Fetched), old, changes, f.More}
}

type jsonStatus struct {
	Type      string  `json:"type"`
	Purpose   string  `json:"purpose,omitempty"`
	List      string  `json:"list,omitempty"`
	Value     *uint32 `json:"value,omitempty"`
	Message   string  `json:"message,omitempty"`
	Age       int64   `json:"ageSeconds,omitempty"`
	GoodUntil string  `json:"goodUntil,omitempty"`
}

func jsonStatuses(results []StatusResult) []jsonStatus {
	var list []jsonStatus
	for _, r := range results {
		s := jsonStatus{Type: r.Type, Purpose: r.Purpose, List: r.List, Message: r.Message, Age: int64(r.Age / time.Second), GoodUntil: day(r.GoodUntil)}
		if r.Known {
			s.Value = &r.Value
		}
		list = append(list, s)
	}
	return list
}

type jsonSchema struct {
	URL     string `json:"url"`
	Type    string `json:"type"`
	Outcome string `json:"outcome"`
	SHA256  string `json:"sha256,omitempty"` // of its bytes, in hexadecimal
	Given   bool   `json:"given"`
}

func jsonSchemas(results []SchemaResult) []jsonSchema {
	var list []jsonSchema
	for _, r := range results {
		list = append(list, jsonSchema{r.URL, r.Type, r.Outcome.String(), hex.EncodeToString(r.Digest), r.Given})
	}
	return list
}

type jsonIssuer struct {
	ID       string `json:"id"`
	Name     string `json:"name,omitempty"`
	NameFrom string `json:"nameFrom,omitempty"`
}

// jsonSummary is what a person asks of a badge first. It is only there when authentic.
type jsonSummary struct {
	ID          string `json:"id"`
	Name        string `json:"name,omitempty"`
	Achievement struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"achievement"`
	AwardedDate string `json:"awardedDate,omitempty"`
	ValidFrom   string `json:"validFrom,omitempty"`
	ValidUntil  string `json:"validUntil,omitempty"` // Report.Until
}

type jsonCheck struct {
	Name    string `json:"name"`
	Outcome string `json:"outcome"`
	Reason  string `json:"reason,omitempty"`
	Took    int64  `json:"tookMicroseconds"`
}

type jsonSource struct {
	URL        string `json:"url"`
	Check      string `json:"check"`
	SHA256     string `json:"sha256,omitempty"` // of its bytes, in hexadecimal
	Fetched    string `json:"fetched,omitempty"`
	FreshUntil string `json:"freshUntil,omitempty"`
	FromCache  bool   `json:"fromCache"`
	Stale      bool   `json:"stale"`
	Took       int64  `json:"tookMicroseconds"`
	Code       Code   `json:"code,omitempty"` // why it was not had
	Message    string `json:"message,omitempty"`
}

func jsonSources(sources []Source) []jsonSource {
	var list []jsonSource
	for _, s := range sources {
		j := jsonSource{URL: s.URL, Check: s.Check, SHA256: hex.EncodeToString(s.Digest), Fetched: day(s.Fetched), FreshUntil: day(s.FreshUntil),
			FromCache: s.FromCache, Stale: s.Stale, Took: s.Took.Microseconds()}
		if s.Problem != nil {
			j.Code, j.Message = s.Problem.Code, s.Problem.Message
		}
		list = append(list, j)
	}
	return list
}

// MarshalJSON writes the verdict as one object with the members outcome
// (valid, warning, invalid or undetermined), kind, errors, warnings and report.
// The first four are stable; report may gain members. Of a badge that is not
// authentic it tells the problems, and the issuer's id once its key has held.
//
// In report, authentic, trust and recipient are the answers to three questions
// (Report.Trust), retry says whether asking again may help, goodUntil when a pass has
// to be asked for again, sources what was looked up, refreshed in whose place the badge
// stands (Report.Refreshed; its member old is the edition that was given), and endorsements the verdict on each endorsement that the
// badge carries. The members tookMicroseconds differ from run to run.
func (r Report) MarshalJSON() ([]byte, error) {
	report := jsonReport{
		Authentic: &r.Authentic,
		Trust:     r.Trust.String(),
		Recipient: r.Recipient.String(),
		GoodUntil: day(r.GoodUntil),
		Container: string(r.Container),
		MediaType: r.MediaType, Method: r.Method, Controller: r.Controller, Algorithm: r.Algorithm,
		Time: stamp(r.Time), Proofs: jsonProofs(r.Proofs), Checks: jsonChecks(r.Checks), Status: jsonStatuses(r.Status), Schemas: jsonSchemas(r.Schemas),
		Retry: r.Retry(), Sources: jsonSources(r.Sources), Refreshed: r.Refreshed.json(), Endorsements: jsonEndorsements(r.Endorsements),
	}
	if r.Issuer.ID != "" { // which the key proves, whatever the rest is like
		report.Issuer = &jsonIssuer{r.Issuer.ID, r.Issuer.Name, r.Issuer.NameFrom}
	}
	if c := r.Credential; c != nil && r.Authentic {
		s := &jsonSummary{ID: c.ID, Name: c.Name, AwardedDate: day(c.AwardedDate), ValidFrom: day(c.ValidFrom), ValidUntil: day(r.Until)}
		s.Achievement.ID, s.Achievement.Name = c.Subject.Achievement.ID, c.Subject.Achievement.Name
		report.Credential = s
	}
	return marshal(jsonVerdict{r.Verdict(), kind(r.Kind), jsonProblems(r.Errors()), jsonProblems(r.Warnings()), report})
}

// MarshalJSON writes the same object as Report.MarshalJSON.
func (r ProofReport) MarshalJSON() ([]byte, error) {
	report := jsonReport{
		MediaType: r.MediaType, Method: r.Method, Controller: r.Controller, Algorithm: r.Algorithm,
		Time: stamp(r.Time), Proofs: jsonProofs(r.Proofs), Checks: jsonChecks(r.Checks),
		Retry: r.Retry(), Sources: jsonSources(r.Sources),
	}
	return marshal(jsonVerdict{r.Verdict(), kind(r.Kind), jsonProblems(r.Errors()), jsonProblems(r.Warnings()), report})
}

// MarshalJSON writes the same object as Report.MarshalJSON. Its report has the members
// holder and credentials besides, of which each is such an object. The kind is
// unknown: the words for kinds are those of credentials.
func (r PresentationReport) MarshalJSON() ([]byte, error) {
	report := jsonReport{
		MediaType: r.MediaType, Method: r.Method, Controller: r.Controller, Algorithm: r.Algorithm,
		Holder: r.Holder, Credentials: r.Credentials,
		Time: stamp(r.Time), Proofs: jsonProofs(r.Proofs), Checks: jsonChecks(r.Checks),
		Retry: r.Retry(), Sources: jsonSources(r.Sources),
	}
	return marshal(jsonVerdict{r.Verdict(), credential.KindUnknown, jsonProblems(r.Errors()), jsonProblems(r.Warnings()), report})
}

func kind(k credential.Kind) credential.Kind {
	if k == "" || k == credential.KindPresentation {
		return credential.KindUnknown
	}
	return k
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return stamp(t)
}

func jsonProblems(problems []Problem) []jsonProblem {
	list := make([]jsonProblem, len(problems)) // [] rather than null
	for i := range problems {
		p := &problems[i]
		list[i] = jsonProblem{p.Code, p.Check, p.Pointer, p.Message}
	}
	return list
}

func jsonChecks(checks []Check) []jsonCheck {
	list := make([]jsonCheck, len(checks))
	for i, k := range checks {
		list[i] = jsonCheck{k.Name, k.Outcome.String(), k.Reason, k.Took.Microseconds()}
	}
	return list
}

// marshal writes JSON without the escapes that encoding/json adds for HTML.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

package verify

import (
	"bytes"
	"crypto"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// An Outcome is what came of a check, or of all of them. Its zero value is not
// a pass.
type Outcome int

const (
	Undetermined  Outcome = iota // it could not be decided, such as an unreachable status list
	Failed                       // it speaks against the badge
	NotApplicable                // the badge gives no occasion for the check, or nothing hangs on it
	Passed
)

// String returns the outcome in a word.
func (o Outcome) String() string {
	switch o {
	case Failed:
		return "failed"
	case NotApplicable:
		return "not applicable"
	case Passed:
		return "passed"
	}
	return "undetermined"
}

// A Check is one stage of a verification.
type Check struct {
	Name     string
	Outcome  Outcome
	Reason   string        // why it was not made, or on what ground it passed; may be empty
	Problems []Problem     // what was found, warnings included
	Took     time.Duration // by the process's own clock, whatever Config.Now says

	failed, undecided bool
	dropped           int // problems beyond those listed
}

// add records a problem. One of severity Violation fails the check; whether a
// Deviation does is settled at the end.
func (k *Check) add(p *Problem) {
	if p.Severity == Violation {
		k.failed = true
	}
	k.list(p)
}

// open records a problem that leaves the check undecided.
func (k *Check) open(p *Problem) {
	k.undecided = true
	k.list(p)
}

func (k *Check) list(shared *Problem) {
	found := *shared // whoever made it may show it to others
	p := &found
	p.Check = k.Name
	if p.Message == "" {
		p.Message = p.Code.Error()
	}
	// A document can be made to have a hundred thousand faults. Those that
	// decide the verdict are never the ones left out.
	if len(k.Problems) >= limits.Problems {
		k.dropped++
		if p.Severity != Violation {
			return
		}
		i := slices.IndexFunc(k.Problems, func(q Problem) bool { return q.Severity != Violation })
		if i < 0 {
			return
		}
		k.Problems[i] = *p
		return
	}
	k.Problems = append(k.Problems, *p)
}

// settle draws the problems together. What speaks against the badge outweighs
// what could not be decided.
func (k *Check) settle(strict bool) {
	for i := range k.Problems {
		if p := &k.Problems[i]; strict && p.Severity == Deviation {
			p.Severity = Violation
			k.failed = true
		}
	}
	switch {
	case k.failed:
		k.Outcome = Failed
	case k.undecided:
		k.Outcome = Undetermined
	}
	if k.dropped > 0 {
		k.Reason = fmt.Sprintf("%d more problems are not listed", k.dropped)
	}
}

// A RecipientResult says what came of asking for whom the badge was issued.
type RecipientResult int

const (
	RecipientNotAsked   RecipientResult = iota // no rule asked: the badge may be anybody's
	RecipientNotAskable                        // the badge has no identifier of the kind asked for
	RecipientMismatched
	RecipientMatched
)

// String returns the result in words.
func (r RecipientResult) String() string {
	return [...]string{"not asked", "not askable", "mismatched", "matched"}[r]
}

// A TrustResult says what came of asking whether the issuer is one you trust.
type TrustResult int

const (
	TrustNotAsked     TrustResult = iota // the badge is not authentic, or Config.AnyIssuer takes everybody's
	TrustUndetermined                    // the registry gave no answer
	Untrusted                            // the issuer is neither named in Config.Issuers nor known to the registry
	Trusted
)

// String returns the result in words.
func (r TrustResult) String() string {
	return [...]string{"not asked", "undetermined", "not trusted", "trusted"}[r]
}

// Where Issuer.Name comes from.
const (
	NameFromBadge    = "badge"    // the issuer says so itself
	NameFromRegistry = "registry" // the caller's Registry says so
)

// An Issuer is whose badge it is. Only ID is authentic: anybody can call
// himself Harvard. Name is only there when the badge is authentic.
type Issuer struct {
	ID       string
	Name     string
	NameFrom string // NameFromBadge or NameFromRegistry, "" without a name
}

// A JudgedProof is one proof that was judged, and what it was judged on.
type JudgedProof struct {
	Held      bool             // with every proof that it builds on; whether that was enough is what Checks says
	Type      string           // "JWS", or the proof's type
	Algorithm string           // JOSE "alg", or the suite
	Method    string           // the verification method whose key it was judged with
	Created   time.Time        // as the signer says; zero if it does not
	Key       crypto.PublicKey // of Method

	// Of an embedded proof: the digests of the canonical forms that were signed,
	// the edition under which a context was read that exists in several, and, on
	// request, the canonical forms themselves (N-Quads).
	DocumentDigest, ProofDigest       []byte
	Edition                           string
	CanonicalDocument, CanonicalProof []byte
}

// A Report is the verdict on one badge, with its reasons.
type Report struct {
	Outcome Outcome // Passed, Failed or Undetermined

	// Authentic says that the proof holds, that its key is the issuer's, and
	// that the form is that of a badge, or for VerifyCredential of what Kind
	// says: an expired or untrusted badge is authentic, a forged one is not.
	// Trust, period and rules are asked of an authentic badge only. It is false, whatever
	// Outcome is, of what counts by Config.UnboundIssuers alone.
	Authentic bool

	// Credential is the view of what the issuer signed, of a badge only. It is
	// nil unless the proof held with a key of the issuer's; that its form is
	// that of a badge is said by Authentic.
	Credential *credential.Credential

	Issuer Issuer

	// Trust says whether Issuer is one you trust, and Recipient whether the badge was
	// issued to whom you asked for. With Authentic these are three answers to three
	// questions, and none follows from another: a stranger's badge is as authentic as
	// the school's, and the school's badge in somebody else's hand is as trusted. Only
	// Outcome draws them together.
	Trust     TrustResult
	Recipient RecipientResult

	// Until is the last instant of an authentic badge: its validUntil, or the
	// end that its token sets (exp) where that is earlier. Zero means that it
	// does not end.
	Until time.Time

	// GoodUntil is how long nobody needs to ask again whether a badge that has passed
	// still does: the earliest of its end, the end of its proofs and their keys, and
	// the time until which what was looked up about the keys is fresh, a status list lets
	// its answer stand (of a list whose host does not say, a few minutes), a schema
	// that was fetched does, and a RegistryFile may answer. It may lie before Time, where a host asks for nothing to
	// be kept; it says nothing about the answers of a Rule or another Registry. Zero
	// means that nothing of this bounds it, or that the badge has not passed.
	GoodUntil time.Time

	Container  credential.Container // the outer form: the kind of picture, of a badge that came in one
	Kind       credential.Kind
	MediaType  string
	Method     string    // the verification method whose key the first proof that holds was judged with
	Controller string    // who controls it
	Algorithm  string    // of that proof: JOSE "alg", or the suite
	Time       time.Time // the one reading of the clock

	// Refreshed is nil unless a newer edition has taken the place of the badge that was
	// given (Config.Refresh). Everything else here is then of the newer edition, save that
	// Sources are of both, and GoodUntil is bounded by the proofs and keys of both and by
	// how long the newer one may be kept.
	Refreshed *Refreshed

	Status []StatusResult // what came of the ways to be revoked that an authentic badge names, in document order

	Schemas []SchemaResult // what came of the schemas that an authentic badge names, in document order

	// Endorsements are the verdicts on the endorsements that an authentic badge carries, in
	// document order: each on its own, and none vouched for by the signature of the badge.
	// There are none where Config.Endorsements says so, or the issuer is not trusted.
	Endorsements []Endorsement

	Proofs  []JudgedProof // that were judged: none behind one that failed and had to hold
	Checks  []Check       // in the order in which they were made
	Sources []Source      // the documents that were asked for, in the order in which they were; nil if none was

	received *credential.Secured // whose proof held
	given    *credential.Secured // that could be read, whether its proof held or not
	policy   *policy             // by which it was judged
	met      *keysMet            // where none did
}

// Document returns a copy of what the proof secures, byte for byte as it was received:
// for a JWS, its payload; for a proof inside a document, the document with its proofs,
// of which a proof of a graph secures what it means and not how it is written.
// It is nil exactly when no proof held.
func (r *Report) Document() []byte { return documentOf(r.received) }

func documentOf(received *credential.Secured) []byte {
	if received == nil {
		return nil
	}
	return received.Document()
}

// IsOf reports whether the verdict is on s, byte for byte as it was received, whatever
// picture or other container it came in. Document does not say that of a token: another
// signature under the same payload has the same Document. It is false where no proof held,
// of a report that no Verifier has made, and, of a badge in whose place Refreshed stands,
// for the older edition.
func (r *Report) IsOf(s *credential.Secured) bool {
	return s != nil && r.received != nil && bytes.Equal(r.received.Bytes(), s.Bytes())
}

// An Error is the reason why a badge was not verified. It says nothing that
// its Report does not.
type Error struct{ Report *Report }

// Error returns the reason that weighs most.
func (e *Error) Error() string {
	if problems := e.Report.Errors(); len(problems) > 0 {
		return problems[0].Error()
	}
	return "the badge was not verified"
}

// Unwrap returns every problem that kept the badge from being verified.
func (e *Error) Unwrap() []error { return unwrap(e.Report.Errors()) }

func unwrap(problems []Problem) []error {
	errs := make([]error, len(problems))
	for i := range problems {
		errs[i] = &problems[i]
	}
	return errs
}

// Errors returns the problems that kept the badge from being verified, those
// that speak against it before those that left something open.
func (r *Report) Errors() []Problem { return errorsOf(r.Checks) }

// Retry reports whether it may help to ask the same again a little later: the verdict
// is open, and everything that left it open may pass by itself (Problem.Retry). How
// long a host asks to be left alone is in its *HTTPError. What a bundle of evidence leaves
// open stays so.
func (r *Report) Retry() bool { return !r.onRecord() && mayPass(r.Outcome, r.Errors()) }

// Retry is as that of Report.
func (r *ProofReport) Retry() bool { return mayPass(r.Outcome, r.Errors()) }

// Retry is as that of Report.
func (r *PresentationReport) Retry() bool { return mayPass(r.Outcome, r.Errors()) }

func mayPass(o Outcome, open []Problem) bool {
	return o == Undetermined && len(open) > 0 && !slices.ContainsFunc(open, func(p Problem) bool { return !p.Retry() })
}

// Warnings returns the problems that did not.
func (r *Report) Warnings() []Problem { return warningsOf(r.Checks) }

func errorsOf(checks []Check) []Problem {
	var failed, open []Problem
	for _, k := range checks {
		for _, p := range k.Problems {
			if p.Severity != Violation {
				continue
			}
			if k.Outcome == Failed {
				failed = append(failed, p)
			} else {
				open = append(open, p)
			}
		}
	}
	return append(failed, open...)
}

func warningsOf(checks []Check) []Problem {
	var found []Problem
	for _, k := range checks {
		for _, p := range k.Problems {
			if p.Severity != Violation {
				found = append(found, p)
			}
		}
	}
	return found
}

// outcomeOf draws the checks together: one that failed decides, and everything
// that is required must have passed by name.
func outcomeOf(checks []Check, required []string) Outcome {
	outcome := Passed
	for _, k := range checks {
		switch k.Outcome {
		case Failed:
			return Failed
		case Undetermined:
			outcome = Undetermined
		}
	}
	for _, name := range required {
		if !slices.ContainsFunc(checks, func(k Check) bool { return k.Name == name && k.Outcome == Passed }) {
			return Undetermined
		}
	}
	return outcome
}

func (c *corridor) conclude() (*Report, error) {
	r := c.report
	r.Outcome = outcomeOf(r.Checks, required())
	if c.unbound { // the stages took it for authentic, which says more than anybody knows
		r.Authentic, r.Issuer.Name, r.Issuer.NameFrom = false, "", ""
	}
	r.Sources, r.met = c.outing.rested(c.before), c.met()
	r.given, r.policy = c.secured, c.policy
	if r.Outcome != Passed {
		return r, &Error{r}
	}
	c.bound(c.outing.freshUntil(CheckKey, c.before, limits.ListKept))
	c.bound(c.outing.freshUntil(CheckStatus, c.before, limits.ListKept))
	c.bound(c.outing.freshUntil(CheckSchema, c.before, limits.ListKept))
	for _, s := range r.Status {
		c.bound(s.GoodUntil)
	}
	r.GoodUntil = c.until
	return r, nil
}

// bound says that the verdict, if it is a pass, has to be asked for again after t;
// zero bounds nothing. Whatever stage finds a pass that ends says so here.
func (c *corridor) bound(t time.Time) { c.until = earlier(c.until, t) }

// A ProofReport is what VerifyProofs found: whether the proofs hold, and not
// whether the document is a badge, whose, or good.
type ProofReport struct {
	Outcome    Outcome
	Kind       credential.Kind
	MediaType  string
	Method     string // the key of the first proof that holds; Proofs names those of all
	Controller string // who controls that key; others may control those of other proofs, and the document may name another issuer
	Algorithm  string // of that proof
	Time       time.Time
	Proofs     []JudgedProof
	Checks     []Check
	Sources    []Source // as in Report

	received *credential.Secured // as in Report, where Outcome is Passed
	met      *keysMet
}

// Document returns a copy of what the proof secures, as Report.Document does; nil unless
// Outcome is Passed.
func (r *ProofReport) Document() []byte { return documentOf(r.received) }

// Errors returns the problems that kept the proofs from being verified.
func (r *ProofReport) Errors() []Problem { return errorsOf(r.Checks) }

// Warnings returns the problems that did not.
func (r *ProofReport) Warnings() []Problem { return warningsOf(r.Checks) }

func (c *corridor) concludeProofs() (*ProofReport, error) {
	r := &ProofReport{
		Outcome:   outcomeOf(c.report.Checks, []string{CheckParse, CheckKey, CheckProof}),
		Kind:      c.report.Kind,
		MediaType: c.report.MediaType, Method: c.report.Method, Controller: c.report.Controller,
		Algorithm: c.report.Algorithm, Time: c.report.Time, Proofs: c.report.Proofs, Checks: c.report.Checks,
		Sources: c.outing.rested(c.before), met: c.met(),
	}
	if r.Outcome == Passed {
		r.received = c.report.received
		return r, nil
	}
	return r, errors.Join(unwrap(r.Errors())...)
}

// Package explain says why a proof does not hold, for people who search for the fault:
// software on the way has written a date anew, a context was exchanged for another
// edition, the issuer has hashed in another order. It tries such harmless changes on
// copies of the badge, one at a time, and says which would have made the proof hold.
//
// It comes after the verdict and changes nothing of it. A Diagnosis holds texts and
// numbers alone: no outcome, no credential, no document, no key; that a copy would have
// held is no verdict on the badge that there is, which was refused and stays so. Nobody is
// asked and nothing is fetched: keys are those that the verdict has met already
// (verify.Report.Keys), or, where there are none, those that are their own names. Nothing
// is left in a Verifier's memory.
//
// What a diagnosis costs is counted before it is done, in bytes of the copies and in
// signatures (limits.Diagnosis). It reads the badge once more, as the refusal did, and
// copies of it only if it is small: all of them together take about ten milliseconds. So a
// badge that is large, or made to be slow, costs at most about twice its refusal, and less
// is tried of it (Diagnosis.Exhausted).
//
// Of a presentation its own proof is diagnosed, or, where that has held, the credentials in
// it, each on its own; and what they cost together is bounded as for one badge
// (DiagnosePresented).
//
// Which parts of a badge its proofs cover is credential.Secured.Coverage; here it is only
// put into words.
package explain

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

// A Refusal is the verdict that is to be explained: a *verify.Report, a
// *verify.ProofReport, or a *verify.PresentationReport, of whose own proof Diagnose speaks,
// and DiagnosePresented of what it presents.
type Refusal interface {
	Errors() []verify.Problem
	Keys() []credential.Method
}

// A Hypothesis names a harmless change. Its spelling is stable.
type Hypothesis string

// The changes that are tried.
const (
	ContextEdition   Hypothesis = "context-edition"  // a context of Open Badges was another edition
	ContextAdded     Hypothesis = "context-added"    // a context that is known here was added after signing
	ProofContext     Hypothesis = "proof-context"    // the proof was hashed under another @context, or none
	DateSpelling     Hypothesis = "date-spelling"    // a time was spelled otherwise
	DoublyEncoded    Hypothesis = "doubly-encoded"   // texts went through UTF-8 twice, or that was mended
	LineBreaks       Hypothesis = "line-breaks"      // line breaks in texts were written otherwise
	Entities         Hypothesis = "entities"         // characters in texts were escaped for HTML, or the escapes undone
	ArrayForm        Hypothesis = "array-form"       // one value was written as a list of one, or the other way round
	EmptyMembers     Hypothesis = "empty-members"    // members that say nothing were added
	OtherKey         Hypothesis = "other-key"        // it was signed with another key of the same issuer
	HashOrder        Hypothesis = "hash-order"       // the issuer's software hashed document and proof in another order
	Canonicalization Hypothesis = "canonicalization" // it signed JSON where the suite signs the graph, or the other way round
	HashFunction     Hypothesis = "hash-function"    // it used another hash
	SignatureForm    Hypothesis = "signature-form"   // an ECDSA signature in DER
	ValueEncoding    Hypothesis = "value-encoding"   // the signature, or the token, in another base or with padding
	Whitespace       Hypothesis = "white-space"      // white space around the badge, in a token, or at the end of what it signs
	Serialization    Hypothesis = "serialization"    // the content of a token was written anew
)

// Hypotheses returns all of them, in the order in which they are tried.
func Hypotheses() []Hypothesis {
	return []Hypothesis{Whitespace, ValueEncoding, SignatureForm, HashFunction, HashOrder, Canonicalization, OtherKey, ProofContext,
		ContextEdition, DateSpelling, DoublyEncoded, LineBreaks, Entities, EmptyMembers, ContextAdded, Serialization, ArrayForm}
}

// A Finding is one harmless change with which a proof would have held.
type Finding struct {
	Hypothesis Hypothesis
	Variant    string // which form of it, in a word of its own; may be empty
	Proof      string // where the proof stands (RFC 6901), "" of a token
	Pointer    string // the first place that would have to be otherwise, "" of the whole
	Places     int    // how many there are
	Found      string // what stands at Pointer, and
	Expected   string // what would have held; both abridged, and empty where there is nothing to show

	// Unjudged says that the badge could then be read, and no more: by whose key its
	// signature would have to hold was not known.
	Unjudged bool

	presentation bool // is what was signed
}

// A Diagnosis is what came of trying. Its zero value says that there was nothing to
// diagnose. No part of it is a verdict.
type Diagnosis struct {
	Asked     bool      // a proof did not hold, or the badge could not be read, and changes were tried
	Findings  []Finding // none: nothing harmless that was tried explains it
	Tried     int       // changes that were
	Exhausted bool      // there were more, beyond what may be spent

	presentation bool // is what was signed
}

// reasons are the Codes under which CheckProof refuses what a harmless change can be
// behind.
var reasons = []credential.Code{
	credential.ProofSigInvalid, credential.ProofMalformed, credential.KeyTypeMismatch, credential.TermUndefined, credential.ContextUnknown,
	credential.ContextOrder, credential.IRIInvalid, credential.JSONKeyForm, credential.SchemaInvalid, credential.JSONNumber,
}

// Diagnose says which harmless changes would have made a proof of data hold, that r was
// given as the verdict on: the bytes that the Verifier was given, and its report. cs are
// the contexts that it was configured with; nil means credential.StandardContexts.
//
// Of several proofs, the first that did not hold is diagnosed. There is nothing to
// diagnose, and Asked is false, if it was not a proof that failed, nor the reading of the
// bytes. If ctx ends, what was found until then is returned.
func Diagnose(ctx context.Context, data []byte, r Refusal, cs *credential.Contexts) *Diagnosis {
	return newBudget().diagnose(ctx, data, r, cs)
}

func (b *budget) diagnose(ctx context.Context, data []byte, r Refusal, cs *credential.Contexts) *Diagnosis {
	out := new(Diagnosis)
	if work(data) > limits.DiagnosisWhole && credential.Detect(data) == credential.ContainerJSON {
		b.large(ctx, data, r, out)
		return out
	}
	s, err := credential.Parse(data)
	d := &desk{budget: b, ctx: ctx, contexts: cs, keys: r.Keys(), weight: 1, out: out}
	if err != nil {
		d.mend(data)
		return out
	}
	at, failed := failedAt(r)
	proofs, err := s.Proofs()
	if !failed || err != nil || len(d.keys) == 0 || !d.choose(s, proofs, at) {
		return out
	}
	out.Asked = true
	out.presentation = s.Kind() == credential.KindPresentation
	if algorithm(d.method) == jose.ES384 {
		d.weight = limits.DiagnosisP384
	}
	if d.proof.Type == "JWS" {
		d.token()
	} else {
		d.embedded()
	}
	return out
}

// failedAt is where the first proof stands, or what it refuses, that did not hold.
func failedAt(r Refusal) (pointer string, failed bool) {
	for _, p := range r.Errors() {
		if p.Check == verify.CheckProof && p.Severity == credential.Violation && slices.ContainsFunc(reasons, func(c credential.Code) bool { return errors.Is(p, c) }) {
			return p.Pointer, true
		}
	}
	return "", false
}

// choose takes the proof that the problem is about, and the key that it was judged with.
func (d *desk) choose(s *credential.Secured, proofs []credential.Proof, at string) bool {
	d.secured, d.index = s, -1
	for i, p := range proofs {
		if p.Known() && (d.index < 0 || p.Pointer != "" && (at == p.Pointer || strings.HasPrefix(at, p.Pointer+"/"))) {
			d.index, d.proof = i, p
		}
	}
	if d.index < 0 {
		return false
	}
	k := slices.IndexFunc(d.keys, func(m credential.Method) bool { return m.ID == d.proof.Method })
	d.method = d.keys[max(k, 0)]
	for _, m := range d.keys {
		if len(d.others) < limits.DiagnosisKeys && m.ID != d.method.ID && m.Controller == d.method.Controller {
			d.others = append(d.others, m)
		}
	}
	return true
}

package credential

import (
	"context"
	"crypto"
	"crypto/sha256"
	"errors"
	"time"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A Transform is what a proof was judged on. For a JWS there is none: the bytes
// themselves are signed, and both digests are empty.
type Transform struct {
	DocumentDigest []byte    // of the canonical form of the document without its proof
	ProofDigest    []byte    // of the canonical form of the proof without its value
	Edition        string    // of a context that exists in more than one under its URL; "" is the published one
	Contexts       *Contexts // that the document may name; nil: StandardContexts

	exact   bool      // the JSON value is signed, so objects with one id are what they are
	nodes   *ld.Nodes // of the document, if objects in it share an id
	ordered bool      // the graph keeps the order of allowedValue
	draft   bool      // nothing is signed yet: whatever order there is is the author's
}

// Exact reports whether the proof signs the very JSON, as a JWS and the jcs suites
// do, and not the graph that it means.
func (t Transform) Exact() bool { return t.exact }

// A transformation is what a suite computes its data from.
type transformation struct {
	suite
	document strictjson.Value
	proof    strictjson.Value   // its configuration: what has been said about it but the signature
	previous []strictjson.Value // proofs of the document that it builds on
	claims   []string           // members of the document that a token has added to it
	alg      string             // for which the suite takes the key
	hash     crypto.Hash
	contexts *Contexts
	made     *Checker // where what several proofs sign of the document is kept
}

// run computes what is signed (Data Integrity EdDSA Cryptosuites 1.0 sections 3.2.3
// to 3.2.5 and 3.3.3 to 3.3.5): the digest of the proof configuration, then that of
// the document, without any proof but those that this one builds on.
func (t transformation) run(ctx context.Context) (result Transform, data []byte, err error) {
	data = make([]byte, 0, 2*t.hash.Size())
	into := func(form []byte) { data = t.sum(data, form) }
	if t.jcs {
		result, err = t.exactly(), t.values(into, into)
	} else {
		var d *formed
		if d, err = t.graphs(ctx, into, false); err == nil {
			result, data = d.transform, append(data, d.digest...)
		}
	}
	if err != nil {
		return Transform{}, nil, err
	}
	half := t.hash.Size()
	result.DocumentDigest, result.ProofDigest = data[half:], data[:half]
	return result, data, nil
}

// sum appends the digest of form.
func (t transformation) sum(dst, form []byte) []byte {
	if t.hash == crypto.SHA256 {
		sum := sha256.Sum256(form) // allocates nothing
		return append(dst, sum[:]...)
	}
	h := t.hash.New()
	h.Write(form)
	return h.Sum(dst)
}

// exactly is what a document is read as that is signed as it stands.
func (t transformation) exactly() Transform { return Transform{exact: true, Contexts: t.contexts} }

// graphs transforms proof and document as the graphs that they mean, each under the
// document's contexts, unless the proof names its own. The form of the proof is gone
// when proof returns; that of the document is kept if it is asked for.
func (t transformation) graphs(ctx context.Context, proof func(form []byte), keep bool) (*formed, error) {
	list, err := t.made.contextsOf(t.document)
	if err != nil {
		return nil, problem(err, ContextUnknown)
	}
	proofList, err := t.contexts.set.OfProof(list, t.proof)
	if err != nil {
		p := problem(err, ProofMalformed)
		p.Code = ProofMalformed // whatever its context is, the proof is what is wrong
		return nil, p
	}
	err = t.contexts.canonical(ctx, t.hash, t.made.budget(), false, proof, func(d *rdfc.Dataset) error {
		return proofList.Convert(d, nil, t.proof, t.value())
	})
	if err != nil {
		return nil, t.lacks(err)
	}
	d := t.made.formed(ctx, t, list, keep)
	return d, d.err
}

// lacks adds to err, if no context of a proof defines its very type, which one does.
func (t transformation) lacks(err error) error {
	p, ok := errors.AsType[*Problem](err)
	if !ok || p.Code != TermUndefined || p.Pointer != pointer(t.proof, "type") {
		return err
	}
	p.Message += "; " + t.definedBy() + " is the context that does, and the document does not name it"
	return p
}

// values transforms them as JSON values. The proof carries the contexts that the
// document had when it was signed. Others may have been added behind them since, as
// long as they are known ones: what their names mean is no secret, and no plain
// name of the contexts before them gets another meaning.
func (t transformation) values(proof, document func(form []byte)) error {
	scratch := t.contexts.forms.Get().(*[]byte)
	defer t.contexts.forms.Put(scratch)
	form, err := strictjson.AppendJCS((*scratch)[:0], t.proof, t.value())
	if err != nil {
		return problem(err, ProofMalformed)
	}
	*scratch = form
	proof(form)
	var instead []strictjson.Member
	if signed := t.proof.Get("@context"); signed.Exists() {
		if same := signed.Equal(t.document.Get("@context")); !same || signed.Kind() == strictjson.Array && signed.Len() == 0 {
			if err := t.beginsWith(signed); err != nil {
				return err
			}
			instead = append(instead, strictjson.Member{Name: "@context", Value: signed})
		}
	}
	without := t.claims
	if len(t.previous) == 0 {
		without = append(without[:len(without):len(without)], "proof")
	} else {
		instead = append(instead, strictjson.Member{Name: "proof", List: t.previous})
	}
	if form, err = strictjson.AppendJCSInstead(form[:0], t.document, instead, without...); err != nil {
		return problem(err, JSONSyntax)
	}
	*scratch = form
	document(form)
	return nil
}

// beginsWith reports whether the contexts of the document begin with those that the
// proof was made under, and are known ones from there on.
func (t transformation) beginsWith(signed strictjson.Value) error {
	all, before := contextEntries(t.document.Get("@context")), contextEntries(signed)
	malformed := func(format string, args ...any) error {
		return NewProblem(ProofMalformed, signed.Pointer(), nil, format, args...)
	}
	if len(before) == 0 {
		return malformed("the proof was made under an empty list of contexts, which says of no name what it means")
	}
	if len(all) < len(before) {
		return malformed("the proof was made under %d contexts; the document has %d", len(before), len(all))
	}
	for i, v := range all {
		switch {
		case i < len(before) && !v.Equal(before[i]):
			return malformed("the document's contexts do not begin with those that the proof was made under")
		case i >= len(before) && !t.contexts.set.Knows(v):
			return NewProblem(ContextUnknown, v.Pointer(), nil, "a context that the signature does not cover, and that is not known here")
		}
	}
	return nil
}

// contextEntries are the entries of an @context.
func contextEntries(v strictjson.Value) []strictjson.Value {
	if v.Kind() != strictjson.Array {
		if !v.Exists() {
			return nil
		}
		return []strictjson.Value{v}
	}
	entries := make([]strictjson.Value, 0, v.Len())
	for _, element := range v.Elements() {
		entries = append(entries, element)
	}
	return entries
}

// Forms returns the canonical forms that the embedded proof p is judged on: of the
// document as the proof secures it, and of the proof without its value. They are
// N-Quads, or, under a jcs suite, JSON. They are for people who search for a
// difference; a verdict needs only their digests. m is the method that made the
// proof: the hash inside RDFC-1.0 is that of its curve.
func (s *Secured) Forms(ctx context.Context, p Proof, m Method, cs *Contexts) (document, proof []byte, err error) {
	return s.Checker(cs).Forms(ctx, p, m)
}

// transformation is how the embedded proof p secures the document.
func (c *Checker) transformation(p Proof, m Method) (transformation, error) {
	s := c.secured
	value, found, row, err := s.embedded(p)
	if err != nil {
		return transformation{}, err
	}
	alg := row.algorithm(m)
	t := transformation{suite: row, document: s.doc, proof: value, alg: alg, hash: row.hash(alg), contexts: c.contexts, made: c}
	if t.previous, err = previousProofs(s.doc, found); err != nil {
		return t, err
	}
	if s.token != nil && !s.inClaim() {
		t.claims = registeredClaims[:]
	}
	return t, nil
}

// registeredClaims are the members that a token adds to the document that is its
// payload, as shape.IsClaim has them (RFC 7519 section 4.1, RFC 7800, the nonce of a
// presentation). A proof inside the document was there before (OB 3.0 section 8.1), and
// under each suite it is one over the document without them.
var registeredClaims = [...]string{"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "nonce"}

// embedded returns the embedded proof that p describes, and its description, read
// from the document again: p may have been changed since.
func (s *Secured) embedded(p Proof) (value strictjson.Value, found Proof, row suite, err error) {
	if p.place < 0 {
		return value, found, row, NewProblem(ProofMalformed, "", nil, "this is the signature of a token: what it signs are the token's bytes, and it has no form of its own")
	}
	values, err := proofValues(s.doc)
	if err != nil {
		return value, found, row, err
	}
	if p.place == 0 || p.place > len(values) {
		return value, found, row, NewProblem(ProofMissing, "", nil, "this is no proof of the document; Secured.Proofs returns those that it has")
	}
	value = values[p.place-1]
	if found, err = embeddedProof(value, p.place); err != nil {
		return value, found, row, err
	}
	_, row, known := suiteOf(found)
	if !known {
		return value, found, row, unknownSuite(found)
	}
	return value, found, row, nil
}

// unknownSuite says that a proof cannot be judged.
func unknownSuite(p Proof) *Problem {
	return NewProblem(ProofTypeUnsupported, p.Pointer, nil, "a proof of type %q with the cryptosuite %q cannot be judged here",
		limits.Abridge(p.Type), limits.Abridge(p.Algorithm))
}

// ProofDetails are what an embedded proof says about itself (Data Integrity 1.0
// section 2.1). Its signer wrote all of it.
type ProofDetails struct {
	Created, Expires time.Time // zero: not said
	Domain           []string
	Challenge        string

	// NoOffset says that one of the times has no offset, and was taken for UTC.
	NoOffset bool

	NotBefore time.Time // "nbf" of a token that is not about its credential; zero: not said
}

// Details returns what an embedded proof says about itself. Of a JWS it returns
// what its claims say: of a presentation iat, nbf, aud and nonce, and by VC-JOSE-COSE of
// a credential that is no badge nbf, where that is not when the credential begins.
func (s *Secured) Details(p Proof) (ProofDetails, error) {
	if p.place < 0 {
		return s.occasion()
	}
	value, _, _, err := s.embedded(p)
	if err != nil {
		return ProofDetails{}, err
	}
	return readProof(value)
}

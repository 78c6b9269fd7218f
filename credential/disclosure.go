package credential

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/sd"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Derive makes of a document with a base proof of ecdsa-sd-2023 what its holder
// shows: the members that the issuer made mandatory and those that the JSON Pointers
// (RFC 6901) in selective name, secured by a derived proof (Data Integrity ECDSA
// Cryptosuites 1.0 section 3.4). What stays has the bytes that it had. Nobody can
// tell from it what else there was, and the base proof, which shows everything, is
// not to be given away.
//
// A pointer that selects nothing is SchemaInvalid, with the pointer in its message and
// no place in the document. Of several base proofs the first is taken. That the issuer's key signed it is for
// package verify to judge, of the result. A nil cs means StandardContexts.
func Derive(ctx context.Context, s *Secured, selective []string, cs *Contexts) (*Secured, error) {
	proofs, err := s.Proofs()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(proofs, func(p Proof) bool { return p.Suite() == ECDSASD2023 })
	if i < 0 || s.token != nil {
		return nil, NewProblem(ProofMissing, "", nil, "the document has no proof of %s, from which alone parts can be shown", ECDSASD2023)
	}
	value, _, _, err := s.embedded(proofs[i])
	if err != nil {
		return nil, err
	}
	data, err := sd.Derive(ctx, cs.orStandard().set, s.doc, value, selective)
	if err != nil {
		return nil, disclosureProblem(ctx, err, value)
	}
	return Parse(data)
}

// checkDerived judges a derived proof. A base proof is refused: it is for the holder
// alone, and whoever has it can show what he likes of the document.
func (t transformation) checkDerived(ctx context.Context, m Method) (Transform, error) {
	key, ok := m.Key.(*ecdsa.PublicKey)
	if !ok || t.alg == "" {
		return Transform{}, unfit(t.proof, m, t.algorithms...)
	}
	if len(t.previous) > 0 || len(t.claims) > 0 {
		return Transform{}, NewProblem(ProofTypeUnsupported, t.proof.Pointer(), nil, "a proof of %s inside a token, or in a chain, cannot be judged here", ECDSASD2023)
	}
	nodes := new(ld.Nodes)
	reading, err := sd.VerifyWithin(ctx, t.made.work, &t.made.again, t.contexts.set, nodes, t.document, t.proof, key)
	result := Transform{DocumentDigest: reading.DocumentDigest, ProofDigest: reading.ProofDigest, Edition: reading.Edition, Contexts: t.contexts, ordered: nodes.KeepsOrder()}
	if err != nil {
		return result, disclosureProblem(ctx, err, t.proof)
	}
	if nodes.Shared() {
		result.nodes = nodes
	}
	return result, nil
}

// addBase secures document with a base proof.
func (s suite) addBase(ctx context.Context, document strictjson.Value, c proofConfiguration, signer Signer, m Method, o ProofOptions, asSet bool) (*Secured, error) {
	finished := func(value string) (*Secured, strictjson.Value, error) {
		c.ProofValue = value
		text, err := encode(c)
		if err != nil {
			return nil, strictjson.Value{}, err
		}
		secured, err := Parse(splice(document, text, asSet))
		if err != nil {
			return nil, strictjson.Value{}, err
		}
		proofs, err := secured.Proofs()
		if err != nil {
			return nil, strictjson.Value{}, err
		}
		proof, _, _, err := secured.embedded(proofs[len(proofs)-1])
		return secured, proof, err
	}
	if len(o.Previous) > 0 {
		return nil, NewProblem(ProofTypeUnsupported, "", nil, "a proof of %s builds on no other", ECDSASD2023)
	}
	contexts := o.Contexts.orStandard()
	list, err := contexts.set.Of(document)
	if err != nil {
		return nil, problem(err, ContextUnknown)
	}
	if at := unpublished(document); list.Edition() != "" {
		return nil, NewProblem(TermUndefined, at, nil, "the published Open Badges context does not define %s; secure the document as a JWS, or under a jcs suite", at[strings.LastIndexByte(at, '/')+1:])
	}
	rehearsal, proof, err := finished("u")
	if err != nil {
		return nil, err
	}
	nodes := new(ld.Nodes)
	if err := list.Convert(new(rdfc.Dataset), nodes, rehearsal.doc, "proof"); err != nil {
		return nil, problem(err, SchemaInvalid)
	}
	if err := (Transform{nodes: nodes}).agreed(ctx); err != nil {
		return nil, err
	}
	if _, err := readProof(proof); err != nil {
		return nil, err
	}
	configured, err := strictjson.Parse(strictjson.Cut(proof.Get(s.value())), strictjson.Limits{})
	if err != nil {
		return nil, problem(err, ProofMalformed)
	}
	unsigned, ok := configured.Root().Lookup(proof.Pointer())
	if !ok {
		return nil, notOfProof(proof, "proofValue", "the last of its members")
	}
	key, _ := m.Key.(*ecdsa.PublicKey)
	value, err := sd.CreateBase(ctx, contexts.set, rehearsal.doc, unsigned, sd.BaseOptions{
		Mandatory: mandatory(document, o.Mandatory), Key: key, Rand: o.Rand,
		Sign: func(ctx context.Context, message []byte) ([]byte, error) { return sign(ctx, signer, m, message) },
	})
	if err != nil {
		return nil, disclosureProblem(ctx, err, proof)
	}
	secured, proof, err := finished(value)
	if err != nil {
		return nil, &Problem{Code: IssueSelfCheck, Message: "the finished document cannot be read", cause: err}
	}
	if err := sd.VerifyBase(ctx, contexts.set, secured.doc, proof, key); err != nil {
		return nil, &Problem{Code: IssueSelfCheck, Message: "the finished document does not verify: " + err.Error(), cause: err}
	}
	return secured, nil
}

// decisive are the members without which a document would say another thing: whose
// it is, when it is in force, how it is revoked. A holder may never leave them out.
var decisive = [...]string{
	"id", "type", "issuer", "validFrom", "validUntil", "issuanceDate", "expirationDate", "awardedDate",
	"credentialStatus", "credentialSchema", "refreshService", "termsOfUse",
}

// decisiveOfSubject are those of each subject. An identity is shown whole: without its
// salt it would be that of somebody else.
var decisiveOfSubject = [...]string{"id", "type", "identifier"}

// mandatory are the pointers to what a holder has to show: what is decisive, and
// what the caller asks for besides. If he asks for nothing, that is all but evidence,
// results and endorsements.
func mandatory(document strictjson.Value, asked []string) []string {
	var all []string
	for _, name := range decisive {
		if document.Get(name).Exists() {
			all = append(all, "/"+name)
		}
	}
	subjects := document.Get("credentialSubject")
	if subjects.Kind() != strictjson.Array {
		all = ofSubject(all, subjects, "/credentialSubject", false)
	}
	for i, subject := range subjects.Elements() {
		if len(all) > limits.SDPointers { // so many are refused
			break
		}
		all = ofSubject(all, subject, "/credentialSubject/"+strconv.Itoa(i), subjects.Len() > 1)
	}
	if asked == nil {
		asked = allOf(document, "credentialSubject", "proof", "evidence", "endorsement", "endorsementJwt")
		for _, subject := range contextEntries(subjects) {
			asked = append(asked, allOf(subject, "result")...)
		}
	}
	for _, at := range asked {
		if !slices.Contains(all, at) {
			all = append(all, at)
		}
	}
	return all
}

// ofSubject appends what is decisive of the subject that stands at the given place. Of
// one among several, something must be: a holder could otherwise leave it out, and what
// was awarded to two would be awarded to one of them.
func ofSubject(all []string, subject strictjson.Value, at string, among bool) []string {
	before := len(all)
	for _, name := range decisiveOfSubject {
		if subject.Get(name).Exists() {
			all = append(all, at+"/"+name)
		}
	}
	if !among || len(all) > before {
		return all
	}
	if parts := allOf(subject); len(parts) > 0 {
		return append(all, parts[0])
	}
	return append(all, at)
}

// allOf are the pointers to the members of an object, but for some. Its contexts are
// shown in any case.
func allOf(object strictjson.Value, but ...string) []string {
	var all []string
	for name, member := range object.Members() {
		if name != "@context" && !slices.Contains(but, name) {
			all = append(all, member.Pointer())
		}
	}
	return all
}

// disclosureProblem is what package sd says, at the proof.
func disclosureProblem(ctx context.Context, err error, proof strictjson.Value) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return NewProblem(Interrupted, "", err, "canonicalization was interrupted: %v", err)
	}
	if _, told := errors.AsType[*Problem](err); !told && errors.Is(err, sd.ErrSignature) {
		return signatureProblem(err, proof.Pointer())
	}
	p := problem(err, ProofMalformed)
	if p.Pointer == "" && !errors.Is(err, sd.ErrSelection) {
		p.Pointer = proof.Pointer()
	}
	return p
}

// Package sd makes and judges proofs of ecdsa-sd-2023, the suite of Data Integrity
// ECDSA Cryptosuites 1.0 (sections 3.4 to 3.6) whose holder may show a part of a
// document and prove that part.
//
// The issuer makes a base proof ([CreateBase]): one signature for each statement
// (each N-Quad) of the document, by a key that is made for this proof alone, and
// one of the issuer's for that key, the proof's configuration and the statements
// that nobody may leave out. The mandatory ones are those that its JSON Pointers
// select. The holder chooses more of them and derives ([Derive]): the document
// without the rest, with the signatures of what is left. Whoever receives that
// verifies it ([Verify]) with the issuer's key.
//
// A base proof holds the secret of the labels, and all that the document says. It
// is for the holder alone: Verify answers [ErrBase] to it, whatever it proves. The
// holder asks [VerifyBase].
//
// # What it does not hide, and does not hold
//
// Two derivations of one base proof have the same issuer's signature: who receives
// both knows that they are one. What is not mandatory can be left out, and nobody
// sees that it was: an issuer whose document ends, or can be revoked, selects
// /validUntil and /credentialStatus. Types and ids on the way to what is selected
// are always shown.
//
// # Where the specification is not followed to the letter
//
// It names the key of the proof where the issuer's signature is to be verified;
// with that, anybody could make proofs in the name of anybody. It says 36 bytes for
// the key where 35 are written. Labels that blank nodes share, or that no blank
// node has, pass its algorithm; here they are refused, because under them a holder
// could take one person's statements apart and give them to two.
//
// The blank nodes of a selection are told to be those of the document by where they
// stand ([ld.Origins]), where the specification gives them IRIs for a while. What
// cannot be shown alone (one item of an ordered list, a text without its language)
// is an error of who selects it, and not of who verifies it later.
package sd

import (
	"context"
	"crypto/ecdsa"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Cryptosuite is the suite's name in a proof.
const Cryptosuite = "ecdsa-sd-2023"

// The reasons of an error, for errors.Is. A document that is no JSON-LD of ours is
// an *ld.Error, one beyond the limits wraps rdfc.ErrBudget, and an issuer's key
// that is not on P-256 jose.ErrKeyType.
var (
	ErrMalformed = errors.New("malformed proof of ecdsa-sd-2023")                       // the proof, or what its proofValue encodes
	ErrBase      = errors.New("a base proof, which is for the holder alone")            // where a derived one is wanted
	ErrDerived   = errors.New("a derived proof, from which nothing can be derived")     // where a base one is wanted
	ErrSignature = errors.New("the proof is not one of this document by this issuer")   // a signature, or the number of statements
	ErrSelection = errors.New("pointers that were asked for")                           // and ErrPointer: those of the caller, not of the document
	ErrPointer   = errors.New("JSON Pointer that selects nothing that could be proved") // of the caller, or of a base proof
	ErrTooLarge  = errors.New("more than a proof of ecdsa-sd-2023 can hold here")       // nothing is made that would be refused
)

// A Reading is what a derived proof was judged on.
type Reading struct {
	DocumentDigest []byte // SHA-256 of the canonical form of the document without its proof
	ProofDigest    []byte // SHA-256 of the canonical form of the proof without its value
	Edition        string // of a context that exists in more than one under its URL; "" is the published one
}

// Verify says whether proof, a derived proof of ecdsa-sd-2023, proves all that
// document says besides its member proof, by the key of its issuer (section 3.6,
// Verify Derived Proof). The caller has seen to it that the key is the issuer's
// and speaks for this purpose; dates and audience of the proof are not judged
// here. If nodes is not nil, it learns which objects of the document share an id.
// The Reading comes with an ErrSignature too, as far as the document could be read.
//
// What the document does not say may have been left out by its holder, except for
// the statements that the issuer made mandatory.
func Verify(ctx context.Context, contexts *ld.Contexts, nodes *ld.Nodes, document, proof strictjson.Value, issuer *ecdsa.PublicKey) (Reading, error) {
	return VerifyWithin(ctx, nil, new(bool), contexts, nodes, document, proof, issuer)
}

// Work is what several proofs have cost together. The zero Work is none. It is for one
// goroutine.
type Work struct {
	Canonical  rdfc.Budget
	statements int // of derived proofs
}

// spend counts the statements of a derived proof. Each is a signature to verify, or
// stands in what is hashed, once for every proof.
func (w *Work) spend(p *derivedProof) error {
	if w.statements += len(p.signatures) + len(p.mandatory); w.statements > limits.SDStatementsAll {
		return fmt.Errorf("%w: at most %d statements are judged in all proofs together", ErrTooLarge, limits.SDStatementsAll)
	}
	return nil
}

// VerifyWithin is Verify at the cost of w, unless that is nil, which bounds what many proofs may cost
// together. again is whether the document has been canonicalized at its cost, before
// and after.
func VerifyWithin(ctx context.Context, w *Work, again *bool, contexts *ld.Contexts, nodes *ld.Nodes, document, proof strictjson.Value, issuer *ecdsa.PublicKey) (Reading, error) {
	text, err := proofValue(proof)
	if err != nil {
		return Reading{}, err
	}
	p, err := parseDerived(text)
	if err != nil {
		return Reading{}, err
	}
	var budget *rdfc.Budget
	if w != nil {
		if err := w.spend(p); err != nil {
			return Reading{}, err
		}
		budget = &w.Canonical
	}
	g, err := newGraph(ctx, budget, contexts, document, proof)
	if err != nil {
		return Reading{}, err
	}
	g.again, *again = *again, true
	if err := g.convert(ctx, nodes); err != nil {
		return Reading{}, err
	}
	r := Reading{g.documentDigest[:], g.proofDigest[:], g.list.Edition()}
	lines, err := g.relabel(p.labels)
	if err != nil {
		return r, err
	}
	mandatory, others, err := split(lines, p.mandatory)
	if err != nil {
		return r, err
	}
	return r, p.verify(ctx, g.proofDigest, mandatory, others, issuer)
}

// VerifyBase says whether proof is a base proof of document by the key of its
// issuer. It is for whoever made it or was given it, before deriving from it; it
// is no verdict on a document that somebody else shows.
func VerifyBase(ctx context.Context, contexts *ld.Contexts, document, proof strictjson.Value, issuer *ecdsa.PublicKey) error {
	p, g, err := readBase(ctx, contexts, document, proof)
	if err != nil {
		return err
	}
	mandatory, err := g.group(ctx, p.mandatory)
	if err != nil {
		return err
	}
	held, others := mandatory.divide(g.lines)
	return p.verify(ctx, g.proofDigest, held, others, issuer)
}

// split parts lines into those with the given numbers, which ascend, and the rest.
func split(lines []string, numbers []int) (mandatory, others []string, err error) {
	for i, line := range lines {
		if len(numbers) > 0 && numbers[0] == i {
			mandatory, numbers = append(mandatory, line), numbers[1:]
		} else {
			others = append(others, line)
		}
	}
	if len(numbers) > 0 {
		return nil, nil, fmt.Errorf("%w: expected mandatory indexes below %d, the number of statements, found %d", ErrSignature, len(lines), numbers[0])
	}
	return mandatory, others, nil
}

// verify judges all signatures of a proof (createVerifyData, and what follows it).
// That of the issuer comes first: without it nobody can make us verify others.
func (p *signed) verify(ctx context.Context, proofDigest [sha256.Size]byte, mandatory, others []string, issuer *ecdsa.PublicKey) error {
	if err := jose.Verify(jose.ES256, issuer, p.message(proofDigest, mandatory), p.signature); err != nil {
		if errors.Is(err, jose.ErrSignature) {
			return fmt.Errorf("%w: the issuer's signature does not hold for the proof and the mandatory statements", ErrSignature)
		}
		return err
	}
	return p.verifyStatements(ctx, others)
}

// verifyStatements judges the signatures by the proof's own key, one for each
// statement that is not mandatory.
func (p *signed) verifyStatements(ctx context.Context, others []string) error {
	if len(p.signatures) != len(others) {
		return fmt.Errorf("%w: expected a signature for each of %d statements that are not mandatory, found %d signatures", ErrSignature, len(others), len(p.signatures))
	}
	key, err := p.proofKey()
	if err != nil {
		return err
	}
	for i, line := range others {
		if err := ctx.Err(); err != nil {
			return err
		}
		if jose.Verify(jose.ES256, key, []byte(line), p.signatures[i]) != nil {
			return fmt.Errorf("%w: the signature of the statement %s does not hold", ErrSignature, limits.Abridge(line))
		}
	}
	return nil
}

// message is what the issuer signs (serializeSignData).
func (p *signed) message(proofDigest [sha256.Size]byte, mandatory []string) []byte {
	h := sha256.New()
	for _, line := range mandatory {
		h.Write([]byte(line))
	}
	m := append(proofDigest[:], p.publicKey...)
	return h.Sum(m)
}

// proofValue is that of a proof of this suite; "", which is none, where it has no
// string.
func proofValue(proof strictjson.Value) (string, error) {
	if err := checkConfiguration(proof); err != nil {
		return "", err
	}
	return proof.Get("proofValue").Text(), nil
}

// checkConfiguration refuses what is no proof of this suite (section 3.6, Base
// Proof Configuration).
func checkConfiguration(proof strictjson.Value) error {
	if !proof.Get("type").Is("DataIntegrityProof") || !proof.Get("cryptosuite").Is(Cryptosuite) {
		return fmt.Errorf("%w: expected the type DataIntegrityProof and the cryptosuite %s", ErrMalformed, Cryptosuite)
	}
	return nil
}

package sd

import (
	"bytes"
	"crypto/ecdsa"
	"encoding/base64"
	"fmt"

	"github.com/summitbadges/openbadges/internal/base64url"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
)

// Sizes in bytes. The text of Data Integrity ECDSA Cryptosuites 1.0 says 36 for
// the public key where a proof is read; where one is written, and in its vectors,
// it is 35: the two bytes of the code of P-256, and a compressed point.
const (
	signatureSize = 64
	publicKeySize = 35
	hmacKeySize   = 32
	labelSize     = 32
)

// What a proofValue begins with, behind the u of base64url.
const (
	headerBase    = "\xd9\x5d\x00"
	headerDerived = "\xd9\x5d\x01"
)

// signed is what base and derived proofs have in common.
type signed struct {
	signature  []byte   // of the issuer
	publicKey  []byte   // of this proof alone, as a multikey
	signatures [][]byte // by that key: of each statement that is not mandatory, in their order
}

// A baseProof is the proofValue that the issuer makes for the holder
// (serializeBaseProofValue).
type baseProof struct {
	signed
	hmacKey   []byte
	mandatory []string // JSON Pointers
}

// A derivedProof is the proofValue that the holder makes for others
// (serializeDerivedProofValue).
type derivedProof struct {
	signed
	labels    [][]byte // HMACs, by the number of the canonical label
	mandatory []int    // numbers of lines, ascending
}

func (p *baseProof) String() string {
	b := appendHead([]byte(headerBase), cborArray, 5)
	b = appendBytes(b, p.signature)
	b = appendBytes(b, p.publicKey)
	b = appendBytes(b, p.hmacKey)
	b = appendAllBytes(b, p.signatures)
	b = appendHead(b, cborArray, len(p.mandatory))
	for _, pointer := range p.mandatory {
		b = append(appendHead(b, cborText, len(pointer)), pointer...)
	}
	return "u" + base64.RawURLEncoding.EncodeToString(b)
}

func (p *derivedProof) String() string {
	b := appendHead([]byte(headerDerived), cborArray, 5)
	b = appendBytes(b, p.signature)
	b = appendBytes(b, p.publicKey)
	b = appendAllBytes(b, p.signatures)
	b = appendHead(b, cborMap, len(p.labels))
	for number, label := range p.labels {
		b = appendBytes(appendHead(b, cborUint, number), label)
	}
	b = appendHead(b, cborArray, len(p.mandatory))
	for _, line := range p.mandatory {
		b = appendHead(b, cborUint, line)
	}
	return "u" + base64.RawURLEncoding.EncodeToString(b)
}

// IsBase reports whether a proofValue is that of a base proof, by what it begins with.
func IsBase(text string) bool {
	_, err := open(text, headerBase)
	return err == nil
}

// parseBase reads the proofValue of a base proof (parseBaseProofValue). A derived
// one is ErrDerived.
func parseBase(text string) (*baseProof, error) {
	r, err := open(text, headerBase)
	if err != nil {
		return nil, err
	}
	p := new(baseProof)
	if err := p.begin(r); err != nil {
		return nil, err
	}
	if p.hmacKey, err = r.bytes(hmacKeySize); err != nil {
		return nil, err
	}
	if p.signatures, err = signatures(r); err != nil {
		return nil, err
	}
	n, err := r.count(cborArray, limits.SDPointers)
	if err != nil {
		return nil, err
	}
	for range n {
		pointer, err := r.text(limits.SDPointer)
		if err != nil {
			return nil, err
		}
		p.mandatory = append(p.mandatory, pointer)
	}
	if err := r.end(); err != nil {
		return nil, err
	}
	return p, nil
}

// parseDerived reads the proofValue of a derived proof (parseDerivedProofValue). A
// base proof is ErrBase.
//
// The label map is complete up to its highest label, each once and in any order, and no
// two labels of it are one: under such a map a holder could make two nodes of one, and share
// its statements out between them.
func parseDerived(text string) (*derivedProof, error) {
	r, err := open(text, headerDerived)
	if err != nil {
		return nil, err
	}
	p := new(derivedProof)
	if err := p.begin(r); err != nil {
		return nil, err
	}
	if p.signatures, err = signatures(r); err != nil {
		return nil, err
	}
	n, err := r.count(cborMap, limits.SDStatements)
	if err != nil {
		return nil, err
	}
	if rest := len(r.data) - r.at; n > rest { // no memory for labels that cannot be there
		return nil, r.fault("expected a label map of %d labels, found %d bytes", n, rest)
	}
	seen := map[string]bool{}
	if n > 0 {
		p.labels = make([][]byte, n)
	}
	for range n {
		number, err := r.uint(n - 1)
		if err != nil {
			return nil, err
		}
		if p.labels[number] != nil {
			return nil, r.fault("expected each label of the label map once, found %d again", number)
		}
		label, err := r.bytes(labelSize)
		if err != nil {
			return nil, err
		}
		if seen[string(label)] {
			return nil, r.fault("expected another label for each blank node, found one twice")
		}
		seen[string(label)] = true
		p.labels[number] = label
	}
	if n, err = r.count(cborArray, limits.SDStatements); err != nil {
		return nil, err
	}
	next := 0
	for range n {
		line, err := r.uint(limits.Quads)
		if err != nil {
			return nil, err
		}
		if line < next {
			return nil, r.fault("expected mandatory indexes in ascending order, each once, found %d", line)
		}
		next = line + 1
		p.mandatory = append(p.mandatory, line)
	}
	if err := r.end(); err != nil {
		return nil, err
	}
	return p, nil
}

// open reads what stands around the CBOR of a proofValue, and says which of the
// two kinds it is if it is not the one that is wanted.
func open(text, header string) (*cborReader, error) {
	if len(text) > limits.SDProofValue {
		return nil, fmt.Errorf("%w: expected at most %d characters, found %d", ErrMalformed, limits.SDProofValue, len(text))
	}
	if len(text) == 0 || text[0] != 'u' {
		return nil, fmt.Errorf("%w: expected multibase base64url, which begins with u", ErrMalformed)
	}
	data := make([]byte, base64url.DecodedLen(len(text)-1))
	if _, err := base64url.Decode(data, []byte(text[1:])); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	switch {
	case bytes.HasPrefix(data, []byte(header)):
		return &cborReader{data: data, at: len(header)}, nil
	case bytes.HasPrefix(data, []byte(headerBase)):
		return nil, ErrBase
	case bytes.HasPrefix(data, []byte(headerDerived)):
		return nil, ErrDerived
	}
	return nil, fmt.Errorf("%w: expected the header of a proof of ecdsa-sd-2023", ErrMalformed)
}

// begin reads the first components of both kinds.
func (p *signed) begin(r *cborReader) (err error) {
	if err = r.array(5); err != nil {
		return err
	}
	if p.signature, err = r.bytes(signatureSize); err != nil {
		return err
	}
	if p.publicKey, err = r.bytes(publicKeySize); err != nil {
		return err
	}
	_, err = p.proofKey()
	return err
}

// proofKey is the key that belongs to this proof alone.
func (p *signed) proofKey() (*ecdsa.PublicKey, error) {
	key, err := multikey.DecodeBytes(p.publicKey)
	if err != nil {
		return nil, fmt.Errorf("%w: the key of the proof: %w", ErrMalformed, err)
	}
	ec, ok := key.(*ecdsa.PublicKey)
	if !ok {
		return nil, fmt.Errorf("%w: the key of the proof is not on P-256", ErrMalformed)
	}
	return ec, nil
}

func signatures(r *cborReader) ([][]byte, error) {
	n, err := r.count(cborArray, limits.SDStatements)
	if err != nil {
		return nil, err
	}
	var all [][]byte
	for range n {
		signature, err := r.bytes(signatureSize)
		if err != nil {
			return nil, err
		}
		all = append(all, signature)
	}
	return all, nil
}

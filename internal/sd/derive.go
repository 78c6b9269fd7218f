package sd

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Derive is the part of document that selective, which are JSON Pointers (RFC
// 6901), and the mandatory ones of the issuer select, with a derived proof of it
// (section 3.6, Add Derived Proof). proof is the base proof, a part of document;
// the result has no other, and has it in an array if the document had. Its bytes
// are those of document, with the rest left out.
//
// Derive checks that the statements it takes over are signed by the proof's own
// key. Whether that key is the issuer's word only VerifyBase knows.
func Derive(ctx context.Context, contexts *ld.Contexts, document, proof strictjson.Value, selective []string) ([]byte, error) {
	p, g, err := readBase(ctx, contexts, document, proof)
	if err != nil {
		return nil, err
	}
	d, revealed, err := p.derive(ctx, g, selective)
	if err != nil {
		return nil, err
	}
	value := d.String()
	if _, err := parseDerived(value); err != nil {
		return nil, fmt.Errorf("%w: nobody would read what is derived: %w", ErrTooLarge, err)
	}
	return withProof(revealed.text, document, proof, value), nil
}

// readBase reads a base proof and what it is about.
func readBase(ctx context.Context, contexts *ld.Contexts, document, proof strictjson.Value) (*baseProof, *graph, error) {
	text, err := proofValue(proof)
	if err != nil {
		return nil, nil, err
	}
	p, err := parseBase(text)
	if err != nil {
		return nil, nil, err
	}
	g, err := newGraph(ctx, nil, contexts, document, proof)
	if err != nil {
		return nil, nil, err
	}
	return p, g, g.convertWithKey(ctx, p.hmacKey)
}

// asked says of a pointer that selects nothing that the caller gave it.
func asked(err error) error {
	if errors.Is(err, ErrPointer) {
		return fmt.Errorf("%w: %w", ErrSelection, err)
	}
	return err
}

// derive is createDisclosureData.
func (p *baseProof) derive(ctx context.Context, g *graph, selective []string) (*derivedProof, *part, error) {
	mandatory, err := g.group(ctx, p.mandatory)
	if err != nil {
		return nil, nil, err
	}
	shown, revealed, err := g.choose(ctx, slices.Concat(p.mandatory, selective))
	if err != nil {
		return nil, nil, asked(err)
	}
	if revealed == nil {
		return nil, nil, asked(fmt.Errorf("%w: expected one at least, found none, and no mandatory one", ErrPointer))
	}

	d := &derivedProof{signed: signed{signature: p.signature, publicKey: p.publicKey}}
	var others []string
	line, signature := 0, 0
	for i := range g.lines {
		switch {
		case mandatory[i] && shown[i]:
			d.mandatory = append(d.mandatory, line)
		case mandatory[i]:
			return nil, nil, asked(fmt.Errorf("%w: what is selected takes away a mandatory statement, %s", ErrPointer, limits.Abridge(g.lines[i])))
		default:
			if signature == len(p.signatures) {
				return nil, nil, fmt.Errorf("%w: expected more than %d signatures, one for each statement that is not mandatory", ErrSignature, signature)
			}
			if shown[i] {
				others = append(others, g.lines[i])
				d.signatures = append(d.signatures, p.signatures[signature])
			}
			signature++
		}
		if shown[i] {
			line++
		}
	}
	if signature != len(p.signatures) {
		return nil, nil, fmt.Errorf("%w: expected %d signatures, one for each statement that is not mandatory, found %d", ErrSignature, signature, len(p.signatures))
	}
	if err := d.verifyStatements(ctx, others); err != nil {
		return nil, nil, err
	}
	d.labels = g.labelsOf(revealed)
	return d, revealed, nil
}

// withProof puts the proof with its new value at the end of a selection, which has
// an @context at least.
func withProof(revealed []byte, document, proof strictjson.Value, value string) []byte {
	inArray := document.Get("proof").Kind() == strictjson.Array
	out := append(revealed[:len(revealed)-1:len(revealed)-1], `,"proof":`...)
	if inArray {
		out = append(out, '[')
	}
	start, _ := proof.Span()
	from, to := proof.Get("proofValue").Span()
	raw := proof.Raw()
	out = append(out, raw[:from-start]...)
	out = append(out, '"')
	out = append(out, value...)
	out = append(out, '"')
	out = append(out, raw[to-start:]...)
	if inArray {
		out = append(out, ']')
	}
	return append(out, '}')
}

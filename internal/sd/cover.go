package sd

import (
	"context"
	"fmt"
	"slices"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Cover tells what each statement of document comes from, and which of them the issuer
// made mandatory under proof, base or derived: the others its holder could have left out.
// It verifies nothing. The numbers of mandatory are those of Left's statements. With w, it
// is at its cost, as VerifyWithin is.
func Cover(ctx context.Context, w *Work, again *bool, contexts *ld.Contexts, document, proof strictjson.Value) (left *ld.Left, mandatory func(quad int) bool, err error) {
	text, err := proofValue(proof)
	if err != nil {
		return nil, nil, err
	}
	var derived *derivedProof
	var base *baseProof
	if IsBase(text) {
		base, err = parseBase(text)
	} else {
		derived, err = parseDerived(text)
	}
	if err != nil {
		return nil, nil, err
	}
	var budget *rdfc.Budget
	if w != nil {
		budget = &w.Canonical
		if derived != nil {
			err = w.spend(derived)
		}
	}
	if err != nil {
		return nil, nil, err
	}
	list, err := contexts.Of(document)
	if err != nil {
		return nil, nil, err
	}
	g := &graph{contexts: contexts, document: document, list: list, budget: budget, again: *again}
	*again = true
	if base != nil {
		return g.coverBase(ctx, base)
	}
	if left, err = list.ConvertLeft(&g.data, nil, document, nil, "proof"); err != nil {
		return nil, nil, err
	}
	if _, err = g.canonicalize(ctx); err != nil {
		return nil, nil, err
	}
	lines, err := g.relabel(derived.labels)
	if err != nil {
		return nil, nil, err
	}
	if n := len(derived.mandatory); n > 0 && derived.mandatory[n-1] >= len(lines) {
		return nil, nil, fmt.Errorf("%w: a mandatory statement beyond the %d that there are", ErrSignature, len(lines))
	}
	label := func(n rdfc.Node) string {
		number, _ := g.data.Label(n)
		return labelText(derived.labels[number]) // relabel has seen to it that there is one
	}
	return left, func(quad int) bool {
		at, found := slices.BinarySearch(lines, g.data.Line(quad, label))
		_, is := slices.BinarySearch(derived.mandatory, at)
		return found && is
	}, nil
}

// coverBase is Cover for whoever has the base proof.
func (g *graph) coverBase(ctx context.Context, base *baseProof) (*ld.Left, func(quad int) bool, error) {
	if err := g.convertWithKey(ctx, base.hmacKey); err != nil {
		return nil, nil, err
	}
	in, err := g.group(ctx, base.mandatory)
	if err != nil {
		return nil, nil, err
	}
	// As convertWithKey has read it: the same walk, so the same statements.
	var data rdfc.Dataset
	origins := ld.Origins{}
	left, err := g.list.ConvertLeft(&data, origins, g.document, nil, "proof")
	if err != nil {
		return nil, nil, err
	}
	names := map[rdfc.Node]string{}
	for origin, n := range origins {
		names[n] = labelText(g.labels[g.origins[origin]])
	}
	label := func(n rdfc.Node) string { return names[n] }
	return left, func(quad int) bool {
		at, found := slices.BinarySearch(g.lines, data.Line(quad, label))
		return found && in[at]
	}, nil
}

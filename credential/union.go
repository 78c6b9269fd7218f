package credential

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/limits"
)

// Read returns the document as the proof of which t came secures it, and what is
// to be said about reading it so. Under an RDFC suite all objects of one graph
// with one id are one node, and whoever holds the document can move members
// between them under a valid signature. So they are read as one: the view of each
// is the union of their members. A member that a verdict reads and that two of
// them give differently, or that the document says of itself anywhere but at its
// root, is a Violation; one that describes is then in neither's view, and a Note
// says so. A fraction is what the graph keeps of it, sixteen digits; allowed values whose
// order the graph does not keep are in the order of their texts.
//
// Documents inside the document, endorsements, were made by others and are judged
// on their own. They may repeat what the document says of a node; what they alone say of
// it is in no view, and a Violation or a Note as above.
//
// Of a document that is no badge the view holds what every verifiable credential
// has: id, types, issuer, the id of a single subject, the period, the status entries,
// and the ids and types of schemas and refresh service.
//
// The error is a *Problem, and the view then nil: a member in a shape that the model
// does not allow; CanonLimit where objects name each other so often that a view would
// be much larger than the document; Interrupted if ctx has ended.
//
// Like Unverified it vouches for nothing; package verify calls it once the proof
// has held.
func (s *Secured) Read(ctx context.Context, t Transform) (*Credential, []Problem, error) {
	if t.exact && s.kind == KindOB30 {
		c, err := s.Unverified()
		return c, nil, err
	}
	var union *ld.Union
	var found []Problem
	if t.nodes != nil {
		var err error
		if union, err = t.nodes.Union(ctx); err != nil {
			return nil, nil, reading(ctx, err)
		}
		found = disagreements(union)
	}
	read := s.view
	if s.kind != KindOB30 {
		read = s.outline
	}
	c, err := read(ctx, union, !t.exact)
	if err == nil && !t.exact && !t.ordered {
		for i := range c.Subject.Achievement.ResultDescription {
			asSet(&c.Subject.Achievement.ResultDescription[i].AllowedValue)
		}
	}
	return c, found, err
}

// asSet shows values whose order nobody signed in one that no holder chooses.
func asSet(values *badge.Many[string]) {
	slices.Sort(*values)
	*values = slices.Compact(*values)
}

// reading turns an error of a reading with limits into a Problem.
func reading(ctx context.Context, err error) *Problem {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return NewProblem(Interrupted, "", err, "reading the document was interrupted: %v", err)
	}
	return problem(err, SchemaInvalid)
}

// disagreements are the Problems of what cannot be read as one.
func disagreements(union *ld.Union) []Problem {
	var found []Problem
	for _, c := range union.Conflicts() {
		what := "have one id and say different things, so neither is shown"
		switch c.Kind {
		case ld.Misplaced:
			what = "have one id and are one; what a document says of itself stands at its root only"
		case ld.Foreign:
			what = "have one id, and only the second says this, which is inside another document: that may repeat what this document says, and add nothing"
		}
		p := Problem{Code: SchemaInvalid, Severity: Note, Pointer: c.Other + "/" + c.Member,
			Message: fmt.Sprintf("%s: the objects at %q and %q %s", limits.Abridge(c.Member), limits.Abridge(c.Pointer), limits.Abridge(c.Other), what)}
		if c.Fatal {
			p.Severity = Violation
		}
		found = append(found, p)
	}
	return found
}

// agreed refuses to sign what a verifier would not read as one, or what a document
// inside the document adds to it: its holder could give that out for the issuer's.
func (t Transform) agreed(ctx context.Context) error {
	if t.nodes == nil {
		return nil
	}
	union, err := t.nodes.Union(ctx)
	if err != nil {
		return reading(ctx, err)
	}
	for i, p := range disagreements(union) {
		if c := union.Conflicts()[i]; p.Severity == Violation || c.Kind == ld.Foreign && !c.Usual {
			p.Severity = Violation
			return &p
		}
	}
	return nil
}

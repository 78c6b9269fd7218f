package credential

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/shape"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// ConformCredential judges the document's form as a verifiable credential of any
// type: a badge exactly as Conform does, an endorsement by its class in OB 3.0
// (EndorsementCredential), any other by VCDM 2.0 sections 4 and 5, or VCDM 1.1 where its
// first context says so, as the proof of which t came secures it. A relatedResource that is a context known to t must have its digest.
//
// What a type's own specification asks beyond the VCDM, such as that of status
// lists, is not judged. It says nothing about authenticity.
func (s *Secured) ConformCredential(t Transform) []Problem {
	switch s.kind {
	case KindOB30:
		return s.Conform(t)
	case KindEndorsement:
		return s.conformOB("EndorsementCredential", t)
	case KindPresentation:
		return s.notOfItsKind(aPresentation)
	}
	found := append(s.checkForm(), s.checkEnvelope()...)
	found = append(found, s.remarks...)
	found = append(found, s.checkClaims()...)
	found = append(found, s.checkContexts(t)...)
	if s.token == nil && !t.exact {
		found = append(found, repetitions(s.doc, t.ordered, nil)...)
	}
	found = append(found, s.checkResources(t.Contexts)...)
	found = append(found, s.checkShape("VerifiableCredential", t)...)
	return append(found, s.checkTerms(t, found)...)
}

// checkTerms judges that the contexts define every name in the document (VCDM 2.0
// sections 4.3 and 4.5), as far as they are known here: by the walk that reads a
// document for a proof over its graph. It adds the first fault that is not told
// already.
func (s *Secured) checkTerms(t Transform, told []Problem) []Problem {
	skip := []string{"proof"} // which is read under contexts of its own, with its suite
	if s.kind == KindPresentation {
		skip = append(skip, "verifiableCredential") // documents of their own
	}
	if s.claims.Exists() && !s.inClaim() {
		for name := range s.claims.Members() {
			if shape.IsClaim(name) {
				skip = append(skip, name)
			}
		}
	}
	_, err := t.Contexts.orStandard().reads(s.doc, nil, skip...)
	if err == nil || s.version == 0 { // without a base context there is nothing to read with, and it is told
		return nil
	}
	p := problem(err, TermUndefined)
	p.Severity = s.lax(t)
	if slices.ContainsFunc(told, func(q Problem) bool {
		return q.Severity <= p.Severity && (p.Pointer == q.Pointer || within(p.Pointer, q.Pointer) || within(q.Pointer, p.Pointer))
	}) {
		return nil
	}
	return []Problem{*p}
}

// within reports whether pointer is of a part of what stands at other.
func within(pointer, other string) bool {
	return other != "" && strings.HasPrefix(pointer, other+"/")
}

// lax is how severe it is that a name or a context is not understood. A JWS signs
// its contexts with everything else, and so does a proof of a jcs suite; an RDFC
// proof signs what the contexts make of the names, so there the list is exact.
func (s *Secured) lax(t Transform) Severity {
	if s.byGraph(t) {
		return Violation
	}
	return Deviation
}

// byGraph reports whether it is the graph of the document that is signed, and no more.
func (s *Secured) byGraph(t Transform) bool {
	return s.token == nil && !s.claims.Exists() && !t.exact
}

// parseTime reads a time of the credential, as those who judge its form do.
func (s *Secured) parseTime(text string) (time.Time, error) {
	if s.ofOB() {
		return shape.ParseTime(text)
	}
	return shape.ParseTimeUTC(text)
}

// outline is the view of a credential that is no badge: what every verifiable
// credential has. It is read where a document says it of itself, at the root.
func (s *Secured) outline(_ context.Context, nodes *ld.Union, graph bool) (*Credential, error) {
	c := &Credential{ID: s.ID(), doc: &received{doc: s.doc, embedded: s.token == nil, graph: graph, nodes: nodes}}
	c.Issuer.ID = s.IssuerID()
	issuer := s.doc.Get("issuer")
	switch {
	case nodes == nil:
		c.Issuer.Name = sole(issuer.Get("name")).Text()
	case !nodes.Disputed(issuer, "name"):
		c.Issuer.Name = sole(nodes.Get(issuer, "name")).Text()
	}
	c.Subject.ID = s.member("credentialSubject").Text()
	if nodes != nil {
		c.Subject.ID = oneID(s.doc.Get("credentialSubject"), nodes)
	}
	if c.Subject.ID == "" {
		c.Subject.ID = s.fromClaim("sub")
	}
	c.Type = slices.DeleteFunc(typesIn(s.doc, nodes), func(name string) bool { return name == typeVC })
	for v := range several(s.doc.Get("credentialStatus"), limits.Status) {
		c.Status = append(c.Status, statusOf(v, nodes))
	}
	for v := range several(s.doc.Get("credentialSchema"), limits.Resources) {
		c.Schema = append(c.Schema, badge.Schema{ID: v.Get("id").Text(), Type: typesOf(v)})
	}
	for v := range several(s.doc.Get("refreshService"), 1) {
		c.Refresh = &badge.RefreshService{ID: v.Get("id").Text(), Type: typesOf(v)}
	}
	var err error
	names := s.dateNames()
	if c.ValidFrom, err = s.dated(names[0], "nbf"); err != nil {
		return nil, err
	}
	if c.ValidUntil, err = s.dated(names[1], "exp"); err != nil {
		return nil, err
	}
	return c, nil
}

// statusTypes are those of an entry whose members the view has.
var statusTypes = []string{"BitstringStatusListEntry", "StatusList2021Entry", "1EdTechRevocationList"}

// statusOf is the view of a status entry. Of several types the one that is known
// counts; where two are, nobody could say which is meant, and all are named.
func statusOf(v strictjson.Value, nodes *ld.Union) badge.Status {
	get := func(v strictjson.Value, name string) strictjson.Value {
		if nodes == nil {
			return v.Get(name)
		}
		return nodes.Get(v, name)
	}
	s := badge.Status{
		ID: v.Get("id").Text(), Type: typesOf(v),
		StatusPurpose:        get(v, "statusPurpose").Text(),
		StatusListIndex:      get(v, "statusListIndex").Text(),
		StatusListCredential: get(v, "statusListCredential").Text(),
	}
	known := 0
	for t := range several(v.Get("type"), limits.TypeValues) {
		if name := t.Text(); slices.Contains(statusTypes, name) {
			known++
			if known == 1 {
				s.Type = name
			}
		}
	}
	if known > 1 {
		s.Type = typesOf(v)
	}
	if size, ok := get(v, "statusSize").Int(); ok {
		s.StatusSize = int(size) // from 1 to limits.StatusSize, or its form is refused
	}
	for m := range several(get(v, "statusMessage"), limits.StatusMessages) {
		s.StatusMessage = append(s.StatusMessage, badge.StatusMessage{Status: get(m, "status").Text(), Message: get(m, "message").Text()})
	}
	return s
}

// typesIn are the types of an object, or of the node that it is.
func typesIn(v strictjson.Value, nodes *ld.Union) (types []string) {
	if nodes != nil && nodes.Node(v) != 0 {
		return slices.Clone(nodes.Types(v))
	}
	for t := range several(v.Get("type"), limits.TypeValues) {
		types = append(types, t.Text())
	}
	return types
}

// oneID is the id of a subject, if there is one subject: several objects of one id are.
func oneID(subject strictjson.Value, nodes *ld.Union) string {
	id, first := "", true
	for v := range several(subject, math.MaxInt) {
		if v.Kind() == strictjson.Null {
			continue
		}
		of := v.Get("id").Text()
		if !first && (of == "" || of != id || nodes.Node(v) == 0) {
			return ""
		}
		id, first = of, false
	}
	return id
}

// sole is the element of a set of one, or the value that stands alone.
func sole(v strictjson.Value) strictjson.Value {
	if v.Kind() == strictjson.Array {
		said := strictjson.Value{}
		for _, e := range v.Elements() {
			switch {
			case e.Kind() == strictjson.Null, said.Exists() && e.Equal(said):
			case said.Exists():
				return v
			default:
				said = e
			}
		}
		return said
	}
	return v
}

// dated is a time of the document, or the claim that stands for it. What is there
// and is no time is never read as absent.
func (s *Secured) dated(name, claim string) (time.Time, error) {
	member := s.doc.Get(name)
	if member.Exists() && (member.Kind() != strictjson.String || member.Is("")) {
		return time.Time{}, NewProblem(TimeFormat, member.Pointer(), nil, "%s: a time is needed; found %s", name, member.Kind())
	}
	return s.time(name, member.Text(), claim)
}

// several yields a value that stands alone, or the first elements of an array.
func several(v strictjson.Value, most int) func(yield func(strictjson.Value) bool) {
	return func(yield func(strictjson.Value) bool) {
		if v.Kind() != strictjson.Array {
			if v.Exists() && v.Kind() != strictjson.Null {
				yield(v)
			}
			return
		}
		for i, element := range v.Elements() {
			if i >= most || !yield(element) {
				return
			}
		}
	}
}

// typesOf names the type or types of an object for a person.
func typesOf(v strictjson.Value) string {
	var names []string
	for t := range several(v.Get("type"), limits.TypeValues) {
		names = append(names, t.Text())
	}
	return strings.Join(names, ", ")
}

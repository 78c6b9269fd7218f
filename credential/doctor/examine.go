package doctor

import (
	"context"
	"strconv"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Examine looks at an Open Badges 3.0 credential, in any form that credential.Parse reads.
// The error is a *credential.Problem: that it cannot be read, that nothing secures it, that
// it is no badge, or Interrupted if ctx has ended. What was not looked at is never an
// Examination without findings.
func Examine(ctx context.Context, received []byte) (*Examination, error) {
	p, err := admit(ctx, received)
	if err != nil {
		return nil, err
	}
	seen := &Examination{Findings: []Finding{}, Differences: []Difference{}}
	for _, r := range rows() {
		n := notes{patient: p}
		r.find(p, &n)
		for _, f := range n.found {
			if len(seen.Findings) == limits.DoctorFindings {
				seen.More++
				continue
			}
			f.Lint = r.Lint
			seen.Findings = append(seen.Findings, f)
		}
		seen.More += n.more
	}
	for _, d := range differences {
		if d.concerns(p) {
			seen.Differences = append(seen.Differences, d.Difference)
		}
	}
	if ctx.Err() != nil { // and a row may have given up
		return nil, credential.NewProblem(credential.Interrupted, "", context.Cause(ctx), "the examination was interrupted")
	}
	return seen, nil
}

// A patient is a badge, read once for all rows.
type patient struct {
	ctx      context.Context
	secured  *credential.Secured
	wrapped  bool             // a token, received inside JSON
	root     strictjson.Value // of the document or the payload
	doc      strictjson.Value // the credential
	proofs   []credential.Proof
	token    *credential.Proof // nil unless it is one
	embedded []credential.Proof
	all      []held   // its values, in document order
	contexts []string // by their URLs; "" stands for one that is written out
	first    bool     // the version of VCDM is 1.1
}

func admit(ctx context.Context, received []byte) (*patient, error) {
	s, err := credential.Parse(received)
	if err != nil {
		return nil, err
	}
	if s.Kind() != credential.KindOB30 {
		return nil, credential.NewProblem(credential.SchemaInvalid, "/type", nil, "expected a badge of Open Badges 3.0; found a document of the kind %q, of which the doctor knows nothing", string(s.Kind()))
	}
	proofs, err := s.Proofs()
	if err != nil {
		return nil, err
	}
	tape, err := strictjson.Parse(s.Document(), strictjson.Limits{})
	if err != nil {
		return nil, credential.NewProblem(credential.JSONSyntax, "", err, "%v", err)
	}
	p := &patient{ctx: ctx, secured: s, root: tape.Root(), doc: tape.Root(), proofs: proofs, embedded: proofs}
	if proofs[0].Type == "JWS" {
		p.token, p.embedded = &proofs[0], proofs[1:]
		if inner := p.root.Get("vc"); inner.Kind() == strictjson.Object {
			p.doc = inner
		}
		p.wrapped = credential.Detect(received) == credential.ContainerJSON && s.Container() == credential.ContainerJWS
	}
	for _, v := range several(p.doc.Get("@context")) {
		p.contexts = append(p.contexts, v.Text())
	}
	p.all = walk(nil, p.doc, "")
	p.first = len(p.contexts) > 0 && p.contexts[0] == contextV1
	return p, nil
}

// notes are what one row has found.
type notes struct {
	patient *patient
	found   []Finding
	more    int
}

// full reports whether no more is listed; it counts what asked.
func (n *notes) full() bool {
	if len(n.found) < limits.DoctorEach {
		return false
	}
	n.more++
	return true
}

// value notes a value of the document.
func (n *notes) value(v strictjson.Value) {
	if !n.full() {
		n.found = append(n.found, Finding{Part: PartDocument, Pointer: v.Pointer(), Found: told(v)})
	}
}

// member notes a member that an object of the document has or lacks.
func (n *notes) member(of strictjson.Value, name string) {
	if v := of.Get(name); v.Exists() {
		n.value(v)
	} else if !n.full() {
		n.found = append(n.found, Finding{Part: PartDocument, Pointer: of.Pointer() + "/" + name})
	}
}

// header and file note what there is one of.
func (n *notes) header(name, found string) {
	n.found = append(n.found, Finding{Part: PartHeader, Pointer: "/" + name, Found: limits.Abridge(found)})
}

func (n *notes) file(found string) {
	n.found = append(n.found, Finding{Part: PartFile, Found: found})
}

// told is a value in a few words.
func told(v strictjson.Value) string {
	switch v.Kind() {
	case strictjson.String:
		return limits.Abridge(v.Text())
	case strictjson.Object:
		return "an object"
	case strictjson.Array:
		return "a list of " + strconv.Itoa(v.Len())
	}
	return limits.Abridge(string(v.Raw()))
}

// several are the elements of a list, or the one value that stands in its place.
func several(v strictjson.Value) []strictjson.Value {
	if !v.Exists() {
		return nil
	}
	if v.Kind() != strictjson.Array {
		return []strictjson.Value{v}
	}
	var all []strictjson.Value
	for _, e := range v.Elements() {
		all = append(all, e)
	}
	return all
}

// holds reports whether one of several values is the text.
func holds(v strictjson.Value, text string) bool {
	for _, e := range several(v) {
		if e.Is(text) {
			return true
		}
	}
	return false
}

// A held value is one of the credential, with the name of the member that it is, or of the
// list that it is an element of.
type held struct {
	strictjson.Value
	name string
}

// walk appends the values in v, itself first, its contexts left out.
func walk(all []held, v strictjson.Value, name string) []held {
	all = append(all, held{v, name})
	switch v.Kind() {
	case strictjson.Object:
		for member, inner := range v.Members() {
			if member != "@context" {
				all = walk(all, inner, member)
			}
		}
	case strictjson.Array:
		for _, inner := range v.Elements() {
			all = walk(all, inner, name)
		}
	}
	return all
}

// each visits every value of the credential.
func (p *patient) each(visit func(v strictjson.Value, name string)) {
	for _, h := range p.all {
		visit(h.Value, h.name)
	}
}

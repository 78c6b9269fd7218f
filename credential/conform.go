package credential

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/shape"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Conform judges the document's form as an OB 3.0 badge: contexts, types,
// the members of every class, the rules between objects, the claims of a JWS.
// It is the one place of these rules: Validate, Issue and package verify all
// ask it. It needs no key, no clock and no network, and says nothing about
// authenticity.
//
// What is a matter of the letter where every byte is signed may change a meaning
// where only a graph is, so it is judged as the proof of which t came secures the
// document. The zero Transform stands for a proof of the graph, and the built-in
// contexts.
func (s *Secured) Conform(t Transform) []Problem {
	if s.kind == KindPresentation {
		return s.notOfItsKind(aPresentation)
	}
	if s.kind != KindOB30 {
		found := append(s.checkForm(), s.checkEnvelope()...)
		found = append(append(found, s.checkHeader()...), s.checkClaims()...)
		return append([]Problem{{Code: SchemaInvalid, Pointer: pointer(s.doc, "type"), Message: notABadge(s.kind)}}, found...)
	}
	return s.conformOB("AchievementCredential", t)
}

// conformOB judges a credential that OB 3.0 has a class for, and whose contexts, header
// and claims it narrows down.
func (s *Secured) conformOB(class string, t Transform) []Problem {
	found := append(s.checkForm(), s.checkEnvelope()...)
	found = append(found, s.remarks...)
	found = append(found, s.checkHeader()...)
	found = append(found, s.checkClaims()...)
	found = append(found, s.checkContexts(t)...)
	found = append(found, s.checkResources(t.Contexts)...)
	found = append(found, s.checkShape(class, t)...)
	if s.token == nil && !t.exact {
		found = repetitions(s.doc, t.ordered, found) // last: a holder makes as many as a report lists
	}
	return found
}

// repetitions remarks on sets that hold one element twice: text, or a node by its
// id. RDF drops the second, so a holder can add it to a signed document.
//
// It goes over the tape as it lies: of all rules it is the one that looks at every
// value, and nearly always for nothing.
func repetitions(v strictjson.Value, ordered bool, found []Problem) []Problem {
	t, root := v.Index()
	if t == nil {
		return found
	}
	for i, end := root, t.Entry(root).Next(); i < end; i++ {
		switch e := t.Entry(i); e.Kind() {
		case strictjson.Object, strictjson.Array:
			if i == root || e.Next() <= i+2 { // with no array in it, and no two elements
				break
			}
			// Lists, where it counts, and what is no set to the graph.
			if name := t.At(i).Name(); name == "allowedValue" && ordered || name == "@context" || shape.IsLiteral(name) {
				i = e.Next() - 1
				continue
			}
		}
		if e := t.Entry(i); e.Kind() == strictjson.Array && e.Len() > 1 {
			found = doubled(t, i, found)
		}
	}
	return found
}

// doubled remarks on the elements of the array at i that stand in it before. A
// small set, as nearly all are, is compared without memory.
func doubled(t *strictjson.Tape, i uint32, found []Problem) []Problem {
	type named struct {
		text    string
		element strictjson.Value
	}
	var few [16]named
	before := few[:0]
	var seen map[string]strictjson.Value
	if t.Entry(i).Len() > len(few) {
		seen = make(map[string]strictjson.Value, t.Entry(i).Len())
	}
	for k, end := i+1, t.Entry(i).Next(); k < end; k = t.Entry(k).Next() {
		element := t.At(k)
		text := called(element).Text()
		if text == "" {
			continue
		}
		again := false // two halves of one node are no repetition, hence Equal
		if seen != nil {
			again = seen[text].Equal(element)
			seen[text] = element
		} else {
			for _, b := range before {
				again = again || b.text == text && b.element.Equal(element)
			}
			before = append(before, named{text, element})
		}
		if again && len(found) < limits.Problems {
			found = append(found, Problem{Code: SchemaInvalid, Severity: Deviation, Pointer: element.Pointer(),
				Message: "this stands in the set already; it counts once"})
		}
	}
	return found
}

// called is the text that an element of a set is told apart by: its id, if it is an
// object.
func called(v strictjson.Value) strictjson.Value {
	if v.Kind() == strictjson.Object {
		return v.Get("id")
	}
	return v
}

func notABadge(kind Kind) string {
	const wanted = "the types of a badge are VerifiableCredential and OpenBadgeCredential (or AchievementCredential); "
	const other = ", which VerifyCredential can judge"
	switch kind {
	case KindOB20:
		return wanted + "this is an assertion of Open Badges 2.0 or 1, which " + toolOB2 + " can judge"
	case KindEndorsement:
		return wanted + "this is an endorsement" + other
	case KindStatusList:
		return wanted + "this is a status list" + other
	case KindCLR20:
		return wanted + "this is a Comprehensive Learner Record" + other
	case KindVC:
		return wanted + "this is another kind of verifiable credential" + other
	}
	return wanted + "this document has neither"
}

// checkForm judges which version of VCDM the document follows, and that it
// follows one only.
func (s *Secured) checkForm() []Problem {
	what, name, other, class := "credential", "vc", "vp", "AchievementCredential"
	if s.kind == KindPresentation {
		what, name, other, class = "presentation", "vp", "vc", "VerifiablePresentation"
	}
	var found []Problem
	report := func(at, format string, args ...any) {
		found = append(found, Problem{Code: SchemaInvalid, Pointer: at, Message: fmt.Sprintf(format, args...)})
	}
	if v := s.claims.Get(other); v.Kind() == strictjson.Object {
		report(v.Pointer(), "the claim %q is not where a %s stands", other, what)
	}
	inner := s.claims.Get(name)
	switch {
	case !inner.Exists():
		if s.claims.Exists() && s.version == 1 {
			report(pointer(s.doc, "@context"), "a VCDM 1.1 %s stands in the claim %q of its token; here it stands beside the claims", what, name)
		}
	case !s.inClaim():
		report(inner.Pointer(), "the claim %q must be the %s, a JSON object", name, what)
	default:
		if inner.Get(name).Exists() {
			report(inner.Get(name).Pointer(), "a second %s stands inside the claim %q", what, name)
		}
		if s.version == 2 { // as wallets wrote it between the two versions; it is signed all the same
			report(inner.Pointer(), "a VCDM 2.0 %s is the payload of its token; here it stands in the claim %q, which is the form of VCDM 1.1", what, name)
			found[len(found)-1].Severity = Deviation
		}
		// A second one beside the claim would be read by some and not by others.
		for member, v := range s.claims.Members() {
			if shape.IsMember(class, member) {
				report(v.Pointer(), "a member of the %s stands both inside and beside the claim %q: exactly one form is allowed", what, name)
			}
		}
	}
	return found
}

// checkHeader remarks on JOSE headers beyond the closed list of OB 3.0 section
// 8.2.3. Package jose has refused what could do harm.
func (s *Secured) checkHeader() []Problem {
	if s.token == nil {
		return nil
	}
	var found []Problem
	h := s.token.Header
	if h.Type != "" && h.Type != "JWT" {
		found = append(found, Problem{Code: JWSHeaderForbidden, Severity: Deviation,
			Message: fmt.Sprintf("the token's typ is %q; Open Badges write JWT or leave it out", limits.Abridge(h.Type))})
	}
	if h.ContentType != "" {
		found = append(found, Problem{Code: JWSHeaderForbidden, Severity: Deviation,
			Message: fmt.Sprintf("the token's header has cty %q, which Open Badges do not use", limits.Abridge(h.ContentType))})
	}
	if h.KeyID == "" && !h.JWK.Exists() {
		found = append(found, Problem{Code: JWSHeaderForbidden, Severity: Deviation,
			Message: "the token's header names no key: Open Badges ask for kid or jwk"})
	}
	return found
}

// obContext is the form that OB 3.0 gives its context URL; the published
// pattern leaves the repetition of versions open, which nothing uses.
var obContext = regexp.MustCompile(`^https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json$`)

// undefinedTerms is a context of nothing but an @vocab, for development. It is known
// only where the caller has added it.
const undefinedTerms = "https://www.w3.org/ns/credentials/undefined-terms/v2"

// checkContexts judges the list of contexts. The first fixes the version of
// VCDM, so that it is never a matter of taste; the rest is a matter of the
// letter under a mechanism that secures bytes. Beside the base, those that t was
// made under are understood, and a badge names one of Open Badges.
func (s *Secured) checkContexts(t Transform) []Problem {
	ofBadge := s.ofOB()
	context := s.doc.Get("@context")
	at := pointer(s.doc, "@context")
	if context.Kind() != strictjson.Array {
		if s.version == 0 {
			return []Problem{{Code: ContextOrder, Pointer: at, Message: "@context must be a list that begins with " + contextV2}}
		}
		if ofBadge {
			return []Problem{{Code: ContextOrder, Pointer: at, Message: "@context must name the context of VCDM and then that of Open Badges 3.0; only one is there"}}
		}
		return []Problem{{Code: ContextOrder, Severity: Deviation, Pointer: at, Message: "@context must be a list, even of one context"}}
	}
	if context.Len() > limits.TypeValues {
		return []Problem{{Code: ContextOrder, Pointer: at, Message: fmt.Sprintf("@context has %d entries; at most %d are read", context.Len(), limits.TypeValues)}}
	}
	lax := s.lax(t)
	var found []Problem
	if s.version == 0 {
		found = append(found, Problem{Code: ContextOrder, Pointer: at + "/0", Message: "the first context must be " + contextV2 + " (or, for VCDM 1.1, " + contextV1 + ")"})
	}
	seen := map[string]bool{}
	ob := -1
	for i, entry := range context.Elements() {
		url := entry.Text()
		switch {
		case entry.Kind() == strictjson.Object && t.Contexts.orStandard().set.Knows(entry):
		case entry.Kind() == strictjson.Object:
			p := Problem{Code: ContextUnknown, Severity: lax, Pointer: entry.Pointer(),
				Message: "a context is written out inside the document; its names are kept as they stand, and not understood"}
			if name, ok := t.Contexts.orStandard().set.Redefines(s.doc, entry); ok {
				p.Severity = Violation // a reader that knows the name reads what was not written
				p.Message = fmt.Sprintf("a context written out inside the document gives %q another meaning, which the other contexts define", limits.Abridge(name))
			}
			found = append(found, p)
		case entry.Kind() != strictjson.String:
			found = append(found, Problem{Code: ContextUnknown, Pointer: entry.Pointer(), Message: "a context is a URL or an object"})
		case seen[url]:
			found = append(found, Problem{Code: ContextOrder, Severity: lax, Pointer: entry.Pointer(), Message: "this context is named twice"})
		case i == 0:
		case !shape.IsURL(url):
			found = append(found, Problem{Code: ContextUnknown, Pointer: entry.Pointer(),
				Message: fmt.Sprintf("a context is an absolute URL or an object; found %q", limits.Abridge(url))})
		case url == contextV1 || url == contextV2:
			found = append(found, Problem{Code: ContextOrder, Pointer: entry.Pointer(), Message: "the context of VCDM must come first, and only one of its versions may be named"})
		case obContext.MatchString(url):
			if ob < 0 {
				ob = i
			}
			if !t.Contexts.orStandard().set.Knows(entry) {
				found = append(found, Problem{Code: ContextUnknown, Severity: lax, Pointer: entry.Pointer(),
					Message: fmt.Sprintf("this edition of the Open Badges context, %q, is not known here; its names are kept as they stand, and not understood", limits.Abridge(url))})
			}
			if s.version == 2 && (strings.HasSuffix(url, "/context.json") || strings.HasSuffix(url, "/context-3.0.1.json")) {
				found = append(found, Problem{Code: ContextOrder, Severity: lax, Pointer: entry.Pointer(),
					Message: "this edition of the Open Badges context does not go together with VCDM 2.0"})
			}
		case !t.Contexts.orStandard().set.Knows(entry):
			found = append(found, Problem{Code: ContextUnknown, Severity: lax, Pointer: entry.Pointer(),
				Message: fmt.Sprintf("the context %q is not known here; its names are kept as they stand, and not understood", limits.Abridge(url))})
		}
		if url == undefinedTerms && i != context.Len()-1 {
			found = append(found, Problem{Code: ContextOrder, Severity: Deviation, Pointer: entry.Pointer(),
				Message: "the context that defines every undefined term stands last, if it is used at all (VCDM 2.0 section 5.2)"})
		}
		seen[url] = true
	}
	switch {
	case !ofBadge:
	case ob < 0:
		found = append(found, Problem{Code: ContextOrder, Pointer: at, Message: "no context of Open Badges 3.0 is named; a badge names one as its second context"})
	case ob != 1:
		found = append(found, Problem{Code: ContextOrder, Severity: lax, Pointer: at, Message: "the context of Open Badges 3.0 must be the second"})
	}
	return found
}

// checkShape asks the tables of the classes.
func (s *Secured) checkShape(class string, t Transform) []Problem {
	rules := shape.Rules{Version: s.version, Claims: s.claims.Exists() && !s.inClaim(), Graph: s.byGraph(t) && !t.draft, Ordered: t.ordered}
	if rules.Graph && t.nodes != nil {
		union, err := t.nodes.Union(context.Background()) // of a document that was read, so it ends
		if err != nil {
			return []Problem{*problem(err, SchemaInvalid)}
		}
		rules.Nodes = union
	}
	if s.inClaim() {
		// What stands for a member must be what the member would have to be.
		names := func(claim string) bool {
			id := s.claims.Get(claim).Text()
			scheme, _, _ := strings.Cut(strings.ToLower(id), ":")
			return rdfc.ValidIRI(id) && scheme != "javascript" && scheme != "vbscript"
		}
		_, from := numericDate(s.claims.Get("nbf"))
		rules.Claimed = shape.Claimed{ID: names("jti"), Issuer: names("iss"), From: from, Subject: names("sub")}
	}
	return problems(shape.Check(s.doc, class, rules))
}

func problems(findings []shape.Finding) []Problem {
	found := make([]Problem, len(findings))
	for i, f := range findings {
		found[i] = Problem{Code: Code(f.Code), Severity: severity(f.Level), Pointer: f.Pointer, Message: f.Message}
	}
	return found
}

func severity(level shape.Level) Severity {
	switch level {
	case shape.Deviation:
		return Deviation
	case shape.Note:
		return Note
	}
	return Violation
}

// pointer returns the place of the named member of v, whether it is there or not.
func pointer(v strictjson.Value, name string) string { return v.Pointer() + "/" + name }

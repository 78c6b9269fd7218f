package main

import (
	"crypto"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

const (
	obTerms     = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
	credTerms   = "https://www.w3.org/2018/credentials#"
	secTerms    = "https://w3id.org/security#"
	statusTerms = "https://www.w3.org/ns/credentials/status#"
	schemaTerms = "https://schema.org/"
	rdfTerms    = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	xsdTerms    = "http://www.w3.org/2001/XMLSchema#"
	xsdOB       = "https://www.w3.org/2001/XMLSchema#" // as the contexts of Open Badges spell it
)

// A term is what a name of the corpus means: its IRI, and how its values are
// read. The zero kind is a literal or a node, whichever is there.
type term struct {
	iri      string
	kind     string // "id", "name", "list", "graph", or a datatype
	stringly bool   // in Open Badges 3.0.0 and 3.0.1, of a datatype of its own
}

// plain is the terms of the given namespace that have its names and plain values.
func plain(into map[string]term, namespace string, names ...string) {
	for _, name := range names {
		into[name] = term{iri: namespace + name, stringly: namespace != secTerms && namespace != statusTerms}
	}
}

var terms = func() map[string]term {
	t := map[string]term{
		"criteria": {iri: obTerms + "Criteria"}, "tag": {iri: schemaTerms + "keywords"},
		"hashed": {iri: obTerms + "hashed", kind: xsdOB + "boolean"},
		"url":    {iri: schemaTerms + "url", kind: xsdOB + "anyURI"}, "targetUrl": {iri: schemaTerms + "targetUrl", kind: xsdOB + "anyURI"},
		"resultDescription": {iri: obTerms + "resultDescription", kind: xsdOB + "anyURI"},
		"requiredLevel":     {iri: obTerms + "requiredLevel", kind: xsdOB + "anyURI"}, "achievedLevel": {iri: obTerms + "achievedLevel", kind: xsdOB + "anyURI"},
		"allowedValue":      {iri: obTerms + "allowedValue", kind: "list"},
		"credentialSubject": {iri: credTerms + "credentialSubject", kind: "id"}, "issuer": {iri: credTerms + "issuer", kind: "id"},
		"credentialStatus": {iri: credTerms + "credentialStatus", kind: "id"}, "evidence": {iri: credTerms + "evidence", kind: "id"},
		"source": {iri: obTerms + "source", kind: "id"}, "parentOrg": {iri: obTerms + "parentOrg", kind: "id"},
		"termsOfUse": {iri: credTerms + "termsOfUse", kind: "id"}, "holder": {iri: credTerms + "holder", kind: "id"},
		"relatedResource": {iri: credTerms + "relatedResource", kind: "id"}, "refreshService": {iri: credTerms + "refreshService", kind: "id"},
		"digestSRI":            {iri: credTerms + "digestSRI", kind: credTerms + "sriString"},
		"verifiableCredential": {iri: credTerms + "verifiableCredential", kind: "graph"},
		"statusListCredential": {iri: statusTerms + "statusListCredential", kind: "id"},
		"encodedList":          {iri: statusTerms + "encodedList", kind: secTerms + "multibase"},
		"created":              {iri: "http://purl.org/dc/terms/created", kind: xsdTerms + "dateTime"},
		"expires":              {iri: secTerms + "expiration", kind: xsdTerms + "dateTime"},
		"proofPurpose":         {iri: secTerms + "proofPurpose", kind: "name"},
		"verificationMethod":   {iri: secTerms + "verificationMethod", kind: "id"},
		"cryptosuite":          {iri: secTerms + "cryptosuite", kind: secTerms + "cryptosuiteString"},
		"proofValue":           {iri: secTerms + "proofValue", kind: secTerms + "multibase"},
		"proof":                {iri: secTerms + "proof", kind: "graph"},
		"previousProof":        {iri: secTerms + "previousProof", kind: "id"},
		"assertionMethod":      {iri: secTerms + "assertionMethod"}, "authentication": {iri: secTerms + "authenticationMethod"},
		"keyAgreement": {iri: secTerms + "keyAgreementMethod"}, "capabilityInvocation": {iri: secTerms + "capabilityInvocationMethod"},
	}
	for _, name := range []string{"validFrom", "validUntil", "issuanceDate", "expirationDate"} {
		t[name] = term{iri: credTerms + name, kind: xsdTerms + "dateTime"}
	}
	plain(t, schemaTerms, "name", "description", "targetName", "targetDescription", "value")
	plain(t, obTerms, "achievement", "achievementType", "narrative", "identifier", "identityHash", "identityType", "salt", "result", "alignment", "targetType",
		"resultType", "requiredValue", "rubricCriterionLevel", "points", "valueMin", "valueMax", "creator", "related", "humanCode", "version", "endorsement", "endorsementComment")
	plain(t, statusTerms, "statusPurpose", "statusListIndex")
	plain(t, secTerms, "challenge", "domain", "nonce")
	return t
}()

var classes = func() map[string]string {
	c := map[string]string{
		"AchievementCredential": obTerms + "OpenBadgeCredential", "Alignment": schemaTerms + "AlignmentObject",
		"VerifiableCredential": credTerms + "VerifiableCredential", "VerifiablePresentation": credTerms + "VerifiablePresentation",
		"DataIntegrityProof": secTerms + "DataIntegrityProof", "Ed25519Signature2020": secTerms + "Ed25519Signature2020",
		"JsonWebSignature2020": secTerms + "JsonWebSignature2020",
	}
	for _, name := range []string{"OpenBadgeCredential", "EndorsementCredential", "EndorsementSubject", "Profile", "AchievementSubject", "Achievement",
		"IdentityObject", "Evidence", "Result", "ResultDescription", "RubricCriterionLevel", "Related"} {
		c[name] = obTerms + name
	}
	for _, name := range []string{"BitstringStatusListEntry", "BitstringStatusListCredential", "BitstringStatusList"} {
		c[name] = statusTerms + name
	}
	return c
}()

// A reader is a careless JSON-LD processor: it knows the terms of the corpus,
// whatever the contexts say, and lets go without a word of what RDF cannot hold.
// A signature over what it leaves is the one that an issuer makes with such a
// processor.
type reader struct {
	terms    map[string]term
	stringly string // the datatype of plain strings
	quads    []quad
	blanks   int
}

// canonicalForm is the canonical form of the text of a JSON-LD document, under
// its own contexts or else these.
func canonicalForm(text, context string, hash crypto.Hash) string {
	p := parser{text}
	root := p.value()
	r := &reader{terms: maps.Clone(terms)}
	if own := contextOf(text); own != "" {
		context = own
	}
	achievement := "achievement"
	switch {
	case strings.Contains(context, "/context.json"):
		achievement, r.stringly = "Achievement", xsdOB+"string"
	case strings.Contains(context, "/context-3.0.1.json"):
		achievement, r.stringly = "achievement-0", xsdOB+"string"
	case strings.Contains(context, "/context-3.0.2.json"):
		achievement = "achievement-0"
	}
	r.terms["achievement"] = term{iri: obTerms + achievement}
	if strings.Contains(context, "data-integrity/v1") {
		r.terms["cryptosuite"] = term{iri: secTerms + "cryptosuite"}
	}
	r.node(root, "")
	return canonical(r.quads, hash)
}

// contextOf is the names of a document's contexts, with spaces between.
func contextOf(text string) string {
	p := parser{text}
	context := p.value().member("@context")
	names := context.text
	for _, item := range context.items {
		names += item.text + " "
	}
	return names
}

func (r *reader) blank() string {
	r.blanks++
	return fmt.Sprintf("_:n%d", r.blanks)
}

// node adds what an object says, and returns its name: "" if it has none in RDF.
func (r *reader) node(v value, graph string) string {
	subject := ""
	if i := slices.IndexFunc(v.members, func(m value) bool { return m.name == "id" }); i >= 0 {
		subject = iri(v.members[i].text)
	} else {
		subject = r.blank()
	}
	for _, m := range v.members {
		t, known := r.terms[m.name]
		switch {
		case m.name == "type":
			for _, item := range m.each() {
				class := classes[item.text]
				if class == "" && strings.Contains(item.text, ":") {
					class = item.text
				}
				if class != "" {
					r.add(subject, rdfTerms+"type", "<"+class+">", graph)
				}
			}
		case m.name == "@included":
			for _, item := range m.each() {
				r.node(item, graph)
			}
		case !known:
		case t.kind == "list":
			r.list(subject, t, m.each(), graph)
		default:
			for _, item := range m.each() {
				r.add(subject, t.iri, r.object(t, item, graph), graph)
			}
		}
	}
	return subject
}

func (r *reader) add(s, p, o, g string) {
	if s != "" && o != "" {
		r.quads = append(r.quads, quad{s, "<" + p + ">", o, g})
	}
}

func (r *reader) object(t term, v value, graph string) string {
	switch {
	case v.kind == 'n': // null
		return ""
	case v.kind == '{' && t.kind == "graph":
		name := r.blank()
		r.node(v, name)
		return name
	case v.kind == '{' && v.has("@value"):
		return languageLiteral(v)
	case v.kind == '{':
		return r.node(v, graph)
	case t.kind == "id":
		return iri(v.text)
	case t.kind == "name" && r.terms[v.text].iri != "":
		return iri(r.terms[v.text].iri)
	case t.kind == "name":
		return iri(v.text)
	case t.kind != "" && t.kind != "list":
		return literal(v.text) + "^^<" + t.kind + ">"
	case v.kind != '"':
		panic("a number or a truth value where the corpus has none: " + v.text)
	case t.stringly && r.stringly != "":
		return literal(v.text) + "^^<" + r.stringly + ">"
	}
	return literal(v.text)
}

func (r *reader) list(subject string, t term, items []value, graph string) {
	predicate := t.iri
	for _, item := range items {
		cell := r.blank()
		r.add(subject, predicate, cell, graph)
		r.add(cell, rdfTerms+"first", r.object(t, item, graph), graph)
		subject, predicate = cell, rdfTerms+"rest"
	}
	r.add(subject, predicate, "<"+rdfTerms+"nil>", graph)
}

func languageLiteral(v value) string {
	language, direction := strings.ToLower(v.member("@language").text), v.member("@direction").text
	switch out := literal(v.member("@value").text); {
	case direction != "":
		return out + "^^<https://www.w3.org/ns/i18n#" + language + "_" + direction + ">"
	case language != "":
		return out + "@" + language
	default:
		return out
	}
}

// iri is the name of a node: "" for a relative one, which is lost.
func iri(text string) string {
	switch {
	case strings.HasPrefix(text, "_:"):
		return "_:x" + text[2:]
	case !strings.Contains(text, ":"):
		return ""
	}
	return "<" + text + ">"
}

// literal writes a string as canonical N-Quads do.
func literal(text string) string {
	var out strings.Builder
	for _, c := range text {
		switch {
		case strings.ContainsRune("\b\t\n\f\r\"\\", c):
			out.WriteString(map[rune]string{'\b': `\b`, '\t': `\t`, '\n': `\n`, '\f': `\f`, '\r': `\r`, '"': `\"`, '\\': `\\`}[c])
		case c < ' ' || c == 0x7f || c == 0xfffe || c == 0xffff:
			fmt.Fprintf(&out, `\u%04X`, c)
		default:
			out.WriteRune(c)
		}
	}
	return `"` + out.String() + `"`
}

// A value is a JSON value of our own making.
type value struct {
	name    string // as a member
	kind    byte   // its first letter; '0' of a number
	text    string // of a string, without escapes; of a number, as written
	members []value
	items   []value
}

func (v value) each() []value {
	if v.kind == '[' {
		return v.items
	}
	return []value{v}
}

func (v value) member(name string) value {
	for _, m := range v.members {
		if m.name == name {
			return m
		}
	}
	return value{}
}

func (v value) has(name string) bool { return v.member(name).name != "" }

// A parser reads JSON of our own making, from the front.
type parser struct{ rest string }

func (p *parser) value() value {
	p.rest = strings.TrimLeft(p.rest, " \n")
	v := value{kind: p.rest[0]}
	switch v.kind {
	case '{':
		p.sequence('}', func() {
			name := p.value().text
			p.punctuation(":")
			m := p.value()
			m.name = name
			v.members = append(v.members, m)
		})
	case '[':
		p.sequence(']', func() { v.items = append(v.items, p.value()) })
	case '"':
		end := 1
		for p.rest[end] != '"' {
			if p.rest[end] == '\\' {
				end++
			}
			end++
		}
		v.text = must1(strconv.Unquote(p.rest[:end+1]))
		p.rest = p.rest[end+1:]
	default:
		end := strings.IndexAny(p.rest, ",]} \n")
		v.text, p.rest = p.rest[:end], p.rest[end:]
		if v.kind != 't' && v.kind != 'f' && v.kind != 'n' {
			v.kind = '0'
		}
	}
	return v
}

func (p *parser) sequence(end byte, element func()) {
	p.rest = strings.TrimLeft(p.rest[1:], " \n")
	for p.rest[0] != end {
		element()
		p.rest = strings.TrimLeft(p.rest, " \n")
		if p.rest[0] == ',' {
			p.rest = p.rest[1:]
		}
	}
	p.rest = p.rest[1:]
}

func (p *parser) punctuation(text string) {
	p.rest = strings.TrimLeft(p.rest, " \n")
	p.rest = must2(strings.CutPrefix(p.rest, text))
}

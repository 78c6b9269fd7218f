package verify

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/shape"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A schemaSource is the document of a JSON Schema, as a compiler takes it. It is only
// read.
type schemaSource struct {
	data     []byte
	digest   []byte // SHA-256
	document any
	parts    int         // objects in it
	draft    schemaDraft // that it names; noDraft if it names none
}

// A schemaDraft is an edition of JSON Schema.
type schemaDraft int

const (
	noDraft schemaDraft = iota
	draft2019
	draft2020
)

// draftOf is the edition that "$schema" names. Schemas of OB 3.0 write it with an empty
// fragment.
func draftOf(url string) schemaDraft {
	switch strings.TrimSuffix(url, "#") {
	case "https://json-schema.org/draft/2019-09/schema":
		return draft2019
	case "https://json-schema.org/draft/2020-12/schema":
		return draft2020
	}
	return noDraft
}

// metaSchemas is where the meta-schemas stand, which nobody else describes.
const metaSchemas = "https://json-schema.org/"

// readSchemas reads Config.Schemas.
func readSchemas(given map[string][]byte) (map[string]*schemaSource, error) {
	sources := make(map[string]*schemaSource, len(given))
	for url, data := range given {
		if _, err := destination(url, true); err != nil || strings.Contains(url, "#") {
			return nil, fmt.Errorf("verify: Config.Schemas: a schema goes by an https URL without a fragment, and this is %q", limits.Abridge(url))
		}
		source, err := readSchema(url, slices.Clone(data))
		if err != nil {
			return nil, fmt.Errorf("verify: Config.Schemas: %s: %w", limits.Abridge(url), err)
		}
		sources[url] = source
	}
	for _, url := range slices.Sorted(maps.Keys(sources)) {
		if err := compiles(url, sources); err != nil {
			return nil, fmt.Errorf("verify: Config.Schemas: %s: %w", limits.Abridge(url), err)
		}
	}
	return sources, nil
}

// compiles says why nobody could be judged by a given schema. One that does not say its
// draft may be of either, as whoever names it or refers to it has it.
func compiles(url string, given map[string]*schemaSource) error {
	s := *given[url]
	_, err := compile(url, &s, given, draft2019)
	if err != nil && s.draft == noDraft {
		s.draft = draft2020
		if _, other := compile(url, &s, given, noDraft); other == nil {
			return nil
		}
	}
	return err
}

// readSchema reads the document of a schema, and refuses what the library beneath could
// not be asked at a price known before. Which draft counts is judged wherever a schema
// could stand, so that no meta-schema but the two drafts' own has a say: another one
// could switch keywords off.
func readSchema(url string, data []byte) (*schemaSource, error) {
	if strings.HasPrefix(url, metaSchemas) {
		return nil, errors.New("at json-schema.org stand the drafts themselves, which no badge keeps to")
	}
	tape, err := strictjson.Parse(data, strictjson.Limits{Size: limits.Schema, Nodes: limits.SchemaNodes})
	if err != nil {
		return nil, err
	}
	root := tape.Root()
	if root.Kind() != strictjson.Object {
		return nil, fmt.Errorf("a schema is an object here; found %v", root.Kind())
	}
	var r schemaReader
	if err := r.read(root, 0); err != nil {
		return nil, err
	}
	digest := sha256.Sum256(data)
	return &schemaSource{data: data, digest: digest[:], document: native(root), parts: r.parts, draft: draftOf(root.Get("$schema").Text())}, nil
}

// A schemaReader counts what a schema holds, wherever it stands in it. The library
// compares parts with each other by their places, and copies what it has found for each
// reference to a place where none is expected.
type schemaReader struct{ parts, places, refs, elsewhere, names int }

// read reads what stands at a place of so many bytes.
func (r *schemaReader) read(v strictjson.Value, place int) error {
	switch v.Kind() {
	case strictjson.Object:
		r.parts++
	case strictjson.Array, strictjson.True, strictjson.False:
	default:
		return nil
	}
	if r.places += place; r.parts > limits.SchemaParts || r.places > limits.SchemaPlaces {
		return fmt.Errorf("at most %d objects are read, whose places have no more than %d bytes", limits.SchemaParts, limits.SchemaPlaces)
	}
	for _, e := range v.Elements() {
		if err := r.read(e, place+4); err != nil {
			return err
		}
	}
	for name, m := range v.Members() {
		if err := r.keyword(name, m); err != nil {
			return fmt.Errorf("%s: %w", limits.Abridge(m.Pointer()), err)
		}
		if err := r.read(m, place+1+len(name)); err != nil {
			return err
		}
	}
	return nil
}

func (r *schemaReader) keyword(name string, v strictjson.Value) error {
	switch name {
	case "$schema":
		if v.Kind() == strictjson.String && draftOf(v.Text()) == noDraft {
			return fmt.Errorf("the drafts of JSON Schema that are read are 2019-09 and 2020-12; found %q", limits.Abridge(v.Text()))
		}
	case "$recursiveRef", "$dynamicRef":
		if v.Kind() == strictjson.String {
			return fmt.Errorf("%s is not followed: where it leads depends on the way to it", name)
		}
	case "$ref":
		if r.refs++; !toADefinition(v.Text()) {
			r.elsewhere++
		}
		if r.refs > limits.SchemaRefs || r.elsewhere > limits.SchemaElsewhere {
			return fmt.Errorf("at most %d references are followed, and %d to other places than $defs", limits.SchemaRefs, limits.SchemaElsewhere)
		}
	case "$id", "$anchor", "$dynamicAnchor":
		if r.names++; r.names > limits.SchemaNames {
			return fmt.Errorf("at most %d of $id and $anchor are read", limits.SchemaNames)
		}
	case "minLength", "maxLength", "minItems", "maxItems", "minContains", "maxContains", "minProperties", "maxProperties":
		if f, ok := v.Float(); ok && f > 1<<31-1 { // the library would take its lowest bits
			return fmt.Errorf("a count up to %d is needed; found %s", 1<<31-1, limits.Abridge(string(v.Raw())))
		}
	}
	return nil
}

// toADefinition reports whether a reference leads to a place where a schema is expected,
// or by name to one.
func toADefinition(ref string) bool {
	_, at, _ := strings.Cut(ref, "#")
	for _, where := range []string{"/$defs/", "/definitions/"} {
		if name, ok := strings.CutPrefix(at, where); ok {
			return !strings.Contains(name, "/")
		}
	}
	return !strings.Contains(at, "/")
}

// native is a value as the library takes it: numbers with their digits. Members of the
// outermost object that are named in without are left out.
func native(v strictjson.Value, without ...string) any {
	switch v.Kind() {
	case strictjson.Object:
		m := make(map[string]any, v.Len())
		for name, member := range v.Members() {
			if !slices.Contains(without, name) {
				m[name] = native(member)
			}
		}
		return m
	case strictjson.Array:
		list := make([]any, 0, v.Len())
		for _, e := range v.Elements() {
			list = append(list, native(e))
		}
		return list
	case strictjson.String:
		return v.Text()
	case strictjson.Number:
		return json.Number(v.Raw())
	case strictjson.True, strictjson.False:
		return v.Kind() == strictjson.True
	}
	return nil
}

// tokenClaims are what a token adds to a credential, and no schema of a credential
// knows.
var tokenClaims = []string{"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "nonce"}

// asInstance is the badge as its schemas judge it: what was signed, as it was received,
// proofs inside it included, without the claims of a token around it. Where the token
// holds a credential in its claim vc, the members for which claims stand are put back
// (VCDM 1.1 section 6.3.1). Where a graph was signed, it is what that says of the
// document, with the members at the places flip as sets that stand alone, and otherwise.
func (c *corridor) asInstance(flip map[string]bool) (any, error) {
	tape, err := strictjson.Parse(c.report.Document(), strictjson.Limits{})
	if err != nil {
		return nil, err // it has been read before
	}
	doc, inClaim := tape.Root().Lookup(c.root())
	switch {
	case c.root() == "" && c.signed.Container() == credential.ContainerJWS:
		return native(doc, tokenClaims...), nil
	case c.root() == "" && c.ofGraph():
		return meant(doc, "", flip), nil
	case c.root() == "":
		return native(doc), nil
	case !inClaim:
		return nil, errors.New("there is no credential in the token")
	}
	whole, ok := native(doc).(map[string]any)
	if !ok {
		return nil, errors.New("the credential in the token is no object")
	}
	put := func(m map[string]any, name, value string) {
		if _, there := m[name]; !there && value != "" {
			m[name] = value
		}
	}
	put(whole, "id", c.view.ID)
	put(whole, "issuer", c.view.Issuer.ID)
	put(whole, "issuanceDate", day(c.view.ValidFrom))
	put(whole, "expirationDate", day(c.view.ValidUntil))
	if subject, ok := whole["credentialSubject"].(map[string]any); ok {
		put(subject, "id", c.view.Subject.ID)
	}
	return whole, nil
}

// ofGraph reports whether it is the graph of the document that was signed, and not its
// JSON.
func (c *corridor) ofGraph() bool {
	return c.signed.Container() == credential.ContainerJSON && !c.transform.Exact()
}

// meant is a value as native has it, without what RDF drops: members without a value, and
// the doubles of a set. A holder can add those to a document whose graph was signed, and
// would make it keep to a schema, or hide that it does not. Nil says nothing.
func meant(v strictjson.Value, name string, flip map[string]bool) any {
	if name == "@context" || name == "proof" || shape.IsLiteral(name) {
		return native(v)
	}
	var said any
	switch v.Kind() {
	case strictjson.Object:
		m := make(map[string]any, v.Len())
		for name, member := range v.Members() {
			if value := meant(member, name, flip); value != nil {
				m[name] = value
			}
		}
		said = m
	case strictjson.Array:
		list, seen := make([]any, 0, v.Len()), make(map[string]bool, v.Len())
		for _, e := range v.Elements() {
			value := meant(e, "", flip)
			key, err := json.Marshal(value)
			if value != nil && (err != nil || !seen[string(key)]) {
				list, seen[string(key)] = append(list, value), true
			}
		}
		if len(list) == 0 {
			return nil
		}
		if said = list; len(list) == 1 && len(flip) > 0 && flip[v.Pointer()] {
			said = list[0]
		}
		return said
	default:
		said = native(v)
	}
	if said != nil && name != "" && len(flip) > 0 && flip[v.Pointer()] { // no element of a set
		said = []any{said}
	}
	return said
}

// otherwise are the places where a document whose graph was signed departs from its form
// in the letter, such as by one value where a set of one is to stand: there the graph does
// not say which of the two its issuer wrote. Not ok says that there are too many to tell.
func (c *corridor) otherwise() (places map[string]bool, ok bool) {
	for _, p := range c.formOf(c.signed, c.transform) {
		if p.Severity != Deviation || p.Code != credential.SchemaInvalid || strings.HasSuffix(p.Pointer, "/credentialSchema") {
			continue
		}
		if places == nil {
			places = map[string]bool{}
		}
		places[p.Pointer] = true
	}
	return places, len(places) < limits.Problems-1 // of more, some may have been left out
}

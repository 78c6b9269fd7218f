package credential

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/shape"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// An Issuer turns claims into secured credentials. It is safe for concurrent
// use as long as nobody changes its fields.
type Issuer struct {
	Signer  Signer        // required
	Profile badge.Profile // who issues; an empty ID means the controller of Signer's method
	Suite   Suite         // of an embedded proof; the zero value secures with a compact JWS
	Form    Form          // of the JWS; the zero value is that of Open Badges, and the only one beside a Suite

	Contexts *Contexts // that a credential may name; nil: StandardContexts

	// Mandatory are JSON Pointers to what every holder must show, for ecdsa-sd-2023 alone;
	// see ProofOptions. Nil means all but evidence, results and endorsements.
	Mandatory []string

	// Status finds each credential of Issue and Endorse its place in a status list, and
	// tells Reissue whether the badge was revoked. Nil: what they are given has the entry
	// that it comes with, or none.
	Status StatusAllocator

	Now   func() time.Time // nil: time.Now
	NewID func() string    // nil: a random urn:uuid for each credential
	Rand  io.Reader        // for that, and the secrets of ecdsa-sd-2023; nil: crypto/rand.Reader
}

// Issue completes c (id, name, issuer, validFrom), judges it as a verifier
// would, encodes it once, secures those bytes, and verifies its own product
// before it returns it. Times are written to the second, in UTC.
//
// With Now, NewID and the fields of c fixed, the payload is the same bytes
// every time, and so is the signature except for PS256.
//
// The error holds *Problems. Nothing is signed that Conform, or the stricter
// rules of issuing, find fault with, or that has already ended; nothing is
// returned that does not verify. IssueSigner says that the Signer did not sign,
// with its own error as the cause.
//
// With Status, a place is reserved when everything else has been judged and before
// anything is signed, and the entry is added to the credential, which may have none of
// its own: OB 3.0 allows one. IssueStatus says that there was no place, or none that a
// verifier would read; nothing is signed then.
//
// To repeat an issue whose outcome was lost, set c.ID and c.ValidFrom: the same id has
// the same place. Without c.ID each attempt is another badge, and takes up a place.
func (is *Issuer) Issue(ctx context.Context, c Credential) (*Secured, error) {
	return is.issue(ctx, c, nil)
}

// issue issues c, whose place in a status list is that one, unless kept is empty.
func (is *Issuer) issue(ctx context.Context, c Credential, kept []badge.Status) (*Secured, error) {
	if err := is.canSecure(); err != nil {
		return nil, err
	}
	m, err := is.method(AssertionMethod)
	if err != nil {
		return nil, err
	}
	if err := is.complete(&c, m); err != nil {
		return nil, err
	}
	if err := is.entryless(&c); err != nil {
		return nil, err
	}
	row := suites[is.Suite]
	if row.context != "" && !slices.Contains(c.Context, row.context) {
		c.Context = append(slices.Clone(c.Context), row.context)
	}
	payload, err := is.payload(&c)
	if err != nil {
		return nil, err
	}
	if is.Status != nil {
		if err := is.rehearse(ctx, payload, m, &c); err != nil {
			return nil, err
		}
		if err := is.reserved(ctx, &c); err != nil {
			return nil, err
		}
		if len(kept) > 0 && !reflect.DeepEqual(c.Status, kept) {
			return nil, NewProblem(IssueCorrection, "/credentialStatus", nil,
				"the original has its place in %s, and the issuer's Status knows of another one, in %s: a correction stands and falls with its original",
				whereOf(kept[0]), whereOf(c.Status[0]))
		}
		if payload, err = is.payload(&c); err != nil {
			return nil, NewProblem(IssueStatus, "/credentialStatus", err, "with the entry that the allocator gave: %v", err)
		}
	}
	return is.secured(ctx, payload, m, c.issued)
}

// payload writes c as the document that is to be signed, if it may be.
func (is *Issuer) payload(c *Credential) ([]byte, error) {
	claims := is.Suite == "" && is.Form == OpenBadges
	d := c.document()
	if err := writable(reflect.ValueOf(d), "", 0); err != nil {
		return nil, err
	}
	if err := writable(reflect.ValueOf(c.Context), "/@context", 0); err != nil { // d has it quoted
		return nil, err
	}
	if err := writable(reflect.ValueOf(c.RelatedResource), "/relatedResource", 0); err != nil { // and this written
		return nil, err
	}
	if claims {
		d.addClaims(c)
	}
	payload, err := encode(d)
	if err != nil {
		return nil, NewProblem(JSONSyntax, "", err, "the credential cannot be written as JSON: %v", err)
	}
	return payload, joined(refusals(payload, claims, is.Contexts, c.issued))
}

// canSecure reports whether there is the form or the suite that the issuer asks for.
func (is *Issuer) canSecure() error {
	if is.Mandatory != nil && is.Suite != ECDSASD2023 {
		return NewProblem(InputUnsupported, "", nil, "the issuer says what is mandatory to show; only under %s can a holder show less than all", ECDSASD2023)
	}
	if is.Suite == "" {
		_, _, err := is.Form.types()
		return err
	}
	if is.Form != OpenBadges {
		return NewProblem(InputUnsupported, "", nil, "the issuer asks for the suite %s and for the token form %v; a document has a proof inside it or is one token", limits.Abridge(string(is.Suite)), is.Form)
	}
	if _, ok := suites[is.Suite]; !ok {
		return NewProblem(ProofTypeUnsupported, "", nil, "there is no suite %q here; there are %s", limits.Abridge(string(is.Suite)), suiteNames())
	}
	return nil
}

// secured secures a document that may be signed, and judges its own product.
func (is *Issuer) secured(ctx context.Context, document []byte, m Method, at time.Time) (s *Secured, err error) {
	row, embedded := suites[is.Suite]
	if embedded {
		s, err = addProof(ctx, document, is.Signer, m, ProofOptions{Suite: is.Suite, Created: at, Contexts: is.Contexts, Mandatory: is.Mandatory, Rand: is.Rand}, true)
	} else {
		typ, cty, _ := is.Form.types()
		s, err = secure(ctx, document, is.Signer, m, typ, cty)
	}
	if err != nil {
		return nil, err
	}
	t := Transform{Contexts: is.Contexts, exact: !embedded || row.jcs}
	if err := conforming("credential", s.ConformCredential(t)); err != nil {
		return nil, err
	}
	return s, nil
}

// conforming refuses what was made, where a verifier would refuse it. What could
// be refused has been before anything was signed: this is for the mistake that is
// ours.
func conforming(what string, found []Problem) error {
	for _, p := range found {
		if p.Severity == Violation {
			return &Problem{Code: IssueSelfCheck, Message: fmt.Sprintf("the finished %s does not conform: %v", what, &p), cause: &p}
		}
	}
	return nil
}

// method returns the signer's method if a badge may be signed with it.
func (is *Issuer) method(purpose string) (Method, error) {
	if is.Signer == nil {
		return Method{}, NewProblem(KeyNotFound, "", nil, "there is no Signer to sign with")
	}
	m := is.Signer.Method()
	if err := m.Check(); err != nil {
		return Method{}, err
	}
	if err := m.owned(); err != nil {
		return Method{}, err
	}
	if !m.For(purpose) {
		return Method{}, NewProblem(KeyRelationship, "", nil, "the key %s is not published for %s", limits.Abridge(m.ID), purpose)
	}
	return m, nil
}

// inUse reads the clock, and reports whether the key is in use then.
func (is *Issuer) inUse(m Method) (time.Time, error) {
	now := time.Now
	if is.Now != nil {
		now = is.Now
	}
	at := now()
	if !m.Revoked.IsZero() && !at.Before(m.Revoked) || !m.Expires.IsZero() && !at.Before(m.Expires) {
		return at, NewProblem(KeyRevoked, "", nil, "the key %s is no longer in use", limits.Abridge(m.ID))
	}
	return at, nil
}

func (is *Issuer) complete(c *Credential, m Method) error {
	at, err := is.inUse(m)
	if err != nil {
		return err
	}
	id := ""
	if c.ID == "" {
		var err error
		if id, err = is.newID(); err != nil {
			return err
		}
	}
	c.issued = at
	profile := is.Profile
	if profile.ID == "" {
		profile.ID = m.Controller
	}
	c.complete(profile, at, id)
	if c.Issuer.ID == "" {
		c.Issuer.ID = m.Controller
	}
	if c.Issuer.ID != m.Controller {
		return NewProblem(KeyControllerMismatch, "/issuer/id", nil,
			"the key %s belongs to %s, so it cannot sign for the issuer %s", limits.Abridge(m.ID), limits.Abridge(m.Controller), limits.Abridge(c.Issuer.ID))
	}
	// As it will be written: to the second.
	if until := c.ValidUntil.Truncate(time.Second); !c.ValidUntil.IsZero() && until.Before(at) {
		return NewProblem(TimeExpired, "/validUntil", nil, "the badge would have ended on %s; now it is %s",
			until.UTC().Format(time.RFC3339), at.UTC().Format(time.RFC3339))
	}
	// As it was asked for: times within one second are written alike.
	if !c.ValidUntil.IsZero() && c.ValidUntil.Before(c.ValidFrom) {
		return NewProblem(SchemaInvalid, "/validUntil", nil, "the badge would end on %s, before it begins on %s",
			c.ValidUntil.UTC().Format(time.RFC3339Nano), c.ValidFrom.UTC().Format(time.RFC3339Nano))
	}
	return nil
}

// writable reports whether encoding/json writes v as it is: it puts U+FFFD in
// the place of whatever is not UTF-8, and that would be signed instead of what
// was asked for. JSON that stands in v ready-made is read before it is signed.
func writable(v reflect.Value, pointer string, depth int) error {
	switch v.Kind() {
	case reflect.String:
		if !utf8.ValidString(v.String()) {
			return NewProblem(InputEncoding, pointer, nil, "the text is not UTF-8, so it cannot be signed as it is")
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return writable(v.Elem(), pointer, depth)
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return readyMade(v, pointer)
		}
		for i := range v.Len() {
			if err := writable(v.Index(i), fmt.Sprintf("%s/%d", pointer, i), depth); err != nil {
				return err
			}
		}
	case reflect.Struct:
		if depth++; depth > limits.Depth { // a value that holds itself, too
			return NewProblem(JSONDepth, "", nil, "more than %d objects stand inside one another", limits.Depth)
		}
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if !field.IsExported() {
				continue
			}
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if err := writable(v.Field(i), pointer+"/"+name, depth); err != nil {
				return err
			}
		}
	}
	return nil
}

// readyMade reports whether what stands in v as JSON is JSON. Of anything else than
// that encoding/json would say only that it cannot be written.
func readyMade(v reflect.Value, pointer string) error {
	raw, ok := v.Interface().(json.RawMessage)
	if !ok || len(raw) == 0 {
		return nil
	}
	if _, err := strictjson.Parse(raw, strictjson.Limits{}); err != nil {
		p := *problem(err, JSONSyntax)
		p.Pointer = pointer + p.Pointer
		return &p
	}
	return nil
}

// FreshID returns an id such as Issue gives a credential without one: by NewID, or a random
// urn:uuid. It is for whoever has to keep the id before anything is signed.
func (is *Issuer) FreshID() (string, error) { return is.newID() }

func (is *Issuer) newID() (string, error) {
	if is.NewID != nil {
		return is.NewID(), nil
	}
	random := is.Rand
	if random == nil {
		random = rand.Reader
	}
	var seed [16]byte
	if _, err := io.ReadFull(random, seed[:]); err != nil {
		return "", NewProblem(IssueRandomness, "/id", err, "there is no randomness for the badge's id: %v", err)
	}
	if seed == [16]byte{} { // a broken source; two badges of one id are one badge
		return "", NewProblem(IssueRandomness, "/id", nil, "there is no randomness for the badge's id: the source gives zeros")
	}
	id := uuid.UUID(seed)
	id[6] = id[6]&0x0f | 0x40 // RFC 9562: version 4
	id[8] = id[8]&0x3f | 0x80 // and variant
	return id.URN(), nil
}

// refusals returns everything for which document must not be signed: what a
// verifier would refuse, what it would only warn of, and what only an issuer
// can be asked to avoid.
func refusals(document []byte, claims bool, cs *Contexts, at time.Time) []Problem {
	return refusing(remarks(document, claims, cs, at))
}

// refusing are those of the problems for which nothing is issued.
func refusing(found []Problem) []Problem {
	return slices.DeleteFunc(found, func(p Problem) bool { return p.Severity == Note })
}

// remarks returns everything there is to say about a document before it is signed, at a
// time; zero if that is not known.
func remarks(document []byte, claims bool, cs *Contexts, at time.Time) []Problem {
	draft, err := draftOf(document, claims)
	if err != nil {
		return []Problem{*problem(err, JSONSyntax)}
	}
	found := append(draft.Conform(Transform{Contexts: cs, draft: true}), problems(shape.IssueRules(draft.doc))...)
	found = append(append(found, draft.unrefreshable()...), draft.unaskable()...)
	return append(found, draft.unendorsed(cs, at)...)
}

// draftOf is a document before anything secures it, as the claims of a token or not.
func draftOf(document []byte, claims bool) (*Secured, error) {
	tape, err := strictjson.Parse(document, strictjson.Limits{})
	if err != nil {
		return nil, err
	}
	draft := &Secured{tape: tape, doc: tape.Root(), container: ContainerJWS}
	if claims {
		draft.claims = draft.doc
	}
	draft.classify()
	return draft, nil
}

var _ json.Marshaler = Credential{}

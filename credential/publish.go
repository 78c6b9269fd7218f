package credential

import (
	"crypto/x509"
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Publish writes the documents in which verifiers find the keys of the given issuers:
//
//   - of a did:web its DID document (DID 1.0), at DIDWebURL of it;
//   - of an https issuer its page, at the URL that is its ID: the Profile (OB 3.0 section
//     B.1), which is a controlled identifier document (Controlled Identifiers 1.0 section
//     2.1) and lists the keys;
//   - of each key that has a URL of its own the key, at that URL: a JWK (RFC 7517) with
//     the issuer as its iss, as OB 3.0 section 8.2.3 has it; or, as a Multikey or with an
//     end, the verification method, of which a JWK could not say that;
//   - of each host of https issuers its JWK set, /.well-known/jwks.json, with the keys of
//     all that are given, each with its iss. The kid of a key is its ID. A key with an
//     end, or that is for no badges, is not in it.
//
// Whoever publishes from a folder puts each at its badge.Document.File. The page of an
// https issuer without a path has none, and a server has to be told of it; a did:web of
// the same host has one.
//
// All issuers of a host are to be published at once, as the set is theirs together. The
// same input gives the same bytes.
//
// Nothing is published that a verifier would refuse, or in which a private key stands:
// keys that are weak or not the issuer's, two of one name, one key under two names, of one
// issuer or of two, of which only one is revoked, an issuer without a key, two documents
// at one URL, a Profile that would be published nowhere. The error holds a Code.
func Publish(issuers ...Identity) ([]badge.Document, error) {
	var p publisher
	if len(issuers) == 0 {
		return nil, NewProblem(KeyNotFound, "", nil, "there is no issuer to publish")
	}
	for _, id := range issuers {
		id.Keys = slices.Clone(id.Keys) // Check writes to them
		if err := p.publish(&id); err != nil {
			return nil, err
		}
		if err := p.share(id.Keys); err != nil {
			return nil, err
		}
	}
	for _, at := range p.hosts {
		if err := p.add(at, "application/jwk-set+json", keySet{p.sets[at]}); err != nil {
			return nil, err
		}
	}
	return p.documents, nil
}

type publisher struct {
	documents []badge.Document
	hosts     []string // URLs of sets, in the order of their first issuer
	sets      map[string][]json.RawMessage
	keys      map[string]Method // the first of each key
}

// share refuses a key that one issuer has revoked and another, with the same key, has not:
// whoever has it signs for either.
func (p *publisher) share(keys []Method) error {
	if p.keys == nil {
		p.keys = map[string]Method{}
	}
	for _, m := range keys {
		der, err := x509.MarshalPKIXPublicKey(m.Key)
		if err != nil {
			return NewProblem(KeyMalformed, "", err, "the key %s cannot be written: %v", limits.Abridge(m.ID), err)
		}
		first, known := p.keys[string(der)]
		if !known {
			p.keys[string(der)] = m
		} else if !first.Revoked.Equal(m.Revoked) {
			return NewProblem(KeyRevoked, "", nil, "%s and %s are one key, and only one of them is revoked, or sooner", limits.Abridge(first.ID), limits.Abridge(m.ID))
		}
	}
	return nil
}

type keySet struct {
	Keys []json.RawMessage `json:"keys"`
}

// A verificationMethod is one of Controlled Identifiers 1.0 section 2.2.
type verificationMethod struct {
	Context    []string        `json:"@context,omitempty"`
	ID         string          `json:"id"`
	Type       string          `json:"type"`
	Controller string          `json:"controller"`
	Expires    string          `json:"expires,omitempty"`
	Revoked    string          `json:"revoked,omitempty"`
	Multibase  string          `json:"publicKeyMultibase,omitempty"`
	JWK        json.RawMessage `json:"publicKeyJwk,omitempty"`
}

// keyMembers are those of a document that lists keys.
type keyMembers struct {
	VerificationMethod []verificationMethod `json:"verificationMethod"`
	AssertionMethod    []string             `json:"assertionMethod,omitempty"`
	Authentication     []string             `json:"authentication,omitempty"`
}

const (
	contextDID      = "https://www.w3.org/ns/did/v1"
	contextMultikey = "https://w3id.org/security/multikey/v1"
	contextJWK      = "https://w3id.org/security/jwk/v1"
)

func (p *publisher) publish(id *Identity) error {
	at, err := id.place()
	if err != nil {
		return err
	}
	if err := id.check(); err != nil {
		return err
	}
	members, contexts, err := id.members()
	if err != nil {
		return err
	}
	if strings.HasPrefix(id.ID, "did:") {
		if !reflect.ValueOf(id.Profile).IsZero() {
			return NewProblem(InputUnsupported, "", nil, "the document of %s holds keys alone, so its Profile would be published nowhere: leave it out here, and give it to the Issuer, who writes it into each badge; or publish under an https URL, whose page has it",
				limits.Abridge(id.ID))
		}
		return p.add(at, "application/did+json", struct {
			Context []string `json:"@context"`
			ID      string   `json:"id"`
			keyMembers
		}{append([]string{contextDID}, contexts...), id.ID, members})
	}
	profile := id.Profile
	if profile.ID == "" {
		profile.ID = id.ID
	}
	if profile.ID != id.ID {
		return NewProblem(ResolveDocID, "", nil, "the Profile of %s has another id, %s", limits.Abridge(id.ID), limits.Abridge(profile.ID))
	}
	if err := profile.Validate(); err != nil {
		return NewProblem(SchemaInvalid, "", err, "the Profile of %s: %v", limits.Abridge(id.ID), err)
	}
	page, err := profile.MarshalJSON()
	if err != nil {
		return NewProblem(SchemaInvalid, "", err, "the Profile of %s cannot be written: %v", limits.Abridge(id.ID), err)
	}
	// One object, of the members of both.
	head, err := encode(append([]string{contextV2, contextOB, contextDID}, contexts...))
	if err != nil {
		return err
	}
	tail, err := encode(members)
	if err != nil {
		return err
	}
	page = slices.Concat([]byte(`{"@context":`), head, []byte(","), page[1:len(page)-1], []byte(","), tail[1:])
	if err := p.add(at, "application/ld+json", json.RawMessage(page)); err != nil {
		return err
	}
	return p.publishKeys(id)
}

// publishKeys publishes each key of an https issuer at the URL that it has, and all in
// the set of the host.
func (p *publisher) publishKeys(id *Identity) error {
	u, err := url.Parse(id.ID)
	if err != nil {
		return err // judged before
	}
	set := u.Scheme + "://" + u.Host + "/.well-known/jwks.json"
	if p.sets == nil {
		p.sets = map[string][]json.RawMessage{}
	}
	if p.sets[set] == nil {
		p.hosts, p.sets[set] = append(p.hosts, set), []json.RawMessage{}
	}
	for i := range id.Keys {
		m := &id.Keys[i]
		jwk, err := m.JWK()
		if err != nil {
			return err
		}
		own, err := encode(struct {
			Kid string `json:"kid"`
			Iss string `json:"iss"`
		}{m.ID, m.Controller})
		if err != nil {
			return err
		}
		jwk = slices.Concat(jwk[:len(jwk)-1], []byte(","), own[1:])
		if m.lasts() {
			p.sets[set] = append(p.sets[set], jwk)
		}
		if len(p.sets[set]) > limits.Methods {
			return NewProblem(InputTooLarge, "", nil, "the issuers of %s have more keys than the %d that a verifier reads of a set", limits.Abridge(u.Host), limits.Methods)
		}
		if strings.Contains(m.ID, "#") {
			continue
		}
		method, context, err := id.method(m)
		switch {
		case err != nil:
			return err
		case method.JWK != nil && m.lasts():
			err = p.add(m.ID, "application/jwk+json", json.RawMessage(jwk))
		default:
			method.Context = []string{context}
			err = p.add(m.ID, "application/ld+json", method)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// members lists the keys, and returns the contexts of the forms that they have.
func (id *Identity) members() (k keyMembers, contexts []string, err error) {
	for i := range id.Keys {
		m := &id.Keys[i]
		method, context, err := id.method(m)
		if err != nil {
			return k, nil, err
		}
		k.VerificationMethod = append(k.VerificationMethod, method)
		if !slices.Contains(contexts, context) {
			contexts = append(contexts, context)
		}
		if m.For(AssertionMethod) {
			k.AssertionMethod = append(k.AssertionMethod, m.ID)
		}
		if m.For(Authentication) {
			k.Authentication = append(k.Authentication, m.ID)
		}
	}
	return k, contexts, nil
}

// method writes a key, and names the context that defines the members of its form.
func (id *Identity) method(m *Method) (v verificationMethod, context string, err error) {
	v = verificationMethod{ID: m.ID, Controller: m.Controller, Expires: timestamp(m.Expires), Revoked: timestamp(m.Revoked)}
	if id.form(m) == AsMultikey {
		v.Type, context = "Multikey", contextMultikey
		v.Multibase, err = m.Multikey()
	} else {
		v.Type, context = "JsonWebKey", contextJWK
		v.JWK, err = m.JWK()
	}
	if err != nil {
		p := problem(err, KeyTypeMismatch)
		err = NewProblem(p.Code, "", err, "the key %s cannot be written as a %s: %s", limits.Abridge(m.ID), v.Type, p.Message)
	}
	return v, context, err
}

// add takes a document in, once it has been read as a verifier reads it.
func (p *publisher) add(at, mediaType string, v any) error {
	data, err := encode(v)
	if err != nil {
		return NewProblem(JSONSyntax, "", err, "the document %s cannot be written as JSON: %v", limits.Abridge(at), err)
	}
	if slices.ContainsFunc(p.documents, func(d badge.Document) bool { return d.URL == at }) {
		return NewProblem(ResolveDocID, "", nil, "two documents would have to stand at %s", limits.Abridge(at))
	}
	tape, err := strictjson.Parse(data, strictjson.Limits{Size: limits.Fetched})
	if err != nil {
		return problem(err, JSONSyntax)
	}
	if secret := exposed(tape.Root()); secret != "" {
		return NewProblem(KeyPrivateExposed, secret, nil, "the document %s would hold a private key", limits.Abridge(at))
	}
	p.documents = append(p.documents, badge.Document{URL: at, MediaType: mediaType, Data: data})
	return nil
}

// exposed returns the place of a private key in a document, wherever it stands: an
// extension that somebody has copied from a key store, for example. "" is none.
func exposed(v strictjson.Value) string {
	switch v.Kind() {
	case strictjson.Object:
		for name, m := range v.Members() {
			if slices.Contains(secretMembers, name) || v.Get("kty").Exists() && slices.Contains(secretOfJWK, name) {
				return m.Pointer()
			}
			if found := exposed(m); found != "" {
				return found
			}
		}
	case strictjson.Array:
		for _, m := range v.Elements() {
			if found := exposed(m); found != "" {
				return found
			}
		}
	}
	return ""
}

var (
	secretMembers = []string{"secretKeyMultibase", "secretKeyJwk", "privateKeyMultibase", "privateKeyJwk", "privateKeyBase58", "privateKeyHex", "privateKeyPem"}
	secretOfJWK   = []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k"}
)

package credential

import (
	"crypto"
	"net/url"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/hosts"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/shape"
)

// An Identity is an issuer with a name of its own, and the keys that it publishes under
// that name. Publish writes what has to stand on the web for a verifier to find them.
//
// A key goes through these states, and the documents are published anew at each step:
//   - before it is used it is added to Keys, an hour or more ahead: verifiers, and
//     caches on the way to them, may go by an older document for so long.
//   - in use: a Signer signs with it. Several may be.
//   - retired: no Signer uses it. It stays in Keys, as it was, for as long as what it
//     signed is to verify. Once it is not there any more a verifier finds no key, save
//     one that was told of it (verify.Config.KeyHistory).
//   - revoked, because it may be in other hands: it stays in Keys, with Revoked set. From
//     that instant a verifier refuses all that it ever signed, whatever date that bears;
//     what is still right is issued anew with another key.
//
// Expires is no way to retire a key: from then on a verifier refuses what was signed
// with it before, too.
type Identity struct {
	// ID is the issuer's: a did:web, or an https URL without query and fragment. It is
	// the Controller of each key, and what stands as issuer.id in the badges.
	//
	// An https URL should have a path, such as https://school.example/issuer: without one
	// its page is the first page of the host, which a server has to give as JSON, and
	// which no file in a folder can be (badge.Document.File).
	ID string

	// Keys are the public keys, by the names that proofs have for them: ID, "#" and a
	// fragment; or, for an https issuer, also a URL of its own on the same host, where a
	// key is for badges alone (AssertionMethod).
	Keys []Method

	// Profile is what an https issuer says of itself on its page, a name at least. An
	// empty ID means the identity's. The document of a did:web says nothing but keys, so
	// that Publish refuses one with a Profile: what it says of itself stands in each badge
	// (Issuer.Profile), and is in no other place.
	Profile badge.Profile

	// Form is how the keys are written. The zero value is AsMultikey for Ed25519 and
	// AsJSONWebKey for all others.
	Form KeyForm
}

// A KeyForm is how a public key stands in a verification method. This library reads
// both; other verifiers of a cryptosuite look for a Multikey, those of tokens for a JWK.
type KeyForm int

const (
	AsMultikey   KeyForm = iota + 1 // Controlled Identifiers 1.0 section 2.2.2; none for RSA
	AsJSONWebKey                    // Controlled Identifiers 1.0 section 2.2.3
)

// form is that of a key.
func (id *Identity) form(m *Method) KeyForm {
	switch {
	case id.Form != 0:
		return id.Form
	case m.algorithm() == EdDSA:
		return AsMultikey
	}
	return AsJSONWebKey
}

// place returns where the issuer's own document stands.
func (id *Identity) place() (string, error) {
	switch {
	case strings.HasPrefix(id.ID, "did:web:"):
		if strings.ContainsAny(id.ID, "#") {
			return "", NewProblem(DIDSyntax, "", nil, "%s is the URL of a key, and no DID", limits.Abridge(id.ID))
		}
		return DIDWebURL(id.ID)
	case strings.HasPrefix(id.ID, "did:"):
		return "", NewProblem(DIDMethodUnsupported, "", nil, "for %s nothing can be published: expected a did:web or an https URL", limits.Abridge(id.ID))
	}
	return id.ID, judgeURL(id.ID)
}

// judgeURL refuses what no verifier would ask for as the URL of a document, or not all
// as the same: it is spelled in one way.
func judgeURL(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" || u.Host == "" || len(text) > limits.FetchedURL {
		return neverAsked(text, "it is no absolute https URL")
	}
	if u.User != nil || strings.ContainsAny(text, `?#\`) || u.String() != text {
		return neverAsked(text, "expected scheme, host and path in their usual spelling, and nothing else")
	}
	host, port, hasPort := strings.Cut(u.Host, ":")
	if why, _ := hosts.Fault(host); why != "" {
		return neverAsked(text, why)
	}
	if n := hosts.Port(port); hasPort && n <= limits.SystemPorts {
		return neverAsked(text, "a port stands there only if it is above 1023")
	}
	for segment := range strings.SplitSeq(u.Path, "/") {
		if segment == "." || segment == ".." {
			return neverAsked(text, "its path has segments of dots")
		}
	}
	return nil
}

// check refuses what a verifier would refuse, or would never find.
func (id *Identity) check() error {
	switch {
	case len(id.Keys) == 0:
		return NewProblem(KeyNotFound, "", nil, "the issuer %s has no keys to publish", limits.Abridge(id.ID))
	case len(id.Keys) > limits.Methods:
		return NewProblem(InputTooLarge, "", nil, "the issuer %s has %d keys; a verifier reads %d", limits.Abridge(id.ID), len(id.Keys), limits.Methods)
	case id.Form < 0 || id.Form > AsJSONWebKey:
		return NewProblem(InputUnsupported, "", nil, "there is no KeyForm %d", id.Form)
	}
	for i := range id.Keys {
		m := &id.Keys[i]
		if err := id.checkKey(m); err != nil {
			return err
		}
		for j := range id.Keys[:i] {
			other := &id.Keys[j]
			if other.ID == m.ID {
				return NewProblem(KeyMalformed, "", nil, "two keys have the id %s", limits.Abridge(m.ID))
			}
		}
	}
	return nil
}

func (id *Identity) checkKey(m *Method) error {
	if _, private := m.Key.(crypto.Signer); private {
		return NewProblem(KeyPrivateExposed, "", nil, "Key of %s holds the private key; expected its Public()", limits.Abridge(m.ID))
	}
	if err := m.Check(); err != nil {
		return err
	}
	if m.Controller != id.ID {
		return NewProblem(KeyControllerMismatch, "", nil, "the key %s belongs to %s, so %s cannot publish it", limits.Abridge(m.ID), limits.Abridge(m.Controller), limits.Abridge(id.ID))
	}
	if err := m.owned(); err != nil {
		return err
	}
	document, fragment, hash := strings.Cut(m.ID, "#")
	switch {
	case document == id.ID && fragment == "", document != id.ID && hash, strings.Contains(fragment, "#"), !shape.IsURL(m.ID):
		return NewProblem(KeyControllerMismatch, "", nil, "the key %s has no name of its own: expected %s, # and a fragment, or a URL without a fragment", limits.Abridge(m.ID), limits.Abridge(id.ID))
	case document != id.ID:
		if err := judgeURL(document); err != nil {
			return err
		}
	}
	for _, purpose := range m.Purposes {
		if purpose != AssertionMethod && purpose != Authentication {
			return NewProblem(KeyRelationship, "", nil, "the key %s is to be published for %q; keys are for %s and %s", limits.Abridge(m.ID), limits.Abridge(purpose), AssertionMethod, Authentication)
		}
	}
	if !hash && m.For(Authentication) { // nothing at that URL could say so
		return NewProblem(KeyRelationship, "", nil, "the key %s has a URL of its own, where a key is for %s and nothing else", limits.Abridge(m.ID), AssertionMethod)
	}
	for _, t := range [...]time.Time{m.Expires, m.Revoked} {
		if !t.IsZero() && !calendar(t.Unix()) {
			return NewProblem(TimeFormat, "", nil, "the key %s ends at a time outside of the years 2 to 9999", limits.Abridge(m.ID))
		}
	}
	return nil
}

// lasts reports whether the key is for badges and has no end: a JWK could not say so.
func (m *Method) lasts() bool {
	return m.Expires.IsZero() && m.Revoked.IsZero() && m.For(AssertionMethod)
}

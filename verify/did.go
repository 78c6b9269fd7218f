package verify

import (
	"context"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/base64url"
	"github.com/summitbadges/openbadges/internal/limits"
)

// DIDKey returns the Resolver of did:key (W3C CCG did:key method): the
// identifier is the key, in Multikey form, and has one method, whose fragment
// repeats it. Ed25519, P-256 and P-384 keys are known.
func DIDKey() Resolver { return didKey{} }

type didKey struct{}

func (didKey) Resolve(_ context.Context, q KeyQuery) (credential.Method, error) {
	url := q.Method
	id, fragment, err := splitDID(url, "did:key:")
	if err != nil {
		return credential.Method{}, err
	}
	name := url // badges mostly write the method's whole name, which is kept then
	if fragment != id {
		name = "did:key:" + id + "#" + id
	}
	m, err := credential.MultikeyMethod(name, name[:len("did:key:")+len(id)], id)
	if err != nil {
		return credential.Method{}, err
	}
	if fragment != "" && fragment != id {
		return credential.Method{}, noSuchKey(url)
	}
	m.Purposes = []string{credential.AssertionMethod, credential.Authentication}
	return m, nil
}

// DIDJWK returns the Resolver of did:jwk: the identifier is a JWK in base64url,
// and has one method, #0.
func DIDJWK() Resolver { return didJWK{} }

type didJWK struct{}

func (didJWK) Resolve(_ context.Context, q KeyQuery) (credential.Method, error) {
	url := q.Method
	id, fragment, err := splitDID(url, "did:jwk:")
	if err != nil {
		return credential.Method{}, err
	}
	if len(id) > limits.DIDJWK {
		return credential.Method{}, credential.NewProblem(credential.InputTooLarge, "", nil, "a did:jwk has at most %d characters; this has %d", limits.DIDJWK, len(id))
	}
	jwk := make([]byte, base64url.DecodedLen(len(id)))
	if _, err := base64url.Decode(jwk, []byte(id)); err != nil {
		return credential.Method{}, credential.NewProblem(credential.DIDSyntax, "", err, "%s is no base64url: %v", limits.Abridge(url), err)
	}
	m, err := credential.JWKMethod("did:jwk:"+id+"#0", "did:jwk:"+id, jwk)
	if err != nil {
		return credential.Method{}, err
	}
	if fragment != "" && fragment != "0" {
		return credential.Method{}, noSuchKey(url)
	}
	m.Purposes = []string{credential.AssertionMethod, credential.Authentication}
	return m, nil
}

// splitDID splits the DID URL of a method whose identifier is the whole
// document: a path or a query could name nothing in it.
func splitDID(url, prefix string) (id, fragment string, err error) {
	id, ok := strings.CutPrefix(url, prefix)
	id, fragment, hash := strings.Cut(id, "#")
	if !ok || id == "" || strings.ContainsAny(id, "/?:%") || hash && fragment == "" {
		return "", "", credential.NewProblem(credential.DIDSyntax, "", nil, "%s is no DID URL of this method", limits.Abridge(url))
	}
	return id, fragment, nil
}

func noSuchKey(url string) *Problem {
	return credential.NewProblem(credential.KeyNotFound, "", nil, "there is no key of the name %s: the one key of this identifier has another name", limits.Abridge(url))
}

package verify

import (
	"context"
	"errors"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// DIDWeb returns the Resolver of did:web (W3C CCG did:web method), whose document f
// fetches: did:web:example.edu is https://example.edu/.well-known/did.json, and
// did:web:example.edu%3A8443:u:alice is https://example.edu:8443/u/alice/did.json.
//
// The grammar is read as strictly as by credential.DIDWebURL. The document MUST be of
// exactly the identifier asked for (Controlled Identifiers 1.0 section 3.3), and the key
// is one that it lists, as a Multikey, JsonWebKey, JsonWebKey2020,
// Ed25519VerificationKey2020 or Ed25519VerificationKey2018, with itself as the
// controller. Its alsoKnownAs says nothing.
//
// An identifier without a fragment names the one key that the document lists for
// signing, or, of several, the one that the token shows. A document that a cache has
// kept and that lacks the key is asked for once more.
func DIDWeb(f Fetcher) Resolver { return didWeb{f} }

type didWeb struct{ f Fetcher }

func (w didWeb) Resolve(ctx context.Context, q KeyQuery) (credential.Method, error) {
	at, err := credential.DIDWebURL(q.Method)
	if err != nil {
		return credential.Method{}, err
	}
	did, _, named := strings.Cut(q.Method, "#")
	m, err := lookIn(ctx, w.f, at, func(root strictjson.Value) (credential.Method, error) {
		d, err := readController(root, did)
		if err != nil {
			return credential.Method{}, err
		}
		if !named {
			return d.only(q)
		}
		return d.method(q.Method)
	})
	if status, ok := errors.AsType[*HTTPError](err); ok && status.Status == 410 {
		return credential.Method{}, credential.NewProblem(credential.DIDDeactivated, "", err, "%s has been given up: its host says that the document is gone (HTTP status 410)", limits.Abridge(did))
	}
	return m, err
}

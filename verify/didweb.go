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
// The grammar is read strictly: the host is a public name, not an address; the one
// escape is that of the colon before a port, which is 443 or above 1023; no segment of
// the path is empty or made of dots. The document MUST be of exactly the identifier
// asked for (Controlled Identifiers 1.0 section 3.3), and the key is one that it lists,
// as a Multikey, JsonWebKey, JsonWebKey2020, Ed25519VerificationKey2020 or
// Ed25519VerificationKey2018, with itself as the controller. Its alsoKnownAs says nothing.
//
// An identifier without a fragment names the one key that the document lists for
// signing, or, of several, the one that the token shows. A document that a cache has
// kept and that lacks the key is asked for once more.
func DIDWeb(f Fetcher) Resolver { return didWeb{f} }

type didWeb struct{ f Fetcher }

func (w didWeb) Resolve(ctx context.Context, q KeyQuery) (credential.Method, error) {
	at, err := didWebURL(q.Method)
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

// didWebURL returns where the document of a did:web is, of which name may be the URL
// of a key.
func didWebURL(name string) (string, error) {
	malformed := func(why string) error {
		return credential.NewProblem(credential.DIDSyntax, "", nil, "%s is no did:web: %s", limits.Abridge(name), why)
	}
	did, fragment, hash := strings.Cut(name, "#")
	id, ok := strings.CutPrefix(did, "did:web:")
	switch {
	case !ok || id == "":
		return "", malformed("a host is missing")
	case hash && fragment == "":
		return "", malformed("its fragment is empty")
	case id[0] == '[' || len(id) >= 3 && strings.EqualFold(id[:3], "%5B"):
		return "", forbidden(name, "an address is no name of a host")
	}
	host, path, deeper := strings.Cut(id, ":")
	at := host
	if i := strings.IndexByte(host, '%'); i >= 0 {
		port, ok := strings.CutPrefix(strings.ToUpper(host[i:]), "%3A")
		if !ok {
			return "", malformed("the only escape is %3A, before a port")
		}
		if err := judgePort(name, port); err != nil {
			return "", err
		}
		host = host[:i]
		at = host + ":" + port
	}
	if err := judgeHost(name, host); err != nil {
		return "", err
	}
	at = "https://" + strings.ToLower(at) // hosts have no case; the document says which DID is meant
	if !deeper {
		return at + "/.well-known/did.json", nil
	}
	for segment := range strings.SplitSeq(path, ":") {
		if !isDIDSegment(segment) {
			return "", malformed("a part of its path is empty, made of dots, or has other characters than letters, digits, '.', '-' and '_'")
		}
		at += "/" + segment
	}
	return at + "/did.json", nil
}

// isDIDSegment reports whether s is of the characters of a DID (DID 1.0 section 3.1),
// without escapes: whoever undoes them would find another path.
func isDIDSegment(s string) bool {
	for _, c := range []byte(s) {
		if c != '.' && c != '-' && c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return s != "" && s != "." && s != ".."
}

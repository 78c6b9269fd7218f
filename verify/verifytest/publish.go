package verifytest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// newcomer counts the issuers of a network.
func (n *Network) newcomer() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.issuers++
	return n.issuers
}

// settle finds the issuer its key and its home.
func (is *Issuer) settle(s Setup) {
	if s.Key == nil {
		s.Key = key(is.number, s.Suite)
	}
	if is.ID == "" {
		is.Signer = must(credential.NewKeySigner(s.Key))
		is.ID = is.Signer.Method().Controller
	} else {
		is.Signer = must(credential.NewSigner(credential.Method{ID: is.ID + "#key-1", Controller: is.ID}, s.Key))
	}
	is.Home = is.home()
	is.Network.mu.Lock()
	defer is.Network.mu.Unlock()
	if is.Network.homes[is.Home] {
		panic("verifytest: on this network there is an issuer already that publishes below " + is.Home)
	}
	if is.Network.homes == nil {
		is.Network.homes = map[string]bool{}
	}
	is.Network.homes[is.Home] = true
}

// home is where an issuer of that identifier publishes.
func (is *Issuer) home() string {
	if did, ok := strings.CutPrefix(is.ID, "did:web:"); ok {
		host, path, deeper := strings.Cut(did, ":")
		home := "https://" + strings.ToLower(must(url.PathUnescape(host)))
		if deeper {
			home += "/" + strings.ReplaceAll(path, ":", "/")
		}
		return home
	}
	if strings.HasPrefix(is.ID, "did:") {
		return fmt.Sprintf("https://school-%d.example", is.number)
	}
	return strings.TrimSuffix(is.ID, "/")
}

// publishKey publishes the issuer's key as its identifier wants it. A Resolver is asked
// first whether a verifier will find it.
func (is *Issuer) publishKey(name string) {
	m := is.Signer.Method()
	document := map[string]any{
		"@context": []string{"https://www.w3.org/ns/cid/v1"},
		"id":       is.ID,
		"verificationMethod": []any{map[string]any{
			"id": m.ID, "type": "JsonWebKey", "controller": m.Controller, "publicKeyJwk": json.RawMessage(must(m.JWK())),
		}},
		"assertionMethod": []string{m.ID},
	}
	at, resolver := is.ID, verify.HTTPS
	switch {
	case strings.HasPrefix(is.ID, "did:web:"):
		at, resolver = is.Home+"/did.json", verify.DIDWeb
		if !strings.Contains(strings.TrimPrefix(is.ID, "did:web:"), ":") {
			at = is.Home + "/.well-known/did.json"
		}
	case strings.HasPrefix(is.ID, "https://") && !strings.ContainsAny(is.ID, "?#"):
		document["type"], document["name"] = "Profile", name
	case strings.HasPrefix(is.ID, "did:key:"), strings.HasPrefix(is.ID, "did:jwk:"): // it holds its key
		return
	default:
		panic(fmt.Sprintf("verifytest: no verifier finds the key of %q; Setup.ID is a did:web or an https URL without a query, or empty", is.ID))
	}
	data := must(json.Marshal(document))
	must(resolver(verify.FetchMap{at: data}).Resolve(context.Background(), verify.KeyQuery{Method: m.ID, Issuer: is.ID}))
	is.Network.Publish(at, data)
	if at == is.ID {
		is.publishInSet(m)
	}
}

// publishInSet publishes the key among those of the issuer's host, where it says whose it
// is.
func (is *Issuer) publishInSet(m credential.Method) {
	host := must(url.Parse(is.ID))
	at := host.Scheme + "://" + host.Host + "/.well-known/jwks.json"
	jwk := string(must(m.JWK()))
	jwk = strings.TrimSuffix(jwk, "}") + fmt.Sprintf(`,"kid":"key-1","iss":%s}`, must(json.Marshal(is.ID)))
	is.Network.mu.Lock()
	if is.Network.keys == nil {
		is.Network.keys = map[string][]string{}
	}
	is.Network.keys[at] = append(is.Network.keys[at], jwk)
	set := `{"keys":[` + strings.Join(is.Network.keys[at], ",") + `]}`
	is.Network.mu.Unlock()
	is.Network.Publish(at, []byte(set))
}

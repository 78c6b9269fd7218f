package verify

import (
	"cmp"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A publishedJWK is a key of a JWK set (RFC 7517 section 5), or a JWK on its own.
type publishedJWK struct {
	kid string
	iss string // the issuer that it belongs to, by its own word; "" if it has none
	jwk strictjson.Value
}

// readKeys reads the keys of a document that is a JWK set or a JWK. Symmetric ones are
// passed over: what they sign, everybody else who has them could have signed.
func readKeys(root strictjson.Value, at string) (keys []publishedJWK, alone bool, err error) {
	broken := func(why string) ([]publishedJWK, bool, error) {
		return nil, false, credential.NewProblem(credential.SchemaInvalid, "", nil, "the key set %s is refused: %s", limits.Abridge(at), why)
	}
	set := root.Get("keys")
	if !set.Exists() {
		key, ok := readKey(root)
		if !ok {
			return broken("kid and iss of a JWK are texts")
		}
		if root.Get("kty").Is("oct") {
			return nil, true, nil
		}
		return []publishedJWK{key}, true, nil
	}
	if set.Kind() != strictjson.Array || set.Len() > limits.Methods {
		return broken("keys is a list of a few JWKs")
	}
	type name struct{ kid, iss string }
	named := map[name]bool{}
	for _, v := range set.Elements() {
		key, ok := readKey(v)
		switch {
		case !ok:
			return broken("a key is an object, whose kid and iss are texts")
		case v.Get("kty").Is("oct"):
			continue
		case key.kid != "" && named[name{key.kid, key.iss}]:
			return broken("two keys have the kid " + limits.Abridge(key.kid))
		}
		named[name{key.kid, key.iss}] = true
		keys = append(keys, key)
	}
	return keys, false, nil
}

func readKey(v strictjson.Value) (key publishedJWK, ok bool) {
	isText := func(m strictjson.Value) bool { return !m.Exists() || m.Kind() == strictjson.String }
	kid, iss := v.Get("kid"), v.Get("iss")
	return publishedJWK{kid.Text(), iss.Text(), v}, v.Kind() == strictjson.Object && isText(kid) && isText(iss)
}

// pick returns the key of a set that q asks for, as that of the issuer asked for; where
// none is, of the one that it names, or of the document in which it stands. A fragment
// is the kid, or the whole URL is; without one, it is the only key, or the one that is
// shown, unless all have other names.
func pick(keys []publishedJWK, alone bool, at string, q KeyQuery) (credential.Method, error) {
	_, fragment, named := strings.Cut(q.Method, "#")
	read := func(k publishedJWK) (credential.Method, error) {
		id := q.Method
		if q.Method == q.Issuer { // no key was named
			if id = at; k.kid != "" {
				id = at + "#" + k.kid
			}
		}
		m, err := credential.JWKMethod(id, cmp.Or(q.Issuer, k.iss, at), k.jwk.Raw())
		m.Purposes = []string{credential.AssertionMethod}
		return m, err
	}
	for _, k := range keys {
		if k.kid == q.Method || named && fragment != "" && k.kid == fragment || alone && (!named || k.kid == "") {
			return read(k)
		}
	}
	if q.Method != at && q.Method != q.Issuer { // a key was named, and one of another name is another
		keys = slices.DeleteFunc(slices.Clone(keys), func(k publishedJWK) bool { return k.kid != "" })
	}
	if named || len(keys) == 0 {
		return credential.Method{}, credential.NewProblem(credential.KeyNotFound, "", nil, "the keys at %s have none of the name %s", limits.Abridge(at), limits.Abridge(q.Method))
	}
	return oneOf(at, len(keys), q, func(i int) (credential.Method, error) { return read(keys[i]) })
}

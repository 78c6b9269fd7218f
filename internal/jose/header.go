package jose

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Header is the protected header of a token (RFC 7515 §4), all of it: a token
// with any other parameter is refused. A member that is absent is empty; none is
// empty where it is present.
type Header struct {
	Alg         string           // one of the five algorithms
	KeyID       string           // kid: a hint where the issuer publishes its key, never a reason to believe it
	Type        string           // typ, as written; see NormalType
	ContentType string           // cty, as written
	JWK         strictjson.Value // jwk, an object that is not yet read as a key; the zero Value if absent
}

// readHeader reads the decoded header. Where several things are wrong, it names
// the first of: crit, alg, a parameter that is not on the list, its value. A typ is the
// one that the header has to have, "" that of a credential or presentation.
func (t *Token) readHeader(data []byte, typ string) error {
	if err := t.header.Parse(data, strictjson.Limits{Size: limits.Header}); err != nil {
		return inHeader(err)
	}
	v := t.header.Root()
	if v.Kind() != strictjson.Object {
		return fmt.Errorf("%w: expected an object as its header, found %v", ErrFormat, v.Kind())
	}
	// RFC 7515 §4.1.11 has crit refused where one of its names is not understood.
	// None is, and an empty list, which the section forbids, is no exception.
	if v.Get("crit").Exists() {
		return fmt.Errorf("%w: the header has crit", ErrCrit)
	}
	alg := v.Get("alg")
	if alg.Exists() {
		if err := t.Header.readAlg(alg); err != nil {
			return err
		}
	}
	if err := onlyListed(v); err != nil {
		return err
	}
	if !alg.Exists() {
		return fmt.Errorf("%w: expected alg in its header, found none", ErrFormat)
	}
	if typ != "" {
		return t.Header.readTyped(v, typ)
	}
	return t.Header.readRest(v)
}

func (h *Header) readTyped(v strictjson.Value, typ string) error {
	if !v.Get("typ").Is(typ) {
		return fmt.Errorf("%w: expected the typ %s, found %s", ErrHeader, typ, described(v.Get("typ")))
	}
	if v.Get("jwk").Exists() || v.Get("cty").Exists() || !v.Get("kid").Exists() {
		return fmt.Errorf("%w: expected alg, kid and typ alone in the header of a token of the typ %s", ErrHeader, typ)
	}
	h.Type = typ
	return h.readKeyID(v.Get("kid"))
}

func (h *Header) readKeyID(kid strictjson.Value) error {
	h.KeyID = kid.Text()
	if h.KeyID == "" || len(h.KeyID) > limits.Identifier || strings.ContainsFunc(h.KeyID, unicode.IsControl) {
		return fmt.Errorf("%w: expected a text of at most %d bytes without control characters as kid in its header, found %s", ErrFormat, limits.Identifier, described(kid))
	}
	return nil
}

func (h *Header) readAlg(v strictjson.Value) error {
	for _, name := range [...]string{EdDSA, ES256, ES384, RS256, PS256} {
		if v.Is(name) {
			h.Alg = name
			return nil
		}
	}
	if v.Kind() != strictjson.String || v.Is("") {
		return fmt.Errorf("%w: expected the name of an algorithm as alg in its header, found %v", ErrFormat, described(v))
	}
	return fmt.Errorf("%w: expected EdDSA, ES256, ES384, RS256 or PS256, found %s", ErrAlgorithm, described(v))
}

// onlyListed refuses a header with a parameter other than alg, kid, jwk, typ and
// cty. Those that name or hold keys (jku, x5u, x5c, …) would let the token
// choose who vouches for it; zip and b64 change what the payload is.
func onlyListed(v strictjson.Value) error {
	listed := 0
	for _, name := range [...]string{"alg", "kid", "jwk", "typ", "cty"} {
		if v.Get(name).Exists() {
			listed++
		}
	}
	if listed == v.Len() {
		return nil // names are distinct, so there is no other
	}
	for name := range v.Members() {
		switch name {
		case "alg", "kid", "jwk", "typ", "cty":
		default:
			return fmt.Errorf("%w: expected none but alg, kid, jwk, typ and cty in the header, found %s", ErrHeader, quote(name))
		}
	}
	return nil
}

func (h *Header) readRest(v strictjson.Value) error {
	if kid := v.Get("kid"); kid.Exists() {
		if err := h.readKeyID(kid); err != nil {
			return err
		}
	}
	if h.JWK = v.Get("jwk"); h.JWK.Exists() && h.JWK.Kind() != strictjson.Object {
		return fmt.Errorf("%w: expected an object as jwk in its header, found %s", ErrFormat, described(h.JWK))
	}
	var err error
	if h.Type, err = mediaType(v, "typ", knownType); err != nil {
		return err
	}
	h.ContentType, err = mediaType(v, "cty", knownContentType)
	return err
}

// mediaType is the value of typ or cty. Refusing those that are not known keeps
// a token that one key signed for another purpose (an access token, an identity
// token) from being read as a badge (RFC 8725 §3.11). Credentials and presentations
// are told apart by Of, once it is known which of them the payload is.
func mediaType(v strictjson.Value, name string, known func(normal string) bool) (string, error) {
	m := v.Get(name)
	if !m.Exists() {
		return "", nil
	}
	if m.Kind() != strictjson.String {
		return "", fmt.Errorf("%w: expected a text as %s in its header, found %v", ErrFormat, name, m.Kind())
	}
	text := m.Text()
	switch normal := NormalType(text); {
	case known(normal):
		return text, nil
	case normal == "dc+sd-jwt":
		return "", fmt.Errorf("%w: by its %s this is an SD-JWT VC, which a wallet reads; expected the type of a credential or a presentation", ErrHeader, name)
	case normal == "openbadges-receipt+jwt":
		return "", fmt.Errorf("%w: by its %s this is the receipt of a verification, which holds no badge: the bundle of evidence that was made with it does; expected the type of a credential or a presentation", ErrHeader, name)
	}
	return "", fmt.Errorf("%w: expected the type of a credential or a presentation as %s, found %s", ErrHeader, name, quote(text))
}

func knownType(normal string) bool {
	return normal == "jwt" || credentialType(normal) || presentationType(normal)
}

func credentialType(normal string) bool {
	switch normal {
	case "vc+jwt", "vc+ld+jwt", "vc+ld+json+jwt", "jwt_vc_json",
		"vc+sd-jwt": // without disclosures, which Parse refuses, it is a plain JWS
		return true
	}
	return false
}

func presentationType(normal string) bool {
	switch normal {
	case "vp+jwt", "vp+ld+jwt", "vp+ld+json+jwt", "jwt_vp_json":
		return true
	}
	return false
}

func knownContentType(normal string) bool {
	return credentialContent(normal) || presentationContent(normal)
}

func credentialContent(normal string) bool {
	return normal == "vc" || normal == "vc+json" || normal == "vc+ld+json"
}

func presentationContent(normal string) bool {
	return normal == "vp" || normal == "vp+json" || normal == "vp+ld+json"
}

// Of reports whether the header, by typ and by cty, may be that of a presentation,
// or of anything but one. Both say nothing where they are absent, and typ says
// nothing where it is JWT.
func (h Header) Of(presentation bool) bool {
	typ, cty := NormalType(h.Type), NormalType(h.ContentType)
	if presentation {
		return !credentialType(typ) && !credentialContent(cty)
	}
	return !presentationType(typ) && !presentationContent(cty)
}

// NormalType is the media type that a typ or cty means (RFC 7515 §4.1.9 and
// §4.1.10): in lower case, for case does not count in a media type, and without
// "application/", which stands in front of every type that has no slash. Only
// ASCII is folded: there is no second letter that means k or s.
func NormalType(text string) string {
	lower := strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + ('a' - 'A')
		}
		return r
	}, text)
	return strings.TrimPrefix(lower, "application/")
}

// described shows a value of the header in a message.
func described(v strictjson.Value) string {
	if v.Kind() == strictjson.String {
		return quote(v.Text())
	}
	return v.Kind().String()
}

// quote shows a piece of the token in a message: short, and printable whatever it is.
func quote(s string) string {
	if len(s) > limits.Quoted {
		return strconv.QuoteToASCII(s[:limits.Quoted]) + "…"
	}
	return strconv.QuoteToASCII(s)
}

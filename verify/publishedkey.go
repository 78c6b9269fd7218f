package verify

import (
	"crypto/ed25519"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/internal/shape"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// readMethod reads a verification method (Controlled Identifiers 1.0 section 2.2) as the
// one of that id, which has to name that controller itself.
func readMethod(v strictjson.Value, id, controller string) (m credential.Method, err error) {
	broken := func(why string) (credential.Method, error) {
		return credential.Method{}, credential.NewProblem(credential.SchemaInvalid, "", nil, "the method %s is refused: %s", limits.Abridge(id), why)
	}
	switch named := v.Get("controller"); {
	case named.Kind() != strictjson.String || v.Get("type").Kind() != strictjson.String:
		return broken("it has no type, or names no controller")
	case !named.Is(controller):
		return credential.Method{}, credential.NewProblem(KeyControllerMismatch, "", nil, "the key %s names %s as its controller, and not %s", limits.Abridge(id), limits.Abridge(named.Text()), limits.Abridge(controller))
	}
	for _, secret := range [...]string{"secretKeyMultibase", "secretKeyJwk", "privateKeyMultibase", "privateKeyJwk", "privateKeyBase58", "privateKeyHex", "privateKeyPem"} {
		if v.Get(secret).Exists() {
			return credential.Method{}, credential.NewProblem(credential.KeyPrivateExposed, "", nil, "the method %s is published with its private key (%s)", limits.Abridge(id), secret)
		}
	}
	kind := v.Get("type").Text()
	form, ok := keyForm(kind)
	if !ok {
		return credential.Method{}, credential.NewProblem(credential.KeyTypeMismatch, "", nil, "the key %s is a %q, which signs no badge", limits.Abridge(id), limits.Abridge(kind))
	}
	for _, other := range [...]string{"publicKeyMultibase", "publicKeyJwk", "publicKeyBase58"} {
		if other != form && v.Get(other).Exists() {
			return broken("a " + kind + " has " + form + ", and no other key beside it")
		}
	}
	key := v.Get(form)
	switch {
	case form == "publicKeyJwk" && key.Kind() == strictjson.Object:
		m, err = credential.JWKMethod(id, controller, key.Raw())
	case key.Kind() != strictjson.String || form == "publicKeyJwk":
		return broken("a " + kind + " has " + form)
	case form == "publicKeyMultibase":
		m, err = credential.MultikeyMethod(id, controller, key.Text())
	default:
		m, err = base58Method(id, controller, key.Text())
	}
	if err != nil {
		return credential.Method{}, err
	}
	if _, ok := m.Key.(ed25519.PublicKey); !ok && kind != "Multikey" && form != "publicKeyJwk" {
		return credential.Method{}, credential.NewProblem(credential.KeyTypeMismatch, "", nil, "the key %s is a %s by its type, and of another kind", limits.Abridge(id), kind)
	}
	for _, end := range [...]struct {
		name string
		at   *time.Time
	}{{"expires", &m.Expires}, {"revoked", &m.Revoked}} {
		t := v.Get(end.name)
		if !t.Exists() || t.Kind() == strictjson.Null {
			continue
		}
		if *end.at, err = shape.ParseTimeUTC(t.Text()); err != nil {
			return broken(end.name + ": " + err.Error())
		}
		if end.at.Year() < 2 { // as everywhere: its zero would read as never
			return broken(end.name + ": a time in the years 2 to 9999 is needed")
		}
	}
	return m, nil
}

// keyForm names the member in which a method of that type has its key.
func keyForm(kind string) (member string, ok bool) {
	switch kind {
	case "Multikey", "Ed25519VerificationKey2020":
		return "publicKeyMultibase", true
	case "JsonWebKey", "JsonWebKey2020":
		return "publicKeyJwk", true
	case "Ed25519VerificationKey2018":
		return "publicKeyBase58", true
	}
	return "", false
}

// base58Method reads the key of an Ed25519VerificationKey2018, which has neither the
// code of its kind nor that of its base.
func base58Method(id, controller, text string) (credential.Method, error) {
	raw, err := multikey.DecodeBase58("z"+text, ed25519.PublicKeySize)
	if err != nil {
		return credential.Method{}, credential.NewProblem(credential.KeyMalformed, "", err, "the key %s is no base58 of %d bytes: %v", limits.Abridge(id), ed25519.PublicKeySize, err)
	}
	m := credential.Method{ID: id, Controller: controller, Key: ed25519.PublicKey(raw)}
	err = m.Check()
	return m, err
}

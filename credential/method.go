package credential

import (
	"crypto"
	"crypto/rsa"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// The JOSE algorithms (RFC 7518, RFC 8037) that secure a badge.
const (
	EdDSA = jose.EdDSA // Ed25519 only
	ES256 = jose.ES256
	ES384 = jose.ES384
	RS256 = jose.RS256 // RSA of 2048 to 8192 bits, as PS256
	PS256 = jose.PS256
)

// A Method is a verification method (Controlled Identifiers 1.0 section 2.2):
// a public key, the URL it is known by, and who controls it.
type Method struct {
	ID         string           // absolute URL; "kid" of a JWS, "verificationMethod" of a proof
	Controller string           // the issuer that the key speaks for, compared as a string
	Key        crypto.PublicKey // ed25519.PublicKey, *ecdsa.PublicKey on P-256 or P-384, *rsa.PublicKey

	// Algorithm is the one JOSE algorithm of the key. Empty means the one that
	// follows from the key; for RSA that is RS256.
	Algorithm string

	// Purposes are the proof purposes for which the controller publishes the
	// key. Empty means assertionMethod, and for a did:key or did:jwk, which publishes
	// its one key for every signature, authentication too; save from a Resolver, whose answer is what
	// a controller publishes and nothing else.
	Purposes []string

	Expires time.Time // zero: never
	Revoked time.Time // zero: never

	admitted []string // algorithms of a published JWK that names none
	vetted   *rsa.PublicKey
}

// Admits reports whether a signature of algorithm alg may be judged with the
// method. The algorithm follows from the key and never from the message.
func (m Method) Admits(alg string) bool {
	if len(m.admitted) > 0 {
		return slices.Contains(m.admitted, alg)
	}
	return alg != "" && alg == m.algorithm()
}

// For reports whether the controller publishes the key for the given proof purpose.
func (m Method) For(purpose string) bool {
	if len(m.Purposes) == 0 {
		return purpose == AssertionMethod || purpose == Authentication && m.isItsDID()
	}
	return slices.Contains(m.Purposes, purpose)
}

// isItsDID reports whether the method is the one of a did:key or did:jwk, and speaks
// for that and nobody else.
func (m Method) isItsDID() bool {
	named := strings.HasPrefix(m.Controller, "did:key:") || strings.HasPrefix(m.Controller, "did:jwk:")
	return named && strings.HasPrefix(m.ID, m.Controller+"#")
}

// The proof purposes (Controlled Identifiers 1.0 section 2.3) that are asked for
// here.
const (
	AssertionMethod = "assertionMethod" // of a badge (OB 3.0 section 8.3)
	Authentication  = "authentication"  // of a presentation: its holder shows that it is they who present
)

func (m Method) algorithm() string {
	fit := jose.AlgorithmsFor(m.Key)
	switch {
	case len(fit) == 0:
		return ""
	case m.Algorithm == "":
		return fit[0]
	case slices.Contains(fit, m.Algorithm):
		return m.Algorithm
	}
	return ""
}

// Check reports whether the method can stand for anything: an id, a controller,
// a key that is well formed and not weak, an algorithm that fits the key. The
// error holds a Code. Whoever uses a Method checks it; to have done so before
// saves an RSA key a part of the work.
func (m *Method) Check() error {
	switch {
	case m.ID == "":
		return NewProblem(KeyMalformed, "", nil, "a verification method needs an id")
	case m.Controller == "":
		return NewProblem(KeyMalformed, "", nil, "the verification method %s names no controller", m.ID)
	}
	// Looking for the factors of an RSA key costs a third of a verification.
	// The pointer tells the key that was looked at from one put in its place.
	key, isRSA := m.Key.(*rsa.PublicKey)
	if !isRSA || key == nil || key != m.vetted {
		if err := multikey.Check(m.Key); err != nil {
			return problem(err, KeyMalformed)
		}
		m.vetted = key
	}
	if len(m.admitted) == 0 && m.algorithm() == "" {
		return NewProblem(KeyTypeMismatch, "", nil, "the algorithm %q does not fit the key of %s", m.Algorithm, limits.Abridge(m.ID))
	}
	return nil
}

// JWK returns the public key as a JWK (RFC 7517) that names its algorithm, for an
// issuer to publish: as publicKeyJwk of a verification method (Controlled
// Identifiers 1.0 section 2.2.3), or in a key set. The error holds a Code.
func (m Method) JWK() ([]byte, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	jwk, err := multikey.AppendJWK(nil, m.Key)
	if err != nil {
		return nil, problem(err, KeyTypeMismatch)
	}
	return withAlgorithm(jwk, m.algorithm()), nil
}

// withAlgorithm writes alg in front of the members of a JWK.
func withAlgorithm(jwk []byte, alg string) []byte {
	return append([]byte(`{"alg":"`+alg+`",`), jwk[1:]...)
}

// Multikey returns the public key in Multikey form, for an issuer to publish as
// publicKeyMultibase (Controlled Identifiers 1.0 section 2.2.2). It exists for
// Ed25519, P-256 and P-384 keys. The error holds a Code.
func (m Method) Multikey() (string, error) {
	if err := m.Check(); err != nil {
		return "", err
	}
	encoded, err := multikey.Encode(m.Key)
	if err != nil {
		return "", problem(err, KeyTypeMismatch)
	}
	return encoded, nil
}

// DIDKey returns the method of a did:key, which holds the key itself. It
// exists for Ed25519, P-256 and P-384 keys.
func DIDKey(key crypto.PublicKey) (Method, error) {
	if err := multikey.Check(key); err != nil {
		return Method{}, problem(err, KeyMalformed)
	}
	encoded, err := multikey.Encode(key)
	if err != nil {
		return Method{}, problem(err, KeyTypeMismatch)
	}
	did := "did:key:" + encoded
	return Method{ID: did + "#" + encoded, Controller: did, Key: key}, nil
}

// DIDJWK returns the method of a did:jwk, which holds the key itself as a JWK.
// It exists for every key that this library signs with. alg is written into
// the JWK, so that an RSA key says which of RS256 and PS256 it is for; empty
// leaves it out.
func DIDJWK(key crypto.PublicKey, alg string) (Method, error) {
	m := Method{Key: key, Algorithm: alg, ID: "did:jwk", Controller: "did:jwk"}
	if err := m.Check(); err != nil {
		return Method{}, err
	}
	jwk, err := multikey.AppendJWK(nil, key)
	if err != nil {
		return Method{}, problem(err, KeyTypeMismatch)
	}
	if alg != "" {
		jwk = withAlgorithm(jwk, alg)
	}
	m.Controller = "did:jwk:" + base64.RawURLEncoding.EncodeToString(jwk)
	m.ID = m.Controller + "#0"
	return m, nil
}

// JWKMethod reads a published JWK (RFC 7517) as the method that id and
// controller name. The JWK is read strictly: private members, weak keys, and a
// "use" or "key_ops" that is not for verifying are refused. A JWK without
// "alg" admits every algorithm that fits the key.
func JWKMethod(id, controller string, jwk []byte) (Method, error) {
	tape, err := strictjson.Parse(jwk, strictjson.Limits{Size: limits.DIDJWK})
	if err != nil {
		return Method{}, problem(err, KeyMalformed)
	}
	key, err := multikey.ParseJWK(tape.Root())
	if err != nil {
		return Method{}, problem(err, KeyMalformed)
	}
	m := Method{ID: id, Controller: controller, Key: key.Key, Algorithm: key.Alg}
	for _, alg := range jose.AlgorithmsFor(key.Key) {
		if key.Allows(alg) == nil {
			m.admitted = append(m.admitted, alg)
		}
	}
	if len(m.admitted) == 0 {
		return Method{}, NewProblem(KeyTypeMismatch, "", multikey.ErrUse, "the key %s is not published for verifying signatures", limits.Abridge(id))
	}
	err = m.Check()
	return m, err
}

// MultikeyMethod reads a published key in Multikey form (Controlled Identifiers
// 1.0 section 2.2.2: "z" and base58btc of a multicodec key) as the method that
// id and controller name.
func MultikeyMethod(id, controller, publicKeyMultibase string) (Method, error) {
	key, err := multikey.Decode(publicKeyMultibase)
	if err != nil {
		return Method{}, problem(err, KeyMalformed)
	}
	m := Method{ID: id, Controller: controller, Key: key}
	err = m.Check()
	return m, err
}

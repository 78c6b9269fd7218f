package credential

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"io"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
)

// A Signer signs with one key of the issuer, wherever that key is kept.
type Signer interface {
	// Method describes the public key. Its result MUST NOT change.
	Method() Method

	// Sign returns the signature of message under the one algorithm of
	// Method, in the form JOSE uses: r and s side by side for ECDSA. It MUST
	// be safe for concurrent use, SHOULD return when ctx is done, and MUST NOT
	// keep message. Its result is not trusted: whoever asks for a signature
	// checks it. When ctx is done the asker goes on without the answer; a
	// signer that ignores ctx then holds its goroutine until it returns.
	Sign(ctx context.Context, message []byte) (signature []byte, err error)
}

// NewSigner returns the Signer of the key that m describes. The private half
// may be any crypto.Signer, such as a client of a KMS or an HSM; its public
// half must be m.Key. The method must be one that a verifier can hold to belong
// to its controller: of a DID, one that the DID names by a fragment (and for
// did:key and did:jwk, the key that the DID holds); of a URL, one of the same
// scheme and host. Otherwise the error is KeyControllerMismatch.
//
// An *ecdsa.PrivateKey signs by RFC 6979, without randomness.
func NewSigner(m Method, key crypto.Signer) (Signer, error) {
	if key == nil {
		return nil, NewProblem(KeyMalformed, "", nil, "there is no private key")
	}
	if m.Key == nil {
		m.Key = key.Public()
	}
	if _, ok := key.(pssKey); ok && m.Algorithm == "" {
		m.Algorithm = PS256
	}
	if err := m.Check(); err != nil {
		return nil, err
	}
	if !multikey.Equal(m.Key, key.Public()) {
		return nil, NewProblem(KeyTypeMismatch, "", nil, "the private key does not belong to the public key of %s", limits.Abridge(m.ID))
	}
	if err := m.owned(); err != nil {
		return nil, err
	}
	m.Algorithm = m.algorithm()
	m.admitted = nil
	return &keySigner{m, key}, nil
}

// owned reports whether a verifier can hold the method to be its controller's.
// What is signed with another is a badge that nobody accepts.
func (m Method) owned() error {
	refuse := func(why string) error {
		return NewProblem(KeyControllerMismatch, "", nil, "the key %s cannot be held to belong to %s: %s",
			limits.Abridge(m.ID), limits.Abridge(m.Controller), why)
	}
	if !utf8.ValidString(m.ID) || !utf8.ValidString(m.Controller) {
		return NewProblem(InputEncoding, "", nil, "the id or the controller of the key is not UTF-8")
	}
	if encoded, isJWK := strings.CutPrefix(m.Controller, "did:jwk:"); isJWK {
		jwk, err := base64.RawURLEncoding.Strict().DecodeString(encoded)
		if err != nil {
			return refuse("the did:jwk is not base64url")
		}
		held, err := JWKMethod(m.Controller+"#0", m.Controller, jwk)
		if err != nil || !multikey.Equal(held.Key, m.Key) || !held.Admits(m.algorithm()) {
			return refuse("the DID holds another key, or the key for another algorithm")
		}
		if m.ID != held.ID {
			return refuse("the one key of a did:jwk is #0")
		}
		return nil
	}
	if strings.HasPrefix(m.Controller, "did:key:") {
		held, err := DIDKey(m.Key)
		if err != nil || held.Controller != m.Controller || held.ID != m.ID {
			return refuse("the DID holds another key, or the key by another name")
		}
		return nil
	}
	if owner, err := url.Parse(m.Controller); err == nil && owner.Host != "" {
		key, err := url.Parse(m.ID)
		if err != nil || key.Scheme != owner.Scheme || key.Host != owner.Host || key.User != nil {
			return refuse("expected a URL of the same scheme and host")
		}
		return nil
	}
	if fragment, ok := strings.CutPrefix(m.ID, m.Controller+"#"); !ok || fragment == "" {
		return refuse("expected the controller, \"#\" and a fragment")
	}
	return nil
}

// NewKeySigner returns a Signer whose method holds the key itself and needs to
// be published nowhere: a did:key for Ed25519, P-256 and P-384, a did:jwk for RSA.
//
// Such an issuer cannot change its key without becoming another issuer. One
// that lasts longer than a key names itself with NewSigner.
func NewKeySigner(key crypto.Signer) (Signer, error) {
	if key == nil {
		return nil, NewProblem(KeyMalformed, "", nil, "there is no private key")
	}
	var m Method
	var err error
	switch key.Public().(type) {
	case *rsa.PublicKey:
		alg := RS256
		if _, ok := key.(pssKey); ok {
			alg = PS256
		}
		m, err = DIDJWK(key.Public(), alg)
	default:
		m, err = DIDKey(key.Public())
	}
	if err != nil {
		return nil, err
	}
	return NewSigner(m, key)
}

type keySigner struct {
	method Method
	key    crypto.Signer
}

func (s *keySigner) Method() Method { return s.method }

func (s *keySigner) Sign(ctx context.Context, message []byte) ([]byte, error) {
	switch s.method.Algorithm {
	case EdDSA:
		return s.key.Sign(rand.Reader, message, crypto.Hash(0))
	case ES256:
		return s.signECDSA(message, crypto.SHA256)
	case ES384:
		return s.signECDSA(message, crypto.SHA384)
	case RS256:
		return s.key.Sign(rand.Reader, digest(crypto.SHA256, message), crypto.SHA256)
	case PS256:
		return s.key.Sign(rand.Reader, digest(crypto.SHA256, message),
			&rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA256})
	}
	return nil, NewProblem(KeyTypeMismatch, "", nil, "no algorithm for the key of %s", limits.Abridge(s.method.ID))
}

func (s *keySigner) signECDSA(message []byte, hash crypto.Hash) ([]byte, error) {
	// Two signatures under one nonce give the private key away. RFC 6979 takes
	// the nonce from key and message, so that no broken source of randomness
	// can repeat it; an opaque signer sees to its own.
	var random io.Reader = rand.Reader
	if _, ours := s.key.(*ecdsa.PrivateKey); ours {
		random = nil
	}
	der, err := s.key.Sign(random, digest(hash, message), hash)
	if err != nil {
		return nil, err
	}
	return jose.RawECDSA(der, s.method.Key.(*ecdsa.PublicKey).Curve)
}

func digest(hash crypto.Hash, message []byte) []byte {
	h := hash.New()
	h.Write(message)
	return h.Sum(nil)
}

// SignMessage returns the signature of message that s makes, in the form that JOSE uses. It
// does not return one that does not verify by the key of s, and stops waiting when ctx is
// done. What is signed by an issuer's key speaks for the issuer: message should begin with
// something that no badge begins with. The error holds a Code.
func SignMessage(ctx context.Context, s Signer, message []byte) ([]byte, error) {
	if s == nil {
		return nil, NewProblem(IssueSigner, "", nil, "there is no Signer")
	}
	m := s.Method()
	if err := m.Check(); err != nil {
		return nil, err
	}
	return sign(ctx, s, m, message)
}

// sign asks s for a signature and does not return one that does not verify. A
// Signer may be a plug-in that hangs, panics or answers for another key.
func sign(ctx context.Context, s Signer, m Method, message []byte) ([]byte, error) {
	type answer struct {
		signature []byte
		err       error
	}
	if ctx.Err() != nil { // select below would choose between this and a quick answer
		return nil, unsigned(context.Cause(ctx))
	}
	answers := make(chan answer, 1)
	lent := bytes.Clone(message) // a signer that writes to it must not write the badge
	go func() {
		var a answer
		defer func() {
			if r := recover(); r != nil {
				a = answer{nil, fmt.Errorf("the signer panicked: %v", r)}
			}
			answers <- a
		}()
		a.signature, a.err = s.Sign(ctx, lent)
	}()
	select {
	case <-ctx.Done():
		return nil, unsigned(context.Cause(ctx))
	case a := <-answers:
		if a.err != nil {
			return nil, unsigned(a.err)
		}
		if err := jose.Verify(m.algorithm(), m.Key, message, a.signature); err != nil {
			return nil, &Problem{Code: IssueSelfCheck, cause: err,
				Message: fmt.Sprintf("the signer's answer is no signature of this message by the key of %s", limits.Abridge(m.ID))}
		}
		return a.signature, nil
	}
}

func unsigned(cause error) *Problem {
	return NewProblem(IssueSigner, "", cause, "the signer did not sign: %v", cause)
}

package main

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"os"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
)

// issuer returns who signs.
func (o *options) issuer() (*credential.Issuer, error) {
	key, alg, err := o.readKey()
	if err != nil {
		return nil, err
	}
	signer, err := o.signer(key, alg)
	if err != nil {
		return nil, err
	}
	return &credential.Issuer{
		Signer:  signer,
		Profile: badge.Profile{Name: o.name},
		Now:     func() time.Time { return o.now },
	}, nil
}

func (o *options) readKey() (key crypto.Signer, alg string, err error) {
	if o.key == "" {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		return key, "", err
	}
	data, err := os.ReadFile(o.key)
	if err != nil {
		return nil, "", usageError{err}
	}
	if key, err = credential.ReadKey(data); err != nil {
		return nil, "", usagef("-key %s: %w", o.key, err)
	}
	return key, algorithm(data), nil
}

// algorithm returns what a JWK says it is for. It decides for RSA alone, where
// the key fits RS256 and PS256.
func algorithm(key []byte) string {
	var jwk badge.Many[struct {
		Alg string `json:"alg"`
	}]
	if err := jwk.UnmarshalJSON(key); err != nil || len(jwk) != 1 {
		return "" // PEM
	}
	return jwk[0].Alg
}

const methodFragment = "#key-1"

// signer names the key: by itself, or as the key of an issuer who will outlast
// it and publishes it as ID#key-1.
func (o *options) signer(key crypto.Signer, alg string) (credential.Signer, error) {
	m, err := selfNamed(key, alg)
	if err != nil {
		return nil, usagef("-key: %w", err)
	}
	switch id := o.issuerID; {
	case id == "" || id == m.Controller:
	case o.key == "":
		return nil, usagef("-issuer needs -key: a key that is made now is published by nobody")
	case strings.HasPrefix(id, "did:key:") || strings.HasPrefix(id, "did:jwk:"):
		return nil, usagef("-issuer: a did:key or did:jwk holds its key; that of this key is %s", m.Controller)
	case !strings.HasPrefix(id, "did:") && !strings.HasPrefix(id, "https://") || strings.ContainsAny(id, "#? \t\n"):
		return nil, usagef("-issuer: expected an https URL or a DID, found %q", id)
	default:
		m.ID, m.Controller = id+methodFragment, id
	}
	signer, err := credential.NewSigner(m, key)
	if err != nil {
		return nil, usagef("-key: %w", err)
	}
	return signer, nil
}

// selfNamed returns the method of a DID that holds the key itself.
func selfNamed(key crypto.Signer, alg string) (credential.Method, error) {
	if alg == credential.PS256 {
		return credential.DIDJWK(key.Public(), alg)
	}
	signer, err := credential.NewKeySigner(key)
	if err != nil {
		return credential.Method{}, err
	}
	return signer.Method(), nil
}

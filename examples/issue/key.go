package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"os"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
)

// issuer returns who signs.
func (o *options) issuer() (*credential.Issuer, error) {
	key, err := o.readKey()
	if err != nil {
		return nil, err
	}
	signer, err := o.signer(key)
	if err != nil {
		return nil, err
	}
	return &credential.Issuer{
		Signer:  signer,
		Suite:   o.suite,
		Profile: badge.Profile{Name: o.name},
		Now:     func() time.Time { return o.now },
	}, nil
}

func (o *options) readKey() (crypto.Signer, error) {
	if o.key == "" {
		return o.newKey()
	}
	data, err := os.ReadFile(o.key)
	if err != nil {
		return nil, usageError{err}
	}
	key, err := credential.ReadKey(data)
	if err != nil {
		return nil, usagef("-key %s: %w", o.key, err)
	}
	return key, nil
}

// newKey makes a key that the suite takes.
func (o *options) newKey() (crypto.Signer, error) {
	switch o.suite {
	case credential.ECDSARDFC2019, credential.ECDSAJCS2019, credential.ECDSASD2023:
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	return key, err
}

const methodFragment = "#key-1"

// signer names the key: by itself, or as the key of an issuer who will outlast
// it and publishes it as ID#key-1.
func (o *options) signer(key crypto.Signer) (credential.Signer, error) {
	signer, err := credential.NewKeySigner(key)
	if err != nil {
		return nil, usagef("-key: %w", err)
	}
	m := signer.Method()
	switch id := o.issuerID; {
	case id == "" || id == m.Controller:
		return signer, nil
	case o.key == "":
		return nil, usagef("-issuer needs -key: a key that is made now is published by nobody")
	case strings.HasPrefix(id, "did:key:") || strings.HasPrefix(id, "did:jwk:"):
		return nil, usagef("-issuer: a did:key or did:jwk holds its key; that of this key is %s", m.Controller)
	case !strings.HasPrefix(id, "did:") && !strings.HasPrefix(id, "https://") || strings.ContainsAny(id, "#? \t\n"):
		return nil, usagef("-issuer: expected an https URL or a DID, found %q", id)
	}
	m.ID, m.Controller = o.issuerID+methodFragment, o.issuerID
	signer, err = credential.NewSigner(m, key)
	if err != nil {
		return nil, usagef("-key: %w", err)
	}
	return signer, nil
}

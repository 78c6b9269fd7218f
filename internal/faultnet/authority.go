package faultnet

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"sync"
	"testing"
	"time"
)

// A Flaw is what is wrong with the certificate of a host.
type Flaw int

const (
	None       Flaw = iota
	Expired         // its time has passed
	SelfSigned      // no authority has signed it
	WrongHost       // it is of another host
	SHA1            // it is signed with SHA-1
)

// An authority signs the certificates of a Net.
type authority struct {
	cert *x509.Certificate
	key  crypto.Signer

	mu      sync.Mutex
	known   map[string]*tls.Certificate
	rsaCert *x509.Certificate // of a second authority, made when it is needed: only RSA goes with SHA-1
	rsaKey  crypto.Signer
}

func newAuthority(t testing.TB) *authority {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := &authority{key: key, known: map[string]*tls.Certificate{}}
	if a.cert, err = root(key); err != nil {
		t.Fatal(err)
	}
	return a
}

func root(key crypto.Signer) (*x509.Certificate, error) {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "faultnet"},
		NotBefore: time.Unix(0, 0), NotAfter: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.rsaCert != nil {
		pool.AddCert(a.rsaCert)
	}
	return pool
}

// withRSA makes the second authority.
func (a *authority) withRSA() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.rsaCert != nil {
		return nil
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	a.rsaKey = key
	a.rsaCert, err = root(key)
	return err
}

// certify returns the certificate of a host.
func (a *authority) certify(name string, flaw Flaw) (*tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	known := name + string(rune('0'+int(flaw)))
	if c := a.known[known]; c != nil {
		return c, nil
	}
	var key crypto.Signer
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(int64(len(a.known) + 2)), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Unix(0, 0), NotAfter: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	parent, signer := a.cert, a.key
	switch flaw {
	case Expired:
		template.NotAfter = time.Unix(1, 0)
	case SelfSigned:
		parent, signer = template, key
	case WrongHost:
		template.DNSNames = []string{"other." + name}
	case SHA1:
		template.SignatureAlgorithm = x509.SHA1WithRSA
		parent, signer = a.rsaCert, a.rsaKey
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		return nil, err
	}
	c := &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	a.known[known] = c
	return c, nil
}

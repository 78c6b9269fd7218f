package main

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/summitbadges/openbadges/credential"
)

// An issuer is one endpoint that signs: one key, one way of securing.
type issuer struct {
	name   string
	suite  credential.Suite // "": in an envelope, as a token
	signer credential.Signer

	// prepare adds to a document what it is to have when it is signed; nil: nothing.
	prepare func(ctx context.Context, document []byte) ([]byte, error)
}

// The contexts that a document of VCDM 1.1 names for a proof inside it.
const (
	contextV1            = "https://www.w3.org/2018/credentials/v1"
	contextV2            = "https://www.w3.org/ns/credentials/v2"
	contextDataIntegrity = "https://w3id.org/security/data-integrity/v2"
	contextStatus        = "https://www.w3.org/ns/credentials/status/v1"
	contextEd25519       = "https://w3id.org/security/suites/ed25519-2020/v1"
)

// freshIssuers are the endpoints of harness/info, with a new key for each kind of key.
func freshIssuers() ([]issuer, error) {
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		return nil, err
	}
	var all []issuer
	for _, row := range []struct {
		name  string
		suite credential.Suite
		key   crypto.Signer
	}{
		{"eddsa-rdfc-2022", credential.EdDSARDFC2022, ed},
		{"eddsa-jcs-2022", credential.EdDSAJCS2022, ed},
		{"ecdsa-rdfc-2019-p256", credential.ECDSARDFC2019, p256},
		{"ecdsa-rdfc-2019-p384", credential.ECDSARDFC2019, p384},
		{"ecdsa-jcs-2019-p256", credential.ECDSAJCS2019, p256},
		{"ecdsa-jcs-2019-p384", credential.ECDSAJCS2019, p384},
		{"ed25519signature2020", credential.Ed25519Signature2020, ed},
		{"jwt", "", ed},
	} {
		signer, err := credential.NewKeySigner(row.key)
		if err != nil {
			return nil, err
		}
		all = append(all, issuer{name: row.name, suite: row.suite, signer: signer})
	}
	return all, nil
}

// serve issues any credential of the data model, and leaves it as it was sent but for
// the proof, and under VCDM 1.1 the context that defines the proof. A document that a
// verifier would refuse is refused here, before anything is signed, except that its
// issuer may be anybody: a test suite signs as whom it likes.
func (is issuer) serve(s *server) func(context.Context, *http.Request, []byte) answer {
	return func(ctx context.Context, _ *http.Request, body []byte) answer {
		secured, err := is.issue(ctx, s, body)
		if err != nil {
			failures, codes := failuresOf(err)
			return answer{http.StatusBadRequest, map[string]any{"errors": failures}, "refused", codes}
		}
		return answer{http.StatusCreated, fmt.Appendf(nil, `{"verifiableCredential":%s}`, secured), "issued", nil}
	}
}

func (is issuer) issue(ctx context.Context, s *server, body []byte) ([]byte, error) {
	request, err := open(body)
	if err != nil {
		return nil, err
	}
	document, err := request.object("credential")
	if err != nil {
		return nil, err
	}
	if document, err = withoutProof(request, document); err != nil {
		return nil, err
	}
	if is.prepare != nil {
		if document, err = is.prepare(ctx, document); err != nil {
			return nil, err
		}
	}
	if is.suite == "" {
		return is.envelope(ctx, document)
	}
	if document, err = is.withContext(document); err != nil {
		return nil, err
	}
	options := credential.ProofOptions{Suite: is.suite, Created: s.now()}
	secured, err := credential.AddProof(ctx, document, is.signer, options)
	if err != nil {
		return nil, err
	}
	if err := is.conforms(ctx, secured); err != nil {
		return nil, err
	}
	return secured.Bytes(), nil
}

// withoutProof takes the proof off a credential that is issued anew. A proof that is no
// proof shows that something else was meant.
func withoutProof(request message, document []byte) ([]byte, error) {
	value, ok := request.view.Lookup("/credential/proof")
	if !ok {
		return document, nil
	}
	if kind, typed := request.view.Lookup("/credential/proof/type"); len(value) == 0 || value[0] != '{' || !typed || kind[0] != '"' {
		return nil, credential.NewProblem(credential.ProofMalformed, "/credential/proof", nil, "a proof is an object with a type")
	}
	return credential.WithoutMember(document, "proof")
}

// withContext names the context that the proof's terms need and VCDM 1.1 does not define.
func (is issuer) withContext(document []byte) ([]byte, error) {
	switch {
	case is.suite == credential.Ed25519Signature2020:
		return credential.WithContext(document, contextEd25519)
	case firstContext(document) == contextV1:
		return credential.WithContext(document, contextDataIntegrity)
	}
	return document, nil
}

func firstContext(document []byte) string {
	m, err := open(document)
	if err != nil {
		return ""
	}
	for _, at := range []string{"/@context/0", "/@context"} {
		if value, ok := m.view.Lookup(at); ok {
			for _, known := range []string{contextV1, contextV2} {
				if string(value) == `"`+known+`"` {
					return known
				}
			}
		}
	}
	return ""
}

// conforms judges what was secured as a verifier does that has nobody to ask.
func (is issuer) conforms(ctx context.Context, secured *credential.Secured) error {
	proofs, err := secured.Proofs()
	if err != nil {
		return err
	}
	t, err := secured.CheckProof(ctx, proofs[len(proofs)-1], is.signer.Method(), nil)
	if err != nil {
		return err
	}
	return joined(secured.ConformCredential(t))
}

func joined(found []credential.Problem) error {
	found = slices.DeleteFunc(found, func(p credential.Problem) bool { return p.Severity != credential.Violation })
	if len(found) == 0 {
		return nil
	}
	return problems(found)
}

// problems are several reasons in one error.
type problems []credential.Problem

func (p problems) Error() string { return p[0].Error() }

func (p problems) Unwrap() []error {
	var all []error
	for i := range p {
		all = append(all, &p[i])
	}
	return all
}

// An envelope is a token in a document (VCDM 2.0 section 4.13).
type envelope struct {
	Context string `json:"@context"`
	Type    string `json:"type"`
	ID      string `json:"id"`
}

func (is issuer) envelope(ctx context.Context, document []byte) ([]byte, error) {
	secured, err := credential.SignJWS(ctx, document, is.signer, credential.VCJOSE)
	if err != nil {
		return nil, err
	}
	if err := is.conforms(ctx, secured); err != nil {
		return nil, err
	}
	return json.Marshal(envelope{contextV2, "EnvelopedVerifiableCredential", "data:application/vc+jwt," + string(secured.Bytes())})
}

// info tells a test suite where everything is.
func (s *server) info(w http.ResponseWriter, _ *http.Request) {
	type place struct {
		ID       string `json:"id"`
		Endpoint string `json:"endpoint"`
	}
	issuers := map[string]place{}
	for _, is := range s.issuers {
		issuers[is.name] = place{is.signer.Method().Controller, s.baseURL + "/" + is.name + "/credentials/issue"}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = write(w, map[string]any{ // that it fails says that whoever asked has gone
		"name":        "openbadges",
		"issuers":     issuers,
		"verifier":    s.baseURL + "/credentials/verify",
		"vpVerifier":  s.baseURL + "/presentations/verify",
		"didResolver": s.baseURL + "/1.0/identifiers",
	})
}

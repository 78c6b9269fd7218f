package main

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// A resolution is what DID Resolution answers: of a DID the document, of a DID URL with
// a fragment the method that it names.
type resolution struct {
	Context       string   `json:"@context"`
	Document      any      `json:"didDocument"`
	Metadata      struct{} `json:"didDocumentMetadata"`
	Resolution    *outcome `json:"didResolutionMetadata,omitempty"`
	Dereferencing *outcome `json:"didDereferencingMetadata,omitempty"`
}

type outcome struct {
	ContentType string `json:"contentType,omitempty"`
	Error       string `json:"error,omitempty"`
}

// The errors of DID Resolution and of did:key.
const (
	invalidDID           = "invalidDid"
	invalidDIDURL        = "invalidDidUrl"
	methodNotSupported   = "methodNotSupported"
	notFound             = "notFound"
	invalidKeyLength     = "invalidPublicKeyLength"
	unsupportedKeyType   = "unsupportedPublicKeyType"
	invalidKeyType       = "invalidPublicKeyType"
	representationFormat = "application/did+ld+json"
)

// formats are the forms in which did:key can show a key, and the contexts that define
// them. Those of a key agreement, which a document could derive, are left out.
var formats = map[string]string{
	"Multikey":                   "https://w3id.org/security/multikey/v1",
	"JsonWebKey":                 "https://w3id.org/security/jwk/v1",
	"JsonWebKey2020":             "https://w3id.org/security/suites/jws-2020/v1",
	"Ed25519VerificationKey2020": "https://w3id.org/security/suites/ed25519-2020/v1",
}

// resolveDID answers GET /1.0/identifiers/DID for did:key and did:jwk, whose documents
// are made of the identifier and of nothing else. The others are asked of their hosts
// by the verifier, which does not lend itself to that for strangers.
func (s *server) resolveDID(ctx context.Context, r *http.Request, _ []byte) answer {
	name := strings.TrimPrefix(r.URL.EscapedPath(), "/1.0/identifiers/")
	name, err := url.PathUnescape(name)
	did, fragment, dereferenced := strings.Cut(name, "#")
	failed := func(code string) answer {
		a := resolution{Context: "https://w3id.org/did-resolution/v1"}
		a.Resolution = &outcome{Error: code}
		if dereferenced {
			a.Resolution, a.Dereferencing = nil, a.Resolution
		}
		return answer{http.StatusBadRequest, a, code, nil}
	}
	if err != nil || !strings.HasPrefix(did, "did:") || strings.ContainsAny(did, " \t\r\n") {
		return failed(invalidDID)
	}
	if strings.ContainsAny(did, "?/") || dereferenced && fragment == "" {
		return failed(invalidDIDURL)
	}
	method, id, ok := strings.Cut(strings.TrimPrefix(did, "did:"), ":")
	if !ok || id == "" {
		return failed(invalidDID)
	}
	resolvers := map[string]verify.Resolver{"key": verify.DIDKey(), "jwk": verify.DIDJWK()}
	resolver := resolvers[method]
	if resolver == nil {
		return failed(methodNotSupported)
	}
	if method == "key" && (!strings.HasPrefix(id, "z") || strings.Contains(id, ":")) {
		return failed(invalidDID)
	}
	format := r.URL.Query().Get("publicKeyFormat")
	if format == "" {
		format = "Multikey"
	}
	context, known := formats[format]
	switch {
	case !known && r.URL.Query().Get("enableExperimentalPublicKeyTypes") == "true":
		return failed(unsupportedKeyType)
	case !known:
		return failed(invalidKeyType)
	}
	m, err := resolver.Resolve(ctx, verify.KeyQuery{Method: did})
	if err != nil {
		return failed(reasonOf(err))
	}
	shown, err := show(m, format)
	if err != nil {
		return failed(invalidKeyType)
	}
	if dereferenced {
		if m.ID != name {
			return failed(notFound)
		}
		shown["@context"] = context
		return answer{http.StatusOK, resolution{Context: "https://w3id.org/did-resolution/v1", Document: shown, Dereferencing: &outcome{ContentType: representationFormat}}, "resolved", nil}
	}
	document := map[string]any{
		"@context": []string{"https://www.w3.org/ns/did/v1", context}, "id": did, "verificationMethod": []any{shown},
		"authentication": []string{m.ID}, "assertionMethod": []string{m.ID}, "capabilityInvocation": []string{m.ID}, "capabilityDelegation": []string{m.ID},
	}
	return answer{http.StatusOK, resolution{Context: "https://w3id.org/did-resolution/v1", Document: document, Resolution: &outcome{ContentType: representationFormat}}, "resolved", nil}
}

// show is a verification method in the form that was asked for.
func show(m credential.Method, format string) (map[string]any, error) {
	shown := map[string]any{"id": m.ID, "type": format, "controller": m.Controller}
	switch format {
	case "JsonWebKey", "JsonWebKey2020":
		jwk, err := m.JWK()
		if err != nil {
			return nil, err
		}
		shown["publicKeyJwk"] = json.RawMessage(jwk)
		return shown, nil
	case "Ed25519VerificationKey2020":
		if _, ed := m.Key.(ed25519.PublicKey); !ed {
			return nil, errors.New("the key is of another type")
		}
	}
	multibase, err := m.Multikey()
	shown["publicKeyMultibase"] = multibase
	return shown, err
}

// reasonOf is the error of did:key for a key that cannot be read.
func reasonOf(err error) string {
	switch {
	case errors.Is(err, credential.KeyTypeMismatch):
		return unsupportedKeyType
	case errors.Is(err, credential.DIDSyntax):
		return invalidDID
	}
	return invalidKeyLength
}

package status

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/bitstring"
	"github.com/summitbadges/openbadges/internal/limits"
)

// document writes a list of which those entries are set, as it is published. until is
// when it ceases to count; zero for one that is not signed.
func (p *Publication) document(ctx context.Context, f form, url string, set []Entry) (data []byte, until time.Time, err error) {
	if f.kind == RevocationList {
		data, err = p.revocations(url, set, p.Reasons)
		if err == nil && len(data) > limits.FetchedList {
			data, err = p.revocations(url, set, false)
		}
		if err == nil && len(data) > limits.FetchedList {
			err = fmt.Errorf("it would be a document of %d bytes, and verifiers read %d", len(data), limits.FetchedList)
		}
		return data, until, err
	}
	bits, err := bitstring.New(uint64(f.size), 1)
	if err != nil {
		return nil, until, err
	}
	for _, e := range set {
		if e.Index < 0 {
			return nil, until, fmt.Errorf("%w: %q has no place", ErrCorrupt, e.Credential)
		}
		if err := bits.Set(uint64(e.Index), 1, 1); err != nil {
			return nil, until, fmt.Errorf("%w: %w", ErrCorrupt, err)
		}
	}
	from := p.now().UTC().Truncate(time.Second)
	until = from.Add(p.lifetime())
	issuer := p.signer()
	document, err := encode(listCredential{
		Context: append([]string{"https://www.w3.org/ns/credentials/v2"}, contextsOf[issuer.Suite]...),
		ID:      url, Type: []string{"VerifiableCredential", "BitstringStatusListCredential"},
		Issuer:    issuer.Signer.Method().Controller,
		ValidFrom: from.Format(time.RFC3339), ValidUntil: until.Format(time.RFC3339),
		Subject: listSubject{url + "#list", "BitstringStatusList", f.purpose, bits.Encode(), p.TTL.Milliseconds()},
	})
	if err != nil {
		return nil, until, err
	}
	secured, err := issuer.IssueDocument(ctx, document)
	if err != nil {
		return nil, until, err
	}
	return secured.Bytes(), until, nil
}

// signer is the issuer as it signs lists: a list has nothing that its holder would hide,
// and no status of its own.
func (p *Publication) signer() *credential.Issuer {
	issuer := *p.Issuer
	issuer.Mandatory, issuer.Status = nil, nil
	switch issuer.Suite {
	case "":
		issuer.Form = credential.VCJOSE
	case credential.ECDSASD2023:
		issuer.Suite = credential.ECDSARDFC2019
	}
	return &issuer
}

// contextsOf are those that name the proofs of the older suites.
var contextsOf = map[credential.Suite][]string{
	credential.Ed25519Signature2020: {"https://w3id.org/security/suites/ed25519-2020/v1"},
	credential.JsonWebSignature2020: {"https://w3id.org/security/suites/jws-2020/v1"},
}

// listCredential is a BitstringStatusListCredential (Bitstring Status List 1.0 section 2.2).
type listCredential struct {
	Context    []string    `json:"@context"`
	ID         string      `json:"id"`
	Type       []string    `json:"type"`
	Issuer     string      `json:"issuer"`
	ValidFrom  string      `json:"validFrom"`
	ValidUntil string      `json:"validUntil"`
	Subject    listSubject `json:"credentialSubject"`
}

type listSubject struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Purpose string `json:"statusPurpose"`
	Encoded string `json:"encodedList"`
	TTL     int64  `json:"ttl,omitempty"` // milliseconds
}

// revocations writes a list that names credentials (1EdTech Revocation List 1.0). One
// that was reinstated is left out. They stand in the order of their ids, which does not
// show in which order they were revoked.
func (p *Publication) revocations(url string, set []Entry, reasons bool) ([]byte, error) {
	list := revocationList{ID: url, Issuer: p.Issuer.Signer.Method().Controller, Revoked: []revocation{}}
	for _, e := range set {
		id, _, _ := strings.Cut(e.Credential, " ") // of another place
		r := revocation{ID: id, Revoked: true}
		if reasons {
			r.Reason = e.Reason
		}
		list.Revoked = append(list.Revoked, r)
	}
	slices.SortFunc(list.Revoked, func(a, b revocation) int { return cmp.Compare(a.ID, b.ID) })
	return encode(list)
}

type revocationList struct {
	ID      string       `json:"id"`
	Issuer  string       `json:"issuer"`
	Revoked []revocation `json:"revokedCredential"`
}

type revocation struct {
	ID      string `json:"id"`
	Revoked bool   `json:"revoked"`
	Reason  string `json:"revocationReason,omitempty"`
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

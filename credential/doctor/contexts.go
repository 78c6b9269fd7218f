package doctor

import (
	"errors"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

const (
	contextV1 = "https://www.w3.org/2018/credentials/v1"
	contextV2 = "https://www.w3.org/ns/credentials/v2"
	contextOB = "https://purl.imsglobal.org/spec/ob/v3p0/"
)

// commonContexts are those that the wallets which load none have within them.
var commonContexts = []string{
	contextV1, contextV2,
	contextOB + "context.json", contextOB + "context-3.0.1.json", contextOB + "context-3.0.2.json", contextOB + "context-3.0.3.json",
	contextOB + "extensions.json",
	"https://w3id.org/security/data-integrity/v1", "https://w3id.org/security/data-integrity/v2",
	"https://w3id.org/security/suites/ed25519-2020/v1", "https://w3id.org/security/multikey/v1",
	"https://www.w3.org/ns/credentials/status/v1", "https://w3id.org/vc/status-list/2021/v1",
}

func formerModel(p *patient, n *notes) {
	if p.first {
		n.member(p.doc, "@context")
	}
}

// listed visits the contexts of the credential, of which a hostile one may name many.
func (p *patient) listed(visit func(strictjson.Value)) {
	for _, v := range several(p.doc.Get("@context")) {
		visit(v)
	}
}

func contextUnversioned(p *patient, n *notes) {
	p.listed(func(v strictjson.Value) {
		if v.Is(contextOB + "context.json") {
			n.value(v)
		}
	})
}

func contextCustom(p *patient, n *notes) {
	p.listed(func(v strictjson.Value) {
		if v.Kind() == strictjson.String && !slices.ContainsFunc(commonContexts, v.Is) {
			n.value(v)
		}
	})
}

func contextInline(p *patient, n *notes) {
	p.listed(func(v strictjson.Value) {
		if v.Kind() == strictjson.Object {
			n.value(v)
		}
	})
}

// registered are the claims of a token, which are no members of the badge: the VCDM 2.0
// context defines some of them, and the validator the rest.
var registered = []string{"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "nonce"}

// notJSONLD notes the first thing that is lost when the badge is read as JSON-LD, the
// proofs aside, which have contexts added. The validator reads tokens so, too.
func notJSONLD(p *patient, n *notes) {
	document, err := credential.WithoutMember(p.doc.Raw(), "proof")
	for _, claim := range registered {
		if err == nil && p.token != nil {
			document, err = credential.WithoutMember(document, claim)
		}
	}
	if err == nil {
		_, err = credential.Canonicalize(p.ctx, document, nil)
	}
	problem, ok := errors.AsType[*credential.Problem](err)
	if !ok {
		return
	}
	if problem.Code == credential.ContextUnknown && strings.HasPrefix(problem.Pointer, "/@context") {
		return // which context-custom or context-inline tells
	}
	n.found = append(n.found, Finding{Part: PartDocument, Pointer: p.doc.Pointer() + problem.Pointer, Found: limits.Abridge(problem.Message)})
}

func endorsementToken(p *patient, n *notes) {
	p.each(func(v strictjson.Value, _ string) {
		if v.Kind() == strictjson.Object && v.Get("endorsementJwt").Exists() {
			n.member(v, "endorsementJwt")
		}
	})
}

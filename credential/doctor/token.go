package doctor

import (
	"net/url"
	"strings"

	"github.com/summitbadges/openbadges/credential"
)

func inPicture(p *patient, n *notes) {
	if c := p.secured.Container(); c == credential.ContainerPNG || c == credential.ContainerSVG {
		n.file(string(c))
	}
}

func jsonInSVG(p *patient, n *notes) {
	if p.secured.Container() == credential.ContainerSVG && p.token == nil {
		n.file(string(credential.ContainerSVG))
	}
}

func wrappedToken(p *patient, n *notes) {
	if p.wrapped {
		n.file("")
	}
}

func isToken(p *patient, n *notes) {
	if p.token != nil {
		n.header("alg", p.token.Algorithm)
	}
}

func tokenAlgorithm(p *patient, n *notes) {
	if p.token != nil && p.token.Algorithm != credential.RS256 && p.token.Algorithm != credential.ES256 {
		n.header("alg", p.token.Algorithm)
	}
}

// kid is the name of the token's key, "" of what is no token.
func (p *patient) kid() string {
	if p.token == nil {
		return ""
	}
	return p.token.Method
}

func isWeb(id string) bool {
	return strings.HasPrefix(id, "https://") || strings.HasPrefix(id, "http://")
}

func kidFragment(p *patient, n *notes) {
	if kid := p.kid(); isWeb(kid) && strings.Contains(kid, "#") {
		n.header("kid", kid)
	}
}

func kidRelative(p *patient, n *notes) {
	kid := p.kid()
	if kid == "" {
		return
	}
	if u, err := url.Parse(kid); err != nil || u.Scheme == "" {
		n.header("kid", kid)
	}
}

// kidDID passes over did:jwk, whose document has nothing but a JWK.
func kidDID(p *patient, n *notes) {
	if kid := p.kid(); strings.HasPrefix(kid, "did:") && !strings.HasPrefix(kid, "did:jwk:") {
		n.header("kid", kid)
	}
}

func kidMissing(p *patient, n *notes) {
	if p.token != nil && p.token.Method == "" && strings.HasPrefix(p.secured.IssuerID(), "did:") {
		n.header("kid", "")
	}
}

// claimMissing looks for the claims of OB 3.0 section 8.2.4. Of a VCDM 1.1 badge a claim
// may stand in the place of its member.
func claimMissing(p *patient, n *notes) {
	if p.token == nil {
		return
	}
	names := []string{"iss", "jti", "nbf", "sub"}
	if p.doc.Get("validUntil").Exists() || p.doc.Get("expirationDate").Exists() {
		names = append(names, "exp")
	}
	for _, name := range names {
		if !p.root.Get(name).Exists() {
			n.member(p.root, name)
		}
	}
}

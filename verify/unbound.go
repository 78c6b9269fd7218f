package verify

import (
	"errors"
	"strings"

	"github.com/summitbadges/openbadges/credential"
)

// methodFor returns the key of a proof: the issuer's, or, with Config.UnboundIssuers, of
// what is no badge somebody else's.
//
// Whose key it then is nobody has said. So it is taken from its own name, from the
// caller, or from documents that the caller has at hand, and no host is asked for it, nor
// for anything that the credential names: whoever wrote it might be anybody.
func (c *corridor) methodFor(k *Check, p credential.Proof, bind binding) (*credential.Method, error) {
	m, err := c.methodOf(p, bind)
	if err == nil || bind != boundToIssuer || !errors.Is(err, KeyControllerMismatch) || !c.mayBeUnbound(p.Method) {
		return m, err
	}
	other, unbound := c.methodOf(p, anyController)
	if unbound != nil {
		return nil, unbound
	}
	why := *asProblem(err)
	why.Severity, why.Message = Deviation, why.Message+"; as configured it counts all the same, and whose credential this is nobody knows"
	k.add(&why)
	c.unbound = true
	if !c.atHand() {
		v := *c.Verifier
		v.cfg.Fetcher, v.cfg.Registry, v.cfg.CompareResources = nil, nil, false
		c.Verifier = &v
	}
	return other, nil
}

// mayBeUnbound reports whether a key that is not the issuer's may count. Of what OB 3.0,
// CLR 2.0 and the status lists say who signs it, it never may.
func (c *corridor) mayBeUnbound(name string) bool {
	if !c.cfg.UnboundIssuers || !c.anyType || c.role != nil || c.asked != forCredential || c.secured.Kind() != credential.KindVC {
		return false
	}
	return strings.HasPrefix(name, "did:key:") || strings.HasPrefix(name, "did:jwk:") || c.pins(name) || c.atHand()
}

// atHand reports whether what would be fetched are documents that the caller has.
func (c *corridor) atHand() bool {
	switch c.cfg.Fetcher.(type) {
	case FetchMap, fetchFS:
		return true
	}
	return false
}

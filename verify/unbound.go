package verify

import (
	"errors"
	"strings"

	"github.com/summitbadges/openbadges/credential"
)

// methodsOf returns the keys of the proofs that are to be judged, or why one has none:
// the issuer's, or, with Config.UnboundIssuers, of what is no badge somebody else's.
//
// Whose key it then is nobody has said. So it is taken from its own name, from the
// caller, or from documents that the caller has at hand, and no host is asked for it, nor
// for anything that the credential names: whoever wrote it might be anybody. Beside a key
// of the issuer's none such counts: a holder who added a proof would keep it from being
// asked whether the credential was revoked.
func (c *corridor) methodsOf(k *Check, chosen []credential.Proof, bind binding) ([]*credential.Method, []error) {
	methods, errs := make([]*credential.Method, len(chosen)), make([]error, len(chosen))
	bound := bind != boundToIssuer
	for i, p := range chosen {
		methods[i], errs[i] = c.methodOf(p, bind)
		bound = bound || errs[i] == nil
	}
	if bound || !c.cfg.UnboundIssuers {
		return methods, errs
	}
	for i, p := range chosen {
		if !errors.Is(errs[i], KeyControllerMismatch) || !c.mayBeUnbound(p.Method) {
			continue
		}
		why := *asProblem(errs[i])
		if methods[i], errs[i] = c.methodOf(p, anyController); errs[i] != nil {
			continue
		}
		why.Severity, why.Message = Deviation, why.Message+"; as configured it counts all the same, and whose credential this is nobody knows"
		k.add(&why)
		c.unbound = true
	}
	if c.unbound && !c.atHand() {
		v := *c.Verifier
		v.cfg.Fetcher, v.cfg.Registry, v.cfg.CompareResources = nil, nil, false
		c.Verifier = &v
	}
	return methods, errs
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
	f, ok := c.cfg.Fetcher.(Local)
	return ok && f.Local()
}

package verify

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
)

// binding says whose key a proof may have been made with.
type binding int

const (
	boundToIssuer binding = iota // the issuer's that the credential names, or the holder's that the presentation does
	anyController                // whoever's that publishes it for the purpose
)

// resolve finds the keys of the proofs that are to be judged. OB 3.0
// leaves it open whose key may be used, so that anyone could sign in anyone's
// name: here the issuer that the badge names must be the one who publishes the
// key, and as much of that as the text of the identifiers shows is judged before
// anything is asked of anybody.
func (c *corridor) resolve(bind binding) {
	c.stage(CheckKey, c.secured != nil, func(k *Check) {
		if c.report.Time.IsZero() { // by which no key and no proof has ended
			k.open(credential.NewProblem(credential.ClockUnset, "", nil, "the clock gave no time, so whether keys and proofs are still good cannot be judged"))
			return
		}
		if c.selfAsserted() {
			c.bindToHolder(k)
			return
		}
		if c.asked == forPresentation && c.secured.HolderID() == "" {
			bind = anyController
			k.add(&Problem{Code: KeyControllerMismatch, Severity: Note, Pointer: holderPointer,
				Message: "the presentation names no holder: it is whoever has the key that presents it"})
		}
		proofs, err := c.secured.Proofs()
		if err != nil {
			k.add(asProblem(err))
			return
		}
		chosen := c.choose(k, proofs)
		if len(chosen) == 0 {
			return // choose has said why
		}
		c.several = len(chosen) > 1
		tally := c.tally("have a key of the "+c.party()+"'s", len(chosen))
		methods, errs := c.methodsOf(k, chosen, bind)
		for i, p := range chosen {
			method, err := methods[i], errs[i]
			if err != nil {
				tally.lost(counted{proof: p}, err)
				continue
			}
			if multikey.WeakExponent(method.Key) {
				k.add(&Problem{Code: credential.KeyWeak, Severity: Note,
					Message: "the issuer's RSA key has an exponent below 65537, which careless software turns into forgeries; it is not weak here"})
			}
			tally.held = append(tally.held, counted{proof: p, method: method})
		}
		for _, at := range c.outing.staleNow() {
			k.add(&Problem{Code: credential.StaleKeys, Severity: Note,
				Message: fmt.Sprintf("%s is older than its host lets it be, because the host did not answer; a key may have been withdrawn since", limits.Abridge(at))})
		}
		tally.settle(k)
		if k.failed || k.undecided || len(tally.held) == 0 {
			return
		}
		c.counted, c.fallen = tally.held, tally.fell
		c.credit(c.counted[0])
	})
}

// credit names the key that the report is about.
func (c *corridor) credit(p counted) {
	c.report.Method, c.report.Controller, c.report.Algorithm = p.method.ID, p.method.Controller, algorithm(p.proof)
}

// choose returns the proofs that are to be judged: a token's own signature, and all
// embedded ones of a known suite. A proof of an unknown suite never counts, nor one
// that builds on such a proof.
func (c *corridor) choose(k *Check, proofs []credential.Proof) []credential.Proof {
	var known []credential.Proof
	var unknown []*Problem
	for _, p := range proofs {
		if !judgeable(p, proofs) {
			unknown = append(unknown, unsupported(p))
			continue
		}
		known = append(known, p)
		if p.Former() {
			k.add(&Problem{Code: credential.ProofTypeUnsupported, Severity: Deviation, Pointer: p.Pointer + "/cryptosuite",
				Message: fmt.Sprintf("the suite goes by its former name %q; it was judged as the one of today", p.Algorithm)})
		}
	}
	for _, remark := range unknown {
		if len(known) == 0 {
			k.open(remark)
			continue
		}
		remark.Severity = Note
		k.add(remark)
	}
	return known
}

// judgeable reports whether a proof, and every proof that it builds on, is of a
// kind that can be judged. Proofs has seen to it that they make no circle.
func judgeable(p credential.Proof, proofs []credential.Proof) bool {
	return p.Known() && !slices.ContainsFunc(proofs, func(q credential.Proof) bool {
		return q.ID != "" && slices.Contains(p.Previous, q.ID) && !judgeable(q, proofs)
	})
}

func unsupported(p credential.Proof) *Problem {
	suite := ""
	if p.Algorithm != "" {
		suite = " (" + limits.Abridge(p.Algorithm) + ")"
	}
	if strings.HasPrefix(p.Type, "MerkleProof20") {
		suite += ", which is anchored in a blockchain and which a verifier of Blockcerts can judge,"
	}
	return credential.NewProblem(credential.ProofTypeUnsupported, p.Pointer, nil, "a proof of type %q%s cannot be judged here, and counts for nothing", limits.Abridge(p.Type), suite)
}

// refuse records why there is no key: as a verdict, or as something left open.
func refuse(k *Check, err error) {
	p, ok := errors.AsType[*Problem](err)
	if ok && p != nil {
		refused := *p // it may be shared, and its severity somebody else's
		refused.Severity, p = Violation, &refused
	}
	switch {
	case !ok || p == nil:
		k.open(credential.NewProblem(credential.ResolveFailed, "", err, "the issuer's key could not be looked up: %v", err))
	case undecided(p.Code):
		k.open(p)
	default:
		k.add(p)
	}
}

// undecided tells what could not be found out from what speaks against a badge.
func undecided(code Code) bool {
	switch code {
	case credential.ResolveOffline, credential.ResolveFailed, credential.ResolveHTTP, credential.ResolveTimeout, credential.ResolveTLS, credential.ResolveTooLarge,
		credential.DIDMethodUnsupported, credential.ProofTypeUnsupported, Interrupted:
		return true
	}
	return false
}

func (c *corridor) methodOf(p credential.Proof, bind binding) (*credential.Method, error) {
	issuer := c.owner()
	if bind == boundToIssuer && issuer == "" {
		return nil, credential.NewProblem(credential.SchemaInvalid, issuerPointer, nil, "the badge does not say who issued it")
	}
	wanted, presented := "a credential is vouched for with assertionMethod", c.secured.Kind() == credential.KindPresentation
	if presented {
		wanted = "a presentation is made with authentication or assertionMethod"
	}
	if p.Purpose == "" {
		return nil, credential.NewProblem(credential.ProofPurpose, p.Pointer, nil, "the proof does not say for which one purpose it was made (proofPurpose, a string); %s", wanted)
	}
	if p.Purpose != credential.AssertionMethod && !(presented && p.Purpose == credential.Authentication) {
		return nil, credential.NewProblem(credential.ProofPurpose, p.Pointer+"/proofPurpose", nil, "the proof's purpose is %q; %s", limits.Abridge(p.Purpose), wanted)
	}
	inHeader, err := headerKey(p.JWK)
	if err != nil {
		return nil, err
	}
	name := p.Method
	switch {
	case name == "" && p.Type != "JWS":
		return nil, credential.NewProblem(credential.ProofMalformed, p.Pointer, nil, "the proof does not name the key it was made with (verificationMethod, a URL)")
	case name == "": // the issuer's only key, or the one that the header shows
		if issuer == "" {
			return nil, credential.NewProblem(credential.KeyNotFound, "", nil, "neither the token nor the document says whose key was used")
		}
	case strings.HasPrefix(name, "#"):
		name = issuer + name
	case p.Type == "JWS" && isBare(name) && !c.pins(name):
		name = hinted(name, issuer)
	}
	if len(name) > limits.Identifier && !strings.HasPrefix(name, "did:jwk:") {
		return nil, credential.NewProblem(credential.InputTooLarge, "", nil, "the name of the key has %d bytes; at most %d are read", len(name), limits.Identifier)
	}
	m, err := c.find(p, name, issuer, inHeader, bind)
	if err != nil {
		return nil, err
	}
	if inHeader != nil && !multikey.Equal(inHeader.Key, m.Key) {
		if p.Method == "" {
			return nil, c.mismatch("the token shows a key of its own, which is not the key of %s", issuer, "")
		}
		return nil, credential.NewProblem(credential.JWSHeaderForbidden, "", nil, "the token's header names one key by kid and shows another one as jwk")
	}
	return m, c.maySign(m, p.Purpose, issuer, bind)
}

// lookUp returns the method of the given name, or, without a name, the one that
// belongs to the issuer, from those that the caller knows or from a Resolver.
func (c *corridor) lookUp(name, issuer string, inHeader *credential.Method, bind binding) (*credential.Method, error) {
	pinned, err := c.pinned(name, issuer, inHeader)
	if pinned != nil || err != nil {
		return pinned, err
	}
	if name == "" {
		name = issuer
	}
	if scheme, _, _ := strings.Cut(strings.ToLower(name), ":"); bind == boundToIssuer && (strings.HasPrefix(name, "did:") || scheme == "https") && !mayBelong(name, issuer) && !c.mayBeListed(name, issuer) {
		return nil, c.mismatch("the key %s does not belong to the "+c.party()+" %s", name, issuer)
	}
	scheme, err := target(name)
	if err != nil {
		return nil, err
	}
	resolver := c.cfg.Resolvers[scheme]
	if resolver == nil {
		if scheme == "did:web" || scheme == "https" {
			return nil, credential.NewProblem(credential.ResolveOffline, "", nil, "the key %s has to be looked up on the network, and this verifier has none; a key that you know can be given to it (Config.Methods)", limits.Abridge(name))
		}
		return nil, credential.NewProblem(credential.DIDMethodUnsupported, "", nil, "the key %s: identifiers of %s cannot be looked up here", limits.Abridge(name), limits.Abridge(scheme))
	}
	query := KeyQuery{Method: name}
	if bind == boundToIssuer {
		query.Issuer = issuer
	}
	if inHeader != nil {
		query.Shown = inHeader.Key
	}
	m, err := c.outing.key(c.ctx, resolver, query, c.several || c.within != nil || c.role != nil)
	if err != nil {
		return nil, err
	}
	// A Resolver is somebody's plug-in: take its word only where it answers the question.
	if strings.Contains(name, "#") && m.ID != name {
		return nil, credential.NewProblem(credential.KeyNotFound, "", nil, "asked for the key %s, the resolver answered with %s", limits.Abridge(name), limits.Abridge(m.ID))
	}
	if err := m.Check(); err != nil {
		return nil, err
	}
	if len(m.Purposes) == 0 {
		return nil, credential.NewProblem(credential.KeyRelationship, "", nil, "%s publishes the key %s under no relationship", limits.Abridge(m.Controller), limits.Abridge(m.ID))
	}
	return &m, nil
}

// pinned returns the method of that name among those that the caller knows; or,
// where the issuer alone is named, its only one there. With several, none is
// guessed: the first would be one that the token did not name.
func (c *corridor) pinned(name, issuer string, inHeader *credential.Method) (*credential.Method, error) {
	var only *credential.Method
	for i := range c.cfg.Methods {
		m := &c.cfg.Methods[i]
		switch {
		case name != "" && m.ID == name:
			return m, nil
		case name != "" && name != m.Controller, name == "" && m.Controller != issuer:
		case inHeader != nil && !multikey.Equal(m.Key, inHeader.Key):
		case only != nil:
			return nil, credential.NewProblem(credential.KeyNotFound, "", nil, "%s has several keys, and the proof does not say which was used", limits.Abridge(m.Controller))
		default:
			only = m
		}
	}
	return only, nil
}

// maySign judges what the controller says about the key. It is judged again
// for every badge, whatever cache the key came from.
func (c *corridor) maySign(m *credential.Method, purpose, issuer string, bind binding) error {
	if bind == boundToIssuer && m.Controller != issuer {
		return c.mismatch("the key %s does not belong to the "+c.party()+" %s", m.ID, issuer)
	}
	if !m.For(purpose) {
		what := "signing badges (assertionMethod)"
		if purpose == credential.Authentication {
			what = "presenting credentials (authentication)"
		}
		return credential.NewProblem(credential.KeyRelationship, "", nil, "%s publishes the key %s, but not for %s", limits.Abridge(m.Controller), limits.Abridge(m.ID), what)
	}
	// When the badge was signed is known from its signer only, and whoever has
	// a stolen key writes yesterday's date. So a withdrawn key fails every badge.
	now := c.report.Time
	if !m.Revoked.IsZero() && !now.Before(m.Revoked) {
		return credential.NewProblem(credential.KeyRevoked, "", nil, "the key %s was revoked on %s", limits.Abridge(m.ID), stamp(m.Revoked))
	}
	if !m.Expires.IsZero() && !now.Before(m.Expires) {
		return credential.NewProblem(credential.KeyRevoked, "", nil, "the key %s was in use until %s", limits.Abridge(m.ID), stamp(m.Expires))
	}
	return nil
}

// owner is who has to have made the proofs: the issuer of a credential, the holder of
// a presentation.
func (c *corridor) owner() string {
	if c.secured.Kind() == credential.KindPresentation {
		return c.secured.HolderID()
	}
	return c.secured.IssuerID()
}

func (c *corridor) party() string {
	if c.secured.Kind() == credential.KindPresentation {
		return "holder"
	}
	return "issuer"
}

func (c *corridor) mismatch(format, key, issuer string) *Problem {
	args := []any{limits.Abridge(key)}
	if issuer != "" {
		args = append(args, limits.Abridge(issuer))
	}
	return credential.NewProblem(KeyControllerMismatch, "/"+c.party(), nil, format, args...)
}

// headerKey reads the header's jwk. It proves integrity, never authorship: it
// is only compared with the key that the issuer publishes.
func headerKey(jwk json.RawMessage) (*credential.Method, error) {
	if jwk == nil {
		return nil, nil
	}
	m, err := credential.JWKMethod("jwk", "header", jwk)
	if err == nil {
		return &m, nil
	}
	if errors.Is(err, credential.KeyPrivateExposed) || errors.Is(err, credential.KeyWeak) {
		return nil, err
	}
	if errors.Is(err, multikey.ErrUse) {
		return nil, err
	}
	return nil, credential.NewProblem(credential.JWSFormat, "", err, "the token's header shows a jwk that is no public key: %v", err)
}

// target says which Resolver could find name: "did:" and the method, or the
// scheme. What no Resolver may ever be asked for is refused here.
func target(name string) (string, error) {
	if strings.HasPrefix(name, "did:") {
		method, id, ok := strings.Cut(name[len("did:"):], ":")
		if !ok || id == "" || !isDIDMethod(method) {
			return "", credential.NewProblem(credential.DIDSyntax, "", nil, "%s is no decentralized identifier", limits.Abridge(name))
		}
		if method == "web" {
			if _, err := credential.DIDWebURL(name); err != nil {
				return "", err
			}
		}
		return "did:" + method, nil
	}
	u, err := url.Parse(name)
	switch {
	case err != nil || u.Scheme == "":
		return "", credential.NewProblem(credential.ResolveForbiddenTarget, "", nil, "the key is named %q; a DID URL or an https URL is needed", limits.Abridge(name))
	case strings.EqualFold(u.Scheme, "did"):
		return "", credential.NewProblem(credential.DIDSyntax, "", nil, "%s: a decentralized identifier begins with did:, in lower case", limits.Abridge(name))
	case !strings.HasPrefix(name, "https://") || u.Host == "" || u.User != nil:
		return "", credential.NewProblem(credential.ResolveForbiddenTarget, "", nil, "the key is named %q; only DID URLs and plain https URLs are ever looked up", limits.Abridge(name))
	}
	return "https", judgeHTTPS(name)
}

func isDIDMethod(s string) bool {
	if s == "" {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// mayBeListed reports whether the key of one host may turn out to be that of an issuer
// of another. Only the issuer's own document could say so, and the Resolver of this
// package asks nobody else before it has.
func (c *corridor) mayBeListed(name, issuer string) bool {
	_, own := c.cfg.Resolvers["https"].(httpsKeys)
	return own && originOf(name) != "" && originOf(issuer) != ""
}

// mayBelong is the half of the binding that needs no look-up. Two DIDs are
// compared whole; of an https URL the origin, because which documents of an
// origin are the issuer's shows only once they have been read.
func mayBelong(name, issuer string) bool {
	if strings.HasPrefix(name, "did:") || strings.HasPrefix(issuer, "did:") {
		did := name
		if i := strings.IndexAny(name, "#?/"); i >= 0 {
			did = name[:i]
		}
		return did == issuer || strings.HasPrefix(name, issuer+"#") // of an issuer that is no DID, target says so
	}
	key, err := url.Parse(name)
	if err != nil || key.User != nil {
		return false
	}
	owner, err := url.Parse(issuer)
	return err == nil && owner.Scheme == "https" && owner.User == nil && key.Scheme == owner.Scheme && key.Host == owner.Host
}

package verify

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

func (c *corridor) parse(data []byte) {
	c.stage(CheckParse, true, func(k *Check) {
		s, err := credential.Parse(data)
		if errors.Is(err, credential.InputUnsupported) {
			k.open(asProblem(err))
			return
		}
		if err != nil {
			if errors.Is(err, credential.BakedLegacy) {
				c.report.Kind = credential.KindOB20
			}
			k.add(asProblem(err))
			return
		}
		c.report.Container = s.Container()
		c.report.Kind = s.Kind()
		c.report.MediaType = s.MediaType()
		if c.elsewhere(k, s) {
			return
		}
		if c.asked != forEither && (s.Kind() == credential.KindPresentation) != (c.asked == forPresentation) {
			for _, p := range c.formOf(s, credential.Transform{}) { // says that it is of the other kind
				k.add(&p)
			}
			return
		}
		c.secured = s
	})
}

func (c *corridor) unreadable(err error) {
	c.stage(CheckParse, true, func(k *Check) {
		k.open(credential.NewProblem(credential.InputUnreadable, "", err, "the badge could not be read: %v", err))
	})
	for _, name := range required()[1:] {
		c.stage(name, false, nil)
	}
}

// authenticate judges the signatures. As many must hold as the policy asks for.
func (c *corridor) authenticate() {
	if c.selfAsserted() {
		c.authenticateCovered()
		return
	}
	c.stage(CheckProof, len(c.counted) > 0, func(k *Check) {
		tally, checker := c.tally("hold", len(c.counted)), c.secured.Checker(c.cfg.Contexts)
		checker.Remember(c.keys)
		if c.asked == forPresentation || c.within != nil || c.behalf != "" { // others come with it
			checker = c.outing.checks(c.secured, c.cfg.Contexts, c.keys)
		}
		tally.before = c.fallen
		for i, p := range c.counted {
			var own Check
			p.judged = len(c.report.Proofs)
			c.report.Proofs = append(c.report.Proofs, c.judge(&own, &p, checker))
			if own.failed || own.undecided {
				tally.fell = append(tally.fell, fallen{p, own})
				if own.failed && tally.needs(p) {
					spare(k, c.counted[i+1:])
					break
				}
				continue
			}
			for i := range own.Problems {
				k.add(&own.Problems[i])
			}
			tally.held = append(tally.held, p)
		}
		tally.chain()
		for _, p := range tally.held {
			c.report.Proofs[p.judged].Held = true
			c.bound(p.ends)
			c.bound(p.method.Expires)
			c.bound(p.method.Revoked)
		}
		tally.settle(k)
		if k.failed || k.undecided || len(tally.held) == 0 {
			return
		}
		c.credit(tally.held[0])
		c.read(tally.read().transform)
	})
}

// read takes the document for what t secures it as.
func (c *corridor) read(t credential.Transform) {
	c.signed, c.transform = c.secured, t
	c.report.received = c.signed
	c.view, c.remarks, c.unread = c.signed.Read(c.ctx, t) // whatever the view cannot hold, conform refuses
}

// spare remarks on the proofs that are left once one has failed without which nothing
// passes. Who sends eight proofs, all of them worthless, has one of them judged.
func spare(k *Check, left []counted) {
	for _, p := range left {
		k.add(&Problem{Code: credential.ProofSetIncomplete, Severity: Note, Pointer: p.proof.Pointer,
			Message: "this proof was not judged: another one has failed, without which nothing passes"})
	}
}

// judge judges one proof: its signature, and what it says about itself.
func (c *corridor) judge(k *Check, p *counted, checker *credential.Checker) JudgedProof {
	judged := JudgedProof{Type: p.proof.Type, Algorithm: algorithm(p.proof), Method: p.method.ID, Key: p.method.Key}
	transform, err := checker.CheckProof(c.ctx, p.proof, *p.method)
	p.transform = transform
	judged.DocumentDigest, judged.ProofDigest, judged.Edition = transform.DocumentDigest, transform.ProofDigest, transform.Edition
	if c.cfg.CanonicalForms && p.proof.Type != "JWS" {
		judged.CanonicalDocument, judged.CanonicalProof, _ = checker.Forms(c.ctx, p.proof, *p.method)
	}
	if err != nil {
		refuse(k, err)
		return judged
	}
	now, skew := c.report.Time, c.cfg.ClockSkew
	details, err := c.secured.Details(p.proof)
	if err != nil {
		k.add(asProblem(err))
		return judged
	}
	if details.NoOffset {
		k.add(&Problem{Code: credential.TimeFormat, Severity: Deviation, Pointer: p.proof.Pointer, Message: "a time in the proof has no offset, and was taken for UTC"})
	}
	created, expires, end := details.Created, details.Expires, p.proof.Pointer+"/expires"
	judged.Created = created
	if c.secured.BadExpiry() {
		k.add(credential.NewProblem(credential.JWTClaimMismatch, "/exp", nil, "the claim exp must be a whole number of seconds, in a year up to 9999"))
		return judged
	}
	if exp, forSignature, ok := c.secured.Expiry(); ok && forSignature && p.proof.Type == "JWS" { // a proof inside has an end of its own
		expires, end = exp, "/exp"
	}
	p.ends = expires
	switch {
	case !expires.IsZero() && expires.Before(now.Add(-skew)):
		k.add(credential.NewProblem(credential.ProofExpired, end, nil, "the signature was made for the time until %s, which is over", stamp(expires)))
	case created.After(now.Add(skew)):
		at := p.proof.Pointer + "/created"
		if p.proof.Type == "JWS" {
			at = "/iat"
		}
		k.add(credential.NewProblem(credential.ProofCreatedFuture, at, nil, "the proof says that it was made on %s; now it is %s", stamp(created), stamp(now)))
	case details.NotBefore.After(now.Add(skew)):
		k.add(credential.NewProblem(credential.ProofCreatedFuture, "/nbf", nil, "the token counts from %s on; now it is %s", stamp(details.NotBefore), stamp(now)))
	}
	c.inUse(k, p.method, created)
	c.audience(k, p.proof, details)
	return judged
}

// algorithm names how a proof was made: JOSE "alg", or its suite as it says it. The
// older suites are proof types of their own.
func algorithm(p credential.Proof) string {
	if p.Algorithm == "" {
		return string(p.Suite())
	}
	return p.Algorithm
}

// audience compares for whom and for which occasion a proof was made with what
// the caller expects. A set is compared as a set: not less, and not more. A token
// that is a presentation is for everybody whom aud names (RFC 7519 section 4.1.3);
// of a credential it says neither.
func (c *corridor) audience(k *Check, p credential.Proof, details credential.ProofDetails) {
	domain, challenge := details.Domain, details.Challenge
	asked, token, presented := c.expect != nil, p.Type == "JWS", c.secured.Kind() == credential.KindPresentation
	fits := asked && challenge == c.expect.challenge && sameSet(domain, c.expect.domain)
	if token && presented {
		fits = asked && challenge == c.expect.challenge && containsAll(domain, c.expect.domain)
	}
	switch {
	case asked && !fits:
		made := "the proof was made for " + occasion(domain, challenge)
		if token && !presented {
			made = "a signed token does not say for which domain and challenge it was made"
		}
		var differs error
		if challenge != c.expect.challenge {
			differs = otherChallenge{}
		}
		k.add(credential.NewProblem(credential.ProofDomain, c.occasionAt(p, details), differs, "%s; expected: %s", made, occasion(c.expect.domain, c.expect.challenge)))
	case !asked && (len(domain) > 0 || challenge != ""), asked && len(domain) > 0 && len(c.expect.domain) == 0:
		k.add(&Problem{Code: credential.ProofDomain, Severity: Note, Pointer: p.Pointer,
			Message: "the proof was made for one place or occasion, and nobody asked whether it is this one"})
	case presented && (!asked || c.expect.challenge == ""):
		k.add(&Problem{Code: credential.ProofDomain, Severity: Note, Pointer: p.Pointer,
			Message: "no challenge was expected: anybody who has seen this presentation could present it again"})
	}
}

// otherChallenge is what Data Integrity 1.0 (section 4.5) tells from another domain.
type otherChallenge struct{}

func (otherChallenge) Error() string { return "another challenge" }
func (otherChallenge) Type() string  { return "https://w3id.org/security#INVALID_CHALLENGE_ERROR" }

// occasionAt is where the proof says for what it was made that is not expected. A
// challenge of another time is a presentation that is shown again.
func (c *corridor) occasionAt(p credential.Proof, details credential.ProofDetails) string {
	domain, challenge := "/domain", "/challenge"
	if p.Type == "JWS" {
		domain, challenge = "/aud", "/nonce"
	}
	switch {
	case details.Challenge != c.expect.challenge && details.Challenge != "":
		return p.Pointer + challenge
	case details.Challenge == c.expect.challenge && len(details.Domain) > 0:
		return p.Pointer + domain
	}
	return p.Pointer // what is missing stands nowhere
}

// occasion says in words for which place and challenge a proof is.
func occasion(domain []string, challenge string) string {
	words := "no domain"
	if len(domain) > 0 {
		words = "the domain " + limits.Abridge(strings.Join(domain, ", "))
	}
	if challenge == "" {
		return words + " and no challenge"
	}
	return words + " and the challenge " + limits.Abridge(challenge)
}

func sameSet(a, b []string) bool { return containsAll(a, b) && containsAll(b, a) }

// containsAll reports whether all of these are among the others.
func containsAll(others, these []string) bool {
	for _, s := range these {
		if !slices.Contains(others, s) {
			return false
		}
	}
	return true
}

// conform asks the rules of package credential, which issuing asks as well.
func (c *corridor) conform() {
	c.stage(CheckForm, c.signed != nil && c.passed(CheckProof), func(k *Check) {
		found := append(c.remarks, c.formOf(c.signed, c.transform)...) // of too many, the last are not told
		for _, p := range found {
			k.add(&p)
		}
		if c.unread != nil {
			if p := asProblem(c.unread); p.Code == Interrupted || !told(found, p.Pointer) {
				refuse(k, p)
			}
		}
	})
	c.report.Authentic = c.passed(CheckKey) && c.passed(CheckProof) && c.passed(CheckForm)
	if c.view == nil {
		return
	}
	if c.report.Kind == credential.KindOB30 {
		c.report.Credential = c.view
	}
	c.report.Issuer.ID = c.view.Issuer.ID
	if !c.report.Authentic {
		return
	}
	if name := c.view.Issuer.Name; name != "" {
		c.report.Issuer.Name, c.report.Issuer.NameFrom = name, NameFromBadge
	}
	c.report.Until, _ = c.end()
}

// formOf asks for the form of a badge, or, where anything will do, for that of what
// the document says it is; or for that of a presentation.
func (c *corridor) formOf(s *credential.Secured, t credential.Transform) []Problem {
	switch {
	case c.asked == forPresentation:
		return s.ConformPresentation(t)
	case c.anyType:
		return s.ConformCredential(t)
	}
	return s.Conform(t)
}

// told reports whether one of the problems refuses what stands at pointer, or
// something that it is a part of: one fault is told once.
func told(problems []Problem, pointer string) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool {
		within := p.Pointer != "" && strings.HasPrefix(pointer, p.Pointer+"/")
		return p.Severity == Violation && (p.Pointer == pointer || within)
	})
}

func (c *corridor) trust() {
	c.stage(CheckTrust, c.report.Authentic, func(k *Check) {
		id := c.view.Issuer.ID
		switch {
		case c.cfg.AnyIssuer:
			k.Reason = "any issuer was accepted, as configured"
		case c.trusted[id]:
		case c.cfg.Registry == nil:
			k.add(untrusted(id))
		default:
			name, known, err := c.cfg.Registry.Issuer(c.ctx, id)
			c.bound(endOf(c.cfg.Registry))
			switch {
			case err != nil:
				k.open(credential.NewProblem(TrustUnavailable, issuerPointer, err, "the registry of issuers could not be asked: %v", err))
			case !known:
				k.add(untrusted(id))
			case name != "":
				c.report.Issuer.Name, c.report.Issuer.NameFrom = name, NameFromRegistry
			}
		}
		c.compareProfile(k)
	})
	c.lasts = c.until
	c.report.Trust = trustOf(c.report.Checks[len(c.report.Checks)-1].Outcome, c.report.Authentic && !c.cfg.AnyIssuer)
}

func trustOf(o Outcome, asked bool) TrustResult {
	switch {
	case !asked:
		return TrustNotAsked
	case o == Passed:
		return Trusted
	case o == Failed:
		return Untrusted
	}
	return TrustUndetermined
}

const issuerPointer = "/issuer"

func untrusted(id string) *Problem {
	return credential.NewProblem(TrustIssuerUnknown, issuerPointer, nil, "the badge is from %s, which is not among the issuers you trust", limits.Abridge(id))
}

// period judges the time the badge is in force against the one clock reading
// of this verification. Both ends belong to it. The times in the badge say
// nothing about when it was signed: whoever holds the key wrote them.
func (c *corridor) period() {
	c.stage(CheckPeriod, c.report.Authentic, func(k *Check) {
		now, skew := c.report.Time, c.cfg.ClockSkew
		from := c.view.ValidFrom
		if from.After(now.Add(skew)) {
			k.add(credential.NewProblem(TimeNotYet, c.signed.DatePointers()[0], nil, "the %s is valid from %s on; now it is %s", c.noun(), stamp(from), stamp(now)))
		}
		until, at := c.end()
		c.bound(until)
		if !until.IsZero() && until.Before(now.Add(-skew)) {
			k.add(credential.NewProblem(TimeExpired, at, nil, "the %s ended on %s; now it is %s", c.noun(), stamp(until), stamp(now)))
		}
		if odd := c.oddTime(from, until); odd != "" {
			k.add(&Problem{Code: credential.TimeOdd, Severity: Note, Pointer: "/iat", Message: odd})
		}
	})
}

// end returns the last instant of the badge, zero if it has none, and where it
// says so: a token may set an earlier end than the badge inside it.
func (c *corridor) end() (until time.Time, at string) {
	until, at = c.view.ValidUntil, c.signed.DatePointers()[1]
	if end, forSignature, ok := c.signed.Expiry(); ok && !forSignature && (until.IsZero() || end.Before(until)) {
		return end, "/exp"
	}
	return until, at
}

// oddTime remarks on a token that says it was made when its badge could hardly
// have been. Nothing follows from it, because the signer wrote both.
func (c *corridor) oddTime(from, until time.Time) string {
	issued, ok := c.signed.IssuedAt()
	if !ok && len(c.report.Proofs) > 0 {
		issued = c.report.Proofs[0].Created
		ok = !issued.IsZero()
	}
	switch {
	case !ok:
	case !until.IsZero() && issued.After(until):
		return fmt.Sprintf("its signature says it was made on %s, after the %s ended", stamp(issued), c.noun())
	case issued.After(c.report.Time.Add(c.cfg.ClockSkew)):
		return fmt.Sprintf("its signature says it was made on %s, which is in the future", stamp(issued))
	case !from.IsZero() && issued.AddDate(1, 0, 0).Before(from):
		return fmt.Sprintf("its signature says it was made on %s, more than a year before the %s begins", stamp(issued), c.noun())
	}
	return ""
}

// pass records a Check that nothing depends on and that was not made.
func (c *corridor) pass(name, reason string) {
	c.report.Checks = append(c.report.Checks, Check{Name: name, Outcome: NotApplicable, Reason: reason})
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// asProblem returns the *Problem that the errors of package credential are.
func asProblem(err error) *Problem {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	return credential.NewProblem(credential.SchemaInvalid, "", err, "%v", err)
}

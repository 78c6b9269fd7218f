package verify

import (
	"errors"
	"fmt"
	"github.com/summitbadges/openbadges/internal/limits"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/credential"
)

// The names of the Checks, in the order in which they are made.
const (
	checkParse        = "parse"
	checkKey          = "key"
	checkProof        = "proof"
	checkForm         = "form"
	checkTrust        = "trust"
	checkPeriod       = "period"
	checkSchema       = "schema"
	checkStatus       = "status"
	checkRefresh      = "refresh"
	checkEndorsements = "endorsements"
)

// required are the Checks without which nothing passes.
var required = []string{checkParse, checkKey, checkProof, checkForm, checkTrust, checkPeriod}

func (c *corridor) parse(data []byte) {
	c.stage(checkParse, true, func(k *Check) {
		s, err := credential.Parse(data)
		if errors.Is(err, credential.InputUnsupported) {
			k.open(asProblem(err))
			return
		}
		if err != nil {
			k.add(asProblem(err))
			return
		}
		c.secured = s
		c.report.Kind = s.Kind()
		c.report.MediaType = s.MediaType()
	})
}

func (c *corridor) unreadable(err error) {
	c.stage(checkParse, true, func(k *Check) {
		k.open(credential.NewProblem(credential.InputUnreadable, "", err, "the badge could not be read: %v", err))
	})
	for _, name := range required[1:] {
		c.stage(name, false, nil)
	}
}

func (c *corridor) authenticate() {
	c.stage(checkProof, c.method != nil, func(k *Check) {
		if _, err := c.secured.CheckProof(c.ctx, c.proof, *c.method, nil); err != nil {
			k.add(asProblem(err))
			return
		}
		if end, forSignature, ok := c.secured.Expiry(); ok && forSignature && c.report.Time.Add(-c.cfg.ClockSkew).After(end) {
			k.add(credential.NewProblem(credential.ProofExpired, "/exp", nil, "the signature was made for the time until %s, which is over", stamp(end)))
			return
		}
		c.signed = c.secured
		c.report.Document = c.signed.Document()
		if view, err := c.signed.Unverified(); err == nil {
			c.view = view // whatever the view cannot hold, conform refuses
		}
	})
}

// conform asks the rules of package credential, which issuing asks as well.
func (c *corridor) conform() {
	c.stage(checkForm, c.signed != nil, func(k *Check) {
		for _, p := range c.signed.Conform() {
			k.add(&p)
		}
		if c.view == nil {
			_, err := c.signed.Unverified()
			k.add(asProblem(err))
		}
	})
	if c.view != nil {
		c.report.Credential = c.view
		c.report.Issuer = Issuer{ID: c.view.Issuer.ID, Name: c.view.Issuer.Name, NameFrom: NameFromBadge}
		if c.view.Issuer.Name == "" {
			c.report.Issuer.NameFrom = ""
		}
	}
	c.report.Authentic = c.passed(checkKey) && c.passed(checkProof) && c.passed(checkForm)
}

func (c *corridor) trust() {
	c.stage(checkTrust, c.view != nil, func(k *Check) {
		id := c.view.Issuer.ID
		switch {
		case c.cfg.AnyIssuer:
			k.Reason = "any issuer was accepted, as configured"
		case c.trusted[id]:
		case c.cfg.Registry == nil:
			k.add(untrusted(id))
		default:
			name, known, err := c.cfg.Registry.Issuer(c.ctx, id)
			switch {
			case err != nil:
				k.open(credential.NewProblem(TrustIssuerUnknown, issuerPointer, err, "the registry of issuers could not be asked: %v", err))
			case !known:
				k.add(untrusted(id))
			default:
				c.report.Issuer.Name, c.report.Issuer.NameFrom = name, NameFromRegistry
			}
		}
	})
}

const issuerPointer = "/issuer"

func untrusted(id string) *Problem {
	return credential.NewProblem(TrustIssuerUnknown, issuerPointer, nil, "the badge is from %s, which is not among the issuers you trust", limits.Abridge(id))
}

// period judges the time the badge is in force against the one clock reading
// of this verification. Both ends belong to it. The times in the badge say
// nothing about when it was signed: whoever holds the key wrote them.
func (c *corridor) period() {
	c.stage(checkPeriod, c.view != nil, func(k *Check) {
		now, skew := c.report.Time, c.cfg.ClockSkew
		from, until := c.view.ValidFrom, c.view.ValidUntil
		names := c.signed.DatePointers()
		if from.After(now.Add(skew)) {
			k.add(credential.NewProblem(TimeNotYet, names[0], nil, "the badge is valid from %s on; now it is %s", stamp(from), stamp(now)))
		}
		at := names[1]
		if end, forSignature, ok := c.signed.Expiry(); ok && !forSignature && (until.IsZero() || end.Before(until)) {
			until, at = end, "/exp"
		}
		if !until.IsZero() && until.Before(now.Add(-skew)) {
			k.add(credential.NewProblem(TimeExpired, at, nil, "the badge ended on %s; now it is %s", stamp(until), stamp(now)))
		}
		if odd := c.oddTime(from, until); odd != "" {
			k.add(&Problem{Code: credential.TimeOdd, Severity: Note, Pointer: "/iat", Message: odd})
		}
	})
}

// oddTime remarks on a token that says it was made when its badge could hardly
// have been. Nothing follows from it, because the signer wrote both.
func (c *corridor) oddTime(from, until time.Time) string {
	issued, ok := c.signed.IssuedAt()
	switch {
	case !ok:
	case !until.IsZero() && issued.After(until):
		return fmt.Sprintf("the token says it was made on %s, after the badge ended", stamp(issued))
	case issued.After(c.report.Time.Add(c.cfg.ClockSkew)):
		return fmt.Sprintf("the token says it was made on %s, which is in the future", stamp(issued))
	case !from.IsZero() && issued.AddDate(1, 0, 0).Before(from):
		return fmt.Sprintf("the token says it was made on %s, more than a year before the badge begins", stamp(issued))
	}
	return ""
}

// obSchemas is where the schemas of OB 3.0 stand. The rules of conform are
// those schemas and more, so naming one asks for nothing new; an attacker's
// schema of that type at another address asks for nothing at all.
const obSchemas = "https://purl.imsglobal.org/spec/ob/v3p0/schema/"

func (c *corridor) schemas() {
	if c.view == nil || len(c.view.Schema) == 0 {
		return
	}
	c.stage(checkSchema, true, func(k *Check) {
		for i, s := range c.view.Schema {
			if strings.HasPrefix(s.ID, obSchemas) {
				continue
			}
			p := credential.NewProblem(credential.SchemaUnavailable, fmt.Sprintf("/credentialSchema/%d", i), nil,
				"the badge names the further schema %q, which was not at hand, so it was not asked", limits.Abridge(s.ID))
			if c.cfg.Strict {
				k.open(p)
				continue
			}
			p.Severity = Note
			k.add(p)
		}
	})
}

// status fails closed: a badge that names a way to be revoked has not been
// found unrevoked until somebody asked.
func (c *corridor) status() {
	if c.view == nil || len(c.view.Status) == 0 {
		return
	}
	c.stage(checkStatus, true, func(k *Check) {
		for _, s := range c.view.Status {
			k.open(credential.NewProblem(StatusUnsupported, "/credentialStatus", nil,
				"the badge can be revoked (%s), and whether it was could not be asked here", limits.Abridge(s.Type)))
		}
	})
}

func (c *corridor) refresh() {
	if c.view != nil && c.view.Refresh != nil {
		c.pass(checkRefresh, "the badge names a place where a newer edition may be; it was not asked")
	}
}

func (c *corridor) endorsements() {
	if c.view == nil {
		return
	}
	if n := len(c.view.Endorsement) + len(c.view.EndorsementJWT); n > 0 {
		c.pass(checkEndorsements, fmt.Sprintf("the badge carries %d endorsement(s), which were not judged and count for nothing", n))
	}
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

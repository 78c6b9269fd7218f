package verifytest

import (
	"bytes"
	"encoding/base64"
	"strconv"
	"time"

	"github.com/summitbadges/openbadges/badge"
)

// Good is a badge that is in force for a year from now. It passes, without a warning.
func (is *Issuer) Good() []byte { return is.badge(0, year, nil) }

// Expired is a badge that ended yesterday: Failed, verify.TimeExpired.
func (is *Issuer) Expired() []byte { return is.badge(-year, -day, nil) }

// NotYetValid is a badge that is in force from tomorrow on: Failed, verify.TimeNotYet.
func (is *Issuer) NotYetValid() []byte { return is.badge(day, year, nil) }

// Revoked is a badge that the issuer has revoked: Failed, verify.StatusRevoked.
func (is *Issuer) Revoked() []byte {
	data := is.Good()
	is.Revoke(data)
	return data
}

// Suspended is a badge that the issuer has suspended: Failed, verify.StatusSuspended.
// Once it is reinstated it is good, and may be suspended again.
func (is *Issuer) Suspended() []byte {
	data := is.badge(0, year, is.place(suspension))
	is.Suspend(data)
	return data
}

// Tampered is a badge whose holder has made it last ten years longer than was signed:
// Failed, verify.ProofSigInvalid, and not authentic.
func (is *Issuer) Tampered() []byte {
	data := is.Good()
	if is.suite != "" {
		return prolonged(data)
	}
	parts := bytes.Split(data, []byte("."))
	payload := must(base64.RawURLEncoding.DecodeString(string(parts[1])))
	parts[1] = []byte(base64.RawURLEncoding.EncodeToString(prolonged(payload)))
	return bytes.Join(parts, []byte("."))
}

// Untrusted is a good badge with the same claims by another school, whom this issuer's
// Verifier does not trust: Failed, verify.TrustIssuerUnknown.
func (is *Issuer) Untrusted() []byte {
	is.mu.Lock()
	if is.stranger == nil {
		is.stranger = NewIssuer(Setup{Name: "Some Other School", Suite: is.suite, Network: is.Network})
	}
	other := is.stranger
	is.mu.Unlock()
	c := is.Claims
	c.Issuer = other.Claims.Issuer
	c.Status, c.ID, c.ValidFrom, c.ValidUntil = nil, "", is.Clock.Now(), is.Clock.Now().Add(year)
	return other.Issue(c)
}

// Undecidable is a badge whose list cannot be had, because its host answers with 503:
// Undetermined, verify.StatusUnavailable, and asking again later may help. Once the test
// has called Network.Restore(Home + "/status/unreachable"), such badges are good.
func (is *Issuer) Undecidable() []byte { return is.badge(0, year, is.place(unreachable)) }

const (
	day  = 24 * time.Hour
	year = 365 * day
)

// badge is one with the issuer's claims that is in force from then till then, counted
// from now.
func (is *Issuer) badge(from, until time.Duration, status []badge.Status) []byte {
	c, now := is.Claims, is.Clock.Now()
	c.ID, c.Status, c.ValidFrom, c.ValidUntil = "", status, now.Add(from), now.Add(until)
	return is.Issue(c)
}

// prolonged moves the end of a badge by ten years. No text of the badge can hold what is
// looked for, because a quotation mark in a text is escaped.
func prolonged(document []byte) []byte {
	before, after, _ := bytes.Cut(document, []byte(`"validUntil":"`))
	year := must(strconv.Atoi(string(after[:4])))
	return append(append(before, `"validUntil":"`+strconv.Itoa(year+10)...), after[4:]...)
}

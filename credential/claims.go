package credential

import (
	"fmt"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// The registered claims that repeat a member of the credential (OB 3.0 section
// 8.2.4, VCDM 1.1 section 6.3.1). A reader that trusts the one and a reader
// that trusts the other must see the same badge, so a claim that differs is an
// error. A claim that is absent hides nothing: the signed member is there.
var repeated = []struct {
	claim   string
	members [3]string // the member's name in VCDM 0 (unknown), 1 and 2
	instant bool
}{
	{"iss", [3]string{"issuer", "issuer", "issuer"}, false},
	{"sub", [3]string{"credentialSubject", "credentialSubject", "credentialSubject"}, false},
	{"jti", [3]string{"id", "id", "id"}, false},
	{"nbf", [3]string{"validFrom", "issuanceDate", "validFrom"}, true},
	{"exp", [3]string{"validUntil", "expirationDate", "validUntil"}, true},
}

// checkClaims judges the claims of a JWS against the credential inside it.
func (s *Secured) checkClaims() []Problem {
	if !s.claims.Exists() {
		return nil
	}
	var found []Problem
	report := func(severity Severity, v strictjson.Value, name, format string, args ...any) {
		pointer := "/" + name
		if v.Exists() {
			pointer = v.Pointer()
		}
		found = append(found, Problem{Code: JWTClaimMismatch, Severity: severity, Pointer: pointer, Message: fmt.Sprintf(format, args...)})
	}
	for _, r := range repeated {
		claim, member := s.claims.Get(r.claim), s.member(r.members[s.version])
		name := r.members[s.version]
		switch {
		case !claim.Exists() && !member.Exists(): // nothing to compare; a required member is missed elsewhere
		case !claim.Exists():
			// VC-JOSE-COSE makes the claims optional, for everything that OB 3.0 does not profile.
			if !s.joseForm() && (s.ofOB() || s.version == 1) {
				report(Deviation, claim, r.claim, "OB 3.0 and VCDM 1.1 repeat %s of the credential in the claim %s of the token; the token lacks it", name, r.claim)
			}
		case !member.Exists():
			s.claimAlone(report, claim, r.claim, name)
		case r.instant:
			s.compareInstants(report, claim, member, r.claim, name)
		case claim.Kind() != strictjson.String:
			report(Violation, claim, r.claim, "the claim %s must be a string", r.claim)
		case claim.Text() != member.Text():
			report(Violation, claim, r.claim, "the claim %s is %q, but %s in the badge is %q", r.claim, limits.Abridge(claim.Text()), name, limits.Abridge(member.Text()))
		}
	}
	return found
}

// member returns the value that a claim repeats: the member itself, or the id
// of the node that stands there.
func (s *Secured) member(name string) strictjson.Value {
	v := s.doc.Get(name)
	if v.Kind() == strictjson.Array && v.Len() == 1 { // a subject may come as a set of one
		for _, element := range v.Elements() {
			v = element
		}
	}
	if v.Kind() == strictjson.Object {
		return v.Get("id")
	}
	if v.Kind() == strictjson.Null {
		return strictjson.Value{}
	}
	return v
}

// claimAlone judges a claim whose member the credential lacks.
func (s *Secured) claimAlone(report func(Severity, strictjson.Value, string, string, ...any), claim strictjson.Value, name, member string) {
	wanted, instant := strictjson.String, false
	if name == "nbf" || name == "exp" {
		wanted, instant = strictjson.Number, true
	}
	_, whole := numericDate(claim)
	switch {
	case claim.Kind() != wanted:
		report(Violation, claim, name, "the claim %s must be a %s", name, map[bool]string{true: "number", false: "string"}[instant])
	case instant && !whole:
		report(Violation, claim, name, "the claim %s must be a whole number of seconds, in a year up to 9999", name)
	case s.inClaim():
		report(Deviation, claim, name, "the badge itself lacks %s; it was taken from the claim %s of the token", member, name)
	case s.claimsApart() && (name == "jti" || name == "sub"):
		report(Note, claim, name, "the token has the claim %s, and the credential no %s of which it could say the same; it counts for nothing", name, member)
	case s.claimsApart() && name == "nbf":
	case name == "exp":
		if !s.joseForm() {
			report(Deviation, claim, name, "the token ends, but the badge names no %s; the token's end counts", member)
		}
	default:
		report(Violation, claim, name, "the token has the claim %s, but the badge lacks %s, which it would repeat", name, member)
	}
}

func (s *Secured) compareInstants(report func(Severity, strictjson.Value, string, string, ...any), claim, member strictjson.Value, name, memberName string) {
	seconds, whole := claim.Int()
	if !whole || !calendar(seconds) {
		report(Violation, claim, name, "the claim %s must be a whole number of seconds, in a year up to 9999", name)
		return
	}
	t, err := s.parseTime(member.Text())
	if err != nil {
		return // the member's own form is judged where the times are
	}
	// A fraction of a second has no place in the claim: compare whole seconds.
	if seconds == t.Unix() {
		return
	}
	severity, verdict := Violation, "they must be the same instant"
	if name == "exp" {
		// OB 3.0 section 8.2.4.1 lets exp stand for validUntil without comparing
		// them; VC-JOSE-COSE has exp limit the signature only. The earlier counts.
		severity, verdict = Deviation, "the earlier of the two counts"
		if s.joseForm() {
			return
		}
	}
	if name == "nbf" && s.claimsApart() { // it limits the signature, as exp does
		return
	}
	report(severity, claim, name, "the claim %s says %s, %s in the badge says %s: %s",
		name, instant(seconds), memberName, t.UTC().Format(time.RFC3339), verdict)
}

// claimsApart reports whether the claims are about the token and need not repeat what is
// in it: those of VC-JOSE-COSE 1.0 section 3.1.3, which OB 3.0 and VCDM 1.1 narrow down.
func (s *Secured) claimsApart() bool { return !s.ofOB() && s.version != 1 && s.joseForm() }

// ofOB reports whether OB 3.0 says what form the credential has: it is a badge, or an
// endorsement.
func (s *Secured) ofOB() bool { return s.kind == KindOB30 || s.kind == KindEndorsement }

// signedFrom returns from when on the signature of such a token counts ("nbf"), zero if
// it does not say, or says only when the credential begins.
func (s *Secured) signedFrom() (from time.Time, err error) {
	nbf := s.claims.Get("nbf")
	if !s.claimsApart() || !nbf.Exists() {
		return from, nil
	}
	from, ok := numericDate(nbf)
	if !ok {
		return from, NewProblem(JWTClaimMismatch, nbf.Pointer(), nil, "the claim must be a whole number of seconds, in a year up to 9999")
	}
	if begins, err := s.parseTime(s.doc.Get(s.dateNames()[0]).Text()); err == nil && begins.Unix() == from.Unix() {
		return time.Time{}, nil
	}
	return from, nil
}

// instant prints a NumericDate for a person; one that no calendar reaches, as a number.
func instant(seconds int64) string {
	const first, last = -62135596800, 253402300799 // years 1 to 9999
	if seconds < first || seconds > last {
		return fmt.Sprintf("%d seconds after 1970", seconds)
	}
	return time.Unix(seconds, 0).UTC().Format(time.RFC3339)
}

// calendar is the instants that a badge can name: years 2 to 9999, though XSD 1.1 has
// more. What overflows beyond them, or is the zero of a time, would be read as no time
// at all.
func calendar(seconds int64) bool {
	const first, last = -62104060800, 253402300799 // 0002-01-01 and the end of 9999
	return seconds >= first && seconds <= last
}

// numericDate reads a NumericDate: a whole number of seconds within the calendar.
func numericDate(claim strictjson.Value) (t time.Time, ok bool) {
	seconds, whole := claim.Int()
	if !whole || !calendar(seconds) {
		return time.Time{}, false
	}
	return time.Unix(seconds, 0).UTC(), true
}

// Expiry returns the end that the token sets by its claim "exp", as a time and
// whether there is one; forSignature says that by VC-JOSE-COSE it limits the
// signature rather than the badge, as it does for every presentation.
func (s *Secured) Expiry() (end time.Time, forSignature, ok bool) {
	end, ok = numericDate(s.claims.Get("exp"))
	return end, ok && (s.joseForm() || s.kind == KindPresentation), ok
}

// BadExpiry reports whether the token has a claim "exp" that cannot be read as a
// NumericDate. Such a token does not say when it ends, and says that it does.
func (s *Secured) BadExpiry() bool {
	_, ok := numericDate(s.claims.Get("exp"))
	return !ok && s.claims.Get("exp").Exists()
}

// IssuedAt returns the claim "iat" of the token, and whether there is one.
func (s *Secured) IssuedAt() (at time.Time, ok bool) {
	return numericDate(s.claims.Get("iat"))
}

package credential

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A Ref is what tells one credential from another (OB 3.0, Credential Equality): two are
// equal if the ids of their issuers are and their own ids are, whatever else they say.
// It is comparable, and fit to be a key of a map or of a table.
//
// It says nothing of who issued anything. Whoever keeps credentials by it looks only at
// such as a Verifier accepts: otherwise anybody could replace anybody's.
type Ref struct {
	Issuer string // the id of the issuer, percent-decoded and then trimmed of white space
	ID     string // the credential's own, likewise
}

// NewRef returns the Ref of the credential with the given id of the issuer of the given
// id, each percent-decoded once, and then trimmed of white space at its ends (as Unicode
// has it). A % without two hexadecimal digits behind it stands for itself; letters keep
// their case, and no URL is resolved or otherwise normalized. What is decoded need not be
// UTF-8.
func NewRef(issuer, id string) Ref { return Ref{normal(issuer), normal(id)} }

// Ref returns what tells the credential from others. Without an id or an issuer it is
// told from none, and Compare takes it for another than any.
func (c *Credential) Ref() Ref {
	if c == nil {
		return Ref{}
	}
	return NewRef(c.Issuer.ID, c.ID)
}

// named reports whether there is anything to compare.
func (r Ref) named() bool { return r.Issuer != "" && r.ID != "" }

// normal decodes first and trims then: %20 at an end goes, too.
func normal(id string) string { return strings.TrimSpace(percentDecoded(id)) }

func percentDecoded(text string) string {
	if !strings.Contains(text, "%") {
		return text
	}
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			high, ok := hexDigit(text[i+1])
			low, okLow := hexDigit(text[i+2])
			if ok && okLow {
				out = append(out, high<<4|low)
				i += 2
				continue
			}
		}
		out = append(out, text[i])
	}
	return string(out)
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}

// An Order is what a credential is to another that somebody has already.
type Order int

const (
	// Conflict: the two are equal, begin at the same time, and say different things; or
	// one of them does not say when it begins. The zero value, so that nothing is
	// replaced by mistake. Compare returns an error with it.
	Conflict  Order = iota
	Different       // another credential: both stand
	Repeated        // the same once more: nothing is to be done
	Newer           // it replaces the one that is there
	Older           // the one that is there has replaced it already
)

// String returns the order in a word.
func (o Order) String() string {
	if names := [...]string{"conflict", "different", "repeated", "newer", "older"}; o >= 0 && int(o) < len(names) {
		return names[o]
	}
	return fmt.Sprintf("Order(%d)", int(o))
}

// Compare says what received is to stored, before a store writes (OB 3.0, Credential
// Equality): of two equal credentials the one with the later validFrom is the current
// one. Whether an Older one is refused or passed over is for the caller to choose; it
// never takes the place of the current one.
//
// Both are credentials that a Verifier has accepted: the Credential of its Report. What
// they say is compared as JSON (RFC 8785), without proofs, and without those claims of a
// token that repeat the credential. Two parts of one credential that its holder has
// shown (ecdsa-sd-2023) say different things.
//
// The error is a CredentialConflict, and Conflict comes with it.
func Compare(stored, received *Credential) (Order, error) {
	a, b := stored.Ref(), received.Ref()
	switch {
	case a != b || !a.named():
		return Different, nil
	case stored.ValidFrom.IsZero() || received.ValidFrom.IsZero():
	case received.ValidFrom.After(stored.ValidFrom):
		return Newer, nil
	case received.ValidFrom.Before(stored.ValidFrom):
		return Older, nil
	}
	there, err := stored.content()
	if err != nil {
		return Conflict, err
	}
	here, err := received.content()
	if err != nil {
		return Conflict, err
	}
	if !bytes.Equal(there, here) {
		return Conflict, NewProblem(CredentialConflict, "", nil, "two credentials of %s have the id %s, begin at the same time and differ",
			limits.Abridge(b.Issuer), limits.Abridge(b.ID))
	}
	return Repeated, nil
}

// content is what a credential says.
func (c *Credential) content() ([]byte, error) {
	without := []string{"proof"}
	if c.doc != nil {
		if !c.doc.embedded {
			without = append(without, "iss", "sub", "nbf", "jti", "iat")
			// An exp may also be earlier than validUntil, and then says something new.
			if end, ok := numericDate(c.doc.doc.Get("exp")); ok && !c.ValidUntil.IsZero() && end.Unix() == c.ValidUntil.Unix() {
				without = append(without, "exp")
			}
		}
		return strictjson.AppendJCS(nil, c.doc.doc, without...)
	}
	data, err := encode(c.document())
	if err != nil {
		return nil, NewProblem(JSONSyntax, "", err, "the credential cannot be written as JSON: %v", err)
	}
	tape, err := strictjson.Parse(data, strictjson.Limits{})
	if err != nil {
		return nil, problem(err, JSONSyntax)
	}
	return strictjson.AppendJCS(nil, tape.Root(), without...)
}

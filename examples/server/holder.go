package main

import (
	"context"
	"net/url"
	"strings"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// holds asks whether a badge was issued to whoever goes by this text: an e-mail address
// (with an @), an identifier that is a URI, or any other that badges know. It matches if
// anything matches by which the badge names its holder; it does not if something of the
// same kind stands there and differs; and otherwise it cannot be compared.
func holds(text string) verify.Rule {
	r := verify.RecipientID(text)
	byID := r.Check
	isURI := looksLikeURI(text)
	isEmail := !isURI && strings.Contains(text, "@")
	r.Check = func(ctx context.Context, c *credential.Credential) error {
		comparable := verify.RecipientUnknown
		if c.Subject.ID != "" {
			if err := byID(ctx, c); err == nil {
				return nil
			}
			if isURI {
				comparable = verify.RecipientMismatch
			}
		}
		for _, id := range c.Subject.Identifier {
			if id.Matches(text) {
				return nil
			}
			if !isURI && isEmail == (id.Type == badge.EmailAddress) {
				comparable = verify.RecipientMismatch
			}
		}
		return credential.NewProblem(comparable, "/credentialSubject", nil, "%s", comparable.Error())
	}
	return r
}

func looksLikeURI(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Scheme != "" && (u.Opaque != "" || u.Host != "")
}

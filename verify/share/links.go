package share

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/internal/limits"
)

// LinkedInProfile returns the URL that opens LinkedIn's form "Add to profile" filled in,
// for the member to confirm: name, issuer, month and year, and the page of the badge. The
// issuer stands there by organizationID, the digits by which LinkedIn knows its page, or,
// where that is "", by its name as Report.Issuer has it. Whether the digits are the
// issuer's is for the portal to know. Days are those in UTC, and a badge that does not end
// has no end there.
func (b *Badge) LinkedInProfile(organizationID string) (string, error) {
	if err := b.may(privacy.ToLinkedIn); err != nil {
		return "", err
	}
	p := b.printed
	pairs := []string{"startTask", "CERTIFICATION_NAME", "name", p.name}
	if organizationID != "" {
		if len(organizationID) > 19 || strings.Trim(organizationID, "0123456789") != "" || organizationID[0] == '0' {
			return "", refuse(ErrText, "organizationID: expected the digits of the issuer's page on LinkedIn, found %q", limits.Abridge(organizationID))
		}
		pairs = append(pairs, "organizationId", organizationID)
	} else {
		pairs = append(pairs, "organizationName", p.issuer)
	}
	pairs = append(pairs, "issueYear", strconv.Itoa(p.awarded.Year()), "issueMonth", strconv.Itoa(int(p.awarded.Month())))
	if !p.until.IsZero() {
		pairs = append(pairs, "expirationYear", strconv.Itoa(p.until.Year()), "expirationMonth", strconv.Itoa(int(p.until.Month())))
	}
	pairs = append(pairs, "certUrl", b.terms.URL)
	if len(p.id) <= limits.SharedID {
		pairs = append(pairs, "certId", p.id)
	}
	return address("https://www.linkedin.com/profile/add", pairs...), nil
}

// LinkedInPost returns the URL that opens a post on LinkedIn about the badge's page. What
// it shows LinkedIn takes from the page itself: see OpenGraph.
func (b *Badge) LinkedInPost() (string, error) {
	if err := b.may(privacy.ToLinkedIn); err != nil {
		return "", err
	}
	return address("https://www.linkedin.com/sharing/share-offsite/", "url", b.terms.URL), nil
}

// FacebookPost returns the URL that opens a post on Facebook about the badge's page. What
// it shows Facebook takes from the page itself, without running scripts: see OpenGraph.
func (b *Badge) FacebookPost() (string, error) {
	if err := b.may(privacy.ToFacebook); err != nil {
		return "", err
	}
	return address("https://www.facebook.com/sharer/sharer.php", "u", b.terms.URL), nil
}

// Email returns a mailto: URL (RFC 6068) with a subject and a text, and no recipient: the
// student's own mail program asks for that.
func (b *Badge) Email() (string, error) {
	if err := b.may(privacy.ToEmail); err != nil {
		return "", err
	}
	p := b.printed
	body := b.say("mail.body", p.name, p.issuer, b.day(p.awarded)) + "\r\n\r\n" + b.say("mail.look") + "\r\n" + b.terms.URL + "\r\n"
	text := address("mailto:", "subject", b.say("mail.head", p.name), "body", body)
	return strings.ReplaceAll(text, "+", "%20"), nil // a + is a + there (RFC 6068 section 5)
}

// address is a URL with a query of these names and values, in this order. Whatever stands
// in a value stays in it.
func address(base string, pairs ...string) string {
	var u strings.Builder
	u.WriteString(base)
	for i := 0; i < len(pairs); i += 2 {
		if i == 0 {
			u.WriteByte('?')
		} else {
			u.WriteByte('&')
		}
		u.WriteString(url.QueryEscape(pairs[i]))
		u.WriteByte('=')
		u.WriteString(url.QueryEscape(pairs[i+1]))
	}
	return u.String()
}

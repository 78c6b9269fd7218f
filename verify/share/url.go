package share

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/summitbadges/openbadges/internal/hosts"
	"github.com/summitbadges/openbadges/internal/limits"
)

// plainURL reads an https URL in its plain spelling: what people read is where it leads.
// It says why not, or nothing.
func plainURL(text string) (u *url.URL, why string) {
	if len(text) > limits.SharedURL {
		return nil, fmt.Sprintf("expected at most %d bytes, found %d", limits.SharedURL, len(text))
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.String() != text || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }):
		why = fmt.Sprintf("expected a URL in its plain spelling, found %q", limits.Abridge(text))
	case u.Scheme != "https" || u.Opaque != "" || u.Host == "":
		why = fmt.Sprintf("expected https://…, found %q", limits.Abridge(text))
	case u.User != nil:
		why = fmt.Sprintf("expected no user, found %q", limits.Abridge(text))
	case strings.HasSuffix(u.Host, ":") || u.Port() != "" && hosts.Port(u.Port()) == 0:
		why = fmt.Sprintf("expected a port of 1 to 65535 or none, found %q", limits.Abridge(u.Host))
	default:
		why, _ = hosts.Fault(u.Hostname())
	}
	return u, why
}

// checkURL lets through the URL of a page that anybody may be given. It is copied into
// other sites' URLs, logs and databases, so it has no room for a query, in which portals
// put sessions, tokens and addresses.
func checkURL(text string) error {
	if text == "" {
		return refuse(ErrURL, "expected the https URL of the badge's page, found none")
	}
	u, why := plainURL(text)
	switch {
	case why != "":
		return refuse(ErrURL, "%s", why)
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(text, "#"):
		return refuse(ErrURL, "expected no query or fragment, found %q", limits.Abridge(text))
	case u.Port() != "":
		return refuse(ErrURL, "expected no port, found %q", limits.Abridge(u.Host))
	}
	return nil
}

// checkVerifier lets through the URL of a page that is shown to everybody who looks at a
// badge, and to which they take it.
func checkVerifier(text string) error {
	if text == "" {
		return nil
	}
	if _, why := plainURL(text); why != "" {
		return refuse(ErrURL, "PagesConfig.VerifierURL: %s", why)
	}
	return nil
}

package share

import (
	"net/url"
	"strings"

	"github.com/summitbadges/openbadges/internal/hosts"
	"github.com/summitbadges/openbadges/internal/limits"
)

// checkURL lets through the URL of a page that anybody may be given. It is copied into
// other sites' URLs, logs and databases, so it has no room for a query, in which portals
// put sessions, tokens and addresses.
func checkURL(text string) error {
	if len(text) > limits.SharedURL {
		return refuse(ErrURL, "expected at most %d bytes, found %d", limits.SharedURL, len(text))
	}
	u, err := url.Parse(text)
	switch {
	case text == "":
		return refuse(ErrURL, "expected the https URL of the badge's page, found none")
	case err != nil || u.String() != text || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }):
		return refuse(ErrURL, "expected a URL in its plain spelling, found %q", limits.Abridge(text))
	case u.Scheme != "https" || u.Opaque != "" || u.Host == "":
		return refuse(ErrURL, "expected https://…, found %q", limits.Abridge(text))
	case u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.Contains(text, "#"):
		return refuse(ErrURL, "expected no user, query or fragment, found %q", limits.Abridge(text))
	case u.Port() != "" || strings.HasSuffix(u.Host, ":"):
		return refuse(ErrURL, "expected no port, found %q", limits.Abridge(u.Host))
	}
	if why, _ := hosts.Fault(u.Host); why != "" {
		return refuse(ErrURL, "%s", why)
	}
	return nil
}

// checkVerifier lets through the URL of a page that is shown to everybody who looks at a
// badge, and to which they take it: what they read is where it leads.
func checkVerifier(text string) error {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || len(text) > limits.SharedURL || u.Scheme != "https" || u.Host == "" || u.User != nil || u.String() != text || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return refuse(ErrURL, "PagesConfig.VerifierURL: expected an https URL in its plain spelling, found %q", limits.Abridge(text))
	}
	if port := u.Port(); port != "" && hosts.Port(port) == 0 || strings.HasSuffix(u.Host, ":") {
		return refuse(ErrURL, "PagesConfig.VerifierURL: expected a port of 1 to 65535 or none, found %q", limits.Abridge(u.Host))
	}
	if why, _ := hosts.Fault(u.Hostname()); why != "" {
		return refuse(ErrURL, "PagesConfig.VerifierURL: %s", why)
	}
	return nil
}

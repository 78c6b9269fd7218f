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

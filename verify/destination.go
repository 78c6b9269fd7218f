package verify

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/hosts"
	"github.com/summitbadges/openbadges/internal/limits"
)

// destination reads the URL of a document. What it returns has a host of lower case, no
// port that is the usual one, and no fragment, which is none of a host's business. A
// port besides 443 has to be above 1023, where no service of a system listens, and is
// allowed only where highPorts says so.
func destination(text string, highPorts bool) (*url.URL, error) {
	forbidden := func(format string, args ...any) error {
		return credential.NewProblem(credential.ResolveForbiddenTarget, "", nil, "%s is not asked for: %s", limits.Abridge(text), fmt.Sprintf(format, args...))
	}
	const tooLong = "it is longer than %d bytes"
	if len(text) > limits.FetchedURL {
		return nil, forbidden(tooLong, limits.FetchedURL)
	}
	u, err := url.Parse(text)
	if err != nil || u.Opaque != "" || u.Scheme == "" || u.Scheme == "https" && u.Host == "" {
		return nil, forbidden("it is not an absolute URL")
	}
	if u.Scheme != "https" {
		return nil, forbidden("only https says who answers, and this is %s", limits.Abridge(u.Scheme))
	}
	// net/url undoes escapes in a host and knows users, so the authority is read as it
	// stands: what is judged here is what is connected to.
	_, after, _ := strings.Cut(text, "://")
	authority := after
	if end := strings.IndexAny(after, "/?#"); end >= 0 {
		authority = after[:end]
	}
	host, port, hasPort := strings.Cut(authority, ":")
	host = strings.ToLower(host)
	if why, _ := hosts.Fault(host); why != "" {
		return nil, forbidden("%s", why)
	}
	if hasPort && port != "443" {
		n := hosts.Port(port)
		switch {
		case n == 0:
			return nil, forbidden("its port is no number of a port")
		case n <= limits.SystemPorts:
			return nil, forbidden("port %d belongs to another service than https", n)
		case !highPorts:
			return nil, forbidden("it has a port other than 443, which only an HTTPFetcher with HighPorts asks")
		}
		host += ":" + port
	}
	u.Host, u.Fragment, u.RawFragment = host, "", ""
	if len(u.String()) > limits.FetchedURL { // escapes are longer than what they stand for
		return nil, forbidden(tooLong, limits.FetchedURL)
	}
	return u, nil
}

package verify

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// inside are the last labels of names that have a meaning only within somebody's
// network (RFC 6761, RFC 6762, RFC 8375, and those that ICANN leaves to such use).
var inside = []string{"localhost", "local", "internal", "svc", "lan", "home", "corp", "intranet", "private", "arpa"}

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
	if err != nil || u.Opaque != "" || u.Scheme == "" {
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
	if why := hostname(host); why != "" {
		return nil, forbidden("%s", why)
	}
	if hasPort && port != "443" {
		n := portNumber(port)
		switch {
		case n == 0:
			return nil, forbidden("its port is no number of a port")
		case n <= 1023:
			return nil, forbidden("port %d belongs to another service than https", n)
		case !highPorts:
			return nil, forbidden("it has a port other than 443")
		}
		host += ":" + port
	}
	u.Host, u.Fragment, u.RawFragment = host, "", ""
	if len(u.String()) > limits.FetchedURL { // escapes are longer than what they stand for
		return nil, forbidden(tooLong, limits.FetchedURL)
	}
	return u, nil
}

// hostname says why host, in lower case, is not the name of a public host; "" if it
// is one. It asks more than DNS: the last label begins with a letter, so that no
// spelling of an IP address is a name, not even those that only some programs read.
func hostname(host string) string {
	if len(host) > 253 {
		return "its host has a name longer than 253 characters"
	}
	labels := strings.Split(host, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return fmt.Sprintf("%q is not the name of a host", limits.Abridge(host))
		}
	}
	last := labels[len(labels)-1]
	switch {
	case last[0] <= '9':
		return fmt.Sprintf("%q is an address or a number, not the name of a host", limits.Abridge(host))
	case len(labels) == 1:
		return fmt.Sprintf("%q is a name within somebody's network", limits.Abridge(host))
	case slices.Contains(inside, last):
		return fmt.Sprintf("names that end in .%s mean something only within somebody's network", last)
	}
	return ""
}

// portNumber reads a port in its one spelling; 0 is none.
func portNumber(text string) int {
	n := 0
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' || i > 4 || text[0] == '0' {
			return 0
		}
		n = 10*n + int(text[i]-'0')
	}
	if n > 65535 {
		return 0
	}
	return n
}

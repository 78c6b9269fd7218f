package verify

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// inside are the last labels of names that no public host has: those that are set aside
// (RFC 6761, 6762, 7686, 8375, 9476, ICANN's internal), and those that networks use all
// the same.
var inside = []string{
	"alt", "arpa", "corp", "home", "internal", "intranet", "invalid", "lan", "local", "localdomain", "localhost", "onion", "private", "svc",
}

// hostFault says why host, in lower case, is not the name of a public host, and whether
// it is the name of a host at all; "" if it is one. Whoever names the host that a
// verifier asks would reach its neighbours by it. What a name leads to is judged where it
// is dialled.
//
// It asks more than DNS (RFC 1123 section 2.1): the last label begins with a letter, so
// that no spelling of an IP address is a name, not even those that only some programs
// read.
func hostFault(host string) (why string, malformed bool) {
	if strings.ContainsAny(host, "[]:") {
		return "an address is no name of a host", false
	}
	if len(host) > limits.HostName {
		return fmt.Sprintf("its host has a name longer than %d characters", limits.HostName), true
	}
	labels := strings.Split(host, ".")
	last := labels[len(labels)-1]
	if last == "" && len(labels) > 1 {
		return "the name of its host ends with a dot", false
	}
	for _, label := range labels {
		if label == "" || len(label) > limits.HostLabel || label[0] == '-' || label[len(label)-1] == '-' || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return fmt.Sprintf("%q is not the name of a host", limits.Abridge(host)), true
		}
	}
	switch {
	case last[0] <= '9':
		return fmt.Sprintf("%q is an address or a number, not the name of a host", limits.Abridge(host)), false
	case len(labels) == 1:
		return fmt.Sprintf("%q is a name within somebody's network", limits.Abridge(host)), false
	case slices.Contains(inside, last):
		return fmt.Sprintf("names that end in .%s mean something only within somebody's network", last), false
	}
	return "", false
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

// judgeHost judges the host of a did:web.
func judgeHost(name, host string) error {
	switch why, malformed := hostFault(strings.ToLower(host)); {
	case malformed:
		return credential.NewProblem(credential.DIDSyntax, "", nil, "%s: %s", limits.Abridge(name), why)
	case why != "":
		return forbidden(name, why)
	}
	return nil
}

// judgePort refuses ports of well-known services other than https: to talk to them in
// their own language is what a forged request is for.
func judgePort(name, port string) error {
	switch n := portNumber(port); {
	case n == 0 && port != "0":
		return credential.NewProblem(credential.DIDSyntax, "", nil, "%s: %q is no port", limits.Abridge(name), limits.Abridge(port))
	case n != limits.HTTPSPort && n <= limits.SystemPorts:
		return forbidden(name, "its port is none of https: "+port)
	}
	return nil
}

func forbidden(name, why string) *Problem {
	return credential.NewProblem(credential.ResolveForbiddenTarget, "", nil, "%s is never asked: %s", limits.Abridge(name), why)
}

// judgeHTTPS refuses an https URL that is never asked, or that one program would read
// otherwise than another.
func judgeHTTPS(name string) error {
	if !strings.HasPrefix(name, "https://") {
		return forbidden(name, "only DID URLs and plain https URLs are ever looked up")
	}
	if _, err := destination(name, true); err != nil {
		return err
	}
	if u, err := url.Parse(name); err != nil || strings.Contains(name, `\`) || hasDotSegment(u.Path) {
		return forbidden(name, "its path has segments of dots, or a backslash")
	}
	return nil
}

// hasDotSegment reports whether a path, its escapes undone, has a segment that leads
// somewhere else.
func hasDotSegment(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			return true
		}
	}
	return false
}

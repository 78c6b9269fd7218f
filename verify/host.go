package verify

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// judgeHost refuses what no host of the public internet is called: whoever names the
// host that a verifier asks would reach its neighbours by it. It judges names alone;
// what a name leads to is judged where it is dialled.
func judgeHost(name, host string) error {
	labels := strings.Split(host, ".")
	last := labels[len(labels)-1]
	switch {
	case last == "" && len(labels) > 1:
		return forbidden(name, "the name of its host ends with a dot")
	case !isHostName(host):
		return credential.NewProblem(credential.DIDSyntax, "", nil, "%s: %q is no name of a host", limits.Abridge(name), limits.Abridge(host))
	case last[0] >= '0' && last[0] <= '9': // as those who read URLs tell an IPv4 address, in all its spellings
		return forbidden(name, "an address is no name of a host")
	case len(labels) == 1 || isInternal(strings.ToLower(last)):
		return forbidden(name, "its host is one of an internal network")
	}
	return nil
}

// judgePort refuses ports of well-known services other than https: to talk to them in
// their own language is what a forged request is for.
func judgePort(name, port string) error {
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || strconv.FormatUint(n, 10) != port {
		return credential.NewProblem(credential.DIDSyntax, "", nil, "%s: %q is no port", limits.Abridge(name), limits.Abridge(port))
	}
	if n != limits.HTTPSPort && n <= limits.SystemPorts {
		return forbidden(name, "its port is none of https: "+port)
	}
	return nil
}

func forbidden(name, why string) *Problem {
	return credential.NewProblem(credential.ResolveForbiddenTarget, "", nil, "%s is never asked: %s", limits.Abridge(name), why)
}

// isHostName reports whether s is a name of RFC 1123 section 2.1, in ASCII.
func isHostName(s string) bool {
	if len(s) > limits.HostName {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > limits.HostLabel || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, c := range []byte(label) {
			if c != '-' && !isAlphanumeric(c) {
				return false
			}
		}
	}
	return true
}

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// isInternal reports whether a last label is one that no public name ends with: those
// set aside for that (RFC 6761, 6762, 7686, 8375, 9476, ICANN's internal), and those
// that networks use all the same.
func isInternal(label string) bool {
	switch label {
	case "alt", "arpa", "corp", "home", "internal", "intranet", "invalid", "lan", "local", "localdomain", "localhost", "onion", "private", "svc":
		return true
	}
	return false
}

// judgeHTTPS refuses an https URL that is never asked, or that one program would read
// otherwise than another.
func judgeHTTPS(name string) error {
	u, err := url.Parse(name)
	switch {
	case err != nil || !strings.HasPrefix(name, "https://") || u.Host == "" || u.Opaque != "" || u.User != nil:
		return forbidden(name, "only DID URLs and plain https URLs are ever looked up")
	case strings.Contains(name, `\`) || hasDotSegment(u.Path):
		return forbidden(name, "its path has segments of dots, or a backslash")
	}
	if err := asForbidden(name, judgeHost(name, u.Hostname())); err != nil {
		return err
	}
	if port := u.Port(); port != "" || strings.HasSuffix(u.Host, ":") {
		return asForbidden(name, judgePort(name, port))
	}
	return nil
}

// asForbidden is the fault of a DID as that of a URL.
func asForbidden(name string, err error) error {
	if err == nil {
		return nil
	}
	return forbidden(name, "its host or port is none of the public internet")
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

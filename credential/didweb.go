package credential

import (
	"strings"

	"github.com/summitbadges/openbadges/internal/hosts"
	"github.com/summitbadges/openbadges/internal/limits"
)

// DIDWebURL returns where the document of a did:web has to stand (W3C CCG did:web
// method); name may be the URL of a key of it. did:web:example.edu is
// https://example.edu/.well-known/did.json, and did:web:example.edu%3A8443:u:alice is
// https://example.edu:8443/u/alice/did.json.
//
// The grammar is read strictly: the host is a public name, not an address; the one
// escape is that of the colon before a port, which is 443 or above 1023; no segment of
// the path is empty or made of dots. The error holds a Code.
func DIDWebURL(name string) (string, error) {
	malformed := func(why string) error {
		return NewProblem(DIDSyntax, "", nil, "%s is no did:web: %s", limits.Abridge(name), why)
	}
	did, fragment, hash := strings.Cut(name, "#")
	id, ok := strings.CutPrefix(did, "did:web:")
	switch {
	case !ok || id == "":
		return "", malformed("a host is missing")
	case hash && fragment == "":
		return "", malformed("its fragment is empty")
	case id[0] == '[' || len(id) >= 3 && strings.EqualFold(id[:3], "%5B"):
		return "", neverAsked(name, "an address is no name of a host")
	}
	host, path, deeper := strings.Cut(id, ":")
	at := host
	if i := strings.IndexByte(host, '%'); i >= 0 {
		port, ok := strings.CutPrefix(strings.ToUpper(host[i:]), "%3A")
		if !ok {
			return "", malformed("the only escape is %3A, before a port")
		}
		if err := judgePort(name, port); err != nil {
			return "", err
		}
		host = host[:i]
		at = host + ":" + port
	}
	if err := judgeHost(name, host); err != nil {
		return "", err
	}
	at = "https://" + strings.ToLower(at) // hosts have no case; the document says which DID is meant
	if !deeper {
		return at + "/.well-known/did.json", nil
	}
	for segment := range strings.SplitSeq(path, ":") {
		if !isDIDSegment(segment) {
			return "", malformed("a part of its path is empty, made of dots, or has other characters than letters, digits, '.', '-' and '_'")
		}
		at += "/" + segment
	}
	return at + "/did.json", nil
}

// isDIDSegment reports whether s is of the characters of a DID (DID 1.0 section 3.1),
// without escapes: whoever undoes them would find another path.
func isDIDSegment(s string) bool {
	for _, c := range []byte(s) {
		if c != '.' && c != '-' && c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return s != "" && s != "." && s != ".."
}

// judgeHost judges the host of a did:web.
func judgeHost(name, host string) error {
	switch why, malformed := hosts.Fault(strings.ToLower(host)); {
	case malformed:
		return NewProblem(DIDSyntax, "", nil, "%s: %s", limits.Abridge(name), why)
	case why != "":
		return neverAsked(name, why)
	}
	return nil
}

// judgePort refuses ports of well-known services other than https: to talk to them in
// their own language is what a forged request is for.
func judgePort(name, port string) error {
	switch n := hosts.Port(port); {
	case n == 0 && port != "0":
		return NewProblem(DIDSyntax, "", nil, "%s: %q is no port", limits.Abridge(name), limits.Abridge(port))
	case n != limits.HTTPSPort && n <= limits.SystemPorts:
		return neverAsked(name, "its port is none of https: "+port)
	}
	return nil
}

func neverAsked(name, why string) *Problem {
	return NewProblem(ResolveForbiddenTarget, "", nil, "%s is never asked: %s", limits.Abridge(name), why)
}

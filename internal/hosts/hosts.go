// Package hosts says which names are those of public hosts, and which ports are asked:
// the same for who publishes and for who looks up.
package hosts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/internal/limits"
)

// inside are the last labels of names that no public host has: those that are set aside
// (RFC 6761, 6762, 7686, 8375, 9476, ICANN's internal), and those that networks use all
// the same.
var inside = []string{
	"alt", "arpa", "corp", "home", "internal", "intranet", "invalid", "lan", "local", "localdomain", "localhost", "onion", "private", "svc",
}

// Fault says why host, in lower case, is not the name of a public host, and whether
// it is the name of a host at all; "" if it is one. Whoever names the host that a
// verifier asks would reach its neighbours by it. What a name leads to is judged where it
// is dialled.
//
// It asks more than DNS (RFC 1123 section 2.1): the last label begins with a letter, so
// that no spelling of an IP address is a name, not even those that only some programs
// read.
func Fault(host string) (why string, malformed bool) {
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

// Port reads a port in its one spelling; 0 is none.
func Port(text string) int {
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

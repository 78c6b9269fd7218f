package hosts

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
)

func TestWhyANameIsThatOfNoPublicHost(t *testing.T) {
	for host, want := range map[string]struct {
		why       string
		malformed bool
	}{
		"school.example": {},
		"[::1]":          {"an address is no name of a host", false},
		"a:b":            {"an address is no name of a host", false},
		strings.Repeat("a.", limits.HostName/2) + "example": {"its host has a name longer than", true},
		"school.example.": {"the name of its host ends with a dot", false},
		"":                {"is not the name of a host", true},
		".":               {"the name of its host ends with a dot", false},
		"a..example":      {"is not the name of a host", true},
		"-a.example":      {"is not the name of a host", true},
		"a_b.example":     {"is not the name of a host", true},
		"A.example":       {"is not the name of a host", true},
		strings.Repeat("a", limits.HostLabel+1) + ".example": {"is not the name of a host", true},
		"127.0.0.1":      {"is an address or a number, not the name of a host", false},
		"a.0x1":          {"is an address or a number, not the name of a host", false},
		"localhost":      {"is a name within somebody's network", false},
		"printer.lan":    {"names that end in .lan mean something only within somebody's network", false},
		"a.b.svc":        {"names that end in .svc mean", false},
		"lan.example":    {},
		"xn--a-b.school": {},
	} {
		why, malformed := Fault(host)
		if want.why == "" {
			require.Empty(t, why, host)
		}
		require.Contains(t, why, want.why, host)
		require.Equal(t, want.malformed, malformed, host)
	}
}

func TestAPortHasOneSpelling(t *testing.T) {
	for text, want := range map[string]int{"443": 443, "1": 1, "65535": 65535, "65536": 0, "99999": 0, "100000": 0, "": 0, "0": 0, "0443": 0, "+443": 0, "44a": 0, "４４３": 0, "99999999999999999999": 0} {
		require.Equal(t, want, Port(text), text)
	}
}

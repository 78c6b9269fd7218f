package hosts_test

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/hosts"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/seeds"
)

// FuzzFault holds what passes for the name of a public host to what others would take it
// for: no address in any spelling, and the host of a URL that has it.
func FuzzFault(f *testing.F) {
	for _, s := range []string{
		"school.example", "127.0.0.1", "0x7f.1", "2130706433", "localhost", "a.local", "[::1]", "::1", "a..b.example", "-a.example", "a.example.", "xn--e1afmkfd.example", "a.b.c0m",
		"a.example:443", "user@a.example", "a.example/b", "a%2eexample", "A.example", "1.2.3.4.example", "8443", "0443", "65536",
	} {
		f.Add(s)
	}
	for _, at := range seeds.Strings("id", "statusListCredential", "issuer", "controller") {
		if u, err := url.Parse(at); err == nil && u.Host != "" {
			f.Add(u.Host)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if n := hosts.Port(text); n != 0 {
			require.Equal(t, text, strconv.Itoa(n), "one spelling")
			require.LessOrEqual(t, n, 65535)
		}
		why, malformed := hosts.Fault(text)
		require.LessOrEqual(t, len(why), 4*limits.Quoted+100, "an escaped byte is four")
		if why != "" {
			return
		}
		require.False(t, malformed)
		require.Equal(t, strings.ToLower(text), text)
		require.Contains(t, text, ".")
		_, err := netip.ParseAddr(text)
		require.Error(t, err)
		u, err := url.Parse("https://" + text + "/x")
		require.NoError(t, err)
		require.Equal(t, text, u.Host)
		require.Nil(t, u.User)
	})
}

package status_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential/status"
)

// Badges name the lists for good, so a URL that verifiers refuse is refused before the
// first one goes out.
func TestNewRefusesAURLThatNoVerifierAsks(t *testing.T) {
	check := func(url string) error {
		_, err := status.New(status.Config{Store: &status.Memory{}, Witness: &noted{}, URL: url})
		return err
	}
	for _, url := range []string{
		"https://127.0.0.1/s", "https://2130706433/s", "https://0x7f.1/s", "https://[::1]/s", "https://[2001:db8::1]/s",
		"https://localhost/s", "https://a.localhost/s", "https://school/s", "https://school.internal/s", "https://school.local/s",
		"https://school.example./s", "https://x_y.example/s", "https://-x.example/s", "https://School.example/s", "https://sch%6Fol.example/s", "https://sch\u00f6ol.example/s",
		"https://school.example:22/s", "https://school.example:443/s", "https://school.example:/s", "https://school.example:0/s", "https://school.example:99999/s", "https://school.example:08443/s",
		"https://school.example/a/../s", "https://school.example/./s", "https://school.example/a/..", "https://school.example/a/%2e%2e/s",
		"https://school.example//s", "https://school.example/a//s", "https://school.example/", "https://school.example/s\\a", "https://school.example/st\u00e9", "https://school.example/s s",
		"https:///s", "https:school.example/s", "HTTPS://school.example/s",
		"https://school.example/" + strings.Repeat("x", 8192),
	} {
		require.ErrorContains(t, check(url), "status: URL: ", url)
	}
	for _, url := range []string{
		"https://school.example", "https://school.example/status", "https://a.b.school.example/~x/s.t/1", "https://school.example:8443/s", "https://xn--schl-5qa.example/s", "https://school.example/a%20b", "https://school.example/...",
	} {
		require.NoError(t, check(url), url)
	}
}

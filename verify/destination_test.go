package verify

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/seeds"
)

// H06, H07, H08, H14, H15, S26.
var forbiddenURLs = []string{
	"", "school.example", "//school.example/", "/a", "https:", "https:/", "https://", "https:///a", "https:school.example", "https:/school.example/", "https:/x://school.example/list", "did:web:school.example",
	"http://school.example/", "http://169.254.169.254/", "file:///etc/passwd", "ftp://school.example/", "gopher://school.example/", "javascript:alert(1)", "jar:https://school.example/!/a",
	"data:application/json,{}", "ws://school.example/", "urn:uuid:1", "httpss://school.example/", "https\n://school.example/", "https://school.example/\n", "https://school.example/\x00",
	"https://127.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://[fe80::1%25eth0]/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://0177.0.0.1/", "https://127.1/",
	"https://127.0.0.1./", "https://1.2.3.0x4/", "https://8.8.8.8/", "https://a.1/", "https://a.0x1/", "https://％31.example/", "https://%31%32%37.0.0.1/", "https://①②⑦.0.0.1/",
	"https://localhost/", "https://LOCALHOST/", "https://a.localhost/", "https://metadata/", "https://foo.local/", "https://x.internal/", "https://metadata.google.internal/", "https://kubernetes.default.svc/",
	"https://a.svc.cluster.local/", "https://school.example./", "https://school.example.:443/", "https://localhost./", "https://.example/", "https://school..example/", "https://-a.example/", "https://a-.example/",
	"https://schule.münchen/", "https://schоol.example/", "https://school%2eexample/", "https://a_b.example/", "https://a b.example/", `https://evil.example\@school.example/`, `https://school.example\/`,
	"https://me@school.example/", "https://me:pw@school.example/", "https://@school.example/", "https://:@school.example/", "https://school.example@evil.example/",
	"https://school.example:/", "https://school.example:0/", "https://school.example:22/", "https://school.example:80/", "https://school.example:0443/", "https://school.example:1023/", "https://school.example:99999/",
	"https://school.example:-1/", "https://school.example:80a/", "https://school.example:+443/", "https://school.example:443:443/", "https://school.example:４４３/", "https://school.example:65536/",
	"https://" + strings.Repeat("a", 64) + ".example/", "https://" + strings.Repeat("a.", 125) + "example/", "https://school.example/" + strings.Repeat("a", limits.FetchedURL), "https://school.example/" + strings.Repeat("é", limits.FetchedURL/3),
	"https://school.example/#" + strings.Repeat("a", limits.FetchedURL),
	"https://printer.lan/", "https://nas.home/", "https://1.0.0.127.in-addr.arpa/", "https://router.home.arpa/",
}

func TestNoURLLeadsIntoSomebodysNetwork(t *testing.T) {
	for _, text := range forbiddenURLs {
		_, err := destination(text, true)
		require.ErrorIs(t, err, credential.ResolveForbiddenTarget, "%q", text)
	}
	for text, want := range map[string]string{
		"https://school.example":                      "https://school.example",
		"https://school.example/":                     "https://school.example/",
		"HTTPS://School.Example:443/Keys?a=B#key-1":   "https://school.example/Keys?a=B",
		"https://xn--mnchen-3ya.example/a%20b/../c":   "https://xn--mnchen-3ya.example/a%20b/../c",
		"https://1.school.example/":                   "https://1.school.example/",
		"https://0x7f.1.example/":                     "https://0x7f.1.example/",
		"https://localhost.example/":                  "https://localhost.example/",
		"https://school.example/who@is:22/[here]":     "https://school.example/who@is:22/[here]",
		"https://school.example?next=http://a.b/":     "https://school.example?next=http://a.b/",
		"https://" + strings.Repeat("a", 63) + ".edu": "https://" + strings.Repeat("a", 63) + ".edu",
	} {
		u, err := destination(text, false)
		require.NoError(t, err, text)
		require.Equal(t, want, u.String())
	}
}

func TestAURLThatIsNotAskedIsToldWhy(t *testing.T) {
	for text, why := range map[string]string{
		"https://school.example:99999/": "its port is no number of a port",
		"https://school.example:1023/":  "port 1023 belongs to another service than https",
		"https://localhost/":            "is a name within somebody's network",
		"ftp://school.example/":         "only https says who answers",
		"https:":                        "it is not an absolute URL",
		"https://school.example/#" + strings.Repeat("a", limits.FetchedURL): "it is longer than",
	} {
		_, err := destination(text, true)
		require.ErrorContains(t, err, why)
	}
}

// H06.
func TestAPortBesides443HasToBeAllowed(t *testing.T) {
	for _, port := range []string{"1024", "8443", "65535"} {
		_, err := destination("https://school.example:"+port+"/", false)
		require.ErrorIs(t, err, credential.ResolveForbiddenTarget)
		u, err := destination("https://school.example:"+port+"/", true)
		require.NoError(t, err)
		require.Equal(t, "school.example:"+port, u.Host)
	}
}

func FuzzDestination(f *testing.F) {
	for _, s := range seeds.Strings("id", "statusListCredential", "controller") {
		f.Add(s)
	}
	for _, text := range forbiddenURLs {
		f.Add(text)
	}
	f.Add("https://school.example:8443/a?b#c")
	f.Fuzz(func(t *testing.T, text string) {
		u, err := destination(text, true)
		if err != nil {
			require.ErrorIs(t, err, credential.ResolveForbiddenTarget)
			return
		}
		// Another reader of URLs, net/url, sees the same host in what was asked for.
		plain, err := url.Parse(text)
		require.NoError(t, err)
		require.Equal(t, strings.ToLower(plain.Hostname()), u.Hostname())
		require.Nil(t, u.User)
		require.Equal(t, "https", u.Scheme)
		require.Empty(t, u.Fragment)
		host := u.Hostname()
		require.Contains(t, host, ".")
		require.False(t, strings.HasSuffix(host, "."))
		last := host[strings.LastIndexByte(host, '.')+1:]
		require.True(t, last[0] >= 'a' && last[0] <= 'z', host)
		_, err = netip.ParseAddr(host)
		require.Error(t, err)
		again, err := destination(u.String(), true)
		require.NoError(t, err)
		require.Equal(t, u.String(), again.String())
	})
}

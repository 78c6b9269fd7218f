package verify

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/hosts"
	"github.com/summitbadges/openbadges/internal/limits"
)

func TestWhichListIsNewestIsRememberedWithinLimits(t *testing.T) {
	var m listMemory
	day := func(n int) time.Time { return time.Unix(int64(n)*86400, 0) }
	require.Zero(t, m.newest("https://a.example/1", "did:x:a", day(5), true))
	require.Equal(t, day(5), m.newest("https://a.example/1", "did:x:a", day(4), true))
	require.Equal(t, day(5), m.newest("https://a.example/1", "did:x:a", day(6), false))
	require.Equal(t, day(5), m.newest("https://a.example/1", "did:x:a", day(7), true))
	require.Equal(t, day(7), m.newest("https://a.example/1", "did:x:a", day(7), true))
	require.Zero(t, m.newest("https://a.example/1", "did:x:b", day(1), true), "another issuer's")
	require.Zero(t, m.newest("https://a.example/2", "did:x:a", day(1), false), "not to be remembered")
	require.Zero(t, m.newest("https://a.example/2", "did:x:a", day(1), true))
	require.Zero(t, m.newest("https://a.example/3", "did:x:a", time.Time{}, true), "it does not say when")
	require.Len(t, m.seen, 3)
	for n := range 2 * limits.ListsSeen {
		require.Equal(t, n > 0, m.newest("https://a.example/1", "did:x:a", day(8), true).Equal(day(8)))
		m.newest(fmt.Sprintf("https://b.example/%d", n), "did:x:a", day(1), true)
		require.LessOrEqual(t, len(m.seen), limits.ListsSeen)
		require.Equal(t, len(m.seen), m.order.Len())
	}
	require.Zero(t, m.newest("https://a.example/2", "did:x:a", day(1), false), "it was not read for long")
}

func TestAnAddressIsNoNameOfAHost(t *testing.T) {
	for host, want := range map[string]bool{
		"school.example": true, "school.example.": false, "a.b.xn--p1ai": true, "1.school.example": true,
		"": false, ".": false, "localhost": false, "localhost.": false, "127.0.0.1": false, "127.0.0.1.": false, "0x7f.0x1": false, "2130706433": false, "1.2": false,
		"::1": false, "::ffff:10.0.0.1": false, "fe80::1%eth0.lan": false, "school..": false,
	} {
		why, _ := hosts.Fault(host)
		require.Equal(t, want, why == "", host)
	}
}

func TestWhereAnIssuerMayPublish(t *testing.T) {
	for id, want := range map[string]string{
		"https://a.example/issuers/1": "https://a.example", "https://a.example:8443": "https://a.example:8443", "did:web:a.example": "https://a.example", "did:web:a.example:u:1": "https://a.example",
		"did:web:a.example%3A8443:u": "https://a.example:8443", "did:web:a.example%3a8443": "https://a.example:8443",
		"http://a.example": "", "did:key:z6Mk": "", "did:web:": "", "did:web:a.example?x": "", "did:web:a.example#x": "", "did:web:a.example/x": "", "did:web:a.example%2Fx": "", "did:web:u@a.example": "", "urn:a:b": "", "": "",
	} {
		require.Equal(t, want, originOfIssuer(id), id)
	}
}

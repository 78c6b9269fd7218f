package verify

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

// The rows of the registries of IANA, by their first and last addresses, and those
// just outside.
func TestOnlyAddressesOfPublicHostsAreDialled(t *testing.T) {
	for _, text := range []string{
		"0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.255", "169.254.0.0", "169.254.169.254", "169.254.255.255",
		"172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.1", "192.0.0.170", "192.0.0.255", "192.0.2.0", "192.0.2.255", "192.31.196.1", "192.52.193.1", "192.88.99.0", "192.88.99.255", "192.168.0.0", "192.168.255.255",
		"192.175.48.1", "198.18.0.0", "198.19.255.255", "198.51.100.0", "198.51.100.255", "203.0.113.0", "203.0.113.255", "224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.254", "255.255.255.255",
		"::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:0:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "100:0:0:1::1", "1fff::1",
		"2001::1", "2001:0:808:808::1", "2001:1::1", "2001:2::1", "2001:3::1", "2001:4:112::1", "2001:10::1", "2001:20::1", "2001:30::1", "2001:1ff:ffff::1", "2001:db8::1", "2001:db8:ffff::1",
		"2002::1", "2002:7f00:1::", "2002:808:808::1", "2620:4f:8000::1", "3fff::1", "3fff:fff::1", "4000::1", "5f00::1", "8000::1", "fc00::1", "fd00::1", "fdff::1", "fe80::1", "febf::1", "fe80::1%eth0", "2600::1%eth0", "fec0::1", "feff::1", "ff02::1", "ff0e::1",
	} {
		_, ok := public(netip.MustParseAddr(text))
		require.False(t, ok, text)
	}
	_, ok := public(netip.Addr{})
	require.False(t, ok, "no address at all")
	for _, text := range []string{
		"1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0", "192.167.255.255", "192.169.0.0",
		"198.17.255.255", "198.20.0.0", "223.255.255.255", "2000::", "2001:200::1", "2001:db7:ffff::1", "2001:db9::1", "2003::1", "2606:4700::1111", "2620:4f:8001::1", "3ffe::1", "3fff:1000::1",
	} {
		a, ok := public(netip.MustParseAddr(text))
		require.True(t, ok, text)
		require.Equal(t, text, a.String())
	}
	a, ok := public(netip.MustParseAddr("::ffff:8.8.8.8"))
	require.True(t, ok, "resolvers write IPv4 so")
	require.Equal(t, "8.8.8.8", a.String())
}

// Whoever edits the table sees each row of it matter.
func TestEveryRangeIsOfUse(t *testing.T) {
	for i, p := range special {
		for j, other := range special {
			require.False(t, i != j && other.Overlaps(p), "%v and %v", p, other)
		}
		require.True(t, p.Addr().Is4() || globalUnicast.Contains(p.Addr()), "%v is refused without it", p)
		_, ok := public(p.Addr())
		require.False(t, ok)
	}
}

package verify

import "net/netip"

// special are the ranges that no public host has: the special-purpose registries of
// IANA (RFC 6890) for IPv4 and IPv6 as of 2026, those that a registry calls globally
// reachable included, because no host of an issuer stands there; multicast (RFC 5771);
// and what carries an IPv4 address inside, through which a tunnel or translator would
// lead anywhere. The methods of netip know few of them.
//
// Of IPv6 only 2000::/3 is looked at: all else is reserved, local or multicast (RFC
// 4291), ::1, fc00::/7, fe80::/10, fec0::/10, ::a.b.c.d, 64:ff9b::/96, 100::/64 and
// 5f00::/16 among it.
var special = prefixes(
	"0.0.0.0/8",       // this network, RFC 791
	"10.0.0.0/8",      // private use, RFC 1918
	"100.64.0.0/10",   // shared by the customers of a provider, RFC 6598
	"127.0.0.0/8",     // loopback, RFC 1122
	"169.254.0.0/16",  // link-local, RFC 3927, where clouds answer with credentials
	"172.16.0.0/12",   // private use, RFC 1918
	"192.0.0.0/24",    // protocol assignments, RFC 6890
	"192.0.2.0/24",    // documentation, RFC 5737
	"192.31.196.0/24", // AS112, RFC 7535
	"192.52.193.0/24", // AMT, RFC 7450
	"192.88.99.0/24",  // relays of 6to4, RFC 7526
	"192.168.0.0/16",  // private use, RFC 1918
	"192.175.48.0/24", // AS112, RFC 7534
	"198.18.0.0/15",   // benchmarking, RFC 2544
	"198.51.100.0/24", // documentation, RFC 5737
	"203.0.113.0/24",  // documentation, RFC 5737
	"224.0.0.0/4",     // multicast, RFC 5771
	"240.0.0.0/4",     // reserved, and broadcast, RFC 1112

	"2001::/23",         // protocol assignments, RFC 2928: Teredo, benchmarking, ORCHID, drones
	"2001:db8::/32",     // documentation, RFC 3849
	"2002::/16",         // 6to4, RFC 3056
	"2620:4f:8000::/48", // AS112, RFC 7534
	"3fff::/20",         // documentation, RFC 9637
)

var globalUnicast = netip.MustParsePrefix("2000::/3")

func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		out[i] = netip.MustParsePrefix(text)
	}
	return out
}

// public returns the address to dial for one that a name resolved to, and whether a
// public host can have it.
func public(a netip.Addr) (netip.Addr, bool) {
	a = a.Unmap()                                              // some resolvers write all of IPv4 as ::ffff:a.b.c.d
	if !a.IsValid() || a.Is6() && !globalUnicast.Contains(a) { // which holds none with a zone
		return a, false
	}
	for _, p := range special {
		if p.Contains(a) {
			return a, false
		}
	}
	return a, true
}

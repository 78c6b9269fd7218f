package main

import (
	"fmt"
	"strings"
)

// resolution forges the way to keys that are somewhere else, as far as names alone
// decide: what must never be asked is refused without a network, too.
func resolution(b *book) {
	b.begin("resolution")
	webNames(b)
	schemes(b)
	keysAsNames(b)
}

// called is the school under any name, with a key of the name k1.
func called(name string) signer {
	k := school
	k.did, k.kid = name, name+"#k1"
	return k
}

func webNames(b *book) {
	syntax, never, open := invalid("DID_SYNTAX"), invalid("RESOLVE_FORBIDDEN_TARGET"), undetermined("RESOLVE_OFFLINE")
	for _, c := range []struct {
		id, words, name string
		want            verdict
		why             string
	}{
		{"H01", "control-host", "school.example", open, "a name as it should be: what its document lists would decide"},
		{"H01", "control-path", "school.example:u:alice", open, "a path of two segments"},
		{"H01", "control-port", "school.example%3A8443", open, "a port, behind the one escape that there is"},
		{"H02", "dots", "school.example:..:..:admin", syntax, "a path that leads out of itself"},
		{"H02", "encoded-dots", "school.example:%2e%2e:x", syntax, "a path that leads out of itself once its escapes are undone"},
		{"H02", "encoded-slashes", "school.example:..%2f..%2fx", syntax, "segments within a segment"},
		{"H02", "one-dot", "school.example:.", syntax, "a segment that says nothing"},
		{"H03", "nothing", "", syntax, "no host"},
		{"H03", "no-host", ":x", syntax, "no host, and a path"},
		{"H03", "empty-path", "school.example:", syntax, "an empty segment"},
		{"H03", "empty-segment", "school.example::x", syntax, "an empty segment"},
		{"H04", "encoded-slash", "school.example%2Fevil", syntax, "where the host ends depends on who reads it"},
		{"H04", "encoded-at", "victim.example%40evil.example", syntax, "a user in front of another host"},
		{"H04", "encoded-twice", "a%253Ab", syntax, "an escape of an escape"},
		{"H04", "encoded-nul", "school.example%00", syntax, "where some readers stop"},
		{"H04", "control-small-letter", "school.example%3a8443", open, "escapes have no case"},
		{"H05", "encoded-fragment", "evil.example%23victim.example", syntax, "a host that another reader takes for a fragment"},
		{"H05", "encoded-query", "evil.example%3Fvictim.example", syntax, "a host that another reader takes for a query"},
		{"H05", "query", "victim.example?x=1", syntax, "a query chooses no key"},
		{"H06", "port-0", "school.example%3A0", never, "no port"},
		{"H06", "port-22", "school.example%3A22", never, "another service, which is not to hear from a verifier"},
		{"H06", "port-99999", "school.example%3A99999", syntax, "no port"},
		{"H06", "port-negative", "school.example%3A-1", syntax, "no port"},
		{"H06", "port-with-a-letter", "school.example%3A80a", syntax, "no port"},
		{"H06", "control-port-443", "school.example%3A443", open, "the port of https"},
		{"H07", "ipv4", "127.0.0.1", never, "an address (did:web forbids them)"},
		{"H07", "ipv6", "%5B::1%5D", never, "an address"},
		{"H07", "ipv4-as-a-number", "2130706433", never, "an address, in one number"},
		{"H07", "ipv4-in-hex", "0x7f.1", never, "an address, in another base"},
		{"H07", "ipv4-in-octal", "0177.0.0.1", never, "an address, in another base"},
		{"H07", "ipv4-short", "127.1", never, "an address, cut short"},
		{"H08", "localhost", "localhost", never, "the verifier's own host"},
		{"H08", "one-label", "metadata", never, "a name of the verifier's own network"},
		{"H08", "local", "foo.local", never, "a name of the verifier's own network"},
		{"H08", "internal", "x.internal", never, "a name of the verifier's own network"},
		{"H08", "cluster", "kubernetes.default.svc", never, "a name of the verifier's own cluster"},
		{"H08", "dot-at-the-end", "school.example.", never, "a second spelling of one host"},
	} {
		b.add(c.id, c.words, honest(called("did:web:"+c.name)), c.want, c.why)
	}
}

func schemes(b *book) {
	never := invalid("RESOLVE_FORBIDDEN_TARGET")
	const why = "only DIDs and https URLs are ever looked up"
	b.add("H14", "issuer-without-tls", honest(called("http://school.example/issuers/1")), never, "decided: what comes without TLS comes from anybody")
	for _, c := range []struct{ words, name string }{
		{"file", "file:///etc/passwd"}, {"ftp", "ftp://school.example/issuer"}, {"gopher", "gopher://school.example/issuer"}, {"javascript", "javascript:alert(1)"},
		{"jar", "jar:https://school.example/issuer!/k"}, {"data", "data:application/json,{}"},
	} {
		b.add("H15", "issuer-"+c.words, honest(called(c.name)), never, why)
		kid := called(school.did)
		kid.kid = c.name
		b.add("H15", "kid-"+c.words, honest(kid), never, why)
	}
	for _, c := range []struct{ words, name string }{
		{"address", "https://127.0.0.1/issuer"}, {"address-as-a-number", "https://2130706433/issuer"}, {"internal", "https://x.internal/issuer"}, {"port", "https://school.example:22/issuer"},
		{"dots", "https://school.example/tenants/victim/../evil"}, {"encoded-dots", "https://school.example/tenants/victim/%2e%2e/evil"},
	} {
		b.add("H15", "https-"+c.words, honest(called(c.name)), never, "a place that no badge can send a verifier to")
	}
}

// keysAsNames are did:key and did:jwk, which hold the key, and methods that nobody here
// looks up.
func keysAsNames(b *book) {
	syntax, kind, open := invalid("DID_SYNTAX"), invalid("KEY_TYPE_MISMATCH"), undetermined("DID_METHOD_UNSUPPORTED")
	const odd = "the identifier is the key, and nothing more"
	for _, c := range []struct {
		words, did, kid string
		want            verdict
	}{
		{"path", school.did + "/x", school.did + "/x#k", syntax}, {"query", school.did + "?x=1", school.did + "?x=1#k", syntax}, {"path-of-the-key", school.did, school.did + "/x#k", syntax},
		{"empty-fragment", school.did, school.did + "#", syntax}, {"capitals", strings.Replace(school.did, "did:key", "DID:KEY", 1), strings.Replace(school.kid, "did:key", "DID:KEY", 1), syntax},
		{"method-in-capitals", strings.Replace(school.did, "key", "KEY", 1), strings.Replace(school.kid, "key", "KEY", 1), syntax},
		{"port", school.did + "%3A1", school.did + "%3A1#k", syntax},
	} {
		k := school
		k.did, k.kid = c.did, c.kid
		b.add("H24", "did-key-"+c.words, honest(k), c.want, odd)
	}
	bls := didKey(school, "\xeb\x01", append([]byte{0x80}, stream("a key of BLS12-381", 95)...))
	b.add("H24", "did-key-bls12-381", honest(bls), kind, "a key of a kind that signs no badge")
	b.add("H24", "control-did-key-p256", honest(p256), valid, "a key on P-256")
	b.add("H24", "control-did-key-p384", honest(p384), valid, "a key on P-384")
	b.add("H24", "control-did-key-ed25519", honest(school), valid, "an Ed25519 key")

	jwk := school.asJWK(school.jwk)
	padded, fragment, none := jwk, jwk, jwk
	padded.did += strings.Repeat("=", 3-(len(jwk.did)-len("did:jwk:")+3)%4)
	if padded.did == jwk.did {
		padded.did += "="
	}
	padded.kid = padded.did + "#0"
	fragment.kid = jwk.did + "#1"
	none.kid = jwk.did
	secret := school.asJWK(with(school.jwk, `"d":"`+b64(stream("an honest school", 32))+`"`))
	b.add("H25", "did-jwk-padded", honest(padded), syntax, "a second spelling of one key")
	b.add("H25", "did-jwk-private", honest(secret), invalid("KEY_PRIVATE_EXPOSED"), "everybody who reads the name can sign")
	b.add("H25", "did-jwk-symmetric", honest(school.asJWK(`{"k":"c2VjcmV0","kty":"oct"}`)), kind, "what it signs, everybody else who has it could have signed")
	b.add("H25", "did-jwk-other-fragment", honest(fragment), invalid("KEY_NOT_FOUND"), "a did:jwk has one key, of the name 0")
	b.add("H25", "did-jwk-1-mib", honest(school.asJWK(with(school.jwk, `"x5c":"`+strings.Repeat("A", 1<<20)+`"`))), invalid("INPUT_TOO_LARGE"), "the header is too large before the key is looked at").anyIssuer()
	b.add("H25", "did-jwk-10-kib", honest(school.asJWK(with(school.jwk, `"x5c":"`+strings.Repeat("A", 7<<10)+`"`))), invalid("JWS_FORMAT"), "longer than the name of any key").anyIssuer()
	b.add("H25", "control-did-jwk", honest(jwk), valid, "an issuer that is a JWK")
	b.add("H25", "control-did-jwk-bare", honest(none), valid, "decided: a DID with one key names that key")

	for i, name := range []string{"did:ethr:0xb9c5714089478a327f09197987f16f9e5d936e8a", "did:ion:EiClkZMDxPKqC9c-umQfTkR8vvZ9JPhl_xLDI9Nfk38w5w", "did:example:school"} {
		b.add("H26", fmt.Sprintf("method-%d", i+1), honest(called(name)), open, "decided: undetermined and not refused, for nobody was asked; no other service is asked in its place")
	}
	b.add("H26", "method-with-a-space", honest(called("did:web :school.example")), syntax, "no method").anyIssuer()
	b.add("H26", "method-in-capitals", honest(called("did:WEB:school.example")), syntax, "no method: they are in small letters")
}

package main

import (
	"fmt"
	"strings"
)

// A token is a compact JWS in the making: its header and its payload are text
// and can be changed letter by letter before it is signed.
type token struct {
	by      signer
	trusted string // the issuer that the vector trusts
	header  string
	payload string
	seal    func(message string) []byte // nil: by.sign
	signs   string                      // the payload under the signature, if it is not the one sent
}

// Pieces of the honest badge that vectors replace.
const (
	badgeID     = "urn:uuid:5a1c1f0e-8d5b-4f0a-9a55-0c8e6f1b2d3a"
	learner     = "urn:uuid:c0ffee00-1f2e-4d3c-8b4a-596877869504"
	civics      = "urn:uuid:9b2d7c1e-3f40-5a6b-8c7d-0e1f2a3b4c5d"
	fromMember  = `"validFrom":"2026-01-01T00:00:00Z"`
	nbfMember   = `"nbf":1767225600`
	jtiMember   = `"jti":"` + badgeID + `"`
	subMember   = `"sub":"` + learner + `"`
	nameMember  = `"name":"Civics"`
	criteria    = `"criteria":{"narrative":"Took part in a public process and reflected on what came of it."}`
	schoolName  = `"name":"Pine Ridge High School"`
	contexts    = `["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]`
	subjectHead = `"credentialSubject":{"id":"` + learner + `","type":["AchievementSubject"],`
	achievement = `{"id":"` + civics + `","type":["Achievement"],"achievementType":"MicroCredential","name":"Civics",` +
		`"description":"Takes part in civic life and gains insight from it.",` + criteria + `}`
)

// honest is the badge that every other one departs from: complete, signed by
// its issuer, in force, without a blemish.
func honest(by signer) token {
	return token{
		by:      by,
		trusted: by.did,
		header:  fmt.Sprintf(`{"alg":"%s","kid":"%s","typ":"JWT"}`, by.alg, by.kid),
		payload: `{"@context":` + contexts + `,"id":"` + badgeID + `","type":["VerifiableCredential","OpenBadgeCredential"],` +
			`"issuer":{"id":"` + by.did + `","type":["Profile"],` + schoolName + `},` + fromMember + `,"name":"Civics credential",` +
			subjectHead + `"achievement":` + achievement + `},` +
			`"iss":"` + by.did + `",` + jtiMember + `,` + nbfMember + `,` + subMember + `}`,
	}
}

func (t token) issuer() string { return t.trusted }

func (t token) bytes() []byte { return []byte(t.compact()) }

func (t token) compact() string {
	signed := t.payload
	if t.signs != "" {
		signed = t.signs
	}
	seal := t.seal
	if seal == nil {
		seal = t.by.sign
	}
	head := b64([]byte(t.header))
	return head + "." + b64([]byte(t.payload)) + "." + b64(seal(head+"."+b64([]byte(signed))))
}

// edit replaces one piece of the payload, which must stand there exactly once.
func (t token) edit(old, new string) token {
	t.payload = replace(t.payload, old, new)
	return t
}

// add puts members at the end of the payload's object.
func (t token) add(members string) token {
	t.payload = strings.TrimSuffix(t.payload, "}") + "," + members + "}"
	return t
}

// drop takes members out of the payload together with the comma before them.
func (t token) drop(members string) token { return t.edit(","+members, "") }

// says replaces the whole payload.
func (t token) says(payload string) token { t.payload = payload; return t }

// head replaces the whole header; {kid} and {alg} stand for the honest values.
func (t token) head(header string) token {
	t.header = strings.NewReplacer("{kid}", t.by.kid, "{alg}", t.by.alg, "{jwk}", t.by.jwk).Replace(header)
	return t
}

// heads adds members to the honest header.
func (t token) heads(members string) token {
	t.header = strings.TrimSuffix(t.header, "}") + "," + members + "}"
	return t
}

// alg replaces the algorithm that the header names.
func (t token) alg(name string) token {
	t.header = replace(t.header, `"alg":"`+t.by.alg+`"`, `"alg":`+name)
	return t
}

// sealed replaces the signature.
func (t token) sealed(seal func(message string) []byte) token { t.seal = seal; return t }

// tampered changes one piece of the payload after signing.
func (t token) tampered(old, new string) token {
	t.signs = t.payload
	return t.edit(old, new)
}

// window replaces the period of validity; an empty until is no end.
func (t token) window(from string, nbf int64, until string, exp int64) token {
	t = t.edit(fromMember, `"validFrom":"`+from+`"`).edit(nbfMember, fmt.Sprintf(`"nbf":%d`, nbf))
	if until != "" {
		t = t.add(fmt.Sprintf(`"validUntil":"%s","exp":%d`, until, exp))
	}
	return t
}

// sent is the token as text, after changing one of its segments.
func (t token) sent(segment int, change func(string) string) wire {
	parts := strings.Split(t.compact(), ".")
	parts[segment] = change(parts[segment])
	return wire{strings.Join(parts, "."), t.trusted}
}

// as is the token as text, after changing the whole of it.
func (t token) as(change func(string) string) wire {
	return wire{change(t.compact()), t.trusted}
}

// A wire is a token that was changed after it was signed, as it is sent.
type wire struct{ text, trusted string }

func (t wire) bytes() []byte  { return []byte(t.text) }
func (t wire) issuer() string { return t.trusted }

func replace(s, old, new string) string {
	if strings.Count(s, old) != 1 {
		panic(fmt.Sprintf("%q stands %d times in %s", old, strings.Count(s, old), s))
	}
	return strings.Replace(s, old, new, 1)
}

// posing is the signer under the name of another issuer; its key and kid stay.
func (k signer) posing(victim string) signer {
	k.did = victim
	return k
}

// invalidTail changes bits of a segment's last character that encode nothing.
func invalidTail(segment string) string {
	if len(segment)%4 == 0 {
		panic("the segment has no spare bits")
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(alphabet, segment[len(segment)-1])
	return segment[:len(segment)-1] + string(alphabet[last^1])
}

// inTheMiddle puts text into the middle of a segment.
func inTheMiddle(text string) func(string) string {
	return func(segment string) string {
		return segment[:len(segment)/2] + text + segment[len(segment)/2:]
	}
}

// behind and before put text at an end.
func behind(text string) func(string) string {
	return func(s string) string { return s + text }
}

func before(text string) func(string) string {
	return func(s string) string { return text + s }
}

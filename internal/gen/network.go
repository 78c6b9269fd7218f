package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
	"unicode/utf8"
)

// An answer is what the network of a vector says to one URL.
type answer struct {
	at     string
	says   string // a status with a location, or a failure
	kind   string // the media type of a body
	body   string
	hasOne bool
}

// at answers with a document.
func at(url, kind, body string) answer { return answer{url, "200", kind, body, true} }

// jsonAt answers with a document in JSON.
func jsonAt(url, body string) answer { return at(url, "application/json", body) }

// saying answers with nothing but a status, a status and a location, or not at all.
func saying(url, what string) answer { return answer{at: url, says: what} }

func (a answer) line() string {
	if !a.hasOne {
		return a.at + " " + a.says
	}
	form, text := "text", a.body
	switch {
	case len(a.body) > packAbove:
		packed, _ := pack([]byte(a.body))
		form, text = "gzip", base64.StdEncoding.EncodeToString(packed)
	case a.body == "" || a.body != strings.TrimSpace(a.body) || !utf8.ValidString(a.body) || strings.ContainsAny(a.body, "\r\n\t\x00"):
		form, text = "base64", base64.StdEncoding.EncodeToString([]byte(a.body))
	}
	if text == "" {
		panic("an empty body is a status alone: " + a.at)
	}
	return a.at + " " + a.says + " " + a.kind + " " + form + " " + text
}

// controlled is a controlled identifier document: a DID document, or the page of an
// issuer.
func controlled(id, members string) string {
	return `{"@context":["https://www.w3.org/ns/did/v1","https://w3id.org/security/multikey/v1"],"id":"` + id + `",` + members + `}`
}

// method is a Multikey of that name and controller.
func method(id, controller string, k signer, members ...string) string {
	return `{"id":"` + id + `","type":"Multikey","controller":"` + controller + `","publicKeyMultibase":"` + multibase(k) + `"` + strings.Join(append([]string{""}, members...), ",") + `}`
}

// multibase is the key as its did:key has it.
func multibase(k signer) string { return strings.SplitN(k.kid, "#", 2)[1] }

// vouching is a document that lists methods for assertion, and nothing else.
func vouching(id string, methods ...string) string {
	return controlled(id, `"assertionMethod":[`+strings.Join(methods, ",")+`]`)
}

// calledAs is a key under any name, of any issuer.
func calledAs(k signer, issuer, kid string) signer {
	k.did, k.kid = issuer, kid
	return k
}

// deflated is text as a gzip member (RFC 1952), the same under every release of Go: runs
// of one byte as repetitions of it, in the fixed code of RFC 1951 section 3.2.6.
func deflated(text []byte) []byte {
	out := []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255}
	var bits uint64
	var held int
	put := func(value uint64, n int) {
		bits |= value << held
		for held += n; held >= 8; held -= 8 {
			out = append(out, byte(bits))
			bits >>= 8
		}
	}
	code := func(value uint64, n int) { // Huffman codes stand with their first bit first
		for i := n - 1; i >= 0; i-- {
			put(value>>i&1, 1)
		}
	}
	put(1, 1) // the last block
	put(1, 2) // in the fixed code
	const longest = 258
	for i := 0; i < len(text); {
		c := text[i]
		if run := longest; i > 0 && text[i-1] == c && i+run <= len(text) && strings.Count(string(text[i:i+run]), string([]byte{c})) == run {
			code(0b11000101, 8) // 258 bytes
			code(0, 5)          // from one byte back
			i += run
			continue
		}
		if c < 144 {
			code(0x30+uint64(c), 8)
		} else {
			code(0x190+uint64(c)-144, 9)
		}
		i++
	}
	code(0, 7)
	if held > 0 {
		put(0, 8-held)
	}
	out = binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE(text))
	return binary.LittleEndian.AppendUint32(out, uint32(len(text)))
}

// bits is a list of entries of one bit, as many as there must be, of which these are set.
func bits(set ...int) []byte {
	list := make([]byte, 16<<10)
	for _, i := range set {
		list[i/8] |= 0x80 >> (i % 8)
	}
	return list
}

// encoded is a list as Bitstring Status List 1.0 section 2.2 writes it.
func encoded(list []byte) string { return "u" + b64(deflated(list)) }

const (
	listAt    = "https://school.example/status/3"
	otherList = "https://school.example/status/4"
	listed    = 94567
)

// statusList is the honest list of the issuer, as a token: edits are made to its payload.
func statusList(by signer, list string) token {
	t := honest(by)
	t.header = fmt.Sprintf(`{"alg":"%s","kid":"%s","typ":"vc+jwt"}`, by.alg, by.kid)
	return t.says(`{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"` + listAt + `","type":["VerifiableCredential","BitstringStatusListCredential"],` +
		`"issuer":"` + by.did + `",` + fromMember + `,"credentialSubject":{"id":"` + listAt + `#list","type":"BitstringStatusList","statusPurpose":"revocation","encodedList":"` + list + `"}}`)
}

// served is a list where the badges look for it.
func served(list document) answer {
	kind := "application/vc+jwt"
	if _, ok := list.(token); !ok {
		kind = "application/vc"
	}
	return at(listAt, kind, string(list.bytes()))
}

package explain

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"encoding/base64"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

// token tries what can have happened to a compact JWS: its payload, which it signs byte
// for byte, its signature, the key.
func (d *desk) token() {
	if work(d.secured.Document()) > limits.DiagnosisWhole {
		d.out.Exhausted = true
		return
	}
	segments := strings.Split(d.compact(), ".")
	if len(segments) != 3 {
		d.out.Asked = false
		return
	}
	signature, err := base64.RawURLEncoding.DecodeString(segments[2])
	if err != nil {
		return
	}
	alg, key := d.proof.Algorithm, d.method.Key
	payload := d.secured.Document()
	input := func(payload []byte) []byte {
		return []byte(segments[0] + "." + base64.RawURLEncoding.EncodeToString(payload))
	}
	d.judge = func(copied []byte) bool { return jose.Verify(alg, key, input(copied), signature) == nil }

	if raw, ok := raw(d.method, signature); ok && d.sign() && jose.Verify(alg, key, input(payload), raw) == nil {
		d.found(Finding{Hypothesis: SignatureForm})
	}
	if d.spend(work(payload)) && jose.Verify(alg, key, append([]byte(segments[0]+"."), payload...), signature) == nil {
		d.found(Finding{Hypothesis: Serialization, Variant: "unencoded"})
	}
	for _, m := range d.others {
		if m.Admits(alg) && d.sign() && jose.Verify(alg, m.Key, input(payload), signature) == nil {
			d.found(Finding{Hypothesis: OtherKey, Variant: d.limited(m), Found: d.method.ID, Expected: m.ID})
		}
	}
	d.ends(payload)
	d.texts(payload, true)
	d.datesAlone(payload, false)
	d.serializations(payload)
	d.arrays(payload)
	d.datesAlone(payload, true)
}

// compact is the token: alone, or taken out of the envelope that it came in.
func (d *desk) compact() string {
	text := bytes.TrimSuffix(d.secured.Bytes(), []byte("\n"))
	if d.secured.Container() != credential.ContainerJSON && !bytes.HasPrefix(text, []byte("{")) {
		return string(text)
	}
	_, compact, _ := strings.Cut(d.root(text).Get("id").Text(), ",")
	return compact
}

// ends tries white space at the ends of what is signed.
func (d *desk) ends(payload []byte) {
	trimmed := bytes.TrimSpace(payload)
	for _, v := range []struct{ name, end string }{{"none", ""}, {"line feed", "\n"}, {"carriage return and line feed", "\r\n"}} {
		copied := append(bytes.Clone(trimmed), v.end...)
		if !bytes.Equal(copied, payload) && d.spend(work(payload)) && d.judge(copied) {
			d.found(Finding{Hypothesis: Whitespace, Variant: "payload", Expected: v.name})
		}
	}
}

// raw is an ECDSA signature that was given in DER in the form that a JWS and a proof have.
func raw(m credential.Method, signature []byte) ([]byte, bool) {
	key, ok := m.Key.(*ecdsa.PublicKey)
	if !ok || len(signature) == 0 || signature[0] != 0x30 {
		return nil, false
	}
	out, err := jose.RawECDSA(signature, key.Curve)
	return out, err == nil
}

// mend tries what keeps a badge from being read at all: white space and line breaks in a
// token, padding, the other alphabet of base64, a byte order mark. One change is tried at
// a time, and then all of them.
func (d *desk) mend(data []byte) {
	if len(data) > limits.Diagnosis || d.ctx.Err() != nil {
		return
	}
	isToken := bytes.Count(data, []byte(".")) == 2 && !bytes.ContainsAny(data, "{<")
	n := work(data)
	if isToken { // a few changes of characters
		n = len(data) / limits.DiagnosisBytes
	}
	if n > limits.DiagnosisWhole {
		return
	}
	strip := func(s string) string { return strings.Join(strings.Fields(strings.TrimPrefix(s, "\ufeff")), "") }
	pad := func(s string) string { return strings.ReplaceAll(s, "=", "") }
	alphabet := func(s string) string { return strings.NewReplacer("+", "-", "/", "_").Replace(s) }
	changes := []struct {
		Finding
		change func(string) string
	}{
		{Finding{Hypothesis: Whitespace, Variant: "around"}, func(s string) string { return strings.TrimSpace(strings.TrimPrefix(s, "\ufeff")) }},
		{Finding{Hypothesis: Whitespace, Variant: "within"}, strip},
		{Finding{Hypothesis: ValueEncoding, Variant: "padding"}, pad},
		{Finding{Hypothesis: ValueEncoding, Variant: "alphabet"}, alphabet},
		{Finding{Hypothesis: ValueEncoding, Variant: "several"}, func(s string) string { return alphabet(pad(strip(s))) }},
	}
	if !isToken {
		changes = changes[:1]
	}
	for _, c := range changes {
		copied := c.change(string(data))
		if copied == string(data) {
			continue
		}
		d.out.Asked = true
		if d.reads(n, []byte(copied), c.Finding) {
			return
		}
	}
}

// reads reads a copy, and judges it if its key is known. It is true for one that was
// read, so that nothing else is tried: more changes would only hide which was needed.
func (d *desk) reads(n int, copied []byte, f Finding) bool {
	if !d.spend(n) {
		return false
	}
	s, err := credential.Parse(copied)
	if err != nil {
		return false
	}
	proofs, err := s.Proofs()
	if err != nil || len(proofs) == 0 || !proofs[0].Known() {
		return false
	}
	m, ok := d.ownKey(s, proofs[0])
	if !ok {
		f.Unjudged = true
		d.found(f)
		return true
	}
	checker := s.Checker(d.contexts)
	if _, err := checker.Beside(s).Instead(s).CheckProof(d.ctx, proofs[0], m); err == nil {
		d.found(f)
	}
	return true
}

// ownKey is the key of a badge whose refusal has met none: one that the caller has named,
// or one that is its own name. It has to be its issuer's.
func (d *desk) ownKey(s *credential.Secured, p credential.Proof) (credential.Method, bool) {
	for _, m := range d.keys {
		if m.ID == p.Method && m.Controller == s.IssuerID() {
			return m, true
		}
	}
	var resolver verify.Resolver
	name := p.Method
	if name == "" {
		name = s.IssuerID()
	}
	switch {
	case strings.HasPrefix(name, "did:key:"):
		resolver = verify.DIDKey()
	case strings.HasPrefix(name, "did:jwk:"):
		resolver = verify.DIDJWK()
	default:
		return credential.Method{}, false
	}
	m, err := resolver.Resolve(context.WithoutCancel(d.ctx), verify.KeyQuery{Method: name})
	return m, err == nil && m.Controller == s.IssuerID()
}

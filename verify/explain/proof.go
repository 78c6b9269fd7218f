package explain

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// embedded tries what can have happened to a document with a proof inside, and what the
// software that made the proof can have done otherwise.
func (d *desk) embedded() {
	exact := d.proof.Suite() == credential.EdDSAJCS2022 || d.proof.Suite() == credential.ECDSAJCS2019
	document := d.secured.Document()
	if work(document) > limits.DiagnosisWhole { // in a picture; see large
		d.out.Exhausted = true
		return
	}
	d.checker = d.budget.checker(d.secured, d.contexts)
	d.judge = d.holds
	tape, err := strictjson.Parse(document, strictjson.Limits{})
	if err != nil {
		return
	}
	proof, ok := tape.Root().Lookup(d.proof.Pointer)
	if !ok || d.secured.Container() == credential.ContainerJWS { // inside a token, whose own signature is its holder's word for it
		d.out.Asked = false
		return
	}
	if d.proof.Suite() == credential.ECDSASD2023 {
		// What it takes to read it anew was not spent if its value could not be read.
		_, _ = d.checker.CheckProof(d.ctx, d.proof, d.method)
		d.otherKeys(document, func(credential.Method) bool { return true })
	} else {
		d.value(document, proof)
		d.hashing(proof, exact)
		d.otherKeys(document, func(m credential.Method) bool { return algorithm(m) != algorithm(d.method) })
	}
	d.texts(document, exact)
	d.ownContext(document, tape.Root(), proof, exact)
	d.datesAlone(document, false)
	if exact {
		d.arrays(document)
	}
	d.datesAlone(document, true)
}

// otherKeys tries those keys of the issuer's for which the document has to be read anew.
func (d *desk) otherKeys(document []byte, anew func(credential.Method) bool) {
	for _, m := range d.others {
		if !anew(m) || !d.spend(work(document)) {
			continue
		}
		if _, err := d.checker.Instead(d.secured).CheckProof(d.ctx, d.proof, m); err == nil {
			d.otherKey(m)
		}
	}
}

func (d *desk) otherKey(m credential.Method) {
	d.found(Finding{Hypothesis: OtherKey, Variant: d.limited(m), Pointer: d.proof.Pointer + "/verificationMethod", Places: 1, Found: d.method.ID, Expected: m.ID})
}

// limited says why a signature by the key may be no mistake of names: whoever has stolen one
// that was revoked, or has one that is for something else, names a good one.
func (d *desk) limited(m credential.Method) string {
	purpose := credential.AssertionMethod
	if d.out.presentation {
		purpose = credential.Authentication
	}
	switch {
	case !m.Revoked.IsZero() || !m.Expires.IsZero():
		return "ending"
	case !m.For(purpose):
		return "other-purpose"
	}
	return ""
}

// hashing tries other ways from the canonical forms, which the refusal has made as well,
// to what is signed.
func (d *desk) hashing(proof strictjson.Value, exact bool) {
	alg, signature, message, ok := d.sealed(proof)
	if !ok {
		return
	}
	verifies := func(data []byte) bool {
		return d.sign() && jose.Verify(alg, d.method.Key, message(data), signature) == nil
	}
	sum := sum256
	other := sum384
	if alg == jose.ES384 && d.proof.Type == "DataIntegrityProof" {
		sum, other = sum384, sum256
	}
	document, configuration, err := d.checker.Forms(d.ctx, d.proof, d.method)
	if err == nil {
		p, q := sum(configuration), sum(document)
		d.sameForms(alg, message(concat(p, q)), signature)
		d.orders(p, q, verifies)
		if verifies(concat(configuration, document)) {
			d.found(Finding{Hypothesis: HashOrder, Variant: "unhashed"})
		}
		if verifies(concat(other(configuration), other(document))) {
			d.found(Finding{Hypothesis: HashFunction, Variant: map[bool]string{true: "SHA-384", false: "SHA-256"}[len(other(nil)) == 48]})
		}
	}
	d.otherForm(proof, exact, func(document, configuration []byte) bool { return verifies(concat(sum(configuration), sum(document))) })
}

// orders tries what software makes of the digests of proof and document.
func (d *desk) orders(proof, document []byte, verifies func([]byte) bool) {
	for _, order := range []struct {
		name string
		data []byte
	}{{"document-first", concat(document, proof)}, {"document-only", document}, {"proof-only", proof}} {
		if verifies(order.data) {
			d.found(Finding{Hypothesis: HashOrder, Variant: order.name})
		}
	}
}

// sameForms tries the keys of the issuer's for which the document need not be read anew.
func (d *desk) sameForms(alg string, message, signature []byte) {
	for _, m := range d.others {
		if m.Admits(alg) && algorithm(m) == algorithm(d.method) && d.sign() && jose.Verify(alg, m.Key, message, signature) == nil {
			d.otherKey(m)
		}
	}
}

// otherForm tries the canonical form of the sister suite: what is signed as JSON as a
// graph, and the other way round. The proof keeps the name of its suite.
func (d *desk) otherForm(proof strictjson.Value, exact bool, verifies func(document, configuration []byte) bool) {
	from, to, variant := "-rdfc-", "-jcs-", "jcs"
	if exact {
		from, to, variant = to, from, "rdfc"
	}
	own := string(d.proof.Suite())
	sister := strings.Replace(own, from, to, 1)
	if sister == own {
		return
	}
	text := d.secured.Document()
	start, end := proof.Get("cryptosuite").Span()
	renamed := edit{start, end, `"` + sister + `"`}
	open, _ := proof.Span()
	variants := [][]edit{{renamed}}
	if variant == "jcs" && !proof.Get("@context").Exists() { // which the jcs suites copy into the proof
		if context := d.root(text).Get("@context"); context.Exists() {
			variants = append(variants, []edit{renamed, {open + 1, open + 1, `"@context":` + string(context.Raw()) + `,`}})
		}
	}
	for _, edits := range variants {
		if !d.spend(work(text)) {
			return
		}
		s, err := credential.Parse(edited(text, edits))
		if err != nil {
			return
		}
		proofs, err := s.Proofs()
		if err != nil || d.index >= len(proofs) {
			return
		}
		document, configuration, err := d.checker.Instead(s).Forms(d.ctx, proofs[d.index], d.method)
		if err != nil {
			continue
		}
		configuration = bytes.Replace(configuration, []byte(`"`+sister+`"`), []byte(`"`+own+`"`), 1)
		if verifies(document, configuration) {
			d.found(Finding{Hypothesis: Canonicalization, Variant: variant, Pointer: d.proof.Pointer + "/cryptosuite", Places: 1, Found: own, Expected: sister})
		}
	}
}

func (d *desk) root(document []byte) strictjson.Value {
	tape, err := strictjson.Parse(document, strictjson.Limits{})
	if err != nil {
		return strictjson.Value{}
	}
	return tape.Root()
}

// sealed is the signature of the proof, and what it is made over.
func (d *desk) sealed(proof strictjson.Value) (alg string, signature []byte, message func([]byte) []byte, ok bool) {
	if d.proof.Suite() == credential.JsonWebSignature2020 {
		detached, err := jose.ParseDetached([]byte(proof.Get("jws").Text()))
		if err != nil || !d.method.Admits(detached.Alg) {
			return "", nil, nil, false
		}
		return detached.Alg, detached.Signature, detached.SigningInput, true
	}
	alg = algorithm(d.method)
	signature, err := multikey.DecodeBase58(proof.Get("proofValue").Text(), signatureSize(alg))
	return alg, signature, func(data []byte) []byte { return data }, err == nil
}

func signatureSize(alg string) int {
	if alg == jose.ES384 {
		return 96
	}
	return 64
}

// value tries other spellings of the signature.
func (d *desk) value(document []byte, proof strictjson.Value) {
	v := proof.Get("proofValue")
	text := v.Text()
	if v.Kind() != strictjson.String || text == "" || len(text) > limits.Multibase {
		return
	}
	size := signatureSize(algorithm(d.method))
	start, end := v.Span()
	try := func(h Hypothesis, variant string, signature []byte) {
		if len(signature) != size {
			return
		}
		with := `"` + multikey.EncodeBase58(signature) + `"`
		if with == string(v.Raw()) {
			return
		}
		d.try(document, Finding{Hypothesis: h, Variant: variant, Pointer: v.Pointer()}, []edit{{start, end, with}})
	}
	if raw, err := hex.DecodeString(strings.TrimPrefix(text, "f")); err == nil {
		try(ValueEncoding, "hexadecimal", raw)
	}
	for _, encoding := range []*base64.Encoding{base64.RawURLEncoding, base64.RawStdEncoding} {
		for _, cut := range []string{strings.TrimPrefix(text, "u"), strings.TrimPrefix(text, "m"), text} {
			if raw, err := encoding.DecodeString(strings.TrimRight(cut, "=")); err == nil && len(raw) == size {
				try(ValueEncoding, "base64", raw)
				break
			}
		}
	}
	if raw, err := multikey.DecodeBase58("z"+text, size); err == nil {
		try(ValueEncoding, "no-prefix", raw)
	}
	if _, ok := d.method.Key.(*ecdsa.PublicKey); !ok {
		return
	}
	for n := size + 2; n <= size+9; n++ { // DER: two numbers, each with its length and perhaps a zero before it
		if der, err := multikey.DecodeBase58(text, n); err == nil {
			if signature, ok := raw(d.method, der); ok {
				try(SignatureForm, "", signature)
			}
		}
	}
}

// proofContexts are those under which software is known to hash a proof alone, by the type
// of the proof.
var proofContexts = map[string][]string{
	"DataIntegrityProof":   {`"https://w3id.org/security/data-integrity/v2"`, `"https://w3id.org/security/data-integrity/v1"`},
	"Ed25519Signature2020": {`"https://w3id.org/security/suites/ed25519-2020/v1"`},
	"JsonWebSignature2020": {`"https://w3id.org/security/suites/jws-2020/v1"`},
}

// ownContext tries other contexts for the proof; under a jcs suite, where they are signed as
// they stand, those of the document first.
func (d *desk) ownContext(document []byte, root, proof strictjson.Value, exact bool) {
	own := proof.Get("@context")
	at := Finding{Hypothesis: ProofContext, Pointer: d.proof.Pointer + "/@context", Found: string(own.Raw())}
	candidates := proofContexts[d.proof.Type]
	if context := root.Get("@context"); context.Exists() && (exact || own.Exists()) {
		candidates = append([]string{string(context.Raw())}, candidates...)
	}
	if own.Exists() {
		f := at
		f.Variant = "none"
		d.try(document, f, removal(proof, func(m strictjson.Value) bool { return m.Name() == "@context" }))
	}
	start, end := own.Span()
	open, _ := proof.Span()
	for _, c := range candidates {
		f := at
		f.Expected = c
		if own.Exists() {
			if string(own.Raw()) != c {
				d.try(document, f, []edit{{start, end, c}})
			}
			continue
		}
		d.try(document, f, []edit{{open + 1, open + 1, `"@context":` + c + `,`}})
	}
}

func sum256(b []byte) []byte { s := sha256.Sum256(b); return s[:] }
func sum384(b []byte) []byte { s := sha512.Sum384(b); return s[:] }

func concat(a, b []byte) []byte { return append(append(make([]byte, 0, len(a)+len(b)), a...), b...) }

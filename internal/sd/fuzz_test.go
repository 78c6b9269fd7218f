package sd

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/seeds"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// FuzzProofValue reads anything, and writes what it could read: that must be it.
func FuzzProofValue(f *testing.F) {
	for _, s := range seeds.Strings("proofValue") {
		f.Add(s)
	}
	b, d := sampleProofs(f)
	for _, text := range []string{b.String(), d.String(), "", "u", "u2V0A", "u2V0B", "z2V0B", encode([]byte(headerBase + "\x85\x40")), encode([]byte(headerDerived + "\x9f\xff"))} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { requireOneSpelling(t, text, false) })
}

// FuzzVerify changes a derived document and its proof. Whatever still verifies says
// nothing that the issuer did not sign, and all that must be said.
func FuzzVerify(f *testing.F) {
	base := issued(f, testBadge, 1, testMandatory...)
	v := parse(f, []byte(base))
	p, g, err := readBase(context.Background(), ld.Standard(), v, v.Get("proof"))
	require.NoError(f, err)
	in, err := g.group(context.Background(), p.mandatory)
	require.NoError(f, err)
	mandatory, _ := in.divide(g.lines)
	key := &issuerKey(f).PublicKey

	f.Add([]byte(base))
	for _, selective := range [][]string{nil, {""}, testShown, {"/credentialSubject/result"}} {
		revealed := derived(f, base, selective...)
		f.Add([]byte(revealed))
		f.Add([]byte(strings.Replace(revealed, `"value": "B"`, `"value": "A"`, 1)))
		f.Add([]byte(forged(f, revealed, func(p *derivedProof) { p.mandatory = nil })))
		f.Add([]byte(forged(f, revealed, func(p *derivedProof) { p.labels[0], p.labels[1] = p.labels[1], p.labels[0] })))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		tape, err := strictjson.Parse(document, strictjson.Limits{})
		if err != nil {
			return
		}
		proof := tape.Root().Get("proof")
		reading, err := Verify(context.Background(), ld.Standard(), nil, tape.Root(), proof, key)
		if err != nil {
			requireKnown(t, err)
			return
		}
		require.Equal(t, g.proofDigest[:], reading.ProofDigest)
		d, err := parseDerived(proof.Get("proofValue").Text())
		require.NoError(t, err)
		shown, err := newGraph(context.Background(), nil, ld.Standard(), tape.Root(), proof)
		require.NoError(t, err)
		require.NoError(t, shown.convert(context.Background(), nil))
		lines, err := shown.relabel(d.labels)
		require.NoError(t, err)
		require.Subset(t, g.lines, lines)
		require.Subset(t, lines, mandatory)
	})
}

// FuzzDerive selects anything of any document that has a base proof. Whatever can
// be derived verifies.
func FuzzDerive(f *testing.F) {
	for _, pointers := range []string{"", "/name", "/name/@value", "/credentialSubject/result/0\n/credentialSubject/result/2", "/issuer\n/proof", "/~1\n/type/0"} {
		f.Add([]byte(testBadge), "/issuer/name", pointers, false)
		f.Add([]byte(testBadge), "", pointers, true)
	}
	f.Add([]byte(`{"@context":"https://www.w3.org/ns/credentials/v2","type":"VerifiableCredential","credentialSubject":[{},{}]}`), "", "/credentialSubject/0", true)
	proof := parse(f, []byte(testConfiguration))
	f.Fuzz(func(t *testing.T, document []byte, mandatory, selective string, none bool) {
		tape, err := strictjson.Parse(document, strictjson.Limits{})
		if err != nil || len(document) > 10_000 || tape.Root().Kind() != strictjson.Object || tape.Root().Get("proof").Exists() {
			return
		}
		o := options(issuerKey(t), strings.Split(mandatory, "\n")...)
		if none {
			o.Mandatory = nil
		}
		o.Rand = bytes.NewReader(bytes.Repeat([]byte{1}, 64))
		text, err := CreateBase(context.Background(), ld.Standard(), tape.Root(), proof, o)
		if err != nil {
			requireKnown(t, err)
			return
		}
		base := parse(t, []byte(secured(string(bytes.TrimRight(tape.Root().Raw(), " ")), text)))
		require.NoError(t, VerifyBase(context.Background(), ld.Standard(), base, base.Get("proof"), o.Key))
		revealed, err := Derive(context.Background(), ld.Standard(), base, base.Get("proof"), strings.Split(selective, "\n"))
		if err != nil {
			requireKnown(t, err)
			return
		}
		v := parse(t, revealed)
		_, err = Verify(context.Background(), ld.Standard(), nil, v, v.Get("proof"), o.Key)
		require.NoError(t, err)
	})
}

// requireKnown requires that an error is one of those that callers are told of.
func requireKnown(t *testing.T, err error) {
	t.Helper()
	var e *ld.Error
	for _, known := range []error{ErrMalformed, ErrBase, ErrDerived, ErrSignature, ErrPointer, ErrTooLarge, rdfc.ErrBudget} {
		if errors.Is(err, known) {
			return
		}
	}
	require.ErrorAs(t, err, &e)
}

package sd

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/mr-tron/base58"
	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

const vectors = "vectors/di/ecdsa/"

// published reads a file of the published material, which is not part of the project.
func published(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../../shared", path))
	if err != nil {
		t.Skip("the published vectors are not beside the project")
	}
	return data
}

// A vector is one of the two documents whose proofs W3C published step by step.
type vector struct {
	dir       string
	contexts  *ld.Contexts
	mandatory []string
	selective []string
	keys      struct {
		BaseKeyPair, ProofKeyPair struct{ PublicKeyMultibase, SecretKeyMultibase string }
		HMACKeyString             string
	}
}

func eachVector(t *testing.T, test func(t *testing.T, v *vector)) {
	for dir, pointers := range map[string]string{"employ": "employ", "prc": "prCred"} {
		t.Run(dir, func(t *testing.T) {
			v := &vector{dir: vectors + "ecdsa-sd-2023/" + dir + "/"}
			var err error
			v.contexts, err = ld.Standard().With("https://w3id.org/citizenship/v4rc1", published(t, "contexts/citizenship-v4rc1.jsonld"))
			require.NoError(t, err)
			decode(t, vectors+"ecdsa-sd-2023/SDKeyMaterial.json", &v.keys)
			decode(t, vectors+pointers+"Mandatory.json", &v.mandatory)
			decode(t, vectors+pointers+"Selective.json", &v.selective)
			test(t, v)
		})
	}
}

func decode(t testing.TB, path string, into any) {
	t.Helper()
	require.NoError(t, json.Unmarshal(published(t, path), into))
}

func (v *vector) file(t testing.TB, name string, into any) {
	t.Helper()
	decode(t, v.dir+name+".json", into)
}

func (v *vector) value(t testing.TB, name string) strictjson.Value {
	return parse(t, published(t, v.dir+name+".json"))
}

func (v *vector) issuer(t testing.TB) *ecdsa.PublicKey {
	return p256(t, v.keys.BaseKeyPair.PublicKeyMultibase)
}

func p256(t testing.TB, multibase string) *ecdsa.PublicKey {
	t.Helper()
	key, err := multikey.Decode(multibase)
	require.NoError(t, err)
	return key.(*ecdsa.PublicKey)
}

func secret(t testing.TB, multibase string) []byte {
	t.Helper()
	raw, err := base58.Decode(multibase[1:])
	require.NoError(t, err)
	require.Equal(t, []byte{0x86, 0x26}, raw[:2])
	return raw[2:]
}

func (v *vector) options(t testing.TB) BaseOptions {
	key := private(t, secret(t, v.keys.BaseKeyPair.SecretKeyMultibase))
	require.True(t, key.PublicKey.Equal(v.issuer(t)))
	hmacKey, err := hex.DecodeString(v.keys.HMACKeyString)
	require.NoError(t, err)
	o := options(key, v.mandatory...)
	o.Rand = bytes.NewReader(append(hmacKey, secret(t, v.keys.ProofKeyPair.SecretKeyMultibase)...))
	return o
}

// graph reads the signed document with the key of its labels.
func (v *vector) graph(t testing.TB) *graph {
	t.Helper()
	document := v.value(t, "addSignedSDBase")
	_, g, err := readBase(context.Background(), v.contexts, document, document.Get("proof"))
	require.NoError(t, err)
	return g
}

// A jsMap is a Map of JavaScript as the vectors write it.
type jsMap struct{ Value [][2]any }

func (m jsMap) lines() (numbers []int, lines []string) {
	for _, pair := range m.Value {
		numbers, lines = append(numbers, int(pair[0].(float64))), append(lines, pair[1].(string))
	}
	return numbers, lines
}

func canonicalLines(t testing.TB, d *rdfc.Dataset) []string {
	t.Helper()
	form, err := d.Canonicalize(context.Background(), crypto.SHA256)
	require.NoError(t, err)
	lines := d.Lines(func(n rdfc.Node) string {
		number, _ := d.Label(n)
		return "c14n" + strconv.Itoa(number)
	})
	require.Equal(t, string(form), strings.Join(lines, ""))
	return lines
}

func canonicalOf(t testing.TB, lines []string) string {
	t.Helper()
	form, _, err := rdfc.CanonicalizeNQuads(context.Background(), []byte(strings.Join(lines, "")), crypto.SHA256)
	require.NoError(t, err)
	return string(form)
}

func (in group) numbers() (numbers []int) {
	for i := range in {
		if in[i] {
			numbers = append(numbers, i)
		}
	}
	return numbers
}

func hexes(all [][]byte) (texts []string) {
	for _, b := range all {
		texts = append(texts, hex.EncodeToString(b))
	}
	return texts
}

func TestBaseProofsAreMadeStepByStepAsPublished(t *testing.T) {
	eachVector(t, func(t *testing.T, v *vector) {
		g := v.graph(t)
		var lines []string
		v.file(t, "addBaseDocCanon", &lines)
		require.Equal(t, lines, canonicalLines(t, &g.data))
		v.file(t, "addBaseDocHMACCanon", &lines)
		require.Equal(t, lines, g.lines)

		var values []struct {
			Pointer string
			Value   json.RawMessage
		}
		v.file(t, "addPointerValues", &values)
		for i, want := range values {
			require.Equal(t, want.Pointer, v.mandatory[i])
			found, ok := g.document.Lookup(want.Pointer)
			require.True(t, ok)
			require.JSONEq(t, string(want.Value), string(found.Raw()))
		}

		var transformed struct {
			MandatoryPointers       []string
			Mandatory, NonMandatory jsMap
			HMACKeyString           string
		}
		v.file(t, "addBaseTransform", &transformed)
		require.Equal(t, v.mandatory, transformed.MandatoryPointers)
		require.True(t, strings.EqualFold(v.keys.HMACKeyString, transformed.HMACKeyString))
		in, err := g.group(context.Background(), v.mandatory)
		require.NoError(t, err)
		mandatory, others := in.divide(g.lines)
		numbers, wanted := transformed.Mandatory.lines()
		require.Equal(t, numbers, in.numbers())
		require.Equal(t, wanted, mandatory)
		_, wanted = transformed.NonMandatory.lines()
		require.Equal(t, wanted, others)

		// The published configuration names the contexts of the document itself.
		var d rdfc.Dataset
		require.NoError(t, g.list.Convert(&d, nil, v.value(t, "addProofConfig")))
		require.Equal(t, strings.TrimSuffix(string(published(t, v.dir+"addProofConfigCanon.txt")), "\n"), strings.TrimSuffix(strings.Join(canonicalLines(t, &d), ""), "\n"))
		var hashes struct{ ProofHash, MandatoryHash string }
		v.file(t, "addHashData", &hashes)
		require.Equal(t, hashes.ProofHash, hex.EncodeToString(g.proofDigest[:]))
		digest := sha256.Sum256([]byte(strings.Join(mandatory, "")))
		require.Equal(t, hashes.MandatoryHash, hex.EncodeToString(digest[:]))
		publicKey, err := multikey.EncodeBytes(p256(t, v.keys.ProofKeyPair.PublicKeyMultibase))
		require.NoError(t, err)
		p := signed{publicKey: publicKey}
		require.Equal(t, hashes.ProofHash+hex.EncodeToString(publicKey)+hashes.MandatoryHash, hex.EncodeToString(p.message(g.proofDigest, mandatory)))
	})
}

func TestBaseProofsHaveThePublishedValues(t *testing.T) {
	eachVector(t, func(t *testing.T, v *vector) {
		document := v.value(t, "addSignedSDBase")
		proof := document.Get("proof")
		text, err := CreateBase(context.Background(), v.contexts, document, proof, v.options(t))
		require.NoError(t, err)
		require.NoError(t, VerifyBase(context.Background(), v.contexts, document, proof, v.issuer(t)))

		p, err := parseBase(text)
		require.NoError(t, err)
		var raw struct {
			BaseSignature, PublicKey string
			Signatures               []string
			MandatoryPointers        []string
		}
		v.file(t, "addRawBaseSignatureInfo", &raw)
		require.Equal(t, raw.Signatures, hexes(p.signatures))
		require.Equal(t, raw.BaseSignature, hex.EncodeToString(p.signature))
		require.Equal(t, raw.MandatoryPointers, p.mandatory)
		require.Equal(t, proof.Get("proofValue").Text(), text)
	})
}

func TestPublishedBaseProofsAreRead(t *testing.T) {
	eachVector(t, func(t *testing.T, v *vector) {
		text := v.value(t, "addSignedSDBase").Get("proof").Get("proofValue").Text()
		p, err := parseBase(text)
		require.NoError(t, err)
		var want struct {
			BaseSignature, ProofPublicKey, HMACKey string
			Signatures                             []string
			MandatoryPointers                      []string
		}
		v.file(t, "derivedRecoveredBaseData", &want)
		require.Equal(t, want.BaseSignature, hex.EncodeToString(p.signature))
		key, err := p.proofKey()
		require.NoError(t, err)
		require.True(t, key.Equal(p256(t, want.ProofPublicKey)))
		require.Equal(t, want.HMACKey, hex.EncodeToString(p.hmacKey))
		require.Equal(t, want.Signatures, hexes(p.signatures))
		require.Equal(t, want.MandatoryPointers, p.mandatory)
		require.Equal(t, text, p.String())
	})
}

func TestDerivedProofsAreMadeStepByStepAsPublished(t *testing.T) {
	eachVector(t, func(t *testing.T, v *vector) {
		g := v.graph(t)
		p, err := parseBase(v.value(t, "addSignedSDBase").Get("proof").Get("proofValue").Text())
		require.NoError(t, err)

		var all struct {
			Groups map[string]struct {
				Matching, NonMatching jsMap
				DeskolemizedNQuads    []string
			}
			DeskolemizedNQuads, NQuads []string
		}
		v.file(t, "derivedAllGroupData", &all)
		var indexes struct{ CombinedIndexes, MandatoryIndexes, NonMandatoryIndexes, SelectiveIndexes []int }
		v.file(t, "derivedGroupIndexes", &indexes)
		require.Equal(t, all.NQuads, g.lines)
		require.Equal(t, strings.Join(canonicalLines(t, &g.data), ""), canonicalOf(t, all.DeskolemizedNQuads))
		require.Len(t, all.Groups, 3)
		groups := map[string]group{}
		for name, c := range map[string]struct {
			pointers []string
			numbers  []int
		}{
			"mandatory": {v.mandatory, indexes.MandatoryIndexes},
			"selective": {v.selective, indexes.SelectiveIndexes},
			"combined":  {append(append([]string{}, v.mandatory...), v.selective...), indexes.CombinedIndexes},
		} {
			in, chosen, err := g.choose(context.Background(), c.pointers)
			require.NoError(t, err)
			groups[name] = in
			members, others := in.divide(g.lines)
			numbers, lines := all.Groups[name].Matching.lines()
			require.Equal(t, c.numbers, in.numbers(), name)
			require.ElementsMatch(t, numbers, in.numbers(), name)
			require.ElementsMatch(t, lines, members, name)
			_, lines = all.Groups[name].NonMatching.lines()
			require.Equal(t, lines, others, name)
			require.Equal(t, strings.Join(canonicalLines(t, &chosen.data), ""), canonicalOf(t, all.Groups[name].DeskolemizedNQuads), name)
		}
		nonMandatory := make(group, len(g.lines))
		for i := range g.lines {
			nonMandatory[i] = !groups["mandatory"][i]
		}
		require.Equal(t, indexes.NonMandatoryIndexes, nonMandatory.numbers())

		d, revealed, err := p.derive(context.Background(), g, v.selective)
		require.NoError(t, err)
		var adjusted struct{ AdjMandatoryIndexes []int }
		v.file(t, "derivedAdjMandatoryIndexes", &adjusted)
		require.Equal(t, adjusted.AdjMandatoryIndexes, d.mandatory)
		var filtered struct {
			AdjSignatureIndexes []int
			FilteredSignatures  []string
		}
		v.file(t, "derivedAdjSignatures", &filtered)
		require.Equal(t, filtered.FilteredSignatures, hexes(d.signatures))
		require.Len(t, d.signatures, len(filtered.AdjSignatureIndexes))
		for i, k := range filtered.AdjSignatureIndexes {
			require.Equal(t, p.signatures[k], d.signatures[i])
		}
		require.JSONEq(t, string(published(t, v.dir+"derivedUnsignedReveal.json")), string(revealed.text))

		var want struct {
			BaseSignature, PublicKey string
			Signatures               []string
			LabelMap                 jsMap
			MandatoryIndexes         []int
		}
		v.file(t, "derivedDisclosureData", &want)
		requireDerived(t, d, want.BaseSignature, want.PublicKey, want.Signatures, want.LabelMap.Value, want.MandatoryIndexes)
	})
}

func requireDerived(t *testing.T, d *derivedProof, signature, publicKey string, signatures []string, labels [][2]any, mandatory []int) {
	t.Helper()
	require.Equal(t, signature, hex.EncodeToString(d.signature))
	key, err := d.proofKey()
	require.NoError(t, err)
	require.True(t, key.Equal(p256(t, publicKey)))
	require.Equal(t, signatures, hexes(d.signatures))
	require.Len(t, d.labels, len(labels))
	for i, pair := range labels {
		require.Equal(t, [2]any{"c14n" + strconv.Itoa(i), labelText(d.labels[i])}, pair)
	}
	require.Equal(t, mandatory, d.mandatory)
}

func TestDerivedDocumentsAreThePublishedOnes(t *testing.T) {
	eachVector(t, func(t *testing.T, v *vector) {
		document := v.value(t, "addSignedSDBase")
		revealed, err := Derive(context.Background(), v.contexts, document, document.Get("proof"), v.selective)
		require.NoError(t, err)
		require.JSONEq(t, string(published(t, v.dir+"derivedRevealDocument.json")), string(revealed))
	})
}

func TestPublishedDerivedProofsVerify(t *testing.T) {
	eachVector(t, func(t *testing.T, v *vector) {
		document := v.value(t, "derivedRevealDocument")
		proof := document.Get("proof")
		text := proof.Get("proofValue").Text()
		d, err := parseDerived(text)
		require.NoError(t, err)
		var value struct {
			BaseSignature, PublicKey string
			Signatures               []string
			LabelMap                 [][2]any
			MandatoryIndexes         []int
		}
		v.file(t, "verifyDerivedProofValue", &value)
		requireDerived(t, d, value.BaseSignature, value.PublicKey, value.Signatures, value.LabelMap, value.MandatoryIndexes)
		require.Equal(t, text, d.String())

		g, err := newGraph(context.Background(), nil, v.contexts, document, proof)
		require.NoError(t, err)
		require.NoError(t, g.convert(context.Background(), nil))
		lines, err := g.relabel(d.labels)
		require.NoError(t, err)
		var wanted []string
		v.file(t, "verifyNQuads", &wanted)
		require.Equal(t, wanted, lines)

		var data struct {
			BaseSignature, ProofHash, PublicKey, MandatoryHash string
			Signatures, NonMandatory                           []string
		}
		v.file(t, "verifyCreateVerifyData", &data)
		mandatory, others, err := split(lines, d.mandatory)
		require.NoError(t, err)
		require.Equal(t, data.NonMandatory, others)
		require.Equal(t, data.Signatures, hexes(d.signatures))
		require.Equal(t, data.ProofHash+hex.EncodeToString(d.publicKey)+data.MandatoryHash, hex.EncodeToString(d.message(g.proofDigest, mandatory)))

		reading, err := Verify(context.Background(), v.contexts, nil, document, proof, v.issuer(t))
		require.NoError(t, err)
		require.Equal(t, data.ProofHash, hex.EncodeToString(reading.ProofDigest))
		digest := sha256.Sum256([]byte(strings.Join(canonicalLines(t, &g.data), "")))
		require.Equal(t, digest[:], reading.DocumentDigest)

		// The key that the specification names by mistake.
		_, err = Verify(context.Background(), v.contexts, nil, document, proof, p256(t, v.keys.ProofKeyPair.PublicKeyMultibase))
		require.ErrorIs(t, err, ErrSignature)
	})
}

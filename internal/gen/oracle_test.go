package main

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"math/big"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	mrtron "github.com/mr-tron/base58"
	gold "github.com/piprate/json-gold/ld"
	"github.com/stretchr/testify/require"

	known "github.com/summitbadges/openbadges/internal/ld/contexts"
	"github.com/summitbadges/openbadges/testdata"
)

// What makes the edits of a holder worth a vector is that the signature holds:
// a processor that reads all of JSON-LD, and forgives, is asked whether it does.
func TestTheSignatureHoldsForACarelessProcessor(t *testing.T) {
	b := &book{files: map[string][]byte{}}
	embeddedProofs(b)
	canon(b)
	dataModel(b)
	b.close()
	require.Greater(t, len(b.held), 100)
	for _, name := range b.held {
		t.Run(strings.TrimSuffix(path.Base(name), ".vec"), func(t *testing.T) {
			t.Parallel()
			v, err := testdata.Parse(name, b.files[name])
			require.NoError(t, err)
			require.NoError(t, carelessly(v.Data))
		})
	}
}

// The processor is asked a question that it can deny.
func TestTheCarelessProcessorSeesABrokenSignature(t *testing.T) {
	require.NoError(t, carelessly(honestSheet(school).bytes()))
	require.Error(t, carelessly(honestSheet(school).held(nameMember, `"name":"Medicine"`).bytes()))
	require.Error(t, carelessly(honestSheet(school).heldOption(createdMember, laterMember).bytes()))
	for _, c := range others {
		require.Error(t, carelessly(c.sheet().held(nameMember, `"name":"Medicine"`).bytes()), c.words)
		require.Error(t, carelessly(c.sheet().heldOption(createdMember, laterMember).bytes()), c.words)
	}
}

// carelessly verifies the first proof of a document, for whoever signed it, with
// json-gold under contexts as they come, or with another writer of RFC 8785.
func carelessly(data []byte) error {
	var document map[string]any
	decoder := json.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&document); err != nil {
		return err
	}
	all, list := document["proof"].([]any)
	if !list {
		all = []any{document["proof"]}
	}
	proof := maps.Clone(all[0].(map[string]any))
	delete(document, "proof")
	if before := previous(all, proof["previousProof"]); before != nil {
		document["proof"] = before
	}
	signature, head, err := sealOf(proof)
	if err != nil {
		return err
	}
	suite, _ := proof["cryptosuite"].(string)
	form := normalized
	if strings.Contains(suite, "-jcs-") {
		form = canonicalized
		if own, ok := proof["@context"]; ok {
			document["@context"] = own
		}
	} else if _, own := proof["@context"]; !own {
		proof["@context"] = document["@context"]
	}
	proofForm, err := form(proof)
	if err != nil {
		return err
	}
	documentForm, err := form(document)
	if err != nil {
		return err
	}
	keys := publicKeys()
	keys["a stranger's"] = ed25519.NewKeyFromSeed(stream("a stranger", ed25519.SeedSize)).Public()
	for alg, key := range keys {
		hash := crypto.SHA256
		if alg == "ES384" && head == "" {
			hash = crypto.SHA384
		}
		if holds(alg, key, head+string(digest(hash, proofForm))+string(digest(hash, documentForm)), signature) {
			return nil
		}
	}
	return errors.New("the signature does not hold")
}

// previous are the proofs that one builds on.
func previous(all []any, ids any) (found []any) {
	for _, p := range all {
		id, _ := p.(map[string]any)["id"].(string)
		list, _ := ids.([]any)
		if id != "" && (ids == id || slices.Contains(list, any(id))) {
			found = append(found, p)
		}
	}
	return found
}

// sealOf takes the signature out of a proof, and what stands before the digests in
// what was signed.
func sealOf(proof map[string]any) (signature []byte, head string, err error) {
	if jws, ok := proof["jws"].(string); ok && proof["proofValue"] == nil {
		delete(proof, "jws")
		head, value, _ := strings.Cut(jws, "..")
		signature, err = base64.RawURLEncoding.DecodeString(value)
		return signature, head + ".", err
	}
	value, _ := proof["proofValue"].(string)
	delete(proof, "proofValue")
	signature, err = mrtron.Decode(strings.TrimPrefix(value, "z"))
	return signature, "", err
}

func holds(alg string, key crypto.PublicKey, message string, signature []byte) bool {
	sum := sha256.Sum256([]byte(message))
	switch k := key.(type) {
	case ed25519.PublicKey:
		return ed25519.Verify(k, []byte(message), signature)
	case *rsa.PublicKey:
		if alg == "PS256" {
			return rsa.VerifyPSS(k, crypto.SHA256, sum[:], signature, nil) == nil
		}
		return rsa.VerifyPKCS1v15(k, crypto.SHA256, sum[:], signature) == nil
	case *ecdsa.PublicKey:
		half := len(signature) / 2
		hashed := sum[:]
		if alg == "ES384" {
			hashed = digest(crypto.SHA384, message)
		}
		return ecdsa.Verify(k, hashed, new(big.Int).SetBytes(signature[:half]), new(big.Int).SetBytes(signature[half:]))
	}
	return false
}

func canonicalized(document map[string]any) (string, error) {
	text, err := json.Marshal(document)
	if err != nil {
		return "", err
	}
	form := jsontext.Value(text)
	err = form.Canonicalize()
	return string(form), err
}

func normalized(document map[string]any) (string, error) {
	o := gold.NewJsonLdOptions("")
	o.Algorithm, o.Format, o.DocumentLoader = gold.AlgorithmURDNA2015, "application/n-quads", loader{}
	form, err := gold.NewJsonLdProcessor().Normalize(document, o)
	if err != nil {
		return "", err
	}
	return form.(string), nil
}

type loader struct{}

func (loader) LoadDocument(url string) (*gold.RemoteDocument, error) {
	d, found := known.Get(url)
	if url == "https://www.w3.org/ns/credentials/undefined-terms/v2" {
		d.Data, found = []byte(`{"@context":{"@vocab":"https://www.w3.org/ns/credentials/undefined-term#"}}`), true
	}
	if !found {
		return nil, errors.New("no such context: " + url)
	}
	var document any
	if err := json.Unmarshal(d.Data, &document); err != nil {
		return nil, err
	}
	return &gold.RemoteDocument{DocumentURL: url, Document: document}, nil
}

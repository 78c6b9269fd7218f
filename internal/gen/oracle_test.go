package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"path"
	"strings"
	"testing"

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
}

// carelessly verifies the first proof of a document, for whoever signed it, with
// json-gold under contexts as they come.
func carelessly(data []byte) error {
	var document map[string]any
	decoder := json.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&document); err != nil {
		return err
	}
	proof, _ := document["proof"].(map[string]any)
	if list, ok := document["proof"].([]any); ok {
		proof, _ = list[0].(map[string]any)
	}
	value, _ := proof["proofValue"].(string)
	delete(document, "proof")
	delete(proof, "proofValue")
	if _, own := proof["@context"]; !own {
		proof["@context"] = document["@context"]
	}
	signature, err := mrtron.Decode(strings.TrimPrefix(value, "z"))
	if err != nil {
		return err
	}
	var message []byte
	for _, part := range []map[string]any{proof, document} {
		form, err := normalized(part)
		if err != nil {
			return err
		}
		digest := sha256.Sum256([]byte(form))
		message = append(message, digest[:]...)
	}
	for _, words := range []string{"an honest school", "a stranger"} {
		public := ed25519.NewKeyFromSeed(stream(words, ed25519.SeedSize)).Public().(ed25519.PublicKey)
		if ed25519.Verify(public, message, signature) {
			return nil
		}
	}
	return errors.New("the signature does not hold")
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

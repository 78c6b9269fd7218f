package credential

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	gold "github.com/piprate/json-gold/ld"
	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/ld/contexts"
	"github.com/summitbadges/openbadges/internal/xraw"
)

// workItem is one of the documents that the goals are stated for.
type workItem struct {
	name string
	make func(i int) Credential
}

var workItems = []workItem{
	{"small", func(i int) Credential { return integrityCredential(i, 0) }},
	{"full", func(i int) Credential { return integrityCredential(i, 12) }},
	{"x64", func(i int) Credential { return integrityCredential(i, 192) }},
}

// integrityCredential is a badge with profile, image, identity and criteria; and
// with results, rubric levels, alignments and evidence if results is not 0.
func integrityCredential(i, results int) Credential {
	c := benchmarkCredential(i, false)
	a := &c.Subject.Achievement
	for k := range results {
		id := fmt.Sprintf("https://school.example/achievements/civics#result-%d", k)
		if k < 12 {
			d := badge.ResultDescription{ID: id, Name: fmt.Sprintf("Competency %d", k), ResultType: "RubricCriterionLevel",
				Alignment: []badge.Alignment{{TargetName: "Framework item", TargetURL: fmt.Sprintf("https://framework.example/items/%d", k)}}}
			for l := range 4 {
				d.RubricCriterionLevel = append(d.RubricCriterionLevel, badge.RubricCriterionLevel{ID: fmt.Sprintf("%s-%d", id, l), Name: fmt.Sprintf("Level %d", l), Level: fmt.Sprint(l)})
			}
			a.ResultDescription = append(a.ResultDescription, d)
		}
		id = a.ResultDescription[k%12].ID
		c.Subject.Result = append(c.Subject.Result, badge.Result{ResultDescription: id, AchievedLevel: id + "-2",
			Alignment: []badge.Alignment{{TargetName: fmt.Sprintf("Shown in project %d", k), TargetURL: fmt.Sprintf("https://framework.example/shown/%d", k)}}})
		if k < 12 {
			c.Evidence = append(c.Evidence, badge.Evidence{Name: fmt.Sprintf("Report %d", k), Description: "What was done, by whom and with what result."})
		}
	}
	return c
}

// prepared is a signed document, and what RAW works on.
type prepared struct {
	raw, document, configuration, signed, signature []byte
}

func prepare(b *testing.B, item workItem) (documents []prepared, m Method) {
	b.Helper()
	s, err := NewKeySigner(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32)))
	require.NoError(b, err)
	return prepareWith(b, item, EdDSARDFC2022, s), s.Method()
}

// prepareWith does so with another suite and key.
func prepareWith(b *testing.B, item workItem, suite Suite, s Signer) (documents []prepared) {
	b.Helper()
	is := Issuer{Signer: s, Suite: suite, Profile: badge.Profile{Name: "Pine Ridge High School", URL: "https://school.example"},
		Now: func() time.Time { return time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC) }}
	for i := range 16 {
		secured, err := is.Issue(context.Background(), item.make(i))
		require.NoError(b, err)
		proofs, err := secured.Proofs()
		require.NoError(b, err)
		document, configuration, err := secured.Forms(context.Background(), proofs[0], s.Method(), nil)
		require.NoError(b, err)
		t, err := secured.Checker(nil).transformation(proofs[0], s.Method())
		require.NoError(b, err)
		sealed, err := t.readValue(t.proof, s.Method(), t.alg)
		require.NoError(b, err)
		signed := sealed.message(t.sum(t.sum(nil, configuration), document))
		documents = append(documents, prepared{secured.raw, document, configuration, signed, sealed.signature})
	}
	d := documents[0]
	b.Logf("%d bytes, %d lines of canonical form", len(d.raw), bytes.Count(d.document, []byte("\n")))
	return documents
}

// raw is the yardstick: one signature check, the two digests, one tokenization.
func raw(b *testing.B, key ed25519.PublicKey) func(d prepared) {
	return rawWith(b, crypto.SHA256, func(d prepared) bool { return ed25519.Verify(key, d.signed, d.signature) })
}

// rawWith is raw with another hash and another signature check.
func rawWith(b *testing.B, hash crypto.Hash, holds func(d prepared) bool) func(d prepared) {
	var reader bytes.Buffer
	decoder := jsontext.NewDecoder(&reader)
	return func(d prepared) {
		for _, form := range [][]byte{d.document, d.configuration} {
			if hash == crypto.SHA384 {
				sha512.Sum384(form)
			} else {
				sha256.Sum256(form)
			}
		}
		if !holds(d) {
			b.Fatal("the signature does not hold")
		}
		reader.Reset()
		reader.Write(d.raw)
		decoder.Reset(&reader)
		for {
			if _, err := decoder.ReadToken(); err == io.EOF {
				return
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func checkEmbedded(b *testing.B, document []byte, m Method) {
	s, err := Parse(document)
	if err != nil {
		b.Fatal(err)
	}
	proofs, err := s.Proofs()
	if err != nil {
		b.Fatal(err)
	}
	if _, err := s.CheckProof(context.Background(), proofs[0], m, nil); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkVerifyRDFC is goals G1 (small), G2 (full) and G3 (x64): parsing, the
// transformation, the digests and the signature of eddsa-rdfc-2022, as a multiple
// of RAW.
func BenchmarkVerifyRDFC(b *testing.B) {
	for _, item := range workItems {
		b.Run(item.name, func(b *testing.B) {
			documents, m := prepare(b, item)
			yardstick := raw(b, m.Key.(ed25519.PublicKey))
			i, j := 0, 0
			xraw.Ratio(b, "x-raw", func() { i++; checkEmbedded(b, documents[i%16].raw, m) }, func() { j++; yardstick(documents[j%16]) })
		})
	}
}

// BenchmarkVerifyAgainstJSONGold is goal G4: how many of our verifications fit
// into one over json-gold's own toRDF and normalization, with its contexts in
// memory and the same signature check.
func BenchmarkVerifyAgainstJSONGold(b *testing.B) {
	for _, item := range workItems[:2] {
		b.Run(item.name, func(b *testing.B) {
			documents, m := prepare(b, item)
			key := m.Key.(ed25519.PublicKey)
			theirs := newGoldPipeline(b)
			require.Equal(b, string(documents[0].document), theirs.canonical(b, documents[0].raw, false), "the same work")
			i, j := 0, 0
			xraw.Ratio(b, "x-ours", func() {
				j++
				d := documents[j%16]
				document := sha256.Sum256([]byte(theirs.canonical(b, d.raw, false)))
				proof := sha256.Sum256([]byte(theirs.canonical(b, d.raw, true)))
				if !ed25519.Verify(key, append(proof[:], document[:]...), d.signature) {
					b.Fatal("the signature does not hold")
				}
			}, func() { i++; checkEmbedded(b, documents[i%16].raw, m) })
		})
	}
}

// goldPipeline is json-gold as its documentation has it used: documents parsed
// once, contexts answered from memory.
type goldPipeline struct{ documents map[string]any }

func newGoldPipeline(b *testing.B) *goldPipeline {
	p := &goldPipeline{documents: map[string]any{}}
	for _, d := range contexts.All() {
		if d.Edition != "" || !strings.Contains("https://www.w3.org/ns/credentials/v2 https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", d.URL) {
			continue
		}
		document, err := gold.DocumentFromReader(bytes.NewReader(d.Data))
		if err != nil {
			b.Fatal(err)
		}
		p.documents[d.URL] = document
	}
	return p
}

func (p *goldPipeline) LoadDocument(url string) (*gold.RemoteDocument, error) {
	if d, ok := p.documents[url]; ok {
		return &gold.RemoteDocument{DocumentURL: url, Document: d}, nil
	}
	return nil, fmt.Errorf("no document %s", url)
}

func (p *goldPipeline) canonical(b *testing.B, raw []byte, proof bool) string {
	document, err := gold.DocumentFromReader(bytes.NewReader(raw))
	if err != nil {
		b.Fatal(err)
	}
	root := document.(map[string]any)
	if proof {
		configuration := root["proof"].([]any)[0].(map[string]any)
		delete(configuration, "proofValue")
		configuration["@context"] = root["@context"]
		root = configuration
	} else {
		delete(root, "proof")
	}
	options := gold.NewJsonLdOptions("")
	options.DocumentLoader = p
	options.ProcessingMode = gold.JsonLd_1_1
	options.Algorithm = gold.AlgorithmURDNA2015
	options.Format = "application/n-quads"
	normalized, err := gold.NewJsonLdProcessor().Normalize(root, options)
	if err != nil {
		b.Fatal(err)
	}
	return normalized.(string)
}

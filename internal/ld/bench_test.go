package ld_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	gold "github.com/piprate/json-gold/ld"
	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
	"github.com/summitbadges/openbadges/internal/xraw"
)

// shapes of badges: small has a profile, an image, an identity, criteria and a
// status (2 KB, 40 quads); full has results, rubric levels, alignments, evidence
// and endorsements beside (16 KB, 400 quads); x64 has 192 results (77 KB).
func shaped(shape string, n int) string {
	const head = `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
"id":"urn:uuid:58172aac-d8ba-11ed-83dd-%012d","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Innovator %[1]d",
"issuer":{"id":"did:web:summit.example","type":["Profile"],"name":"Summit Academy","url":"https://summit.example","email":"badges@summit.example",
"image":{"id":"https://summit.example/logo.png","type":"Image","caption":"The logo of Summit Academy"}},
"validFrom":"2026-03-01T00:00:00Z","validUntil":"2036-03-01T00:00:00Z","image":{"id":"https://summit.example/badges/innovator.png","type":"Image"},
"credentialStatus":{"id":"https://summit.example/status/3#%[1]d","type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"%[1]d","statusListCredential":"https://summit.example/status/3"},
"credentialSubject":{"id":"did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH","type":["AchievementSubject"],
"identifier":[{"type":"IdentityObject","hashed":true,"identityHash":"sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399","identityType":"emailAddress","salt":"deadbeef%[1]d"}],
"achievement":{"id":"https://summit.example/achievements/innovator","type":["Achievement"],"achievementType":"MicroCredential","name":"Innovator","description":"Finds a problem that matters to somebody else and works until it is solved.",
"criteria":{"narrative":"The student has shown, in three projects of at least ten weeks, that problems are found and framed, that solutions are tried early, and that what did not work is told as plainly as what did."},
"image":{"id":"https://summit.example/badges/innovator.png","type":"Image"},"tag":["innovation","microcredential"]`
	var b strings.Builder
	fmt.Fprintf(&b, head, n)
	results, levels := 0, 0
	switch shape {
	case "full":
		results, levels = 16, 3
	case "x64":
		results = 192
	case "x16":
		results = 48
	}
	for i := range results {
		if i == 0 {
			b.WriteString(`,"resultDescription":[`)
		}
		fmt.Fprintf(&b, `{"id":"https://summit.example/achievements/innovator#r%d","type":["ResultDescription"],"name":"Competency %[1]d","resultType":"RubricCriterionLevel"`, i)
		for l := range levels {
			if l == 0 {
				b.WriteString(`,"rubricCriterionLevel":[`)
			}
			fmt.Fprintf(&b, `{"id":"https://summit.example/achievements/innovator#r%dl%d","type":["RubricCriterionLevel"],"name":"Level %[2]d"}%s`, i, l, comma(l, levels))
		}
		fmt.Fprintf(&b, `,"alignment":[{"type":["Alignment"],"targetName":"Framework %d","targetUrl":"https://framework.example/items/%[1]d","targetCode":"C.%[1]d"}]}%s`, i, comma(i, results))
	}
	b.WriteString(`}`)
	for i := range results {
		if i == 0 {
			b.WriteString(`,"result":[`)
		}
		fmt.Fprintf(&b, `{"type":["Result"],"resultDescription":"https://summit.example/achievements/innovator#r%d","value":"%d"}%s`, i, i+n, comma(i, results))
	}
	b.WriteString(`}`)
	if shape == "full" {
		b.WriteString(`,"evidence":[`)
		for i := range 6 {
			fmt.Fprintf(&b, `{"id":"https://summit.example/evidence/%d","type":["Evidence"],"name":"Project %[1]d","narrative":"What was built, for whom, and what came of it %[1]d."}%s`, i, comma(i, 6))
		}
		b.WriteString(`,"endorsement":[`)
		for i := range 2 {
			fmt.Fprintf(&b, `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:uuid:e%d","type":["VerifiableCredential","EndorsementCredential"],"name":"Endorsement","issuer":{"id":"https://company%[1]d.example","type":["Profile"],"name":"Company %[1]d"},"validFrom":"2026-03-01T00:00:00Z",
"credentialSubject":{"id":"https://summit.example/achievements/innovator","type":["EndorsementSubject"],"endorsementComment":"We hire them."}}%s`, i, comma(i, 2))
		}
	}
	b.WriteString(`,"proof":[{"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022","created":"2026-03-01T00:00:00Z","proofPurpose":"assertionMethod","verificationMethod":"did:web:summit.example#key-1","proofValue":"z"}]}`)
	return b.String()
}

func comma(i, n int) string {
	if i == n-1 {
		return "]"
	}
	return ","
}

// A signedBadge is a document and everything that verifying it needs, decoded.
type signedBadge struct {
	text, document, proof []byte // JSON, and the canonical forms
	message, signature    []byte
}

type canonicalizer struct {
	contexts *ld.Contexts
	tape     strictjson.Tape
	data     rdfc.Dataset
}

// hash is the message that eddsa-rdfc-2022 signs.
func (c *canonicalizer) hash(text []byte, message *[64]byte) error {
	if err := c.tape.Parse(text, strictjson.Limits{}); err != nil {
		return err
	}
	doc := c.tape.Root()
	list, err := c.contexts.Of(doc)
	if err != nil {
		return err
	}
	proof, _ := doc.Lookup("/proof/0")
	form, err := c.form(list, proof, "proofValue")
	if err != nil {
		return err
	}
	first := sha256.Sum256(form)
	if form, err = c.form(list, doc, "proof"); err != nil {
		return err
	}
	second := sha256.Sum256(form)
	copy(message[copy(message[:], first[:]):], second[:])
	return nil
}

func (c *canonicalizer) form(list *ld.List, v strictjson.Value, skip string) ([]byte, error) {
	if err := list.Convert(&c.data, nil, v, skip); err != nil {
		return nil, err
	}
	return c.data.Canonicalize(context.Background(), crypto.SHA256)
}

func badges(b *testing.B, shape string) (*canonicalizer, ed25519.PublicKey, []signedBadge) {
	b.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(b, err)
	c := &canonicalizer{contexts: ld.Standard()}
	all := make([]signedBadge, 16)
	for i := range all {
		s := &all[i]
		s.text = []byte(shaped(shape, i))
		doc := parse(b, s.text)
		list, err := c.contexts.Of(doc)
		require.NoError(b, err)
		s.document = []byte(canonical(b, list, doc, crypto.SHA256, "proof"))
		proof, _ := doc.Lookup("/proof/0")
		s.proof = []byte(canonical(b, list, proof, crypto.SHA256, "proofValue"))
		var message [64]byte
		require.NoError(b, c.hash(s.text, &message))
		s.message = message[:]
		s.signature = ed25519.Sign(private, s.message)
	}
	b.Logf("%s: %d bytes, %d quads", shape, len(all[0].text), bytes.Count(all[0].document, []byte("\n")))
	return c, public, all
}

// raw is the floor: what no verifier can do without.
func raw(s *signedBadge, public ed25519.PublicKey, reader *bytes.Reader, decoder *jsontext.Decoder) {
	sha256.Sum256(s.document)
	sha256.Sum256(s.proof)
	reader.Reset(s.text)
	decoder.Reset(reader)
	for {
		if _, err := decoder.ReadToken(); err == io.EOF {
			break
		}
	}
	ed25519.Verify(public, s.message, s.signature)
}

// BenchmarkVerify is the canonical path from the bytes to the signature, small
// (G1), full (G2) and x64 (G3), against the signature, the hashes and the tokens
// alone. Its allocations are G8.
func BenchmarkVerify(b *testing.B) {
	for _, shape := range []string{"small", "full", "x64"} {
		b.Run(shape, func(b *testing.B) {
			c, public, all := badges(b, shape)
			n, m := 0, 0
			reader := new(bytes.Reader)
			decoder := jsontext.NewDecoder(reader)
			xraw.Ratio(b, "x-raw", func() {
				c.verify(b, &all[n%len(all)], public)
				n++
			}, func() {
				raw(&all[m%len(all)], public, reader, decoder)
				m++
			})
		})
	}
}

// BenchmarkGrowth is the other half of G3: a badge with 192 results against one
// with 48. Linear is where x-time is about x-quads.
func BenchmarkGrowth(b *testing.B) {
	c, public, big := badges(b, "x64")
	_, publicOfLess, less := badges(b, "x16")
	xraw.Ratio(b, "x-time", func() { c.verify(b, &big[0], public) }, func() { c.verify(b, &less[0], publicOfLess) })
	b.ReportMetric(float64(bytes.Count(big[0].document, []byte("\n")))/float64(bytes.Count(less[0].document, []byte("\n"))), "x-quads")
}

// BenchmarkConvert is the walk alone, against the tokens of the same text.
func BenchmarkConvert(b *testing.B) {
	for _, shape := range []string{"small", "full", "x64"} {
		b.Run(shape, func(b *testing.B) {
			c, _, all := badges(b, shape)
			doc := parse(b, all[0].text)
			list, err := c.contexts.Of(doc)
			require.NoError(b, err)
			b.ReportAllocs()
			b.SetBytes(int64(len(all[0].text)))
			for b.Loop() {
				if err := list.Convert(&c.data, nil, doc, "proof"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// goldMessage is the same message by json-gold's own expansion and normalization,
// as a well written program has it, which gives json-gold decoded contexts.
func goldMessage(loader gold.DocumentLoader, text []byte) ([]byte, error) {
	var document map[string]any
	if err := json.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	proof := document["proof"].([]any)[0].(map[string]any)
	delete(document, "proof")
	delete(proof, "proofValue")
	proof["@context"] = document["@context"]
	var message []byte
	for _, v := range []any{proof, document} {
		o := gold.NewJsonLdOptions("")
		o.Algorithm, o.Format, o.DocumentLoader = gold.AlgorithmURDNA2015, "application/n-quads", loader
		form, err := gold.NewJsonLdProcessor().Normalize(v, o)
		if err != nil {
			return nil, err
		}
		hash := sha256.Sum256([]byte(form.(string)))
		message = append(message, hash[:]...)
	}
	return message, nil
}

func (c *canonicalizer) verify(b *testing.B, s *signedBadge, public ed25519.PublicKey) {
	var message [64]byte
	if err := c.hash(s.text, &message); err != nil || !ed25519.Verify(public, message[:], s.signature) {
		b.Fatal("not verified")
	}
}

// BenchmarkAgainstGold is G4: how many times as long json-gold's own pipeline takes.
func BenchmarkAgainstGold(b *testing.B) {
	for _, shape := range []string{"small", "full"} {
		b.Run(shape, func(b *testing.B) {
			c, public, all := badges(b, shape)
			xraw.Ratio(b, "x-faster", func() {
				message, err := goldMessage(goldLoader(false), all[0].text)
				if err != nil || !ed25519.Verify(public, message, all[0].signature) {
					b.Fatal("not verified")
				}
			}, func() {
				c.verify(b, &all[0], public)
			})
		})
	}
}

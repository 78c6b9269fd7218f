package strictjson

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/xraw"
)

// badge is a document of a badge's shape: of about 2 KB without results, and
// 0.6 KB more with each.
func badge(serial, results int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{
  "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
  "id": "urn:uuid:00000000-0000-4000-8000-%012d",
  "type": ["VerifiableCredential", "OpenBadgeCredential"],
  "name": "Civics and Community",
  "validFrom": "2026-06-01T00:00:00Z",
  "validUntil": "2031-06-01T00:00:00Z",
  "issuer": {
    "id": "did:web:badges.example.org",
    "type": ["Profile"],
    "name": "Example School – Südkreis",
    "url": "https://badges.example.org/about",
    "email": "badges@example.org",
    "image": {"id": "https://badges.example.org/logo.png", "type": "Image", "caption": "The school's mark: a \"peak\" above two lines"}
  },
  "credentialSubject": {
    "id": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
    "type": ["AchievementSubject"],
    "identifier": [{"type": "IdentityObject", "identityHash": "sha256$%064x", "identityType": "emailAddress", "hashed": true, "salt": "b1a6f0c92d"}],
    "achievement": {
      "id": "urn:uuid:5f3e2d1c-0b9a-4876-8f6e-5d4c3b2a1f0e",
      "type": ["Achievement"],
      "achievementType": "MicroCredential",
      "name": "Civics and Community",
      "description": "Takes part in the life of a community, weighs evidence, and argues in public with care for those who disagree.",
      "criteria": {"narrative": "The learner\n- plans a project with a partner outside school,\n- carries it out over at least one term,\n- and defends what came of it before a panel."},
      "creditsAvailable": 1.5,
      "tag": ["civics", "community", "argument"],
      "image": {"id": "https://badges.example.org/civics.png", "type": "Image", "caption": "A mountain with four paths"}
    },
    "result": [`, serial, serial)
	for r := range results {
		if r > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `
      {"type": ["Result"], "resultDescription": "urn:uuid:11111111-0000-4000-8000-%012d", "status": "Completed", "achievedLevel": "urn:uuid:22222222-0000-4000-8000-%012d",
       "alignment": [{"type": ["Alignment"], "targetName": "Framework for learning %d", "targetUrl": "https://frameworks.example.org/items/%d", "targetCode": "C.%d.4", "targetType": "CFItem", "targetDescription": "%s"}]}`,
			r, r, r, r, r, strings.Repeat("Weighs sources against one another. ", 5))
	}
	b.WriteString(`]
  },
  "credentialStatus": {"id": "https://badges.example.org/status/3#94567", "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "94567", "statusListCredential": "https://badges.example.org/status/3"}
}
`)
	return b.Bytes()
}

// badges are sixteen documents of one shape, to rotate over.
func badges(results int) [][]byte {
	docs := make([][]byte, 16)
	for i := range docs {
		docs[i] = badge(i, results)
	}
	return docs
}

var sizes = []struct {
	name    string
	results int
}{{"2KB", 0}, {"16KB", 24}}

// tokenizer reads a document with jsontext to its end: nothing but the tokens,
// names unique and UTF-8 valid as is its default.
func tokenizer(tb testing.TB) func(doc []byte) {
	dec := new(jsontext.Decoder)
	return func(doc []byte) {
		dec.Reset(bytes.NewBuffer(doc))
		for {
			if _, err := dec.ReadToken(); err == io.EOF {
				return
			} else if err != nil {
				tb.Fatal(err)
			}
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			docs := badges(size.results)
			tape, read := new(Tape), tokenizer(b)
			i, j := 0, 0
			ns := xraw.Ratio(b, "x-jsontext",
				func() {
					i++
					if err := tape.Parse(docs[i%16], Limits{}); err != nil {
						b.Fatal(err)
					}
				},
				func() {
					j++
					read(docs[j%16])
				})
			b.ReportMetric(float64(len(docs[0]))/ns*1e3, "MB/s")
		})
	}
}

// BenchmarkJCS is the canonical form of a document on the tape, against the
// tokenization of its bytes.
func BenchmarkJCS(b *testing.B) {
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			docs := badges(size.results)
			tapes := make([]*Tape, len(docs))
			for i, doc := range docs {
				var err error
				tapes[i], err = Parse(doc, Limits{})
				require.NoError(b, err)
			}
			read := tokenizer(b)
			var out []byte
			i, j := 0, 0
			ns := xraw.Ratio(b, "x-jsontext",
				func() {
					i++
					var err error
					if out, err = AppendJCS(out[:0], tapes[i%16].Root(), "proof"); err != nil {
						b.Fatal(err)
					}
				},
				func() {
					j++
					read(docs[j%16])
				})
			b.ReportMetric(float64(len(docs[0]))/ns*1e3, "MB/s")
		})
	}
}

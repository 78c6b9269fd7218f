package verify_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// many writes n elements.
func many(n int, element func(i int) string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(element(i))
	}
	return b.String()
}

// sent is a badge that a stranger sends: with more in its achievement and at its root,
// and with proofs that nobody made, by a key that is there.
func sent(t testing.TB, achievement, root string, proofs int) string {
	m := school(t).Method()
	proof := `{"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022","verificationMethod":"` + m.ID + `","proofPurpose":"assertionMethod",` +
		`"proofValue":"z2gwZaaNxUAXKwFnAkAzgLmwvWEnQxveruomuLZZqaSbEVUpdWeHVWQrSXyJjRwedEECEfFBnx5zbmYUVWaWCEMW8"}`
	return strings.TrimSuffix(bare(t, achievement, root), "}") + `,"proof":[` + many(proofs, func(int) string { return proof }) + `]}`
}

func bare(t testing.TB, achievement, root string) string {
	return `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:x:d",` +
		`"type":["VerifiableCredential","OpenBadgeCredential"],"name":"X","issuer":{"id":"` + school(t).Method().Controller + `","type":["Profile"],"name":"S"},"validFrom":"2026-04-01T09:00:00Z",` +
		`"credentialSubject":{"id":"did:example:ada","type":["AchievementSubject"],"achievement":{"id":"urn:x:a","type":["Achievement"],"name":"N","description":"D","criteria":{"narrative":"c"}` + achievement + `}}` + root + `}`
}

// poison is a graph of which two nodes with six children each look alike until their
// grandchildren are looked at.
func poison(grandchildren int) string {
	k := 0
	return `,"resultDescription":[` + many(2, func(int) string {
		return `{"type":"ResultDescription","rubricCriterionLevel":[` + many(6, func(int) string {
			return `{"type":"RubricCriterionLevel","alignment":[` + many(grandchildren, func(int) string {
				k++
				return fmt.Sprintf(`{"type":"Alignment","targetName":"%d"}`, k)
			}) + `]}`
		}) + `]}`
	}) + `]`
}

// hostile are inputs of up to a megabyte that are made to cost more than they weigh.
func hostile(t testing.TB) map[string]string {
	long := strings.Repeat("p", 300_000)
	evidence := func(n int, element func(i int) string) string { return `,"evidence":[` + many(n, element) + `]` }
	tags := `,"tag":[` + many(90, func(i int) string { return fmt.Sprintf(`"%d"`, i) }) + `]`
	longIRI := func(s string) string { return strings.Replace(s, `"urn:x:a"`, `"urn:x:`+long+`"`, 1) }
	classes := []string{"Achievement", "AchievementSubject", "Address", "Alignment", "EndorsementSubject", "Evidence", "GeoCoordinates", "IdentityObject", "Image", "RubricCriterionLevel", "Profile", "Related"}
	b64 := base64.RawURLEncoding.EncodeToString
	one := sent(t, "", "", 1)
	proofWith := func(old, with string) string { return strings.Replace(one, old, with, 1) }
	value := one[strings.Index(one, `"proofValue"`):strings.Index(one, `"}]}`)]
	selfSigned, err := credential.AddProof(ctx, []byte(bare(t, "", evidence(20_000, func(i int) string { return fmt.Sprintf(`{"id":"urn:%d","type":"Evidence"}`, i) }))), school(t), credential.ProofOptions{Suite: credential.EdDSARDFC2022})
	require.NoError(t, err)
	return map[string]string{
		"poison":                  sent(t, poison(600), "", 1),
		"poison, 8 proofs":        sent(t, poison(600), "", 8),
		"poison about a long IRI": longIRI(sent(t, tags+poison(600), "", 8)),
		"long IRI":                longIRI(sent(t, tags, "", 8)),
		"longest IRI":             strings.Replace(sent(t, `,"alignment":[`+many(3, func(int) string { return `{"type":"Alignment"}` })+`]`, "", 8), `"urn:x:a"`, `"urn:x:`+strings.Repeat(long, 3)+`"`, 1), // as often as its text earns
		"alike":                   sent(t, "", evidence(9000, func(int) string { return `{"type":"Evidence"}` }), 8),
		"many ids":                sent(t, "", evidence(25_000, func(i int) string { return fmt.Sprintf(`{"id":"urn:%d","type":"Evidence"}`, i) }), 8),
		"many ids, self-signed":   string(selfSigned.Bytes()),
		"one id":                  sent(t, "", evidence(25_000, func(int) string { return `{"id":"urn:x:d","type":"Evidence"}` }), 8),
		"contexts inside": sent(t, "", `,"endorsement":[`+many(7000, func(i int) string {
			return fmt.Sprintf(`{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:%d","name":"a"}`, i)
		})+`]`, 8),
		"sets of types": sent(t, "", evidence(4000, func(i int) string {
			var types []string
			for b, c := range classes {
				if (i+1)>>b&1 == 1 {
					types = append(types, `"`+c+`"`)
				}
			}
			return fmt.Sprintf(`{"id":"urn:%d","type":[%s]}`, i, strings.Join(types, ","))
		}), 8),
		"deep":                  `{"a":` + strings.Repeat(`[`, 1<<20),
		"deep objects":          strings.Repeat(`{"a":`, 200_000),
		"deep in a badge":       sent(t, "", `,"evidence":`+strings.Repeat(`[`, 60)+many(100_000, func(int) string { return `{}` })+strings.Repeat(`]`, 60), 1),
		"one text":              sent(t, "", `,"description":"`+strings.Repeat("x", 1_000_000)+`"`, 8),
		"escapes":               sent(t, "", `,"description":"`+strings.Repeat(`\u0041`, 160_000)+`"`, 8),
		"one number":            `{"a":` + strings.Repeat("1", 1<<20) + `}`,
		"values":                `{"a":[` + many(500_000, func(int) string { return `1` }) + `]}`,
		"members":               `{` + many(60_000, func(i int) string { return fmt.Sprintf(`"m%d":1`, i) }) + `}`,
		"proofs":                sent(t, "", "", 3000),
		"base58 in a proof":     proofWith(value, `"proofValue":"z`+strings.Repeat("2", 1_000_000)),
		"base58 in a key":       strings.ReplaceAll(one, school(t).Method().Controller, "did:key:z6Mk"+strings.Repeat("2", 300_000)),
		"base64 in a key":       strings.ReplaceAll(one, school(t).Method().Controller, "did:jwk:"+strings.Repeat("e", 300_000)),
		"base64 of a selection": proofWith(`eddsa-rdfc-2022`, `ecdsa-sd-2023`)[:1] + strings.Replace(proofWith(value, `"proofValue":"u2V0BhVhA`+strings.Repeat("A", 1_000_000)), `eddsa-rdfc-2022`, `ecdsa-sd-2023`, 1)[1:],
		"token":                 b64([]byte(`{"alg":"EdDSA"}`)) + "." + strings.Repeat("A", 1<<20) + "." + strings.Repeat("A", 86),
		"token, deep":           b64([]byte(`{"alg":"EdDSA"}`)) + "." + b64([]byte(`{"a":`+strings.Repeat("[", 700_000))) + "." + strings.Repeat("A", 86),
		"token, header":         strings.Repeat("A", 1<<20) + ".e30." + strings.Repeat("A", 86),
		"token, dots":           strings.Repeat(".", 1<<20),
	}
}

// BenchmarkHostile is goal G11: a hostile input of up to a megabyte is refused within
// four times the tokenization (of a token: the decoding of base64) of as many bytes
// and 10 ms, or at the work budget of canonicalization. x-goal is the time as a part of
// that; x-raw as a multiple of the tokenization alone.
func BenchmarkHostile(b *testing.B) {
	v := newVerifier(b, func(c *verify.Config) { c.Issuers, c.AnyIssuer = nil, true })
	for name, data := range hostile(b) {
		b.Run(name, func(b *testing.B) {
			require.LessOrEqual(b, len(data), 1<<20+1<<8)
			_, err := v.Verify(ctx, []byte(data))
			b.Logf("%d bytes: %.120v", len(data), err)
			floor := tokenization(len(data))
			if data[0] != '{' {
				floor = decoding(len(data))
			}
			var op, raw time.Duration
			for b.Loop() {
				start := time.Now()
				_, _ = v.Verify(ctx, []byte(data))
				op += time.Since(start)
				start = time.Now()
				floor()
				raw += time.Since(start)
			}
			b.ReportMetric(float64(op)/float64(raw), "x-raw")
			b.ReportMetric(float64(op)/(4*float64(raw)+float64(b.N)*float64(10*time.Millisecond)), "x-goal")
			b.ReportMetric(float64(op)/float64(b.N), "ns/op")
		})
	}
}

// tokenization is that of n bytes of an ordinary document.
func tokenization(n int) func() {
	const item = `{"id":"urn:uuid:0f0e0d0c","type":["Evidence"],"narrative":"What was done, by whom."},`
	data := []byte("[" + strings.Repeat(item, n/len(item)) + "0]")
	return func() {
		d := jsontext.NewDecoder(bytes.NewReader(data))
		for {
			if _, err := d.ReadToken(); err == io.EOF {
				return
			} else if err != nil {
				panic(err)
			}
		}
	}
}

func decoding(n int) func() {
	data, dst := bytes.Repeat([]byte("QUJD"), n/4), make([]byte, n)
	return func() { _, _ = base64.RawURLEncoding.Decode(dst, data) }
}

// What is hostile is refused, and by a reason rather than by a fault.
func TestHostileInputsAreRefused(t *testing.T) {
	v := newVerifier(t, nil)
	for name, data := range hostile(t) {
		report, err := v.Verify(ctx, []byte(data))
		if name == "many ids, self-signed" { // its form is what it is, and it is signed
			continue
		}
		require.Error(t, err, name)
		require.False(t, report.Authentic, name)
		require.NotErrorIs(t, err, verify.Panicked, name)
		require.NotEqual(t, "valid", report.Verdict(), name)
	}
}

//go:build unix

package explain_test

import (
	"bytes"
	"crypto/elliptic"
	"fmt"
	"image"
	"image/png"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/explain"
)

// many writes n elements.
func many(n int, element func(i int) string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = element(i)
	}
	return strings.Join(parts, ",")
}

// laborious are badges that are made to cost much, and whose proofs do not hold.
func laborious(t testing.TB) map[string]string {
	m := method("one", edKey(1))
	sent := func(suite, achievement, root string, proofs int) string {
		proof := `{"type":"DataIntegrityProof","cryptosuite":"` + suite + `","verificationMethod":"` + m.ID + `","proofPurpose":"assertionMethod",` +
			`"proofValue":"z2gwZaaNxUAXKwFnAkAzgLmwvWEnQxveruomuLZZqaSbEVUpdWeHVWQrSXyJjRwedEECEfFBnx5zbmYUVWaWCEMW8"}`
		document := strings.Replace(badge, `"tag":["one"]`, `"tag":["one"]`+achievement, 1)
		return strings.TrimSuffix(document, "}") + root + `,"proof":[` + many(proofs, func(int) string { return proof }) + `]}`
	}
	poison := func(grandchildren int) string {
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
	evidence := func(n int, element func(i int) string) string { return `,"evidence":[` + many(n, element) + `]` }
	alike := func(int) string { return `{"type":"Evidence"}` }
	one := func(i int) string { return fmt.Sprintf(`{"id":"urn:%d","type":"Evidence"}`, i) }
	const graph, value = "eddsa-rdfc-2022", "eddsa-jcs-2022"
	picture := func(n int) string { return `,"image":{"id":"` + dataURL(n) + `","type":"Image"}` }
	pictured := secured(t, strings.Replace(badge, `"tag":["one"]`, `"tag":["one"]`+picture(125_000), 1), signer(t, m, edKey(1)), "")
	token := strings.Split(secured(t, badge, signer(t, m, edKey(1)), ""), ".")
	return map[string]string{
		"small":                    sent(graph, "", "", 1),
		"small, JSON":              sent(value, "", "", 1),
		"small token":              payload(t, strings.Join(token, "."), func(s string) string { return strings.Replace(s, "Civics", "Civica", 1) }),
		"8 proofs":                 sent(graph, "", "", 8),
		"poison, small":            sent(graph, poison(1), "", 1),
		"poison, all that is done": sent(graph, poison(2), "", 1),
		"poison":                   sent(graph, poison(20), "", 1),
		"poison, large":            sent(graph, poison(600), "", 1),
		"poison under JSON":        sent(value, poison(20), "", 1),
		"alike, some":              sent(graph, "", evidence(100, alike), 1),
		"alike":                    sent(graph, "", evidence(9000, alike), 1),
		"many ids":                 sent(graph, "", evidence(25_000, one), 1),
		"many ids, JSON":           sent(value, "", evidence(25_000, one), 1),
		"below the budget":         sent(graph, "", evidence(1900, one), 1),
		"below the budget, JSON":   sent(value, "", evidence(1900, one), 1),
		"times": sent(graph, "", evidence(500, func(i int) string {
			return fmt.Sprintf(`{"type":"Evidence","name":"2026-01-01T00:%02d:%02dZ"}`, i/60, i%60)
		}), 1),
		"names":                     sent(value, "", strings.Join(names(500), ""), 1),
		"a long text":               sent(graph, "", `,"description":"`+strings.Repeat("x", 1_000_000)+`"`, 1),
		"a deep value":              sent(value, "", `,"x":`+strings.Repeat(`[`, 50)+strings.Repeat(`]`, 50), 1),
		"one proof of eight, chain": sent(graph, poison(20), "", 8),
		"a picture":                 sent(graph, picture(125_000), "", 1),
		"a picture, JSON":           sent(value, picture(125_000), "", 1),
		"a picture too large":       sent(graph, picture(1_000_000), "", 1),
		"many pictures":             sent(graph, "", evidence(16, func(i int) string { return `{"type":"Evidence","narrative":"` + dataURL(4500) + fmt.Sprint(i) + `"}` }), 1),
		"no picture":                sent(value, "", `,"n":"\"data:","o":[`+many(20_000, func(int) string { return "1" })+`]`, 1),
		"a token with a picture":    payload(t, pictured, func(s string) string { return strings.Replace(s, "Civics", "Civica", 1) }),
		"a token, broken":           strings.Replace(pictured, ".", " .", 1),
	}
}

// dataURL is a picture of so many bytes as a text; only its head says what it is.
func dataURL(n int) string {
	return "data:image/png;base64,iVBORw0KGgo" + strings.Repeat("A", n)
}

// spent is the time that the process has been at work: others may share the machine.
func spent(b testing.TB) time.Duration {
	var u syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func names(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(`,"n%d":[1]`, i)
	}
	return list
}

// patience is what a diagnosis may take whatever its refusal took, on a machine that has
// other things to do and with every check of the race detector.
const patience = 400 * time.Millisecond

// A hostile badge costs no more to explain than it cost to refuse, and a small one about
// ten milliseconds. Time that others take from the machine does not count.
func TestAHostileBadgeCostsAtMostTwiceItsRefusal(t *testing.T) {
	v, err := verify.New(verify.Config{AnyIssuer: true, Now: now, Methods: []credential.Method{method("one", edKey(1)), method("two", edKey(2))}})
	require.NoError(t, err)
	for name, data := range laborious(t) {
		var refusal, diagnosis time.Duration
		for i := range 3 { // the least of three: the first compiles contexts
			start := spent(t)
			report, err := v.Verify(ctx, []byte(data))
			between := spent(t)
			d := explain.Diagnose(ctx, []byte(data), report, nil)
			end := spent(t)
			require.Error(t, err)
			require.LessOrEqual(t, d.Tried, limits.Diagnosis/(len(data)-strings.Count(data, "A")*(limits.DiagnosisBytes-1)/limits.DiagnosisBytes)+20, name)
			if i == 0 || end-between < diagnosis {
				diagnosis = end - between
			}
			refusal = max(refusal, between-start)
		}
		require.LessOrEqual(t, diagnosis, refusal+patience, "%s: refused in %v", name, refusal)
	}
}

// A picture in its text makes no badge too large to be explained: there is nothing to do with
// it but to pass over it.
func TestABadgeWithAPictureInItIsExplained(t *testing.T) {
	key := edKey(1)
	m := method("one", key)
	pictured := strings.Replace(badge, `"tag":["one"]`, `"tag":["one"],"image":{"id":"`+dataURL(28_000)+`","type":"Image"}`, 1)
	change := replaced(t, `"awardedDate":"2026-03-31T09:00:00Z"`, `"awardedDate":"2026-03-31T09:00:00.000Z"`)
	for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		good := secured(t, pictured, signer(t, m, key), suite)
		broken := ""
		if suite == "" {
			broken = payload(t, good, change)
		} else {
			broken = change(good)
		}
		d, _ := diagnosed(t, verifier(t, m), broken)
		require.Equal(t, "/awardedDate", requireFound(t, d, explain.DateSpelling).Pointer, suite)
		tampered := strings.Replace(good, "AAAAAAAA", "BBBBBBBB", 1)
		if suite == "" {
			tampered = payload(t, good, func(s string) string { return strings.Replace(s, "AAAAAAAA", "BBBBBBBB", 1) })
		}
		d, _ = diagnosed(t, verifier(t, m), tampered)
		require.Empty(t, d.Findings, "another picture is another badge")
	}
	d, _ := diagnosed(t, verifier(t, m), strings.Replace(secured(t, pictured, signer(t, m, key), ""), ".", " .", 1))
	requireFound(t, d, explain.Whitespace)

	// Of a larger one less is tried, and what happens most often first.
	pictured = strings.Replace(pictured, dataURL(28_000), dataURL(100_000), 1)
	good := secured(t, pictured, signer(t, m, key), credential.EdDSARDFC2022)
	d, _ = diagnosed(t, verifier(t, m), replaced(t, ":00Z", ":00.000Z")(good))
	requireFound(t, d, explain.DateSpelling)
}

// What only looks like a picture costs what it is.
func TestOnlyPicturesCostLess(t *testing.T) {
	key := edKey(1)
	m := method("one", key)
	for name, text := range map[string]string{
		"an escape":      `data:image/png;base64,\u0041` + strings.Repeat("A", 60_000),
		"another text":   "date:" + strings.Repeat("A", 60_000),
		"many short":     strings.Repeat(`data:`+strings.Repeat("A", 100)+`","tag 2","`, 400),
		"not at the end": strings.Repeat("A", 60_000) + "data:",
	} {
		long := strings.Replace(badge, `"tag":["one"]`, `"tag":["`+text+`"]`, 1)
		good := secured(t, long, signer(t, m, key), credential.EdDSAJCS2022)
		d, _ := diagnosed(t, verifier(t, m), replaced(t, ":00Z", ":00.000Z")(good))
		require.True(t, d.Exhausted, name)
		require.Empty(t, d.Findings, name)
	}
}

// A long text that is no picture may have been written otherwise, as any.
func TestALongTextIsNoPicture(t *testing.T) {
	key := edKey(1)
	m := method("one", key)
	long := strings.Replace(badge, `“Well” done`, strings.Repeat("What Renée has done. ", 300), 1)
	good := secured(t, long, signer(t, m, key), credential.EdDSARDFC2022)
	d, _ := diagnosed(t, verifier(t, m), replaced(t, "Renée", "RenÃ©e")(good))
	requireFound(t, d, explain.DoublyEncoded)
}

// Of a badge of an ordinary size so much is tried that a time which was written anew alone
// is found.
func TestOfAnOrdinaryBadgeEachTimeIsTriedAlone(t *testing.T) {
	key := edKey(1)
	m := method("one", key)
	ordinary := strings.Replace(badge, `First line`, strings.Repeat("What was done, and by whom. ", 220), 1)
	require.Greater(t, len(ordinary), 6000)
	for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		good := secured(t, ordinary, signer(t, m, key), suite)
		change := replaced(t, `"awardedDate":"2026-03-31T09:00:00Z"`, `"awardedDate":"2026-03-31T09:00:00.000Z"`)
		broken := ""
		if suite == "" {
			broken = payload(t, good, change)
		} else {
			broken = change(good)
		}
		d, _ := diagnosed(t, verifier(t, m), broken)
		require.Equal(t, "/awardedDate", requireFound(t, d, explain.DateSpelling).Pointer)
	}
}

// A signature on P-384 takes several times what others take, and counts for so many.
func TestSlowSignaturesAreJudgedLessOften(t *testing.T) {
	key := curveKey(elliptic.P384())
	m := method("one", key)
	good := secured(t, badge, signer(t, m, key), credential.ECDSAJCS2019)
	d, _ := diagnosed(t, verifier(t, m), strings.Replace(good, "did:example:ada", "did:example:eve", 1))
	require.True(t, d.Asked && d.Exhausted)
	require.LessOrEqual(t, d.Tried, limits.DiagnosisSigns/limits.DiagnosisP384+1)
}

// Of a large badge the digests that its refusal took are tried, and no copy.
func TestOfALargeBadgeWhatNeedsNoCopyIsTried(t *testing.T) {
	one, two := edKey(1), edKey(2)
	large := strings.Replace(badge, `"tag":["one"]`, `"tag":[`+many(3000, func(i int) string { return fmt.Sprintf(`"tag %d"`, i) })+`]`, 1)
	require.Greater(t, len(large), limits.DiagnosisWhole)
	for _, suite := range []credential.Suite{credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		good := secured(t, large, signer(t, method("one", one), one), suite)
		d, _ := diagnosed(t, verifier(t, method("one", two), method("two", one)), good)
		require.Equal(t, schoolID+"#two", requireFound(t, d, explain.OtherKey).Expected)
		require.True(t, d.Exhausted)
		first := resigned(t, large, method("one", one), one, suite, func(d, p []byte) []byte { return both(hash(d), hash(p)) }, multikey.EncodeBase58)
		d, _ = diagnosed(t, verifier(t, method("one", one)), first)
		require.Equal(t, "document-first", requireFound(t, d, explain.HashOrder).Variant)
		tampered := strings.Replace(good, "tag 17", "tag 71", 1)
		d, _ = diagnosed(t, verifier(t, method("one", one), method("two", two)), tampered)
		require.True(t, d.Asked && d.Exhausted)
		require.Empty(t, d.Findings)
		require.Contains(t, strings.Join(d.Sentences("en"), " "), "Not everything was tried")
		require.NotContains(t, strings.Join(d.Sentences("en"), " "), "something that matters", "which nobody knows then")
	}
	d, _ := diagnosed(t, verifier(t, method("one", one)), payload(t, secured(t, large, signer(t, method("one", one), one), ""), func(s string) string { return s + " " }))
	require.True(t, d.Asked && d.Exhausted)
	require.Zero(t, d.Tried)
	// Nor of one in a small picture.
	var picture bytes.Buffer
	require.NoError(t, png.Encode(&picture, image.NewGray(image.Rect(0, 0, 1, 1))))
	tampered, err := credential.Parse([]byte(strings.Replace(secured(t, large, signer(t, method("one", one), one), credential.EdDSAJCS2022), "tag 17", "tag 71", 1)))
	require.NoError(t, err)
	baked, err := tampered.Bake(picture.Bytes())
	require.NoError(t, err)
	d, _ = diagnosed(t, verifier(t, method("one", one)), string(baked))
	require.True(t, d.Asked && d.Exhausted)
	require.Zero(t, d.Tried)
}

// BenchmarkDiagnose shows what explaining a hostile badge costs besides its refusal: x-refusal
// is the processor time of both as a multiple of the refusal's, and ms/diagnosis what the
// diagnosis takes by itself. Where that is more than about ten milliseconds, both are at
// most twice the refusal.
func BenchmarkDiagnose(b *testing.B) {
	v, err := verify.New(verify.Config{AnyIssuer: true, Now: now, Methods: []credential.Method{method("one", edKey(1)), method("two", edKey(2))}})
	require.NoError(b, err)
	for name, data := range laborious(b) {
		b.Run(name, func(b *testing.B) {
			report, err := v.Verify(ctx, []byte(data))
			require.Error(b, err)
			d := explain.Diagnose(ctx, []byte(data), report, nil)
			b.Logf("%d bytes, asked %v, %d tried, exhausted %v, %d found", len(data), d.Asked, d.Tried, d.Exhausted, len(d.Findings))
			var refusal, diagnosis, coverage time.Duration
			for b.Loop() {
				start := spent(b)
				report, _ := v.Verify(ctx, []byte(data))
				refusal += spent(b) - start
				start = spent(b)
				explain.Diagnose(ctx, []byte(data), report, nil)
				diagnosis += spent(b) - start
				start = spent(b)
				if s, err := credential.Parse([]byte(data)); err == nil { // a broken token has no paths to map
					_, _ = s.Coverage(ctx, nil)
				}
				coverage += spent(b) - start
			}
			b.ReportMetric(float64(refusal+diagnosis)/float64(refusal), "x-refusal")
			b.ReportMetric(float64(refusal.Microseconds())/1000/float64(b.N), "ms/refusal")
			b.ReportMetric(float64(diagnosis.Microseconds())/1000/float64(b.N), "ms/diagnosis")
			b.ReportMetric(float64(coverage.Microseconds())/1000/float64(b.N), "ms/coverage")
		})
	}
}

package explain_test

import (
	"bytes"
	"crypto"
	"crypto/elliptic"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/explain"
)

// Whatever is sent, an explanation ends, says no more than it may, and speaks of places
// that are there; what holds is not diagnosed.
func FuzzExplain(f *testing.F) {
	ed, p256 := edKey(1), curveKey(elliptic.P256())
	for suite, key := range map[credential.Suite]crypto.Signer{"": ed, credential.EdDSARDFC2022: ed, credential.EdDSAJCS2022: ed, credential.JsonWebSignature2020: ed,
		credential.Ed25519Signature2020: ed, credential.ECDSARDFC2019: p256, credential.ECDSAJCS2019: p256, credential.ECDSASD2023: p256} {
		document := badge
		switch suite {
		case credential.Ed25519Signature2020:
			document = strings.Replace(badge, `3.0.3.json"]`, `3.0.3.json","https://w3id.org/security/suites/ed25519-2020/v1"]`, 1)
		case credential.JsonWebSignature2020:
			document = strings.Replace(badge, `3.0.3.json"]`, `3.0.3.json","https://w3id.org/security/suites/jws-2020/v1"]`, 1)
		}
		name := map[bool]string{true: "p256", false: "ed"}[key == crypto.Signer(p256)]
		good := secured(f, document, signer(f, method(name, key), key), suite)
		f.Add([]byte(good))
		if suite == "" {
			f.Add([]byte(good + "=="))
			f.Add([]byte(payload(f, good, func(s string) string { return strings.Replace(s, "Z", ".000Z", 1) })))
			continue
		}
		for _, w := range onTheWays() {
			if w.found != explain.ContextAdded {
				f.Add([]byte(w.change(f)(good)))
			}
		}
	}
	for i, v := range testdata.Vectors() {
		if len(v.Data) < 3<<10 && i%8 == 0 {
			f.Add(v.Data)
		}
	}
	v, err := verify.New(verify.Config{AnyIssuer: true, Now: now, Methods: []credential.Method{method("ed", ed), method("p256", p256), method("other", edKey(2))}})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 64<<10 {
			return
		}
		report, err := v.VerifyCredential(ctx, data)
		before := report.Verdict()
		e := explain.Explain(ctx, data, report, nil)
		require.Equal(t, before, report.Verdict())
		d := e.Diagnosis
		require.False(t, d.Asked && err == nil, "nothing is diagnosed that holds")
		require.LessOrEqual(t, d.Tried, limits.DiagnosisSigns)
		require.LessOrEqual(t, len(d.Findings), limits.DiagnosisFound)
		for _, f := range d.Findings {
			require.LessOrEqual(t, len(f.Sentence("es")), 2000)
		}
		if c := e.Coverage; c != nil {
			s, err := credential.Parse(data)
			require.NoError(t, err)
			document := s.Document()
			end := 0
			for _, p := range c.Places {
				require.True(t, 0 <= p.Start && p.Start < p.End && p.End <= len(document))
				require.Equal(t, len(p.Proofs) == 0, p.Why != "", p.Pointer)
				for _, i := range p.Proofs {
					require.NoError(t, c.Proofs[i].Err)
				}
				if !p.Order {
					require.LessOrEqual(t, end, p.Start, "places do not overlap")
					end = p.End
				}
			}
		}
		_ = e.Text("en")
		text, err := e.MarshalJSON()
		require.NoError(t, err)
		require.True(t, json.Valid(text))
	})
}

// Whatever is presented, explaining it ends, within what one badge may cost, and of what
// holds nothing is diagnosed. The holder's own proof is made anew, or no credential would
// be looked at.
func FuzzDiagnosePresented(f *testing.F) {
	key := edKey(1)
	m := method("ed", key)
	v, err := verify.New(verify.Config{AnyIssuer: true, Now: now, Methods: []credential.Method{m, method("other", edKey(2))}})
	require.NoError(f, err)
	token := secured(f, badge, signer(f, m, key), "")
	respelled := payload(f, token, func(s string) string { return strings.Replace(s, "Z", ".000Z", 1) })
	for _, suite := range []credential.Suite{credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		good := secured(f, badge, signer(f, m, key), suite)
		f.Add([]byte(strings.Replace(good, "Civics & Law", "Alchemy", 1)), []byte(respelled))
		f.Add([]byte(good), []byte(token))
	}
	for i, v := range testdata.Vectors() {
		if len(v.Data) < 3<<10 && i%16 == 0 {
			f.Add(v.Data, []byte(respelled))
		}
	}
	holder, err := credential.NewKeySigner(edKey(9))
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, first, second []byte) {
		p := credential.Presentation{}
		for _, data := range [][]byte{first, second} {
			if s, err := credential.Parse(data); err == nil && len(data) <= 64<<10 {
				p.Credentials = append(p.Credentials, s)
			}
		}
		for _, suite := range []credential.Suite{"", credential.EdDSAJCS2022} {
			made, err := (&credential.Holder{Signer: holder, Suite: suite, Now: now}).Present(ctx, p, "once", "verifier.example")
			if err != nil {
				return
			}
			report, err := v.Expecting("once", "verifier.example").VerifyPresentation(ctx, made.Bytes())
			before := report.Verdict()
			all := explain.DiagnosePresented(ctx, made.Bytes(), report, nil)
			require.Equal(t, before, report.Verdict())
			require.False(t, len(all) > 0 && err == nil, "nothing is diagnosed that holds")
			require.LessOrEqual(t, len(all), len(report.Credentials))
			tried, last := 0, ""
			for _, one := range all {
				require.True(t, one.Diagnosis.Asked)
				require.NotEqual(t, last, one.Pointer)
				tried, last = tried+one.Diagnosis.Tried, one.Pointer
			}
			require.LessOrEqual(t, tried, limits.DiagnosisSigns)
			e := &explain.Explanation{Presented: all}
			_ = e.Text("es")
			text, err := e.MarshalJSON()
			require.NoError(t, err)
			require.True(t, json.Valid(text))
			broken := bytes.Replace(made.Bytes(), second[:min(len(second), 8)], []byte(".000Z"), 1)
			report, err = v.Expecting("once", "verifier.example").VerifyPresentation(ctx, broken)
			before = report.Verdict()
			own := explain.Diagnose(ctx, broken, report, nil)
			require.Equal(t, before, report.Verdict())
			require.False(t, own.Asked && len(report.Credentials) > 0, "the proof of the presentation has held")
			require.LessOrEqual(t, own.Tried, limits.DiagnosisSigns)
			require.False(t, own.Asked && err == nil)
		}
	})
}

package openbadges_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/seeds"
	"github.com/summitbadges/openbadges/internal/strictjson"
	"github.com/summitbadges/openbadges/verify"
)

// What one verification may cost, whatever it is given: work is counted and not timed, so
// that both stand far above what the hardest vectors take.
const (
	mostMemory  = 256 << 20 // bytes allocated, those given back included
	mostWaiting = 20 * time.Second
)

// FuzzVerifyMeansWhatWasSigned verifies whatever it is given, from bytes and through a
// reader, with issuers that are trusted and have signed a badge by each mechanism: no
// panic, bounded work, always a Code, and verified is only what is equal in meaning to one
// of those badges, and shown like it.
func FuzzVerifyMeansWhatWasSigned(f *testing.F) {
	h := honestBadges(f)
	for _, v := range h.victims {
		f.Add(v.data)
	}
	for _, s := range append(seeds.Documents(), seeds.Dictionary()...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data []byte) { h.judge(t, data) })
}

// honest are badges that were signed, one by each mechanism, and who trusts their issuers.
type honest struct {
	victims  []*victim
	verifier *verify.Verifier
	codes    []verify.Code
}

func honestBadges(t testing.TB) *honest {
	t.Helper()
	h := &honest{codes: verify.Codes()}
	var issuers []string
	for _, m := range mechanisms() {
		v := m.victim(t, "civics")
		h.victims = append(h.victims, v)
		report, err := v.verifier.Verify(context.Background(), v.data)
		require.NoError(t, err)
		if !slices.Contains(issuers, report.Issuer.ID) {
			issuers = append(issuers, report.Issuer.ID)
		}
	}
	at := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	var err error
	h.verifier, err = verify.New(verify.Config{Issuers: issuers, Now: func() time.Time { return at }})
	require.NoError(t, err)
	return h
}

// judge holds a verification to the oracle, and reports whether it was passed.
func (h *honest) judge(t testing.TB, data []byte) bool {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	report, err := h.verifier.Verify(context.Background(), data)
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	require.Less(t, took, mostWaiting)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(mostMemory))

	passed := report.Outcome == verify.Passed
	require.Equal(t, passed, err == nil)
	require.Equal(t, passed, len(report.Errors()) == 0)
	for _, p := range slices.Concat(report.Errors(), report.Warnings()) {
		require.Contains(t, h.codes, p.Code)
		require.NotEqual(t, verify.Panicked, p.Code, p.Message)
	}
	again, _ := h.verifier.VerifyReader(context.Background(), iotest.HalfReader(bytes.NewReader(data)))
	require.Equal(t, report.Outcome, again.Outcome, "bytes and reader")
	require.Equal(t, codes(report.Errors()), codes(again.Errors()), "bytes and reader")
	if passed {
		require.True(t, slices.ContainsFunc(h.victims, func(v *victim) bool {
			return v.saidBy(report.Document()) && v.view(t, report) == v.shows
		}), "verified, and nobody has signed what it means: %q", data)
	}
	return passed
}

// saidBy reports whether a document says what the victim does: a payload byte by byte, a
// document with proofs inside in the canonical form of its suite, by one of its proofs.
func (v *victim) saidBy(document []byte) bool {
	if v.suite == "" {
		honest, err := v.payload()
		return err == nil && bytes.Equal(document, honest)
	}
	tape, err := strictjson.Parse(document, strictjson.Limits{})
	if err != nil {
		return false
	}
	for _, one := range proofsOf(tape.Root()) {
		if means, err := v.meaning(withProof(document, one)); err == nil && means == v.means {
			return true
		}
	}
	return false
}

// The oracle sees what it is to see: an honest badge passes it by each mechanism, and each
// badge is none of the others.
func TestTheOracleOfMeaningTellsBadgesApart(t *testing.T) {
	h := honestBadges(t)
	for _, v := range h.victims {
		require.True(t, h.judge(t, v.data), v.name)
		report, err := h.verifier.Verify(context.Background(), v.data)
		require.NoError(t, err)
		for _, other := range h.victims {
			require.Equal(t, v == other, other.saidBy(report.Document()), "%s as %s", v.name, other.name)
		}
		edited := bytes.Replace(report.Document(), []byte("Civics"), []byte("Physics"), 1)
		require.NotEqual(t, report.Document(), edited)
		require.False(t, v.saidBy(edited), v.name)
	}
}

// payload is what the victim's token signs.
func (v *victim) payload() ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(strings.Split(string(v.data), ".")[1])
}

// proofsOf are the proofs of a document, as they stand in it.
func proofsOf(root strictjson.Value) [][]byte {
	proof := root.Get("proof")
	if proof.Kind() != strictjson.Array {
		return [][]byte{proof.Raw()}
	}
	var list [][]byte
	for _, one := range proof.Elements() {
		list = append(list, one.Raw())
	}
	return list
}

// withProof is a document with one proof in the place of all.
func withProof(document, proof []byte) []byte {
	bare, err := credential.WithoutMember(document, "proof")
	if err != nil {
		return nil
	}
	one, err := credential.WithMember(bare, "proof", proof)
	if err != nil {
		return nil
	}
	return one
}

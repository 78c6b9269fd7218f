package ld_test

import (
	"bytes"
	"context"
	"crypto"
	"regexp"
	"testing"

	gold "github.com/piprate/json-gold/ld"
	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/seeds"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// FuzzWalk reads generated documents three ways: what the walk accepts means to
// it what it means to the reference in this folder and to json-gold, and nothing
// of it is dropped.
func FuzzWalk(f *testing.F) {
	for i := range 64 {
		f.Add(bytes.Repeat([]byte{byte(i), byte(i * 7), byte(i * 31), byte(255 - i), byte(i * i)}, 40))
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		compareWalks(t, generate(t, choices))
	})
}

// FuzzText does the same with documents that are written by hand, or by the fuzzer.
func FuzzText(f *testing.F) {
	for _, s := range seeds.JSON("document", "vcdm", "canon") {
		f.Add(s)
	}
	f.Add([]byte(small))
	for _, pair := range pairs {
		f.Add([]byte(honest(pair...)))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if tape, err := strictjson.Parse(text, strictjson.Limits{}); err == nil && tape.Root().Kind() == strictjson.Object {
			compareWalks(t, text)
		}
	})
}

func compareWalks(t *testing.T, text []byte) (accepted bool) {
	doc := parse(t, text)
	list, err := ld.Standard().Of(doc)
	if err != nil {
		return false
	}
	var d rdfc.Dataset
	if err := list.Convert(&d, nil, doc); err != nil {
		var e *ld.Error
		require.ErrorAs(t, err, &e)
		_, ok := doc.Lookup(e.Pointer)
		require.True(t, ok, "the pointer %q leads nowhere", e.Pointer)
		return false
	}
	form, err := d.Canonicalize(context.Background(), crypto.SHA256)
	if err != nil {
		require.ErrorIs(t, err, rdfc.ErrBudget)
		return false
	}
	got := string(form)

	later := list.Edition() != ""
	r := newReference(t, later)
	want, err := r.nquads(text)
	require.NoError(t, err, "%s", text)
	require.Empty(t, r.lost, "%s", text)
	require.Equal(t, canonicalNQuads(t, want), got, "the reference: %s", text)

	if goldIsWrong(got) {
		return true
	}
	want, err = goldNQuads(t, text, later)
	require.NoError(t, err, "%s", text)
	require.Equal(t, canonicalNQuads(t, want), got, "json-gold: %s", text)
	return true
}

var iris = regexp.MustCompile(`<(https?://[^>]*)>`)

// goldIsWrong says whether a document has something in it that json-gold 0.9.1 is
// known to read otherwise than the specification and jsonld.js 9.0.0 do.
func goldIsWrong(canonical string) bool {
	for _, known := range []string{
		rdf + "JSON>", // canonicalizes objects only, and strings as if they were JSON
		"https://www.w3.org/2018/credentials#verifiableCredential>", // forgets @container @graph beside a context that is null
		"https://www.w3.org/ns/i18n#",                               // has no rdfDirection
	} {
		if bytes.Contains([]byte(canonical), []byte(known)) {
			return true
		}
	}
	for _, m := range iris.FindAllStringSubmatch(canonical, -1) {
		if !gold.IsURL(m[1]) { // drops the quad
			return true
		}
	}
	return false
}

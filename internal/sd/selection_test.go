package sd

import (
	"context"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// The twin is selectJsonLd a second time, as the specification has it: over maps
// and lists, in which arrays are filled at their indices and made dense at the end.
func twinSelect(t testing.TB, document map[string]any, pointers []string) map[string]any {
	t.Helper()
	selected := twinInitial(document)
	selected["@context"] = document["@context"]
	for _, pointer := range pointers {
		var value any = document
		var parent any
		var into any = selected
		var last string
		tokens := strings.Split(pointer, "/")[1:]
		for _, token := range tokens {
			token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
			parent, last = into, token
			switch v := value.(type) {
			case map[string]any:
				value = v[token]
			case []any:
				i, err := strconv.Atoi(token)
				require.NoError(t, err)
				value = v[i]
			}
			into = twinAt(parent, last)
			if into == nil {
				switch v := value.(type) {
				case []any:
					into = map[int]any{}
				case map[string]any:
					into = twinInitial(v)
				}
				twinPut(parent, last, into)
			}
		}
		twinPut(parent, last, value)
	}
	return twinDense(selected).(map[string]any)
}

func twinInitial(v map[string]any) map[string]any {
	selected := map[string]any{}
	for _, name := range []string{"id", "type"} {
		if v[name] != nil {
			selected[name] = v[name]
		}
	}
	return selected
}

func twinAt(parent any, token string) any {
	switch p := parent.(type) {
	case map[string]any:
		return p[token]
	case map[int]any:
		i, _ := strconv.Atoi(token)
		return p[i]
	case []any:
		i, _ := strconv.Atoi(token)
		return p[i]
	}
	return nil
}

func twinPut(parent any, token string, v any) {
	switch p := parent.(type) {
	case map[string]any:
		p[token] = v
	case map[int]any:
		i, _ := strconv.Atoi(token)
		p[i] = v
	}
}

func twinDense(v any) any {
	switch v := v.(type) {
	case map[string]any:
		dense := map[string]any{}
		for name, member := range v {
			dense[name] = twinDense(member)
		}
		return dense
	case map[int]any:
		dense := []any{}
		for _, i := range slices.Sorted(maps.Keys(v)) {
			dense = append(dense, twinDense(v[i]))
		}
		return dense
	}
	return v
}

// everyPointer are the JSON Pointers to all values of a document.
func everyPointer(v strictjson.Value) []string {
	var all []string
	t, root := v.Index()
	for i := root + 1; i < t.Entry(root).Next(); i++ {
		all = append(all, t.At(i).Pointer())
	}
	return all
}

func decoded(t testing.TB, text []byte) map[string]any {
	t.Helper()
	var v map[string]any
	require.NoError(t, json.Unmarshal(text, &v))
	return v
}

func TestSelectionsAreThoseOfTheSpecification(t *testing.T) {
	document := parse(t, []byte(testBadge))
	pointers := everyPointer(document)
	require.Greater(t, len(pointers), 60)
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var some []string
		for range 1 + r.IntN(5) {
			some = append(some, pointers[r.IntN(len(pointers))])
		}
		s, err := selectPointers(document, some)
		require.NoError(t, err)
		text, from := s.document()
		want, err := json.Marshal(twinSelect(t, decoded(t, []byte(testBadge)), some))
		require.NoError(t, err)
		require.JSONEq(t, string(want), string(text), "%q", some)

		// Each value of the selection stands where it says that it stands.
		tape, _ := parse(t, text).Index()
		whole, _ := document.Index()
		require.Len(t, from, int(tape.Entry(0).Next()))
		for i, k := range from {
			part, value := tape.At(uint32(i)), whole.At(k)
			require.Equal(t, value.Name(), part.Name())
			require.Equal(t, value.Kind(), part.Kind())
			if kind := part.Kind(); kind != strictjson.Object && kind != strictjson.Array {
				require.Equal(t, value.Raw(), part.Raw())
			}
		}
	}
}

// Blank nodes get IRIs for a while, as in the specification (skolemization), and
// what is selected by the twin is read on its own.
func TestStatementsAreThoseThatSkolemizationFinds(t *testing.T) {
	base := parse(t, []byte(issued(t, testBadge, 1, testMandatory...)))
	_, g, err := readBase(context.Background(), ld.Standard(), base, base.Get("proof"))
	require.NoError(t, err)

	document := parse(t, []byte(testBadge))
	tape, _ := document.Index()
	skolemized, at, labels := []byte(nil), 0, []string(nil)
	for i := range tape.Entry(0).Next() {
		v := tape.At(i)
		if v.Kind() != strictjson.Object || v.Get("id").Exists() || v.Get("@value").Exists() {
			continue
		}
		start, _ := v.Span()
		skolemized = append(skolemized, testBadge[at:start+1]...)
		iri := "urn:bnid:" + strconv.Itoa(int(i)) + ":"
		skolemized = append(skolemized, `"id":"`+iri+`",`...)
		at = start + 1
		labels = append(labels, "<"+iri+">", "_:"+labelText(g.labels[g.origins[ld.Origin{At: i}]]))
	}
	skolemized = append(skolemized, testBadge[at:]...)
	require.Greater(t, len(labels), 10)
	deskolemize := strings.NewReplacer(labels...)

	pointers := everyPointer(document)
	r := rand.New(rand.NewPCG(3, 4))
	chosen := 0
	for range 300 {
		var some []string
		for range 1 + r.IntN(4) {
			some = append(some, pointers[r.IntN(len(pointers))])
		}
		in, _, err := g.choose(context.Background(), some)
		if err != nil {
			// Text and language stand together, or not at all.
			require.ErrorIs(t, err, ErrPointer)
			require.True(t, slices.Contains(some, "/name/@value") != slices.Contains(some, "/name/@language"), "%q", some)
			continue
		}
		text, err := json.Marshal(twinSelect(t, decoded(t, skolemized), some))
		require.NoError(t, err)
		var data rdfc.Dataset
		require.NoError(t, g.list.Convert(&data, nil, parse(t, text)))
		lines := data.Lines(func(rdfc.Node) string { return "left" })
		for i, line := range lines {
			lines[i] = deskolemize.Replace(line)
		}
		members, _ := in.divide(g.lines)
		require.ElementsMatch(t, lines, members, "%q", some)
		chosen++
	}
	require.Greater(t, chosen, 200)
}

func TestPointersThatSelectNothingAreRefused(t *testing.T) {
	base := issued(t, testBadge, 1, testMandatory...)
	for _, pointer := range []string{
		"/nope", "nope", "issuer", "/issuer/name/0", "/issuer//name", "/", "//", "/issuer/", "/credentialSubject/result/3", "/credentialSubject/result/-",
		"/credentialSubject/result/01", "/credentialSubject/result/+1", "/credentialSubject/result/x", "/issuer/na~me", "/~0", "#/issuer", "/type/0/0",
		"/proof", "/proof/created", "/proof/proofValue",
	} {
		_, err := derive(t, base, "/name", pointer)
		require.ErrorIs(t, err, ErrPointer, pointer)
		require.Contains(t, err.Error(), pointer)
		_, err = CreateBase(context.Background(), ld.Standard(), parse(t, []byte(testBadge)), parse(t, []byte(testConfiguration)), options(issuerKey(t), pointer))
		require.ErrorIs(t, err, ErrPointer, pointer)
	}
	_, err := derive(t, base, make([]string, limits.SDPointers)...)
	require.ErrorIs(t, err, ErrTooLarge)
	_, err = derive(t, base, "/"+strings.Repeat("x", limits.SDPointer))
	require.ErrorIs(t, err, ErrTooLarge)
}

// Each of these would say something that the document does not say.
func TestWhatCannotBeShownAloneIsRefused(t *testing.T) {
	const context0 = `{"steps":{"@id":"https://e.example/steps","@container":"@list"},"data":{"@id":"https://e.example/data","@type":"@json"}}`
	contexts, err := ld.Standard().With("", []byte(context0))
	require.NoError(t, err)
	document := parse(t, []byte(`{"@context":["https://www.w3.org/ns/credentials/v2",`+context0+`],"id":"urn:uuid:1","type":["VerifiableCredential"],
		"name":{"@value":"Civics","@language":"en"},"issuer":{"id":"https://school.example","data":{"a":1,"b":2}},
		"credentialSubject":{"id":"https://school.example","data":{"a":1},"steps":["one",{"name":"two"},"three"]}}`))
	create := func(mandatory ...string) (strictjson.Value, error) {
		text, err := CreateBase(context.Background(), contexts, document, parse(t, []byte(testConfiguration)), options(issuerKey(t), mandatory...))
		if err != nil {
			return strictjson.Value{}, err
		}
		return parse(t, []byte(secured(string(document.Raw()), text))), nil
	}
	for _, pointer := range []string{"/name/@value", "/name/@language", "/credentialSubject/steps/0", "/credentialSubject/steps/1/name", "/issuer/data/b"} {
		_, err := create(pointer)
		require.ErrorIs(t, err, ErrPointer, pointer)
	}
	_, err = create("/name/@value")
	var e *ld.Error
	require.ErrorAs(t, err, &e)
	_, err = create("/credentialSubject/steps/0")
	require.ErrorIs(t, err, ErrPointer)
	require.ErrorContains(t, err, "whole of the list")

	verifies := func(base strictjson.Value, selective ...string) error {
		revealed, err := Derive(context.Background(), contexts, base, base.Get("proof"), selective)
		if err != nil {
			return err
		}
		v := parse(t, revealed)
		_, err = Verify(context.Background(), contexts, nil, v, v.Get("proof"), &issuerKey(t).PublicKey)
		require.NoError(t, err)
		return nil
	}
	base, err := create("/credentialSubject/steps", "/name")
	require.NoError(t, err)
	require.NoError(t, verifies(base))
	require.NoError(t, verifies(base, "/issuer/data", "/credentialSubject/steps/1"))
	require.NoError(t, verifies(base, "/credentialSubject/steps/0", "/credentialSubject/steps/1", "/credentialSubject/steps/2"))

	// A part of one value that is the whole of another: with more of it, the
	// mandatory statement is gone.
	base, err = create("/issuer/data/a")
	require.NoError(t, err)
	require.NoError(t, verifies(base))
	require.ErrorIs(t, verifies(base, "/issuer/data/b"), ErrPointer)
	require.NoError(t, verifies(base, "/issuer/data", "/credentialSubject/data"))
}

// A document inside the document has its own contexts, and keeps them.
func TestADocumentInsideKeepsItsContexts(t *testing.T) {
	const inner = `"endorsement": [{"@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
		"type": ["VerifiableCredential", "EndorsementCredential"], "issuer": {"id": "https://e.example", "type": ["Profile"], "name": "E"},
		"validFrom": "2026-04-01T00:00:00Z", "credentialSubject": {"id": "https://school.example", "type": ["EndorsementSubject"], "endorsementComment": "Good."},
		"proof": {"type": "DataIntegrityProof", "created": "2026-04-01T00:00:00Z", "proofValue": "z1"}}],`
	base := issued(t, strings.Replace(testBadge, `"validFrom"`, inner+`"validFrom"`, 1), 1, "/endorsement/0/issuer")
	require.NoError(t, verifyBase(t, base))
	for _, pointer := range []string{"/endorsement", "/endorsement/0/credentialSubject/endorsementComment", "/endorsement/0/proof/created"} {
		revealed := derived(t, base, pointer)
		require.NoError(t, verify(t, revealed), pointer)
		require.Equal(t, 2, strings.Count(revealed, `"@context"`))
	}
	require.ErrorIs(t, verify(t, strings.Replace(derived(t, base, "/endorsement/0/proof"), `"proofValue": "z1"`, `"proofValue": "z2"`, 1)), ErrSignature)
}

package explain_test

import (
	"context"
	"crypto"
	"crypto/elliptic"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/explain"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// verdictOf is a report as JSON, without how long it took.
func verdictOf(t testing.TB, r *verify.Report) string {
	t.Helper()
	data, err := json.Marshal(r)
	require.NoError(t, err)
	var object any
	require.NoError(t, json.Unmarshal(data, &object))
	var strip func(v any)
	strip = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			delete(v, "tookMicroseconds")
			for _, m := range v {
				strip(m)
			}
		case []any:
			for _, m := range v {
				strip(m)
			}
		}
	}
	strip(object)
	data, err = json.Marshal(object)
	require.NoError(t, err)
	return string(data)
}

// A school whose key is fetched, and its badge, of which a time was written anew.
func fetched(t testing.TB) (school *verifytest.Issuer, good, respelled string) {
	t.Helper()
	school = verifytest.NewIssuer(verifytest.Setup{Suite: credential.EdDSARDFC2022, ID: "did:web:school.example"})
	good = string(school.Good())
	at := strings.Index(good, `"validFrom":"`) + len(`"validFrom":"`)
	respelled = good[:at+19] + ".000" + good[at+19:]
	return school, good, respelled
}

// A diagnosis changes nothing: not the verdict that it explains, nor the next one on the
// same badge, on the mended one, or on any other; it asks nobody.
func TestADiagnosisChangesNoVerdict(t *testing.T) {
	school, good, respelled := fetched(t)
	v := school.Verifier()
	report, err := v.Verify(ctx, []byte(respelled))
	require.ErrorIs(t, err, credential.ProofSigInvalid)
	before, asked := verdictOf(t, report), school.Network.Requests("https://school.example")
	require.Positive(t, asked)
	memory := memoryOf(v)
	for range 40 { // more often than a key is met before it is remembered
		e := explain.Explain(ctx, []byte(respelled), report, nil)
		require.Equal(t, explain.DateSpelling, e.Diagnosis.Findings[0].Hypothesis)
	}
	require.Equal(t, memory, memoryOf(v), "the caches of the Verifier")
	require.Equal(t, asked, school.Network.Requests("https://school.example"), "nobody is asked")
	require.Equal(t, before, verdictOf(t, report))
	again, err := v.Verify(ctx, []byte(respelled))
	require.ErrorIs(t, err, credential.ProofSigInvalid)
	require.Equal(t, before, verdictOf(t, again))
	require.Nil(t, report.Credential)
	require.Nil(t, report.Document())
	_, err = v.Verify(ctx, []byte(good))
	require.NoError(t, err)
	fresh, err := school.Verifier().Verify(ctx, []byte(respelled))
	require.Error(t, err)
	require.Equal(t, before, verdictOf(t, fresh))
}

// memoryOf is what a Verifier remembers from one verification for the next: every map
// and table behind it, by its size.
func memoryOf(v *verify.Verifier) string {
	var b strings.Builder
	seen := map[uintptr]bool{}
	var walk func(name string, value reflect.Value, depth int)
	walk = func(name string, value reflect.Value, depth int) {
		if depth > 12 || strings.HasPrefix(name, ".cfg") {
			return
		}
		switch value.Kind() {
		case reflect.Pointer, reflect.Map:
			if value.IsNil() || seen[value.Pointer()] {
				return
			}
			seen[value.Pointer()] = true
			if value.Kind() == reflect.Map {
				fmt.Fprintf(&b, "%s:%d ", name, value.Len())
				return
			}
			walk(name, value.Elem(), depth+1)
		case reflect.Struct:
			for i := range value.NumField() {
				walk(name+"."+value.Type().Field(i).Name, value.Field(i), depth+1)
			}
		case reflect.Slice:
			fmt.Fprintf(&b, "%s:%d ", name, value.Len())
		case reflect.Int, reflect.Int64:
			fmt.Fprintf(&b, "%s=%d ", name, value.Int())
		}
	}
	walk("", reflect.ValueOf(v), 0)
	return b.String()
}

// The memory that the test above compares is one that a verdict does change.
func TestAVerdictIsSeenInTheMemoryThatIsCompared(t *testing.T) {
	school, good, _ := fetched(t)
	v := school.Verifier()
	before := memoryOf(v)
	_, err := v.Verify(ctx, []byte(good))
	require.NoError(t, err)
	require.NotEqual(t, before, memoryOf(v))
}

// There is no way from a diagnosis to a verdict, a credential, a key or a document: it
// holds texts, numbers and yes or no.
func TestADiagnosisHoldsTextsAndNumbersAlone(t *testing.T) {
	var walk func(name string, of reflect.Type)
	walk = func(name string, of reflect.Type) {
		switch of.Kind() {
		case reflect.Struct:
			require.Equal(t, "github.com/summitbadges/openbadges/verify/explain", of.PkgPath(), name)
			for i := range of.NumField() {
				walk(name+"."+of.Field(i).Name, of.Field(i).Type)
			}
		case reflect.Slice:
			require.NotEqual(t, reflect.Uint8, of.Elem().Kind(), "%s: bytes could be a document", name)
			walk(name, of.Elem())
		case reflect.String, reflect.Int, reflect.Bool:
		default:
			require.Fail(t, "a diagnosis holds more than texts and numbers", "%s is a %s", name, of)
		}
		for _, of := range []reflect.Type{of, reflect.PointerTo(of)} {
			for i := range of.NumMethod() {
				m := of.Method(i)
				for k := range m.Type.NumOut() {
					out := m.Type.Out(k).String()
					require.Contains(t, []string{"string", "[]string"}, out, "%s.%s returns a %s", name, m.Name, out)
				}
			}
		}
	}
	walk("Diagnosis", reflect.TypeFor[explain.Diagnosis]())
}

// A document of many keys costs no more than a few of them.
func TestOfADocumentOfManyKeysAFewAreRead(t *testing.T) {
	const id = "did:web:school.example"
	key := edKey(1)
	var methods, names []string
	for i := range 40 {
		k := edKey(byte(100 + i))
		text, err := multikey.Encode(k.Public())
		require.NoError(t, err)
		names = append(names, fmt.Sprintf(`"%s#key-%d"`, id, i))
		methods = append(methods, fmt.Sprintf(`{"id":"%s#key-%d","type":"Multikey","controller":"%s","publicKeyMultibase":"%s"}`, id, i, id, text))
	}
	network := new(verifytest.Network)
	network.Publish("https://school.example/.well-known/did.json", []byte(`{"id":"`+id+`","verificationMethod":[`+strings.Join(methods, ",")+`],"assertionMethod":[`+strings.Join(names, ",")+`]}`))
	v, err := verify.New(verify.Config{AnyIssuer: true, Fetcher: network, Now: now})
	require.NoError(t, err)
	m := credential.Method{ID: id + "#key-0", Controller: id, Key: key.Public()}
	_, report := diagnosed(t, v, secured(t, strings.ReplaceAll(badge, schoolID, id), signer(t, m, key), credential.EdDSARDFC2022))
	require.LessOrEqual(t, len(report.Keys()), limits.DiagnosisKeys+1)
	require.Greater(t, len(report.Keys()), 1)
}

// The keys that a report has met are the issuer's, those of its document included, and
// of a badge that holds it keeps none.
func TestTheKeysThatARefusalHasMet(t *testing.T) {
	school, good, respelled := fetched(t)
	report, err := school.Verifier().Verify(ctx, []byte(good))
	require.NoError(t, err)
	require.Nil(t, report.Keys())
	report, err = school.Verifier().Verify(ctx, []byte(respelled))
	require.Error(t, err)
	keys := report.Keys()
	require.NotEmpty(t, keys)
	require.Equal(t, school.Signer.Method().ID, keys[0].ID)
	for _, k := range keys {
		require.Equal(t, school.Signer.Method().Controller, k.Controller)
	}
	require.Nil(t, new(verify.Report).Keys())
}

// The school has exchanged its keys in the document that it publishes: the diagnosis
// finds the one that signed in the document that the verdict has fetched.
func TestAnotherKeyIsFoundInTheDocumentThatWasFetched(t *testing.T) {
	const published = `{"id":"ID","verificationMethod":[METHODS],"assertionMethod":["ID#key-1","ID#key-2"]}`
	key, wrong := edKey(1), edKey(2)
	const id = "did:web:school.example"
	m := credential.Method{ID: id + "#key-1", Controller: id, Key: key.Public()}
	listed := func(name string, key crypto.PublicKey) string {
		text, err := multikey.Encode(key)
		require.NoError(t, err)
		return `{"id":"` + id + "#" + name + `","type":"Multikey","controller":"` + id + `","publicKeyMultibase":"` + text + `"}`
	}
	network := new(verifytest.Network)
	network.Publish("https://school.example/.well-known/did.json", []byte(strings.NewReplacer("METHODS", listed("key-1", wrong.Public())+","+listed("key-2", key.Public()), "ID", id).Replace(published)))
	v, err := verify.New(verify.Config{AnyIssuer: true, Fetcher: network, Now: now})
	require.NoError(t, err)
	data := secured(t, strings.ReplaceAll(badge, schoolID, id), signer(t, m, key), credential.EdDSARDFC2022)
	d, report := diagnosed(t, v, data)
	require.Equal(t, id+"#key-2", requireFound(t, d, explain.OtherKey).Expected)
	require.Len(t, report.Keys(), 2)
	require.Equal(t, 1, network.Requests("https://school.example"))
}

func TestThereIsNothingToDiagnoseWhereNoProofFailed(t *testing.T) {
	key := edKey(1)
	m := method("one", key)
	good := secured(t, badge, signer(t, m, key), credential.EdDSARDFC2022)
	v, err := verify.New(verify.Config{Issuers: []string{"https://other.example"}, Methods: []credential.Method{m}, Now: now})
	require.NoError(t, err)
	for _, data := range []string{good, "hello", `{"a":1}`, "", strings.Replace(good, `"issuer":{"id":"`+schoolID, `"issuer":{"id":"https://other.example`, 1)} {
		report, err := v.Verify(ctx, []byte(data))
		require.Error(t, err)
		d := explain.Diagnose(ctx, []byte(data), report, nil)
		require.False(t, d.Asked, data)
		require.Empty(t, d.Findings)
		require.Len(t, d.Sentences("es"), 1)
	}
	nobodys := secured(t, strings.Replace(badge, `"issuer":{"id":"`+schoolID+`",`, `"issuer":{`, 1), signer(t, m, key), "")
	report, err := verifier(t, m).Verify(ctx, []byte(nobodys))
	require.ErrorIs(t, err, credential.SchemaInvalid)
	require.False(t, explain.Diagnose(ctx, []byte(nobodys), report, nil).Asked, "it is its key that was not looked for")
	report, err = verifier(t, m).Verify(ctx, []byte(good))
	require.NoError(t, err)
	require.False(t, explain.Diagnose(ctx, []byte(good), report, nil).Asked)
	require.False(t, explain.Diagnose(ctx, []byte(good), new(verify.Report), nil).Asked)
	var none *explain.Diagnosis
	require.Len(t, none.Sentences("en"), 1)
}

func TestADiagnosisEndsWithItsContext(t *testing.T) {
	key := edKey(1)
	m := method("one", key)
	broken := strings.Replace(secured(t, badge, signer(t, m, key), credential.EdDSARDFC2022), "did:example:ada", "did:example:eve", 1)
	report, err := verifier(t, m).Verify(ctx, []byte(broken))
	require.Error(t, err)
	ended, cancel := context.WithCancel(ctx)
	cancel()
	d := explain.Diagnose(ended, []byte(broken), report, nil)
	require.Empty(t, d.Findings)
	require.True(t, d.Exhausted)
	require.LessOrEqual(t, d.Tried, 1)
	require.True(t, errors.Is(ended.Err(), context.Canceled))
}

// Of several proofs the one that failed is diagnosed.
func TestOfSeveralProofsTheOneThatFailedIsDiagnosed(t *testing.T) {
	key := edKey(1)
	m := method("one", key)
	first := secured(t, badge, signer(t, m, key), credential.EdDSARDFC2022)
	both, err := credential.AddProof(ctx, []byte(first), signer(t, m, key), credential.ProofOptions{Suite: credential.EdDSAJCS2022, Created: now().Add(-time.Hour)})
	require.NoError(t, err)
	data := strings.Replace(string(both.Bytes()), `"created":"2026-06-01T11:00:00Z"`, `"created":"2026-06-01T11:00:00.000Z"`, 1)
	require.NotEqual(t, string(both.Bytes()), data)
	d, _ := diagnosed(t, verifier(t, m), data)
	f := requireFound(t, d, explain.DateSpelling)
	require.Equal(t, "/proof/1", f.Proof)
	require.Equal(t, "/proof/1/created", f.Pointer)
}

func TestEveryHypothesisHasItsWords(t *testing.T) {
	for _, h := range explain.Hypotheses() {
		for _, variant := range []string{"", "all", "none", "twice", "mended", "undone", "escaped", "value", "list", "document-first", "document-only", "proof-only", "unhashed",
			"jcs", "rdfc", "hexadecimal", "base64", "no-prefix", "padding", "alphabet", "several", "around", "within", "payload", "unencoded", "written", "ending", "other-purpose"} {
			f := explain.Finding{Hypothesis: h, Variant: variant, Pointer: "/a", Found: "b", Expected: "c", Places: 1}
			require.NotContains(t, f.Sentence("en"), "{")
			require.NotContains(t, f.Sentence("es-MX"), "{")
			require.NotEqual(t, f.Sentence("en"), f.Sentence("es"))
		}
	}
	require.Contains(t, explain.Finding{Hypothesis: explain.DateSpelling, Found: "{expected}", Expected: "{n}"}.Sentence("en"), "{expected}", "received text is not filled in again")
	for _, u := range []credential.Uncovered{credential.UncoveredProof, credential.UncoveredContext, credential.UncoveredBeside, credential.UncoveredEmpty, credential.UncoveredOrder, credential.UncoveredUnknown, credential.UncoveredOther} {
		require.NotEmpty(t, explain.Why(u, "en"))
		require.NotEqual(t, explain.Why(u, "en"), explain.Why(u, "es"))
	}
}

func TestAnExplanationIsWrittenOnLinesOfItsOwn(t *testing.T) {
	key := curveKey(elliptic.P256())
	m := method("one", key)
	hostile := strings.Replace(badge, `"name":"Civics",`, `"name":"Civics","a\nb\u202ec":"x\ny",`, 1)
	data := secured(t, hostile, signer(t, m, key), "")
	report, _ := verifier(t, m).Verify(ctx, []byte(data))
	e := explain.Explain(ctx, []byte(data), report, nil)
	for _, line := range strings.Split(strings.TrimSpace(e.Text("en")), "\n")[1:] {
		require.Regexp(t, `^  \S`, line)
		require.NotContains(t, line, "\u202e")
	}
	text, err := e.MarshalJSON()
	require.NoError(t, err)
	require.True(t, json.Valid(text))
	e = explain.Explain(ctx, []byte("hello"), nil, nil)
	require.Nil(t, e.Coverage)
	require.Nil(t, e.Diagnosis)
	require.Empty(t, e.Text("es"))
}

// A token that somebody signed in another's name has no harmless explanation, whatever is
// mended in it.
func TestAMendedTokenHasToBeItsIssuers(t *testing.T) {
	eve := edKey(9)
	own, err := credential.DIDKey(eve.Public())
	require.NoError(t, err)
	ownSigner, err := credential.NewSigner(own, eve)
	require.NoError(t, err)
	own.Purposes = nil
	mine := strings.ReplaceAll(badge, schoolID, own.Controller)
	for issuer, document := range map[string]string{"hers": mine, "the school's": badge} {
		data := secured(t, document, ownSigner, "") + "\r\n"
		d, _ := diagnosed(t, verifier(t, method("one", edKey(1))), data)
		f := requireFound(t, d, explain.Whitespace)
		require.Equal(t, issuer != "hers", f.Unjudged, issuer)
	}
	// Nor is a key tried that somebody else controls.
	good := secured(t, badge, ownSigner, credential.EdDSARDFC2022)
	m := method("one", edKey(1))
	m.ID = own.ID
	hers := credential.Method{ID: "https://eve.example#k", Controller: "https://eve.example", Key: eve.Public()}
	d, report := diagnosed(t, verifier(t, m, hers), good)
	require.True(t, d.Asked)
	require.Empty(t, d.Findings)
	require.Len(t, report.Keys(), 1)
	d = explain.Diagnose(ctx, []byte(good), said{report.Errors(), []credential.Method{m, hers}}, nil)
	require.True(t, d.Asked)
	require.Empty(t, d.Findings)
	// Nor one that the caller knows under the name that the token gives, as somebody else's.
	hers.ID = own.ID
	d, _ = diagnosed(t, verifier(t, hers), secured(t, badge, ownSigner, "")+"\r\n")
	require.True(t, requireFound(t, d, explain.Whitespace).Unjudged)
}

// said is a refusal by somebody else than package verify.
type said struct {
	errors []verify.Problem
	keys   []credential.Method
}

func (s said) Errors() []verify.Problem  { return s.errors }
func (s said) Keys() []credential.Method { return s.keys }

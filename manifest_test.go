package openbadges_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/strictjson"
	"github.com/summitbadges/openbadges/testdata"
)

// A listedVector is what the manifest says of a vector.
type listedVector struct {
	Name     string   `json:"name"`
	Family   string   `json:"family"`
	Cases    []string `json:"cases"`
	File     string   `json:"file"`
	SHA256   string   `json:"sha256"`
	Document struct {
		Offset int    `json:"offset"`
		Packed string `json:"packed"`
		Bytes  int    `json:"bytes"`
		SHA256 string `json:"sha256"`
	} `json:"document"`
	At     string `json:"at"`
	Policy struct {
		Judge          string   `json:"judge"`
		TrustedIssuers []string `json:"trustedIssuers"`
		AnyIssuer      bool     `json:"anyIssuer"`
		Strict         bool     `json:"strict"`
		Recipient      struct {
			Type  string `json:"type"`
			Value string `json:"value"`
		} `json:"recipient"`
		Achievement      string   `json:"achievement"`
		StatusIssuers    []string `json:"statusIssuers"`
		CompareResources bool     `json:"compareResources"`
		Challenge        string   `json:"challenge"`
		Domain           string   `json:"domain"`
		HeldByPresenter  bool     `json:"heldByPresenter"`
	} `json:"policy"`
	Network []struct {
		URL     string `json:"url"`
		Failure string `json:"failure"`
		Status  int    `json:"status"`
		Headers struct {
			ContentType string `json:"Content-Type"`
			Location    string `json:"Location"`
		} `json:"headers"`
		Body string `json:"body"`
	} `json:"network"`
	Expect struct {
		Outcome string   `json:"outcome"`
		Codes   []string `json:"codes"`
		Pointer string   `json:"pointer"`
	} `json:"expect"`
	Comment string `json:"comment"`
}

// TestTheManifestSaysAllThatTheVectorsSay replays the corpus from its manifest alone, and
// compares what it says with what the headers say.
func TestTheManifestSaysAllThatTheVectorsSay(t *testing.T) {
	file, err := os.ReadFile("testdata/manifest.json")
	require.NoError(t, err)
	listed := readManifest(t, file)
	want := testdata.Vectors()
	require.Len(t, listed, len(want))
	for i, v := range listed {
		require.Equal(t, want[i], v)
		if !passedOver(i) {
			requireExpected(t, v, judge(t, v, plainly(v.Data)))
		}
	}
}

// readManifest is the corpus as the manifest has it, read as strictly as a badge.
func readManifest(t *testing.T, file []byte) []testdata.Vector {
	t.Helper()
	tape, err := strictjson.Parse(file, strictjson.Limits{Size: 64 << 20, Nodes: 1 << 20, Members: 1 << 16})
	require.NoError(t, err)
	require.True(t, tape.Root().Get("corpus").Is(testdata.Version))
	bodies := map[string][]byte{}
	for digest, body := range tape.Root().Get("bodies").Members() {
		bodies[digest] = listedBody(t, body)
		require.Equal(t, digest, listedDigest(bodies[digest]))
	}
	used := map[string]bool{}
	var vectors []testdata.Vector
	for _, entry := range tape.Root().Get("vectors").Elements() {
		var l listedVector
		require.NoError(t, strictjson.View(entry, &l))
		v := l.vector(t, bodies, used)
		require.True(t, len(v.Codes) > 0 || v.Expect == testdata.Valid)
		vectors = append(vectors, v)
	}
	require.Len(t, used, len(bodies), "no body is there for nothing")
	return vectors
}

func (l listedVector) vector(t *testing.T, bodies map[string][]byte, used map[string]bool) testdata.Vector {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("testdata", filepath.FromSlash(l.File)))
	require.NoError(t, err)
	require.Equal(t, l.SHA256, listedDigest(file), l.Name)
	data := slices.Clone(file[l.Document.Offset:])
	if l.Document.Packed != "" {
		require.Equal(t, "gzip", l.Document.Packed)
		data = unfoldListed(t, data)
	}
	require.Len(t, data, l.Document.Bytes, l.Name)
	require.Equal(t, l.Document.SHA256, listedDigest(data), l.Name)
	at, err := time.Parse(time.RFC3339Nano, l.At)
	require.NoError(t, err)
	require.Len(t, l.Cases, 1)
	p := l.Policy
	require.LessOrEqual(t, len(p.StatusIssuers), 1)
	v := testdata.Vector{
		ID: l.Cases[0], Name: l.Name, Family: l.Family, Data: data,
		Expect: testdata.Outcome(l.Expect.Outcome), Codes: l.Expect.Codes, Pointer: l.Expect.Pointer,
		At: at, Issuers: p.TrustedIssuers, Comment: l.Comment,
		Policy: testdata.Policy{
			Strict: p.Strict, AnyIssuer: p.AnyIssuer, ProofOnly: p.Judge == "proofs", AnyType: p.Judge == "credential", Presentation: p.Judge == "presentation",
			RecipientType: p.Recipient.Type, Recipient: p.Recipient.Value, Achievement: p.Achievement, CompareResources: p.CompareResources,
			Challenge: p.Challenge, Domain: p.Domain, Held: p.HeldByPresenter,
		},
	}
	if len(p.StatusIssuers) == 1 {
		v.Policy.StatusIssuer = p.StatusIssuers[0]
	}
	for _, a := range l.Network {
		if v.Net == nil {
			v.Net = map[string]testdata.Answer{}
		}
		if a.Body != "" {
			require.Contains(t, bodies, a.Body, l.Name)
			used[a.Body] = true
		}
		v.Net[a.URL] = testdata.Answer{Status: a.Status, Type: a.Headers.ContentType, Location: a.Headers.Location, Body: bodies[a.Body], Failure: a.Failure}
	}
	require.Len(t, v.Net, len(l.Network), "%s: no URL has two answers", l.Name)
	return v
}

func listedBody(t *testing.T, body strictjson.Value) []byte {
	t.Helper()
	if text := body.Get("text"); text.Exists() {
		return []byte(text.Text())
	}
	packed := body.Get("gzip")
	data, err := base64.StdEncoding.Strict().DecodeString(body.Get("base64").Text() + packed.Text())
	require.NoError(t, err)
	if packed.Exists() {
		return unfoldListed(t, data)
	}
	return data
}

func unfoldListed(t *testing.T, packed []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(packed))
	require.NoError(t, err)
	data, err := io.ReadAll(z)
	require.NoError(t, err)
	return data
}

func listedDigest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// The schema is what another language reads the manifest by: it takes the manifest, and
// nothing that says less, or more than a reader of it would know.
func TestTheManifestKeepsToItsSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("testdata/manifest.schema.json")
	require.NoError(t, err)
	file, err := os.ReadFile("testdata/manifest.json")
	require.NoError(t, err)
	whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(file))
	require.NoError(t, err)
	require.NoError(t, schema.Validate(whole))

	root := whole.(map[string]any)
	samples := map[string]any{} // by the members that an entry has, one of each
	for _, v := range root["vectors"].([]any) {
		samples[manifestShape(v)] = v
	}
	require.Greater(t, len(samples), 20)
	body := map[string]any{"text": "x"}
	bodies := map[string]any{listedDigest([]byte("x")): body}
	optional := map[string]bool{"pointer": true, "network": true, "packed": true, "headers": true, "Content-Type": true, "Location": true, "body": true, "strict": true,
		"recipient": true, "achievement": true, "statusIssuers": true, "compareResources": true, "challenge": true, "domain": true, "heldByPresenter": true}
	refused := 0
	for _, entry := range samples {
		one := map[string]any{"format": json.Number("1"), "corpus": "5.2", "bodies": bodies, "vectors": []any{entry}}
		require.NoError(t, schema.Validate(one))
		eachManifestObject(one, func(object map[string]any) {
			object["unknown"] = "x"
			require.Error(t, schema.Validate(one), "a member that nobody knows")
			delete(object, "unknown")
			for name, value := range object {
				if len(name) == 64 { // a body, of which there may be none
					continue
				}
				for _, other := range []any{nil, json.Number("-7"), "", []any{}, map[string]any{}} {
					object[name] = other
					if name != "text" && name != "bodies" {
						require.Error(t, schema.Validate(one), "%s as %v", name, other)
						refused++
					}
				}
				delete(object, name)
				if !optional[name] {
					require.Error(t, schema.Validate(one), "without %s", name)
				}
				object[name] = value
			}
		})
	}
	require.Greater(t, refused, 500)
}

// eachManifestObject visits the objects of a value, each before what is in it.
func eachManifestObject(v any, visit func(map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		visit(v)
		for _, m := range v {
			eachManifestObject(m, visit)
		}
	case []any:
		for _, m := range v {
			eachManifestObject(m, visit)
		}
	}
}

// manifestShape is the names of the members of a value.
func manifestShape(v any) string {
	var names []string
	eachManifestObject(v, func(object map[string]any) {
		for name := range object {
			names = append(names, name)
		}
	})
	slices.Sort(names)
	shape, _ := json.Marshal(slices.Compact(names))
	return string(shape)
}

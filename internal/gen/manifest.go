package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/testdata"
)

// manifestPath is the manifest of the vectors, beside their folder.
const manifestPath = "manifest.json"

// The manifest says of every vector what its header says, in JSON, so that whoever
// reads JSON needs no reader of headers. testdata/manifest.schema.json is its schema.
type manifestVector struct {
	Name     string           `json:"name"`
	Family   string           `json:"family"`
	Cases    []string         `json:"cases"`
	File     string           `json:"file"`
	SHA256   string           `json:"sha256"`
	Document manifestDocument `json:"document"`
	At       string           `json:"at"`
	Policy   manifestPolicy   `json:"policy"`
	Network  []manifestAnswer `json:"network,omitempty"`
	Expect   manifestVerdict  `json:"expect"`
	Comment  string           `json:"comment"`
}

// A manifestDocument is where the document stands in the file: behind the offset, and
// packed or as it is. Its digest is of what it unfolds to.
type manifestDocument struct {
	Offset int    `json:"offset"`
	Packed string `json:"packed,omitempty"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

type manifestPolicy struct {
	Judge            string             `json:"judge"`
	TrustedIssuers   []string           `json:"trustedIssuers,omitempty"`
	AnyIssuer        bool               `json:"anyIssuer,omitempty"`
	Strict           bool               `json:"strict,omitempty"`
	Recipient        *manifestRecipient `json:"recipient,omitempty"`
	Achievement      string             `json:"achievement,omitempty"`
	StatusIssuers    []string           `json:"statusIssuers,omitempty"`
	CompareResources bool               `json:"compareResources,omitempty"`
	Challenge        string             `json:"challenge,omitempty"`
	Domain           string             `json:"domain,omitempty"`
	HeldByPresenter  bool               `json:"heldByPresenter,omitempty"`
}

type manifestRecipient struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

type manifestAnswer struct {
	URL     string            `json:"url"`
	Failure string            `json:"failure,omitempty"`
	Status  int               `json:"status,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	Body    string            `json:"body,omitempty"` // the digest under which it stands among the bodies
}

type manifestVerdict struct {
	Outcome string   `json:"outcome"`
	Codes   []string `json:"codes,omitempty"`
	Pointer string   `json:"pointer,omitempty"`
}

// withManifest adds the manifest of the vectors among files. It is made of those that
// stand below dir wherever they say the same, for it holds their digests, and another
// release of Go may pack them differently.
func withManifest(dir string, files map[string][]byte) (map[string][]byte, error) {
	have, err := existing(dir)
	if err != nil {
		return nil, err
	}
	settled := maps.Clone(files)
	for path, file := range have {
		if want, ok := settled[path]; ok && same(file, want) {
			settled[path] = file
		}
	}
	settled[manifestPath] = manifest(settled)
	return settled, nil
}

// manifest is one line for each vector and each body, so that a change is one line too.
func manifest(files map[string][]byte) []byte {
	bodies := map[string]string{}
	var vectors [][]byte
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if strings.HasPrefix(path, "vectors/") {
			vectors = append(vectors, asJSON(manifestOf(path, files[path], bodies)))
		}
	}
	var listed [][]byte
	for _, digest := range slices.Sorted(maps.Keys(bodies)) {
		listed = append(listed, slices.Concat(asJSON(digest), []byte(":"), []byte(bodies[digest])))
	}
	return slices.Concat(
		[]byte("{\n\"format\":1,\n\"corpus\":"), asJSON(testdata.Version),
		[]byte(",\n\"bodies\":{\n"), bytes.Join(listed, []byte(",\n")),
		[]byte("\n},\n\"vectors\":[\n"), bytes.Join(vectors, []byte(",\n")), []byte("\n]}\n"))
}

// manifestOf is the entry of one vector. It adds what the network answers to bodies.
func manifestOf(path string, file []byte, bodies map[string]string) manifestVector {
	v := must1(testdata.Parse(path, file))
	head, _, _ := bytes.Cut(file, []byte("\n\n"))
	m := manifestVector{
		Name: v.Name, Family: v.Family, Cases: []string{v.ID}, File: path, SHA256: hexDigest(file),
		Document: manifestDocument{Offset: len(head) + len("\n\n"), Bytes: len(v.Data), SHA256: hexDigest(v.Data)},
		Policy:   policyOf(v),
		Expect:   manifestVerdict{string(v.Expect), v.Codes, v.Pointer},
		Comment:  v.Comment,
	}
	for line := range strings.SplitSeq(string(head), "\n") {
		key, value, _ := strings.Cut(line, ": ")
		switch key {
		case "at":
			m.At = value
		case "body":
			m.Document.Packed = value
		case "answer":
			m.Network = append(m.Network, answerOf(value, v.Net, bodies))
		}
	}
	return m
}

func policyOf(v testdata.Vector) manifestPolicy {
	p := manifestPolicy{
		Judge: "badge", TrustedIssuers: v.Issuers, AnyIssuer: v.Policy.AnyIssuer, Strict: v.Policy.Strict,
		Achievement: v.Policy.Achievement, CompareResources: v.Policy.CompareResources,
		Challenge: v.Policy.Challenge, Domain: v.Policy.Domain, HeldByPresenter: v.Policy.Held,
	}
	switch {
	case v.Policy.ProofOnly:
		p.Judge = "proofs"
	case v.Policy.AnyType:
		p.Judge = "credential"
	case v.Policy.Presentation:
		p.Judge = "presentation"
	}
	if v.Policy.RecipientType != "" {
		p.Recipient = &manifestRecipient{v.Policy.RecipientType, v.Policy.Recipient}
	}
	if v.Policy.StatusIssuer != "" {
		p.StatusIssuers = []string{v.Policy.StatusIssuer}
	}
	return p
}

// answerOf is what one line says; its body stands among bodies in the form that it has
// in the line, and many vectors share one.
func answerOf(line string, net map[string]testdata.Answer, bodies map[string]string) manifestAnswer {
	part := strings.SplitN(line, " ", 5) // URL, status, media type, form, text
	a := net[part[0]]
	m := manifestAnswer{URL: part[0], Failure: a.Failure, Status: a.Status, Headers: map[string]string{}}
	if a.Type != "" {
		m.Headers["Content-Type"] = a.Type
	}
	if a.Location != "" {
		m.Headers["Location"] = a.Location
	}
	if len(part) == 5 {
		m.Body = hexDigest(a.Body)
		bodies[m.Body] = string(asJSON(map[string]string{part[3]: part[4]}))
	}
	return m
}

func hexDigest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func asJSON(v any) []byte {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	must(e.Encode(v))
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

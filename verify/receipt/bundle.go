package receipt

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/base64url"
	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
	"github.com/summitbadges/openbadges/verify"
)

const (
	bundleType    = "OpenBadgesEvidenceBundle"
	bundleVersion = 1
)

// A bundle is a file of JSON in one spelling. The documents are those of which the receipt
// has a digest, each once, in its order: what each of them is, and where it was, the
// receipt says, and nothing else does.
type bundle struct {
	Type      string   `json:"type"`
	Version   int      `json:"version"`
	Receipt   string   `json:"receipt"`
	Badge     string   `json:"badge"`               // base64url
	Documents []string `json:"documents,omitempty"` // likewise
}

// Bundle returns one file with the badge of the report, its receipt, and the documents that
// the verdict rests on: what Config.Fetcher had, and of Config.Schemas and of the contexts
// that were added to Config.Contexts those that the badge needs, for itself, for what
// stands in it and for its status lists (verify.Report.Contexts). The built-in contexts are
// not in it. The same report and receipt make the same bytes.
func Bundle(signed []byte, r *verify.Report) ([]byte, error) {
	token, err := jose.ParseTyped(signed, receiptTyp)
	if err != nil {
		return nil, credential.NewProblem(credential.ReceiptFormat, "", err, "this is no receipt of a verification: %v", err)
	}
	said, err := parse(token.Payload)
	if err != nil {
		return nil, err
	}
	same, err := of(r, said.Verifier)
	if err != nil {
		return nil, err
	}
	again, err := write(same)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(again, token.Payload) {
		return nil, errors.New("receipt: the receipt is not of this report")
	}
	had := map[string][]byte{}
	for _, s := range r.Sources {
		had[digest(s.Data)] = s.Data
	}
	for _, s := range r.Schemas {
		had[digest(s.Data)] = s.Data
	}
	for _, c := range r.Contexts() {
		if c.Given != nil {
			had[digest(c.Given)] = c.Given
		}
	}
	b := bundle{Type: bundleType, Version: bundleVersion, Receipt: string(signed), Badge: base64.RawURLEncoding.EncodeToString(r.Received())}
	for _, sum := range said.documents() {
		data, ok := had[sum]
		if !ok {
			return nil, fmt.Errorf("receipt: the report does not hold the document with the digest %s", sum)
		}
		b.Documents = append(b.Documents, base64.RawURLEncoding.EncodeToString(data))
	}
	file, err := write(b)
	if err != nil {
		return nil, err
	}
	if len(file) > limits.Evidence || len(b.Documents) > limits.EvidenceEntries {
		return nil, refused(credential.InputTooLarge, "a bundle has at most %d bytes and %d documents; this one would have %d and %d", limits.Evidence, limits.EvidenceEntries, len(file), len(b.Documents))
	}
	return file, nil
}

// IsBundle reports whether data begins as a bundle does, or as one that somebody has saved
// anew, with white space or a byte order mark that no bundle has: that is for Reader.Open to
// refuse, and to say why.
func IsBundle(data []byte) bool {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	for _, token := range [...]string{"{", `"type"`, ":", `"` + bundleType + `"`} {
		rest, ok := bytes.CutPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte(token))
		if !ok {
			return false
		}
		data = rest
	}
	return true
}

// documents are the digests of what is in the bundle, each once.
func (r *Receipt) documents() []string {
	var list []string
	for _, s := range r.Sources {
		if s.SHA256 != "" {
			list = once(list, s.SHA256)
		}
	}
	for _, s := range r.Schemas {
		if s.Given && s.SHA256 != "" {
			list = once(list, s.SHA256)
		}
	}
	for _, c := range r.Contexts {
		if c.Given && c.SHA256 != "" {
			list = once(list, c.SHA256)
		}
	}
	return list
}

// An Evidence is a bundle whose receipt a verifier has signed whose word counts, and in
// which everything is what the receipt says. Nothing in it has been verified.
type Evidence struct {
	Receipt *Receipt
	Badge   []byte // which a verification of today can judge as any other

	documents map[string][]byte // by their digests
	opened    time.Time         // by the Reader's clock
}

// Open reads a bundle, as Bundle makes it, to the byte. Its error is a *verify.Problem: of
// what Read refuses of the receipt; RECEIPT_FORMAT, or INPUT_TOO_LARGE, of the rest; or
// RECEIPT_MISMATCH where the badge or a document is not the one of the receipt, is missing,
// or is one that the receipt does not name.
func (d Reader) Open(file []byte) (*Evidence, error) { return d.openAt(file, d.today()) }

func (d Reader) openAt(file []byte, today time.Time) (*Evidence, error) {
	if len(file) > limits.Evidence {
		return nil, refused(credential.InputTooLarge, "a bundle has at most %d bytes; this has %d", limits.Evidence, len(file))
	}
	var b bundle
	lim := strictjson.Limits{Size: limits.Evidence, String: limits.Evidence, Nodes: limits.EvidenceEntries + 16, Depth: 2}
	if err := readExactly(file, lim, &b, "the bundle"); err != nil {
		return nil, err
	}
	if b.Type != bundleType || b.Version != bundleVersion {
		return nil, refused(credential.ReceiptFormat, "expected a bundle of the type %s, version %d; found %q, version %d", bundleType, bundleVersion, limits.Abridge(b.Type), b.Version)
	}
	r, err := d.readAt([]byte(b.Receipt), today)
	if err != nil {
		return nil, err
	}
	e := &Evidence{Receipt: r, documents: map[string][]byte{}, opened: today}
	if e.Badge, err = decode(b.Badge, "the badge"); err != nil {
		return nil, err
	}
	if digest(e.Badge) != r.Badge.SHA256 {
		return nil, refused(credential.ReceiptMismatch, "the receipt is of another badge than the one in the bundle")
	}
	named := r.documents()
	if len(named) != len(b.Documents) {
		return nil, refused(credential.ReceiptMismatch, "the receipt names %d documents, and the bundle holds %d", len(named), len(b.Documents))
	}
	for i, text := range b.Documents {
		data, err := decode(text, fmt.Sprintf("document %d", i+1))
		if err != nil {
			return nil, err
		}
		if digest(data) != named[i] {
			return nil, refused(credential.ReceiptMismatch, "document %d of the bundle is not the one that was checked (%s)", i+1, limits.Abridge(r.urlOf(named[i])))
		}
		e.documents[named[i]] = data
	}
	return e, nil
}

// urlOf is where the document of that digest was.
func (r *Receipt) urlOf(sum string) string {
	for _, s := range r.Sources {
		if s.SHA256 == sum {
			return s.URL
		}
	}
	for _, s := range r.Schemas {
		if s.SHA256 == sum {
			return s.URL
		}
	}
	for _, c := range r.Contexts {
		if c.SHA256 == sum {
			return c.name()
		}
	}
	return ""
}

func decode(text, what string) ([]byte, error) {
	data := make([]byte, base64url.DecodedLen(len(text)))
	if _, err := base64url.Decode(data, []byte(text)); err != nil {
		return nil, credential.NewProblem(credential.ReceiptFormat, "", err, "%s of the bundle is %v", what, err)
	}
	return data, nil
}

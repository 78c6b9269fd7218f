package testdata

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// maxBody bounds what a compressed body may unfold to.
const maxBody = 64 << 20

var (
	pathForm = regexp.MustCompile(`^vectors/([a-z]+)/(([A-Z][0-9]{2})-[a-z0-9]+(?:-[a-z0-9]+)*)\.vec$`)
	codeForm = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$`)
)

// Parse reads one vector file. Its path, such as
// "vectors/jws/J12-duplicate-alg-none-first.vec", gives family, name and id.
//
// Parse is strict, for a vector that is not understood is a test that does not
// run: an unknown key, a key given twice, a missing expectation, clock or
// reason, and an expectation that contradicts its codes are errors.
func Parse(name string, file []byte) (Vector, error) {
	parts := pathForm.FindStringSubmatch(name)
	if parts == nil {
		return Vector{}, fmt.Errorf("a vector's path is vectors/FAMILY/ID-WORDS.vec, not %q", name)
	}
	head, body, found := bytes.Cut(file, []byte("\n\n"))
	if !found {
		return Vector{}, errors.New("no empty line ends the header")
	}
	fields, answers, err := parseHeader(head)
	if err != nil {
		return Vector{}, err
	}
	v := Vector{Family: parts[1], Name: parts[2], ID: parts[3], Comment: fields["comment"]}
	for _, step := range []func(map[string]string) error{v.setExpectation, v.setClock, v.setPolicy} {
		if err := step(fields); err != nil {
			return Vector{}, err
		}
	}
	if v.Net, err = parseNet(fields["net"], answers); err != nil {
		return Vector{}, err
	}
	if v.Data, err = decodeBody(fields["body"], body); err != nil {
		return Vector{}, err
	}
	return v, nil
}

var keys = []string{"expect", "codes", "pointer", "at", "trust", "policy", "net", "body", "comment"}

// parseHeader returns the values of the keys, and those of answer, which may stand there
// more than once.
func parseHeader(head []byte) (fields map[string]string, answers []string, err error) {
	if !utf8.Valid(head) || bytes.ContainsAny(head, "\r\x00\t") {
		return nil, nil, errors.New("the header must be UTF-8 without tabs and carriage returns")
	}
	fields = map[string]string{}
	for line := range strings.SplitSeq(string(head), "\n") {
		key, value, found := strings.Cut(line, ": ")
		switch {
		case !found || value == "" || value != strings.TrimSpace(value):
			return nil, nil, fmt.Errorf("a header line is \"key: value\", not %q", line)
		case key == "answer":
			answers = append(answers, value)
			continue
		case !slices.Contains(keys, key):
			return nil, nil, fmt.Errorf("unknown key %q", key)
		case fields[key] != "":
			return nil, nil, fmt.Errorf("key %q occurs twice", key)
		}
		fields[key] = value
	}
	return fields, answers, nil
}

func (v *Vector) setExpectation(fields map[string]string) error {
	v.Expect = Outcome(fields["expect"])
	switch v.Expect {
	case Valid, Warning, Invalid, Undetermined:
	case "":
		return errors.New("no expectation: expect is missing")
	default:
		return fmt.Errorf("expect is valid, warning, invalid or undetermined, not %q", v.Expect)
	}
	if codes := fields["codes"]; codes != "" {
		v.Codes = strings.Split(codes, " ")
	}
	for i, code := range v.Codes {
		if !codeForm.MatchString(code) || slices.Contains(v.Codes[:i], code) {
			return fmt.Errorf("codes is a list of different CODES with single spaces between, not %q", fields["codes"])
		}
	}
	if (len(v.Codes) == 0) != (v.Expect == Valid) {
		return fmt.Errorf("expect %s with codes %v: every expectation but valid has a reason, and only it has none", v.Expect, v.Codes)
	}
	v.Pointer = fields["pointer"]
	if v.Pointer != "" && (v.Pointer[0] != '/' || len(v.Codes) == 0) {
		return fmt.Errorf("pointer is the place of the first code, a JSON Pointer, not %q", v.Pointer)
	}
	return nil
}

func (v *Vector) setClock(fields map[string]string) (err error) {
	v.At, err = time.Parse(time.RFC3339Nano, fields["at"])
	if err != nil || v.At.Format(time.RFC3339Nano) != fields["at"] {
		return fmt.Errorf("at is the clock of the verification, in RFC 3339 and its shortest form, not %q", fields["at"])
	}
	return nil
}

func (v *Vector) setPolicy(fields map[string]string) error {
	if trust := fields["trust"]; trust != "" {
		v.Issuers = strings.Split(trust, " ")
	}
	if slices.Contains(v.Issuers, "") {
		return fmt.Errorf("trust is a list of identifiers with single spaces between, not %q", fields["trust"])
	}
	if policy := fields["policy"]; policy != "" {
		seen := map[string]bool{}
		for word := range strings.SplitSeq(policy, " ") {
			name, argument, _ := strings.Cut(word, "=")
			if seen[name] {
				return fmt.Errorf("policy says %q twice", name)
			}
			seen[name] = true
			if err := v.Policy.set(name, argument); err != nil {
				return err
			}
		}
	}
	if asked := len(v.Issuers) > 0; asked == (v.Policy.AnyIssuer || v.Policy.ProofOnly) {
		return errors.New("say whom to trust: trust, or else policy any-issuer or proof-only")
	}
	if v.Policy.ProofOnly && (v.Policy.CompareResources || v.Policy.StatusIssuer != "") {
		return errors.New("policy proof-only asks for no status and no resources")
	}
	if v.Policy.AnyType && v.Policy.ProofOnly {
		return errors.New("policy proof-only asks for no type, so any-type says nothing beside it")
	}
	if v.Policy.Presentation && (v.Policy.AnyType || v.Policy.ProofOnly) {
		return errors.New("policy presentation judges a presentation, and neither proofs alone nor any type")
	}
	if !v.Policy.Presentation && v.Policy.Challenge+v.Policy.Domain != "" {
		return errors.New("policy challenge and domain are expected of a presentation")
	}
	return nil
}

// set takes one word of the policy line, "name" or "name=argument".
func (p *Policy) set(name, argument string) error {
	plain, err := url.PathUnescape(argument)
	if err != nil {
		return fmt.Errorf("policy %s: %w", name, err)
	}
	switch {
	case name == "strict" && argument == "":
		p.Strict = true
	case name == "any-issuer" && argument == "":
		p.AnyIssuer = true
	case name == "proof-only" && argument == "":
		p.ProofOnly = true
	case name == "any-type" && argument == "":
		p.AnyType = true
	case name == "presentation" && argument == "":
		p.Presentation = true
	case name == "held" && argument == "":
		p.Held = true
	case name == "compare-resources" && argument == "":
		p.CompareResources = true
	case name == "status-issuer" && argument != "":
		p.StatusIssuer = plain
	case name == "challenge" && argument != "":
		p.Challenge = plain
	case name == "domain" && argument != "":
		p.Domain = plain
	case name == "achievement" && argument != "":
		p.Achievement = plain
	case name == "recipient" && argument != "":
		var found bool
		p.RecipientType, p.Recipient, found = strings.Cut(plain, "=")
		if !found || p.RecipientType == "" || p.Recipient == "" {
			return fmt.Errorf("policy recipient is TYPE=VALUE, not %q", plain)
		}
	default:
		return fmt.Errorf("unknown policy %q with argument %q", name, argument)
	}
	return nil
}

func decodeBody(form string, body []byte) ([]byte, error) {
	switch form {
	case "":
		return bytes.Clone(body), nil
	case "gzip":
		return unfold(body)
	}
	return nil, fmt.Errorf("unknown body %q", form)
}

// unfold reads one gzip member and nothing behind it.
func unfold(body []byte) ([]byte, error) {
	packed := bytes.NewReader(body)
	z, err := gzip.NewReader(packed)
	if err != nil {
		return nil, fmt.Errorf("body: %w", err)
	}
	z.Multistream(false)
	data, err := io.ReadAll(io.LimitReader(z, maxBody+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("body: %w", err)
	case len(data) > maxBody:
		return nil, fmt.Errorf("body: more than %d bytes", maxBody)
	case packed.Len() > 0:
		return nil, errors.New("body: something follows the gzip member")
	}
	return data, nil
}

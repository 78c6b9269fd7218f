package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// now is the clock of every vector that does not set another.
const now = "2026-06-01T12:00:00Z"

// packAbove is the size from which a body that compresses well is stored
// compressed, so that the corpus stays small enough to be compiled in.
const packAbove = 32 << 10

// A book collects the vectors of the corpus as files.
type book struct {
	files  map[string][]byte
	held   []string // paths of the vectors whose signature a careless processor finds good
	family string
	last   *vector
}

// A vector is one file in the making.
type vector struct {
	id, words, why string
	data           []byte
	want           verdict
	clock          string
	trust          []string
	policy         []string
	place          string
	signed         bool
	answers        []answer
}

// A verdict is an expectation and its codes.
type verdict struct {
	outcome string
	codes   []string
}

var valid = verdict{outcome: "valid"}

func warning(codes ...string) verdict      { return verdict{"warning", codes} }
func invalid(codes ...string) verdict      { return verdict{"invalid", codes} }
func undetermined(codes ...string) verdict { return verdict{"undetermined", codes} }

// A document is what a vector carries: a token, or bytes as they are.
type document interface {
	bytes() []byte
	issuer() string // whom the vector trusts unless it says otherwise
}

// raw is a document that is no token. The vector trusts the honest issuer.
type raw []byte

func (r raw) bytes() []byte { return r }
func (raw) issuer() string  { return school.did }

var formOfWords = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// begin starts a family: the folder of the vectors that follow.
func (b *book) begin(family string) {
	b.close()
	b.family = family
}

// add takes one vector. What it returns can still be changed until the next is added.
func (b *book) add(id, words string, d document, want verdict, why string) *vector {
	b.close()
	b.last = &vector{id: id, words: words, data: d.bytes(), want: want, why: why, clock: now, trust: []string{d.issuer()}}
	return b.last
}

// tolerated takes one document that departs from the letter and can neither
// hide nor change anything: a warning by default, refused under strict.
func (b *book) tolerated(id, words string, d document, code, why string) {
	b.add(id, words, d, warning(code), why)
	b.add(id, words+"-strict", d, invalid(code), why).strict()
}

// tell takes one document about which a person should be told something: a
// warning under every policy.
func (b *book) tell(id, words string, d document, code, why string, answers ...answer) {
	b.add(id, words, d, warning(code), why).facing(answers...)
	b.add(id, words+"-strict", d, warning(code), why).strict().facing(answers...)
}

func (v *vector) at(clock string) *vector        { v.clock = clock; return v }
func (v *vector) trusting(ids ...string) *vector { v.trust = ids; return v }
func (v *vector) strict() *vector                { return v.under("strict") }
func (v *vector) anyIssuer() *vector             { v.trust = nil; return v.under("any-issuer") }
func (v *vector) anyType() *vector               { return v.under("any-type") }
func (v *vector) proofOnly() *vector             { v.trust = nil; return v.under("proof-only") }

// standing says where the first of the codes must be given.
func (v *vector) standing(pointer string) *vector { v.place = pointer; return v }

// holds says that the signature is good for whoever reads all of JSON-LD and
// drops what RDF cannot hold. A test asks such a processor.
func (v *vector) holds() *vector { v.signed = true; return v }

func (v *vector) recipient(kind, plain string) *vector {
	return v.under("recipient=" + escape(kind+"="+plain))
}

func (v *vector) achievement(id string) *vector { return v.under("achievement=" + escape(id)) }

// facing says what the network answers.
func (v *vector) facing(answers ...answer) *vector {
	v.answers = append(v.answers, answers...)
	return v
}

func (v *vector) comparing() *vector             { return v.under("compare-resources") }
func (v *vector) statusBy(issuer string) *vector { return v.under("status-issuer=" + escape(issuer)) }

func (v *vector) under(word string) *vector {
	v.policy = append(v.policy, word)
	return v
}

// escape percent-encodes what a word of the policy line cannot hold.
func escape(s string) string {
	var out strings.Builder
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 0x7f || c == '%' {
			fmt.Fprintf(&out, "%%%02X", c)
		} else {
			out.WriteByte(c)
		}
	}
	if back, err := url.PathUnescape(out.String()); err != nil || back != s {
		panic("escape: " + s)
	}
	return out.String()
}

// close writes the vector that was added last.
func (b *book) close() {
	v := b.last
	b.last = nil
	if v == nil {
		return
	}
	path := "vectors/" + b.family + "/" + v.id + "-" + v.words + ".vec"
	switch {
	case b.files[path] != nil:
		panic("two vectors are named " + path)
	case !formOfWords.MatchString(v.words) || v.why == "" || strings.Contains(v.why, "\n"):
		panic("malformed vector " + path)
	}
	b.files[path] = v.file()
	if v.signed {
		b.held = append(b.held, path)
	}
}

func (v *vector) file() []byte {
	var out bytes.Buffer
	line := func(key string, values ...string) {
		if len(values) > 0 {
			fmt.Fprintf(&out, "%s: %s\n", key, strings.Join(values, " "))
		}
	}
	body, packed := pack(v.data)
	line("expect", v.want.outcome)
	line("codes", v.want.codes...)
	if v.place != "" {
		line("pointer", v.place)
	}
	line("at", v.clock)
	line("trust", v.trust...)
	line("policy", slices.Sorted(slices.Values(v.policy))...)
	if len(v.answers) == 0 {
		line("net", "none")
	} else {
		line("net", "answers")
	}
	for _, a := range v.answers {
		line("answer", a.line())
	}
	if packed {
		line("body", "gzip")
	}
	line("comment", v.why)
	out.WriteByte('\n')
	out.Write(body)
	return out.Bytes()
}

func pack(data []byte) (body []byte, packed bool) {
	if len(data) < packAbove {
		return data, false
	}
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	must(err)
	_, err = z.Write(data)
	must(err)
	must(z.Close())
	return out.Bytes(), true
}

// must ends the program on an error that only a mistake in it can cause.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

func must1[T any](v T, err error) T {
	must(err)
	return v
}

func must2[T any](v T, ok bool) T {
	if !ok {
		panic("not found")
	}
	return v
}

package rdfc

import (
	"crypto"
	_ "crypto/sha256"
	_ "crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The twin is RDFC-1.0 a second time: slow, obvious, step by step as the
// specification has it, in maps and strings. It shares nothing with the package,
// its reader of N-Quads included, so that the two can only agree by being right.

type twinTerm struct {
	kind     byte // 'i' IRI, 'b' blank node, 'l' literal, 0 the default graph
	value    string
	datatype string // of a literal, "" for xsd:string
	language string
}

type twinQuad struct{ s, p, o, g twinTerm }

func (t twinTerm) text(label func(string) string) string {
	switch t.kind {
	case 'i':
		return "<" + t.value + ">"
	case 'b':
		return "_:" + label(t.value)
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range t.value {
		switch c {
		case '\b':
			b.WriteString(`\b`)
		case '\t':
			b.WriteString(`\t`)
		case '\n':
			b.WriteString(`\n`)
		case '\f':
			b.WriteString(`\f`)
		case '\r':
			b.WriteString(`\r`)
		case '"':
			b.WriteString(`\"`)
		case '\\':
			b.WriteString(`\\`)
		default:
			if c < 0x20 || c == 0x7f || c == 0xfffe || c == 0xffff {
				fmt.Fprintf(&b, `\u%04X`, c)
			} else {
				b.WriteRune(c)
			}
		}
	}
	b.WriteByte('"')
	if t.language != "" {
		b.WriteString("@" + t.language)
	} else if t.datatype != "" {
		b.WriteString("^^<" + t.datatype + ">")
	}
	return b.String()
}

func (q twinQuad) line(label func(string) string) string {
	s := q.s.text(label) + " " + q.p.text(label) + " " + q.o.text(label) + " "
	if q.g.kind != 0 {
		s += q.g.text(label) + " "
	}
	return s + ".\n"
}

func (q twinQuad) blanks() []string {
	var all []string
	for _, t := range []twinTerm{q.s, q.o, q.g} {
		if t.kind == 'b' && !slices.Contains(all, t.value) {
			all = append(all, t.value)
		}
	}
	return all
}

type twinIssuer struct {
	prefix string
	labels map[string]string
	order  []string
}

func (i *twinIssuer) issue(b string) string {
	if _, ok := i.labels[b]; !ok {
		i.labels[b] = i.prefix + strconv.Itoa(len(i.order))
		i.order = append(i.order, b)
	}
	return i.labels[b]
}

func (i *twinIssuer) clone() *twinIssuer {
	return &twinIssuer{i.prefix, maps.Clone(i.labels), slices.Clone(i.order)}
}

func newTwinIssuer(prefix string) *twinIssuer {
	return &twinIssuer{prefix: prefix, labels: map[string]string{}}
}

type twin struct {
	sum       crypto.Hash
	quads     map[string][]twinQuad // blank node to quads
	first     map[string]string     // first-degree hashes
	canonical *twinIssuer
	steps     int
}

var errTwinTired = errors.New("the twin has no patience for this")

// twinPatience is below the work budget, and the twin counts more.
const twinPatience = 4000

func (t *twin) hash(s string) string {
	h := t.sum.New()
	h.Write([]byte(s))
	return hex.EncodeToString(h.Sum(nil))
}

// twinCanonicalize is §4.4.
func twinCanonicalize(quads []twinQuad, sum crypto.Hash) (canonical string, steps int, err error) {
	t := &twin{sum: sum, quads: map[string][]twinQuad{}, first: map[string]string{}, canonical: newTwinIssuer("c14n")}
	set := map[twinQuad]bool{}
	var unique []twinQuad
	for _, q := range quads {
		if !set[q] {
			set[q] = true
			unique = append(unique, q)
		}
	}
	for _, q := range unique {
		for _, b := range q.blanks() {
			t.quads[b] = append(t.quads[b], q)
		}
	}
	byHash := map[string][]string{}
	for _, b := range slices.Sorted(maps.Keys(t.quads)) {
		t.first[b] = t.firstDegree(b)
		byHash[t.first[b]] = append(byHash[t.first[b]], b)
	}
	for _, hash := range slices.Sorted(maps.Keys(byHash)) {
		if len(byHash[hash]) == 1 {
			t.canonical.issue(byHash[hash][0])
			delete(byHash, hash)
		}
	}
	for _, hash := range slices.Sorted(maps.Keys(byHash)) {
		type path struct {
			hash   string
			issuer *twinIssuer
		}
		var paths []path
		for _, b := range byHash[hash] {
			if t.canonical.labels[b] != "" {
				continue
			}
			issuer := newTwinIssuer("b")
			issuer.issue(b)
			hash, issuer, err := t.nDegree(b, issuer)
			if err != nil {
				return "", t.steps, err
			}
			paths = append(paths, path{hash, issuer})
		}
		slices.SortStableFunc(paths, func(a, b path) int { return strings.Compare(a.hash, b.hash) })
		for _, p := range paths {
			for _, b := range p.issuer.order {
				t.canonical.issue(b)
			}
		}
	}
	var lines []string
	for _, q := range unique {
		lines = append(lines, q.line(func(b string) string { return t.canonical.labels[b] }))
	}
	slices.Sort(lines)
	return strings.Join(lines, ""), t.steps, nil
}

// firstDegree is §4.6.
func (t *twin) firstDegree(b string) string {
	var lines []string
	for _, q := range t.quads[b] {
		lines = append(lines, q.line(func(other string) string {
			if other == b {
				return "a"
			}
			return "z"
		}))
	}
	slices.Sort(lines)
	return t.hash(strings.Join(lines, ""))
}

// related is §4.7.
func (t *twin) related(b string, q twinQuad, issuer *twinIssuer, position string) string {
	input := position
	if position != "g" {
		input += "<" + q.p.value + ">"
	}
	if label := t.canonical.labels[b]; label != "" {
		input += "_:" + label
	} else if label := issuer.labels[b]; label != "" {
		input += "_:" + label
	} else {
		input += t.first[b]
	}
	return t.hash(input)
}

// nDegree is §4.8.
func (t *twin) nDegree(b string, issuer *twinIssuer) (string, *twinIssuer, error) {
	if t.steps++; t.steps > twinPatience {
		return "", nil, errTwinTired
	}
	byHash := map[string][]string{}
	for _, q := range t.quads[b] {
		for position, term := range map[string]twinTerm{"s": q.s, "o": q.o, "g": q.g} {
			if term.kind == 'b' && term.value != b {
				hash := t.related(term.value, q, issuer, position)
				byHash[hash] = append(byHash[hash], term.value)
			}
		}
	}
	data := ""
	for _, hash := range slices.Sorted(maps.Keys(byHash)) {
		data += hash
		chosenPath := ""
		var chosenIssuer *twinIssuer
		slices.Sort(byHash[hash])
		err := eachOrder(byHash[hash], func(order []string) error {
			if t.steps++; t.steps > twinPatience {
				return errTwinTired
			}
			copied := issuer.clone()
			path := ""
			var recursion []string
			worse := func() bool { return chosenPath != "" && len(path) >= len(chosenPath) && path > chosenPath }
			for _, r := range order {
				if label := t.canonical.labels[r]; label != "" {
					path += "_:" + label
				} else {
					if copied.labels[r] == "" {
						recursion = append(recursion, r)
					}
					path += "_:" + copied.issue(r)
				}
				if worse() {
					return nil
				}
			}
			for _, r := range recursion {
				hash, grown, err := t.nDegree(r, copied)
				if err != nil {
					return err
				}
				path += "_:" + copied.issue(r) + "<" + hash + ">"
				copied = grown
				if worse() {
					return nil
				}
			}
			if chosenPath == "" || path < chosenPath {
				chosenPath, chosenIssuer = path, copied
			}
			return nil
		})
		if err != nil {
			return "", nil, err
		}
		data += chosenPath
		issuer = chosenIssuer
	}
	return t.hash(data), issuer, nil
}

// eachOrder visits every permutation, equal ones of equal elements too.
func eachOrder(s []string, visit func([]string) error) error {
	if len(s) > 7 {
		return errTwinTired
	}
	var rec func(done, rest []string) error
	rec = func(done, rest []string) error {
		if len(rest) == 0 {
			return visit(done)
		}
		for i := range rest {
			next := append(slices.Clone(done), rest[i])
			if err := rec(next, slices.Delete(slices.Clone(rest), i, i+1)); err != nil {
				return err
			}
		}
		return nil
	}
	return rec(nil, s)
}

const (
	twinIRI   = `<((?:[^\x00-\x20<>"{}|^` + "`" + `\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*)>`
	twinBase  = `A-Za-z\x{c0}-\x{d6}\x{d8}-\x{f6}\x{f8}-\x{2ff}\x{370}-\x{37d}\x{37f}-\x{1fff}\x{200c}\x{200d}\x{2070}-\x{218f}\x{2c00}-\x{2fef}\x{3001}-\x{d7ff}\x{f900}-\x{fdcf}\x{fdf0}-\x{fffd}\x{10000}-\x{effff}_:`
	twinChars = twinBase + `0-9\x{b7}\x{300}-\x{36f}\x{203f}\x{2040}\-`
	twinBlank = `_:([` + twinBase + `0-9](?:[` + twinChars + `.]*[` + twinChars + `])?)`
	twinText  = `"((?:[^"\\\n\r]|\\[tbnrf"'\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*)"`
	twinLang  = `@([a-zA-Z]+(?:-[a-zA-Z0-9]+)*)`
)

var (
	twinLine = regexp.MustCompile(`^[ \t]*(?:(?:` + twinIRI + `|` + twinBlank + `)[ \t]*` + twinIRI + `[ \t]*(?:` + twinIRI + `|` + twinBlank + `|` +
		twinText + `(?:` + twinLang + `|\^\^` + twinIRI + `)?)[ \t]*(?:` + twinIRI + `|` + twinBlank + `)?[ \t]*\.[ \t]*)?(?:#.*)?$`)
	twinEscape   = regexp.MustCompile(`\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))`)
	twinAbsolute = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>"{}|^` + "`" + `\\\x7f]*$`)
)

// twinParse reads N-Quads with one regular expression.
func twinParse(text string) ([]twinQuad, error) {
	if !utf8.ValidString(text) {
		return nil, errors.New("not UTF-8")
	}
	var quads []twinQuad
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		at := twinLine.FindStringSubmatchIndex(line)
		if at == nil {
			return nil, fmt.Errorf("not a statement: %q", line)
		}
		group := func(i int) (string, bool) {
			if at[2*i] < 0 {
				return "", false
			}
			return line[at[2*i]:at[2*i+1]], true
		}
		if _, statement := group(3); !statement {
			continue
		}
		var err error
		unescaped := func(s string) string {
			return twinEscape.ReplaceAllStringFunc(s, func(e string) string {
				if i := strings.IndexByte(`tbnrf"'\`, e[1]); i >= 0 {
					return "\t\b\n\r\f\"'\\"[i : i+1]
				}
				n, _ := strconv.ParseUint(e[2:], 16, 64)
				if n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
					err = fmt.Errorf("no character: %s", e)
				}
				return string(rune(n))
			})
		}
		iri := func(s string) string {
			s = unescaped(s)
			if !twinAbsolute.MatchString(s) {
				err = fmt.Errorf("not an absolute IRI: %q", s)
			}
			return s
		}
		// node is the IRI in group i or the blank node in group i+1, if any.
		node := func(i int) (t twinTerm) {
			if s, ok := group(i); ok {
				t = twinTerm{kind: 'i', value: iri(s)}
			} else if s, ok := group(i + 1); ok {
				t = twinTerm{kind: 'b', value: s}
			}
			return t
		}
		predicate, _ := group(3)
		q := twinQuad{s: node(1), p: twinTerm{kind: 'i', value: iri(predicate)}, o: node(4), g: node(9)}
		if s, ok := group(6); ok {
			q.o = twinTerm{kind: 'l', value: unescaped(s)}
			q.o.language, _ = group(7)
			if s, ok := group(8); ok {
				if q.o.datatype = iri(s); q.o.datatype == xsdString {
					q.o.datatype = ""
				}
			}
		}
		if err != nil {
			return nil, err
		}
		quads = append(quads, q)
	}
	return quads, nil
}

package explain

import (
	"bytes"
	"cmp"
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A text is a string of the document that may have been written otherwise.
type text struct {
	strictjson.Value
	content string
}

// texts tries what software does to the texts of a document on its way: contexts, times,
// encodings, line breaks, escapes, and, where values are signed and not a graph, members
// that say nothing and contexts that were added.
func (d *desk) texts(document []byte, exact bool) {
	if d.left < len(document)+limits.DiagnosisCopy { // then it is not even looked at
		d.out.Exhausted = true
		return
	}
	root := d.root(document)
	all := textsOf(root, d.proof.Pointer)
	d.editions(document, root)
	d.dates(document, all)
	for _, r := range rewritings {
		d.rewrite(document, all, r)
	}
	quiet := func(v strictjson.Value) bool { return v.Kind() == strictjson.String && v.Text() == "" && v.Len() == 0 }
	says := func(v strictjson.Value) bool { return exact && !v.Says() }
	for _, silent := range []func(strictjson.Value) bool{says, func(v strictjson.Value) bool { return quiet(v) || says(v) }} {
		if edits := removals(root, silent); len(edits) > 0 {
			if d.try(document, Finding{Hypothesis: EmptyMembers, Pointer: d.at(root, edits[0].start)}, edits) {
				break
			}
		}
	}
	if exact {
		d.added(document, root)
	}
}

// textsOf are the strings of a document in its order, save the signatures.
func textsOf(v strictjson.Value, proof string) []text {
	var all []text
	var walk func(v strictjson.Value)
	walk = func(v strictjson.Value) {
		switch v.Kind() {
		case strictjson.Object:
			for name, m := range v.Members() {
				if name != "proofValue" && name != "jws" && name != "@context" {
					walk(m)
				}
			}
		case strictjson.Array:
			for _, e := range v.Elements() {
				walk(e)
			}
		case strictjson.String:
			all = append(all, text{v, v.Text()})
		}
	}
	walk(v)
	return all
}

func (t text) edit(with string) edit {
	start, end := t.Span()
	return edit{start, end, quoted(with)}
}

// quoted is a JSON string of s, with no escape that is not needed.
func quoted(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil {
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// at is the JSON Pointer of the value that begins at, or is the first behind, an offset.
func (d *desk) at(root strictjson.Value, offset int) string {
	v := root
	for {
		next := strictjson.Value{}
		visit := func(m strictjson.Value) bool {
			if start, end := m.MemberSpan(); start <= offset && offset < end || start > offset {
				next = m
				return true
			}
			return false
		}
		switch v.Kind() {
		case strictjson.Object:
			for _, m := range v.Members() {
				if visit(m) {
					break
				}
			}
		case strictjson.Array:
			for _, m := range v.Elements() {
				if visit(m) {
					break
				}
			}
		}
		if !next.Exists() {
			return v.Pointer()
		}
		if start, _ := next.MemberSpan(); start >= offset {
			return next.Pointer()
		}
		v = next
	}
}

// editionsOfOB are the contexts of Open Badges 3.0, by their URLs.
var editionsOfOB = []string{
	"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
	"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json", "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
}

// editions tries the other editions of the context of Open Badges, in the document alone
// and in the proof with it, which repeats them under a jcs suite.
func (d *desk) editions(document []byte, root strictjson.Value) {
	context := root.Get("@context")
	proof, _ := root.Lookup(d.proof.Pointer)
	if d.proof.Pointer == "" {
		proof = strictjson.Value{}
	}
	for _, v := range append(elements(context), elements(root.Get("vc").Get("@context"))...) {
		named := v.Text()
		if !slices.Contains(editionsOfOB, named) {
			continue
		}
		for _, other := range editionsOfOB {
			if other != named {
				f, edits := Finding{Hypothesis: ContextEdition, Pointer: v.Pointer(), Found: named, Expected: other}, []edit{text{v, named}.edit(other)}
				if d.try(document, f, edits) {
					continue
				}
				for _, w := range elements(proof.Get("@context")) {
					if w.Is(named) {
						d.try(document, f, append(edits, text{w, named}.edit(other)))
					}
				}
			}
		}
	}
}

// added tries to leave out each context behind the first.
func (d *desk) added(document []byte, root strictjson.Value) {
	list := elements(root.Get("@context"))
	for i := 1; i < len(list) && i < limits.ContextList; i++ {
		_, from := list[i-1].Span()
		_, to := list[i].Span()
		d.try(document, Finding{Hypothesis: ContextAdded, Pointer: list[i].Pointer(), Found: list[i].Text()}, []edit{{from, to, ""}})
	}
}

func elements(v strictjson.Value) []strictjson.Value {
	var list []strictjson.Value
	if v.Kind() == strictjson.String {
		return append(list, v)
	}
	for _, e := range v.Elements() {
		list = append(list, e)
	}
	return list
}

// instant is a time as badges have it (XML Schema dateTimeStamp).
var instant = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$`)

// spellings are the ways in which software writes one instant, by a number each.
func spellings(s string) (all [5]string, ok bool) {
	match := instant.FindStringSubmatch(s)
	if match == nil {
		return all, false
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return all, false
	}
	seconds := t.UTC().Format("2006-01-02T15:04:05")
	if fraction := strings.TrimRight(match[1], ".0"); fraction != "" { // it says something
		return [5]string{seconds + fraction + "Z", seconds + match[1] + "Z", seconds + match[1] + "+00:00", s, s}, true
	}
	return [5]string{seconds + "Z", seconds + ".000Z", seconds + "+00:00", seconds + ".000+00:00", seconds + ".000000Z"}, true
}

// dates tries to spell all times alike, and then each of them alone.
func (d *desk) dates(document []byte, all []text) {
	type dated struct {
		text
		spelled [5]string
	}
	var times []dated
	for _, t := range all {
		if spelled, ok := spellings(t.content); ok {
			times = append(times, dated{t, spelled})
		}
	}
	for i := range spelledAlike {
		var edits []edit
		var first dated
		for _, t := range times {
			if t.spelled[i] != t.content {
				if len(edits) == 0 {
					first = t
				}
				edits = append(edits, t.edit(t.spelled[i]))
			}
		}
		if len(edits) > 1 {
			d.try(document, Finding{Hypothesis: DateSpelling, Variant: "all", Pointer: first.Pointer(), Found: first.content, Expected: first.spelled[i]}, edits)
		}
	}
	for _, t := range times[:min(len(times), limits.DiagnosisAlone)] {
		for _, spelled := range t.spelled {
			if spelled != t.content {
				d.try(document, Finding{Hypothesis: DateSpelling, Pointer: t.Pointer(), Found: t.content, Expected: spelled}, []edit{t.edit(spelled)})
			}
		}
	}
}

const spelledAlike = 5

// A rewriting is what software does to every text alike.
type rewriting struct {
	hypothesis Hypothesis
	variant    string
	was        func(s string) (string, bool)
}

var rewritings = []rewriting{
	{DoublyEncoded, "twice", func(s string) (string, bool) { return encodedOnce(s) }},
	{DoublyEncoded, "mended", func(s string) (string, bool) { return encodedTwice(s, false) }},
	{DoublyEncoded, "mended", func(s string) (string, bool) { return encodedTwice(s, true) }},
	{LineBreaks, "LF", func(s string) (string, bool) { return strings.ReplaceAll(s, "\r\n", "\n"), true }},
	{LineBreaks, "CRLF", func(s string) (string, bool) {
		return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n", "\r\n"), true
	}},
	{Entities, "undone", func(s string) (string, bool) { return html.UnescapeString(s), true }},
	{Entities, "escaped", func(s string) (string, bool) { return html.EscapeString(s), true }},
	{Entities, "escaped", func(s string) (string, bool) {
		return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s), true
	}},
}

// rewrite tries to undo a rewriting of all texts.
func (d *desk) rewrite(document []byte, all []text, r rewriting) {
	var edits []edit
	f := Finding{Hypothesis: r.hypothesis, Variant: r.variant}
	for _, t := range all {
		was, ok := r.was(t.content)
		if !ok || was == t.content {
			continue
		}
		if len(edits) == 0 {
			f.Pointer, f.Found, f.Expected = t.Pointer(), t.content, was
		}
		edits = append(edits, t.edit(was))
	}
	d.try(document, f, edits)
}

// encodedOnce undoes that UTF-8 was taken for Windows-1252, or Latin 1, and encoded again.
func encodedOnce(s string) (string, bool) {
	var b []byte
	for _, r := range s {
		c, ok := windows1252(r)
		if !ok {
			return "", false
		}
		b = append(b, c)
	}
	return string(b), utf8.Valid(b) && len(b) < len(s)
}

// encodedTwice does it.
func encodedTwice(s string, windows bool) (string, bool) {
	var b strings.Builder
	for i := range len(s) {
		r := rune(s[i])
		if windows && 0x80 <= r && r < 0xa0 && upper1252[r-0x80] != 0 {
			r = upper1252[r-0x80]
		}
		b.WriteRune(r)
	}
	return b.String(), b.Len() > len(s)
}

// upper1252 are the characters of Windows-1252 from 0x80 to 0x9f, where Latin 1 has
// control characters; 0 where it has none of its own.
var upper1252 = [32]rune{
	'€', 0, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0, 'Ž', 0,
	0, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0, 'ž', 'Ÿ',
}

func windows1252(r rune) (byte, bool) {
	if r < 0x100 {
		return byte(r), true
	}
	if i := slices.Index(upper1252[:], r); i >= 0 {
		return byte(0x80 + i), true
	}
	return 0, false
}

// removals are the edits that leave out every member of which silent is true, save in
// proofs, which are signed in another way.
func removals(v strictjson.Value, silent func(strictjson.Value) bool) []edit {
	var edits []edit
	var walk func(v strictjson.Value)
	walk = func(v strictjson.Value) {
		switch v.Kind() {
		case strictjson.Object:
			edits = append(edits, removal(v, silent)...)
			for name, m := range v.Members() {
				if name != "proof" && !silent(m) {
					walk(m)
				}
			}
		case strictjson.Array:
			for _, e := range v.Elements() {
				walk(e)
			}
		}
	}
	walk(v)
	return edits
}

// removal leaves out members of one object, each with a comma.
func removal(object strictjson.Value, out func(strictjson.Value) bool) []edit {
	type span struct {
		start, end int
		out        bool
	}
	var spans []span
	for _, m := range object.Members() {
		start, end := m.MemberSpan()
		spans = append(spans, span{start, end, out(m)})
	}
	var edits []edit
	last := len(spans) // behind the last that stays
	for last > 0 && spans[last-1].out {
		last--
	}
	for i := range last {
		if spans[i].out {
			edits = append(edits, edit{spans[i].start, spans[i+1].start, ""})
		}
	}
	if last == len(spans) {
		return edits
	}
	from := spans[last].start
	if last > 0 {
		from = spans[last-1].end
	}
	return append(edits, edit{from, spans[len(spans)-1].end, ""})
}

// arrays tries to write one value as a list of one, or the other way round: all lists of
// one, and then, as software does it by the name of a member, all of each name.
func (d *desk) arrays(document []byte) {
	if d.left < len(document)+limits.DiagnosisCopy {
		d.out.Exhausted = true
		return
	}
	root := d.root(document)
	lists, values := map[string][]strictjson.Value{}, map[string][]strictjson.Value{}
	var all []strictjson.Value
	var walk func(v strictjson.Value)
	walk = func(v strictjson.Value) {
		for name, m := range v.Members() {
			switch {
			case name == "proof":
				continue
			case m.Kind() == strictjson.Array && m.Len() == 1:
				lists[name] = append(lists[name], m)
				all = append(all, m)
			case m.Kind() != strictjson.Array && m.Kind() != strictjson.Null:
				values[name] = append(values[name], m)
			}
			walk(m)
		}
		for _, e := range v.Elements() {
			walk(e)
		}
	}
	walk(root)
	if len(lists) > 1 {
		d.unlist(document, all)
	}
	for _, name := range byPlace(lists) {
		d.unlist(document, lists[name])
	}
	for _, name := range byPlace(values) {
		d.enlist(document, values[name])
	}
}

// byPlace are the names of members by the place of the first that has it, as many as are
// tried.
func byPlace(members map[string][]strictjson.Value) []string {
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		i, _ := members[a][0].Span()
		k, _ := members[b][0].Span()
		return cmp.Compare(i, k)
	})
	return names[:min(len(names), limits.DiagnosisAlone)]
}

func (d *desk) unlist(document []byte, lists []strictjson.Value) {
	var edits []edit
	for _, v := range lists {
		for _, e := range v.Elements() {
			start, end := v.Span()
			from, to := e.Span()
			edits = append(edits, edit{start, from, ""}, edit{to, end, ""})
		}
	}
	d.wrapped(document, lists, edits, "value")
}

func (d *desk) enlist(document []byte, values []strictjson.Value) {
	var edits []edit
	for _, v := range values {
		start, end := v.Span()
		edits = append(edits, edit{start, start, "["}, edit{end, end, "]"})
	}
	d.wrapped(document, values, edits, "list")
}

func (d *desk) wrapped(document []byte, at []strictjson.Value, edits []edit, variant string) {
	found := len(d.out.Findings)
	if d.try(document, Finding{Hypothesis: ArrayForm, Variant: variant, Pointer: at[0].Pointer(), Found: string(at[0].Raw())}, edits) {
		d.out.Findings[found].Places = len(at)
	}
}

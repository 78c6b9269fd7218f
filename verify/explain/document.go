package explain

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

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
	root := d.root(document)
	all := textsOf(root)
	d.editions(document, root)
	d.datesAlike(document, datesOf(all))
	for _, r := range rewritings {
		d.rewrite(document, all, r)
	}
	// An empty id is the place of the document, and a keyword without a value can take the
	// meaning from all names around it: whoever adds those says a lot.
	quiet := func(v strictjson.Value) bool {
		return v.Is("") && v.Name() != "id" && v.Name() != "type" && !strings.HasPrefix(v.Name(), "@")
	}
	says := func(v strictjson.Value) bool { return exact && !v.Says() && !strings.HasPrefix(v.Name(), "@") }
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

// textsOf are the strings of a document in its order, save the signatures and the pictures.
func textsOf(v strictjson.Value) []text {
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
			if raw := v.Raw(); !isPicture(raw[1 : len(raw)-1]) {
				all = append(all, text{v, v.Text()})
			}
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

// added tries to leave out each context behind the first that is known here. One written
// out, or that nobody knows, can give every name in the badge another meaning, and null
// takes it from all of them: whoever has added such a one has changed what the badge says.
func (d *desk) added(document []byte, root strictjson.Value) {
	list := elements(root.Get("@context"))
	for i := 1; i < len(list) && i < limits.ContextList; i++ {
		if !d.contexts.Has(list[i].Text()) {
			continue
		}
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
func spellings(s string) (all [spelledAlike]string, ok bool) {
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
		return [spelledAlike]string{seconds + fraction + "Z", seconds + match[1] + "Z", seconds + match[1] + "+00:00", s, s}, true
	}
	return [spelledAlike]string{seconds + "Z", seconds + ".000Z", seconds + "+00:00", seconds + ".000+00:00", seconds + ".000000Z"}, true
}

// A dated text is a time, and how software writes it.
type dated struct {
	text
	spelled [spelledAlike]string
}

func datesOf(all []text) []dated {
	var times []dated
	for _, t := range all {
		if spelled, ok := spellings(t.content); ok {
			times = append(times, dated{t, spelled})
		}
	}
	return times
}

// datesAlike tries to spell all times alike.
func (d *desk) datesAlike(document []byte, times []dated) {
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
}

// datesAlone tries to spell each time otherwise by itself, or those behind the first few:
// a badge has a few, and a document with many shall not keep all else from being tried.
func (d *desk) datesAlone(document []byte, behind bool) {
	const few = 4
	times := datesOf(textsOf(d.root(document)))
	times = times[:min(len(times), limits.DiagnosisAlone)]
	if behind {
		times = times[min(len(times), few):]
	} else {
		times = times[:min(len(times), few)]
	}
	for _, t := range times {
		for _, spelled := range t.spelled {
			if spelled != t.content {
				d.try(document, Finding{Hypothesis: DateSpelling, Pointer: t.Pointer(), Found: t.content, Expected: spelled}, []edit{t.edit(spelled)})
			}
		}
	}
}

// spelledAlike is in how many ways.
const spelledAlike = 5

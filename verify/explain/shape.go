package explain

import (
	"cmp"
	"slices"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// removals are the edits that leave out every member of which silent is true, save in
// proofs, which are signed in another way, and in contexts, where null says what a name
// does not mean.
func removals(v strictjson.Value, silent func(strictjson.Value) bool) []edit {
	var edits []edit
	var walk func(v strictjson.Value)
	walk = func(v strictjson.Value) {
		switch v.Kind() {
		case strictjson.Object:
			edits = append(edits, removal(v, silent)...)
			for name, m := range v.Members() {
				if name != "proof" && name != "@context" && !silent(m) {
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

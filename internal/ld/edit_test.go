package ld_test

import (
	"context"
	"crypto"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/rdfc"
)

// FuzzEdits is the property that this package is for: whoever edits a signed
// document so that its graph stays the same has either changed nothing that a
// reader sees, or is refused.
//
// A reader sees members by their names, and objects of one id as one.
func FuzzEdits(f *testing.F) {
	for i := range 48 {
		f.Add(uint8(i), []byte{byte(i), byte(i * 5), byte(i * 11), byte(i * 17), byte(i * 23), byte(i * 31), byte(i * 41)})
	}
	f.Fuzz(func(t *testing.T, which uint8, choices []byte) {
		text := editedDocuments[int(which)%len(editedDocuments)]
		document := decodeJSON(t, text).(map[string]any)
		delete(document, "proof")
		before, ok := seen(t, document)
		require.True(t, ok)

		e := &editor{generator: generator{choices: choices}, root: document}
		for range 1 + e.choose(3) {
			e.edit()
		}
		text = encodeJSON(t, document)
		compareWalks(t, []byte(text))
		after, ok := seen(t, document)
		if ok && after.form == before.form {
			requireSameView(t, before.view, after.view)
		}
	})
}

var editedDocuments = []string{self, honest(v2, ob303), honest(v1, ob303, list2021, di1), honest(v1, ob300, list2021, di1), honest(v2, ob302)}

func requireSameView(t *testing.T, before, after string) {
	if before == after {
		return
	}
	k := 0
	for k < len(before) && k < len(after) && before[k] == after[k] {
		k++
	}
	from := max(0, k-200)
	t.Fatalf("a reader sees another document under the same graph: before\n%s\nafter\n%s", before[from:min(len(before), k+200)], after[from:min(len(after), k+200)])
}

type sight struct{ form, view string }

// seen is a document's canonical form and what a reader sees of it, if it is not refused.
func seen(t *testing.T, document map[string]any) (sight, bool) {
	doc := parse(t, []byte(encodeJSON(t, document)))
	list, err := ld.Standard().Of(doc)
	if err != nil {
		return sight{}, false
	}
	var d rdfc.Dataset
	var nodes ld.Nodes
	if list.Convert(&d, &nodes, doc) != nil {
		return sight{}, false
	}
	union, err := nodes.Union(context.Background())
	require.NoError(t, err)
	for _, c := range union.Conflicts() {
		if c.Fatal {
			return sight{}, false
		}
	}
	form, err := d.Canonicalize(context.Background(), crypto.SHA256)
	if err != nil {
		return sight{}, false
	}
	contexts := fmt.Sprint(document["@context"])
	v := viewer{described: map[string][]map[string]any{}, ordered: !strings.Contains(contexts, ob300) && !strings.Contains(contexts, ob301)}
	v.collect(document)
	return sight{string(form), v.view("", document, nil)}, true
}

// A viewer reads a document as people's code does: by names.
type viewer struct {
	described map[string][]map[string]any // the objects of each id
	ordered   bool                        // allowedValue is a list: since Open Badges 3.0.2
}

func (v *viewer) collect(x any) {
	switch x := x.(type) {
	case map[string]any:
		if id, ok := x["id"].(string); ok && len(x) > 1 {
			v.described[id] = append(v.described[id], x)
		}
		for name, m := range x {
			if name != "proof" {
				v.collect(m)
			}
		}
	case []any:
		for _, e := range x {
			v.collect(e)
		}
	}
}

func (v *viewer) view(name string, x any, inside []string) string {
	switch x := x.(type) {
	case map[string]any:
		return v.object(x, inside)
	case string:
		if name == "type" && x == "AchievementCredential" {
			return `"OpenBadgeCredential"` // one class with two names
		}
		if objects := v.described[x]; objects != nil && name != "type" && name != "id" {
			return v.object(objects[0], inside)
		}
	}
	text, _ := json.Marshal(x)
	return string(text)
}

func (v *viewer) object(x map[string]any, inside []string) string {
	objects := []map[string]any{x}
	if id, ok := x["id"].(string); ok {
		if slices.Contains(inside, id) {
			return "<" + id + ">"
		}
		inside = append(slices.Clone(inside), id)
		if v.described[id] != nil {
			objects = v.described[id]
		}
	}
	members := map[string][]string{}
	for _, o := range objects {
		for name, m := range o {
			if name == "@context" || name == "proof" {
				continue
			}
			for _, e := range arrayed(m) {
				if e != nil {
					members[name] = append(members[name], v.view(name, e, inside))
				}
			}
		}
	}
	var lines []string
	for name, values := range members {
		if name != "allowedValue" || !v.ordered {
			sort.Strings(values)
			values = slices.Compact(values)
		}
		lines = append(lines, fmt.Sprintf("%q:%v", name, values))
	}
	sort.Strings(lines)
	return "{" + strings.Join(lines, " ") + "}"
}

// An editor changes a document a little.
type editor struct {
	generator
	root map[string]any
}

func (e *editor) objects() (all []map[string]any) {
	var walk func(x any)
	walk = func(x any) {
		switch x := x.(type) {
		case map[string]any:
			all = append(all, x)
			for _, name := range sortedNames(x) {
				if name != "@context" {
					walk(x[name])
				}
			}
		case []any:
			for _, v := range x {
				walk(v)
			}
		}
	}
	walk(e.root)
	return all
}

func sortedNames(x map[string]any) []string {
	names := make([]string, 0, len(x))
	for name := range x {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

var editNames = []string{"validUntil", "credentialStatus", "criteria", "Criteria", "geo", "GeoCoordinates", "image", "Image", "achievement", "Achievement", "creator", "Profile",
	"@nest", "@graph", "@id", "@type", "@included", "@set", "@value", "@list", "@reverse", "https://schema.org/name", "schema:name", "cred:validUntil",
	"https://www.w3.org/2018/credentials#validUntil", "https://www.w3.org/2018/credentials#credentialStatus", "expirationDate", "narrative", "name", "related", "x"}

var editTypes = []string{"VerifiableCredential", "OpenBadgeCredential", "AchievementCredential", "EndorsementSubject", "AchievementSubject", "Achievement", "Profile", "Criteria", "criteria", "Image", "Related",
	"https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement", "cred:VerifiableCredential", "Evidence", "BitstringStatusListEntry", "id", "x"}

func (e *editor) edit() {
	objects := e.objects()
	o := objects[e.choose(len(objects))]
	p := objects[e.choose(len(objects))]
	names := sortedNames(o)
	if len(names) == 0 {
		return
	}
	name := names[e.choose(len(names))]
	text, _ := json.Marshal(o[name])
	var value any // a copy, so that nothing ends up inside itself
	_ = json.Unmarshal(text, &value)
	switch e.choose(14) {
	case 0: // elsewhere
		p[name] = value
		delete(o, name)
	case 1: // elsewhere, to an object of the same id
		id, ok := o["id"].(string)
		for _, q := range objects {
			if other, _ := q["id"].(string); ok && other == id && fmt.Sprintf("%p", q) != fmt.Sprintf("%p", o) {
				q[name] = value
				delete(o, name)
				q["type"] = append(slices.Clone(arrayed(q["type"])), arrayed(o["type"])...)
				return
			}
		}
	case 2: // under another name
		delete(o, name)
		o[editNames[e.choose(len(editNames))]] = value
	case 3:
		o[name] = []any{value}
	case 4:
		if list := arrayed(value); len(list) > 0 {
			o[name] = list[0]
		}
	case 5:
		if object, ok := value.(map[string]any); ok && object["id"] != nil {
			o[name] = object["id"]
		} else if _, ok := value.(string); ok {
			o[name] = map[string]any{"id": value}
		}
	case 6:
		o["type"] = append(slices.Clone(arrayed(o["type"])), editTypes[e.choose(len(editTypes))])
	case 7:
		if types := slices.Clone(arrayed(o["type"])); len(types) > 0 && types[0] != nil {
			types[e.choose(len(types))] = editTypes[e.choose(len(editTypes))]
			o["type"] = types
		}
	case 8:
		list := []any{}
		for _, url := range generatedLists[e.choose(len(generatedLists))] {
			list = append(list, url)
		}
		o["@context"] = list
	case 9:
		o[editNames[e.choose(len(editNames))]] = []any{nil, []any{}}[e.choose(2)]
	case 10:
		if list := slices.Clone(arrayed(value)); len(list) > 0 {
			o[name] = append(list, list[e.choose(len(list))])
		}
	case 11:
		list := slices.Clone(arrayed(value))
		slices.Reverse(list)
		o[name] = list
	case 12:
		o[name] = map[string]any{[]string{"@value", "@set", "@list", "@id"}[e.choose(4)]: value}
	case 13: // a second description of a node
		if id, ok := o["id"].(string); ok {
			key := []string{"related", "evidence", "endorsement", "creator", "parentOrg", "source"}[e.choose(6)]
			p[key] = append(slices.Clone(arrayed(p[key])), map[string]any{"id": id, "type": o["type"], name: value})
			if e.choose(2) == 0 {
				delete(o, name)
			}
		}
	}
}

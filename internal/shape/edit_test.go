package shape

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

func parse(t testing.TB, doc string) strictjson.Value {
	t.Helper()
	tape, err := strictjson.Parse([]byte(doc), strictjson.Limits{})
	require.NoError(t, err, doc)
	return tape.Root()
}

// An edit changes one thing in a document.
type edit func(t testing.TB, doc string) string

// put replaces the value at a pointer, or adds a member that is missing.
func put(pointer, value string) edit {
	return func(t testing.TB, doc string) string {
		t.Helper()
		root := parse(t, doc)
		if v, ok := root.Lookup(pointer); ok {
			start, end := v.Span()
			return doc[:start] + value + doc[end:]
		}
		i := strings.LastIndexByte(pointer, '/')
		parent, ok := root.Lookup(pointer[:i])
		require.True(t, ok, "no parent of %s", pointer)
		require.Equal(t, strictjson.Object, parent.Kind())
		start, _ := parent.Span()
		name := strings.NewReplacer("~1", "/", "~0", "~").Replace(pointer[i+1:])
		member := `"` + name + `": ` + value
		if parent.Len() > 0 {
			member += ", "
		}
		return doc[:start+1] + member + doc[start+1:]
	}
}

func remove(pointer string) edit {
	return func(t testing.TB, doc string) string {
		t.Helper()
		v, ok := parse(t, doc).Lookup(pointer)
		require.True(t, ok, "nothing at %s", pointer)
		return string(strictjson.Cut(v))
	}
}

func both(edits ...edit) edit {
	return func(t testing.TB, doc string) string {
		t.Helper()
		for _, e := range edits {
			doc = e(t, doc)
		}
		return doc
	}
}

func brief(found []Finding) []string {
	list := []string{}
	for _, f := range found {
		list = append(list, f.Level.String()+" "+f.Code+" "+f.Pointer)
	}
	return list
}

func wants(want string) []string {
	list := []string{}
	for _, line := range strings.Split(want, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// judge checks a credential whose version its first context names.
func judge(t testing.TB, doc string) []Finding {
	t.Helper()
	version := 2
	if strings.Contains(doc, "2018/credentials/v1") {
		version = 1
	}
	return Check(parse(t, doc), "AchievementCredential", Rules{Version: version})
}

type editCase struct {
	name string
	edit edit
	want string // one finding a line; none if empty
}

func runEdits(t *testing.T, doc string, cases []editCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			found := judge(t, c.edit(t, doc))
			require.Equal(t, wants(c.want), brief(found), "%v", found)
		})
	}
}

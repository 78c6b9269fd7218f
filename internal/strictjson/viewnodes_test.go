package strictjson

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

// byID takes all objects of one id for one node, and the first that says something for all.
type byID struct{ t *Tape }

func (n byID) id(v Value) string {
	if v.Kind() == String {
		return v.Text()
	}
	return v.Get("id").Text()
}

func (n byID) Node(v Value) int {
	id := n.id(v)
	for i := range n.t.nodes {
		if o := (Value{n.t, uint32(i)}); id != "" && o.Kind() == Object && o.Get("id").Is(id) {
			return i + 1
		}
	}
	return 0
}

func (n byID) Types(v Value) []string {
	var types []string
	for i := range n.t.nodes {
		if o := (Value{n.t, uint32(i)}); o.Kind() == Object && o.Get("id").Is(n.id(v)) && o.Get("type").Exists() {
			types = append(types, o.Get("type").Text())
		}
	}
	return types
}

func (n byID) Disputed(v Value, name string) bool {
	said := map[string]bool{}
	for i := range n.t.nodes {
		if o := (Value{n.t, uint32(i)}); o.Kind() == Object && o.Get("id").Is(n.id(v)) && o.Get(name).Kind() == String {
			said[o.Get(name).Text()] = true
		}
	}
	return len(said) > 1
}

func (n byID) Get(v Value, name string) Value {
	id := n.id(v)
	for i := range n.t.nodes {
		o := Value{n.t, uint32(i)}
		if o.Kind() == Object && o.Get("id").Is(id) && o.Get(name).Exists() && o.Get(name).Kind() != Null && (o.Get(name).Kind() != Array || o.Get(name).Len() > 0) {
			return o.Get(name)
		}
	}
	return Value{}
}

type school struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	URL    string   `json:"url"`
	Parent *school  `json:"parent"`
	Tags   []string `json:"tags"`
}

type award struct {
	ID       string   `json:"id"`
	Issuer   school   `json:"issuer"`
	Creator  school   `json:"creator"`
	Evidence []school `json:"evidence"`
}

// However a node's members are spread over its objects, one view comes out.
func TestViewNodesReadsTheObjectsOfOneNodeAsOne(t *testing.T) {
	whole := school{ID: "u:s", Name: "Pine Ridge", URL: "u:home", Tags: []string{"a", "a"}}
	for name, doc := range map[string]string{
		"in both":          `{"id":"u:b","issuer":{"id":"u:s","name":"Pine Ridge","url":"u:home","tags":["a","a"]},"creator":{"id":"u:s","name":"Pine Ridge","url":"u:home","tags":["a","a"]}}`,
		"in the first":     `{"id":"u:b","issuer":{"id":"u:s","name":"Pine Ridge","url":"u:home","tags":["a","a"]},"creator":{"id":"u:s"}}`,
		"in the second":    `{"id":"u:b","issuer":"u:s","creator":{"id":"u:s","name":"Pine Ridge","url":"u:home","tags":["a","a"]}}`,
		"spread":           `{"id":"u:b","issuer":{"id":"u:s","name":"Pine Ridge","tags":[]},"creator":{"id":"u:s","url":"u:home","name":null,"tags":["a","a"]}}`,
		"order of members": `{"creator":{"url":"u:home","id":"u:s","tags":["a","a"]},"issuer":{"name":"Pine Ridge","id":"u:s"},"id":"u:b"}`,
	} {
		t.Run(name, func(t *testing.T) {
			tape, err := Parse([]byte(doc), Limits{})
			require.NoError(t, err)
			var got award
			require.NoError(t, NewViewer[award]().ViewNodes(context.Background(), tape.Root(), &got, byID{tape}))
			require.Equal(t, award{ID: "u:b", Issuer: whole, Creator: whole}, got)
		})
	}
}

func TestViewNodesTakesEachNodeOfASetOnce(t *testing.T) {
	tape, err := Parse([]byte(`{"evidence":[{"id":"u:e","name":"Report"},{"id":"u:e","url":"u:x"},{"name":"Another"},{"name":"Another"}]}`), Limits{})
	require.NoError(t, err)
	var got award
	require.NoError(t, NewViewer[award]().ViewNodes(context.Background(), tape.Root(), &got, byID{tape}))
	require.Equal(t, []school{{ID: "u:e", Name: "Report", URL: "u:x"}, {Name: "Another"}, {Name: "Another"}}, got.Evidence)
}

func TestViewNodesEndsWhereANodeIsInsideItself(t *testing.T) {
	tape, err := Parse([]byte(`{"issuer":{"id":"u:s","name":"A","parent":{"id":"u:p","parent":{"id":"u:s"}}},"creator":{"id":"u:s","parent":"u:s"}}`), Limits{})
	require.NoError(t, err)
	var got award
	require.NoError(t, NewViewer[award]().ViewNodes(context.Background(), tape.Root(), &got, byID{tape}))
	require.Equal(t, "u:p", got.Issuer.Parent.ID)
	require.Equal(t, school{ID: "u:s"}, *got.Issuer.Parent.Parent)
	require.Equal(t, school{ID: "u:s"}, *got.Creator.Parent)
}

func TestViewNodesShowsNothingThatIsDisputed(t *testing.T) {
	tape, err := Parse([]byte(`{"issuer":{"id":"u:s","name":"Pine Ridge","url":"u:home"},"creator":{"id":"u:s","name":"Oak Hill"}}`), Limits{})
	require.NoError(t, err)
	var got award
	require.NoError(t, NewViewer[award]().ViewNodes(context.Background(), tape.Root(), &got, byID{tape}))
	require.Equal(t, award{Issuer: school{ID: "u:s", URL: "u:home"}, Creator: school{ID: "u:s", URL: "u:home"}}, got)
}

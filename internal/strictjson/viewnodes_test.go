package strictjson

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
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

// A node inside itself is its id, if it is read as what it is being read as, and all
// that it is, if as something else.
func TestViewNodesEndsWhereANodeIsInsideItself(t *testing.T) {
	for name, doc := range map[string]string{
		"objects": `{"issuer":{"id":"u:s","name":"A","parent":{"id":"u:p","parent":{"id":"u:s"}}}}`,
		"ids":     `{"issuer":{"id":"u:s","name":"A","parent":"u:p"},"creator":{"id":"u:p","parent":"u:s"}}`,
		"members": `{"issuer":{"id":"u:s","parent":{"id":"u:p","parent":{"id":"u:s","name":"A"}}}}`,
		"direct":  `{"issuer":"u:s","creator":{"id":"u:p","parent":{"id":"u:s","name":"A","parent":"u:p"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			tape, err := Parse([]byte(doc), Limits{})
			require.NoError(t, err)
			var got award
			require.NoError(t, NewViewer[award]().ViewNodes(context.Background(), tape.Root(), &got, byID{tape}))
			require.Equal(t, school{ID: "u:s", Name: "A", Parent: &school{ID: "u:p", Parent: &school{ID: "u:s"}}}, got.Issuer)
		})
	}
	type page struct {
		ID   string `json:"id"`
		Text string `json:"name"`
	}
	type work struct {
		ID   string `json:"id"`
		Name string `json:"name"`
		Page page   `json:"page"`
	}
	for _, doc := range []string{`{"id":"u:w","page":{"id":"u:w","name":"A"}}`, `{"id":"u:w","name":"A","page":{"id":"u:w"}}`, `{"id":"u:w","name":"A","page":"u:w"}`} {
		tape, err := Parse([]byte(doc), Limits{})
		require.NoError(t, err)
		var got work
		require.NoError(t, NewViewer[work]().ViewNodes(context.Background(), tape.Root(), &got, byID{tape}))
		require.Equal(t, work{ID: "u:w", Name: "A", Page: page{"u:w", "A"}}, got)
	}
}

func TestViewNodesFillsNoMoreThanTheLimits(t *testing.T) {
	type shelf struct {
		Owners []struct {
			ID     string `json:"id"`
			School school `json:"school"`
		} `json:"owners"`
	}
	read := func(ctx context.Context, first, each string, n int) (shelf, error) {
		t.Helper()
		owners := first
		for i := range n {
			owners += strings.ReplaceAll(each, "#", strconv.Itoa(i))
		}
		tape, err := Parse([]byte(`{"owners":[`+owners+`]}`), Limits{})
		require.NoError(t, err)
		var got shelf
		return got, NewViewer[shelf]().ViewNodes(ctx, tape.Root(), &got, newIndexed(tape))
	}
	tags := `{"school":{"id":"u:s","name":"A","tags":[` + strings.Repeat(`"x",`, 999) + `"x"]}}`
	_, err := read(context.Background(), tags, `,{"school":{"id":"u:s"}}`, 50)
	require.NoError(t, err)
	_, err = read(context.Background(), tags, `,{"school":{"id":"u:s"}}`, limits.View/1000)
	require.ErrorIs(t, err, ErrWork)

	long := `{"school":{"id":"u:s","name":"` + strings.Repeat("x", limits.ViewBytes/100) + `"}}`
	_, err = read(context.Background(), long, `,{"school":"u:s"}`, 90)
	require.NoError(t, err)
	_, err = read(context.Background(), long, `,{"school":"u:s"}`, 100)
	require.ErrorIs(t, err, ErrWork)

	parents := `,{"id":"u:#","school":{"id":"u:s#","parent":{"id":"u:t#"}}},{"school":{"id":"u:t#"}}`
	_, err = read(context.Background(), `{}`, parents, 3)
	require.NoError(t, err)
	chain := ""
	for i := range limits.Depth {
		chain += fmt.Sprintf(`,{"school":{"id":"u:%d","parent":"u:%d"}}`, i, i+1)
	}
	_, err = read(context.Background(), `{}`, chain, 1)
	require.ErrorIs(t, err, ErrDepth)

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = read(ctx, `{}`, ``, 0)
	require.ErrorIs(t, err, context.Canceled)
}

// indexed is byID for documents that are large.
type indexed struct {
	byID
	at map[string]int
}

func newIndexed(t *Tape) indexed {
	n := indexed{byID{t}, map[string]int{}}
	for i := range t.nodes {
		if o := (Value{t, uint32(i)}); o.Kind() == Object && o.Len() > 1 {
			if id := o.Get("id").Text(); id != "" && n.at[id] == 0 {
				n.at[id] = i
			}
		}
	}
	return n
}

func (n indexed) Node(v Value) int               { return n.at[n.id(v)] }
func (n indexed) Disputed(Value, string) bool    { return false }
func (n indexed) Types(Value) []string           { return nil }
func (n indexed) Get(v Value, name string) Value { return Value{n.t, uint32(n.at[n.id(v)])}.Get(name) }

func TestViewNodesShowsNothingThatIsDisputed(t *testing.T) {
	tape, err := Parse([]byte(`{"issuer":{"id":"u:s","name":"Pine Ridge","url":"u:home"},"creator":{"id":"u:s","name":"Oak Hill"}}`), Limits{})
	require.NoError(t, err)
	var got award
	require.NoError(t, NewViewer[award]().ViewNodes(context.Background(), tape.Root(), &got, byID{tape}))
	require.Equal(t, award{Issuer: school{ID: "u:s", URL: "u:home"}, Creator: school{ID: "u:s", URL: "u:home"}}, got)

	tape, err = Parse([]byte(`{"issuer":"u:s","evidence":[{"id":"u:s","name":"Pine Ridge"},{"id":"u:s","name":"Oak Hill"}]}`), Limits{})
	require.NoError(t, err)
	require.NoError(t, NewViewer[award]().ViewNodes(context.Background(), tape.Root(), &got, byID{tape}))
	require.Equal(t, school{ID: "u:s"}, got.Evidence[0])
	got = award{}
	require.NoError(t, NewViewer[award]().ViewNodes(context.Background(), tape.Root(), &got, byID{tape}))
	require.Equal(t, school{ID: "u:s"}, got.Issuer, "nor what two other objects say")
}

package strictjson

import (
	"encoding/json"
	"reflect"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

type kind string

type set[T any] []T

type place struct {
	ID   string   `json:"id,omitempty"`
	Name string   `json:"name"`
	Lat  *float64 `json:"lat"`
}

type common struct {
	Type  set[string] `json:"type"`
	Extra json.RawMessage
}

type thing struct {
	common
	ID       string               `json:"id"`
	Kind     kind                 `json:"kind"`
	Kinds    set[kind]            `json:"kinds"`
	Count    int                  `json:"count"`
	Big      int64                `json:"big"`
	Credits  float64              `json:"credits"`
	Maybe    *float64             `json:"maybe"`
	Flag     bool                 `json:"flag"`
	Home     place                `json:"home"`
	Away     *place               `json:"away"`
	Places   set[place]           `json:"places"`
	Pointers []*place             `json:"pointers"`
	Raw      json.RawMessage      `json:"raw"`
	Raws     set[json.RawMessage] `json:"raws"`
	Parent   *thing               `json:"parent"`
	Children set[thing]           `json:"children"`
	Untagged string
	Skipped  string `json:"-"`
	hidden   string //lint:ignore U1000 it is there to be left alone
}

func TestViewFillsEveryKindOfField(t *testing.T) {
	var got thing
	require.NoError(t, View(parse(t, `{
		"type": ["A", "B"], "id": "urn:x", "kind": "k", "kinds": ["a", "b"], "count": 3, "big": 1e15, "credits": 1.5, "maybe": 0, "flag": true,
		"home": {"id": "h", "name": "caf\u00e9"}, "away": {"lat": -1.25}, "places": [{"name": "p"}, "urn:q"], "pointers": [{"name": "r"}],
		"raw": {"x" : [1, 2]}, "raws": [ {"a":1} , [2], "three"],
		"parent": {"id": "up", "parent": {"id": "top"}}, "children": [{"id": "down"}],
		"unknown": {"id": 7}, "\u0063ount2": "x"
	}`), &got))
	zero, lat := 0.0, -1.25
	require.Equal(t, thing{
		common: common{Type: set[string]{"A", "B"}},
		ID:     "urn:x", Kind: "k", Kinds: set[kind]{"a", "b"}, Count: 3, Big: 1e15, Credits: 1.5, Maybe: &zero, Flag: true,
		Home: place{ID: "h", Name: "café"}, Away: &place{Lat: &lat}, Places: set[place]{{Name: "p"}, {ID: "urn:q"}}, Pointers: []*place{{Name: "r"}},
		Raw: json.RawMessage(`{"x" : [1, 2]}`), Raws: set[json.RawMessage]{json.RawMessage(`{"a":1}`), json.RawMessage(`[2]`), json.RawMessage(`"three"`)},
		Parent: &thing{ID: "up", Parent: &thing{ID: "top"}}, Children: set[thing]{{ID: "down"}},
	}, got)
}

func TestViewReadsTheShapesThatWalletsMake(t *testing.T) {
	lat := 2.0
	for doc, want := range map[string]thing{
		// One value where a set belongs, and a set of one where a value belongs.
		`{"type":"A"}`:                       {common: common{Type: set[string]{"A"}}},
		`{"places":{"name":"p"}}`:            {Places: set[place]{{Name: "p"}}},
		`{"children":{"children":{}}}`:       {Children: set[thing]{{Children: set[thing]{{}}}}},
		`{"raws":{"a":[1]}}`:                 {Raws: set[json.RawMessage]{json.RawMessage(`{"a":[1]}`)}},
		`{"raw":["one"]}`:                    {Raw: json.RawMessage(`["one"]`)},
		`{"id":["x"]}`:                       {ID: "x"},
		`{"count":[3],"flag":[true]}`:        {Count: 3, Flag: true},
		`{"home":[{"name":"h"}]}`:            {Home: place{Name: "h"}},
		`{"away":[{"lat":[2]}],"maybe":[2]}`: {Away: &place{Lat: &lat}, Maybe: &lat},
		// A node given by its id.
		`{"home":"urn:h","away":"urn:a","places":["urn:p"],"pointers":"urn:q","parent":["urn:t"]}`: {
			Home: place{ID: "urn:h"}, Away: &place{ID: "urn:a"}, Places: set[place]{{ID: "urn:p"}}, Pointers: []*place{{ID: "urn:q"}}, Parent: &thing{ID: "urn:t"}},
		// Nothing.
		`{"type":null,"id":null,"count":null,"credits":null,"maybe":null,"flag":null,"home":null,"away":null,"places":null,"raw":null,"raws":null}`: {},
		`{"type":[],"places":[null],"raws":[null,null]}`:                                        {},
		`{"id":[null],"maybe":[null],"away":[null],"home":[null],"count":[null],"flag":[null]}`: {},
		`{"kinds":[null,"a",null,"b"]}`:                                                         {Kinds: set[kind]{"a", "b"}},
		// Names are exact; spelled with escapes they are the same.
		`{"ID":"x","Id":"y","Untagged":"u","-":"v","Skipped":"w","hidden":"h","Extra":1}`: {},
		`{"\u0069d":"x"}`: {ID: "x"},
		`{}`:              {},
		`"urn:root"`:      {ID: "urn:root"},
		`[{"id":"x"}]`:    {ID: "x"},
		`null`:            {},
	} {
		var got thing
		require.NoError(t, View(parse(t, doc), &got), doc)
		require.Equal(t, want, got, doc)
	}
}

func TestViewRefusesOtherShapesAndSaysWhere(t *testing.T) {
	for doc, want := range map[string]string{
		`{"id":7}`:                       `expected a string, found the number 7, in /id at byte 6`,
		`{"id":["a","b"]}`:               `expected a string, found an array of 2, in /id at byte 6`,
		`{"id":[["a"]]}`:                 `expected a string, found an array, in /id/0 at byte 7`,
		`{"id":{"id":"a"}}`:              `expected a string, found an object, in /id at byte 6`,
		`{"kinds":[["a"]]}`:              `expected a string, found an array, in /kinds/0 at byte 10`,
		`{"kinds":["a",true]}`:           `expected a string, found true, in /kinds/1 at byte 14`,
		`{"count":1.5}`:                  `expected an integer, found the number 1.5, in /count at byte 9`,
		`{"big":1e19}`:                   `expected an integer, found the number 1e19, in /big at byte 7`,
		`{"count":"3"}`:                  `expected an integer, found a string, in /count at byte 9`,
		`{"credits":"3"}`:                `expected a number, found a string, in /credits at byte 11`,
		`{"maybe":"3"}`:                  `expected a number, found a string, in /maybe at byte 9`,
		`{"maybe":[1,2]}`:                `expected a number, found an array of 2, in /maybe at byte 9`,
		`{"flag":"true"}`:                `expected true or false, found a string, in /flag at byte 8`,
		`{"flag":1}`:                     `expected true or false, found the number 1, in /flag at byte 8`,
		`{"home":true}`:                  `expected an object or the id of one, found true, in /home at byte 8`,
		`{"places":[{"id":"a"},3]}`:      `expected an object or the id of one, found the number 3, in /places/1 at byte 22`,
		`{"pointers":[[{}]]}`:            `expected an object or the id of one, found an array, in /pointers/0 at byte 13`,
		`{"parent":{"home":{"lat":{}}}}`: `expected a number, found an object, in /parent/home/lat at byte 25`,
		`{"children":[{"id":[1,2]}]}`:    `expected a string, found an array of 2, in /children/0/id at byte 19`,
	} {
		var got thing
		err := View(parse(t, doc), &got)
		require.ErrorIs(t, err, ErrKind, doc)
		require.EqualError(t, err, "unexpected kind of value: "+want, doc)
	}
	var noID struct {
		In struct {
			Name string `json:"name"`
		} `json:"in"`
	}
	require.EqualError(t, View(parse(t, `{"in":"x"}`), &noID), "unexpected kind of value: expected an object, found a string, in /in at byte 6")
}

func TestViewFillsAnIntOnlyWithWhatFits(t *testing.T) {
	var got thing
	err := View(parse(t, `{"count":3000000000}`), &got)
	if strconv.IntSize == 32 {
		require.ErrorIs(t, err, ErrKind)
		return
	}
	require.NoError(t, err)
	require.EqualValues(t, int64(3000000000), got.Count)
}

func TestViewCopiesWhatItTakes(t *testing.T) {
	doc := []byte(`{"raw":[1],"raws":["a"],"id":"x"}`)
	tape, err := Parse(doc, Limits{})
	require.NoError(t, err)
	var got thing
	require.NoError(t, View(tape.Root(), &got))
	clear(doc)
	require.Equal(t, thing{Raw: json.RawMessage(`[1]`), Raws: set[json.RawMessage]{json.RawMessage(`"a"`)}, ID: "x"}, got)
}

func TestTheStringsOfOneSliceCannotGrowIntoThoseOfAnother(t *testing.T) {
	var got thing
	require.NoError(t, View(parse(t, `{"type": ["A"], "children": [{"type": ["B", null]}, {"type": "C"}]}`), &got))
	for _, texts := range []set[string]{got.Type, got.Children[0].Type, got.Children[1].Type} {
		require.Len(t, texts, 1)
		_ = append(texts, "X")
	}
	require.Equal(t, set[string]{"B"}, got.Children[0].Type)
	require.Equal(t, set[string]{"C"}, got.Children[1].Type)
}

func TestViewLeavesAbsentFieldsAsTheyAre(t *testing.T) {
	got := thing{ID: "kept", Count: 7}
	require.NoError(t, View(parse(t, `{"count":null,"kind":"k"}`), &got))
	require.Equal(t, thing{ID: "kept", Count: 7, Kind: "k"}, got)
}

func TestViewSaysWhichTypesItCannotFill(t *testing.T) {
	v := parse(t, `{}`)
	for _, dst := range []any{
		nil, thing{}, (*thing)(nil), new(map[string]string), new(any), new(chan int), new(uint8), new([]byte), new(float32), new(complex128), new([2]int),
		new([][]string), new(**string), new(*[]string), new(*json.RawMessage), new(func()),
		new(struct {
			A map[string]int `json:"a"`
		}),
		new(struct {
			A struct {
				B any `json:"b"`
			} `json:"a"`
		}),
		new(struct{ *place }),
		new(struct {
			A string `json:"id"`
			place
		}),
	} {
		require.Error(t, View(v, dst), "%T", dst)
	}
	require.Panics(t, func() { NewViewer[map[string]string]() })
}

func TestAViewerServesManyGoroutines(t *testing.T) {
	viewer := NewViewer[thing]()
	v := parse(t, `{"type":"A","home":"urn:h","children":[{"id":"x"}]}`)
	var want thing
	require.NoError(t, View(v, &want))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				var got thing
				if err := viewer.View(v, &got); err != nil || !reflect.DeepEqual(want, got) {
					t.Error("another view in another goroutine")
				}
			}
		})
	}
	wg.Wait()
}

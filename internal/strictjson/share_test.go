package strictjson

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/limits"
)

// texts lists what a document says, in its order.
func texts(v Value) []string {
	found := []string{v.Name(), v.Text()}
	switch v.Kind() {
	case Object:
		for name, member := range v.Members() {
			found = append(append(found, name), texts(member)...)
		}
	case Array:
		for _, element := range v.Elements() {
			found = append(found, texts(element)...)
		}
	}
	return found
}

func FuzzShare(f *testing.F) {
	for _, seed := range []string{`""`, `"a"`, `{}`, `{"":""}`, `{"a":"b","c":["d",1,null,{"e":"\u00e9\n"}],"\u0066":"g"}`, `[["\\"],"\ud83d\ude00"]`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		tape, err := Parse(data, Limits{})
		if err != nil {
			return
		}
		want := texts(tape.Root())
		tape.Share()
		require.Equal(t, want, texts(tape.Root()))
	})
}

func TestTheTextsOfASharedDocumentAreNoCopies(t *testing.T) {
	data := []byte(`{"name":"Civics"}`)
	tape, err := Parse(data, Limits{})
	require.NoError(t, err)
	read := func() {
		for name, member := range tape.Root().Members() {
			kept = name + member.Text()
		}
	}
	apart := testing.AllocsPerRun(100, read)
	tape.Share()
	require.Equal(t, apart-2, testing.AllocsPerRun(100, read))
	next := []byte(`{"town":"Athens"}`)
	require.NoError(t, tape.Parse(next, Limits{}))
	require.Equal(t, "Athens", tape.Root().Get("town").Text(), "a Tape forgets the document before")
}

// A name that somebody keeps must not keep a picture.
func TestALargeDocumentIsNotShared(t *testing.T) {
	for _, c := range []struct {
		size   int
		shared bool
	}{{limits.Shared, true}, {limits.Shared + 1, false}} {
		data := slices.Concat([]byte(`"`), []byte(strings.Repeat("a", c.size-2)), []byte(`"`))
		tape, err := Parse(data, Limits{})
		require.NoError(t, err)
		tape.Share()
		require.Equal(t, c.shared, tape.shared != "")
	}
}

var kept string

// What is no slice of strings is not taken for one, whoever asks: that would write texts
// over what lies there.
func TestOnlySlicesOfStringsAreTakenForTexts(t *testing.T) {
	type of[T any] []T
	named, plain, numbers, text := of[string]{"a"}, []string{"b"}, of[int]{1}, "c"
	*textsOf(reflect.ValueOf(&named).Elem()) = []string{"x", "y"}
	*textsOf(reflect.ValueOf(&plain).Elem()) = nil
	require.Equal(t, of[string]{"x", "y"}, named)
	require.Empty(t, plain)
	for _, dst := range []any{&numbers, &text, new([2]string), new([]any)} {
		require.Panics(t, func() { textsOf(reflect.ValueOf(dst).Elem()) }, "%T", dst)
	}
}

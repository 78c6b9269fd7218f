package strictjson

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	corpus "github.com/summitbadges/openbadges/internal/seeds"
)

// seeds are documents of every kind, sound and not.
var seeds = []string{
	``, ` `, `{}`, `[]`, `null`, `true`, `-0`, `1e21`, `0.1`, `9007199254740993`, `1e400`, `01`, `1.`, `"a`, `"\ud83d\ude00"`, `"\ud800"`, "\"\xff\"", "\ufeff{}",
	`{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `{"":{"":[[],{}]}}`, `[1,]`, `{} {}`, `// x`, `{"a":[1,{"b":"\"\\\/\b\f\n\r\t\u0000"}],"c":null}`,
	"{\n \"b\" : 1 ,\r\n\t\"a\" : [ true , false ] }\n", `{"\ufb33":1,"\ud83d\ude00":2,"\u20ac":3,"\r":4,"1":5}`,
	"{\"\U0001f600\":1,\"\uffff\":2,\"~/\":3}", "\"\x7f\u0080\u2028\"", `{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":0,"k":1,"l":2,"m":3,"n":4,"o":5,"p":6,"q":7,"r":8,"s":9,"t":0,"u":1}`,
	strings.Repeat("[", 65) + strings.Repeat("]", 65), `[1.7976931348623157e308,5e-324,2.5E-3,123456789012345678]`, `{"abcdefghijklmnop":"abcdefghijklmnop"}`,
}

func addSeeds(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	for _, s := range corpus.JSON() {
		f.Add(s)
	}
	f.Add(badge(1, 1))
}

// FuzzParse compares the tape with jsontext: the same documents are accepted,
// but for what this package refuses beyond RFC 8259, and each token has the same
// kind, text, end and pointer.
func FuzzParse(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, doc []byte) {
		tape, err := Parse(doc, Limits{})
		if err != nil {
			require.Nil(t, tape)
			var e *Error
			require.ErrorAs(t, err, &e)
			require.LessOrEqual(t, 0, e.Offset)
			require.LessOrEqual(t, e.Offset, len(doc))
			require.NotEmpty(t, e.Detail)
			switch {
			case errors.Is(err, ErrNumber):
				end, _ := scanNumber(doc, e.Offset)
				num := string(doc[e.Offset:end])
				if _, exponent, _ := strings.Cut(strings.ToLower(num), "e"); len(num) < 400 && len(exponent) < 5 {
					require.False(t, exactSlowly(num), num)
				}
			case errors.Is(err, ErrDepth), errors.Is(err, ErrTooLarge):
			case errors.Is(err, ErrSyntax), errors.Is(err, ErrEncoding), errors.Is(err, ErrDuplicate):
				require.Error(t, tokens(doc, func(*jsontext.Decoder, jsontext.Token) {}), "jsontext accepts what is refused here: %v", err)
			default:
				t.Fatalf("no reason: %v", err)
			}
			return
		}
		i := uint32(0)
		var open []uint32
		err = tokens(doc, func(dec *jsontext.Decoder, tok jsontext.Token) {
			if k := tok.Kind(); k == '}' || k == ']' {
				at := open[len(open)-1]
				open = open[:len(open)-1]
				_, end := Value{tape, at}.Span()
				require.EqualValues(t, dec.InputOffset(), end)
				require.Equal(t, i, tape.nodes[at].next)
				return
			}
			v := Value{tape, i}
			if k, n := dec.StackIndex(dec.StackDepth()); k == '{' && n%2 == 1 && tok.Kind() == '"' {
				require.Equal(t, tok.String(), v.Name())
				return
			}
			require.Equal(t, string(dec.StackPointer()), v.Pointer())
			start, end := v.Span()
			switch tok.Kind() {
			case '{', '[':
				require.Equal(t, tok.Kind() == '{', v.Kind() == Object)
				require.EqualValues(t, dec.InputOffset(), start+1)
				open = append(open, i)
			case '"':
				require.Equal(t, String, v.Kind())
				require.Equal(t, tok.String(), v.Text())
				require.True(t, v.Is(tok.String()))
				require.EqualValues(t, dec.InputOffset(), end)
			default:
				require.Equal(t, tok.String(), string(v.Raw()))
				require.EqualValues(t, dec.InputOffset(), end)
				require.Equal(t, map[jsontext.Kind]Kind{'0': Number, 't': True, 'f': False, 'n': Null}[tok.Kind()], v.Kind())
			}
			i++
		})
		require.NoError(t, err, "accepted here")
		require.Len(t, tape.nodes, int(i))
		require.Empty(t, open)
	})
}

// tokens reads one document, and no more than one, with jsontext.
func tokens(doc []byte, each func(*jsontext.Decoder, jsontext.Token)) error {
	dec := jsontext.NewDecoder(bytes.NewBuffer(doc))
	for n := 0; ; n++ {
		done := n > 0 && dec.StackDepth() == 0
		tok, err := dec.ReadToken()
		switch {
		case done && err == io.EOF:
			return nil
		case err != nil:
			return err
		case done:
			return errors.New("a second value")
		}
		each(dec, tok)
	}
}

// FuzzValue checks what holds of every value of every document.
func FuzzValue(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, doc []byte) {
		tape, err := Parse(doc, Limits{Nodes: 300})
		if err != nil {
			return
		}
		for i := range uint32(len(tape.nodes)) {
			v := Value{tape, i}
			again, err := Parse(v.Raw(), Limits{})
			require.NoError(t, err, "a value is a document of its own")
			require.True(t, v.Equal(again.Root()))
			require.Equal(t, v.Kind(), again.Root().Kind())
			require.Len(t, again.nodes, int(tape.nodes[i].next-i))
			n := 0
			for name, m := range v.Members() {
				require.Equal(t, m, v.Get(name))
				n++
			}
			for range v.Elements() {
				n++
			}
			require.Equal(t, v.Len(), n)
			if whole, ok := v.Int(); ok {
				x, ok := v.Float()
				require.True(t, ok)
				require.EqualValues(t, x, whole)
			}
			var seen thing
			if err := View(v, &seen); err != nil {
				require.ErrorIs(t, err, ErrKind)
			}
		}
	})
}

// FuzzJCS compares AppendJCS with the slow one of the tests and with jsontext's.
func FuzzJCS(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, doc []byte) {
		tape, err := Parse(doc, Limits{})
		if err != nil {
			return
		}
		got := mustJCS(t, tape.Root())
		if len(doc) < 10_000 {
			require.Equal(t, slowJCS(tape.Root()), got)
		}
		other := jsontext.Value(bytes.Clone(doc))
		require.NoError(t, other.Canonicalize())
		require.Equal(t, string(other), got)
		again, err := Parse([]byte(got), Limits{Size: 1 << 30, String: 1 << 30, Name: 1 << 16})
		require.NoError(t, err)
		require.Equal(t, got, mustJCS(t, again.Root()), "it is its own canonical form")
		require.True(t, tape.Root().Equal(again.Root()))
	})
}

// FuzzCut cuts every member out of every document in turn.
func FuzzCut(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, doc []byte) {
		tape, err := Parse(doc, Limits{Nodes: 300})
		if err != nil {
			return
		}
		for i := range uint32(len(tape.nodes)) {
			v := Value{tape, i}
			if tape.nodes[i].name == 0 {
				require.Nil(t, Cut(v))
				continue
			}
			got := Cut(v)
			start, end := v.MemberSpan()
			before := bytes.TrimRight(doc[:start], " \t\r\n,")
			require.True(t, bytes.HasPrefix(got, before), "what stands before the member stays")
			after := bytes.TrimLeft(doc[end:], " \t\r\n,")
			require.True(t, bytes.HasSuffix(got, after), "what stands behind the member stays")
			checkCut(t, v)
		}
	})
}

// FuzzPointer checks that Lookup and Pointer undo one another, and that no
// other text names a value.
func FuzzPointer(f *testing.F) {
	for i, s := range seeds {
		f.Add([]byte(s), []string{"", "/", "/a", "/a/0", "/a/01", "/~0", "/~2", "//", "x", "/c%d"}[i%10])
	}
	f.Fuzz(func(t *testing.T, doc []byte, pointer string) {
		tape, err := Parse(doc, Limits{Nodes: 300})
		if err != nil {
			return
		}
		root := tape.Root()
		for i := range uint32(len(tape.nodes)) {
			v := Value{tape, i}
			back, ok := root.Lookup(v.Pointer())
			require.True(t, ok)
			require.Equal(t, v, back)
			require.True(t, jsontext.Pointer(v.Pointer()).IsValid())
		}
		if v, ok := root.Lookup(pointer); ok {
			require.Equal(t, pointer, v.Pointer())
		} else {
			require.False(t, v.Exists())
		}
	})
}

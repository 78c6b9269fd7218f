package openbadges_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A twig is a JSON value that keeps the order of its members and can have one name twice,
// so that whatever somebody could send can be made of it.
type twig struct {
	kind    byte   // '{', '[', or 'v' for a leaf
	leaf    string // as it is written
	members []member
}

// A member is one of an object; of an array, an element without a name.
type member struct {
	name string
	*twig
}

func grow(t testing.TB, document []byte) *twig {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber()
	root := growFrom(t, d)
	require.JSONEq(t, string(document), string(root.bytes()))
	return root
}

func growFrom(t testing.TB, d *json.Decoder) *twig {
	token, err := d.Token()
	require.NoError(t, err)
	delim, ok := token.(json.Delim)
	if !ok {
		return &twig{kind: 'v', leaf: written(t, token)}
	}
	n := &twig{kind: byte(delim)}
	for d.More() {
		var m member
		if delim == '{' {
			name, err := d.Token()
			require.NoError(t, err)
			m.name = name.(string)
		}
		m.twig = growFrom(t, d)
		n.members = append(n.members, m)
	}
	_, err = d.Token()
	require.NoError(t, err)
	return n
}

func written(t testing.TB, v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	require.NoError(t, e.Encode(v))
	return strings.TrimSuffix(b.String(), "\n")
}

func (n *twig) bytes() []byte { return n.appendTo(nil) }

func (n *twig) appendTo(b []byte) []byte {
	if n.kind == 'v' {
		return append(b, n.leaf...)
	}
	b = append(b, n.kind)
	for i, m := range n.members {
		if i > 0 {
			b = append(b, ',')
		}
		if n.kind == '{' {
			b = fmt.Appendf(b, "%q:", m.name)
		}
		b = m.appendTo(b)
	}
	return append(b, n.kind+2) // '}' or ']'
}

// walk visits n and everything in it, with the place of each.
func (n *twig) walk(at string, visit func(at string, n *twig)) {
	visit(at, n)
	for i, m := range n.members {
		step := m.name
		if n.kind == '[' {
			step = fmt.Sprint(i)
		}
		m.walk(at+"/"+step, visit)
	}
}

package strictjson

import (
	"strconv"
	"strings"
)

// Pointer is the JSON Pointer (RFC 6901) of v from the root of the document.
// It walks down from the root. Of the zero Value it is "".
func (v Value) Pointer() string {
	if !v.Exists() {
		return ""
	}
	var p []byte
	nodes := v.t.nodes
	at := uint32(0)
	for at < v.i {
		k := 0
		child := at + 1
		for nodes[child].next <= v.i {
			child = nodes[child].next
			k++
		}
		p = v.t.appendToken(p, nodes[at].kind, &nodes[child], k)
		at = child
	}
	return string(p)
}

// appendToken appends one reference token: the name of a member, or the index of an element.
func (t *Tape) appendToken(p []byte, parent Kind, n *node, index int) []byte {
	p = append(p, '/')
	if parent == Array {
		return strconv.AppendInt(p, int64(index), 10)
	}
	for _, c := range t.decodedName(n) {
		switch c {
		case '~':
			p = append(p, "~0"...)
		case '/':
			p = append(p, "~1"...)
		default:
			p = append(p, c)
		}
	}
	return p
}

// Lookup is the value that an RFC 6901 pointer names, relative to v. The
// grammar is strict: "" or tokens each behind a slash, no other use of ~ than
// ~0 and ~1, array indices without leading zeros.
func (v Value) Lookup(pointer string) (Value, bool) {
	for pointer != "" {
		token, rest, ok := cutToken(pointer)
		if !ok {
			return Value{}, false
		}
		pointer = rest
		switch v.Kind() {
		case Object:
			name, ok := unescapeToken(token)
			if !ok {
				return Value{}, false
			}
			v = v.Get(name)
		case Array:
			v = v.element(token)
		default:
			return Value{}, false
		}
	}
	return v, v.Exists()
}

// LookupGraph is Lookup where a document stands for the graph that it means: a list
// of one is its element, and with nodes, which may be nil, the objects of one node
// are read as one. A member that the document says of a node is found in each of
// them, by the node's id too; one of which it says different things in none, and no
// member without a value.
func LookupGraph(v Value, pointer string, nodes Nodes) (Value, bool) {
	for pointer != "" {
		token, rest, ok := cutToken(pointer)
		if !ok {
			return Value{}, false
		}
		if v.Kind() == Array {
			if found := v.element(token); found.Exists() {
				v, pointer = found, rest
				continue
			}
			if v.Len() != 1 {
				return Value{}, false
			}
			v = v.element("0")
			continue
		}
		pointer = rest
		if token == "0" {
			continue // of a list of one that is written as its element
		}
		name, ok := unescapeToken(token)
		switch {
		case !ok || nodes != nil && nodes.Disputed(v, name):
			return Value{}, false
		case nodes != nil:
			v = nodes.Get(v, name)
		default:
			v = v.Get(name)
		}
	}
	if !v.Says() {
		return Value{}, false // a holder can add it, and take it away
	}
	return v, true
}

// cutToken cuts the first token off a pointer.
func cutToken(pointer string) (token, rest string, ok bool) {
	if pointer[0] != '/' {
		return "", "", false
	}
	token = pointer[1:]
	if k := strings.IndexByte(token, '/'); k >= 0 {
		token, rest = token[:k], token[k:]
	}
	return token, rest, true
}

func unescapeToken(token string) (name string, ok bool) {
	if !strings.Contains(token, "~") {
		return token, true
	}
	var b strings.Builder
	for i := 0; i < len(token); i++ {
		c := token[i]
		if c == '~' {
			i++
			switch {
			case i < len(token) && token[i] == '0':
			case i < len(token) && token[i] == '1':
				c = '/'
			default:
				return "", false
			}
		}
		b.WriteByte(c)
	}
	return b.String(), true
}

// element is the element of an array at an index in RFC 6901's grammar.
func (v Value) element(token string) Value {
	n := v.node()
	if token == "" || len(token) > 10 || token[0] == '0' && len(token) > 1 {
		return Value{}
	}
	var index uint64
	for _, c := range []byte(token) {
		if c < '0' || c > '9' {
			return Value{}
		}
		index = index*10 + uint64(c-'0')
	}
	if index >= uint64(n.kids) {
		return Value{}
	}
	i := v.i + 1
	for ; index > 0; index-- {
		i = v.t.nodes[i].next
	}
	return Value{v.t, i}
}

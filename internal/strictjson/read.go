package strictjson

import "slices"

// read writes the tape in one pass, and says where and why it stopped; t.nodes
// then holds what was read before. There is neither recursion nor a stack: an
// open container keeps its parent's index where its own end will stand.
func (t *Tape) read(lim *Limits) stop {
	data, nodes := t.data, t.nodes[:0]
	open, inObject, depth := uint32(none), false, 0
	i := 0
	for {
		i = skipSpace(data, i)
		if len(nodes) >= lim.Nodes {
			return t.stop(nodes, open, nil, i, manyNodes)
		}
		// The entry is filled in its place: append would copy one made elsewhere,
		// and that alone costs a fifth of all reading.
		if len(nodes) == cap(nodes) {
			nodes = slices.Grow(nodes, 1)
		}
		nodes = nodes[:len(nodes)+1]
		v := &nodes[len(nodes)-1]
		*v = node{}
		v.next = uint32(len(nodes))
		if inObject {
			if at(data, i) != '"' {
				return t.stop(nodes, open, nil, i, noName)
			}
			end, fl := scanString(data, i+1)
			if end < 0 {
				return t.stop(nodes, open, nil, i, badName)
			}
			if end-(i+1) > lim.Name {
				return t.stop(nodes, open, nil, i, longName)
			}
			if uint64(nodes[open].kids) >= uint64(lim.Members) {
				return t.stop(nodes, open, nil, i, manyMembers)
			}
			v.name, v.nameLen = uint32(i+1), uint16(end-(i+1))
			v.flags = fl << nameShift
			if i = skipSpace(data, end+1); at(data, i) != ':' {
				return t.stop(nodes, open, v, i, noColon)
			}
			i = skipSpace(data, i+1)
		}

		v.start = uint32(i)
		switch c := at(data, i); c {
		case '"':
			end, fl := scanString(data, i+1)
			if end < 0 {
				return t.stop(nodes, open, v, i, badString)
			}
			if end-(i+1) > lim.String {
				return t.stop(nodes, open, v, i, longString)
			}
			v.kind = String
			v.flags |= fl
			i = end + 1
		case '{', '[':
			if depth >= lim.Depth {
				return t.stop(nodes, open, v, i, deep)
			}
			v.kind = Object
			if c == '[' {
				v.kind = Array
			}
			i = skipSpace(data, i+1)
			if at(data, i) != c+2 { // in ASCII, '}' and ']' stand two behind '{' and '['
				v.next = open
				open, inObject = uint32(len(nodes)-1), c == '{'
				depth++
				continue
			}
			i++
		case 't', 'f', 'n':
			if v.kind = scanWord(data, i); v.kind == Invalid {
				return t.stop(nodes, open, v, i, badWord)
			}
			i += 4
			if c == 'f' {
				i++
			}
		default:
			end, small := scanNumber(data, i)
			if end < 0 {
				return t.stop(nodes, open, v, i, badNumber)
			}
			if !small && !exact(data[i:end]) {
				return t.stop(nodes, open, v, i, inexact)
			}
			v.kind = Number
			i = end
		}
		v.end = uint32(i)

		// Behind a value: a comma, or the ends of as many containers as end here.
		for {
			i = skipSpace(data, i)
			if open == none {
				if i != len(data) {
					return t.stop(nodes, open, nil, i, trailing)
				}
				t.nodes = nodes
				return stop{}
			}
			p := &nodes[open]
			p.kids++
			c := at(data, i)
			if c == ',' {
				i++
				break
			}
			if inObject && c != '}' || !inObject && c != ']' {
				return t.stop(nodes, open, nil, i, noComma)
			}
			i++
			parent := p.next
			p.end, p.next = uint32(i), uint32(len(nodes))
			if inObject && p.kids > 1 {
				t.nodes = nodes
				if again := t.duplicate(open); again != 0 {
					p.next = parent
					return t.stop(nodes, open, &nodes[again], int(nodes[again].name)-1, duplicated)
				}
			}
			open = parent
			depth--
			inObject = open != none && nodes[open].kind == Object
		}
	}
}

// stop makes read's answer to a fault of v in the container open, or of that
// container if v is nil.
func (t *Tape) stop(nodes []node, open uint32, v *node, offset int, why fault) stop {
	t.nodes = nodes
	s := stop{why: why, offset: offset, open: open}
	if v != nil {
		s.v, s.at = *v, true
	}
	return s
}

package main

import (
	"bytes"
	"encoding/json"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

// width is how long a line may be before its object or array is broken up.
const width = 120

// oneLine is the depth of what is not broken up.
const oneLine = -1

// layout writes v with its members in their order. What fits stands on one line,
// so that most terms are a line, and a changed term is a diff of one line.
func layout(v strictjson.Value) []byte {
	return append(appendValue(nil, v, 0), '\n')
}

func appendValue(dst []byte, v strictjson.Value, depth int) []byte {
	if v.Len() == 0 {
		return append(dst, v.Raw()...)
	}
	if depth > 0 {
		line := appendValue(nil, v, oneLine)
		column := len(dst) - 1 - bytes.LastIndexByte(dst, '\n')
		if column+len(line)+len(",") <= width {
			return append(dst, line...)
		}
	}
	inside := depth + 1
	if depth == oneLine {
		inside = oneLine
	}
	first := true
	separate := func() {
		switch {
		case !first && inside == oneLine:
			dst = append(dst, ", "...)
		case !first:
			dst = append(dst, ',')
		}
		first = false
		dst = appendBreak(dst, inside)
	}
	if v.Kind() == strictjson.Array {
		dst = append(dst, '[')
		for _, element := range v.Elements() {
			separate()
			dst = appendValue(dst, element, inside)
		}
		return append(appendBreak(dst, depth), ']')
	}
	dst = append(dst, '{')
	for name, member := range v.Members() {
		separate()
		quoted, _ := json.Marshal(name) // a string always has a JSON form
		dst = append(append(dst, quoted...), ": "...)
		dst = appendValue(dst, member, inside)
	}
	return append(appendBreak(dst, depth), '}')
}

func appendBreak(dst []byte, depth int) []byte {
	if depth == oneLine {
		return dst
	}
	dst = append(dst, '\n')
	return append(dst, bytes.Repeat([]byte("  "), depth)...)
}

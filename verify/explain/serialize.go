package explain

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A style is a way in which libraries write JSON.
type style struct {
	name         string
	comma, colon string
	indent       string
	ascii        bool // every other character is escaped
	slashes      bool // and / is
	most         int  // bytes that are written: indentation can be made to weigh more than what it indents
}

var styles = []style{
	{name: "compact", comma: ",", colon: ":"},
	{name: "compact, in ASCII", comma: ",", colon: ":", ascii: true},
	{name: "with spaces", comma: ", ", colon: ": "},
	{name: "with spaces, in ASCII", comma: ", ", colon: ": ", ascii: true},
	{name: "indented by two", comma: ",", colon: ": ", indent: "  "},
	{name: "indented by four", comma: ",", colon: ": ", indent: "    "},
	{name: "compact, with slashes escaped", comma: ",", colon: ":", slashes: true},
	{name: "compact, in ASCII with slashes escaped", comma: ",", colon: ":", slashes: true, ascii: true},
}

// serializations tries the payload of a token as it may have been written before somebody
// read it and wrote it anew.
func (d *desk) serializations(payload []byte) {
	root := d.root(payload)
	written := func(name string, copied []byte) {
		if !bytes.Equal(copied, payload) && d.spend(work(payload)) && d.judge(copied) {
			d.found(Finding{Hypothesis: Serialization, Variant: "written", Expected: name})
		}
	}
	if canonical, err := strictjson.AppendJCS(nil, root); err == nil {
		written("JCS", canonical)
	}
	for _, s := range styles {
		if !d.affords(work(payload)) { // to write it takes as long as to judge it
			d.out.Exhausted = true
			return
		}
		s.most = 4*len(payload) + limits.DiagnosisCopy
		if copied := s.append(nil, root, 0); len(copied) <= s.most {
			written(s.name, copied)
		}
	}
}

func (s style) append(dst []byte, v strictjson.Value, depth int) []byte {
	if len(dst) > s.most {
		return dst
	}
	line := func(depth int) {
		if s.indent != "" {
			dst = append(append(dst, '\n'), strings.Repeat(s.indent, depth)...)
		}
	}
	switch v.Kind() {
	case strictjson.Object:
		dst = append(dst, '{')
		n := 0
		for name, m := range v.Members() {
			if n++; n > 1 {
				dst = append(dst, s.comma...)
			}
			line(depth + 1)
			dst = append(s.text(dst, name), s.colon...)
			dst = s.append(dst, m, depth+1)
		}
		if n > 0 {
			line(depth)
		}
		return append(dst, '}')
	case strictjson.Array:
		dst = append(dst, '[')
		n := 0
		for _, e := range v.Elements() {
			if n++; n > 1 {
				dst = append(dst, s.comma...)
			}
			line(depth + 1)
			dst = s.append(dst, e, depth+1)
		}
		if n > 0 {
			line(depth)
		}
		return append(dst, ']')
	case strictjson.String:
		return s.text(dst, v.Text())
	}
	return append(dst, v.Raw()...)
}

func (s style) text(dst []byte, content string) []byte {
	for _, r := range quoted(content) {
		switch {
		case r == '/' && s.slashes:
			dst = append(dst, `\/`...)
		case r < 0x80 || !s.ascii:
			dst = append(dst, string(r)...)
		default:
			for _, unit := range utf16.Encode([]rune{r}) {
				dst = append(append(dst, `\u`...), strconv.FormatUint(uint64(unit)|0x10000, 16)[1:]...)
			}
		}
	}
	return dst
}

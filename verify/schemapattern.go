package verify

import (
	"errors"
	"regexp"
	"regexp/syntax"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/summitbadges/openbadges/internal/limits"
)

// patterns are the regular expressions of one schema. They run in time that is linear
// in the text (RE2), and their sizes are counted before they are compiled: a{1000} in
// itself is a million instructions in ten characters. One that RE2 does not have,
// such as a look-ahead, cannot be judged here.
type patterns struct {
	left  int // instructions
	known map[string]*pattern
}

// A pattern is one of them, with its size.
type pattern struct {
	*regexp.Regexp
	size int
}

func (ps *patterns) compile(text string) (jsonschema.Regexp, error) {
	if known := ps.known[text]; known != nil {
		return known, nil
	}
	parsed, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil, err
	}
	size := sizeOf(parsed, min(limits.SchemaPattern, ps.left))
	if ps.left -= size; size > limits.SchemaPattern || ps.left < 0 {
		return nil, errors.New("the regular expression is larger than is read")
	}
	compiled, err := regexp.Compile(text)
	if err != nil {
		return nil, err
	}
	p := &pattern{compiled, size}
	ps.known[text] = p
	return p, nil
}

// sizeOf is about how many instructions an expression has when its repetitions are
// written out, or something above most.
func sizeOf(re *syntax.Regexp, most int) int {
	n := 1 + len(re.Rune)
	if re.Op == syntax.OpCharClass { // one instruction, which looks the character up
		n = 1 + len(re.Rune)/64
	}
	for _, sub := range re.Sub {
		if n += sizeOf(sub, most); n > most {
			return n
		}
	}
	if re.Op == syntax.OpRepeat {
		n *= max(re.Min, re.Max, 1) + 1
	}
	return n
}

package shape

import (
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// findings collects what is found. Errors are kept apart from the rest, so that
// a document stuffed with trifles cannot push an Error off the list.
type findings struct {
	errors, rest pile
}

// A pile keeps the first limits.Problems findings and counts the others.
type pile struct {
	kept []Finding
	more int
	next Finding // the severest of those not kept, without a message
}

// add records a finding at v, or at v's member of the given name if one is
// given. Nothing is formatted for a finding that there is no room for.
func (f *findings) add(level Level, code string, v strictjson.Value, member, format string, args ...any) {
	p := &f.rest
	if level == Error {
		p = &f.errors
	}
	if len(p.kept) >= limits.Problems {
		if p.more == 0 || level < p.next.Level {
			p.next = Finding{Level: level, Code: code}
		}
		p.more++
		return
	}
	pointer := v.Pointer()
	if member != "" {
		pointer += "/" + member
	}
	p.kept = append(p.kept, Finding{level, code, pointer, fmt.Sprintf(format, args...)})
}

// list returns the findings, Errors first, and says how many did not fit.
func (f *findings) list() []Finding {
	all := append(f.errors.kept, f.rest.kept...)
	left := f.errors.more + f.rest.more
	if left == 0 && len(all) <= limits.Problems {
		return all
	}
	cut := limits.Problems - 1
	last := all[cut] // the severest that is left out: Errors stand first
	for _, c := range all[cut:] {
		if c.Level < last.Level {
			last = c
		}
	}
	for _, p := range []*pile{&f.errors, &f.rest} {
		if p.more > 0 && p.next.Level < last.Level {
			last = p.next
		}
	}
	left += len(all) - cut
	return append(all[:cut:cut], Finding{last.Level, last.Code, "", fmt.Sprintf("and %d more findings", left)})
}

// quote shows received text in a message: cut, in quotes, and in ASCII, so that
// the message cannot be made to look like another.
func quote(s string) string {
	const most = 40 // characters, before escaping
	cut := len(s)
	for i, n := 0, 0; i < len(s); n++ {
		if n == most {
			cut = i
			break
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	q := strconv.QuoteToASCII(s[:cut])
	for len(q) > limits.Quoted {
		_, size := utf8.DecodeLastRuneInString(s[:cut])
		cut -= size
		q = strconv.QuoteToASCII(s[:cut])
	}
	if cut < len(s) {
		return q + "…"
	}
	return q
}

package shape

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// findings collects what is found. Errors are kept apart from the rest, so that
// a document stuffed with trifles cannot push an Error off the list; and of the rest
// the first of each kind is, so that a holder who may add trifles of one kind, such as
// members without a value, cannot push another off it.
type findings struct {
	errors, rest pile
	kinds        map[findingKind]bool // of the rest
}

// A findingKind tells findings of the rest apart. There are as many as this package has
// messages, and for Notes as many as these have members to be about.
type findingKind struct {
	level                Level
	code, format, member string
}

// A pile keeps limits.Problems findings and counts the others.
type pile struct {
	kept []kept
	more int
	next Finding // the severest of those not kept, without a message
}

type kept struct {
	Finding
	again bool // not the first of its kind
}

// add records a finding at v, or at v's member of the given name if one is
// given. Nothing is formatted for a finding that there is no room for.
func (f *findings) add(level Level, code string, v strictjson.Value, member, format string, args ...any) {
	p, again := &f.errors, true
	if level != Error {
		p, again = &f.rest, f.again(level, code, v, member, format)
	}
	if len(p.kept) >= limits.Problems && (again || !p.makeRoom()) {
		p.leave(level, code)
		return
	}
	pointer := v.Pointer()
	if member != "" {
		pointer += "/" + member
	}
	p.kept = append(p.kept, kept{Finding{level, code, pointer, fmt.Sprintf(format, args...)}, again})
}

func (f *findings) again(level Level, code string, v strictjson.Value, member, format string) bool {
	k := findingKind{level, code, format, ""}
	if level == Note {
		if k.member = member; member == "" {
			k.member = v.Name()
		}
	}
	if f.kinds[k] {
		return true
	}
	if f.kinds == nil {
		f.kinds = map[findingKind]bool{}
	}
	f.kinds[k] = true
	return false
}

// leave counts a finding that is not kept.
func (p *pile) leave(level Level, code string) {
	if p.more == 0 || level < p.next.Level {
		p.next = Finding{Level: level, Code: code}
	}
	p.more++
}

// makeRoom leaves out the last that is not the first of its kind, if there is one.
func (p *pile) makeRoom() bool {
	for i := len(p.kept) - 1; i >= 0; i-- {
		if k := p.kept[i]; k.again {
			p.leave(k.Level, k.Code)
			p.kept = slices.Delete(p.kept, i, i+1)
			return true
		}
	}
	return false
}

// list returns the findings, Errors first, and says how many did not fit.
func (f *findings) list() []Finding {
	rest := f.rest.kept
	left := f.errors.more + f.rest.more
	if left > 0 || len(f.errors.kept)+len(rest) > limits.Problems {
		rest = slices.Clone(rest)
		slices.SortStableFunc(rest, func(a, b kept) int { return cmp.Compare(btoi(a.again), btoi(b.again)) })
	}
	var all []Finding
	for _, k := range slices.Concat(f.errors.kept, rest) {
		all = append(all, k.Finding)
	}
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

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
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

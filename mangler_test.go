package openbadges_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/strictjson"
	"github.com/summitbadges/openbadges/verify"
)

// mangleAll is the environment variable under which every mangling is tried.
const mangleAll = "OPENBADGES_MANGLE"

// shares says of how many flipped bits, and of how many other manglings, one is tried.
// Primes, so that every bit of a byte has its turn.
func shares() (bits, others int) {
	switch {
	case os.Getenv(mangleAll) != "":
		return 1, 1
	case testing.Short():
		return 1009, 101
	}
	return 101, 11
}

// goldenBadges are the names of the badges of the Summit program.
var goldenBadges = []string{"civics", "communication", "innovation", "leadership", "professionalism"}

// Whatever anybody does to a signed badge, it is refused with a Code, or means what it
// meant: never verified otherwise, and never a panic.
func TestManglingNeverMakesAnotherBadge(t *testing.T) {
	bits, others := shares()
	codes := verify.Codes()
	for _, m := range mechanisms() {
		t.Run(m.name, func(t *testing.T) {
			var tried, same atomic.Int64
			for _, badge := range goldenBadges {
				v := m.victim(t, badge)
				jobs := make(chan mangling, 64)
				var workers sync.WaitGroup
				for range runtime.GOMAXPROCS(0) {
					workers.Go(func() {
						for j := range jobs {
							tried.Add(1)
							if v.judge(t, codes, j) {
								same.Add(1)
							}
						}
					})
				}
				v.mangle(t, func(n int, bit bool) bool { return n%cmp.Or(map[bool]int{true: bits}[bit], others) == 0 }, jobs)
				close(jobs)
				workers.Wait()
			}
			t.Logf("%d manglings of %d badges: %d mean the same and are verified, the others are refused", tried.Load(), len(goldenBadges), same.Load())
			require.Positive(t, tried.Load())
		})
	}
}

// A mangling is a document in which one thing was done.
type mangling struct {
	what string
	data []byte
	fate fate
}

// A fate is what has to become of a mangling. The zero fate leaves that to what it means.
type fate int

const (
	verified fate = iota + 1 // it means what it meant
	refused                  // however careless readers take it
)

// judge holds a mangling to the oracle, and reports whether it was verified.
func (v *victim) judge(t *testing.T, codes []verify.Code, m mangling) bool {
	report, err := v.verifier.Verify(context.Background(), m.data)
	passed := report.Outcome == verify.Passed
	if passed != (err == nil) || !passed && len(report.Errors()) == 0 {
		t.Errorf("%s, %s: %s is %s, with the error %v", v.name, v.badge, m.what, report.Verdict(), err)
	}
	for _, p := range report.Errors() {
		if !slices.Contains(codes, p.Code) || p.Code == verify.Panicked {
			t.Errorf("%s, %s: %s is refused with %q, which is no reason", v.name, v.badge, m.what, string(p.Code))
		}
	}
	if m.fate == verified && !passed || m.fate == refused && passed {
		t.Errorf("%s, %s: %s is %s: %v", v.name, v.badge, m.what, report.Verdict(), err)
	}
	if report.Document == nil && !passed {
		return false
	}
	// Its signature holds, whatever else speaks against it.
	if v.suite == "" {
		t.Errorf("%s, %s: the signature holds over %s", v.name, v.badge, m.what)
		return passed
	}
	if means, err := v.meaning(m.data); err != nil || means != v.means {
		t.Errorf("%s, %s: the proof holds over %s, which is another document: %v", v.name, v.badge, m.what, err)
	}
	if passed && v.view(t, report) != v.shows {
		t.Errorf("%s, %s: %s is shown otherwise", v.name, v.badge, m.what)
	}
	return passed
}

// meaning is all that a document with proofs inside says, each of them included, in the
// canonical form of its suite. A proof that is there twice is there.
func (v *victim) meaning(data []byte) (string, error) {
	if v.suite == "" {
		return string(data), nil
	}
	tape, err := strictjson.Parse(data, strictjson.Limits{})
	if err != nil {
		return "", err
	}
	var proofs [][]byte
	for _, one := range tape.Root().Get("proof").Elements() {
		proofs = append(proofs, one.Raw())
	}
	if proofs == nil {
		proofs = append(proofs, tape.Root().Get("proof").Raw())
	}
	document, err := credential.WithoutMember(data, "proof")
	if err != nil {
		return "", err
	}
	var forms []string
	for _, proof := range proofs {
		one, err := credential.WithMember(document, "proof", proof)
		if err != nil {
			return "", err
		}
		form, err := v.form(one)
		if err != nil {
			return "", err
		}
		forms = append(forms, string(form))
	}
	slices.Sort(forms)
	return strings.Join(slices.Compact(forms), "\n"), nil
}

func (v *victim) form(document []byte) ([]byte, error) {
	if !strings.Contains(string(v.suite), "-jcs-") {
		return credential.Canonicalize(context.Background(), document, nil)
	}
	tape, err := strictjson.Parse(document, strictjson.Limits{})
	if err != nil {
		return nil, err
	}
	var instead []strictjson.Member
	if signed := tape.Root().Get("proof").Get("@context"); addsKnownContexts(tape.Root().Get("@context"), signed) {
		instead = append(instead, strictjson.Member{Name: "@context", Value: signed})
	}
	return strictjson.AppendJCSInstead(nil, tape.Root(), instead)
}

// addsKnownContexts reports whether all is signed, and built-in contexts behind it. A proof
// of a jcs suite has the contexts that it secures, and others may be added to the document
// (Data Integrity EdDSA Cryptosuites 1.0 section 3.3.2).
func addsKnownContexts(all, signed strictjson.Value) bool {
	if all.Kind() != strictjson.Array || signed.Kind() != strictjson.Array || signed.Len() == 0 {
		return false
	}
	var first []strictjson.Value
	for _, entry := range signed.Elements() {
		first = append(first, entry)
	}
	n := 0
	for _, entry := range all.Elements() {
		if n < len(first) && !entry.Equal(first[n]) || n >= len(first) && !credential.StandardContexts().Has(entry.Text()) {
			return false
		}
		n++
	}
	return n > len(first)
}

// view is what a verified badge is shown to be. Where a graph is signed, lists are compared
// as sets: that those which are none keep their order, meaning asks.
func (v *victim) view(t testing.TB, r *verify.Report) string {
	data, err := json.Marshal(r.Credential)
	require.NoError(t, err)
	tape, err := strictjson.Parse(data, strictjson.Limits{})
	require.NoError(t, err)
	if v.suite != "" && !strings.Contains(string(v.suite), "-jcs-") {
		var sorted any
		require.NoError(t, json.Unmarshal(data, &sorted))
		return sortedText(t, sorted)
	}
	form, err := strictjson.AppendJCS(nil, tape.Root())
	require.NoError(t, err)
	return string(form)
}

func sortedText(t testing.TB, v any) string {
	switch v := v.(type) {
	case []any:
		texts := make([]string, len(v))
		for i := range v {
			texts[i] = sortedText(t, v[i])
		}
		slices.Sort(texts)
		return "[" + strings.Join(slices.Compact(texts), ",") + "]" // and what is there twice is there
	case map[string]any:
		texts := []string{}
		for name, value := range v {
			texts = append(texts, written(t, name)+":"+sortedText(t, value))
		}
		slices.Sort(texts)
		return "{" + strings.Join(texts, ",") + "}"
	}
	return written(t, v)
}

// mangle sends the chosen manglings of a badge: of a token, of its header and of its
// payload, beneath the signature that it has.
func (v *victim) mangle(t testing.TB, chosen func(n int, bit bool) bool, jobs chan<- mangling) {
	n := 0
	knife := func(part string, assemble func([]byte) []byte) *knife {
		return &knife{
			ordered: v.suite == "",
			chosen:  func(bit bool) bool { n++; return chosen(n, bit) },
			try: func(root *twig, what string, f fate) {
				jobs <- mangling{part + what, assemble(root.bytes()), f}
			},
		}
	}
	if v.suite != "" {
		knife("", bytes.Clone).cut(grow(t, v.data))
		return
	}
	segments := strings.Split(string(v.data), ".")
	for i, part := range []string{"header ", "payload "} {
		text, err := base64.RawURLEncoding.DecodeString(segments[i])
		require.NoError(t, err)
		root := grow(t, text)
		require.Equal(t, string(text), string(root.bytes()), "nothing but what is done changes a byte")
		knife(part, func(text []byte) []byte {
			mangled := slices.Clone(segments)
			mangled[i] = base64.RawURLEncoding.EncodeToString(text)
			return []byte(strings.Join(mangled, "."))
		}).cut(root)
	}
}

// A knife does to a tree whatever can be done to it, one thing at a time, and tries each.
type knife struct {
	ordered bool                // the order of members is signed
	chosen  func(bit bool) bool // whether the next one is tried
	try     func(root *twig, what string, f fate)
}

func (k *knife) cut(root *twig) {
	var all []place
	root.walk("", func(at string, n *twig) { all = append(all, place{at, n}) })
	for _, p := range all {
		if p.kind == 'v' {
			k.flip(root, p)
			continue
		}
		k.shuffle(root, p)
		for i := range p.members {
			k.change(root, p, i)
			k.move(root, p, i, all)
		}
	}
}

type place struct {
	at string
	*twig
}

// flip turns every bit of a leaf, its quotation marks included.
func (k *knife) flip(root *twig, p place) {
	honest := p.leaf
	for i := range 8 * len(honest) {
		if k.chosen(true) {
			turned := []byte(honest)
			turned[i/8] ^= 1 << (i % 8)
			p.leaf = string(turned)
			k.try(root, fmt.Sprintf("%s with bit %d turned", p.at, i), 0)
		}
	}
	p.leaf = honest
}

// shuffle changes the order of members, which an object does not have.
func (k *knife) shuffle(root *twig, p place) {
	honest := p.members
	if len(honest) < 2 {
		return
	}
	var f fate
	if p.kind == '{' && !k.ordered {
		f = verified
	}
	for by := 1; by < len(honest); by++ {
		if k.chosen(false) {
			p.members = slices.Concat(honest[by:], honest[:by])
			k.try(root, fmt.Sprintf("%s turned by %d", p.at, by), f)
		}
	}
	if len(honest) > 2 && k.chosen(false) {
		p.members = slices.Clone(honest)
		slices.Reverse(p.members)
		k.try(root, p.at+" reversed", f)
	}
	p.members = honest
}

// change drops, doubles, renames and retypes a member, and puts another beside it.
func (k *knife) change(root *twig, p place, i int) {
	honest, m := p.members, p.members[i]
	at := fmt.Sprintf("%s[%d] (%s)", p.at, i, m.name)
	become := func(f fate, what string, members ...member) {
		if k.chosen(false) {
			p.members = slices.Concat(honest[:i], members, honest[i+1:])
			k.try(root, at+" "+what, f)
		}
	}
	with := func(what string, members ...member) { become(0, what, members...) }
	leaf := func(text string) member { return member{m.name, &twig{kind: 'v', leaf: text}} }
	within := func(kind byte, members ...member) member { return member{m.name, &twig{kind, "", members}} }
	with("dropped")
	twice := fate(0) // an element may be there twice, a name never
	if p.kind == '{' {
		twice = refused
		become(refused, "beside a stranger", m, member{"other", &twig{kind: 'v', leaf: `"x"`}})
	}
	become(twice, "doubled", m, m)
	become(twice, "with another before it", leaf(`"other"`), m)
	become(twice, "with another behind it", m, leaf(`"other"`))
	if p.kind == '{' {
		for _, name := range []string{m.name + "s", m.name[1:], strings.ToUpper(m.name[:1]) + m.name[1:], "@" + m.name, m.name + " ", "id", "type", "name", "other"} {
			if name != m.name {
				with("renamed "+name, member{name, m.twig})
			}
		}
	}
	text := string(m.bytes())
	quoted, _ := json.Marshal(text)
	for _, other := range []string{string(quoted), strings.Trim(text, `"`), `""`, "0", "1", "-1.5", "1e400", "true", "false", "null", "[]", "{}"} {
		if other != text {
			with("as "+other[:min(len(other), 40)], leaf(other))
		}
	}
	with("in a list", within('[', member{"", m.twig}))
	with("in a list of lists", within('[', member{"", &twig{'[', "", []member{{"", m.twig}}}}))
	with("twice in a list", within('[', member{"", m.twig}, member{"", m.twig}))
	for _, name := range []string{"id", "@id", "@value", "@list", "@set", "@graph", "value"} {
		with("in an object as "+name, within('{', member{name, m.twig}))
	}
	if m.kind != 'v' {
		for j := range m.members {
			with(fmt.Sprintf("as its part %d", j), member{m.name, m.members[j].twig})
		}
	}
	p.members = honest
}

// move takes a member to every other object, and an element to every other list.
func (k *knife) move(root *twig, p place, i int, all []place) {
	honest, m := p.members, p.members[i]
	inside := map[*twig]bool{}
	m.walk("", func(_ string, n *twig) { inside[n] = true })
	p.members = slices.Concat(honest[:i], honest[i+1:])
	for _, to := range all {
		if to.kind != p.kind || to.twig == p.twig || inside[to.twig] {
			continue
		}
		if k.chosen(false) {
			there := to.members
			to.members = slices.Concat(there, []member{m})
			k.try(root, fmt.Sprintf("%s[%d] (%s) moved to %s", p.at, i, m.name, to.at), 0)
			to.members = there
		}
	}
	p.members = honest
}

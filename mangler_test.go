package openbadges_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

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
	chosen := func(n int, bit bool) bool {
		if bit {
			return n%bits == 0
		}
		return n%others == 0
	}
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
				v.mangle(t, chosen, jobs)
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
	if report.Document() == nil && !passed {
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

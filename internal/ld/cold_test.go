package ld_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gold "github.com/piprate/json-gold/ld"

	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/ld/contexts"
)

// coldEnv makes a test binary a process that verifies one badge, its first.
const coldEnv = "OPENBADGES_COLD"

type coldBadge struct{ Text, Signature, Public []byte }

func TestMain(m *testing.M) {
	with := os.Getenv(coldEnv)
	if with == "" {
		os.Exit(m.Run())
	}
	var badge coldBadge
	if err := json.NewDecoder(os.Stdin).Decode(&badge); err != nil {
		panic(err)
	}
	start := time.Now()
	ok := false
	if with == "gold" {
		message, err := goldMessage(coldLoader{}, badge.Text)
		ok = err == nil && ed25519.Verify(badge.Public, message, badge.Signature)
	} else {
		var message [64]byte
		c := &canonicalizer{contexts: ld.Standard()}
		ok = c.hash(badge.Text, &message) == nil && ed25519.Verify(badge.Public, message[:], badge.Signature)
	}
	elapsed := time.Since(start)
	if !ok {
		panic("not verified")
	}
	fmt.Println(elapsed.Nanoseconds())
}

// coldLoader decodes each context when it is first asked for it.
type coldLoader map[string]any

func (l coldLoader) LoadDocument(url string) (*gold.RemoteDocument, error) {
	if l[url] == nil {
		d, ok := contexts.Get(url)
		if !ok {
			return nil, fmt.Errorf("no context %s", url)
		}
		var v any
		if err := json.Unmarshal(d.Data, &v); err != nil {
			return nil, err
		}
		l[url] = v
	}
	return &gold.RemoteDocument{DocumentURL: url, Document: l[url]}, nil
}

// BenchmarkCold is G10: the first small badge that a process verifies, against
// json-gold's first. Each is a process of its own, and times itself, without its
// start: both have the same.
func BenchmarkCold(b *testing.B) {
	_, public, all := badges(b, "small")
	input, err := json.Marshal(coldBadge{all[0].text, all[0].signature, public})
	if err != nil {
		b.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	first := func(with string) float64 {
		cmd := exec.Command(self)
		cmd.Env = append(os.Environ(), coldEnv+"="+with)
		cmd.Stdin = bytes.NewReader(input)
		out, err := cmd.Output()
		if err != nil {
			b.Fatal(err)
		}
		ns, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
		if err != nil {
			b.Fatal(err)
		}
		return ns
	}
	var ratios, times []float64
	for b.Loop() {
		ours := first("ours")
		theirs := first("gold") + first("gold")
		ours += first("ours")
		ratios = append(ratios, ours/theirs)
		times = append(times, ours/2)
	}
	slices.Sort(ratios)
	slices.Sort(times)
	b.ReportMetric(times[len(times)/2], "ns/op")
	b.ReportMetric(ratios[len(ratios)/2], "x-gold")
	b.ReportMetric(ratios[len(ratios)/4], "x-gold-q1")
	b.ReportMetric(ratios[len(ratios)*3/4], "x-gold-q3")
}

// BenchmarkCompile is what a list of contexts costs that no badge has named yet:
// its names, its root, and the tables that a small badge needs.
func BenchmarkCompile(b *testing.B) {
	doc := parse(b, []byte(shaped("small", 0)))
	c := &canonicalizer{}
	b.ReportAllocs()
	for b.Loop() {
		set := ld.BuiltIn()
		list, err := set.Of(doc)
		if err == nil {
			err = list.Convert(&c.data, nil, doc, "proof")
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

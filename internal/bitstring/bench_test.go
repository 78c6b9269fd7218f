package bitstring

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/summitbadges/openbadges/internal/xraw"
)

// Goal G13: the first use of a list of 131,072 bits, from its text to the first
// answer, through a Cache that has not seen it, takes at most 1.3 times of what
// encoding/base64 and compress/gzip take to inflate it.
func BenchmarkG13FirstUse(b *testing.B) {
	for _, share := range []float64{0, 0.01, 0.5} {
		b.Run(fmt.Sprintf("%g%%set", share*100), func(b *testing.B) {
			random := rand.New(rand.NewPCG(1, 2))
			var lists []string
			var texts [][]byte
			for range 16 {
				l, err := New(MinEntries, 1)
				if err != nil {
					b.Fatal(err)
				}
				for i := range uint64(MinEntries) {
					if random.Float64() < share {
						l.Set(i, 1, 1)
					}
				}
				l.Set(random.Uint64N(MinEntries), 1, 1)
				lists, texts = append(lists, l.Encode()), append(texts, []byte(l.Encode()))
			}
			var c Cache
			i, j := 0, 0
			floor := new(gzip.Reader)
			xraw.Ratio(b, "x-floor", func() {
				i++
				l, _, err := c.Decode(texts[i%16])
				if err == nil {
					_, err = l.At(uint64(i)%MinEntries, 1)
				}
				if err != nil {
					b.Fatal(err)
				}
				c.mu.Lock()
				c.forget(c.order.Front()) // so that the next use is a first one
				c.mu.Unlock()
			}, func() {
				j++
				packed, err := base64.RawURLEncoding.DecodeString(lists[j%16][1:])
				if err == nil {
					err = floor.Reset(bytes.NewReader(packed))
				}
				bits := make([]byte, MinEntries/8)
				if err == nil {
					_, err = io.ReadFull(floor, bits)
				}
				if n, end := floor.Read(bits[:1]); err != nil || n > 0 || end != io.EOF {
					b.Fatal(err, n, end)
				}
			})
		})
	}
}

// Goal G13: a look-up takes at most 10 ns and allocates nothing.
func BenchmarkG13Lookup(b *testing.B) {
	for _, size := range []int{1, 2, 8} {
		b.Run(fmt.Sprintf("size%d", size), func(b *testing.B) {
			l, err := New(MinEntries, size)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			sum := uint32(0)
			i := uint64(0)
			for b.Loop() {
				v, _ := l.At(i&(MinEntries-1), size)
				sum += v
				i += 7919
			}
			_ = sum
		})
	}
}

package receipt_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/verify/verifytest"
)

// BenchmarkOpen is what a bundle costs whoever has to refuse it, and an honest one.
func BenchmarkOpen(b *testing.B) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	f := keep(b, school, school.Good(), office(b, 1))
	d := later(f, 5)
	large := apart(b, f.bundle)
	large.Documents[0] = strings.Repeat("A", 15<<20)
	stranger := apart(b, keep(b, school, school.Good(), office(b, 2)).bundle)
	stranger.Documents[0] = large.Documents[0]
	for name, data := range map[string][]byte{
		"honest": f.bundle, "a document of 15 MiB": large.together(b), "15 MiB by a stranger": stranger.together(b),
		"15 MiB of objects": []byte(strings.Repeat(`{"a":`, 3<<20)),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := d.Open(data)
				require.Equal(b, name == "honest", err == nil)
			}
		})
	}
}

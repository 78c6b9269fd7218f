package carrier

import (
	"bytes"
	"strings"
	"testing"

	"github.com/summitbadges/openbadges/internal/limits"
)

// What a file can cost that is as large as is read, and made for that.
func BenchmarkExtract(b *testing.B) {
	fill := func(text string, n int) string { return strings.Repeat(text, n/len(text)) }
	names := aPDF(object{head: []byte("<< " + fill("/EF/Embedde/", limits.PDF-4096) + " >>\n")})
	zeros := fill("\x00", limits.Package/2)
	for name, file := range map[string][]byte{
		"certificate": attached(b, aJWS),
		"package":     aPackage(b, NameJWT, aJWS, NamePDF, string(attached(b, aJWS))),
		"names":       names,
		"anotherForm": append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("/EmbeddedFil"), limits.PDF/12-1)...),
		"inflated":    archive("", entry{name: NameJWT, content: aJWS}, entry{name: NamePNG, content: zeros + zeros[:len(zeros)-4096], method: deflated}),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(file)))
			for b.Loop() {
				_, _ = Extract(file)
			}
		})
	}
}

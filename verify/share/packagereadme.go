package share

import (
	"fmt"
	"strings"

	"github.com/summitbadges/openbadges/credential/carrier"
)

// readme says in both languages what the files of a package are. The language of the
// Terms comes first.
func (b *Badge) readme(files []carrier.File) []byte {
	var text strings.Builder
	for i, l := range []language{b.language, english + spanish - b.language} {
		if i > 0 {
			text.WriteString("\r\n" + strings.Repeat("-", 72) + "\r\n\r\n")
		}
		b.writeReadme(&text, l, files)
	}
	return []byte(text.String())
}

func (b *Badge) writeReadme(text *strings.Builder, l language, files []carrier.File) {
	line := func(format string, args ...any) { fmt.Fprintf(text, format+"\r\n", args...) } // as every editor reads it
	line("%s", b.printed.name)
	line("%s", l.paper("readme.by", b.printed.issuer, l.day(b.printed.awarded)))
	line("")
	line("%s", l.paper("readme.what"))
	for _, f := range files {
		line("  %-16s %s", f.Name, l.paper("readme."+f.Name))
	}
	line("  %-16s %s", carrier.NameDigests, l.paper("readme."+carrier.NameDigests))
	line("")
	line("%s", l.paper("readme.check"))
	line("%s", l.paper("readme.check.file", b.fileName()))
	line("%s", l.paper("readme.check.offline", b.printed.issuerID))
	if !b.private {
		line("%s", l.paper("readme.check.page", b.terms.URL))
	}
	line("%s", l.paper("readme.check.whole"))
	line("")
	line("%s", l.paper("readme.not"))
	line("%s", l.paper("readme.keep"))
}

package share

import (
	"strings"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A block is a paragraph, or an item of a list, in runs of which some are bold.
type block struct {
	item bool
	runs []run
}

type run struct {
	text string
	bold bool
}

// blocksOf reads the little Markdown in which narratives are written here: paragraphs,
// lists with "-" or "*", and "**" around what is bold. Whatever else there is stands as it
// was written.
func blocksOf(narrative string) []block {
	if len(narrative) > 8*limits.CertificateText {
		narrative = strings.ToValidUTF8(narrative[:8*limits.CertificateText], "") + "…"
	}
	var blocks []block
	var lines []string
	item := false
	end := func() {
		if text := plain(strings.Join(lines, " "), limits.CertificateText); text != "" {
			blocks = append(blocks, block{item, runsOf(text)})
		}
		lines, item = nil, false
	}
	for line := range strings.Lines(narrative) {
		line = strings.TrimSpace(line)
		rest, isItem := strings.CutPrefix(line, "- ")
		if !isItem {
			rest, isItem = strings.CutPrefix(line, "* ")
		}
		switch {
		case line == "":
			end()
		case isItem:
			end()
			lines, item = []string{rest}, true
		default:
			lines = append(lines, line)
		}
	}
	end()
	return blocks
}

// runsOf takes the marks out of a line, and the backslashes that keep a sign from being
// one (CommonMark 0.31, section 2.4).
func runsOf(line string) []run {
	var runs []run
	var text strings.Builder
	bold := false
	end := func() {
		if text.Len() > 0 {
			runs = append(runs, run{text.String(), bold})
		}
		text.Reset()
	}
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\' && i+1 < len(line) && strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", line[i+1]) >= 0:
			i++
			text.WriteByte(line[i])
		case strings.HasPrefix(line[i:], "**"):
			end()
			bold = !bold
			i++
		default:
			text.WriteByte(line[i])
		}
	}
	end()
	return runs
}

func (b block) text() string {
	var text strings.Builder
	for _, r := range b.runs {
		text.WriteString(r.text)
	}
	return text.String()
}

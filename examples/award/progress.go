package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/summitbadges/openbadges/credential/award"
)

// progress shows how far a batch is: on a terminal by a bar in one line that is drawn anew,
// and elsewhere, such as in a log, by a line for each tenth.
func progress(w io.Writer, terminal bool) func(award.Progress) {
	const width = 40
	drawn := int64(-1)
	return func(p award.Progress) {
		percent := p.Read * 100 / max(1, p.Size)
		if percent == drawn || !terminal && percent/10 <= drawn/10 {
			return
		}
		drawn = percent
		if !terminal {
			fmt.Fprintf(w, "%d%%: %d rows, %d refused\n", percent, p.Rows, p.Refused)
			return
		}
		filled := int(percent) * width / 100
		fmt.Fprintf(w, "\r[%s%s] %3d%%, %d rows, %d refused", strings.Repeat("#", filled), strings.Repeat(".", width-filled), percent, p.Rows, p.Refused)
	}
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

package award

import (
	"encoding/csv"
	"io"
	"regexp"
	"strconv"
)

// formula finds where a spreadsheet would begin to calculate: at the start of a cell, and
// behind what separates cells in some countries.
var formula = regexp.MustCompile(`(^|[;\t\r\n])([\s"']*)([=+\-@\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}|%])`)

// harmless is a cell that a spreadsheet shows, and does not calculate.
func harmless(cell string) string { return formula.ReplaceAllString(cell, "$1$2'$3") }

// Report returns a Batch.Result that writes a CSV file: a header, and a line for each row
// with its line number, recipient, credential, outcome, the id of the badge, and the reason
// where there is none. A recipient that is no opaque identifier is left out. A cell that a
// spreadsheet would take for a formula has an apostrophe before that.
func Report(w io.Writer) func(Result) error {
	out := csv.NewWriter(w)
	begun := false
	return func(r Result) error {
		if !begun {
			begun = true
			if err := out.Write([]string{"line", "recipient", "credential", "outcome", "id", "reason"}); err != nil {
				return err
			}
		}
		cells := []string{strconv.Itoa(r.Line), r.Recipient, r.Credential, string(r.Outcome), r.ID, r.Reason}
		for i := range cells {
			cells[i] = harmless(cells[i])
		}
		if err := out.Write(cells); err != nil {
			return err
		}
		out.Flush()
		return out.Error()
	}
}

package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// A printer writes findings. It keeps the first error for close.
type printer interface {
	add(finding)
	close() error
}

func (o *options) printer(w io.Writer, several bool, sources []source) printer {
	buf := &buffer{w: w}
	switch {
	case o.json:
		return &jsonPrinter{buf, several}
	case o.csv:
		p := &csvPrinter{csv.NewWriter(buf)}
		p.w.Write(csvHead)
		return p
	case !several:
		return &pagePrinter{buf}
	}
	width := 0
	for _, s := range sources {
		width = max(width, utf8.RuneCountInString(s.name))
	}
	return &linePrinter{buffer: buf, width: width}
}

// A buffer remembers whether anything went unwritten, because a verdict that
// nobody could read is none.
type buffer struct {
	w   io.Writer
	err error
}

func (b *buffer) Write(p []byte) (int, error) {
	if b.err == nil {
		_, b.err = b.w.Write(p)
	}
	return len(p), b.err
}

func (b *buffer) close() error { return b.err }

// A pagePrinter tells a person about one badge.
type pagePrinter struct{ *buffer }

func (p *pagePrinter) add(f finding) {
	io.WriteString(p, f.report.String())
	if lacksNetwork(f.report) {
		io.WriteString(p, "\n"+networkHint)
	}
	if isBy(f.report, credential.ReceiptUntrusted) {
		io.WriteString(p, "\n"+receiptHint)
	}
	io.WriteString(p, f.examined.page())
	if f.told != nil {
		io.WriteString(p, "\n"+f.told.Text("en"))
	}
}

// receiptHint is what somebody can do who has a bundle of evidence by a verifier he knows.
const receiptHint = "A bundle says what its verifier found: -trusted-receipt DID takes the word of one\nthat you know.\n"

// isBy reports whether the verdict is for that reason.
func isBy(r report, code verify.Code) bool {
	return slices.ContainsFunc(r.Errors(), func(p verify.Problem) bool { return p.Code == code })
}

// networkHint is what somebody can do who gave the program no network.
const networkHint = "Nobody was asked: -online asks the hosts that a badge names; -resources FILE has\ntheir documents.\n"

// lacksNetwork reports whether the verdict is open for want of a network.
func lacksNetwork(r report) bool {
	return r.Verdict() == "undetermined" && slices.ContainsFunc(r.Errors(), func(p verify.Problem) bool {
		return p.Code == verify.ResolveOffline || errors.Is(p, verify.ResolveOffline)
	})
}

// A linePrinter tells a person about several, a line each.
type linePrinter struct {
	*buffer
	width  int
	lacked bool // one of them, a network

	accepted, refused, undecided, unread int
}

func (p *linePrinter) add(f finding) {
	word, why := "accepted", gist(f.report, func(p verify.Problem) string {
		if p.Code == credential.InputUnsupported || p.Code == credential.BakedLegacy { // what it is, and who can judge it
			return fmt.Sprintf("%s [%s]", p.Message, string(p.Code))
		}
		return fmt.Sprintf("%v [%s]", p.Code, string(p.Code))
	})
	switch {
	case f.unread != nil:
		word, why = "not read", f.unread.Error()
		p.unread++
	case f.accepted():
		p.accepted++
	case f.report.Verdict() == "invalid":
		word = "refused"
		p.refused++
	default:
		word = "undecided"
		p.undecided++
	}
	if f.told != nil && f.told.Diagnosis != nil && f.told.Diagnosis.Asked {
		why += " · " + strings.Join(f.told.Diagnosis.Sentences("en"), " ")
	}
	if f.told != nil {
		for _, c := range f.told.Presented {
			why += " · " + c.Pointer + ": " + strings.Join(c.Diagnosis.Sentences("en"), " ")
		}
	}
	p.lacked = p.lacked || f.unread == nil && lacksNetwork(f.report)
	// One line each, however long: other programs read them.
	fmt.Fprintf(p, "%-9s  %-*s  %s\n", word, p.width, clean(f.file), clean(why))
	io.WriteString(p, f.examined.line())
}

func (p *linePrinter) close() error {
	fmt.Fprintf(p, "\n%d accepted, %d refused, %d undecided", p.accepted, p.refused, p.undecided)
	if p.unread > 0 {
		fmt.Fprintf(p, ", %d not read", p.unread)
	}
	fmt.Fprintln(p)
	if p.lacked {
		io.WriteString(p, networkHint)
	}
	return p.buffer.close()
}

// gist is one line on why, or, of a good badge, on what it is.
func gist(r report, tell func(verify.Problem) string) string {
	if found := r.Errors(); len(found) > 0 {
		return tell(found[0])
	}
	var parts []string
	switch r := r.(type) {
	case *verify.Report:
		if c := r.Credential; c != nil {
			parts = append(parts, c.Subject.Achievement.Name)
		}
		if r.Refreshed != nil {
			parts = append(parts, "a newer edition, from "+r.Refreshed.URL)
		}
		if r.Issuer.Name != "" {
			parts = append(parts, r.Issuer.Name)
		}
	case *verify.PresentationReport:
		parts = append(parts, fmt.Sprintf("a presentation of %d", len(r.Credentials)))
	case *verify.ProofReport:
		parts = append(parts, "the proof holds; nothing else was asked")
	}
	if found := r.Warnings(); len(found) > 0 { // in its own words: the sentence of a Code is for those who are refused
		remark := fmt.Sprintf("remark: %s [%s]", found[0].Message, string(found[0].Code))
		if len(found) > 1 {
			remark += fmt.Sprintf(" and %d more", len(found)-1)
		}
		parts = append(parts, remark)
	}
	return strings.Join(parts, " · ")
}

// A jsonPrinter writes the object of the contract, one a line, and says of
// which file where there are several.
type jsonPrinter struct {
	*buffer
	several bool
}

func (p *jsonPrinter) add(f finding) {
	object, err := f.report.MarshalJSON()
	if err == nil {
		object, err = f.examined.within(object)
	}
	if err == nil && p.several {
		var named bytes.Buffer
		e := json.NewEncoder(&named)
		e.SetEscapeHTML(false)
		err = e.Encode(f.file)
		object = fmt.Appendf(nil, `{"file":%s,%s`, bytes.TrimSpace(named.Bytes()), bytes.TrimPrefix(object, []byte("{")))
	}
	if err == nil && f.told != nil {
		var told []byte
		told, err = f.told.MarshalJSON()
		object = fmt.Appendf(nil, `%s,"explain":%s}`, bytes.TrimSuffix(object, []byte("}")), told)
	}
	if err != nil && p.err == nil {
		p.err = err
	}
	p.Write(append(object, '\n'))
}

// A csvPrinter writes a table.
type csvPrinter struct{ w *csv.Writer }

var csvHead = []string{"file", "outcome", "kind", "codes", "issuer", "issuer name", "achievement", "recipient", "valid from", "valid until", "reason"}

func (p *csvPrinter) add(f finding) {
	row := make([]string, len(csvHead))
	row[0], row[1], row[10] = f.file, f.report.Verdict(), gist(f.report, func(p verify.Problem) string { return p.Message })
	var codes []string
	for _, p := range append(f.report.Errors(), f.report.Warnings()...) {
		codes = append(codes, string(p.Code))
	}
	row[3] = strings.Join(codes, " ")
	switch r := f.report.(type) {
	case *verify.Report:
		row[2], row[4], row[5], row[7] = string(r.Kind), r.Issuer.ID, r.Issuer.Name, r.Recipient.String()
		if c := r.Credential; c != nil && r.Authentic {
			row[6], row[8], row[9] = c.Subject.Achievement.Name, instant(c.ValidFrom), instant(r.Until)
		}
	case *verify.ProofReport:
		row[2] = string(r.Kind)
	}
	if row[2] == "" || row[2] == string(credential.KindPresentation) { // the words for kinds are those of credentials
		row[2] = string(credential.KindUnknown)
	}
	for i, cell := range row {
		row[i] = harmless(cell)
	}
	p.w.Write(row)
}

func (p *csvPrinter) close() error {
	p.w.Flush()
	return p.w.Error()
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// harmless keeps a spreadsheet from running what a stranger wrote: a cell that
// begins as a formula becomes text. In much of the world a spreadsheet splits at
// semicolons, and then what follows one begins a cell, too; tabs are gone by then.
func harmless(cell string) string {
	parts := strings.Split(clean(cell), ";")
	for i, part := range parts {
		begin := strings.TrimLeftFunc(part, func(r rune) bool { return r == '"' || unicode.IsSpace(r) })
		if strings.IndexAny(begin, "=+-@＝＋－＠") == 0 {
			parts[i] = "'" + part
		}
	}
	return strings.Join(parts, ";")
}

// clean keeps a stranger's text from moving the cursor of a terminal, turning
// the direction of the line, or beginning another one.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Bidi_Control, unicode.Zl, unicode.Zp) {
			return '·'
		}
		return r
	}, s)
}

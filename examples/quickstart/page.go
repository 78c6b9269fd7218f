package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/verify"
)

// A page is what the newcomer reads, 80 columns wide.
type page struct {
	w   io.Writer
	dir string
	world

	failures []error // what did not come out as it had to
}

func (p *page) printf(format string, args ...any) {
	if _, err := fmt.Fprintf(p.w, format, args...); err != nil {
		p.failures = append(p.failures, err)
	}
}

func (p *page) path(name string) string { return filepath.ToSlash(filepath.Join(p.dir, name)) }

func (p *page) head(s *school, replaced int) {
	p.printf("\n%s\n\n", p.bold(summit.Program().AlternateName+": five badges, one new issuer, no network"))
	p.printf("  Issuer   %s (made up just now; its key: %s)\n", schoolName, p.path(keyFile))
	p.printf("           %s\n", s.id)
	p.printf("  Learner  %s, in the badges only as a salted hash\n", learner)
	if replaced > 0 {
		p.printf("  Folder   %s; the %d files of an earlier run were replaced\n", p.path("")+"/", replaced)
	}
}

func (p *page) section(title string) { p.printf("\n%s\n", p.bold(title)) }

// try puts a badge before the verifier, and notes it where the answer is not
// the one that it had to be.
func (p *page) try(ctx context.Context, v *verify.Verifier, s sample) {
	report, err := v.Verify(ctx, s.data, verify.Recipient(badge.EmailAddress, s.shownBy))
	word := "undecided"
	switch report.Outcome {
	case verify.Passed:
		word = "accepted"
	case verify.Failed:
		word = "refused"
	}
	if s.want == "" {
		shown, of := competencies(report)
		p.line(word, s.file, fmt.Sprintf("%-17s %d of %d competencies", s.title, shown, of))
		if err != nil || shown != of || of == 0 {
			p.fail(s, "accepted, with every competency", err)
		}
	} else {
		p.line(word, s.file, wrap(titleWidth, strings.Fields(s.title)...)...)
		if report.Outcome != verify.Failed || !errors.Is(err, s.want) {
			p.fail(s, "refused as "+string(s.want), err)
		}
	}
	if err != nil {
		for _, line := range wrap(columns-len(p.indent()), reason(report)...) {
			p.printf("%s%s\n", p.indent(), line)
		}
	}
}

// tryAll puts the same badges before the verifier in another form, and needs only one
// line as long as all is well.
func (p *page) tryAll(ctx context.Context, v *verify.Verifier, title string, samples []sample) {
	before := len(p.failures)
	for _, s := range samples {
		report, err := v.Verify(ctx, s.data, verify.Recipient(badge.EmailAddress, s.shownBy))
		shown, of := competencies(report)
		if err != nil || shown != of || of == 0 {
			p.fail(s, "accepted, with every competency", err)
		}
	}
	if civics := slices.IndexFunc(samples, func(s sample) bool { return s.key == "civics" }); len(p.failures) == before && civics >= 0 {
		p.line("accepted", samples[civics].file, title)
	}
}

func (p *page) fail(s sample, expected string, err error) {
	failure := fmt.Errorf("%s, shown by %s, had to be %s, and was not", p.path(s.file), s.shownBy, expected)
	if err != nil {
		failure = fmt.Errorf("%w: %w", failure, err)
	}
	p.failures = append(p.failures, failure)
}

const (
	columns    = 80
	titleWidth = 37
)

// line writes a verdict, what it is about, and the file; what does not fit in
// one line stands in those below.
func (p *page) line(word, file string, about ...string) {
	p.printf("  %s   %-*s  %s\n", p.verdict(word), titleWidth, about[0], p.path(file))
	for _, more := range about[1:] {
		p.printf("%s%s\n", p.indent(), more)
	}
}

// verdict says it in words always; to a terminal, also by mark and colour.
func (p *page) verdict(word string) string {
	text := fmt.Sprintf("%-8s", word)
	mark, colour := "✗ ", red
	if word == "accepted" {
		mark, colour = "✓ ", green
	}
	if p.marks {
		text = mark + text
	}
	return p.paint(colour, text)
}

func (p *page) indent() string {
	if p.marks {
		return strings.Repeat(" ", 15)
	}
	return strings.Repeat(" ", 13)
}

// Select graphic rendition, ECMA-48.
const (
	bold  = "1"
	red   = "31"
	green = "32"
)

func (p *page) bold(text string) string { return p.paint(bold, text) }

func (p *page) paint(how, text string) string {
	if !p.colour {
		return text
	}
	return "\x1b[" + how + "m" + text + "\x1b[0m"
}

// competencies counts what the badge itself says: which of the competencies that
// its achievement rests on were shown.
func competencies(r *verify.Report) (shown, of int) {
	if r.Credential == nil {
		return 0, 0
	}
	s := r.Credential.Subject
	completed := map[string]bool{}
	for _, result := range s.Result {
		if result.Status == badge.StatusCompleted {
			completed[result.ResultDescription] = true
		}
	}
	for _, d := range s.Achievement.ResultDescription {
		if completed[d.ID] {
			shown++
		}
	}
	return shown, len(s.Achievement.ResultDescription)
}

// didKey is the part of a did:key that a person compares.
var didKey = regexp.MustCompile(`did:key:(z6Mk\w{4})\w*(…\w*)?(#\w+)?`)

// reason is the finding that weighs most, as the words of a sentence and its code.
func reason(r *verify.Report) []string {
	found := r.Errors()
	if len(found) == 0 {
		return nil
	}
	text := didKey.ReplaceAllString(found[0].Message, "$1…")
	first, size := utf8.DecodeRuneInString(text)
	code := string(found[0].Code)
	if found[0].Pointer != "" {
		code += " at " + found[0].Pointer
	}
	return append(strings.Fields(string(unicode.ToUpper(first))+text[size:]+"."), "["+code+"]")
}

// wrap sets words in lines of at most width characters.
func wrap(width int, words ...string) []string {
	var lines []string
	line := ""
	for _, word := range words {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return append(lines, line)
}

func (p *page) foot(s *school) {
	p.section("Not checked here")
	p.printf("  Revocation: these badges name no status list.  The issuer's identity: you\n")
	p.printf("  trust the key because you watched it being made.\n")
	p.section("Your turn")
	p.printf("  go run ./examples/verify \\\n")
	p.printf("      -issuer %s \\\n", s.id)
	p.printf("      -recipient emailAddress=%s %s\n", learner, p.path("civics.jwt"))
	p.printf("  Change any letter of %s and run it again, or\n", p.path("civics.jwt"))
	p.printf("  any word of %s, which you can read.\n", p.path("civics.json"))
	p.printf("  Twenty lines of your own: README.md, \"Issue\" and \"Verify\".\n")
}

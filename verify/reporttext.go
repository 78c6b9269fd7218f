package verify

import (
	"fmt"
	"strings"
	"time"
)

// String returns the verdict as a person reads it: first the answer, then
// whose badge it is, then every check with its reason. Nothing that the badge
// claims is shown unless it is authentic.
func (r *Report) String() string {
	var b strings.Builder
	b.WriteString(r.headline())
	b.WriteString("\n")
	r.writeBadge(&b)
	writeChecks(&b, r.Checks)
	return b.String()
}

func (r *Report) headline() string {
	switch r.Verdict() {
	case wordValid:
		return "ACCEPTED  The badge is genuine and in force.\n"
	case wordWarning:
		return "ACCEPTED  The badge is genuine and in force. There is something to remark.\n"
	case wordInvalid:
		word := "REFUSED   "
		if r.Authentic {
			return word + "The badge is genuine, but it does not meet what was asked.\n"
		}
		return word + "This is not a badge to rely on.\n"
	}
	return "UNDECIDED Something could not be found out, so this is not a yes.\n"
}

func (r *Report) writeBadge(b *strings.Builder) {
	c := r.Credential
	if c == nil || !r.Authentic {
		return
	}
	line := func(label, value string) {
		if value != "" {
			fmt.Fprintf(b, "  %-11s %s\n", label, printable(value))
		}
	}
	line("Badge", c.Subject.Achievement.Name)
	name := r.Issuer.Name
	if r.Issuer.NameFrom == NameFromBadge {
		name += "  (its own words)"
	}
	line("Issuer", name)
	line("", r.Issuer.ID)
	line("Recipient", map[RecipientResult]string{
		RecipientNotAsked:   "not asked: whoever shows this badge may not be its recipient",
		RecipientNotAskable: "the badge does not name its recipient in the form asked for",
		RecipientMismatched: "somebody else",
		RecipientMatched:    "the one asked for",
	}[r.Recipient])
	line("Awarded", date(c.AwardedDate))
	line("Valid from", date(c.ValidFrom))
	line("Valid until", date(c.ValidUntil))
	b.WriteString("\n")
}

// titles says what each check asks, in words.
var titles = map[string]string{
	checkParse:        "It can be read",
	checkKey:          "The key is the issuer's",
	checkProof:        "The signature fits",
	checkForm:         "It has the form of a badge",
	checkTrust:        "The issuer is trusted",
	checkPeriod:       "It is in force",
	checkSchema:       "It keeps to its schemas",
	checkStatus:       "It was not revoked",
	checkRefresh:      "It is the newest edition",
	checkEndorsements: "Its endorsements hold",
	"recipient":       "It was issued to this person",
	"achievement":     "It is the achievement asked for",
	"program":         "It belongs to the program",
}

func writeChecks(b *strings.Builder, checks []Check) {
	words := map[Outcome]string{Passed: "yes", Failed: "NO", Undetermined: "open", NotApplicable: "-"}
	for _, k := range checks {
		title := titles[k.Name]
		if title == "" {
			title = k.Name
		}
		fmt.Fprintf(b, "  %-4s  %s", words[k.Outcome], printable(title))
		if k.Reason != "" {
			fmt.Fprintf(b, ": %s", printable(k.Reason))
		}
		b.WriteString("\n")
		for i := range k.Problems {
			p := &k.Problems[i]
			mark := ""
			if p.Severity != Violation {
				mark = "remark: "
			}
			for n, text := range wrap(mark+p.Error(), 70) {
				fmt.Fprintf(b, "        %s%s\n", map[bool]string{true: "", false: "  "}[n == 0], printable(text))
			}
		}
	}
}

// String returns what was found about the proofs, as a person reads it.
func (r *ProofReport) String() string {
	var b strings.Builder
	switch r.Verdict() {
	case wordValid, wordWarning:
		b.WriteString("The proof holds. Whether this is a good badge, and whose, was not asked.\n\n")
	case wordInvalid:
		b.WriteString("The proof does not hold.\n\n")
	default:
		b.WriteString("Whether the proof holds could not be found out, so this is not a yes.\n\n")
	}
	if r.Outcome == Passed {
		fmt.Fprintf(&b, "  %-11s %s\n\n", "Key of", printable(r.Controller))
	}
	writeChecks(&b, r.Checks)
	return b.String()
}

func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2 January 2006 15:04 MST")
}

// printable keeps a stranger's text from moving the cursor of a terminal or
// turning the direction of the line.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < 0x20, r >= 0x7f && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff:
			return '\u00b7'
		}
		return r
	}, s)
}

// wrap breaks s into lines of at most width characters where it has spaces.
func wrap(s string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

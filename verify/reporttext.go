package verify

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/credential"
)

// String returns the verdict as a person reads it: first the answer, then
// whose badge it is, then every check with its reason. Nothing that the badge
// claims is shown unless it is authentic.
func (r *Report) String() string {
	var b strings.Builder
	writeHeadline(&b, r.headline())
	r.writeBadge(&b)
	writeChecks(&b, r.titles(), r.Checks)
	r.Refreshed.write(&b)
	writeSchemas(&b, r.Schemas)
	writeSources(&b, r.Sources, r.Time)
	next := nextOf(r.Outcome, r.Errors(), r.Retry())
	if r.onRecord() {
		next = nextOnRecord(r.Outcome, r.Errors())
	}
	writeNext(&b, next)
	return b.String()
}

func (r *Report) headline() string {
	if r.Outcome == Passed && r.unbound() {
		return "ACCEPTED  As configured, the " + r.noun() + " counts. Its issuer has not signed it, as far as anybody knows."
	}
	if r.Outcome == Passed && r.onRecord() {
		return "ACCEPTED  On " + r.Time.UTC().Format(time.DateOnly) + " the " + r.noun() + " was genuine and in force. What has become of it since nobody has asked."
	}
	switch r.Verdict() {
	case wordValid:
		return "ACCEPTED  The " + r.edition() + " is genuine and in force."
	case wordWarning:
		return "ACCEPTED  The " + r.edition() + " is genuine and in force. There is something to remark."
	case wordInvalid:
		if r.Authentic {
			return "REFUSED   The " + r.noun() + " is genuine, but " + r.but() + "."
		}
		return "REFUSED   This is not a badge to rely on."
	}
	return "UNDECIDED Something could not be found out, so this is not a yes."
}

// onRecord reports whether the verdict is that of the time of a receipt, whatever a Rule
// calls itself.
func (r *Report) onRecord() bool {
	return slices.ContainsFunc(r.Warnings(), func(p Problem) bool { return p.Check == CheckReceipt && p.Code == credential.ReceiptPast })
}

// writeHeadline writes the answer, in one word and then in a sentence.
func writeHeadline(b *strings.Builder, headline string) {
	answer, sentence, _ := strings.Cut(headline, " ")
	for _, text := range wrap(sentence, pageWidth-10) {
		fmt.Fprintf(b, "%-9s %s\n", answer, text)
		answer = ""
	}
	b.WriteString("\n")
}

// unbound reports whether a key counts that is not the issuer's (Config.UnboundIssuers).
func (r *Report) unbound() bool {
	return slices.ContainsFunc(r.Checks, func(k Check) bool {
		return k.Name == CheckKey && k.Outcome == Passed && slices.ContainsFunc(k.Problems, func(p Problem) bool {
			return p.Code == KeyControllerMismatch && p.Severity == Deviation
		})
	})
}

// noun says what was judged. What is no badge is called a credential once it has
// been found to be one.
func (r *Report) noun() string {
	if (r.Authentic || r.unbound()) && r.Kind != credential.KindOB30 {
		return "credential"
	}
	return "badge"
}

// edition says of which edition the report is.
func (r *Report) edition() string {
	if r.Refreshed != nil {
		return "newer edition of the " + r.noun()
	}
	return r.noun()
}

// but says what stands against an authentic badge.
func (r *Report) but() string {
	said := map[Code]string{
		TrustIssuerUnknown:                      "not from an issuer you trust",
		credential.TrustAchievementUnauthorised: "its issuer may not award this achievement",
		TimeNotYet:                              "not valid yet",
		TimeExpired:                             "it has ended",
		StatusRevoked:                           "its issuer has revoked it",
		StatusSuspended:                         "its issuer has suspended it",
		RecipientMismatch:                       "not for this person",
		AchievementMismatch:                     "not for the achievement that was asked for",
	}
	for _, p := range r.Errors() {
		if why, ok := said[p.Code]; ok {
			return why
		}
		if p.Check == CheckSchema && p.Code == credential.SchemaInvalid {
			return "it breaks a schema that it promises to keep to"
		}
	}
	return "it does not meet what was asked"
}

func (r *Report) writeBadge(b *strings.Builder) {
	c := r.Credential
	if !r.Authentic {
		return
	}
	line := func(label, value string, ours ...string) {
		if value != "" {
			writeLine(b, label, strings.Join(append([]string{shorten(value)}, ours...), " "))
		}
	}
	if c != nil {
		line("Badge", c.Subject.Achievement.Name)
	}
	switch r.Issuer.NameFrom {
	case NameFromBadge:
		line("Issuer", r.Issuer.Name, "(its own words)")
		line("", r.Issuer.ID)
	case NameFromRegistry:
		line("Issuer", r.Issuer.Name, "(in your registry)")
		line("", r.Issuer.ID)
		if c != nil && c.Issuer.Name != "" && c.Issuer.Name != r.Issuer.Name {
			line("", c.Issuer.Name, "(its own words)")
		}
	default:
		line("Issuer", r.Issuer.ID)
	}
	line("Trust", map[TrustResult]string{
		TrustNotAsked:     "not asked: a " + r.noun() + " of anybody is accepted, whatever they call themselves",
		TrustUndetermined: "could not be found out",
		Untrusted:         "this issuer is not one you trust",
		Trusted:           "this issuer is one you trust",
	}[r.Trust])
	line("Recipient", map[RecipientResult]string{
		RecipientNotAsked:   "not asked: whoever shows this " + r.noun() + " may not be its recipient",
		RecipientNotAskable: "the " + r.noun() + " does not name its recipient in the form asked for",
		RecipientMismatched: "somebody else",
		RecipientMatched:    "the one asked for",
	}[r.Recipient])
	if c != nil {
		line("Awarded", day(c.AwardedDate))
		line("Valid from", day(c.ValidFrom))
	}
	line("Valid until", day(r.Until))
	if !r.GoodUntil.Equal(r.Until) && !r.onRecord() { // what was so once is never so again
		line("Ask again", day(r.GoodUntil))
	}
	if c != nil {
		for _, t := range c.TermsOfUse {
			line("Terms", strings.TrimSpace(t.Type+" "+t.ID))
		}
	}
	line("Secured by", securedBy(r.Proofs))
	for i := range r.Endorsements {
		if e := &r.Endorsements[i]; e.Outcome == Passed {
			line("Endorsed by", e.who(), e.words())
			line("", e.Comment)
		}
	}
	switch r.Container {
	case credential.ContainerPNG, credential.ContainerSVG:
		line("Came in", "a picture ("+strings.ToUpper(string(r.Container))+"), which nobody signed: what it shows is no part of the badge")
	case credential.ContainerPDF:
		line("Came in", "a PDF, of which nobody signed a word: a name printed on it, and what else it says, is no part of the badge")
	case credential.ContainerZIP:
		line("Came in", "a package of files, of which the badge alone is signed: what a certificate or README in it says, a printed name included, is no part of the badge")
	}
	b.WriteString("\n")
}

// writeLine writes what is known by a label.
func writeLine(b *strings.Builder, label, value string) {
	for _, text := range wrap(printable(value), pageWidth-14) {
		fmt.Fprintf(b, "  %-11s %s\n", label, text)
		label = ""
	}
}

// securedBy names what the proofs that hold were made with: the suite, or the
// algorithm of a token.
func securedBy(proofs []JudgedProof) string {
	var names []string
	for _, p := range proofs {
		switch {
		case !p.Held:
		case p.Type == "JWS":
			names = append(names, "a signed token ("+p.Algorithm+")")
		case p.Algorithm != "":
			names = append(names, p.Algorithm)
		default:
			names = append(names, p.Type)
		}
	}
	return strings.Join(names, ", ")
}

// titles says what each check asks, in words.
var titles = map[string]string{
	CheckParse:        "It can be read",
	CheckKey:          "The key is the issuer's",
	CheckProof:        "The signature fits",
	CheckForm:         "It has the form of a badge",
	CheckTrust:        "The issuer is trusted",
	CheckPeriod:       "It is in force",
	CheckSchema:       "It keeps to its schemas",
	CheckStatus:       "It was neither revoked nor suspended",
	CheckRefresh:      "It is the newest edition",
	CheckEndorsements: "Its endorsements hold",
	CheckEndorsed:     "It is about a part of the badge",
	CheckCredentials:  "The credentials in it hold",
	CheckResources:    "What it links to is as it was",
	CheckReceipt:      "Its verification is on record",
	RuleRecipient:     "It was issued to this person",
	RuleAchievement:   "It is the achievement asked for",
	RuleProgram:       "It belongs to the program",
	RuleAwarded:       "Its issuer may award the achievement",
}

// titles are those of a badge, or of another credential.
func (r *Report) titles() map[string]string {
	if r.noun() == "badge" {
		return titles
	}
	own := maps.Clone(titles)
	own[CheckForm] = "It has the form of a credential"
	if r.unbound() {
		own[CheckKey] = "There is a key, of whomever"
	}
	return own
}

func writeChecks(b *strings.Builder, titles map[string]string, checks []Check) {
	words := map[Outcome]string{Passed: "yes", Failed: "NO", Undetermined: "open", NotApplicable: "-"}
	for _, k := range checks {
		title := titles[k.Name]
		if title == "" {
			title = shorten(k.Name)
		}
		if k.Reason != "" {
			title += ": " + k.Reason
		}
		for n, text := range wrap(title, pageWidth-10) {
			word := words[k.Outcome]
			if n > 0 {
				word, text = "", "  "+text
			}
			fmt.Fprintf(b, "  %-4s  %s\n", word, printable(text))
		}
		for i := range k.Problems {
			writeProblem(b, &k.Problems[i])
		}
	}
}

func writeProblem(b *strings.Builder, p *Problem) {
	text := p.Error()
	if p.Severity != Violation {
		text = "remark: " + text
	}
	for n, line := range wrap(text, pageWidth-10) {
		indent := "        "
		if n > 0 {
			indent += "  "
		}
		fmt.Fprintf(b, "%s%s\n", indent, printable(line))
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
		writeLine(&b, "Key of", shorten(r.Controller))
		writeLine(&b, "Secured by", securedBy(r.Proofs))
		b.WriteString("\n")
	}
	writeChecks(&b, map[string]string{
		CheckParse: titles[CheckParse],
		CheckKey:   "The key is published for signing", // by whoever controls it: nobody asked for the issuer
		CheckProof: titles[CheckProof],
	}, r.Checks)
	writeSources(&b, r.Sources, r.Time)
	writeNext(&b, nextOf(r.Outcome, r.Errors(), r.Retry()))
	return b.String()
}

// String returns the verdict as a person reads it: first the answer, then who
// presents, every check with its reason, and the verdict on each credential.
func (r *PresentationReport) String() string {
	var b strings.Builder
	switch r.Verdict() {
	case wordValid:
		writeHeadline(&b, "ACCEPTED The presentation holds, and so does everything in it.")
	case wordWarning:
		writeHeadline(&b, "ACCEPTED The presentation holds, and so does everything in it. There is something to remark.")
	case wordInvalid:
		writeHeadline(&b, "REFUSED This is not a presentation to rely on.")
	default:
		writeHeadline(&b, "UNDECIDED Something could not be found out, so this is not a yes.")
	}
	if r.Holder != "" {
		writeLine(&b, "Holder", shorten(r.Holder))
		writeLine(&b, "Secured by", securedBy(r.Proofs))
		b.WriteString("\n")
	}
	own := maps.Clone(titles)
	own[CheckKey], own[CheckForm] = "The key is the holder's", "It has the form of a presentation"
	writeChecks(&b, own, r.Checks)
	if len(r.Credentials) == 0 { // each of them tells its own
		writeSources(&b, r.Sources, r.Time)
		writeNext(&b, nextOf(r.Outcome, r.Errors(), r.Retry()))
	}
	for i, c := range r.Credentials {
		fmt.Fprintf(&b, "\nCredential %d of %d\n%s", i+1, len(r.Credentials), c)
	}
	return b.String()
}

// printable keeps a stranger's text from moving the cursor of a terminal or
// turning the direction of the line.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\ufeff' || unicode.In(r, unicode.Cc, unicode.Bidi_Control, unicode.Zl, unicode.Zp) {
			return '\u00b7'
		}
		return r
	}, s)
}

// pageWidth is the width of an ordinary terminal.
const pageWidth = 80

// shorten keeps a stranger's text from filling the screen.
func shorten(s string) string {
	const most = 240
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// wrap breaks s into lines of at most width characters where it has spaces. The
// code at the end of a problem, and its place, stay together. What is longer than a line
// is broken too, a URL behind a slash or the like.
func wrap(s string, width int) []string {
	words := strings.Fields(strings.ToValidUTF8(s, "\ufffd")) // so that runes have their bytes
	if i := len(words) - 3; i >= 0 && strings.HasPrefix(words[i], "[") && words[i+1] == "at" {
		words = append(words[:i], strings.Join(words[i:], " "))
	}
	var lines []string
	line := ""
	for _, word := range words {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines = append(lines, line)
			line = ""
		}
		for utf8.RuneCountInString(word) > width {
			head := string([]rune(word)[:width])
			if i := strings.LastIndexAny(head, " /?&#=:.-"); i > len(head)/2 {
				head = head[:i+1]
			}
			lines, word = append(lines, strings.TrimSuffix(head, " ")), word[len(head):]
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return append(lines, line)
}

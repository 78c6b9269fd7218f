package verify

import (
	"fmt"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/credential"
)

// writeSources tells a person what was looked up, and how old it is at the time of
// the verification.
func writeSources(b *strings.Builder, sources []Source, now time.Time) {
	if len(sources) == 0 {
		return
	}
	b.WriteString("\n  Looked up\n")
	for _, s := range sources {
		for n, text := range wrap(shorten(s.URL)+": "+had(s, now), pageWidth-10) {
			indent := "        "
			if n > 0 {
				indent += "  "
			}
			fmt.Fprintf(b, "%s%s\n", indent, printable(text))
		}
	}
}

// writeSchemas tells a person by which schemas a badge was judged, and by which edition
// of each.
func writeSchemas(b *strings.Builder, results []SchemaResult) {
	said := map[Outcome]string{Passed: "kept to", Failed: "not kept to", NotApplicable: "of Open Badges itself"}
	head := "\n  Schemas\n"
	for _, r := range results {
		if said[r.Outcome] == "" {
			continue // a remark says why it was not asked
		}
		line := shorten(r.URL) + ": " + said[r.Outcome]
		if r.Digest != nil {
			line += fmt.Sprintf(" (SHA-256 %x…)", r.Digest[:8])
		}
		b.WriteString(head)
		head = ""
		for n, text := range wrap(line, pageWidth-10) {
			indent := "        "
			if n > 0 {
				indent += "  "
			}
			fmt.Fprintf(b, "%s%s\n", indent, printable(text))
		}
	}
}

// had says in words what came of looking a document up.
func had(s Source, now time.Time) string {
	if s.Problem != nil {
		return fmt.Sprintf("not had [%s]", string(s.Problem.Code))
	}
	var words []string
	switch {
	case s.Stale:
		words = append(words, "its host does not answer; kept from before")
	case s.FromCache:
		words = append(words, "kept from before")
	case s.Fetched.IsZero():
		words = append(words, "found")
	}
	if kept := s.Stale || s.FromCache; !s.Fetched.IsZero() && !(kept && now.Sub(s.Fetched).Abs() < time.Minute) {
		words = append(words, age(s.Fetched, now))
	}
	if !s.FreshUntil.IsZero() {
		words = append(words, "good until "+day(s.FreshUntil))
	}
	return strings.Join(words, ", ")
}

// age says how long before now something was fetched, in the unit that fits.
func age(at, now time.Time) string {
	old := now.Sub(at)
	switch {
	case old < -time.Minute: // the verdict is as of another time
		return "fetched on " + day(at)
	case old < time.Minute:
		return "just fetched"
	case old < 2*time.Hour:
		return fmt.Sprintf("%d min old", int(old/time.Minute))
	case old < 48*time.Hour:
		return fmt.Sprintf("%d hours old", int(old/time.Hour))
	}
	return fmt.Sprintf("%d days old", int(old/(24*time.Hour)))
}

// nextSteps says what a person can do about a verdict that is no pass. The first
// problem of the report that stands here decides.
var nextSteps = map[Code]string{
	TrustIssuerUnknown:                      "If you know this issuer, and that the identifier is theirs, add it to those you trust.",
	credential.TrustAchievementUnauthorised: "Ask the issuer of the official badge whether this one may award it.",
	TimeNotYet:                              "Ask again once it is in force.",
	TimeExpired:                             "Ask its holder whether the issuer has renewed it.",
	StatusSuspended:                         "Ask the issuer why, and whether for good: only the issuer can say.",
	StatusRevoked:                           "Ask the issuer why, if it matters.",
	RecipientMismatch:                       "Ask whoever shows it for the identifier that it was issued to.",
	RecipientUnknown:                        "Ask for another identifier of the recipient, or judge who shows it yourself.",
	ResolveOffline:                          "Look it up with a network, or give the verifier the key that you know.",
	ResolveTLS:                              "Tell the issuer: its host has to be mended first.",
	ResolveTooLarge:                         "Tell the issuer: its host has to be mended first.",
	ResolveHTTP:                             "Tell the issuer: what the badge depends on is not where it should be.",
	credential.DIDMethodUnsupported:         "Give the verifier the key, if you know it.",
	StatusUnsupported:                       "Ask the issuer whether the badge stands.",
	credential.StatusIssuerUntrusted:        "Ask the issuer whether that list is meant to speak for it.",
	credential.BakedLegacy:                  "Give it to the tool that is named above, or ask for the badge as a file that is read here.",
	credential.InputUnsupported:             "Give it to the tool that is named above, or ask for the badge as a file that is read here.",
}

// nextOf says what to do next, "" where there is nothing to say.
func nextOf(o Outcome, errors []Problem, retry bool) string {
	switch {
	case o == Passed:
		return ""
	case retry:
		return "Ask again in a while: what was missing may be there then."
	}
	for _, p := range errors {
		if p.Retry() {
			continue
		}
		if step := nextSteps[p.Code]; step != "" {
			return step
		}
	}
	if o == Failed {
		return "" // it is what it is
	}
	return "Asking again changes nothing while the reason above stands."
}

// nextOnRecord is the same of a verdict as of the time of a receipt: no host has a say in it
// any more, and no later day.
func nextOnRecord(o Outcome, errors []Problem) string {
	if o == Passed {
		return "Where it matters how the badge stands today, verify the badge itself."
	}
	for _, p := range errors {
		switch p.Code {
		case TrustIssuerUnknown, credential.TrustAchievementUnauthorised, RecipientMismatch, RecipientUnknown:
			return nextSteps[p.Code]
		}
	}
	return "Verify the badge itself: a bundle says no more, however often it is asked."
}

func writeNext(b *strings.Builder, step string) {
	if step == "" {
		return
	}
	b.WriteString("\n")
	for _, text := range wrap("Next: "+step, pageWidth-4) {
		fmt.Fprintf(b, "  %s\n", text)
	}
}

package main

import (
	"encoding/base64"
	"encoding/json"
	"html/template"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// A result is a verdict in the words of the page.
type result struct {
	Class, Mark, Headline, Holder, Explain, Next string

	Reasons      []reason
	Genuine      bool // else nothing that the badge claims is shown
	Picture      template.URL
	PictureKept  bool
	Issuer       issuedBy
	Achievement  *achieved
	Dates        []dated
	Competencies []competency
	Required     bool // a level of any of them is
	Alignments   []aligned
	Narrative    template.HTML
	Evidence     []shownEvidence
	Endorsements []endorsed
	Checks       []checked
	NotAsked     []string
	Presented    []*result    // of a presentation, what was found of each credential
	By           string       // who presents
	Explained    *explanation // if it was asked for
	Report       template.URL
	Since        []reason // of a badge in a bundle, what nobody can know
	TimeLabel    string
	Stamp, Time  string
}

// A reason is why a verdict is not a better one, or something to remark.
type reason struct {
	Sentence, Detail, Code, Pointer string
	Remark                          bool
}

type checked struct {
	Class, Mark, Word, Title, Reason string
	Problems                         []reason
}

// kinds are the four verdicts.
const (
	classGood    = "good"
	classUnknown = "unknown"
	classBad     = "bad"
	classOpen    = "open"
)

// marks stand beside the words, so that nobody depends on a colour.
var marks = map[string]string{classGood: "✓", classUnknown: "!", classBad: "✕", classOpen: "?"}

// classOf draws a report together. That an issuer is not known is no word against a
// genuine badge, unless something else is.
func classOf(r *verify.Report) string {
	switch r.Outcome {
	case verify.Passed:
		switch {
		case !r.Authentic: // it counts as configured, and whose it is nobody knows
			return classOpen
		case r.Trust == verify.Trusted:
			return classGood
		}
		return classUnknown
	case verify.Failed:
		strange := r.Authentic && r.Trust == verify.Untrusted
		for _, k := range r.Checks {
			if k.Outcome == verify.Failed && k.Name != verify.CheckTrust || k.Outcome != verify.Passed && k.Name == verify.CheckReceipt {
				strange = false // or whoever verified it then has known more against it
			}
			for _, p := range k.Problems { // a trusted issuer may lack the right to this achievement
				if k.Name == verify.CheckTrust && p.Severity == credential.Violation && p.Code != verify.TrustIssuerUnknown {
					strange = false
				}
			}
		}
		if strange {
			return classUnknown
		}
		return classBad
	}
	return classOpen
}

// newResult tells what was found of a badge.
func newResult(l language, r *verify.Report, q question) *result {
	v := &result{Class: classOf(r), Genuine: r.Authentic && r.Credential != nil}
	v.Headline = l.say("head." + v.Class)
	v.Mark = marks[v.Class]
	v.Holder = holderLine(l, r, q.holder)
	v.explain(l, r, q)
	if v.Genuine {
		v.describe(l, r)
		v.picture(r, q.badge)
	}
	for _, k := range r.Checks {
		v.Checks = append(v.Checks, shownCheck(l, k, r.Trust))
	}
	v.notAsked(l, r, q)
	v.Report = forPrograms(r)
	v.Stamp, v.Time, v.TimeLabel = r.Time.UTC().Format(time.RFC3339), l.day(r.Time), l.say("checked.at")
	v.record(l, r)
	return v
}

func forPrograms(r report) template.URL {
	data, err := json.Marshal(r)
	if err != nil {
		return ""
	}
	return template.URL("data:application/json;base64," + base64.StdEncoding.EncodeToString(data))
}

// holderLine answers the question whose badge it is.
func holderLine(l language, r *verify.Report, asked string) string {
	if asked == "" {
		return l.say("holder.notasked")
	}
	asked = short(asked)
	switch r.Recipient {
	case verify.RecipientMatched:
		return l.say("holder.matches", asked)
	case verify.RecipientMismatched:
		return l.say("holder.mismatch", asked)
	case verify.RecipientNotAskable:
		if c := r.Credential; c != nil && c.Subject.ID == "" && len(c.Subject.Identifier) == 0 {
			return l.say("holder.nobody", asked)
		}
		return l.say("holder.otherwise", asked)
	}
	return l.say("holder.unasked", asked)
}

func (v *result) explain(l language, r *verify.Report, q question) {
	switch v.Class {
	case classGood:
		v.Explain = l.say("explain.good")
		return
	case classUnknown:
		v.Next = l.say("next.unknown")
		v.Explain = l.say("explain.any")
		if r.Trust == verify.Untrusted {
			v.Explain = l.say("explain.unk")
		}
		return
	case classBad:
		v.Next = l.say("next.issuer")
		v.Explain = l.say("explain.bad")
		if r.Authentic {
			v.Next, v.Explain = l.say("next.ended"), l.say("explain.but")
		}
	default:
		v.Explain = l.say("explain.open")
		if q.url != "" && q.badge == nil {
			v.Explain = l.say("problem.fetching")
		}
	}
	for _, p := range r.Errors()[:min(len(r.Errors()), 5)] {
		v.Reasons = append(v.Reasons, reasonFor(l, p))
	}
	has := func(code credential.Code) bool {
		return slices.ContainsFunc(r.Errors(), func(p verify.Problem) bool { return p.Code == code })
	}
	switch {
	case has(credential.ReceiptUntrusted):
		v.Next = l.say("next.receipt")
	case has(verify.RecipientMismatch), has(verify.RecipientUnknown):
		v.Next = l.say("next.holder")
	case has(credential.InputUnsupported), has(credential.BakedLegacy):
		v.Next = l.say("next.other")
	case v.Class == classOpen && has(verify.ResolveOffline):
		v.Next = l.say("next.offline")
	case v.Class == classOpen && r.Retry():
		v.Next = l.say("next.retry")
	}
}

func reasonFor(l language, p verify.Problem) reason {
	s := reason{Sentence: l.sentence(p.Code), Code: string(p.Code), Pointer: short(p.Pointer), Remark: p.Severity != credential.Violation}
	if !strings.EqualFold(strings.TrimSuffix(p.Message, "."), strings.TrimSuffix(p.Code.Error(), ".")) { // else it would be said twice
		s.Detail = short(p.Message)
	}
	return s
}

// notReached is what the library says of a check that it has not come to.
const notReached = "not reached"

func shownCheck(l language, k verify.Check, trust verify.TrustResult) checked {
	class, mark := "open", "?"
	switch k.Outcome {
	case verify.Passed:
		class, mark = "pass", "✓"
	case verify.Failed:
		class, mark = "fail", "✕"
	case verify.NotApplicable:
		class, mark = "none", "–"
	}
	why := short(k.Reason)
	if why == notReached { // something before it has decided
		class, mark, why = "none", "–", ""
	}
	if k.Name == verify.CheckTrust && k.Outcome == verify.Passed && trust == verify.TrustNotAsked {
		class, mark, why = "none", "–", "" // that everybody is accepted is no yes to a reader
	}
	title := "check." + k.Name
	if words[title] == [2]string{} {
		title = "check.other"
	}
	c := checked{Class: class, Mark: mark, Word: l.say("outcome." + class), Title: l.say(title), Reason: why}
	for _, p := range k.Problems {
		c.Problems = append(c.Problems, reasonFor(l, p))
	}
	return c
}

// notAsked says what the verdict does not rest on, so that nobody reads more into it.
func (v *result) notAsked(l language, r *verify.Report, q question) {
	add := func(key string) { v.NotAsked = append(v.NotAsked, l.say(key)) }
	if !v.Genuine {
		add("not.rest")
		return
	}
	if r.Container == credential.ContainerPDF || r.Container == credential.ContainerZIP {
		add("not.paper")
	}
	add("not.presence")
	if q.holder == "" {
		add("not.holder")
	}
	if r.Trust == verify.TrustNotAsked {
		add("not.issuer")
	}
	switch {
	case len(r.Credential.Status) == 0:
		add("not.revocable")
	case r.Trust == verify.Untrusted:
		add("not.revoked")
	}
	add("not.links")
}

// short is a stranger's text on one line, as long as a line may be.
func short(s string) string {
	return abridged(strings.Join(strings.Fields(tame(s)), " "), 600)
}

// domainOf is the domain under which an issuer signs, "" of one that is only a key.
func domainOf(id string) string {
	if rest, ok := strings.CutPrefix(id, "did:web:"); ok {
		host, _, _ := strings.Cut(rest, ":")
		host, err := url.PathUnescape(host)
		if err != nil {
			return ""
		}
		return host
	}
	if u, err := url.Parse(id); err == nil && u.Scheme == "https" {
		return u.Host
	}
	return ""
}

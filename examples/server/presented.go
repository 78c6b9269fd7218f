package main

import (
	"slices"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// presentation tells what was found of a presentation and of each credential in it. The
// headline is the worst of them all: nobody reads a good badge as a yes to a bad one.
func presentation(l language, r *verify.PresentationReport, q question) *result {
	v := &result{Class: classGood, By: short(r.Holder)}
	q.badge = nil // none of the credentials came in a picture
	for _, c := range r.Credentials {
		one := newResult(l, c, q)
		v.Presented = append(v.Presented, one)
		v.Class = worse(v.Class, one.Class)
	}
	own, explained := verify.Passed, slices.ContainsFunc(r.Credentials, func(c *verify.Report) bool { return c.Outcome == verify.Failed })
	titles := map[string]string{verify.CheckKey: "check.presenter", verify.CheckForm: "check.presentation"}
	unasked := func(p verify.Problem) bool { return p.Code == credential.ProofDomain && p.Severity == credential.Note }
	for _, k := range r.Checks {
		k.Problems = slices.DeleteFunc(slices.Clone(k.Problems), unasked) // NotAsked says so, and not as if it were so
		shown := shownCheck(l, k, verify.TrustNotAsked)
		if title := titles[k.Name]; title != "" {
			shown.Title = l.say(title)
		}
		v.Checks = append(v.Checks, shown)
		if k.Name != verify.CheckCredentials && k.Outcome == verify.Failed {
			own = verify.Failed
		}
	}
	switch {
	case own == verify.Failed, r.Outcome == verify.Failed && !explained:
		v.Class = classBad
	case r.Outcome == verify.Undetermined, len(v.Presented) == 0:
		v.Class = worse(v.Class, classOpen)
	}
	v.Headline, v.Mark = l.say("head."+v.Class), marks[v.Class]
	v.Holder = l.say("presented.holder", len(v.Presented))
	if len(v.Presented) == 0 {
		v.Holder = l.say("presented.nothing")
	}
	v.Explain = l.say("presented." + v.Class)
	if v.Class == classBad || v.Class == classOpen {
		for _, p := range r.Errors()[:min(len(r.Errors()), 5)] {
			v.Reasons = append(v.Reasons, reasonFor(l, p))
		}
	}
	for _, p := range r.Warnings() { // whoever reads no further must not take it for the presenter's own
		if p.Code == verify.RecipientMismatch && len(v.Reasons) < 5 {
			v.Reasons = append(v.Reasons, reasonFor(l, p))
		}
	}
	v.NotAsked = []string{l.say("not.occasion"), l.say("not.presence")}
	v.Report = forPrograms(r)
	v.Stamp, v.Time = r.Time.UTC().Format(time.RFC3339), l.day(r.Time)
	return v
}

// worse returns of two verdicts the one that weighs more.
func worse(a, b string) string {
	order := []string{classGood, classUnknown, classOpen, classBad}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}

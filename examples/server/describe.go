package main

import (
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/verify"
)

type issuedBy struct{ Name, From, Claimed, ID string }

type achieved struct {
	Name, Description string
	Criteria          template.HTML
	CriteriaLink      string
}

type dated struct{ Label, Stamp, Text string }

type competency struct{ Name, Reached, Required string }

type aligned struct{ Name, More, Link string }

type shownEvidence struct {
	Name, Description, Link, ID string
	Narrative                   template.HTML
}

type endorsed struct {
	Verdict, By string
	Notes       []string
	Comment     template.HTML
	Reasons     []reason
}

// mostListed is how many of anything are shown.
const mostListed = 100

// describe says what a genuine badge claims.
func (v *result) describe(l language, r *verify.Report) {
	c := r.Credential
	v.Issuer = nameIssuer(l, r.Issuer, c.Issuer.Name)
	a := c.Subject.Achievement
	v.Achievement = &achieved{Name: short(a.Name), Description: short(a.Description), CriteriaLink: webPage(a.Criteria.ID)}
	var n narrator
	v.Achievement.Criteria = n.tell(a.Criteria.Narrative)
	v.dates(l, r)
	v.Competencies = competencies(a, c.Subject.Result)
	v.Required = slices.ContainsFunc(v.Competencies, func(k competency) bool { return k.Required != "" })
	for _, al := range a.Alignment[:min(len(a.Alignment), mostListed)] {
		more := strings.TrimSpace(al.TargetFramework + " " + al.TargetCode)
		v.Alignments = append(v.Alignments, aligned{short(al.TargetName), short(more), webPage(al.TargetURL)})
	}
	v.Narrative = n.tell(c.Subject.Narrative)
	for _, e := range c.Evidence[:min(len(c.Evidence), mostListed)] {
		v.Evidence = append(v.Evidence, shownEvidence{Name: short(e.Name), Description: short(e.Description),
			Link: webPage(e.ID), ID: short(e.ID), Narrative: n.tell(e.Narrative)})
	}
	for i := range r.Endorsements[:min(len(r.Endorsements), mostListed)] {
		v.Endorsements = append(v.Endorsements, shownEndorsement(l, &r.Endorsements[i], &n))
	}
}

// nameIssuer puts first what somebody else than the issuer vouches for: the name in the
// registry, then the domain under which it signs; and its own word last.
func nameIssuer(l language, is verify.Issuer, claimed string) issuedBy {
	by := issuedBy{ID: short(is.ID)}
	domain := domainOf(is.ID)
	switch {
	case is.NameFrom == verify.NameFromRegistry:
		by.Name, by.From = short(is.Name), l.say("issuer.registry")
		if claimed != is.Name {
			by.Claimed = short(claimed)
		}
	case domain != "":
		by.Name, by.From, by.Claimed = short(domain), l.say("issuer.domain"), short(claimed)
	case claimed != "":
		by.Name, by.From = short(claimed), l.say("issuer.own")
	default:
		by.Name = l.say("issuer.unnamed")
	}
	return by
}

func (v *result) dates(l language, r *verify.Report) {
	add := func(key string, t time.Time) {
		if !t.IsZero() {
			v.Dates = append(v.Dates, dated{l.say(key), t.UTC().Format(time.RFC3339), l.day(t)})
		}
	}
	add("date.awarded", r.Credential.AwardedDate)
	add("date.from", r.Credential.ValidFrom)
	add("date.until", r.Until)
	if r.Until.IsZero() {
		v.Dates = append(v.Dates, dated{Label: l.say("date.until"), Text: l.say("date.never")})
	}
	if !r.GoodUntil.Equal(r.Until) && !onRecord(r) {
		add("date.again", r.GoodUntil)
	}
}

// competencies are the results by the names that the achievement gives them.
func competencies(a badge.Achievement, results []badge.Result) []competency {
	described := map[string]badge.ResultDescription{}
	for _, d := range a.ResultDescription {
		described[d.ID] = d
	}
	level := func(d badge.ResultDescription, id string) string {
		for _, lv := range d.RubricCriterionLevel {
			if id != "" && lv.ID == id {
				return short(lv.Name)
			}
		}
		return short(id)
	}
	var rows []competency
	for _, res := range results[:min(len(results), mostListed)] {
		d := described[res.ResultDescription]
		row := competency{Name: short(d.Name), Reached: level(d, res.AchievedLevel), Required: level(d, d.RequiredLevel)}
		if row.Name == "" {
			row.Name = short(res.ResultDescription)
		}
		if row.Reached == "" {
			row.Reached = strings.TrimSpace(short(res.Value) + " " + short(string(res.Status)))
		}
		if row.Required == "" {
			row.Required = short(d.RequiredValue)
		}
		rows = append(rows, row)
	}
	return rows
}

func shownEndorsement(l language, e *verify.Endorsement, n *narrator) endorsed {
	var s endorsed
	switch {
	case e.Outcome == verify.Passed && e.Trust == verify.Trusted:
		s.Verdict = l.say("endorsed.good")
	case e.Outcome == verify.Passed:
		s.Verdict = l.say("endorsed.unknown")
	case e.Outcome == verify.NotApplicable:
		s.Verdict = l.say("endorsed.repeats")
	case e.Outcome == verify.Failed:
		s.Verdict = l.say("endorsed.bad")
	default:
		s.Verdict = l.say("endorsed.open")
	}
	if e.Outcome != verify.Passed {
		for _, p := range e.Errors()[:min(len(e.Errors()), 5)] {
			s.Reasons = append(s.Reasons, reasonFor(l, p))
		}
		return s
	}
	by := nameIssuer(l, e.Endorser, e.Endorser.Name)
	s.By = by.Name
	if by.Claimed != "" {
		s.Notes = append(s.Notes, l.say("issuer.claimed")+" "+by.Claimed)
	}
	if by.ID != by.Name {
		s.Notes = append(s.Notes, l.say("issuer.id")+" "+by.ID)
	}
	if e.SelfEndorsed {
		s.Notes = append(s.Notes, l.say("endorsed.self"))
	}
	s.Comment = n.tell(e.Comment)
	return s
}

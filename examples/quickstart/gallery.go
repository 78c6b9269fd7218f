package main

import (
	"bytes"
	"context"
	_ "embed"
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/verify"
)

const galleryFile = "index.html"

//go:embed gallery.html
var galleryPage string

// A gallery is what index.html shows: the badges as pictures, each with what the verifier
// said of that very file, and nothing that it did not vouch for.
type gallery struct {
	Program, School, Issuer, Learner, Judged string
	Badges                                   []exhibit
	Cheats                                   []exhibit
}

type exhibit struct {
	Name, File, Picture, Alt, Statement, Evidence string
	Awarded                                       string // a date, RFC 3339
	Word, Reason                                  string
	Accepted                                      bool
	Competencies, Files                           []string
}

// writeGallery judges the pictures and the cheats, and returns the page.
func writeGallery(ctx context.Context, v *verify.Verifier, s *school, issued issue, cheats []sample) ([]byte, error) {
	g := gallery{Program: summit.Program().AlternateName, School: schoolName, Issuer: s.id, Learner: learner}
	for _, one := range issued.pictures {
		e, report := judged(ctx, v, one)
		g.Judged = report.Time.UTC().Format("2 January 2006 15:04 UTC")
		e.Picture = one.file
		e.Files = []string{one.key + ".jwt", one.key + ".json", one.file}
		if e.Accepted {
			e.claim(report)
		}
		g.Badges = append(g.Badges, e)
	}
	for _, one := range cheats {
		e, _ := judged(ctx, v, one)
		g.Cheats = append(g.Cheats, e)
	}
	page, err := template.New(galleryFile).Parse(galleryPage)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = page.Execute(&b, g)
	return b.Bytes(), err
}

// judged is what the verifier says of a sample.
func judged(ctx context.Context, v *verify.Verifier, s sample) (exhibit, *verify.Report) {
	report, _ := v.Verify(ctx, s.data, verify.Recipient(badge.EmailAddress, s.shownBy)) // the error says nothing that the report does not
	e := exhibit{Name: s.title, File: s.file, Word: "undecided", Alt: "Nothing is said of what could not be verified"}
	switch report.Outcome {
	case verify.Passed:
		e.Word, e.Accepted = "accepted", true
	case verify.Failed:
		e.Word = "refused"
	}
	e.Reason = strings.Join(reason(report), " ")
	return e, report
}

// claim tells what a badge says that was accepted.
func (e *exhibit) claim(r *verify.Report) {
	a := r.Credential.Subject.Achievement
	e.Name, e.Statement = a.Name, a.Description
	if a.Image != nil {
		e.Alt = a.Image.Caption
	}
	for _, d := range a.ResultDescription {
		shown := slices.ContainsFunc(r.Credential.Subject.Result, func(res badge.Result) bool {
			return res.ResultDescription == d.ID && res.Status == badge.StatusCompleted
		})
		if shown {
			e.Competencies = append(e.Competencies, d.Name)
		}
	}
	for _, evidence := range r.Credential.Evidence {
		e.Evidence = strings.TrimSpace(e.Evidence + " " + evidence.Narrative)
	}
	if from := r.Credential.ValidFrom; !from.IsZero() {
		e.Awarded = from.UTC().Format(time.DateOnly)
	}
}

// Package summit is the High School Summit Micro-Credential Program as data:
// five credentials, each with its statement and four competencies, in the
// program's own words, and art for their badges.
//
// The words were taken from the program's page as dated 9 September 2019; they
// stand in program.json. The program says nothing of rubric levels, of how much
// evidence there must be, or of how a badge looks: [Rubric] and [Image] are
// offers that an adopter may take or leave. Nor is an issuer part of it. Name,
// identifier, keys and logo come from the school or district that awards the
// badges:
//
//	civics, err := summit.Program().Achievement("civics", badge.Publication{
//		Creator: &school,
//		Image:   summit.Image,
//	})
//
// A program of another school is another program.json, read with
// [badge.ReadProgram]; nothing outside this package knows the number five.
package summit

import (
	"embed"
	"encoding/base64"
	"io/fs"
	"slices"
	"sync"

	"github.com/summitbadges/openbadges/badge"
)

//go:generate go run ./internal/render

//go:embed program.json
var document embed.FS

//go:embed art/*.svg art/*.png
var art embed.FS

//go:embed preview/*.png
var previews embed.FS

// program is shared: nothing in it leaves this package but by a copy.
var program = sync.OnceValue(func() *badge.Program {
	p, err := badge.ReadProgram(document, "program.json")
	if err != nil {
		panic("summit: the embedded program.json cannot be read: " + err.Error())
	}
	return p
})

// Program returns the program. Its credentials have the keys innovation,
// communication, leadership, civics and professionalism, in this order.
//
// Its ID is a UUID of version 5 (RFC 9562, section 5.5) in the URL namespace,
// over the name https://github.com/summitbadges/openbadges/badge/summit. It
// stays the same when Version changes.
//
// Every call returns a copy of its own, which the caller may change.
func Program() *badge.Program {
	p := *program()
	p.Credentials = slices.Clone(p.Credentials)
	for i := range p.Credentials {
		c := &p.Credentials[i]
		c.Competencies = slices.Clone(c.Competencies)
	}
	return &p
}

// Art returns the badge art as files, an SVG and a PNG for each credential:
// innovation.svg, innovation.png and so on. A PNG is 600 by 600 pixels,
// transparent around the badge; an SVG holds shapes only, without scripts,
// fonts or references to anything outside it, and names itself to a screen
// reader. The art is this project's, not the program's, and under its licence.
func Art() fs.FS {
	sub, err := fs.Sub(art, "art")
	if err != nil {
		panic("summit: " + err.Error()) // "art" is a valid path
	}
	return sub
}

// Image returns the badge art of the credential with the given key, for use as
// the Image of a [badge.Publication]. Its ID is a data: URI (RFC 2397) of three
// to four thousand characters that holds the SVG, so that the badge can be shown
// with no network; its Caption is the text alternative. It returns nil for a
// key that the program does not have.
//
// An adopter who would rather have smaller badges publishes the PNG of [Art]
// and gives its https URL instead.
func Image(key string) *badge.Image {
	c, ok := program().MicroCredential(key)
	if !ok {
		return nil
	}
	svg, err := art.ReadFile("art/" + key + ".svg")
	if err != nil {
		panic("summit: no art for " + key + ": " + err.Error())
	}
	return &badge.Image{
		ID:      "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(svg),
		Caption: c.Caption,
	}
}

// Preview returns a PNG of 1200 by 630 pixels for the credential with the given key, as
// sites show it beside a link to a badge (Open Graph, the cards of X): the badge art, the
// name of the credential and that of the program, in English. No learner is named in it,
// so one URL serves every badge. It returns nil for a key that the program does not have.
func Preview(key string) []byte {
	if _, ok := program().MicroCredential(key); !ok {
		return nil
	}
	data, err := previews.ReadFile("preview/" + key + ".png")
	if err != nil {
		panic("summit: no preview for " + key + ": " + err.Error())
	}
	return data
}

// Rubric returns four levels, low to high, that an adopter may use for every
// competency: Novice, Advanced Beginner, Strategic Learner and Emerging Expert,
// the milestones of the Colorado Essential Skills. They are an optional preset;
// the program itself names no levels. Nor does it say which level earns a
// credential: Required is empty until the adopter sets it to the key of one.
func Rubric() badge.Rubric {
	return badge.Rubric{Levels: []badge.Level{
		{Key: "novice", Name: "Novice"},
		{Key: "advanced-beginner", Name: "Advanced Beginner"},
		{Key: "strategic-learner", Name: "Strategic Learner"},
		{Key: "emerging-expert", Name: "Emerging Expert"},
	}}
}

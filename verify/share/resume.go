package share

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/summitbadges/openbadges/badge/privacy"
)

// JSONResume returns the badge as members of a résumé in the form of JSON Resume
// (jsonresume.org, schema version 1.0.0), for the student to merge into their own: one of
// certificates, one of awards, and one of skills with the competencies as its keywords.
// With Terms.Levels every competency is a skill of its own, with the level that was
// reached. It names no basics, so nobody.
func (b *Badge) JSONResume() ([]byte, error) {
	if err := b.may(privacy.ToEmbed, b.fields()...); err != nil {
		return nil, err
	}
	type certificate struct {
		Name   string `json:"name"`
		Date   string `json:"date"`
		URL    string `json:"url"`
		Issuer string `json:"issuer"`
	}
	type award struct {
		Title   string `json:"title"`
		Date    string `json:"date"`
		Awarder string `json:"awarder"`
		Summary string `json:"summary,omitempty"`
	}
	type skill struct {
		Name     string   `json:"name"`
		Level    string   `json:"level,omitempty"`
		Keywords []string `json:"keywords,omitempty"`
	}
	p := b.printed
	date := p.Awarded.Format(time.DateOnly)
	var skills []skill
	if named := p.competencyNames(); len(named) > 0 && !b.terms.Levels {
		skills = []skill{{Name: p.Name, Keywords: named}}
	} else {
		for _, c := range p.Competencies {
			skills = append(skills, skill{Name: c.Name, Level: c.Level, Keywords: []string{p.Name}})
		}
	}
	return indented(struct {
		Awards       []award       `json:"awards"`
		Certificates []certificate `json:"certificates"`
		Skills       []skill       `json:"skills,omitempty"`
	}{
		[]award{{p.Name, date, p.Issuer, p.Description}},
		[]certificate{{p.Name, date, b.terms.URL, p.Issuer}},
		skills,
	})
}

// fields are those that are shown besides the badge itself.
func (b *Badge) fields() []privacy.Field {
	if b != nil && b.terms.Levels {
		return []privacy.Field{privacy.FieldResults}
	}
	return nil
}

func (p *printed) competencyNames() []string {
	var names []string
	for _, c := range p.Competencies {
		names = append(names, c.Name)
	}
	return names
}

// indented writes JSON that may stand in an HTML page: <, > and & are escaped.
func indented(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

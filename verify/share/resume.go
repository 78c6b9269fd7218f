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
	date := p.awarded.Format(time.DateOnly)
	var skills []skill
	if named := p.shownCompetencies(false); len(named) > 0 && !b.terms.Levels {
		skills = []skill{{Name: p.name, Keywords: named}}
	} else {
		for _, c := range p.competencies {
			skills = append(skills, skill{Name: c.name, Level: c.level, Keywords: []string{p.name}})
		}
	}
	return indented(struct {
		Awards       []award       `json:"awards"`
		Certificates []certificate `json:"certificates"`
		Skills       []skill       `json:"skills,omitempty"`
	}{
		[]award{{p.name, date, p.issuer, p.description}},
		[]certificate{{p.name, date, b.terms.URL, p.issuer}},
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

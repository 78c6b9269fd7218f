package share

import (
	"fmt"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/privacy"
)

// SchemaOrg returns the badge as an EducationalOccupationalCredential of schema.org, in
// JSON-LD, for a page about it: what was awarded, by whom and when, and which competencies
// it asks for; nothing of who earned it. On a page of the student's own it is the value of
// hasCredential. It may stand in a <script type="application/ld+json">.
//
// validIn and educationalLevel are not there, since a badge does not say them.
func (b *Badge) SchemaOrg() ([]byte, error) {
	if err := b.may(privacy.ToEmbed); err != nil {
		return nil, err
	}
	type term struct {
		Type string `json:"@type"`
		Name string `json:"name"`
		Set  string `json:"inDefinedTermSet,omitempty"`
	}
	type organization struct {
		Type string `json:"@type"`
		Name string `json:"name"`
	}
	p := b.printed
	category := term{"DefinedTerm", "Badge", ""}
	if t := b.report.Credential.Subject.Achievement.AchievementType; t == badge.TypeMicroCredential {
		category = term{"DefinedTerm", string(t), "https://purl.imsglobal.org/spec/ob/v3p0/"}
	}
	var asked []term
	for _, name := range p.shownCompetencies(false) {
		asked = append(asked, term{"DefinedTerm", name, ""})
	}
	lasts := "" // whole days, as ISO 8601 has it
	if !p.until.IsZero() {
		lasts = fmt.Sprintf("P%dD", int(p.until.Truncate(24*time.Hour).Sub(p.awarded.Truncate(24*time.Hour)).Hours()/24))
	}
	return indented(struct {
		Context     string       `json:"@context"`
		Type        string       `json:"@type"`
		Name        string       `json:"name"`
		Description string       `json:"description,omitempty"`
		URL         string       `json:"url"`
		Identifier  string       `json:"identifier,omitempty"`
		Category    term         `json:"credentialCategory"`
		Asked       []term       `json:"competencyRequired,omitempty"`
		By          organization `json:"recognizedBy"`
		Created     string       `json:"dateCreated"`
		Lasts       string       `json:"validFor,omitempty"`
	}{
		"https://schema.org", "EducationalOccupationalCredential", p.name, p.description, b.terms.URL, p.id,
		category, asked, organization{"Organization", p.issuer}, p.awarded.Format(time.DateOnly), lasts,
	})
}

package badge

import "encoding/json"

// An Achievement is what can be earned: the definition of a badge, shared by
// everyone who holds it (OB 3.0, class Achievement).
//
// ID, Name, Description and Criteria are required.
type Achievement struct {
	ID                string                  `json:"id,omitempty"`   // a URI: an https URL, or a urn:uuid for one that is published nowhere
	Type              Many[string]            `json:"type,omitempty"` // further types beside "Achievement"; empty means that one alone
	Name              string                  `json:"name,omitempty"`
	Description       string                  `json:"description,omitempty"` // what the holder has shown, in a sentence or two
	AchievementType   AchievementType         `json:"achievementType,omitempty"`
	Criteria          Criteria                `json:"criteria,omitzero"`
	Image             *Image                  `json:"image,omitempty"`
	Creator           *Profile                `json:"creator,omitempty"` // who defined it, where that is not the issuer; a claim of the issuer's
	Alignment         Many[Alignment]         `json:"alignment,omitempty"`
	CreditsAvailable  *float64                `json:"creditsAvailable,omitempty"`
	FieldOfStudy      string                  `json:"fieldOfStudy,omitempty"`
	HumanCode         string                  `json:"humanCode,omitempty"`  // the code people know it by, such as a course number
	InLanguage        string                  `json:"inLanguage,omitempty"` // BCP 47, in the grammar OB 3.0 allows: "en", "es-MX", "zh-Hant-TW"
	OtherIdentifier   Many[Identifier]        `json:"otherIdentifier,omitempty"`
	Related           Many[Related]           `json:"related,omitempty"` // other languages and earlier editions
	ResultDescription Many[ResultDescription] `json:"resultDescription,omitempty"`
	Specialization    string                  `json:"specialization,omitempty"`
	Tag               Many[string]            `json:"tag,omitempty"`
	Version           string                  `json:"version,omitempty"`

	// Endorsement holds secured EndorsementCredentials as their endorsers
	// signed them. Nothing here reads them; writing keeps every token and drops
	// only the white space between tokens.
	Endorsement    Many[json.RawMessage] `json:"endorsement,omitempty"`
	EndorsementJWT Many[string]          `json:"endorsementJwt,omitempty"` // endorsements as compact JWS
}

// MarshalJSON writes a as OB 3.0 JSON, in canonical form.
func (a Achievement) MarshalJSON() ([]byte, error) {
	type plain Achievement
	a.Type = typed(a.Type, "Achievement")
	return write(plain(a))
}

// UnmarshalJSON reads an achievement by exact names; see the package comment.
func (a *Achievement) UnmarshalJSON(data []byte) error { return read(data, a) }

// Criteria says what has to be shown to earn an achievement: on a web page, in
// words, or both (OB 3.0, class Criteria). At least one of them is needed.
type Criteria struct {
	ID        string `json:"id,omitempty"`        // URL of a page for people; what it says can change after the badge was signed
	Narrative string `json:"narrative,omitempty"` // Markdown, signed with the badge
}

// MarshalJSON writes c as OB 3.0 JSON. Criteria has no type member.
func (c Criteria) MarshalJSON() ([]byte, error) {
	type plain Criteria
	return write(plain(c))
}

// UnmarshalJSON reads criteria by exact names; see the package comment.
func (c *Criteria) UnmarshalJSON(data []byte) error { return read(data, c) }

// An Alignment points from a badge, a result or a level to an item of an
// educational framework (OB 3.0, class Alignment). TargetName and TargetURL
// are required. TargetType is for targets that are of one of its types; leave
// it empty for an ordinary web page.
type Alignment struct {
	Type              Many[string]        `json:"type,omitempty"` // further types beside "Alignment"
	TargetCode        string              `json:"targetCode,omitempty"`
	TargetDescription string              `json:"targetDescription,omitempty"`
	TargetFramework   string              `json:"targetFramework,omitempty"`
	TargetName        string              `json:"targetName,omitempty"`
	TargetType        AlignmentTargetType `json:"targetType,omitempty"`
	TargetURL         string              `json:"targetUrl,omitempty"`
}

// MarshalJSON writes a as OB 3.0 JSON, in canonical form.
func (a Alignment) MarshalJSON() ([]byte, error) {
	type plain Alignment
	a.Type = typed(a.Type, "Alignment")
	return write(plain(a))
}

// UnmarshalJSON reads an alignment by exact names; see the package comment.
func (a *Alignment) UnmarshalJSON(data []byte) error { return read(data, a) }

// Related names an achievement that is the same one in another language or an
// earlier edition (OB 3.0, class Related). ID is required.
type Related struct {
	ID         string       `json:"id,omitempty"`
	Type       Many[string] `json:"type,omitempty"` // further types beside "Related"
	InLanguage string       `json:"inLanguage,omitempty"`
	Version    string       `json:"version,omitempty"`
}

// MarshalJSON writes r as OB 3.0 JSON, in canonical form.
func (r Related) MarshalJSON() ([]byte, error) {
	type plain Related
	r.Type = typed(r.Type, "Related")
	return write(plain(r))
}

// UnmarshalJSON reads a related achievement by exact names; see the package comment.
func (r *Related) UnmarshalJSON(data []byte) error { return read(data, r) }

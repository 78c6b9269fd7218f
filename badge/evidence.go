package badge

// Evidence is what a person did or made to meet the criteria: a link, a
// narrative, or both (OB 3.0, class Evidence). What a link leads to can change
// or vanish after the badge was signed; a narrative is signed with it.
type Evidence struct {
	ID          string       `json:"id,omitempty"`        // URL of the artefact, or a data: URL
	Type        Many[string] `json:"type,omitempty"`      // further types beside "Evidence"
	Narrative   string       `json:"narrative,omitempty"` // Markdown
	Name        string       `json:"name,omitempty"`
	Description string       `json:"description,omitempty"`
	Genre       string       `json:"genre,omitempty"`    // such as "Poetry" or "Film"
	Audience    string       `json:"audience,omitempty"` // whom the artefact was made for
}

// MarshalJSON writes e as OB 3.0 JSON, in canonical form.
func (e Evidence) MarshalJSON() ([]byte, error) {
	type plain Evidence
	e.Type = typed(e.Type, "Evidence")
	return write(plain(e))
}

// UnmarshalJSON reads evidence by exact names; see the package comment.
func (e *Evidence) UnmarshalJSON(data []byte) error { return read(data, e) }

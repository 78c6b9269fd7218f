package badge

// A Subject is the person who earned an achievement, and how (OB 3.0, class
// AchievementSubject). It needs an ID or at least one Identifier: a badge that
// names nobody is anybody's.
type Subject struct {
	ID                string         `json:"id,omitempty"`   // a DID or URI of the learner's own, such as a wallet's did:key; "" where only Identifier is known
	Type              Many[string]   `json:"type,omitempty"` // further types beside "AchievementSubject"
	Identifier        Many[Identity] `json:"identifier,omitempty"`
	Achievement       Achievement    `json:"achievement,omitzero"`
	ActivityStartDate string         `json:"activityStartDate,omitempty"` // RFC 3339 date and time with offset
	ActivityEndDate   string         `json:"activityEndDate,omitempty"`   // RFC 3339 date and time with offset
	CreditsEarned     *float64       `json:"creditsEarned,omitempty"`
	Image             *Image         `json:"image,omitempty"` // PNG or SVG, when it differs from the achievement's
	LicenseNumber     string         `json:"licenseNumber,omitempty"`
	Narrative         string         `json:"narrative,omitempty"` // Markdown: how this person met the criteria
	Result            Many[Result]   `json:"result,omitempty"`
	Role              string         `json:"role,omitempty"`
	Source            *Profile       `json:"source,omitempty"` // who assessed on the issuer's behalf; a claim of the issuer's
	Term              string         `json:"term,omitempty"`
}

// MarshalJSON writes s as OB 3.0 JSON, in canonical form.
func (s Subject) MarshalJSON() ([]byte, error) {
	type plain Subject
	s.Type = typed(s.Type, "AchievementSubject")
	return write(plain(s))
}

// UnmarshalJSON reads a subject by exact names; see the package comment.
func (s *Subject) UnmarshalJSON(data []byte) error { return read(data, s) }

// An EndorsementSubject is what an endorsement speaks well of: a credential,
// an achievement or a profile, by its id (OB 3.0, class EndorsementSubject).
// ID is required.
type EndorsementSubject struct {
	ID                 string       `json:"id,omitempty"`
	Type               Many[string] `json:"type,omitempty"`               // further types beside "EndorsementSubject"
	EndorsementComment string       `json:"endorsementComment,omitempty"` // Markdown
}

// MarshalJSON writes s as OB 3.0 JSON, in canonical form.
func (s EndorsementSubject) MarshalJSON() ([]byte, error) {
	type plain EndorsementSubject
	s.Type = typed(s.Type, "EndorsementSubject")
	return write(plain(s))
}

// UnmarshalJSON reads an endorsement's subject by exact names; see the package comment.
func (s *EndorsementSubject) UnmarshalJSON(data []byte) error { return read(data, s) }

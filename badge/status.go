package badge

import "github.com/summitbadges/openbadges/internal/shape"

// A Status says where to learn whether a credential has been revoked or
// suspended (OB 3.0, class CredentialStatus; Bitstring Status List 1.0,
// BitstringStatusListEntry; the 1EdTechRevocationList has ID and Type alone).
//
// ID and Type are required by OB 3.0. ID is not the URL of the list: it names
// the entry, and nothing is fetched from it for a BitstringStatusListEntry.
type Status struct {
	ID                   string              `json:"id,omitempty"`
	Type                 string              `json:"type,omitempty"`                 // "BitstringStatusListEntry" or "1EdTechRevocationList"
	StatusPurpose        string              `json:"statusPurpose,omitempty"`        // "revocation", "suspension", "refresh", "message"
	StatusListIndex      string              `json:"statusListIndex,omitempty"`      // a decimal integer of 0 or more, as text
	StatusListCredential string              `json:"statusListCredential,omitempty"` // URL of the list
	StatusSize           int                 `json:"statusSize,omitempty"`           // bits of an entry; 0 means the default, 1
	StatusMessage        Many[StatusMessage] `json:"statusMessage,omitempty"`        // one for each value an entry can have
	StatusReference      Many[string]        `json:"statusReference,omitempty"`      // URLs that explain the messages
}

// MarshalJSON writes s as JSON.
func (s Status) MarshalJSON() ([]byte, error) {
	type plain Status
	return write(plain(s))
}

// UnmarshalJSON reads a status entry by exact names; see the package comment.
func (s *Status) UnmarshalJSON(data []byte) error { return read(data, s) }

// A StatusMessage says what one value of a status entry means, to developers:
// it is not meant to be shown to the holder.
type StatusMessage struct {
	Status  string `json:"status,omitempty"` // hexadecimal: "0x0"
	Message string `json:"message,omitempty"`
}

// MarshalJSON writes m as JSON.
func (m StatusMessage) MarshalJSON() ([]byte, error) {
	type plain StatusMessage
	return write(plain(m))
}

// UnmarshalJSON reads a status message by exact names; see the package comment.
func (m *StatusMessage) UnmarshalJSON(data []byte) error { return read(data, m) }

// A Schema names a JSON Schema that a credential promises to meet (OB 3.0,
// class CredentialSchema). Both fields are required. Of the schemas that a credential
// names one is that of OB 3.0 for it, [OpenBadgesSchema], which the issuer writes beside
// its own: issuing adds none, and refuses a credential that names others alone. Whether
// it keeps to the others, issuing does not ask.
type Schema struct {
	ID   string `json:"id,omitempty"`
	Type string `json:"type,omitempty"` // "1EdTechJsonSchemaValidator2019" for the schemas of OB 3.0
}

// OpenBadgesSchema returns the schema of OB 3.0 for an AchievementCredential of VCDM 2.0
// (OB 3.0 section 1.2), which a badge that names any schema has to name.
func OpenBadgesSchema() Schema {
	return Schema{ID: shape.AchievementSchema, Type: shape.JSONSchemaValidator}
}

// MarshalJSON writes s as OB 3.0 JSON.
func (s Schema) MarshalJSON() ([]byte, error) {
	type plain Schema
	return write(plain(s))
}

// UnmarshalJSON reads a schema reference by exact names; see the package comment.
func (s *Schema) UnmarshalJSON(data []byte) error { return read(data, s) }

// A RefreshService says where a newer edition of a credential can be had (OB
// 3.0, class RefreshService). Both fields are required. Of the type
// 1EdTechCredentialRefresh ID is fetched, so that it is an https URL of a public host, or
// the credential is not issued; a port above 1023 is fetched by some verifiers.
//
// What stands there is the credential itself, and later an edition of the same id, as
// credential.Issuer.Reissue makes one: a badge under a new id that supersedes the old one
// is not taken for a newer edition of it.
type RefreshService struct {
	ID   string `json:"id,omitempty"`
	Type string `json:"type,omitempty"` // "1EdTechCredentialRefresh"
}

// MarshalJSON writes s as OB 3.0 JSON.
func (s RefreshService) MarshalJSON() ([]byte, error) {
	type plain RefreshService
	return write(plain(s))
}

// UnmarshalJSON reads a refresh service by exact names; see the package comment.
func (s *RefreshService) UnmarshalJSON(data []byte) error { return read(data, s) }

// TermsOfUse names the terms under which a credential was issued (OB 3.0,
// class TermsOfUse). Type is required.
type TermsOfUse struct {
	ID   string `json:"id,omitempty"`
	Type string `json:"type,omitempty"`
}

// MarshalJSON writes t as OB 3.0 JSON.
func (t TermsOfUse) MarshalJSON() ([]byte, error) {
	type plain TermsOfUse
	return write(plain(t))
}

// UnmarshalJSON reads terms of use by exact names; see the package comment.
func (t *TermsOfUse) UnmarshalJSON(data []byte) error { return read(data, t) }

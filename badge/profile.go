package badge

import (
	"encoding/json"
	"errors"
)

// A Profile is a person or an organization: an issuer, the creator of an
// achievement, an assessor, an endorser (OB 3.0, class Profile). ID is
// required. Nothing in a profile but its ID says who it is: a name and a logo
// are claims that anybody can make.
type Profile struct {
	ID          string       `json:"id,omitempty"`   // a DID or an https URL
	Type        Many[string] `json:"type,omitempty"` // further types beside "Profile"
	Name        string       `json:"name,omitempty"`
	URL         string       `json:"url,omitempty"`
	Phone       string       `json:"phone,omitempty"`
	Description string       `json:"description,omitempty"`
	Image       *Image       `json:"image,omitempty"` // PNG or SVG
	Email       string       `json:"email,omitempty"`
	Address     *Address     `json:"address,omitempty"`
	Official    string       `json:"official,omitempty"` // the person authorized to sign for it
	ParentOrg   *Profile     `json:"parentOrg,omitempty"`

	OtherIdentifier Many[Identifier] `json:"otherIdentifier,omitempty"`

	// Parts of a person's name, for profiles of persons.
	FamilyName       string `json:"familyName,omitempty"`
	GivenName        string `json:"givenName,omitempty"`
	AdditionalName   string `json:"additionalName,omitempty"`
	PatronymicName   string `json:"patronymicName,omitempty"`
	HonorificPrefix  string `json:"honorificPrefix,omitempty"`
	HonorificSuffix  string `json:"honorificSuffix,omitempty"`
	FamilyNamePrefix string `json:"familyNamePrefix,omitempty"`
	DateOfBirth      string `json:"dateOfBirth,omitempty"` // YYYY-MM-DD

	// Endorsement holds secured EndorsementCredentials; see [Achievement].
	Endorsement    Many[json.RawMessage] `json:"endorsement,omitempty"`
	EndorsementJWT Many[string]          `json:"endorsementJwt,omitempty"`
}

// maxParents is what a reader of JSON accepts at most, and beyond any chain of
// organizations.
const maxParents = 64

// MarshalJSON writes p as OB 3.0 JSON, in canonical form.
func (p Profile) MarshalJSON() ([]byte, error) {
	n := 0
	for o := p.ParentOrg; o != nil; o = o.ParentOrg {
		// A profile that is its own ancestor would otherwise be written until
		// the stack is gone, which no caller can recover from.
		if n++; n > maxParents {
			return nil, errors.New("ParentOrg: more than 64 organizations inside one another")
		}
	}
	type plain Profile
	p.Type = typed(p.Type, "Profile")
	return write(plain(p))
}

// UnmarshalJSON reads a profile by exact names; a string is the profile's ID.
func (p *Profile) UnmarshalJSON(data []byte) error { return read(data, p) }

// An Address is a postal address (OB 3.0, class Address).
type Address struct {
	Type                Many[string]    `json:"type,omitempty"` // further types beside "Address"
	AddressCountry      string          `json:"addressCountry,omitempty"`
	AddressCountryCode  string          `json:"addressCountryCode,omitempty"` // ISO 3166-1 alpha-2
	AddressRegion       string          `json:"addressRegion,omitempty"`
	AddressLocality     string          `json:"addressLocality,omitempty"`
	StreetAddress       string          `json:"streetAddress,omitempty"`
	PostOfficeBoxNumber string          `json:"postOfficeBoxNumber,omitempty"`
	PostalCode          string          `json:"postalCode,omitempty"`
	Geo                 *GeoCoordinates `json:"geo,omitempty"`
}

// MarshalJSON writes a as OB 3.0 JSON, in canonical form.
func (a Address) MarshalJSON() ([]byte, error) {
	type plain Address
	a.Type = typed(a.Type, "Address")
	return write(plain(a))
}

// UnmarshalJSON reads an address by exact names; see the package comment.
func (a *Address) UnmarshalJSON(data []byte) error { return read(data, a) }

// GeoCoordinates is a point on the earth, in degrees (OB 3.0, class
// GeoCoordinates). Both numbers are always written: 0 is a place.
type GeoCoordinates struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

// MarshalJSON writes g as OB 3.0 JSON.
func (g GeoCoordinates) MarshalJSON() ([]byte, error) {
	type plain GeoCoordinates
	return write(struct {
		Type string `json:"type"`
		plain
	}{"GeoCoordinates", plain(g)})
}

// UnmarshalJSON reads coordinates by exact names; see the package comment.
func (g *GeoCoordinates) UnmarshalJSON(data []byte) error { return read(data, g) }

// An Identifier is a further identifier of an achievement or a profile, such
// as a code in a registry (OB 3.0, class IdentifierEntry, which is closed).
// For the person who earned a badge see [Identity].
type Identifier struct {
	Identifier     string       `json:"identifier,omitempty"`
	IdentifierType IdentityType `json:"identifierType,omitempty"`
}

// MarshalJSON writes id as OB 3.0 JSON.
func (id Identifier) MarshalJSON() ([]byte, error) {
	type plain Identifier
	return write(struct {
		Type string `json:"type"`
		plain
	}{"IdentifierEntry", plain(id)})
}

// UnmarshalJSON reads an identifier by exact names; see the package comment.
func (id *Identifier) UnmarshalJSON(data []byte) error { return read(data, id) }

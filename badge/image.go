package badge

// An Image is a picture by its URL (OB 3.0, class Image, which is closed).
// Pictures of profiles and subjects are PNG or SVG. ID is required.
type Image struct {
	ID      string `json:"id,omitempty"`      // an https URL, or a data: URL that carries the picture
	Caption string `json:"caption,omitempty"` // the alternative text: what the badge is, in one sentence
}

// MarshalJSON writes m as OB 3.0 JSON.
func (m Image) MarshalJSON() ([]byte, error) {
	type plain Image
	return write(struct {
		Type string `json:"type"`
		plain
	}{"Image", plain(m)})
}

// UnmarshalJSON reads an image by exact names; a string is the image's ID.
func (m *Image) UnmarshalJSON(data []byte) error { return read(data, m) }

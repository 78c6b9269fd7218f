package badge

import (
	"crypto/sha256"
	"encoding/base64"
)

// A RelatedResource says by its digest what stood at a URL when a credential was issued
// (VCDM 2.0 section 5.3): a page of criteria, evidence, a picture, a schema. ID is
// required, and one of the digests; each resource stands in a credential once.
type RelatedResource struct {
	ID              string `json:"id,omitempty"`
	MediaType       string `json:"mediaType,omitempty"`       // such as "text/html"
	DigestSRI       string `json:"digestSRI,omitempty"`       // such as "sha256-…", in base64 (Subresource Integrity)
	DigestMultibase string `json:"digestMultibase,omitempty"` // a multihash of SHA-2 in multibase
}

// DigestedResource returns the entry for what stands at url as these bytes, with their
// SHA-256 in DigestSRI.
func DigestedResource(url string, data []byte) RelatedResource {
	sum := sha256.Sum256(data)
	return RelatedResource{ID: url, DigestSRI: "sha256-" + base64.StdEncoding.EncodeToString(sum[:])}
}

// MarshalJSON writes r as JSON.
func (r RelatedResource) MarshalJSON() ([]byte, error) {
	type plain RelatedResource
	return write(plain(r))
}

// UnmarshalJSON reads a related resource by exact names; see the package comment.
func (r *RelatedResource) UnmarshalJSON(data []byte) error { return read(data, r) }

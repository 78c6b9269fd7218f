package credential

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A Credential is what an issuer claims: an OpenBadgeCredential
// (AchievementCredential) of OB 3.0 section B.1, not yet secured.
//
// As the view of a received document it holds what the model knows; members
// beyond it are reached with Lookup, and the document itself is Secured.Bytes.
type Credential struct {
	ID          string   // absolute URL; when issuing, default a new urn:uuid
	Type        []string // besides VerifiableCredential and OpenBadgeCredential
	Context     []string // besides the contexts of VCDM and of OB 3.0
	Name        string   // when issuing, default the achievement's name
	Description string
	Image       *badge.Image
	Issuer      badge.Profile // when issuing, default Issuer.Profile
	Subject     badge.Subject
	Evidence    []badge.Evidence
	AwardedDate time.Time // zero: not said
	ValidFrom   time.Time // when issuing, default now; VCDM 1.1 calls it issuanceDate
	ValidUntil  time.Time // zero: does not expire; VCDM 1.1 calls it expirationDate

	Status     []badge.Status // OB 3.0 allows one
	Schema     []badge.Schema
	Refresh    *badge.RefreshService
	TermsOfUse []badge.TermsOfUse

	// RelatedResource gives digests of what the credential links to: the page of its
	// criteria, evidence, pictures, schemas (VCDM 2.0 section 5.3). badge.DigestedResource
	// makes an entry. A verifier that reads a resource, such as a schema, or one with
	// Config.CompareResources, compares it. Of a received one, the entries that have
	// texts in these members.
	RelatedResource []badge.RelatedResource

	Endorsement    []json.RawMessage // secured EndorsementCredentials, byte for byte
	EndorsementJWT []string

	doc    *received // nil for one that was built
	issued time.Time // the issuer's clock, for the proof
}

// Lookup returns the member of a received credential that the JSON Pointer
// (RFC 6901) names, byte for byte as it was received, extensions included. It
// finds nothing in a Credential that was built rather than received, and in one
// that a proof inside it secures not the proofs.
//
// Under a proof of the graph, a list of one and its element are the same; a member
// that the document says of a node is found in every object of that node, and one of
// which it says different things in none. What the graph does not tell apart is not
// signed: the order of lists, the spelling of values, digits of a fraction beyond
// the sixteenth, and in which of its objects a node has its members; an object or a
// list as a whole is found as it stands.
func (c *Credential) Lookup(pointer string) (v json.RawMessage, ok bool) {
	if c.doc == nil {
		return nil, false
	}
	found, ok := c.doc.lookup(pointer)
	if !ok {
		return nil, false
	}
	return slices.Clone(found.Raw()), true
}

// received is the document that a view was filled from.
type received struct {
	doc      strictjson.Value
	embedded bool      // its proofs are inside it, and secure all but themselves
	graph    bool      // they secure what it means
	nodes    *ld.Union // nil: each object is what it says
}

func (r *received) lookup(pointer string) (strictjson.Value, bool) {
	if r.embedded {
		if first, _, _ := strings.Cut(strings.TrimPrefix(pointer, "/"), "/"); first == "proof" || pointer == "" {
			return strictjson.Value{}, false
		}
	}
	switch {
	case !r.graph:
		return r.doc.Lookup(pointer)
	case r.nodes == nil:
		return strictjson.LookupGraph(r.doc, pointer, nil)
	}
	return strictjson.LookupGraph(r.doc, pointer, r.nodes)
}

// MarshalJSON writes the credential in the canonical form of OB 3.0, with
// arrays where the specification has arrays, the contexts and types in order,
// and no claims or proof. It writes the fields, not the document that a view
// was read from: what it writes is not what was signed.
func (c Credential) MarshalJSON() ([]byte, error) { return encode(c.document()) }

// UnmarshalJSON refuses: whatever it read would look like a badge, with nobody
// having signed it. [Parse] reads secured bytes, [Secured.Unverified] shows what
// they claim, and package verify says whether that is authentic.
func (c *Credential) UnmarshalJSON([]byte) error {
	return errors.New("credential: a Credential is not read from JSON; read the secured badge with Parse, and what it claims with Unverified")
}

// Validate reports, as joined *Problems, everything for which an Issuer would
// refuse to sign the credential as a token, save what only its key and its clock
// show. What Issue fills in (ID, Name, Issuer, ValidFrom) may be missing. An Issuer
// with a Suite may refuse more: a proof over the graph signs nothing that RDF would
// lose, such as endorsementJwt, which the published context does not define.
func (c *Credential) Validate() error {
	draft := *c
	draft.complete(badge.Profile{ID: "urn:uuid:00000000-0000-4000-8000-000000000000", Name: "Issuer"},
		time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), "urn:uuid:00000000-0000-4000-8000-000000000001")
	if c.ValidFrom.IsZero() && !c.ValidUntil.IsZero() && c.ValidUntil.Before(draft.ValidFrom) {
		draft.ValidFrom = c.ValidUntil
	}
	data, err := encode(draft.document())
	if err != nil {
		return err
	}
	found := refusals(data, false, nil, time.Time{})
	if c.ID == "" || c.Issuer.ID == "" { // an endorsement may be about what is to come
		found = slices.DeleteFunc(found, func(p Problem) bool { return p.Code == EndorsementAstray })
	}
	return joined(found)
}

// Notes returns what an issuer should know about the credential and what does
// not keep it from being issued: personal data that it carries, a recipient
// whose hash can be guessed, texts that look like other texts.
func (c *Credential) Notes() []Problem {
	data, err := encode(c.document())
	if err != nil {
		return nil // Validate says why
	}
	var notes []Problem
	for _, p := range remarks(data, false, nil, time.Time{}) {
		if p.Severity == Note {
			notes = append(notes, p)
		}
	}
	return notes
}

// complete fills in what an issuer leaves to its defaults.
func (c *Credential) complete(issuer badge.Profile, now time.Time, id string) {
	if c.ID == "" {
		c.ID = id
	}
	if c.Name == "" {
		c.Name = c.Subject.Achievement.Name
	}
	if c.Issuer.ID == "" && c.Issuer.Name == "" {
		c.Issuer = issuer
	}
	if c.ValidFrom.IsZero() {
		c.ValidFrom = now
	}
}

// joined returns the problems as one error, nil if there are none.
func joined(found []Problem) error {
	errs := make([]error, len(found))
	for i := range found {
		errs[i] = &found[i]
	}
	return errors.Join(errs...)
}

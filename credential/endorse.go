package credential

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/shape"
)

// An Endorsement is what somebody says in favour of a credential, an achievement or a
// profile: an EndorsementCredential of OB 3.0 appendix B, not yet secured.
type Endorsement struct {
	ID          string   // absolute URL; default a new urn:uuid
	Type        []string // besides VerifiableCredential and EndorsementCredential
	Context     []string // besides the contexts of VCDM and of OB 3.0
	Name        string   // required
	Description string
	Issuer      badge.Profile            // the endorser; default Issuer.Profile
	Subject     badge.EndorsementSubject // what is endorsed, by its id, and a comment
	AwardedDate time.Time                // zero: not said
	ValidFrom   time.Time                // default now
	ValidUntil  time.Time                // zero: does not expire

	Status     []badge.Status // OB 3.0 allows one; none beside Issuer.Status
	TermsOfUse []badge.TermsOfUse
}

// endorsementDocument is the JSON form of an Endorsement, with the claims of a token, as
// document is that of a Credential.
type endorsementDocument struct {
	Context     badge.Many[json.RawMessage]  `json:"@context"`
	ID          string                       `json:"id,omitempty"`
	Type        badge.Many[string]           `json:"type"`
	Name        string                       `json:"name,omitempty"`
	Description string                       `json:"description,omitempty"`
	Issuer      badge.Profile                `json:"issuer"`
	AwardedDate string                       `json:"awardedDate,omitempty"`
	ValidFrom   string                       `json:"validFrom,omitempty"`
	ValidUntil  string                       `json:"validUntil,omitempty"`
	Subject     badge.EndorsementSubject     `json:"credentialSubject"`
	Status      oneOrMore[badge.Status]      `json:"credentialStatus,omitempty"`
	TermsOfUse  badge.Many[badge.TermsOfUse] `json:"termsOfUse,omitempty"`

	Iss string `json:"iss,omitempty"`
	Sub string `json:"sub,omitempty"`
	Nbf *int64 `json:"nbf,omitempty"`
	Jti string `json:"jti,omitempty"`
	Exp *int64 `json:"exp,omitempty"`
}

// Endorse secures an endorsement as Issue does a badge: it completes e (ID, Issuer,
// ValidFrom), judges it by the rules of its class, signs it once, by the Suite or as a
// token, and verifies its own product before it returns it.
//
// Whoever is endorsed puts it into a badge before that is signed: the Bytes of one with
// a proof inside into Endorsement, and those of a token as a string into EndorsementJWT,
// of the Credential, the badge.Achievement or the badge.Profile.
//
// With Status, a place is reserved by the id of the endorsement, by which it can then be
// revoked, as Issue reserves one: e has no entry of its own. To repeat it, set ID and
// ValidFrom.
//
// By choosing the form the endorser says in which badges it can stand. One under a suite
// over the graph (EdDSARDFC2022, ECDSARDFC2019) can stand in any. A token cannot stand in
// a badge under such a suite, because the published context does not define
// endorsementJwt; nor can one under a jcs suite, because no graph has such a proof: both
// are for badges that are tokens, or under a jcs suite. Where the badge is not known the
// suite over the graph is the choice.
//
// The error holds *Problems, as that of Issue.
func (is *Issuer) Endorse(ctx context.Context, e Endorsement) (*Secured, error) {
	if err := is.canSecure(); err != nil {
		return nil, err
	}
	m, err := is.method(AssertionMethod)
	if err != nil {
		return nil, err
	}
	// A badge about nothing has the members that both have.
	c := Credential{ID: e.ID, Name: e.Name, Issuer: e.Issuer, ValidFrom: e.ValidFrom, ValidUntil: e.ValidUntil,
		Context: slices.Clone(e.Context), Status: e.Status, Subject: badge.Subject{ID: e.Subject.ID}}
	if err := is.complete(&c, m); err != nil {
		return nil, err
	}
	if err := is.entryless(&c); err != nil {
		return nil, err
	}
	if row := suites[is.Suite]; row.context != "" && !slices.Contains(c.Context, row.context) {
		c.Context = append(c.Context, row.context)
	}
	payload, err := is.endorsement(&e, &c)
	if err != nil {
		return nil, err
	}
	if is.Status != nil {
		if err := is.rehearse(ctx, payload, m, &c); err != nil {
			return nil, err
		}
		if err := is.reserved(ctx, &c); err != nil {
			return nil, err
		}
		if payload, err = is.endorsement(&e, &c); err != nil {
			return nil, NewProblem(IssueStatus, "/credentialStatus", err, "with the entry that the allocator gave: %v", err)
		}
	}
	return is.secured(ctx, payload, m, c.issued)
}

// endorsement writes e, completed as c, as the document that is to be signed, if it may be.
func (is *Issuer) endorsement(e *Endorsement, c *Credential) ([]byte, error) {
	claims := is.Suite == "" && is.Form == OpenBadges
	common := c.document()
	d := endorsementDocument{
		Context: common.Context, ID: c.ID, Name: c.Name, Description: e.Description, Issuer: c.Issuer,
		Type:        append(badge.Many[string]{typeVC, typeEC}, e.Type...),
		AwardedDate: timestamp(e.AwardedDate), ValidFrom: common.ValidFrom, ValidUntil: common.ValidUntil,
		Subject: e.Subject, Status: c.Status, TermsOfUse: e.TermsOfUse,
	}
	if err := writable(reflect.ValueOf(d), "", 0); err != nil {
		return nil, err
	}
	if err := writable(reflect.ValueOf(c.Context), "/@context", 0); err != nil { // d has it quoted
		return nil, err
	}
	if claims {
		common.addClaims(c)
		d.Iss, d.Sub, d.Nbf, d.Jti, d.Exp = common.Iss, common.Sub, common.Nbf, common.Jti, common.Exp
	}
	payload, err := encode(d)
	if err != nil {
		return nil, NewProblem(JSONSyntax, "", err, "the endorsement cannot be written as JSON: %v", err)
	}
	draft, err := draftOf(payload, claims)
	if err != nil {
		return nil, problem(err, JSONSyntax)
	}
	if draft.kind != KindEndorsement {
		return nil, NewProblem(SchemaInvalid, "/type", nil, "by its types the document would be of the kind %s, and no endorsement", draft.kind)
	}
	found := append(draft.ConformCredential(Transform{Contexts: is.Contexts, draft: true}), problems(shape.IssueRules(draft.doc))...)
	found = append(found, draft.unaskable()...)
	found = append(found, draft.unendorsed(is.Contexts, c.issued)...)
	return payload, joined(refusing(found))
}

// unendorsed says which of the endorsements that the document carries would be refused,
// or could not be judged, where it is verified: whoever signs the document signs that,
// too. Whether an endorser signed what he is said to have, and has not revoked, only a
// verifier can find out. A zero at asks for no end.
func (s *Secured) unendorsed(cs *Contexts, at time.Time) []Problem {
	left := limits.Endorsements
	return s.unendorsedWithin(cs, at, 0, &left)
}

func (s *Secured) unendorsedWithin(cs *Contexts, at time.Time, depth int, left *int) (refused []Problem) {
	if s.kind != KindOB30 && s.kind != KindEndorsement {
		return nil
	}
	found, more := s.Endorsements()
	for i, carried := range found {
		if depth == limits.EndorsementDepth || *left == 0 {
			more += len(found) - i
			break
		}
		*left--
		inner, err := s.endorsing(carried, cs, at)
		if err != nil {
			refused = append(refused, *problem(err, EndorsementInvalid))
			continue
		}
		for _, p := range inner.unendorsedWithin(cs, at, depth+1, left) {
			p.Pointer = carried.place(p.Pointer)
			refused = append(refused, p)
		}
	}
	if more > 0 {
		refused = append(refused, *NewProblem(EndorsementLimit, "", nil, "too many endorsements by %d, which would not be judged: %d of one badge are, and %d deep inside one another",
			more, limits.Endorsements, limits.EndorsementDepth))
	}
	return refused
}

// place is the place in the document of what stands at pointer in the endorsement.
func (c Carried) place(pointer string) string {
	if c.Token {
		return c.Pointer // a pointer into a token is none into the document
	}
	return c.Pointer + pointer
}

// endorsing reads an endorsement that the document carries, and says why it could be none.
func (s *Secured) endorsing(carried Carried, cs *Contexts, at time.Time) (*Secured, error) {
	invalid := func(cause error, format string, args ...any) (*Secured, error) {
		return nil, NewProblem(EndorsementInvalid, carried.Pointer, cause, format, args...)
	}
	e, err := Parse(carried.Data)
	if err != nil {
		return invalid(err, "the endorsement cannot be read: %v", err)
	}
	proofs, err := e.Proofs()
	if err != nil {
		return invalid(err, "nobody has signed the endorsement: %v", err)
	}
	if e.kind != KindEndorsement {
		return invalid(nil, "an EndorsementCredential is needed; found a document of the kind %s", e.kind)
	}
	t := Transform{Contexts: cs, draft: true}
	for _, p := range proofs {
		t.exact = t.exact || p.place < 0 || suites[p.Suite()].jcs
	}
	for _, p := range e.ConformCredential(t) {
		if p.Severity == Violation {
			return invalid(&p, "the endorsement does not conform: %v", &p)
		}
	}
	end := e.dateNames()[1]
	if until, err := e.parseTime(e.doc.Get(end).Text()); err == nil && !at.IsZero() && until.Before(at) {
		return invalid(TimeExpired, "the endorsement ended on %s; now it is %s", until.UTC().Format(time.RFC3339), at.UTC().Format(time.RFC3339))
	}
	switch until, _, ok := e.Expiry(); { // the end of the token, or of its signature
	case e.BadExpiry():
		return invalid(JWTClaimMismatch, "the endorsement says when it ends by a claim exp that is no time")
	case ok && !at.IsZero() && until.Before(at):
		return invalid(TimeExpired, "the endorsement's token ended on %s; now it is %s", until.UTC().Format(time.RFC3339), at.UTC().Format(time.RFC3339))
	}
	about := e.member("credentialSubject").Text()
	if about == "" {
		about = e.fromClaim("sub")
	}
	if _, ok := s.Endorsable(about, carried.On); !ok {
		return nil, NewProblem(EndorsementAstray, carried.Pointer, nil, "the endorsement is about %s, which is no credential, achievement, profile or subject of this document", limits.Abridge(about))
	}
	return e, nil
}

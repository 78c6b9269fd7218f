package credential

import (
	"bytes"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/shape"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A Carried is one endorsement that a document carries (OB 3.0 appendix B,
// EndorsementCredential), byte for byte as it stands there. Whoever signed the document
// signed it too, and vouches for nothing in it.
type Carried struct {
	Data    []byte // for Parse: an EndorsementCredential with proofs, or a compact JWS
	Pointer string // its place in the document (RFC 6901)
	Token   bool   // it stands in endorsementJwt
	On      string // the place of the object that carries it: the credential, an achievement, a profile
}

// Endorsements returns the endorsements that the document carries, in document order and
// wherever it has the members endorsement and endorsementJwt; not those that stand in
// documents inside it, and so none that an endorsement carries. more says how many there
// are beyond those returned.
func (s *Secured) Endorsements() (found []Carried, more int) {
	if !s.doc.Holds(memberEndorsement, memberEndorsementJWT) {
		return nil, 0 // as of most badges
	}
	eachObject(s.doc, func(v strictjson.Value) bool {
		for name, member := range v.Members() {
			if name != memberEndorsement && name != memberEndorsementJWT {
				continue
			}
			for _, e := range contextEntries(member) { // alone, or in an array
				if e.Kind() == strictjson.Null {
					continue
				}
				if len(found) == limits.Endorsements {
					more++
					continue
				}
				c := Carried{Data: bytes.Clone(e.Raw()), Pointer: e.Pointer(), Token: name == memberEndorsementJWT, On: v.Pointer()}
				if e.Kind() == strictjson.String {
					c.Data = []byte(e.Text())
				}
				found = append(found, c)
			}
		}
		return true
	})
	return found, more
}

// An EntityKind says what can be endorsed (OB 3.0, class EndorsementSubject).
type EntityKind string

const (
	EntityCredential  EntityKind = "credential" // the document itself
	EntityAchievement EntityKind = "achievement"
	EntityProfile     EntityKind = "profile" // of the issuer, or any other Profile in the document
	EntitySubject     EntityKind = "subject" // whom, or for an endorsement what, the document is about
)

// An Entity is something that a document describes and that can be endorsed.
type Entity struct {
	Kind    EntityKind
	ID      string
	Pointer string // its place in the document (RFC 6901)
}

// Endorsable returns the entity of the document that has the given id, and whether there
// is one: the credential, its achievement, a Profile anywhere in it, or its subject. Of
// several of one id it is the one at the place on, and else the first of these. What the
// document only mentions, such as a related achievement, is none of its entities.
func (s *Secured) Endorsable(id, on string) (e Entity, ok bool) {
	if id == "" {
		return e, false
	}
	take := func(kind EntityKind, of, pointer string) {
		if of == id && (!ok || pointer == on) {
			e, ok = Entity{kind, id, pointer}, true
		}
	}
	subject := alone(s.doc.Get("credentialSubject"))
	achievement := alone(subject.Get("achievement"))
	take(EntityCredential, s.ID(), s.doc.Pointer())
	if s.kind == KindOB30 {
		take(EntityAchievement, called(achievement).Text(), achievement.Pointer())
	}
	take(EntityProfile, s.IssuerID(), pointer(s.doc, "issuer"))
	subjectID := subject.Get("id").Text()
	if subjectID == "" {
		subjectID = s.fromClaim("sub")
	}
	take(EntitySubject, subjectID, pointer(s.doc, "credentialSubject"))
	eachObject(s.doc, func(v strictjson.Value) bool {
		if v.Get("id").Is(id) && hasType(v, "Profile") {
			take(EntityProfile, id, v.Pointer())
		}
		return !ok || e.Pointer != on
	})
	return e, ok
}

const (
	memberEndorsement    = "endorsement"
	memberEndorsementJWT = "endorsementJwt"
)

// eachObject shows visit every object of the document that v is, in document order and v
// itself first, as long as it wants more; not those of documents inside it, of proofs,
// of contexts, and of what is a literal to the graph.
func eachObject(v strictjson.Value, visit func(strictjson.Value) bool) bool {
	switch v.Kind() {
	case strictjson.Object:
		if !visit(v) {
			return false
		}
		for name, member := range v.Members() {
			switch name {
			case "@context", "proof", "verifiableCredential", memberEndorsement, memberEndorsementJWT:
				continue
			}
			if !shape.IsLiteral(name) && !eachObject(member, visit) {
				return false
			}
		}
	case strictjson.Array:
		for _, element := range v.Elements() {
			if !eachObject(element, visit) {
				return false
			}
		}
	}
	return true
}

// alone unpacks a set of one.
func alone(v strictjson.Value) strictjson.Value {
	if v.Kind() == strictjson.Array && v.Len() == 1 {
		for _, element := range v.Elements() {
			return element
		}
	}
	return v
}

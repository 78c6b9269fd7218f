// Package shape judges the form of Open Badges 3.0 documents: which members the
// objects of each class have (OB 3.0 appendix B, VCDM 2.0 §4), of which kind and
// how many, and the rules that hold between objects.
//
// It reads the strict tape and nothing else, so that one rule stands once: for a
// badge about to be issued and for bytes that were received. It knows no keys,
// no clock and no network; whether a validity period has begun is not its
// question, whether it runs backwards is.
//
// Classes are tables (class → property → kind and cardinality) in the files
// named after their cluster, and one engine walks them. What no table can say
// stands as a function beside it.
package shape

import "github.com/summitbadges/openbadges/internal/strictjson"

// A Level says what a finding means for a verdict. The zero Level is the
// severest.
type Level uint8

const (
	Error     Level = iota // may change a meaning or hide a member: the document is invalid
	Deviation              // departs from the letter and can do neither: a warning, an error under Strict and at issue
	Note                   // worth telling, never more than a warning
)

func (l Level) String() string {
	switch l {
	case Error:
		return "error"
	case Deviation:
		return "deviation"
	}
	return "note"
}

// A Finding is one thing that Check or IssueRules has to say.
type Finding struct {
	Level   Level
	Code    string // one of the codes of this package
	Pointer string // RFC 6901 from the root of the document; of a missing member, where it should stand
	Message string // what was expected and what was found
}

// Rules says under which circumstances a document is judged.
type Rules struct {
	// Version of the VCDM that the document's first context names: 1 for 1.1,
	// 2 for 2.0. 0 means 2.
	Version int

	// Claims says that the root is at the same time a JWT Claims Set, so that
	// registered claims beside the credential's members are no undefined terms.
	Claims bool

	// Claimed names members that the document may lack, because a claim of the
	// JWT around it carries them (VCDM 1.1 §6.3.1).
	Claimed Claimed

	// Graph says that a proof over the graph secures the document. Then who holds it
	// chooses in which order a set stands, and in which of several objects with one id
	// a member does, and no rule between objects uses either.
	Graph bool

	// Ordered says that the graph keeps the order of allowedValue, which some of the
	// contexts make a list and some a set.
	Ordered bool

	// Nodes reads, under Graph, objects of one id as one. Nil: no two share one.
	Nodes Nodes
}

// Nodes reads objects of one id as one, and knows what each of them says.
type Nodes interface {
	strictjson.Nodes

	// Said are the values that the objects of the node that v is give that member, in
	// the document or in documents inside it that speak of the node.
	Said(v strictjson.Value, name string) []strictjson.Value
}

// Claimed says which members of a credential a JWT claim stands in for.
type Claimed struct {
	ID      bool // jti
	Issuer  bool // iss
	From    bool // nbf, for issuanceDate or validFrom
	Subject bool // sub, for credentialSubject.id
}

// Check judges v as an object of the class with the given name of OB 3.0 or the
// VCDM ("AchievementCredential", "VerifiableCredential", "Profile", …).
//
// It returns nil if there is nothing to say. Errors come first, then the rest,
// each object by object: what its members lack before what lies between them.
// There are never more than limits.Problems findings: if there was more to say,
// the last one says how much, and no Error is left out in favour of a lesser
// finding. A class that does not exist is an Error,
// so that a misspelled name cannot pass anything.
//
// @context is judged only as far as that it is there and is an array or a
// string. Entries of endorsement are counted and not descended into: they are
// documents of their own. Proofs must be objects with a type.
func Check(v strictjson.Value, class string, r Rules) []Finding {
	id, ok := classNamed(class)
	if !ok {
		return []Finding{{Error, SchemaInvalid, "", "there is no class " + quote(class)}}
	}
	w := walker{rules: r, root: id}
	if w.rules.Version != 1 {
		w.rules.Version = 2
	}
	if v.Kind() != strictjson.Object {
		w.found.add(Error, SchemaInvalid, v, "", "an object of class %s is needed; found %s", class, v.Kind())
		return w.found.list()
	}
	w.object(v, id, atRoot)
	return w.found.list()
}

// IsMember reports whether the class with the given name has a member of that
// name, in either version of the VCDM.
func IsMember(class, name string) bool {
	id, ok := classNamed(class)
	if !ok {
		return false
	}
	p, _ := id.table().property(name)
	return p != nil
}

// IsKnown reports whether any class has a member of that name.
func IsKnown(name string) bool {
	for id := noClass + 1; id < classCount; id++ {
		if p, _ := id.table().property(name); p != nil {
			return true
		}
	}
	return false
}

// IsLiteral reports whether the contexts of the VCDM and of keys make the member of
// that name a JSON literal, of which a graph keeps every value.
func IsLiteral(name string) bool { return isLiteral(name) }

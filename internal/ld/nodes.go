package ld

import (
	"slices"
	"sync"

	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Nodes are the places of a document that stand for a node with an id: objects, and
// ids alone. Objects of one id, in one graph, are one node, and a holder can move
// members between them under a valid signature: in a badge that carries an
// endorsement of itself, validUntil fits into the endorsement's credentialSubject as
// well. So they are to be read as one: Union reads them so, and says what cannot be
// read so.
//
// Convert fills it, for one goroutine. The zero Nodes is empty; it is valid as long as
// the tape is.
type Nodes struct {
	t      *strictjson.Tape
	root   uint32
	all    []object
	seen   []bool // by IRI node
	shared bool   // two places are one node, maybe in two graphs
	mixed  bool   // see KeepsOrder

	mu    sync.Mutex
	union *Union // once it was asked for
}

// An object is a place that stands for a node.
type object struct {
	node, graph rdfc.Node
	at          uint32
	a           *active
	document    bool // the root, or a document inside it
	embedded    bool // inside a document that stands in the one of its graph
	presented   bool // the same, and that stands in a verifiableCredential
	bare        bool // an id, and nothing said of it
}

func (n *Nodes) reset(t *strictjson.Tape, root uint32) {
	n.root, n.union = root, nil
	n.t, n.all, n.shared, n.mixed = t, n.all[:0], false, false
	clear(n.seen)
}

// expect makes room for about so many places.
func (n *Nodes) expect(places int) {
	n.all = slices.Grow(n.all, places)
}

func (n *Nodes) add(p object) {
	i := int(^p.node)
	for i >= len(n.seen) {
		n.seen = append(n.seen, false)
	}
	n.all = append(n.all, p)
	n.shared = n.shared || n.seen[i]
	n.seen[i] = true
}

// Shared says whether two places stand for one node, so that they are to be read as
// one. It does not matter that one is an id alone: a holder can leave that where the
// object was, and put the object where the id was.
func (n *Nodes) Shared() bool { return n.shared }

// A ConflictKind says what is wrong with two objects of one id.
type ConflictKind uint8

const (
	// Differs: both give the member, and not the same values.
	Differs ConflictKind = iota

	// Misplaced: a document's own member is given by an object that is not the
	// document.
	Misplaced

	// Foreign: a document inside the document gives a member of a node that the
	// document speaks of, and the document itself does not give it.
	Foreign
)

// A Conflict is a member that two objects with one id, in one graph, do not give
// alike.
type Conflict struct {
	Kind    ConflictKind
	Member  string
	Pointer string // of one object; where Foreign, of the place in the document itself
	Other   string // of the other one

	// Usual: documents that nobody has edited have it too, where a Foreign member is one
	// of a node that the document names by its id alone, or one by which a document
	// describes itself. Nothing is lost that the document said, as far as one can see.
	Usual bool

	// Fatal: a verdict reads the member. Otherwise it describes, and no value of it
	// is to be shown as a fact.
	Fatal bool
}

// descriptive are the members that describe something to people. No verdict reads
// them, and honest badges say them differently of one id: an endorser under the
// issuer's id with another name, two comments on one achievement.
var descriptive = map[string]bool{
	"name": true, "description": true, "image": true, "caption": true, "url": true, "tag": true, comment: true,
	"email": true, "phone": true, "official": true, "address": true, "parentOrg": true, "otherIdentifier": true,
	"familyName": true, "givenName": true, "additionalName": true, "patronymicName": true, "honorificPrefix": true,
	"honorificSuffix": true, "familyNamePrefix": true,
	"humanCode": true, "fieldOfStudy": true, "specialization": true, "inLanguage": true, "version": true,
	"creator": true, "alignment": true, "related": true, "endorsement": true, "endorsementJwt": true,
}

// comment is what an endorsement is there to say of a node: it changes nothing of it.
const comment = "endorsementComment"

// ofDocument are the members that a document says of itself, and its subject of
// the learner: elsewhere under a document's id they would be out of sight.
var ofDocument = map[string]bool{
	"issuer": true, "validFrom": true, "validUntil": true, "issuanceDate": true, "expirationDate": true, "issued": true, "awardedDate": true,
	"credentialStatus": true, "credentialSchema": true, "refreshService": true, "termsOfUse": true, "evidence": true,
	"credentialSubject": true, "identifier": true, "achievement": true, "result": true,
	"proof": true, "holder": true, "verifiableCredential": true, "relatedResource": true, "confidenceMethod": true,
	"encodedList": true, "statusPurpose": true, "ttl": true,
}

// classes are the types that an object has for where it stands, so that a document
// inside another may give them to a node of the other and says nothing new.
var classes = map[string]bool{
	endorsementSubject: true, "Achievement": true, "AchievementSubject": true, "Alignment": true, "Evidence": true,
	"Image": true, "Profile": true, "Related": true,
}

// endorsementSubject is the class of whatever an endorsement is about.
const endorsementSubject = "EndorsementSubject"

package shape

import (
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A walker judges one document. It goes once through every object, in document
// order, and holds nothing but what it found.
type walker struct {
	rules        Rules
	root         classID
	endorsements int             // in the whole document
	endorsed     map[string]bool // the ids of these
	judged       map[judged]bool
	members      map[judgedMember]bool
	depth        int // of nodes that are said elsewhere, one inside the other
	found        findings
}

// A judged node is one to which a rule has been put.
type judged struct {
	node  int
	as    classID
	whole bool // its members have been, wherever they stand
}

// A judgedMember is one that has been held against a row: a node has its members in
// whichever of its objects the holder has put them, and each is told of once.
type judgedMember struct {
	member strictjson.Value
	row    *property
	at     role
}

// get is the member of that name of the node that v is.
func (w *walker) get(v strictjson.Value, name string) strictjson.Value {
	if w.rules.Nodes == nil {
		return v.Get(name)
	}
	return w.rules.Nodes.Get(v, name)
}

// again reports whether the rules of a class have been put to v before, in another
// object of the same id: what is to be said of a node is said once.
func (w *walker) again(v strictjson.Value, as classID) bool {
	if w.rules.Nodes == nil {
		return false
	}
	n := judged{node: w.rules.Nodes.Node(v), as: as}
	if n.node == 0 || w.judged[n] {
		return n.node != 0
	}
	w.mark(n)
	return false
}

func (w *walker) mark(n judged) {
	if w.judged == nil {
		w.judged = map[judged]bool{}
	}
	w.judged[n] = true
}

// A role says in which place of its parent an object stands.
type role uint8

const (
	atRoot      role = 1 << iota // the object that Check was given
	atReference                  // its id is one that a verdict reads
	atPicture                    // it must be PNG or SVG
)

func (w *walker) object(v strictjson.Value, id classID, at role) {
	c := id.table()
	var seen uint64 // by row; the reader has refused duplicates
	for name, m := range v.Members() {
		p, row := c.property(name)
		if p == nil {
			w.stranger(c, m, name, at)
			continue
		}
		seen |= 1 << row
		if p.kind == isOpaque && p.version != w.rules.Version { // the context of the other version defines it, and says no more
			w.stranger(c, m, name, at)
			continue
		}
		if w.told(m, p, at) {
			continue
		}
		if p.version != 0 && p.version != w.rules.Version {
			w.found.add(Error, SchemaInvalid, m, "",
				"%s belongs to VCDM %s, but the first context is that of VCDM %s",
				name, versionName(p.version), versionName(w.rules.Version))
			continue
		}
		w.member(c, p, m, at)
	}
	for row := range c.properties {
		p := &c.properties[row]
		if seen&(1<<row) != 0 || !p.card.required() || p.version != 0 && p.version != w.rules.Version {
			continue
		}
		if w.claimed(p.name, id, at) {
			continue
		}
		w.found.add(Error, SchemaInvalid, v, p.name, "%s is missing: %s needs %s", p.name, c.called(), p.wants())
	}
	w.elsewhere(v, id, at)
	w.between(v, id, at)
}

// told reports whether m has been held against p before, as that of another object of
// the same node.
func (w *walker) told(m strictjson.Value, p *property, at role) bool {
	if w.rules.Nodes == nil {
		return false
	}
	k := judgedMember{m, p, at}
	if w.members[k] {
		return true
	}
	if w.members == nil {
		w.members = map[judgedMember]bool{}
	}
	w.members[k] = true
	return false
}

// elsewhere judges, as members of the class, those that other objects of the node that
// v is have: they are read as v's. A holder can put them where no class is asked for
// them, such as into an entry of relatedResource, or out of sight into an endorsement.
func (w *walker) elsewhere(v strictjson.Value, id classID, at role) {
	if w.rules.Nodes == nil || !w.first(v, id) {
		return
	}
	if w.depth++; w.depth > limits.Depth {
		w.found.add(Error, SchemaInvalid, v, "", "objects that name each other are read %d deep; found more", limits.Depth)
		w.depth--
		return
	}
	c := id.table()
	for row := range c.properties {
		p := &c.properties[row]
		if p.kind == isTypes || p.name == "id" || p.version != 0 && p.version != w.rules.Version {
			continue
		}
		for _, m := range w.rules.Nodes.Said(v, p.name) {
			if !w.told(m, p, at) {
				w.member(c, p, m, at)
			}
		}
	}
	w.depth--
}

// first reports whether the node that v is has not been judged as of that class.
func (w *walker) first(v strictjson.Value, id classID) bool {
	n := judged{node: w.rules.Nodes.Node(v), as: id, whole: true}
	if n.node == 0 || w.judged[n] {
		return false
	}
	w.mark(n)
	return true
}

func versionName(version int) string {
	if version == 1 {
		return "1.1"
	}
	return "2.0"
}

// claimed reports whether a JWT claim stands in for a member that is missing.
func (w *walker) claimed(name string, id classID, at role) bool {
	if at&atRoot == 0 {
		return name == "id" && w.rules.Claimed.Subject && id == classEndorsementSubject
	}
	switch name {
	case "id":
		return w.rules.Claimed.ID
	case "issuer":
		return w.rules.Claimed.Issuer
	case "issuanceDate", "validFrom":
		return w.rules.Claimed.From
	}
	return false
}

// stranger judges a member that the table of the class does not have.
func (w *walker) stranger(c *class, m strictjson.Value, name string, at role) {
	switch {
	case at&atRoot != 0 && w.rules.Claims && IsClaim(name):
	case name == "@context":
		if at&atRoot == 0 && !c.open {
			w.found.add(Deviation, SchemaInvalid, m, "", "@context stands at the root of a credential only")
		}
	case c.open:
		w.vacant(m, name)
	case c.closed:
		w.undefined(c, m, name)
	default:
		if p, _ := shared.property(name); p != nil {
			w.member(c, p, m, 0)
			return
		}
		w.undefined(c, m, name)
	}
}

func (w *walker) undefined(c *class, m strictjson.Value, name string) {
	if len(name) > 0 && name[0] == '@' {
		w.found.add(Deviation, TermUndefined, m, "", "%s is a JSON-LD keyword, and Open Badges 3.0 have no use for it here", quote(name))
		return
	}
	w.found.add(Deviation, TermUndefined, m, "", "%s is no member of %s; names are compared exactly", quote(name), c.called())
}

// IsClaim reports whether name is a registered claim that a JWT of a credential
// carries (RFC 7519 §4.1, RFC 7800, OpenID Connect nonce).
func IsClaim(name string) bool {
	switch name {
	case "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "nonce":
		return true
	}
	return false
}

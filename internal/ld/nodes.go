package ld

import (
	"cmp"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/rdfc"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// Nodes are the objects of a document that share an id. In one graph they are one
// node, and a holder can move members between them under a valid signature: in a
// badge that carries an endorsement of itself, validUntil fits into the
// endorsement's credentialSubject as well. So they are to be read as one: Union
// reads them so, and Conflicts is what cannot be read so.
//
// Convert fills it. The zero Nodes is empty; it is valid as long as the tape is,
// and for one goroutine.
type Nodes struct {
	t      *strictjson.Tape
	all    []object
	first  []uint32 // by IRI node: 1 + the index in all of the first object
	shared bool     // two objects have one id, maybe in two graphs
	mixed  bool     // see KeepsOrder
}

// An object is an object that says something about the node with its id.
type object struct {
	node, graph rdfc.Node
	at          uint32
	a           *active
	document    bool // the root, or a document inside it
}

func (n *Nodes) reset(t *strictjson.Tape) {
	n.t, n.all, n.shared, n.mixed = t, n.all[:0], false, false
	clear(n.first)
}

func (n *Nodes) add(p object) {
	i := int(^p.node)
	for i >= len(n.first) {
		n.first = append(n.first, 0)
	}
	n.all = append(n.all, p)
	if n.first[i] == 0 {
		n.first[i] = uint32(len(n.all))
	} else {
		n.shared = true
	}
}

func says(v strictjson.Value) bool {
	return v.Exists() && v.Kind() != strictjson.Null && (v.Kind() != strictjson.Array || v.Len() > 0)
}

// A ConflictKind says what is wrong with two objects of one id.
type ConflictKind uint8

const (
	// Differs: both give the member, and not the same values.
	Differs ConflictKind = iota

	// Misplaced: a document's own member is given by an object that is not the
	// document.
	Misplaced

	// Missing: the first could give the member, and only the second does. Who
	// reads the node through its Union finds it; who reads the first object alone
	// does not.
	Missing
)

// A Conflict is a member that two objects with one id, in one graph, do not give
// alike.
type Conflict struct {
	Kind    ConflictKind
	Member  string
	Pointer string // of one object
	Other   string // of the other one

	// Fatal: a verdict reads the member. Otherwise it describes, and neither value
	// is to be shown as a fact.
	Fatal bool
}

// descriptive are the members that describe something to people. No verdict reads
// them, and honest badges say them differently of one id: an endorser under the
// issuer's id with another name, two comments on one achievement.
var descriptive = map[string]bool{
	"name": true, "description": true, "image": true, "caption": true, "url": true, "tag": true, "endorsementComment": true,
	"email": true, "phone": true, "official": true, "address": true, "parentOrg": true, "otherIdentifier": true,
	"familyName": true, "givenName": true, "additionalName": true, "patronymicName": true, "honorificPrefix": true,
	"honorificSuffix": true, "familyNamePrefix": true,
	"humanCode": true, "fieldOfStudy": true, "specialization": true, "inLanguage": true, "version": true,
	"creator": true, "alignment": true, "related": true, "endorsement": true, "endorsementJwt": true,
}

// ofDocument are the members that a document says of itself, and its subject of
// the learner: elsewhere under a document's id they would be out of sight.
var ofDocument = map[string]bool{
	"issuer": true, "validFrom": true, "validUntil": true, "issuanceDate": true, "expirationDate": true, "issued": true, "awardedDate": true,
	"credentialStatus": true, "credentialSchema": true, "refreshService": true, "termsOfUse": true, "evidence": true,
	"credentialSubject": true, "identifier": true, "achievement": true, "result": true,
	"proof": true, "holder": true, "verifiableCredential": true, "relatedResource": true, "confidenceMethod": true,
	"encodedList": true, "statusPurpose": true, "ttl": true,
}

// Conflicts is what cannot be read as one. Of conflicts that are fatal, and of
// others, it names as many as a report lists.
//
// A member is given alike if it has the same values, whatever their order, if it
// is no ordered list; a node has the same value as its id alone, because what else
// is said of that node is compared where that node is.
func (n *Nodes) Conflicts() []Conflict {
	if !n.shared {
		return nil
	}
	all := slices.Clone(n.all)
	slices.SortStableFunc(all, func(p, q object) int {
		return cmp.Or(cmp.Compare(q.node, p.node), cmp.Compare(p.graph, q.graph))
	})
	var c conflicts
	for len(all) > 0 {
		k := 1
		for k < len(all) && all[k].node == all[0].node && all[k].graph == all[0].graph {
			k++
		}
		if k > 1 {
			c.node(n.t, all[:k])
		}
		all = all[k:]
	}
	return append(c.fatal, c.others...)
}

// conflicts collects. What it does for one node grows with the members of the
// node's objects, and not with their square: each member is compared with the
// first object that gives it, and its absence is looked for once.
type conflicts struct {
	t             *strictjson.Tape
	fatal, others []Conflict
}

func (c *conflicts) add(kind ConflictKind, member string, p, q object, fatal bool) {
	list := &c.others
	if fatal {
		list = &c.fatal
	}
	if len(*list) < limits.Problems {
		*list = append(*list, Conflict{kind, member, c.t.At(p.at).Pointer(), c.t.At(q.at).Pointer(), fatal})
	}
}

// A given is a member that some object of a node gives, and the first that does.
type given struct {
	name  string
	id    nameID
	by    object
	value strictjson.Value
}

func (c *conflicts) node(t *strictjson.Tape, objects []object) {
	c.t = t
	var order []given
	index := map[string]int{}
	for _, q := range objects {
		for name, v := range t.At(q.at).Members() {
			if !says(v) || name == "id" || name == "type" || name == "@context" {
				continue
			}
			i, ok := index[name]
			if !ok {
				index[name] = len(order)
				order = append(order, given{name, q.a.list.names.id([]byte(name)), q, v})
			} else if first := order[i]; !q.sameValues(name, first.value, v) {
				c.add(Differs, name, first.by, q, !descriptive[name])
			}
		}
	}
	if i := slices.IndexFunc(objects, func(p object) bool { return p.document }); i >= 0 {
		c.types(objects[i], objects)
	}
	for _, p := range objects {
		if !p.document && len(c.others) >= limits.Problems {
			continue
		}
		has := map[string]bool{}
		for name, v := range t.At(p.at).Members() {
			has[name] = says(v)
		}
		for _, g := range order {
			switch {
			case has[g.name] || descriptive[g.name]:
			case p.document && ofDocument[g.name]:
				c.add(Misplaced, g.name, p, g.by, true)
			case p.defines(g.id):
				c.add(Missing, g.name, p, g.by, false)
			}
		}
	}
}

// types refuses that another object says what kind of document a document is.
func (c *conflicts) types(p object, objects []object) {
	for _, q := range objects {
		if !q.document && namesDocument(c.t.At(q.at).Get("type"), c.t.At(p.at).Get("type")) {
			c.add(Misplaced, "type", p, q, true)
		}
	}
}

// namesDocument says whether types name a kind of document that the document's
// own types do not.
func namesDocument(types, own strictjson.Value) bool {
	has := values(nil, own)
	for _, t := range values(nil, types) {
		if (strings.HasSuffix(t, "Credential") || strings.HasSuffix(t, "Presentation")) && !slices.Contains(has, t) {
			return true
		}
	}
	return false
}

// defines says whether a name has a meaning as a member of p.
func (p object) defines(id nameID) bool {
	t := p.a.terms[id]
	return t != nil && t.use&asMember != 0
}

func (p object) sameValues(name string, v, w strictjson.Value) bool {
	id := p.a.list.names.id([]byte(name))
	if t := p.a.terms[id]; t != nil && (t.list || t.coercion == toJSON) {
		return v.Equal(w)
	}
	x, y := values(nil, v), values(nil, w)
	slices.SortFunc(x, cmp.Compare)
	slices.SortFunc(y, cmp.Compare)
	return slices.Equal(slices.Compact(x), slices.Compact(y))
}

// values are the values of a member, each as text that is equal for equal ones.
func values(all []string, v strictjson.Value) []string {
	switch v.Kind() {
	case strictjson.Invalid, strictjson.Null:
		return all
	case strictjson.Array:
		for _, e := range v.Elements() {
			all = values(all, e)
		}
		return all
	case strictjson.String:
		return append(all, v.Text())
	case strictjson.Object:
		if id := v.Get("id"); id.Kind() == strictjson.String {
			return append(all, id.Text())
		}
	}
	text, err := strictjson.AppendJCS(nil, v)
	if err != nil {
		text = v.Raw()
	}
	return append(all, "="+string(text))
}

package ld

import "github.com/summitbadges/openbadges/internal/strictjson"

// An owner is what the document itself says of a node, and so what a document inside it
// may not say instead.
type owner struct {
	object            // the first that speaks of the node
	none         bool // no object does: nothing is read of the node
	isDocument   bool // one of them is the document
	issuer       bool // one of them is its issuer
	bare         bool // all of them are ids alone, and no subject, or entries of relatedResource
	silent       bool // all of them are entries of relatedResource: nothing is shown of it
	presentsOnly bool // the document is no badge, and its view has no more than what any credential has
}

// ownerOf is that of a node whose objects are these.
func (c *conflicts) ownerOf(objects []object) owner {
	o := owner{none: true, bare: true, silent: true, presentsOnly: !c.badge}
	for _, p := range objects {
		if p.embedded {
			continue
		}
		if o.none {
			o.none, o.object = false, p
		}
		silent := !p.bare && isResource(c.t.At(p.at))
		o.isDocument = o.isDocument || p.document
		o.issuer = o.issuer || p.at == c.issuer && c.issuer != 0
		o.bare = o.bare && (p.bare || silent) && !c.subject[p.at]
		o.silent = o.silent && silent
	}
	return o
}

// isResource reports whether v says of a node no more than an entry of relatedResource
// does (VCDM 2.0, section 5.3): what bytes it has. No class of a view is that.
func isResource(v strictjson.Value) bool {
	for name := range v.Members() {
		switch name {
		case "id", "digestSRI", "digestMultibase", "mediaType":
		default:
			return false
		}
	}
	return true
}

// minds reports whether it matters that q, of a document inside the document, speaks of
// the node.
func (o owner) minds(q object) bool {
	return !o.silent && (!o.presentsOnly || !q.presented || o.isDocument || o.issuer)
}

// reads reports whether anybody reads that member where q gives it. Of a record with the
// credentials of a learner only what any credential has is read: what the record is,
// and who issued it; these credentials are nobody's endorsements.
func (o owner) reads(q object, name string) bool {
	switch {
	case !o.presentsOnly || !q.presented:
		return true
	case o.isDocument:
		return ofDocument[name] || name == "type"
	}
	return o.issuer && name == "name"
}

// usual reports whether documents that nobody has edited have a document inside that
// speaks of a node so. An id alone owns nothing, and a document says what it is.
func (o owner) usual(q object, descriptive bool) bool {
	return o.bare || !o.isDocument && q.document && descriptive || o.presentsOnly && q.presented && !o.isDocument
}

package doctor

import (
	"strings"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

func badgeType(p *patient, n *notes) {
	if t := p.doc.Get("type"); !holds(t, "OpenBadgeCredential") {
		n.value(t)
	}
}

func blank(v strictjson.Value) bool { return strings.TrimSpace(v.Text()) == "" }

func noName(p *patient, n *notes) {
	if blank(p.doc.Get("name")) {
		n.member(p.doc, "name")
	}
}

func noCriteria(p *patient, n *notes) {
	p.each(func(v strictjson.Value, name string) {
		if name == "criteria" && v.Kind() == strictjson.Object && blank(v.Get("id")) && blank(v.Get("narrative")) {
			n.value(v)
		}
	})
}

func issuerText(p *patient, n *notes) {
	if p.doc.Get("issuer").Kind() == strictjson.String {
		n.member(p.doc, "issuer")
	}
}

func issuerType(p *patient, n *notes) {
	if v := p.doc.Get("issuer"); v.Kind() == strictjson.Object && !holds(v.Get("type"), "Profile") {
		n.member(v, "type")
	}
}

func issuerName(p *patient, n *notes) {
	if v := p.doc.Get("issuer"); v.Kind() == strictjson.Object && blank(v.Get("name")) {
		n.member(v, "name")
	}
}

// identifiers are those of the subject, which may be alone.
func (p *patient) identifiers() []strictjson.Value {
	return several(p.doc.Get("credentialSubject").Get("identifier"))
}

func hashed(v strictjson.Value) bool {
	return v.Get("hashed").Kind() == strictjson.True
}

func recipientHashed(p *patient, n *notes) {
	all := p.identifiers()
	for _, v := range all {
		if !hashed(v) {
			return
		}
	}
	if len(all) > 0 {
		n.member(p.doc.Get("credentialSubject"), "identifier")
	}
}

func recipientName(p *patient, n *notes) {
	for _, v := range p.identifiers() {
		if !hashed(v) && v.Get("identityType").Is("name") {
			n.value(v)
		}
	}
}

func statusUnread(p *patient, n *notes) {
	for _, v := range several(p.doc.Get("credentialStatus")) {
		for _, kind := range []string{"1EdTechRevocationList", "StatusList2021Entry"} {
			if holds(v.Get("type"), kind) {
				n.member(v, "type")
			}
		}
	}
}

func statusList(p *patient, n *notes) {
	if v := p.doc.Get("credentialStatus"); v.Kind() == strictjson.Array {
		n.value(v)
	}
}

func statusID(p *patient, n *notes) {
	for _, v := range several(p.doc.Get("credentialStatus")) {
		if v.Kind() == strictjson.Object && blank(v.Get("id")) {
			n.member(v, "id")
		}
	}
}

func statusPurpose(p *patient, n *notes) {
	for _, v := range several(p.doc.Get("credentialStatus")) {
		if holds(v.Get("type"), "BitstringStatusListEntry") && !v.Get("statusPurpose").Is("revocation") {
			n.member(v, "statusPurpose")
		}
	}
}

func schemaType(p *patient, n *notes) {
	for _, v := range several(p.doc.Get("credentialSchema")) {
		if holds(v.Get("type"), "JsonSchemaValidator2019") {
			n.member(v, "type")
		}
	}
}

package shape

import (
	"bytes"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A credential of any type: what the VCDM itself asks (VCDM 2.0 §4 and §5, VCDM
// 1.1 §4 and §5). Its objects are open, because the contexts that a credential
// names say which members they have.

// verifiableCredential is what the VCDM asks of any credential (VCDM 2.0 §4,
// VCDM 1.1 §4): wider than OB 3.0's class of that name, which profiles it.
var verifiableCredential = class{
	name:  "VerifiableCredential",
	types: [][]string{{"VerifiableCredential"}},
	open:  true,
	properties: []property{
		{name: "@context", kind: isContext, card: one},
		{name: "confidenceMethod", kind: isNode, card: set, class: classTyped},
		{name: "credentialSchema", kind: isNode, card: set, class: classSchemaEntry},
		{name: "credentialStatus", kind: isNode, card: set, class: classStatusEntry, max: limits.Status},
		{name: "credentialSubject", kind: isNode, card: requiredSet, class: classCredentialSubject, flags: reference},
		{name: "description", kind: isLocalized, card: set},
		{name: "evidence", kind: isNode, card: set, class: classTyped},
		{name: "expirationDate", kind: isInstant, version: 1, flags: decisive},
		{name: "id", kind: isID, flags: decisive},
		{name: "issuanceDate", kind: isInstant, card: one, version: 1, flags: decisive},
		{name: "issuer", kind: isIssuer, card: one, class: classIssuer, flags: decisive | reference},
		{name: "name", kind: isLocalized, card: set},
		{name: "proof", kind: isNode, card: set, class: classProof, flags: nonEmpty},
		{name: "refreshService", kind: isNode, card: set, class: classRefreshEntry},
		{name: "relatedResource", kind: isNode, card: set, class: classRelatedResource, version: 2, max: limits.Resources},
		{name: "renderMethod", kind: isNode, card: set, class: classTyped},
		{name: "termsOfUse", kind: isNode, card: set, class: classTermsOfUse},
		{name: "type", kind: isTypes, card: one},
		{name: "validFrom", kind: isInstant, version: 2, flags: decisive},
		{name: "validUntil", kind: isInstant, version: 2, flags: decisive},
	},
}

var credentialSubject = class{
	name: "CredentialSubject",
	noun: "a credentialSubject",
	form: "an object that makes a claim",
	open: true,
	properties: []property{
		{name: "confidenceMethod", kind: isNode, card: set, class: classTyped},
		{name: "id", kind: isLink, flags: decisive | private},
		{name: "type", kind: isTypes},
	},
}

var plainIssuer = class{
	name: "Issuer",
	noun: "the object of an issuer",
	form: "an object with an id",
	open: true,
	properties: []property{
		{name: "description", kind: isLocalized, card: set},
		{name: "id", kind: isLink, card: one, flags: decisive},
		{name: "name", kind: isLocalized, card: set},
		{name: "type", kind: isTypes},
	},
}

// schemaEntry, refreshEntry and statusEntry are the VCDM's own of classes that OB
// 3.0 narrows.
var schemaEntry = class{
	name: "SchemaEntry",
	noun: "an entry of credentialSchema",
	form: "an object with an id and a type",
	open: true,
	properties: []property{
		{name: "id", kind: isLink, card: one, flags: decisive},
		{name: "type", kind: isTypes, card: one},
	},
}

var refreshEntry = class{
	name: "RefreshEntry",
	noun: "an entry of refreshService",
	form: "an object with a type",
	open: true,
	properties: []property{
		{name: "id", kind: isLink, flags: decisive},
		{name: "type", kind: isTypes, card: one},
	},
}

// typed is an object of one of the VCDM's extension points (VCDM 2.0 §4.4).
var typed = class{
	name: "Typed",
	noun: "the object",
	form: "an object with a type",
	open: true,
	properties: []property{
		{name: "id", kind: isLink, flags: decisive},
		{name: "type", kind: isTypes, card: one},
	},
}

// relatedResource is VCDM 2.0 §5.3; see also the rules between entries.
var relatedResource = class{
	name: "RelatedResource",
	noun: "an entry of relatedResource",
	form: "an object with an id and a digest",
	open: true,
	properties: []property{
		{name: "digestMultibase", kind: isText, flags: decisive},
		{name: "digestSRI", kind: isText, flags: decisive},
		{name: "id", kind: isLink, card: one, flags: decisive},
		{name: "mediaType", kind: isText},
	},
}

// general reports whether the document is judged as a credential of any type. OB
// 3.0 profiles the VCDM, and its readers tolerate what real badges do; without a
// profile there is only the letter: a member that is there has a value, and every
// id is an absolute URL.
func (w *walker) general() bool {
	return w.root == classVerifiableCredential || w.root == classVerifiablePresentation
}

// generalType judges a type that is written as a URL. Whether a term is one that
// a context defines is for whoever has the contexts.
func (w *walker) generalType(t strictjson.Value) {
	if name := content(t); bytes.ContainsAny(name, ":/?#") && !judgeURI(name).fine() {
		w.found.add(Error, SchemaInvalid, t, "", "type: a term or an absolute URL is needed; found %s", quote(string(name)))
	}
}

// identified judges what VCDM 1.1 §4.9 and §5.4 ask and VCDM 2.0 does not: an id of
// a status and of a refresh service.
func (w *walker) identified(v strictjson.Value, member string) {
	if w.rules.Version == 1 && !v.Get("id").Exists() {
		w.found.add(Error, SchemaInvalid, v, "id", "id is missing: VCDM 1.1 wants one in %s", member)
	}
}

// scan reads a time of the document's own. VCDM 2.0 §4.9 has who consumes one
// without an offset read it as UTC; the schema of OB 3.0 refuses it.
func (w *walker) scan(s []byte) (time.Time, timeFault) {
	t, fault := scanTime(s)
	if fault == timeNoOffset && w.general() {
		return scanUTC(s)
	}
	return t, fault
}

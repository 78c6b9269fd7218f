package shape

import (
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A presentation of credentials (VCDM 2.0 §4.13, VCDM 1.1 §4.10). The credentials
// in it are documents of their own; here each is an object, or a token, and no
// presentation.

var verifiablePresentation = class{
	name:  "VerifiablePresentation",
	types: [][]string{{"VerifiablePresentation"}},
	open:  true,
	properties: []property{
		{name: "@context", kind: isContext, card: one},
		{name: "holder", kind: isIssuer, class: classHolder, flags: decisive | reference},
		{name: "id", kind: isID, flags: decisive},
		{name: "proof", kind: isNode, card: set, class: classProof, flags: nonEmpty},
		{name: "termsOfUse", kind: isNode, card: set, class: classTermsOfUse},
		{name: "type", kind: isTypes, card: one},
		{name: "verifiableCredential", kind: isPresented, card: set, max: limits.Presented},
	},
}

var holder = class{
	name: "Holder",
	noun: "the object of a holder",
	form: "an object with an id",
	open: true,
	properties: []property{
		{name: "id", kind: isLink, card: one, flags: decisive},
		{name: "type", kind: isTypes},
	},
}

// presented judges the place of a credential in a presentation (VCDM 2.0 §4.13). A
// presentation inside another would have its proof judged by nobody, or its
// challenge by whoever reads deep enough. VCDM 1.1 §6.3.1 has tokens as they are, where
// the text itself is signed; in a graph a text could only be the name of a credential.
func (w *walker) presented(p *property, v strictjson.Value) {
	if v.Kind() == strictjson.String && w.rules.Version == 1 && !w.rules.Graph && isCompactJWS(content(v)) {
		return
	}
	if v.Kind() != strictjson.Object {
		w.wrongKind(p, v)
		return
	}
	for t := range values(v.Get("type")) {
		if t.Is("VerifiablePresentation") || t.Is("EnvelopedVerifiablePresentation") {
			w.found.add(Error, SchemaInvalid, v, "type", "%s: %s is needed; found a presentation", p.name, p.wants())
			return
		}
	}
}

// oneThing judges that a presentation does not say it is a credential, too: who
// signs the one for an occasion vouches for nobody.
func (w *walker) oneThing(v strictjson.Value) {
	for t := range values(v.Get("type")) {
		if t.Is("VerifiableCredential") || t.Is("EnvelopedVerifiableCredential") {
			w.found.add(Error, SchemaInvalid, v, "type", "type: a presentation is no credential; found %s among its types", quote(t.Text()))
		}
	}
}

package shape

import (
	"strings"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

// saltIssued is the randomness, in bits, that a salt needs at issue.
const saltIssued = 128

// IssueRules judges what may be read but is not to be issued: v is a credential
// about to be secured. It says nothing that Check says; who issues needs both,
// and takes a Deviation of Check for an error.
func IssueRules(v strictjson.Value) []Finding {
	w := walker{}
	id := classVerifiableCredential
	for t := range values(v.Get("type")) {
		switch {
		case t.Is("AchievementCredential"), t.Is("OpenBadgeCredential"):
			id = classAchievementCredential
		case t.Is("EndorsementCredential"):
			id = classEndorsementCredential
		}
	}
	w.canonical(v)
	w.issue(v, id, "")
	return w.found.list()
}

// canonical refuses what canonical forms do not keep, or what processors write in
// more than one way: -0, of which every form makes 0, and the noncharacters U+FFFE
// and U+FFFF, which some escape. A signature would hold in one half of the world.
func (w *walker) canonical(v strictjson.Value) {
	switch v.Kind() {
	case strictjson.Number:
		if v.NegativeZero() {
			w.found.add(Error, JSONNumber, v, "", "a number that every canonical form keeps is needed; found -0")
		}
	case strictjson.String:
		if strings.ContainsAny(v.Text(), "\ufffe\uffff") {
			w.found.add(Error, TextSuspicious, v, "", "a text of characters is needed; found U+FFFE or U+FFFF, which are none")
		}
	case strictjson.Object:
		for _, m := range v.Members() {
			w.canonical(m)
		}
	case strictjson.Array:
		for _, e := range v.Elements() {
			w.canonical(e)
		}
	}
}

// issue judges one object, standing in the member of the given name, and those
// in it that the tables know.
func (w *walker) issue(v strictjson.Value, id classID, member string) {
	if v.Kind() != strictjson.Object {
		return
	}
	switch id {
	case classIdentityObject:
		w.issueIdentity(v)
	case classAchievementCredential:
		w.issueSchemas(v.Get("credentialSchema"), "AchievementCredential")
	case classEndorsementCredential:
		w.issueSchemas(v.Get("credentialSchema"), "EndorsementCredential")
	case classAchievement:
		w.issueImage(v.Get("image"))
	case classProfile:
		w.issueProfile(v, member)
	case classAchievementSubject:
		w.issueSubject(v)
	}
	c := id.table()
	for name, m := range v.Members() {
		p, _ := c.property(name)
		if p == nil {
			continue
		}
		switch p.kind {
		case isText, isProse, isLabel:
			if p.card == one && m.Kind() == strictjson.String && isBlank(m) {
				w.found.add(Error, SchemaInvalid, m, "", "%s: a text with something to read in it is needed; found an empty one", name)
			}
		case isNode, isIssuer:
			for o := range values(m) {
				w.issue(o, p.class, name)
			}
		}
	}
}

func (w *walker) issueIdentity(v strictjson.Value) {
	hash, salt := v.Get("identityHash"), v.Get("salt")
	if v.Get("hashed").Kind() != strictjson.True {
		if isPersonal(v.Get("identityType")) {
			w.found.add(Note, PrivacyField, hash, "", "identityHash: whoever is given the badge reads the recipient's identifier in plain text")
		}
		return
	}
	if identityHashForm(content(hash)) == hashMD5 {
		w.found.add(Error, IdentityHashWeak, hash, "", "identityHash: sha256 is needed; found md5, which is not issued")
	}
	if bits := saltBits(content(salt)); bits < saltIssued {
		w.found.add(Error, PrivacyGuessable, v, "salt", "salt: %d random bits are needed; found room for %d", saltIssued, bits)
	} else if isPersonal(v.Get("identityType")) {
		w.found.add(Note, PrivacyGuessable, hash, "", "identityHash: the salt travels with the hash, so whoever is given the badge can try the identifiers of all likely recipients")
	}
}

// isPersonal reports whether an identifier of this type names a person to
// others, or is drawn from a set small enough to try.
func isPersonal(identityType strictjson.Value) bool {
	switch string(content(identityType)) {
	case "name", "emailAddress", "userName", "accountId", "nationalIdentityNumber",
		"sourcedId", "lisSourcedId", "oneRosterSourcedId", "sisSourcedId":
		return true
	}
	return false
}

// issueImage wants words for the picture of an achievement (WCAG 2.2, 1.1.1). A
// caption that is there and empty says that the picture is decoration.
func (w *walker) issueImage(v strictjson.Value) {
	v = sole(v)
	if v.Exists() && v.Kind() != strictjson.Null && v.Get("caption").Kind() != strictjson.String {
		w.found.add(Error, SchemaInvalid, v, "caption", "caption is missing: who does not see the picture of an achievement needs it in words")
	}
}

// issueProfile remarks on what a profile says of a person. Telephone and e-mail
// of an organization are there to be found.
func (w *walker) issueProfile(v strictjson.Value, member string) {
	w.personal(v, "dateOfBirth")
	switch member {
	case "issuer", "creator", "parentOrg":
		return
	}
	w.personal(v, "phone", "email", "address")
}

// issueSubject remarks on what a subject says of the person, in members that
// OB 3.0 does not have but other vocabularies do.
func (w *walker) issueSubject(v strictjson.Value) {
	w.personal(v, "address", "birthDate", "dateOfBirth", "email", "familyName", "givenName", "name", "phone", "telephone")
	id := content(v.Get("id"))
	if n := schemeEnd(id); n > 0 && (equalFold(id[:n], "mailto") || equalFold(id[:n], "tel") || equalFold(id[:n], "acct")) {
		w.found.add(Note, PrivacyField, v, "id", "id: whoever is given the badge reads the recipient's address in it")
	}
}

func (w *walker) personal(v strictjson.Value, members ...string) {
	for _, name := range members {
		if m := v.Get(name); m.Exists() && m.Kind() != strictjson.Null {
			w.found.add(Note, PrivacyField, m, "", "%s: personal data that a badge does not need", name)
		}
	}
}

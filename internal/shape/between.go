package shape

import (
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// between judges the rules between the members of one object, and between
// objects, that no table can say (OB 3.0 appendix B in prose, VCDM 2.0 §4).
func (w *walker) between(v strictjson.Value, id classID, at role) {
	switch id {
	case classAchievementCredential:
		w.period(v)
		w.resources(w.get(v, "relatedResource"))
		w.schemas(w.get(v, "credentialSchema"), "AchievementCredential")
		if w.rules.Version == 1 && !w.get(v, "name").Exists() {
			// Its absence hides nothing, and badges that predate the final text lack it.
			w.found.add(Deviation, SchemaInvalid, v, "name", "name is missing: an AchievementCredential under VCDM 1.1 needs one")
		}
	case classEndorsementCredential:
		w.period(v)
		w.resources(w.get(v, "relatedResource"))
		w.schemas(w.get(v, "credentialSchema"), "EndorsementCredential")
	case classVerifiableCredential:
		w.period(v)
		w.resources(w.get(v, "relatedResource"))
	case classVerifiablePresentation:
		w.oneThing(v)
	case classCredentialSubject:
		if v.Len() == 0 {
			w.found.add(Error, SchemaInvalid, v, "", "credentialSubject: at least one claim is needed; found an empty object")
		} else if claimsNothing(v) {
			w.found.add(Error, SchemaInvalid, v, "", "credentialSubject: at least one claim is needed; found none that has a value")
		}
	case classStatusEntry:
		w.identified(v, "credentialStatus")
		w.listEntry(v)
	case classRefreshEntry:
		w.identified(v, "refreshService")
	case classCredentialStatus:
		if !v.Get("id").Exists() {
			w.found.add(Deviation, SchemaInvalid, v, "id", "id is missing: OB 3.0 wants one in credentialStatus, whatever its type")
		}
		w.listEntry(v)
	case classAchievementSubject:
		w.recipient(v)
		w.results(v)
	case classResultDescription:
		w.requirement(v)
	case classCriteria:
		if isBlank(v.Get("id")) && isBlank(w.get(v, "narrative")) {
			w.found.add(Deviation, SchemaInvalid, v, "", "criteria: an id or a narrative is needed; found neither")
		}
	case classIdentityObject:
		if !w.again(v, classIdentityObject) {
			w.identity(v)
		}
	case classImage:
		if at&atPicture != 0 {
			w.picture(v.Get("id"))
		}
	}
}

// isBlank reports whether v is no string, or one with nothing to read in it.
func isBlank(v strictjson.Value) bool {
	for _, c := range content(sole(v)) {
		if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
			return false
		}
	}
	return true
}

// sole unpacks an array of one.
func sole(v strictjson.Value) strictjson.Value {
	if v.Kind() == strictjson.Array && v.Len() == 1 {
		for e := range values(v) {
			return e
		}
	}
	return v
}

// period judges that the validity period does not run backwards (VCDM 2.0 §4.9).
func (w *walker) period(v strictjson.Value) {
	from, until := "validFrom", "validUntil"
	if w.rules.Version == 1 {
		from, until = "issuanceDate", "expirationDate"
	}
	end := w.get(v, until)
	t, fault := w.scan(content(end))
	start, startFault := w.scan(content(w.get(v, from)))
	if fault != timeFine || startFault != timeFine {
		return
	}
	if t.Before(start) {
		w.found.add(Error, SchemaInvalid, end, "", "%s: a time not before %s is needed; found %s, which is earlier", until, from, quote(string(content(end))))
	}
}

// recipient judges that somebody received the badge (OB 3.0 §9.1, first step).
func (w *walker) recipient(v strictjson.Value) {
	if k := v.Get("id").Kind(); k != strictjson.Invalid && k != strictjson.Null || w.rules.Claimed.Subject {
		return
	}
	for range values(w.get(v, "identifier")) {
		return
	}
	w.found.add(Error, SchemaInvalid, v, "", "credentialSubject: an id or at least one identifier is needed; found neither")
}

// picture judges the data: URL of an image that must be PNG or SVG. What stands
// behind another URL is not known here.
func (w *walker) picture(id strictjson.Value) {
	media, ok := dataType(content(id))
	if !ok || equalFold(media, "image/png") || equalFold(media, "image/svg+xml") {
		return
	}
	w.found.add(Deviation, SchemaInvalid, id, "", "image: a picture in PNG or SVG is needed; found media type %s", quote(string(media)))
}

// resources judges relatedResource (VCDM 2.0 §5.3): a digest each, and no id
// twice, or two digests of one resource could be told apart by order only.
func (w *walker) resources(v strictjson.Value) {
	if !v.Exists() || tooMany(v, limits.Resources) {
		return // nothing to judge, or said already
	}
	seen := map[string]bool{}
	for r := range values(v) {
		if r.Kind() != strictjson.Object {
			continue
		}
		if r.Get("digestSRI").Kind() != strictjson.String && r.Get("digestMultibase").Kind() != strictjson.String {
			w.found.add(Error, SchemaInvalid, r, "", "relatedResource: digestSRI or digestMultibase is needed; found neither")
		}
		id := r.Get("id")
		if id.Kind() != strictjson.String {
			continue
		}
		name := string(content(id))
		if seen[name] {
			w.found.add(Error, SchemaInvalid, id, "", "relatedResource: each resource stands there once; found %s again", quote(name))
		}
		seen[name] = true
	}
}

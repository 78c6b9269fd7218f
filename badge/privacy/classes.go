package privacy

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A class is what an object of a badge is to privacy: whom it speaks of, and so what may
// stand in it.
type class int

const (
	classRoot        class = iota // whatever its type says
	classCredential               // the badge
	classSubject                  // the student
	classAchievement              // what can be earned: the same for everybody
	classEvidence                 // what the student did
	classResult                   // what the student reached
	classInstitution              // an issuer, a creator, a school
	classIdentity                 // an identifier of the student
	classImage                    // a picture that is not of the student
	classEndorsement              // what somebody else has signed
	classEndorsed                 // what that says
	classResource                 // a digest
	classMachine                  // where to ask for what: status, schema, refresh
	classAddress                  // of an institution
	classOther                    // what this package does not know: judged as if it were the student's
)

// rootClass is the class that the type of a document says, that of the student for one
// that says nothing.
func rootClass(v strictjson.Value) class {
	for _, t := range several(v.Get("type")) {
		switch t.Text() {
		case "OpenBadgeCredential", "AchievementCredential":
			return classCredential
		case "AchievementSubject":
			return classSubject
		case "Achievement":
			return classAchievement
		case "Evidence":
			return classEvidence
		case "Profile":
			return classInstitution
		case "EndorsementCredential":
			return classEndorsement
		}
	}
	return classOther
}

// parts says what the members of a class that hold objects are.
var parts = map[class]map[string]class{
	classCredential: {
		"issuer": classInstitution, "credentialSubject": classSubject, "evidence": classEvidence, "image": classImage, "relatedResource": classResource,
		"endorsement": classEndorsement, "credentialStatus": classMachine, "credentialSchema": classMachine, "refreshService": classMachine, "termsOfUse": classMachine,
	},
	classSubject: {"identifier": classIdentity, "achievement": classAchievement, "image": classImage, "result": classResult, "source": classInstitution},
	// Whatever is below an achievement is a part of it.
	classAchievement: {
		"creator": classInstitution, "image": classImage, "endorsement": classEndorsement, "criteria": classAchievement, "alignment": classAchievement,
		"otherIdentifier": classAchievement, "related": classAchievement, "resultDescription": classAchievement, "rubricCriterionLevel": classAchievement,
	},
	classResult:      {"alignment": classAchievement},
	classInstitution: {"image": classImage, "parentOrg": classInstitution, "address": classAddress, "otherIdentifier": classAddress, "endorsement": classEndorsement},
	classAddress:     {"geo": classAddress},
	classEndorsement: {
		"vc": classEndorsement, "issuer": classInstitution, "credentialSubject": classEndorsed, "endorsement": classEndorsement,
		"credentialStatus": classMachine, "credentialSchema": classMachine, "refreshService": classMachine, "termsOfUse": classMachine,
	},
}

// A reader looks through one text of a member.
type reader func(l *lint, pointer, text string)

// texts says how the texts of a class are looked through, and machines which of them no
// person reads.
var texts = map[class]reader{
	classCredential: (*lint).told, classSubject: (*lint).told, classAchievement: (*lint).text, classEvidence: (*lint).told, classResult: (*lint).told,
	classInstitution: (*lint).label, classImage: (*lint).text, classEndorsement: (*lint).told, classEndorsed: (*lint).told, classResource: (*lint).told,
	classMachine: (*lint).told, classAddress: (*lint).label, classOther: (*lint).told,
}

var machines = map[class][]string{
	classCredential:  {"id", "awardedDate", "validFrom", "validUntil", "issuanceDate", "expirationDate"},
	classSubject:     {"activityStartDate", "activityEndDate"},
	classAchievement: {"id", "targetUrl", "requiredLevel", "achievementType", "resultType"},
	classResult:      {"resultDescription", "achievedLevel"},
	classInstitution: {"id", "url"},
	classEndorsement: {"id", "iss", "sub", "jti", "awardedDate", "validFrom", "validUntil", "issuanceDate", "expirationDate"},
	classEndorsed:    {"id"},
	classResource:    {"id", "mediaType"},
	classMachine:     {"id", "statusPurpose", "statusListIndex", "statusListCredential", "statusReference"},
}

// known are the members of a class that hold texts for people, so that their names alone
// say nothing of anybody.
var known = map[class][]string{
	classCredential:  {"name", "description"},
	classSubject:     {"narrative", "role", "term"},
	classEvidence:    {"name", "description", "narrative", "genre", "audience"},
	classResult:      {"value", "status"},
	classImage:       {"caption"},
	classInstitution: {"name", "description", "phone", "email", "official"},
	classEndorsement: {"name", "description"},
	classEndorsed:    {"endorsementComment"},
}

// digest is the shape of the values of digestSRI and digestMultibase.
var digest = regexp.MustCompile(`^(?:sha(?:256|384|512)-[A-Za-z0-9+/]{43,86}={0,2} ?)+$|^[uz][A-Za-z0-9_-]{40,120}$`)

// silent reports whether nobody chooses what a member says: a digest, or the proof of a
// document that is signed already. What only has the name of one is looked at.
func silent(name string, v strictjson.Value, as class) bool {
	switch name {
	case "proof":
		return as == classCredential || as == classEndorsement
	case "digestSRI", "digestMultibase":
		return v.Kind() == strictjson.String && digest.MatchString(v.Text())
	}
	return false
}

// repeats reports whether a claim of a token says, in seconds, what a date of the document
// says. Any other number there is one that somebody has chosen.
func repeats(name string, claim, document strictjson.Value) bool {
	date, ok := map[string]string{"nbf": "validFrom", "exp": "validUntil"}[name]
	if !ok || claim.Kind() != strictjson.Number {
		return false
	}
	at, err := time.Parse(time.RFC3339, document.Get(date).Text())
	return err == nil && string(claim.Raw()) == strconv.FormatInt(at.Unix(), 10)
}

// object looks through one object.
func (l *lint) object(pointer string, v strictjson.Value, as class) {
	if as == classIdentity {
		l.identity(pointer, v)
		return
	}
	for name, m := range v.Members() {
		at := inner(pointer, name)
		l.identifier(at, name)
		if silent(name, m, as) || as == classEndorsement && repeats(name, m, v) {
			continue
		}
		l.person(at, name, m, as)
		for token, e := range several(m) {
			l.value(at+token, name, e, as)
		}
	}
}

// value looks through one value of a member.
func (l *lint) value(at, name string, v strictjson.Value, in class) {
	to, ok := parts[in][name]
	switch v.Kind() {
	case strictjson.Array: // a set in a set
		for token, e := range several(v) {
			l.value(at+token, name, e, in)
		}
	case strictjson.Object:
		switch {
		case ok:
		case in == classMachine:
			to = in
		default:
			to = classOther
		}
		l.object(at, v, to)
	case strictjson.Number:
		if in != classAchievement && in != classMachine { // points, and places in lists
			l.text(at, string(v.Raw()))
		}
	case strictjson.String:
		switch {
		case name == "endorsementJwt":
			l.token(at, v.Text())
		case ok:
			l.node(at, v.Text(), to)
		case name == "id" && in != classOther:
			l.node(at, v.Text(), in)
		case name == "type", name == "@context", slices.Contains(machines[in], name):
			l.identifier(at, v.Text())
		default:
			texts[in](l, at, v.Text())
		}
	}
}

// node judges an object by its id, which may stand for it.
func (l *lint) node(at, id string, as class) {
	switch as {
	case classSubject:
		l.subjectID(at, id)
	case classEvidence, classResource:
		l.linked(at, id)
	case classImage:
		l.picture(at, id)
	case classIdentity, classResult, classAddress:
		l.told(at, id) // it has no id: it is a text in the place of an object
	case classEndorsement:
		if _, token, ok := strings.Cut(id, ","); ok && strings.HasPrefix(id, "data:application/vc") {
			l.token(at, token)
			return
		}
		l.identifier(at, id)
	default:
		l.identifier(at, id)
	}
}

// linked judges the id of evidence or of a related resource.
func (l *lint) linked(at, id string) {
	l.identifier(at, id)
	if !strings.HasPrefix(id, "ni:///") && !strings.HasPrefix(id, "urn:uuid:") {
		l.artefact(at, id)
	}
}

// token looks into a compact JWS, which somebody else has signed.
func (l *lint) token(at, jws string) {
	parts := strings.Split(jws, ".")
	if len(parts) != 3 || len(jws) > limits.JWS {
		l.add(at, KindUnread, "expected a compact JWS")
		return
	}
	payload, err := base64.RawURLEncoding.Strict().DecodeString(parts[1])
	if err != nil {
		l.add(at, KindUnread, "the payload of the JWS cannot be read")
		return
	}
	l.document(at, payload, classEndorsement)
}

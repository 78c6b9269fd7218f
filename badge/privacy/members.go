package privacy

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// persons are the members of OB 3.0 class Profile that only a person has.
var persons = []string{"givenName", "familyName", "additionalName", "patronymicName", "honorificPrefix", "honorificSuffix", "familyNamePrefix"}

// tellTale are parts of the names of members by which data of a person are called where
// OB 3.0 has no member for them; those that end with $ are whole names.
var tellTale = []struct {
	kind  Kind
	parts []string
}{
	{KindBirth, []string{"birth", "dob$", "age$"}},
	{KindMail, []string{"mail"}},
	{KindPhone, []string{"phone", "mobile", "fax$"}},
	{KindAddress, []string{"address", "street", "postal", "zipcode", "zip$"}},
	{KindLocation, []string{"latitude", "longitude", "geo$", "gps"}},
	{KindNumber, []string{"ssn", "studentid", "studentnumber", "studentno", "nationalid", "passport", "sisid", "matricul"}},
	{KindSensitive, []string{"gender", "sex$", "ethnic", "race$", "religio", "nationality", "disab", "iep$", "alp$", "gifted", "health", "medical", "lunch", "income"}},
	{KindPhoto, []string{"photo", "portrait", "avatar", "headshot"}},
	{KindResults, []string{"grade$", "gradelevel", "gpa", "score"}},
	{KindName, []string{"name$", "fullname", "firstname", "lastname", "surname", "nickname", "givenname", "familyname", "parent$", "guardian", "father", "mother", "sibling"}},
}

var joints = strings.NewReplacer("_", "", "-", "")

// person judges a member by its name.
func (l *lint) person(at, name string, v strictjson.Value, in class) {
	if !v.Says() {
		return
	}
	switch {
	case slices.Contains(persons, name):
		l.add(at, KindName, "a part of a person's name")
		return
	case name == "dateOfBirth" || name == "birthDate":
		l.add(at, KindBirth, "a day of birth")
		return
	case slices.Contains(known[in], name), slices.Contains(machines[in], name):
		return
	}
	if in == classSubject {
		switch name {
		case "image":
			l.add(at, KindPhoto, "a picture of the subject: expected that of the achievement alone")
		case "licenseNumber":
			l.add(at, KindNumber, "a number of the student's own")
		case "result", "creditsEarned":
			if !l.policy.Results {
				l.add(at, KindResults, "what the student reached: Policy.Results lets it in")
			}
		case "source":
			if !l.policy.Source {
				l.add(at, KindSource, "the school: with award and date it can name a student; Policy.Source lets it in")
			}
		}
	}
	if _, ok := parts[in][name]; ok || in == classAchievement || in == classAddress || in == classMachine {
		return
	}
	lower := strings.ToLower(joints.Replace(name))
	for _, t := range tellTale {
		if slices.ContainsFunc(t.parts, func(part string) bool {
			whole, is := strings.CutSuffix(part, "$")
			return is && lower == whole || !is && strings.Contains(lower, part)
		}) {
			l.add(at, t.kind, "a member that holds data of a person, by its name")
		}
	}
}

// subjectID judges the id of the student.
func (l *lint) subjectID(at, id string) {
	l.identifier(at, id)
	if uuid, ok := strings.CutPrefix(id, "urn:uuid:"); ok {
		// Versions 1 and 6 tell a machine and a time, 3 and 5 are computed from a name:
		// whoever can guess that can check the guess.
		if len(uuid) != 36 || uuid[14] != '4' {
			l.add(at, KindIdentity, "expected a random UUID (version 4): others are made of a name or a time")
		}
		return
	}
	if !strings.HasPrefix(id, "did:key:") && !strings.HasPrefix(id, "did:jwk:") {
		l.add(at, KindIdentity, "expected an opaque id (a random urn:uuid, a did:key or a did:jwk), found %q", scheme(id))
	}
}

// scheme is what of an identifier may stand in a message.
func scheme(id string) string {
	s, _, ok := strings.Cut(id, ":")
	if !ok {
		return "no URI"
	}
	return limits.Abridge(s) + ":"
}

// identity judges an IdentityObject (OB 3.0).
func (l *lint) identity(at string, v strictjson.Value) {
	var id badge.Identity
	if err := strictjson.View(v, &id); err != nil || v.Kind() != strictjson.Object {
		l.add(at, KindIdentity, "it is no identity that can be read")
		return
	}
	for name, m := range v.Members() {
		l.person(inner(at, name), name, m, classIdentity)
	}
	digits, sha256 := strings.CutPrefix(id.Hash, "sha256$")
	weak := weakSalt(id.Salt)
	switch {
	case !id.Hashed:
		kind := KindIdentity
		switch id.Type {
		case badge.EmailAddress:
			kind = KindMail
		case badge.Name:
			kind = KindName
		case badge.NationalIdentityNumber, badge.SISSourcedID, badge.SourcedID, badge.LISSourcedID, badge.OneRosterSourcedID, badge.SystemID:
			kind = KindNumber
		}
		l.add(at, kind, "an identifier that everybody can read: expected an opaque id of the subject, or a salted hash")
	case !sha256 || len(digits) != 64 || strings.Trim(digits, "0123456789abcdefABCDEF") != "":
		l.add(at, KindIdentity, "it says that it is hashed, and is no SHA-256")
	case weak != "":
		l.add(at, KindIdentity, "the salt %s", weak)
	case l.salts[strings.ToLower(id.Salt)]:
		l.add(at, KindIdentity, "the salt is that of another identity: expected one for each")
	default:
		l.add(at, KindGuessable, "a hash with its salt beside it: whoever can guess the identifier can check the guess")
	}
	l.salts[strings.ToLower(id.Salt)] = true
}

// picture judges the URL of a picture that is not of the student. What stands behind https
// is not looked at.
func (l *lint) picture(at, url string) {
	data, ok := strings.CutPrefix(url, "data:")
	if !ok {
		l.identifier(at, url)
		return
	}
	media, text, _ := strings.Cut(data, ",")
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || !strings.HasSuffix(media, ";base64") {
		l.add(at, KindUnread, "expected a picture in base64")
		return
	}
	if strings.HasPrefix(media, "image/svg+xml") {
		l.svg(at, raw)
		return
	}
	l.file(at, raw)
}

// svg looks through a drawing as text: its shapes are numbers, in which nothing is looked
// for but names.
func (l *lint) svg(at string, raw []byte) {
	for _, part := range []string{"<metadata", "<image", "<foreignobject", "<?", "<!doctype", "<!entity"} {
		if i := bytes.Index(bytes.ToLower(raw), []byte(part)); i >= 0 && !bytes.HasPrefix(raw[i:], []byte("<?xml ")) {
			l.add(at, KindUnread, "the drawing has a part that is not looked into: %s", part)
		}
	}
	l.identifier(at, string(raw))
}

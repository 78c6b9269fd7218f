package shape

import (
	"strings"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

// schemaBase is where the JSON Schemas of OB 3.0 stand (OB 3.0 section 1.2).
const schemaBase = "https://purl.imsglobal.org/spec/ob/v3p0/schema/"

// What the JSON Schema of OB 3.0 for a badge of VCDM 2.0 is named by in it.
const (
	AchievementSchema   = schemaBase + "json/ob_v3p0_achievementcredential_schema.json"
	schemaOfEndorsement = schemaBase + "json/ob_v3p0_endorsementcredential_schema.json"
	JSONSchemaValidator = "1EdTechJsonSchemaValidator2019"
)

// An OBSchema is one of the JSON Schemas of OB 3.0 for a credential.
type OBSchema struct {
	Class string // AchievementCredential or EndorsementCredential
	Any   bool   // it takes documents of VCDM 1.1 and of 2.0; else of 2.0 alone
}

// ReadOBSchema reads the URL of such a schema: of the family json, and of json-ld,
// which allows the compacted form as well. The tables of the classes are these schemas,
// and more.
func ReadOBSchema(url string) (s OBSchema, ok bool) {
	file, ok := strings.CutPrefix(url, schemaBase)
	if !ok {
		return OBSchema{}, false
	}
	family, file, _ := strings.Cut(file, "/")
	if family != "json" && family != "json-ld" {
		return OBSchema{}, false
	}
	switch file {
	case "ob_v3p0_achievementcredential_schema.json":
		return OBSchema{Class: "AchievementCredential"}, true
	case "ob_v3p0_anyachievementcredential_schema.json":
		return OBSchema{"AchievementCredential", true}, true
	case "ob_v3p0_endorsementcredential_schema.json":
		return OBSchema{Class: "EndorsementCredential"}, true
	case "ob_v3p0_anyendorsementcredential_schema.json":
		return OBSchema{"EndorsementCredential", true}, true
	}
	return OBSchema{}, false
}

// schemas asks for the schema of the class among those that a credential names, where
// it names any (OB 3.0, class CredentialSchema, in prose).
func (w *walker) schemas(named strictjson.Value, class string) {
	if !named.Says() {
		return
	}
	for v := range values(named) {
		s, ok := ReadOBSchema(v.Get("id").Text())
		t := v.Get("type") // what is no text, or is missing, is told where it stands
		if ok && s.Class == class && (t.Kind() != strictjson.String || t.Is(JSONSchemaValidator)) {
			return
		}
	}
	url := AchievementSchema
	if class == "EndorsementCredential" {
		url = schemaOfEndorsement
	}
	w.found.add(Deviation, SchemaInvalid, named, "", "credentialSchema: one of them is to be the schema of OB 3.0 for an %s, such as %s, of the type %s; found %s",
		class, url, JSONSchemaValidator, namedSchemas(named))
}

// namedSchemas are the first schemas that a credential names, and their types.
func namedSchemas(named strictjson.Value) string {
	const most = 3
	var found []string
	for v := range values(named) {
		if len(found) == most {
			found = append(found, "and others")
			break
		}
		text := "none"
		if id := v.Get("id"); id.Kind() == strictjson.String {
			text = quote(id.Text())
		}
		if t := v.Get("type"); t.Kind() == strictjson.String {
			text += " of the type " + quote(t.Text())
		}
		found = append(found, text)
	}
	return strings.Join(found, ", ")
}

// issueSchemas refuses a schema of OB 3.0 for a credential of another class: a document
// of this one keeps to none of them.
func (w *walker) issueSchemas(named strictjson.Value, class string) {
	for v := range values(named) {
		if s, ok := ReadOBSchema(v.Get("id").Text()); ok && s.Class != class {
			w.found.add(Error, SchemaInvalid, v, "id", "id: a schema of OB 3.0 for an %s is needed; found the one for an %s", class, s.Class)
		}
	}
}

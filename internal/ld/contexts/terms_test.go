package contexts_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/ld/contexts"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// What a document defines at its top level is what a credential may use there;
// everything else is scoped to a type.
func TestTermsAtTheTopLevel(t *testing.T) {
	const ob302 = "id type OpenBadgeCredential Achievement AchievementCredential AchievementSubject Address Alignment Criteria " +
		"EndorsementCredential EndorsementSubject Evidence GeoCoordinates IdentifierEntry IdentityObject Image Profile Related " +
		"Result ResultDescription RubricCriterionLevel alignment description endorsement image name narrative url"
	topLevel := map[string]string{
		"credentials-v1.jsonld": "id type VerifiableCredential VerifiablePresentation proof EcdsaSecp256k1Signature2019 " +
			"EcdsaSecp256r1Signature2019 Ed25519Signature2018 RsaSignature2018",
		"credentials-v2.jsonld": "id type name description VerifiableCredential VerifiablePresentation " +
			"EnvelopedVerifiableCredential EnvelopedVerifiablePresentation JsonSchema JsonSchemaCredential DataIntegrityProof " +
			"BitstringStatusList BitstringStatusListCredential BitstringStatusListEntry digestMultibase digestSRI mediaType " +
			"... _sd _sd_alg aud cnf exp iat iss jku kid nbf sub x5u",
		"ob-3.0.0.jsonld":                     "xsd " + ob302,
		"ob-3.0.1.jsonld":                     "xsd awardedDate " + ob302,
		"ob-3.0.2.jsonld":                     ob302,
		"ob-3.0.3.jsonld":                     "awardedDate inLanguage " + ob302,
		"ob-3.0.3-with-endorsementJwt.jsonld": "awardedDate inLanguage endorsementJwt jti " + ob302,
		"ob-extensions.jsonld":                "id type 1EdTechJsonSchemaValidator2019 1EdTechRevocationList 1EdTechCredentialRefresh",
		"clr-2.0.1.jsonld":                    "id type ClrCredential ClrSubject Association",
		"data-integrity-v1.jsonld":            "id type proof DataIntegrityProof",
		"data-integrity-v2.jsonld":            "id type proof DataIntegrityProof",
		"multikey-v1.jsonld":                  "id type Multikey",
		"jwk-v1.jsonld":                       "id type JsonWebKey",
		"ed25519-2020-v1.jsonld":              "id type proof Ed25519VerificationKey2020 Ed25519Signature2020",
		"jws-2020-v1.jsonld":                  "privateKeyJwk JsonWebKey2020 JsonWebSignature2020",
		"status-list-2021-v1.jsonld":          "StatusList2021Credential StatusList2021 StatusList2021Entry",
		"status-v1.jsonld":                    "id type BitstringStatusListCredential BitstringStatusList BitstringStatusListEntry",
		"did-v1.jsonld": "id type alsoKnownAs assertionMethod authentication capabilityDelegation capabilityInvocation controller " +
			"keyAgreement service verificationMethod",
	}
	require.Len(t, topLevel, len(contexts.All()))
	for file, terms := range topLevel {
		var defined []string
		for name := range document(t, file).Get("@context").Members() {
			if !strings.HasPrefix(name, "@") {
				defined = append(defined, name)
			}
		}
		require.ElementsMatch(t, strings.Fields(terms), defined, file)
	}
}

// Where the documents differ from what one would expect of them. Each of these
// changes the graph of a badge, so each is a fact to keep.
func TestTheTrapsOfTheDocuments(t *testing.T) {
	const (
		vocab = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
		sec   = "https://w3id.org/security#"
		list  = "/ResultDescription/@context/allowedValue/@container"
	)
	for _, trap := range []struct{ file, pointer, want, why string }{
		{"ob-3.0.0", "/@protected", "", "3.0.0 and 3.0.1 protect nothing"},
		{"ob-3.0.1", "/@protected", "", ""},
		{"ob-3.0.2", "/@protected", "true", ""},
		{"ob-3.0.3", "/@protected", "true", ""},
		{"ob-extensions", "/@protected", "", "the extensions are not protected"},
		{"clr-2.0.1", "/@protected", "", ""},

		{"ob-3.0.1", "/awardedDate/@type", `"xsd:dateTime"`, "the prefix is defined in 3.0.1"},
		{"ob-3.0.1", "/xsd", `"https://www.w3.org/2001/XMLSchema#"`, "as https, which no datatype of RDF is"},
		{"ob-3.0.3", "/awardedDate/@type", `"xsd:dateTime"`, "and is not in 3.0.3: the datatype is this very text"},
		{"ob-3.0.3", "/xsd", "", ""},
		{"clr-2.0.1", "/ClrCredential/@context/partial/@type", `"xsd:boolean"`, "the same in CLR"},
		{"ob-3.0.3", "/Achievement/@context/creditsAvailable/@type", `"https://www.w3.org/2001/XMLSchema#float"`, ""},

		{"ob-3.0.1", list, `"@set"`, "order is signed since 3.0.2"},
		{"ob-3.0.2", list, `"@list"`, ""},
		{"ob-3.0.3", list, `"@list"`, ""},
		{"ob-3.0.3", "/ResultDescription/@context/rubricCriterionLevel/@container", `"@set"`, "the levels' order is not signed"},

		{"ob-3.0.3", "/Achievement/@context/criteria/@id", `"` + vocab + `Criteria"`, "a property and a class of one IRI"},
		{"ob-3.0.3", "/Address/@context/geo/@id", `"` + vocab + `GeoCoordinates"`, ""},
		{"ob-3.0.3", "/Address/@context/addressCountryCode/@id", `"` + vocab + `CountryCode"`, ""},
		{"ob-3.0.3", "/AchievementCredential/@id", `"OpenBadgeCredential"`, "two types of one IRI"},
		{"ob-3.0.3", "/url/@type", `"https://www.w3.org/2001/XMLSchema#anyURI"`, "a literal, not a reference"},

		{"ob-3.0.3", "/endorsementJwt", "", "not in the published edition"},
		{"ob-3.0.3", "/Achievement/@context/endorsementJwt", "", ""},
		{"ob-3.0.3-with-endorsementJwt", "/endorsementJwt/@container", `"@set"`, ""},
		{"ob-3.0.3-with-endorsementJwt", "/endorsementJwt/@type", "", "a literal"},
		{"ob-3.0.3-with-endorsementJwt", "/jti/@type", `"@id"`, "an IRI"},

		{"credentials-v2", "/Ed25519Signature2020", "", "that suite needs its own context"},
		{"credentials-v2", "/VerifiableCredential/@context/proof/@container", `"@graph"`, ""},
		{"credentials-v2", "/jti", "", ""},
		{"data-integrity-v1", "/DataIntegrityProof/@context/cryptosuite", `"` + sec + `cryptosuite"`, "v1 and v2 give other hashes"},
		{"data-integrity-v2", "/DataIntegrityProof/@context/cryptosuite/@type", `"` + sec + `cryptosuiteString"`, ""},
		{"data-integrity-v1", "/DataIntegrityProof/@context/previousProof", "", ""},
		{"data-integrity-v2", "/DataIntegrityProof/@context/previousProof/@type", `"@id"`, ""},
		{"jwk-v1", "/JsonWebKey/@context/publicKeyJwk/@type", `"@json"`, ""},
		{"multikey-v1", "/Multikey/@context/publicKeyMultibase/@type", `"` + sec + `multibase"`, ""},
	} {
		value, _ := document(t, trap.file+".jsonld").Get("@context").Lookup(trap.pointer)
		require.Equal(t, trap.want, string(value.Raw()), "%s %s: %s", trap.file, trap.pointer, trap.why)
	}
}

// The set is closed: no document names another or gives a meaning to every word.
// A keyword that is new here must be one that internal/ld knows.
func TestNoDocumentReachesOutsideItself(t *testing.T) {
	known := []string{"@context", "@id", "@type", "@container", "@protected", "@version"}
	var walk func(file string, v strictjson.Value)
	walk = func(file string, v strictjson.Value) {
		for name, member := range v.Members() {
			if strings.HasPrefix(name, "@") {
				require.True(t, slices.Contains(known, name), "%s %s", file, member.Pointer())
			}
			if name == "@context" {
				require.Contains(t, []strictjson.Kind{strictjson.Object, strictjson.Null}, member.Kind(), "%s %s", file, member.Pointer())
			}
			walk(file, member)
		}
	}
	for _, d := range contexts.All() {
		root := parse(t, d.Data)
		require.Equal(t, 1, root.Len(), "%s has more than its @context", d.File)
		require.Equal(t, strictjson.Object, root.Get("@context").Kind(), d.File)
		walk(d.File, root)
	}
}

func document(t *testing.T, file string) strictjson.Value {
	t.Helper()
	for _, d := range contexts.All() {
		if d.File == file {
			return parse(t, d.Data)
		}
	}
	require.Fail(t, "no such document", file)
	return strictjson.Value{}
}

// The names that the manifest says another edition adds are those that it adds,
// anywhere in it.
func TestAdditionalNames(t *testing.T) {
	names := func(file string) map[string]bool {
		found := map[string]bool{}
		var collect func(v strictjson.Value)
		collect = func(v strictjson.Value) {
			for name, member := range v.Members() {
				if name[0] != '@' {
					found[name] = true
				}
				collect(member)
			}
		}
		collect(document(t, file).Get("@context"))
		return found
	}
	for _, d := range contexts.All() {
		var additional []string
		if d.Edition != "" {
			published, ok := contexts.Get(d.URL)
			require.True(t, ok)
			has := names(published.File)
			for name := range names(d.File) {
				if !has[name] {
					additional = append(additional, name)
				}
			}
		}
		require.ElementsMatch(t, additional, d.Additional, d.File)
	}
}

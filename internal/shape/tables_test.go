package shape

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/beside"
)

// The tables once more, in the words of OB 3.0 appendix B and VCDM 2.0 §4: what
// is entered twice is wrong only if it was meant twice. A ! marks what a verdict
// reads; > an object whose id one reads.
const tables = `
AchievementCredential: @context context 1 | awardedDate DateTimeZ! 0..1 | confidenceMethod Typed set | credentialSchema CredentialSchema * |
  credentialStatus CredentialStatus 0..1 severally max 8 | credentialSubject AchievementSubject> 1 | description prose 0..1 |
  endorsement EndorsementCredential * | endorsementJwt CompactJws * | evidence Evidence * | expirationDate DateTimeZ! 0..1 (1) | holder any 0..1 (1) |
  id URI! 1 | image Image 0..1 | issuanceDate DateTimeZ! 1 (1) | issuer Profile|URI!> 1 | name name 0..1 | proof Proof set nonEmpty |
  refreshService RefreshService 0..1 | relatedResource RelatedResource set max 64 | renderMethod Typed set | termsOfUse TermsOfUse * |
  type type 1 | validFrom DateTimeZ! 1 (2) | validUntil DateTimeZ! 0..1 (2)
EndorsementCredential: @context context 1 | awardedDate DateTimeZ! 0..1 | confidenceMethod Typed set | credentialSchema CredentialSchema * |
  credentialStatus CredentialStatus 0..1 severally max 8 | credentialSubject EndorsementSubject> 1 | description prose 0..1 | evidence Typed set |
  expirationDate DateTimeZ! 0..1 (1) | holder any 0..1 (1) | id URI! 1 | issuanceDate DateTimeZ! 1 (1) | issuer Profile|URI!> 1 | name name 1 |
  proof Proof set nonEmpty | refreshService RefreshService 0..1 | relatedResource RelatedResource set max 64 | renderMethod Typed set |
  termsOfUse TermsOfUse * | type type 1 | validFrom DateTimeZ! 1 (2) | validUntil DateTimeZ! 0..1 (2)
VerifiableCredential open: @context context 1 | confidenceMethod Typed set | credentialSchema SchemaEntry set | credentialStatus StatusEntry set max 8 |
  credentialSubject CredentialSubject> 1..* | description localized set | evidence Typed set | expirationDate DateTimeZ! 0..1 (1) | id URI! 0..1 |
  issuanceDate DateTimeZ! 1 (1) | issuer Issuer|URI!> 1 | name localized set | proof Proof set nonEmpty | refreshService RefreshEntry set |
  relatedResource RelatedResource set max 64 (2) | renderMethod Typed set | termsOfUse TermsOfUse set | type type 1 |
  validFrom DateTimeZ! 0..1 (2) | validUntil DateTimeZ! 0..1 (2)
AchievementSubject: achievement Achievement!> 1 | activityEndDate DateTime 0..1 | activityStartDate DateTime 0..1 | creditsEarned Float 0..1 |
  id link! 0..1 private | identifier IdentityObject * | image Image 0..1 picture | licenseNumber String 0..1 | narrative String 0..1 |
  result Result * max 256 | role String 0..1 | source Profile 0..1 | term String 0..1 | type type 1
EndorsementSubject: endorsementComment String 0..1 | id link! 1 | type type 1
CredentialSubject open: confidenceMethod Typed set | id link! 0..1 private | type type 0..1
Issuer open: description localized set | id link! 1 | name localized set | type type 0..1
Achievement: achievementType AchievementType 0..1 | alignment Alignment * | creator Profile 0..1 | creditsAvailable Float 0..1 | criteria Criteria 1 |
  description prose 1 | endorsement EndorsementCredential * | endorsementJwt CompactJws * | fieldOfStudy String 0..1 | humanCode String 0..1 |
  id link! 1 | image Image 0..1 | inLanguage LanguageCode 0..1 | name name 1 | otherIdentifier IdentifierEntry * | related Related * |
  resultDescription ResultDescription * max 256 | specialization String 0..1 | tag String * | type type 1 | version String 0..1
Criteria byID: id link! 0..1 | narrative String 0..1 | type type 0..1
Alignment: targetCode String 0..1 | targetDescription prose 0..1 | targetFramework String 0..1 | targetName name 1 |
  targetType AlignmentTargetType 0..1 | targetUrl URL 1 | type type 1
Related byID: id link! 1 | inLanguage LanguageCode 0..1 | type type 1 | version String 0..1
Evidence byID: audience String 0..1 | description prose 0..1 | genre String 0..1 | id link! 0..1 | name name 0..1 | narrative String 0..1 | type type 1
Result: achievedLevel link! 0..1 | alignment Alignment * | resultDescription link! 0..1 | status ResultStatusType! 0..1 | type type 1 | value String! 0..1
ResultDescription: alignment Alignment * | allowedValue String * max 1024 | id link! 1 | name name 1 | requiredLevel link! 0..1 |
  requiredValue String! 0..1 | resultType ResultType 1 | rubricCriterionLevel RubricCriterionLevel * max 1024 | type type 1 |
  valueMax String! 0..1 | valueMin String! 0..1
RubricCriterionLevel: alignment Alignment * | description prose 0..1 | id link! 1 | level String 0..1 | name name 1 | points String 0..1 | type type 1
Image one closed byID: caption prose 0..1 | id link! 1 | type type 1
Profile byID: additionalName String 0..1 | address Address 0..1 | dateOfBirth Date 0..1 private | description prose 0..1 | email String 0..1 |
  endorsement EndorsementCredential * | endorsementJwt CompactJws * | familyName String 0..1 | familyNamePrefix String 0..1 | givenName String 0..1 |
  honorificPrefix String 0..1 | honorificSuffix String 0..1 | id link! 1 | image Image 0..1 picture | name name 0..1 | official String 0..1 |
  otherIdentifier IdentifierEntry * | parentOrg Profile 0..1 | patronymicName String 0..1 | phone String 0..1 | type type 1 | url link 0..1
Address: addressCountry String 0..1 | addressCountryCode CountryCode 0..1 | addressLocality String 0..1 | addressRegion String 0..1 |
  geo GeoCoordinates 0..1 | postOfficeBoxNumber String 0..1 | postalCode String 0..1 | streetAddress String 0..1 | type type 1
GeoCoordinates one: latitude Float 1 | longitude Float 1 | type type 1
IdentityObject one closed: hashed Boolean! 1 | identityHash String! 1 | identityType IdentifierTypeEnum! 1 | salt String! 0..1 | type type 1
IdentifierEntry one closed: identifier String 1 | identifierType IdentifierTypeEnum 1 | type type 1
CredentialSchema one: id link! 1 | type type 1
CredentialStatus one: id link! 0..1 | statusListCredential link! 0..1 | statusListIndex String! 0..1 | statusMessage StatusMessage * |
  statusPurpose String! 0..1 | statusReference link set | statusSize Float! 0..1 | type type 1
StatusEntry one open: id link! 0..1 | statusListCredential link! 0..1 | statusListIndex String! 0..1 | statusMessage StatusMessage * |
  statusPurpose String! 0..1 | statusReference link set | statusSize Float! 0..1 | type type 1
SchemaEntry open: id link! 1 | type type 1
RefreshEntry open: id link! 0..1 | type type 1
StatusMessage open: message prose 0..1 | status String 0..1
RefreshService one: id link! 1 | type type 1
TermsOfUse one open: id link! 0..1 | type type 1
Proof open: type type 1
Typed open: id link! 0..1 | type type 1
RelatedResource open: digestMultibase String! 0..1 | digestSRI String! 0..1 | id link! 1 | mediaType String 0..1
VerifiablePresentation open: @context context 1 | holder Holder|URI!> 0..1 | id URI! 0..1 | proof Proof set nonEmpty | termsOfUse TermsOfUse set |
  type type 1 | verifiableCredential credential set max 32
Holder open: id link! 1 | type type 0..1
`

func TestTablesSayWhatTheSpecificationsSay(t *testing.T) {
	want := strings.Split(strings.TrimSpace(strings.ReplaceAll(tables, "\n  ", " ")), "\n")
	for id := noClass + 1; id < classCount; id++ {
		require.Equal(t, want[id-1], describe(id.table()))
	}
	require.Len(t, want, int(classCount)-1)
}

func describe(c *class) string {
	head := c.name
	for _, f := range []struct {
		set  bool
		name string
	}{{c.oneType, " one"}, {c.closed, " closed"}, {c.open, " open"}, {c.byID, " byID"}} {
		if f.set {
			head += f.name
		}
	}
	var rows []string
	for _, p := range c.properties {
		row := p.name + " " + map[kind]string{
			isText: "String", isProse: "prose", isLabel: "name", isBoolean: "Boolean", isNumber: "Float", isInstant: "DateTimeZ", isMoment: "DateTime",
			isDay: "Date", isID: "URI", isLink: "link", isTarget: "URL", isLanguage: "LanguageCode", isCountry: "CountryCode", isJWS: "CompactJws",
			isLocalized: "localized", isEndorsement: "EndorsementCredential", isPresented: "credential", isTypes: "type", isContext: "context", isOpaque: "any",
		}[p.kind]
		switch p.kind {
		case isTerm:
			row += p.values.name
		case isNode:
			row += p.class.table().name
		case isIssuer:
			row += p.class.table().name + "|URI"
		}
		if p.flags&decisive != 0 {
			row += "!"
		}
		if p.flags&reference != 0 {
			row += ">"
		}
		row += " " + []string{"0..1", "1", "*", "set", "1..*"}[p.card]
		for f, name := range map[flags]string{severally: " severally", nonEmpty: " nonEmpty", picture: " picture", private: " private"} {
			if p.flags&f != 0 {
				row += name
			}
		}
		if p.max > 0 {
			row += fmt.Sprint(" max ", p.max)
		}
		if p.version > 0 {
			row += fmt.Sprintf(" (%d)", p.version)
		}
		rows = append(rows, row)
	}
	return head + ": " + strings.Join(rows, " | ")
}

// The published context defines no member of a class that its table lacks.
func TestTablesHaveEveryTermOfThePublishedContext(t *testing.T) {
	doc, err := os.ReadFile("../../../shared/contexts/ob-3.0.3.jsonld")
	if err != nil {
		beside.Missing(t, "the published contexts are not here")
	}
	classes := 0
	for name, definition := range parse(t, string(doc)).Get("@context").Members() {
		scoped := definition.Get("@context")
		if !scoped.Exists() {
			continue
		}
		classes++
		id, ok := classNamed(name)
		require.True(t, ok, name)
		for term := range scoped.Members() {
			if strings.HasPrefix(term, "@") {
				continue
			}
			p, _ := id.table().property(term)
			if p == nil && !id.table().closed {
				p, _ = shared.property(term)
			}
			if p == nil && (term == "id" || term == "type") {
				continue // defined everywhere, and modelled where it has a meaning
			}
			require.NotNil(t, p, "%s.%s", name, term)
		}
	}
	require.GreaterOrEqual(t, classes, 15)
}

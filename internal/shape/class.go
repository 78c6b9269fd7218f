package shape

// A classID names a class. Tables refer to one another by it, because a Profile
// has a Profile for its parent.
type classID uint8

const (
	noClass classID = iota
	classAchievementCredential
	classEndorsementCredential
	classVerifiableCredential
	classAchievementSubject
	classEndorsementSubject
	classCredentialSubject
	classIssuer
	classAchievement
	classCriteria
	classAlignment
	classRelated
	classEvidence
	classResult
	classResultDescription
	classRubricCriterionLevel
	classImage
	classProfile
	classAddress
	classGeoCoordinates
	classIdentityObject
	classIdentifierEntry
	classCredentialSchema
	classCredentialStatus
	classStatusEntry
	classSchemaEntry
	classRefreshEntry
	classStatusMessage
	classRefreshService
	classTermsOfUse
	classProof
	classTyped
	classRelatedResource
	classVerifiablePresentation
	classHolder
	classCount
)

// table is a switch and no variable: tables are read, and nothing is set up at start.
func (id classID) table() *class {
	switch id {
	case classAchievementCredential:
		return &achievementCredential
	case classEndorsementCredential:
		return &endorsementCredential
	case classVerifiableCredential:
		return &verifiableCredential
	case classAchievementSubject:
		return &achievementSubject
	case classEndorsementSubject:
		return &endorsementSubject
	case classCredentialSubject:
		return &credentialSubject
	case classIssuer:
		return &plainIssuer
	case classAchievement:
		return &achievement
	case classCriteria:
		return &criteria
	case classAlignment:
		return &alignment
	case classRelated:
		return &related
	case classEvidence:
		return &evidence
	case classResult:
		return &result
	case classResultDescription:
		return &resultDescription
	case classRubricCriterionLevel:
		return &rubricCriterionLevel
	case classImage:
		return &image
	case classProfile:
		return &profile
	case classAddress:
		return &address
	case classGeoCoordinates:
		return &geoCoordinates
	case classIdentityObject:
		return &identityObject
	case classIdentifierEntry:
		return &identifierEntry
	case classCredentialSchema:
		return &credentialSchema
	case classCredentialStatus:
		return &credentialStatus
	case classStatusEntry:
		return &statusEntry
	case classSchemaEntry:
		return &schemaEntry
	case classRefreshEntry:
		return &refreshEntry
	case classStatusMessage:
		return &statusMessage
	case classRefreshService:
		return &refreshService
	case classTermsOfUse:
		return &termsOfUse
	case classProof:
		return &proof
	case classTyped:
		return &typed
	case classRelatedResource:
		return &relatedResource
	case classVerifiablePresentation:
		return &verifiablePresentation
	case classHolder:
		return &holder
	}
	return nil
}

func classNamed(name string) (classID, bool) {
	if name == "OpenBadgeCredential" { // an alias: both names are one IRI in the context
		return classAchievementCredential, true
	}
	for id := noClass + 1; id < classCount; id++ {
		if id.table().name == name {
			return id, true
		}
	}
	return noClass, false
}

// A class is one table: which members its objects have.
type class struct {
	name       string
	noun       string     // what a specification without a class of that name calls such an object; "": name
	form       string     // and what such an object is
	types      [][]string // type must hold one value of each group
	oneType    bool       // type is a string, not an array (OB 3.0 appendix B: Image, Proof, …)
	closed     bool       // no member but those of the table
	open       bool       // members come from contexts that are not judged here
	byID       bool       // a string in its place is read as an object with that id alone
	properties []property // sorted by name
}

// called is the class in the words of the specification that asks for it.
func (c *class) called() string {
	if c.noun != "" {
		return c.noun
	}
	return c.name
}

// object is the same where one is wanted.
func (c *class) object() string {
	if c.form != "" {
		return c.form
	}
	return "an object of class " + c.name
}

// A property is one row: what a member of that name must be.
type property struct {
	name    string
	kind    kind
	card    card
	class   classID      // of the object or objects, for isNode and isIssuer
	values  *enumeration // for isTerm
	version int          // of the VCDM that has it; 0: both
	max     int          // elements, if there is a limit beside those of the reader
	flags   flags
}

// A kind says what one value must be.
type kind uint8

const (
	isText        kind = iota // a string
	isProse                   // a string that is displayed
	isLabel                   // a string that is displayed as a name
	isBoolean                 //
	isNumber                  //
	isInstant                 // xsd:dateTimeStamp that a verdict reads
	isMoment                  // date and time, descriptive
	isDay                     // YYYY-MM-DD
	isID                      // an absolute URI that a verdict reads
	isLink                    // a URI or URL that is shown or followed
	isTarget                  // an absolute URL, always
	isTerm                    // a value of an enumeration
	isLanguage                // LanguageCode
	isCountry                 // ISO 3166-1 alpha-2
	isJWS                     // CompactJws
	isNode                    // an object of a class
	isIssuer                  // a URI, or an object of a class
	isLocalized               // a string, a language value object, or several (VCDM 2.0 §11.1)
	isEndorsement             // a credential of its own, counted and not descended into
	isPresented               // a credential in a presentation, judged on its own and not descended into
	isTypes                   // the type member
	isContext                 // the @context member
	isOpaque                  // anything
)

// A card says how many values a member has.
type card uint8

const (
	optional    card = iota // 0..1
	one                     // 1
	many                    // 0..*, an array
	set                     // 0..*, one value or an array of them
	requiredSet             // 1..*, one value or an array of them
)

func (c card) required() bool { return c == one || c == requiredSet }

// flags are the exceptions of a row.
type flags uint8

const (
	decisive  flags = 1 << iota // a verdict reads it: no array stands for one value, no value but those listed
	severally                   // the VCDM allows several where OB 3.0 has one
	nonEmpty                    // null and [] are no absent member
	reference                   // the id of the object is one that a verdict reads
	picture                     // PNG or SVG (OB 3.0 appendix B, Profile and AchievementSubject)
	private                     // never quoted: messages end up in logs
)

// property returns the row of a member name, compared byte by byte: what differs
// in case or normalization is another member.
func (c *class) property(name string) (*property, int) {
	lo, hi := 0, len(c.properties)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		switch p := &c.properties[mid]; {
		case p.name == name:
			return p, mid
		case p.name < name:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return nil, -1
}

package shape

// Who: OB 3.0 appendix B, Profile and what hangs on it.

var profile = class{
	name:  "Profile",
	types: [][]string{{"Profile"}},
	byID:  true,
	properties: []property{
		{name: "additionalName", kind: isText},
		{name: "address", kind: isNode, class: classAddress},
		{name: "dateOfBirth", kind: isDay, flags: private},
		{name: "description", kind: isProse},
		{name: "email", kind: isText},
		{name: "endorsement", kind: isEndorsement, card: many},
		{name: "endorsementJwt", kind: isJWS, card: many},
		{name: "familyName", kind: isText},
		{name: "familyNamePrefix", kind: isText},
		{name: "givenName", kind: isText},
		{name: "honorificPrefix", kind: isText},
		{name: "honorificSuffix", kind: isText},
		{name: "id", kind: isLink, card: one, flags: decisive},
		{name: "image", kind: isNode, class: classImage, flags: picture},
		{name: "name", kind: isLabel},
		{name: "official", kind: isText},
		{name: "otherIdentifier", kind: isNode, card: many, class: classIdentifierEntry},
		{name: "parentOrg", kind: isNode, class: classProfile},
		{name: "patronymicName", kind: isText},
		{name: "phone", kind: isText},
		{name: "type", kind: isTypes, card: one},
		{name: "url", kind: isLink},
	},
}

var address = class{
	name:  "Address",
	types: [][]string{{"Address"}},
	properties: []property{
		{name: "addressCountry", kind: isText},
		{name: "addressCountryCode", kind: isCountry},
		{name: "addressLocality", kind: isText},
		{name: "addressRegion", kind: isText},
		{name: "geo", kind: isNode, class: classGeoCoordinates},
		{name: "postOfficeBoxNumber", kind: isText},
		{name: "postalCode", kind: isText},
		{name: "streetAddress", kind: isText},
		{name: "type", kind: isTypes, card: one},
	},
}

var geoCoordinates = class{
	name:    "GeoCoordinates",
	types:   [][]string{{"GeoCoordinates"}},
	oneType: true,
	properties: []property{
		{name: "latitude", kind: isNumber, card: one},
		{name: "longitude", kind: isNumber, card: one},
		{name: "type", kind: isTypes, card: one},
	},
}

var identityObject = class{
	name:    "IdentityObject",
	types:   [][]string{{"IdentityObject"}},
	oneType: true,
	closed:  true,
	properties: []property{
		{name: "hashed", kind: isBoolean, card: one, flags: decisive},
		{name: "identityHash", kind: isText, card: one, flags: decisive},
		{name: "identityType", kind: isTerm, card: one, values: &identifierTypes, flags: decisive},
		{name: "salt", kind: isText, flags: decisive},
		{name: "type", kind: isTypes, card: one},
	},
}

var identifierEntry = class{
	name:    "IdentifierEntry",
	types:   [][]string{{"IdentifierEntry"}},
	oneType: true,
	closed:  true,
	properties: []property{
		{name: "identifier", kind: isText, card: one},
		{name: "identifierType", kind: isTerm, card: one, values: &identifierTypes},
		{name: "type", kind: isTypes, card: one},
	},
}

// shared are terms that the contexts define for every object, whatever its
// class: credentials/v2 and the OB context at their top level. In a class whose
// table lacks them they mean what they mean elsewhere and are no undefined terms.
var shared = class{
	properties: []property{
		{name: "description", kind: isProse},
		{name: "digestMultibase", kind: isText},
		{name: "digestSRI", kind: isText},
		{name: "id", kind: isLink, flags: decisive},
		{name: "image", kind: isNode, class: classImage},
		{name: "inLanguage", kind: isLanguage},
		{name: "mediaType", kind: isText},
		{name: "name", kind: isLabel},
		{name: "narrative", kind: isText},
		{name: "url", kind: isLink},
	},
}

package shape

import "github.com/summitbadges/openbadges/internal/limits"

// The credentials of OB 3.0, appendix B.1, and the VCDM's own.

var achievementCredential = class{
	name:  "AchievementCredential",
	types: [][]string{{"VerifiableCredential"}, {"AchievementCredential", "OpenBadgeCredential"}},
	properties: []property{
		{name: "@context", kind: isContext, card: one},
		{name: "awardedDate", kind: isInstant, flags: decisive},
		{name: "confidenceMethod", kind: isNode, card: set, class: classTyped},
		{name: "credentialSchema", kind: isNode, card: many, class: classCredentialSchema},
		{name: "credentialStatus", kind: isNode, class: classCredentialStatus, max: limits.Status, flags: severally},
		{name: "credentialSubject", kind: isNode, card: one, class: classAchievementSubject, flags: reference},
		{name: "description", kind: isProse},
		{name: "endorsement", kind: isEndorsement, card: many},
		{name: "endorsementJwt", kind: isJWS, card: many},
		{name: "evidence", kind: isNode, card: many, class: classEvidence},
		{name: "expirationDate", kind: isInstant, version: 1, flags: decisive},
		{name: "holder", kind: isOpaque, version: 1},
		{name: "id", kind: isID, card: one, flags: decisive},
		{name: "image", kind: isNode, class: classImage},
		{name: "issuanceDate", kind: isInstant, card: one, version: 1, flags: decisive},
		{name: "issuer", kind: isIssuer, card: one, class: classProfile, flags: decisive | reference},
		{name: "name", kind: isLabel},
		{name: "proof", kind: isNode, card: set, class: classProof, flags: nonEmpty},
		{name: "refreshService", kind: isNode, class: classRefreshService},
		{name: "relatedResource", kind: isNode, card: set, class: classRelatedResource, max: limits.Resources},
		{name: "renderMethod", kind: isNode, card: set, class: classTyped},
		{name: "termsOfUse", kind: isNode, card: many, class: classTermsOfUse},
		{name: "type", kind: isTypes, card: one},
		{name: "validFrom", kind: isInstant, card: one, version: 2, flags: decisive},
		{name: "validUntil", kind: isInstant, version: 2, flags: decisive},
	},
}

var endorsementCredential = class{
	name:  "EndorsementCredential",
	types: [][]string{{"VerifiableCredential"}, {"EndorsementCredential"}},
	properties: []property{
		{name: "@context", kind: isContext, card: one},
		{name: "awardedDate", kind: isInstant, flags: decisive},
		{name: "confidenceMethod", kind: isNode, card: set, class: classTyped},
		{name: "credentialSchema", kind: isNode, card: many, class: classCredentialSchema},
		{name: "credentialStatus", kind: isNode, class: classCredentialStatus, max: limits.Status, flags: severally},
		{name: "credentialSubject", kind: isNode, card: one, class: classEndorsementSubject, flags: reference},
		{name: "description", kind: isProse},
		{name: "evidence", kind: isNode, card: set, class: classTyped},
		{name: "expirationDate", kind: isInstant, version: 1, flags: decisive},
		{name: "holder", kind: isOpaque, version: 1},
		{name: "id", kind: isID, card: one, flags: decisive},
		{name: "issuanceDate", kind: isInstant, card: one, version: 1, flags: decisive},
		{name: "issuer", kind: isIssuer, card: one, class: classProfile, flags: decisive | reference},
		{name: "name", kind: isLabel, card: one},
		{name: "proof", kind: isNode, card: set, class: classProof, flags: nonEmpty},
		{name: "refreshService", kind: isNode, class: classRefreshService},
		{name: "relatedResource", kind: isNode, card: set, class: classRelatedResource, max: limits.Resources},
		{name: "renderMethod", kind: isNode, card: set, class: classTyped},
		{name: "termsOfUse", kind: isNode, card: many, class: classTermsOfUse},
		{name: "type", kind: isTypes, card: one},
		{name: "validFrom", kind: isInstant, card: one, version: 2, flags: decisive},
		{name: "validUntil", kind: isInstant, version: 2, flags: decisive},
	},
}

var credentialSchema = class{
	name:    "CredentialSchema",
	oneType: true,
	properties: []property{
		{name: "id", kind: isLink, card: one, flags: decisive},
		{name: "type", kind: isTypes, card: one},
	},
}

// A status entry's own type says which members it has; the rows are those of
// Bitstring Status List 1.0 §2.1 and of StatusList2021. OB 3.0 wants an id as
// well (see statusID).
var statusProperties = []property{
	{name: "id", kind: isLink, flags: decisive},
	{name: "statusListCredential", kind: isLink, flags: decisive},
	{name: "statusListIndex", kind: isText, flags: decisive},
	{name: "statusMessage", kind: isNode, card: many, class: classStatusMessage},
	{name: "statusPurpose", kind: isText, flags: decisive},
	{name: "statusReference", kind: isLink, card: set},
	{name: "statusSize", kind: isNumber, flags: decisive},
	{name: "type", kind: isTypes, card: one},
}

var (
	credentialStatus = class{name: "CredentialStatus", oneType: true, properties: statusProperties}
	statusEntry      = class{name: "StatusEntry", noun: "an entry of credentialStatus", form: "an object with a type", oneType: true, open: true, properties: statusProperties}
)

// statusMessage is what Bitstring Status List 1.0 §2.1 says of one value of an entry.
var statusMessage = class{
	name: "StatusMessage",
	noun: "an entry of statusMessage",
	form: "an object with a status and a message",
	open: true,
	properties: []property{
		{name: "message", kind: isProse},
		{name: "status", kind: isText},
	},
}

var refreshService = class{
	name:    "RefreshService",
	oneType: true,
	properties: []property{
		{name: "id", kind: isLink, card: one, flags: decisive},
		{name: "type", kind: isTypes, card: one},
	},
}

var termsOfUse = class{
	name:    "TermsOfUse",
	oneType: true,
	open:    true, // the type of the terms says which members they have
	properties: []property{
		{name: "id", kind: isLink, flags: decisive},
		{name: "type", kind: isTypes, card: one},
	},
}

// proof is judged by those who check it; here it must be there to be judged.
var proof = class{
	name:       "Proof",
	open:       true,
	properties: []property{{name: "type", kind: isTypes, card: one}},
}

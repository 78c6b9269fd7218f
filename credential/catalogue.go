package credential

// Problem types of the specifications. A code without one has no counterpart there.
const (
	vcdm     = "https://www.w3.org/TR/vc-data-model#"
	security = "https://w3id.org/security#"

	statusList = "https://www.w3.org/ns/credentials/status-list#" // Bitstring Status List 1.0

	parsing   = vcdm + "PARSING_ERROR"
	crypto_   = vcdm + "CRYPTOGRAPHIC_SECURITY_ERROR"
	malformed = vcdm + "MALFORMED_VALUE_ERROR"
	method    = security + "INVALID_VERIFICATION_METHOD"
	methodURL = security + "INVALID_VERIFICATION_METHOD_URL"
	relation  = security + "INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD"
	proof     = security + "PROOF_VERIFICATION_ERROR"
	dataLoss  = security + "DATA_LOSS_DETECTION_ERROR"
)

type entry struct {
	sentence    string // for a person who did nothing wrong and holds the badge
	problemType string
}

// catalogue holds the plain sentence of every Code. A Problem's Message says
// more: what was expected and what was found.
var catalogue = map[Code]entry{
	InputTooLarge:    {"The file is larger than a badge can be.", parsing},
	InputEncoding:    {"The text is not valid UTF-8.", parsing},
	InputUnsupported: {"This kind of file cannot be judged here.", ""},
	InputUnreadable:  {"The file could not be read to its end.", ""},
	JSONSyntax:       {"The content is not valid JSON.", parsing},
	JSONDuplicateKey: {"A name occurs twice in one object, so that two readers could read two different badges.", parsing},
	JSONDepth:        {"The content is nested too deeply.", parsing},
	JSONNumber:       {"A number cannot be kept exactly, or is not one that may stand there.", malformed},

	BakedFormat:     {"The file is no picture, certificate or package that a badge can be read from.", parsing},
	BakedCRC:        {"The file was damaged on its way.", parsing},
	BakedCompressed: {"The badge in the picture is compressed, which Open Badges do not allow.", parsing},
	BakedNone:       {"There is no badge in the file.", ""},
	BakedLegacy:     {"The picture holds a badge of an earlier version of Open Badges.", ""},
	BakedDuplicate:  {"There are several badges in the file.", parsing},
	BakedXMLDTD:     {"The picture has a document type declaration, which a badge must not have.", parsing},
	BakedEncoding:   {"The picture is not written in UTF-8.", parsing},
	SVGActive:       {"The art holds something that can run, move or load.", ""},
	SVGExternal:     {"The art refers to something outside it.", ""},

	JWSFormat:          {"This is not a compact JWS as badges use it.", parsing},
	JWSAlgForbidden:    {"The signature algorithm is not one that protects a badge.", crypto_},
	JWSCrit:            {"The signature demands an extension that badges do not have.", crypto_},
	JWSHeaderForbidden: {"The signature's header holds something that Open Badges do not allow there.", crypto_},
	JWTClaimMismatch:   {"The signed token and the badge inside it contradict each other.", malformed},

	KeyControllerMismatch:  {"The key that signed does not belong to the issuer that the badge names.", crypto_},
	KeyMalformed:           {"The key cannot be read.", method},
	KeyNotFound:            {"The issuer does not publish the key that the badge names.", method},
	KeyPrivateExposed:      {"The issuer has published its private key: anyone could have signed this.", method},
	KeyRelationship:        {"The issuer publishes this key, but not for signing badges.", relation},
	KeyRevoked:             {"The issuer has withdrawn the key.", method},
	KeyRetired:             {"The issuer no longer uses the key; the badge says that it was made while it did.", ""},
	KeyTypeMismatch:        {"The key does not fit the signature algorithm.", method},
	KeyWeak:                {"The key is too weak to prove anything.", method},
	DIDSyntax:              {"The decentralized identifier is malformed.", methodURL},
	DIDMethodUnsupported:   {"Identifiers of this DID method cannot be looked up here.", methodURL},
	ResolveForbiddenTarget: {"The key would have to be fetched from a place that is never asked.", methodURL},
	ResolveOffline:         {"The issuer's key has to be looked up on the network, and this verifier has none.", ""},
	ResolveFailed:          {"The issuer's key could not be looked up.", ""},
	ResolveHTTP:            {"A document that the badge depends on is not where it should be.", ""},
	ResolveTimeout:         {"A host that the badge depends on did not answer in time.", ""},
	ResolveTLS:             {"A host that the badge depends on could not show that it is the right one.", ""},
	ResolveTooLarge:        {"A document that the badge depends on is larger than it can be.", ""},
	ResolveDocID:           {"The document with the issuer's keys is that of somebody else.", security + "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID"},
	DIDDeactivated:         {"The issuer has given up the identifier under which it signed.", methodURL},
	StaleKeys:              {"The issuer's host does not answer; its keys are known from before.", ""},

	ProofMissing:         {"Nothing signs this badge.", proof},
	ProofMalformed:       {"The proof cannot be read.", proof},
	ProofSetIncomplete:   {"Of the proofs that the badge needs, one is missing or does not hold.", proof},
	ProofTypeUnsupported: {"The badge is secured in a way that cannot be judged here.", proof},
	ProofSigInvalid:      {"The signature does not fit these bytes: something was changed after signing.", crypto_},
	ProofPurpose:         {"The proof was made for another purpose than to vouch for a badge.", proof},
	ProofCreatedFuture:   {"The proof says that it was made in the future.", proof},
	ProofDomain:          {"The proof was made for another place or another occasion.", security + "INVALID_DOMAIN_ERROR"},
	ProofExpired:         {"The signature was made for a limited time, which is over.", proof},

	SchemaInvalid:       {"The badge does not have the form that Open Badges 3.0 gives it.", malformed},
	SchemaUnavailable:   {"The badge names a further schema that was not at hand.", ""},
	RefreshRefused:      {"What stands where a newer edition of the badge may be is none.", ""},
	TermUndefined:       {"The badge uses a name that none of its contexts defines.", dataLoss},
	ContextOrder:        {"The contexts do not stand in the order that Open Badges prescribe.", malformed},
	ResourceDigest:      {"A digest in the badge is not that of the file that it is of.", malformed},
	ContextUnknown:      {"The badge names a context that is not known here.", malformed},
	ContextNested:       {"A context stands inside the badge, where it could give names another meaning.", malformed},
	JSONKeyForm:         {"A member goes by something other than its plain name, under which readers look for it.", malformed},
	IRIInvalid:          {"An identifier is not an absolute IRI, so the signature would not cover it.", malformed},
	CanonLimit:          {"The badge is made so that checking it would take too much work.", parsing},
	TimeFormat:          {"A time is not written as the specification demands.", malformed},
	ResultInvalid:       {"A result does not fit the achievement that it belongs to.", malformed},
	ResultBelowRequired: {"A result lies below the level that the achievement requires.", ""},
	TextSuspicious:      {"A text contains characters that can make it look like another text.", ""},
	IdentityHashWeak:    {"The recipient is hidden behind a hash that is no longer safe.", ""},
	PrivacyGuessable:    {"The recipient is hidden behind a hash that is easily guessed.", ""},
	PrivacyField:        {"The badge carries personal data that it does not need.", ""},

	TrustIssuerUnknown: {"The badge is genuine, but its issuer is not one you trust.", ""},
	TrustUnavailable:   {"Whether the issuer is one you trust could not be asked.", ""},
	TimeNotYet:         {"The badge is genuine, but not valid yet.", ""},
	TimeExpired:        {"The badge is genuine, but it has ended.", ""},
	TimeOdd:            {"The times in the badge do not fit together.", ""},
	ClockUnset:         {"There was no clock to judge the badge by.", ""},
	StatusUnsupported:  {"Whether the badge was revoked could not be asked.", ""},

	StatusUnavailable:     {"Whether the badge was revoked could not be found out.", statusList + "STATUS_RETRIEVAL_ERROR"},
	StatusRevoked:         {"The issuer has revoked the badge.", ""},
	StatusSuspended:       {"The issuer has suspended the badge; only the issuer can say whether for good.", ""},
	StatusVerification:    {"The list of revoked badges is not the issuer's.", statusList + "STATUS_VERIFICATION_ERROR"},
	StatusIssuerUntrusted: {"The list of revoked badges is somebody else's, whom nobody said to trust for it.", ""},
	StatusListExpired:     {"The list of revoked badges is out of date.", ""},
	StatusPurpose:         {"The list is not for what the badge says.", statusList + "STATUS_VERIFICATION_ERROR"},
	StatusListMalformed:   {"The list of revoked badges cannot be read.", statusList + "MALFORMED_VALUE_ERROR"},
	StatusListLength:      {"The list of revoked badges is shorter than such a list may be.", statusList + "STATUS_LIST_LENGTH_ERROR"},
	StatusListTooLarge:    {"The list of revoked badges is larger than such a list can be.", statusList + "MALFORMED_VALUE_ERROR"},
	StatusIndex:           {"The badge's place in the list of revoked badges is no place in it.", statusList + "RANGE_ERROR"},
	StatusMessage:         {"The issuer has something to say about the badge.", ""},
	StatusTracking:        {"The issuer learns of this badge each time somebody verifies it.", ""},

	EndorsementInvalid:           {"An endorsement in the badge does not hold, and counts for nothing.", ""},
	EndorsementAstray:            {"An endorsement in the badge is about something else.", ""},
	EndorsementUnavailable:       {"Whether an endorsement in the badge holds could not be found out.", ""},
	EndorsementLimit:             {"The badge carries more endorsements than are judged.", ""},
	SelfEndorsed:                 {"An endorsement in the badge is by somebody who endorses what is his own.", ""},
	IssuerProfileDiffers:         {"The issuer's own page gives it another name.", ""},
	TrustAchievementUnauthorised: {"The badge is genuine, but its issuer may not award this achievement.", ""},
	CriteriaChanged:              {"The page of the criteria has changed since the badge was signed.", ""},
	EvidenceChanged:              {"Evidence has changed since the badge was signed, or is gone.", ""},

	RecipientMismatch:   {"The badge is genuine, but it was issued to somebody else.", ""},
	RecipientUnknown:    {"The badge does not say in this form to whom it was issued.", ""},
	AchievementMismatch: {"The badge is genuine, but it is not the achievement that was asked for.", ""},
	RuleUndetermined:    {"A condition of the caller could not be decided.", ""},
	ReceiptFormat:       {"The record of an earlier verification cannot be read.", parsing},
	ReceiptUntrusted:    {"The record of an earlier verification is by somebody whose word nobody said to take.", ""},
	ReceiptMismatch:     {"The record of an earlier verification is not of what stands beside it.", ""},
	ReceiptPast:         {"This is what was so when the badge was verified; what has changed since is not known.", ""},
	Interrupted:         {"The verification was interrupted before it was finished.", ""},
	Panicked:            {"A check broke off in a fault of the software.", ""},

	IssueSigner:     {"The signer did not sign.", ""},
	IssueStatus:     {"The badge was given no place in the list in which it could be revoked.", ""},
	IssueRandomness: {"There was no randomness for the badge's id.", ""},
	IssueSelfCheck:  {"The issuer's own product did not verify, and was not handed out.", ""},

	IssueCorrection:    {"What was to correct a badge is no correction of it.", ""},
	CredentialConflict: {"Two versions of the badge begin at the same time, and differ.", ""},
}

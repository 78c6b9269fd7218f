package credential

// A Code names one reason why a document was refused, doubted or remarked on.
// It is an error, so that errors.Is(err, TimeExpired) tells reasons apart
// without reading sentences. Codes are stable: their spelling is part of the
// API and of the test corpus; their sentences are not.
type Code string

// Error returns the code's plain sentence.
func (c Code) Error() string {
	if e, ok := catalogue[c]; ok {
		return e.sentence
	}
	return string(c)
}

// Type returns the problem type URL that VCDM 2.0, Data Integrity 1.0 or
// Controlled Identifiers 1.0 define for this kind of problem, or "" where none
// of them has one.
func (c Code) Type() string { return catalogue[c].problemType }

// Codes returns every Code of the catalogue, in no particular order.
func Codes() []Code {
	codes := make([]Code, 0, len(catalogue))
	for c := range catalogue {
		codes = append(codes, c)
	}
	return codes
}

// What is wrong with the bytes.
const (
	InputTooLarge    Code = "INPUT_TOO_LARGE"
	InputEncoding    Code = "INPUT_ENCODING"
	InputUnsupported Code = "INPUT_UNSUPPORTED"
	InputUnreadable  Code = "INPUT_UNREADABLE"
	JSONSyntax       Code = "JSON_SYNTAX"
	JSONDuplicateKey Code = "JSON_DUPLICATE_KEY"
	JSONDepth        Code = "JSON_DEPTH"
	JSONNumber       Code = "JSON_NUMBER"
)

// What is wrong with the JWS and its claims.
const (
	JWSFormat          Code = "JWS_FORMAT"
	JWSAlgForbidden    Code = "JWS_ALG_FORBIDDEN"
	JWSCrit            Code = "JWS_CRIT"
	JWSHeaderForbidden Code = "JWS_HEADER_FORBIDDEN"
	JWTClaimMismatch   Code = "JWT_CLAIM_MISMATCH"
)

// What is wrong with the key, or with the way to it.
const (
	KeyControllerMismatch  Code = "KEY_CONTROLLER_MISMATCH"
	KeyMalformed           Code = "KEY_MALFORMED"
	KeyNotFound            Code = "KEY_NOT_FOUND"
	KeyPrivateExposed      Code = "KEY_PRIVATE_EXPOSED"
	KeyRelationship        Code = "KEY_RELATIONSHIP"
	KeyRevoked             Code = "KEY_REVOKED"
	KeyTypeMismatch        Code = "KEY_TYPE_MISMATCH"
	KeyWeak                Code = "KEY_WEAK"
	DIDSyntax              Code = "DID_SYNTAX"
	DIDMethodUnsupported   Code = "DID_METHOD_UNSUPPORTED"
	ResolveForbiddenTarget Code = "RESOLVE_FORBIDDEN_TARGET"
	ResolveOffline         Code = "RESOLVE_OFFLINE"
	ResolveFailed          Code = "RESOLVE_FAILED"
)

// What is wrong with the proof.
const (
	ProofMissing         Code = "PROOF_MISSING"
	ProofMalformed       Code = "PROOF_MALFORMED"
	ProofTypeUnsupported Code = "PROOF_TYPE_UNSUPPORTED"
	ProofSigInvalid      Code = "PROOF_SIG_INVALID"
	ProofExpired         Code = "PROOF_EXPIRED"
	ProofPurpose         Code = "PROOF_PURPOSE"
	ProofCreatedFuture   Code = "PROOF_CREATED_FUTURE"
	ProofDomain          Code = "PROOF_DOMAIN"
)

// What is wrong with the document that the proof secures.
const (
	SchemaInvalid       Code = "SCHEMA_INVALID"
	SchemaUnavailable   Code = "SCHEMA_UNAVAILABLE"
	TermUndefined       Code = "TERM_UNDEFINED"
	ContextOrder        Code = "CONTEXT_ORDER"
	ContextUnknown      Code = "CONTEXT_UNKNOWN"
	ContextNested       Code = "CONTEXT_NESTED"
	JSONKeyForm         Code = "JSON_KEY_FORM"
	IRIInvalid          Code = "IRI_INVALID"
	CanonLimit          Code = "CANON_LIMIT"
	TimeFormat          Code = "TIME_FORMAT"
	ResultInvalid       Code = "RESULT_INVALID"
	ResultBelowRequired Code = "RESULT_BELOW_REQUIRED"
	TextSuspicious      Code = "TEXT_SUSPICIOUS"
	IdentityHashWeak    Code = "IDENTITY_HASH_WEAK"
	PrivacyGuessable    Code = "PRIVACY_GUESSABLE"
	PrivacyField        Code = "PRIVACY_FIELD"
)

// What stands against an authentic badge: trust, time, status, the caller's rules.
const (
	TrustIssuerUnknown  Code = "TRUST_ISSUER_UNKNOWN"
	TrustUnavailable    Code = "TRUST_UNAVAILABLE"
	TimeNotYet          Code = "TIME_NOT_YET"
	TimeExpired         Code = "TIME_EXPIRED"
	TimeOdd             Code = "TIME_ODD"
	StatusUnsupported   Code = "STATUS_UNSUPPORTED"
	RecipientMismatch   Code = "RECIPIENT_MISMATCH"
	RecipientUnknown    Code = "RECIPIENT_UNKNOWN"
	AchievementMismatch Code = "ACHIEVEMENT_MISMATCH"
	RuleUndetermined    Code = "RULE_UNDETERMINED"
	Interrupted         Code = "INTERRUPTED"
)

// What goes wrong on the issuer's side.
const (
	IssueSigner     Code = "ISSUE_SIGNER"
	IssueRandomness Code = "ISSUE_RANDOMNESS"
	IssueSelfCheck  Code = "ISSUE_SELF_CHECK"
)

package shape

// The codes of findings, spelled as the public codes are.
const (
	SchemaInvalid       = "SCHEMA_INVALID"
	TimeFormat          = "TIME_FORMAT"
	TermUndefined       = "TERM_UNDEFINED"
	ResultInvalid       = "RESULT_INVALID"
	ResultBelowRequired = "RESULT_BELOW_REQUIRED"
	TextSuspicious      = "TEXT_SUSPICIOUS"
	JSONNumber          = "JSON_NUMBER"
	IdentityHashWeak    = "IDENTITY_HASH_WEAK"
	PrivacyGuessable    = "PRIVACY_GUESSABLE"
	PrivacyField        = "PRIVACY_FIELD"
	StatusIndex         = "STATUS_INDEX"
)

// Codes returns every code that a Finding may carry.
func Codes() []string {
	return []string{
		SchemaInvalid, TimeFormat, TermUndefined, ResultInvalid, ResultBelowRequired,
		TextSuspicious, JSONNumber, IdentityHashWeak, PrivacyGuessable, PrivacyField, StatusIndex,
	}
}

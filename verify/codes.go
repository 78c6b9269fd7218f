package verify

import "github.com/summitbadges/openbadges/credential"

// A Code names one reason for a verdict; a Problem is one finding with its
// Code, its place and a sentence. Both are declared in package credential,
// because issuing refuses for the same reasons.
type (
	Code     = credential.Code
	Problem  = credential.Problem
	Severity = credential.Severity
)

// Severities of a Problem.
const (
	Violation = credential.Violation
	Deviation = credential.Deviation
	Note      = credential.Note
)

// The Codes that a caller most often branches on. Package credential has all.
const (
	// The badge is a forgery, or was changed.
	ProofSigInvalid       = credential.ProofSigInvalid
	KeyControllerMismatch = credential.KeyControllerMismatch

	// The badge is genuine, and not to be accepted here and now.
	TrustIssuerUnknown  = credential.TrustIssuerUnknown
	TimeNotYet          = credential.TimeNotYet
	TimeExpired         = credential.TimeExpired
	RecipientMismatch   = credential.RecipientMismatch
	AchievementMismatch = credential.AchievementMismatch

	// The verdict is open. Of these, only TrustUnavailable and Interrupted may
	// come out otherwise when asked again.
	TrustUnavailable  = credential.TrustUnavailable
	StatusUnsupported = credential.StatusUnsupported
	RecipientUnknown  = credential.RecipientUnknown
	RuleUndetermined  = credential.RuleUndetermined
	Interrupted       = credential.Interrupted
)

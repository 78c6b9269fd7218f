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
	TimeNotYet            = credential.TimeNotYet
	TimeExpired           = credential.TimeExpired
	TrustIssuerUnknown    = credential.TrustIssuerUnknown
	RecipientMismatch     = credential.RecipientMismatch
	RecipientUnknown      = credential.RecipientUnknown
	AchievementMismatch   = credential.AchievementMismatch
	ProofSigInvalid       = credential.ProofSigInvalid
	KeyControllerMismatch = credential.KeyControllerMismatch
	StatusUnsupported     = credential.StatusUnsupported
	Interrupted           = credential.Interrupted
)

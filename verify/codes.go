package verify

import (
	"slices"

	"github.com/summitbadges/openbadges/credential"
)

// Declared in package credential, because issuing refuses for the same reasons.
type (
	// A Code names one reason for a verdict, and is an error to branch on:
	// errors.Is(err, verify.TimeExpired).
	Code = credential.Code

	// A Problem is one finding: its Code, its place and a sentence.
	Problem = credential.Problem

	// A Severity says what a Problem does to the verdict.
	Severity = credential.Severity
)

// Severities of a Problem.
const (
	Violation = credential.Violation // refuses
	Deviation = credential.Deviation // a warning; refuses under Config.Strict
	Note      = credential.Note      // always only a warning
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

	StatusRevoked   = credential.StatusRevoked
	StatusSuspended = credential.StatusSuspended

	// What an endorsement does to the badge is said by Config.Endorsements.
	EndorsementInvalid     = credential.EndorsementInvalid
	EndorsementAstray      = credential.EndorsementAstray
	EndorsementUnavailable = credential.EndorsementUnavailable
	EndorsementLimit       = credential.EndorsementLimit
	SelfEndorsed           = credential.SelfEndorsed

	// A Fetcher answers with one of these.
	ResolveHTTP            = credential.ResolveHTTP
	ResolveTimeout         = credential.ResolveTimeout
	ResolveTLS             = credential.ResolveTLS
	ResolveTooLarge        = credential.ResolveTooLarge
	ResolveOffline         = credential.ResolveOffline
	ResolveFailed          = credential.ResolveFailed
	ResolveForbiddenTarget = credential.ResolveForbiddenTarget

	// The verdict is open. Which of these may come out otherwise when asked again is
	// said by Code.Retry, and better by Problem.Retry and Report.Retry.
	TrustUnavailable  = credential.TrustUnavailable
	StatusUnavailable = credential.StatusUnavailable
	StatusUnsupported = credential.StatusUnsupported
	StatusListExpired = credential.StatusListExpired
	RecipientUnknown  = credential.RecipientUnknown
	RuleUndetermined  = credential.RuleUndetermined
	Interrupted       = credential.Interrupted
	Panicked          = credential.Panicked
)

// Codes returns every Code that a report can hold, and those of issuing, in the order
// of the alphabet. Each tells its plain sentence (Error), the problem type URL that a
// specification gives it, if one does (Type), and whether asking again may help
// (Retry), so that a program can show or translate them all.
func Codes() []Code {
	codes := credential.Codes()
	slices.Sort(codes)
	return codes
}

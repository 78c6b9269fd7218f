package award_test

import (
	"crypto/sha256"
	"encoding/base64"

	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/verify"
)

// factOf reads from a report what a stack asks of a badge. What was not verified is shown
// by its outcome, and says nothing else that could be believed.
func factOf(report *verify.Report, data []byte) award.Fact {
	f := award.Fact{At: report.Time}
	switch {
	case report.Outcome == verify.Passed && relied(report):
		f.Outcome = award.Passed
	case report.Outcome == verify.Failed:
		f.Outcome = award.Failed
	}
	if problems := report.Errors(); len(problems) > 0 {
		f.Why = problems[0].Message
	}
	if c := report.Credential; c != nil && report.Authentic {
		f.Credential, f.Achievement, f.Subject, f.Issuer = c.ID, c.Subject.Achievement.ID, c.Subject.ID, c.Issuer.ID
		sum := sha256.Sum256(data)
		f.Digest = "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
	}
	return f
}

// relied says that nothing was left open. A verifier may be told to let pass whose status
// nobody knows, or whose issuer nobody does (Config.AllowUnknownStatus, AnyIssuer).
func relied(report *verify.Report) bool {
	for _, k := range report.Checks {
		if k.Name == verify.CheckStatus && k.Outcome == verify.Passed {
			return report.Authentic && report.Trust == verify.Trusted
		}
	}
	return report.Authentic && report.Trust == verify.Trusted && len(report.Credential.Status) == 0
}

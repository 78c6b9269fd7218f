package receipt_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/receipt"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// Of honest bundles, of one badge before and after it was revoked and of another, no mixture
// is opened, whatever is taken from which.
func TestNoMixtureOfHonestBundlesIsOpened(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	signer, data, other := office(t, 1), school.Good(), school.Good()
	files := []file{keep(t, school, data, signer), keep(t, school, other, signer)}
	school.Clock.Advance(time.Hour)
	school.Revoke(data)
	files = append(files, keep(t, school, data, signer), keep(t, school, other, signer), keep(t, school, other, office(t, 2)))
	honest := map[string]int{}
	for i, f := range files {
		honest[string(f.bundle)] = i
	}
	d := receipt.Reader{Keys: []credential.Method{signer.Method(), office(t, 2).Method()}, Now: later(files[0], 5).Now}
	opened := 0
	for i := range files {
		for j := range files {
			for k := range files {
				p := apart(t, files[i].bundle)
				p.Badge, p.Documents = apart(t, files[j].bundle).Badge, apart(t, files[k].bundle).Documents
				mixed := p.together(t)
				r, err := d.Verify(context.Background(), mixed, verify.Config{Issuers: []string{webSchool}})
				of, ours := honest[string(mixed)]
				if !ours {
					require.ErrorIs(t, err, credential.ReceiptMismatch, "%d %d %d", i, j, k)
					require.Equal(t, verify.Failed, r.Outcome)
					continue
				}
				opened++
				require.Equal(t, of != 2, err == nil, "%d: %v", of, err)
				if of == 2 {
					require.ErrorIs(t, err, verify.StatusRevoked)
				}
			}
		}
	}
	require.GreaterOrEqual(t, opened, len(files))
}

// The office's key dates as it likes: what is judged then is the badge as of that time, with
// the list and the key as they say that they hold, and never as of a time yet to come.
func TestABundleIsJudgedAsOfTheTimeOfItsReceipt(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	f := keep(t, school, school.Good(), office(t, 1))
	for name, c := range map[string]struct {
		at   time.Time
		want verify.Outcome
		code verify.Code
	}{
		"then":                       {verifytest.Start(), verify.Passed, ""},
		"before the badge began":     {verifytest.Start().AddDate(0, 0, -1), verify.Failed, verify.TimeNotYet},
		"when its list was old":      {verifytest.Start().Add(2 * time.Hour), verify.Undetermined, credential.StatusListExpired},
		"after the badge had ended":  {verifytest.Start().AddDate(2, 0, 0), verify.Failed, verify.TimeExpired},
		"tomorrow":                   {verifytest.Start().AddDate(5, 0, 1), verify.Failed, credential.ProofCreatedFuture},
		"a moment after it was read": {verifytest.Start().AddDate(5, 0, 0).Add(1), verify.Failed, credential.ProofCreatedFuture},
	} {
		p := apart(t, f.bundle)
		p.Receipt = string(resign(t, f, f.signer, func(r *receipt.Receipt) { r.At = c.at.UTC().Format(time.RFC3339Nano) }))
		r, err := later(f, 5).Verify(context.Background(), p.together(t), verify.Config{Issuers: []string{webSchool}, StatusMaxAge: time.Hour})
		require.Equal(t, c.want, r.Outcome, "%s: %s", name, r)
		if c.code != "" {
			require.ErrorIs(t, err, c.code, name)
		}
		if c.want == verify.Passed {
			require.NoError(t, err, name)
		}
	}
}

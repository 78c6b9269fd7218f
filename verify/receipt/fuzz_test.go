package receipt_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/receipt"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// kept are bundles of several kinds, all by one office.
func kept(t testing.TB) []file {
	var files []file
	for _, setup := range []verifytest.Setup{{}, {ID: webSchool}, {ID: "https://school.example/issuer", Suite: credential.EdDSAJCS2022}} {
		school := verifytest.NewIssuer(setup)
		for _, data := range [][]byte{school.Good(), school.Revoked(), school.Undecidable()} {
			files = append(files, keep(t, school, data, office(t, 1)))
		}
	}
	return files
}

// Nothing is read as a receipt that the office has not signed, whatever is done to one; and
// of what its key does sign, nothing in another spelling than Sign's.
func FuzzReadReceipt(f *testing.F) {
	files := kept(f)
	signed := map[string]bool{}
	for _, k := range files {
		signed[string(k.signed)] = true
		f.Add(k.signed, false)
		f.Add(bytes.Split(k.signed, []byte("."))[1], false)
		f.Add(unb64(f, string(bytes.Split(k.signed, []byte("."))[1])), true)
	}
	signer := office(f, 1)
	d := later(files[0], 5)
	f.Fuzz(func(t *testing.T, data []byte, byTheOffice bool) {
		if !byTheOffice {
			r, err := d.Read(data)
			require.Equal(t, signed[string(data)], err == nil)
			require.Equal(t, err == nil, r != nil)
			return
		}
		r, err := d.Read(token(t, signer, header(signer), data))
		if err != nil {
			var p *verify.Problem
			require.ErrorAs(t, err, &p)
			return
		}
		require.Equal(t, string(data), string(asJSON(t, r)))
		require.False(t, r.Time().IsZero())
	})
}

// A bundle that is opened is, to the byte, one that the office made.
func FuzzOpenBundle(f *testing.F) {
	files := kept(f)
	made := map[string]file{}
	for _, k := range files {
		made[string(k.bundle)] = k
		f.Add(k.bundle)
		p := apart(f, k.bundle)
		p.Documents = append(p.Documents, p.Badge)
		f.Add(p.together(f))
	}
	d := later(files[0], 5)
	f.Fuzz(func(t *testing.T, data []byte) {
		evidence, err := d.Open(data)
		k, ours := made[string(data)]
		require.Equal(t, ours, err == nil)
		if err != nil {
			require.Nil(t, evidence)
			return
		}
		report, _ := evidence.Verify(context.Background(), verify.Config{AnyIssuer: true})
		require.NotEqual(t, "valid", report.Verdict())
		if k.report.Outcome != verify.Passed {
			require.NotEqual(t, verify.Passed, report.Outcome)
		}
		require.True(t, receipt.IsBundle(data))
	})
}

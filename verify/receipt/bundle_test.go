package receipt_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/receipt"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// Five years on the school's host is gone, its list with it, and nobody is asked.
func TestABundleIsVerifiedFiveYearsLaterWithNoNetwork(t *testing.T) {
	for name, setup := range map[string]verifytest.Setup{
		"did:key": {}, "did:web": {ID: webSchool}, "https": {ID: "https://school.example/issuer"},
		"a proof of the graph": {ID: webSchool, Suite: credential.EdDSARDFC2022},
	} {
		t.Run(name, func(t *testing.T) {
			school := verifytest.NewIssuer(setup)
			f := keep(t, school, school.Good(), office(t, 1))
			asked := school.Network.Requests("")
			school.Network.Fail("", &verify.HTTPError{Status: 404})

			evidence, err := later(f, 5).Open(f.bundle)
			require.NoError(t, err)
			report, err := evidence.Verify(context.Background(), verify.Config{Issuers: []string{school.ID}})
			require.NoError(t, err)
			require.Equal(t, verify.Passed, report.Outcome)
			require.Equal(t, "warning", report.Verdict(), "what nobody can know is told")
			require.True(t, report.Time.Equal(verifytest.Start()))
			require.Equal(t, report.Time, report.GoodUntil)
			require.Equal(t, asked, school.Network.Requests(""), "nobody was asked")

			told := ""
			for _, p := range report.Warnings() {
				require.Contains(t, []verify.Code{credential.ReceiptPast, verify.TimeExpired}, p.Code)
				told += p.Message + "\n"
			}
			for _, want := range []string{"now it is 2031-05-01", "revoked or suspended since is not known", "/status/revocation is that of then", "was stolen, or withdrawn", "ended since, on 2027-05-01"} {
				require.Contains(t, told, want)
			}
			require.Contains(t, report.String(), "ACCEPTED  On 2026-05-01 the badge was genuine and in force.")
			require.NotContains(t, report.String(), "is genuine and in force")
			require.NotContains(t, report.String(), "Ask again", "on a day that is over")

			// A Verifier of that day, with its own clock and no network, finds nothing.
			v, err := verify.New(verify.Config{Issuers: []string{school.ID}, Now: later(f, 5).Now})
			require.NoError(t, err)
			endless := keep(t, verifytest.NewIssuer(setup), verifytest.NewIssuer(setup).Issue(school.Claims), office(t, 1))
			evidence, err = later(f, 5).Open(endless.bundle)
			require.NoError(t, err)
			report, err = v.Verify(context.Background(), evidence.Badge)
			require.ErrorIs(t, err, verify.ResolveOffline)
			require.Equal(t, verify.Undetermined, report.Outcome)
		})
	}
}

func TestTheSameVerificationMakesTheSameBundle(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	f := keep(t, school, school.Good(), office(t, 1))
	again, err := receipt.Bundle(f.signed, f.report)
	require.NoError(t, err)
	require.Equal(t, f.bundle, again)
	require.Equal(t, f.bundle, apart(t, f.bundle).together(t))
	require.True(t, receipt.IsBundle(f.bundle))
	require.Len(t, apart(t, f.bundle).Documents, 2, "the DID document and the list")
}

// The attacker has a bundle and can change every byte of it, sign with keys of his own, and
// put documents of his own in. Nothing of that is believed.
func TestAForgedBundleIsRefused(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	honest, stranger := office(t, 1), office(t, 66)
	f := keep(t, school, school.Good(), honest)
	other := keep(t, school, school.Good(), honest)

	// The whole of it by an attacker: his did.json, his badge, his receipt.
	thief := verifytest.NewIssuer(verifytest.Setup{ID: webSchool, Key: nil})
	forged := keep(t, thief, thief.Good(), stranger)

	swapped := func(i int, data []byte) parts {
		p := apart(t, f.bundle)
		p.Documents[i] = b64(data)
		return p
	}
	did := thief.Network.Published("https://school.example/.well-known/did.json")
	for name, c := range map[string]struct {
		forge func(p *parts)
		code  verify.Code
	}{
		"another DID document": {func(p *parts) { *p = swapped(0, append(did, ' ')) }, credential.ReceiptMismatch},
		"another list":         {func(p *parts) { *p = swapped(1, []byte("{}")) }, credential.ReceiptMismatch},
		"documents in another order": {func(p *parts) {
			p.Documents[0], p.Documents[1] = p.Documents[1], p.Documents[0]
		}, credential.ReceiptMismatch},
		"a document left out":     {func(p *parts) { p.Documents = p.Documents[:1] }, credential.ReceiptMismatch},
		"all documents left out":  {func(p *parts) { p.Documents = nil }, credential.ReceiptMismatch},
		"a document more":         {func(p *parts) { p.Documents = append(p.Documents, b64([]byte("{}"))) }, credential.ReceiptMismatch},
		"another badge":           {func(p *parts) { p.Badge = apart(t, other.bundle).Badge }, credential.ReceiptMismatch},
		"the receipt of another":  {func(p *parts) { p.Receipt = string(other.signed) }, credential.ReceiptMismatch},
		"a receipt by a stranger": {func(p *parts) { *p = apart(t, forged.bundle) }, credential.ReceiptUntrusted},
		"a receipt without a signature": {func(p *parts) {
			p.Receipt = p.Receipt[:bytes.LastIndexByte([]byte(p.Receipt), '.')+1]
		}, credential.ReceiptFormat},
		"no receipt": {func(p *parts) { p.Receipt = "" }, credential.ReceiptFormat},
		"a stranger's signature in the name of the office": {func(p *parts) {
			p.Receipt = string(token(t, stranger, header(honest), unb64(t, string(bytes.Split(forged.signed, []byte("."))[1]))))
		}, verify.ProofSigInvalid},
		"the badge as the receipt":       {func(p *parts) { p.Receipt = string(unb64(t, p.Badge)) }, credential.ReceiptFormat},
		"another spelling of base64":     {func(p *parts) { p.Badge += "=" }, credential.ReceiptFormat},
		"another spelling of a document": {func(p *parts) { p.Documents[1] += "=" }, credential.ReceiptFormat},
		"another type":                   {func(p *parts) { p.Type = "Evidence" }, credential.ReceiptFormat},
		"another version":                {func(p *parts) { p.Version = 2 }, credential.ReceiptFormat},
	} {
		t.Run(name, func(t *testing.T) {
			p := apart(t, f.bundle)
			c.forge(&p)
			evidence, err := later(f, 5).Open(p.together(t))
			require.ErrorIs(t, err, c.code)
			require.Nil(t, evidence)
			if name == "another DID document" {
				require.ErrorContains(t, err, "https://school.example/.well-known/did.json")
			}
		})
	}
	for name, data := range map[string][]byte{
		"a member more":      bytes.Replace(f.bundle, []byte(`"version"`), []byte(`"x":1,"version"`), 1),
		"white space":        append(bytes.Clone(f.bundle), '\n'),
		"a member twice":     bytes.Replace(f.bundle, []byte(`"version":1`), []byte(`"version":1,"version":1`), 1),
		"a member elsewhere": bytes.Replace(f.bundle, []byte(`"version":1,`), nil, 1),
		"a badge":            school.Good(),
		"nothing":            nil,
	} {
		_, err := later(f, 5).Open(data)
		require.ErrorIs(t, err, credential.ReceiptFormat, name)
	}
}

// By a later clock a receipt is what it was; by an earlier one it is of the future, and was
// not made then.
func TestAReceiptOfTheFutureIsRefused(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	f := keep(t, school, school.Good(), office(t, 1))
	for _, open := range []func(receipt.Reader) error{
		func(d receipt.Reader) error { _, err := d.Read(f.signed); return err },
		func(d receipt.Reader) error { _, err := d.Open(f.bundle); return err },
	} {
		d := later(f, 0)
		require.NoError(t, open(d))
		d.Now = func() time.Time { return verifytest.Start().Add(-time.Nanosecond) }
		require.ErrorIs(t, open(d), credential.ProofCreatedFuture)
		d.Now = func() time.Time { return time.Time{} }
		require.ErrorIs(t, open(d), credential.ClockUnset)
	}
}

// Whoever signs with the key of the office after it was stolen is not believed, and a badge
// that a thief made after the receipt of another has none.
func TestAKeyOfTheOfficeThatIsNoLongerGood(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	f := keep(t, school, school.Good(), office(t, 1))
	at := verifytest.Start()
	for name, c := range map[string]struct {
		change func(*credential.Method)
		code   verify.Code
	}{
		"withdrawn since":            {func(m *credential.Method) { m.Revoked = at.AddDate(4, 0, 0) }, credential.KeyRevoked},
		"out of use before":          {func(m *credential.Method) { m.Expires = at }, credential.KeyRevoked},
		"for something else":         {func(m *credential.Method) { m.Purposes = []string{credential.Authentication} }, credential.KeyRelationship},
		"another's by the same name": {func(m *credential.Method) { m.Key = office(t, 2).Method().Key }, verify.ProofSigInvalid},
		"of somebody else":           {func(m *credential.Method) { m.Controller = "did:example:other" }, credential.ReceiptUntrusted},
		"by another name":            {func(m *credential.Method) { m.ID += "x" }, credential.ReceiptUntrusted},
		"no key":                     {func(m *credential.Method) { m.Key = nil }, credential.KeyTypeMismatch},
		"a key under which much holds": {func(m *credential.Method) {
			m.Key = ed25519.PublicKey(append([]byte{1}, make([]byte, 31)...))
		}, credential.KeyWeak},
		"out of use since":       {func(m *credential.Method) { m.Expires = at.Add(1) }, ""},
		"withdrawn, but not yet": {func(m *credential.Method) { m.Revoked = at.AddDate(6, 0, 0) }, ""},
	} {
		d := later(f, 5)
		c.change(&d.Keys[0])
		_, err := d.Open(f.bundle)
		if c.code == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorIs(t, err, c.code, name)
	}
	_, err := receipt.Reader{Now: later(f, 5).Now}.Open(f.bundle)
	require.ErrorIs(t, err, credential.ReceiptUntrusted, "the zero Reader believes nobody")
}

// The receipt vouches for what was published, and not for the issuer: whom to trust, and
// what else is asked, is up to whoever asks now.
func TestABundleIsJudgedByWhoeverAsks(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	f := keep(t, school, school.Good(), office(t, 1))
	evidence, err := later(f, 5).Open(f.bundle)
	require.NoError(t, err)

	_, err = evidence.Verify(context.Background(), verify.Config{Issuers: []string{"did:web:elsewhere.example"}})
	require.ErrorIs(t, err, verify.TrustIssuerUnknown)
	_, err = evidence.Verify(context.Background(), verify.Config{AnyIssuer: true}, verify.Recipient("emailAddress", "bob@example.org"))
	require.ErrorIs(t, err, verify.RecipientMismatch)
	_, err = evidence.Verify(context.Background(), verify.Config{AnyIssuer: true}, verify.Recipient("emailAddress", verifytest.Learner))
	require.NoError(t, err)

	for name, config := range map[string]verify.Config{
		"nobody is trusted": {},
		"a network":         {AnyIssuer: true, Fetcher: school.Network},
		"a Resolver":        {AnyIssuer: true, Resolvers: map[string]verify.Resolver{"did:web": verify.DIDWeb(school.Network)}},
		"a newer edition":   {AnyIssuer: true, Refresh: true},
		"what it links to":  {AnyIssuer: true, CompareResources: true},
	} {
		report, err := evidence.Verify(context.Background(), config)
		require.Error(t, err, name)
		require.Nil(t, report, name)
	}
	_, err = (&receipt.Evidence{}).Verify(context.Background(), verify.Config{AnyIssuer: true})
	require.Error(t, err)
}

// What the office did not accept nobody has accepted by its word later, whatever his own
// rules say.
func TestARefusalIsNoEvidenceOfAPass(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: webSchool})
	data, signer := school.Good(), office(t, 1)
	config := school.Config()
	config.Issuers = []string{"did:web:elsewhere.example"} // nobody whom the badge is from
	v, err := verify.New(config)
	require.NoError(t, err)
	report, err := v.Verify(context.Background(), data)
	require.ErrorIs(t, err, verify.TrustIssuerUnknown)
	signed, err := receipt.Sign(context.Background(), report, signer, school.Clock.Now())
	require.NoError(t, err)
	bundle, err := receipt.Bundle(signed, report)
	require.NoError(t, err)
	f := file{signer: signer, school: school, signed: signed}
	evidence, err := later(f, 5).Open(bundle)
	require.NoError(t, err)
	report, err = evidence.Verify(context.Background(), verify.Config{AnyIssuer: true, AllowUnknownStatus: true})
	require.ErrorIs(t, err, credential.ReceiptMismatch)
	require.Equal(t, verify.Undetermined, report.Outcome)

	// One that was revoked stays so, by its list.
	f = keep(t, school, school.Revoked(), signer)
	evidence, err = later(f, 5).Open(f.bundle)
	require.NoError(t, err)
	report, err = evidence.Verify(context.Background(), verify.Config{Issuers: []string{school.ID}})
	require.ErrorIs(t, err, verify.StatusRevoked)
	require.Equal(t, verify.Failed, report.Outcome)
}

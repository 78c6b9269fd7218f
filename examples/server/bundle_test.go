package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/receipt"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// bundleOffice signs receipts.
func bundleOffice(t testing.TB, seed byte) credential.Signer {
	t.Helper()
	s, err := credential.NewKeySigner(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize)))
	require.NoError(t, err)
	return s
}

// bundled is a badge with its receipt by an office, and the documents.
func bundled(t testing.TB, school *verifytest.Issuer, data []byte, office credential.Signer) string {
	t.Helper()
	report, _ := school.Verifier().Verify(t.Context(), data)
	signed, err := receipt.Sign(t.Context(), report, office, school.Clock.Now())
	require.NoError(t, err)
	bundle, err := receipt.Bundle(signed, report)
	require.NoError(t, err)
	return string(bundle)
}

// fiveYearsOn is a server that asks nobody, by a clock that is five years ahead.
func fiveYearsOn(t testing.TB, args ...string) *host {
	t.Helper()
	return startAt(t, func() time.Time { return verifytest.Start().AddDate(5, 0, 0) }, args...)
}

// textOf is a page as a reader has it.
func textOf(page string) string {
	text := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, " "))
	return strings.Join(strings.Fields(text), " ")
}

// Five years on, with no network, whoever has a bundle reads on the page what was so then,
// and what nobody knows of the time since, however the bundle comes and in both languages.
func TestABundleIsReadByThePageAsOfItsReceipt(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: "did:web:school.example"})
	office := bundleOffice(t, 1)
	bundle := bundled(t, school, school.Good(), office)
	trust := []string{"-trusted-receipt", office.Method().Controller}
	named, any := fiveYearsOn(t, append(trust, "-issuer", school.ID)...), fiveYearsOn(t, trust...)
	for _, l := range []language{english, spanish} {
		for name, how := range map[string]sent{
			"a file": {file: bundle}, "pasted": {text: " " + bundle + "\r\n"}, "kept by the page": {again: base64.StdEncoding.EncodeToString([]byte(bundle))},
		} {
			how.lang = l.String()
			status, page, _ := named.ask(t, how)
			require.Equal(t, http.StatusOK, status, name)
			class, words, _ := verdictOn(t, page)
			require.Equal(t, classGood, class, name)
			require.Equal(t, l.say("then.good", l.date(verifytest.Start())), words)
			require.Contains(t, words, "2026")
			text := textOf(page)
			for _, want := range []string{
				l.say("explain.then"), l.say("explain.kept"), l.say("next.today"), l.say("since"), l.sentence(credential.ReceiptPast), "RECEIPT_PAST", "Civics",
				"this is what was so on 2026-05-01; now it is 2031-04-30", "whether it was revoked or suspended since is not known", "was stolen, or withdrawn by its owner, since is not known",
				l.say("check.receipt"), "is the word of " + office.Method().Controller, l.say("checked.then") + " " + l.day(verifytest.Start()), "it has ended since, on 2027-05-01",
			} {
				require.Contains(t, text, strings.ReplaceAll(want, "2031-04-30", verifytest.Start().AddDate(5, 0, 0).UTC().Format(time.DateOnly)), name)
			}
			for _, never := range []string{l.say("head.good"), l.say("explain.good"), l.say("date.again"), l.say("checked.at")} {
				require.NotContains(t, text, never, "nothing is said of today")
			}

			how.holder = "bob@example.org"
			_, page, _ = named.ask(t, how)
			class, _, holder := verdictOn(t, page)
			require.Equal(t, classBad, class)
			require.Equal(t, l.say("holder.mismatch", how.holder), holder)
			require.Contains(t, textOf(page), l.say("since"), "of a refusal as well")

			how.holder = ""
			_, page, _ = any.ask(t, how)
			class, words, _ = verdictOn(t, page)
			require.Equal(t, classUnknown, class)
			require.Equal(t, l.say("then.unknown", l.date(verifytest.Start())), words)
			require.Contains(t, textOf(page), l.say("explain.whose"))
		}
	}
	_, page, _ := named.ask(t, sent{file: bundle})
	require.Equal(t, 1, strings.Count(textOf(page[:strings.Index(page, english.say("checks"))]), english.sentence(credential.ReceiptPast)), "once is enough")
	inside := regexp.MustCompile(`name="again" value="([^"]*)"><input type="hidden" name="holder" value="">\s*<p><button>` + english.say("today")).FindStringSubmatch(page)
	require.NotNil(t, inside)
	_, page, _ = named.ask(t, sent{again: html.UnescapeString(inside[1])})
	class, _, _ := verdictOn(t, page)
	require.Equal(t, classOpen, class, "of today this server knows nothing")
	require.NotContains(t, page, english.say("today"))

	_, report, _ := named.ask(t, sent{file: bundle, accept: "application/json"})
	require.Contains(t, report, `{"outcome":"warning","kind":"ob30","errors":[],"warnings":[{"code":"RECEIPT_PAST","check":"receipt"`)

	// A bundle that a link leads to is one, too, and nothing that it names is asked for.
	link := school.Home + "/evidence.json"
	school.Network.Publish(link, []byte(bundle))
	named.server.fetcher = school.Network
	before := school.Network.Requests("")
	_, page = named.get(t, "/?url="+url.QueryEscape(link))
	class, _, _ = verdictOn(t, page)
	require.Equal(t, classGood, class)
	require.Equal(t, before+1, school.Network.Requests(""))
}

// Programs send a bundle in the place of a credential.
func TestABundleIsReadByTheAPIAsOfItsReceipt(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: "did:web:school.example"})
	office := bundleOffice(t, 1)
	bundle := bundled(t, school, school.Good(), office)
	h := fiveYearsOn(t, "-trusted-receipt", office.Method().Controller, "-issuer", school.ID)
	r := h.post(t, "/credentials/verify?explain&doctor", `{"verifiableCredential":`+bundle+`,"options":{"asOf":"receipt"}}`)
	require.Equal(t, http.StatusOK, r.status, r.raw)
	require.True(t, r.Verified)
	require.Contains(t, r.Checks, verify.CheckReceipt)
	told := ""
	for _, w := range r.Warnings {
		told += w.Code + " " + w.Detail + "\n"
	}
	require.Contains(t, told, "RECEIPT_PAST whether it was revoked or suspended since is not known")
	require.Contains(t, told, "TIME_EXPIRED it has ended since")
	require.Contains(t, r.raw, `"/credentialSubject/achievement/name"`, "what is explained is the badge")
	require.NotContains(t, r.raw, `"doctor":{"errors"`)

	// It was made for no occasion, and by its proof alone nothing is judged.
	for _, options := range []string{`{"asOf":"receipt","checks":["proof"]}`, `{"asOf":"receipt","checks":"proof"}`, `{"asOf":"receipt","challenge":"c"}`,
		`{"asOf":"receipt","domain":"d.example"}`, `{"asOf":"receipt","checks":[1]}`, `[]`} {
		r := h.post(t, "/credentials/verify", `{"verifiableCredential":`+bundle+`,"options":`+options+`}`)
		require.Equal(t, http.StatusBadRequest, r.status, options)
		require.False(t, r.Verified, options)
		require.NotEmpty(t, r.Errors, options)
	}
	// And whoever does not say that he asks for another day than today is not told yes.
	for _, options := range []string{`{}`, `null`, `{"asOf":null}`, `{"asOf":""}`, `{"asOf":"now"}`, `{"asOf":["receipt","now"]}`, `{"asOf":7}`, `{"asof":"receipt"}`} {
		r := h.post(t, "/credentials/verify", `{"verifiableCredential":`+bundle+`,"options":`+options+`}`)
		require.Equal(t, http.StatusBadRequest, r.status, options)
		require.False(t, r.Verified, options)
		require.Contains(t, r.raw, "RECEIPT_PAST", options)
	}
	// Nor is it a presentation, or a part of one.
	for _, body := range []string{
		`{"verifiablePresentation":` + bundle + `}`,
		`{"verifiablePresentation":{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiablePresentation"],"verifiableCredential":[` + bundle + `]}}`,
	} {
		r := h.post(t, "/presentations/verify", body)
		require.Equal(t, http.StatusBadRequest, r.status)
		require.False(t, r.Verified)
	}
}

// Nobody is believed whom the operator has not named, and nothing of what they sent is told.
func TestABundleByAStrangerIsNotReadByTheServer(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: "did:web:school.example"})
	office, stranger := bundleOffice(t, 1), bundleOffice(t, 66)
	good, revoked, forged := bundled(t, school, school.Good(), office), bundled(t, school, school.Revoked(), office), bundled(t, school, school.Good(), stranger)
	nobody, h := fiveYearsOn(t), fiveYearsOn(t, "-trusted-receipt", office.Method().Controller)
	part := func(bundle, name string) string {
		return regexp.MustCompile(`"` + name + `":("[^"]*"|\[[^\]]*\])`).FindString(bundle)
	}
	swap := func(name, with string) string { return strings.Replace(good, part(good, name), part(with, name), 1) }
	for name, c := range map[string]struct {
		by     *host
		bundle string
		class  string
		code   credential.Code
	}{
		"nobody is named":            {nobody, good, classOpen, credential.ReceiptUntrusted},
		"another is named":           {h, forged, classOpen, credential.ReceiptUntrusted},
		"the badge of another":       {h, swap("badge", revoked), classBad, credential.ReceiptMismatch},
		"the receipt of another":     {h, swap("receipt", revoked), classBad, credential.ReceiptMismatch},
		"the receipt of a stranger":  {h, swap("receipt", forged), classOpen, credential.ReceiptUntrusted},
		"no documents":               {h, strings.Replace(good, ","+part(good, "documents"), "", 1), classBad, credential.ReceiptMismatch},
		"a document twice":           {h, strings.Replace(good, `"documents":[`, `"documents":["e30",`, 1), classBad, credential.ReceiptMismatch},
		"a member more":              {h, strings.Replace(good, `"version"`, `"x":1,"version"`, 1), classBad, credential.ReceiptFormat},
		"saved anew":                 {h, strings.Replace(good, `{"type"`, "{\n  \"type\"", 1), classBad, credential.ReceiptFormat},
		"one that was revoked then":  {h, revoked, classBad, credential.StatusRevoked},
		"before its time":            {startAt(t, func() time.Time { return verifytest.Start().Add(-time.Hour) }, "-trusted-receipt", office.Method().Controller), good, classBad, credential.ProofCreatedFuture},
		"revoked, and no issuer's":   {fiveYearsOn(t, "-trusted-receipt", office.Method().Controller, "-issuer", "did:web:elsewhere.example"), revoked, classBad, credential.ReceiptMismatch},
		"of an issuer of no account": {fiveYearsOn(t, "-trusted-receipt", office.Method().Controller, "-issuer", "did:web:elsewhere.example"), good, classUnknown, verify.TrustIssuerUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			require.True(t, receipt.IsBundle([]byte(c.bundle)))
			status, page, _ := c.by.ask(t, sent{file: c.bundle, explain: "yes", doctor: "yes"})
			require.Equal(t, http.StatusOK, status)
			class, _, _ := verdictOn(t, page)
			require.Equal(t, c.class, class)
			require.Contains(t, page, string(c.code))
			require.NotContains(t, textOf(page), english.say("explain.then"))
			if c.code == verify.TrustIssuerUnknown {
				require.Contains(t, textOf(page), english.say("explain.unk")+" "+english.say("explain.kept"))
			}
			if c.code != credential.StatusRevoked && c.code != verify.TrustIssuerUnknown && !strings.HasPrefix(name, "revoked") {
				require.NotContains(t, textOf(page), "Civics")
				require.NotContains(t, page, "0001-01-01")
				require.NotContains(t, page, english.say("today"))
				require.Contains(t, page, `datetime="`+c.by.server.now().UTC().Format("2006-01-02"))
			}
			if c.code == credential.ReceiptUntrusted {
				require.Contains(t, textOf(page), english.say("next.receipt"))
			}
			_, report, _ := c.by.ask(t, sent{file: c.bundle, accept: "application/json"})
			require.NotRegexp(t, `^\{"outcome":"(valid|warning)"`, report)
			r := c.by.post(t, "/credentials/verify", `{"verifiableCredential":`+c.bundle+`,"options":{"asOf":"receipt"}}`)
			require.Equal(t, http.StatusBadRequest, r.status)
			require.False(t, r.Verified)
			require.Contains(t, r.raw, string(c.code))
		})
	}
}

// What a bundle leaves open no network of the server's settles, and no later day.
func TestAnOpenVerdictOnABundleStaysOpen(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	office := bundleOffice(t, 1)
	h := fiveYearsOn(t, "-trusted-receipt", office.Method().Controller)
	_, page, _ := h.ask(t, sent{file: bundled(t, school, school.Undecidable(), office)})
	class, _, _ := verdictOn(t, page)
	require.Equal(t, classOpen, class)
	text := textOf(page)
	require.Contains(t, text, english.say("next.today"))
	for _, never := range []string{"next.retry", "next.offline"} {
		require.NotContains(t, text, english.say(never))
	}
}

// What is no badge, or signed by somebody else than its issuer, counts for the API where
// everybody is accepted, and in a bundle for nothing.
func TestABundleOfWhatIsNoBadgeIsRefused(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	thief := verifytest.NewIssuer(verifytest.Setup{Network: school.Network})
	parsed, err := credential.Parse(school.Issue(school.Claims))
	require.NoError(t, err)
	office := bundleOffice(t, 1)
	h := fiveYearsOn(t, "-any-issuer", "-trusted-receipt", office.Method().Controller)
	for _, c := range []struct {
		signer credential.Signer
		kind   string
		code   credential.Code
	}{
		{school.Signer, "SomeCredential", credential.SchemaInvalid}, {thief.Signer, "OpenBadgeCredential", credential.KeyControllerMismatch}, {thief.Signer, "SomeCredential", credential.KeyControllerMismatch},
	} {
		document := strings.Replace(string(parsed.Document()), `"OpenBadgeCredential"`, `"`+c.kind+`"`, 1)
		signed, err := credential.SignJWS(t.Context(), []byte(document), c.signer, credential.OpenBadges)
		require.NoError(t, err)
		r := h.post(t, "/credentials/verify", `{"verifiableCredential":`+bundled(t, school, signed.Bytes(), office)+`,"options":{"asOf":"receipt"}}`)
		require.False(t, r.Verified)
		require.Contains(t, r.raw, string(c.code), c.kind)
	}
}

// What is larger than a bundle is not read, and says so.
func TestALargeBundleIsRefusedByTheServer(t *testing.T) {
	office := bundleOffice(t, 1)
	h := fiveYearsOn(t, "-trusted-receipt", office.Method().Controller)
	long := func(n int) string {
		return `{"type":"OpenBadgesEvidenceBundle","version":1,"receipt":"` + strings.Repeat("a", n) + `","badge":""}`
	}
	_, page, _ := h.ask(t, sent{file: long(17 << 20)})
	class, _, _ := verdictOn(t, page)
	require.Equal(t, classBad, class)
	require.Contains(t, page, "a bundle has at most 16777216 bytes")
	_, page, _ = h.ask(t, sent{file: long(6 << 20)})
	require.Contains(t, page, "a receipt has at most")
	require.Equal(t, http.StatusRequestEntityTooLarge, h.post(t, "/credentials/verify", `{"verifiableCredential":`+long(3<<20)+`}`).status)
	require.Equal(t, http.StatusBadRequest, h.post(t, "/credentials/verify", `{"verifiableCredential":`+long(3<<19)+`}`).status)
}

func TestTheServerKnowsVerifiersByTheirKeys(t *testing.T) {
	did := bundleOffice(t, 1).Method().Controller
	for name, id := range map[string]string{"no key": "did:web:school.example", "a fragment": did + "#x", "half a key": did[:20], "nothing": ""} {
		_, err := parse([]string{"-trusted-receipt", id})
		require.Error(t, err, name)
	}
	o, err := parse([]string{"-trusted-receipt", did, "-trusted-receipt", bundleOffice(t, 2).Method().Controller})
	require.NoError(t, err)
	require.Len(t, o.known, 2)
	require.Contains(t, help(), "trusted-receipt")
}

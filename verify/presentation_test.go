package verify_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/seeds"
	"github.com/summitbadges/openbadges/verify"
)

const (
	challenge = "3b1f0c9e-6f0a-4f3e-9d3c-1f6f4a6e5c11"
	employer  = "https://employer.example"
)

func wallet(t testing.TB) credential.Signer { return signerOf(t, edKey(7)) }

// held is Ada's badge, issued to the DID of her wallet.
func held(t testing.TB, suite credential.Suite) *credential.Secured {
	t.Helper()
	c := civics(t)
	c.Subject.ID = wallet(t).Method().Controller
	data := issueAs(t, school(t), c)
	if suite != "" {
		data = []byte(issueEmbedded(t, school(t), suite, c))
	}
	return read(t, string(data))
}

func read(t testing.TB, data string) *credential.Secured {
	t.Helper()
	s, err := credential.Parse([]byte(data))
	require.NoError(t, err)
	return s
}

func present(t testing.TB, suite credential.Suite, credentials ...*credential.Secured) string {
	t.Helper()
	h := credential.Holder{Signer: wallet(t), Suite: suite, Now: now}
	s, err := h.Present(ctx, credential.Presentation{Credentials: credentials}, challenge, employer)
	require.NoError(t, err)
	return string(s.Bytes())
}

// signPresentation signs any text as a token, as a wallet of another make might.
func signPresentation(payload string) string {
	key := edKey(7)
	m, err := credential.DIDKey(key.Public())
	if err != nil {
		panic(err)
	}
	return string(forge(`{"alg":"EdDSA","kid":"`+m.ID+`","typ":"vp+jwt"}`, payload, key))
}

// provePresentation adds Ada's proof to any document.
func provePresentation(t testing.TB, doc string, o credential.ProofOptions) string {
	t.Helper()
	if o.Suite == "" {
		o.Suite = credential.EdDSARDFC2022
	}
	if o.Purpose == "" {
		o.Purpose = credential.Authentication
	}
	o.Challenge, o.Domain = challenge, employer
	s, err := credential.AddProof(ctx, []byte(doc), wallet(t), o)
	require.NoError(t, err)
	return string(s.Bytes())
}

// presentationOf is a presentation without a proof.
func presentationOf(t testing.TB, credentials string) string {
	return `{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiablePresentation"],"holder":"` + wallet(t).Method().Controller + `","verifiableCredential":` + credentials + `}`
}

func expecting(t testing.TB, change func(*verify.Config)) *verify.Verifier {
	return newVerifier(t, change).Expecting(challenge, employer)
}

// What no context defines is signed with the very JSON and lost in a graph, and so it is
// in what a presentation covers; so is the order of a set.
func TestWhatAPresentationCoversIsReadAsItIsSigned(t *testing.T) {
	me := wallet(t).Method().Controller
	mine := strings.Replace(diploma(t, `,"favouriteColour":"green"`), school(t).Method().Controller, me, 1)
	v := expecting(t, func(c *verify.Config) { c.Issuers = append(c.Issuers, me) })
	for _, suite := range []credential.Suite{"", credential.EdDSAJCS2022} {
		report, err := v.VerifyPresentation(ctx, []byte(present(t, suite, read(t, mine))))
		require.NoError(t, err, suite)
		require.Equal(t, []string{string(credential.TermUndefined)}, codesOf(report.Credentials[0].Warnings()), suite)
	}

	graded := failing(t, "context.json")
	graded = strings.Replace(graded[:strings.Index(graded, `,"proof":`)]+"}", `"issuer":{"id":"`+school(t).Method().Controller, `"issuer":{"id":"`+me, 1)
	for suite, want := range map[credential.Suite]int{"": 3, credential.EdDSAJCS2022: 3, credential.EdDSARDFC2022: 1} {
		var doc string
		if bare := presentationOf(t, "["+graded+"]"); suite == "" {
			doc = signPresentation(strings.TrimSuffix(bare, "}") + `,"nonce":"` + challenge + `","aud":"` + employer + `"}`)
		} else {
			doc = provePresentation(t, bare, credential.ProofOptions{Suite: suite})
		}
		report, _ := v.VerifyPresentation(ctx, []byte(doc))
		require.Len(t, report.Credentials, 1, suite)
		require.True(t, report.Credentials[0].Authentic, "%v", report.Errors())
		require.Equal(t, want, strings.Count(strings.Join(codesOf(report.Credentials[0].Warnings()), "\n"), string(credential.ResultBelowRequired)), suite)
	}
}

// A wallet that puts its presentation, proof and all, into a token says for whom and for
// which occasion in both: the proof is over the presentation without the claims.
func TestAPresentationWithAProofInsideAToken(t *testing.T) {
	for _, suite := range []credential.Suite{credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		doc := provePresentation(t, presentationOf(t, `[`+string(held(t, credential.EdDSARDFC2022).Bytes())+`]`), credential.ProofOptions{Suite: suite})
		inside := func(nonce string) []byte {
			return []byte(signPresentation(strings.TrimSuffix(doc, "}") + `,"iss":"` + wallet(t).Method().Controller + `","aud":"` + employer + `","iat":` + strconvUnix(clock.Add(-time.Minute)) + `,"nonce":"` + nonce + `"}`))
		}
		report, err := expecting(t, nil).VerifyPresentation(ctx, inside(challenge), verify.HeldByPresenter())
		require.NoError(t, err, suite)
		require.Len(t, report.Proofs, 2)
		_, err = expecting(t, nil).VerifyPresentation(ctx, inside("another"))
		require.ErrorIs(t, err, credential.ProofDomain, suite)
	}
}

func suitesOfPresentations() []credential.Suite {
	return []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022, credential.Ed25519Signature2020, credential.JsonWebSignature2020}
}

func TestWhatIsPresentedIsVerified(t *testing.T) {
	for _, outer := range suitesOfPresentations() {
		for _, inner := range suitesOfPresentations() {
			t.Run(fmt.Sprintf("%q in %q", inner, outer), func(t *testing.T) {
				if inner == credential.EdDSAJCS2022 && outer != "" && outer != inner {
					h := credential.Holder{Signer: wallet(t), Suite: outer}
					_, err := h.Present(ctx, credential.Presentation{Credentials: []*credential.Secured{held(t, inner)}}, challenge)
					require.ErrorIs(t, err, credential.ContextNested, "the proof inside has contexts of its own, which no graph keeps")
					return
				}
				badge, other := held(t, inner), read(t, prove(t, diploma(t, ""), credential.ProofOptions{}))
				data := present(t, outer, badge, other)
				v := expecting(t, func(c *verify.Config) { c.Strict = true })
				report, err := v.VerifyPresentation(ctx, []byte(data), verify.Rule{Name: "seen", Check: func(context.Context, *credential.Credential) error { return nil }})
				require.NoError(t, err)
				require.Equal(t, verify.Passed, report.Outcome)
				require.Equal(t, wallet(t).Method().Controller, report.Holder)
				require.Equal(t, report.Holder, report.Controller)
				require.Len(t, report.Credentials, 2)
				require.Equal(t, credential.KindOB30, report.Credentials[0].Kind)
				require.Equal(t, string(badge.Document()), string(report.Credentials[0].Document()), "byte for byte")
				require.Equal(t, credential.KindVC, report.Credentials[1].Kind)
				require.Equal(t, verify.Passed, report.Credentials[1].Checks[len(report.Credentials[1].Checks)-1].Outcome, "the rule was asked")
				if inner != "" {
					require.Contains(t, string(report.Document()), string(badge.Bytes()))
				}
			})
		}
	}
}

func TestAPresentationIsForOneOccasion(t *testing.T) {
	v := newVerifier(t, nil)
	for _, suite := range suitesOfPresentations() {
		t.Run(string(suite), func(t *testing.T) {
			data := []byte(present(t, suite, held(t, "")))
			for name, other := range map[string]*verify.Verifier{
				"another challenge": v.Expecting("another", employer), "no challenge": v.Expecting("", employer),
				"another domain": v.Expecting(challenge, "https://other.example"), "one more": v.Expecting(challenge, employer, "https://other.example"),
				"neither": v.Expecting(""),
			} {
				report, err := other.VerifyPresentation(ctx, data)
				require.ErrorIs(t, err, credential.ProofDomain, name)
				kind := "https://w3id.org/security#INVALID_CHALLENGE_ERROR"
				if strings.Contains(name, "domain") || name == "one more" {
					kind = "https://w3id.org/security#INVALID_DOMAIN_ERROR"
				}
				require.Equal(t, kind, report.Errors()[0].Type(), name)
				require.Equal(t, verify.Failed, report.Outcome)
				require.Empty(t, report.Credentials)
				require.Empty(t, report.Holder)
			}
			report, err := v.VerifyPresentation(ctx, data)
			require.NoError(t, err)
			require.Equal(t, []string{"PROOF_DOMAIN"}, codesOf(report.Warnings()), "nobody asked")

			h := credential.Holder{Signer: wallet(t), Suite: suite, Now: now}
			open, err := h.Present(ctx, credential.Presentation{Credentials: []*credential.Secured{held(t, "")}}, "")
			require.NoError(t, err)
			report, err = v.VerifyPresentation(ctx, open.Bytes())
			require.NoError(t, err)
			require.Equal(t, []string{"PROOF_DOMAIN"}, codesOf(report.Warnings()), "anybody could replay it")
			_, err = v.Expecting(challenge).VerifyPresentation(ctx, open.Bytes())
			require.ErrorIs(t, err, credential.ProofDomain)

			nowhere, err := h.Present(ctx, credential.Presentation{Credentials: []*credential.Secured{held(t, "")}}, "", employer)
			require.NoError(t, err)
			report, err = v.Expecting("", employer).VerifyPresentation(ctx, nowhere.Bytes())
			require.NoError(t, err)
			require.Equal(t, []string{"PROOF_DOMAIN"}, codesOf(report.Warnings()), "a domain alone keeps nobody there from replaying it")

			several, err := h.Present(ctx, credential.Presentation{Credentials: []*credential.Secured{held(t, "")}}, challenge, employer, "https://other.example")
			require.NoError(t, err)
			report, err = v.Expecting(challenge, "https://other.example", employer).VerifyPresentation(ctx, several.Bytes())
			require.NoError(t, err)
			require.Equal(t, "valid", report.Verdict())
			_, err = v.Expecting(challenge, employer).VerifyPresentation(ctx, several.Bytes())
			require.Equal(t, suite == "", err == nil, "of a token, aud may name others; of a proof the sets are the same")
			report, err = v.Expecting(challenge).VerifyPresentation(ctx, several.Bytes())
			if suite == "" {
				require.NoError(t, err)
				require.Equal(t, "warning", report.Verdict(), "for whom it is, nobody asked")
			} else {
				require.ErrorIs(t, err, credential.ProofDomain)
			}
		})
	}
}

func codesOf(problems []verify.Problem) []string {
	var list []string
	for _, p := range problems {
		list = append(list, string(p.Code))
	}
	slices.Sort(list)
	return list
}

// Case D60.
func TestAPresentationIsNoCredential(t *testing.T) {
	v := expecting(t, nil)
	for _, suite := range suitesOfPresentations() {
		data := []byte(present(t, suite, held(t, "")))
		for _, judge := range []func(context.Context, []byte, ...verify.Rule) (*verify.Report, error){v.Verify, v.VerifyCredential} {
			report, err := judge(ctx, data)
			require.ErrorIs(t, err, credential.SchemaInvalid)
			require.Contains(t, report.Errors()[0].Message, "VerifyPresentation")
			require.Equal(t, credential.KindPresentation, report.Kind)
			require.False(t, report.Authentic)
			require.Nil(t, report.Document())
			words, err := json.Marshal(report)
			require.NoError(t, err)
			require.Contains(t, string(words), `"kind":"unknown"`)
		}
		proofs, err := v.VerifyProofs(ctx, data)
		require.NoError(t, err)
		require.Equal(t, wallet(t).Method().Controller, proofs.Controller)
	}
	for _, data := range [][]byte{held(t, "").Bytes(), held(t, credential.EdDSARDFC2022).Bytes(), enveloped(t, diploma(t, "")), []byte(`{}`)} {
		report, err := v.VerifyPresentation(ctx, data)
		require.ErrorIs(t, err, credential.SchemaInvalid)
		require.Contains(t, report.Errors()[0].Message, "VerifyCredential")
		require.Nil(t, report.Document())
	}
}

// A token that one key signed as the one thing is never read as the other, and
// neither is an envelope.
func TestTokensOfOneKindAreNotReadAsTheOther(t *testing.T) {
	vp := strings.Replace(presentationOf(t, "["+string(held(t, credential.EdDSAJCS2022).Bytes())+"]"), `,"verifiable`, `,"nonce":"`+challenge+`","aud":"`+employer+`","verifiable`, 1)
	vc := diploma(t, "")
	token := func(header, payload string) string {
		key := edKey(7)
		return string(forge(`{"alg":"EdDSA","kid":"`+wallet(t).Method().ID+`"`+header+`}`, payload, key))
	}
	school7 := strings.ReplaceAll(vc, school(t).Method().Controller, wallet(t).Method().Controller)
	v := expecting(t, func(c *verify.Config) { c.Issuers = append(c.Issuers, wallet(t).Method().Controller) })
	for header, want := range map[string][2]bool{ // read as presentation, as credential
		``: {true, true}, `,"typ":"JWT"`: {true, true}, `,"typ":"vp+jwt"`: {true, false}, `,"typ":"vp+jwt","cty":"vp"`: {true, false},
		`,"typ":"vc+jwt"`: {false, true}, `,"cty":"vc"`: {false, true}, `,"cty":"vp"`: {true, false}, `,"typ":"vp+jwt","cty":"vc"`: {false, false}, `,"typ":"JWT","cty":"application/vp"`: {true, false},
	} {
		_, err := v.VerifyPresentation(ctx, []byte(token(header, vp)))
		require.Equal(t, want[0], err == nil, "%s: %v", header, err)
		_, err = newVerifier(t, func(c *verify.Config) { c.Issuers = []string{wallet(t).Method().Controller} }).VerifyCredential(ctx, []byte(token(header, school7)))
		require.Equal(t, want[1], err == nil, "%s: %v", header, err)
	}
	envelope := func(typ, media, token string) []byte {
		return []byte(`{"@context":"https://www.w3.org/ns/credentials/v2","type":"` + typ + `","id":"data:` + media + `,` + token + `"}`)
	}
	vpToken, vcToken := token(``, vp), token(``, school7)
	for _, c := range []struct {
		typ, media string
		vp, vc     bool
	}{
		{"EnvelopedVerifiablePresentation", "application/vp+jwt", true, false},
		{"EnvelopedVerifiablePresentation", "application/jwt", true, false},
		{"EnvelopedVerifiablePresentation", "application/vc+jwt", false, false},
		{"EnvelopedVerifiableCredential", "application/vc+jwt", false, true},
		{"EnvelopedVerifiableCredential", "application/jwt", false, true},
		{"EnvelopedVerifiableCredential", "application/vp+jwt", false, false},
	} {
		_, err := v.VerifyPresentation(ctx, envelope(c.typ, c.media, vpToken))
		require.Equal(t, c.vp, err == nil, "%v: %v", c, err)
		_, err = newVerifier(t, func(c *verify.Config) { c.AnyIssuer, c.Issuers = true, nil }).VerifyCredential(ctx, envelope(c.typ, c.media, vcToken))
		require.Equal(t, c.vc, err == nil, "%v: %v", c, err)
		_, err = credential.Parse(envelope(c.typ, c.media, map[bool]string{true: vcToken, false: vpToken}[strings.HasSuffix(c.typ, "Presentation")]))
		require.Error(t, err, "what is inside is not what the envelope says")
	}
}

func TestTheHolderIsBoundToTheKey(t *testing.T) {
	badge := string(held(t, credential.EdDSARDFC2022).Bytes())
	other := signerOf(t, edKey(9)).Method().Controller
	v := expecting(t, nil)
	doc := presentationOf(t, "["+badge+"]")
	swapped := strings.Replace(doc, `"holder":"`+wallet(t).Method().Controller, `"holder":"`+other, 1)
	_, err := v.VerifyPresentation(ctx, []byte(provePresentation(t, swapped, credential.ProofOptions{})))
	require.ErrorIs(t, err, verify.KeyControllerMismatch)

	nameless := provePresentation(t, strings.Replace(doc, `"holder":"`+wallet(t).Method().Controller+`",`, "", 1), credential.ProofOptions{})
	report, err := v.VerifyPresentation(ctx, []byte(nameless))
	require.NoError(t, err)
	require.Empty(t, report.Holder)
	require.Contains(t, codesOf(report.Warnings()), "KEY_CONTROLLER_MISMATCH")
	require.Contains(t, codesOf(report.Warnings()), "RECIPIENT_UNKNOWN")
	report, err = v.VerifyPresentation(ctx, []byte(nameless), verify.HeldByPresenter())
	require.ErrorIs(t, err, verify.RuleUndetermined)
	require.Equal(t, verify.Undetermined, report.Outcome)
	require.Contains(t, report.Errors()[0].Message, "names no holder")

	object := strings.Replace(doc, `"`+wallet(t).Method().Controller+`","verifiable`, `{"id":"`+wallet(t).Method().Controller+`"},"verifiable`, 1)
	report, err = v.VerifyPresentation(ctx, []byte(provePresentation(t, object, credential.ProofOptions{})))
	require.NoError(t, err)
	require.Equal(t, wallet(t).Method().Controller, report.Holder)
}

func TestTheKeyIsPublishedForThePurpose(t *testing.T) {
	doc := presentationOf(t, "["+string(held(t, credential.EdDSARDFC2022).Bytes())+"]")
	proved := map[string]string{
		credential.Authentication:  provePresentation(t, doc, credential.ProofOptions{}),
		credential.AssertionMethod: provePresentation(t, doc, credential.ProofOptions{Purpose: credential.AssertionMethod}),
		"token":                    present(t, "", held(t, "")),
	}
	for purpose, data := range proved {
		for _, published := range []string{credential.Authentication, credential.AssertionMethod, "keyAgreement"} {
			m := wallet(t).Method()
			m.Purposes = []string{published}
			_, err := expecting(t, func(c *verify.Config) { c.Methods = []credential.Method{m} }).VerifyPresentation(ctx, []byte(data))
			if good := purpose == published || purpose == "token" && published == credential.Authentication; good {
				require.NoError(t, err)
			} else {
				require.ErrorIs(t, err, credential.KeyRelationship, "%s under %s", purpose, published)
			}
		}
	}
	delegated := provePresentation2(t, doc, "capabilityDelegation")
	_, err := expecting(t, nil).VerifyPresentation(ctx, []byte(delegated))
	require.ErrorIs(t, err, credential.ProofPurpose)

	// What is signed to log in is no credential, even if it says it is one.
	inName := strings.ReplaceAll(diploma(t, ""), school(t).Method().Controller, wallet(t).Method().Controller)
	v := newVerifier(t, func(c *verify.Config) { c.AnyIssuer, c.Issuers = true, nil })
	_, err = v.VerifyCredential(ctx, []byte(provePresentation(t, inName, credential.ProofOptions{})))
	require.ErrorIs(t, err, credential.ProofPurpose)
	_, err = v.VerifyProofs(ctx, []byte(provePresentation(t, inName, credential.ProofOptions{})))
	require.ErrorIs(t, err, credential.ProofPurpose)
}

// provePresentation2 signs for a purpose that the key is not published for.
func provePresentation2(t testing.TB, doc, purpose string) string {
	t.Helper()
	m := wallet(t).Method()
	m.Purposes = []string{purpose}
	s, err := credential.NewSigner(m, edKey(7))
	require.NoError(t, err)
	signed, err := credential.AddProof(ctx, []byte(doc), s, credential.ProofOptions{Suite: credential.EdDSARDFC2022, Purpose: purpose, Challenge: challenge, Domain: employer})
	require.NoError(t, err)
	return string(signed.Bytes())
}

// No presentation is better than what it presents.
func TestEveryCredentialStandsOnItsOwn(t *testing.T) {
	good := string(held(t, credential.EdDSARDFC2022).Bytes())
	ended := civics(t)
	ended.ValidFrom, ended.ValidUntil = clock.AddDate(-2, 0, 0), clock.AddDate(0, 0, 1)
	old := issueEmbedded(t, school(t), credential.EdDSARDFC2022, ended)
	late := expecting(t, func(c *verify.Config) { c.Now = func() time.Time { return clock.AddDate(0, 0, 2) } })
	revocable := prove(t, diploma(t, `,"credentialStatus":{"id":"urn:s:1","type":"https://school.example/types#Status"}`), credential.ProofOptions{})
	stranger := issueEmbedded(t, signerOf(t, edKey(3)), credential.EdDSARDFC2022, civics(t))
	stripped := good[:strings.Index(good, `,"proof":[`)] + "}"
	for name, c := range map[string]struct {
		v       *verify.Verifier
		second  string
		code    credential.Code
		outcome verify.Outcome
		place   string
	}{
		"as it is":         {expecting(t, nil), good, "", verify.Passed, ""},
		"one that ended":   {late, old, verify.TimeExpired, verify.Failed, "/validUntil"},
		"one of another's": {expecting(t, nil), stranger, verify.TrustIssuerUnknown, verify.Failed, "/issuer"},
		"one changed":      {expecting(t, nil), strings.Replace(good, "voter", "voters", 1), verify.ProofSigInvalid, verify.Failed, "/proof/0"},
		"one stripped":     {expecting(t, nil), stripped, credential.ProofMissing, verify.Failed, "/issuer"},
		"one open":         {expecting(t, nil), revocable, verify.StatusUnsupported, verify.Undetermined, "/credentialStatus"},
		"none at all":      {expecting(t, nil), `{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:a:b"}`, credential.ProofMissing, verify.Failed, "/issuer"},
	} {
		t.Run(name, func(t *testing.T) {
			data := provePresentation(t, presentationOf(t, "["+good+","+c.second+"]"), credential.ProofOptions{Suite: credential.EdDSAJCS2022})
			report, err := c.v.VerifyPresentation(ctx, []byte(data))
			require.Equal(t, c.outcome, report.Outcome, "%v", err)
			require.Len(t, report.Credentials, 2)
			require.Equal(t, verify.Passed, report.Credentials[0].Outcome, "%v", report.Credentials[0].Errors())
			require.Equal(t, c.outcome, report.Credentials[1].Outcome)
			if c.code != "" {
				require.ErrorIs(t, err, c.code)
				require.Equal(t, "/verifiableCredential/1"+c.place, report.Errors()[0].Pointer)
				require.Contains(t, report.Errors()[0].Message, "credential 2: ")
				require.Equal(t, name == "none at all", strings.Contains(report.Errors()[0].Message, "it names no issuer"))
				require.Equal(t, verify.CheckCredentials, report.Errors()[0].Check)
				require.NotEmpty(t, report.Holder, "who presents is known")
				require.Equal(t, c.code == credential.ProofMissing || c.code == verify.ProofSigInvalid, report.Credentials[1].Document() == nil, "nothing is shown that nobody signed")
			}
		})
	}
}

func TestASelfAssertedCredentialIsTheHoldersOwn(t *testing.T) {
	me := wallet(t).Method().Controller
	mine := strings.ReplaceAll(diploma(t, ""), school(t).Method().Controller, me)
	trusting := expecting(t, func(c *verify.Config) { c.Issuers = append(c.Issuers, me) })
	for _, suite := range suitesOfPresentations() {
		t.Run(string(suite), func(t *testing.T) {
			data := []byte(present(t, suite, read(t, mine), held(t, "")))
			report, err := trusting.VerifyPresentation(ctx, data)
			require.NoError(t, err)
			own := report.Credentials[0]
			require.True(t, own.Authentic)
			require.Equal(t, mine, string(own.Document()))
			require.Equal(t, me, own.Issuer.ID)
			require.Equal(t, report.Method, own.Method)
			require.Contains(t, own.String(), "that of the presentation")
			require.Empty(t, own.Proofs)

			_, err = expecting(t, nil).VerifyPresentation(ctx, data)
			require.ErrorIs(t, err, verify.TrustIssuerUnknown, "trust is asked of it, too")
			late := expecting(t, func(c *verify.Config) {
				c.Issuers, c.Now = append(c.Issuers, me), func() time.Time { return clock.AddDate(3, 0, 0) }
			})
			_, err = late.VerifyPresentation(ctx, data)
			require.ErrorIs(t, err, verify.TimeExpired)
			_, err = trusting.VerifyPresentation(ctx, []byte(strings.Replace(string(data), "d1b10a00", "d1b10a01", 1)))
			if suite != "" { // in a token it is base64
				require.ErrorIs(t, err, verify.ProofSigInvalid, "it is covered")
			}
		})
	}
	formless := provePresentation(t, presentationOf(t, "["+strings.Replace(mine, `"credentialSubject":{"id":"did:example:ada"}`, `"name":"x"`, 1)+"]"), credential.ProofOptions{})
	_, err := trusting.VerifyPresentation(ctx, []byte(formless))
	require.ErrorIs(t, err, credential.SchemaInvalid)

	nameless := strings.Replace(presentationOf(t, "["+mine+"]"), `"holder":"`+me+`",`, "", 1)
	_, err = trusting.VerifyPresentation(ctx, []byte(provePresentation(t, nameless, credential.ProofOptions{})))
	require.ErrorIs(t, err, credential.ProofMissing)
	nobodys := strings.Replace(nameless, `"issuer":{"id":"`+me+`","name":"Pine Ridge High School"},`, "", 1)
	require.NotEqual(t, nameless, nobodys)
	_, err = trusting.VerifyPresentation(ctx, []byte(provePresentation(t, nobodys, credential.ProofOptions{})))
	require.ErrorIs(t, err, credential.ProofMissing, "that of nobody is not that of nobody in particular")
	_, err = trusting.VerifyCredential(ctx, []byte(mine))
	require.ErrorIs(t, err, credential.ProofMissing, "outside, nothing covers it")
	for _, proof := range []string{"null", "[]", "{}"} {
		data := provePresentation(t, presentationOf(t, "["+mine[:len(mine)-1]+`,"proof":`+proof+`}]`), credential.ProofOptions{Suite: credential.EdDSAJCS2022})
		_, err = trusting.VerifyPresentation(ctx, []byte(data))
		require.Error(t, err, "a member proof that holds nothing is no absent one")
	}
}

// Under a proof of the graph, members of one node can be moved under a valid
// signature: the union is what the credential says.
func TestASelfAssertedCredentialIsReadAsOneNode(t *testing.T) {
	me := wallet(t).Method().Controller
	mine := strings.ReplaceAll(diploma(t, ""), school(t).Method().Controller, me)
	inside := strings.Replace(mine, `"credentialSubject":{"id":"did:example:ada"}`, `"credentialSubject":{"id":"urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a","type":"VerifiableCredential"}`, 1)
	trusting := expecting(t, func(c *verify.Config) { c.Issuers = append(c.Issuers, me) })
	signed := provePresentation(t, presentationOf(t, "["+inside+"]"), credential.ProofOptions{})
	report, err := trusting.VerifyPresentation(ctx, []byte(signed))
	require.NoError(t, err)
	moved := strings.Replace(strings.Replace(signed, `"validUntil":"2027-05-01T09:00:00Z",`, "", 1), `"type":"VerifiableCredential"}`, `"type":"VerifiableCredential","validUntil":"2027-05-01T09:00:00Z"}`, 1)
	require.NotEqual(t, signed, moved)
	again, err := trusting.VerifyPresentation(ctx, []byte(moved))
	require.ErrorIs(t, err, credential.SchemaInvalid)
	require.Equal(t, report.Proofs[0].DocumentDigest, again.Proofs[0].DocumentDigest, "the signature itself holds")
}

func TestHeldByPresenter(t *testing.T) {
	v := expecting(t, nil)
	good := []byte(present(t, "", held(t, "")))
	report, err := v.VerifyPresentation(ctx, good, verify.HeldByPresenter())
	require.NoError(t, err)
	require.Equal(t, "valid", report.Verdict())
	require.Equal(t, verify.RecipientMatched, report.Credentials[0].Recipient)
	report, err = v.VerifyPresentation(ctx, good)
	require.NoError(t, err)
	require.Equal(t, "valid", report.Verdict(), "nothing to remark where it is the holder's")

	stolen := read(t, string(issueAs(t, school(t), civics(t)))) // did:example:ada's
	data := []byte(present(t, "", held(t, ""), stolen))
	report, err = v.VerifyPresentation(ctx, data)
	require.NoError(t, err)
	require.Equal(t, []string{"RECIPIENT_MISMATCH"}, codesOf(report.Warnings()))
	require.Equal(t, "/verifiableCredential/1", report.Warnings()[0].Pointer)
	report, err = v.VerifyPresentation(ctx, data, verify.HeldByPresenter())
	require.ErrorIs(t, err, verify.RecipientMismatch)
	require.Equal(t, verify.RecipientMatched, report.Credentials[0].Recipient)
	require.Equal(t, verify.RecipientMismatched, report.Credentials[1].Recipient)
	configured := expecting(t, func(c *verify.Config) { c.Rules = []verify.Rule{verify.HeldByPresenter()} })
	_, err = configured.VerifyPresentation(ctx, data)
	require.ErrorIs(t, err, verify.RecipientMismatch)

	outside, err := newVerifier(t, nil).Verify(ctx, stolen.Bytes(), verify.HeldByPresenter())
	require.ErrorIs(t, err, verify.RuleUndetermined)
	require.Equal(t, verify.Undetermined, outside.Outcome)
}

// A rule that nothing was asked of is no pass.
func TestAPresentationOfNothing(t *testing.T) {
	data := []byte(present(t, ""))
	report, err := expecting(t, nil).VerifyPresentation(ctx, data)
	require.NoError(t, err)
	require.Equal(t, "warning", report.Verdict())
	require.Empty(t, report.Credentials)
	for _, v := range []*verify.Verifier{expecting(t, nil), expecting(t, func(c *verify.Config) { c.Rules = []verify.Rule{verify.HeldByPresenter()} })} {
		report, err = v.VerifyPresentation(ctx, data, verify.Achievement("urn:a:b"))
		require.ErrorIs(t, err, verify.RuleUndetermined)
		require.Equal(t, verify.Undetermined, report.Outcome)
	}
	for _, empty := range []string{`[]`, `null`, `["urn:a:b"]`, `"` + string(held(t, "").Bytes()) + `"`, `[[]]`, `[null]`} {
		_, err := expecting(t, nil).VerifyPresentation(ctx, []byte(provePresentation(t, presentationOf(t, empty), credential.ProofOptions{Suite: credential.EdDSAJCS2022})))
		require.ErrorIs(t, err, credential.SchemaInvalid, empty)
	}
}

func TestNoPresentationStandsInAPresentation(t *testing.T) {
	inner := present(t, credential.EdDSARDFC2022, held(t, ""))
	envelope := func(media, token string) string {
		return `{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiableCredential","id":"data:` + media + `,` + token + `"}`
	}
	for _, entry := range []string{inner, envelope("application/jwt", present(t, "", held(t, ""))), strings.Replace(inner, `"VerifiablePresentation"`, `"VerifiableCredential","VerifiablePresentation"`, 1)} {
		data := provePresentation(t, presentationOf(t, "["+entry+"]"), credential.ProofOptions{Suite: credential.EdDSAJCS2022})
		_, err := expecting(t, nil).VerifyPresentation(ctx, []byte(data))
		require.ErrorIs(t, err, credential.SchemaInvalid)
	}
	entry := string(held(t, credential.EdDSAJCS2022).Bytes())
	doc := presentationOf(t, "["+strings.Repeat(entry+",", 32)+entry+"]")
	_, err := expecting(t, nil).VerifyPresentation(ctx, []byte(provePresentation(t, doc, credential.ProofOptions{Suite: credential.EdDSAJCS2022})))
	require.ErrorIs(t, err, credential.SchemaInvalid)
}

func TestTheClaimsOfAPresentation(t *testing.T) {
	me, entry := wallet(t).Method().Controller, string(held(t, credential.EdDSAJCS2022).Bytes())
	doc := presentationOf(t, "["+entry+"]")
	claims := func(doc, claims string) string {
		return strings.Replace(doc, `{"@context"`, `{`+claims+`,"@context"`, 1)
	}
	occasion := `"nonce":"` + challenge + `","aud":"` + employer + `"`
	nameless := strings.Replace(doc, `"holder":"`+me+`",`, "", 1)
	first := strings.Replace(presentationOf(t, "["+entry+"]"), "ns/credentials/v2", "2018/credentials/v1", 1)
	at := func(d time.Duration) string { return fmt.Sprint(clock.Add(d).Unix()) }
	for name, c := range map[string]struct {
		payload string
		code    credential.Code // "" passes
		warns   bool
	}{
		"as it is":                  {claims(doc, occasion), "", false},
		"with all of them":          {claims(doc, occasion+`,"iss":"`+me+`","iat":`+at(0)+`,"nbf":`+at(0)+`,"exp":`+at(time.Hour)), "", false},
		"another issuer":            {claims(doc, occasion+`,"iss":"did:example:other"`), credential.JWTClaimMismatch, false},
		"an issuer that is a list":  {claims(doc, occasion+`,"iss":["`+me+`"]`), credential.JWTClaimMismatch, false},
		"another id":                {claims(doc, occasion+`,"id":"urn:a:1","jti":"urn:a:2"`), credential.JWTClaimMismatch, false},
		"over":                      {claims(doc, occasion+`,"exp":`+at(-time.Second)), credential.ProofExpired, false},
		"no time at all":            {claims(doc, occasion+`,"exp":"soon"`), credential.JWTClaimMismatch, false},
		"not yet":                   {claims(doc, occasion+`,"nbf":`+at(time.Second)), credential.ProofCreatedFuture, false},
		"made later":                {claims(doc, occasion+`,"iat":`+at(time.Second)), credential.ProofCreatedFuture, false},
		"a beginning in words":      {claims(doc, occasion+`,"nbf":"now"`), credential.JWTClaimMismatch, false},
		"a making in words":         {claims(doc, occasion+`,"iat":"now"`), credential.JWTClaimMismatch, false},
		"a nonce that is a number":  {claims(doc, `"nonce":1,"aud":"`+employer+`"`), credential.JWTClaimMismatch, false},
		"an aud of numbers":         {claims(doc, `"nonce":"`+challenge+`","aud":[1]`), credential.JWTClaimMismatch, false},
		"an iss that is no URL":     {claims(nameless, occasion+`,"iss":"ada"`), verify.KeyControllerMismatch, false},
		"a jti that is no URL":      {claims(doc, occasion+`,"jti":"7"`), credential.JWTClaimMismatch, false},
		"too many in aud":           {claims(doc, `"nonce":"`+challenge+`","aud":["`+employer+`"`+strings.Repeat(`,"x"`, 32)+`]`), credential.JWTClaimMismatch, false},
		"several in aud":            {claims(doc, `"nonce":"`+challenge+`","aud":["https://other.example","`+employer+`"]`), "", false},
		"the holder in iss":         {claims(nameless, occasion+`,"iss":"`+me+`"`), "", true},
		"another in iss":            {claims(nameless, occasion+`,"iss":"did:example:other"`), verify.KeyControllerMismatch, false},
		"VCDM 1.1":                  {`{"iss":"` + me + `",` + occasion + `,"vp":` + first + `}`, "", false},
		"VCDM 1.1, holder in iss":   {`{"iss":"` + me + `",` + occasion + `,"vp":` + strings.Replace(first, `"holder":"`+me+`",`, "", 1) + `}`, "", true},
		"VCDM 1.1, other in iss":    {`{"iss":"did:example:x",` + occasion + `,"vp":` + first + `}`, credential.JWTClaimMismatch, false},
		"VCDM 1.1 beside":           {claims(first, occasion), credential.SchemaInvalid, false},
		"VCDM 2.0 in the claim":     {`{"iss":"` + me + `",` + occasion + `,"vp":` + doc + `}`, "", true},
		"beside the claim, too":     {`{"holder":"` + me + `",` + occasion + `,"vp":` + first + `}`, credential.SchemaInvalid, false},
		"one in another":            {`{"iss":"` + me + `",` + occasion + `,"vp":` + strings.Replace(first, `{"@context"`, `{"vp":{},"@context"`, 1) + `}`, credential.SchemaInvalid, false},
		"a credential in the claim": {`{"iss":"` + me + `",` + occasion + `,"vp":` + strings.Replace(entry, "/v2", "/v1", 1) + `}`, credential.JWSHeaderForbidden, false},
		"both claims":               {`{"iss":"` + me + `",` + occasion + `,"vp":` + first + `,"vc":` + first + `}`, credential.SchemaInvalid, false},
		"in the claim of the other": {`{"iss":"` + me + `",` + occasion + `,"vc":` + first + `}`, credential.SchemaInvalid, false},
		"an unknown claim":          {claims(doc, occasion+`,"color":"red"`), "", true},
	} {
		t.Run(name, func(t *testing.T) {
			report, err := expecting(t, nil).VerifyPresentation(ctx, []byte(signPresentation(c.payload)))
			if c.code != "" {
				require.ErrorIs(t, err, c.code)
				require.Equal(t, verify.Failed, report.Outcome)
				return
			}
			require.NoError(t, err)
			require.Equal(t, me, report.Holder)
			require.Equal(t, c.warns, report.Verdict() == "warning", "%v", report.Warnings())
		})
	}
}

// A badge may outlive the token that it came in; what a holder shows ends with it,
// whatever the header says.
func TestTheEndOfATokenEndsThePresentation(t *testing.T) {
	doc := presentationOf(t, "["+string(held(t, credential.EdDSAJCS2022).Bytes())+"]")
	for _, exp := range []time.Duration{time.Hour, -time.Hour} {
		data := forge(`{"alg":"EdDSA","kid":"`+wallet(t).Method().ID+`","typ":"JWT"}`,
			fmt.Sprintf(`{"exp":%d,"nonce":"%s","aud":"%s",%s`, clock.Add(exp).Unix(), challenge, employer, doc[1:]), edKey(7))
		_, err := expecting(t, nil).VerifyPresentation(ctx, data)
		if exp > 0 {
			require.NoError(t, err)
		} else {
			require.ErrorIs(t, err, credential.ProofExpired)
		}
	}
}

func TestTheFormOfAPresentation(t *testing.T) {
	doc := presentationOf(t, "["+string(held(t, credential.EdDSARDFC2022).Bytes())+"]")
	for name, c := range map[string]struct {
		old, new string
		code     credential.Code
	}{
		"as it is":          {`"holder"`, `"id":"urn:a:b","holder"`, ""},
		"no context":        {`"@context":["https://www.w3.org/ns/credentials/v2"],`, ``, credential.ContextOrder},
		"another first":     {`["https://www.w3.org/ns/credentials/v2"]`, `["https://w3id.org/security/data-integrity/v2","https://www.w3.org/ns/credentials/v2"]`, credential.ContextOrder},
		"a relative id":     {`"holder"`, `"id":"p","holder"`, credential.SchemaInvalid},
		"a relative holder": {`"holder":"did:key:`, `"holder":"`, credential.SchemaInvalid},
		"a credential, too": {`["VerifiablePresentation"]`, `["VerifiablePresentation","VerifiableCredential"]`, credential.SchemaInvalid},
		"a badge, too":      {`["VerifiablePresentation"]`, `["VerifiableCredential","OpenBadgeCredential","VerifiablePresentation"]`, credential.SchemaInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			edited := strings.Replace(doc, c.old, c.new, 1)
			require.NotEqual(t, doc, edited)
			report, err := expecting(t, nil).VerifyPresentation(ctx, []byte(provePresentation(t, edited, credential.ProofOptions{Suite: credential.EdDSAJCS2022})))
			require.Equal(t, c.code == "", len(report.Credentials) > 0, "only of a presentation is anything else asked")
			require.Equal(t, c.code == "", report.Holder != "")
			if c.code == "" {
				require.NoError(t, err)
				return
			}
			require.Error(t, err)
			if name != "a relative holder" { // refused before, because the key is not its
				require.ErrorIs(t, err, c.code)
			}
			_, err = expecting(t, nil).Verify(ctx, []byte(provePresentation(t, edited, credential.ProofOptions{Suite: credential.EdDSAJCS2022})))
			require.Error(t, err)
		})
	}
}

// RDF drops the second of two equal values, so a holder could add it.
func TestWhatStandsTwiceInAPresentation(t *testing.T) {
	doc := strings.Replace(presentationOf(t, "["+string(held(t, credential.EdDSARDFC2022).Bytes())+"]"), `["VerifiablePresentation"]`, `["VerifiablePresentation","VerifiablePresentation"]`, 1)
	report, err := expecting(t, nil).VerifyPresentation(ctx, []byte(provePresentation(t, doc, credential.ProofOptions{})))
	require.NoError(t, err)
	require.Equal(t, []string{"SCHEMA_INVALID"}, codesOf(report.Warnings()))
	require.Equal(t, "/type/1", report.Warnings()[0].Pointer)
}

func TestAPresentationWithSeveralProofs(t *testing.T) {
	doc := presentationOf(t, "["+string(held(t, credential.EdDSARDFC2022).Bytes())+"]")
	both := provePresentation(t, provePresentation(t, doc, credential.ProofOptions{}), credential.ProofOptions{Suite: credential.EdDSAJCS2022})
	report, err := expecting(t, nil).VerifyPresentation(ctx, []byte(both))
	require.NoError(t, err)
	require.Len(t, report.Proofs, 2)
	stranger, err := credential.AddProof(ctx, []byte(both), signerOf(t, edKey(9)), credential.ProofOptions{Suite: credential.EdDSARDFC2022, Purpose: credential.Authentication, Challenge: challenge, Domain: employer})
	require.NoError(t, err)
	_, err = expecting(t, nil).VerifyPresentation(ctx, stranger.Bytes())
	require.ErrorIs(t, err, verify.KeyControllerMismatch)
	lenient := expecting(t, func(c *verify.Config) { c.Proofs = verify.ProofPolicy{Least: 1} })
	_, err = lenient.VerifyPresentation(ctx, stranger.Bytes())
	require.ErrorIs(t, err, verify.KeyControllerMismatch, "the policy is about what issuers sign")
	for name, policy := range map[string]verify.ProofPolicy{"two": {Least: 2}, "of a suite": {Least: 1, Suites: []credential.Suite{credential.EdDSARDFC2022}}} {
		strict := expecting(t, func(c *verify.Config) { c.Proofs = policy })
		twice := prove(t, string(held(t, credential.EdDSARDFC2022).Bytes()), credential.ProofOptions{Suite: credential.EdDSAJCS2022})
		report, err := strict.VerifyPresentation(ctx, []byte(present(t, "", read(t, twice))))
		if policy.Least == 2 { // both are of one key, which counts once
			require.ErrorIs(t, err, credential.ProofSetIncomplete, name)
			require.Equal(t, "/verifiableCredential/0/proof", report.Errors()[0].Pointer, name)
			continue
		}
		require.NoError(t, err, name)
	}
	_, err = lenient.VerifyPresentation(ctx, []byte(doc))
	require.ErrorIs(t, err, credential.ProofMissing)
}

func TestAFaultInOneCredentialIsNobodysVerdict(t *testing.T) {
	data := []byte(present(t, "", held(t, ""), read(t, prove(t, diploma(t, ""), credential.ProofOptions{}))))
	n := 0
	report, err := expecting(t, nil).VerifyPresentation(ctx, data, verify.Rule{Name: "faulty", Check: func(context.Context, *credential.Credential) error {
		if n++; n == 1 {
			panic("a fault")
		}
		return nil
	}})
	require.ErrorIs(t, err, verify.Panicked)
	require.Equal(t, verify.Undetermined, report.Outcome)
	require.Equal(t, verify.Undetermined, report.Credentials[0].Outcome)
	require.Equal(t, verify.Passed, report.Credentials[1].Outcome)

	ending, cancel := context.WithCancelCause(ctx)
	cause := errors.New("the caller went home")
	report, err = expecting(t, nil).VerifyPresentation(ending, data, verify.Rule{Name: "last", Check: func(context.Context, *credential.Credential) error { cancel(cause); return nil }})
	require.ErrorIs(t, err, cause)
	require.Equal(t, verify.Undetermined, report.Outcome)
	require.Equal(t, verify.Undetermined, report.Credentials[1].Outcome)
	report, err = expecting(t, nil).VerifyPresentation(ending, data)
	require.ErrorIs(t, err, cause)
	require.Empty(t, report.Credentials)

	report, err = new(verify.Verifier).VerifyPresentation(ctx, data)
	require.ErrorIs(t, err, verify.TrustUnavailable)
	require.Equal(t, verify.Undetermined, report.Outcome)
	require.NotEqual(t, verify.Passed, new(verify.PresentationReport).Outcome)
}

// The clock is read once, and what is expected of the presentation is not expected
// of what it presents.
func TestOneClockForAPresentation(t *testing.T) {
	n := 0
	v := expecting(t, func(c *verify.Config) { c.Now = func() time.Time { n++; return clock } })
	report, err := v.VerifyPresentation(ctx, []byte(present(t, "", held(t, ""), held(t, credential.EdDSARDFC2022))))
	require.NoError(t, err)
	require.Equal(t, 1, n)
	for _, r := range report.Credentials {
		require.Equal(t, report.Time, r.Time)
	}
}

func TestThePresentationReportInWordsAndAsJSON(t *testing.T) {
	report, err := expecting(t, nil).VerifyPresentation(ctx, []byte(present(t, credential.EdDSARDFC2022, held(t, ""))))
	require.NoError(t, err)
	for _, line := range []string{"ACCEPTED  The presentation holds", "Holder      did:key:", "The key is the holder's", "It has the form of a presentation", "Credential 1 of 1\nACCEPTED", "Secured by  eddsa-rdfc-2022"} {
		require.Contains(t, report.String(), line)
	}
	data, err := json.Marshal(report)
	require.NoError(t, err)
	var got struct {
		Outcome, Kind string
		Errors        []any
		Report        struct {
			Holder      string
			Credentials []struct{ Outcome, Kind string }
		}
	}
	require.NoError(t, json.Unmarshal(data, &got))
	require.Equal(t, "valid", got.Outcome)
	require.Equal(t, "unknown", got.Kind)
	require.NotNil(t, got.Errors)
	require.Equal(t, report.Holder, got.Report.Holder)
	require.Equal(t, "ob30", got.Report.Credentials[0].Kind)

	refused, err := expecting(t, nil).VerifyPresentation(ctx, []byte(`{"type":"VerifiablePresentation"}`))
	require.ErrorIs(t, err, credential.ProofMissing)
	require.Contains(t, refused.String(), "REFUSED")
	require.NotContains(t, refused.String(), "Holder")
	open, err := new(verify.Verifier).VerifyPresentation(ctx, nil)
	require.Error(t, err)
	require.Contains(t, open.String(), "UNDECIDED")
}

// FuzzVerifyPresentation holds a verdict to what was presented: no input panics, and
// whatever passes is the honest presentation, as those who know its meaning read it.
func FuzzVerifyPresentation(f *testing.F) {
	for _, s := range seeds.Documents("presentation") {
		f.Add(s)
	}
	me := wallet(f).Method().Controller
	badge := held(f, credential.EdDSARDFC2022)
	seeds := []string{
		present(f, "", held(f, "")), present(f, credential.EdDSARDFC2022, badge), present(f, credential.EdDSAJCS2022, held(f, "")),
		present(f, credential.EdDSARDFC2022, read(f, strings.ReplaceAll(diploma(f, ""), school(f).Method().Controller, me)), badge),
		`{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiablePresentation","id":"data:application/vp+jwt,` + present(f, "", held(f, "")) + `"}`,
		signPresentation(`{"iss":"` + me + `","nonce":"` + challenge + `","aud":"` + employer + `","vp":` + strings.Replace(presentationOf(f, "["+string(badge.Bytes())+"]"), "ns/credentials/v2", "2018/credentials/v1", 1) + `}`),
	}
	honest := map[string]bool{string(badge.Document()): true, string(held(f, "").Document()): true, strings.ReplaceAll(diploma(f, ""), school(f).Method().Controller, me): true}
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Add([]byte(presentationOf(f, "[]")))
	f.Add(held(f, "").Bytes())
	v := newVerifier(f, func(c *verify.Config) { c.Issuers = append(c.Issuers, me) }).Expecting(challenge, employer)
	meaning := func(t testing.TB, data []byte) string {
		form, err := credential.Canonicalize(ctx, data, nil)
		require.NoError(t, err)
		return string(form)
	}
	means := map[string]bool{}
	for doc := range honest {
		if strings.Contains(doc, `"iss"`) {
			continue // a token's payload, compared by its bytes
		}
		means[meaning(f, []byte(doc))] = true
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		report, err := v.VerifyPresentation(ctx, data)
		require.Equal(t, err == nil, report.Outcome == verify.Passed)
		if err != nil {
			require.NotEmpty(t, report.Errors())
			return
		}
		require.Equal(t, me, report.Holder)
		require.NotEmpty(t, report.Credentials)
		for _, r := range report.Credentials {
			require.True(t, honest[string(r.Document())] || means[meaning(t, r.Document())], "%s", r.Document())
		}
		_, err = v.VerifyCredential(ctx, data)
		require.Error(t, err, "no document is both")
	})
}

package openbadges_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"flag"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify"
)

// A judgement is what a verification says of a vector, by whichever way in.
type judgement struct {
	outcome  testdata.Outcome
	errors   []string
	warnings []string
	places   []string // CODE at /pointer, of both
}

// Every vector gets its verdict, and for its reason, whether it comes as bytes or
// through a reader that gives a byte or two at a time. The other doors stand in
// doors_test.go.
func TestEveryVectorGetsItsVerdict(t *testing.T) {
	inBytes, inReader := newDoorway("bytes"), newDoorway("a reader")
	inBytes.whole, inReader.whole = true, true
	var counting sync.Mutex
	if !strings.Contains(flag.Lookup("test.run").Value.String(), "/") { // not for some of them alone
		t.Cleanup(func() {
			inBytes.close(t)
			inReader.close(t)
		})
	}
	for _, v := range testdata.Vectors() {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			asBytes := judge(t, v, func(k *verify.Verifier, rules ...verify.Rule) (*verify.Report, error) {
				return k.Verify(context.Background(), v.Data, rules...)
			})
			requireExpected(t, v, asBytes)
			alone := v.Policy.ProofOnly || v.Policy.AnyType || v.Policy.Presentation
			if !alone {
				asReader := judge(t, v, func(k *verify.Verifier, rules ...verify.Rule) (*verify.Report, error) {
					return k.VerifyReader(context.Background(), iotest.HalfReader(bytes.NewReader(v.Data)), rules...)
				})
				require.Equal(t, asBytes, asReader, "bytes and reader must agree")
			}
			counting.Lock()
			defer counting.Unlock()
			inBytes.through++
			if alone {
				inReader.left["it is judged from bytes alone"]++
			} else {
				inReader.through++
			}
		})
	}
}

func judge(t *testing.T, v testdata.Vector, how func(*verify.Verifier, ...verify.Rule) (*verify.Report, error)) judgement {
	t.Helper()
	k, err := verify.New(verify.Config{
		Issuers:   v.Issuers,
		AnyIssuer: len(v.Issuers) == 0,
		Strict:    v.Policy.Strict,
		Now:       func() time.Time { return v.At },

		Fetcher:          networkOf(t, v),
		CompareResources: v.Policy.CompareResources,
		StatusIssuers:    statusIssuers(v.Policy),
	})
	require.NoError(t, err)
	if v.Policy.ProofOnly {
		report, err := k.VerifyProofs(context.Background(), v.Data)
		requirePageWidth(t, report.String())
		require.Equal(t, report.Outcome == verify.Passed, err == nil)
		return judgement{testdata.Outcome(report.Verdict()), codes(report.Errors()), codes(report.Warnings()), places(report.Errors(), report.Warnings())}
	}
	if v.Policy.AnyType {
		how = func(k *verify.Verifier, rules ...verify.Rule) (*verify.Report, error) {
			return k.VerifyCredential(context.Background(), v.Data, rules...)
		}
	}
	if v.Policy.Presentation {
		if v.Policy.Challenge+v.Policy.Domain != "" {
			k = k.Expecting(v.Policy.Challenge, v.Policy.Domain)
		}
		report, err := k.VerifyPresentation(context.Background(), v.Data, rules(v.Policy)...)
		requirePageWidth(t, report.String())
		require.Equal(t, report.Outcome == verify.Passed, err == nil)
		return judgement{testdata.Outcome(report.Verdict()), codes(report.Errors()), codes(report.Warnings()), places(report.Errors(), report.Warnings())}
	}
	report, err := how(k, rules(v.Policy)...)
	requirePageWidth(t, report.String())
	require.Equal(t, report.Outcome == verify.Passed, err == nil)
	for _, p := range report.Errors() {
		require.ErrorIs(t, err, p.Code, "the error must hold every code of the report")
	}
	return judgement{testdata.Outcome(report.Verdict()), codes(report.Errors()), codes(report.Warnings()), places(report.Errors(), report.Warnings())}
}

// requirePageWidth wants no line of a report to be wider than a page, whatever the badge
// has in it.
func requirePageWidth(t *testing.T, report string) {
	t.Helper()
	for line := range strings.Lines(report) {
		require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), 80, line)
	}
}

func rules(p testdata.Policy) []verify.Rule {
	var rules []verify.Rule
	switch p.RecipientType {
	case "":
	case "id":
		rules = append(rules, verify.RecipientID(p.Recipient))
	default:
		rules = append(rules, verify.Recipient(badge.IdentityType(p.RecipientType), p.Recipient))
	}
	if p.Held {
		rules = append(rules, verify.HeldByPresenter())
	}
	if p.Achievement != "" {
		rules = append(rules, verify.Achievement(p.Achievement))
	}
	return rules
}

func codes(problems []verify.Problem) []string {
	list := []string{}
	for _, p := range problems {
		list = append(list, string(p.Code))
	}
	return list
}

func places(lists ...[]verify.Problem) []string {
	var found []string
	for _, list := range lists {
		for _, p := range list {
			found = append(found, string(p.Code)+" at "+p.Pointer)
		}
	}
	return found
}

func requireExpected(t *testing.T, v testdata.Vector, got judgement) {
	t.Helper()
	require.Equal(t, v.Expect, got.outcome, "%s\nerrors %v, warnings %v", v.Comment, got.errors, got.warnings)
	said := got.errors
	if v.Expect == testdata.Warning {
		said = got.warnings
	}
	for _, code := range v.Codes {
		require.Contains(t, said, code, v.Comment)
	}
	if v.Pointer != "" {
		require.Contains(t, got.places, v.Codes[0]+" at "+v.Pointer, v.Comment)
	}
}

// Case I03: what the caller does afterwards with what he gave or got changes no badge.
func TestIssueKeepsNothingOfItsCaller(t *testing.T) {
	signer, err := credential.NewKeySigner(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)))
	require.NoError(t, err)
	achievement, err := summit.Program().Achievement("civics", badge.Publication{})
	require.NoError(t, err)
	c := credential.Credential{
		Subject: badge.Subject{
			Achievement: achievement,
			Identifier:  []badge.Identity{badge.HashedIdentity(badge.EmailAddress, "ada@example.org")},
		},
		Evidence: []badge.Evidence{{Narrative: "Ran the student voter drive."}},
	}
	secured, err := (&credential.Issuer{Signer: signer, Profile: badge.Profile{Name: "Pine Ridge High School"}}).Issue(context.Background(), c)
	require.NoError(t, err)
	issued := string(secured.Bytes())

	c.Subject.Identifier[0].Hash = "sha256$" + strings.Repeat("0", 64)
	c.Subject.Achievement.ResultDescription[0].Name = "another"
	c.Evidence[0].Narrative = "another"
	clear(secured.Bytes())
	clear(secured.Document())
	view, err := secured.Unverified()
	require.NoError(t, err)
	view.Evidence[0].Narrative = "another"
	require.Equal(t, issued, string(secured.Bytes()))
	again, err := secured.Unverified()
	require.NoError(t, err)
	require.Equal(t, "Ran the student voter drive.", again.Evidence[0].Narrative)
}

// Of every rule of the data model that is a matter of form there is a credential
// that keeps it and one that does not.
func TestEveryRuleOfTheDataModelHasAGoodAndABadVector(t *testing.T) {
	good, bad := map[string]bool{}, map[string]bool{}
	for _, v := range testdata.Vectors() {
		if v.Family != "vcdm" {
			continue
		}
		require.True(t, v.Policy.AnyType, "%s: this family is about credentials of any type", v.Name)
		control := strings.HasPrefix(v.Name, v.ID+"-control-")
		if control {
			require.NotEqual(t, testdata.Invalid, v.Expect, "%s: a control must not be refused", v.Name)
			good[v.ID] = true
		}
		if v.Expect == testdata.Invalid && v.Pointer != "" {
			bad[v.ID] = true
		}
	}
	reasons := testdata.NotVectors()
	for n := 1; n <= dataModelRules; n++ {
		id := fmt.Sprintf("W%02d", n)
		if reasons[id] != "" {
			require.False(t, good[id] || bad[id], "%s has vectors and a reason to have none", id)
			continue
		}
		require.True(t, good[id], "%s: no credential keeps the rule", id)
		require.True(t, bad[id], "%s: no credential breaks the rule", id)
	}
}

// Strict turns remarks into refusals, and does nothing else.
func TestStrictNeverAcceptsMore(t *testing.T) {
	how := func(data []byte) func(*verify.Verifier, ...verify.Rule) (*verify.Report, error) {
		return func(k *verify.Verifier, rules ...verify.Rule) (*verify.Report, error) {
			return k.Verify(context.Background(), data, rules...)
		}
	}
	accepted := func(j judgement) bool { return j.outcome == testdata.Valid || j.outcome == testdata.Warning }
	for _, v := range testdata.Vectors() {
		v.Policy.Strict = false
		lenient := judge(t, v, how(v.Data))
		v.Policy.Strict = true
		strict := judge(t, v, how(v.Data))
		require.False(t, accepted(strict) && !accepted(lenient), v.Name)
		require.Equal(t, lenient.outcome == testdata.Valid, strict.outcome == testdata.Valid, "%s: without a remark there is nothing to be strict about", v.Name)
	}
}

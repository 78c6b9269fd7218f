package verify_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// faulty is a plug-in of each kind that panics.
type faulty struct{ value any }

func (f faulty) Resolve(context.Context, verify.KeyQuery) (credential.Method, error) { panic(f.value) }
func (f faulty) Issuer(context.Context, string) (string, bool, error)                { panic(f.value) }
func (f faulty) Check(context.Context, *credential.Credential) error                 { panic(f.value) }

// hollow is an error that was never made: a nil pointer in an interface.
type hollow struct{ cause error }

func (h *hollow) Error() string { return "hollow" }
func (h *hollow) Unwrap() error { return h.cause }

func TestAPlugInThatPanicsLeavesTheVerdictOpen(t *testing.T) {
	data := issueAs(t, school(t), civics(t))
	lost := errors.New("lost")
	for name, c := range map[string]struct {
		check     string
		authentic bool
		change    func(*verify.Config)
		rule      verify.Rule
	}{
		"a resolver": {check: verify.CheckKey, change: func(c *verify.Config) { c.Resolvers = map[string]verify.Resolver{"did:key": faulty{lost}} }},
		"a registry": {check: verify.CheckTrust, authentic: true, change: func(c *verify.Config) { c.Issuers, c.Registry = nil, faulty{"no book"} }},
		"a rule":     {check: "mine", authentic: true, rule: verify.Rule{Name: "mine", Check: faulty{verify.RecipientMismatch}.Check}},
		"a configured rule": {check: "mine", authentic: true, change: func(c *verify.Config) {
			c.Rules = []verify.Rule{{Name: "mine", Check: faulty{[]int{1}}.Check}}
		}},
		"an error that is none": {check: "mine", authentic: true, rule: verify.Rule{Name: "mine", Check: func(context.Context, *credential.Credential) error {
			return (*hollow)(nil)
		}}},
	} {
		t.Run(name, func(t *testing.T) {
			var rules []verify.Rule
			if c.rule.Check != nil {
				rules = append(rules, c.rule)
			}
			report, err := newVerifier(t, c.change).Verify(ctx, data, rules...)
			require.ErrorIs(t, err, verify.Panicked)
			require.NotErrorIs(t, err, verify.RecipientMismatch, "what is thrown is no answer")
			require.Equal(t, verify.Undetermined, report.Outcome)
			require.Equal(t, c.authentic, report.Authentic)
			found := report.Errors()
			require.Len(t, found, 1)
			require.Equal(t, c.check, found[0].Check)
			causes := found[0].Unwrap()
			require.Len(t, causes, 2)
			require.Contains(t, causes[1].Error(), "_test.go:", "whoever looks for the fault finds its place")
		})
	}
}

// The next rule is asked all the same, and its no outweighs the open question.
func TestAPanicKeepsNoOtherRuleFromBeingAsked(t *testing.T) {
	report, err := newVerifier(t, nil).Verify(ctx, issueAs(t, school(t), civics(t)),
		verify.Rule{Check: faulty{"no"}.Check}, verify.RecipientID("did:example:bob"))
	require.ErrorIs(t, err, verify.RecipientMismatch)
	require.ErrorIs(t, err, verify.Panicked)
	require.Equal(t, verify.Failed, report.Outcome)
	require.Equal(t, verify.RecipientMismatched, report.Recipient)
}

func TestProofsAreNotJudgedByAResolverThatPanics(t *testing.T) {
	v := newVerifier(t, func(c *verify.Config) { c.Resolvers = map[string]verify.Resolver{"did:key": faulty{"no"}} })
	report, err := v.VerifyProofs(ctx, issueAs(t, school(t), civics(t)))
	require.ErrorIs(t, err, verify.Panicked)
	require.Equal(t, verify.Undetermined, report.Outcome)
	require.Nil(t, report.Document())
}

package verify_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// A variable that was never set reaches a rule as nothing: no verdict about the
// badge follows from that, neither way, and no panic.
func TestARuleThatAsksNothingLeavesTheVerdictOpen(t *testing.T) {
	data := issueAs(t, school(t), civics(t))
	broken := summit.Program()
	broken.Version = ""
	for name, c := range map[string]struct {
		rule verify.Rule
		says string
	}{
		"no check":                {verify.Rule{Name: "library"}, `the rule "library" could not be decided: it has no Check`},
		"no check and no name":    {verify.Rule{}, `the rule "rule" could not be decided: it has no Check`},
		"nobody":                  {verify.Recipient(badge.EmailAddress, ""), "asks for nobody"},
		"no type":                 {verify.Recipient("", "ada@example.org"), "asks for nobody"},
		"nobody's id":             {verify.RecipientID(""), "asks for nobody"},
		"no achievement":          {verify.Achievement(), "asks for none"},
		"an achievement of no id": {verify.Achievement(""), "asks for none"},
		"one of two has no id":    {verify.Achievement(civics(t).Subject.Achievement.ID, ""), "asks for none"},
		"no program":              {verify.InProgram(nil, badge.Publication{}), "no program"},
		"an empty program":        {verify.InProgram(&badge.Program{Name: "Empty"}, badge.Publication{}), "no program"},
		"a broken program":        {verify.InProgram(broken, badge.Publication{}), "/version"},
	} {
		t.Run(name, func(t *testing.T) {
			report, err := newVerifier(t, nil).Verify(ctx, data, c.rule)
			require.ErrorIs(t, err, verify.RuleUndetermined)
			require.ErrorContains(t, err, c.says)
			require.Equal(t, verify.Undetermined, report.Outcome)
			require.Equal(t, verify.RecipientNotAsked, report.Recipient)
			require.True(t, report.Authentic)
		})
	}
}

func TestInProgramSaysWhichProgramAndVersion(t *testing.T) {
	other := summit.Program()
	other.Version = "2.0.0"
	_, err := newVerifier(t, nil).Verify(ctx, issueAs(t, school(t), civics(t)), verify.InProgram(other, badge.Publication{}))
	require.ErrorIs(t, err, verify.AchievementMismatch)
	require.ErrorContains(t, err, other.Name+", version 2.0.0")
}

// Whoever holds an issuer's key can sign anything, also what is no badge. Only
// of a badge does the rest of the report say anything.
func TestWithoutTheFormNothingElseIsAsked(t *testing.T) {
	asked := false
	rule := verify.Rule{Name: "library", Check: func(context.Context, *credential.Credential) error { asked = true; return nil }}
	data := sign(t, payload(t, `"OpenBadgeCredential"`, `"EndorsementCredential"`))
	report, err := newVerifier(t, nil).At(clock.AddDate(9, 0, 0)).Verify(ctx, data, rule)
	require.ErrorIs(t, err, credential.SchemaInvalid)
	require.NotErrorIs(t, err, verify.TimeExpired)
	require.False(t, asked)
	require.False(t, report.Authentic)
	require.Equal(t, school(t).Method().Controller, report.Issuer.ID, "which the key proves")
	require.Empty(t, report.Issuer.Name)
	require.Zero(t, report.Until)
	for _, k := range report.Checks {
		switch k.Name {
		case verify.CheckTrust, verify.CheckPeriod, "library":
			require.Equal(t, "not reached", k.Reason)
			require.Equal(t, verify.Undetermined, k.Outcome)
		}
	}
	object, err := report.MarshalJSON()
	require.NoError(t, err)
	for _, said := range []string{"Pine Ridge", "Civics", `"credential":`} {
		require.NotContains(t, string(object), said)
		require.NotContains(t, report.String(), said)
	}
}

// A member of another kind than the specification's keeps the view from being
// filled and is a fault of the form: it is told once.
func TestOneFaultIsToldOnce(t *testing.T) {
	for name, c := range map[string]struct{ old, new, pointer string }{
		"a number for a name":    {`"name":"Pine Ridge High School"`, `"name":5`, "/issuer/name"},
		"an object for a text":   {`"narrative":"Ran the 2026 student voter drive; 214 registrations."`, `"narrative":{}`, "/evidence/0/narrative"},
		"a number for an object": {`"achievement":`, `"achievement":7,"x":`, "/credentialSubject/achievement"},
	} {
		t.Run(name, func(t *testing.T) {
			report, err := newVerifier(t, nil).Verify(ctx, sign(t, payload(t, c.old, c.new)))
			require.Error(t, err)
			require.Nil(t, report.Credential)
			at := 0
			for _, p := range report.Errors() {
				if p.Pointer == c.pointer {
					at++
				}
			}
			require.Equal(t, 1, at, "%v", report.Errors())
		})
	}
}

func TestAnIssuerWithoutANameHasNoSourceOfOne(t *testing.T) {
	report, err := newVerifier(t, nil).Verify(ctx, sign(t, payload(t, `,"name":"Pine Ridge High School"`, "")))
	require.NoError(t, err)
	require.Equal(t, verify.Issuer{ID: school(t).Method().Controller}, report.Issuer)
}

func TestUntilIsTheEarlierOfTheTwoEnds(t *testing.T) {
	end := clock.AddDate(1, 0, 0)
	earlier := clock.AddDate(0, 6, 0)
	exp := `"exp":` + strconvUnix(end)
	v := newVerifier(t, nil)
	until := func(data []byte) time.Time {
		report, err := v.At(clock.AddDate(2, 0, 0)).Verify(ctx, data)
		if !report.Until.IsZero() {
			require.ErrorIs(t, err, verify.TimeExpired)
		}
		object, err := report.MarshalJSON()
		require.NoError(t, err)
		if !report.Until.IsZero() {
			require.Contains(t, string(object), `"validUntil":"`+report.Until.UTC().Format(time.RFC3339)+`"`)
			require.Contains(t, report.String(), "Valid until "+report.Until.UTC().Format(time.RFC3339))
		}
		return report.Until
	}
	require.True(t, end.Equal(until(sign(t, payload(t, "", "")))))
	require.True(t, earlier.Equal(until(sign(t, payload(t, exp, `"exp":`+strconvUnix(earlier))))))
	require.True(t, end.Equal(until(sign(t, payload(t, exp, `"exp":`+strconvUnix(clock.AddDate(9, 0, 0)))))))
	endless := civics(t)
	endless.ValidUntil = time.Time{}
	require.Zero(t, until(issueAs(t, school(t), endless)))
}

func TestTheHeadlineSaysWhyAGenuineBadgeIsRefused(t *testing.T) {
	data := issueAs(t, school(t), civics(t))
	stranger := issueAs(t, signerOf(t, edKey(1)), civics(t))
	for headline, c := range map[string]struct {
		data []byte
		at   time.Time
		rule []verify.Rule
	}{
		"it has ended":                    {data: data, at: clock.AddDate(2, 0, 0)},
		"not valid yet":                   {data: data, at: clock.AddDate(-2, 0, 0)},
		"not from an issuer you trust":    {data: stranger, at: clock},
		"not for this person":             {data: data, at: clock, rule: []verify.Rule{verify.Recipient(badge.EmailAddress, "bob@example.org")}},
		"not for the achievement":         {data: data, at: clock, rule: []verify.Rule{verify.Achievement("urn:uuid:other")}},
		"it does not meet what was asked": {data: data, at: clock, rule: []verify.Rule{{Check: func(context.Context, *credential.Credential) error { return verify.Code("NO_CARD") }}}},
	} {
		report, _ := newVerifier(t, nil).At(c.at).Verify(ctx, c.data, c.rule...)
		require.Contains(t, report.String(), "REFUSED   The badge is genuine, but "+headline)
	}
}

func TestAVerifierThatNobodyMadeTrustsNobody(t *testing.T) {
	data := issueAs(t, school(t), civics(t))
	for name, v := range map[string]*verify.Verifier{"nil": nil, "zero": {}, "zero at a time": new(verify.Verifier).At(clock)} {
		report, err := v.Verify(ctx, data, verify.Recipient(badge.EmailAddress, "ada@example.org"))
		require.ErrorIs(t, err, verify.TrustUnavailable, name)
		require.ErrorContains(t, err, "verify.New")
		require.Equal(t, verify.Undetermined, report.Outcome)
		require.False(t, report.Authentic)
		require.Len(t, report.Errors(), 1)
		require.NotEmpty(t, report.String())
		_, err = v.VerifyReader(ctx, strings.NewReader(string(data)))
		require.ErrorIs(t, err, verify.TrustUnavailable, name)
		_, err = v.VerifyProofs(ctx, data)
		require.ErrorIs(t, err, verify.TrustUnavailable, name)
		require.NotPanics(t, func() { v.At(clock) })
	}
}

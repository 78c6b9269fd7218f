package credential_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
)

func TestProblemsPrintAsSentences(t *testing.T) {
	const sentence = "the badge is over [TIME_EXPIRED at /validUntil]"
	p := credential.NewProblem(credential.TimeExpired, "/validUntil", nil, "the badge is over")
	require.Equal(t, sentence, fmt.Sprint(p))
	require.Equal(t, sentence, fmt.Sprint(*p))
	require.Equal(t, "["+sentence+"]", fmt.Sprint([]credential.Problem{*p}), "as Notes, Errors and Warnings return them")
}

func TestAProblemIsFoundAsAValueAndAsAPointer(t *testing.T) {
	cause := errors.New("the cause")
	p := credential.NewProblem(credential.TimeExpired, "/validUntil", cause, "over")
	for name, err := range map[string]error{"pointer": p, "value": *p, "wrapped": fmt.Errorf("more: %w", *p), "joined": errors.Join(errors.New("x"), p)} {
		require.ErrorIs(t, err, credential.TimeExpired, name)
		require.ErrorIs(t, err, cause, name)
		var pointer *credential.Problem
		require.ErrorAs(t, err, &pointer, name)
		require.Equal(t, p, pointer, name)
		var value credential.Problem
		require.ErrorAs(t, err, &value, name)
		require.Equal(t, *p, value, name)
		var code credential.Code
		require.ErrorAs(t, err, &code, name)
		require.Equal(t, credential.TimeExpired, code, name)
	}
	same, ok := errors.AsType[*credential.Problem](error(p))
	require.True(t, ok)
	require.Same(t, p, same)
}

func TestAProblemTellsItsPlaceOnce(t *testing.T) {
	_, err := credential.Parse([]byte(`{"credentialSubject":{"id":"a","id":"b"}}`))
	require.ErrorIs(t, err, credential.JSONDuplicateKey)
	require.Equal(t, 1, strings.Count(err.Error(), "/credentialSubject/id"), err.Error())
	require.Contains(t, err.Error(), "at byte")

	deep := strings.Repeat(`{"a-name-that-somebody-chose":`, 65) + "1" + strings.Repeat("}", 65)
	_, err = credential.Parse([]byte(deep))
	require.ErrorIs(t, err, credential.JSONDepth)
	require.Less(t, len(err.Error()), 400)
	var p *credential.Problem
	require.ErrorAs(t, err, &p)
	require.Greater(t, len(p.Pointer), 1000, "the whole of it is there for whoever wants it")
}

func TestSeveritiesAndFormsHaveNames(t *testing.T) {
	require.Equal(t, "violation deviation note Severity(9)",
		fmt.Sprint(credential.Violation, " ", credential.Deviation, " ", credential.Note, " ", credential.Severity(9)))
	require.Equal(t, "OB 3.0, VC-JOSE-COSE, Form(9)", fmt.Sprintf("%v, %v, %v", credential.OpenBadges, credential.VCJOSE, credential.Form(9)))
}

func TestACredentialIsNotReadFromJSON(t *testing.T) {
	data, err := json.Marshal(civics(t))
	require.NoError(t, err)
	c := credential.Credential{Name: "kept"}
	err = json.Unmarshal(data, &c)
	require.ErrorContains(t, err, "Parse")
	require.ErrorContains(t, err, "Unverified")
	require.Equal(t, credential.Credential{Name: "kept"}, c)
}

func TestIssueRefusesARecipientThatIsNobody(t *testing.T) {
	c := civics(t)
	c.Subject.Identifier = []badge.Identity{badge.HashedIdentity(badge.EmailAddress, "")}
	_, err := newIssuer(t, edKey(0)).Issue(context.Background(), c)
	require.ErrorIs(t, err, credential.SchemaInvalid)
	require.ErrorContains(t, err, "identityHash")
}

package verify_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

// promisedTo is a badge of the wallet's owner that names these schemas, too.
func promisedTo(t testing.TB, id string, urls ...string) credential.Credential {
	t.Helper()
	c := civics(t)
	c.ID, c.Subject.ID = id, wallet(t).Method().Controller
	c.Schema = []badge.Schema{{ID: obSchema, Type: "1EdTechJsonSchemaValidator2019"}}
	for _, u := range urls {
		c.Schema = append(c.Schema, badge.Schema{ID: u, Type: "1EdTechJsonSchemaValidator2019"})
	}
	return c
}

// ofManyParts is a schema that costs as much to read as it has parts.
func ofManyParts(n int, more string) []byte {
	parts := make([]string, n/2)
	for i := range parts {
		parts[i] = fmt.Sprintf(`"p%d":{}`, i)
	}
	all := strings.Join(parts, ",")
	return []byte(`{` + d2019 + more + `,"$defs":{` + all + `},"definitions":{` + all + `}}`)
}

// The holder chooses what else is presented, and could have the work for schemas used up
// before the one is asked that the badge violates.
func TestASchemaThatAnotherBadgeLeftNoWorkForIsNoPass(t *testing.T) {
	net := verify.FetchMap{schemaURL: ofManyParts(700, `,"required":["x:grade"]`)}
	var costly []string
	for i := range 2 {
		costly = append(costly, fmt.Sprintf("https://school.example/costly/%d", i))
		net[costly[i]] = ofManyParts(2000, fmt.Sprintf(`,"title":"%d"`, i))
	}
	bad := read(t, string(issueAs(t, school(t), promisedTo(t, "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020199", schemaURL))))
	good := read(t, string(issueAs(t, school(t), promisedTo(t, "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020198", costly...))))
	v := expecting(t, func(c *verify.Config) { c.Fetcher = net })
	r, err := v.VerifyPresentation(ctx, []byte(present(t, "", bad)))
	require.ErrorIs(t, err, credential.SchemaInvalid)
	require.Equal(t, verify.Failed, r.Outcome)
	r, err = v.VerifyPresentation(ctx, []byte(present(t, "", good, bad)))
	require.ErrorIs(t, err, credential.SchemaUnavailable)
	require.Equal(t, verify.Undetermined, r.Outcome)
	require.Equal(t, verify.Undetermined, r.Credentials[1].Schemas[1].Outcome)
}

// What one badge alone names is its issuer's choice, if its proof covers every byte.
func TestSchemasThatCostTooMuchLeaveOpenWhatTheHolderCouldHaveMadeThemCost(t *testing.T) {
	net := verify.FetchMap{}
	var urls []string
	for i := range 3 {
		urls = append(urls, fmt.Sprintf("https://school.example/costly/%d", i))
		net[urls[i]] = ofManyParts(2000, fmt.Sprintf(`,"title":"%d"`, i))
	}
	v := newVerifier(t, func(c *verify.Config) { c.Fetcher = net })
	c := promisedTo(t, "", urls...)
	r, err := v.Verify(ctx, issueAs(t, school(t), c))
	require.NoError(t, err)
	require.Equal(t, verify.Undetermined, r.Schemas[3].Outcome)
	r, err = v.Verify(ctx, []byte(issueEmbedded(t, school(t), credential.EdDSARDFC2022, c)))
	require.ErrorIs(t, err, credential.SchemaUnavailable)
	require.Equal(t, verify.Undetermined, r.Outcome)
}

// A set has no order where the graph is signed, and a holder would choose which of its
// elements are the first.
func TestWhichOfTooManySchemasAreAskedIsNoHoldersChoice(t *testing.T) {
	net := verify.FetchMap{}
	var urls []string
	for i := range limits.Schemas {
		urls = append(urls, fmt.Sprintf("https://school.example/schemas/%d", i))
		net[urls[i]] = []byte(`{` + d2019 + `}`)
	}
	c := promisedTo(t, "", urls...)
	v := newVerifier(t, func(c *verify.Config) { c.Fetcher = net })
	_, err := v.Verify(ctx, issueAs(t, school(t), c))
	require.NoError(t, err)
	_, err = v.Verify(ctx, []byte(issueEmbedded(t, school(t), credential.EdDSARDFC2022, c)))
	require.ErrorIs(t, err, credential.SchemaUnavailable)
}

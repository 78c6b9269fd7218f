package credential_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
)

// endorsed is an endorsement of the entity with that id, as a board that anybody can know
// issues it.
func endorsed(t testing.TB, about string, suite credential.Suite, change ...func(*credential.Endorsement)) *credential.Secured {
	t.Helper()
	is := newIssuer(t, edKey(7))
	is.Suite = suite
	e := credential.Endorsement{Name: "An endorsement", Subject: badge.EndorsementSubject{ID: about, EndorsementComment: "Well taught."}}
	for _, c := range change {
		c(&e)
	}
	s, err := is.Endorse(context.Background(), e)
	require.NoError(t, err)
	return s
}

func endorsedJWT(t testing.TB, about string) string { return string(endorsed(t, about, "").Bytes()) }

func TestEndorseCompletesAndSigns(t *testing.T) {
	s := endorsed(t, "urn:x:a", "")
	require.Equal(t, credential.KindEndorsement, s.Kind())
	require.Equal(t, newIssuer(t, edKey(7)).Signer.Method().Controller, s.IssuerID())
	require.NotEmpty(t, s.ID())
	for name, text := range map[string]string{"sub": `"sub":"urn:x:a"`, "comment": `"endorsementComment":"Well taught."`, "types": `"type":["VerifiableCredential","EndorsementCredential"]`} {
		require.Contains(t, string(s.Document()), text, name)
	}
	for _, p := range s.ConformCredential(credential.Transform{}) {
		require.Equal(t, credential.Note, p.Severity, "%v", p)
	}
	inside := endorsed(t, "urn:x:a", credential.EdDSARDFC2022)
	require.NotContains(t, string(inside.Document()), `"iss"`)
	proofs, err := inside.Proofs()
	require.NoError(t, err)
	require.Len(t, proofs, 1)
}

func TestEndorseRefusesWhatIsNoEndorsement(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*credential.Endorsement)
		code   credential.Code
	}{
		"without a name":         {func(e *credential.Endorsement) { e.Name = "" }, credential.SchemaInvalid},
		"about nothing":          {func(e *credential.Endorsement) { e.Subject.ID = "" }, credential.SchemaInvalid},
		"about a word":           {func(e *credential.Endorsement) { e.Subject.ID = "civics" }, credential.SchemaInvalid},
		"ended":                  {func(e *credential.Endorsement) { e.ValidUntil = clock.Add(-time.Hour) }, credential.TimeExpired},
		"in another's name":      {func(e *credential.Endorsement) { e.Issuer = badge.Profile{ID: "did:example:other", Name: "Other"} }, credential.KeyControllerMismatch},
		"that is a list, too":    {func(e *credential.Endorsement) { e.Type = []string{"BitstringStatusListCredential"} }, credential.SchemaInvalid},
		"of text in no encoding": {func(e *credential.Endorsement) { e.Subject.EndorsementComment = "\xff" }, credential.InputEncoding},
		"an unsigned one inside": {func(e *credential.Endorsement) {
			e.Issuer = badge.Profile{ID: newIssuer(t, edKey(7)).Signer.Method().Controller, Name: "B", Endorsement: badge.Many[json.RawMessage]{json.RawMessage(`{}`)}}
		}, credential.EndorsementInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			e := credential.Endorsement{Name: "An endorsement", Subject: badge.EndorsementSubject{ID: "urn:x:a"}}
			c.change(&e)
			_, err := newIssuer(t, edKey(7)).Endorse(context.Background(), e)
			require.ErrorIs(t, err, c.code)
		})
	}
	_, err := (&credential.Issuer{}).Endorse(context.Background(), credential.Endorsement{})
	require.ErrorIs(t, err, credential.KeyNotFound)
}

// Nobody signs a badge with an endorsement that a verifier would refuse.
func TestIssueRefusesAnEndorsementThatWouldNotHold(t *testing.T) {
	c := civics(t)
	c.ID = "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100"
	c.Issuer = badge.Profile{ID: newIssuer(t, edKey(0)).Signer.Method().Controller, Name: "Pine Ridge"}
	about := c.Subject.Achievement.ID
	honest := endorsedJWT(t, about)
	forged := strings.Split(honest, ".")
	another := issue(t, newIssuer(t, edKey(7)), civics(t))
	earlier := newIssuer(t, edKey(7))
	earlier.Now = func() time.Time { return clock.AddDate(-2, 0, 0) }
	ended, err := earlier.Endorse(context.Background(), credential.Endorsement{Name: "E", Subject: badge.EndorsementSubject{ID: about}, ValidUntil: clock.AddDate(-1, 0, 0)})
	require.NoError(t, err)
	embedded := endorsed(t, about, credential.EdDSARDFC2022).Bytes()
	unsigned, _, _ := strings.Cut(string(embedded), `,"proof":`)
	deep := honest
	for i := range 3 {
		doc, err := json.Marshal(deep)
		require.NoError(t, err)
		did := newIssuer(t, edKey(8)).Signer.Method().Controller
		id := did
		if i == 2 {
			id = about
		}
		text := fmt.Sprintf(`{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:x:%d",`+
			`"type":["VerifiableCredential","EndorsementCredential"],"name":"E","validFrom":"2026-01-01T00:00:00Z",`+
			`"issuer":{"id":%q,"type":["Profile"],"endorsementJwt":[%s]},"credentialSubject":{"id":%q,"type":["EndorsementSubject"]}}`, i, did, doc, id)
		s, err := credential.SignJWS(context.Background(), []byte(text), signerOf(t, edKey(8)), credential.VCJOSE)
		require.NoError(t, err)
		deep = string(s.Bytes())
	}
	expiring := func(exp string) string {
		did := signerOf(t, edKey(8)).Method().Controller
		s, err := credential.SignJWS(context.Background(), fmt.Appendf(nil, `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:x:e",`+
			`"type":["VerifiableCredential","EndorsementCredential"],"name":"E","validFrom":"2020-01-01T00:00:00Z","exp":%s,`+
			`"issuer":{"id":%q,"type":["Profile"]},"credentialSubject":{"id":%q,"type":["EndorsementSubject"]}}`, exp, did, about), signerOf(t, edKey(8)), credential.VCJOSE)
		require.NoError(t, err)
		return string(s.Bytes())
	}
	for name, test := range map[string]struct {
		inside []string // embedded
		tokens []string
		code   credential.Code
	}{
		"alg none":               {nil, []string{"eyJhbGciOiJub25lIn0." + forged[1] + "."}, credential.JWSAlgForbidden},
		"no token":               {nil, []string{"eyJ.e30.AA"}, credential.EndorsementInvalid},
		"another badge":          {nil, []string{string(another.Bytes())}, credential.EndorsementInvalid},
		"about something else":   {nil, []string{endorsedJWT(t, "urn:x:else")}, credential.EndorsementAstray},
		"embedded, about others": {[]string{string(endorsed(t, "urn:x:else", credential.EdDSARDFC2022).Bytes())}, nil, credential.EndorsementAstray},
		"ended":                  {nil, []string{string(ended.Bytes())}, credential.TimeExpired},
		"ended by its token":     {nil, []string{expiring(fmt.Sprint(clock.Unix() - 1))}, credential.TimeExpired},
		"an end that is none":    {nil, []string{expiring(`"soon"`)}, credential.JWTClaimMismatch},
		"unsigned":               {[]string{unsigned + "}"}, nil, credential.ProofMissing},
		"an empty object":        {[]string{`{}`}, nil, credential.ProofMissing},
		"too many":               {nil, strings.Split(strings.Repeat(honest+" ", 32)+honest, " "), credential.EndorsementLimit},
		"too deep":               {nil, []string{deep}, credential.EndorsementLimit},
	} {
		t.Run(name, func(t *testing.T) {
			bad := c
			for _, e := range test.inside {
				bad.Endorsement = append(bad.Endorsement, json.RawMessage(e))
			}
			bad.EndorsementJWT = test.tokens
			_, err := newIssuer(t, edKey(0)).Issue(context.Background(), bad)
			require.ErrorIs(t, err, test.code)
			if test.code != credential.TimeExpired { // which needs a clock
				require.ErrorIs(t, bad.Validate(), test.code)
			}
		})
	}
	good := c
	good.EndorsementJWT, good.Endorsement = []string{honest, expiring(fmt.Sprint(clock.Unix() + 1))}, []json.RawMessage{embedded}
	_, err = newIssuer(t, edKey(0)).Issue(context.Background(), good)
	require.NoError(t, err)
	require.NoError(t, good.Validate())
	good.ID = ""
	good.EndorsementJWT = []string{endorsedJWT(t, "urn:x:an-id-to-come")}
	require.NoError(t, good.Validate(), "Issue has yet to give it an id")
}

// What a document carries is found wherever it stands, and not in what stands in it.
func TestEndorsementsAreFoundWhereverTheyStand(t *testing.T) {
	c := civics(t)
	c.ID = "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100"
	district := "https://district.example"
	c.Issuer = badge.Profile{ID: newIssuer(t, edKey(0)).Signer.Method().Controller, Name: "Pine Ridge", ParentOrg: &badge.Profile{ID: district, Name: "District"}}
	c.Subject.ID = "did:example:ada"
	c.Subject.Source = &badge.Profile{ID: "did:example:source"}
	c.Subject.Achievement.Creator = &badge.Profile{ID: "did:example:creator"}
	c.Endorsement = []json.RawMessage{endorsed(t, c.ID, credential.EdDSARDFC2022).Bytes()}
	c.Subject.Achievement.EndorsementJWT = badge.Many[string]{endorsedJWT(t, c.Subject.Achievement.ID)}
	c.Issuer.EndorsementJWT = badge.Many[string]{endorsedJWT(t, c.Issuer.ID)}
	c.Issuer.ParentOrg.EndorsementJWT = badge.Many[string]{endorsedJWT(t, district)}
	c.Subject.Source.EndorsementJWT = badge.Many[string]{endorsedJWT(t, "did:example:source")}
	c.Subject.Achievement.Creator.Endorsement = badge.Many[json.RawMessage]{endorsed(t, "did:example:creator", credential.EdDSAJCS2022).Bytes()}
	s := issue(t, newIssuer(t, edKey(0)), c)
	found, more := s.Endorsements()
	require.Zero(t, more)
	on := map[string]string{}
	for _, e := range found {
		inner, err := credential.Parse(e.Data)
		require.NoError(t, err)
		require.Equal(t, e.Token, inner.Container() == credential.ContainerJWS)
		about, err := inner.Unverified()
		require.NoError(t, err)
		entity, ok := s.Endorsable(about.Subject.ID, e.On)
		require.True(t, ok, e.Pointer)
		require.Equal(t, e.On, entity.Pointer)
		on[e.Pointer] = string(entity.Kind)
	}
	require.Equal(t, map[string]string{
		"/endorsement/0": "credential",
		"/credentialSubject/achievement/endorsementJwt/0":      "achievement",
		"/issuer/endorsementJwt/0":                             "profile",
		"/issuer/parentOrg/endorsementJwt/0":                   "profile",
		"/credentialSubject/source/endorsementJwt/0":           "profile",
		"/credentialSubject/achievement/creator/endorsement/0": "profile",
	}, on)
	entity, ok := s.Endorsable("did:example:ada", "")
	require.True(t, ok)
	require.Equal(t, credential.Entity{Kind: credential.EntitySubject, ID: "did:example:ada", Pointer: "/credentialSubject"}, entity)
	for _, other := range []string{"", "urn:x:else", "urn:x:1"} {
		_, ok = s.Endorsable(other, "")
		require.False(t, ok, other)
	}
}

// Nor one that has not the form of its class, nor in a document that is written by hand.
func TestIssueRefusesAnEndorsementOfNoForm(t *testing.T) {
	c := civics(t)
	honest, err := credential.Parse([]byte(endorsedJWT(t, c.Subject.Achievement.ID)))
	require.NoError(t, err)
	nameless, err := credential.SignJWS(context.Background(), []byte(strings.Replace(string(honest.Document()), `"name":"An endorsement",`, "", 1)), signerOf(t, edKey(7)), credential.OpenBadges)
	require.NoError(t, err)
	c.EndorsementJWT = []string{string(nameless.Bytes())}
	_, err = newIssuer(t, edKey(0)).Issue(context.Background(), c)
	require.ErrorIs(t, err, credential.EndorsementInvalid)
	require.ErrorIs(t, err, credential.SchemaInvalid)

	c.EndorsementJWT = []string{string(honest.Bytes())}
	c.ID, c.ValidFrom, c.Name = "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100", clock, "Civics"
	c.Issuer = badge.Profile{ID: newIssuer(t, edKey(0)).Signer.Method().Controller, Name: "Pine Ridge"}
	is := newIssuer(t, edKey(0))
	is.Form = credential.VCJOSE
	text, err := json.Marshal(c)
	require.NoError(t, err)
	_, err = is.IssueDocument(context.Background(), text)
	require.NoError(t, err)
	c.EndorsementJWT = []string{string(nameless.Bytes())}
	text, err = json.Marshal(c)
	require.NoError(t, err)
	_, err = is.IssueDocument(context.Background(), text)
	require.ErrorIs(t, err, credential.EndorsementInvalid)
}

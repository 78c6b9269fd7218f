package verify_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// moved returns a signed badge with a part of its text taken out in one place
// and put in another, as a holder can.
func moved(t *testing.T, data, part, to, with string) string {
	t.Helper()
	require.Equal(t, 1, strings.Count(data, part), part)
	require.Equal(t, 1, strings.Count(data, to), to)
	data = strings.Replace(data, part, "", 1)
	return strings.Replace(data, to, with, 1)
}

const endorsementOfTheBadge = `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],` +
	`"id":"urn:uuid:aaaaaaaa-0b0a-4908-8706-050403020100","type":["VerifiableCredential","EndorsementCredential"],"name":"Endorsement",` +
	`"issuer":{"id":"did:example:endorser","type":["Profile"]},"validFrom":"2026-04-01T00:00:00Z",` +
	`"credentialSubject":{"id":"urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100","type":["EndorsementSubject"],"endorsementComment":"Well earned."}}`

// An endorsement of the badge inside the badge: both name the badge by its id,
// so that RDF takes the badge and the endorsement's subject for one node.
func selfEndorsed(t *testing.T) string {
	t.Helper()
	c := civics(t)
	c.Endorsement = []json.RawMessage{endorserSigns(t, endorsementOfTheBadge)}
	return issueEmbedded(t, school(t), credential.EdDSARDFC2022, c)
}

func TestMembersMovedToAnotherObjectOfTheSameID(t *testing.T) {
	v := newVerifier(t, nil)
	honest := selfEndorsed(t)
	report, err := v.Verify(ctx, []byte(honest))
	require.NoError(t, err, "a badge that carries an endorsement of itself is honest")

	// The same graph, and the end of the badge out of sight.
	hidden := moved(t, honest, `"validUntil":"2027-05-01T09:00:00Z",`,
		`"type":["EndorsementSubject"]`, `"validUntil":"2027-05-01T09:00:00Z","type":["EndorsementSubject","VerifiableCredential"]`)
	again, err := v.Verify(ctx, []byte(hidden))
	require.ErrorIs(t, err, credential.SchemaInvalid)
	require.Equal(t, report.Proofs[0].DocumentDigest, again.Proofs[0].DocumentDigest, "the signature itself holds")
	require.False(t, again.Authentic)
}

// So where the holder chooses what to show: its end and the place where it is revoked
// are mandatory, and he cannot put them out of sight either.
func TestMembersMovedUnderADerivedProof(t *testing.T) {
	_, ec := academyKeys(t)
	const status = `"credentialStatus":{"id":"https://academy.example/1#2","type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"2","statusListCredential":"https://academy.example/1"},`
	unsigned := academyBadge(t)
	unsigned = strings.Replace(unsigned, `"validUntil":"2027-05-01T09:00:00Z",`, `"validUntil":"2026-04-30T00:00:00Z",`+status, 1)
	unsigned = strings.Replace(unsigned, `"evidence":[`, `"endorsement":[`+endorsementOfTheBadge+`],"evidence":[`, 1)
	s, err := credential.AddProof(ctx, []byte(unsigned), ec, credential.ProofOptions{Suite: credential.ECDSASD2023, Created: clock.AddDate(0, -1, 0)})
	require.NoError(t, err)
	honest := derive(t, string(s.Bytes()), "/endorsement")
	v := academyVerifier(t, nil)
	report, err := v.Verify(ctx, []byte(honest))
	require.ErrorIs(t, err, verify.TimeExpired)
	require.True(t, report.Authentic, "%v", err)
	hidden := strings.Replace(honest, `"validUntil":"2026-04-30T00:00:00Z",`+status, ``, 1)
	hidden = strings.Replace(hidden, `"type":["EndorsementSubject"]`, `"validUntil":"2026-04-30T00:00:00Z",`+status+`"type":["EndorsementSubject","VerifiableCredential"]`, 1)
	again, err := v.Verify(ctx, []byte(hidden))
	require.ErrorIs(t, err, credential.SchemaInvalid)
	require.Equal(t, report.Proofs[0].DocumentDigest, again.Proofs[0].DocumentDigest, "the signatures hold")
	require.False(t, again.Authentic)
}

func TestAnIssuerThatIsAlsoTheCreator(t *testing.T) {
	c := civics(t)
	did := school(t).Method().Controller
	c.Subject.Achievement.Creator = &badge.Profile{ID: did}
	data := issueEmbedded(t, school(t), credential.EdDSARDFC2022, c)
	v := newVerifier(t, nil)
	report, err := v.Verify(ctx, []byte(data))
	require.NoError(t, err)
	require.Equal(t, "valid", report.Verdict(), "%v", report.Warnings())
	require.Equal(t, "Pine Ridge High School", report.Credential.Subject.Achievement.Creator.Name, "it is one profile")

	// The holder writes the name into the creator: the same graph, the same view.
	swapped := moved(t, data, `,"name":"Pine Ridge High School"`, `"creator":{"id":"`+did+`"`, `"creator":{"name":"Pine Ridge High School","id":"`+did+`"`)
	again, err := v.Verify(ctx, []byte(swapped))
	require.NoError(t, err)
	require.Equal(t, report.Issuer, again.Issuer)
	first, err := json.Marshal(report.Credential)
	require.NoError(t, err)
	second, err := json.Marshal(again.Credential)
	require.NoError(t, err)
	require.Equal(t, string(first), string(second))
}

func TestAnIssuerThatHasTwoNames(t *testing.T) {
	c := civics(t)
	c.Subject.Achievement.Creator = &badge.Profile{ID: school(t).Method().Controller, Name: "Oak Hill"}
	doc := issueEmbedded(t, school(t), credential.EdDSARDFC2022, c)
	report, err := newVerifier(t, nil).Verify(ctx, []byte(doc))
	require.NoError(t, err)
	require.Equal(t, "warning", report.Verdict())
	require.Empty(t, report.Issuer.Name, "neither name is a fact")
	require.NotContains(t, report.String(), "Oak Hill")
	require.NotContains(t, report.String(), "Pine Ridge")
}

// Where one of several proofs signs the very JSON, the badge is read as it stands,
// wherever that proof stands.
func TestABadgeIsReadByTheProofThatLeavesLeastToRead(t *testing.T) {
	c := civics(t)
	c.Subject.Achievement.Creator = &badge.Profile{ID: school(t).Method().Controller, Name: "Oak Hill"}
	doc := prove(t, issueEmbedded(t, school(t), credential.EdDSARDFC2022, c), credential.ProofOptions{Suite: credential.EdDSAJCS2022})
	report, err := newVerifier(t, nil).Verify(ctx, []byte(doc))
	require.NoError(t, err)
	require.Equal(t, "valid", report.Verdict(), "%v", report.Warnings())
	require.Equal(t, "Pine Ridge High School", report.Issuer.Name)
}

func TestTwoEvidencesOfOneID(t *testing.T) {
	c := civics(t)
	c.Evidence = []badge.Evidence{{ID: "https://school.example/e", Narrative: "Led it."}, {ID: "https://school.example/e", Narrative: "Was there."}}
	is := credential.Issuer{Signer: school(t), Suite: credential.EdDSARDFC2022}
	_, err := is.Issue(ctx, c)
	require.ErrorIs(t, err, credential.SchemaInvalid, "nobody would accept it")

	// The same one, told in two places, is one.
	c.Evidence = []badge.Evidence{{ID: "https://school.example/e", Narrative: "Led it."}, {ID: "https://school.example/e", Name: "Report"}}
	report, err := newVerifier(t, nil).Verify(ctx, []byte(issueEmbedded(t, school(t), credential.EdDSARDFC2022, c)))
	require.NoError(t, err)
	require.Len(t, report.Credential.Evidence, 1)
	require.Equal(t, "Report", report.Credential.Evidence[0].Name)
	require.Equal(t, "Led it.", report.Credential.Evidence[0].Narrative)
}

func TestUnderAJWSAnObjectIsWhatItSays(t *testing.T) {
	c := civics(t)
	c.Subject.Achievement.Creator = &badge.Profile{ID: school(t).Method().Controller, Name: "Oak Hill"}
	report, err := newVerifier(t, func(cfg *verify.Config) { cfg.Strict = true }).Verify(ctx, issueAs(t, school(t), c))
	require.NoError(t, err)
	require.Equal(t, "Pine Ridge High School", report.Issuer.Name, "its bytes are signed, and nobody can move a member")
}

// A graph keeps sixteen digits of a fraction, so a holder can choose among the
// numbers that are written alike there: what is shown is what the graph keeps. A
// signature over the JSON keeps all.
func TestAFractionIsShownAsItIsSigned(t *testing.T) {
	for suite, want := range map[credential.Suite]float64{credential.EdDSARDFC2022: 0.3, credential.EdDSAJCS2022: 0.30000000000000004} {
		c := civics(t)
		earned := 0.30000000000000004
		c.Subject.CreditsEarned = &earned
		data := issueEmbedded(t, school(t), suite, c)
		report, err := newVerifier(t, nil).Verify(ctx, []byte(data))
		require.NoError(t, err)
		require.InDelta(t, want, *report.Credential.Subject.CreditsEarned, 0)
		near := strings.Replace(data, "0.30000000000000004", "0.3", 1)
		require.NotEqual(t, data, near)
		report, err = newVerifier(t, nil).Verify(ctx, []byte(near))
		if suite == credential.EdDSAJCS2022 {
			require.ErrorIs(t, err, credential.ProofSigInvalid)
			continue
		}
		require.NoError(t, err)
		require.InDelta(t, 0.3, *report.Credential.Subject.CreditsEarned, 0)
	}
}

// Lookup finds what the view shows, wherever a holder has put it, and no proofs.
func TestLookupReadsTheObjectsOfOneIDAsOne(t *testing.T) {
	did := school(t).Method().Controller
	c := civics(t)
	c.Issuer = badge.Profile{ID: did, Name: "Pine Ridge High School", URL: "https://school.example"}
	c.Subject.Achievement.Creator = &badge.Profile{ID: did, Name: "Pine Ridge High School", Phone: "1"}
	data := issueEmbedded(t, school(t), credential.EdDSARDFC2022, c)
	v := newVerifier(t, nil)
	for _, badge := range []string{data, moved(t, data, `,"url":"https://school.example"`, `"phone":"1"`, `"phone":"1","url":"https://school.example"`)} {
		report, err := v.Verify(ctx, []byte(badge))
		require.NoError(t, err)
		for pointer, want := range map[string]string{
			"/issuer/url": `"https://school.example"`, "/issuer/phone": `"1"`, "/credentialSubject/achievement/creator/url": `"https://school.example"`,
			"/proof/0/type": "", "/proof": "", "": "", "/issuer/none": "", "/name": `"Civics Credential"`,
		} {
			raw, ok := report.Credential.Lookup(pointer)
			require.Equal(t, want, string(raw), pointer)
			require.Equal(t, want != "", ok, pointer)
		}
	}
	// Of a token, every byte is signed.
	report, err := v.Verify(ctx, issueAs(t, school(t), c))
	require.NoError(t, err)
	raw, ok := report.Credential.Lookup("")
	require.True(t, ok)
	require.Equal(t, string(report.Document()), string(raw))
	_, ok = report.Credential.Lookup("/issuer/phone")
	require.False(t, ok)
}

// An issuer who embeds what an endorser wrote signs it as well. What it adds to the
// badge is refused before anybody could move it into the badge.
func TestNobodySignsWhatAnEndorsementAddsToABadge(t *testing.T) {
	about := func(members string) credential.Credential {
		c := civics(t)
		c.Subject.ID, c.Subject.Identifier = "did:example:ada", nil
		c.Endorsement = []json.RawMessage{endorserSigns(t, `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],`+
			`"id":"urn:uuid:aaaaaaaa-0b0a-4908-8706-050403020100","type":["VerifiableCredential","EndorsementCredential"],"name":"Endorsement",`+
			`"issuer":{"id":"did:example:endorser","type":["Profile"]},"validFrom":"2026-04-01T00:00:00Z","credentialSubject":{"id":"did:example:ada",`+members+`}}`)}
		return c
	}
	mallory := `"type":["EndorsementSubject","AchievementSubject"],"identifier":[{"type":"IdentityObject","identityType":"emailAddress","identityHash":"mallory@example.org","hashed":false}]`
	ed, ec := academyKeys(t)
	for suite, signer := range map[credential.Suite]credential.Signer{credential.EdDSARDFC2022: ed, credential.ECDSASD2023: ec} {
		is := credential.Issuer{Signer: signer, Suite: suite}
		_, err := is.Issue(ctx, about(mallory))
		require.ErrorIs(t, err, credential.SchemaInvalid, suite)
		_, err = is.Issue(ctx, about(`"type":["EndorsementSubject","Profile"],"givenName":"Mallory"`))
		require.ErrorIs(t, err, credential.SchemaInvalid, suite)
		_, err = is.Issue(ctx, about(`"type":["EndorsementSubject"],"endorsementComment":"Well earned."`))
		require.NoError(t, err, suite)
	}
}

// Reading many objects of one id takes a while, and ends when nobody waits for it.
func TestReadingABadgeEndsWithTheContext(t *testing.T) {
	s, err := credential.Parse([]byte(selfEndorsed(t)))
	require.NoError(t, err)
	proofs, err := s.Proofs()
	require.NoError(t, err)
	read, err := s.CheckProof(ctx, proofs[0], school(t).Method(), nil)
	require.NoError(t, err)
	over, cancel := context.WithCancel(ctx)
	cancel()
	view, _, err := s.Read(over, read)
	require.ErrorIs(t, err, credential.Interrupted)
	require.Nil(t, view)
}

// The types of a node are one set, in whichever of its objects a holder leaves them.
func TestTypesMovedToAnotherObjectOfTheSameID(t *testing.T) {
	c := civics(t)
	c.Subject.Achievement.Creator = &badge.Profile{ID: school(t).Method().Controller, Type: badge.Many[string]{"Profile", "urn:example:School"}}
	data := issueEmbedded(t, school(t), credential.EdDSARDFC2022, c)
	require.Contains(t, data, `"type":["Profile","urn:example:School"]`)
	data = strings.Replace(strings.Replace(data, `"type":["Profile"]`, `"type":["Profile",""]`, 1), `,"urn:example:School"`, "", 1)
	data = strings.Replace(data, `["Profile",""]`, `["Profile","urn:example:School"]`, 1)
	report, err := newVerifier(t, nil).Verify(ctx, []byte(data))
	require.NoError(t, err)
	require.Contains(t, report.Credential.Issuer.Type, "urn:example:School")
	require.Contains(t, report.Credential.Subject.Achievement.Creator.Type, "urn:example:School")
}

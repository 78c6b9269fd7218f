package credential_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
)

// A correction stays where its original can be revoked, and takes up no other place.
func TestACorrectionKeepsItsPlace(t *testing.T) {
	given := civics(t)
	entry, _ := bitEntry("")
	given.Status = []badge.Status{entry}
	original := keptBadge(t, given, "", clock)
	a := &allocating{give: bitEntry}
	is := newIssuer(t, edKey(0))
	signer := &counting{Signer: is.Signer}
	is.Signer, is.NewID, is.Status, is.Now = signer, nil, a, func() time.Time { return clock.Add(time.Hour) }
	correction := credential.Credential{Subject: original.Subject}
	s, err := is.Reissue(t.Context(), original, correction)
	require.NoError(t, err)
	view, err := s.Unverified()
	require.NoError(t, err)
	require.Equal(t, []badge.Status{entry}, view.Status)
	require.Equal(t, []string{original.ID}, a.asked, "whether it stands")

	revoked := errors.New("the badge was revoked")
	for name, give := range map[string]func(string) (badge.Status, error){
		"was revoked": func(string) (badge.Status, error) { return badge.Status{}, revoked },
		"another's":   func(string) (badge.Status, error) { s := entry; s.StatusListIndex = "5"; return s, nil },
		"no place":    func(string) (badge.Status, error) { return badge.Status{}, nil },
		"another list": func(string) (badge.Status, error) {
			return badge.Status{ID: "https://school.example/status/2", Type: "1EdTechRevocationList"}, nil
		},
	} {
		is.Status, signer.signed = &allocating{give: give}, 0
		_, err := is.Reissue(t.Context(), original, correction)
		if name == "was revoked" {
			require.ErrorIs(t, err, credential.IssueStatus)
			require.ErrorIs(t, err, revoked)
		} else {
			require.ErrorIs(t, err, credential.IssueCorrection, name)
		}
		require.Zero(t, signer.signed, name)
	}
	is.Status, a.asked = a, nil
	moved := correction
	moved.Status = []badge.Status{{ID: "https://school.example/status/2", Type: "1EdTechRevocationList"}}
	_, err = is.Reissue(t.Context(), original, moved)
	require.ErrorIs(t, err, credential.IssueCorrection)
	unfit := correction
	unfit.Name = "\xff"
	_, err = is.Reissue(t.Context(), original, unfit)
	require.Error(t, err)
	require.Empty(t, a.asked, "what cannot be signed asks nobody")
	two := *original
	two.Status = []badge.Status{entry, entry}
	_, err = is.Reissue(t.Context(), &two, correction)
	require.ErrorIs(t, err, credential.IssueCorrection)

	is.Status, a.asked = nil, nil
	s, err = is.Reissue(t.Context(), original, correction)
	require.NoError(t, err)
	view, err = s.Unverified()
	require.NoError(t, err)
	require.Equal(t, []badge.Status{entry}, view.Status, "nobody is asked, and the place is kept")

	is.Status, original.Status = a, nil
	s, err = is.Reissue(t.Context(), original, correction)
	require.NoError(t, err)
	view, err = s.Unverified()
	require.NoError(t, err)
	require.Len(t, view.Status, 1)
	require.Equal(t, []string{original.ID}, a.asked, "one that could not be revoked can be from now on")
}

func TestACorrectionTakesThePlaceOfItsOriginal(t *testing.T) {
	given := civics(t)
	given.Status = []badge.Status{{ID: "https://school.example/status/1#7", Type: "BitstringStatusListEntry", StatusPurpose: "revocation", StatusListIndex: "7", StatusListCredential: "https://school.example/status/1"}}
	for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		original := keptBadge(t, given, suite, clock)
		is := newIssuer(t, edKey(0))
		is.Suite, is.NewID = suite, nil
		day := 24 * time.Hour
		is.Now = func() time.Time { return clock.Add(day) }

		corrected := *original
		corrected.ValidFrom = time.Time{}
		corrected.Evidence = []badge.Evidence{{Narrative: "Ran the 2026 student voter drive; 241 registrations."}}
		s, err := is.Reissue(t.Context(), original, corrected)
		require.NoError(t, err)
		second, err := s.Unverified()
		require.NoError(t, err)
		require.Equal(t, original.ID, second.ID)
		require.Equal(t, original.Status, second.Status)
		require.Equal(t, original.Subject, second.Subject)
		require.Equal(t, "Ran the 2026 student voter drive; 241 registrations.", second.Evidence[0].Narrative)
		require.Equal(t, clock.Truncate(time.Second), second.AwardedDate.UTC(), "the day it was awarded")
		require.Equal(t, clock.Add(day).Truncate(time.Second), second.ValidFrom.UTC())
		order, err := credential.Compare(original, second)
		require.NoError(t, err)
		require.Equal(t, credential.Newer, order)

		// Once more, of next to nothing: the date of the award is that of the first.
		is.Now = func() time.Time { return clock.Add(2 * day) }
		s, err = is.Reissue(t.Context(), second, credential.Credential{Subject: second.Subject})
		require.NoError(t, err)
		third, err := s.Unverified()
		require.NoError(t, err)
		require.Equal(t, second.AwardedDate, third.AwardedDate)
		require.Equal(t, original.ID, third.ID)
		require.Equal(t, original.Status, third.Status)
		order, err = credential.Compare(second, third)
		require.NoError(t, err)
		require.Equal(t, credential.Newer, order)
	}
}

func TestWhatIsNoCorrectionIsNotIssued(t *testing.T) {
	original := keptBadge(t, civics(t), "", clock)
	identified := *original
	identified.Subject.ID, identified.Subject.Identifier = "did:example:ada", nil
	is := newIssuer(t, edKey(0))
	is.Now = func() time.Time { return clock.Add(time.Hour) }
	other := badge.SaltedIdentity(badge.EmailAddress, "ada@example.org", "fedcba9876543210fedcba9876543210")
	double := *original
	double.Subject.Identifier = []badge.Identity{original.Subject.Identifier[0], other}
	unnamed := *original
	unnamed.Subject.ID, unnamed.Subject.Identifier = "", nil
	for name, wrong := range map[string]struct {
		original *credential.Credential
		change   func(c *credential.Credential)
		pointer  string
	}{
		"another id":               {original, func(c *credential.Credential) { c.ID = "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020101" }, "/id"},
		"its id in other letters":  {original, func(c *credential.Credential) { c.ID = "urn:uuid%3A0f0e0d0c-0b0a-4908-8706-050403020100" }, "/id"},
		"another issuer":           {original, func(c *credential.Credential) { c.Issuer.ID = "did:web:school.example" }, "/issuer"},
		"another subject":          {&identified, func(c *credential.Credential) { c.Subject.ID = "did:example:bob" }, "/credentialSubject/id"},
		"a subject that got an id": {original, func(c *credential.Credential) { c.Subject.ID = "did:example:bob" }, "/credentialSubject/id"},
		"a subject that lost it":   {&identified, func(c *credential.Credential) { c.Subject = original.Subject }, "/credentialSubject/id"},
		"other identifiers":        {original, func(c *credential.Credential) { c.Subject.Identifier = []badge.Identity{other} }, "/credentialSubject/identifier"},
		"one identifier of two":    {&double, func(c *credential.Credential) { c.Subject = original.Subject }, "/credentialSubject/identifier"},
		"nobody's":                 {&unnamed, func(c *credential.Credential) { c.Subject.Identifier = []badge.Identity{other} }, "/credentialSubject/identifier"},
		"no identifiers":           {original, func(c *credential.Credential) { c.Subject.Identifier = nil }, "/credentialSubject/identifier"},
		"the same time":            {original, func(c *credential.Credential) { c.ValidFrom = original.ValidFrom }, "/validFrom"},
		"an earlier time":          {original, func(c *credential.Credential) { c.ValidFrom = original.ValidFrom.Add(-time.Hour) }, "/validFrom"},
		"within the second":        {original, func(c *credential.Credential) { c.ValidFrom = original.ValidFrom.Add(time.Second - 1) }, "/validFrom"},
		"another day of award":     {original, func(c *credential.Credential) { c.AwardedDate = original.ValidFrom.Add(time.Hour) }, "/awardedDate"},
	} {
		c := *wrong.original
		c.ValidFrom = time.Time{}
		wrong.change(&c)
		s, err := is.Reissue(t.Context(), wrong.original, c)
		require.ErrorIs(t, err, credential.IssueCorrection, name)
		var p *credential.Problem
		require.ErrorAs(t, err, &p)
		require.Equal(t, wrong.pointer, p.Pointer, name)
		require.Nil(t, s, name)
	}

	fresh := func() credential.Credential { c := *original; c.ValidFrom = time.Time{}; return c }
	for name, change := range map[string]func(c *credential.Credential){
		"no id": func(c *credential.Credential) { c.ID = "" }, "no issuer": func(c *credential.Credential) { c.Issuer.ID = "" }, "no date": func(c *credential.Credential) { c.ValidFrom = time.Time{} },
	} {
		broken := *original
		change(&broken)
		_, err := is.Reissue(t.Context(), &broken, fresh())
		require.ErrorIs(t, err, credential.IssueCorrection, name)
	}
	_, err := is.Reissue(t.Context(), nil, fresh())
	require.ErrorIs(t, err, credential.IssueCorrection, "nothing to correct")
	stranger := newIssuer(t, edKey(1))
	stranger.Now = is.Now
	for _, c := range []credential.Credential{fresh(), {Subject: original.Subject}} {
		_, err = stranger.Reissue(t.Context(), original, c)
		require.ErrorIs(t, err, credential.IssueCorrection, "the key of somebody else")
	}
	is.Now = func() time.Time { return clock }
	_, err = is.Reissue(t.Context(), original, fresh())
	require.ErrorIs(t, err, credential.IssueCorrection, "in the same second")
	_, err = (&credential.Issuer{}).Reissue(t.Context(), original, fresh())
	require.ErrorIs(t, err, credential.KeyNotFound)

	// A fraction that another issuer has written is no reason to go back before it.
	half := *original
	half.ValidFrom = original.ValidFrom.Add(999 * time.Millisecond)
	c := fresh()
	c.ValidFrom = half.ValidFrom.Add(500 * time.Microsecond)
	_, err = is.Reissue(t.Context(), &half, c)
	require.ErrorIs(t, err, credential.IssueCorrection, "later, and written as earlier")
	is.Now = func() time.Time { return clock.Add(time.Second) }
	_, err = is.Reissue(t.Context(), original, fresh())
	require.NoError(t, err, "a second later")
}

func TestACorrectionMayHaveWhatItsCallerGivesIt(t *testing.T) {
	given := civics(t)
	given.AwardedDate = clock.AddDate(0, -1, 0).Truncate(time.Second)
	original := keptBadge(t, given, "", clock)
	is := newIssuer(t, edKey(0))
	is.Now = func() time.Time { return clock.Add(time.Hour) }
	c := *original
	c.ValidFrom = clock.Add(time.Minute)
	c.Subject.Identifier = append([]badge.Identity{badge.HashedIdentity(badge.EmailAddress, "ada@new.example")}, c.Subject.Identifier...)
	c.Status = []badge.Status{{ID: "https://school.example/status/2#1", Type: "BitstringStatusListEntry", StatusPurpose: "revocation", StatusListIndex: "1", StatusListCredential: "https://school.example/status/2"}}
	s, err := is.Reissue(t.Context(), original, c)
	require.NoError(t, err)
	var document struct {
		AwardedDate, ValidFrom string
		CredentialStatus       badge.Status
		CredentialSubject      struct{ Identifier []json.RawMessage }
	}
	require.NoError(t, json.Unmarshal(s.Document(), &document))
	require.Equal(t, "2026-04-01T09:00:00Z", document.AwardedDate)
	require.Equal(t, "2026-05-01T09:01:00Z", document.ValidFrom)
	require.Equal(t, "https://school.example/status/2#1", document.CredentialStatus.ID)
	require.Len(t, document.CredentialSubject.Identifier, 2)
}

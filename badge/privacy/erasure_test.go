package privacy_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/privacy"
)

func TestM12ErasureEndsWhatIsShownBeforeItForgetsWhose(t *testing.T) {
	for _, revoke := range []bool{false, true} {
		at := map[string]int{}
		for i, s := range privacy.Erasure(revoke) {
			require.NotContains(t, at, s.Key, "each step once")
			require.NotEmpty(t, s.Do)
			at[s.Key] = i
		}
		for _, order := range [][2]string{
			{"consents", "links"}, {"links", "outbox"}, {"outbox", "mapping"}, // a badge that nobody can name is still shown otherwise
			{"artefacts", "mapping"},                    // the evidence of whom is known until it is gone
			{"case", "mapping"}, {"mapping", "backups"}, // a decision without its record is another badge; the tombstone has the key by which the record is found
		} {
			require.Less(t, at[order[0]], at[order[1]], order)
		}
		_, revokes := at["revoke"]
		require.Equal(t, revoke, revokes, "a badge is revoked only if they want that")
		if revoke {
			require.Less(t, at["revoke"], at["mapping"], "afterwards nobody knows which badge it was")
		}
	}
	text := ""
	for _, s := range privacy.Erasure(true) {
		text += s.Left + "\n"
	}
	for _, stays := range []string{"search engines", "files that were delivered", "hashed identifier", "digest of the log"} {
		require.Contains(t, text, stays, "what cannot be recalled is said")
	}
}

func TestM12APublicReasonAccusesNobody(t *testing.T) {
	said := map[string]bool{}
	for _, r := range []privacy.Reason{privacy.Withdrawn, privacy.Replaced, "", "cheated in the exam"} {
		for _, lang := range []string{"en", "es", "es-MX", "", "de"} {
			text := r.Text(lang)
			require.NotEmpty(t, text)
			require.NotContains(t, text, "cheat")
			said[text] = true
		}
	}
	require.Len(t, said, 4, "two sentences, in two languages")
	require.Equal(t, privacy.Withdrawn.Text("en"), privacy.Reason("at the student's own request").Text("en"), "its absence would accuse everybody else")
}

func TestM13ANewAddressNeedsAProofThatItIsTheStudents(t *testing.T) {
	good := privacy.Rebinding{Student: "s-17", Proof: privacy.ProofSchool, By: "registrar-2", Confirmed: true, Told: now.AddDate(0, 0, -7), Now: now}
	steps, err := privacy.Rebind(good)
	require.NoError(t, err)
	for _, s := range steps {
		require.NotContains(t, strings.ToLower(s.With), "revoke", "a badge does not change")
	}
	require.Contains(t, steps[0].Left, "badges, their ids, pages and links")

	old := good
	old.Proof, old.By, old.Told = privacy.ProofOldAddress, "", time.Time{}
	_, err = privacy.Rebind(old)
	require.NoError(t, err, "whoever still has the old address need not wait for himself")
	key := good
	key.Proof, key.By = privacy.ProofHolderKey, ""
	_, err = privacy.Rebind(key)
	require.NoError(t, err)

	old.Now = time.Time{}
	_, err = privacy.Rebind(old)
	require.ErrorIs(t, err, privacy.ErrRebinding)

	for name, change := range map[string]func(*privacy.Rebinding){
		"no student":               func(r *privacy.Rebinding) { r.Student = "" },
		"a name":                   func(r *privacy.Rebinding) { r.Student = "Zoë Álvarez" },
		"no proof":                 func(r *privacy.Rebinding) { r.Proof, r.By = "", "" },
		"an unknown proof":         func(r *privacy.Rebinding) { r.Proof, r.By = "mother's maiden name", "" },
		"nobody at the school":     func(r *privacy.Rebinding) { r.By = "" },
		"the student himself":      func(r *privacy.Rebinding) { r.By = r.Student },
		"a key and a voucher":      func(r *privacy.Rebinding) { r.Proof = privacy.ProofHolderKey },
		"the new one unanswered":   func(r *privacy.Rebinding) { r.Confirmed = false },
		"an objection":             func(r *privacy.Rebinding) { r.Objected = true },
		"an objection from within": func(r *privacy.Rebinding) { r.Proof, r.By, r.Objected = privacy.ProofOldAddress, "", true },
		"the old one not told":     func(r *privacy.Rebinding) { r.Told = time.Time{} },
		"told just now":            func(r *privacy.Rebinding) { r.Told = now.AddDate(0, 0, -7).Add(time.Second) },
		"told in time to come":     func(r *privacy.Rebinding) { r.Told = now.AddDate(0, 0, 1) },
		"no wait at all":           func(r *privacy.Rebinding) { r.Wait = time.Minute },
		"a negative wait":          func(r *privacy.Rebinding) { r.Wait = -time.Hour },
		"no time":                  func(r *privacy.Rebinding) { r.Now = time.Time{} },
	} {
		r := good
		change(&r)
		steps, err := privacy.Rebind(r)
		require.ErrorIs(t, err, privacy.ErrRebinding, name)
		require.Nil(t, steps)
	}
}

func TestTheSaltOfAnIdentityComesFromTheCaller(t *testing.T) {
	id, err := privacy.HashedIdentity(bytes.NewReader([]byte("0123456789abcdefrest")), badge.EmailAddress, "zoe@school.example")
	require.NoError(t, err)
	require.Equal(t, badge.SaltedIdentity(badge.EmailAddress, "zoe@school.example", "30313233343536373839616263646566"), id)
	require.True(t, id.Matches("zoe@school.example"))

	one, err := privacy.HashedIdentity(nil, badge.EmailAddress, "zoe@school.example")
	require.NoError(t, err)
	two, err := privacy.HashedIdentity(nil, badge.EmailAddress, "zoe@school.example")
	require.NoError(t, err)
	require.NotEqual(t, one.Salt, two.Salt)

	gone := errors.New("no more")
	_, err = privacy.HashedIdentity(iotest.ErrReader(gone), badge.EmailAddress, "zoe@school.example")
	require.ErrorIs(t, err, gone)
	_, err = privacy.HashedIdentity(bytes.NewReader(make([]byte, 15)), badge.EmailAddress, "z")
	require.Error(t, err, "too few")
	_, err = privacy.HashedIdentity(bytes.NewReader(make([]byte, 16)), badge.EmailAddress, "z")
	require.ErrorContains(t, err, "not random")
	_, err = privacy.HashedIdentity(nil, badge.EmailAddress, "")
	require.Error(t, err)
}

// A hashed identity is told of and lets the badge out; two under one salt do not.
func TestAHashedIdentityIsToldOf(t *testing.T) {
	one, err := privacy.HashedIdentity(nil, badge.EmailAddress, "zoe@school.example")
	require.NoError(t, err)
	cred := publicBadge(t, "civics")
	cred.Subject.Identifier = badge.Many[badge.Identity]{one}
	found, err := privacy.Policy{}.Inspect(cred)
	require.NoError(t, err)
	require.Equal(t, []privacy.Kind{privacy.KindGuessable}, kindsAt(found, "/credentialSubject/identifier/0"))

	cred.Subject.Identifier = append(cred.Subject.Identifier, badge.SaltedIdentity(badge.EmailAddress, "z@b.example", strings.ToUpper(one.Salt)))
	found, err = privacy.Policy{}.Inspect(cred)
	require.ErrorIs(t, err, privacy.ErrPersonal)
	require.Equal(t, []privacy.Kind{privacy.KindIdentity}, kindsAt(found, "/credentialSubject/identifier/1"))
}

func TestNeutralEvidenceSaysWhereAndNotWho(t *testing.T) {
	for _, tt := range []struct {
		lang string
		in   []string
		want string
	}{
		{"en", nil, "The learner gathered and created evidence for this credential. It was reviewed against the criteria. The artefacts themselves are not published."},
		{"en", []string{"beyond-school", "sports", "sports", "work"}, "The learner gathered and created evidence for this credential in sports, at work and in organizations and activities beyond school. It was reviewed against the criteria. The artefacts themselves are not published."},
		{"es-US", []string{"clubs", "classroom"}, "Se reunió y elaboró evidencia para esta credencial en el aula y en clubes. Fue revisada según los criterios. Los trabajos mismos no se publican."},
	} {
		e, err := privacy.NeutralEvidence(tt.lang, tt.in...)
		require.NoError(t, err)
		require.Equal(t, tt.want, e.Narrative)
		require.NotEmpty(t, e.Name)
		found, err := privacy.Policy{}.Inspect(e)
		require.NoError(t, err)
		require.Empty(t, found)
	}
	_, err := privacy.NeutralEvidence("en", "zoe's garage")
	require.Error(t, err)
}

func TestAnArtefactIsADigestAndNoPlace(t *testing.T) {
	r, err := privacy.ArtefactDigest("sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
	require.NoError(t, err)
	require.Equal(t, "ni:///sha-256;47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", r.ID, "RFC 6920")
	require.Equal(t, "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", r.DigestSRI)
	for _, bad := range []string{"", "sha256-", "sha512-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=", "sha256-YQ==", "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"} {
		_, err := privacy.ArtefactDigest(bad)
		require.Error(t, err, "%q", bad)
	}
}

package share

import (
	"context"
	"crypto/ed25519"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// another issues one more badge of the program, and keeps it as a student's.
func (p *portal) another(id, student, name string) string {
	c := p.Claims
	c.ID, c.Subject.ID = id, "urn:uuid:11111111-2222-4333-8444-555555555555"
	p.keep(id, p.Issue(c), student, name)
	s := p.students["student-17"]
	more := p.consent()
	more.ID, more.Badges = "consent-"+id, []string{id}
	s.Consents = append(s.Consents, more)
	p.students["student-17"] = s
	return id
}

const confirmed = "Pine Ridge High School confirms that what is shown here was earned by \u2068Zoë Álvarez\u2069."

func TestALinkConfirmsTheNameAsTheSchoolHasItAtThatMoment(t *testing.T) {
	p := newPortal(t)
	l := p.link(t, Link{Named: true, Ends: p.Clock.Now().Add(time.Hour)})
	require.Contains(t, p.get(p.URL(l)).Body.String(), confirmed)

	p.owners[p.Claims.ID] = [2]string{"student-17", "Zoë Müller"}
	body := p.get(p.URL(l)).Body.String()
	require.Contains(t, body, "earned by \u2068Zoë Müller\u2069.", "the name of today")
	require.Contains(t, body, "The name is not part of the badge, and not covered by its signature.")
	require.Contains(t, p.get(p.URL(l), "Accept-Language", "es").Body.String(), "Pine Ridge High School confirma que lo que aquí se muestra lo obtuvo \u2068Zoë Müller\u2069.")
	file, err := credential.Parse(p.get(p.URL(l) + "/badge").Body.Bytes())
	require.NoError(t, err)
	require.NotContains(t, string(file.Document()), "Zo", "the file has no name")

	for name, change := range map[string]func(){
		"another student's": func() { p.owners[p.Claims.ID] = [2]string{"student-18", "Zoë Álvarez"} },
		"nobody's":          func() { p.owners[p.Claims.ID] = [2]string{"", "Zoë Álvarez"} },
		"without a name":    func() { p.owners[p.Claims.ID] = [2]string{"student-17", " \u202e"} },
	} {
		change()
		body := p.get(p.URL(l)).Body.String()
		require.Contains(t, body, "The school does not confirm a name here at the moment.", name)
		require.NotContains(t, body, "Zoë", name)
	}
	p.owners[p.Claims.ID] = [2]string{"student-17", "Zoë Álvarez"}
	require.Contains(t, p.get(p.URL(l)).Body.String(), confirmed)

	p.Clock.Advance(time.Hour)
	require.Equal(t, http.StatusNotFound, p.get(p.URL(l)).Code)
}

func TestM22ANameIsShownWholeWhateverItIs(t *testing.T) {
	p := newPortal(t)
	l := p.link(t, Link{Named: true, Ends: p.Clock.Now().Add(time.Hour)})
	for name, shown := range map[string]string{
		"Siobhán O’Connor-D'Angelo": "Siobhán O’Connor-D&#39;Angelo", "Sukarno": "Sukarno", "نور الهدى": "نور الهدى", "יעל כהן": "יעל כהן", "佐藤 さくら": "佐藤 さくら",
		"علی\u200cرضا": "علی\u200cرضا", "Zoe\u0308": "Zoe\u0308", strings.TrimSpace(strings.Repeat("Wolfeschlegelstein ", 15)): strings.TrimSpace(strings.Repeat("Wolfeschlegelstein ", 15)),
	} {
		p.owners[p.Claims.ID] = [2]string{"student-17", name}
		require.Contains(t, p.get(p.URL(l)).Body.String(), "\u2068"+shown+"\u2069.", name)
	}
	p.owners[p.Claims.ID] = [2]string{"student-17", strings.Repeat("W", 301)}
	require.Contains(t, p.get(p.URL(l)).Body.String(), "does not confirm a name", "half a name is another one")
}

func TestANameIsConfirmedByNobodyButThePortal(t *testing.T) {
	p := newPortal(t)
	l := p.link(t, Link{Ends: p.Clock.Now().Add(time.Hour)})
	p.asked = nil
	for _, target := range []string{p.URL(l), p.URL(l) + "?name=Zo%C3%AB", p.URL(l) + "?named=true"} {
		body := p.get(target).Body.String()
		require.NotContains(t, body, "earned by")
		require.NotContains(t, body, "Zo")
	}
	require.NotContains(t, p.asked, "earner", "nobody is asked for a name that is not shown")
}

func TestANameNeedsAConsentOfItsOwn(t *testing.T) {
	p := newPortal(t)
	without := p.consent()
	without.Fields = []privacy.Field{privacy.FieldBadge}
	p.students["student-17"] = Student{17, []privacy.Consent{without}}
	l := Link{Student: "student-17", Badges: []string{p.Claims.ID}, Named: true, Ends: p.Clock.Now().Add(time.Hour)}
	_, err := p.NewLink(context.Background(), l)
	require.ErrorIs(t, err, privacy.ErrConsent)
	l.Named = false
	_, err = p.NewLink(context.Background(), l)
	require.NoError(t, err)

	p.students["student-17"] = Student{17, []privacy.Consent{p.consent()}}
	l.Named = true
	made := p.link(t, l)
	require.Contains(t, p.get(p.URL(made)).Body.String(), confirmed)
	p.students["student-17"] = Student{17, []privacy.Consent{without}}
	require.Equal(t, http.StatusNotFound, p.get(p.URL(made)).Code, "a consent that was narrowed since")
}

// The file says which levels were reached, whatever the page leaves out.
func TestTheFileIsGivenToWhomTheLevelsMayBeShown(t *testing.T) {
	p := newPortal(t)
	without := p.consent()
	without.Fields = []privacy.Field{privacy.FieldBadge}
	for _, agreed := range []bool{true, false} {
		if !agreed {
			p.students["student-17"] = Student{17, []privacy.Consent{without}}
		}
		l := p.link(t, Link{})
		w := p.get(p.URL(l))
		require.Equal(t, http.StatusOK, w.Code)
		for _, file := range []string{"download", `rel="alternate"`} {
			require.Equal(t, agreed, strings.Contains(w.Body.String(), file), file)
		}
		status := map[bool]int{true: http.StatusOK, false: http.StatusNotFound}[agreed]
		require.Equal(t, status, p.get(p.URL(l)+"/badge").Code)
		for _, accept := range []string{"application/jwt", "image/svg+xml"} {
			require.Equal(t, agreed, p.get(p.URL(l), "Accept", accept).Header().Get("Content-Type") == accept)
		}
		require.Equal(t, http.StatusOK, p.get(p.URL(l)+"/preview.png").Code)
	}
	c := p.Claims
	c.Subject.Result = nil
	p.badges[c.ID] = p.Issue(c)
	require.Equal(t, http.StatusOK, p.get(p.URL(p.link(t, Link{}))+"/badge").Code)
}

func TestANewLinkIsRefusedWithTheReason(t *testing.T) {
	p := newPortal(t)
	hour := p.Clock.Now().Add(time.Hour)
	own := []string{p.Claims.ID}
	revoked := p.another("urn:uuid:aaaaaaaa-0000-4000-8000-000000000001", "student-17", "Zoë Álvarez")
	p.Revoke(p.badges[revoked])
	friends := p.another("urn:uuid:aaaaaaaa-0000-4000-8000-000000000002", "student-18", "Zoë Álvarez")
	private := p.another("urn:uuid:aaaaaaaa-0000-4000-8000-000000000003", "student-17", "Zoë Álvarez")
	p.private[private] = true
	for name, tc := range map[string]struct {
		l    Link
		want error
		says string
	}{
		"a name without an end": {Link{Badges: own, Named: true}, nil, "has an end"},
		"an end that has come":  {Link{Badges: own, Ends: p.Clock.Now()}, nil, "ends within 366 days"},
		"an end far away":       {Link{Badges: own, Ends: p.Clock.Now().AddDate(2, 0, 0)}, nil, "ends within 366 days"},
		"no badge":              {Link{Ends: hour}, nil, "1 to 32"},
		"a badge twice":         {Link{Badges: []string{own[0], own[0]}}, nil, "twice"},
		"a slug of one's own":   {Link{Badges: own, Slug: "zoe"}, nil, "no Slug"},
		"a revoked badge":       {Link{Badges: []string{own[0], revoked}}, ErrRevoked, ""},
		"a private badge":       {Link{Badges: []string{private}}, ErrPrivate, ""},
		"a missing badge":       {Link{Badges: []string{"urn:uuid:0"}}, ErrNotFound, ""},
		"a friend's badge":      {Link{Badges: []string{own[0], friends}, Named: true, Ends: hour}, ErrUnconfirmed, "not earned by the student whose link it is"},
	} {
		t.Run(name, func(t *testing.T) {
			tc.l.Student = "student-17"
			made, err := p.NewLink(context.Background(), tc.l)
			require.Error(t, err)
			require.Empty(t, made.Slug)
			if tc.want != nil {
				require.ErrorIs(t, err, tc.want)
			}
			require.ErrorContains(t, err, tc.says)
		})
	}
	_, err := p.NewLink(context.Background(), Link{Student: "student-99", Badges: own})
	require.ErrorIs(t, err, ErrNotFound)
	p.owners[own[0]] = [2]string{"student-17", ""}
	_, err = p.NewLink(context.Background(), Link{Student: "student-17", Badges: own, Named: true, Ends: hour})
	require.ErrorIs(t, err, ErrUnconfirmed, "a name that the school does not know")
	p.owners["urn:uuid:0"] = [2]string{"", "Zoë Álvarez"}
	_, err = p.earner(context.Background(), &Link{Badges: []string{"urn:uuid:0"}})
	require.ErrorIs(t, err, ErrUnconfirmed, "nobody is no student")
	p.cfg.Earners = nil
	p.open(t)
	_, err = p.NewLink(context.Background(), Link{Student: "student-17", Badges: own, Named: true, Ends: hour})
	require.ErrorContains(t, err, "nobody confirms names")
}

func TestAChosenSetStandsBehindOneLink(t *testing.T) {
	p := newPortal(t)
	second := p.another("urn:uuid:aaaaaaaa-0000-4000-8000-000000000001", "student-17", "Zoë Álvarez")
	third := p.another("urn:uuid:aaaaaaaa-0000-4000-8000-000000000002", "student-17", "Zoë Álvarez")
	p.another("urn:uuid:aaaaaaaa-0000-4000-8000-000000000003", "student-17", "Zoë Álvarez")
	l := p.link(t, Link{Badges: []string{p.Claims.ID, second, third}, Named: true, Ends: p.Clock.Now().Add(time.Hour)})
	body := p.get(p.URL(l)).Body.String()
	require.Contains(t, body, `<h1 dir="auto">3 badges</h1>`)
	require.Contains(t, body, confirmed)
	require.Contains(t, body, second)
	require.Contains(t, body, `<meta property="og:title" content="3 badges">`)
	require.Contains(t, body, `<meta property="og:url" content="`+p.URL(l)+`">`)
	require.Contains(t, body, `<meta property="og:description" content="Civics Credential, Civics Credential, Civics Credential">`)
	require.NotContains(t, body, "alternate", "of several badges none is had at the address of all")
	require.NotContains(t, body, "000000000003", "what was not chosen")
	require.Equal(t, p.badges[second], p.get(p.URL(l)+"/2", "Accept", "application/jwt").Body.Bytes())
	require.Equal(t, p.badges[third], p.get(p.URL(l)+"/3/badge").Body.Bytes())
	require.Equal(t, http.StatusNotFound, p.get(p.URL(l)+"/4").Code)
	require.Equal(t, http.StatusNotFound, p.get(p.URL(l)+"/badge").Code, "which?")
	require.Contains(t, p.get(p.URL(l), "Accept", "application/jwt").Header().Get("Content-Type"), "text/html")

	p.private[third] = true
	body = p.get(p.URL(l)).Body.String()
	require.Contains(t, body, `<h1 dir="auto">2 badges</h1>`)
	require.NotContains(t, body, third)
	require.Equal(t, http.StatusNotFound, p.get(p.URL(l)+"/3").Code)
	require.Equal(t, http.StatusOK, p.get(p.URL(l)+"/2").Code)

	p.Revoke(p.badges[second])
	body = p.get(p.URL(l)).Body.String()
	require.Contains(t, body, `<p class="state revoked" role="status">Revoked</p>`)
	require.Contains(t, body, `<p class="state good" role="status">Verified</p>`)
	require.NotContains(t, body, "og:", "one that does not count is not promoted with the others")
	require.NotContains(t, body, "Zoë", "nor a name put to it")

	p.private[second] = true
	p.owners[p.Claims.ID] = [2]string{"student-18", "Zoë Álvarez"}
	require.NotContains(t, p.get(p.URL(l)).Body.String(), "Zoë")
}

func TestNoIssuerConfirmsANameForAnothersBadge(t *testing.T) {
	p := newPortal(t)
	other := verifytest.NewIssuer(verifytest.Setup{ID: "did:web:otherschool.example", Name: "Other School", Network: p.Network})
	c := p.Claims
	c.ID = p.another("urn:uuid:aaaaaaaa-0000-4000-8000-000000000001", "student-17", "Zoë Álvarez")
	c.Issuer = badge.Profile{Name: "Other School"}
	p.badges[c.ID] = other.Issue(c)
	cfg := p.Config()
	cfg.Issuers = append(cfg.Issuers, other.ID)
	var err error
	p.cfg.Verifier, err = verify.New(cfg)
	require.NoError(t, err)
	p.open(t)
	l := p.link(t, Link{Badges: []string{p.Claims.ID, c.ID}, Named: true, Ends: p.Clock.Now().Add(time.Hour)})
	body := p.get(p.URL(l)).Body.String()
	require.Contains(t, body, "Other School")
	require.NotContains(t, body, "Zoë")
}

func TestM13ANewEMailAddressTouchesNeitherFileNorLink(t *testing.T) {
	p := newPortal(t)
	mail := map[string]string{"zoe@pineridge.example": "student-17"} // the portal's, as of school
	l := p.link(t, Link{Named: true, Ends: p.Clock.Now().AddDate(0, 11, 0)})
	file := append([]byte(nil), p.badges[p.Claims.ID]...)
	before := p.get(p.URL(l)).Body.String()

	delete(mail, "zoe@pineridge.example") // graduated; the account is closed
	mail["zoe.alvarez@mail.example"] = "student-17"

	require.Equal(t, before, p.get(p.URL(l)).Body.String())
	require.Equal(t, file, p.get(p.URL(l)+"/badge").Body.Bytes())
	require.NotContains(t, string(file), "@")
	r, err := p.Verifier().Verify(context.Background(), file)
	require.NoError(t, err)
	_, err = Of(r, file, p.Terms)
	require.NoError(t, err)
}

// A friend's badge is as genuine as one's own. The school's opaque id tells nobody whose it
// is; the holder's key does, or the school itself.
func TestAFriendsFileIsNotTakenForTheApplicants(t *testing.T) {
	p := newPortal(t)
	ctx := context.Background()
	seed := func(b byte) ed25519.PrivateKey {
		s := make([]byte, ed25519.SeedSize)
		s[0] = b
		return ed25519.NewKeyFromSeed(s)
	}
	friendsWallet, err := credential.NewKeySigner(seed(1))
	require.NoError(t, err)
	applicantsWallet, err := credential.NewKeySigner(seed(2))
	require.NoError(t, err)
	c := p.Claims
	c.Subject.ID = friendsWallet.Method().Controller
	file := p.Issue(c)
	p.keep(c.ID, file, "student-18", "Ben Friend")
	art, _ := p.badge(t, nil).art()
	secured, err := credential.Parse(file)
	require.NoError(t, err)
	picture, err := secured.Bake(art)
	require.NoError(t, err)

	t.Run("the file alone says nothing of who shows it", func(t *testing.T) {
		r, err := p.Verifier().Verify(ctx, picture)
		require.NoError(t, err)
		require.Equal(t, verify.RecipientNotAsked, r.Recipient, "a pass is not a yes to whose it is")
		r, err = p.Verifier().Verify(ctx, picture, verify.Recipient(badge.EmailAddress, "applicant@mail.example"))
		require.Error(t, err)
		require.NotEqual(t, verify.RecipientMatched, r.Recipient)
	})
	t.Run("a presentation is signed with the holder's key", func(t *testing.T) {
		const challenge, university = "5f3c9e7a1b2d4c6e", "https://university.example"
		v := p.Verifier().Expecting(challenge, university)
		for signer, want := range map[credential.Signer]bool{friendsWallet: true, applicantsWallet: false} {
			holder := credential.Holder{Signer: signer, Now: p.Clock.Now}
			shown, err := holder.Present(ctx, credential.Presentation{Credentials: []*credential.Secured{secured}}, challenge, university)
			require.NoError(t, err)
			_, err = v.VerifyPresentation(ctx, shown.Bytes(), verify.HeldByPresenter())
			require.Equal(t, want, err == nil, "%v", err)
			if !want {
				require.ErrorIs(t, err, verify.RecipientMismatch)
			}
		}
	})
	t.Run("a link is made for one's own badges, and names who earned them", func(t *testing.T) {
		p.students["student-18"] = Student{17, []privacy.Consent{p.consent()}}
		l := Link{Student: "student-17", Badges: []string{c.ID}, Named: true, Ends: p.Clock.Now().Add(time.Hour)}
		_, err := p.NewLink(ctx, l)
		require.ErrorIs(t, err, ErrUnconfirmed)
		p.owners[c.ID] = [2]string{"student-17", "Ana Applicant"}
		made, err := p.NewLink(ctx, l)
		require.NoError(t, err)
		p.links[made.Slug] = made
		require.Contains(t, p.get(p.URL(made)).Body.String(), "earned by \u2068Ana Applicant\u2069.")
		p.owners[c.ID] = [2]string{"student-18", "Ben Friend"} // the portal's mistake, mended
		body := p.get(p.URL(made)).Body.String()
		require.NotContains(t, body, "Applicant")
		require.NotContains(t, body, "Friend")
		require.True(t, errors.Is(p.told[len(p.told)-1], ErrUnconfirmed))
	})
}

func TestOnlyAnAdultsLinkIsListedBySearchEngines(t *testing.T) {
	p := newPortal(t)
	own := p.consent()
	own.By, own.Person, own.Age = privacy.ByStudent, own.Student, 18
	l := p.link(t, Link{Indexed: true})
	ends := p.link(t, Link{Indexed: true, Ends: p.Clock.Now().Add(time.Hour)})
	for age, listed := range map[int]bool{17: false, 18: true} {
		p.students["student-17"] = Student{age, []privacy.Consent{own, p.consent()}}
		w := p.get(p.URL(l))
		require.Equal(t, http.StatusOK, w.Code)
		require.Equal(t, listed, w.Header().Get("X-Robots-Tag") == "", "at %d", age)
		require.Equal(t, "noindex", p.get(p.URL(ends)).Header().Get("X-Robots-Tag"), "a link that ends is nobody's to list")
	}
}

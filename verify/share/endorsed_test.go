package share

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

func TestAPageSaysWhatAnEndorsementThatHoldsSaysOfItsBadge(t *testing.T) {
	w := newWorld(t)
	r := w.judged(t, w.Issue(w.Claims))
	p, err := print(r)
	require.NoError(t, err)
	good := verify.Endorsement{
		Outcome: verify.Passed, Endorses: credential.Entity{ID: w.Claims.ID}, Endorser: r.Issuer, SelfEndorsed: true,
		Name: "Seen by the student's supporter: coach", Comment: "The speech moved the council.\n\n**Truly.**",
	}
	said := func(change func(*verify.Endorsement)) []opinion {
		e := good
		change(&e)
		r.Endorsements = []verify.Endorsement{e}
		return opinions(r, &p)
	}
	require.Equal(t, []opinion{{good.Name, []string{"The speech moved the council.", "Truly."}, ""}}, said(func(*verify.Endorsement) {}))
	require.Equal(t, "The League", said(func(e *verify.Endorsement) {
		e.Endorser, e.Trust = verify.Issuer{ID: "did:web:league.example", Name: "The League"}, verify.Trusted
	})[0].By)
	require.Equal(t, "did:web:league.example", said(func(e *verify.Endorsement) {
		e.Endorser, e.Trust = verify.Issuer{ID: "did:web:league.example"}, verify.Trusted
	})[0].By, "nobody's word stands as that of the issuer")
	for name, change := range map[string]func(*verify.Endorsement){
		"it does not hold":           func(e *verify.Endorsement) { e.Outcome = verify.Failed },
		"it could not be checked":    func(e *verify.Endorsement) { e.Outcome = verify.Undetermined },
		"it repeats another":         func(e *verify.Endorsement) { e.Outcome = verify.NotApplicable },
		"nobody trusts its endorser": func(e *verify.Endorsement) { e.Endorser.ID, e.Trust = "did:web:evil.example", verify.Untrusted },
		"it was not asked":           func(e *verify.Endorsement) { e.Endorser.ID = "did:web:evil.example" },
		"it is about the issuer":     func(e *verify.Endorsement) { e.Endorses.ID = r.Issuer.ID },
		"it is about nothing":        func(e *verify.Endorsement) { e.Endorses = credential.Entity{} },
		"it has no words":            func(e *verify.Endorsement) { e.Comment = " \n\u202e" },
		"it tells who the learner is": func(e *verify.Endorsement) {
			e.Comment = "That was " + w.Claims.Subject.ID + "."
		},
		"its name does": func(e *verify.Endorsement) { e.Name = w.Claims.Subject.ID },
	} {
		require.Empty(t, said(change), name)
	}
	r.Endorsements = make([]verify.Endorsement, limits.SharedEndorsed+1)
	for i := range r.Endorsements {
		r.Endorsements[i] = good
	}
	require.Len(t, opinions(r, &p), limits.SharedEndorsed)

	portal := newPortal(t)
	for fields, shown := range map[privacy.Field]int{privacy.FieldResults: 1, privacy.FieldBadge: 0} {
		portal.Terms.Consents[0].Fields = []privacy.Field{privacy.FieldBadge, fields}
		b := portal.badge(t, nil)
		b.report.Endorsements = []verify.Endorsement{good}
		var a article
		portal.describe(&a, b, &Link{})
		require.Len(t, a.Said, shown, "where the file is not given, its endorsements are not either")
		require.Equal(t, shown == 1, a.File != "")
	}

	page, err := write(pageTemplate, view{language: spanish, Badges: []article{{State: "good", Name: "x", Spoken: ` lang="en"`,
		Said: []opinion{{"<b>", []string{"<script>"}, ""}, {"n", []string{"w"}, "The League"}}}}})
	require.NoError(t, err)
	require.Contains(t, page, "Lo que otras personas dicen de ella")
	require.Contains(t, page, "&lt;script&gt;")
	require.NotContains(t, page, "<script")
	require.Contains(t, page, `<p class="dim" dir="auto" lang="en">&lt;b&gt;</p>`)
	require.Equal(t, 1, strings.Count(page, "Firmado por el emisor de la insignia"))
	require.Contains(t, page, "Firmado por \u2068The League\u2069.")
}

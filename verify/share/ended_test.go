package share

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// What may not be said of a minor while a badge counts is not said when it was taken back.
func TestABadgeThatWasHiddenStaysHiddenWhenItEndsOrIsRevoked(t *testing.T) {
	for name, title := range map[string]string{"a programme for the gifted": "Gifted & Talented Civics", "an address": "Civics of zoe@school.example"} {
		for _, how := range []string{"revoked", "ended"} {
			t.Run(name+", "+how, func(t *testing.T) {
				p := newPortal(t)
				l := p.link(t, Link{})
				missing := p.get(p.cfg.BaseURL + "00000000000000000000000000000000")
				c := p.Claims
				c.Subject.Achievement.Name = title
				c.ValidUntil = p.Clock.Now().Add(time.Hour)
				p.badges[c.ID] = p.Issue(c)
				require.Equal(t, http.StatusNotFound, p.get(p.URL(l)).Code)
				if how == "revoked" {
					p.Revoke(p.badges[c.ID])
				} else {
					p.Clock.Advance(2 * time.Hour)
				}
				w := p.get(p.URL(l))
				require.NotContains(t, w.Body.String(), title[:6])
				require.Equal(t, whole(t, missing), whole(t, w))
			})
		}
	}
}

func TestAPageSaysOnceWhatABadgeStandsFor(t *testing.T) {
	p := newPortal(t)
	body := p.get(p.URL(p.link(t, Link{}))).Body.String()
	_, visible, _ := strings.Cut(body, "<body>")
	require.Equal(t, 1, strings.Count(visible, "Student participates in the political or non-political process"))
	require.Contains(t, visible, "Program: High School Summit Micro-Credential Program")
}

// A reader that speaks the page aloud speaks the badge in its own language.
func TestAPageSaysInWhichLanguageTheBadgeIs(t *testing.T) {
	p := newPortal(t)
	for tag, shown := range map[string]bool{"en-US": true, "es-MX": false, "": false} {
		c := p.Claims
		c.Subject.Achievement.InLanguage = tag
		p.badges[c.ID] = p.Issue(c)
		body := p.get(p.URL(p.link(t, Link{})), "Accept-Language", "es").Body.String()
		require.Equal(t, shown, strings.Contains(body, `<p dir="auto" lang="en-US">Student participates`), tag)
		require.Equal(t, shown, strings.Contains(body, `<dd lang="en-US">`), tag)
	}
	require.False(t, languageTag.MatchString(`en" onload="x`))
}

// Whoever puts a badge of their own under the id of the school's, and lets it end or takes it
// back, would have a page of the school say that it was genuine.
func TestAStrangersBadgeWasNeverGenuine(t *testing.T) {
	p := newPortal(t)
	l := p.link(t, Link{})
	stranger := verifytest.NewIssuer(verifytest.Setup{Name: "Pine Ridge High School", Network: p.Network})
	c := p.Claims
	c.Subject.Achievement.Name = "Rector of Harvard"
	for name, edit := range map[string]func(*credential.Credential){
		"valid": func(*credential.Credential) {},
		"ended": func(c *credential.Credential) {
			c.ValidFrom, c.ValidUntil = p.Clock.Now().AddDate(-1, 0, 0), p.Clock.Now().AddDate(0, 0, -1)
		},
	} {
		theirs := c
		theirs.Status, theirs.Issuer = nil, stranger.Claims.Issuer
		edit(&theirs)
		p.badges[c.ID] = stranger.Issue(theirs)
		require.True(t, p.judged(t, p.badges[c.ID]).Authentic, name)
		w := p.get(p.URL(l))
		require.Equal(t, http.StatusServiceUnavailable, w.Code, name)
		require.NotContains(t, w.Body.String(), "Harvard", name)
		require.NotContains(t, w.Body.String(), "genuine, and", name)
	}
}

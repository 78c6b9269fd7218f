package share

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// WCAG 2.2 section 3.1.2: the name of a badge and the text of its picture are no Spanish,
// wherever they stand on a page in Spanish.
func TestTheNameOfABadgeIsMarkedWhereThePageIsInAnotherLanguage(t *testing.T) {
	p := newPortal(t)
	p.Claims.Subject.Achievement.InLanguage = "en"
	data := p.Issue(p.Claims)
	p.badges[p.Claims.ID] = data
	l := p.link(t, Link{})
	ask := func(l Link, language string) string {
		_, body, ok := strings.Cut(p.get(p.URL(l), "Accept-Language", language).Body.String(), "<body>")
		require.True(t, ok)
		return body
	}
	body := ask(l, "es")
	require.Contains(t, body, `<h1 dir="auto"><span lang="en">Civics Credential</span></h1>`)
	require.Regexp(t, `<img [^>]* alt="The Civics Credential[^"]*" lang="en">`, body)
	require.NotContains(t, ask(l, "en"), `lang="en"`)
	second := p.another("urn:uuid:99999999-2222-4333-8444-555555555555", "student-17", "Zoë Álvarez")
	both := ask(p.link(t, Link{Badges: []string{p.Claims.ID, second}, Ends: p.Clock.Now().Add(time.Hour)}), "es")
	require.Equal(t, 2, strings.Count(both, `<h2 dir="auto" lang="en">Civics Credential</h2>`))
	require.Contains(t, both, `<h1 dir="auto">2 insignias</h1>`)

	p.Revoke(data)
	require.Contains(t, ask(l, "es"), `<h1 dir="auto">Revocada: <span lang="en">Civics Credential</span></h1>`)
	require.Contains(t, ask(l, "en"), `<h1 dir="auto">Revoked: Civics Credential</h1>`)
}

// A badge that is suspended while a question is open is not called revoked, and one of an
// issuer whose lists know suspension alone is not called suspended for a time.
func TestASuspendedBadgeIsNotCalledRevoked(t *testing.T) {
	p := newPortal(t)
	l := p.link(t, Link{})
	c := p.Claims
	c.Status = p.judged(t, p.Suspended()).Credential.Status // in whose place it stands
	p.badges[c.ID] = p.Issue(c)
	body := p.get(p.URL(l)).Body.String()
	require.Contains(t, body, `<h1 dir="auto">Suspended or revoked: Civics Credential</h1>`)
	require.Contains(t, body, "for a time or for good")
	require.NotContains(t, body, "taken this badge back")
	require.NotContains(t, body, "Situational knowledge", "of what does not count, little is said")
}

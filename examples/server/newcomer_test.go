package main

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// The words of a link are the writer's, and may be the address of a bank.
func TestALinkSaysToWhichHostItLeads(t *testing.T) {
	for text, host := range map[string]string{
		"[https://bank.example/login](https://evil.example/x)": "evil.example",
		"[a](https://evil.example)":                            "evil.example",
		"[a](https://evil.example?bank.example)":               "evil.example",
		"[a](http://evil.example:8080/bank.example)":           "evil.example:8080",
		"<https://b\u0430nk.example/login>":                    "b%D0%B0nk.example", // a Cyrillic a
		"[b][b]\n\n[b]: https://evil.example#bank.example":     "evil.example",
	} {
		require.Contains(t, string(markdown(text)), `</a> <span class="host">(<bdi>`+host+`</bdi>)</span>`, text)
	}
	require.NotContains(t, markdown("[a](javascript:b) [c](//d.example) [e](https://f@g.example)"), "host")
}

func TestALetterHasNoMoreMarksThanAScriptGivesIt(t *testing.T) {
	require.Equal(t, "Việt שָׁ é", tame("Việt שָׁ é"))
	require.Equal(t, "A"+strings.Repeat("\u030d", mostMarks)+"B\u030d", tame("A"+strings.Repeat("\u030d", 500)+"B\u030d"))
	require.Equal(t, "A"+strings.Repeat("\u20dd", mostMarks), tame("A"+strings.Repeat("\u20dd", 500)))
}

// Who has asked about a link asks about a file next, and is not told that these are two.
func TestTheFormForTheNextBadgeIsEmpty(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	h := at(t, school, nil)
	_, page := h.get(t, "/?url=https://badges.example/1&holder=ada@example.org")
	require.Contains(t, page, `class="verdict`)
	require.Contains(t, page, `type="url" value=""`)
	_, page = h.get(t, "/?url=http://badges.example/1")
	require.Contains(t, page, english.say("problem.link"))
	require.Contains(t, page, `type="url" value="http://badges.example/1"`, "what is wrong can be mended")
}

// Sentence and detail of a reason are two things, or one of them is left out.
func TestNoReasonIsGivenTwice(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	h := at(t, school, nil)
	reasons := regexp.MustCompile(`(?s)<li>([^<]*) <span class="detail" lang="en"><bdi>(.*?)</bdi>`)
	for _, s := range []sent{{file: string(school.Revoked())}, {file: string(school.Expired())}, {file: string(school.Good()), holder: "bob@example.org"}, {file: string(school.Good()), holder: "S-17"}} {
		_, page, _ := h.ask(t, s)
		for _, m := range reasons.FindAllStringSubmatch(page, -1) {
			require.False(t, strings.EqualFold(strings.Trim(m[1], ". "), strings.Trim(m[2], ". ")), m[0])
		}
		if s.holder != "" {
			require.NotContains(t, page, `<span class="detail"`, "the sentence of the Code says it all")
		}
	}
}

// Of a genuine badge that counts no longer nobody needs another copy.
func TestWhatToDoIsOfUseForTheVerdict(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	h := at(t, school, nil)
	for next, badges := range map[string][][]byte{
		"next.ended":  {school.Expired(), school.Revoked(), school.Suspended(), school.NotYetValid()},
		"next.issuer": {school.Tampered(), []byte("hello")},
		"next.retry":  {school.Undecidable()},
	} {
		for _, b := range badges {
			for _, l := range []language{english, spanish} {
				_, page, _ := h.ask(t, sent{file: string(b), lang: l.String()})
				require.Contains(t, page, html.EscapeString(l.say(next)))
			}
		}
	}
}

// Whoever presents what was issued to somebody else has signed the presentation all the
// same; that the two differ stands where the verdict does.
func TestThatAPresentedBadgeIsAnothersStandsAtTheTop(t *testing.T) {
	school := verifytest.NewIssuer(verifytest.Setup{})
	h := at(t, school, nil)
	holder := credential.Holder{Signer: school.Signer, Now: school.Clock.Now}
	for subject, another := range map[string]bool{"did:example:ada": true, school.Signer.Method().Controller: false} {
		claims := school.Claims
		claims.Subject = badge.Subject{ID: subject, Achievement: claims.Subject.Achievement}
		s, err := credential.Parse(school.Issue(claims))
		require.NoError(t, err)
		p, err := holder.Present(t.Context(), credential.Presentation{Credentials: []*credential.Secured{s}}, "c", "https://employer.example")
		require.NoError(t, err)
		_, page, _ := h.ask(t, sent{text: string(p.Bytes())})
		top, _, _ := strings.Cut(page, "</section>")
		require.Equal(t, another, strings.Contains(top, verify.RecipientMismatch.Sentence("en")), subject)
		require.Contains(t, page, english.say("check.presenter"))
		require.Contains(t, page, english.say("check.presentation"))
		require.Contains(t, page, english.say("not.occasion"))
		require.NotContains(t, page, credential.ProofDomain.Sentence("en"), "nobody asked for whom it was made")
	}
	empty := `{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiablePresentation"]}`
	_, page, _ := h.ask(t, sent{text: empty})
	_, _, whose := verdictOn(t, page)
	require.Equal(t, english.say("presented.nothing"), whose)
}

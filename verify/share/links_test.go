package share

import (
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential"
)

var rewrite = flag.Bool("rewrite", false, "write the golden files anew")

// golden compares what a builder made with a file, byte for byte.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *rewrite {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

// built is what each builder of a Badge makes, or its error.
func built(b *Badge) map[string]func() (string, error) {
	text := func(data []byte, err error) (string, error) { return string(data), err }
	return map[string]func() (string, error){
		"linkedin-profile": func() (string, error) { return b.LinkedInProfile("") },
		"linkedin-post":    b.LinkedInPost,
		"facebook":         b.FacebookPost,
		"x":                func() (string, error) { return b.XPost(Mention{}) },
		"email":            b.Email,
		"snippet.html":     b.HTML,
		"head.html":        b.OpenGraph,
		"resume.json":      func() (string, error) { return text(b.JSONResume()) },
		"schemaorg.json":   func() (string, error) { return text(b.SchemaOrg()) },
		"application.txt": func() (string, error) {
			a, err := b.Application()
			return a.Line + "\n\n" + a.Paragraph + "\n", err
		},
	}
}

// channelOf is the one that each builder asks about.
var channelOf = map[string]privacy.Channel{
	"linkedin-profile": privacy.ToLinkedIn, "linkedin-post": privacy.ToLinkedIn, "facebook": privacy.ToFacebook, "x": privacy.ToX, "email": privacy.ToEmail,
	"snippet.html": privacy.ToEmbed, "head.html": privacy.ToPage, "resume.json": privacy.ToEmbed, "schemaorg.json": privacy.ToEmbed, "application.txt": privacy.ToApplication,
}

const at = "https%3A%2F%2Fbadges.pineridge.example%2Fb%2FZm9vYmFyYmF6cXV4MTIzNA"

func TestEachLinkHasItsFormByteForByte(t *testing.T) {
	w := newWorld(t)
	b := w.badge(t, nil)
	for name, want := range map[string]string{
		"linkedin-profile": "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&name=Civics+Credential&organizationName=Pine+Ridge+High+School&issueYear=2026&issueMonth=4" +
			"&certUrl=" + at + "&certId=urn%3Auuid%3A7f3c5a10-52b5-4b6e-9f0c-2d3e4f5a6b7c",
		"linkedin-post": "https://www.linkedin.com/sharing/share-offsite/?url=" + at,
		"facebook":      "https://www.facebook.com/sharer/sharer.php?u=" + at,
		"x":             "https://twitter.com/intent/tweet?text=I+earned+a+badge%3A+Civics+Credential%2C+awarded+by+Pine+Ridge+High+School.&url=" + at,
		"email": "mailto:?subject=Badge%3A%20Civics%20Credential&body=I%20would%20like%20to%20show%20you%20a%20badge%3A%20Civics%20Credential%2C%20awarded%20by%20Pine%20Ridge%20High%20School%20on%2024%20April%202026." +
			"%0D%0A%0D%0AWhat%20it%20stands%20for%2C%20and%20whether%20it%20is%20genuine%2C%20is%20shown%20here%3A%0D%0Ahttps%3A%2F%2Fbadges.pineridge.example%2Fb%2FZm9vYmFyYmF6cXV4MTIzNA%0D%0A",
	} {
		got, err := built(b)[name]()
		require.NoError(t, err, name)
		require.Equal(t, want, got, name)
	}

	ends := w.badge(t, func(c *credential.Credential) { c.ValidUntil = time.Date(2028, 12, 31, 23, 59, 59, 0, time.UTC) })
	got, err := ends.LinkedInProfile("1234567")
	require.NoError(t, err)
	require.Equal(t, "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&name=Civics+Credential&organizationId=1234567&issueYear=2026&issueMonth=4&expirationYear=2028&expirationMonth=12"+
		"&certUrl="+at+"&certId=urn%3Auuid%3A7f3c5a10-52b5-4b6e-9f0c-2d3e4f5a6b7c", got)
	got, err = b.XPost(Mention{Hashtags: []string{"civics", "badges"}, Via: "pineridge", Related: []string{"openbadges"}})
	require.NoError(t, err)
	require.Equal(t, "https://twitter.com/intent/tweet?text=I+earned+a+badge%3A+Civics+Credential%2C+awarded+by+Pine+Ridge+High+School.&url="+at+"&hashtags=civics%2Cbadges&via=pineridge&related=openbadges", got)
}

func TestEachTextHasItsFormByteForByte(t *testing.T) {
	w := newWorld(t)
	edit := func(c *credential.Credential) { c.ValidUntil = time.Date(2028, 12, 31, 23, 59, 59, 0, time.UTC) }
	for _, l := range []string{"en", "es"} {
		w.Terms.Language, w.Terms.Levels = l, l == "es"
		for name, build := range built(w.badge(t, edit)) {
			got, err := build()
			require.NoError(t, err, name)
			if strings.Contains(name, ".") {
				golden(t, l+"-"+name, got)
			}
		}
	}
}

func TestWhatIsBuiltTwiceIsTheSame(t *testing.T) {
	w := newWorld(t)
	first, second := built(w.badge(t, nil)), built(w.badge(t, nil))
	for name := range first {
		a, err := first[name]()
		require.NoError(t, err)
		b, err := second[name]()
		require.NoError(t, err)
		require.Equal(t, a, b, name)
	}
}

func TestTheZeroBadgeBuildsNothing(t *testing.T) {
	for _, b := range []*Badge{nil, {}} {
		for name, build := range built(b) {
			got, err := build()
			require.ErrorIs(t, err, ErrNotVerified, name)
			require.Empty(t, strings.TrimSpace(got), name)
		}
		require.Empty(t, b.Channels())
	}
}

func TestM17EachChannelHasItsAgeAndItsConsent(t *testing.T) {
	w := newWorld(t)
	for name, c := range channelOf {
		t.Run(name, func(t *testing.T) {
			w.Terms.Age, w.Terms.Consents = 17, []privacy.Consent{w.consent()}
			_, err := built(w.badge(t, nil))[name]()
			require.NoError(t, err)

			for _, age := range []int{0, 12} {
				w.Terms.Age = age
				got, err := built(w.badge(t, nil))[name]()
				require.ErrorIs(t, err, privacy.ErrAgePolicy, "at %d", age)
				require.Empty(t, strings.TrimSpace(got))
			}
			w.Terms.Age = 15
			_, err = built(w.badge(t, nil))[name]()
			require.Equal(t, c == privacy.ToLinkedIn, err != nil, "at 15: %v", err)

			w.Terms.Age = 17
			without := w.consent()
			without.Channels = nil
			for _, other := range w.consent().Channels {
				if other != c {
					without.Channels = append(without.Channels, other)
				}
			}
			w.Terms.Consents = []privacy.Consent{without}
			_, err = built(w.badge(t, nil))[name]()
			require.ErrorIs(t, err, privacy.ErrConsent)
		})
	}
	w.Terms.Age, w.Terms.Consents = 15, []privacy.Consent{w.consent()}
	for _, a := range w.badge(t, nil).Channels() {
		require.Equal(t, a.Channel == privacy.ToLinkedIn, a.Err != nil, "hidden buttons: %s", a.Channel)
	}
}

func TestLevelsNeedConsentOfTheirOwn(t *testing.T) {
	w := newWorld(t)
	w.Terms.Levels = true
	got, err := w.badge(t, nil).JSONResume()
	require.NoError(t, err)
	require.Contains(t, string(got), "Emerging Expert")
	badgeOnly := w.consent()
	badgeOnly.Fields = []privacy.Field{privacy.FieldBadge}
	w.Terms.Consents = []privacy.Consent{badgeOnly}
	for _, name := range []string{"resume.json", "application.txt"} {
		_, err = built(w.badge(t, nil))[name]()
		require.ErrorIs(t, err, privacy.ErrConsent)
	}
	w.Terms.Levels = false
	for name, build := range built(w.badge(t, nil)) {
		got, err := build()
		require.NoError(t, err)
		require.NotContains(t, got, "Expert", name)
	}
}

// hostile is a name by which an issuer, or whoever gives it one, would add to a link.
const hostile = "Civics&certUrl=https://evil.example/&issueYear=1999#x?y=1\r\nBcc: all@school.example\x00\"><script>alert(1)</script>\u202egnp.egdab 🏔️👩‍🚀"

func TestM18ANameStaysInItsParameter(t *testing.T) {
	w := newWorld(t).grown()
	for name, text := range map[string]string{"injection": hostile, "2,000 characters": strings.Repeat("é", 2000), "emoji": strings.Repeat("👩‍🚀", 700), "words": strings.Repeat("Ab+c%26d ", 250)} {
		t.Run(name, func(t *testing.T) {
			b := w.badge(t, func(c *credential.Credential) { c.Subject.Achievement.Name = text })
			for kind, build := range built(b) {
				got, err := build()
				require.NoError(t, err)
				if strings.Contains(kind, ".") {
					continue
				}
				require.Less(t, len(got), 5000, kind)
				require.Equal(t, strings.Trim(got, "\r\n\x00<>\" "), got)
				u, err := url.Parse(got)
				require.NoError(t, err)
				q, err := url.ParseQuery(u.RawQuery)
				require.NoError(t, err)
				require.Empty(t, u.Fragment, kind)
				plainly, err := url.Parse(mustBuild(t, w.badge(t, nil), kind))
				require.NoError(t, err)
				for k, v := range q {
					require.Len(t, v, 1, "%s: %s stands there once", kind, k)
					require.Contains(t, plainly.Query(), k, "%s: no parameter comes from a name", kind)
				}
				for _, k := range []string{"url", "u", "certUrl"} {
					if q.Has(k) {
						require.Equal(t, page, q.Get(k), kind)
					}
				}
				for _, v := range q {
					require.LessOrEqual(t, len([]rune(strings.Split(v[0], "\r\n")[0])), 600)
					require.NotContains(t, v[0], "\u202e")
					require.NotContains(t, v[0], "\x00")
				}
				if kind == "email" {
					require.NotContains(t, q.Get("subject"), "\n", "one header")
					require.Equal(t, "", u.Opaque)
				}
			}
		})
	}
}

func mustBuild(t *testing.T, b *Badge, kind string) string {
	t.Helper()
	got, err := built(b)[kind]()
	require.NoError(t, err)
	return got
}

func TestM18APostOnXIsNeverTooLong(t *testing.T) {
	w := newWorld(t).grown()
	m := Mention{Hashtags: []string{"civics", "badges"}, Via: "pineridge"}
	for name, text := range map[string]string{
		"latin": strings.Repeat("word ", 100), "no spaces": strings.Repeat("w", 1000), "two each": strings.Repeat("漢", 300), "emoji": strings.Repeat("👩‍🚀 ", 100), "hosts": strings.Repeat("a.io ", 100), "short": "Civics",
	} {
		t.Run(name, func(t *testing.T) {
			got, err := w.badge(t, func(c *credential.Credential) { c.Subject.Achievement.Name = text }).XPost(m)
			require.NoError(t, err)
			u, err := url.Parse(got)
			require.NoError(t, err)
			said := u.Query().Get("text")
			require.LessOrEqual(t, sum(xCosts(said+" #civics #badges via @pineridge"))+1+23, 280)
			require.NotEmpty(t, said)
			if name == "short" {
				require.True(t, strings.HasSuffix(said, "School."), said)
			}
		})
	}
	for _, m := range []Mention{{Hashtags: []string{"a b"}}, {Hashtags: []string{""}}, {Hashtags: []string{"a,b"}}, {Hashtags: make([]string, 6)}, {Via: "a&url=x"}, {Via: strings.Repeat("a", 16)}, {Related: []string{"ü"}}} {
		_, err := w.badge(t, nil).XPost(m)
		require.ErrorIs(t, err, ErrText)
	}
	for _, id := range []string{"12x", "0", "-1", "1&name=x", strings.Repeat("1", 20)} {
		_, err := w.badge(t, nil).LinkedInProfile(id)
		require.ErrorIs(t, err, ErrText, id)
	}
}

func TestTextsAreCutAtAWordAndNeverWithinACharacter(t *testing.T) {
	for _, tc := range []struct {
		text string
		most int
		want string
	}{
		{"Civics Credential", 17, "Civics Credential"}, {"Civics Credential", 16, "Civics…"}, {"Civics, and more", 8, "Civics…"}, {"Civics", 4, "Civ…"}, {"Civics", 1, ""},
		{"a👩\u200d🚀b", 4, "a…"}, {"a👩\u200d🚀b", 5, "a👩\u200d🚀b"}, {"a👩\u200d🚀bc", 5, "a👩\u200d🚀…"}, {"xe\u0301e\u0301e\u0301", 5, "xe\u0301…"}, {"👍🏽👍🏽👍🏽", 4, "👍🏽…"},
	} {
		require.Equal(t, tc.want, plain(tc.text, tc.most), "%q at %d", tc.text, tc.most)
	}
}

func TestTextsAreCountedAsXCounts(t *testing.T) {
	for text, want := range map[string]int{"Civics": 6, "é": 1, "Привет": 6, "漢字": 4, "…": 2, "“x”": 3, "🏔": 2, "a.b": 25, "Ridge. High": 11} {
		require.Equal(t, want, sum(xCosts(text)), text)
	}
}

func TestM19ANameIsEscapedWhereverItStands(t *testing.T) {
	w := newWorld(t).grown()
	b := w.badge(t, func(c *credential.Credential) {
		c.Subject.Achievement.Name, c.Subject.Achievement.Description = hostile, hostile+"' onload='x"
		c.Subject.Achievement.Image.Caption = `"><img src=x onerror=alert(1)> ` + hostile
	})
	for _, kind := range []string{"snippet.html", "head.html", "schemaorg.json"} {
		got := mustBuild(t, b, kind)
		require.NotContains(t, got, "<script", kind)
		require.NotContains(t, got, "<img src=x", kind)
		if kind != "schemaorg.json" { // where ' says nothing
			require.NotContains(t, got, "onload='", kind)
		}
		require.NotContains(t, got, "\u202e", kind)
	}
	head := mustBuild(t, b, "head.html")
	require.Contains(t, head, `<meta property="og:image" content="https://badges.pineridge.example/preview/civics.png">`)
	require.Contains(t, head, `<meta name="robots" content="noindex">`)
	for _, bad := range []string{"/preview.png", "http://badges.pineridge.example/p.png", "https://localhost/p.png", "data:image/png;base64,AA"} {
		w.Terms.Preview = bad
		data := w.Issue(w.Claims)
		_, err := w.of(t, data)
		require.ErrorIs(t, err, ErrURL, bad)
	}
	w.Terms.Preview = ""
	_, err := w.badge(t, nil).OpenGraph()
	require.ErrorIs(t, err, ErrURL)
}

func TestNoPictureThatCouldDoAnythingStandsInASnippet(t *testing.T) {
	w := newWorld(t).grown()
	for _, bad := range []string{"data:text/html;base64,PHNjcmlwdD4=", "http://pineridge.example/a.png", "https://10.0.0.1/a.png", "data:image/svg+xml,%3Csvg%20onload=alert(1)%3E", "https://pineridge.example/a.png?to=ada@example.org"} {
		got := mustBuild(t, w.badge(t, func(c *credential.Credential) { c.Subject.Achievement.Image.ID = bad }), "snippet.html")
		require.NotContains(t, got, "<img", bad)
		require.Contains(t, got, "The Civics Credential of the Summit")
	}
	got := mustBuild(t, w.badge(t, func(c *credential.Credential) { c.Subject.Achievement.Image.ID = "https://pineridge.example/a.png" }), "snippet.html")
	require.Contains(t, got, `<img src="https://pineridge.example/a.png" alt="The Civics`)
}

func TestOnlyAnAdultsPageIsListedBySearchEngines(t *testing.T) {
	w := newWorld(t)
	own := w.consent()
	own.By, own.Person, own.Age = privacy.ByStudent, own.Student, 18
	w.Terms.Indexed, w.Terms.Consents = true, []privacy.Consent{own, w.consent()}
	for age, listed := range map[int]bool{17: false, 18: true} {
		w.Terms.Age = age
		require.Equal(t, listed, !strings.Contains(mustBuild(t, w.badge(t, nil), "head.html"), "noindex"), "at %d", age)
	}
}

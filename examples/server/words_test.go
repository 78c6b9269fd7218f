package main

import (
	"html"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

func TestEveryTextIsThereInBothLanguages(t *testing.T) {
	for key, both := range words {
		require.NotEmpty(t, both[english], key)
		require.NotEmpty(t, both[spanish], key)
		require.Equal(t, strings.Count(both[english], "%"), strings.Count(both[spanish], "%"), key)
	}
	for month := time.January; month <= time.December; month++ {
		at := time.Date(2026, month, 3, 4, 5, 0, 0, time.UTC)
		require.NotEmpty(t, english.day(at))
		require.Regexp(t, `^3 de [a-z]+ de 2026, 04:05 UTC$`, spanish.day(at))
	}
}

// Whatever the template says comes from the catalogue, and everything in the catalogue
// is said.
func TestNoTextStandsOutsideOfTheCatalogue(t *testing.T) {
	data, err := pageFiles.ReadFile("page/page.html")
	require.NoError(t, err)
	template := string(data)
	used := map[string]bool{}
	for _, m := range regexp.MustCompile(`\bt "([^"]+)"`).FindAllStringSubmatch(template, -1) {
		require.Contains(t, words, m[1])
		used[m[1]] = true
	}
	text := regexp.MustCompile(`(?s)\{\{.*?\}\}`).ReplaceAllString(template, "")
	for _, attribute := range regexp.MustCompile(`(?:aria-label|alt|title|placeholder|summary)="([^"]*)"`).FindAllStringSubmatch(text, -1) {
		require.Empty(t, attribute[1], attribute[0])
	}
	text = regexp.MustCompile(`(?s)<[^>]*>`).ReplaceAllString(text, "")
	require.Less(t, strings.IndexFunc(text, unicode.IsLetter), 0, "%q", text)

	sources := readSources(t)
	for key := range words {
		family, _, _ := strings.Cut(key, ".")
		if !used[key] && !strings.Contains(sources, `"`+key+`"`) && !strings.Contains(sources, `"`+family+`."`) {
			t.Errorf("%s is never said", key)
		}
	}
	for _, m := range regexp.MustCompile(`(?:say|add)\("([a-z.]+)"`).FindAllStringSubmatch(sources, -1) {
		if !strings.HasSuffix(m[1], ".") {
			require.Contains(t, words, m[1])
		}
	}
}

func readSources(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, name := range []string{"page.go", "bundle.go", "result.go", "describe.go", "presented.go", "doctor.go", "explain.go", "upload.go", "words.go"} {
		b.WriteString(source(t, name))
	}
	i := strings.Index(b.String(), "var words =")
	return b.String()[:i]
}

// A page in Spanish has no English on it but what the library or the badge says, which
// is marked as such.
func TestAPageInSpanishIsSpanish(t *testing.T) {
	h := start(t)
	for _, v := range testdata.Vectors() {
		if v.Policy.Presentation || len(v.Data) > 1<<16 || !strings.HasSuffix(v.Name, "0") && !strings.Contains(v.Name, "control") {
			continue
		}
		status, page, _ := h.ask(t, sent{file: string(v.Data), lang: "es"})
		require.Equal(t, http.StatusOK, status, v.Name)
		require.NotContains(t, page, `class="detail">`, "what is in English says so")
		page = regexp.MustCompile(`(?s)<bdi>.*?</bdi>|<(style|script).*?</(style|script)>`).ReplaceAllString(page, "")
		text := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, "\n"))
		for key, both := range words {
			if len(both[english]) > 12 && !strings.Contains(both[english], "%") && strings.Contains(text, both[english]) {
				t.Errorf("%s: %s is in English", v.Name, key)
			}
		}
		for _, code := range verify.Codes() {
			require.NotContains(t, text, code.Error(), v.Name)
		}
	}
}

// The reason is in Spanish; what was expected and found is as the report has it, and
// marked as English.
func TestAReasonInSpanishHasItsDetailInEnglish(t *testing.T) {
	h := start(t)
	school := verifytest.NewIssuer(verifytest.Setup{})
	report, err := h.verifier.Verify(t.Context(), school.Tampered())
	require.Error(t, err)
	found := report.Errors()[0]
	_, page, _ := h.ask(t, sent{file: string(school.Tampered()), lang: "es"})
	require.Contains(t, page, found.Code.Sentence("es")+` <span class="detail" lang="en"><bdi>`+html.EscapeString(found.Message)+`</bdi></span>`)
	require.NotContains(t, page, found.Code.Error())
}

func TestTheLanguageIsWhatTheReaderAsksFor(t *testing.T) {
	for _, c := range []struct {
		query, header string
		want          language
	}{
		{"", "", english},
		{"", "es", spanish},
		{"", "es-MX,es;q=0.9,en;q=0.8", spanish},
		{"", "en-US,es;q=0.9", english},
		{"", "de,fr;q=0.9", english},
		{"", "de, es;q=0.1", spanish},
		{"", "es;q=0", english},
		{"", "es;q=x, en", english},
		{"", "es;q=7", english},
		{"lang=en", "es", english},
		{"lang=es", "en", spanish},
		{"lang=xx", "es", spanish},
		{"", strings.Repeat("de,", 10000) + "es", english},
	} {
		r, err := http.NewRequest(http.MethodGet, "/?"+c.query, nil)
		require.NoError(t, err)
		r.Header.Set("Accept-Language", c.header)
		require.Equal(t, c.want, languageOf(r), "%s %s", c.query, abridged(c.header, 40))
	}
}

func source(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(data)
}

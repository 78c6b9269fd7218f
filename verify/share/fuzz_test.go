package share

import (
	"net/url"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/limits"
)

// Whatever a name is, it becomes one line of bounded length, and stays in its parameter.
func FuzzTextsStayWhereTheyAre(f *testing.F) {
	for _, s := range []string{"Civics Credential", hostile, "", " ", "é\u0301\u0301", strings.Repeat("👩‍🚀", 200), strings.Repeat("a b.c ", 200), "\xff\xfe", "a\u2028b\u00a0c", "\u200d\u200d", "%0d%0a&x=y", strings.Repeat("漢", 400)} {
		f.Add(s, 20)
	}
	f.Fuzz(func(t *testing.T, s string, most int) {
		most = max(1, min(most, 500))
		line := plain(s, most)
		switch {
		case utf8.RuneCountInString(line) > most:
			t.Fatalf("%d characters, at most %d", utf8.RuneCountInString(line), most)
		case !utf8.ValidString(line), strings.ContainsFunc(line, unicode.IsControl), strings.ContainsFunc(line, func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }):
			t.Fatalf("%q", line)
		case line != strings.Join(strings.Fields(line), " "):
			t.Fatalf("%q is no line of words", line)
		case plain(line, most) != line:
			t.Fatalf("%q becomes %q when it is made plain once more", line, plain(line, most))
		}
		if post := cut(line, most, xCosts); sum(xCosts(post)) > most {
			t.Fatalf("%q costs %d, at most %d", post, sum(xCosts(post)), most)
		}
		u, err := url.Parse(address("https://host.example/", "name", line, "url", page))
		if err != nil || u.Host != "host.example" || u.Fragment != "" {
			t.Fatal(err, u)
		}
		if q := u.Query(); len(q) != 2 || len(q["name"]) != 1 || q.Get("name") != line || q.Get("url") != page {
			t.Fatalf("%q in %v", line, q)
		}
	})
}

// No URL that is let through has anything in it but a host and a path.
func FuzzURLs(f *testing.F) {
	for _, s := range []string{page, "https://a.example", "https://a.example/?x", "https://a@b.example/", "https://a.example:443/", "https://[::1]/", "https://10.0.0.1/", "https://A.example/", "https://a.example/%2e%2e/", "https://a.example/a b", "https:a", "//a.example", "https://a.example/#", "https://a.example/\u202e", "https://localhost/", "https://a.example./"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if checkURL(s) != nil {
			return
		}
		u, err := url.Parse(s)
		if err != nil || u.Scheme != "https" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Port() != "" || !strings.Contains(u.Host, ".") || strings.ContainsAny(s, "?#@ \"<>\\\n") && !strings.Contains(u.Path, "@") || len(s) > limits.SharedURL {
			t.Fatalf("%q", s)
		}
	})
}

// What a stranger writes in the head and the path of a request leads to no panic, and to no
// place but those of slugs.
func FuzzRequests(f *testing.F) {
	p := &Pages{path: "/b/"}
	slug := strings.Repeat("0a", 16)
	for _, s := range []string{"/b/" + slug, "/b/" + slug + "/1", "/b/" + slug + "/32/badge", "/b/" + slug + "/preview.png", "/b/", "/b/x", "/b/" + slug + "/+1", "/b/" + slug + "/01", "/b/" + slug[:31], "/b/" + slug + "0"} {
		f.Add(s, "text/html;q=0.3, application/vc;q=1e-1, */*;q=NaN", "es-MX;q=.5,en")
	}
	f.Fuzz(func(t *testing.T, path, accept, language string) {
		at, ok := p.placeOf(path)
		if ok && (!strings.HasPrefix(path, "/b/"+at.slug) || len(at.slug) != 32 || at.n < 0 || at.n > limits.SharedBadges) {
			t.Fatalf("%q: %+v", path, at)
		}
		if q := weigh(accept, "text/html", "*/*"); !(q >= 0 && q <= 1) {
			t.Fatal(q)
		}
		if l := languageAsked(language); l != english && l != spanish {
			t.Fatal(l)
		}
	})
}

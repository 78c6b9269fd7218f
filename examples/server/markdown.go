package main

import (
	"html"
	"html/template"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// Of nested marks somebody could make a page of megabytes. So a page reads so many bytes
// of Markdown, and what is longer, or becomes much longer, is shown as plain text, and
// not all of it.
const (
	mostMarkdown = 16 << 10 // of one narrative
	mostNarrated = 64 << 10 // of all that are on a page
	mostPlain    = 2 << 10
)

// nested matches more levels than anybody writes; each costs what all before it did.
var nested = regexp.MustCompile(`(?m)^(?:[ \t]*(?:>|[-+*][ \t]|[0-9]{1,9}[.)][ \t])){17}`)

// mostBrackets is how many brackets are looked at for links.
const mostBrackets = 1000

func tangled(text string) bool {
	return nested.MatchString(text) || strings.Count(text, "[") > mostBrackets
}

// A narrator counts what has been told on a page.
type narrator struct{ told int }

func (n *narrator) tell(text string) template.HTML {
	if text == "" {
		return ""
	}
	if n.told += len(text); n.told > mostNarrated {
		return plain(text)
	}
	return markdown(text)
}

func plain(text string) template.HTML {
	return template.HTML("<p>" + html.EscapeString(abridged(tame(text), mostPlain)) + "</p>")
}

// markdown shows a stranger's Markdown (CommonMark): no HTML of theirs, no picture that
// a browser would fetch, no heading that could pass for one of the page's, and links to
// web pages alone, which learn nothing of who follows them.
func markdown(text string) template.HTML {
	text = tame(text)
	if len(text) > mostMarkdown || tangled(text) {
		return plain(text)
	}
	var b strings.Builder
	if err := renderings.Convert([]byte(text), &b); err != nil || b.Len() > 8*len(text)+1024 {
		return plain(text)
	}
	return template.HTML(tame(b.String())) // a character reference may have stood for what the text must not have
}

var renderings = goldmark.New(goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(guarded{}, 100))))

// guarded renders what could do more than be read.
type guarded struct{}

func (guarded) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindLink, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		link(w, string(n.(*ast.Link).Destination), entering)
		return ast.WalkContinue, nil
	})
	r.Register(ast.KindAutoLink, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if a := n.(*ast.AutoLink); entering {
			address := string(a.URL(source))
			link(w, address, true)
			_, _ = w.WriteString(html.EscapeString(string(a.Label(source))))
			link(w, address, false)
		}
		return ast.WalkContinue, nil
	})
	r.Register(ast.KindImage, func(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
		return ast.WalkContinue, nil // its description, which stands inside
	})
	r.Register(ast.KindRawHTML, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			_, _ = w.WriteString(html.EscapeString(string(n.(*ast.RawHTML).Segments.Value(source))))
		}
		return ast.WalkSkipChildren, nil
	})
	r.Register(ast.KindHTMLBlock, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			_, _ = w.WriteString("<p>" + html.EscapeString(string(n.Lines().Value(source))) + "</p>\n")
		}
		return ast.WalkSkipChildren, nil
	})
	r.Register(ast.KindHeading, func(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			_, _ = w.WriteString("<p><strong>")
		} else {
			_, _ = w.WriteString("</strong></p>\n")
		}
		return ast.WalkContinue, nil
	})
}

// link opens or closes a link; of what is no web page the text alone is shown. Behind the
// text, which may itself be the address of somebody else, or look like it, stands the host
// that the link leads to.
func link(w util.BufWriter, address string, entering bool) {
	address = webPage(address)
	switch {
	case address == "":
	case entering:
		_, _ = w.WriteString(`<a rel="nofollow noopener noreferrer" href="` + html.EscapeString(address) + `">`)
	default:
		_, host, _ := strings.Cut(address, "://")
		if end := strings.IndexAny(host, "/?#"); end >= 0 {
			host = host[:end]
		}
		_, _ = w.WriteString(`</a> <span class="host">(<bdi>` + html.EscapeString(host) + "</bdi>)</span>")
	}
}

// webPage returns the address of a web page as a browser would go there, "" of anything
// else.
func webPage(address string) string {
	u, err := url.Parse(tame(address))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		return ""
	}
	return u.String()
}

// mostMarks is how many marks a letter may have: more than any script gives it, and fewer
// than reach the lines above and below.
const mostMarks = 6

// tame keeps a stranger's text from turning the direction of the line, from hiding in
// it, from moving anything, and from growing over its neighbours.
func tame(s string) string {
	marks := 0
	return strings.Map(func(r rune) rune {
		if !unicode.In(r, unicode.Mn, unicode.Me) {
			marks = 0
		} else if marks++; marks > mostMarks {
			return -1
		}
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\ufeff', unicode.In(r, unicode.Cc, unicode.Bidi_Control, unicode.Zl, unicode.Zp):
			return '·'
		}
		return r
	}, strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "·"))
}

// abridged returns so many bytes of s, or fewer, in whole characters.
func abridged(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most] + "…"
}

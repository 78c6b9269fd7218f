package bake

import (
	"bytes"
	"strings"

	"github.com/summitbadges/openbadges/internal/limits"
)

// checkArt judges an SVG that is to carry a badge by what is allowed. A list of what is
// forbidden would have to know every browser. It also refuses what is harmless in XML and
// does something when a page writes the drawing into its own HTML, where namespaces are
// not read, and comments and CDATA sections end elsewhere.
func checkArt(image []byte) error {
	s, err := newScanner(image)
	if err != nil {
		return err
	}
	var style []byte
	styled := false    // within an element style
	described := false // within a title or desc
	for rooted := false; ; {
		t, err := s.next()
		if err != nil {
			return err
		}
		switch t.kind {
		case end:
			return nil
		case instruction:
			return fault(ErrActive, int64(t.start), "a processing instruction, which can name a style sheet")
		case comment:
			if inside := s.src[t.start+len("<!--")]; inside == '-' || inside == '>' {
				return fault(ErrActive, int64(t.start), "a comment that HTML ends at once")
			}
		case opening, empty:
			if !rooted && (string(t.space) != spaceSVG || string(t.local) != "svg") {
				return malformed(int64(t.start), "the root of an SVG is svg in the namespace %s", spaceSVG)
			}
			if !rooted && prefixed(s.src, t) {
				return fault(ErrActive, int64(t.start), "a root with a prefix, which HTML does not know, and all within is its own")
			}
			rooted = true
			if styled || described {
				return fault(ErrActive, int64(t.start), "an element within a style, title or desc, where HTML reads elements of its own")
			}
			if err := s.checkElement(t); err != nil {
				return err
			}
			if t.kind == opening && string(t.space) == spaceSVG {
				styled, style = string(t.local) == "style", nil
				described = string(t.local) == "title" || string(t.local) == "desc"
			}
		case closing:
			described = false
			if styled {
				if err := checkStyle(string(style), int64(t.start)); err != nil {
					return err
				}
				styled = false
			}
		case text:
			if styled {
				style = appendText(style, s.src[t.start:t.end], false)
			}
		case cdata:
			run := s.src[t.start+len("<![CDATA[") : t.end-len("]]>")]
			if !styled && bytes.ContainsAny(run, "<>") {
				return fault(ErrActive, int64(t.start), "a tag in a CDATA section, which HTML can read as one")
			}
			if styled {
				style = appendVerbatim(style, run)
			}
		}
	}
}

// checkElement judges an element and its attributes. What drawing programs keep for
// themselves, in namespaces of their own, draws and does nothing.
func (s *scanner) checkElement(t token) error {
	inert := inertSpaces[string(t.space)] && prefixed(s.src, t) // HTML knows the others by their names
	if !inert && (string(t.space) != spaceSVG || !artElements[string(t.local)]) {
		return fault(ErrActive, int64(t.start), "the element %q in %q is none that art may have", limits.Abridge(string(t.local)), limits.Abridge(string(t.space)))
	}
	for i := range s.attrs {
		a := &s.attrs[i]
		if a.declares() {
			continue
		}
		var space string
		if a.colon > 0 {
			space = string(s.attributeSpace(t, a.prefix()))
		}
		if err := checkAttribute(space, a, inert); err != nil {
			return err
		}
	}
	return nil
}

// prefixed reports whether the name in a start tag has a prefix.
func prefixed(src []byte, t token) bool {
	name := src[t.start+1:]
	return name[len(t.local)] == ':' || !bytes.HasPrefix(name, t.local)
}

// attributeSpace returns the namespace of an attribute of the tag that was just read.
// What an empty element declares for itself is no longer in force by then.
func (s *scanner) attributeSpace(t token, prefix []byte) []byte {
	if t.kind == empty {
		for i := range s.attrs {
			if a := &s.attrs[i]; a.declares() && bytes.Equal(a.local(), prefix) && a.colon > 0 {
				return appendText(nil, a.value, true)
			}
		}
	}
	return s.spaceOf(prefix)
}

func checkAttribute(space string, a *attribute, inert bool) error {
	name, at := string(a.local()), int64(a.offset)
	value := string(appendText(nil, a.value, true))
	switch {
	case inertSpaces[space] && string(a.prefix()) != "xlink":
		return nil
	case name == "href" && (space == "" || space == spaceXLink):
		return checkReference(value, at)
	case space == spaceXLink && xlinkAttributes[name], space == spaceXML && (name == "space" || name == "lang" || name == "id"):
		return nil
	case space == "" && inert && !strings.HasPrefix(strings.ToLower(name), "on"):
		return nil
	case space == "" && (textAttributes[name] || strings.HasPrefix(name, "aria-") || strings.HasPrefix(name, "data-")):
		return nil
	case space == "" && name == "type" && value != "text/css" && strings.Contains(value, "/"):
		return fault(ErrActive, at, "a style of the type %q; expected text/css", limits.Abridge(value))
	case space == "" && artAttributes[name]:
		return checkStyle(value, at)
	}
	return fault(ErrActive, at, "the attribute %q is none that art may have", limits.Abridge(string(a.name)))
}

// checkReference judges a href: to something in the drawing, or to a bitmap within it.
func checkReference(value string, at int64) error {
	value = strings.TrimSpace(value)
	if strings.HasPrefix(value, "#") {
		return nil
	}
	lower := strings.ToLower(value[:min(len(value), 32)])
	for _, bitmap := range [...]string{"png", "jpeg", "jpg", "gif", "webp"} {
		if data, found := strings.CutPrefix(lower, "data:image/"+bitmap+";base64,"); found {
			body := value[len(lower)-len(data):]
			if strings.Trim(body, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= ") == "" {
				return nil
			}
		}
	}
	scheme, _, found := strings.Cut(value, ":")
	switch strings.ToLower(strings.TrimSpace(scheme)) {
	case "http", "https", "file", "ftp":
	default:
		if found {
			return fault(ErrActive, at, "a reference %q; art refers to #ids of its own, and to bitmaps as data: URLs", limits.Abridge(value))
		}
	}
	return fault(ErrExternal, at, "a reference to %q, outside the picture", limits.Abridge(value))
}

// checkStyle judges CSS, a declaration, or the value of a property. It knows no grammar:
// without escapes and rules of their own, whatever CSS can load or run is a function, and
// those are listed. A function that a comment or string hides is judged as one.
func checkStyle(css string, at int64) error {
	for rest := css; ; {
		i := strings.IndexAny(rest, `(\@`)
		if i < 0 {
			return nil
		}
		switch rest[i] {
		case '\\':
			return fault(ErrActive, at, "an escape in a style, which can hide anything")
		case '@':
			return fault(ErrActive, at, "a rule with @ in a style, which can load other styles")
		}
		name := strings.ToLower(rest[functionStart(rest[:i]):i])
		argument := strings.TrimLeft(rest[i+1:], " \t\n\f\"'")
		if name == "url" && !strings.HasPrefix(argument, "#") {
			return fault(ErrExternal, at, "url(%s in a style, outside the picture", limits.Abridge(argument[:min(len(argument), 40)]))
		}
		if name != "url" && !cssFunctions[name] {
			return fault(ErrActive, at, "%q is no function that a style in art may have", limits.Abridge(name))
		}
		rest = rest[i+1:]
	}
}

// functionStart is where the name before a parenthesis begins.
func functionStart(before string) int {
	return strings.LastIndexFunc(before, func(r rune) bool {
		return !('a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '_' || r >= 0x80)
	}) + 1
}

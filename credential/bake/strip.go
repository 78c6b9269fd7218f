package bake

import (
	"bytes"
	"encoding/base64"
	"strings"

	"github.com/summitbadges/openbadges/internal/limits"
)

// Strip returns image without what it tells of whoever made it, for art that goes out
// with a badge in it: where a photograph was taken, whose program and whose folders. What
// is drawn stays, byte for byte, and so do badges.
//
// A PNG keeps the chunks that say what is drawn and how (PNG, third edition, sections
// 11.2 and 11.3.1 to 11.3.2 without suggested palettes, and animation). It loses Exif,
// texts, the time of the last change, and every other ancillary chunk, for nobody knows
// what is in it. An SVG loses comments, metadata, and the elements and attributes of
// other namespaces, in which drawing programs write for themselves; a PNG that is
// embedded in it is stripped, too. Its title and desc stay: they are what people hear who
// do not see it, so read them.
//
// It looks for no name in what is drawn, in ids or in class names. The error is an
// *Error, also for an SVG with an embedded bitmap of another format, or with a badge
// within what would go.
func Strip(image []byte) ([]byte, error) {
	if isPNG(image) {
		return stripPNG(image)
	}
	return stripSVG(image)
}

// drawn are the ancillary chunks that say how the picture is drawn. sPLT only suggests,
// and has a name that somebody gave it.
var drawn = set(`cHRM cICP gAMA iCCP mDCV cLLI sBIT sRGB bKGD hIST tRNS pHYs acTL fcTL fdAT`)

func stripPNG(image []byte) ([]byte, error) {
	chunks, err := wholePNG(image)
	if err != nil {
		return nil, err
	}
	out := append(make([]byte, 0, len(image)), signature...)
	for _, c := range chunks {
		critical := c.kind[0] < 'a'
		if critical || drawn[c.kind] || c.badge != "" {
			out = append(out, image[c.offset:c.end()]...)
		}
	}
	return out, nil
}

// A stripper copies an SVG but for what goes.
type stripper struct {
	*scanner
	out  []byte
	upto int // what stands before is copied, or gone
}

// replace puts text in the place of src[start:end].
func (s *stripper) replace(start, end int, text string) {
	s.out = append(append(s.out, s.src[s.upto:start]...), text...)
	s.upto = end
}

func stripSVG(image []byte) ([]byte, error) {
	if _, err := scan(image); err != nil { // it is an SVG, to its end
		return nil, err
	}
	scanner, err := newScanner(image)
	if err != nil {
		return nil, err
	}
	s := &stripper{scanner: scanner, out: make([]byte, 0, len(image))}
	for {
		t, err := s.next()
		if err != nil {
			return nil, err
		}
		switch t.kind {
		case end:
			return append(s.out, s.src[s.upto:]...), nil
		case comment:
			s.replace(t.start, t.end, "")
		case opening, empty:
			if err := s.element(t); err != nil {
				return nil, err
			}
		}
	}
}

// element strips an element that begins, or takes it out to its end.
func (s *stripper) element(t token) error {
	switch space := string(t.space); {
	case isBaked(t):
		_, err := s.baked(t, false)
		return err
	case space != spaceSVG, string(t.local) == "metadata":
		end, err := s.skip(t)
		if err != nil {
			return err
		}
		s.replace(t.start, end, "")
		return nil
	}
	for i := range s.attrs {
		a := &s.attrs[i]
		if a.declares() {
			continue
		}
		space := ""
		if a.colon > 0 {
			space = string(s.attributeSpace(t, a.prefix()))
		}
		switch {
		case space != "" && space != spaceXLink && space != spaceXML:
			start := a.offset
			for isSpace(s.src[start-1]) {
				start--
			}
			s.replace(start, a.end, "")
		case string(a.local()) == "href" && space != spaceXML:
			if err := s.bitmap(a); err != nil {
				return err
			}
		}
	}
	return nil
}

func isBaked(t token) bool {
	return isCredential(t) || string(t.space) == spaceOBOld && string(t.local) == "assertion" || string(t.space) == spaceCLR && string(t.local) == "credential"
}

// skip reads an element to its end and returns that. What it would take a badge with it
// is refused: whoever strips art does not mean to lose one.
func (s *stripper) skip(t token) (end int, err error) {
	if t.kind == empty {
		return t.end, nil
	}
	at, depth := t.start, len(s.open)
	for {
		if t, err = s.next(); err != nil {
			return 0, err
		}
		switch t.kind {
		case opening, empty:
			if isBaked(t) {
				return 0, fault(ErrBaked, int64(at), "it stands in an element that would be taken out; remove the badge first")
			}
		case closing:
			if len(s.open) < depth {
				return t.end, nil
			}
		}
	}
}

// bitmap strips a picture that is embedded in a reference.
func (s *stripper) bitmap(a *attribute) error {
	value := strings.TrimSpace(string(appendText(nil, a.value, true)))
	if len(value) < 5 || !strings.EqualFold(value[:5], "data:") {
		return nil
	}
	media, data, _ := strings.Cut(value, ",")
	if !strings.EqualFold(media, "data:image/png;base64") {
		return malformed(int64(a.offset), "an embedded picture %q, out of which nothing is taken here; embed it as a PNG, or strip it before", limits.Abridge(media))
	}
	embedded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(data), ""))
	if err != nil || !isPNG(embedded) {
		return malformed(int64(a.offset), "an embedded PNG that is none")
	}
	bare, err := stripPNG(embedded)
	if err != nil {
		return err
	}
	if !bytes.Equal(bare, embedded) {
		s.replace(a.offset, a.end, string(a.name)+`="data:image/png;base64,`+base64.StdEncoding.EncodeToString(bare)+`"`)
	}
	return nil
}

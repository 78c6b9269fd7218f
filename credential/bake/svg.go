package bake

import (
	"bytes"

	"github.com/summitbadges/openbadges/internal/limits"
)

// The namespaces that tell a picture, and a badge in it. A prefix says nothing.
const (
	spaceSVG   = "http://www.w3.org/2000/svg"
	spaceOB    = "https://purl.imsglobal.org/ob/v3p0" // OB 3.0 section 5.3.2
	spaceOBOld = "http://openbadges.org"              // OB 2.0 and before
	spaceCLR   = "https://purl.imsglobal.org/clr/v2p0"
)

// A drawing is what a scan of an SVG found.
type drawing struct {
	root   token
	prefix []byte  // what the root binds the prefix openbadges to, nil if it does not
	ours   []baked // elements of OB 3.0
	older  []baked // of earlier versions
	clr    int     // learner records
	alike  int     // elements that readers by prefix take for badges
}

// A baked is an element that holds a badge. Only of the first of each version is kept
// what it holds.
type baked struct {
	start, end int // of the whole element
	verify     []byte
	attribute  bool // there is one
	body       []byte
	alien      bool // it holds elements, a processing instruction, or a verify with a prefix
	nested     bool // another badge in it
}

// scan reads an SVG to its end.
func scan(image []byte) (*drawing, error) {
	s, err := newScanner(image)
	if err != nil {
		return nil, err
	}
	d := &drawing{}
	for {
		t, err := s.next()
		if err != nil {
			return nil, err
		}
		switch t.kind {
		case end:
			return d, nil
		case opening, empty:
			if d.root.end == 0 {
				if string(t.local) != "svg" || string(t.space) != spaceSVG {
					return nil, malformed(int64(t.start), "the root of an SVG is svg in the namespace %s; found %q in %q", spaceSVG, limits.Abridge(string(t.local)), limits.Abridge(string(t.space)))
				}
				d.root = t
				d.prefix = s.spaceOf([]byte(prefix))
				continue
			}
			if list := d.listOf(t, image); list != nil {
				if len(*list) == limits.Baked {
					return nil, fault(ErrDuplicate, int64(t.start), "more than %d badges in one picture", limits.Baked)
				}
				b, err := s.baked(t, len(*list) == 0)
				if err != nil {
					return nil, err
				}
				*list = append(*list, b)
			}
		}
	}
}

// prefix is the one that OB 3.0 writes; to read, any will do.
const prefix = "openbadges"

func (d *drawing) listOf(t token, image []byte) *[]baked {
	switch {
	case isCredential(t):
		return &d.ours
	case string(t.space) == spaceOBOld && string(t.local) == "assertion":
		return &d.older
	case string(t.space) == spaceCLR && string(t.local) == "credential":
		d.clr++
	case string(t.local) == "credential" && bytes.HasPrefix(image[t.start:], []byte("<"+tag)):
		d.alike++
	}
	return nil
}

func isCredential(t token) bool {
	return string(t.space) == spaceOB && string(t.local) == "credential"
}

// baked reads an element that holds a badge, to its end.
func (s *scanner) baked(t token, keep bool) (baked, error) {
	b := baked{start: t.start, end: t.end}
	for i := range s.attrs {
		a := &s.attrs[i]
		if a.colon > 0 && !a.declares() && string(a.local()) == "verify" {
			b.alien = true // some readers look for it under the namespace
		}
		if string(a.name) == "verify" {
			b.attribute = true
			if keep {
				b.verify = appendText(nil, a.value, true)
			}
		}
	}
	if t.kind == empty {
		return b, nil
	}
	depth := len(s.open)
	for {
		t, err := s.next()
		if err != nil {
			return b, err
		}
		switch t.kind {
		case closing:
			if len(s.open) < depth {
				b.end = t.end
				return b, nil
			}
		case opening, empty:
			b.alien = true
			b.nested = b.nested || isCredential(t)
		case instruction:
			b.alien = true
		case text:
			if keep {
				b.body = appendText(b.body, s.src[t.start:t.end], false)
			}
		case cdata:
			if keep {
				b.body = appendVerbatim(b.body, s.src[t.start+len("<![CDATA["):t.end-len("]]>")])
			}
		}
	}
}

func extractSVG(image []byte) (Extracted, error) {
	d, err := scan(image)
	if err != nil {
		return Extracted{}, err
	}
	x, list := Extracted{Format: SVG, Version: OB30, Beside: len(d.older) + d.clr + d.alike}, d.ours
	if len(list) == 0 {
		x.Version, x.Beside, list = OB20, d.clr+d.alike, d.older
	}
	switch {
	case len(list) == 0 && d.clr > 0:
		return Extracted{}, fault(ErrNone, 0, "the SVG has no element credential in the namespace %s; it holds a learner record (CLR 2.0)", spaceOB)
	case len(list) == 0:
		return Extracted{}, fault(ErrNone, 0, "the SVG has no element credential in the namespace %s", spaceOB)
	case len(list) > 1:
		return Extracted{}, fault(ErrDuplicate, int64(list[1].start), "the SVG has %d badges; it may have one (OB 3.0 section 5.3.2)", len(list))
	}
	b := list[0]
	at := int64(b.start)
	x.Credential = b.body
	switch blank := len(bytes.Trim(b.body, space)) == 0; {
	case b.nested:
		return Extracted{}, fault(ErrDuplicate, at, "one badge stands in another")
	case b.alien:
		return Extracted{}, malformed(at, "the element of the badge holds other elements, or verify with a prefix; expected text, or verify")
	case b.attribute && !blank:
		return Extracted{}, fault(ErrDuplicate, at, "the badge stands in the attribute verify and in the element; it is in one of them (OB 3.0 section 5.3.2)")
	case b.attribute:
		x.Credential = b.verify
	}
	if len(x.Credential) > limits.Document {
		return Extracted{}, tooLarge(at, "a badge has at most %d bytes; this has %d", limits.Document, len(x.Credential))
	}
	if x.Version != OB30 {
		x.Version = versionOf(x.Credential, false)
	}
	if x.Form, err = formOf(x.Credential, x.Version, at); err != nil {
		return Extracted{}, err
	}
	return x, nil
}

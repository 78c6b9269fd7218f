package bake

import (
	"bytes"

	"github.com/summitbadges/openbadges/internal/limits"
)

const (
	tag         = prefix + ":credential"
	declaration = " xmlns:" + prefix + `="` + spaceOB + `"`
)

// bakeSVG writes the element directly behind the start tag of the root, which declares
// its namespace (OB 3.0 section 5.3.2), by the places of both.
func bakeSVG(image, credential []byte, form Form, replace bool) ([]byte, error) {
	d, err := scan(image)
	if err != nil {
		return nil, err
	}
	if found := append(d.ours, d.older...); len(found) > 0 {
		if !replace {
			return nil, fault(ErrBaked, int64(found[0].start), "an element of a badge")
		}
		if image, err = removeSVG(image); err != nil {
			return nil, err
		}
		if d, err = scan(image); err != nil {
			return nil, err
		}
	}
	if err := checkArt(image); err != nil {
		return nil, err
	}
	if d.root.kind == empty {
		return nil, malformed(int64(d.root.start), "an SVG with nothing in it has no room for a badge")
	}
	if at, _ := notXML(credential); at >= 0 {
		return nil, fault(ErrCredential, 0, "at byte %d is a character that XML does not have; JSON can write it as \\u escape", at)
	}
	inside := d.root.end - 1
	out := make([]byte, 0, len(image)+len(credential)+256)
	out = append(out, image[:inside]...)
	own := ""
	switch {
	case d.prefix == nil:
		out = append(out, declaration...)
	case string(d.prefix) != spaceOB:
		own = declaration // the root uses the prefix for something else
	}
	out = append(out, image[inside:d.root.end]...)
	out = append(out, "<"+tag+own...)
	if form == JWS {
		out = append(appendValue(append(out, ` verify="`...), credential), `">`...)
	} else {
		out = appendSections(append(out, '>'), credential)
	}
	out = append(out, "</"+tag+">"...)
	out = append(out, image[d.root.end:]...)
	if len(out) > limits.SVG {
		return nil, tooLarge(0, "with its badge the SVG would be larger than is read: %d bytes", len(out))
	}
	return out, nil
}

// appendValue writes text so that every reader of the attribute finds it again.
func appendValue(out, text []byte) []byte {
	for _, c := range text {
		switch c {
		case '"':
			out = append(out, "&quot;"...)
		case '<':
			out = append(out, "&lt;"...)
		case '&':
			out = append(out, "&amp;"...)
		case '\n':
			out = append(out, "&#10;"...)
		case '\r':
			out = append(out, "&#13;"...)
		case '\t':
			out = append(out, "&#9;"...)
		default:
			out = append(out, c)
		}
	}
	return out
}

// appendSections writes text as CDATA. What would end a section ends one and goes on in
// the next, and a carriage return, which XML reads as a line feed, stands between two as
// a reference: whatever a proof covers, these are the same bytes.
func appendSections(out, text []byte) []byte {
	out = append(out, "<![CDATA["...)
	for {
		i, stop := bytes.IndexByte(text, '\r'), bytes.Index(text, []byte("]]>"))
		switch {
		case i < 0 && stop < 0:
			return append(append(out, text...), "]]>"...)
		case stop < 0 || i >= 0 && i < stop:
			out = append(append(out, text[:i]...), "]]>&#13;<![CDATA["...)
			text = text[i+1:]
		default:
			out = append(append(out, text[:stop+2]...), "]]><![CDATA["...)
			text = text[stop+2:]
		}
	}
}

// removeSVG takes the elements out, and the declaration that bakeSVG has put at the end
// of the root's tag, if nothing else is named by it.
func removeSVG(image []byte) ([]byte, error) {
	d, err := scan(image)
	if err != nil {
		return nil, err
	}
	out := without(image, d.ours, d.older)
	if before, found := bytes.CutSuffix(image[:d.root.end-1], []byte(declaration)); found && len(d.ours) > 0 {
		bare := append(bytes.Clone(before), out[d.root.end-1:]...)
		if _, err := scan(bare); err == nil {
			return bare, nil
		}
	}
	return out, nil
}

// without returns image but for the elements, each list of which is in order.
func without(image []byte, ours, older []baked) []byte {
	out, at := make([]byte, 0, len(image)), 0
	for len(ours)+len(older) > 0 {
		list := &ours
		if len(ours) == 0 || len(older) > 0 && older[0].start < ours[0].start {
			list = &older
		}
		b := (*list)[0]
		*list = (*list)[1:]
		out = append(out, image[at:b.start]...)
		at = b.end
	}
	return append(out, image[at:]...)
}

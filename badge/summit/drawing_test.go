package summit_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// maxSVG keeps a badge that carries its art as a data: URI small.
const maxSVG = 4096

// minContrast is what WCAG 2.2, success criterion 1.4.11, asks of graphics.
const minContrast = 3

const svgNamespace = "http://www.w3.org/2000/svg"

// Lists of what is allowed, since any list of what is dangerous in SVG is too short.
var (
	allowedElements   = strings.Fields("svg title desc g path circle")
	allowedAttributes = strings.Fields("id d cx cy r fill stroke stroke-width stroke-linejoin stroke-linecap stroke-dasharray")
	rootAttributes    = strings.Fields("xmlns viewBox role aria-labelledby")
	plainValue        = regexp.MustCompile(`^[-A-Za-z0-9 .#]*$`)
	rrggbb            = regexp.MustCompile(`^#[0-9a-f]{6}$`)
)

// A shape is one path or circle with the colours that it inherited, and the
// part of the drawing that it stands in.
type shape struct{ part, fill, stroke, outline string }

// outer is the colour that borders on what lies below: a shape with a stroke is
// set off by its stroke.
func (s shape) outer() string {
	if s.stroke != "none" {
		return s.stroke
	}
	return s.fill
}

// A drawing is what readDrawing found in an SVG.
type drawing struct {
	title, desc string
	shapes      []shape
}

// readDrawing reads the badge art of one credential and reports the first rule
// that it breaks: safe wherever an SVG may be shown, and named for those who do
// not see it.
func readDrawing(key string, svg []byte) (*drawing, error) {
	if len(svg) > maxSVG {
		return nil, fmt.Errorf("expected at most %d bytes, found %d", maxSVG, len(svg))
	}
	prefix := "summit-" + key + "-"
	type frame struct {
		name, part, fill, stroke string
		children                 int
	}
	var (
		d     drawing
		stack []frame
		ids   []string
		dec   = xml.NewDecoder(bytes.NewReader(svg))
	)
	for {
		token, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.Directive, xml.ProcInst, xml.Comment:
			return nil, fmt.Errorf("no directive, processing instruction or comment may stand here: found %T", token)
		case xml.CharData:
			inside := ""
			if len(stack) > 0 {
				inside = stack[len(stack)-1].name
			}
			switch inside {
			case "title":
				d.title += string(token)
			case "desc":
				d.desc += string(token)
			default:
				if len(bytes.TrimSpace(token)) > 0 {
					return nil, fmt.Errorf("text outside title and desc: %q", token)
				}
			}
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.StartElement:
			name := token.Name.Local
			if token.Name.Space != svgNamespace || !slices.Contains(allowedElements, name) {
				return nil, fmt.Errorf("element %s is not allowed", name)
			}
			attributes := map[string]string{}
			for _, a := range token.Attr {
				if a.Name.Space != "" || !slices.Contains(allowedAttributes, a.Name.Local) && !(len(stack) == 0 && slices.Contains(rootAttributes, a.Name.Local)) {
					return nil, fmt.Errorf("attribute %s of %s is not allowed", a.Name.Local, name)
				}
				if a.Name.Local != "xmlns" && !plainValue.MatchString(a.Value) {
					return nil, fmt.Errorf("attribute %s of %s: value %q is not plain", a.Name.Local, name, a.Value)
				}
				attributes[a.Name.Local] = a.Value
			}
			if id, ok := attributes["id"]; ok {
				if !strings.HasPrefix(id, prefix) || slices.Contains(ids, id) {
					return nil, fmt.Errorf("id %s: expected a unique one with the prefix %s, so that all badges can stand in one page", id, prefix)
				}
				ids = append(ids, id)
			}

			if len(stack) == 0 {
				if name != "svg" || attributes["viewBox"] != "0 0 600 600" || attributes["role"] != "img" ||
					attributes["aria-labelledby"] != prefix+"title "+prefix+"desc" {
					return nil, fmt.Errorf("root: expected svg with viewBox, role img and aria-labelledby")
				}
				stack = append(stack, frame{name: name, fill: "#000000", stroke: "none"})
				continue
			}
			parent := &stack[len(stack)-1]
			parent.children++
			if len(stack) == 1 {
				if expected := []string{"title", "desc"}; parent.children <= 2 && (name != expected[parent.children-1] || attributes["id"] != prefix+name) {
					return nil, fmt.Errorf("child %d of the root: expected %s, found %s", parent.children, expected[parent.children-1], name)
				}
			}
			f := frame{name: name, part: parent.part, fill: parent.fill, stroke: parent.stroke}
			if len(stack) == 1 {
				f.part = strings.TrimPrefix(attributes["id"], prefix)
			}
			for attribute, to := range map[string]*string{"fill": &f.fill, "stroke": &f.stroke} {
				if value, ok := attributes[attribute]; ok {
					if value != "none" && !rrggbb.MatchString(value) {
						return nil, fmt.Errorf("%s: expected #rrggbb or none, found %q", attribute, value)
					}
					*to = value
				}
			}
			if name == "path" || name == "circle" {
				d.shapes = append(d.shapes, shape{part: f.part, fill: f.fill, stroke: f.stroke, outline: attributes["d"]})
			}
			stack = append(stack, f)
		}
	}
	if strings.TrimSpace(d.title) == "" || strings.TrimSpace(d.desc) == "" {
		return nil, fmt.Errorf("expected a title and a desc with words in them")
	}
	return &d, nil
}

// part returns the shapes of the named parts: frame (a light ring, then a dark
// one), field and ground (the landscape), motif (on the field), detail (on the
// motif) and trim (the golden line and peaks).
func (d *drawing) part(names ...string) []shape {
	var found []shape
	for _, s := range d.shapes {
		if slices.Contains(names, s.part) {
			found = append(found, s)
		}
	}
	return found
}

// checkContrast reports the first pair of colours that a person may not tell
// apart. It compares every colour of a part with every one of the part below,
// which is more than what actually touches.
func (d *drawing) checkContrast() error {
	apart := func(what, a, b string) error {
		if c := contrast(a, b); c < minContrast {
			return fmt.Errorf("%s: contrast of %s and %s is %.2f, expected at least %d", what, a, b, c, minContrast)
		}
		return nil
	}
	frame, field := d.part("frame"), d.part("field", "ground")
	motif, detail, trim := d.part("motif"), d.part("detail"), d.part("trim")
	if len(frame) != 2 || len(field) == 0 || len(motif) == 0 || len(trim) == 0 {
		return fmt.Errorf("expected a frame of two rings, a field, a motif and a trim")
	}
	light, dark := frame[0].outer(), frame[1].outer()
	errs := []error{
		apart("light ring on a black page", light, "#000000"),
		apart("dark ring on a white page", dark, "#ffffff"),
		apart("dark ring in light ring", dark, light),
	}
	for _, s := range slices.Concat(motif, trim) {
		for _, below := range append(field, frame[1]) {
			errs = append(errs, apart(s.part+" on field", s.outer(), below.outer()))
		}
	}
	for _, s := range detail {
		if s.fill != "none" && s.stroke != "none" {
			errs = append(errs, apart("detail in its outline", s.fill, s.stroke))
		}
		for _, below := range motif {
			errs = append(errs, apart("detail on motif", s.outer(), below.outer()))
		}
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// contrast is the contrast ratio of WCAG 2.2 of two colours #rrggbb.
func contrast(a, b string) float64 {
	high, low := luminance(a), luminance(b)
	if high < low {
		high, low = low, high
	}
	return (high + 0.05) / (low + 0.05)
}

func luminance(hex string) float64 {
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			return math.NaN()
		}
		v := float64(n) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}

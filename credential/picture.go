package credential

import (
	"bytes"
	"fmt"

	"github.com/summitbadges/openbadges/credential/bake"
)

// Bake returns a PNG or SVG picture with s in it (OB 3.0 section 5.3), of which every
// other byte is as it was. A picture that holds a badge already is refused as
// BakedDuplicate, art that could run or load something as SVGActive or SVGExternal;
// package bake has functions that replace a badge, that judge art alone, and that strip it
// of what tells of whoever made it. What is no verifiable credential, or is its holder's
// alone, is not baked. Of a JWS, the token alone is baked, without what it came in.
func (s *Secured) Bake(image []byte) ([]byte, error) {
	if p := s.asPresented(); p != nil {
		return nil, p
	}
	if len(image) == 0 {
		return nil, NewProblem(BakedFormat, "", nil, "there is no picture; expected a PNG or an SVG")
	}
	text := bytes.Trim(s.raw, " \t\r\n")
	baked, err := bake.Bake(image, text)
	if err != nil {
		return nil, problem(err, BakedFormat)
	}
	return baked, nil
}

// parseImage reads the document that a picture holds.
func parseImage(data []byte, container Container) (*Secured, error) {
	x, err := bake.Extract(data)
	if err != nil {
		return nil, problem(err, BakedFormat)
	}
	text := bytes.Trim(x.Credential, " \t\r\n")
	var s *Secured
	switch x.Form {
	case bake.JSON:
		s, err = parseJSON(text)
	case bake.JWS:
		s, err = parseJWS(text)
	}
	if x.Version != bake.OB30 {
		if s == nil || err != nil || s.kind == KindOB20 || s.kind == KindUnknown {
			how, tool := "hosted", toolOB2
			if x.Form == bake.JWS {
				how = "signed"
			}
			if x.Version == bake.OB1 {
				tool = toolOB1
			}
			return nil, NewProblem(BakedLegacy, "", nil, "the picture holds an assertion of Open Badges %s, %s, which %s can judge; nothing was fetched", x.Version, how, tool)
		}
	} else if err != nil {
		return nil, err
	}
	s.image = container
	if x.Version != bake.OB30 {
		s.remarks = append(s.remarks, Problem{Code: BakedLegacy, Severity: Deviation,
			Message: "the picture holds the badge in the place of Open Badges 2.0; other readers of OB 3.0 will not find it (section 5.3)"})
	}
	if x.Beside > 0 {
		s.remarks = append(s.remarks, Problem{Code: BakedLegacy, Severity: Note,
			Message: fmt.Sprintf("beside this badge the picture holds %d of earlier versions or other kinds, which were not read: a reader of those shows another", x.Beside)})
	}
	if x.Behind > 0 {
		s.remarks = append(s.remarks, Problem{Code: BakedFormat, Severity: Deviation,
			Message: fmt.Sprintf("%d bytes follow the end of the PNG: they are no part of the picture, and may be another file", x.Behind)})
	}
	return s, nil
}

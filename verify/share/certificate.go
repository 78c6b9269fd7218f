package share

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"strings"

	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential/bake"
	"github.com/summitbadges/openbadges/credential/carrier"
	"github.com/summitbadges/openbadges/internal/limits"
)

// Paper is what a certificate shows besides what the badge says. The zero value adds
// nothing.
type Paper struct {
	// Art is the picture of the badge, a PNG of at most 4096 by 4096 pixels; nil draws
	// none.
	Art []byte

	// Name is printed as the name of whoever earned the badge, in a frame that says that
	// the badge's signature does not cover it: it is the caller's word, and a report on
	// the PDF says nothing about it. "" prints none.
	Name string
}

// Certificate returns the badge as a PDF to be printed, in the language of the Terms, with
// the credential attached as it was received: as badge.json or badge.jwt, with its media
// type. The paper is not the credential, and says so. It shows issuer, achievement, dates,
// criteria with the competencies and their definitions, evidence, the levels that were
// reached where Terms.Levels says so (the attached credential holds them all the same), the
// id of the credential, and the URL of its page with a QR code, unless it is the badge of Own;
// of whoever earned it nothing but Paper.Name.
//
// The PDF has a title, a language, text that can be selected and embedded fonts; it is not
// tagged, and no conformance with PDF/UA is claimed. Its dates are those of the badge: the
// same badge, terms and paper give the same bytes, from one version of Go and of this
// module. A text with characters that cannot be drawn is ErrText, and names them: there
// are Latin, Greek and Cyrillic letters for every text, and Hebrew and Arabic ones for the
// names of achievement, issuer and person.
func (b *Badge) Certificate(p Paper) ([]byte, error) {
	if err := b.may(privacy.ToFile); err != nil {
		return nil, err
	}
	s, err := b.sheet(p)
	if err != nil {
		return nil, err
	}
	first, err := s.draw(0)
	if err != nil {
		return nil, err
	}
	drawn, err := s.draw(first.pages)
	if err != nil {
		return nil, err
	}
	pdf, err := carrier.Attach(drawn.pdf, b.text(), b.secured.MediaType())
	if err != nil {
		return nil, fmt.Errorf("share: the badge cannot be attached to its certificate: %w", err)
	}
	return pdf, nil
}

// text is the credential as it was received, without the container it came in.
func (b *Badge) text() []byte { return b.secured.Bytes() }

// fileName is what the credential is called where it is a file.
func (b *Badge) fileName() string {
	if bytes.HasPrefix(bytes.TrimLeft(b.text(), " \t\r\n"), []byte("{")) {
		return carrier.NameJSON
	}
	return carrier.NameJWT
}

// A sheet is all that stands on a certificate, as it is drawn.
type sheet struct {
	b    *Badge
	art  []byte // a PNG that was drawn anew, or nil
	qr   []byte // nil: there is no page
	name string

	title, issuer, description string
	criteria                   []block
	levels                     []block
	evidence                   []block
	more                       int // pieces of evidence that are not shown
	id, issuerID               string
}

// sheet draws from the badge what is printed, and refuses what cannot be.
func (b *Badge) sheet(p Paper) (*sheet, error) {
	c := b.report.Credential
	s := &sheet{b: b, title: b.printed.name, issuer: b.printed.issuer, description: b.printed.description,
		id: b.printed.id, issuerID: b.printed.issuerID,
		criteria: blocksOf(c.Subject.Achievement.Criteria.Narrative)}
	if len(s.criteria) > 0 && s.criteria[0].text() == s.description { // as those of a program begin
		s.criteria = s.criteria[1:]
	}
	for _, k := range b.printed.competencies {
		if b.terms.Levels && k.level != "" {
			s.levels = append(s.levels, block{true, []run{{k.name, true}, {": " + k.level, false}}})
		}
	}
	for i, e := range c.Evidence {
		if i == limits.CertificateEvidence {
			s.more = len(c.Evidence) - i
			break
		}
		if name := plain(e.Name, limits.SharedName); name != "" {
			s.evidence = append(s.evidence, block{runs: []run{{name, true}}})
		}
		s.evidence = append(s.evidence, blocksOf(e.Narrative)...)
		if e.Narrative == "" {
			s.evidence = append(s.evidence, blocksOf(e.Description)...)
		}
		if strings.HasPrefix(e.ID, "https://") {
			s.evidence = append(s.evidence, block{runs: []run{{plain(e.ID, limits.SharedURL), false}}})
		}
	}
	if p.Name != "" {
		if s.name = plain(p.Name, limits.PrintedName); s.name == "" {
			return nil, refuse(ErrText, "Paper.Name has no letters")
		}
		if strings.HasSuffix(s.name, "…") && !strings.HasSuffix(strings.TrimSpace(p.Name), "…") {
			return nil, refuse(ErrText, "Paper.Name has more than %d characters; a name is not cut", limits.PrintedName)
		}
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	var err error
	if s.art, err = redrawn(p.Art); err != nil {
		return nil, err
	}
	if !b.private {
		s.qr, err = qrPNG(b.terms.URL)
	}
	return s, err
}

// check puts every text into the form in which it is drawn, and refuses those that cannot
// be drawn, or tell who earned the badge.
func (s *sheet) check() error {
	var err error
	draw := func(what string, text *string, alone bool) {
		if err != nil {
			return
		}
		if who := s.b.printed.names(*text); who != "" && text != &s.name {
			err = refuse(ErrText, "%s holds %s", what, who)
			return
		}
		*text, err = drawable(what, *text, alone)
	}
	all := func(what string, blocks []block) {
		for i := range blocks {
			for j := range blocks[i].runs {
				draw(what, &blocks[i].runs[j].text, false)
			}
		}
	}
	draw("Paper.Name", &s.name, true)
	draw("the name of the achievement", &s.title, true)
	draw("the name of the issuer", &s.issuer, true)
	draw("the description", &s.description, false)
	all("the criteria", s.criteria)
	all("a level", s.levels)
	all("the evidence", s.evidence)
	draw("the id of the credential", &s.id, false)
	draw("the id of the issuer", &s.issuerID, false)
	return err
}

// redrawn reads a PNG and writes its pixels alone: neither what else was in the file nor
// the form in which it came goes any further.
func redrawn(art []byte) ([]byte, error) {
	if art == nil {
		return nil, nil
	}
	if err := bake.CheckArt(art); err != nil {
		return nil, fmt.Errorf("share: Paper.Art: %w", err)
	}
	config, err := png.DecodeConfig(bytes.NewReader(art))
	if err != nil {
		return nil, fmt.Errorf("share: Paper.Art: expected a PNG: %w", err)
	}
	if config.Width > limits.ArtPixels || config.Height > limits.ArtPixels {
		return nil, fmt.Errorf("share: Paper.Art: expected at most %d by %d pixels, found %d by %d", limits.ArtPixels, limits.ArtPixels, config.Width, config.Height)
	}
	picture, err := png.Decode(bytes.NewReader(art))
	if err != nil {
		return nil, fmt.Errorf("share: Paper.Art: %w", err)
	}
	flat := image.NewNRGBA(picture.Bounds())
	for y := flat.Rect.Min.Y; y < flat.Rect.Max.Y; y++ {
		for x := flat.Rect.Min.X; x < flat.Rect.Max.X; x++ {
			flat.Set(x, y, picture.At(x, y))
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, flat); err != nil {
		return nil, fmt.Errorf("share: Paper.Art: %w", err)
	}
	return out.Bytes(), nil
}

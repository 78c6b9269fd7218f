package share

import (
	"bytes"
	"fmt"
	"slices"

	"codeberg.org/go-pdf/fpdf"
)

// Lengths on the page in millimetres, and sizes of type in points.
const (
	paperWidth, paperHeight = 215.9, 279.4 // US Letter
	margin                  = 18.0
	foot                    = 16.0 // kept free at the bottom of each page
	body                    = paperWidth - 2*margin
	artSide                 = 38.0
	qrSide                  = 34.0
	typeface                = "DejaVu"
)

type colour struct{ r, g, b int }

// The contrast of each ink on white, and on the two tints, is above 4.5 (WCAG 2.2,
// success criterion 1.4.3).
var (
	ink   = colour{0x1b, 0x1f, 0x27}
	navy  = colour{0x1f, 0x3a, 0x5f}
	grey  = colour{0x4a, 0x52, 0x60}
	amber = colour{0x7a, 0x4b, 0x00}
	cream = colour{0xff, 0xf7, 0xe6}
	mist  = colour{0xf1, 0xf4, 0xf8}
)

type drawn struct {
	pdf   []byte
	pages int
}

// A pen draws one certificate.
type pen struct{ *fpdf.Fpdf }

// draw draws the sheet; total is the number of its pages, which the first time nobody
// knows.
func (s *sheet) draw(total int) (drawn, error) {
	b := s.b
	p := pen{fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: fpdf.SizeType{Wd: paperWidth, Ht: paperHeight}})}
	p.SetCatalogSort(true)
	p.SetCreationDate(b.printed.awarded)
	p.SetModificationDate(b.printed.awarded)
	p.SetProducer("openbadges", true)
	p.SetTitle(s.title+" – "+s.issuer, true)
	p.SetAuthor(s.issuer, true)
	p.SetSubject(b.paper("label"), true)
	p.SetLang(b.language.String())
	p.AddUTF8FontFromBytes(typeface, "", []byte(fontRegular))
	p.AddUTF8FontFromBytes(typeface, "B", []byte(fontBold))
	p.SetMargins(margin, margin, margin)
	p.SetCellMargin(0)
	p.SetAutoPageBreak(true, foot)
	p.SetFooterFunc(func() {
		p.style("", 8, grey)
		p.SetXY(margin, paperHeight-11)
		p.CellFormat(body, 4, b.paper("foot"), "", 0, "L", false, 0, "")
		p.SetX(margin)
		p.CellFormat(body, 4, b.paper("page", p.PageNo(), total), "", 0, "R", false, 0, "")
	})
	p.AddPage()
	p.box(0, 0, paperWidth, 6, navy)
	s.head(p)
	if s.name != "" {
		s.frame(p)
	}
	p.section(b.paper("stands"), []block{{runs: []run{{s.description, false}}}})
	p.section(b.paper("criteria"), s.criteria)
	p.section(b.paper("levels"), s.levels)
	evidence := s.evidence
	if s.more > 0 {
		evidence = append(evidence[:len(evidence):len(evidence)], block{runs: []run{{b.paper("more", s.more), false}}})
	}
	p.section(b.paper("evidence"), evidence)
	s.proof(p)
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		return drawn{}, fmt.Errorf("share: the certificate cannot be drawn: %w", err)
	}
	return drawn{out.Bytes(), p.PageCount()}, nil
}

// head draws what a person reads first: picture, achievement, issuer, dates.
func (s *sheet) head(p pen) {
	b, x, width := s.b, margin, body
	if s.art != nil {
		p.picture("art", s.art, margin, 15, artSide)
		x, width = margin+artSide+8, body-artSide-8
	}
	p.SetXY(x, 16)
	p.line(width, 5, "", 9.5, grey, b.paper("label"))
	p.SetXY(x, p.GetY()+1)
	size := 22.0
	for p.style("B", size, navy); size > 13 && len(p.lines(s.title, width)) > 2; p.style("B", size, navy) {
		size--
	}
	p.line(width, size*0.43, "B", size, navy, s.title)
	p.SetXY(x, p.GetY()+2.5)
	p.line(width, 4.6, "", 9.5, grey, b.paper("awarded.by"))
	p.SetX(x)
	p.line(width, 6, "B", 13, ink, s.issuer)
	p.SetX(x)
	dates := b.paper("awarded.on", b.day(b.printed.awarded))
	if !b.printed.until.IsZero() {
		dates += "   ·   " + b.paper("until", b.day(b.printed.until))
	}
	p.line(width, 5.4, "", 10.5, ink, dates)
	if s.art != nil {
		p.SetY(max(p.GetY(), 15+artSide))
	}
	p.Ln(4)
}

// frame draws the name that the caller gave, so that nobody takes it for the badge's.
func (s *sheet) frame(p pen) {
	const pad = 4.0
	p.style("B", 15, ink)
	lines := len(p.lines(s.name, body-2*pad))
	p.style("", 8.5, amber)
	lines2 := len(p.lines(s.b.paper("name.note"), body-2*pad))
	height := pad + 4.4 + float64(lines)*7 + 1 + float64(lines2)*4.2 + pad - 1
	y := p.GetY()
	p.box(margin, y, body, height, cream)
	p.SetDrawColor(amber.r, amber.g, amber.b)
	p.SetLineWidth(0.35)
	p.SetDashPattern([]float64{1.6, 1.2}, 0)
	p.Rect(margin, y, body, height, "D")
	p.SetDashPattern(nil, 0)
	p.SetXY(margin+pad, y+pad-1)
	p.line(body-2*pad, 4.4, "", 8.5, amber, s.b.paper("name.label"))
	p.SetX(margin + pad)
	p.line(body-2*pad, 7, "B", 15, ink, s.name)
	p.SetXY(margin+pad, p.GetY()+1)
	p.line(body-2*pad, 4.2, "", 8.5, amber, s.b.paper("name.note"))
	p.SetXY(margin, y+height+4)
}

// proof draws how the badge is checked, at the foot of the last page.
func (s *sheet) proof(p pen) {
	b := s.b
	const pad = 5.0
	x, width, least := margin+pad+qrSide+6, body-2*pad-qrSide-6, qrSide
	scan, page := b.paper("scan"), b.terms.URL
	if s.qr == nil {
		x, width, least = margin+pad, body-2*pad, 0
		scan, page = b.paper("private"), ""
	}
	attached := b.paper("attached", b.fileName())
	rows := []struct {
		text  string
		style string
		size  float64
		color colour
		link  string
	}{
		{b.paper("check"), "B", 11, navy, ""},
		{scan, "", 9, ink, ""},
		{page, "B", 9, navy, page},
		{attached, "", 9, ink, ""},
		{b.paper("credential") + ": " + s.id, "", 8, grey, ""},
		{b.paper("issuer") + ": " + s.issuerID, "", 8, grey, ""},
	}
	height := 0.0
	if page == "" {
		rows = slices.Delete(rows, 2, 3)
	}
	for i, r := range rows {
		p.style(r.style, r.size, r.color)
		height += float64(len(p.lines(r.text, width))) * r.size * 0.48
		if i == 2 || i == 3 {
			height += 1.4
		}
	}
	height = max(height, least) + 2*pad
	if p.GetY()+2+height > paperHeight-foot {
		p.AddPage()
	}
	y := paperHeight - foot - height
	p.SetAutoPageBreak(false, 0)
	p.box(margin, y, body, height, mist)
	if s.qr != nil {
		p.box(margin+pad, y+pad, qrSide, qrSide, colour{255, 255, 255})
		p.picture("qr", s.qr, margin+pad, y+pad, qrSide)
	}
	p.SetY(y + pad)
	for i, r := range rows {
		p.SetX(x)
		top := p.GetY()
		p.line(width, r.size*0.48, r.style, r.size, r.color, r.text)
		if r.link != "" {
			p.LinkString(x, top, width, p.GetY()-top, r.link)
		}
		if i == 2 || i == 3 {
			p.SetY(p.GetY() + 1.4)
		}
	}
}

// section draws a heading and what stands below it; nothing without the latter.
func (p pen) section(heading string, blocks []block) {
	empty := true
	for _, b := range blocks {
		empty = empty && b.text() == ""
	}
	if empty {
		return
	}
	if p.GetY() > paperHeight-foot-18 {
		p.AddPage() // no heading without a line below it
	}
	p.SetX(margin)
	p.line(body, 6, "B", 11, navy, heading)
	p.SetDrawColor(navy.r, navy.g, navy.b)
	p.SetLineWidth(0.25)
	p.Line(margin, p.GetY(), margin+body, p.GetY())
	p.Ln(1.6)
	for _, b := range blocks {
		if len(b.runs) == 1 && b.runs[0].bold && p.GetY() > paperHeight-foot-12 {
			p.AddPage() // likewise
		}
		left := margin
		if b.item {
			p.style("", 9.5, ink)
			p.SetX(margin + 1.5)
			p.CellFormat(3.5, 4.7, "•", "", 0, "L", false, 0, "")
			left = margin + 5
		}
		p.SetLeftMargin(left)
		p.SetX(left)
		for _, r := range b.runs {
			style := ""
			if r.bold {
				style = "B"
			}
			p.style(style, 9.5, ink)
			p.Write(4.7, r.text)
		}
		p.SetLeftMargin(margin)
		p.Ln(4.7 + 0.9)
	}
	p.Ln(1.8)
}

func (p pen) style(style string, size float64, c colour) {
	p.SetFont(typeface, style, size)
	p.SetTextColor(c.r, c.g, c.b)
}

// line draws text from where the pen is, on as many lines as it takes.
func (p pen) line(width, height float64, style string, size float64, c colour, text string) {
	p.style(style, size, c)
	x := p.GetX()
	for _, line := range p.lines(text, width) {
		p.SetX(x)
		align := "L"
		if rightToLeft(line) {
			align = "R"
		}
		p.CellFormat(width, height, seen(line), "", 1, align, false, 0, "")
	}
}

// lines breaks a text as it is drawn in the present style.
func (p pen) lines(text string, width float64) []string { return p.SplitText(joined(text), width) }

func (p pen) box(x, y, width, height float64, c colour) {
	p.SetFillColor(c.r, c.g, c.b)
	p.Rect(x, y, width, height, "F")
}

func (p pen) picture(name string, png []byte, x, y, side float64) {
	options := fpdf.ImageOptions{ImageType: "PNG"}
	p.RegisterImageOptionsReader(name, options, bytes.NewReader(png))
	p.ImageOptions(name, x, y, side, side, false, options, 0, "")
}

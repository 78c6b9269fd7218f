package share

import (
	"context"
)

// QRCodeSVG returns a QR code of the address of a link, as [Badge.QRCodeSVG] does of the page
// of a badge, with a title in "en" or "es". It is refused, with the reason that the page
// would not tell, unless the link is open and shows each of its badges now: a code on paper
// goes on leading there, and what it leads to the page asks anew.
func (p *Pages) QRCodeSVG(ctx context.Context, slug, language string) ([]byte, error) {
	l, err := languageOf(language)
	if err != nil {
		return nil, err
	}
	url, err := p.coded(ctx, slug)
	if err != nil {
		return nil, err
	}
	return qrSVG(url, l.paper("qr.link"))
}

// QRCodePNG is QRCodeSVG as a PNG, of eight pixels for each module.
func (p *Pages) QRCodePNG(ctx context.Context, slug string) ([]byte, error) {
	url, err := p.coded(ctx, slug)
	if err != nil {
		return nil, err
	}
	return qrPNG(url)
}

// coded is the address of a link that shows all of its badges.
func (p *Pages) coded(ctx context.Context, slug string) (string, error) {
	link, shown, err := p.find(ctx, place{slug: slug}, isSlug(slug))
	if err != nil {
		return "", err
	}
	for _, s := range shown {
		if s.err != nil {
			return "", s.err
		}
	}
	if len(shown) != len(link.Badges) {
		return "", refuse(ErrPrivate, "the link shows %d of its %d badges", len(shown), len(link.Badges))
	}
	return p.URL(*link), nil
}

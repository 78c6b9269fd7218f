package share

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTheCodeOfALinkIsReadAsItsAddressWhileItShowsAllOfItsBadges(t *testing.T) {
	p := newPortal(t)
	second := p.another("urn:uuid:99999999-2222-4333-8444-555555555555", "student-17", "Zoë Álvarez")
	l := p.link(t, Link{Badges: []string{p.Claims.ID, second}, Ends: p.Clock.Now().Add(time.Hour)})
	picture, err := p.QRCodePNG(t.Context(), l.Slug)
	require.NoError(t, err)
	require.Equal(t, "QR-Code:"+p.URL(l), strings.TrimSpace(program(t, "zbarimg", "-q", onDisk(t, "code.png", picture))))
	svg, err := p.QRCodeSVG(t.Context(), l.Slug, "es")
	require.NoError(t, err)
	require.Contains(t, string(svg), "<title>Código QR de la página de este enlace</title>")
	rendered := filepath.Join(t.TempDir(), "code.png")
	program(t, "rsvg-convert", "-w", "600", onDisk(t, "code.svg", svg), "-o", rendered)
	require.Equal(t, p.URL(l), strings.TrimSpace(program(t, "zbarimg", "-q", "--raw", rendered)))
	_, err = p.QRCodeSVG(t.Context(), l.Slug, "fr")
	require.ErrorContains(t, err, "expected en or es")
	_, err = p.QRCodePNG(t.Context(), "../"+l.Slug)
	require.ErrorIs(t, err, ErrNotFound)

	was := p.students["student-17"]
	for name, change := range map[string]func(){
		"one badge is private":     func() { p.private[second] = true },
		"one consent is withdrawn": func() { p.students["student-17"] = Student{Age: was.Age, Consents: was.Consents[:1]} },
		"one badge is another's":   func() { p.badges[second] = p.badges[p.Claims.ID] },
		"it has ended":             func() { p.Clock.Advance(time.Hour) },
	} {
		kept, at := p.badges[second], p.Clock.Now()
		change()
		_, err = p.QRCodePNG(t.Context(), l.Slug)
		require.Error(t, err, name)
		p.private, p.students["student-17"], p.badges[second] = map[string]bool{}, was, kept
		p.Clock.Advance(at.Sub(p.Clock.Now()))
		_, err = p.QRCodePNG(t.Context(), l.Slug)
		require.NoError(t, err, name)
	}
}

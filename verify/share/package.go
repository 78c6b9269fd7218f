package share

import (
	"fmt"

	"github.com/summitbadges/openbadges/credential/carrier"
)

// Pictures are the art of a badge, into which an export package puts the badge itself. One
// that is nil is not in the package.
type Pictures struct {
	PNG []byte
	SVG []byte
}

// Package returns the badge in all its forms as one archive (ZIP) for the student to keep,
// and to give to whatever service takes any of them: the credential as it was received
// (badge.json or badge.jwt), pictures with the credential inside, the PDF of Certificate, a
// README in English and Spanish that says what is what and how each is checked without
// asking anybody, and the SHA-256 digests of all of them. No learner's name is in it unless
// Paper has one. Every file has the time at which the badge was awarded, and the same
// arguments give the same bytes, as those of Certificate do.
//
// credential.Parse, and so every function of package verify, reads the package itself.
func (b *Badge) Package(p Paper, pictures Pictures) ([]byte, error) {
	pdf, err := b.Certificate(p) // which asks whether the badge may go into a file
	if err != nil {
		return nil, err
	}
	files := []carrier.File{{Name: b.fileName(), Content: b.text()}, {Name: carrier.NamePDF, Content: pdf}}
	for _, art := range []struct {
		name  string
		image []byte
	}{{carrier.NamePNG, pictures.PNG}, {carrier.NameSVG, pictures.SVG}} {
		if art.image == nil {
			continue
		}
		baked, err := b.secured.Bake(art.image)
		if err != nil {
			return nil, fmt.Errorf("share: %s: %w", art.name, err)
		}
		files = append(files, carrier.File{Name: art.name, Content: baked})
	}
	files = append(files, carrier.File{Name: carrier.NameReadme, Content: b.readme(files)})
	packed, err := carrier.Pack(files, b.printed.awarded)
	if err != nil {
		return nil, fmt.Errorf("share: the package cannot be made: %w", err)
	}
	return packed, nil
}

package share

import (
	"bytes"
	"encoding/base64"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/summitbadges/openbadges/credential"
)

// file is what is served of a badge in the place of its page: by the part of the address,
// or because somebody asks for a badge or a picture rather than for a page (Accept, RFC
// 9110 section 12.5.1). Nil is the page. The badge itself is given only where it may be.
func (p *Pages) file(accept, part string, b *Badge, given bool) (data []byte, kind string) {
	if part == "preview.png" {
		if p.cfg.Preview == nil {
			return nil, ""
		}
		return p.cfg.Preview(b.report.Credential), "image/png"
	}
	if !given {
		return nil, ""
	}
	if part == "badge" {
		return b.secured.Bytes(), b.secured.MediaType()
	}
	media := b.secured.MediaType()
	text := []string{media, "application/ld+json", "application/json"}
	if media != "application/vc" {
		text = []string{media, "application/vc+jwt", "application/jwt"}
	}
	art, image := b.art()
	picture := weigh(accept, image)
	asked := max(picture, weigh(accept, append(text, "application/vc")...)) // application/vc: in any form
	if asked <= weigh(accept, "text/html", "text/*", "*/*") {
		return nil, ""
	}
	if image != "" && picture == asked {
		if baked, err := b.secured.Bake(art); err == nil {
			return baked, image
		}
		return nil, ""
	}
	return b.secured.Bytes(), media
}

// ending is that of the name of a file.
func ending(media string) string {
	if media == "application/vc" {
		return ".json"
	}
	return ".jwt"
}

// art is the picture that the badge itself carries, "" if none.
func (b *Badge) art() (data []byte, media string) {
	found := pictureData.FindStringSubmatch(b.pictureURL())
	if found == nil {
		return nil, ""
	}
	_, encoded, _ := strings.Cut(found[0], ",")
	data, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, ""
	}
	media = "image/" + found[1]
	if kind := credential.Detect(data); media == "image/png" != (kind == credential.ContainerPNG) {
		return nil, ""
	}
	return bytes.Clone(data), media
}

// weigh is the weight that a header field like Accept gives to the heaviest of these
// ranges, 0 if it has none of them.
func weigh(accept string, ranges ...string) (most float64) {
	fields := strings.Split(accept, ",")
	for _, field := range fields[:min(len(fields), 32)] {
		parts := strings.Split(field, ";")
		q := 1.0
		for _, parameter := range parts[1:] {
			if text, ok := strings.CutPrefix(strings.TrimSpace(parameter), "q="); ok {
				var err error
				if q, err = strconv.ParseFloat(text, 64); err != nil || !(q >= 0 && q <= 1) {
					q = 0
				}
			}
		}
		if slices.Contains(ranges, strings.ToLower(strings.TrimSpace(parts[0]))) {
			most = max(most, q)
		}
	}
	return most
}

// regions are those behind a language, as in es-MX.
var regions = regexp.MustCompile(`([A-Za-z]{2,3})-[A-Za-z0-9-]+`)

// languageAsked is the language that a request asks for (RFC 9110 section 12.5.4).
func languageAsked(accept string) language {
	best, most := english, 0.0
	for _, l := range []language{english, spanish} {
		if q := weigh(regions.ReplaceAllString(accept, "$1"), l.String()); q > most {
			best, most = l, q
		}
	}
	return best
}

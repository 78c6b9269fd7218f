package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"html/template"
	"regexp"

	"github.com/summitbadges/openbadges/credential/bake"
	"github.com/summitbadges/openbadges/verify"
)

// mostPicture is how large a picture may be to be written into the page, and mostPixels
// how wide and high: few bytes can be very many pixels.
const (
	mostPicture = 2 << 20
	mostPixels  = 4096
)

// picture shows the picture in which a genuine badge came, as an image and never as a
// part of the page: there an SVG neither runs nor loads anything. Its holder may have put
// the badge into it.
func (v *result) picture(r *verify.Report, data []byte) {
	kind := isPicture(r.Container)
	if kind == "" {
		return
	}
	fits := modest
	if kind == "image/svg+xml" {
		fits = plainDrawing
	}
	if v.PictureKept = len(data) > mostPicture || !fits(data); v.PictureKept {
		return
	}
	v.Picture = template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(data))
}

// modest reads the size of a PNG where it stands (PNG, section 11.2.2).
func modest(png []byte) bool {
	if len(png) < 24 {
		return false
	}
	width, height := binary.BigEndian.Uint32(png[16:]), binary.BigEndian.Uint32(png[20:])
	return width <= mostPixels && height <= mostPixels
}

// mostDrawing is how large an SVG may be without its badge, mostDrawn how many tags it may
// have to be drawn in a moment, and mostDashed how many lines of it may be dashed, each of
// which may be a million lines.
const (
	mostDrawing = 128 << 10
	mostDrawn   = 1000
	mostDashed  = 4
)

// drawsAgain finds the elements that draw others over and over, or hold a bitmap, whose
// size stands in another format.
var drawsAgain = regexp.MustCompile(`<(?:[^\s<>/:]+:)?(?:use|pattern|mask|marker|clippath|filter|image)[\s/>]`)

// dashed finds lines that are dashed for themselves and not for all that stands within,
// and undashed what drawing programs write of the others.
var (
	dashed   = regexp.MustCompile(`<(?:path|line|polyline|polygon|rect|circle|ellipse)\s[^<>]*?dasharray="[\d., ]*"[^<>]*?/>`)
	undashed = regexp.MustCompile(`dasharray\s*[:=]\s*["']?\s*none\b`)
)

// plainDrawing reports whether a browser draws an SVG in a moment: shapes, text and
// gradients, each of them once. Ten copies of ten copies, ten times over, dashes too small
// to be seen, or filters, as elements or in a style, keep it from showing the verdict,
// though nothing in them runs or loads. A reference to a character could spell a name that
// is looked for here.
func plainDrawing(svg []byte) bool {
	bare, err := bake.Remove(svg)
	if err != nil || len(bare) > mostDrawing || bake.CheckArt(bare) != nil {
		return false
	}
	bare = bytes.ToLower(bare) // as a style is read
	count := func(text string) int { return bytes.Count(bare, []byte(text)) }
	lines := len(dashed.FindAll(bare, -1))
	return count("<") <= mostDrawn && count("&#") == 0 && !drawsAgain.Match(bare) &&
		count("filter") == count("color-interpolation-filters") &&
		lines <= mostDashed && lines+len(undashed.FindAll(bare, -1)) == count("dasharray")
}

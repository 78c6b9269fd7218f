package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"html/template"
	"regexp"
	"slices"

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

// mostDrawing is how large an SVG may be without its badge, and mostDrawn how often its
// parts may be drawn.
const (
	mostDrawing = 128 << 10
	mostDrawn   = 1 << 20
)

// drawsAgain finds the elements of art that draw others once more, or hold a bitmap.
var drawsAgain = regexp.MustCompile(`<(?:[^\s<>/:]+:)?(?:use|pattern|mask|marker|clipPath|filter|(image))[\s/>]`)

// plainDrawing reports whether a browser draws an SVG in a moment. Ten copies of ten
// copies, ten times over, stop it before anybody has read the verdict: with k elements
// that draw others again, n elements are drawn at most (n/(k+1))^(k+1) times. A bitmap in
// it has a size that stands in another format.
func plainDrawing(svg []byte) bool {
	bare, err := bake.Remove(svg)
	if err != nil || len(bare) > mostDrawing || bake.CheckArt(bare) != nil {
		return false
	}
	again := drawsAgain.FindAllSubmatch(bare, -1)
	if slices.ContainsFunc(again, func(m [][]byte) bool { return m[1] != nil }) {
		return false
	}
	each, drawn := float64(bytes.Count(bare, []byte("<")))/float64(len(again)+1), 1.0
	for range len(again) + 1 {
		drawn *= max(each, 2)
	}
	return drawn <= mostDrawn
}

// Command render draws every art/*.svg as a PNG of 600 by 600 pixels beside it, and
// as the preview of a link in preview/*.png, 1200 by 630 pixels with the name of the
// credential and of the program. It notes the digests in art/rendered.txt and
// preview/rendered.txt, so that a test can tell an SVG that was changed without being
// drawn again.
//
// It runs rsvg-convert (Debian package librsvg2-bin) with the font DejaVu Sans
// (fonts-dejavu-core). It is a tool for whoever edits the art; no user of the library
// needs it.
package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image/png"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

const pixels = 600

func main() {
	log.SetFlags(0)
	log.SetPrefix("render: ")
	if err := render("art", "preview"); err != nil {
		log.Fatal(err)
	}
}

func render(dir, previews string) error {
	drawings, err := filepath.Glob(filepath.Join(dir, "*.svg"))
	if err != nil {
		return err
	}
	if len(drawings) == 0 {
		return fmt.Errorf("no *.svg in %s: run it from badge/summit", dir)
	}
	version, err := exec.Command("rsvg-convert", "--version").Output()
	if err != nil {
		return fmt.Errorf("rsvg-convert (Debian package librsvg2-bin): %w", err)
	}

	// The format is sha256sum's, comment line included: sha256sum -c rendered.txt checks it.
	var digests, shown bytes.Buffer
	fmt.Fprintf(&digests, "# %s\n", bytes.TrimSpace(version))
	fmt.Fprintf(&shown, "# %s\n", bytes.TrimSpace(version))
	for _, svg := range drawings {
		source, err := os.ReadFile(svg)
		if err != nil {
			return err
		}
		picture, err := draw(source, pixels, pixels)
		if err != nil {
			return fmt.Errorf("%s: %w", svg, err)
		}
		out := strings.TrimSuffix(filepath.Base(svg), ".svg") + ".png"
		if err := os.WriteFile(filepath.Join(dir, out), picture, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(&digests, "%x  %s\n", sha256.Sum256(source), filepath.Base(svg))
		fmt.Fprintf(&digests, "%x  %s\n", sha256.Sum256(picture), out)

		composed, err := preview(source)
		if err != nil {
			return fmt.Errorf("%s: %w", svg, err)
		}
		if picture, err = draw(composed, previewWidth, previewHeight); err != nil {
			return fmt.Errorf("preview of %s: %w", svg, err)
		}
		if err := os.WriteFile(filepath.Join(previews, out), picture, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(&shown, "%x  ../%s/%s\n", sha256.Sum256(source), dir, filepath.Base(svg))
		fmt.Fprintf(&shown, "%x  %s\n", sha256.Sum256(picture), out)
	}
	if err := os.WriteFile(filepath.Join(previews, "rendered.txt"), shown.Bytes(), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "rendered.txt"), digests.Bytes(), 0o644)
}

// draw reads the drawing from standard input, which gives it no base to resolve
// a reference against, and encodes the picture anew, which makes it smaller and
// leaves nothing in it but pixels.
func draw(svg []byte, width, height int) ([]byte, error) {
	cmd := exec.Command("rsvg-convert", "--width", strconv.Itoa(width), "--height", strconv.Itoa(height), "--format", "png")
	cmd.Stdin = bytes.NewReader(svg)
	cmd.Stderr = os.Stderr
	drawn, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	img, err := png.Decode(bytes.NewReader(drawn))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	err = encoder.Encode(&out, img)
	return out.Bytes(), err
}

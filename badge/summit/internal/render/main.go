// Command render draws every art/*.svg as a PNG of 600 by 600 pixels beside it
// and notes the digests of both in art/rendered.txt, so that a test can tell an
// SVG that was changed without being drawn again.
//
// It runs rsvg-convert (Debian package librsvg2-bin). It is a tool for whoever
// edits the art; no user of the library needs it.
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
	if err := render("art"); err != nil {
		log.Fatal(err)
	}
}

func render(dir string) error {
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
	var digests bytes.Buffer
	fmt.Fprintf(&digests, "# %s\n", bytes.TrimSpace(version))
	for _, svg := range drawings {
		source, err := os.ReadFile(svg)
		if err != nil {
			return err
		}
		picture, err := draw(source)
		if err != nil {
			return fmt.Errorf("%s: %w", svg, err)
		}
		out := strings.TrimSuffix(svg, ".svg") + ".png"
		if err := os.WriteFile(out, picture, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(&digests, "%x  %s\n", sha256.Sum256(source), filepath.Base(svg))
		fmt.Fprintf(&digests, "%x  %s\n", sha256.Sum256(picture), filepath.Base(out))
	}
	return os.WriteFile(filepath.Join(dir, "rendered.txt"), digests.Bytes(), 0o644)
}

// draw reads the drawing from standard input, which gives it no base to resolve
// a reference against, and encodes the picture anew, which makes it smaller and
// leaves nothing in it but pixels.
func draw(svg []byte) ([]byte, error) {
	size := strconv.Itoa(pixels)
	cmd := exec.Command("rsvg-convert", "--width", size, "--height", size, "--format", "png")
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

package openbadges_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/bake"
	"github.com/summitbadges/openbadges/verify"
)

// producers make a picture of the art in art.svg, as their users do.
var producers = map[string][]string{
	"rsvg-convert.png":   {"rsvg-convert", "-w", "200", "art.svg", "-o"},
	"inkscape.png":       {"inkscape", "art.svg", "--export-type=png", "-w", "200", "-o"},
	"imagemagick.png":    {"magick", "art.png", "-gamma", "0.45455", "-interlace", "PNG", "-density", "300", "-set", "comment", "é art"},
	"imagemagick16.png":  {"magick", "art.png", "-depth", "16", "-define", "png:color-type=6"},
	"imagemagick-8.png":  {"magick", "art.png", "-colors", "16"},
	"pngcrush.png":       {"pngcrush", "-q", "art.png"},
	"optipng.png":        {"optipng", "-quiet", "-i1", "art.png", "-out"},
	"exiftool.png":       {"exiftool", "-q", "-GPSLatitude=39.7", "-GPSLatitudeRef=N", "-Artist=Ada", "art.png", "-o"},
	"rsvg-convert.svg":   {"rsvg-convert", "-f", "svg", "art.svg", "-o"},
	"inkscape.svg":       {"inkscape", "art.svg", "--export-type=svg", "-o"},
	"inkscape-plain.svg": {"inkscape", "art.svg", "--export-type=svg", "--export-plain-svg", "-o"},
}

// A workbench is a folder and the programs in it.
type workbench struct{ dir string }

// run runs a program and returns what it prints.
func (w workbench) run(t *testing.T, program string, args ...string) []byte {
	t.Helper()
	if program == "magick" { // as release 7 is called
		if _, err := exec.LookPath(program); err != nil {
			program = "/usr/bin/convert"
		}
	}
	path, err := exec.LookPath(program)
	if err != nil {
		missing(t, program+" is not installed")
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = w.dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	require.NoError(t, cmd.Run(), "%s %v\n%s%s", program, args, stdout.String(), stderr.String())
	return stdout.Bytes()
}

func (w workbench) write(t *testing.T, name string, data []byte) string {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(w.dir, name), data, 0o600))
	return name
}

// Badges in pictures of other programs are read by other programs: the pictures are sound,
// look as before, and hold the text as it was written.
func TestInteropWithProgramsForPictures(t *testing.T) {
	if os.Getenv("OPENBADGES_INTEROP") == "" {
		t.Skip("asks programs for pictures; OPENBADGES_INTEROP=1 runs it")
	}
	w := workbench{t.TempDir()}
	for _, ending := range []string{".png", ".svg"} {
		art, err := fs.ReadFile(summit.Art(), "civics"+ending)
		require.NoError(t, err)
		w.write(t, "art"+ending, art)
	}
	token, _ := issueFor(t, credential.EdDSA, newEd25519(t))
	document := issueDocument(t)
	for name, command := range producers {
		for _, badge := range []*credential.Secured{token, document} {
			t.Run(name+" "+string(badge.Container()), func(t *testing.T) {
				made := filepath.Join(w.dir, name)
				_ = os.Remove(made)
				w.run(t, command[0], append(command[1:len(command):len(command)], name)...)
				art, err := os.ReadFile(made)
				require.NoError(t, err)
				image, err := badge.Bake(art)
				require.NoError(t, err)
				require.Equal(t, len(art), len(mustRemove(t, image)))
				require.Equal(t, art, mustRemove(t, image), "nothing else was touched")
				baked := w.write(t, "baked-"+name, image)
				if strings.HasSuffix(name, ".png") {
					requirePNG(t, w, name, baked, string(badge.Bytes()))
				} else {
					requireSVG(t, w, name, baked, badge)
				}
				v, err := verify.New(verify.Config{Issuers: []string{badge.IssuerID()}, Strict: true})
				require.NoError(t, err)
				report, err := v.Verify(context.Background(), image)
				require.NoError(t, err)
				require.Equal(t, "valid", report.Verdict())
			})
		}
	}
}

func mustRemove(t *testing.T, image []byte) []byte {
	t.Helper()
	bare, err := bake.Remove(image)
	require.NoError(t, err)
	return bare
}

func requirePNG(t *testing.T, w workbench, name, baked, text string) {
	t.Helper()
	w.run(t, "pngcheck", "-q", baked)
	var seen []map[string]any
	require.NoError(t, json.Unmarshal(w.run(t, "exiftool", "-j", "-a", "-PNG:all", baked), &seen))
	found := ""
	for key, value := range seen[0] {
		if strings.EqualFold(key, "openbadgecredential") {
			found, _ = value.(string)
		}
	}
	require.Equal(t, text, found, "exiftool reads the iTXt text as it was written")
	require.Equal(t, w.run(t, "magick", name, "rgba:-"), w.run(t, "magick", baked, "rgba:-"), "the same pixels")

	// A program that writes the picture anew, and keeps its text, keeps the badge.
	w.run(t, "optipng", "-quiet", "-clobber", baked, "-out", "again.png")
	again, err := os.ReadFile(filepath.Join(w.dir, "again.png"))
	require.NoError(t, err)
	x, err := bake.Extract(again)
	require.NoError(t, err)
	require.Equal(t, text, string(x.Credential))
}

func requireSVG(t *testing.T, w workbench, name, baked string, badge *credential.Secured) {
	t.Helper()
	where := "/@verify"
	if badge.Container() == credential.ContainerJSON {
		where = ""
	}
	found := w.run(t, "xmllint", "--nonet", "--xpath", `string(/*/*[1][local-name()="credential" and namespace-uri()="https://purl.imsglobal.org/ob/v3p0"]`+where+`)`, baked)
	require.Equal(t, string(badge.Bytes()), strings.TrimSuffix(string(found), "\n"), "libxml2 reads the text as it was written")
	require.Equal(t, w.run(t, "rsvg-convert", "-w", "100", name), w.run(t, "rsvg-convert", "-w", "100", baked), "the same picture")
}

func issueDocument(t *testing.T) *credential.Secured {
	t.Helper()
	signer, err := credential.NewKeySigner(newEd25519(t))
	require.NoError(t, err)
	civics, err := summit.Program().Achievement("civics", badge.Publication{})
	require.NoError(t, err)
	issuer := credential.Issuer{Signer: signer, Profile: badge.Profile{Name: "Pine Ridge High School, <é & ]]>"}, Suite: credential.EdDSARDFC2022}
	s, err := issuer.Issue(context.Background(), credential.Credential{Subject: badge.Subject{ID: "urn:uuid:5f0a4f5e-5f2b-4b5e-9a53-0a5d1c1f0e11", Achievement: civics}})
	require.NoError(t, err)
	return s
}

func newEd25519(t *testing.T) ed25519.PrivateKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	return key
}

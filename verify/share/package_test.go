package share

import (
	"archive/zip"
	"bytes"
	"context"
	"hash/crc32"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/carrier"
	"github.com/summitbadges/openbadges/verify"
)

func TestThePackageHasEveryFormOfOneBadge(t *testing.T) {
	w := newWorld(t)
	b := w.badge(t, nil)
	packed, err := b.Package(Paper{Art: civics(t, ".png")}, Pictures{civics(t, ".png"), civics(t, ".svg")})
	require.NoError(t, err)
	again, err := b.Package(Paper{Art: civics(t, ".png")}, Pictures{civics(t, ".png"), civics(t, ".svg")})
	require.NoError(t, err)
	require.True(t, bytes.Equal(packed, again))
	report, err := w.Verifier().Verify(context.Background(), packed)
	require.NoError(t, err)
	require.Empty(t, report.Warnings())
	require.Equal(t, credential.ContainerZIP, report.Container)

	archive, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	require.NoError(t, err)
	var names []string
	for _, f := range archive.File {
		names = append(names, f.Name)
		require.Equal(t, b.printed.awarded, f.Modified.UTC(), f.Name)
		r, err := f.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		switch f.Name {
		case carrier.NameDigests:
		case carrier.NameReadme:
			for _, says := range []string{"Civics Credential\r\n", "awarded by Pine Ridge High School on 24 April 2026", "otorgada por Pine Ridge High School el 24 de abril de 2026", "  badge.jwt ", page, "did:web:pineridge.example"} {
				require.Contains(t, string(content), says)
			}
			require.NotContains(t, string(content), "badge.json")
			require.NotContains(t, string(content), "%!")
		default:
			_, err := w.Verifier().Verify(context.Background(), content)
			require.NoError(t, err, f.Name)
		}
		require.NotContains(t, string(content), w.Claims.Subject.ID, "it is in the token, and nowhere to be read")
	}
	require.Equal(t, []string{"README.txt", "certificate.pdf", "badge.png", "badge.svg", "badge.jwt", "SHA256SUMS"}, names)
}

func TestThePackageIsCheckedByTheProgramsOfAnySystem(t *testing.T) {
	packed, err := newWorld(t).badge(t, nil).Package(Paper{}, Pictures{SVG: civics(t, ".svg")})
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, must(zip.NewReader(bytes.NewReader(packed), int64(len(packed))))))
	if _, err := exec.LookPath("sha256sum"); err != nil {
		t.Skip("sha256sum is not installed")
	}
	cmd := exec.Command("sha256sum", "-c", "--strict", "SHA256SUMS")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	require.Equal(t, 4, strings.Count(string(out), ": OK\n"))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestThePackageSpeaksTheLanguageOfTheTermsFirst(t *testing.T) {
	w := newWorld(t)
	b := w.badge(t, nil)
	w.Terms.Language = "es"
	es := string(w.badge(t, nil).readme(nil))
	en := string(b.readme(nil))
	line := "\r\n" + strings.Repeat("-", 72) + "\r\n\r\n"
	first, second, _ := strings.Cut(en, line)
	require.Equal(t, second+line+first, es)
	require.Contains(t, first, "How to check it")
	require.Contains(t, second, "Cómo comprobarla")
}

// A picture that is no art, or that holds a badge already, is in no package.
func TestAPictureThatCannotHoldTheBadgeIsInNoPackage(t *testing.T) {
	b := newWorld(t).badge(t, nil)
	taken, err := b.secured.Bake(civics(t, ".png"))
	require.NoError(t, err)
	for says, pictures := range map[string]Pictures{
		"badge.png": {PNG: taken}, "badge.svg": {SVG: []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`)},
	} {
		_, err := b.Package(Paper{}, pictures)
		require.ErrorContains(t, err, says)
	}
}

// What somebody has changed in a package is refused where it is the badge, and told
// where it is not.
func TestAPackageThatWasChanged(t *testing.T) {
	w := newWorld(t)
	good := w.badge(t, nil)
	other := w.badge(t, func(c *credential.Credential) { c.Subject.Achievement.Description = "Another" })
	certificate, err := other.Certificate(Paper{})
	require.NoError(t, err)
	packed, err := good.Package(Paper{}, Pictures{})
	require.NoError(t, err)
	replaced := func(name string, content []byte) []byte {
		r := must(zip.NewReader(bytes.NewReader(packed), int64(len(packed))))
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		for _, f := range r.File {
			data := must(io.ReadAll(must(f.Open())))
			if f.Name == name {
				data = content
			}
			h := f.FileHeader
			h.CRC32, h.CompressedSize64, h.UncompressedSize64 = crc32.ChecksumIEEE(data), uint64(len(data)), uint64(len(data))
			must(must(z.CreateRaw(&h)).Write(data))
		}
		require.NoError(t, z.Close())
		return out.Bytes()
	}
	verifier := w.Verifier()
	_, err = verifier.Verify(context.Background(), replaced(carrier.NamePDF, certificate))
	require.ErrorIs(t, err, credential.BakedDuplicate)
	_, err = verifier.Verify(context.Background(), replaced(carrier.NameJWT, other.text()))
	require.ErrorIs(t, err, credential.BakedDuplicate)
	_, err = verifier.Verify(context.Background(), replaced(carrier.NameJWT, packed))
	require.ErrorIs(t, err, credential.BakedDuplicate, "no archive in the archive is opened")
	report, err := verifier.Verify(context.Background(), replaced(carrier.NameReadme, []byte("Ada Lovelace earned this")))
	require.NoError(t, err)
	require.Len(t, report.Warnings(), 1)
	require.ErrorContains(t, &report.Warnings()[0], "README.txt")
	config := w.Config()
	config.Strict = true
	strict := must(verify.New(config))
	_, err = strict.Verify(context.Background(), replaced(carrier.NameReadme, []byte("x")))
	require.ErrorIs(t, err, credential.BakedFormat)

}

package share

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/carrier"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// program runs one of the programs that read what we write: poppler's, and zbarimg.
func program(t testing.TB, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("OPENBADGES_INTEROP") == "required" {
			t.Fatalf("%s is not installed", name)
		}
		t.Skip(name + " is not installed; .ci/interop/pictures installs it")
	}
	var stderr bytes.Buffer
	cmd := exec.Command(path, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, "%s %v: %s", name, args, stderr.String())
	if name != "zbarimg" { // which looks for a desktop
		require.Empty(t, stderr.String(), "%s %v", name, args)
	}
	return string(out)
}

// onDisk is the name of a file with this content.
func onDisk(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, data, 0o600))
	return path
}

func civics(t testing.TB, ending string) []byte {
	t.Helper()
	art, err := fs.ReadFile(summit.Art(), "civics"+ending)
	require.NoError(t, err)
	return art
}

// flowing has the words of a text, however it was broken into lines.
func flowing(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestTheCertificateIsOpenedByPopplerAndItsAttachmentVerifies(t *testing.T) {
	for language, says := range map[string][]string{
		"en": {"Certificate of a digital badge", "Awarded by Pine Ridge High School on 24 April 2026", "What had to be shown",
			"This paper is not the credential: nobody signed its words.", "The badge's signature does not cover this name."},
		"es": {"Certificado de una insignia digital", "Otorgada por Pine Ridge High School el 24 de abril de 2026", "Qué había que demostrar",
			"Este papel no es la credencial: nadie firmó sus palabras.", "La firma de la insignia no cubre este nombre."},
	} {
		for suite, name := range map[credential.Suite]string{"": carrier.NameJWT, credential.EdDSARDFC2022: carrier.NameJSON} {
			w := newWorld(t)
			w.Terms.Levels = true
			w.Terms.Language = language
			if suite != "" {
				claims := w.Claims
				w.Issuer = verifytest.NewIssuer(verifytest.Setup{ID: "did:web:pineridge.example", Suite: suite})
				claims.Issuer = w.Issuer.Claims.Issuer
				w.Claims = claims
			}
			b := w.badge(t, nil)
			pdf, err := b.Certificate(Paper{Art: civics(t, ".png"), Name: "Zoë María O’Connor-Ñandú"})
			require.NoError(t, err)
			file := onDisk(t, "certificate.pdf", pdf)

			info := program(t, "pdfinfo", "-isodates", file)
			require.Contains(t, info, "Title:           Civics Credential – Pine Ridge High School\n")
			require.Contains(t, info, "CreationDate:    2026-04-24T15:00:00Z\n")
			require.Contains(t, info, "Pages:           1\n")
			require.Contains(t, string(pdf), "\n/Lang ("+language+")\n", "which pdfinfo does not show")

			text := flowing(program(t, "pdftotext", file, "-"))
			for _, want := range append(says, "Civics Credential", "Zoë María O’Connor-Ñandú", page, b.printed.id, "did:web:pineridge.example", name,
				"Ran the 2026 student voter drive; 214 registrations.", "Participation: Emerging Expert",
				"Civic knowledge: connects one's academic learning to one's own participation in civic life") {
				require.Contains(t, text, flowing(want))
			}
			for _, font := range strings.Split(strings.TrimSpace(program(t, "pdffonts", file)), "\n")[2:] {
				require.Contains(t, flowing(font), "Identity-H yes", "embedded")
			}

			saved := filepath.Join(t.TempDir(), "saved")
			require.Contains(t, program(t, "pdfdetach", "-list", file), "1 embedded files\n1: "+name+"\n")
			program(t, "pdfdetach", "-save", "1", "-o", saved, file)
			attached, err := os.ReadFile(saved)
			require.NoError(t, err)
			require.Equal(t, b.secured.Bytes(), attached, "as it was received")
			for _, data := range [][]byte{attached, pdf} {
				report, err := w.Verifier().Verify(context.Background(), data)
				require.NoError(t, err)
				require.Equal(t, "Civics Credential", report.Credential.Subject.Achievement.Name)
			}
			pictures := filepath.Join(t.TempDir(), "page")
			program(t, "pdftoppm", "-r", "100", "-png", file, pictures)
			require.Equal(t, page, strings.TrimSpace(program(t, "zbarimg", "-q", "--raw", pictures+"-1.png")), "the code is read from the paper")
		}
	}
}

func TestACertificateIsTheSameEveryTime(t *testing.T) {
	w := newWorld(t)
	paper := Paper{Art: civics(t, ".png"), Name: "Ada"}
	first, err := w.badge(t, nil).Certificate(paper)
	require.NoError(t, err)
	for range 3 {
		b, err := w.of(t, first) // the certificate is a form of the badge like any other
		require.NoError(t, err)
		again, err := b.Certificate(paper)
		require.NoError(t, err)
		require.True(t, bytes.Equal(first, again))
	}
}

// M22: whatever a person is called is printed whole, or refused with the reason.
func TestM22NamesOnACertificate(t *testing.T) {
	b := newWorld(t).badge(t, nil)
	long := strings.Repeat("Wolfeschlegelsteinhausenbergerdorff-", 5) + "Zuñiga"
	for _, name := range []string{"Sukarno", "O’Neill", "D'Angelo", "Nguyễn Thị Ánh Tuyết", "Ólafur Þór Ægisson", "Αλέξανδρος", "Любовь Щукина", "María José de los Ángeles Carreño Quiñones y Fernández de Córdoba", long} {
		pdf, err := b.Certificate(Paper{Name: name})
		require.NoError(t, err, name)
		text := program(t, "pdftotext", onDisk(t, "name.pdf", pdf), "-")
		require.Contains(t, strings.ReplaceAll(flowing(text), " ", ""), strings.ReplaceAll(name, " ", ""), name)
	}
	for _, name := range []string{"שרה לוי", "שרה לוי־כהן", "محمد عبد الله الإسلام", "فاطمة الزهراء", "پژمان گلچین کیانی", "لآلئ"} {
		pdf, err := b.Certificate(Paper{Name: name})
		require.NoError(t, err, name)
		text := norm.NFKC.String(program(t, "pdftotext", onDisk(t, "name.pdf", pdf), "-")) // letters in whatever form
		require.Contains(t, text, "\u202b"+name+"\u202c\n", "as it is read, from right to left")
	}
	composed, err := b.Certificate(Paper{Name: "Zoë Ñandú"})
	require.NoError(t, err)
	parts, err := b.Certificate(Paper{Name: "Zoe\u0308 N\u0303andu\u0301"})
	require.NoError(t, err)
	require.True(t, bytes.Equal(composed, parts), "letters and accents in parts, as some systems write them")
	_, err = b.Certificate(Paper{Name: "一二三四五六七八九十"})
	require.ErrorContains(t, err, "(U+516B) and others", "not all of them stand in one message")
	for name, says := range map[string]string{
		"שרה Levi":       "Hebrew or Arabic",
		"שָׂרָה":         "Hebrew or Arabic",
		"محمّد":          "Hebrew or Arabic",
		"محمد 2":         "Hebrew or Arabic",
		"ئۇيغۇر":         `'ۇ' (U+06C7)`,
		"李小龍":            `'李' (U+674E)`,
		"Ada 🎓":          `'🎓' (U+1F393)`,
		"Ẹ\u0301niọlá":   "(U+0301)",
		"Ada\u200b":      `(U+200B)`,
		" \u202e ":       "no letters",
		long + long[:20]: "at most",
	} {
		if says == "at most" {
			name, says = strings.Repeat("a", limits.PrintedName+1), "more than 200 characters"
		}
		_, err := b.Certificate(Paper{Name: name})
		require.ErrorIs(t, err, ErrText, name)
		require.ErrorContains(t, err, says, name)
	}
}

func TestATextThatCannotBeDrawnIsRefusedWhereverItStands(t *testing.T) {
	for what, edit := range map[string]func(*credential.Credential){
		"the name of the achievement": func(c *credential.Credential) { c.Subject.Achievement.Name = "公民" },
		"the description":             func(c *credential.Credential) { c.Subject.Achievement.Description = "אזרחות" },
		"the criteria":                func(c *credential.Credential) { c.Subject.Achievement.Criteria.Narrative = "- **x**: 🎓" },
		"the evidence": func(c *credential.Credential) {
			c.Evidence = []badge.Evidence{{Narrative: "ok"}, {Narrative: "محمد"}}
		},
	} {
		_, err := newWorld(t).badge(t, edit).Certificate(Paper{})
		require.ErrorIs(t, err, ErrText, what)
		require.ErrorContains(t, err, what+" has ", what)
	}
}

// with is the claims of w with this evidence alone.
func (w *world) with(e badge.Evidence) credential.Credential {
	c := w.Claims
	c.Evidence = []badge.Evidence{e}
	return c
}

func TestNothingOnACertificateSaysWhoTheLearnerIs(t *testing.T) {
	w := newWorld(t)
	id := w.Claims.Subject.ID
	w.Terms.Age = 18 // whose artefacts may be linked
	for _, e := range []badge.Evidence{{Narrative: "ok", Name: "by " + strings.ToUpper(id)}, {ID: "https://pineridge.example/" + id}, {ID: "https://pineridge.example/1", Description: "by " + id}} {
		b, err := w.of(t, w.Issue(w.with(e)))
		if err == nil {
			_, err = b.Certificate(Paper{})
		}
		require.ErrorIs(t, err, ErrText)
		require.ErrorContains(t, err, "an identifier of whoever earned the badge")
	}
	pdf, err := w.badge(t, nil).Certificate(Paper{})
	require.NoError(t, err)
	require.NotContains(t, program(t, "pdftotext", onDisk(t, "bare.pdf", pdf), "-"), "Name printed")
}

func TestALongCertificateTakesMorePagesAndSaysHowMany(t *testing.T) {
	w := newWorld(t)
	w.Terms.Age = 18 // whose artefacts may be linked
	b := w.badge(t, func(c *credential.Credential) {
		c.Subject.Achievement.Name = strings.Repeat("A very long title of a badge ", 5)
		c.Evidence = nil
		for i := range limits.CertificateEvidence + 3 {
			c.Evidence = append(c.Evidence, badge.Evidence{ID: "https://pineridge.example/e/" + strings.Repeat("x", 300+i), Name: "Piece", Narrative: strings.Repeat("Ran the voter drive. ", 40) + "\n\n- " + strings.Repeat("W", 400)})
		}
	})
	pdf, err := b.Certificate(Paper{Name: strings.Repeat("W", limits.PrintedName)})
	require.NoError(t, err)
	file := onDisk(t, "long.pdf", pdf)
	text := flowing(program(t, "pdftotext", file, "-"))
	pages := program(t, "pdfinfo", file)
	require.Contains(t, text, "3 more are in the attached file.")
	require.NotContains(t, pages, "Pages:           1\n")
	_, count, _ := strings.Cut(pages, "Pages:")
	require.Contains(t, text, "Page 1 of "+strings.Fields(count)[0])
	require.Contains(t, text, "How to check it")
}

func TestArtIsAPictureOfBoundedSize(t *testing.T) {
	b := newWorld(t).badge(t, nil)
	var wide bytes.Buffer
	require.NoError(t, png.Encode(&wide, image.NewGray(image.Rect(0, 0, limits.ArtPixels+1, 1))))
	for name, art := range map[string][]byte{"no picture": []byte("x"), "an SVG": civics(t, ".svg"), "too wide": wide.Bytes(), "cut off": civics(t, ".png")[:3000], "two files": append(civics(t, ".png"), "PK"...), "empty": {}} {
		_, err := b.Certificate(Paper{Art: art})
		require.ErrorContains(t, err, "Paper.Art", name)
	}
	var small bytes.Buffer
	require.NoError(t, png.Encode(&small, image.NewGray16(image.Rect(0, 0, 3, 3))))
	_, err := b.Certificate(Paper{Art: small.Bytes()})
	require.NoError(t, err, "whatever form its pixels have")
}

func TestWhatCannotBeSharedHasNoCertificate(t *testing.T) {
	for _, b := range []*Badge{nil, {}} {
		_, err := b.Certificate(Paper{})
		require.ErrorIs(t, err, ErrNotVerified)
		_, err = b.Package(Paper{}, Pictures{})
		require.ErrorIs(t, err, ErrNotVerified)
		_, err = b.QRCodePNG()
		require.ErrorIs(t, err, ErrNotVerified)
		_, err = b.QRCodeSVG()
		require.ErrorIs(t, err, ErrNotVerified)
	}
}

func TestBothFontsHaveWhatACertificateSays(t *testing.T) {
	require.Greater(t, len(letters()), 1000)
	for key, both := range paperWords {
		for _, text := range both {
			_, err := drawable(key, text, false)
			require.NoError(t, err)
		}
	}
	for _, r := range "AzÁñßŁőǄɏΑωЯѣẞỹ…’€–•\u00a0" {
		require.True(t, letters()[r], "%U", r)
	}
	for _, r := range "\u0301\u0645李🎓\uffff\x00" {
		require.False(t, letters()[r], "%U", r)
	}
}

func TestAReportOnAPDFSaysThatItsWordsAreNoPartOfTheBadge(t *testing.T) {
	w := newWorld(t)
	b := w.badge(t, nil)
	pdf, err := b.Certificate(Paper{Name: "Mallory"})
	require.NoError(t, err)
	zip, err := b.Package(Paper{Name: "Mallory"}, Pictures{})
	require.NoError(t, err)
	for data, container := range map[string]credential.Container{string(pdf): credential.ContainerPDF, string(zip): credential.ContainerZIP} {
		report, err := w.Verifier().VerifyReader(context.Background(), strings.NewReader(data))
		require.NoError(t, err)
		require.Equal(t, container, report.Container)
		require.Empty(t, report.Warnings())
		text := flowing(report.String())
		require.Contains(t, text, "is no part of the badge")
		require.Contains(t, text, "printed")
		require.NotContains(t, text, "Mallory")
	}
	// A large one is read to its end.
	padded := append(bytes.Clone(pdf), make([]byte, limits.PDF)...)
	report, err := w.Verifier().VerifyReader(context.Background(), bytes.NewReader(padded))
	require.ErrorIs(t, err, credential.InputTooLarge)
	require.Equal(t, "failed", report.Outcome.String())
}

func TestANarrativeIsShownInBounds(t *testing.T) {
	shown := 0
	for _, b := range blocksOf(strings.Repeat("word word\n\n", 1<<20)) {
		shown += len(b.text())
	}
	require.Less(t, shown, 8*limits.CertificateText+10)
	require.Equal(t, []block{{runs: []run{{"a b", false}}}, {item: true, runs: []run{{"k", true}, {": *v* \\", false}}}},
		blocksOf("a\r\nb\n- **k**: \\*v\\* \\\\\n"), "paragraphs, items, bold words, and signs that are none")
}

// However much there is to say, it ends above the frame that says how it is checked.
func TestNothingIsDrawnOverHowItIsChecked(t *testing.T) {
	word := regexp.MustCompile(`yMin="([0-9.]+)" xMax="[0-9.]+" yMax="([0-9.]+)">(LAST|How)</word>`)
	second := 0
	for n := range 8 {
		b := newWorld(t).badge(t, func(c *credential.Credential) {
			c.Evidence = []badge.Evidence{{Narrative: strings.Repeat("Ran the voter drive.\n\n", 3*n) + "LAST"}}
		})
		pdf, err := b.Certificate(Paper{})
		require.NoError(t, err)
		pages := strings.Split(program(t, "pdftotext", "-bbox", onDisk(t, "full.pdf", pdf), "-"), "<page ")
		on, bottom, top := 0, 0.0, 0.0
		for i, page := range pages {
			for _, m := range word.FindAllStringSubmatch(page, -1) {
				if m[3] == "LAST" {
					bottom, _ = strconv.ParseFloat(m[2], 64)
					on = i
				} else {
					top, _ = strconv.ParseFloat(m[1], 64)
					require.Equal(t, len(pages)-1, i, "on the last page")
					require.True(t, on < i || bottom < top, "%d lines", 3*n)
					second += i - 1
				}
			}
		}
		require.NotZero(t, on)
		require.NotZero(t, top)
	}
	require.NotZero(t, second, "the longest take another page")
}

func TestACertificateShowsLevelsWhereTheTermsSaySo(t *testing.T) {
	w := newWorld(t)
	for levels, shown := range map[bool]int{false: 0, true: 1} {
		w.Terms.Levels = levels
		s, err := w.badge(t, nil).sheet(Paper{})
		require.NoError(t, err)
		require.Len(t, s.levels, shown)
	}
}

package carrier

import (
	"archive/zip"
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/seeds"
)

// Whatever a file is, it is read or refused; what is read stands in it as it is; and what
// is attached anew comes out.
func FuzzExtractPDF(f *testing.F) {
	for _, s := range seeds.Documents("carried") {
		f.Add(s)
	}
	f.Add(aPDF())
	f.Add(attached(f, aJWS))
	f.Add(attached(f, aJSON))
	f.Add(aPDF(object{head: []byte("<< /Type /Filespec /T (\\)) >>\n")}, object{[]byte("<< /Length 0 >>\n"), nil}))
	f.Add([]byte("%PDF-1.5\nstartxref\n9\n%%EOF\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if x, err := extractPDF(file); err == nil {
			require.Equal(t, 1, bytes.Count(file, append(append([]byte("stream\n"), x.Credential...), "\nendstream\nendobj\n"...)))
			require.Equal(t, x.Name, nameOf(x.Credential))
		}
		d, err := readPDF(file)
		if err != nil {
			return
		}
		again, err := readPDF(d.write())
		require.NoError(t, err, "what is read is written in the same form")
		require.Equal(t, len(d.objects), len(again.objects))
		if pdf, err := Attach(file, []byte(aJWS), "application/jwt"); err == nil {
			x, err := Extract(pdf)
			require.NoError(t, err)
			require.Equal(t, aJWS, string(x.Credential))
		}
	})
}

// Of an archive that is read, another reader of ZIP reads the same files.
func FuzzExtractPackage(f *testing.F) {
	for _, s := range seeds.Documents("carried") {
		f.Add(s)
	}
	f.Add(aPackage(f, NameJWT, aJWS, NameReadme, "Hello"))
	f.Add(aPackage(f, NameJSON, aJSON, NameSVG, baked(f, aJSON)))
	f.Add(archive("", entry{name: NameJWT, content: aJWS, method: deflated, extra: "UT\x05\x00\x03abcd"}))
	f.Add(archive("", entry{name: NameJWT, content: aJWS}, entry{name: NameDigests, content: "x"}))
	f.Add(archive(""))
	f.Fuzz(readsAlike)
}

// The same, of archives whose checksums fit whatever else is said of the files.
func FuzzArchive(f *testing.F) {
	f.Add("", NameJWT, "", aJWS, uint16(stored), uint16(0), "", uint32(0), NameReadme, "Hello", uint16(0), byte(0))
	f.Add("", NameJWT, "", aJWS, uint16(deflated), uint16(1<<11), "UT\x05\x00\x03abcd", uint32(0), NameDigests, "x", uint16(30), byte(1))
	f.Add("PK", NameJWT, NameSVG, aJWS, uint16(deflated), uint16(8), "", uint32(9), NameJWT, another, uint16(0), byte(0))
	f.Fuzz(func(t *testing.T, between, name, local, content string, method, flags uint16, extra string, size uint32, name2, content2 string, at uint16, other byte) {
		if len(name)+len(local)+len(extra)+len(name2) > 1000 {
			return // more than the fields of an archive hold
		}
		file := archive(between, entry{name: name, local: local, content: content, method: method, flags: flags, extra: extra, size: size}, entry{name: name2, content: content2})
		file[int(at)%len(file)] ^= other
		readsAlike(t, file)
	})
}

func readsAlike(t *testing.T, file []byte) {
	x, err := extractPackage(file)
	if err != nil {
		return
	}
	files, err := readArchive(file)
	require.NoError(t, err)
	theirs, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	require.Len(t, theirs.File, len(files))
	for i, f := range theirs.File {
		require.Equal(t, files[i].name, f.Name)
		r, err := f.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		ours, err := files[i].open()
		require.NoError(t, err)
		require.True(t, bytes.Equal(ours, content))
		if f.Name == x.Name {
			require.True(t, bytes.Equal(x.Credential, content))
		}
	}
}

package carrier

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"hash/crc32"
	"slices"
	"time"
)

// A File is one file of a package.
type File struct {
	Name    string // one of the Name constants
	Content []byte
}

// order is that of the files in a package: what a person should see first comes first.
var order = []string{NameReadme, NamePDF, NamePNG, NameSVG, NameJSON, NameJWT, NameDigests}

// Pack returns a package of the files, not compressed, with the list of their digests:
// one of badge.json and badge.jwt, which the others have to hold byte for byte, and any
// of badge.png, badge.svg, certificate.pdf and README.txt. The given time stands with
// each of them, in UTC, to two seconds. The same input gives the same bytes. What
// Extract would refuse, or remark on, is refused.
func Pack(files []File, modified time.Time) ([]byte, error) {
	place := func(f File) int { return slices.Index(order, f.Name) }
	sorted := slices.Clone(files)
	slices.SortStableFunc(sorted, func(a, b File) int { return place(a) - place(b) })
	var digests bytes.Buffer
	for _, f := range sorted {
		if place(f) < 0 || f.Name == NameDigests {
			return nil, fault(ErrFormat, "%q is no name of a file that a package is made of", f.Name)
		}
		fmt.Fprintf(&digests, "%x  %s\n", sha256.Sum256(f.Content), f.Name)
	}
	sorted = append(sorted, File{NameDigests, digests.Bytes()})
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range sorted {
		h := &zip.FileHeader{Name: f.Name, Method: zip.Store, CRC32: crc32.ChecksumIEEE(f.Content),
			CompressedSize64: uint64(len(f.Content)), UncompressedSize64: uint64(len(f.Content))}
		//lint:ignore SA1019 CreateRaw writes these and not Modified
		h.ModifiedDate, h.ModifiedTime = dosTime(modified)
		to, err := w.CreateRaw(h) // CreateHeader puts lengths behind the content, where a reader from the front does not know them
		if err != nil {
			return nil, err
		}
		if _, err := to.Write(f.Content); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	x, err := Extract(out.Bytes())
	if err != nil {
		return nil, err
	}
	if len(x.Remarks) > 0 {
		return nil, fault(ErrFormat, "%s", x.Remarks[0])
	}
	return out.Bytes(), nil
}

// dosTime spells a time as ZIP does (APPNOTE section 4.4.6), which knows the years from
// 1980 to 2107.
func dosTime(t time.Time) (date, clock uint16) {
	t = t.UTC()
	if t.Year() < 1980 || t.Year() > 2107 {
		t = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return uint16((t.Year()-1980)<<9 | int(t.Month())<<5 | t.Day()), uint16(t.Hour()<<11 | t.Minute()<<5 | t.Second()/2)
}

package carrier

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/credential/bake"
	"github.com/summitbadges/openbadges/internal/limits"
)

// The other files of a package.
const (
	NamePNG     = "badge.png"
	NameSVG     = "badge.svg"
	NamePDF     = "certificate.pdf"
	NameReadme  = "README.txt"
	NameDigests = "SHA256SUMS" // the SHA-256 digest of every other file, as sha256sum writes and checks it
)

// most is how large each file of a package may be, which may have no other.
var most = map[string]int{
	NameJSON: limits.Document, NameJWT: limits.Document,
	NamePNG: limits.PNG, NameSVG: limits.SVG, NamePDF: limits.PDF,
	NameReadme: limits.PackageText, NameDigests: limits.PackageText,
}

const (
	localSignature   = "PK\x03\x04"
	centralSignature = "PK\x01\x02"
	endSignature     = "PK\x05\x06"

	localLength   = 30
	centralLength = 46
	endLength     = 22

	stored   = 0
	deflated = 8

	regular = 0o10 // the kind of a file in the permissions of Unix, which some programs write

	// Bits of a file's flags: how hard the packer tried, and that the name is UTF-8.
	harmlessFlags = 1<<1 | 1<<2 | 1<<11
)

// A packed is a file in an archive, by what both of its headers say.
type packed struct {
	name    string
	method  uint16
	crc     uint32
	content []byte // as it stands there
	size    int    // inflated
}

// readArchive reads the files of an archive from its directory, and holds it to one
// form: the files stand one behind the other from the first byte to the directory, each
// under a header that repeats what the directory says of it, and the directory ends the
// archive. So whoever reads from the front finds what is found from the back.
func readArchive(file []byte) ([]packed, error) {
	if len(file) > limits.Package {
		return nil, fault(ErrTooLarge, "an export package has at most %d bytes; this has %d", limits.Package, len(file))
	}
	other := func(format string, args ...any) ([]packed, error) {
		return nil, fault(ErrOther, "this zip archive (such as a document of an office program, or a pass) is not an export package as it was made: %s. Unpack it, and give badge.json or badge.jwt, or another file in it", fmt.Sprintf(format, args...))
	}
	le := binary.LittleEndian
	at := len(file) - endLength
	if at < 0 || string(file[at:at+4]) != endSignature {
		return other("its directory does not end it")
	}
	end := file[at:]
	count, directory := int(le.Uint16(end[10:])), int64(le.Uint32(end[16:]))
	if le.Uint32(end[4:]) != 0 || int(le.Uint16(end[8:])) != count || le.Uint16(end[20:]) != 0 ||
		directory+int64(le.Uint32(end[12:])) != int64(at) {
		return other("its directory is elsewhere, or it is one of several parts")
	}
	if count > limits.PackageFiles {
		return nil, fault(ErrTooLarge, "an export package has at most %d files; this has %d", limits.PackageFiles, count)
	}
	var files []packed
	next, rest, total := 0, file[directory:at], 0
	for range count {
		if len(rest) < centralLength || string(rest[:4]) != centralSignature {
			return other("its directory is broken")
		}
		h := rest[:centralLength]
		nameLength, extra := int(le.Uint16(h[28:])), int(le.Uint16(h[30:]))
		if comment := le.Uint16(h[32:]); comment != 0 {
			return other("its directory has a comment, behind which another reader goes on elsewhere")
		}
		if extra > limits.PackageExtra || len(rest) < centralLength+nameLength+extra {
			return other("its directory is broken")
		}
		name := string(rest[centralLength : centralLength+nameLength])
		extras := rest[centralLength+nameLength : centralLength+nameLength+extra]
		rest = rest[centralLength+nameLength+extra:]
		bound, known := most[name]
		if !known {
			return other("it holds %q, which no export package does", limits.Abridge(name))
		}
		for _, f := range files {
			if f.name == name {
				return nil, fault(ErrDuplicate, "the archive holds two files %s", name)
			}
		}
		flags, method := le.Uint16(h[8:]), le.Uint16(h[10:])
		length, size := int64(le.Uint32(h[20:])), int64(le.Uint32(h[24:]))
		switch {
		case flags&^harmlessFlags != 0 || method != stored && method != deflated:
			return other("%s is encrypted, or packed in a way that is not read here", name)
		case method == stored && length != size:
			return other("%s has two lengths", name)
		case size > int64(bound) || int64(total)+size > limits.Package:
			return nil, fault(ErrTooLarge, "%s has at most %d bytes, and all files together %d; it says that it has %d", name, bound, limits.Package, size)
		case le.Uint16(h[34:]) != 0 || int64(le.Uint32(h[42:])) != int64(next):
			return other("%s is not where the file before it ends", name)
		}
		total += int(size)
		local := file[next:directory]
		if len(local) < localLength || string(local[:4]) != localSignature {
			return other("%s has no header", name)
		}
		localName, localExtra := int(le.Uint16(local[26:])), int(le.Uint16(local[28:]))
		start := localLength + localName + localExtra
		if localExtra > limits.PackageExtra || int64(len(local)) < int64(start)+length ||
			!bytes.Equal(local[6:26], h[8:28]) || string(local[localLength:localLength+localName]) != name {
			return other("the header of %s does not say what the directory says", name)
		}
		if !harmlessExtra(extras) || !harmlessExtra(local[localLength+localName:start]) {
			return other("%s has an extra field that another reader may take for another name or length", name)
		}
		if kind := le.Uint32(h[38:]) >> 28; kind != 0 && kind != regular {
			return other("%s is a link or a folder", name)
		}
		f := packed{name: name, method: method, crc: le.Uint32(h[16:]), content: local[start : start+int(length)], size: int(size)}
		files = append(files, f)
		next += start + int(length)
	}
	if len(rest) != 0 || int64(next) != directory {
		return other("something stands in it that its directory does not name")
	}
	return files, nil
}

// harmlessExtras are the extra fields (APPNOTE section 4.5) that packers of a person's
// system write: times and owners. Others give a file another name or another length.
var harmlessExtras = []uint16{0x000a, 0x5455, 0x5855, 0x7855, 0x7875}

// harmlessExtra reports whether extra fields are whole, and of those kinds alone.
func harmlessExtra(fields []byte) bool {
	for len(fields) > 0 {
		if len(fields) < 4 || !slices.Contains(harmlessExtras, binary.LittleEndian.Uint16(fields)) {
			return false
		}
		length := 4 + int(binary.LittleEndian.Uint16(fields[2:]))
		if length > len(fields) {
			return false
		}
		fields = fields[length:]
	}
	return true
}

// open returns the content of a file whose checksum holds. No more is inflated than
// the directory says that there is, which is bounded.
func (f packed) open() ([]byte, error) {
	content := f.content
	if f.method == deflated {
		packed := bytes.NewReader(f.content)
		var err error
		content, err = io.ReadAll(io.LimitReader(flate.NewReader(packed), int64(f.size)+1))
		if err != nil || len(content) != f.size || packed.Len() != 0 {
			return nil, fault(ErrDamaged, "%s does not unpack to the %d bytes that it should have", f.name, f.size)
		}
	}
	if crc32.ChecksumIEEE(content) != f.crc {
		return nil, fault(ErrDamaged, "the checksum of %s is not that of its content", f.name)
	}
	return content, nil
}

// extractPackage reads the whole package: badge.json or badge.jwt is the badge, every
// other form of it has to be the same, and the rest has to be what the digests say.
func extractPackage(file []byte) (Extracted, error) {
	files, err := readArchive(file)
	if err != nil {
		return Extracted{}, err
	}
	x := Extracted{Format: Package}
	content := map[string][]byte{}
	for _, f := range files {
		if content[f.name], err = f.open(); err != nil {
			return Extracted{}, err
		}
		if f.name != NameJSON && f.name != NameJWT {
			continue
		}
		if x.Name != "" {
			return Extracted{}, fault(ErrDuplicate, "the package holds both %s and %s", NameJSON, NameJWT)
		}
		x.Name, x.Credential = f.name, bytes.Clone(content[f.name])
	}
	switch {
	case x.Name == "":
		return Extracted{}, fault(ErrNone, "the package has neither %s nor %s", NameJSON, NameJWT)
	case nameOf(x.Credential) != x.Name:
		return Extracted{}, fault(ErrFormat, "%s of the package is something else than its name says", x.Name)
	}
	for _, form := range []struct {
		name string
		read func([]byte) ([]byte, error)
	}{{NamePNG, fromPicture}, {NameSVG, fromPicture}, {NamePDF, fromPDF}} {
		data, there := content[form.name]
		if !there {
			continue
		}
		same, err := form.read(data)
		switch {
		case errors.Is(err, bake.ErrDuplicate), errors.Is(err, ErrDuplicate):
			return Extracted{}, fault(ErrDuplicate, "%s of the package holds several badges: %v", form.name, err)
		case err != nil:
			x.Remarks = append(x.Remarks, fmt.Sprintf("%s of the package holds no badge that can be read: %v", form.name, err))
		case !bytes.Equal(trim(same), trim(x.Credential)):
			return Extracted{}, fault(ErrDuplicate, "%s and %s of the package hold different badges, or one in different bytes", x.Name, form.name)
		}
	}
	x.Remarks = append(x.Remarks, checkDigests(content)...)
	return x, nil
}

func trim(text []byte) []byte { return bytes.Trim(text, " \t\r\n") }

func fromPicture(data []byte) ([]byte, error) {
	x, err := bake.Extract(data)
	return x.Credential, err
}

func fromPDF(data []byte) ([]byte, error) {
	x, err := extractPDF(data)
	return x.Credential, err
}

// checkDigests compares the list of digests with the files. Nobody signed it: it tells
// of damage, and its absence proves nothing against the badge.
func checkDigests(content map[string][]byte) (remarks []string) {
	list, there := content[NameDigests]
	if !there {
		return []string{"the package has no " + NameDigests + ", by which damage to its files would show"}
	}
	given := map[string]string{}
	for line := range strings.Lines(string(list)) {
		digest, name, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "  ")
		if _, known := most[name]; !ok || !known || len(digest) != 2*sha256.Size || len(given) == limits.PackageFiles {
			return []string{NameDigests + " of the package is no list of its files as sha256sum writes it"}
		}
		given[name] = digest
	}
	for _, name := range order {
		data, there := content[name]
		sum := sha256.Sum256(data)
		switch digest, listed := given[name]; {
		case name == NameDigests || !there && !listed:
		case there && digest == hex.EncodeToString(sum[:]):
		case there && !listed:
			remarks = append(remarks, fmt.Sprintf("%s of the package is not in its %s", name, NameDigests))
		case there:
			remarks = append(remarks, fmt.Sprintf("%s of the package is not the file that its %s names: it was changed after it was packed", name, NameDigests))
		default:
			remarks = append(remarks, fmt.Sprintf("%s was in the package when it was made, and is no longer", name))
		}
	}
	return remarks
}

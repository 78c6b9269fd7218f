package privacy

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/internal/limits"
)

// InspectFile looks for personal data beside the content of a file: places, owners,
// authors, times, comments, and small pictures of the whole in JPEG, PNG, WebP and GIF, and
// in PDF also its earlier versions and the pictures in it. A finding points to the place in
// the file, such as /exif/gps. Of what the file says in words, names are looked for; the
// pages of a PDF are not read.
//
// No picture is decoded: who is in it, nobody has looked. Whatever is in a file that this
// package does not know is a finding of the kind KindUnread, and so is a file of another
// type, or of more than 32 MiB.
func (p Policy) InspectFile(r io.Reader, names ...string) ([]Finding, error) {
	l, err := p.newLint(names)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(r, limits.LintFile+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("privacy: %w: %w", ErrUnread, err)
	case len(raw) > limits.LintFile:
		l.add("", KindUnread, "expected at most %d bytes", limits.LintFile)
	default:
		l.file("", raw)
	}
	return l.found, p.verdict(l.found)
}

// file looks through a file by what it begins with, whatever anybody says that it is.
func (l *lint) file(at string, raw []byte) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xd8\xff")):
		l.jpeg(at, raw)
	case bytes.HasPrefix(raw, []byte("\x89PNG\r\n\x1a\n")):
		l.png(at, raw)
	case len(raw) >= 12 && string(raw[:4]) == "RIFF" && string(raw[8:12]) == "WEBP":
		l.webp(at, raw)
	case bytes.HasPrefix(raw, []byte("GIF87a")), bytes.HasPrefix(raw, []byte("GIF89a")):
		l.gif(at, raw)
	case bytes.HasPrefix(raw, []byte("%PDF-")):
		l.pdf(at, raw)
	default:
		l.add(at, KindUnread, "expected JPEG, PNG, WebP, GIF or PDF")
	}
}

// broken is a file, or a part of one, that ends early or lies about its lengths.
func (l *lint) broken(at string) { l.add(at, KindUnread, "it is damaged, or not what it begins as") }

// part counts what a file is made of, and says whether to go on.
func (l *lint) part(at string) bool {
	if l.parts++; l.parts > limits.LintParts {
		if l.parts == limits.LintParts+1 {
			l.add(at, KindUnread, "expected at most %d parts", limits.LintParts)
		}
		return false
	}
	return true
}

// behind is what a file has behind its end, where phones keep the film of a picture, and
// others hide things.
func (l *lint) behind(at string, rest []byte) {
	if len(bytes.Trim(rest, "\x00\r\n ")) > 0 {
		l.add(at, KindUnread, "%d bytes behind the end of the file", len(rest))
	}
}

// says is a text that somebody has written into a file.
func (l *lint) says(at string, kind Kind, what, text string) {
	if strings.Trim(text, "\x00 \r\n\t") == "" {
		return
	}
	l.add(at, kind, "%s", what)
	if kind != KindUnread {
		l.text(at, strings.Trim(text, "\x00"))
	}
}

// latin1 is a text of ISO 8859-1, or of UTF-8 where it is that.
func latin1(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	r := make([]rune, len(b))
	for i, c := range b {
		r[i] = rune(c)
	}
	return string(r)
}

// utf16Text is a text of UTF-16.
func utf16Text(b []byte, at func([]byte) uint16) string {
	u := make([]uint16, 0, len(b)/2)
	for ; len(b) >= 2; b = b[2:] {
		u = append(u, at(b))
	}
	return string(utf16.Decode(u))
}

// inflate undoes zlib, within what a file may inflate to in all.
func (l *lint) inflate(at string, b []byte, most int) ([]byte, bool) {
	most = min(most, limits.LintFile-l.inflated)
	r, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		l.broken(at)
		return nil, false
	}
	out, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	l.inflated += len(out)
	if err != nil {
		l.broken(at)
		return nil, false
	}
	if len(out) > most {
		l.add(at, KindUnread, "it inflates to more than %d bytes", most)
		return nil, false
	}
	return out, true
}

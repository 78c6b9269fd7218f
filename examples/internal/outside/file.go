package outside

import (
	"fmt"
	"io"
	"os"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify/receipt"
)

// Most is how much of a file is read: more than a badge can have, so that the library
// sees that it is too large, and no more than memory can hold.
const Most = 4 << 20

// MostPicture is the same for what begins as a picture, PDF, archive or bundle of evidence
// does.
const MostPicture = 33 << 20

// ReadFile reads a file, or so much of it that whoever is given it sees that it is too
// large.
func ReadFile(name string) ([]byte, error) {
	if err := regular(name); err != nil {
		return nil, err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadBounded(f)
}

// ReadBounded reads so much that whoever is given it sees whether it is too large.
func ReadBounded(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, Most+1))
	if err != nil || len(data) <= Most || !IsPicture(data) && !receipt.IsBundle(data) {
		return data, err
	}
	rest, err := io.ReadAll(io.LimitReader(r, MostPicture-Most))
	return append(data, rest...), err
}

// IsPicture reports whether data begins as a picture, PDF or archive does in which a badge
// may be.
func IsPicture(data []byte) bool {
	switch credential.Detect(data) {
	case credential.ContainerPNG, credential.ContainerSVG, credential.ContainerPDF, credential.ContainerZIP:
		return true
	}
	return false
}

// regular refuses what may never end, or never begin: a pipe that nobody writes to would
// keep the program waiting for ever.
func regular(name string) error {
	info, err := os.Stat(name)
	if err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no regular file; a pipe is read as standard input, without a FILE", name)
	}
	return nil // whoever opens it says what else is wrong
}

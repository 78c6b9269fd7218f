package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/bake"
	"github.com/summitbadges/openbadges/credential/doctor"
)

func isPicture(name string) bool {
	return filepath.Ext(name) == ".png" || filepath.Ext(name) == ".svg"
}

// file is what the badge is written as: itself, or a picture with it inside.
func (o *options) file(badge *credential.Secured, art []byte) ([]byte, error) {
	if !isPicture(o.output) {
		return badge.Bytes(), nil
	}
	return badge.Bake(art)
}

// examine tells what other software is known to make of the badge, before it is handed
// out, where -doctor asks. What is found is for its issuer to weigh.
func (o *options) examine(ctx context.Context, stderr io.Writer, data []byte) error {
	if !o.doctor {
		return nil
	}
	seen, err := doctor.Examine(ctx, data)
	if err != nil {
		return fmt.Errorf("-doctor: %w", err)
	}
	fmt.Fprintf(stderr, "%s\n", seen.Report("en"))
	return nil
}

// mostArt is how much is read of a picture: more than one may have.
const mostArt = 33 << 20

// picture is what the badge goes into, nil where it goes into none. It is read, and judged,
// before anything is signed.
func (o *options) picture() ([]byte, error) {
	if !isPicture(o.output) {
		return nil, nil
	}
	var art []byte
	var err error
	if o.art == "" {
		art, err = fs.ReadFile(summit.Art(), o.award+filepath.Ext(o.output))
	} else {
		art, err = readArt(o.art)
	}
	if err != nil {
		return nil, usageError{err}
	}
	if o.strip {
		if art, err = bake.Strip(art); err != nil {
			return nil, fmt.Errorf("-strip: %w", err)
		}
	}
	if err := bake.CheckArt(art); err != nil {
		return nil, fmt.Errorf("the picture: %w", err)
	}
	if _, err := bake.Extract(art); !errors.Is(err, bake.ErrNone) {
		return nil, errors.New("the picture: it holds a badge already, or the place of one")
	}
	return art, nil
}

func readArt(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, mostArt))
}

// write puts a badge under a name at once: whoever reads there finds the badge
// that was there before or this one, and a run cut short leaves no half of one.
func write(name string, data []byte) error {
	mode := fs.FileMode(0o644)
	switch info, err := os.Lstat(name); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return os.WriteFile(name, data, mode) // a link or a device stays what it is
	default:
		// A rename would pass over a file that its owner has made read-only.
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		f.Close()
		mode = info.Mode().Perm()
	}
	beside := name + "." + rand.Text() + ".tmp"
	f, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(beside, name)
	}
	if err != nil {
		return fmt.Errorf("%s was not written: %w", name, errors.Join(err, os.Remove(beside)))
	}
	return nil
}

package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
)

func isPicture(name string) bool {
	return filepath.Ext(name) == ".png" || filepath.Ext(name) == ".svg"
}

// file is what the badge is written as: itself, or the program's art with it inside.
func (o *options) file(badge *credential.Secured) ([]byte, error) {
	if !isPicture(o.output) {
		return badge.Bytes(), nil
	}
	art, err := fs.ReadFile(summit.Art(), o.award+filepath.Ext(o.output))
	if err != nil {
		return nil, err
	}
	return badge.Bake(art)
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

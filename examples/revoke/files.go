package main

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/credential"
)

// create writes a file that is not there yet, whole or not at all: under another name
// first, which is then linked to the one that it is to have, as only one can.
func create(name string, data []byte, mode fs.FileMode) error {
	beside := filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+"."+rand.Text()+".tmp")
	f, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	defer os.Remove(beside)
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	if err := os.Link(beside, name); errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already, and nothing is overwritten: %w", name, fs.ErrExist)
	} else if err != nil {
		return err
	}
	return syncDir(filepath.Dir(name))
}

func syncDir(name string) error {
	if runtime.GOOS == "windows" { // which has no such call
		return nil
	}
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// keptName is the file of the badge of that id.
func (s *school) keptName(id string) string {
	return filepath.Join(s.badges, fmt.Sprintf("%x", sha256.Sum256([]byte(id))))
}

// kept is the badge of that id as it was issued, nil if it was not.
func (s *school) kept(id string) (*credential.Secured, error) {
	data, err := os.ReadFile(s.keptName(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	b, err := credential.Parse(data)
	if err == nil && b.ID() != id {
		err = fmt.Errorf("it holds the badge %s", b.ID())
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.keptName(id), err)
	}
	return b, nil
}

// all are the badges that were issued, by their ids.
func (s *school) all() (badges []*credential.Secured, err error) {
	entries, err := os.ReadDir(s.badges)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(s.badges, e.Name()))
		if err != nil {
			return nil, err
		}
		b, err := credential.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Join(s.badges, e.Name()), err)
		}
		badges = append(badges, b)
	}
	slices.SortFunc(badges, func(a, b *credential.Secured) int { return strings.Compare(a.ID(), b.ID()) })
	return badges, nil
}

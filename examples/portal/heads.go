package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/badge/planning"
)

// The head of a log is the name of an empty file in a directory of its case. Names are only
// ever added at the top, so that portals need no lock between them, and one that is late
// takes nothing back.

const (
	headName   = "%08d-%s"
	headErased = "erased-" // with the digest of the tombstone behind it: it stands above all others
)

// head returns the highest head that was kept of a case; the zero one where none was.
func (s *store) head(id string) (top planning.Head, err error) {
	names, err := os.ReadDir(filepath.Join(s.heads, id))
	if errors.Is(err, fs.ErrNotExist) {
		return top, nil
	}
	if err != nil {
		return top, err
	}
	for _, name := range names {
		if digest, ok := strings.CutPrefix(name.Name(), headErased); ok {
			return planning.Head{Entries: 1, Digest: digest}, nil
		}
		var h planning.Head
		if _, err := fmt.Sscanf(name.Name(), "%d-%64s", &h.Entries, &h.Digest); err != nil || fmt.Sprintf(headName, h.Entries, h.Digest) != name.Name() {
			return top, fmt.Errorf("%s holds %q, which is no head of a log", s.heads, name.Name())
		}
		switch {
		case h.Entries > top.Entries:
			top = h
		case h.Entries == top.Entries && h != top:
			return top, fmt.Errorf("the log of %s has two ends of %d entries", id, h.Entries)
		}
	}
	return top, nil
}

// keep remembers a head, durably, and forgets the lower ones.
func (s *store) keep(id string, head planning.Head) error {
	dir := filepath.Join(s.heads, id)
	if err := os.Mkdir(dir, 0o700); err == nil {
		err = syncDir(s.heads)
		if err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	name := fmt.Sprintf(headName, head.Entries, head.Digest)
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Close(), syncDir(dir)); err != nil {
		return err
	}
	names, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, n := range names {
		if n.Name() < name[:9] {
			_ = os.Remove(filepath.Join(dir, n.Name())) // somebody else may have; what stays does no harm
		}
	}
	return nil
}

// keepErased remembers the tombstone of a case, in the place of every head that there was, and
// of those that are still to come from who is late.
func (s *store) keepErased(id string, head planning.Head) error {
	dir := filepath.Join(s.heads, id)
	if err := makeDir(dir, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(dir, headErased+head.Digest), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), syncDir(dir), syncDir(s.heads))
}

// erasedBefore reports whether the head of a tombstone was kept of a case.
func (s *store) erasedBefore(id string) (bool, error) {
	names, err := os.ReadDir(filepath.Join(s.heads, id))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return slices.ContainsFunc(names, func(n os.DirEntry) bool { return strings.HasPrefix(n.Name(), headErased) }), err
}

// kept reports whether this head, or a higher one, was kept.
func (s *store) kept(id string, head planning.Head) (bool, error) {
	top, err := s.head(id)
	return top.Entries >= head.Entries, err
}

// syncDir flushes the names in a directory to the disk.
func syncDir(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/summitbadges/openbadges/badge/planning"
)

// The head of a log is the name of an empty file in a directory of its case. Names are only
// ever added at the top, so that portals need no lock between them, and one that is late
// takes nothing back.

const headName = "%08d-%s"

// head returns the highest head that was kept of a case; the zero one where none was.
func (s *store) head(id string) (top planning.Head, err error) {
	names, err := os.ReadDir(filepath.Join(s.heads, id))
	if errors.Is(err, fs.ErrNotExist) {
		return top, nil
	}
	if err != nil {
		return top, err
	}
	var buried string
	for _, name := range names {
		if digest, ok := strings.CutPrefix(name.Name(), erasedName); ok && len(digest) == 64 && buried == "" {
			buried = digest
			continue
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
	if buried != "" { // no log comes behind a tombstone
		return planning.Head{Entries: 1, Digest: buried}, nil
	}
	return top, nil
}

// erasedName begins the name of the head of a case that was erased, whose one entry is its
// tombstone.
const erasedName = "erased-"

// keepErased remembers the head of a tombstone, durably, and forgets those of the log.
func (s *store) keepErased(id string, head planning.Head) error {
	dir := filepath.Join(s.heads, id)
	f, err := os.OpenFile(filepath.Join(dir, erasedName+head.Digest), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Close(), syncDir(dir)); err != nil {
		return err
	}
	names, err := os.ReadDir(dir)
	for _, n := range names {
		if !strings.HasPrefix(n.Name(), erasedName) {
			_ = os.Remove(filepath.Join(dir, n.Name())) // what stays does no harm
		}
	}
	return err
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

package status

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A DirWitness is a Witness that keeps one empty file in a directory, whose name is the
// epoch. To raise it is to make another file, and then to remove the lower ones: names
// are only ever added at the top, so that processes need no lock between them, and none
// can lower what another has raised.
//
// CreateWitness makes it. It is of no use beside the store, where one backup holds both.
type DirWitness struct {
	Path string

	files layer // nil: disk{}
}

// CreateWitness makes a DirWitness that has seen nothing, in a directory that is not
// there yet or is empty. Where a witness was lost, that is for a person to decide: the
// new one believes the store as it finds it. Where the store was lost, keep the witness:
// a new one would take an empty store for one that has revoked nobody (see Config.URL).
func CreateWitness(path string) error { return DirWitness{Path: path}.create() }

func (w DirWitness) create() error {
	files := w.layer()
	err := mkdir(files, filepath.Clean(w.Path))
	if err == nil {
		var entries []fs.DirEntry
		if entries, err = files.ReadDir(w.Path); len(entries) > 0 {
			err = fmt.Errorf("%s is not empty", w.Path)
		}
	}
	if err == nil {
		err = w.mark(0)
	}
	if err != nil {
		return fmt.Errorf("%w: it was not created: %w", ErrWitness, err)
	}
	return nil
}

// Epoch returns the highest epoch.
//
// While others raise it, a directory may be read without the name that was added and
// without the one that was removed. A lower epoch than the highest then does no harm:
// nobody raises the witness of a store that is an old copy.
func (w DirWitness) Epoch(ctx context.Context) (int64, error) {
	for range 8 {
		marks, err := w.marks()
		switch {
		case err != nil:
			return 0, fmt.Errorf("%w: %w", ErrWitness, err)
		case len(marks) > 0:
			return highest(marks), nil
		case ctx.Err() != nil:
			return 0, context.Cause(ctx)
		}
	}
	return 0, fmt.Errorf("%w: %s holds no epoch; CreateWitness makes a new witness, which has seen nothing", ErrWitness, w.Path)
}

// Raise remembers an epoch.
func (w DirWitness) Raise(ctx context.Context, epoch int64) error {
	seen, err := w.Epoch(ctx) // one that is not there is not made by the way
	if err != nil {
		return err
	}
	if seen >= epoch {
		err = w.layer().SyncDir(w.Path) // somebody has made it, and may not have come so far
	} else {
		err = w.mark(epoch)
	}
	if err != nil {
		return fmt.Errorf("%w: it was not raised to %d: %w", ErrWitness, epoch, err)
	}
	marks, err := w.marks()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrWitness, err)
	}
	for _, m := range marks {
		if m < epoch {
			// Somebody else may have removed it, and what stays does no harm.
			_ = w.layer().Remove(filepath.Join(w.Path, markName(m)))
		}
	}
	return nil
}

// mark makes the file of an epoch, if it is not there, and makes it durable.
func (w DirWitness) mark(epoch int64) error {
	files := w.layer()
	if err := write(files, filepath.Join(w.Path, markName(epoch)), nil); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return files.SyncDir(w.Path)
}

// marks are the epochs that the directory holds.
func (w DirWitness) marks() (marks []int64, err error) {
	entries, err := w.layer().ReadDir(w.Path)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), markPrefix) {
			continue
		}
		m, err := parseMark(e.Name())
		if err != nil {
			return nil, err
		}
		marks = append(marks, m)
	}
	return marks, nil
}

func highest(marks []int64) (top int64) {
	for _, m := range marks {
		top = max(top, m)
	}
	return top
}

func (w DirWitness) layer() layer {
	if w.files == nil {
		return disk{}
	}
	return w.files
}

const markPrefix = "epoch-"

// markName is the name of the file of an epoch, with a checksum.
func markName(epoch int64) string {
	text := fmt.Sprintf("%s%d", markPrefix, epoch)
	return fmt.Sprintf("%s-%08x", text, crc32.ChecksumIEEE([]byte(text)))
}

// parseMark reads what markName has written, and nothing else.
func parseMark(name string) (int64, error) {
	digits, _, _ := strings.Cut(strings.TrimPrefix(name, markPrefix), "-")
	if epoch, err := strconv.ParseInt(digits, 10, 64); err == nil && epoch >= 0 && markName(epoch) == name {
		return epoch, nil
	}
	return 0, fmt.Errorf("%q is not the name of an epoch's file", limits.Abridge(name))
}

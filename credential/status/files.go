package status

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// A layer is what Dir and DirWitness ask of a file system, so that a test can stand
// between them and it. Names are paths of the system.
type layer interface {
	Mkdir(dir string) error
	Create(name string) (file, error) // fails if there is one
	Rename(from, to string) error
	Remove(name string) error
	ReadDir(dir string) ([]fs.DirEntry, error)
	ReadFile(name string) ([]byte, error)
	SyncDir(dir string) error
}

type file interface {
	Write(data []byte) (int, error)
	Sync() error
	Close() error
}

// disk is the file system of the machine.
type disk struct{}

func (disk) Mkdir(dir string) error                    { return os.Mkdir(dir, 0o755) }
func (disk) Rename(from, to string) error              { return os.Rename(from, to) }
func (disk) Remove(name string) error                  { return os.Remove(name) }
func (disk) ReadDir(dir string) ([]fs.DirEntry, error) { return os.ReadDir(dir) }
func (disk) ReadFile(name string) ([]byte, error)      { return os.ReadFile(name) }

func (disk) Create(name string) (file, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, err // and no *os.File that is nil
	}
	return f, nil
}

// SyncDir makes the names in a directory durable. Windows has no such call; there, a
// rename is as durable as NTFS makes it.
func (disk) SyncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// write makes a new file that holds data and is durable but for its name.
func write(l layer, name string, data []byte) error {
	f, err := l.Create(name)
	if err != nil {
		return err
	}
	n, err := f.Write(data)
	if err == nil && n < len(data) {
		err = fmt.Errorf("%d of %d bytes were written", n, len(data))
	}
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return errors.Join(err, l.Remove(name))
	}
	return nil
}

// mkdir makes dir, unless it is there, and its name durable.
func mkdir(l layer, dir string) error {
	err := l.Mkdir(dir)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err == nil {
		err = l.SyncDir(filepath.Dir(dir))
	}
	return err
}

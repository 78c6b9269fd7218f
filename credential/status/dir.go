package status

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A Dir is a Publisher that writes files: https://HOST/PATH is the file HOST/PATH below
// Root, as verify.FetchFS and a web server of many hosts find it. Root itself must be
// there; "." is the working directory.
//
// A file is written beside the one that it replaces, flushed to the disk, and renamed;
// then the directory is flushed. What a crash has left beside it is removed when the
// same document is written an hour later.
type Dir struct {
	Root string

	files layer // nil: disk{}
}

const temporary = ".tmp"

// Put is that of a Publisher. An error says what could not be done and to which file; the
// file then is the old one or, after an error of the last step, the new one, and Put can
// be repeated.
func (d Dir) Put(ctx context.Context, url string, data []byte) error {
	name, err := d.name(url)
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := replace(d.layer(), d.Root, name, data); err != nil {
		return fmt.Errorf("status: %s was not published: %w", limits.Abridge(url), err)
	}
	return nil
}

// Get is that of a Getter.
func (d Dir) Get(ctx context.Context, url string) ([]byte, error) {
	name, err := d.name(url)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return d.layer().ReadFile(filepath.Join(d.Root, filepath.FromSlash(name)))
}

func (d Dir) layer() layer {
	if d.files == nil {
		return disk{}
	}
	return d.files
}

// name is that of the file of a URL, below Root, with slashes.
func (d Dir) name(url string) (string, error) {
	if d.Root == "" {
		return "", errors.New("status: Root: the Dir has none to write files below")
	}
	name, ok := strings.CutPrefix(url, "https://")
	if host, path, _ := strings.Cut(name, "/"); ok && host != "" && (path == "" || strings.HasSuffix(path, "/")) {
		return "", fmt.Errorf("status: %s is no file of a Dir: its path is missing, or ends in a slash, where a file has a name", limits.Abridge(url))
	}
	if !ok || !fs.ValidPath(name) || strings.ContainsAny(name, ":@?#%\\") || !strings.Contains(name, "/") || strings.HasSuffix(name, temporary) {
		return "", fmt.Errorf("status: %s is no file of a Dir: expected https://HOST/PATH without a port, a query or escapes", limits.Abridge(url))
	}
	return name, nil
}

func replace(files layer, dir, name string, data []byte) error {
	segments := strings.Split(name, "/")
	base := segments[len(segments)-1]
	for i, segment := range segments[:len(segments)-1] {
		root := dir
		dir = filepath.Join(dir, segment)
		if err := mkdir(files, dir); i == 0 && errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("the directory %s, its Root, is not there, and a Dir does not make it: %w", root, err)
		} else if err != nil {
			return err
		}
	}
	beside := filepath.Join(dir, "."+base+"."+rand.Text()+temporary)
	if err := write(files, beside, data); err != nil {
		return err
	}
	sweep(files, dir, base, filepath.Base(beside))
	if err := files.Rename(beside, filepath.Join(dir, base)); err != nil {
		return errors.Join(err, files.Remove(beside))
	}
	return files.SyncDir(dir)
}

// sweep removes what crashes have left of earlier writes of the same file. Somebody may
// be writing it now; that is told by the age, for which the new file is the clock.
func sweep(files layer, dir, base, own string) {
	entries, err := files.ReadDir(dir)
	if err != nil {
		return // the next one will
	}
	var now time.Time
	var left []fs.FileInfo
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), "."+base+".") || !strings.HasSuffix(e.Name(), temporary) {
			continue
		}
		info, err := e.Info()
		switch {
		case err != nil:
		case e.Name() == own:
			now = info.ModTime()
		default:
			left = append(left, info)
		}
	}
	for _, info := range left {
		if now.Sub(info.ModTime()) > time.Hour {
			files.Remove(filepath.Join(dir, info.Name()))
		}
	}
}

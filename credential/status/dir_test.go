package status

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A faulty layer fails at its nth step, in one of several ways.
type faulty struct {
	layer
	at    int   // the step that fails, from 0
	err   error // with this error; nil: Write writes a part and says so
	dead  bool  // and from there on everything does, as after a crash
	steps []string
}

func (f *faulty) step(name string) error {
	n := len(f.steps)
	f.steps = append(f.steps, name)
	if n == f.at || f.dead && n > f.at {
		return f.err
	}
	return nil
}

func (f *faulty) fails() bool { return len(f.steps)-1 == f.at }

func (f *faulty) Mkdir(dir string) error {
	if err := f.step("mkdir"); err != nil {
		return err
	}
	return f.layer.Mkdir(dir)
}

func (f *faulty) Create(name string) (file, error) {
	if err := f.step("create"); err != nil {
		return nil, err
	}
	g, err := f.layer.Create(name)
	return &faultyFile{g, f}, err
}

func (f *faulty) Rename(from, to string) error {
	if err := f.step("rename"); err != nil {
		return err
	}
	return f.layer.Rename(from, to)
}

func (f *faulty) Remove(name string) error {
	if f.dead && len(f.steps) > f.at {
		return f.err
	}
	return f.layer.Remove(name)
}

func (f *faulty) ReadDir(dir string) ([]fs.DirEntry, error) {
	if err := f.step("readdir"); err != nil {
		return nil, err
	}
	return f.layer.ReadDir(dir)
}

func (f *faulty) SyncDir(dir string) error {
	if err := f.step("syncdir"); err != nil {
		return err
	}
	return f.layer.SyncDir(dir)
}

type faultyFile struct {
	file
	f *faulty
}

func (g *faultyFile) Write(data []byte) (int, error) {
	if err := g.f.step("write"); err != nil {
		n, _ := g.file.Write(data[:len(data)/2])
		return n, err
	}
	if g.f.fails() && g.f.err == nil {
		return g.file.Write(data[:len(data)/2]) // short, and it does not even say so
	}
	return g.file.Write(data)
}

func (g *faultyFile) Sync() error {
	if err := g.f.step("fsync"); err != nil {
		return err
	}
	return g.file.Sync()
}

func (g *faultyFile) Close() error {
	err := g.file.Close()
	if injected := g.f.step("close"); injected != nil {
		return injected
	}
	return err
}

var troubles = []error{syscall.ENOSPC, syscall.EIO, syscall.EROFS, syscall.EMFILE}

// Case I09 and fault 21: whatever fails at whatever step, a reader finds the whole old
// list or the whole new one, the error says what it was, nothing is left behind, and a
// repetition succeeds.
func TestAPublicationThatFailsLeavesAWholeList(t *testing.T) {
	const url = "https://school.example/status/1"
	before, after := bytes.Repeat([]byte("old"), 5000), bytes.Repeat([]byte("newer"), 5000)
	seen := map[string]bool{}
	for _, trouble := range append(troubles, nil) {
		for _, dead := range []bool{false, true} {
			for at := 0; ; at++ {
				root := t.TempDir()
				require.NoError(t, Dir{Root: root}.Put(context.Background(), url, before))
				f := &faulty{layer: disk{}, at: at, err: trouble, dead: dead}
				err := Dir{root, f}.Put(context.Background(), url, after)
				if len(f.steps) <= at {
					require.NoError(t, err)
					break
				}
				step := f.steps[at]
				seen[step] = true
				found, readErr := os.ReadFile(filepath.Join(root, "school.example", "status", "1"))
				require.NoError(t, readErr)
				switch {
				case trouble == nil && step != "write", step == "readdir" && !dead:
					require.NoError(t, err) // nothing failed, or only the sweeping
					require.True(t, bytes.Equal(found, after))
				case step == "syncdir" && bytes.Equal(found, after):
					require.ErrorIs(t, err, trouble) // it is there, and may not outlive the machine
				default:
					require.True(t, bytes.Equal(found, before), "%s at step %d", step, at)
					require.Error(t, err)
					if trouble != nil {
						require.ErrorIs(t, err, trouble)
					}
					require.ErrorContains(t, err, url)
				}
				if !dead {
					require.Equal(t, 1, files(t, root), "%s: nothing is left behind", step)
				}
				require.NoError(t, Dir{Root: root}.Put(context.Background(), url, after), "once there is room again")
				found, readErr = os.ReadFile(filepath.Join(root, "school.example", "status", "1"))
				require.NoError(t, readErr)
				require.True(t, bytes.Equal(found, after))
			}
		}
	}
	require.Len(t, seen, 8, "%v", seen)
}

func files(t *testing.T, root string) (n int) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(root, func(_ string, d fs.DirEntry, err error) error {
		if !d.IsDir() {
			n++
		}
		return err
	}))
	return n
}

// What a crash has left is removed, and what somebody is writing is not.
func TestLeftoversAreSweptUp(t *testing.T) {
	root := t.TempDir()
	put := func() {
		t.Helper()
		require.NoError(t, Dir{Root: root}.Put(context.Background(), "https://a.example/1", []byte("list")))
	}
	put()
	dir := filepath.Join(root, "a.example")
	for _, name := range []string{".1.OLD.tmp", ".1.NEW.tmp", ".2.OLD.tmp", "1.OLD.tmp", ".1.OLD"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o644))
		if strings.Contains(name, "OLD") {
			then := time.Now().Add(-2 * time.Hour)
			require.NoError(t, os.Chtimes(filepath.Join(dir, name), then, then))
		}
	}
	put()
	var names []string
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	require.ElementsMatch(t, []string{"1", ".1.NEW.tmp", ".2.OLD.tmp", "1.OLD.tmp", ".1.OLD"}, names)
}

// Fault 23.
func TestAReaderAlwaysFindsAWholeList(t *testing.T) {
	root := t.TempDir()
	name := filepath.Join(root, "a.example", "1")
	edition := func(c byte) []byte { return bytes.Repeat([]byte{c}, 200_000+int(c)) }
	d := Dir{Root: root}
	require.NoError(t, d.Put(context.Background(), "https://a.example/1", edition('a')))
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				data, err := os.ReadFile(name)
				if err != nil || len(data) == 0 || !bytes.Equal(data, edition(data[0])) {
					t.Errorf("found %d bytes: %v", len(data), err)
					return
				}
			}
		})
	}
	var writers sync.WaitGroup
	for w := range byte(2) {
		writers.Go(func() {
			for i := range byte(100) {
				if err := d.Put(context.Background(), "https://a.example/1", edition('a'+(w+i)%20)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
}

// No URL leads out of the directory, or to a file that FetchFS does not find.
func TestADirHasFilesOfItsOwnAlone(t *testing.T) {
	root := t.TempDir()
	for _, url := range []string{"", "https://", "https://a.example", "https://a.example/", "http://a.example/1", "https://../x", "https://a.example/../../x",
		"https://a.example/./1", "https://a.example//1", "https:///x", "https://a.example:8443/1", "https://u@a.example/1", "https://a.example/1?x", "https://a.example/1#x",
		"https://a.example/%2e%2e/1", `https://a.example/..\1`, "https://a.example/C:x", "/etc/passwd", "https://a.example/.1.x.tmp"} {
		require.Error(t, Dir{Root: root}.Put(context.Background(), url, nil), url)
	}
	require.Zero(t, files(t, root))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.ErrorIs(t, Dir{Root: root}.Put(ctx, "https://a.example/1", nil), context.Canceled)
	require.Zero(t, files(t, root))
	err := Dir{Root: filepath.Join(root, "none")}.Put(context.Background(), "https://a.example/1", nil)
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, "the directory "+filepath.Join(root, "none")+", its Root, is not there")
	require.ErrorContains(t, Dir{}.Put(context.Background(), "https://a.example/1", nil), "Root: the Dir has none")
	for _, url := range []string{"https://a.example", "https://a.example/", "https://a.example/status/"} {
		require.ErrorContains(t, Dir{Root: root}.Put(context.Background(), url, nil), "its path is missing", url)
	}
}

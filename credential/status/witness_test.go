package status

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func aWitness(t testing.TB) DirWitness {
	t.Helper()
	w := DirWitness{Path: filepath.Join(t.TempDir(), "witness")}
	require.NoError(t, CreateWitness(w.Path))
	return w
}

func (w DirWitness) want(t testing.TB, epoch int64) {
	t.Helper()
	got, err := w.Epoch(context.Background())
	require.NoError(t, err)
	require.Equal(t, epoch, got)
}

func TestAWitnessRemembersTheHighest(t *testing.T) {
	ctx, w := context.Background(), aWitness(t)
	w.want(t, 0)
	for _, step := range [][2]int64{{1, 1}, {1, 1}, {7, 7}, {3, 7}, {-1, 7}, {10, 10}, {9, 10}, {1 << 40, 1 << 40}, {11, 1 << 40}} {
		require.NoError(t, w.Raise(ctx, step[0]))
		w.want(t, step[1])
		require.Equal(t, 1, files(t, w.Path))
	}
	require.ErrorIs(t, CreateWitness(w.Path), ErrWitness, "one that is there is not made anew")
	w.want(t, 1<<40)
}

// Fault 22: a witness that is lost or damaged has no opinion.
func TestAWitnessThatWasLostIsAnError(t *testing.T) {
	ctx := context.Background()
	for name, harm := range map[string]func(dir string) error{
		"gone":    os.RemoveAll,
		"emptied": func(dir string) error { return os.Remove(filepath.Join(dir, markName(5))) },
		"another digit": func(dir string) error {
			return os.Rename(filepath.Join(dir, markName(5)), filepath.Join(dir, strings.Replace(markName(5), "-5-", "-4-", 1)))
		},
		"cut short": func(dir string) error {
			return os.Rename(filepath.Join(dir, markName(5)), filepath.Join(dir, "epoch-5"))
		},
		"beside it": func(dir string) error { return os.WriteFile(filepath.Join(dir, "epoch-6-00000000"), nil, 0o644) },
		"a file": func(dir string) error {
			if err := os.RemoveAll(dir); err != nil {
				return err
			}
			return os.WriteFile(dir, nil, 0o644)
		},
	} {
		w := aWitness(t)
		require.NoError(t, w.Raise(ctx, 5))
		require.NoError(t, harm(w.Path))
		_, err := w.Epoch(ctx)
		require.ErrorIs(t, err, ErrWitness, name)
		require.ErrorIs(t, w.Raise(ctx, 6), ErrWitness, name)
	}
	_, err := DirWitness{}.Epoch(ctx)
	require.ErrorIs(t, err, ErrWitness)
}

func TestAWitnessIsRaisedByManyAtOnce(t *testing.T) {
	ctx, w := context.Background(), aWitness(t)
	var wait sync.WaitGroup
	for g := range int64(8) {
		wait.Go(func() {
			for i := range int64(50) {
				epoch := i*8 + g + 1
				if err := w.Raise(ctx, epoch); err != nil {
					t.Error(err)
				}
				if got, err := w.Epoch(ctx); err != nil || got < epoch {
					t.Errorf("%d was raised, and it is %d: %v", epoch, got, err)
				}
			}
		})
	}
	wait.Wait()
	w.want(t, 400)
}

// Whatever fails, the epoch is the old one or the new one; without an error it is the new.
func TestAWitnessThatFailsIsNoLower(t *testing.T) {
	ctx := context.Background()
	for _, trouble := range troubles {
		for _, dead := range []bool{false, true} {
			for at := 0; ; at++ {
				w := aWitness(t)
				require.NoError(t, w.Raise(ctx, 5))
				f := &faulty{layer: disk{}, at: at, err: trouble, dead: dead}
				err := DirWitness{w.Path, f}.Raise(ctx, 6)
				got, readErr := w.Epoch(ctx)
				require.NoError(t, readErr)
				require.GreaterOrEqual(t, got, int64(5))
				if err == nil {
					require.EqualValues(t, 6, got)
				} else {
					require.ErrorIs(t, err, trouble)
				}
				if len(f.steps) <= at {
					break
				}
				require.NoError(t, w.Raise(ctx, 6))
				w.want(t, 6)
			}
		}
	}
}

// What was raised is flushed to the disk before it is said to be, by whoever says so.
func TestAWitnessFlushesWhatItSays(t *testing.T) {
	w := aWitness(t)
	f := &faulty{layer: disk{}, at: -1}
	require.NoError(t, DirWitness{w.Path, f}.Raise(context.Background(), 6))
	require.Equal(t, []string{"readdir", "create", "write", "fsync", "close", "syncdir", "readdir"}, f.steps)
	f.steps = nil
	require.NoError(t, DirWitness{w.Path, f}.Raise(context.Background(), 5))
	require.Equal(t, []string{"readdir", "syncdir", "readdir"}, f.steps, "another process may have made it a moment ago")
}

func FuzzParseMark(f *testing.F) {
	for _, seed := range []string{markName(0), markName(1 << 60), "epoch-", "epoch-1", "epoch-01-00000000", "epoch--1-00000000", "epoch-+1-83dcefb7", "", "epoch-9223372036854775808-00000000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if epoch, err := parseMark(name); err == nil {
			require.Equal(t, name, markName(epoch), "one spelling")
			require.GreaterOrEqual(t, epoch, int64(0))
		}
	})
}

func FuzzParseForm(f *testing.F) {
	for _, seed := range []string{"BitstringStatusListEntry revocation 131072 https://school.example/status", "1EdTechRevocationList suspension 16384 https://a.example/x",
		"BitstringStatusListEntry revocation +131072 https://a.example/x", "BitstringStatusListEntry message 131072 https://a.example", "", "a b c d", "a  b c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		form, err := parseForm(text)
		if err != nil {
			require.ErrorIs(t, err, ErrCorrupt)
			return
		}
		require.Equal(t, text, form.String())
		n, ok := form.number(form.list(7))
		require.True(t, ok)
		require.EqualValues(t, 7, n)
		for _, other := range []string{"", "0", "07", "-7", "x", "7/", strconv.FormatUint(1<<63, 10)} {
			_, ok := form.number(form.url + "/" + other)
			require.False(t, ok, other)
		}
	})
}

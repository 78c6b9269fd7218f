//go:build unix

package main

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// Nobody writes to this pipe; whoever opens it waits for ever.
func TestDoesNotWaitForAPipe(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe.jwt")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	for _, args := range [][]string{{pipe}, {dir}, {"-json", pipe}, {"-resources", pipe, pipe}} {
		out := command(t, nil, append([]string{"-any-issuer"}, args...)...)
		require.Equal(t, exitUsage, out.exit, args)
		require.Contains(t, out.stdout+out.stderr, "pipe.jwt", args)
	}
	require.Contains(t, command(t, nil, "-any-issuer", pipe).stderr, "is no regular file")
}

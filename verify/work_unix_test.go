//go:build unix

package verify_test

import (
	"syscall"
	"time"
)

// processorTime is what the process has used of its processors.
func processorTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

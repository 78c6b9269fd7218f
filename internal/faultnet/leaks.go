package faultnet

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// Eventually reports whether something becomes so within a few seconds.
func Eventually(is func() bool) bool {
	for range 500 {
		if is() {
			return true
		}
		time.Sleep(10 * time.Millisecond)
	}
	return is()
}

// Main runs the tests of a package, for its TestMain, and returns what to exit with.
// It fails if a goroutine or a descriptor is left of them.
func Main(m *testing.M) int {
	before := Descriptors()
	if code := m.Run(); code != 0 {
		return code
	}
	if !Eventually(func() bool { return len(Goroutines()) == 0 }) {
		fmt.Fprintf(os.Stderr, "goroutines are left of the tests:\n\n%s\n", strings.Join(Goroutines(), "\n\n"))
		return 1
	}
	// The runtime opens a few of its own, for polling, when it first has to.
	if !Eventually(func() bool { return Descriptors() <= before+runtimeDescriptors }) {
		fmt.Fprintf(os.Stderr, "%d descriptors are open after the tests, and there were %d before\n", Descriptors(), before)
		return 1
	}
	return 0
}

const runtimeDescriptors = 4

// Goroutines are the stacks of those that run, but for the caller's and those of the
// testing package and the runtime.
func Goroutines() []string {
	buffer := make([]byte, 64<<10)
	for {
		n := runtime.Stack(buffer, true)
		if n < len(buffer) {
			buffer = buffer[:n]
			break
		}
		buffer = make([]byte, 2*len(buffer))
	}
	var out []string
	for i, stack := range strings.Split(strings.TrimSpace(string(buffer)), "\n\n") {
		if i == 0 || strings.Contains(stack, "created by testing.") || strings.Contains(stack, "testing.(*M).Run") || strings.Contains(stack, "os/signal.") || strings.Contains(stack, "created by runtime") {
			continue
		}
		out = append(out, stack)
	}
	return out
}

// Descriptors is how many files and connections the process has open; 0 where the
// system does not say.
func Descriptors() int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(entries)
}

package main

import (
	"fmt"
	"io"
	"os"
)

// A batch that a person waits for has at least long badges; each of that many
// steps is shown.
const (
	long  = 500
	steps = 100
)

// progress tells a person how far a long batch is, on one line that it takes
// away again.
type progress struct {
	w           io.Writer // nil: nobody is told
	done, total int
}

// newProgress tells whoever sits before stderr, unless the verdicts pass by
// there anyway.
func newProgress(stdout, stderr io.Writer, total int) *progress {
	p := &progress{total: total}
	if total >= long && terminal(stderr) && !terminal(stdout) {
		p.w = stderr
	}
	return p
}

func (p *progress) step() {
	p.done++
	if p.w != nil && p.done%steps == 0 {
		fmt.Fprintf(p.w, "\rverify: %d of %d", p.done, p.total)
	}
}

func (p *progress) close() {
	if p.w != nil {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}

func terminal(w io.Writer) bool {
	f, ok := w.(interface{ Stat() (os.FileInfo, error) }) // an *os.File
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

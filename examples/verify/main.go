// Command verify judges badges and says why:
//
//	go run ./examples/verify -issuer did:key:z6Mk… \
//	    -recipient emailAddress=ada@example.org civics.jwt
//
// It exits 0 when every badge was accepted, 1 when one was refused or could not
// be decided, 2 for wrong usage or a file that cannot be read, and 3 for a
// fault of its own.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/summitbadges/openbadges/verify"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr, time.Now))
}

// What the program exits with.
const (
	exitAccepted = iota
	exitRefused
	exitUsage
	exitInternal
)

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, now func() time.Time) int {
	o, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, help())
		return exitAccepted
	}
	if err != nil {
		fmt.Fprintln(stderr, "verify:", err)
		return exitUsage
	}
	if !o.atGiven {
		o.at = now()
	}
	if o.resources != "" {
		fmt.Fprintf(stderr, "verify: -resources %s is well formed; nothing is consulted from it yet\n", clean(o.resources))
	}
	j, err := newJudge(o)
	if err != nil {
		fmt.Fprintln(stderr, "verify:", err)
		return exitUsage
	}
	sources, several, err := find(o.files, stdin, stderr)
	if err != nil {
		fmt.Fprintln(stderr, "verify:", err)
		return exitUsage
	}
	var refused, unread bool
	out := o.printer(stdout, several, sources)
	for _, s := range sources {
		f := j.judge(ctx, s)
		if f.unread != nil && !several && !o.json && !o.csv {
			fmt.Fprintln(stderr, "verify:", f.unread)
			return exitUsage
		}
		unread = unread || f.unread != nil
		refused = refused || f.unread == nil && !f.accepted()
		out.add(f)
	}
	if err := out.close(); err != nil {
		fmt.Fprintln(stderr, "verify: the verdict could not be written:", err)
		return exitInternal
	}
	switch {
	case refused:
		return exitRefused
	case unread:
		return exitUsage
	}
	return exitAccepted
}

// A judge puts the same questions to every badge.
type judge struct {
	*verify.Verifier
	proofOnly bool
	rules     []verify.Rule
}

func newJudge(o options) (*judge, error) {
	v, err := verify.New(verify.Config{
		Issuers:   o.issuers,
		AnyIssuer: o.anyIssuer || o.proofOnly,
		Strict:    o.strict,
		Now:       func() time.Time { return o.at },
	})
	if err != nil {
		return nil, err
	}
	return &judge{v, o.proofOnly, o.rules}, nil
}

// A finding is what came of one file.
type finding struct {
	file   string
	report report
	unread error // why the file could not be read, or nil
}

func (f finding) accepted() bool {
	return f.report.Verdict() == "valid" || f.report.Verdict() == "warning"
}

// A report is a *verify.Report or, with -proof-only, a *verify.ProofReport.
type report interface {
	Verdict() string
	Errors() []verify.Problem
	Warnings() []verify.Problem
	MarshalJSON() ([]byte, error)
	String() string
}

func (j *judge) judge(ctx context.Context, s source) finding {
	data, err := s.read()
	if err != nil {
		r, _ := j.VerifyReader(ctx, broken{err})
		return finding{s.name, r, err}
	}
	// An editor of another system ends a file in CR LF, which stands for the one
	// line feed that the library passes over. Nothing else is taken off.
	if text, ok := bytes.CutSuffix(data, []byte("\r\n")); ok {
		data = append(text, '\n')
	}
	if j.proofOnly {
		r, _ := j.VerifyProofs(ctx, data)
		return finding{file: s.name, report: r}
	}
	r, _ := j.Verify(ctx, data, j.rules...) // the error says nothing that the report does not
	return finding{file: s.name, report: r}
}

// broken is a file that cannot be read.
type broken struct{ error }

func (b broken) Read([]byte) (int, error) { return 0, b.error }

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
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/examples/internal/outside"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/explain"
	"github.com/summitbadges/openbadges/verify/receipt"
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
	world, err := outside.Open(o.resources, o.online)
	if err != nil {
		fmt.Fprintln(stderr, "verify:", err)
		return exitUsage
	}
	j, err := newJudge(o, world)
	if err != nil {
		fmt.Fprintln(stderr, "verify:", err)
		return exitUsage
	}
	if err := o.kept.load(); err != nil {
		fmt.Fprintln(stderr, "verify:", err)
		return exitUsage
	}
	sources, several, err := find(o.files, stdin, stderr)
	if err != nil {
		fmt.Fprintln(stderr, "verify:", err)
		return exitUsage
	}
	var refused, unread bool
	var unkept error
	out := o.printer(stdout, several, sources)
	shown := newProgress(stdout, stderr, len(sources))
	for f := range j.judgeAll(ctx, sources) {
		shown.step()
		if f.unread != nil && !several && !o.json && !o.csv {
			fmt.Fprintln(stderr, "verify:", f.unread)
			return exitUsage
		}
		unread = unread || f.unread != nil
		refused = refused || f.unread == nil && !f.accepted()
		out.add(f)
		if o.kept.wanted() && unkept == nil {
			unkept = o.kept.keep(ctx, f.report, several, now, stderr)
		}
		if o.kept.unpack != "" && unkept == nil {
			unkept = o.kept.unpacked(f, several)
		}
	}
	shown.close()
	if err := out.close(); err != nil {
		fmt.Fprintln(stderr, "verify: the verdict could not be written:", err)
		return exitInternal
	}
	if unkept != nil {
		fmt.Fprintln(stderr, "verify: not everything was kept that was to be:", unkept)
		return exitUsage
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
	offline   verify.Config  // for bundles of evidence
	reader    receipt.Reader // likewise
	proofOnly bool
	doctor    bool
	explains  bool
	contexts  *credential.Contexts
	rules     []verify.Rule
}

func newJudge(o options, world outside.World) (*judge, error) {
	clock := func() time.Time { return o.at }
	offline := verify.Config{
		Issuers:   o.issuers,
		AnyIssuer: o.anyIssuer || o.proofOnly,
		Strict:    o.strict,
		Contexts:  world.Contexts,
		Now:       clock,
	}
	config := offline
	config.Fetcher, config.Refresh = world.Fetcher, o.refresh
	v, err := verify.New(config)
	if err != nil {
		return nil, err
	}
	if o.challenge != "" || len(o.domains) > 0 {
		v = v.Expecting(o.challenge, o.domains...)
	}
	if o.held {
		o.rules = append(o.rules, verify.HeldByPresenter())
	}
	return &judge{v, offline, receipt.Reader{Keys: o.known, Now: clock}, o.proofOnly, o.doctor, o.explain, world.Contexts, o.rules}, nil
}

// A finding is what came of one file.
type finding struct {
	file   string
	report report
	unread error  // why the file could not be read, or nil
	inside []byte // the badge of a bundle that was opened, or nil

	examined *examination         // by -doctor, or nil
	told     *explain.Explanation // by -explain, or nil
}

// explain tells more of a file that was judged.
func (j *judge) explain(ctx context.Context, f *finding, data []byte) {
	if !j.explains || f.unread != nil {
		return
	}
	f.told = explain.Explain(ctx, data, f.report, outside.Contexts(f.report, j.contexts))
}

func (f finding) accepted() bool {
	return f.report.Verdict() == "valid" || f.report.Verdict() == "warning"
}

// A report is a *verify.Report, of a presentation a *verify.PresentationReport or,
// with -proof-only, a *verify.ProofReport.
type report interface {
	Verdict() string
	Errors() []verify.Problem
	Warnings() []verify.Problem
	MarshalJSON() ([]byte, error)
	String() string
}

// judgeAll judges the sources, several at a time, and reports in their order.
func (j *judge) judgeAll(ctx context.Context, sources []source) iter.Seq[finding] {
	if j.proofOnly {
		return j.judgeProofs(ctx, sources)
	}
	return func(yield func(finding) bool) {
		// What cannot be read has its place in the batch, with nothing in it, and
		// its reason here. The batch is read while this loop waits for it.
		// What was read is kept until then, for it may be a presentation.
		unread, kept := map[int]error{}, map[int][]byte{}
		badges := func(yield func([]byte) bool) {
			for i, s := range sources {
				data, err := s.badge()
				if err != nil {
					unread[i] = err
				}
				kept[i] = data
				if !yield(data) {
					return
				}
			}
		}
		i := 0
		for report := range j.VerifyAll(ctx, badges, 0, j.rules...) { // the error says nothing that the report does not
			f := finding{file: sources[i].name, report: report}
			if err := unread[i]; err != nil {
				f = j.unreadable(ctx, sources[i], err)
			}
			if report.Kind == credential.KindPresentation {
				f.report, _ = j.VerifyPresentation(ctx, kept[i], j.rules...)
			}
			if receipt.IsBundle(kept[i]) {
				f.report, _ = j.reader.Verify(ctx, kept[i], j.offline, j.rules...)
				if e, err := j.reader.Open(kept[i]); err == nil { // the report is of the badge in it
					kept[i], f.inside = e.Badge, e.Badge
				}
			}
			if r, ok := f.report.(*verify.Report); ok && r.Refreshed != nil { // it is of the newer edition
				kept[i] = r.Received()
			}
			j.examine(ctx, &f, kept[i])
			j.explain(ctx, &f, kept[i])
			delete(kept, i)
			if !yield(f) {
				return
			}
			i++
		}
	}
}

// judgeProofs judges the proofs of the sources alone.
func (j *judge) judgeProofs(ctx context.Context, sources []source) iter.Seq[finding] {
	return func(yield func(finding) bool) {
		for _, s := range sources {
			data, err := s.badge()
			f := finding{file: s.name}
			if err != nil {
				f = j.unreadable(ctx, s, err)
			} else {
				f.report, _ = j.VerifyProofs(ctx, data)
				j.examine(ctx, &f, data)
				j.explain(ctx, &f, data)
			}
			if !yield(f) {
				return
			}
		}
	}
}

// unreadable leaves the verdict on a file open.
func (j *judge) unreadable(ctx context.Context, s source, err error) finding {
	r, _ := j.VerifyReader(ctx, broken{err})
	return finding{file: s.name, report: r, unread: err}
}

// broken is a file that cannot be read.
type broken struct{ error }

func (b broken) Read([]byte) (int, error) { return 0, b.error }

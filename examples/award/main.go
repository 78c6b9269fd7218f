// Command award makes badges of a file of awards, and shows how far it is:
//
//	go build -C examples/award -o ../../bin/ .
//	bin/award -init -dir school -url https://school.example/status
//	bin/award -dir school -name may-2026 -dry-run awards.csv
//	bin/award -dir school -name may-2026 -report report.csv awards.csv
//
// The file has the columns recipient and credential, and others that package award tells
// of. Ended in between, by ^C or a power cut, it goes on where it ended when it is run
// again under the same name, and awards nothing twice. It exits 0 when every row was
// awarded, 1 when some were not, and 2 when it could not go on.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/summitbadges/openbadges/credential/award"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

const (
	exitDone = iota
	exitRefused
	exitFault
)

// options are what the command line says.
type options struct {
	dir, url, name, report  string
	init, dryRun, all, same bool
	file                    string
}

func parse(args []string, stderr io.Writer) (o options, err error) {
	fs := flag.NewFlagSet("award", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.StringVar(&o.dir, "dir", "school", "`DIR` with the key, the database and the badges; DIR-witness stands beside it")
	fs.BoolVar(&o.init, "init", false, "make a key, a database and a witness in new directories")
	fs.StringVar(&o.url, "url", "", "`URL` below which the status lists stand, for ever; with -init")
	fs.StringVar(&o.name, "name", "", "`NAME` of the batch, under which it is run again")
	fs.BoolVar(&o.dryRun, "dry-run", false, "award nothing, and say what would be")
	fs.BoolVar(&o.all, "all-or-nothing", false, "award nothing if one row is bad")
	fs.BoolVar(&o.same, "repeats", false, "pass over rows that say the same as an earlier one")
	fs.StringVar(&o.report, "report", "", "write what became of each row to `FILE`")
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	o.file = fs.Arg(0)
	switch {
	case o.init && (o.url == "" || fs.NArg() > 0):
		return o, errors.New("-init needs -url, and no file")
	case !o.init && (o.name == "" || fs.NArg() != 1):
		return o, errors.New("expected -name and one file; -h tells more")
	}
	return o, nil
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return exitDone
	}
	if err == nil && o.init {
		err = found(ctx, o)
	} else if err == nil {
		var refused int
		if refused, err = o.batch(ctx, stdout, stderr); err == nil && refused > 0 {
			return exitRefused
		}
	}
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, award.ErrWithheld):
		fmt.Fprintln(stderr, err)
		return exitRefused
	case errors.Is(err, context.Canceled):
		err = errors.New("interrupted; run it again to go on")
	}
	fmt.Fprintln(stderr, "award:", err)
	return exitFault
}

// batch awards the rows of the file, and returns how many it did not.
func (o options) batch(ctx context.Context, stdout, stderr io.Writer) (refused int, err error) {
	awards, db, err := open(ctx, o)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	file, err := os.Open(o.file)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	b := award.Batch{Name: o.name, DryRun: o.dryRun, AllOrNothing: o.all, Repeats: o.same, Progress: progress(stderr, terminal(stderr))}
	if o.report != "" {
		out, err := os.Create(o.report)
		if err != nil {
			return 0, err
		}
		buffered := bufio.NewWriter(out)
		b.Result = award.Report(buffered)
		defer func() { err = errors.Join(err, buffered.Flush(), out.Close()) }()
	}
	s, err := awards.Batch(ctx, file, b)
	if terminal(stderr) {
		fmt.Fprintln(stderr)
	}
	if err != nil {
		return 0, err
	}
	for _, became := range []award.RowOutcome{award.RowAwarded, award.RowAlready, award.RowGood, award.RowRepeated, award.RowRefused} {
		if n := s.Outcomes[became]; n > 0 {
			fmt.Fprintf(stdout, "%s: %d\n", became, n)
		}
	}
	if _, err := awards.Deliver(ctx); err != nil && !o.dryRun {
		return 0, err
	}
	return s.Outcomes[award.RowRefused], nil
}

func (o options) path(name string) string { return filepath.Join(o.dir, name) }

// Command revoke issues badges that can be revoked, revokes them, and publishes the list
// in which verifiers look:
//
//	go build -C examples/revoke -o ../../bin/ .
//	bin/revoke init -dir school -url https://school.example/status
//	bin/revoke issue -dir school -recipient emailAddress=ada@example.org -o civics.jwt
//	bin/revoke publish -dir school -o public
//	bin/revoke revoke -dir school -id urn:uuid:… -reason "awarded by mistake"
//	bin/revoke publish -dir school -o public
//
// It exits 0 when what was asked for is done, 1 when it was refused, 2 for wrong usage or
// a file that cannot be read or written, and 3 for a fault of its own.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/status"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr, time.Now))
}

// What the program exits with.
const (
	exitDone = iota
	exitRefused
	exitUsage
	exitInternal
)

// A usageError is for whoever typed the command to mend.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func run(ctx context.Context, args []string, stdout, stderr io.Writer, now func() time.Time) int {
	o, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, help())
		return exitDone
	}
	if err == nil {
		err = o.explain(do(ctx, o, stdout, now))
	}
	if err == nil {
		return exitDone
	}
	fmt.Fprintln(stderr, "revoke:", err)
	if _, mistyped := errors.AsType[usageError](err); mistyped {
		return exitUsage
	}
	if errors.Is(err, credential.IssueSelfCheck) {
		return exitInternal
	}
	return exitRefused
}

func do(ctx context.Context, o options, stdout io.Writer, now func() time.Time) error {
	if o.command == "init" {
		return found(ctx, o, stdout)
	}
	s, err := open(ctx, o, now)
	if err != nil {
		return err
	}
	defer s.db.Close()
	switch o.command {
	case "issue":
		return s.issue(ctx, o, stdout)
	case "publish":
		return s.publish(ctx, o, stdout)
	case "show":
		return s.show(ctx, o, stdout)
	case "recover":
		return s.recover(ctx, o, stdout)
	}
	change := map[string]func(context.Context, string, string) error{
		"revoke": s.lists.Revoke, "suspend": s.lists.Suspend, "reinstate": s.lists.Reinstate,
	}[o.command]
	if err := change(ctx, o.id, o.reason); err != nil {
		if errors.Is(err, status.ErrUnknown) {
			return fmt.Errorf("%w; nothing was changed", err)
		}
		return err
	}
	fmt.Fprintf(stdout, "%s: %s\nVerifiers learn of it when the lists are published.\n", o.id, done[o.command])
	return nil
}

// explain says what the library says in the words of the command.
func (o *options) explain(err error) error {
	switch {
	case errors.Is(err, status.ErrRollback):
		return fmt.Errorf("%w\n%s is an old copy,\nor -witness is another school's. recover -o DIR takes in the lists as\npublish -o DIR last wrote them; until then nothing is done", err, o.file("status.db"))
	case errors.Is(err, status.ErrWitness):
		return usagef("%w\n-witness is the directory that init made; %s is none,\nor was changed. Without it nobody can say whether the database is an old copy", err, o.witness)
	case errors.Is(err, status.ErrMissing):
		return usagef("%w\nIf that list was never published, say -unpublished", err)
	}
	return err
}

var done = map[string]string{"revoke": "revoked", "suspend": "suspended", "reinstate": "valid"}

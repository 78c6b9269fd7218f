// Command issue awards one credential of a program and writes it as a signed
// badge:
//
//	go run ./examples/issue -credential civics \
//	    -recipient emailAddress=ada@example.org -o civics.jwt
//
// It exits 0 when the badge was issued, 1 when it was refused, 2 for wrong
// usage or a file that cannot be read or written, and 3 for a fault of its own.
package main

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

// What the program exits with.
const (
	exitIssued = iota
	exitRefused
	exitUsage
	exitInternal
)

// A usageError is for whoever typed the command to mend.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, help())
		return exitIssued
	}
	if err == nil {
		err = issue(ctx, o, stdout, stderr)
	}
	if err == nil {
		return exitIssued
	}
	fmt.Fprint(stderr, page(err))
	if _, mistyped := errors.AsType[usageError](err); mistyped {
		return exitUsage
	}
	if errors.Is(err, credential.IssueSelfCheck) || errors.Is(err, errOutput) {
		return exitInternal
	}
	return exitRefused
}

// page prints an error as a person reads it, reason by reason, on an ordinary
// terminal of 80 columns.
func page(err error) string {
	const width = 80
	var b strings.Builder
	indent := "issue: "
	for reason := range strings.Lines(err.Error()) {
		line, empty := indent, true
		for _, word := range strings.Fields(reason) {
			if !empty && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
				b.WriteString(line + "\n")
				line, empty = "         ", true
			}
			if !empty {
				line += " "
			}
			line, empty = line+word, false
		}
		b.WriteString(line + "\n")
		indent = "       "
	}
	return b.String()
}

var errOutput = errors.New("the badge was signed, but could not be written")

func issue(ctx context.Context, o options, stdout, stderr io.Writer) error {
	c, err := o.credential()
	if err != nil {
		return err
	}
	art, err := o.picture()
	if err != nil {
		return err
	}
	issuer, err := o.issuer()
	if err != nil {
		return err
	}
	badge, err := issuer.Issue(ctx, c)
	if err != nil {
		return err
	}
	if len(o.show) > 0 {
		if badge, err = credential.Derive(ctx, badge, o.show, nil); err != nil {
			return usageError{err}
		}
	} else if o.suite == credential.ECDSASD2023 {
		fmt.Fprintln(stderr, "issue: this is for its holder alone, who can show parts of it, as -show does;\n       no verifier accepts it as it is")
	}
	if err := o.publishIdentity(stderr, issuer); err != nil {
		return err
	}
	if o.output == "" {
		if err := o.examine(ctx, stderr, badge.Bytes()); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(stdout, "%s\n", badge.Bytes()); err != nil {
			return fmt.Errorf("%w: %w", errOutput, err)
		}
	} else {
		data, err := o.file(badge, art)
		if err != nil {
			return err
		}
		if err := o.examine(ctx, stderr, data); err != nil {
			return err
		}
		if err := write(o.output, data); err != nil {
			return usageError{err}
		}
	}
	switch m := issuer.Signer.Method(); {
	case o.key == "":
		kind := "Ed25519"
		if _, ec := m.Key.(*ecdsa.PublicKey); ec {
			kind = "P-256"
		}
		fmt.Fprintf(stderr, "issue: a new %s key signed this badge and was not kept; the issuer is\n       %s\n", kind, m.Controller)
	case o.publish == "" && strings.HasSuffix(m.ID, methodFragment):
		fmt.Fprintf(stderr, "issue: %s has to publish the key as\n       %s\n", m.Controller, m.ID)
	}
	if o.program == "" {
		remark(stderr, c, issuer)
	}
	return nil
}

// remark tells which of the things that the Summit program names a badge does
// without. Open Badges asks for less, so this is no reason to refuse.
func remark(stderr io.Writer, c credential.Credential, issuer *credential.Issuer) {
	err := summit.CheckMetadata(summit.Metadata{
		Issuer:   issuer.Profile,
		Issued:   issuer.Now(),
		Criteria: c.Subject.Achievement.Criteria,
		Evidence: c.Evidence,
	})
	if err == nil {
		return
	}
	fmt.Fprintln(stderr, "issue: a good badge; the Summit program wants more in it (-name, -evidence):")
	for line := range strings.Lines(err.Error()) {
		_, reason, _ := strings.Cut(line, ": ")
		what, _, _ := strings.Cut(reason, ":")
		fmt.Fprintf(stderr, "       %s\n", what)
	}
}

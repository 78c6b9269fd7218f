// Command server issues and verifies credentials over HTTP, as the VC-API has it:
//
//	go run ./examples/server
//
// Without flags it listens on the loopback interface, has fresh did:key issuers and
// trusts every issuer, for a test suite or for trying things out. It stops on an
// interrupt, after the requests at work have been answered.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// What the program exits with.
const (
	exitStopped = iota
	exitFailed
	exitUsage
)

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, help())
		return exitStopped
	}
	if err != nil {
		fmt.Fprintln(stderr, "server:", err)
		return exitUsage
	}
	listener, err := net.Listen("tcp", o.listen)
	if err != nil {
		fmt.Fprintln(stderr, "server:", err)
		return exitFailed
	}
	if o.baseURL == "" {
		o.baseURL = o.scheme() + "://" + listener.Addr().String()
	}
	s, err := newServer(o, slog.New(slog.NewJSONHandler(stderr, nil)), time.Now)
	if err != nil {
		listener.Close()
		fmt.Fprintln(stderr, "server:", err)
		return exitUsage
	}
	fmt.Fprintf(stdout, "%s\n", o.baseURL)
	if err := s.serve(ctx, listener); err != nil {
		fmt.Fprintln(stderr, "server:", err)
		return exitFailed
	}
	return exitStopped
}

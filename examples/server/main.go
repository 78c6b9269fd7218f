// Command server issues and verifies credentials over HTTP, as the VC-API has it, and
// shows people the verdict on a badge:
//
//	go run ./examples/server
//
// Without flags it listens on the loopback interface, has fresh did:key issuers and
// trusts every issuer, for a test suite or for trying things out. It stops on an
// interrupt, after the requests at work have been answered.
//
//	GET  /                            the page: a badge by file, text or link, English and Spanish
//	POST /                            the same, from its form; with Accept: application/json the report
//	GET  /?url=…&holder=…             opens with the verdict on a badge that the server fetches
//	POST /credentials/verify          VC-API
//	POST /presentations/verify        VC-API
//	GET  /health, /metrics            for whoever operates it
//
// and where it signs (-issue):
//
//	POST /ISSUER/credentials/issue    VC-API; GET /harness/info names the issuers
//	POST /status/credentials/status   VC-API: revokes what the issuer status has issued
//	GET  /status/1                    its list
//	GET  /1.0/identifiers/DID         did:key and did:jwk
//
// A bundle of evidence, as the command verify keeps one (-bundle), is taken wherever a badge
// is by the page and POST /credentials/verify: its badge is judged as of its receipt, with
// nobody asked, if that is signed by a verifier whom -trusted-receipt names, and the answer
// says what nobody can know since. A program says with the option asOf, "receipt", that it
// asks for that day; else it is refused, and told to send the badge. By POST / it may be as large as a bundle can be, by the
// VC-API as large as a body there; the options checks, challenge and domain are for what
// somebody shows now, and are refused with it.
//
// A list is named by https://HOST of -base-url, as its specification asks. Where that is
// plain http, localhost or an address, there is no such URL that a verifier would ask, and
// lists are named by that of a host that does not exist, which only this server knows: it
// says so when it starts.
//
// What signs or revokes answers 403 to pages of other sites and, where it listens on a
// loopback address, to names that are not its own: whoever opens a page in a browser on
// this machine has not asked for a signature.
//
// A credential of the issuer status that names somebody else as its issuer is judged here
// as long as nobody outside is asked. With -online it is not: of whose key it is not,
// nothing is looked up (verify.Config.UnboundIssuers).
//
// One client costs a bounded body, time and share of the processors; all together have
// 1,024 connections and 160 MiB of bodies and pages. A client more waits, and is told to
// come again with 429 where that lasts. Clients are not told apart: who has to bound each
// of them puts a proxy in front.
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
	if notice := s.status.notice(); notice != "" {
		fmt.Fprintln(stderr, "server:", notice)
	}
	fmt.Fprintf(stdout, "%s\n", o.baseURL)
	if err := s.serve(ctx, listener); err != nil {
		fmt.Fprintln(stderr, "server:", err)
		return exitFailed
	}
	return exitStopped
}

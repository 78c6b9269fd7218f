// Command portal is the whole life of a badge in the browser, for the people of a
// demonstration district:
//
//	go run -C examples/portal .
//
// It makes the district in a new directory on its first start. Its sign-in page asks for no
// password, so it listens on this machine's own address and refuses every other. A district
// of real people has accounts, and may be reached from elsewhere by TLS:
//
//	portal -admin ADDRESS -school NAME -listen :443 -cert FILE -key FILE -url https://HOST
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
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "portal:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("portal", flag.ContinueOnError)
	flags.SetOutput(stderr)
	listen := flags.String("listen", "127.0.0.1:8090", "`ADDRESS`; of this machine alone unless there are accounts and TLS")
	dir := flags.String("dir", "portal-data", "`DIR` with the SQLite file; DIR-keys, DIR-www, DIR-heads, DIR-witness and DIR-mail stand beside it")
	base := flags.String("url", "https://portal.example", "`URL` under which badges name this portal, for ever")
	address := flags.String("database", "", "`ADDRESS` of PostgreSQL, as postgres://USER@HOST/NAME, for several portals with one DIR (the password from PGPASSFILE); without it the file portal.db in DIR, for one portal")
	every := flags.Duration("every", time.Minute, "how often what was decided and has no badge is taken up, and the lists are kept in force")
	toFile := flags.String("backup", "", "write a copy of the database to a new `FILE`, and end")
	fromFile := flags.String("restore", "", "put a copy of the database from `FILE` in its place, and end; no portal may run")
	mend := flags.Bool("recover", false, "bring a restored database up to date by what was published, and end; no portal may run")
	var opts options
	opts.flags(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("expected no arguments, found %q", flags.Args())
	}
	log := slog.New(slog.NewTextHandler(stderr, nil))
	demo, err := opts.founding(*listen)
	if err != nil {
		return err
	}
	switch {
	case *toFile != "":
		return backUp(ctx, *dir, *address, *toFile)
	case *fromFile != "":
		return restore(ctx, *dir, *address, *fromFile)
	}
	if err := found(ctx, *dir, *address, demo); err != nil {
		return err
	}
	o, err := openOffice(ctx, *dir, *address, *base, opts.verifier, time.Now, log)
	if err != nil {
		return err
	}
	defer o.db.Close()
	if *mend {
		return o.recoverLists(ctx, stdout)
	}
	if demo, err = opts.demonstrates(ctx, o.store, *listen); err != nil {
		return err
	}
	p, err := newPortal(ctx, o, []string{"127.0.0.1", "localhost", "::1", "[::1]"}, log)
	if err != nil {
		return err
	}
	if opts.remind {
		if err := opts.serve(p, demo, *dir, *base, nil); err != nil {
			return err
		}
		return errors.Join(p.remind(ctx), p.deliver(ctx))
	}
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		return err
	}
	if err := opts.serve(p, demo, *dir, *base, listener.Addr()); err != nil {
		return errors.Join(err, listener.Close())
	}
	fmt.Fprintln(stdout, opts.says(listener.Addr()))
	return serve(ctx, listener, p, opts, max(*every, time.Second), log)
}

func loopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("%s is not an address of this machine alone, such as 127.0.0.1:8090: in a demonstration whoever reaches the sign-in page is whom they choose to be", address)
	}
	return nil
}

func serve(ctx context.Context, listener net.Listener, p *portal, opts options, every time.Duration, log *slog.Logger) error {
	server := newServer(p)
	ended := make(chan error, 1)
	go func() { ended <- opts.listenTo(server, listener) }()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		q, err := p.now(ctx)
		if err == nil {
			err = q.office.resume(ctx)
		}
		if err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, "what was decided is not all awarded, or published", "error", err)
		}
		if err := p.postman(ctx); err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, "not all mail was sent", "error", err)
		}
		select {
		case err := <-ended:
			return err
		case <-ctx.Done():
			stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
			defer cancel()
			return server.Shutdown(stop)
		case <-tick.C:
		}
	}
}

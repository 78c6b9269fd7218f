package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/examples/internal/outside"
)

// options are what the command line says.
type options struct {
	listen            string
	baseURL           string // where others reach the server; "": where it listens
	tlsCert, tlsKey   string
	issuers           []string
	registry          string
	anyIssuer         bool
	issue, issueGiven bool
	resources         string
	online            bool
	known             []credential.Method // of verifiers whose receipts count
}

func (o *options) scheme() string {
	if o.tlsCert != "" {
		return "https"
	}
	return "http"
}

func parse(args []string) (options, error) {
	var o options
	fs := flags(&o)
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	fs.Visit(func(f *flag.Flag) { o.issueGiven = o.issueGiven || f.Name == "issue" })
	if fs.NArg() > 0 {
		return o, fmt.Errorf("%s: there is nothing but flags here", fs.Arg(0))
	}
	return o, o.check()
}

// check refuses what contradicts itself, and settles what was left out.
func (o *options) check() error {
	host, _, err := net.SplitHostPort(o.listen)
	if err != nil {
		return fmt.Errorf("-listen: expected HOST:PORT, such as 127.0.0.1:8080: %w", err)
	}
	switch {
	case o.online && o.resources != "":
		return errors.New("-resources stands in for the network, and -online is the network: choose one")
	case (o.tlsCert == "") != (o.tlsKey == ""):
		return errors.New("-tls-cert and -tls-key go together")
	case o.anyIssuer && (len(o.issuers) > 0 || o.registry != ""):
		return errors.New("-any-issuer trusts everybody, -issuer and -registry somebody: choose one")
	}
	if o.baseURL != "" {
		u, err := url.Parse(o.baseURL)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
			return fmt.Errorf("-base-url: expected a URL such as https://badges.example, found %q", o.baseURL)
		}
		o.baseURL = strings.TrimRight(o.baseURL, "/")
	}
	if len(o.issuers) == 0 && o.registry == "" {
		o.anyIssuer = true
	}
	if !o.issueGiven {
		o.issue = isLoopback(host)
	}
	return nil
}

// isLoopback reports whether nobody but this machine reaches host. Whoever signs for
// all comers does not listen to the world by accident.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func flags(o *options) *flag.FlagSet {
	fs := flag.NewFlagSet("server", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // run prints the error
	fs.Usage = func() {}

	fs.StringVar(&o.listen, "listen", "127.0.0.1:8080", "listen on `HOST:PORT`")
	fs.StringVar(&o.baseURL, "base-url", "", "the `URL` at which others reach the server (default where it listens)")
	fs.StringVar(&o.tlsCert, "tls-cert", "", "`FILE` with the certificate chain, for https")
	fs.StringVar(&o.tlsKey, "tls-key", "", "`FILE` with its private key")
	fs.Func("issuer", "trust the issuer with this `ID` (repeatable)", func(s string) error {
		if s == "" {
			return errors.New("it is empty")
		}
		o.issuers = append(o.issuers, s)
		return nil
	})
	fs.StringVar(&o.registry, "registry", "", "trust the issuers that the registry in `FILE` knows")
	fs.BoolVar(&o.anyIssuer, "any-issuer", false, "trust everybody (the default without -issuer and -registry)")
	fs.BoolVar(&o.issue, "issue", false, "sign for whoever asks (default only on a loopback address)")
	fs.StringVar(&o.resources, "resources", "", "a JSON `FILE` from URL to local path, or a folder of HOST/PATH, which\n"+
		"stands in for the network, as that of the example verify")
	fs.Func("trusted-receipt", "judge a bundle of evidence as of its receipt, if that is signed by the\n"+
		"verifier with this `DID` (did:key or did:jwk; repeatable)", func(s string) error {
		m, err := outside.MethodOf(s)
		if err == nil {
			o.known = append(o.known, m)
		}
		return err
	})
	fs.BoolVar(&o.online, "online", false, "ask the hosts that credentials name, over https")
	return fs
}

func help() string {
	var b strings.Builder
	b.WriteString("server issues and verifies credentials over HTTP (VC-API).\n\n" +
		"  go run ./examples/server [flags]\n\n" +
		"Exit status of the built program: 0 stopped, 1 it could not serve, 2 wrong usage.\n\n")
	var o options
	fs := flags(&o)
	fs.SetOutput(&b)
	fs.PrintDefaults()
	return b.String()
}

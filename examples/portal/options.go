package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// options are the arguments by which a portal is more than a demonstration.
type options struct {
	demo                     either
	admin                    string
	schools                  list
	cert, key                string
	proxy                    bool
	mail, smtp, smtpPassword string
	sender                   string
	remind                   bool
	verifier                 string
}

// An either is true, false, or, as long as nobody says which, empty.
type either string

func (c *either) String() string   { return string(*c) }
func (c *either) IsBoolFlag() bool { return true } // -demo is -demo=true
func (c *either) Set(s string) error {
	*c = either(s)
	if s != "true" && s != "false" {
		return errors.New("expected true or false")
	}
	return nil
}

type list []string

func (l *list) String() string     { return strings.Join(*l, ", ") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func (o *options) flags(f *flag.FlagSet) {
	f.Var(&o.demo, "demo", "whoever comes chooses who to be; with -demo=false there are accounts with passwords; without it a new district is a demonstration if -listen is an address of this machine alone, and an old one stays what it is")
	f.StringVar(&o.admin, "admin", "", "`ADDRESS` of mail, of who administers the district; an invitation is sent there")
	f.Var(&o.schools, "school", "`NAME` of a school of the district; may be given more than once")
	f.StringVar(&o.cert, "cert", "", "`FILE` with the certificate for TLS")
	f.StringVar(&o.key, "key", "", "`FILE` with the key of the certificate")
	f.BoolVar(&o.proxy, "proxy", false, "only a reverse proxy reaches this address; it ends TLS, and appends to X-Forwarded-For who asks")
	f.StringVar(&o.mail, "mail", "", "`DIR` into which mail is put; DIR-mail beside that of -dir unless -smtp says otherwise")
	f.StringVar(&o.smtp, "smtp", "", "`URL` of a mail server, smtps://USER@HOST:465 or smtp://USER@HOST:587, both by TLS")
	f.StringVar(&o.smtpPassword, "smtp-password", "", "`FILE` with the password of that user")
	f.StringVar(&o.sender, "from", "", "`ADDRESS` from which mail comes; portal@ the host of -url unless it says otherwise")
	f.StringVar(&o.verifier, "verifier", "", "`URL` of a page where anybody can have a badge checked that is not this portal; public pages lead there")
	f.BoolVar(&o.remind, "remind", false, "send the reminders of this day and what else is due, and end")
}

// founding says whether a district that is founded now is a demonstration.
func (o *options) founding(listen string) (bool, error) {
	switch o.demo {
	case "":
		return o.alone(listen) == nil && o.admin == "", nil
	case "true":
		return true, o.alone(listen)
	case "false":
		return false, nil
	}
	return false, fmt.Errorf("-demo: expected true or false, found %q", o.demo)
}

// alone says why others than who is at this machine would reach a demonstration.
func (o *options) alone(listen string) error {
	if o.proxy || o.cert != "" {
		return errors.New("-proxy and -cert let others in, and this is a demonstration, in which whoever comes would be whom they choose to be: expected -demo=false")
	}
	return loopback(listen)
}

// demonstrates says whether the portal asks for no password, and lets a district that is no
// demonstration begin. One that was founded with accounts is none, whatever anybody says.
func (o *options) demonstrates(ctx context.Context, s *store, listen string) (bool, error) {
	var value []byte
	err := s.db.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = 'demonstration'`).Scan(&value)
	if err != nil && !errors.Is(err, sql.ErrNoRows) { // of before there were accounts
		return false, err
	}
	demo := string(value) != "false"
	if o.demo == "true" && !demo {
		return false, errors.New("-demo: this is a district with accounts; in a demonstration whoever comes would be whom they choose to be")
	}
	if demo && o.demo != "false" {
		if o.admin != "" {
			return false, errors.New("-admin: this district is a demonstration, with people who are made up: expected another -dir, in which a district of real people begins")
		}
		return true, o.alone(listen)
	}
	switch {
	case (o.cert == "") != (o.key == ""):
		return false, errors.New("-cert and -key go together")
	case o.proxy && o.cert != "":
		return false, errors.New("-proxy says that a proxy ends TLS, and -cert that this portal does: expected one of them")
	case loopback(listen) != nil && o.cert == "" && !o.proxy:
		return false, fmt.Errorf("%s is reached from other machines, and passwords must not go there in the clear: expected -cert and -key, or -proxy", listen)
	}
	if o.admin != "" {
		if err := s.establish(ctx, o.schools, o.admin); err != nil {
			return false, err
		}
	}
	var schools int
	if err := s.db.QueryRowContext(ctx, `SELECT count(*) FROM schools`).Scan(&schools); err != nil {
		return false, err
	}
	if schools == 0 {
		return false, errors.New("a district with accounts begins with -admin ADDRESS and -school NAME")
	}
	return false, nil
}

// serve makes a portal what the options say. base is the URL by which badges name it.
func (o *options) serve(p *portal, demo bool, dir, base string, at net.Addr) error {
	host, err := url.Parse(base)
	if err != nil {
		return err
	}
	p.demo, p.tls, p.proxied, p.sender, p.reach = demo, o.cert != "" || o.proxy, o.proxy, o.sender, base
	if !p.tls && at != nil { // nobody else reaches it
		p.reach = "http://" + at.String()
	}
	if !demo {
		p.hosts = append(p.hosts, host.Hostname())
	}
	if p.sender == "" {
		p.sender = "portal@" + host.Hostname()
	}
	if _, err := normal(p.sender); err != nil {
		return fmt.Errorf("-from: %w", err)
	}
	if o.smtp != "" {
		p.mailer, err = newSMTPMailer(o.smtp, o.smtpPassword)
		return err
	}
	if o.mail == "" {
		o.mail = dir + "-mail"
	}
	p.mailer = folderMailer{o.mail}
	return nil
}

// listenTo serves by TLS where there is a certificate.
func (o *options) listenTo(server *http.Server, listener net.Listener) error {
	if o.cert != "" {
		return server.ServeTLS(listener, o.cert, o.key)
	}
	return server.Serve(listener)
}

func (o *options) says(at net.Addr) string {
	if o.cert != "" {
		return "https://" + at.String()
	}
	return "http://" + at.String()
}

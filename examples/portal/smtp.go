package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"net/url"
	"os"
	"strings"
	"time"
)

// An smtpMailer hands mail to one server, by TLS and by nothing else: what it sends opens
// accounts.
type smtpMailer struct {
	host, port     string
	implicit       bool // TLS from the first byte (RFC 8314), and otherwise STARTTLS, which the server must offer
	user, password string
	roots          *x509.CertPool // nil: those of the machine
}

// newSMTPMailer reads smtps://USER@HOST:465 or smtp://USER@HOST:587. The password stands in
// a file, because everybody on a machine sees the arguments of its programs.
func newSMTPMailer(at, passwordFile string) (*smtpMailer, error) {
	u, err := url.Parse(at)
	if err != nil || u.Scheme != "smtps" && u.Scheme != "smtp" || u.Hostname() == "" || u.Path != "" || u.RawQuery != "" {
		return nil, errors.New("-smtp: expected smtps://USER@HOST:465 or smtp://USER@HOST:587")
	}
	if _, secret := u.User.Password(); secret {
		return nil, errors.New("-smtp: the password is to stand in the file that -smtp-password names, and not in the arguments")
	}
	m := &smtpMailer{host: u.Hostname(), port: u.Port(), implicit: u.Scheme == "smtps", user: u.User.Username()}
	if m.port == "" {
		m.port = map[bool]string{true: "465", false: "587"}[m.implicit]
	}
	if passwordFile != "" {
		text, err := os.ReadFile(passwordFile)
		if err != nil {
			return nil, err
		}
		m.password = strings.TrimRight(string(text), "\r\n")
	}
	if (m.user == "") != (m.password == "") {
		return nil, errors.New("-smtp: a user and -smtp-password go together")
	}
	return m, nil
}

func (s *smtpMailer) Send(ctx context.Context, m message) (err error) {
	text, err := m.bytes()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	defer func() {
		if err != nil {
			err = fmt.Errorf("the mail server %s: %w", s.host, err)
		}
	}()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(s.host, s.port))
	if err != nil {
		return err
	}
	defer conn.Close()
	ends, _ := ctx.Deadline()
	if err := conn.SetDeadline(ends); err != nil {
		return err
	}
	config := &tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12, RootCAs: s.roots}
	if s.implicit {
		conn = tls.Client(conn, config)
	}
	c, err := smtp.NewClient(conn, s.host)
	if err != nil {
		return err
	}
	if !s.implicit {
		if err := c.StartTLS(config); err != nil {
			return err
		}
	}
	if s.user != "" {
		if err := c.Auth(smtp.PlainAuth("", s.user, s.password, s.host)); err != nil {
			return err
		}
	}
	if err := errors.Join(c.Mail(m.From), c.Rcpt(m.To)); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	_ = c.Quit() // the mail is taken, whatever the server says to that
	return nil
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A message is one mail to one address. ID is the same however often it is sent.
type message struct {
	ID, From, To, Subject, Text string
	Language                    language
	Date                        time.Time
}

// A mailer sends mail. It may be asked to send one again, after a crash or by two instances.
type mailer interface {
	Send(ctx context.Context, m message) error
}

var errMail = errors.New("this cannot be sent as a mail")

// bytes is the message as RFC 5322 and MIME have it. Nothing in it can begin a header line
// of its own.
func (m message) bytes() ([]byte, error) {
	for _, address := range []string{m.From, m.To} {
		if _, err := normal(address); err != nil {
			return nil, fmt.Errorf("%w: %w", errMail, err)
		}
	}
	if m.ID == "" || strings.ContainsAny(m.ID, "/<>@.") {
		return nil, fmt.Errorf("%w: expected an id of letters and digits, found %q", errMail, m.ID)
	}
	for _, text := range []string{m.ID, m.Subject, string(m.Language)} {
		if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			return nil, fmt.Errorf("%w: expected one line, found %q", errMail, text)
		}
	}
	var b bytes.Buffer
	_, host, _ := strings.Cut(m.From, "@")
	for _, h := range [][2]string{
		{"From", (&mail.Address{Address: m.From}).String()}, {"To", (&mail.Address{Address: m.To}).String()},
		{"Subject", mime.QEncoding.Encode("utf-8", m.Subject)}, {"Date", m.Date.Format(time.RFC1123Z)}, {"Message-ID", "<" + m.ID + "@" + host + ">"},
		{"Auto-Submitted", "auto-generated"}, {"Content-Language", string(m.Language)}, {"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=utf-8"}, {"Content-Transfer-Encoding", "quoted-printable"},
	} {
		fmt.Fprintf(&b, "%s: %s\r\n", h[0], h[1])
	}
	b.WriteString("\r\n")
	w := quotedprintable.NewWriter(&b)
	_, err := w.Write([]byte(strings.ReplaceAll(m.Text, "\n", "\r\n")))
	return b.Bytes(), errors.Join(err, w.Close())
}

// A folderMailer puts mail into a folder, where nobody but the owner of the portal reads it.
type folderMailer struct{ dir string }

func (f folderMailer) Send(_ context.Context, m message) error {
	text, err := m.bytes()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(f.dir, ".mail-") // of mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err == nil {
		return os.Rename(file.Name(), filepath.Join(f.dir, m.ID+".eml"))
	}
	return errors.Join(err, os.Remove(file.Name()))
}

package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func aMessage() message {
	return message{ID: "abc123", From: "portal@district.example", To: "mary@pine.example", Subject: "Su contraseña ha cambiado", Text: "Él esperó.\n.\nhttps://portal.example/open/0123456789abcdef0123456789abcdef\n",
		Language: spanish, Date: time.Date(2026, 5, 20, 7, 0, 0, 0, time.UTC)}
}

func TestAMailSaysWhatItWasToSay(t *testing.T) {
	text, err := aMessage().bytes()
	require.NoError(t, err)
	for line := range bytes.Lines(text) {
		require.True(t, bytes.HasSuffix(line, []byte("\r\n")) || !bytes.ContainsAny(line, "\r\n"), "%q", line)
		require.LessOrEqual(t, len(line), 100)
		for _, b := range line {
			require.Less(t, b, byte(0x80), "seven bits are enough for every server")
		}
	}
	m, err := mail.ReadMessage(bytes.NewReader(text))
	require.NoError(t, err)
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	require.NoError(t, err)
	require.Equal(t, aMessage().Subject, subject)
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	require.NoError(t, err)
	require.Equal(t, aMessage().Text, strings.ReplaceAll(string(body), "\r\n", "\n"))
}

func TestNothingInAMailBeginsAHeaderOfItsOwn(t *testing.T) {
	for _, spoil := range []func(*message){
		func(m *message) { m.To = "mary@pine.example\r\nBcc: eve@evil.example" },
		func(m *message) { m.To = "mary@pine.example, eve@evil.example" },
		func(m *message) { m.From = "Eve <eve@evil.example>" },
		func(m *message) { m.Subject = "Hello\r\nBcc: eve@evil.example" },
		func(m *message) { m.ID = "a>\r\nBcc: eve@evil.example" },
		func(m *message) { m.ID = "../../etc/cron" },
		func(m *message) { m.ID = "" },
		func(m *message) { m.Language = "es\nBcc: eve@evil.example" },
	} {
		m := aMessage()
		spoil(&m)
		_, err := m.bytes()
		require.ErrorIs(t, err, errMail, m)
	}
}

func TestAFolderOfMailIsItsOwnersAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mail")
	for range 2 { // sent again it is the same mail
		require.NoError(t, folderMailer{dir}.Send(t.Context(), aMessage()))
	}
	names, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, names, 1)
	require.Equal(t, "abc123.eml", names[0].Name())
	for _, name := range []string{dir, filepath.Join(dir, names[0].Name())} {
		info, err := os.Stat(name)
		require.NoError(t, err)
		require.Zero(t, info.Mode()&0o077, name)
	}
}

// certificate makes one for this machine, and its key, as files.
func certificate(t *testing.T) (cert, key string) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	require.NoError(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	cert, key = filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	require.NoError(t, os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	require.NoError(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
	return cert, key
}

// A post office is a mail server that speaks as much SMTP as is needed to be handed a mail.
type postOffice struct {
	address  string
	roots    *x509.CertPool
	took     chan string
	identity tls.Certificate
}

func newPostOffice(t *testing.T, implicit, offersTLS bool) *postOffice {
	cert, key := certificate(t)
	identity, err := tls.LoadX509KeyPair(cert, key)
	require.NoError(t, err)
	text, err := os.ReadFile(cert)
	require.NoError(t, err)
	o := &postOffice{took: make(chan string, 9), roots: x509.NewCertPool(), identity: identity}
	require.True(t, o.roots.AppendCertsFromPEM(text))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	o.address = l.Addr().String()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go o.speak(conn, implicit, offersTLS)
		}
	}()
	return o
}

func (o *postOffice) speak(conn net.Conn, implicit, offersTLS bool) {
	defer conn.Close()
	private := &tls.Config{Certificates: []tls.Certificate{o.identity}}
	if implicit {
		conn = tls.Server(conn, private)
	}
	in := bufio.NewReader(conn)
	say := func(line string) { _, _ = io.WriteString(conn, line+"\r\n") }
	say("220 post")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		verb, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(line)), " ")
		switch verb {
		case "EHLO":
			if offersTLS {
				say("250-post\r\n250-AUTH PLAIN\r\n250 STARTTLS")
			} else {
				say("250-post\r\n250 AUTH PLAIN")
			}
		case "STARTTLS":
			if !offersTLS {
				say("502 no")
				continue
			}
			say("220 go")
			conn = tls.Server(conn, private)
			in = bufio.NewReader(conn)
		case "AUTH":
			o.took <- strings.TrimSpace(line)
			say("235 in")
		case "MAIL", "RCPT":
			o.took <- strings.TrimSpace(line)
			say("250 ok")
		case "DATA":
			say("354 go")
			var b strings.Builder
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				b.WriteString(line)
			}
			o.took <- b.String()
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("500 what")
		}
	}
}

func TestMailIsHandedOverByTLSAndByNothingElse(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	require.NoError(t, os.WriteFile(file, []byte("a secret\n"), 0o600))
	for _, implicit := range []bool{true, false} {
		o := newPostOffice(t, implicit, true)
		at := map[bool]string{true: "smtps", false: "smtp"}[implicit] + "://portal@" + o.address
		m, err := newSMTPMailer(at, file)
		require.NoError(t, err)
		require.Error(t, m.Send(t.Context(), aMessage()), "nobody has vouched for this server")
		require.Empty(t, o.took)
		m.roots = o.roots
		require.NoError(t, m.Send(t.Context(), aMessage()))
		require.Contains(t, <-o.took, "AUTH PLAIN")
		require.Equal(t, "MAIL FROM:<portal@district.example>", <-o.took)
		require.Equal(t, "RCPT TO:<mary@pine.example>", <-o.took)
		require.Contains(t, <-o.took, "Subject: =?utf-8?q?Su_contrase=C3=B1a")
	}
	plain := newPostOffice(t, false, false)
	m, err := newSMTPMailer("smtp://portal@"+plain.address, file)
	require.NoError(t, err)
	m.roots = plain.roots
	require.Error(t, m.Send(t.Context(), aMessage()), "somebody in between takes the offer of TLS away")
	require.Empty(t, plain.took)

	for _, wrong := range []string{"", "mail.example", "http://mail.example", "smtps://portal:secret@mail.example", "smtps://portal@mail.example/x"} {
		_, err := newSMTPMailer(wrong, file)
		require.Error(t, err, wrong)
	}
	_, err = newSMTPMailer("smtps://mail.example", file)
	require.Error(t, err)
	_, err = newSMTPMailer("smtps://portal@mail.example", "")
	require.Error(t, err)
}

// A failing mailer fails a few times.
type failingMailer struct {
	mailer
	times int
}

func (f *failingMailer) Send(ctx context.Context, m message) error {
	if f.times--; f.times >= 0 {
		return errors.New("the line is dead")
	}
	return f.mailer.Send(ctx, m)
}

func TestAMailThatWasNotSentIsSentLater(t *testing.T) {
	tw := newTown(t)
	real := tw.portal.mailer
	tw.portal.mailer = &failingMailer{real, 2}
	require.NoError(t, tw.portal.office.invite(t.Context(), "a1", "c1", "mary@pine.example", english))
	require.NoError(t, tw.portal.office.invite(t.Context(), "a1", "t4", "grace@pine.example", english))
	now := time.Now()
	tw.portal.office.now = func() time.Time { return now }
	require.ErrorContains(t, tw.portal.deliver(t.Context()), "the line is dead")
	require.NoError(t, tw.portal.deliver(t.Context()), "it waits before it tries again")
	require.Empty(t, tw.mails("mary@pine.example"))
	now = now.Add(6 * time.Minute)
	require.Len(t, tw.mails("mary@pine.example"), 1)
	require.Len(t, tw.mails("grace@pine.example"), 1)
	now = now.Add(24 * time.Hour)
	require.Len(t, tw.mails("mary@pine.example"), 1, "and it is sent once")
}

// Of two instances that look at one outbox at one moment, one takes each letter.
func TestALetterIsTakenByOneInstance(t *testing.T) {
	tw := newTown(t)
	require.NoError(t, tw.portal.office.invite(t.Context(), "a1", "c1", "mary@pine.example", english))
	taken := make(chan int)
	for range 4 {
		go func() {
			list, err := tw.portal.office.due(t.Context())
			if err != nil {
				list = make([]letter, 99)
			}
			taken <- len(list)
		}()
	}
	require.Equal(t, 1, <-taken+<-taken+<-taken+<-taken)
}

// Whatever an address and a subject are, what is sent has one recipient and one subject.
func FuzzMessage(f *testing.F) {
	for _, address := range []string{"mary@pine.example", "Mary@Pine.example ", "a@b", "\"a b\"@pine.example", "a@[192.0.2.1]", "a@b\r\nBcc: c@d", "a@b,c@d", "ñ@pine.example", "(c)a@b", "<a@b>", "@", ""} {
		f.Add(address, "Hello")
	}
	f.Add("a@b.example", "Hello\r\nBcc: c@d")
	f.Add("a@b.example", strings.Repeat("ñ ", 300))
	f.Fuzz(func(t *testing.T, address, subject string) {
		one, err := normal(address)
		if err == nil {
			again, err := normal(one)
			require.NoError(t, err)
			require.Equal(t, one, again)
		}
		m := aMessage()
		m.To, m.Subject = one, subject
		text, failed := m.bytes()
		if failed != nil {
			require.ErrorIs(t, failed, errMail)
			return
		}
		require.NoError(t, err)
		read, err := mail.ReadMessage(bytes.NewReader(text))
		require.NoError(t, err)
		require.Len(t, read.Header, 10)
		to, err := read.Header.AddressList("To")
		require.NoError(t, err)
		require.Len(t, to, 1)
		require.Equal(t, one, to[0].Address)
	})
}

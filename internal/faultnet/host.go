package faultnet

import (
	"bufio"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"syscall"
)

// A Host is one host of a Net. Its methods may be called while it is in use.
type Host struct {
	Name string
	Addr netip.Addr

	net     *Net
	mu      sync.Mutex
	answers []Answer
	asked   []*http.Request
	count   int // of requests, those included that asked has not
	state
}

// A state is what is wrong with a host before it is asked anything.
type state struct {
	connect func(context.Context) error
	silent  bool
	rude    bool
	maxTLS  uint16
	cert    Flaw
}

func (h *Host) get() state {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.state
}

func (h *Host) set(change func()) *Host {
	h.mu.Lock()
	defer h.mu.Unlock()
	change()
	return h
}

// Answers replaces the answers that are still to come.
func (h *Host) Answers(answers ...Answer) *Host { return h.set(func() { h.answers = answers }) }

// Connecting runs connect before each connection, which fails with its error.
func (h *Host) Connecting(connect func(ctx context.Context) error) *Host {
	return h.set(func() { h.connect = connect })
}

// BlackHole lets no packet through: a connection is neither made nor refused.
func (h *Host) BlackHole() *Host {
	return h.Connecting(func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
}

// Refuse refuses connections.
func (h *Host) Refuse() *Host {
	return h.Connecting(func(context.Context) error { return syscall.ECONNREFUSED })
}

// Silent takes connections and says nothing, not even for TLS.
func (h *Host) Silent() *Host { return h.set(func() { h.silent = true }) }

// Rude takes connections and closes them.
func (h *Host) Rude() *Host { return h.set(func() { h.rude = true }) }

// Certificate makes the host show a certificate with a flaw.
func (h *Host) Certificate(flaw Flaw) *Host {
	if flaw == SHA1 {
		if err := h.net.authority.withRSA(); err != nil {
			panic(err)
		}
	}
	return h.set(func() { h.cert = flaw })
}

// MaxTLS is the latest version of TLS that the host knows, such as tls.VersionTLS10.
func (h *Host) MaxTLS(version uint16) *Host { return h.set(func() { h.maxTLS = version }) }

// Requests are those that the host has read, without bodies: the first thousand of them,
// so that what is measured over hours does not grow by what is taken down.
func (h *Host) Requests() []*http.Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]*http.Request(nil), h.asked...)
}

// Asked is how many requests the host has read.
func (h *Host) Asked() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.count
}

// next takes a request down and returns the answer to it.
func (h *Host) next(r *http.Request) Answer {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.count++; len(h.asked) < remembered {
		h.asked = append(h.asked, r)
	}
	if len(h.answers) == 0 {
		return Text(http.StatusNotFound, "nothing is here")
	}
	a := h.answers[0]
	if len(h.answers) > 1 {
		h.answers = h.answers[1:]
	}
	return a
}

// serve is the far end of a connection: one request, one answer.
func (h *Host) serve(conn net.Conn) {
	defer conn.Close()
	s := h.get()
	if s.rude {
		return
	}
	ctx, leave := context.WithCancel(h.net.ctx)
	defer leave()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if s.silent {
		discard(conn)
		return
	}
	secure := tls.Server(conn, h.net.config(h))
	if secure.HandshakeContext(ctx) != nil {
		return
	}
	r, err := http.ReadRequest(bufio.NewReader(secure))
	if err != nil {
		return
	}
	answer := h.next(r)
	h.net.serving.Go(func() { // nothing follows a request, so whatever can be read is its end
		defer leave()
		discard(secure)
	})
	if whole := answer(ctx, secure, r); whole {
		secure.Close()
	}
}

func discard(conn net.Conn) {
	b := make([]byte, 1024)
	for {
		if _, err := conn.Read(b); err != nil {
			return
		}
	}
}

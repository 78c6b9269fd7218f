// Package faultnet is an internet within the process, for tests of what happens when
// hosts are slow, lying or hostile. Only tests import this package.
//
// A [Net] has hosts with names, addresses and certificates of its own. Its Lookup and
// Dial have the types of the fields of verify.HTTPFetcher, and its Roots are the
// authority that certifies the hosts, so that a test runs the whole way from name to
// document, through TLS, over connections of the loopback interface:
//
//	n := faultnet.New(t)
//	school := n.Host("school.example", faultnet.Text(200, "{}"))
//	f := &verify.HTTPFetcher{Lookup: n.Lookup, Dial: n.Dial, Roots: n.Roots()}
//
// A [Host] answers the requests that reach it one after another with its [Answer]s,
// the last one for good. What is wrong before there is a request, in DNS, in TCP or in
// TLS, is said by the methods of the Host. What was asked, looked up and dialled is
// counted. When the test ends, every connection has to have been closed by whoever
// dialled it.
package faultnet

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"
)

// A Net is a set of hosts. It is safe for concurrent use.
type Net struct {
	authority *authority
	listener  net.Listener

	pairing sync.Mutex // a connection is dialled and accepted before the next
	mu      sync.Mutex
	names   map[string]*Host
	places  map[netip.Addr]*Host
	records map[string]Records
	looked  map[string]int
	dialled []netip.AddrPort
	open    int // connections that whoever dialled them has not closed
	most    int
	ctx     context.Context // until the test ends
	serving sync.WaitGroup
}

// Records is what DNS says of a name that is asked for the nth time, from 0 on.
type Records func(ctx context.Context, n int) ([]netip.Addr, error)

// Addresses are Records that are always the same.
func Addresses(texts ...string) Records {
	var all []netip.Addr
	for _, text := range texts {
		all = append(all, netip.MustParseAddr(text))
	}
	return func(context.Context, int) ([]netip.Addr, error) { return all, nil }
}

// New returns a Net without hosts, that ends with the test.
func New(t testing.TB) *Net {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	n := &Net{
		authority: newAuthority(t), listener: listener, ctx: ctx,
		names: map[string]*Host{}, places: map[netip.Addr]*Host{}, records: map[string]Records{}, looked: map[string]int{},
	}
	t.Cleanup(func() {
		closed := func() bool { return n.Open() == 0 }
		if !Eventually(closed) {
			t.Errorf("%d connections were not closed by whoever dialled them", n.Open())
		}
		end()
		listener.Close()
		n.serving.Wait()
	})
	return n
}

// Host adds a host that has a public address, a good certificate, and these answers.
func (n *Net) Host(name string, answers ...Answer) *Host {
	n.mu.Lock()
	defer n.mu.Unlock()
	i := len(n.names) + 1
	h := &Host{net: n, Name: name, Addr: netip.AddrFrom4([4]byte{9, byte(i >> 16), byte(i >> 8), byte(i)}), answers: answers}
	n.names[name], n.places[h.Addr] = h, h
	return h
}

// Resolve replaces what DNS says of a name. Nil means that there is no such name.
func (n *Net) Resolve(name string, r Records) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.records[name] = r
}

// Place puts a host at one more address, "127.0.0.1" among others: whoever dials it
// there has a connection.
func (n *Net) Place(h *Host, address string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.places[netip.MustParseAddr(address)] = h
}

// Roots are the authorities of this net, and of the hosts that it has so far.
func (n *Net) Roots() *x509.CertPool { return n.authority.pool() }

// Lookup resolves the name of a host.
func (n *Net) Lookup(ctx context.Context, name string) ([]netip.Addr, error) {
	n.mu.Lock()
	count := n.looked[name]
	n.looked[name]++
	records, scripted := n.records[name]
	host := n.names[name]
	n.mu.Unlock()
	switch {
	case records != nil:
		return records(ctx, count)
	case scripted || host == nil:
		return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	}
	return []netip.Addr{host.Addr}, nil
}

// Dial connects to the host at an address "IP:port". Where there is none, nobody
// answers until ctx ends.
func (n *Net) Dial(ctx context.Context, _, address string) (net.Conn, error) {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, fmt.Errorf("faultnet: %s was to be dialled, which is no address and port", address)
	}
	n.mu.Lock()
	if len(n.dialled) < 100*remembered {
		n.dialled = append(n.dialled, at)
	}
	host := n.places[at.Addr()]
	n.mu.Unlock()
	if host == nil {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if connect := host.get().connect; connect != nil {
		if err := connect(ctx); err != nil {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: err}
		}
	}
	near, far, err := n.pair()
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	n.open++
	n.most = max(n.most, n.open)
	n.mu.Unlock()
	n.serving.Go(func() { host.serve(far) })
	return &dialled{Conn: near, closed: sync.OnceFunc(func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.open--
	})}, nil
}

// pair returns the two ends of a connection.
func (n *Net) pair() (near, far net.Conn, err error) {
	n.pairing.Lock()
	defer n.pairing.Unlock()
	near, err = net.DialTimeout("tcp", n.listener.Addr().String(), 5*time.Second)
	if err != nil {
		return nil, nil, err
	}
	far, err = n.listener.Accept()
	if err == nil && far.RemoteAddr().String() != near.LocalAddr().String() {
		far.Close()
		err = errors.New("faultnet: a stranger has connected")
	}
	if err != nil {
		near.Close()
		return nil, nil, err
	}
	return near, far, nil
}

// dialled is the near end of a connection.
type dialled struct {
	net.Conn
	closed func()
}

func (d *dialled) Close() error {
	d.closed()
	return d.Conn.Close()
}

// LookedUp is how often a name was looked up.
func (n *Net) LookedUp(name string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.looked[name]
}

// remembered is how many requests of a host are taken down.
const remembered = 1000

// Dialled are the addresses that were dialled, in order, the first hundred thousand.
func (n *Net) Dialled() []netip.AddrPort {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]netip.AddrPort(nil), n.dialled...)
}

// Open is the number of connections that are open at the end that dialled.
func (n *Net) Open() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.open
}

// MostOpen is the largest number of connections that were open at a time.
func (n *Net) MostOpen() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.most
}

// config is how a host does TLS.
func (n *Net) config(h *Host) *tls.Config {
	s := h.get()
	config := &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: s.maxTLS}
	config.GetCertificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		return n.authority.certify(h.Name, s.cert)
	}
	return config
}

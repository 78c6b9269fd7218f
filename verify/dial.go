package verify

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/hosts"
	"github.com/summitbadges/openbadges/internal/limits"
)

// exchangeKey is where a request has the context that it really lives in: net/http
// goes on dialling for a request that was given up, because another might use the
// connection, and nothing here outlives its work.
type exchangeKey struct{}

// dial connects to a host and port, and is all that net/http can reach the network
// by. What is judged is the address that is dialled then and there: a name that
// resolves to something else a moment later, or for a redirect, is judged again.
func (f *HTTPFetcher) dial(ctx context.Context, _, hostport string) (conn net.Conn, err error) {
	defer func() { // in a goroutine of net/http, where a plug-in's panic would end the process
		if r := recover(); r != nil {
			conn, err = nil, panicked(r)
		}
	}()
	if exchange, ok := ctx.Value(exchangeKey{}).(context.Context); ok {
		ctx = exchange
	}
	within, cancel := context.WithTimeout(ctx, f.limit.connect)
	defer cancel()
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		return nil, err
	}
	addresses, err := f.addresses(within, host)
	if err != nil {
		return nil, err
	}
	number := hosts.Port(port)
	for _, a := range addresses {
		conn, err = f.dialOne(within, netip.AddrPortFrom(a, uint16(number)), f.limit.connect/time.Duration(len(addresses)))
		if err == nil {
			return bind(ctx, conn), nil
		}
		if within.Err() != nil {
			break
		}
	}
	if late(err) || within.Err() != nil {
		return nil, credential.NewProblem(credential.ResolveTimeout, "", context.DeadlineExceeded, "no connection to %s within %v", limits.Abridge(host), f.limit.connect)
	}
	return nil, credential.NewProblem(credential.ResolveFailed, "", textOf(err), "no connection to %s: %s", limits.Abridge(host), textOf(err))
}

// dialOne tries one address for its share of the time.
func (f *HTTPFetcher) dialOne(ctx context.Context, a netip.AddrPort, share time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, share)
	defer cancel()
	if f.Dial != nil {
		conn, err := f.Dial(ctx, "tcp", a.String())
		if err == nil && conn == nil {
			err = errors.New("the Dial of the HTTPFetcher returned nothing")
		}
		return conn, err
	}
	var d net.Dialer
	return d.DialContext(ctx, "tcp", a.String())
}

// addresses returns what may be dialled for a name. The proxy is whoever runs the
// verifier's, and stands wherever that one likes.
func (f *HTTPFetcher) addresses(ctx context.Context, host string) ([]netip.Addr, error) {
	if f.Proxy != nil {
		if a, err := netip.ParseAddr(host); err == nil {
			return []netip.Addr{a}, nil
		}
	}
	lookup := f.Lookup
	if lookup == nil {
		lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
			if f.Proxy == nil {
				host += "." // no search in the domains of this machine
			}
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	found, err := lookup(ctx, host)
	switch {
	case err != nil && (ctx.Err() != nil || late(err)):
		return nil, credential.NewProblem(credential.ResolveTimeout, "", context.DeadlineExceeded, "the name %s was not resolved within %v", limits.Abridge(host), f.limit.connect)
	case err != nil:
		return nil, credential.NewProblem(credential.ResolveFailed, "", textOf(err), "the name %s was not resolved: %s", limits.Abridge(host), textOf(err))
	case len(found) == 0:
		return nil, credential.NewProblem(credential.ResolveFailed, "", nil, "the name %s has no address", limits.Abridge(host))
	}
	var allowed []netip.Addr
	for _, a := range found {
		a, ok := public(a)
		if ok || f.Proxy != nil {
			allowed = append(allowed, a)
		}
		if len(allowed) == limits.FetchAddresses {
			break
		}
	}
	if allowed == nil {
		return nil, credential.NewProblem(credential.ResolveForbiddenTarget, "", nil, "%s is not asked: its address is of no public host", limits.Abridge(host))
	}
	return allowed, nil
}

// bind closes the connection when its request is given up, in the midst of a
// handshake, too.
func bind(ctx context.Context, conn net.Conn) net.Conn {
	b := &boundConn{Conn: conn}
	b.close = sync.OnceValue(conn.Close)
	b.stop = context.AfterFunc(ctx, func() { b.close() })
	return b
}

type boundConn struct {
	net.Conn
	close func() error
	stop  func() bool
}

func (b *boundConn) Close() error {
	b.stop()
	return b.close()
}

// late reports whether err is that of a wait that took too long.
func late(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.As(err, &timeout) && timeout.Timeout()
}

// textOf keeps what an error says and nothing of what it holds: a failure is kept for
// a while, and errors of TLS hold the certificates that a stranger sent. Nor does it
// say which addresses this machine, its name server or its proxy have, because what
// comes of it is shown to whoever brought the badge.
func textOf(err error) error {
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return errors.New(limits.Abridge(dns.Err))
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Err != nil {
		err = op.Err
	}
	return errors.New(limits.Abridge(err.Error()))
}

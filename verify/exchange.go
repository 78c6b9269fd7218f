package verify

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A document is what a host answered. It says nothing of any clock but how long it
// may be kept.
type document struct {
	url         string // behind any redirects
	data        []byte
	contentType string
	freshness
}

// errBroken says that a connection ended before its answer did.
var errBroken = errors.New("the connection ended before the answer did")

// newTransport is net/http without what it would do by itself: proxies of the
// environment, decompression, connections that are kept for the next request. Each
// request has a connection of its own, so that nothing is left behind when it ends,
// and HTTP/1.1 says all there is to say on it.
func (f *HTTPFetcher) newTransport() *http.Transport {
	t := &http.Transport{
		DialContext:            f.dial,
		TLSClientConfig:        &tls.Config{RootCAs: f.Roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    f.limit.connect,
		MaxResponseHeaderBytes: limits.FetchedHeader,
		DisableKeepAlives:      true,
		DisableCompression:     true,
		Protocols:              new(http.Protocols),
	}
	t.Protocols.SetHTTP1(true)
	if f.Proxy != nil {
		t.Proxy = http.ProxyURL(f.Proxy)
	}
	return t
}

// exchange asks for the document, and follows redirects as far as the request allows.
func (f *HTTPFetcher) exchange(ctx context.Context, r Request) (*document, error) {
	at, err := destination(r.URL, f.HighPorts)
	if err != nil {
		return nil, err
	}
	for hops := 0; ; hops++ {
		doc, next, err := f.ask(ctx, at, r)
		if err != nil || next == nil {
			return doc, err
		}
		// Where it leads is judged first: whoever leads into somebody's network is not
		// merely out of order.
		to, err := destination(next.to.String(), f.HighPorts)
		switch {
		case err != nil:
			return nil, err
		case r.Key:
			return nil, next.refused(at, "whoever can redirect would choose the key")
		case to.Host != at.Host:
			return nil, next.refused(at, "that is another host")
		case hops == limits.FetchRedirects:
			return nil, next.refused(at, "there were "+strconv.Itoa(hops)+" redirects before it")
		}
		at = to
	}
}

// A redirect is an answer that says where else to ask.
type redirect struct {
	status int
	to     *url.URL
}

func (next *redirect) refused(at *url.URL, why string) error {
	return credential.NewProblem(credential.ResolveHTTP, "", &HTTPError{Status: next.status}, "%s leads on to %s, and %s", limits.Abridge(at.String()), limits.Abridge(next.to.String()), why)
}

// ask sends one request and reads its answer.
func (f *HTTPFetcher) ask(ctx context.Context, at *url.URL, r Request) (*document, *redirect, error) {
	ctx = context.WithValue(ctx, exchangeKey{}, ctx)
	var handshake handshake
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{TLSHandshakeDone: handshake.done})
	request := (&http.Request{
		Method: http.MethodGet,
		URL:    at,
		Host:   at.Host,
		Header: http.Header{
			"Accept":          {"*/*"},
			"Accept-Encoding": {"identity"},
			"User-Agent":      {"openbadges"}, // one for all: it says nothing of badge or verifier
		},
	}).WithContext(traced)
	if r.Accept != "" {
		request.Header.Set("Accept", r.Accept)
	}
	response, err := f.transport.RoundTrip(request)
	if err != nil {
		return nil, nil, f.failed(ctx, at, err, handshake.failure())
	}
	defer response.Body.Close()
	if to := leadsTo(response, at); to != nil {
		return nil, &redirect{response.StatusCode, to}, nil
	}
	if response.StatusCode != http.StatusOK {
		return nil, nil, credential.NewProblem(credential.ResolveHTTP, "",
			&HTTPError{Status: response.StatusCode, RetryAfter: retryAfter(response.Header, f.wall())},
			"%s: its host answered with status %d", limits.Abridge(at.String()), response.StatusCode)
	}
	data, err := body(response, at, r.limit())
	if err != nil {
		if _, ok := errors.AsType[*Problem](err); ok {
			return nil, nil, err
		}
		return nil, nil, f.failed(ctx, at, err, nil)
	}
	doc := &document{url: at.String(), data: data, contentType: response.Header.Get("Content-Type"), freshness: freshnessOf(response.Header, f.wall())}
	if len(doc.contentType) > limits.Name {
		doc.contentType = ""
	}
	return doc, nil, nil
}

// leadsTo returns where a redirect (RFC 9110 section 15.4) leads, nil if it is none or
// says nowhere.
func leadsTo(response *http.Response, at *url.URL) *url.URL {
	switch response.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		location := response.Header.Get("Location")
		to, err := at.Parse(location)
		if location == "" || err != nil {
			return nil
		}
		return to
	}
	return nil
}

// body reads a document. It was asked for as it is; many hosts that hold it
// compressed send it so all the same, and are read if it is gzip. Neither form of it
// may be larger than the limit.
func body(response *http.Response, at *url.URL, limit int) ([]byte, error) {
	wrong := func(cause error, format string, args ...any) error {
		return credential.NewProblem(credential.ResolveHTTP, "", cause, "%s: "+format, append([]any{limits.Abridge(at.String())}, args...)...)
	}
	encoding := strings.ToLower(strings.Join(response.Header.Values("Content-Encoding"), ","))
	compressed := encoding == "gzip" || encoding == "x-gzip"
	if encoding != "" && encoding != "identity" && !compressed {
		return nil, wrong(nil, "it came in the coding %q; it was asked for as it is", limits.Abridge(encoding))
	}
	counted := &countingReader{r: limited(response.Body, limit)}
	var plain io.Reader = counted
	if compressed {
		unzip, err := gzip.NewReader(counted)
		if err != nil {
			return nil, cutOff(counted, err, wrong)
		}
		plain = limited(unzip, limit)
	}
	var data bytes.Buffer
	_, err := data.ReadFrom(plain)
	switch {
	case counted.n > limit || data.Len() > limit:
		return nil, tooLarge(Request{URL: at.String(), Limit: limit})
	case err != nil && compressed:
		return nil, cutOff(counted, err, wrong)
	case err != nil:
		return nil, err
	case data.Len() == 0:
		return nil, wrong(nil, "its host answered with nothing")
	}
	return bytes.Clone(data.Bytes()), nil
}

// cutOff tells a connection that ended from bytes that are no gzip.
func cutOff(from *countingReader, err error, wrong func(error, string, ...any) error) error {
	if from.err != nil {
		return from.err
	}
	return wrong(textOf(err), "it is not the gzip that it is said to be: %v", textOf(err))
}

// A countingReader knows how much came, and whether its source failed.
type countingReader struct {
	r   io.Reader
	n   int
	err error // other than io.EOF
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	if err != nil && err != io.EOF {
		c.err = err
	}
	return n, err
}

// A handshake remembers how TLS ended; net/http says it from a goroutine of its own.
type handshake struct {
	mu  sync.Mutex
	err error
}

func (h *handshake) done(_ tls.ConnectionState, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.err = err
}

func (h *handshake) failure() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.err
}

// failed says why there was no answer, in terms of this package.
func (f *HTTPFetcher) failed(ctx context.Context, at *url.URL, err, handshake error) error {
	where := limits.Abridge(at.String())
	p, ok := errors.AsType[*Problem](err)
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errCrowded):
		return credential.NewProblem(credential.ResolveTimeout, "", errCrowded, "%s did not answer within %v, and others were waiting", where, f.limit.patience)
	case ctx.Err() == context.DeadlineExceeded:
		return credential.NewProblem(credential.ResolveTimeout, "", context.DeadlineExceeded, "%s did not answer within %v", where, f.limit.one)
	case ctx.Err() != nil:
		return credential.NewProblem(credential.ResolveFailed, "", cause, "%s was not waited for: %v", where, cause)
	case ok && p != nil: // of dial
		return p
	case late(err):
		return credential.NewProblem(credential.ResolveTimeout, "", context.DeadlineExceeded, "%s did not answer in time: %s", where, textOf(err))
	}
	if handshake != nil && !ended(handshake) {
		return credential.NewProblem(credential.ResolveTLS, "", textOf(err), "the host of %s could not show that it is that host: %s", where, textOf(handshake))
	}
	if ended(err) {
		return credential.NewProblem(credential.ResolveFailed, "", errBroken, "%s: %v: %s", where, errBroken, textOf(err))
	}
	return credential.NewProblem(credential.ResolveHTTP, "", textOf(err), "%s: what its host answered is not HTTP as it is read here: %s", where, textOf(err))
}

// ended reports whether err is that of a connection that somebody closed, and not that
// of what came over it.
func ended(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Op != "remote error" && op.Op != "local error" // the alerts of crypto/tls
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.ErrClosedPipe)
}

// retryAfter is how long a host asks to be left alone (RFC 9110 section 10.2.3); zero
// if it does not say.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := h.Get("Retry-After")
	if n, ok := seconds(text); ok {
		return n
	}
	if at, err := http.ParseTime(text); err == nil {
		return min(max(at.Sub(now), 0), longest)
	}
	return 0
}

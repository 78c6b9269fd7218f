package verify

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/faultnet"
	"github.com/summitbadges/openbadges/internal/limits"
)

// newFetcher returns an HTTPFetcher on n whose patience is short, and a clock that it
// goes by.
func newFetcher(t testing.TB, n *faultnet.Net) (*HTTPFetcher, *faultnet.Clock) {
	t.Helper()
	clock := &faultnet.Clock{}
	f := &HTTPFetcher{Lookup: n.Lookup, Dial: n.Dial, Roots: n.Roots(), Now: clock.Now, elapsed: clock.Elapsed}
	f.limit = pace{connect: 3 * time.Second, one: 6 * time.Second, pause: 20 * time.Millisecond, retryAfter: time.Second}
	t.Cleanup(func() { f.Close() })
	return f, clock
}

const school = "https://school.example/keys"

func get(t testing.TB, f *HTTPFetcher, r Request) (*Resource, error) {
	t.Helper()
	if r.URL == "" {
		r.URL = school
	}
	res, err := f.Fetch(context.Background(), r)
	require.Equal(t, err == nil, res != nil, "a document or an error")
	return res, err
}

func TestADocumentIsFetched(t *testing.T) {
	n := faultnet.New(t)
	host := n.Host("school.example", faultnet.Text(200, `{"a":1}`, "Content-Type: application/did+json", "Cache-Control: max-age=60"))
	f, clock := newFetcher(t, n)
	r, err := get(t, f, Request{URL: "https://School.example/keys?v=1#key-1", Accept: "application/did+json", Key: true})
	require.NoError(t, err)
	require.Equal(t, &Resource{
		URL: "https://School.example/keys?v=1#key-1", Data: []byte(`{"a":1}`), ContentType: "application/did+json",
		Fetched: clock.Now(), FreshUntil: clock.Now().Add(time.Minute),
	}, r)
	asked := host.Requests()[0]
	require.Equal(t, "/keys?v=1", asked.RequestURI)
	require.Equal(t, "school.example", asked.Host)
	require.Equal(t, []netip.AddrPort{netip.AddrPortFrom(host.Addr, 443)}, n.Dialled())
}

// H22: what is sent says nothing of the badge, the verifier or its secrets.
func TestARequestSaysNothingOfWhoAsks(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://attacker.example:3128") // H23
	t.Setenv("https_proxy", "http://attacker.example:3128")
	t.Setenv("ALL_PROXY", "http://attacker.example:3128")
	n := faultnet.New(t)
	host := n.Host("school.example", faultnet.Redirect(302, "/moved"), faultnet.Text(200, "x", "Set-Cookie: a=b; Path=/"), faultnet.Text(200, "x"))
	f, _ := newFetcher(t, n)
	_, err := get(t, f, Request{Accept: "application/json"})
	require.NoError(t, err)
	_, err = get(t, f, Request{URL: school + "/2", Accept: "application/json"})
	require.NoError(t, err)
	require.Equal(t, 3, host.Asked())
	for _, asked := range host.Requests() {
		require.Equal(t, http.Header{"Accept": {"application/json"}, "Accept-Encoding": {"identity"}, "User-Agent": {"openbadges"}, "Connection": {"close"}}, asked.Header)
	}
	require.Zero(t, n.LookedUp("attacker.example"))
}

// H09, H10, H11, fault 3: whatever DNS says, and whenever it changes its mind.
func TestTheAddressIsJudgedWhenItIsDialled(t *testing.T) {
	for _, address := range []string{
		"127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1", "fc00::1", "fe80::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "192.0.0.1", "198.18.0.1", "240.0.0.1", "224.0.0.1", "2001::1",
	} {
		n := faultnet.New(t)
		host := n.Host("school.example", faultnet.Text(200, "secret"))
		n.Place(host, address)
		n.Resolve("school.example", faultnet.Addresses(address))
		f, _ := newFetcher(t, n)
		_, err := get(t, f, Request{})
		require.ErrorIs(t, err, credential.ResolveForbiddenTarget, address)
		require.Empty(t, n.Dialled(), address)
	}

	n := faultnet.New(t)
	host := n.Host("school.example", faultnet.Text(503, ""), faultnet.Text(200, "secret"))
	n.Place(host, "127.0.0.1")
	rebind := func(_ context.Context, asked int) ([]netip.Addr, error) {
		if asked == 0 {
			return []netip.Addr{host.Addr}, nil
		}
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}
	n.Resolve("school.example", rebind)
	f, _ := newFetcher(t, n)
	_, err := get(t, f, Request{})
	require.ErrorIs(t, err, credential.ResolveForbiddenTarget, "the repetition is judged anew")
	host.Answers(faultnet.Redirect(302, "/other"), faultnet.Text(200, "secret"))
	n.Resolve("school.example", func(_ context.Context, asked int) ([]netip.Addr, error) { return rebind(nil, asked-2) })
	_, err = get(t, f, Request{URL: school + "/2"})
	require.ErrorIs(t, err, credential.ResolveForbiddenTarget, "and so is where a redirect leads")
	require.Equal(t, 2, host.Asked())
	for _, d := range n.Dialled() {
		require.Equal(t, host.Addr, d.Addr())
	}

	n.Resolve("school.example", faultnet.Addresses("::1", host.Addr.String(), "127.0.0.1"))
	host.Answers(faultnet.Text(200, "x"))
	_, err = get(t, f, Request{URL: school + "/3"})
	require.NoError(t, err, "of mixed answers the public one is dialled")
	require.Equal(t, host.Addr, n.Dialled()[len(n.Dialled())-1].Addr())
}

func TestOfManyAddressesAFewAreTried(t *testing.T) {
	n := faultnet.New(t)
	var many []netip.Addr
	for i := range 1000 {
		many = append(many, netip.AddrFrom4([4]byte{20, 0, byte(i >> 8), byte(i)}))
	}
	n.Resolve("school.example", func(context.Context, int) ([]netip.Addr, error) { return many, nil })
	f, _ := newFetcher(t, n)
	f.limit.connect = time.Second
	_, err := get(t, f, Request{})
	require.ErrorIs(t, err, credential.ResolveTimeout)
	require.Len(t, n.Dialled(), limits.FetchAddresses)

	host := n.Host("university.example", faultnet.Text(200, "x"))
	n.Resolve("university.example", faultnet.Addresses("20.0.0.1", host.Addr.String()))
	_, err = get(t, f, Request{URL: "https://university.example/"})
	require.NoError(t, err, "one that does not answer leaves time for the next")
}

// H12, H13, H14.
func TestRedirects(t *testing.T) {
	for name, c := range map[string]struct {
		to   string
		key  bool
		want credential.Code
	}{
		"within the host":              {to: "/there"},
		"within the host, absolute":    {to: "https://school.example:443/there"},
		"of a key":                     {to: "/there", key: true, want: ResolveHTTP},
		"to another host":              {to: "https://evil.example/there", want: ResolveHTTP},
		"of a key to another host":     {to: "https://evil.example/there", key: true, want: ResolveHTTP},
		"to a subdomain":               {to: "https://a.school.example/there", want: ResolveHTTP},
		"to another port":              {to: "https://school.example:8443/there", want: ResolveHTTP},
		"to the cloud":                 {to: "http://169.254.169.254/", want: ResolveForbiddenTarget},
		"of a key to the cloud":        {to: "http://169.254.169.254/", key: true, want: ResolveForbiddenTarget},
		"to the cloud over https":      {to: "https://169.254.169.254/", want: ResolveForbiddenTarget},
		"without TLS":                  {to: "http://school.example/there", want: ResolveForbiddenTarget},
		"to a file":                    {to: "file:///etc/passwd", want: ResolveForbiddenTarget},
		"with a password":              {to: "https://me:pw@school.example/there", want: ResolveForbiddenTarget},
		"to nowhere":                   {to: "", want: ResolveHTTP},
		"to what is no URL":            {to: "https://[::1", want: ResolveHTTP},
		"to the same authority by //":  {to: "//school.example/there"},
		"to another authority by //":   {to: "//evil.example/there", want: ResolveHTTP},
		"to a name that is not public": {to: "https://localhost/there", want: ResolveForbiddenTarget},
	} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			n := faultnet.New(t)
			n.Host("school.example", faultnet.Redirect(status, c.to), faultnet.Text(200, "x"))
			evil := n.Host("evil.example", faultnet.Text(200, "x"))
			f, _ := newFetcher(t, n)
			f.HighPorts = true
			r, err := get(t, f, Request{Key: c.key})
			if c.want == "" {
				require.NoError(t, err, name)
				require.Equal(t, "https://school.example/there", r.URL)
			} else {
				require.ErrorIs(t, err, c.want, name)
			}
			require.Zero(t, evil.Asked())
			if status == 302 && c.want == ResolveHTTP {
				var answered *HTTPError
				require.ErrorAs(t, err, &answered)
				require.Equal(t, 302, answered.Status)
			}
			if testing.Short() {
				break
			}
		}
	}
	n := faultnet.New(t)
	host := n.Host("school.example", faultnet.Redirect(302, "/keys"))
	f, _ := newFetcher(t, n)
	_, err := get(t, f, Request{})
	require.ErrorIs(t, err, credential.ResolveHTTP, "a circle")
	require.Equal(t, 1+limits.FetchRedirects, host.Asked())
	host.Answers(faultnet.Redirect(302, "/1"), faultnet.Redirect(302, "/2"), faultnet.Redirect(302, "/3"), faultnet.Text(200, "x"))
	_, err = get(t, f, Request{URL: school + "/2"})
	require.NoError(t, err)
}

// H18.
func TestAnAnswerOtherThanADocumentIsItsStatus(t *testing.T) {
	for _, status := range []int{201, 203, 204, 206, 300, 304, 400, 401, 403, 404, 407, 410, 418, 500, 501} {
		n := faultnet.New(t)
		host := n.Host("school.example", faultnet.Text(status, "{}"))
		if status == 204 || status == 304 {
			host.Answers(faultnet.Text(status, ""))
		}
		f, _ := newFetcher(t, n)
		_, err := get(t, f, Request{Key: true})
		require.ErrorIs(t, err, credential.ResolveHTTP, "%d", status)
		var answered *HTTPError
		require.ErrorAs(t, err, &answered)
		require.Equal(t, &HTTPError{Status: status}, answered)
		require.Equal(t, 1, host.Asked(), "%d: asking again would not help", status)
	}
}

// Fault 4.
func TestAHostThatIsBusyIsAskedOnceMore(t *testing.T) {
	for name, first := range map[string]faultnet.Answer{
		"429": faultnet.Text(429, ""), "502": faultnet.Text(502, ""), "503": faultnet.Text(503, "busy", "Retry-After: 0"), "504": faultnet.Text(504, ""), "gone": faultnet.HangUp(),
		"truncated": faultnet.Raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"), "cut in a chunk": faultnet.Raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"),
	} {
		n := faultnet.New(t)
		host := n.Host("school.example", first, faultnet.Text(200, "x"))
		f, _ := newFetcher(t, n)
		_, err := get(t, f, Request{})
		require.NoError(t, err, name)
		require.Equal(t, 2, host.Asked(), name)
		host.Answers(first)
		_, err = get(t, f, Request{URL: school + "/2"})
		require.Error(t, err, name)
		require.Equal(t, 4, host.Asked(), "%s: and not a third time", name)
	}

	n := faultnet.New(t)
	host := n.Host("school.example", faultnet.Text(503, "", "Retry-After: 1"), faultnet.Text(200, "x"))
	f, _ := newFetcher(t, n)
	f.limit.one = 5 * time.Second
	start := time.Now()
	_, err := get(t, f, Request{})
	require.NoError(t, err)
	require.GreaterOrEqual(t, time.Since(start), time.Second, "it waits as long as the host asks for")

	var status *HTTPError
	host.Answers(faultnet.Text(429, "", "Retry-After: 120"))
	_, err = get(t, f, Request{URL: school + "/2"})
	require.ErrorAs(t, err, &status)
	require.Equal(t, HTTPError{429, 2 * time.Minute}, *status)
	require.Equal(t, 3, host.Asked(), "and does not wait for long")
	host.Answers(faultnet.Text(429, "", "Retry-After: 2"))
	_, err = get(t, f, Request{URL: school + "/2?"})
	require.ErrorAs(t, err, &status)
	require.Equal(t, 4, host.Asked(), "not even if there were time for it")

	host.Answers(faultnet.Text(503, "", "Retry-After: 1"))
	within, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	_, err = f.Fetch(within, Request{URL: school + "/3"})
	require.ErrorIs(t, err, credential.ResolveTimeout)
	require.True(t, faultnet.Eventually(func() bool { return idle(f) }))
	require.Equal(t, 5, host.Asked(), "nobody is asked after the deadline of the one who asked")
}

// idle reports whether nothing is under way.
func idle(f *HTTPFetcher) bool {
	f.once.Do(f.start)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.turns.mu.Lock()
	defer f.turns.mu.Unlock()
	return len(f.flights) == 0 && len(f.turns.hosts) == 0 && len(f.turns.all) == 0 && f.turns.out.Len() == 0
}

// H17, H21, fault 5.
func TestWhatAHostSendsIsBounded(t *testing.T) {
	zip := func(data []byte) string {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Write(data)
		w.Close()
		return b.String()
	}
	bomb := zip(make([]byte, 16<<20))
	ok := "HTTP/1.1 200 OK\r\n"
	for name, c := range map[string]struct {
		answer faultnet.Answer
		limit  int
		want   error
	}{
		"as large as allowed":          {faultnet.Text(200, strings.Repeat("x", 1000)), 1000, nil},
		"one byte more":                {faultnet.Text(200, strings.Repeat("x", 1001)), 1000, ResolveTooLarge},
		"one byte more, until it ends": {faultnet.Raw(ok + "\r\n" + strings.Repeat("x", 1001)), 1000, ResolveTooLarge},
		"a megabyte":                   {faultnet.Text(200, strings.Repeat("x", 1<<20)), 0, nil},
		"more than a megabyte":         {faultnet.Text(200, strings.Repeat("x", 1<<20+1)), 0, ResolveTooLarge},
		"5 MB":                         {faultnet.Text(200, strings.Repeat("x", 5<<20)), limits.FetchedList, ResolveTooLarge},
		"10 GB":                        {faultnet.Endless(ok+"Content-Length: 10000000000\r\n\r\n", "x"), 0, ResolveTooLarge},
		"no end":                       {faultnet.Endless(ok+"\r\n", "x"), 0, ResolveTooLarge},
		"no end of chunks":             {faultnet.Endless(ok+"Transfer-Encoding: chunked\r\n\r\n", "400\r\n"+strings.Repeat("x", 1024)+"\r\n"), 0, ResolveTooLarge},
		"no end of fields":             {faultnet.Endless(ok, "A: b\r\n"), 0, ResolveHTTP},
		"10 MB of a field":             {faultnet.Raw(ok + "A: " + strings.Repeat("x", 10<<20) + "\r\nContent-Length: 1\r\n\r\nx"), 0, ResolveHTTP},
		"more fields than allowed":     {faultnet.Text(200, "x", "A: "+strings.Repeat("x", limits.FetchedHeader)), 0, ResolveHTTP},
		"no end of early hints":        {faultnet.Endless("", "HTTP/1.1 103 Early Hints\r\n\r\n"), 0, ResolveHTTP},
		"a thousand cookies":           {faultnet.Text(200, "x", strings.Repeat("Set-Cookie: a=b\r\n", 999)+"Set-Cookie: a=b"), 0, nil},
		"nothing":                      {faultnet.Text(200, ""), 0, ResolveHTTP},
		"nothing, zipped":              {faultnet.Text(200, zip(nil), "Content-Encoding: gzip"), 0, ResolveHTTP},
		"zipped":                       {faultnet.Text(200, zip([]byte("hello")), "Content-Encoding: GZIP"), 0, nil},
		"zipped twice":                 {faultnet.Text(200, zip([]byte(zip([]byte("hello")))), "Content-Encoding: gzip, gzip"), 0, ResolveHTTP},
		"zipped as much as allowed":    {faultnet.Text(200, zip(make([]byte, 1<<20)), "Content-Encoding: gzip"), 0, nil},
		"zipped, one byte more":        {faultnet.Text(200, zip(make([]byte, 1<<20+1)), "Content-Encoding: gzip"), 0, ResolveTooLarge},
		"a bomb":                       {faultnet.Text(200, bomb, "Content-Encoding: gzip"), 0, ResolveTooLarge},
		"zipped, with a false sum":     {faultnet.Text(200, zip([]byte("hello"))[:20]+"12345678901", "Content-Encoding: gzip"), 0, ResolveHTTP},
		"not zipped":                   {faultnet.Text(200, "hello, hello, hello", "Content-Encoding: gzip"), 0, ResolveHTTP},
		"brotli":                       {faultnet.Text(200, "hello", "Content-Encoding: br"), 0, ResolveHTTP},
		"not HTTP":                     {faultnet.Raw("SSH-2.0-OpenSSH_9.9\r\n\r\n"), 0, ResolveHTTP},
		"two lengths":                  {faultnet.Text(200, "hello", "Content-Length: 4"), 0, ResolveHTTP},
		"a web page":                   {faultnet.Text(200, "<html>log in</html>", "Content-Type: text/html"), 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			n := faultnet.New(t)
			host := n.Host("school.example", c.answer)
			f, _ := newFetcher(t, n)
			f.limit.one = 5 * time.Second
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			r, err := get(t, f, Request{Limit: c.limit})
			runtime.ReadMemStats(&after)
			require.Equal(t, 1, host.Asked())
			if c.want == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, c.want)
			require.Nil(t, r)
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(40<<20), "bytes, those that the host made included")
		})
	}
}

// H19, H20, faults 1, 2 and 3.
func TestAHostThatIsAtFaultLeavesTheVerdictOpenInTime(t *testing.T) {
	slow := "HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + strings.Repeat("x", 2000)
	dns := func(err error) func(*faultnet.Net, *faultnet.Host) {
		return func(n *faultnet.Net, h *faultnet.Host) {
			n.Resolve(h.Name, func(ctx context.Context, _ int) ([]netip.Addr, error) {
				if err == nil {
					<-ctx.Done()
					err = ctx.Err()
				}
				return nil, err
			})
		}
	}
	host := func(change func(h *faultnet.Host)) func(*faultnet.Net, *faultnet.Host) {
		return func(_ *faultnet.Net, h *faultnet.Host) { change(h) }
	}
	for name, c := range map[string]struct {
		fault func(*faultnet.Net, *faultnet.Host)
		want  error
	}{
		"black hole":       {host(func(h *faultnet.Host) { h.BlackHole() }), ResolveTimeout},
		"refused":          {host(func(h *faultnet.Host) { h.Refuse() }), ResolveFailed},
		"silent":           {host(func(h *faultnet.Host) { h.Silent() }), ResolveTimeout},
		"rude":             {host(func(h *faultnet.Host) { h.Rude() }), ResolveFailed},
		"never":            {host(func(h *faultnet.Host) { h.Answers(faultnet.Never()) }), ResolveTimeout},
		"a byte at a time": {host(func(h *faultnet.Host) { h.Answers(faultnet.Drip(slow, 20*time.Millisecond)) }), ResolveTimeout},
		"fields without end": {host(func(h *faultnet.Host) {
			h.Answers(faultnet.Drip("HTTP/1.1 200 OK\r\n"+strings.Repeat("A: b\r\n", 500), 5*time.Millisecond))
		}), ResolveTimeout},
		"redirects, slowly":    {host(func(h *faultnet.Host) { h.Answers(faultnet.After(350*time.Millisecond, faultnet.Redirect(302, "/"))) }), ResolveTimeout},
		"busy, slowly":         {host(func(h *faultnet.Host) { h.Answers(faultnet.After(500*time.Millisecond, faultnet.Text(503, ""))) }), ResolveTimeout},
		"certificate expired":  {host(func(h *faultnet.Host) { h.Certificate(faultnet.Expired) }), ResolveTLS},
		"certificate its own":  {host(func(h *faultnet.Host) { h.Certificate(faultnet.SelfSigned) }), ResolveTLS},
		"certificate not its":  {host(func(h *faultnet.Host) { h.Certificate(faultnet.WrongHost) }), ResolveTLS},
		"certificate of SHA-1": {host(func(h *faultnet.Host) { h.Certificate(faultnet.SHA1) }), ResolveTLS},
		"TLS 1.0":              {host(func(h *faultnet.Host) { h.MaxTLS(tls.VersionTLS10) }), ResolveTLS},
		"TLS 1.1":              {host(func(h *faultnet.Host) { h.MaxTLS(tls.VersionTLS11) }), ResolveTLS},
		"TLS 1.2":              {host(func(h *faultnet.Host) { h.MaxTLS(tls.VersionTLS12) }), nil},
		"NXDOMAIN":             {func(n *faultnet.Net, h *faultnet.Host) { n.Resolve(h.Name, nil) }, ResolveFailed},
		"no address":           {func(n *faultnet.Net, h *faultnet.Host) { n.Resolve(h.Name, faultnet.Addresses()) }, ResolveFailed},
		"SERVFAIL":             {dns(&net.DNSError{Err: "server misbehaving", Server: "10.0.0.53:53"}), ResolveFailed},
		"an address within":    {func(n *faultnet.Net, h *faultnet.Host) { n.Resolve(h.Name, faultnet.Addresses("10.1.2.3")) }, ResolveForbiddenTarget},
		"DNS that is slow":     {dns(nil), ResolveTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			round := func() (took time.Duration) {
				n := faultnet.New(t)
				h := n.Host("school.example", faultnet.Text(200, "x"))
				n.Host("university.example", faultnet.Text(200, "x"))
				c.fault(n, h)
				f, _ := newFetcher(t, n)
				f.Roots, f.limit.connect, f.limit.one = n.Roots(), time.Second, time.Second
				start := time.Now()
				_, err := get(t, f, Request{})
				took = time.Since(start)
				if c.want == nil {
					require.NoError(t, err)
				} else {
					require.ErrorIs(t, err, c.want)
					require.NotRegexp(t, `[0-9]+\.[0-9]+\.[0-9]+\.[0-9]`, err.Error(), "no address of ours, nor of what DNS knows within our network")
				}
				_, err = get(t, f, Request{URL: "https://university.example/"})
				require.NoError(t, err, "others are not affected")
				return took
			}
			took := round()
			for range 2 { // this machine may have other work, too
				if took > 1100*time.Millisecond {
					took = round()
				}
			}
			require.LessOrEqual(t, took, 1100*time.Millisecond)
		})
	}
}

func TestAHandshakeHasItsTime(t *testing.T) {
	n := faultnet.New(t)
	n.Host("school.example").Silent()
	f, _ := newFetcher(t, n)
	f.limit.connect, f.limit.one = 100*time.Millisecond, 20*time.Second
	start := time.Now()
	_, err := get(t, f, Request{})
	require.ErrorIs(t, err, credential.ResolveTimeout)
	require.Less(t, time.Since(start), 5*time.Second)
}

func TestAPauseThatIsTooLongIsNotMade(t *testing.T) {
	n := faultnet.New(t)
	n.Host("school.example", faultnet.Text(503, "", "Retry-After: 60"))
	f, _ := newFetcher(t, n)
	f.limit.one, f.limit.retryAfter = 20*time.Second, time.Hour
	start := time.Now()
	_, err := get(t, f, Request{})
	require.ErrorIs(t, err, credential.ResolveHTTP)
	require.Less(t, time.Since(start), 10*time.Second, "there would be no time left to ask again")
}

func TestAContentTypeIsAFewWords(t *testing.T) {
	n := faultnet.New(t)
	n.Host("school.example", faultnet.Text(200, "x", "Content-Type: "+strings.Repeat("x", limits.Name+1)))
	f, _ := newFetcher(t, n)
	r, err := get(t, f, Request{})
	require.NoError(t, err)
	require.Empty(t, r.ContentType)
}

// Fault 12.
func TestADeadlineOfAMillisecond(t *testing.T) {
	n := faultnet.New(t)
	n.Host("school.example", faultnet.After(50*time.Millisecond, faultnet.Text(200, "x")))
	f, _ := newFetcher(t, n)
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	r, err := f.Fetch(ctx, Request{URL: school})
	require.ErrorIs(t, err, credential.ResolveTimeout)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Nil(t, r)
}

// Fault 11: whoever asks leaves at every point of the way, and nothing stays behind.
func TestWhoeverLeavesLeavesNothingBehind(t *testing.T) {
	long := "HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + strings.Repeat("x", 2000)
	for name, fault := range map[string]func(*faultnet.Net, *faultnet.Host){
		"in DNS": func(n *faultnet.Net, h *faultnet.Host) {
			n.Resolve(h.Name, func(ctx context.Context, _ int) ([]netip.Addr, error) { <-ctx.Done(); return nil, ctx.Err() })
		},
		"while connecting": func(_ *faultnet.Net, h *faultnet.Host) { h.BlackHole() },
		"in TLS":           func(_ *faultnet.Net, h *faultnet.Host) { h.Silent() },
		"after asking":     func(_ *faultnet.Net, h *faultnet.Host) { h.Answers(faultnet.Never()) },
		"in the fields":    func(_ *faultnet.Net, h *faultnet.Host) { h.Answers(faultnet.Drip(long[:40], 100*time.Millisecond)) },
		"in the body":      func(_ *faultnet.Net, h *faultnet.Host) { h.Answers(faultnet.Drip(long, time.Millisecond)) },
		"before repeating": func(_ *faultnet.Net, h *faultnet.Host) { h.Answers(faultnet.Text(503, "", "Retry-After: 1")) },
		"in a redirect": func(_ *faultnet.Net, h *faultnet.Host) {
			h.Answers(faultnet.Redirect(302, "/"), faultnet.Never())
		},
		"anywhere": func(*faultnet.Net, *faultnet.Host) {},
	} {
		t.Run(name, func(t *testing.T) {
			n := faultnet.New(t)
			h := n.Host("school.example", faultnet.Text(200, "x"))
			fault(n, h)
			f, _ := newFetcher(t, n)
			f.limit.connect, f.limit.one = 5*time.Second, 10*time.Second
			before := len(faultnet.Goroutines())
			for _, after := range []time.Duration{0, time.Millisecond, 3 * time.Millisecond, 10 * time.Millisecond, 40 * time.Millisecond} {
				ctx, cancel := context.WithCancel(context.Background())
				time.AfterFunc(after, cancel)
				_, err := f.Fetch(ctx, Request{URL: fmt.Sprintf("%s/%v", school, after)})
				if err != nil {
					require.ErrorIs(t, err, context.Canceled)
				}
				if name != "anywhere" {
					require.Error(t, err)
				}
				cancel()
				left := time.Now()
				require.True(t, faultnet.Eventually(func() bool { return idle(f) && n.Open() == 0 }))
				require.Less(t, time.Since(left), 500*time.Millisecond)
			}
			f.Close()
			require.True(t, faultnet.Eventually(func() bool { return len(faultnet.Goroutines()) <= before }), strings.Join(faultnet.Goroutines(), "\n\n"))
		})
	}
}

// H23: with a proxy, what is connected to is the proxy, and that one is the operator's.
func TestAProxyIsWhoeverRunsTheVerifier(t *testing.T) {
	n := faultnet.New(t)
	host := n.Host("school.example", faultnet.Text(200, "x"))
	f, _ := newFetcher(t, n)
	f.Proxy, _ = url.Parse("http://me:pw@proxy:3128")
	f.Lookup = func(_ context.Context, name string) ([]netip.Addr, error) {
		require.Equal(t, "proxy", name, "the proxy resolves the other names")
		return []netip.Addr{netip.MustParseAddr("10.0.0.1")}, nil
	}
	f.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		require.Equal(t, "10.0.0.1:3128", address)
		near, far := net.Pipe()
		go func() { // the proxy
			defer far.Close()
			r, err := http.ReadRequest(bufio.NewReader(far))
			if err != nil || r.Method != http.MethodConnect || r.RequestURI != "school.example:443" {
				io.WriteString(far, "HTTP/1.1 403 Forbidden\r\n\r\n")
				return
			}
			conn, err := n.Dial(ctx, network, netip.AddrPortFrom(host.Addr, 443).String())
			if err != nil {
				return
			}
			io.WriteString(far, "HTTP/1.1 200 OK\r\n\r\n")
			go func() { io.Copy(conn, far); conn.Close() }()
			io.Copy(far, conn)
		}()
		return near, nil
	}
	r, err := get(t, f, Request{})
	require.NoError(t, err)
	require.Equal(t, "x", string(r.Data))
	require.NotContains(t, host.Requests()[0].Header, "Proxy-Authorization", "that is for the proxy alone")
	host.Certificate(faultnet.WrongHost)
	_, err = get(t, f, Request{URL: school + "/2"})
	require.ErrorIs(t, err, credential.ResolveTLS)
	_, err = get(t, f, Request{URL: "https://university.example/"})
	require.ErrorIs(t, err, credential.ResolveHTTP, "the proxy refuses")
	_, err = get(t, f, Request{URL: "https://127.0.0.1/"})
	require.ErrorIs(t, err, credential.ResolveForbiddenTarget, "URLs are judged all the same")

	silent, _ := newFetcher(t, n)
	silent.limit.one = 500 * time.Millisecond
	silent.Proxy, _ = url.Parse("https://proxy.example:3128")
	n.Host("proxy.example", faultnet.Never())
	start := time.Now()
	_, err = get(t, silent, Request{})
	require.ErrorIs(t, err, credential.ResolveTimeout)
	require.Less(t, time.Since(start), 3*time.Second)
}

// What the zero value asks by: the resolver and the dialer of the system.
func TestTheZeroValueUsesTheSystem(t *testing.T) {
	proxy, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer proxy.Close()
	go func() {
		for {
			conn, err := proxy.Accept()
			if err != nil {
				return
			}
			http.ReadRequest(bufio.NewReader(conn))
			io.WriteString(conn, "HTTP/1.1 418 I'm a teapot\r\n\r\n")
			conn.Close()
		}
	}()
	_, port, err := net.SplitHostPort(proxy.Addr().String())
	require.NoError(t, err)
	for _, host := range []string{"127.0.0.1", "localhost"} {
		f := &HTTPFetcher{Proxy: &url.URL{Scheme: "http", Host: net.JoinHostPort(host, port)}}
		_, err = get(t, f, Request{})
		require.ErrorContains(t, err, "teapot", host)
	}
	f := &HTTPFetcher{Lookup: func(context.Context, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}}
	_, err = get(t, f, Request{})
	require.ErrorIs(t, err, credential.ResolveForbiddenTarget)
	require.Equal(t, pace{
		connect: limits.FetchConnect, one: limits.FetchOne, patience: limits.FetchPatience, pause: limits.FetchAgainAfter, retryAfter: limits.FetchRetryAfter,
		atOnce: limits.FetchesAtOnce, atOnceAll: limits.FetchesAtOnceAll, kept: limits.FetchedKept, keptBytes: limits.FetchedKeptBytes,
	}, f.limit)
}

func TestAPlugInOfTheFetcherThatPanicsEndsNothing(t *testing.T) {
	n := faultnet.New(t)
	n.Host("school.example", faultnet.Text(200, "x"))
	f, _ := newFetcher(t, n)
	var panics atomic.Bool
	panics.Store(true)
	f.Lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
		if panics.Load() {
			panic("lookup")
		}
		return n.Lookup(ctx, host)
	}
	_, err := get(t, f, Request{})
	require.ErrorIs(t, err, credential.Panicked)
	panics.Store(false)
	_, err = get(t, f, Request{})
	require.NoError(t, err, "and nothing of it is kept")

	n.Host("university.example", faultnet.Text(500, ""))
	f.Now = func() time.Time { panic("now") }
	_, err = get(t, f, Request{URL: "https://university.example/"})
	require.ErrorIs(t, err, credential.Panicked)
}

func TestWhyAHostIsNotReachedIsSaid(t *testing.T) {
	n := faultnet.New(t)
	n.Host("school.example", faultnet.Text(200, "x"))
	f, _ := newFetcher(t, n)
	f.Lookup = func(context.Context, string) ([]netip.Addr, error) {
		return nil, &net.DNSError{Err: "no such host", Server: "10.0.0.53:53", IsNotFound: true}
	}
	_, err := get(t, f, Request{})
	require.ErrorIs(t, err, credential.ResolveFailed)
	require.ErrorContains(t, err, "was not resolved: no such host")
	require.NotContains(t, err.Error(), "10.0.0.53")

	f, _ = newFetcher(t, n)
	f.Lookup = func(context.Context, string) ([]netip.Addr, error) {
		return nil, &net.DNSError{Err: "no answer", IsTimeout: true}
	}
	_, err = get(t, f, Request{})
	require.ErrorIs(t, err, credential.ResolveTimeout)
	require.ErrorContains(t, err, "was not resolved within")

	f, _ = newFetcher(t, n)
	f.Lookup = func(context.Context, string) ([]netip.Addr, error) { return nil, nil }
	_, err = get(t, f, Request{})
	require.ErrorContains(t, err, "has no address")

	f, _ = newFetcher(t, n)
	f.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, nil }
	_, err = get(t, f, Request{})
	require.ErrorIs(t, err, credential.ResolveFailed)
	require.ErrorContains(t, err, "the Dial of the HTTPFetcher returned nothing")
}

func TestNoFetcherAndAClosedOneFetchNothing(t *testing.T) {
	var none *HTTPFetcher
	_, err := get(t, none, Request{})
	require.ErrorIs(t, err, credential.ResolveOffline)
	f := &HTTPFetcher{}
	require.NoError(t, f.Close())
	_, err = get(t, f, Request{})
	require.ErrorIs(t, err, credential.ResolveFailed)
	p, ok := errors.AsType[*Problem](err)
	require.True(t, ok)
	require.False(t, p.Retry(), "it stays closed")
}

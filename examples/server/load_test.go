package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/testdata"
)

// A child is the built program in a process of its own, on the loopback interface.
type child struct {
	url  string
	addr string
	pid  int
}

func spawn(t *testing.T) *child {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("reads /proc")
	}
	name := filepath.Join(t.TempDir(), "server")
	out, err := exec.Command("go", "build", "-o", name, ".").CombinedOutput()
	require.NoError(t, err, string(out))
	command := exec.Command(name, "-listen", "127.0.0.1:0")
	stdout, err := command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	t.Cleanup(func() {
		require.NoError(t, command.Process.Signal(os.Interrupt))
		require.NoError(t, command.Wait(), "it stops when it is told to")
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	url := strings.TrimSpace(line)
	return &child{url: url, addr: strings.TrimPrefix(url, "http://"), pid: command.Process.Pid}
}

// memory is what the process has resident, in MiB.
func (c *child) memory(t *testing.T) int {
	t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.pid))
	require.NoError(t, err)
	m := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(data)
	require.NotNil(t, m)
	kib, err := strconv.Atoi(string(m[1]))
	require.NoError(t, err)
	return kib >> 10
}

func (c *child) goroutines(t *testing.T) int {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Minute}
	response, err := client.Get(c.url + "/metrics")
	require.NoError(t, err)
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	m := regexp.MustCompile(`(?m)^go_goroutines (\d+)$`).FindSubmatch(data)
	require.NotNil(t, m)
	n, err := strconv.Atoi(string(m[1]))
	require.NoError(t, err)
	return n
}

// settled waits until the server has as few goroutines as before.
func (c *child) settled(t *testing.T, before int) {
	t.Helper()
	require.Eventually(t, func() bool { return c.goroutines(t) <= before+2 }, 40*time.Second, 500*time.Millisecond, "goroutines are back where they were")
}

// length is how long the load lasts: OPENBADGES_LOAD, or so long that the test shows that
// it works.
func length(t *testing.T) time.Duration {
	t.Helper()
	text := os.Getenv("OPENBADGES_LOAD")
	if text == "" {
		return 2 * time.Second
	}
	d, err := time.ParseDuration(text)
	require.NoError(t, err)
	return d
}

// A shot is one request of the load.
type shot struct {
	path, kind string
	body       []byte
}

func form(t *testing.T, file []byte) shot {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	w, err := m.CreateFormFile("file", "badge")
	require.NoError(t, err)
	_, _ = w.Write(file)
	require.NoError(t, m.WriteField("holder", "ada@example.org"))
	require.NoError(t, m.Close())
	return shot{"/", m.FormDataContentType(), b.Bytes()}
}

func shots(t *testing.T, c *child) []shot {
	t.Helper()
	response, err := http.Get(c.url + "/harness/info")
	require.NoError(t, err)
	defer response.Body.Close()
	var info struct {
		Issuers map[string]struct{ ID string }
	}
	require.NoError(t, json.NewDecoder(response.Body).Decode(&info))
	const kind = "application/json"
	var all []shot
	for name, is := range info.Issuers {
		body := []byte(`{"credential":` + unsecured(is.ID, false) + `}`)
		path := "/" + name + "/credentials/issue"
		all = append(all, shot{path, kind, body}, shot{"/1.0/identifiers/" + is.ID, "", nil})
		r, err := http.Post(c.url+path, kind, bytes.NewReader(body))
		require.NoError(t, err)
		var issued struct{ VerifiableCredential json.RawMessage }
		require.NoError(t, json.NewDecoder(r.Body).Decode(&issued))
		r.Body.Close()
		good := []byte(`{"verifiableCredential":` + string(issued.VerifiableCredential) + `}`)
		all = append(all, shot{"/credentials/verify", kind, good}, shot{"/presentations/verify", kind, good}, shot{"/credentials/verify", kind, good[:len(good)/2]})
	}
	for i, v := range testdata.Vectors() {
		if i%7 == 0 && len(v.Data) < 1<<20 {
			all = append(all, form(t, v.Data))
		}
	}
	token := award(t)
	all = append(all,
		form(t, token), form(t, []byte(picture(t, string(token), "png"))), form(t, []byte(picture(t, string(token), "svg"))),
		form(t, bytes.Repeat([]byte("x"), 5<<20)),
		shot{"/", "multipart/form-data; boundary=b", []byte("--b\r\n" + strings.Repeat("X: y\r\n", 1000))},
		shot{"/credentials/verify", kind, bytes.Repeat([]byte("["), 1<<20)},
		shot{"/credentials/verify", kind, bytes.Repeat([]byte(`{"a":`), 1<<18)},
		shot{"/credentials/verify", kind, bytes.Repeat([]byte(" "), mostBody+1)},
		shot{"/credentials/verify", "text/html", []byte("{}")},
		shot{"/status/1", "", nil}, shot{"/", "", nil}, shot{"/?lang=es&url=https://x.example/", "", nil},
		shot{"/page.css", "", nil}, shot{"/health", "", nil}, shot{"/../../etc/passwd", "", nil}, shot{"/status/credentials/status", kind, []byte(`{"credentialId":"urn:x","status":true}`)},
	)
	return all
}

// award is a badge of the corpus that is accepted, as a token.
func award(t testing.TB) []byte {
	t.Helper()
	for _, v := range testdata.Vectors() {
		if v.Name == "H24-control-did-key-ed25519" {
			return v.Data
		}
	}
	t.Fatal("no such vector")
	return nil
}

// Whoever asks as fast as they can, rightly and wrongly, gets an answer and no 5xx, and
// leaves nothing behind: memory does not grow, and no goroutine stays. .ci/run asks for
// ten seconds of it, .ci/long for two minutes.
func TestTheServerUnderLoad(t *testing.T) {
	c := spawn(t)
	all := shots(t, c)
	before := c.goroutines(t)
	lasts := length(t)
	ctx, stop := context.WithTimeout(t.Context(), lasts)
	defer stop()

	var mu sync.Mutex
	statuses := map[int]int{}
	var broken atomic.Int64
	transport := &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}
	client := &http.Client{Transport: transport, Timeout: time.Minute}
	var workers sync.WaitGroup
	for n := range 48 {
		workers.Add(1)
		go func() {
			defer workers.Done()
			dice := rand.New(rand.NewPCG(1, uint64(n)))
			for ctx.Err() == nil {
				if dice.IntN(20) == 0 {
					c.misbehave(dice)
					continue
				}
				s := all[dice.IntN(len(all))]
				method := http.MethodGet
				if s.kind != "" {
					method = http.MethodPost
				}
				request, err := http.NewRequest(method, c.url+s.path, bytes.NewReader(s.body))
				if err != nil {
					panic(err)
				}
				request.Header.Set("Content-Type", s.kind)
				response, err := client.Do(request)
				if err != nil { // a body that is cut off may lose the answer to it
					broken.Add(1)
					continue
				}
				_, _ = io.Copy(io.Discard, response.Body)
				response.Body.Close()
				mu.Lock()
				statuses[response.StatusCode]++
				mu.Unlock()
			}
		}()
	}
	time.Sleep(lasts / 2)
	warm := c.memory(t)
	workers.Wait()
	end := c.memory(t)
	transport.CloseIdleConnections()
	total := 0
	for status, n := range statuses {
		total += n
		require.Less(t, status, 500, "%v", statuses)
	}
	t.Logf("%d requests in %v, %v, %d cut off; %d MiB halfway, %d MiB at the end", total, lasts, statuses, broken.Load(), warm, end)
	require.Positive(t, statuses[http.StatusOK])
	require.Positive(t, statuses[http.StatusCreated])
	require.Positive(t, statuses[http.StatusBadRequest])
	require.Less(t, int(broken.Load()), total/10)
	require.Less(t, end, warm+warm/2+64, "memory is flat")
	require.Less(t, end, 1024)
	c.settled(t, before)
}

// misbehave does what no client of HTTP does.
func (c *child) misbehave(dice *rand.Rand) {
	conn, err := net.Dial("tcp", c.addr)
	if err != nil {
		return
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	switch dice.IntN(5) {
	case 0:
		fmt.Fprintf(conn, "\x16\x03\x01garbage\r\n\r\n")
	case 1:
		fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n", strings.Repeat("x", 70<<10))
	case 2:
		fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n")
		return
	case 3:
		fmt.Fprintf(conn, "POST /credentials/verify HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
	case 4:
		fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(conn, 1<<10))
}

// Who sends slowly, or never stops, is cut off.
func TestSlowClientsAreCutOff(t *testing.T) {
	if length(t) < 10*time.Second {
		t.Skip("takes 20 seconds: OPENBADGES_LOAD=10s")
	}
	c := spawn(t)
	before, memory := c.goroutines(t), c.memory(t)

	var slow sync.WaitGroup
	cutOff := func(name, head, drip string, within time.Duration) {
		slow.Go(func() {
			conn, err := net.Dial("tcp", c.addr)
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			start := time.Now()
			_, _ = io.WriteString(conn, head)
			ended := make(chan error, 1)
			go func() {
				_, err := io.Copy(io.Discard, conn)
				ended <- err
			}()
			for {
				select {
				case <-ended:
					t.Logf("%s: cut off after %v", name, time.Since(start).Round(100*time.Millisecond))
					return
				case <-time.After(500 * time.Millisecond):
					_, _ = io.WriteString(conn, drip)
				}
				if time.Since(start) > within {
					t.Errorf("%s: still open after %v", name, within)
					return
				}
			}
		})
	}
	for range 20 {
		cutOff("a slow head", "GET / HTTP/1.1\r\nHost: x\r\n", "X: y\r\n", headerTimeout+3*time.Second)
		cutOff("a slow body", "POST /credentials/verify HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{", " ", bodyTimeout+5*time.Second)
		cutOff("a body that never ends", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n", "100000\r\n"+strings.Repeat("x", 1<<20)+"\r\n", bodyTimeout+5*time.Second)
		cutOff("nothing", "", "", headerTimeout+3*time.Second)
	}
	slow.Wait()
	require.Less(t, c.memory(t), memory+3*(mostHeld>>20), "bodies that go nowhere have a bound")
	c.settled(t, before)
}

// Ten thousand connections at once neither stop the server nor fill its memory: each is
// given up that says nothing, and one more waits its turn.
func TestTenThousandConnections(t *testing.T) {
	if length(t) < time.Minute {
		t.Skip("takes half a minute, and 10,000 file descriptors: OPENBADGES_LOAD=2m")
	}
	c := spawn(t)
	before, memory := c.goroutines(t), c.memory(t)
	const many = 10_000
	var mu sync.Mutex
	var open []net.Conn
	dials := make(chan struct{}, 500)
	var dialing sync.WaitGroup
	for range many {
		dialing.Add(1)
		dials <- struct{}{}
		go func() {
			defer func() { <-dials; dialing.Done() }()
			conn, err := net.DialTimeout("tcp", c.addr, time.Second)
			if err == nil {
				mu.Lock()
				open = append(open, conn)
				mu.Unlock()
			}
		}()
	}
	dialing.Wait()
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: true}}
	start := time.Now()
	response, err := client.Get(c.url + "/health")
	require.NoError(t, err, "one more waits, and is answered")
	response.Body.Close()
	t.Logf("%d of %d connections; one more was answered after %v; %d MiB", len(open), many, time.Since(start).Round(100*time.Millisecond), c.memory(t))
	require.Less(t, c.memory(t), memory+3*(mostHeld>>20))
	for _, conn := range open {
		conn.Close()
	}
	c.settled(t, before)
	_, err = client.Get(c.url + "/health")
	require.NoError(t, err)
}

package verify

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
)

func TestAKeyInTheHeaderThatIsNoneIsRefused(t *testing.T) {
	const jwk = `"kty":"OKP","crv":"Ed25519","x":"LgAS0jdksgxSrw5dJ3ug9Q5vcfGNSOpO31oCHV7NrV0"`
	m, err := headerKey(json.RawMessage(`{` + jwk + `}`))
	require.NoError(t, err)
	require.NotNil(t, m.Key)
	for text, want := range map[string]Code{
		`{` + jwk + `,"use":"enc"}`:                                       credential.KeyTypeMismatch,
		`{` + jwk + `,"d":"LgAS0jdksgxSrw5dJ3ug9Q5vcfGNSOpO31oCHV7NrV0"}`: credential.KeyPrivateExposed,
		`{"kty":"OKP"}`: credential.JWSFormat,
	} {
		m, err := headerKey(json.RawMessage(text))
		require.ErrorIs(t, err, want, text)
		require.Equal(t, want, asProblem(err).Code, text)
		require.Nil(t, m)
	}
}

// An error that is no Problem, and a document that has none, are no pass.
func TestWhatSaysNothingOfItselfIsNoPass(t *testing.T) {
	p := asProblem(errors.New("out of order"))
	require.NotNil(t, p)
	require.Equal(t, credential.SchemaInvalid, p.Code)
	require.Equal(t, Violation, p.Severity)
	p, open, timed := (&corridor{report: &Report{}}).verdict()
	require.Equal(t, credential.ResolveFailed, p.Code)
	require.True(t, open)
	require.False(t, timed)
}

// brokenOff is a file, and a connection, that breaks off.
type brokenOff struct {
	io.Reader
	err error
}

func (f *brokenOff) Read(p []byte) (int, error) {
	n, err := f.Reader.Read(p)
	if err == io.EOF {
		err = f.err
	}
	return n, err
}

func (f *brokenOff) Close() error { return nil }

type failingFS struct{ fstest.MapFS }

func (f failingFS) Open(name string) (fs.File, error) {
	file, err := f.MapFS.Open(name)
	return failingFile{file, &brokenOff{file, fs.ErrPermission}}, err
}

type failingFile struct {
	fs.File
	broken *brokenOff
}

func (f failingFile) Read(p []byte) (int, error) { return f.broken.Read(p) }

func TestAFileThatCannotBeReadToItsEndIsNone(t *testing.T) {
	files := fstest.MapFS{"school.example/keys": {Data: []byte(`{"a":1}`)}}
	r, err := FetchFS(files).Fetch(context.Background(), Request{URL: "https://school.example/keys"})
	require.NoError(t, err)
	require.Equal(t, `{"a":1}`, string(r.Data))
	r, err = FetchFS(failingFS{files}).Fetch(context.Background(), Request{URL: "https://school.example/keys"})
	require.ErrorIs(t, err, credential.ResolveFailed)
	require.ErrorIs(t, err, fs.ErrPermission)
	require.Nil(t, r)
}

// A connection that breaks off in the midst of gzip is tried again; what is no gzip is
// the host's fault.
func TestAnAnswerThatBreaksOffIsToldFromOneThatIsBroken(t *testing.T) {
	at, err := url.Parse("https://school.example/keys")
	require.NoError(t, err)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err = w.Write(bytes.Repeat([]byte("key"), 1000))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	broken := errors.New("broken off")
	for what, c := range map[string]struct {
		coding string
		sent   []byte
		end    error
		want   error
		words  string
	}{
		"gzip, whole":          {"gzip", packed.Bytes(), io.EOF, nil, ""},
		"gzip, off at once":    {"gzip", nil, broken, broken, ""},
		"gzip, off in head":    {"gzip", packed.Bytes()[:5], broken, broken, ""},
		"gzip, off in midst":   {"gzip", packed.Bytes()[:packed.Len()-9], broken, broken, ""},
		"gzip, too short":      {"gzip", packed.Bytes()[:packed.Len()-9], io.EOF, credential.ResolveHTTP, "it is not the gzip that it is said to be"},
		"no gzip":              {"gzip", []byte("plain"), io.EOF, credential.ResolveHTTP, "it is not the gzip that it is said to be"},
		"no gzip, but a start": {"gzip", append(packed.Bytes()[:12:12], "garbage"...), io.EOF, credential.ResolveHTTP, "it is not the gzip that it is said to be"},
		"plain, off":           {"", []byte("plain"), broken, broken, ""},
		"nothing":              {"", nil, io.EOF, credential.ResolveHTTP, "its host answered with nothing"},
		"another coding":       {"br", []byte("plain"), io.EOF, credential.ResolveHTTP, "it came in the coding"},
	} {
		response := &http.Response{Header: http.Header{}, Body: &brokenOff{bytes.NewReader(c.sent), c.end}}
		if c.coding != "" {
			response.Header.Set("Content-Encoding", c.coding)
		}
		data, err := body(response, at, 10_000)
		if c.want == nil {
			require.NoError(t, err, what)
			require.Len(t, data, 3000)
			continue
		}
		require.ErrorIs(t, err, c.want, what)
		require.ErrorContains(t, err, c.words, what)
		require.Nil(t, data, what)
	}
}

// Who waits for one of the turns of all, and leaves, has taken none.
func TestWhoLeavesHasTakenNoTurn(t *testing.T) {
	turns := &turns{hosts: map[string]*turnsOfHost{}, all: make(chan struct{}, 1), perHost: 1, patience: time.Hour, elapsed: func() time.Duration { return 0 }}
	back, err := turns.take(context.Background(), "a.example", func(error) {})
	require.NoError(t, err)
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	for _, host := range []string{"a.example", "b.example"} {
		none, err := turns.take(gone, host, func(error) {})
		require.ErrorIs(t, err, errNoTurn, host)
		require.Nil(t, none)
	}
	require.Len(t, turns.hosts, 1)
	back()
	require.Empty(t, turns.hosts)
	back, err = turns.take(context.Background(), "b.example", func(error) {})
	require.NoError(t, err)
	back()
}

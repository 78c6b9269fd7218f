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
	"github.com/summitbadges/openbadges/internal/faultnet"
	"github.com/summitbadges/openbadges/internal/limits"
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

// What the view cannot hold is passed over only where the form has refused the same thing:
// a remark on it refuses nothing, nor does what stands beside it.
func TestARemarkIsNoRefusalThatWasTold(t *testing.T) {
	at := func(s credential.Severity, pointer string) []Problem {
		return []Problem{{Severity: s, Pointer: pointer}}
	}
	for _, pointer := range []string{"/a", "/a/b"} {
		require.True(t, told(at(Violation, "/a"), pointer))
		require.False(t, told(at(Deviation, "/a"), pointer))
		require.False(t, told(at(Note, "/a"), pointer))
	}
	require.False(t, told(at(Violation, "/a"), "/ab"))
	require.False(t, told(at(Violation, "/a/b"), "/a"))
	require.False(t, told(at(Violation, ""), "/a"))
}

// That the reading of a list broke off says nothing of the list, and is not what a caller
// allows who can do without it.
func TestAReadingThatBreaksOffIsNoListThatIsNotThere(t *testing.T) {
	for _, code := range []Code{Interrupted, Panicked} {
		c := &corridor{report: &Report{Checks: []Check{{Name: CheckParse, Outcome: Undetermined, Problems: []Problem{{Code: code, Severity: Violation}}}}}}
		d := new(inquiry).unread(c, listQuery{url: "https://school.example/list"})
		require.Equal(t, code, d.Code)
		require.True(t, d.open)
	}
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
	gone, leave := context.WithCancel(context.Background())
	defer leave()
	looked := func() {}
	turns := &turns{hosts: map[string]*turnsOfHost{}, all: make(chan struct{}, 1), perHost: 1, patience: time.Hour, elapsed: func() time.Duration { looked(); return 0 }}
	back, err := turns.take(context.Background(), "a.example", func(error) {})
	require.NoError(t, err)
	looked = leave // while the turn of all is waited for
	for _, host := range []string{"b.example", "a.example"} {
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

func TestWhatNoResolverIsEverAskedForIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		code  Code
		words string
	}{
		"did:web:school.example":              {"", "did:web"},
		"did:key:z6Mk":                        {"", "did:key"},
		"https://school.example/keys#1":       {"", "https"},
		"":                                    {credential.ResolveForbiddenTarget, "a DID URL or an https URL is needed"},
		"key-1":                               {credential.ResolveForbiddenTarget, "a DID URL or an https URL is needed"},
		"//school.example/":                   {credential.ResolveForbiddenTarget, "a DID URL or an https URL is needed"},
		"https://school.example/%zz":          {credential.ResolveForbiddenTarget, "a DID URL or an https URL is needed"},
		"DID:web:school.example":              {credential.DIDSyntax, "begins with did:, in lower case"},
		"did:":                                {credential.DIDSyntax, "is no decentralized identifier"},
		"did:web":                             {credential.DIDSyntax, "is no decentralized identifier"},
		"did:web:":                            {credential.DIDSyntax, "is no decentralized identifier"},
		"did:Web:a":                           {credential.DIDSyntax, "is no decentralized identifier"},
		"did::a":                              {credential.DIDSyntax, "is no decentralized identifier"},
		"did:web:school.example/path":         {credential.DIDSyntax, ""},
		"http://school.example/":              {credential.ResolveForbiddenTarget, "only DID URLs and plain https URLs are ever looked up"},
		"urn:uuid:1":                          {credential.ResolveForbiddenTarget, "only DID URLs and plain https URLs are ever looked up"},
		"https:school.example":                {credential.ResolveForbiddenTarget, "only DID URLs and plain https URLs are ever looked up"},
		"https:///keys":                       {credential.ResolveForbiddenTarget, "only DID URLs and plain https URLs are ever looked up"},
		"https://me@school.example/":          {credential.ResolveForbiddenTarget, "only DID URLs and plain https URLs are ever looked up"},
		"https://localhost/keys":              {credential.ResolveForbiddenTarget, "is a name within somebody's network"},
		"https://school.example/a/../keys":    {credential.ResolveForbiddenTarget, "its path has segments of dots"},
		"https://school.example/a%2f..\\keys": {credential.ResolveForbiddenTarget, "its path has segments of dots, or a backslash"},
	} {
		scheme, err := target(name)
		if c.code == "" {
			require.NoError(t, err, name)
			require.Equal(t, c.words, scheme)
			continue
		}
		require.ErrorIs(t, err, c.code, name)
		require.ErrorContains(t, err, c.words, name)
	}
}

// Who leaves, and who asks when all the time is spent, is told so.
func TestWhyNobodyWaitsIsSaid(t *testing.T) {
	at, err := url.Parse("https://school.example/keys")
	require.NoError(t, err)
	gone, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("nobody waits"))
	err = (&HTTPFetcher{}).failed(gone, at, context.Canceled, nil)
	require.ErrorIs(t, err, credential.ResolveFailed)
	require.ErrorContains(t, err, "was not waited for: nobody waits")

	f := &HTTPFetcher{}
	f.once.Do(f.start)
	defer f.Close()
	for range f.limit.atOnce {
		_, err := f.turns.take(context.Background(), "school.example", func(error) {})
		require.NoError(t, err)
	}
	_, err = f.retrieve(gone, Request{URL: at.String()}, func(error) {})
	require.ErrorIs(t, err, credential.ResolveTimeout)
	require.ErrorIs(t, err, errNoTurn)
	require.ErrorContains(t, err, "was not asked for within")
	kept := Request{URL: "https://school.example/kept", Limit: Request{}.limit()}
	_, err = f.Fetch(gone, kept)
	require.ErrorIs(t, err, Interrupted)
	require.Empty(t, f.flights, "nothing is asked for whoever has left")
	n := faultnet.New(t)
	n.Host("school.example", faultnet.Text(200, "x", "Cache-Control: max-age=60"))
	keeping, _ := newFetcher(t, n)
	_, err = get(t, keeping, Request{})
	require.NoError(t, err)
	_, err = keeping.Fetch(gone, Request{URL: school})
	require.ErrorIs(t, err, Interrupted, "what is kept is not for who has left either")

	o := newOuting()
	o.waited = limits.FetchTotal - time.Millisecond
	_, err = o.fetch(context.Background(), fetcherOf(func(ctx context.Context, r Request) (*Resource, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}), Request{URL: at.String()})
	require.ErrorIs(t, err, credential.ResolveTimeout)
	require.ErrorIs(t, err, errSpent)
}

type fetcherOf func(ctx context.Context, r Request) (*Resource, error)

func (f fetcherOf) Fetch(ctx context.Context, r Request) (*Resource, error) { return f(ctx, r) }

func TestARegistryFileWithoutAClockGrowsOld(t *testing.T) {
	f := &RegistryFile{Updated: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), MaxAge: time.Hour, Now: func() time.Time { return time.Time{} }}
	require.ErrorContains(t, f.fresh(), "the clock gave no time")
	f.Updated = time.Time{}
	require.ErrorContains(t, f.fresh(), "does not say when it was last changed")
}

// A key that a Resolver did not find may be gone; of one that nobody waited for nothing
// is known.
func TestAKeyIsGoneWhenItsResolverSaysSo(t *testing.T) {
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	for _, c := range []struct {
		ctx  context.Context
		err  error
		gone bool
	}{
		{context.Background(), errors.New("not there"), true},
		{ended, errors.New("not there"), false},
		{context.Background(), nil, false},
		{context.Background(), credential.NewProblem(credential.KeyNotFound, "", nil, "none"), true},
		{context.Background(), credential.NewProblem(credential.DIDDeactivated, "", nil, "given up"), true},
		{context.Background(), credential.NewProblem(credential.KeyRevoked, "", nil, "withdrawn"), false},
		{context.Background(), credential.NewProblem(Interrupted, "", nil, "interrupted"), false},
	} {
		require.Equal(t, c.gone, (&corridor{ctx: c.ctx}).isGone(c.err), "%v", c.err)
	}
}

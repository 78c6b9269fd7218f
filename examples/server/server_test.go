package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/testdata"
)

// A host is a server that listens, and what it has logged.
type host struct {
	*httptest.Server
	*server
	mu     sync.Mutex
	logged bytes.Buffer
}

func (h *host) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.logged.Write(p)
}

func (h *host) lines() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.logged.String()
}

func start(t testing.TB, args ...string) *host {
	t.Helper()
	o, err := parse(args)
	require.NoError(t, err)
	h := &host{}
	h.server, err = newServer(o, slog.New(slog.NewJSONHandler(h, nil)), time.Now)
	require.NoError(t, err)
	h.Server = httptest.NewServer(h.handler())
	h.server.baseURL = h.URL
	t.Cleanup(h.Close)
	return h
}

type reply struct {
	status               int
	Verified             bool
	Checks               []string
	Errors, Warnings     []failure
	VerifiableCredential json.RawMessage
	raw                  string
}

func (h *host) post(t testing.TB, path, body string) reply {
	t.Helper()
	response, err := http.Post(h.URL+path, "application/json", strings.NewReader(body))
	require.NoError(t, err)
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	r := reply{status: response.StatusCode, raw: string(data)}
	require.NoError(t, json.Unmarshal(data, &r), "%s", data)
	return r
}

func (h *host) issuer(t testing.TB, name string) string {
	t.Helper()
	for _, is := range h.issuers {
		if is.name == name {
			return is.signer.Method().Controller
		}
	}
	t.Fatal("no issuer", name)
	return ""
}

// unsecured is a credential of VCDM 2.0, or of 1.1.
func unsecured(issuer string, older bool) string {
	doc := `{ "@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a","type":["VerifiableCredential"],` +
		`"issuer":"` + issuer + `","validFrom":"2026-04-01T00:00:00Z","credentialSubject":{"id":"did:example:ada"}}`
	if older {
		doc = strings.NewReplacer("ns/credentials/v2", "2018/credentials/v1", "validFrom", "issuanceDate").Replace(doc)
	}
	return doc
}

func TestWhatAnEndpointIssuesIsVerified(t *testing.T) {
	h := start(t)
	for _, is := range h.issuers {
		for _, older := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, VCDM 1.1 %v", is.name, older), func(t *testing.T) {
				if older && is.suite == "" {
					t.Skip("an envelope is of VCDM 2.0")
				}
				sent := unsecured(is.signer.Method().Controller, older)
				issued := h.post(t, "/"+is.name+"/credentials/issue", `{"credential":`+sent+`,"options":{"whatever":1}}`)
				require.Equal(t, http.StatusCreated, issued.status, issued.raw)
				if is.suite != "" {
					require.Contains(t, string(issued.VerifiableCredential), `"issuer":"`+is.signer.Method().Controller)
				}
				for _, options := range []string{``, `,"options":{"checks":["proof"]}`, `,"options":{}`, `,"options":{"checks":null}`} {
					got := h.post(t, "/credentials/verify", `{"verifiableCredential":`+string(issued.VerifiableCredential)+options+`}`)
					require.Equal(t, http.StatusOK, got.status, got.raw)
					require.True(t, got.Verified)
					require.Contains(t, got.Checks, "proof")
					require.Empty(t, got.Errors)
				}
				changed := strings.Replace(string(issued.VerifiableCredential), "did:example:ada", "did:example:bob", 1)
				if is.suite == "" {
					changed = strings.Replace(changed, "vc+jwt,eyJ", "vc+jwt,eyK", 1)
				}
				got := h.post(t, "/credentials/verify", `{"verifiableCredential":`+changed+`}`)
				require.Equal(t, http.StatusBadRequest, got.status)
				require.False(t, got.Verified)
				require.NotEmpty(t, got.Errors)
			})
		}
	}
}

// A test suite signs in the name of issuers that do not exist; a badge is never taken
// from anybody but its issuer.
func TestAnIssuerMayBeAnybodyButOfABadge(t *testing.T) {
	h := start(t)
	issued := h.post(t, "/eddsa-rdfc-2022/credentials/issue", `{"credential":`+unsecured("https://college.example/issuer", false)+`}`)
	require.Equal(t, http.StatusCreated, issued.status, issued.raw)
	got := h.post(t, "/credentials/verify", `{"verifiableCredential":`+string(issued.VerifiableCredential)+`}`)
	require.True(t, got.Verified, got.raw)
	require.Equal(t, "KEY_CONTROLLER_MISMATCH", got.Warnings[0].Code)

	var badge []byte
	for _, v := range testdata.Vectors() {
		if v.Expect == testdata.Valid && bytes.Contains(v.Data, []byte(`"OpenBadgeCredential"`)) && bytes.Contains(v.Data, []byte(`"eddsa-rdfc-2022"`)) && !bytes.Contains(v.Data, []byte(`"validUntil"`)) {
			var err error
			badge, err = credential.WithoutMember(v.Data, "proof")
			require.NoError(t, err)
			break
		}
	}
	issued = h.post(t, "/eddsa-rdfc-2022/credentials/issue", `{"credential":`+string(badge)+`}`)
	require.Equal(t, http.StatusCreated, issued.status, issued.raw)
	got = h.post(t, "/credentials/verify", `{"verifiableCredential":`+string(issued.VerifiableCredential)+`}`)
	require.False(t, got.Verified)
	require.Equal(t, "KEY_CONTROLLER_MISMATCH", got.Errors[0].Code)
	strict := start(t, "-issuer", "https://college.example/issuer")
	issued = strict.post(t, "/eddsa-rdfc-2022/credentials/issue", `{"credential":`+unsecured("https://college.example/issuer", false)+`}`)
	got = strict.post(t, "/credentials/verify", `{"verifiableCredential":`+string(issued.VerifiableCredential)+`}`)
	require.False(t, got.Verified, "a trusted name is no key")
}

func TestAnIncomingProofIsReplaced(t *testing.T) {
	h := start(t)
	did := h.issuer(t, "eddsa-rdfc-2022")
	with := func(proof string) reply {
		sent := strings.Replace(unsecured(did, false), `"issuer"`, `"proof":`+proof+`,"issuer"`, 1)
		return h.post(t, "/eddsa-rdfc-2022/credentials/issue", `{"credential":`+sent+`}`)
	}
	issued := with(`{"type":"DataIntegrityProof","proofValue":"z1"}`)
	require.Equal(t, http.StatusCreated, issued.status, issued.raw)
	require.Equal(t, 1, strings.Count(string(issued.VerifiableCredential), "proofValue"))
	for _, proof := range []string{`null`, `[]`, `"x"`, `{}`, `{"type":7}`} {
		got := with(proof)
		require.Equal(t, http.StatusBadRequest, got.status, proof)
		require.NotEmpty(t, got.Errors)
	}
}

// Whatever comes, the answer says what is wrong with it, and no one meets a 5xx.
func TestWhatIsNoCredentialIsRefused(t *testing.T) {
	h := start(t)
	did := h.issuer(t, "eddsa-rdfc-2022")
	good := unsecured(did, false)
	for name, credential := range map[string]string{
		"a string":             `"a"`,
		"a number":             `7`,
		"a list":               `[` + good + `]`,
		"null":                 `null`,
		"empty":                `{}`,
		"context of numbers":   strings.Replace(good, `["https://www.w3.org/ns/credentials/v2"]`, `[10]`, 1),
		"no context":           strings.Replace(good, `"@context":["https://www.w3.org/ns/credentials/v2"],`, ``, 1),
		"a null id":            strings.Replace(good, `"urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a"`, `null`, 1),
		"a relative type":      strings.Replace(good, `["VerifiableCredential"]`, `["VerifiableCredential","X"]`, 1),
		"an empty subject":     strings.Replace(good, `{"id":"did:example:ada"}`, `{}`, 1),
		"an undefined term":    strings.Replace(good, `"issuer"`, `"undefined":1,"issuer"`, 1),
		"an unknown context":   strings.Replace(good, `credentials/v2"`, `credentials/v2","https://unknown.example/"`, 1),
		"over before it began": strings.Replace(good, `"issuer"`, `"validUntil":"2020-01-01T00:00:00Z","issuer"`, 1),
		"a status of no type":  strings.Replace(good, `"issuer"`, `"credentialStatus":{"id":"urn:x"},"issuer"`, 1),
		"a name with more":     strings.Replace(good, `"issuer"`, `"name":{"@value":"x","url":"y"},"issuer"`, 1),
		"a member twice":       strings.Replace(good, `"issuer"`, `"issuer":"did:example:x","issuer"`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			issued := h.post(t, "/eddsa-rdfc-2022/credentials/issue", `{"credential":`+credential+`}`)
			require.Equal(t, http.StatusBadRequest, issued.status, issued.raw)
			require.NotEmpty(t, issued.Errors)
			require.True(t, strings.HasPrefix(issued.Errors[0].Type, "https://"), issued.Errors[0].Type)
			require.NotEmpty(t, issued.Errors[0].Title)
			require.NotEmpty(t, issued.Errors[0].Detail)
			for _, path := range []string{"/credentials/verify", "/presentations/verify"} {
				for _, member := range []string{"verifiableCredential", "verifiablePresentation"} {
					got := h.post(t, path, `{"`+member+`":`+credential+`}`)
					require.Equal(t, http.StatusBadRequest, got.status, got.raw)
					require.False(t, got.Verified)
					require.NotEmpty(t, got.Errors)
				}
			}
		})
	}
	signed, err := credential.SignJWS(context.Background(), []byte(`{"credential":`+good+`,"verifiableCredential":`+good+`}`), h.issuers[0].signer, credential.VCJOSE)
	require.NoError(t, err)
	token := string(signed.Bytes())
	for _, body := range []string{"", "{", "[]", "null", `{"credential":` + good, "\xff\xfe{}", `{"credential":{},"credential":{}}`, `{"jwt":"` + token + `"}`, `"` + token + `"`, strings.Repeat("[", 1000)} {
		for _, path := range []string{"/eddsa-rdfc-2022/credentials/issue", "/credentials/verify", "/presentations/verify"} {
			got := h.post(t, path, body)
			require.Equal(t, http.StatusBadRequest, got.status, "%s %q", path, body)
		}
	}
}

func TestAPresentationIsForOneOccasion(t *testing.T) {
	h := start(t)
	issued := h.post(t, "/eddsa-rdfc-2022/credentials/issue", `{"credential":`+unsecured(h.issuer(t, "eddsa-rdfc-2022"), false)+`}`)
	read, err := credential.Parse(issued.VerifiableCredential)
	require.NoError(t, err)
	for _, suite := range []credential.Suite{credential.EdDSARDFC2022, ""} {
		holder := credential.Holder{Signer: h.issuers[0].signer, Suite: suite}
		p, err := holder.Present(context.Background(), credential.Presentation{Credentials: []*credential.Secured{read}}, "c1", "https://employer.example")
		require.NoError(t, err)
		doc := string(p.Bytes())
		if suite == "" {
			doc = `{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiablePresentation","id":"data:application/vp+jwt,` + doc + `"}`
		}
		for options, status := range map[string]int{
			`{"challenge":"c1","domain":"https://employer.example"}`: http.StatusOK,
			`{"challenge":"c2","domain":"https://employer.example"}`: http.StatusBadRequest,
			`{"challenge":["c1","c2"]}`:                              http.StatusBadRequest,
			`{"challenge":7}`:                                        http.StatusBadRequest,
			`{}`:                                                     http.StatusOK,
		} {
			got := h.post(t, "/presentations/verify", `{"verifiablePresentation":`+doc+`,"options":`+options+`}`)
			require.Equal(t, status, got.status, "%s %s", options, got.raw)
		}
		other := h.post(t, "/presentations/verify", `{"verifiablePresentation":`+doc+`,"options":{"challenge":"c1","domain":"https://other.example"}}`)
		require.Equal(t, suite == "", other.Verified, "in a token the domain is not compared")
		again := h.post(t, "/presentations/verify", `{"verifiablePresentation":`+doc+`,"options":{"challenge":"c2"}}`)
		require.Contains(t, again.raw, `"type":"https://w3id.org/security#INVALID_CHALLENGE_ERROR"`)
		both := h.post(t, "/credentials/verify", `{"verifiableCredential":`+doc+`}`)
		require.False(t, both.Verified)
	}
}

func TestDIDsAreResolved(t *testing.T) {
	h := start(t)
	resolve := func(path string) (status int, r struct {
		DidDocument                                     json.RawMessage
		DidResolutionMetadata, DidDereferencingMetadata struct{ Error string }
	}) {
		response, err := http.Get(h.URL + "/1.0/identifiers/" + path)
		require.NoError(t, err)
		defer response.Body.Close()
		require.NoError(t, json.NewDecoder(response.Body).Decode(&r))
		return response.StatusCode, r
	}
	ed := h.issuer(t, "jwt")
	id := strings.TrimPrefix(ed, "did:key:")
	for _, format := range []string{"", "?publicKeyFormat=JsonWebKey2020", "?publicKeyFormat=Ed25519VerificationKey2020"} {
		status, r := resolve(ed + format)
		require.Equal(t, http.StatusOK, status)
		require.Contains(t, string(r.DidDocument), `"assertionMethod":["`+ed+"#"+id+`"]`)
		require.Empty(t, r.DidResolutionMetadata.Error)
	}
	status, r := resolve(url.PathEscape(ed + "#" + id))
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, string(r.DidDocument), `"type":"Multikey"`)
	for path, code := range map[string]string{
		"did:nobody:x":            methodNotSupported,
		"did:key":                 invalidDID,
		"nothing":                 invalidDID,
		"did:key:6Mkx":            invalidDID,
		"did:key:z6MkhaXg":        invalidKeyLength,
		ed + "?publicKeyFormat=X": invalidKeyType,
		ed + "?publicKeyFormat=X&enableExperimentalPublicKeyTypes=true":                    unsupportedKeyType,
		h.issuer(t, "ecdsa-jcs-2019-p256") + "?publicKeyFormat=Ed25519VerificationKey2020": invalidKeyType,
	} {
		status, r := resolve(path)
		require.Equal(t, http.StatusBadRequest, status, path)
		require.Equal(t, code, r.DidResolutionMetadata.Error, path)
	}
	status, r = resolve(url.PathEscape(ed + "#other"))
	require.Equal(t, http.StatusBadRequest, status)
	require.Equal(t, notFound, r.DidDereferencingMetadata.Error)
}

// What people send stays out of the log and the metrics.
func TestNothingThatWasSentIsLogged(t *testing.T) {
	h := start(t)
	secret := "ada.lovelace.secret"
	doc := strings.Replace(unsecured(h.issuer(t, "jwt"), false), "did:example:ada", "did:example:"+secret, 1)
	issued := h.post(t, "/eddsa-rdfc-2022/credentials/issue", `{"credential":`+doc+`}`)
	h.post(t, "/credentials/verify", `{"verifiableCredential":`+string(issued.VerifiableCredential)+`}`)
	h.post(t, "/credentials/verify", `{"verifiableCredential":`+strings.Replace(string(issued.VerifiableCredential), "validFrom", secret, 1)+`}`)
	h.post(t, "/credentials/verify", `{"`+secret+`":1}`)
	response, err := http.Get(h.URL + "/metrics")
	require.NoError(t, err)
	defer response.Body.Close()
	metrics, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Contains(t, string(metrics), `badges_requests_total{kind="issue",status="201",outcome="issued"} 1`)
	require.Contains(t, string(metrics), `badges_codes_total{code="TERM_UNDEFINED"} 1`)
	require.Contains(t, h.lines(), "TERM_UNDEFINED")
	for _, text := range []string{string(metrics), h.lines()} {
		require.NotContains(t, text, secret)
		require.NotContains(t, text, "did:key")
	}
}

func TestWhatIsNoJSONRequestIsRefused(t *testing.T) {
	h := start(t)
	for _, c := range []struct {
		header, value string
		status        int
	}{
		{"Content-Type", "text/html", http.StatusUnsupportedMediaType},
		{"Content-Type", "application/json; charset=utf-16", http.StatusUnsupportedMediaType},
		{"Content-Type", "application/vc+json", http.StatusBadRequest},
		{"Content-Encoding", "gzip", http.StatusUnsupportedMediaType},
	} {
		request, err := http.NewRequest(http.MethodPost, h.URL+"/credentials/verify", strings.NewReader("{}"))
		require.NoError(t, err)
		request.Header.Set(c.header, c.value)
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		response.Body.Close()
		require.Equal(t, c.status, response.StatusCode, c.value)
	}
	large := h.post(t, "/credentials/verify", `{"verifiableCredential":"`+strings.Repeat("x", mostBody)+`"}`)
	require.Equal(t, http.StatusRequestEntityTooLarge, large.status)
	for _, path := range []string{"/nothing", "/eddsa-rdfc-2022", "/credentials/verify"} {
		response, err := http.Get(h.URL + path)
		require.NoError(t, err)
		response.Body.Close()
		require.Contains(t, []int{http.StatusNotFound, http.StatusMethodNotAllowed}, response.StatusCode)
	}
}

// Who listens to the world does not sign for it unless told to.
func TestTheWorldIsNotSignedFor(t *testing.T) {
	for args, signs := range map[string]bool{
		"":                                 true,
		"-listen localhost:0":              true,
		"-listen [::1]:0":                  true,
		"-listen 0.0.0.0:0":                false,
		"-listen :0":                       false,
		"-listen 0.0.0.0:0 -issue":         true,
		"-listen 127.0.0.1:0 -issue=false": false,
	} {
		o, err := parse(strings.Fields(args))
		require.NoError(t, err)
		require.Equal(t, signs, o.issue, args)
	}
	h := start(t, "-listen", "0.0.0.0:0")
	response, err := http.Get(h.URL + "/harness/info")
	require.NoError(t, err)
	response.Body.Close()
	require.Equal(t, http.StatusNotFound, response.StatusCode)
}

func TestFlagsThatContradictEachOther(t *testing.T) {
	for _, args := range []string{
		"-any-issuer -issuer did:key:z6Mk", "-tls-cert x", "-listen 8080", "-base-url badges.example", "-base-url https://u@x.example", "extra", "-issuer=",
	} {
		_, err := parse(strings.Fields(args))
		require.Error(t, err, args)
	}
}

// A client that sends a body that never ends costs a connection for so long, and one
// more than there is room for waits.
func TestConnectionsAreBounded(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	b := newBounded(inner, 2)
	accepted := make(chan net.Conn, 3)
	ended := make(chan error, 1)
	go func() {
		for {
			c, err := b.Accept()
			if err != nil {
				ended <- err
				return
			}
			accepted <- c
		}
	}()
	for range 3 {
		c, err := net.Dial("tcp", inner.Addr().String())
		require.NoError(t, err)
		defer c.Close()
	}
	first := <-accepted
	<-accepted
	require.Empty(t, accepted)
	require.NoError(t, first.Close())
	_ = first.Close() // frees no second place
	<-accepted
	require.NoError(t, b.Close())
	require.ErrorIs(t, <-ended, net.ErrClosed)
}

// The server stops when it is told to, and answers what is at work before.
func TestTheServerStops(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, []string{"-listen", "127.0.0.1:0"}, in, io.Discard) }()
	var line string
	_, err := fmt.Fscanln(out, &line)
	require.NoError(t, err)
	response, err := http.Get(line + "/health")
	require.NoError(t, err)
	response.Body.Close()
	require.Equal(t, http.StatusOK, response.StatusCode)
	stop()
	require.Equal(t, exitStopped, <-ended)
	_, err = http.Get(line + "/health")
	require.Error(t, err)
}

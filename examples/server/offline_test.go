package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/examples/internal/outside"
	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify"
)

// folder lays documents out as -resources reads them from a folder.
func folder(t testing.TB, documents map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for url, data := range documents {
		name := filepath.Join(dir, filepath.FromSlash(strings.TrimPrefix(url, "https://")))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o700))
		require.NoError(t, os.WriteFile(name, data, 0o600))
	}
	return dir
}

// One folder is one world, whichever of the programs is given it: what its documents say
// of an issuer's keys the server knows as well, whether it signs or not.
func TestAFolderOfResourcesIsTheSameWorldForTheServer(t *testing.T) {
	judged := 0
	for _, v := range testdata.Vectors() {
		if v.Family != "resolution" || v.Net == nil || v.Policy != (testdata.Policy{}) || len(v.Issuers) == 0 || v.Expect != testdata.Valid {
			continue
		}
		documents := map[string][]byte{}
		for url, a := range v.Net {
			documents[url] = a.Body
		}
		dir := folder(t, documents)
		world, err := outside.Open(dir, false) // that of the command verify
		require.NoError(t, err)
		command, err := verify.New(verify.Config{Issuers: v.Issuers, Fetcher: world.Fetcher, Contexts: world.Contexts, Now: func() time.Time { return v.At }})
		require.NoError(t, err)
		want, err := command.Verify(t.Context(), v.Data)
		if err != nil {
			continue // it rests on more than documents, such as what a header of HTTP says
		}
		judged++
		for _, sign := range []string{"-issue", "-issue=false"} {
			h := startAt(t, func() time.Time { return v.At }, "-resources", dir, "-issuer", v.Issuers[0], sign)
			_, report, _ := h.ask(t, sent{file: string(v.Data), accept: "application/json"})
			require.Contains(t, report, `"outcome":"`+want.Verdict()+`"`, "%s %s: %s", v.Name, sign, report)
			alone := startAt(t, func() time.Time { return v.At }, "-issuer", v.Issuers[0], sign)
			_, report, _ = alone.ask(t, sent{file: string(v.Data), accept: "application/json"})
			require.Contains(t, report, `"outcome":"undetermined"`, "%s: the folder is what it rests on", v.Name)
		}
	}
	require.Greater(t, judged, 3)
}

// startAt is start by another clock.
func startAt(t testing.TB, now func() time.Time, args ...string) *host {
	t.Helper()
	o, err := parse(args)
	require.NoError(t, err)
	h := &host{}
	h.server, err = newServer(o, slog.New(slog.NewJSONHandler(h, nil)), now)
	require.NoError(t, err)
	h.Server = httptest.NewServer(h.handler())
	t.Cleanup(h.Close)
	return h
}

// A key that nobody says is the issuer's counts for what is no badge, where it is read
// from documents at hand; and so do the server's own lists.
func TestAnUnboundKeyIsReadFromTheResources(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	multibase, err := credential.Method{ID: "did:web:college.example#k", Controller: "did:web:college.example", Key: public}.Multikey()
	require.NoError(t, err)
	method, err := credential.MultikeyMethod("did:web:college.example#k", "did:web:college.example", multibase)
	require.NoError(t, err)
	method.Purposes = []string{credential.AssertionMethod}
	named, err := credential.NewSigner(method, private)
	require.NoError(t, err)
	dir := folder(t, map[string][]byte{"https://college.example/.well-known/did.json": []byte(`{"id":"did:web:college.example","verificationMethod":[` +
		`{"id":"did:web:college.example#k","type":"Multikey","controller":"did:web:college.example","publicKeyMultibase":"` + multibase + `"}],"assertionMethod":["did:web:college.example#k"]}`)})
	signed, err := credential.AddProof(t.Context(), []byte(unsecured("https://somebody.example/", false)), named, credential.ProofOptions{Suite: credential.EdDSARDFC2022})
	require.NoError(t, err)
	body := `{"verifiableCredential":` + string(signed.Bytes()) + `}`
	for _, sign := range []string{"-issue", "-issue=false"} {
		got := start(t, "-resources", dir, sign).post(t, "/credentials/verify", body)
		require.True(t, got.Verified, got.raw)
		require.Equal(t, "KEY_CONTROLLER_MISMATCH", got.Warnings[0].Code)
		for _, other := range []string{"-any-issuer", "-online"} {
			got = start(t, other, sign).post(t, "/credentials/verify", body)
			require.False(t, got.Verified)
			require.Contains(t, []string{"KEY_CONTROLLER_MISMATCH", "RESOLVE_OFFLINE"}, got.Errors[0].Code, got.raw)
		}
	}
}

func TestACredentialInAnothersNameCanBeRevoked(t *testing.T) {
	for _, c := range []struct {
		args  []string
		known bool
	}{{nil, true}, {[]string{"-resources", t.TempDir()}, true}, {[]string{"-online"}, false}} {
		h := start(t, c.args...)
		issued := h.post(t, "/status/credentials/issue", `{"credential":`+unsecured("https://somebody.example/", false)+`}`)
		require.Equal(t, http.StatusCreated, issued.status, issued.raw)
		body := `{"verifiableCredential":` + string(issued.VerifiableCredential) + `}`
		got := h.post(t, "/credentials/verify", body)
		require.Equal(t, c.known, got.Verified, "%v: %s", c.args, got.raw)
		if !c.known {
			require.Equal(t, "STATUS_UNAVAILABLE", got.Errors[0].Code)
			continue
		}
		h.post(t, "/status/credentials/status", `{"credentialId":"urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a","status":true}`)
		got = h.post(t, "/credentials/verify", body)
		require.False(t, got.Verified)
		require.Equal(t, "STATUS_REVOKED", got.Errors[0].Code)
	}
}

// revocation drives a server as somebody who has just started it: issue, verify, revoke,
// verify.
func revocation(t testing.TB, client *http.Client, base string) {
	t.Helper()
	post := func(path, body string) string {
		response, err := client.Post(base+path, "application/json", strings.NewReader(body))
		require.NoError(t, err)
		defer response.Body.Close()
		data, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return string(data)
	}
	issued := post("/status/credentials/issue", `{"credential":`+unsecured(issuerAt(t, client, base), false)+`}`)
	_, credential, found := strings.Cut(issued, `{"verifiableCredential":`)
	require.True(t, found, issued)
	body := `{"verifiableCredential":` + strings.TrimSpace(credential)
	require.Contains(t, post("/credentials/verify", body), `"verified":true`)
	require.Equal(t, "{}\n", post("/status/credentials/status", `{"credentialId":"urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a","status":true}`))
	after := post("/credentials/verify", body)
	require.Contains(t, after, `"verified":false`)
	require.Contains(t, after, `"STATUS_REVOKED"`)
}

// issuerAt is the id of the issuer status, as the server gives it.
func issuerAt(t testing.TB, client *http.Client, base string) string {
	t.Helper()
	response, err := client.Get(base + "/harness/info")
	require.NoError(t, err)
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(data), `"status":{"id":"`)
	require.True(t, found, "%s", data)
	id, _, _ := strings.Cut(rest, `"`)
	return id
}

// Whoever starts the program without a flag can issue, revoke and verify; and is told that
// nobody else can look its lists up, and what would be needed.
func TestTheProgramRevokesWithoutAFlag(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	var told bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"-listen", "127.0.0.1:0"}, in, &told)
		in.Close()
	}()
	var base string
	_, err := fmt.Fscanln(out, &base)
	require.NoError(t, err)
	revocation(t, http.DefaultClient, base)
	stop()
	require.Equal(t, exitStopped, <-ended)
	first, _, _ := strings.Cut(told.String(), "\n")
	require.Contains(t, first, "server: status lists are named "+loopbackLists+"/status/NUMBER, which this server alone can look up")
	require.Contains(t, first, "-base-url https://HOST")
}

func TestAServerWithoutListsSaysNothingOfThem(t *testing.T) {
	require.Empty(t, start(t, "-issue=false").status.notice())
}

// Neither https on localhost nor an address makes a URL that verifiers ask.
func TestListsHaveANameWhereverTheServerIs(t *testing.T) {
	for base, own := range map[string]bool{
		"https://127.0.0.1:8443": true, "https://localhost": true, "http://badges.example": true, "https://[::1]:8443": true, "https://intranet": true,
		"https://badges.example": false, "https://badges.example/vc": false,
	} {
		h := start(t, "-base-url", base)
		require.Equal(t, own, strings.Contains(h.status.notice(), "this server alone can look up"), base)
		if !own {
			require.Equal(t, base+"/status", h.status.url)
		}
		revocation(t, http.DefaultClient, h.URL)
	}
}

// However long a verification takes to come to its list, the list is in force by then.
func TestAListThatChangesDuringAVerificationIsInForce(t *testing.T) {
	var asked atomic.Int64
	began := time.Now()
	ticking := func() time.Time { return began.Add(time.Duration(asked.Add(1)) * time.Second / 2) }
	revocation(t, http.DefaultClient, startAt(t, ticking).URL)
}

// A list that has not changed is not signed again for every question.
func TestAListIsSignedWhenItHasChanged(t *testing.T) {
	var asked atomic.Int64
	h := startAt(t, func() time.Time { return time.Unix(1_790_000_000+asked.Add(1), 0) })
	h.post(t, "/status/credentials/issue", `{"credential":`+unsecured(h.issuer(t, "status"), false)+`}`)
	_, first := h.get(t, "/status/1")
	_, second := h.get(t, "/status/1")
	require.Equal(t, first, second)
	h.post(t, "/status/credentials/status", `{"credentialId":"urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a","status":true}`)
	_, third := h.get(t, "/status/1")
	require.NotEqual(t, first, third)
}

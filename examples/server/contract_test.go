package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

func TestASuiteFindsEverything(t *testing.T) {
	h := start(t)
	status, body := h.get(t, "/harness/info")
	require.Equal(t, http.StatusOK, status)
	var info struct {
		Name                              string
		Issuers                           map[string]struct{ ID, Endpoint string }
		Verifier, VpVerifier, DidResolver string
	}
	require.NoError(t, json.Unmarshal([]byte(body), &info))
	require.NotEmpty(t, info.Name)
	for _, name := range []string{"eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019-p256", "ecdsa-rdfc-2019-p384",
		"ecdsa-jcs-2019-p256", "ecdsa-jcs-2019-p384", "ed25519signature2020", "jwt", "status"} {
		is := info.Issuers[name]
		require.True(t, strings.HasPrefix(is.ID, "did:key:z"), name)
		require.Equal(t, h.URL+"/"+name+"/credentials/issue", is.Endpoint)
		require.Equal(t, http.StatusCreated, h.post(t, strings.TrimPrefix(is.Endpoint, h.URL), `{"credential":`+unsecured(is.ID, false)+`}`).status)
	}
	require.Len(t, info.Issuers, 9)
	require.Equal(t, []string{h.URL + "/credentials/verify", h.URL + "/presentations/verify", h.URL + "/1.0/identifiers"}, []string{info.Verifier, info.VpVerifier, info.DidResolver})
}

func TestAProofHasTheMembersOfTheContract(t *testing.T) {
	h := start(t)
	for _, is := range h.issuers {
		if is.suite == "" {
			continue
		}
		did := is.signer.Method().Controller
		sent := unsecured(did, false)
		issued := h.post(t, "/"+is.name+"/credentials/issue", `{"credential":`+sent+`}`)
		var got struct {
			Context []string `json:"@context"`
			Type    []string
			Proof   map[string]any
		}
		require.NoError(t, json.Unmarshal(issued.VerifiableCredential, &got), is.name)
		require.Equal(t, "https://www.w3.org/ns/credentials/v2", got.Context[0])
		require.Equal(t, []string{"VerifiableCredential"}, got.Type)
		require.Equal(t, did+"#"+strings.TrimPrefix(did, "did:key:"), got.Proof["verificationMethod"])
		require.Equal(t, "assertionMethod", got.Proof["proofPurpose"])
		require.NotEmpty(t, got.Proof["proofValue"])
		_, err := time.Parse(time.RFC3339, got.Proof["created"].(string))
		require.NoError(t, err)
		if is.suite == credential.Ed25519Signature2020 {
			require.Equal(t, "Ed25519Signature2020", got.Proof["type"])
			require.Equal(t, contextEd25519, got.Context[len(got.Context)-1])
			continue
		}
		require.Equal(t, "DataIntegrityProof", got.Proof["type"])
		require.Equal(t, string(is.suite), got.Proof["cryptosuite"])
		older := h.post(t, "/"+is.name+"/credentials/issue", `{"credential":`+unsecured(did, true)+`}`)
		require.Contains(t, string(older.VerifiableCredential), contextDataIntegrity)
	}
}

func TestAnEnvelopeHasTheHeaderOfTheContract(t *testing.T) {
	h := start(t)
	did := h.issuer(t, "jwt")
	issued := h.post(t, "/jwt/credentials/issue", `{"credential":`+unsecured(did, false)+`}`)
	var got struct {
		Context  string `json:"@context"`
		Type, ID string
	}
	require.NoError(t, json.Unmarshal(issued.VerifiableCredential, &got))
	require.Equal(t, "EnvelopedVerifiableCredential", got.Type)
	token, ok := strings.CutPrefix(got.ID, "data:application/vc+jwt,")
	require.True(t, ok)
	part := strings.Split(token, ".")
	header, err := base64.RawURLEncoding.DecodeString(part[0])
	require.NoError(t, err)
	var head map[string]string
	require.NoError(t, json.Unmarshal(header, &head))
	require.Equal(t, map[string]string{"alg": "EdDSA", "typ": "vc+jwt", "cty": "vc", "kid": did + "#" + strings.TrimPrefix(did, "did:key:")}, head)
	payload, err := base64.RawURLEncoding.DecodeString(part[1])
	require.NoError(t, err)
	require.Contains(t, string(payload), `"@context"`)
	require.NotContains(t, string(payload), `"vc":`)
}

func TestAResolutionIsAsTheContractHasIt(t *testing.T) {
	h := start(t)
	did := h.issuer(t, "jwt")
	for path, code := range map[string]string{
		did: "", did + "%3Fservice=x": invalidDIDURL, did + "/path": invalidDIDURL, did + "%23": invalidDIDURL, "did:web:x.example": methodNotSupported,
	} {
		status, body := h.get(t, "/1.0/identifiers/"+path)
		var got map[string]json.RawMessage
		require.NoError(t, json.Unmarshal([]byte(body), &got), body)
		for _, member := range []string{"@context", "didDocument", "didDocumentMetadata"} {
			require.Contains(t, got, member)
		}
		metadata := string(got["didResolutionMetadata"]) + string(got["didDereferencingMetadata"])
		if code == "" {
			require.Equal(t, http.StatusOK, status)
			require.NotContains(t, metadata, "error")
			continue
		}
		require.Equal(t, http.StatusBadRequest, status, path)
		require.Contains(t, metadata, `"error":"`+code+`"`, path)
	}
}

// The page says at once that it trusts everybody, where it does.
func TestThePageSaysWhomItTrusts(t *testing.T) {
	_, page := start(t).get(t, "/")
	require.Contains(t, page, english.say("mode.any"))
	registry := filepath.Join(t.TempDir(), "registry.json")
	require.NoError(t, os.WriteFile(registry, []byte(`{"registry":{"did:web:a.example":{"name":"A School"}}}`), 0o600))
	for _, args := range [][]string{{"-issuer", "did:key:z6Mk"}, {"-registry", registry}} {
		_, page = start(t, args...).get(t, "/")
		require.Contains(t, page, english.say("mode.named"))
	}
}

func TestEndorsementsAreShownByWhatTheyAre(t *testing.T) {
	h := start(t)
	shown := 0
	for _, v := range testdata.Vectors() {
		if v.Expect != testdata.Valid && v.Expect != testdata.Warning || v.Net != nil || v.Policy != (testdata.Policy{}) || !bytes.Contains(v.Data, []byte("ndorsement")) {
			continue
		}
		verifier, err := verify.New(verify.Config{Issuers: v.Issuers})
		require.NoError(t, err)
		h.server.verifier = verifier.At(v.At)
		report, _ := h.server.verifier.Verify(t.Context(), v.Data)
		if len(report.Endorsements) == 0 {
			continue
		}
		_, page, _ := h.ask(t, sent{file: string(v.Data)})
		require.Contains(t, page, "<h2>"+english.say("endorsements")+"</h2>", v.Name)
		shown++
	}
	require.Positive(t, shown)
}

// I23: whatever is sent, a line of the log has words of this program alone.
func TestTheLogOfTheWholeCorpusHoldsCodesOnly(t *testing.T) {
	h := start(t)
	began := len(h.lines()) // that it starts is said before
	for i, v := range testdata.Vectors() {
		if len(v.Data) > 1<<16 || i%3 != 0 && testing.Short() {
			continue
		}
		h.ask(t, sent{file: string(v.Data), holder: "ada@example.org"})
		h.post(t, "/credentials/verify", `{"verifiableCredential":`+string(v.Data)+`}`)
		h.post(t, "/eddsa-rdfc-2022/credentials/issue", `{"credential":`+string(v.Data)+`}`)
	}
	lines := strings.Split(strings.TrimSpace(h.lines()[began:]), "\n")
	require.Greater(t, len(lines), 300)
	form := regexp.MustCompile(`^\{"time":"[^"]+","level":"INFO","msg":"(page|verify|issue)","status":(200|201|400),"outcome":"[a-z ]+","codes":(null|\["[A-Z0-9_",]+"\]),"took":\d+\}$`)
	for _, line := range lines {
		require.Regexp(t, form, line)
	}
}

// I25: ten thousand verifications that fail leave no goroutine and no open file behind.
func TestTenThousandFailuresLeaveNothingBehind(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("counts files in /proc")
	}
	school := verifytest.NewIssuer(verifytest.Setup{})
	h := at(t, school, nil)
	files := func() int {
		entries, err := os.ReadDir("/proc/self/fd")
		require.NoError(t, err)
		return len(entries)
	}
	bad := [][]byte{school.Tampered(), school.Undecidable(), school.Expired(), []byte("x")}
	ask := func(n int) {
		for i := range n {
			r, err := h.server.verifier.Verify(t.Context(), bad[i%len(bad)])
			require.Error(t, err)
			require.NotEqual(t, verify.Passed, r.Outcome)
		}
		for i := range n / 100 {
			h.ask(t, sent{file: string(bad[i%len(bad)])})
		}
	}
	ask(100)
	http.DefaultClient.CloseIdleConnections()
	time.Sleep(50 * time.Millisecond)
	goroutines, open := runtime.NumGoroutine(), files()
	ask(10_000)
	http.DefaultClient.CloseIdleConnections()
	require.Eventually(t, func() bool { return runtime.NumGoroutine() <= goroutines+3 && files() <= open+3 }, 5*time.Second, 20*time.Millisecond)
}

// I26: who goes away while a host is asked frees the turn at once.
func TestWhoGoesAwayFreesTheTurn(t *testing.T) {
	h := start(t)
	asked, ended := make(chan struct{}), make(chan error, 1)
	h.server.fetcher = waiting{asked, ended}
	ctx, cancel := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, h.URL+"/?url=https://slow.example/", nil)
	require.NoError(t, err)
	done := make(chan error, 1)
	go func() {
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			response.Body.Close()
		}
		done <- err
	}()
	<-asked
	require.Len(t, h.turns, 1)
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)
	select {
	case err := <-ended:
		require.ErrorIs(t, err, context.Canceled)
	case <-time.After(5 * time.Second):
		t.Fatal("the host is still being asked")
	}
	require.Eventually(t, func() bool { return len(h.turns) == 0 }, 5*time.Second, time.Millisecond)
}

type waiting struct {
	asked chan struct{}
	ended chan error
}

func (w waiting) Fetch(ctx context.Context, _ verify.Request) (*verify.Resource, error) {
	close(w.asked)
	<-ctx.Done()
	w.ended <- ctx.Err()
	return nil, ctx.Err()
}

// Nobody waits in the queue for ever, and nobody is turned away while there is room.
func TestWhoFindsNoTurnIsToldToComeAgain(t *testing.T) {
	t.Parallel() // it waits
	h := start(t)
	for range cap(h.turns) {
		h.turns <- struct{}{}
	}
	begin := time.Now()
	status, page, header := h.ask(t, sent{file: "x", lang: "es"})
	require.Equal(t, http.StatusTooManyRequests, status)
	require.NotEmpty(t, header.Get("Retry-After"))
	require.Contains(t, page, spanish.say("problem.busy"))
	require.InDelta(t, queueTimeout.Seconds(), time.Since(begin).Seconds(), 2)
	<-h.turns
	status, _, _ = h.ask(t, sent{file: "x"})
	require.Equal(t, http.StatusOK, status)
}

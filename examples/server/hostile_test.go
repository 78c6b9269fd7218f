package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// Under the VC-API a credential counts whose key is not that of the issuer it names. On the
// page the name of that issuer would be read as a signature.
func TestThePageCallsNothingGenuineThatSomebodyElseSigned(t *testing.T) {
	h := start(t, "-any-issuer")
	issued := h.post(t, "/eddsa-rdfc-2022/credentials/issue", `{"credential":`+unsecured("https://harvard.example/issuer", false)+`}`)
	got := h.post(t, "/credentials/verify", `{"verifiableCredential":`+string(issued.VerifiableCredential)+`}`)
	require.True(t, got.Verified, "as the contract has it: %s", got.raw)

	unbound, err := credential.Parse(issued.VerifiableCredential)
	require.NoError(t, err)
	holder := credential.Holder{Signer: h.issuers[0].signer, Suite: credential.EdDSARDFC2022}
	p, err := holder.Present(t.Context(), credential.Presentation{Credentials: []*credential.Secured{unbound}}, "c", "https://employer.example")
	require.NoError(t, err)
	_, page, _ := h.ask(t, sent{text: string(p.Bytes())})
	class, _, _ := verdictOn(t, page)
	require.Equal(t, classBad, class)
	require.Contains(t, page, string(credential.KeyControllerMismatch))
	require.NotContains(t, page, english.say("head.unknown"))

	for _, trust := range []verify.TrustResult{verify.Trusted, verify.TrustNotAsked} {
		require.Equal(t, classOpen, classOf(&verify.Report{Outcome: verify.Passed, Trust: trust}), "what passes without being authentic is nobody's")
	}
}

// What expects something of a presentation and cannot be read as that is refused, and not
// read as if nothing were expected.
func TestOptionsThatAreNoObjectAreRefused(t *testing.T) {
	h := start(t)
	school := verifytest.NewIssuer(verifytest.Setup{})
	holder := credential.Holder{Signer: school.Signer, Suite: credential.EdDSARDFC2022}
	p, err := holder.Present(t.Context(), credential.Presentation{}, "for us", "https://employer.example")
	require.NoError(t, err)
	ask := func(options string) reply {
		return h.post(t, "/presentations/verify", `{"verifiablePresentation":`+string(p.Bytes())+`,"options":`+options+`}`)
	}
	for _, options := range []string{`{}`, `null`, `{"challenge":"for us","domain":"https://employer.example"}`} {
		require.True(t, ask(options).Verified, options)
	}
	for _, options := range []string{`[{"challenge":"for others"}]`, `"for others"`, `7`, `true`, `{"challenge":"for others"}`, `{"challenge":["for us","for others"]}`, `{"challenge":""}`} {
		got := ask(options)
		require.False(t, got.Verified, options)
		require.Equal(t, http.StatusBadRequest, got.status, options)
	}
}

// A page that is open in the operator's browser can send here, and a name of its own may
// lead here: neither makes it an issuer.
func TestAPageElsewhereCannotSignOrRevoke(t *testing.T) {
	h := start(t)
	signed := `{"credential":` + unsecured("did:example:school", false) + `}`
	id := "urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a"
	revocation := `{"credentialId":"` + id + `","credentialStatus":{"statusPurpose":"revocation"},"status":true}`
	require.Equal(t, http.StatusCreated, h.post(t, "/status/credentials/issue", signed).status)
	port := h.URL[strings.LastIndex(h.URL, ":"):]
	for _, c := range []struct {
		host, site, origin string
		invited            bool
	}{
		{"", "cross-site", "", false},
		{"", "same-site", "https://evil.example", false}, // another port of localhost
		{"", "", "https://evil.example", false},
		{"", "", "null", false},
		{"evil.example" + port, "same-origin", "http://evil.example" + port, false},
		{"evil.example", "", "", false},
		{"127.0.0.1.evil.example", "", "", false},
		{"", "same-origin", h.URL, true},
		{"localhost" + port, "", "", true},
		{"[::1]" + port, "", "", true},
		{"", "", "", true},
	} {
		for path, body := range map[string]string{"/jwt/credentials/issue": signed, "/status/credentials/issue": signed, "/status/credentials/status": revocation} {
			if c.invited && path == "/status/credentials/issue" {
				continue // the id may be revoked by now
			}
			request, err := http.NewRequest(http.MethodPost, h.URL+path, strings.NewReader(body)) // without a type, as a page may send it unasked
			require.NoError(t, err)
			request.Host = c.host
			for name, value := range map[string]string{"Sec-Fetch-Site": c.site, "Origin": c.origin} {
				if value != "" {
					request.Header.Set(name, value)
				}
			}
			response, err := http.DefaultClient.Do(request)
			require.NoError(t, err)
			response.Body.Close()
			require.Equal(t, !c.invited, response.StatusCode == http.StatusForbidden, "%+v %s: %d", c, path, response.StatusCode)
		}
		if !c.invited {
			_, err := h.server.status.lists.Reserve(t.Context(), id)
			require.NoError(t, err, "it was not revoked")
		}
	}
	require.NotContains(t, h.lines(), "evil")
	named := start(t)
	named.server.baseURL = "https://badges.example"
	require.True(t, named.goesBy("badges.example"))
	require.False(t, named.goesBy("badges.example.evil.example"))
	require.True(t, start(t, "-listen", "0.0.0.0:0", "-issue").goesBy("school.example"), "who listens to the world has many names")
}

func TestTheStatusIssuerRemembersNothingOfWhatItRefuses(t *testing.T) {
	h := start(t)
	issue := func(id string) reply {
		return h.post(t, "/status/credentials/issue", `{"credential":`+strings.Replace(unsecured("did:example:school", false), "urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a", id, 1)+`}`)
	}
	for i := range 3 {
		got := issue(fmt.Sprint("urn:x:", i, strings.Repeat("a", 1<<19)))
		require.Contains(t, got.raw, "ISSUE_STATUS")
	}
	require.Empty(t, h.server.status.places)
	require.Zero(t, h.server.status.named)
	require.Equal(t, http.StatusCreated, issue("urn:x:short").status)
	require.Len(t, h.server.status.places, 1)
	require.Equal(t, len("urn:x:short"), h.server.status.named)
	h.server.status.named = mostNamed - 10
	require.Equal(t, http.StatusBadRequest, issue("urn:x:other").status, "all ids together are bounded")
	require.Equal(t, http.StatusCreated, issue("urn:x:short").status, "this one has its place")
}

// With HTTP/2 one of the 1,024 connections could carry hundreds of requests.
func TestAConnectionCarriesOneRequestAtATime(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"localhost"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	cert, private := filepath.Join(t.TempDir(), "cert"), filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	require.NoError(t, os.WriteFile(private, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
	h := start(t, "-tls-cert", cert, "-tls-key", private)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.serve(ctx, listener) }()
	c, err := tls.Dial("tcp", listener.Addr().String(), &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2", "http/1.1"}}) // whose certificate it is does not matter here
	require.NoError(t, err)
	require.Equal(t, "http/1.1", c.ConnectionState().NegotiatedProtocol)
	require.NoError(t, c.Close())
	stop()
	require.NoError(t, <-ended)
}

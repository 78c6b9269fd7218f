package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/testdata"
)

func (h *host) get(t testing.TB, path string) (int, string) {
	t.Helper()
	response, err := http.Get(h.URL + path)
	require.NoError(t, err)
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(data)
}

func TestACredentialOfTheStatusIssuerCanBeRevoked(t *testing.T) {
	for _, older := range []bool{false, true} {
		h := start(t)
		sent := unsecured(h.issuer(t, "status"), older)
		issued := h.post(t, "/status/credentials/issue", `{"credential":`+sent+`}`)
		require.Equal(t, http.StatusCreated, issued.status, issued.raw)
		var got struct {
			CredentialStatus struct{ Type, StatusPurpose, StatusListIndex, StatusListCredential string }
		}
		require.NoError(t, json.Unmarshal(issued.VerifiableCredential, &got))
		entry := got.CredentialStatus
		require.Equal(t, "BitstringStatusListEntry", entry.Type)
		require.Equal(t, "revocation", entry.StatusPurpose)
		require.Regexp(t, `^(0|[1-9]\d*)$`, entry.StatusListIndex)
		require.Equal(t, loopbackLists+"/status/1", entry.StatusListCredential)

		status, list := h.get(t, "/status/1")
		require.Equal(t, http.StatusOK, status, list)
		require.Contains(t, list, `"BitstringStatusListCredential"`)
		require.Contains(t, list, `"id":"`+entry.StatusListCredential+`"`)
		judged := h.post(t, "/credentials/verify", `{"verifiableCredential":`+list+`}`)
		require.True(t, judged.Verified, judged.raw)
		require.Contains(t, judged.Checks, "proof")

		verify := func() reply {
			return h.post(t, "/credentials/verify", `{"verifiableCredential":`+string(issued.VerifiableCredential)+`}`)
		}
		before := verify()
		require.True(t, before.Verified, before.raw)
		require.Contains(t, before.Checks, "status")

		id := "urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a"
		for body, status := range map[string]int{
			`{"credentialId":"` + id + `"}`:                http.StatusBadRequest,
			`{"credentialId":"` + id + `","status":false}`: http.StatusBadRequest,
			`{"credentialId":"` + id + `","status":true,"credentialStatus":{"statusPurpose":"suspension"}}`: http.StatusBadRequest,
			`{"credentialId":"urn:other","status":true}`:                                                    http.StatusNotFound,
			`{"credentialId":["` + id + `","urn:other"],"status":true}`:                                     http.StatusBadRequest,
			`{"status":true}`: http.StatusBadRequest,
			`x`:               http.StatusBadRequest,
		} {
			r := h.post(t, "/status/credentials/status", body)
			require.Equal(t, status, r.status, body)
			require.NotEmpty(t, r.Errors)
			require.True(t, verify().Verified)
		}
		r := h.post(t, "/status/credentials/status", `{"credentialId":"`+id+`","status":true,"credentialStatus":{"statusPurpose":"revocation"}}`)
		require.Equal(t, http.StatusOK, r.status, r.raw)
		after := verify()
		require.False(t, after.Verified)
		require.Equal(t, "STATUS_REVOKED", after.Errors[0].Code)
		again := h.post(t, "/status/credentials/issue", `{"credential":`+sent+`}`)
		require.Equal(t, http.StatusBadRequest, again.status, "what was revoked is not issued once more")
	}
}

func TestTheStatusIssuerGivesEachItsPlace(t *testing.T) {
	h := start(t)
	unnamed := strings.Replace(unsecured(h.issuer(t, "status"), false), `"id":"urn:uuid:d1b10a00-8d5b-4f0a-9a55-0c8e6f1b2d3a",`, "", 1)
	require.NotContains(t, unnamed, "urn:uuid")
	for range 2 {
		issued := h.post(t, "/status/credentials/issue", `{"credential":`+unnamed+`}`)
		require.Equal(t, http.StatusCreated, issued.status, issued.raw)
		require.NotContains(t, string(issued.VerifiableCredential), "unnamed", "its id stays as sent")
	}
	with := strings.Replace(unnamed, `"issuer"`, `"credentialStatus":{"type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"1","statusListCredential":"https://x.example/1"},"issuer"`, 1)
	taken := len(h.server.status.places)
	refused := h.post(t, "/status/credentials/issue", `{"credential":`+with+`}`)
	require.Equal(t, http.StatusBadRequest, refused.status)
	require.Equal(t, "/credentialStatus", refused.Errors[0].Pointer)
	require.Len(t, h.server.status.places, taken, "no place is spent on it")

	for i := len(h.server.status.places); i < mostPlaces; i++ {
		h.server.status.places[sha256.Sum256([]byte(fmt.Sprint(i)))] = true
	}
	full := h.post(t, "/status/credentials/issue", `{"credential":`+unnamed+`}`)
	require.Equal(t, http.StatusBadRequest, full.status)
	require.Equal(t, "ISSUE_STATUS", full.Errors[0].Code)
}

func TestListsStandWhereOthersReachTheServer(t *testing.T) {
	h := start(t, "-base-url", "https://badges.example/")
	issued := h.post(t, "/status/credentials/issue", `{"credential":`+unsecured(h.issuer(t, "status"), false)+`}`)
	require.Contains(t, string(issued.VerifiableCredential), `"statusListCredential":"https://badges.example/status/1"`)
	got := h.post(t, "/credentials/verify", `{"verifiableCredential":`+string(issued.VerifiableCredential)+`}`)
	require.True(t, got.Verified, got.raw)
	status, _ := h.get(t, "/status/7")
	require.Equal(t, http.StatusNotFound, status)
	status, _ = start(t, "-issue=false").get(t, "/status/1")
	require.Equal(t, http.StatusNotFound, status)
}

// The documents of -resources are all that there is of the network, beside the server's
// own lists.
func TestResourcesStandInForTheNetwork(t *testing.T) {
	dir := t.TempDir()
	var badge []byte
	documents := map[string]string{}
	for _, v := range testdata.Vectors() {
		if v.Name == "H01-control-found" {
			badge = v.Data
			for url, a := range v.Net {
				name := filepath.Join(dir, fmt.Sprint(len(documents)))
				require.NoError(t, os.WriteFile(name, a.Body, 0o600))
				documents[url] = filepath.Base(name)
			}
		}
	}
	require.NotEmpty(t, documents)
	index, err := json.Marshal(documents)
	require.NoError(t, err)
	file := filepath.Join(dir, "resources.json")
	require.NoError(t, os.WriteFile(file, index, 0o600))
	token, err := json.Marshal(map[string]any{"@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiableCredential", "id": "data:application/vc+jwt," + string(badge)})
	require.NoError(t, err)
	body := `{"verifiableCredential":` + string(token) + `,"options":{"checks":["proof"]}}`
	for _, args := range [][]string{{"-resources", file}, {"-resources", file, "-issue=false"}} {
		got := start(t, args...).post(t, "/credentials/verify", body)
		require.True(t, got.Verified, got.raw)
	}
	for _, args := range [][]string{nil, {"-issue=false"}} {
		got := start(t, args...).post(t, "/credentials/verify", body)
		require.False(t, got.Verified)
		require.Contains(t, []string{"RESOLVE_OFFLINE", "DID_METHOD_UNSUPPORTED"}, got.Errors[0].Code)
	}
	_, err = parse([]string{"-resources", file, "-online"})
	require.Error(t, err)
}

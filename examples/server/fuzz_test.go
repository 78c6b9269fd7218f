package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/seeds"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// bundlesOfPrograms are requests with a bundle of evidence.
func bundlesOfPrograms(t testing.TB, office credential.Signer) (requests [][]byte) {
	school := verifytest.NewIssuer(verifytest.Setup{ID: "did:web:school.example"})
	for _, data := range [][]byte{school.Good(), school.Revoked()} {
		requests = append(requests, fmt.Appendf(nil, `{"options":{"asOf":"receipt"},"verifiableCredential":%s}`, bundled(t, school, data, office)))
	}
	return requests
}

// FuzzRequestsOfPrograms gives every endpoint of the API whatever body: each answers with
// a verdict or says what is wrong with the request, in JSON, and says verified of
// nothing that the library does not pass. What it issues has a form and a signature that
// hold; whose it is and whether it is in force, nobody asks there.
func FuzzRequestsOfPrograms(f *testing.F) {
	office := bundleOffice(f, 1)
	h := start(f, "-any-issuer", "-issue", "-trusted-receipt", office.Method().Controller)
	bundles := bundlesOfPrograms(f, office)
	for _, b := range bundles {
		f.Add(b)
	}
	for i, s := range seeds.JSON("document", "vcdm", "presentation") {
		around := []string{`{"verifiableCredential":%s,"options":{"checks":["proof"]}}`, `{"verifiablePresentation":%s,"options":{"challenge":"c","domain":["d"]}}`, `{"credential":%s,"options":{}}`}
		f.Add(fmt.Appendf(nil, around[i%len(around)], s))
	}
	for _, s := range []string{``, `null`, `[]`, `{}`, `{"verifiableCredential":{}}`, `{"verifiableCredential":{},"verifiableCredential":{}}`, `{"options":7}`} {
		f.Add([]byte(s))
	}
	asked := httptest.NewRequest(http.MethodPost, "/?explain&doctor", nil) // all that may be asked besides
	f.Fuzz(func(t *testing.T, body []byte) {
		for name, endpoint := range map[string]func(context.Context, *http.Request, []byte) answer{
			"verify": h.server.verifyCredential, "verify-presentation": h.server.verifyPresentation, "issue": h.server.issuers[0].serve(h.server),
		} {
			a := endpoint(t.Context(), asked, body)
			require.Less(t, a.status, http.StatusInternalServerError, name)
			require.NotContains(t, a.codes, string(verify.Panicked), name)
			if name == "issue" && a.status == http.StatusCreated {
				again := h.server.verifyCredential(t.Context(), asked, a.body.([]byte))
				for _, f := range again.body.(verdict).Errors { // a remark is none: what is asked for is signed as it stands
					require.NotContains(t, []credential.Code{credential.ProofSigInvalid, credential.SchemaInvalid, credential.TermUndefined, verify.Panicked}, credential.Code(f.Code), "it was issued: %q", body)
				}
				continue
			}
			text, err := json.Marshal(a.body)
			require.NoError(t, err, name)
			require.True(t, json.Valid(text))
			if v, ok := a.body.(verdict); ok && v.Verified {
				require.Empty(t, v.Errors, name)
				require.Equal(t, http.StatusOK, a.status, name)
				if slices.Contains(v.Checks, verify.CheckReceipt) { // the member may stand among others
					_, bundle, _ := bytes.Cut(bytes.TrimSuffix(bundles[0], []byte("}")), []byte(`"verifiableCredential":`))
					require.True(t, bytes.Contains(body, bundle), "it is no bundle that the office made")
				}
			}
		}
	})
}

package main

import (
	"html"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/testdata"
)

// Whoever drops something else than a badge reads what it is, and who can judge it; and
// so does the program that sends it.
func TestAFileOfAnotherKindIsNamedByTheServer(t *testing.T) {
	h := start(t)
	for _, o := range testdata.Others() {
		t.Run(o.File, func(t *testing.T) {
			for _, l := range []language{english, spanish} {
				status, page, _ := h.ask(t, sent{file: string(o.Data), lang: l.String()})
				if strings.TrimSpace(string(o.Data)) == "" && status == http.StatusBadRequest {
					return // that nothing was given, the page says by itself
				}
				require.Equal(t, http.StatusOK, status)
				class, words, _ := verdictOn(t, page)
				expected := classBad
				if o.Expect == testdata.Undetermined {
					expected = classOpen
				}
				require.Equal(t, expected, class)
				require.Equal(t, l.say("head."+expected), words)
				page = html.UnescapeString(page)
				require.Contains(t, page, o.Names)
				require.Contains(t, page, o.Tool)
				require.Contains(t, page, o.Code)
				if o.Tool != "" && o.Code != "JWS_FORMAT" && o.Code != "JWS_HEADER_FORBIDDEN" {
					require.Contains(t, page, l.say("next.other"))
				}
			}
			_, report, _ := h.ask(t, sent{file: string(o.Data), accept: "application/json"})
			require.Contains(t, report, `"outcome":"`+string(o.Expect)+`"`)
			require.Contains(t, report, `"kind":"`+o.Kind+`"`)
			require.Contains(t, report, o.Code)

			if credential.Detect(o.Data) == credential.ContainerJSON && !strings.Contains(o.File, "presentation") {
				got := h.post(t, "/credentials/verify", `{"verifiableCredential":`+string(o.Data)+`}`)
				require.Equal(t, http.StatusBadRequest, got.status)
				require.False(t, got.Verified)
				require.Equal(t, o.Code, got.Errors[0].Code)
				require.Contains(t, got.raw, o.Names)
			}
		})
	}
}

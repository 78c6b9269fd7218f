package verifytest_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// portal is the program that is to be tested: learners hand in their badges.
func portal(v *verify.Verifier) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		itsLearner := verify.Recipient(badge.EmailAddress, r.URL.Query().Get("email"))
		report, err := v.VerifyReader(r.Context(), r.Body, itsLearner)
		switch {
		case err == nil:
			fmt.Fprintln(w, "accepted:", report.Credential.Subject.Achievement.Name)
		case report.Retry():
			w.Header().Set("Retry-After", "60")
			http.Error(w, "this cannot be checked just now; try later", http.StatusServiceUnavailable)
		default:
			http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		}
	})
}

// In a test of your own, compare where this example prints.
func Example() {
	school := verifytest.NewIssuer(verifytest.Setup{})
	handler := portal(school.Verifier())
	handIn := func(data []byte, email string) {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("POST", "/badges?email="+email, bytes.NewReader(data))
		handler.ServeHTTP(w, r)
		fmt.Print(w.Code, " ", w.Body)
	}
	handIn(school.Good(), verifytest.Learner)
	handIn(school.Good(), "bob@example.org")
	handIn(school.Expired(), verifytest.Learner)
	handIn(school.Revoked(), verifytest.Learner)
	handIn(school.Tampered(), verifytest.Learner)
	handIn(school.Undecidable(), verifytest.Learner)
	// Output:
	// 200 accepted: Civics
	// 422 the badge is genuine, but bob@example.org is not the person it was issued to [RECIPIENT_MISMATCH at /credentialSubject/identifier]
	// 422 the badge ended on 2026-04-30T09:00:00Z; now it is 2026-05-01T09:00:00Z [TIME_EXPIRED at /validUntil]
	// 422 the issuer has revoked the badge [STATUS_REVOKED at /credentialStatus]
	// 422 the signature does not fit these bytes: something was changed after signing, or another key signed [PROOF_SIG_INVALID]
	// 503 this cannot be checked just now; try later
}

package verifytest_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

// A badge is revoked between two looks at it.
func ExampleIssuer_Revoke() {
	school := verifytest.NewIssuer(verifytest.Setup{})
	v, data := school.Verifier(), school.Good()
	_, err := v.Verify(context.Background(), data)
	fmt.Println(err)
	school.Revoke(data)
	_, err = v.Verify(context.Background(), data)
	fmt.Println(err)
	fmt.Println(errors.Is(err, verify.StatusRevoked))
	// Output:
	// <nil>
	// the issuer has revoked the badge [STATUS_REVOKED at /credentialStatus]
	// true
}

// A host goes down, and comes back.
func ExampleNetwork_Fail() {
	school := verifytest.NewIssuer(verifytest.Setup{ID: "did:web:school.example"})
	v, data := school.Verifier(), school.Good()

	school.Network.Fail(school.Home, &verify.HTTPError{Status: 503, RetryAfter: time.Minute})
	report, err := v.Verify(context.Background(), data)
	fmt.Println(report.Verdict(), report.Retry())
	if status, ok := errors.AsType[*verify.HTTPError](err); ok {
		fmt.Println("ask again in", status.RetryAfter)
	}

	school.Network.Restore(school.Home)
	report, _ = v.Verify(context.Background(), data)
	fmt.Println(report.Verdict())
	fmt.Println(school.Network.Requests(school.Home), "requests")
	// Output:
	// undetermined true
	// ask again in 1m0s
	// valid
	// 3 requests
}

// The last second of a badge, and the one after it.
func ExampleClock() {
	school := verifytest.NewIssuer(verifytest.Setup{})
	v, data := school.Verifier(), school.Good()
	report, _ := v.Verify(context.Background(), data)

	school.Clock.Set(report.Until)
	report, _ = v.Verify(context.Background(), data)
	fmt.Println(report.Time.Format(time.DateTime), report.Verdict())

	school.Clock.Advance(time.Second)
	report, _ = v.Verify(context.Background(), data)
	fmt.Println(report.Time.Format(time.DateTime), report.Verdict())
	// Output:
	// 2027-05-01 09:00:00 valid
	// 2027-05-01 09:00:01 invalid
}

// A stricter Verifier, and badges with proofs inside them by an issuer at an https URL.
func ExampleIssuer_Config() {
	school := verifytest.NewIssuer(verifytest.Setup{
		ID:    "https://school.example/issuers/1",
		Suite: credential.ECDSARDFC2019,
	})
	cfg := school.Config()
	cfg.Strict = true
	cfg.StatusMaxAge = time.Hour
	v, err := verify.New(cfg)
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := v.Verify(context.Background(), school.Good())
	fmt.Println(report.Verdict(), report.Algorithm, err)
	for _, source := range report.Sources {
		fmt.Println(source.Check, source.URL)
	}
	// Output:
	// valid ecdsa-rdfc-2019 <nil>
	// key https://school.example/issuers/1
	// status https://school.example/issuers/1/status/revocation
}

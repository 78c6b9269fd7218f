package testdata_test

import (
	"context"
	"fmt"
	"time"

	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify"
)

// Replace the body of judge by a call of your verifier. What stands here runs
// this project's own, under the default policy.
func ExampleVectors() {
	judge := func(document []byte, at time.Time, trusted []string) testdata.Outcome {
		v, err := verify.New(verify.Config{Issuers: trusted})
		if err != nil {
			return testdata.Undetermined
		}
		report, _ := v.At(at).Verify(context.Background(), document)
		return testdata.Outcome(report.Verdict())
	}

	wrong := 0
	for _, v := range testdata.Vectors() {
		if v.Policy != (testdata.Policy{}) || v.Net != nil {
			continue // recipient, strict and the like, and what the network answers: see Policy and Net
		}
		if got := judge(v.Data, v.At, v.Issuers); got != v.Expect {
			wrong++
			fmt.Printf("%s: %s, expected %s %v: %s\n", v.Name, got, v.Expect, v.Codes, v.Comment)
		}
	}
	fmt.Println("vectors with another verdict:", wrong)
	// Output: vectors with another verdict: 0
}

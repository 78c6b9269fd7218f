package openbadges_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/receipt"
)

// What the corpus says of a badge, a bundle of it says ten years later, with no network:
// for the same reasons, and with what it cannot know besides. Nothing that was refused
// passes.
func TestEveryVectorIsJudgedAlikeFromItsBundle(t *testing.T) {
	office, err := credential.NewKeySigner(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{42}, ed25519.SeedSize)))
	require.NoError(t, err)
	opened, passed, asked := 0, 0, 0
	for i, v := range testdata.Vectors() {
		if passedOver(i) || v.Policy.ProofOnly || v.Policy.AnyType || v.Policy.Presentation || v.Policy.CompareResources {
			continue // a bundle is of a badge, and the network of today is not in it
		}
		config := verify.Config{
			Issuers: v.Issuers, AnyIssuer: len(v.Issuers) == 0, Strict: v.Policy.Strict, StatusIssuers: statusIssuers(v.Policy),
			Now: func() time.Time { return v.At },
		}
		online := config
		online.Fetcher = networkOf(t, v)
		k, err := verify.New(online)
		require.NoError(t, err, v.Name)
		first, _ := k.Verify(context.Background(), v.Data, rules(v.Policy)...)
		signed, err := receipt.Sign(context.Background(), first, office, v.At)
		if err != nil { // the receipt has nothing that it could be of
			require.Nil(t, first.Received(), "%s: %v", v.Name, err)
			require.NotEqual(t, verify.Passed, first.Outcome, v.Name)
			continue
		}
		bundle, err := receipt.Bundle(signed, first)
		require.NoError(t, err, v.Name)

		reader := receipt.Reader{Keys: []credential.Method{office.Method()}, Now: func() time.Time { return v.At.AddDate(10, 0, 0) }}
		second, err := reader.Verify(context.Background(), bundle, config, rules(v.Policy)...)
		require.Equal(t, second.Outcome == verify.Passed, err == nil, v.Name)
		opened++
		if !bytes.Equal(bytes.TrimSpace(v.Data), first.Received()) { // what came around the badge is not in the bundle
			require.Equal(t, first.Outcome == verify.Passed, second.Outcome == verify.Passed, v.Name)
			continue
		}
		require.Equal(t, first.Outcome, second.Outcome, "%s: %v", v.Name, err)
		require.Equal(t, first.Authentic, second.Authentic, v.Name)
		require.Equal(t, codes(first.Errors()), without(codes(second.Errors()), "RECEIPT_"), v.Name)
		require.Equal(t, codes(first.Warnings()), without(ofChecks(second), "RECEIPT_"), v.Name)
		require.NotEqual(t, "valid", second.Verdict(), v.Name)
		require.Contains(t, codes(second.Warnings()), string(credential.ReceiptPast), v.Name)
		requirePageWidth(t, second.String())
		if second.Outcome == verify.Passed {
			passed++
		}
		if len(first.Sources) > 0 {
			asked++
		}
	}
	require.GreaterOrEqual(t, opened, share(900))
	require.GreaterOrEqual(t, passed, share(200))
	require.GreaterOrEqual(t, asked, share(150))
	t.Log(opened, passed, asked)
}

// ofChecks are the remarks of all checks but that of the receipt.
func ofChecks(r *verify.Report) []string {
	var found []verify.Problem
	for _, p := range r.Warnings() {
		if p.Check != verify.CheckReceipt {
			found = append(found, p)
		}
	}
	return codes(found)
}

func without(codes []string, prefix string) []string {
	return slices.DeleteFunc(codes, func(c string) bool { return strings.HasPrefix(c, prefix) })
}

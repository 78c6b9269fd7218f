package openbadges_test

import (
	"context"
	"encoding/base64"
	"errors"
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify"
)

// recovering are the files in which a panic is caught, each with whose it is. Anything
// else ends what it is in, and is found.
var recovering = map[string]string{
	"credential/allocator.go":     "a StatusAllocator's",
	"credential/signer.go":        "a Signer's, in a goroutine of its own",
	"credential/award/deliver.go": "a Deliverer's",
	"credential/award/chunk.go":   "a Signer's, in a goroutine that others share",
	"verify/batch.go":             "that of the sequence which a caller gives, handed on to him",
	"verify/dial.go":              "a Lookup's or a Dial's, in a goroutine of net/http",
	"verify/flight.go":            "a plug-in's of the Fetcher, for which several may wait",
	"verify/panic.go":             "a plug-in's or our own: the check stays open, and PANICKED is told",
}

// No reader ends its work by a panic that it catches: whoever did could not tell a fault
// of the software from a bad document.
func TestI24NothingIsDecidedByRecovering(t *testing.T) {
	found := map[string]bool{}
	eachPackage(t, func(_ string, files map[string]*ast.File) {
		for name, f := range files {
			ast.Inspect(f, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok && isName(call.Fun, "recover") {
					found[name] = true
				}
				return true
			})
		}
	})
	for name := range found {
		require.NotEmpty(t, recovering[name], "%s catches panics, and nobody says whose", name)
	}
	require.Len(t, found, len(recovering))
}

// secrets are what stands in a document and is nobody's to repeat: salts, private parts
// of keys, e-mail addresses, and signatures, by which a token could be put together again.
var secrets = regexp.MustCompile(`"(?:salt|d|secretKeyMultibase|privateKeyMultibase|proofValue|jws)"\s*:\s*"([^"\\]{16,})"`)

var addresses = regexp.MustCompile(`"(?:mailto:)?([\w.+-]+@[\w-]+\.[\w.-]*\w)"`)

// secretsOf leaves out what the caller asks for, which is told to him alone.
func secretsOf(v testdata.Vector) []string {
	texts := []string{string(v.Data)}
	segments := strings.Split(strings.TrimSpace(texts[0]), ".")
	var found []string
	if len(segments) == 3 {
		for _, s := range segments[:2] {
			text, _ := base64.RawURLEncoding.DecodeString(s) // what is no base64url has nothing to tell
			texts = append(texts, string(text))
		}
		found = append(found, segments[1], segments[2])
	}
	for _, text := range texts {
		for _, m := range append(secrets.FindAllStringSubmatch(text, -1), addresses.FindAllStringSubmatch(text, -1)...) {
			found = append(found, m[1])
		}
	}
	return slices.DeleteFunc(found, func(s string) bool { return len(s) < 12 || s == v.Policy.Recipient })
}

// What is said of a badge, in errors and in the sentences of a report, goes into logs.
func TestI23NoReasonRepeatsASecret(t *testing.T) {
	kept := 0
	for _, v := range testdata.Vectors() {
		k, err := verify.New(verify.Config{AnyIssuer: true, Strict: v.Policy.Strict})
		require.NoError(t, err)
		report, err := k.At(v.At).VerifyCredential(context.Background(), v.Data, rules(v.Policy)...)
		said := report.String()
		for _, p := range slices.Concat(report.Errors(), report.Warnings()) {
			said += "\n" + p.Message + "\n" + p.Error()
		}
		for ; err != nil; err = errors.Unwrap(err) {
			said += "\n" + err.Error()
		}
		for _, secret := range secretsOf(v) {
			kept++
			require.NotContains(t, said, secret, v.Name)
		}
	}
	require.Greater(t, kept, 5000)
}

package openbadges_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/faultnet"
	"github.com/summitbadges/openbadges/testdata"
	"github.com/summitbadges/openbadges/verify"
)

// networkOf is the network of a vector, whose hosts answer over TLS, and the HTTPFetcher
// that asks them; nil where the vector has none.
func networkOf(t *testing.T, v testdata.Vector) verify.Fetcher {
	t.Helper()
	if v.Net == nil {
		return nil
	}
	n := faultnet.New(t)
	answers := map[string]map[string]testdata.Answer{} // by host and path
	for at, a := range v.Net {
		u, err := url.Parse(at)
		require.NoError(t, err)
		require.Empty(t, u.Port(), "the hosts here have one port")
		host := answers[u.Host]
		if host == nil {
			host = map[string]testdata.Answer{}
			answers[u.Host] = host
		}
		host[u.RequestURI()] = a
	}
	for name, paths := range answers {
		h := n.Host(name, byPath(paths))
		for _, a := range paths {
			switch a.Failure {
			case "":
			case "refused":
				h.Refuse()
			case "timeout": // told at once, as if it had been waited for
				h.Connecting(func(context.Context) error { return os.ErrDeadlineExceeded })
			case "tls":
				h.Certificate(faultnet.SelfSigned)
			case "private":
				n.Resolve(name, faultnet.Addresses("10.1.2.3"))
			default:
				t.Fatalf("%s: %s fails in an unknown way, %q", v.Name, name, a.Failure)
			}
		}
	}
	f := &verify.HTTPFetcher{Lookup: n.Lookup, Dial: n.Dial, Roots: n.Roots()}
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	return f
}

func byPath(paths map[string]testdata.Answer) faultnet.Answer {
	return func(ctx context.Context, w io.Writer, r *http.Request) bool {
		a, ok := paths[r.URL.RequestURI()]
		if !ok {
			a = testdata.Answer{Status: http.StatusNotFound}
		}
		var fields []string
		for name, value := range map[string]string{"Content-Type": a.Type, "Location": a.Location} {
			if value != "" {
				fields = append(fields, name+": "+value)
			}
		}
		return faultnet.Text(a.Status, string(a.Body), fields...)(ctx, w, r)
	}
}

func statusIssuers(p testdata.Policy) []string {
	if p.StatusIssuer == "" {
		return nil
	}
	return []string{p.StatusIssuer}
}

// hasDocumentsOnly reports whether a network is nothing but documents.
func hasDocumentsOnly(v testdata.Vector) bool {
	for _, a := range v.Net {
		if a.Status != http.StatusOK || a.Body == nil {
			return false
		}
	}
	return true
}

// resourcesOf writes the network of a vector into files, as the command reads it.
func resourcesOf(t *testing.T, v testdata.Vector, dir string) []string {
	t.Helper()
	if v.Net == nil {
		return nil
	}
	names := map[string]string{}
	for at, a := range v.Net {
		names[at] = fmt.Sprintf("resource-%d", len(names))
		require.NoError(t, os.WriteFile(filepath.Join(dir, names[at]), a.Body, 0o600))
	}
	file, err := json.Marshal(names)
	require.NoError(t, err)
	name := filepath.Join(dir, "resources")
	require.NoError(t, os.WriteFile(name, file, 0o600))
	return []string{"-resources", name}
}

// A vector whose network is never asked shows nothing about it.
func TestEveryNetworkOfTheCorpusIsAsked(t *testing.T) {
	seen := 0
	for _, v := range testdata.Vectors() {
		if v.Net == nil {
			continue
		}
		seen++
		asked := &remembering{networkOf(t, v), map[string]bool{}}
		k, err := verify.New(verify.Config{Issuers: v.Issuers, Strict: v.Policy.Strict, Fetcher: asked, StatusIssuers: statusIssuers(v.Policy), CompareResources: v.Policy.CompareResources})
		require.NoError(t, err)
		_, _ = k.At(v.At).VerifyCredential(context.Background(), v.Data)
		if got := len(asked.urls) > 0; got == notAsked[v.Name] {
			t.Errorf("%s: the network was asked: %v", v.Name, got)
		}
	}
	require.Greater(t, seen, 200)
}

// notAsked are the vectors that show that a network is there and is not asked.
var notAsked = map[string]bool{
	"H30-key-of-who-is-known-as-the-victim":  true,
	"O05-criteria-changed-and-not-asked-for": true,
	"O06-evidence-changed-and-not-asked-for": true,
	"O07-picture-changed-and-not-asked-for":  true,
}

type remembering struct {
	verify.Fetcher
	urls map[string]bool
}

func (f *remembering) Fetch(ctx context.Context, r verify.Request) (*verify.Resource, error) {
	f.urls[r.URL] = true
	return f.Fetcher.Fetch(ctx, r)
}

// Beside each document or list that is refused stands one of the same case that is not,
// or a verifier that looks nothing up would do well.
func TestBesideEveryRefusedAnswerStandsAGoodOne(t *testing.T) {
	refused, accepted := map[string]bool{}, map[string]bool{}
	for _, v := range testdata.Vectors() {
		if v.Net == nil {
			continue
		}
		if v.Expect == testdata.Valid || v.Expect == testdata.Warning {
			accepted[v.ID] = true
		} else {
			refused[v.ID] = true
		}
	}
	require.Greater(t, len(refused), 30)
	for id := range refused {
		require.Equal(t, !facingOneDocument[id], accepted[id], "%s: no honest answer stands beside the bad ones", id)
	}
}

// facingOneDocument are cases of which the good answer is H01-control-found, or, of a
// list, S32-control-clear.
var facingOneDocument = map[string]bool{
	"H09": true, "H12": true, "H13": true, "H14": true, "H16": true, "H18": true, "H19": true, "H20": true, "H31": true,
	"S02": true, "S04": true, "S10": true, "S11": true, "S12": true, "S19": true,
}

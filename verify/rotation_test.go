package verify

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/faultnet"
)

// A rotatingIssuer publishes what credential.Publish writes on the hosts of a network,
// of which a real HTTPFetcher keeps copies.
type rotatingIssuer struct {
	t     *testing.T
	id    string
	names [3]string // of its keys
	clock *faultnet.Clock

	mu    sync.Mutex
	files map[string][]byte // by path
}

func (is *rotatingIssuer) method(n int) credential.Method {
	return credential.Method{ID: is.names[n], Controller: is.id, Key: is.key(n).Public()}
}

func (is *rotatingIssuer) key(n int) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed([]byte(fmt.Sprintf("%032d", n)))
}

func (is *rotatingIssuer) publish(keys ...credential.Method) {
	is.t.Helper()
	identity := credential.Identity{ID: is.id, Keys: keys}
	if !strings.HasPrefix(is.id, "did:") {
		identity.Profile.Name = "Pine Ridge"
	}
	documents, err := credential.Publish(identity)
	require.NoError(is.t, err)
	is.mu.Lock()
	defer is.mu.Unlock()
	is.files = map[string][]byte{}
	for _, d := range documents {
		is.files[strings.TrimPrefix(d.URL, "https://school.example")] = d.Data
	}
}

// answer lets what it publishes be kept for ten minutes.
func (is *rotatingIssuer) answer(ctx context.Context, w io.Writer, r *http.Request) bool {
	is.mu.Lock()
	data, ok := is.files[r.URL.Path]
	is.mu.Unlock()
	if !ok {
		return faultnet.Text(404, "")(ctx, w, r)
	}
	return faultnet.Text(200, string(data), "Cache-Control: max-age=600")(ctx, w, r)
}

func (is *rotatingIssuer) issue(n int) []byte {
	is.t.Helper()
	signer, err := credential.NewSigner(is.method(n), is.key(n))
	require.NoError(is.t, err)
	b, err := (&credential.Issuer{Signer: signer, Profile: badge.Profile{Name: "Pine Ridge"}, Now: is.clock.Now}).Issue(context.Background(), credential.Credential{
		Subject: badge.Subject{ID: "urn:uuid:5f0a4f5e-5f2b-4b5e-9a53-0a5d1c1f0e11", Achievement: badge.Achievement{
			ID: "https://school.example/civics", Name: "Civics", Description: "d", Criteria: badge.Criteria{Narrative: "n"},
		}},
	})
	require.NoError(is.t, err)
	return b.Bytes()
}

// Fault 15, through an HTTPFetcher and what it keeps: no badge is refused while old and
// new keys overlap, whichever document a verifier goes by. Fault 16: a key that is marked
// revoked vouches for nothing any more.
func TestAnIssuerReplacesItsKeyUnderLoad(t *testing.T) {
	for id, keys := range map[string]struct {
		name string
		gone Code // what is said of one that is no longer published
	}{
		"did:web:school.example":       {"did:web:school.example#key-%d", credential.KeyNotFound},
		"https://school.example/about": {"https://school.example/about#key-%d", credential.KeyNotFound},
		"https://school.example/a":     {"https://school.example/a/keys/%d", ResolveHTTP},         // a URL of its own, now 404
		"https://school.example/b":     {"https://school.example/keys/%d", KeyControllerMismatch}, // which others could have written to
	} {
		t.Run(id, func(t *testing.T) {
			n := faultnet.New(t)
			f, clock := newFetcher(t, n)
			is := &rotatingIssuer{t: t, id: id, clock: clock}
			for i := range is.names {
				is.names[i] = fmt.Sprintf(keys.name, i)
			}
			n.Host("school.example", is.answer)
			verifier := func(history ...KeyRecord) *Verifier {
				v, err := New(Config{Issuers: []string{id}, Fetcher: f, Now: clock.Now, KeyHistory: history})
				require.NoError(t, err)
				return v
			}
			plain := verifier()
			good := func(v *Verifier, badges ...[]byte) {
				t.Helper()
				for i, b := range badges {
					_, err := v.Verify(t.Context(), b)
					require.NoError(t, err, "badge %d", i)
				}
			}

			is.publish(is.method(0))
			first := is.issue(0)
			good(plain, first)
			stop, group := make(chan struct{}), sync.WaitGroup{}
			for range 4 {
				group.Go(func() {
					for {
						select {
						case <-stop:
							return
						default:
						}
						if _, err := plain.Verify(context.Background(), first); err != nil {
							t.Errorf("while the keys overlap: %v", err)
							return
						}
					}
				})
			}

			// Published, and not yet used. Verifiers go by the document before it.
			is.publish(is.method(0), is.method(1))
			second := is.issue(0)
			good(plain, first, second)
			// In use, even before what is kept has run out: it is asked for anew.
			third := is.issue(1)
			good(plain, first, second, third)
			clock.Pass(time.Hour)
			fourth := is.issue(1)
			good(plain, first, second, third, fourth)
			// Retired, and still published.
			for range 20 {
				clock.Pass(11 * time.Minute)
				good(plain, first, second, third, fourth)
			}
			close(stop)
			group.Wait()

			// No longer published.
			is.publish(is.method(1))
			clock.Pass(11 * time.Minute)
			until := clock.Now()
			history := KeyRecord{Method: is.method(0), State: KeyRetired, NotAfter: until}
			for _, old := range [][]byte{first, second} {
				_, err := plain.Verify(t.Context(), old)
				require.ErrorIs(t, err, keys.gone)
			}
			good(verifier(history), first, second, third, fourth)
			good(plain, third, fourth)

			// In somebody else's hands: revoked, and replaced by a third.
			stolen := is.method(1)
			stolen.Revoked = clock.Now()
			is.publish(stolen, is.method(2))
			fifth := is.issue(2)
			clock.Pass(11 * time.Minute)
			for _, v := range []*Verifier{plain, verifier(history), verifier(KeyRecord{Method: is.method(1), State: KeyRetired, NotAfter: clock.Now()})} {
				for _, lost := range [][]byte{third, fourth, is.issue(1)} {
					_, err := v.Verify(t.Context(), lost)
					require.ErrorIs(t, err, credential.KeyRevoked)
				}
				good(v, fifth)
			}
		})
	}
}

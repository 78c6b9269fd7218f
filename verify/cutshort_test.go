package verify_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

// publishing is a signer whose did:web document stands in net.
func publishing(t testing.TB, net verify.FetchMap, host string, n byte) credential.Signer {
	t.Helper()
	id, secret := "did:web:"+host, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, 32))
	k, err := credential.DIDKey(secret.Public())
	require.NoError(t, err)
	multibase := strings.TrimPrefix(k.Controller, "did:key:")
	method, err := credential.MultikeyMethod(id+"#k", id, multibase)
	require.NoError(t, err)
	method.Purposes = []string{credential.AssertionMethod}
	s, err := credential.NewSigner(method, secret)
	require.NoError(t, err)
	net["https://"+host+"/.well-known/did.json"] = fmt.Appendf(nil, `{"id":"%s","verificationMethod":[{"id":"%[1]s#k","type":"Multikey","controller":"%[1]s","publicKeyMultibase":"%s"}],"assertionMethod":["%[1]s#k"]}`, id, multibase)
	return s
}

// presentedBehind is what becomes of a badge by the college that is presented behind one
// with endorsements, the last of them by the college.
func presentedBehind(t *testing.T, net verify.FetchMap, f verify.Fetcher, before ...credential.Signer) *verify.PresentationReport {
	t.Helper()
	college := publishing(t, net, "college.example", 40)
	first, second := civics(t), civics(t)
	for i, s := range append(before, college) {
		first.EndorsementJWT = append(first.EndorsementJWT, string(endorsedBy(t, s, "", civicsID(t), func(e *credential.Endorsement) { e.ID = fmt.Sprintf("urn:x:e%d", i) })))
	}
	owner := wallet(t).Method().Controller
	first.Subject.ID, second.Subject.ID, second.ID = owner, owner, "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020199"
	v := expecting(t, func(c *verify.Config) { c.Fetcher, c.Issuers = f, append(c.Issuers, college.Method().Controller) })
	r, _ := v.VerifyPresentation(ctx, []byte(present(t, "", read(t, string(issueAs(t, school(t), first))), read(t, string(issueAs(t, college, second))))))
	require.Len(t, r.Credentials, 2)
	require.Len(t, r.Credentials[0].Endorsements, len(first.EndorsementJWT))
	return r
}

func TestAKeyThatEndorsementsHadNoQuestionsLeftForIsAskedForAgain(t *testing.T) {
	net := verify.FetchMap{}
	var before []credential.Signer
	for i := range byte(8) {
		before = append(before, publishing(t, net, fmt.Sprintf("e%d.example", i), 50+i))
	}
	r := presentedBehind(t, net, net, before...)
	require.Equal(t, verify.Undetermined, r.Credentials[0].Endorsements[8].Outcome, "its questions were used up")
	require.Equal(t, verify.Passed, r.Outcome, r.Errors())
}

// slowly is a network whose hosts take their time, each a time of its own.
type slowly struct {
	verify.FetchMap
	took map[string]time.Duration // by the host
}

func (f slowly) Fetch(ctx context.Context, r verify.Request) (*verify.Resource, error) {
	select {
	case <-time.After(f.took[strings.Split(r.URL, "/")[2]]):
		return f.FetchMap.Fetch(ctx, r)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func TestADocumentThatEndorsementsHadNoTimeLeftForIsAskedForAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		net := verify.FetchMap{}
		f := slowly{net, map[string]time.Duration{"slow.example": limits.EndorsementsWait - 100*time.Millisecond, "college.example": 400 * time.Millisecond}}
		r := presentedBehind(t, net, f, publishing(t, net, "slow.example", 41))
		require.Equal(t, verify.Undetermined, r.Credentials[0].Endorsements[1].Outcome, "its time was over")
		require.Equal(t, verify.Passed, r.Outcome, r.Errors())
	})
}

package verify_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// Somebody else's key counts where that was asked for, for what is no badge, and with
// the remark that says so; and then nobody is told that the issuer signed it.
func TestAKeyThatIsNotTheIssuers(t *testing.T) {
	me := school(t).Method().Controller
	others := prove(t, strings.Replace(diploma(t, ""), me, "https://college.example/issuer", 1), credential.ProofOptions{})
	lax := func(change func(*verify.Config)) *verify.Verifier {
		return newVerifier(t, func(c *verify.Config) {
			c.Issuers, c.AnyIssuer, c.UnboundIssuers = nil, true, true
			if change != nil {
				change(c)
			}
		})
	}
	report, err := lax(nil).VerifyCredential(ctx, []byte(others))
	require.NoError(t, err)
	require.Equal(t, "warning", report.Verdict())
	require.Equal(t, verify.KeyControllerMismatch, report.Warnings()[0].Code)
	require.False(t, report.Authentic)
	require.Empty(t, report.Issuer.Name, "a name that anybody can claim")
	require.Equal(t, "https://college.example/issuer", report.Issuer.ID)
	require.Equal(t, me, report.Controller)

	own, err := lax(nil).VerifyCredential(ctx, []byte(prove(t, diploma(t, ""), credential.ProofOptions{})))
	require.NoError(t, err)
	require.True(t, own.Authentic)
	require.Empty(t, own.Warnings())

	_, err = newVerifier(t, nil).VerifyCredential(ctx, []byte(others))
	require.ErrorIs(t, err, verify.KeyControllerMismatch, "the default")
	_, err = lax(func(c *verify.Config) { c.Strict = true }).VerifyCredential(ctx, []byte(others))
	require.ErrorIs(t, err, verify.KeyControllerMismatch)
	_, err = lax(nil).Verify(ctx, []byte(others))
	require.ErrorIs(t, err, verify.KeyControllerMismatch, "of what is to be a badge")
	_, err = lax(nil).VerifyCredential(ctx, []byte(strings.Replace(others, "did:example:ada", "did:example:bob", 1)))
	require.ErrorIs(t, err, credential.ProofSigInvalid)
	_, err = verify.New(verify.Config{Issuers: []string{me}, UnboundIssuers: true})
	require.Error(t, err)

	for _, kind := range []string{"OpenBadgeCredential", "EndorsementCredential", "BitstringStatusListCredential", "ClrCredential"} {
		doc := strings.Replace(strings.Replace(unproved(t), me, "did:example:x", 1), "OpenBadgeCredential", kind, 1)
		signed, err := credential.SignJWS(ctx, []byte(doc), school(t), credential.VCJOSE)
		require.NoError(t, err)
		_, err = lax(nil).VerifyCredential(ctx, signed.Bytes())
		require.ErrorIs(t, err, verify.KeyControllerMismatch, kind)
	}
}

// Documents that the caller has at hand may hold the key: nobody learns of the question.
func TestAnothersKeyIsReadFromWhatIsAtHand(t *testing.T) {
	method, err := credential.MultikeyMethod("did:web:college.example#k", "did:web:college.example", strings.TrimPrefix(school(t).Method().Controller, "did:key:"))
	require.NoError(t, err)
	method.Purposes = []string{credential.AssertionMethod}
	signer, err := credential.NewSigner(method, edKey(0))
	require.NoError(t, err)
	multibase, err := method.Multikey()
	require.NoError(t, err)
	doc := strings.Replace(diploma(t, ""), school(t).Method().Controller, "https://college.example/issuer", 1)
	s, err := credential.AddProof(ctx, []byte(doc), signer, credential.ProofOptions{Suite: credential.EdDSARDFC2022})
	require.NoError(t, err)
	at := verify.FetchMap{"https://college.example/.well-known/did.json": []byte(`{"id":"did:web:college.example","verificationMethod":[{"id":"did:web:college.example#k","type":"Multikey",` +
		`"controller":"did:web:college.example","publicKeyMultibase":"` + multibase + `"}],"assertionMethod":["did:web:college.example#k"]}`)}
	notForThat := verify.FetchMap{}
	for url, document := range at {
		notForThat[url] = []byte(strings.Replace(string(document), "assertionMethod", "authentication", 1))
	}
	v := newVerifier(t, func(c *verify.Config) {
		c.Issuers, c.AnyIssuer, c.UnboundIssuers, c.Fetcher = nil, true, true, notForThat
	})
	_, err = v.VerifyCredential(ctx, s.Bytes())
	require.ErrorIs(t, err, credential.KeyRelationship, "whose key it is may not matter; what for, does")
	folder := verify.FetchFS(os.DirFS(host(t, at)))
	for fetcher, reached := range map[verify.Fetcher]bool{&unreached{}: false, folder: true, besides{folder, true}: true, besides{folder, false}: false, besides{&unreached{}, true}: false} {
		v := newVerifier(t, func(c *verify.Config) {
			c.Issuers, c.AnyIssuer, c.UnboundIssuers, c.Fetcher = nil, true, true, fetcher
		})
		_, err := v.VerifyCredential(ctx, s.Bytes())
		require.Equal(t, reached, err == nil, "%v", err)
		if b, ok := fetcher.(besides); ok && !reached {
			require.Error(t, err)
			if !b.local {
				require.ErrorIs(t, err, verify.KeyControllerMismatch, "who does not say so has nothing at hand")
			}
		}
		if u, ok := fetcher.(*unreached); ok {
			require.ErrorIs(t, err, verify.KeyControllerMismatch)
			require.Empty(t, u.urls)
		}
	}
}

// besides is a Fetcher around another, which says for itself whether it is local.
type besides struct {
	verify.Fetcher
	local bool
}

func (b besides) Local() bool { return b.local }

// host lays documents into a directory as FetchFS finds them.
func host(t testing.TB, documents verify.FetchMap) string {
	t.Helper()
	dir := t.TempDir()
	for url, data := range documents {
		name := filepath.Join(dir, filepath.FromSlash(strings.TrimPrefix(url, "https://")))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o700))
		require.NoError(t, os.WriteFile(name, data, 0o600))
	}
	return dir
}

// unreached is a network in which nobody answers.
type unreached struct{ urls []string }

func (u *unreached) Fetch(_ context.Context, r verify.Request) (*verify.Resource, error) {
	u.urls = append(u.urls, r.URL)
	return nil, credential.NewProblem(credential.ResolveFailed, "", nil, "nobody answers")
}

// Whoever wrote a credential in somebody else's name chooses nobody that is asked.
func TestNobodyIsAskedForACredentialInAnothersName(t *testing.T) {
	me := school(t).Method().Controller
	status := `,"credentialStatus":{"id":"urn:x","type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"7","statusListCredential":"https://attacker.example/list"}`
	doc := prove(t, strings.Replace(diploma(t, status), me, "https://college.example/issuer", 1), credential.ProofOptions{})
	asked := &unreached{}
	v := newVerifier(t, func(c *verify.Config) {
		c.Issuers, c.AnyIssuer, c.UnboundIssuers, c.CompareResources, c.Fetcher = nil, true, true, true, asked
	})
	report, err := v.VerifyCredential(ctx, []byte(doc))
	require.ErrorIs(t, err, credential.StatusUnavailable)
	require.Equal(t, verify.Undetermined, report.Outcome)
	require.Empty(t, asked.urls)

	at := prove(t, strings.Replace(diploma(t, ""), me, "https://college.example/issuer", 1), credential.ProofOptions{})
	at = strings.ReplaceAll(at, school(t).Method().ID, "https://attacker.example/key")
	_, err = v.VerifyCredential(ctx, []byte(at))
	require.Error(t, err)
	for _, url := range asked.urls {
		require.Contains(t, url, "https://college.example/", "what the issuer itself publishes is asked for, as ever")
	}
}

// A holder who adds a proof of his own to one of the issuer's gains nothing by it.
func TestAProofOfAStrangersBesideTheIssuers(t *testing.T) {
	one := prove(t, diploma(t, `,"credentialStatus":`+entry()), credential.ProofOptions{})
	both, err := credential.AddProof(ctx, []byte(one), signerOf(t, edKey(9)), credential.ProofOptions{Suite: credential.EdDSARDFC2022})
	require.NoError(t, err)
	lists := verify.FetchMap{listURL: published(t, listText(t, bitsOf(t, index)))}
	for _, unbound := range []bool{false, true} {
		v := newVerifier(t, func(c *verify.Config) {
			c.Issuers, c.AnyIssuer, c.UnboundIssuers, c.AllowUnknownStatus = nil, true, unbound, true
			c.Fetcher = answering(func(r verify.Request) (*verify.Resource, error) { return lists.Fetch(ctx, r) })
		})
		_, err := v.VerifyCredential(ctx, []byte(one))
		require.ErrorIs(t, err, credential.StatusRevoked)
		_, err = v.VerifyCredential(ctx, both.Bytes())
		require.ErrorIs(t, err, verify.KeyControllerMismatch)
	}
	strangers, err := credential.AddProof(ctx, []byte(prove(t, strings.Replace(diploma(t, ""), school(t).Method().Controller, "https://college.example/issuer", 1), credential.ProofOptions{})),
		signerOf(t, edKey(9)), credential.ProofOptions{Suite: credential.EdDSARDFC2022})
	require.NoError(t, err)
	v := newVerifier(t, func(c *verify.Config) { c.Issuers, c.AnyIssuer, c.UnboundIssuers = nil, true, true })
	report, err := v.VerifyCredential(ctx, strangers.Bytes())
	require.NoError(t, err, "two strangers are as good as one")
	require.False(t, report.Authentic)
}

// A newer edition by nobody in particular takes the place of none.
func TestAnEditionByAStrangerIsNone(t *testing.T) {
	w := newRefreshWorld("")
	edition := func(from, until, grade string) string {
		return fmt.Sprintf(`{"@context":["https://www.w3.org/ns/credentials/v2"],"id":%q,"type":["VerifiableCredential"],"issuer":%q,"validFrom":%q,"validUntil":%q,`+
			`"credentialSubject":{"id":%q,"urn:x:grade":%q},"refreshService":{"id":%q,"type":"1EdTechCredentialRefresh"}}`, refreshedID, w.ID, from, until, learnerID, grade, w.place)
	}
	old := mustRefresh(credential.SignJWS(ctx, []byte(edition("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "F")), w.Signer, credential.VCJOSE)).Bytes()
	m, err := credential.DIDKey(edKey(9).Public())
	require.NoError(t, err)
	w.Network.Publish(w.place, forge(`{"alg":"EdDSA","kid":"`+m.ID+`","typ":"vc+jwt"}`, edition("2026-01-02T00:00:00Z", "2027-01-01T00:00:00Z", "A"), edKey(9)))
	v := w.refreshing(t, func(c *verify.Config) { c.Issuers, c.Registry, c.AnyIssuer, c.UnboundIssuers = nil, nil, true, true })
	report, err := v.VerifyCredential(ctx, old)
	require.ErrorIs(t, err, verify.TimeExpired)
	require.Nil(t, report.Refreshed)
}

package status_test

import (
	"bytes"
	"crypto/ed25519"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/status"
)

// forgetful is a school whose badge 1 was revoked, and that list as it was published; its
// store has forgotten the revocation. before is the list as it was until then.
func forgetful(t testing.TB, cfg status.Config, suite credential.Suite) (s *school, before, published []byte) {
	t.Helper()
	w := &noted{}
	cfg.Witness = w
	s = newSchool(t, cfg, suite)
	s.issue(1)
	s.publish()
	before = must(os.ReadFile(s.file(first)))
	require.NoError(t, s.lists.Revoke(ctx, badgeID(1), ""))
	s.publish()
	published = must(os.ReadFile(s.file(first)))
	cfg.Store, cfg.URL, cfg.Now = &status.Memory{}, home, s.issuer.Now
	s.store, s.lists = cfg.Store, newLists(t, cfg)
	s.issuer.Status, s.pub.Lists = s.lists, s.lists
	return s, before, published
}

// Of every suite in which lists are published the list is read again.
func TestEveryPublishedListIsRecoveredFrom(t *testing.T) {
	for _, suite := range append(credential.Suites(), "") {
		if strings.HasPrefix(string(suite), "ecdsa") {
			continue // other keys, below
		}
		s, _, published := forgetful(t, status.Config{}, suite)
		require.NoError(t, s.lists.Recover(ctx, believed(map[string][]byte{list1: published})), suite)
	}
	for _, suite := range []credential.Suite{credential.ECDSARDFC2019, credential.ECDSAJCS2019, credential.ECDSASD2023} {
		s, _, published := forgetful(t, status.Config{}, suite)
		from := believed(map[string][]byte{list1: published})
		require.ErrorIs(t, s.lists.Recover(ctx, from), status.ErrUnsigned, "another key of that name")
		from.Keys = []credential.Method{s.issuer.Signer.Method()}
		require.NoError(t, s.lists.Recover(ctx, from), suite)
	}
}

// Whoever can write where the lists stand has nobody forgotten, and nobody revoked.
func TestWhatTheIssuerHasNotSignedIsNotRecoveredFrom(t *testing.T) {
	for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		s, before, published := forgetful(t, status.Config{}, suite)
		own := believed(nil).Keys[0]
		strange := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))
		// by signs the list as it was before the revocation.
		by := func(m credential.Method, key ed25519.PrivateKey, issuer string) []byte {
			signer, err := credential.NewSigner(m, key)
			require.NoError(t, err)
			is := &credential.Issuer{Signer: signer, Suite: suite, Now: s.issuer.Now}
			if suite == "" {
				is.Form = credential.VCJOSE
			}
			secured, err := is.IssueDocument(ctx, bytes.Replace(bare(t, before), []byte(schoolID), []byte(issuer), 1))
			require.NoError(t, err)
			return secured.Bytes()
		}
		didKey, err := credential.DIDKey(strange.Public())
		require.NoError(t, err)
		keys := func(change func(*credential.Method)) []credential.Method {
			m := own
			change(&m)
			return []credential.Method{m}
		}
		for name, c := range map[string]struct {
			list []byte
			keys []credential.Method
		}{
			"nobody's":                {list: bare(t, before)},
			"a stranger's":            {list: by(didKey, strange, didKey.Controller)},
			"by another key":          {list: by(credential.Method{ID: own.ID, Controller: schoolID}, strange, schoolID)},
			"by a key of that host":   {list: by(credential.Method{ID: schoolID + "#key-2", Controller: schoolID}, strange, schoolID)},
			"a stranger's key, given": {list: by(didKey, strange, didKey.Controller), keys: keys(func(m *credential.Method) { m.Controller = didKey.Controller })},
			"an edited one":           {list: edited(t, published, before)},
			"without keys":            {list: published, keys: []credential.Method{}},
			"by a revoked key":        {list: published, keys: keys(func(m *credential.Method) { m.Revoked = s.now })},
			"by a key that has ended": {list: published, keys: keys(func(m *credential.Method) { m.Expires = s.now })},
			"by a key for other ends": {list: published, keys: keys(func(m *credential.Method) { m.Purposes = []string{credential.Authentication} })},
			"by somebody else's key":  {list: published, keys: keys(func(m *credential.Method) { m.Controller = "did:web:other.example" })},
		} {
			from := believed(map[string][]byte{list1: c.list})
			if c.keys != nil {
				from.Keys = c.keys
			}
			err := s.lists.Recover(ctx, from)
			require.ErrorIs(t, err, status.ErrUnsigned, "%s %s", name, suite)
		}
		for _, name := range []string{`,"BitstringStatusListCredential"`, `"type":"BitstringStatusList",`} {
			none, err := credential.SignJWS(ctx, bytes.Replace(bare(t, published), []byte(name), nil, 1), s.issuer.Signer, credential.VCJOSE)
			require.NoError(t, err)
			require.ErrorContains(t, s.lists.Recover(ctx, believed(map[string][]byte{list1: none.Bytes()})), "expected a BitstringStatusListCredential")
		}
		openings, _, err := s.store.Read(ctx, status.Query{Kind: status.Openings})
		require.NoError(t, err)
		require.Empty(t, openings, "nothing has been changed")
		from := believed(map[string][]byte{list1: published})
		from.Keys = keys(func(m *credential.Method) { m.Revoked, m.Expires = s.now.Add(time.Second), s.now.Add(time.Second) })
		require.NoError(t, s.lists.Recover(ctx, from))
	}
}

// bare is a list without its signature.
func bare(t *testing.T, list []byte) []byte {
	t.Helper()
	secured, err := credential.Parse(list)
	require.NoError(t, err)
	doc, _, signed := strings.Cut(string(secured.Document()), `,"proof":`)
	if signed {
		doc += "}"
	}
	return []byte(doc)
}

// edited is a signed list with the bits of another one.
func edited(t *testing.T, list, other []byte) []byte {
	t.Helper()
	if header, rest, ok := bytes.Cut(list, []byte(".")); ok && list[0] != '{' {
		_, signature, _ := bytes.Cut(rest, []byte("."))
		_, rest, _ = bytes.Cut(other, []byte("."))
		payload, _, _ := bytes.Cut(rest, []byte("."))
		return bytes.Join([][]byte{header, payload, signature}, []byte("."))
	}
	bits := func(list []byte) []byte {
		_, rest, ok := bytes.Cut(list, []byte(`"encodedList":"`))
		require.True(t, ok)
		bits, _, _ := bytes.Cut(rest, []byte(`"`))
		return bits
	}
	return bytes.Replace(list, bits(list), bits(other), 1)
}

// A form that the signature does not cover is not read as if it did.
func TestAListOutOfItsFormIsNotRecoveredFrom(t *testing.T) {
	s, _, published := forgetful(t, status.Config{}, credential.EdDSARDFC2022)
	odd := bytes.Replace(published, []byte(`{"@context"`), []byte(`{"credentialStatus":[],"@context"`), 1)
	require.ErrorIs(t, s.lists.Recover(ctx, believed(map[string][]byte{list1: odd})), credential.SchemaInvalid)
}

// Of several keys it is the one that the proof names.
func TestAListIsJudgedWithTheKeyThatItNames(t *testing.T) {
	s, _, published := forgetful(t, status.Config{}, "")
	from := believed(map[string][]byte{list1: published})
	other := from.Keys[0]
	other.ID, other.Key = schoolID+"#key-0", ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32)).Public()
	from.Keys = []credential.Method{other, from.Keys[0]}
	require.NoError(t, s.lists.Recover(ctx, from))
}

// A proof of somebody else's beside the issuer's is none of the issuer's.
func TestEveryProofOfAListIsTheIssuers(t *testing.T) {
	s, _, published := forgetful(t, status.Config{}, credential.EdDSARDFC2022)
	strange, err := credential.NewKeySigner(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32)))
	require.NoError(t, err)
	both, err := credential.AddProof(ctx, published, strange, credential.ProofOptions{Suite: credential.EdDSARDFC2022})
	require.NoError(t, err)
	require.ErrorIs(t, s.lists.Recover(ctx, believed(map[string][]byte{list1: both.Bytes()})), status.ErrUnsigned)
}

// A list that names credentials is signed by nobody, and believed by whoever says so.
func TestAnUnsignedListIsRecoveredFromWhereThatWasSaid(t *testing.T) {
	s, _, published := forgetful(t, status.Config{Type: status.RevocationList}, "")
	from := believed(map[string][]byte{list1: published})
	from.Unsigned = false
	require.ErrorIs(t, s.lists.Recover(ctx, from), status.ErrUnsigned)
	from.Unsigned = true
	from.Published[list1] = bytes.Replace(published, []byte(schoolID), []byte("did:web:other.example"), 1)
	require.ErrorIs(t, s.lists.Recover(ctx, from), status.ErrUnsigned)
	from.Published[list1] = bytes.Replace(published, []byte(list1), []byte(home+"/2"), 1)
	require.ErrorContains(t, s.lists.Recover(ctx, from), "it says that it is")
	from.Published[list1] = bytes.Replace(published, []byte(`"revoked":true}`), []byte(`"revoked":true},{"id":"`+badgeID(2)+`","revoked":false}`), 1)
	require.NoError(t, s.lists.Recover(ctx, from))
	_, err := s.lists.Reserve(ctx, badgeID(1))
	require.ErrorIs(t, err, status.ErrRevoked)
	_, err = s.lists.Reserve(ctx, badgeID(2))
	require.NoError(t, err, "whose revocation was taken back")
}

// Whatever stands where a list was published: it is refused, or it has forgotten nothing.
func FuzzRecover(f *testing.F) {
	for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		_, _, published := forgetful(f, status.Config{}, suite)
		f.Add(published)
		f.Add(bytes.Replace(published, []byte(`"id"`), []byte(`"@id"`), 1))
	}
	f.Add([]byte(`{"id":"` + list1 + `","issuer":"` + schoolID + `","revokedCredential":[{"id":"urn:x","revoked":true},{"id":"urn:y","revoked":false}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		store := &status.Memory{}
		from := believed(map[string][]byte{list1: data})
		from.Unsigned = false
		if data == nil || memoryLists(t, status.Config{Store: store, Witness: &noted{}}).Recover(ctx, from) != nil {
			return
		}
		set, _, err := store.Read(ctx, status.Query{Kind: status.Set, List: first})
		require.NoError(t, err)
		require.Len(t, set, 2)
		require.Equal(t, status.Revoked, set[1].State)
	})
}

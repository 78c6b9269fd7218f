package status_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify"
)

// kinds are all the lists that there are, by what a verifier says of a badge that is set.
var kinds = map[string]struct {
	cfg                status.Config
	revoked, suspended verify.Code
}{
	"bits, revocation": {status.Config{}, verify.StatusRevoked, ""},
	"bits, suspension": {status.Config{Purpose: status.Suspension}, verify.StatusSuspended, verify.StatusSuspended},
	"large":            {status.Config{Size: 1 << 22}, verify.StatusRevoked, ""},
	"ids, revocation":  {status.Config{Type: status.RevocationList}, verify.StatusRevoked, ""},
	"ids, suspension":  {status.Config{Type: status.RevocationList, Purpose: status.Suspension}, verify.StatusRevoked, verify.StatusRevoked},
}

// Every list in every form is read as what it is by package verify, strictly.
func TestAVerifierReadsEveryStateFromEveryList(t *testing.T) {
	for name, kind := range kinds {
		for _, suite := range append(credential.Suites(), "") {
			t.Run(fmt.Sprintf("%s %s", name, suite), func(t *testing.T) {
				s := newSchool(t, kind.cfg, suite)
				first, second := s.issue(1), s.issue(2)
				s.publish()
				s.requireVerdict(first, "")
				if kind.suspended != "" {
					require.NoError(t, s.lists.Suspend(ctx, badgeID(1), "asked for"))
					s.publish()
					s.requireVerdict(first, kind.suspended)
					require.NoError(t, s.lists.Reinstate(ctx, badgeID(1), "found"))
					s.publish()
					s.requireVerdict(first, "")
				}
				require.NoError(t, s.lists.Revoke(ctx, badgeID(1), "a mistake"))
				s.requireVerdict(first, "")
				s.publish()
				s.requireVerdict(first, kind.revoked)
				s.requireVerdict(second, "")
			})
		}
	}
}

// What holders may not hide of a badge is no part of a list.
func TestAnIssuerOfBadgesWithMandatoryPartsPublishesLists(t *testing.T) {
	s := newSchool(t, status.Config{}, credential.ECDSASD2023)
	s.issuer.Mandatory = []string{"/credentialSubject/achievement"}
	data := s.issue(1)
	s.publish()
	s.requireVerdict(data, "")
	require.Equal(t, []string{"/credentialSubject/achievement"}, s.issuer.Mandatory)
}

func TestAListSaysHowLongItCounts(t *testing.T) {
	s := newSchool(t, status.Config{}, "")
	s.pub.Lifetime, s.pub.TTL = time.Hour, 5*time.Minute
	data := s.issue(1)
	s.publish()
	list, err := credential.Parse(must(os.ReadFile(s.file(first))))
	require.NoError(t, err)
	document := string(list.Document())
	require.Contains(t, document, `"validFrom":"2026-05-01T09:00:00Z"`)
	require.Contains(t, document, `"validUntil":"2026-05-01T10:00:00Z"`)
	require.Contains(t, document, `"ttl":300000`)
	s.now = start.Add(time.Hour)
	s.requireVerdict(data, "")
	s.now = start.Add(time.Hour + time.Second)
	s.requireVerdict(data, verify.StatusListExpired)
	require.NoError(t, s.pub.PublishChanged(ctx))
	s.requireVerdict(data, "")
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// A to is a Publisher that notes what was put, and can do something before it.
type to struct {
	status.Publisher
	before func(url string) error
	put    []string
}

func (p *to) Put(ctx context.Context, url string, data []byte) error {
	if p.before != nil {
		if err := p.before(url); err != nil {
			return err
		}
	}
	p.put = append(p.put, url)
	return p.Publisher.Put(ctx, url, data)
}

func (p *to) Get(ctx context.Context, url string) ([]byte, error) {
	return p.Publisher.(status.Getter).Get(ctx, url)
}

func TestOnlyWhatHasChangedOrIsDueIsPublished(t *testing.T) {
	s := newSchool(t, status.Config{}, "")
	suspension := newLists(t, status.Config{Store: s.store, Witness: newWitness(t), URL: home, Purpose: status.Suspension})
	s.issue(1)
	_, err := suspension.Reserve(ctx, badgeID(2))
	require.NoError(t, err)
	p := &to{Publisher: s.pub.To}
	s.pub.To = p
	published := func(publish func(context.Context) error) int {
		t.Helper()
		p.put = nil
		require.NoError(t, publish(ctx))
		return len(p.put)
	}
	require.Equal(t, 2, published(s.pub.PublishChanged))
	require.Equal(t, 0, published(s.pub.PublishChanged))
	s.issue(3)
	require.Equal(t, 0, published(s.pub.PublishChanged), "whose place is not set is not in the list")
	require.Equal(t, 2, published(s.pub.Publish), "case I14: on a schedule, whatever has changed")
	require.NoError(t, s.lists.Revoke(ctx, badgeID(1), ""))
	require.Equal(t, 1, published(s.pub.PublishChanged))
	require.NoError(t, s.lists.Revoke(ctx, badgeID(1), ""))
	require.Equal(t, 0, published(s.pub.PublishChanged))
	s.now = start.Add(12*time.Hour - time.Second)
	require.Equal(t, 0, published(s.pub.PublishChanged))
	s.now = start.Add(12 * time.Hour)
	require.Equal(t, 2, published(s.pub.PublishChanged))
}

// Another process publishes a revocation while this one is about to write an older edition.
func TestAnOlderEditionDoesNotStayPublished(t *testing.T) {
	s := newSchool(t, status.Config{}, "")
	data := s.issue(1)
	other := *s
	other.pub = &status.Publication{Lists: s.lists, To: s.pub.To, Issuer: s.issuer}
	once := true
	s.pub.To = &to{Publisher: s.pub.To, before: func(string) error {
		if once {
			once = false
			require.NoError(t, s.lists.Revoke(ctx, badgeID(1), ""))
			other.publish()
			other.requireVerdict(data, verify.StatusRevoked)
		}
		return nil
	}}
	s.publish()
	s.requireVerdict(data, verify.StatusRevoked)
}

func TestAListThatCannotBePublishedKeepsNoOtherFromIt(t *testing.T) {
	s := newSchool(t, status.Config{}, "")
	suspension := newLists(t, status.Config{Store: s.store, Witness: newWitness(t), URL: home, Purpose: status.Suspension})
	s.issue(1)
	_, err := suspension.Reserve(ctx, badgeID(2))
	require.NoError(t, err)
	full := errors.New("the disk is full")
	p := &to{Publisher: s.pub.To, before: func(url string) error {
		if strings.HasSuffix(url, "/1777626000000") {
			return full
		}
		return nil
	}}
	s.pub.To = p
	err = s.pub.PublishChanged(ctx)
	require.ErrorIs(t, err, full)
	require.ErrorContains(t, err, "list 1777626000000")
	require.Len(t, p.put, 1)
	p.before = nil
	require.NoError(t, s.pub.PublishChanged(ctx))
	require.Len(t, p.put, 2, "what failed is repeated, and nothing else")
}

// What is published is witnessed first, although whoever changed it ended before he could.
func TestWhatIsPublishedIsWitnessed(t *testing.T) {
	w := &noted{}
	s := newSchool(t, status.Config{Witness: w}, "")
	s.issue(1)
	deaf := newLists(t, status.Config{Store: s.store, Witness: &deafened{w}, URL: home})
	require.ErrorIs(t, deaf.Revoke(ctx, badgeID(1), ""), errDeaf)
	require.EqualValues(t, first+1, w.epoch)
	s.pub.To = &to{Publisher: s.pub.To, before: func(string) error {
		require.EqualValues(t, first+2, w.epoch)
		return nil
	}}
	s.publish()

	s.pub.To = &to{Publisher: s.pub.To, before: func(string) error { panic("it was published") }}
	s.pub.Lists = deaf
	require.ErrorIs(t, s.pub.Publish(ctx), errDeaf)
}

// Reasons are for the issuer's eyes.
func TestNoReasonIsPublishedUnlessItIsAskedFor(t *testing.T) {
	const secret = "caught cheating in civics"
	for name, kind := range kinds {
		s := newSchool(t, kind.cfg, "")
		s.issue(1)
		require.NoError(t, s.lists.Revoke(ctx, badgeID(1), secret))
		s.publish()
		data := must(os.ReadFile(s.file(first)))
		if credential.Detect(data) == credential.ContainerJWS {
			data = must(credential.Parse(data)).Document()
		}
		require.NotContains(t, string(data), "cheating", name)
		e, err := s.lists.Entry(ctx, badgeID(1))
		require.NoError(t, err)
		require.Equal(t, secret, e.Reason)
		s.pub.Reasons = true
		s.publish()
		require.Equal(t, kind.cfg.Type == status.RevocationList, strings.Contains(string(must(os.ReadFile(s.file(first)))), "cheating"), name)
	}
}

// The list is in the form of facts of the 1EdTech Revocation List: one member, ids in an
// order that says nothing.
func TestARevocationListNamesWhoIsRevoked(t *testing.T) {
	s := newSchool(t, status.Config{Type: status.RevocationList, Purpose: status.Suspension}, "")
	for n := range 4 {
		s.issue(n)
	}
	s.publish()
	require.Equal(t, `{"id":"https://school.example/status/1777626000000","issuer":"did:web:school.example","revokedCredential":[]}`, string(must(os.ReadFile(s.file(first)))))
	for _, n := range []int{3, 1, 2} {
		require.NoError(t, s.lists.Suspend(ctx, badgeID(n), "x"))
	}
	require.NoError(t, s.lists.Reinstate(ctx, badgeID(2), "x"))
	s.publish()
	require.Equal(t, `{"id":"https://school.example/status/1777626000000","issuer":"did:web:school.example","revokedCredential":[`+
		`{"id":"urn:uuid:00000000-0000-4000-8000-000000000001","revoked":true},{"id":"urn:uuid:00000000-0000-4000-8000-000000000003","revoked":true}]}`, string(must(os.ReadFile(s.file(first)))))
}

func TestAPublicationSaysWhatItLacks(t *testing.T) {
	s := newSchool(t, status.Config{}, "")
	for name, p := range map[string]*status.Publication{
		"nothing":   {},
		"no lists":  {To: s.pub.To, Issuer: s.issuer},
		"nowhere":   {Lists: s.lists, Issuer: s.issuer},
		"nobody":    {Lists: s.lists, To: s.pub.To},
		"no signer": {Lists: s.lists, To: s.pub.To, Issuer: &credential.Issuer{}},
		"a past":    {Lists: s.lists, To: s.pub.To, Issuer: s.issuer, Lifetime: -1},
		"a moment":  {Lists: s.lists, To: s.pub.To, Issuer: s.issuer, TTL: time.Microsecond},
	} {
		require.Error(t, p.Publish(ctx), name)
	}
}

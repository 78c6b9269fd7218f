package status_test

import (
	"context"
	"errors"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify"
)

// ending is a Store whose changes end after so many.
type ending struct {
	status.Memory
	left int
}

var errEnded = errors.New("the power is off")

func (s *ending) change() error {
	if s.left--; s.left < 0 {
		return errEnded
	}
	return nil
}

func (s *ending) Insert(ctx context.Context, floor int64, e status.Entry) (status.Entry, int64, error) {
	if err := s.change(); err != nil {
		return status.Entry{}, 0, err
	}
	return s.Memory.Insert(ctx, floor, e)
}

func (s *ending) Update(ctx context.Context, floor int64, e status.Entry) (int64, error) {
	if err := s.change(); err != nil {
		return 0, err
	}
	return s.Memory.Update(ctx, floor, e)
}

// A store that has learned a half of what it has forgotten is still an old copy, although
// it has changed more often by then than anybody had seen.
func TestARecoveryThatIsCutShortIsRepeated(t *testing.T) {
	before := newSchool(t, status.Config{}, "")
	for n := range 30 {
		before.issue(n)
		require.NoError(t, before.lists.Revoke(ctx, badgeID(n), ""))
	}
	before.publish()
	published := map[string][]byte{list1: must(os.ReadFile(before.file(first)))}

	for after := 0; ; after++ {
		store, witness := &ending{left: 4}, &noted{}
		s := newSchool(t, status.Config{Store: store, Witness: witness}, "")
		for n := range 3 {
			s.issue(n)
		}
		witness.epoch = first + 7
		store.left = after
		err := s.lists.Recover(ctx, believed(published))
		store.left = 1000
		if err != nil {
			require.ErrorIs(t, err, errEnded)
			_, err := s.lists.Reserve(ctx, badgeID(99))
			require.ErrorIs(t, err, status.ErrRollback, "after %d changes", after)
			require.ErrorIs(t, s.pub.Publish(ctx), status.ErrRollback, "after %d changes", after)
			require.NoFileExists(t, s.file(first))
			require.NoError(t, s.lists.Recover(ctx, believed(published)))
		}
		p, reserveErr := s.lists.Reserve(ctx, badgeID(99))
		require.NoError(t, reserveErr)
		require.NotEqual(t, list1, p.StatusListCredential)
		if err == nil {
			require.Equal(t, 31, after, "the thirty places, and the new list")
			return
		}
	}
}

func TestWhatIsNoListOfOursIsNotRecoveredFrom(t *testing.T) {
	s := newSchool(t, status.Config{}, "")
	s.issue(1)
	s.publish()
	list := must(os.ReadFile(s.file(first)))
	for name, published := range map[string]map[string][]byte{
		"nothing":        nil,
		"not ours":       {list1: nil, "https://other.example/status/1": list},
		"another URL":    {list1: nil, "https://other.example/status/1": []byte(`{"id":"https://other.example/status/1","revokedCredential":[]}`)},
		"no number":      {list1: nil, home + "/x": list},
		"another number": {list1: nil, home + "/2": list},
		"a half":         {list1: list[:len(list)/2]},
		"no JSON":        {list1: []byte("<html>")},
		"empty":          {list1: []byte("{}")},
		"no list":        {list1: []byte(`{"id":"https://school.example/status/1777626000000"}`)},
		"another type":   {list1: []byte(`{"id":"https://school.example/status/1777626000000","issuer":"did:web:school.example","revokedCredential":[]}`)},
		"nameless ids":   {list1: nil, home + "/2": []byte(`{"id":"https://school.example/status/2","issuer":"did:web:school.example","revokedCredential":[{"revoked":true}]}`)},
		"no list of ids": {list1: nil, home + "/2": []byte(`{"id":"https://school.example/status/2","issuer":"did:web:school.example","revokedCredential":{}}`)},
		"no number left": {list1: nil, home + "/4611686018427387903": []byte(`{"id":"https://school.example/status/4611686018427387903","issuer":"did:web:school.example","revokedCredential":[]}`)},
	} {
		require.Error(t, s.lists.Recover(ctx, believed(published)), name)
	}
	_, err := s.lists.Reserve(ctx, badgeID(2))
	require.NoError(t, err, "and nothing has happened")
}

// Two configurations publish below two URLs what one store holds.
func TestAnyConfigurationRecoversTheListsOfAll(t *testing.T) {
	const elsewhere = "https://school.example/other"
	for _, other := range []status.Config{{}, {Purpose: status.Suspension}, {Type: status.RevocationList}} {
		for _, forgotten := range []bool{false, true} {
			store, w := &status.Memory{}, &noted{}
			s := newSchool(t, status.Config{Store: store, Witness: w}, "")
			other.Store, other.Witness, other.URL, other.Now = store, w, elsewhere, s.issuer.Now
			b := newLists(t, other)
			s.issue(1)
			p, err := b.Reserve(ctx, badgeID(2))
			require.NoError(t, err)
			require.NoError(t, s.lists.Revoke(ctx, badgeID(1), ""))
			require.NoError(t, b.Revoke(ctx, badgeID(2), ""))
			s.publish()
			const url = elsewhere + "/1777626000002"
			published := map[string][]byte{
				list1: must(os.ReadFile(s.file(first))),
				url:   must(os.ReadFile(s.root + "/school.example/other/1777626000002")),
			}
			if forgotten {
				*store = status.Memory{}
				require.Error(t, s.lists.Recover(ctx, believed(published)), "nobody knows the other URL")
				delete(published, list1)
				require.NoError(t, b.Recover(ctx, believed(published)))
			} else {
				w.epoch += 100
				require.NoError(t, s.lists.Recover(ctx, believed(published)))
			}
			s.pub.Lists = b
			s.publish()
			require.FileExists(t, s.root+"/school.example/other/1777626000002")
			if p.Type == status.RevocationList || !forgotten {
				e, err := b.Entry(ctx, badgeID(2))
				require.NoError(t, err)
				require.True(t, e.State == status.Revoked || e.State == status.Suspended)
			}
		}
	}
}

// Each time the published list names somebody of whom the store knows nothing.
func TestAListOfIDsIsRecoveredMoreThanOnce(t *testing.T) {
	w := &noted{}
	s := newSchool(t, status.Config{Witness: w, Type: status.RevocationList, Size: 16}, "")
	s.issue(1)
	s.publish()
	list := func(ids ...string) []byte {
		text := `{"id":"` + list1 + `","issuer":"` + schoolID + `","revokedCredential":[`
		for i, id := range ids {
			if i > 0 {
				text += ","
			}
			text += `{"id":"` + id + `","revoked":true}`
		}
		return []byte(text + "]}")
	}
	var ids []string
	for n := 30; n > 26; n-- {
		ids = append([]string{badgeID(n)}, ids...) // before those that are known
		w.epoch += 100
		published := map[string][]byte{}
		openings, _, err := s.store.Read(ctx, status.Query{Kind: status.Openings})
		require.NoError(t, err)
		for _, o := range openings {
			published[home+"/"+strconv.FormatInt(o.List, 10)] = nil
		}
		published[list1] = list(ids...)
		require.NoError(t, s.lists.Recover(ctx, believed(published)))
		for _, id := range ids {
			e, err := s.lists.Entry(ctx, id)
			require.NoError(t, err)
			require.Equal(t, status.Revoked, e.State)
		}
	}
	require.NoError(t, s.lists.Adopt(ctx, badgeID(50), badge.Status{ID: list1, Type: status.RevocationList}))
	require.NoError(t, s.lists.Revoke(ctx, badgeID(50), ""))
	s.publish()
	require.Contains(t, string(must(os.ReadFile(s.file(first)))), badgeID(50))
}

// A list that names whoever has a place in another one by now is revoked in that list.
func TestAnIDIsRecoveredInTheListThatNamesIt(t *testing.T) {
	s, delivered, again := twice(t, status.Config{Type: status.RevocationList})
	s.publish()
	published := map[string][]byte{}
	openings, _, err := s.store.Read(ctx, status.Query{Kind: status.Openings})
	require.NoError(t, err)
	for _, o := range openings {
		published[home+"/"+strconv.FormatInt(o.List, 10)] = nil
	}
	published[list1] = []byte(`{"id":"` + list1 + `","issuer":"` + schoolID + `","revokedCredential":[{"id":"` + badgeID(1) + `","revoked":true}]}`)
	require.NoError(t, s.lists.Recover(ctx, believed(published)))
	s.publish()
	s.requireVerdict(delivered, verify.StatusRevoked)
	s.requireVerdict(again, "")
}

func TestAListIsRecoveredAtItsOwnURLAlone(t *testing.T) {
	const elsewhere = "https://school.example/other"
	store, w := &status.Memory{}, &noted{}
	a := memoryLists(t, status.Config{Store: store, Witness: w, Type: status.RevocationList})
	b := memoryLists(t, status.Config{Store: store, Witness: w, Type: status.RevocationList, URL: elsewhere})
	for n, l := range []*status.Lists{a, b} {
		_, err := l.Reserve(ctx, badgeID(n))
		require.NoError(t, err)
	}
	list := func(url string) map[string][]byte {
		return map[string][]byte{list1: nil, elsewhere + "/1777626000002": nil, url: []byte(`{"id":"` + url + `","issuer":"` + schoolID + `","revokedCredential":[]}`)}
	}
	require.ErrorContains(t, a.Recover(ctx, believed(list("https://other.example/status/1"))), "not below the URL")
	require.ErrorContains(t, a.Recover(ctx, believed(list(elsewhere+"/1777626000000"))), "it was opened as")
	require.NoError(t, a.Recover(ctx, believed(list(elsewhere+"/1777626000002"))))
}

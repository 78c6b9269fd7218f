package credential_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
)

// allocating is a StatusAllocator that notes for whom it was asked.
type allocating struct {
	give  func(id string) (badge.Status, error)
	asked []string
}

func (a *allocating) Reserve(_ context.Context, id string) (badge.Status, error) {
	a.asked = append(a.asked, id)
	return a.give(id)
}

func bitEntry(string) (badge.Status, error) {
	return badge.Status{
		ID: "https://school.example/status/1#94567", Type: "BitstringStatusListEntry", StatusPurpose: "revocation",
		StatusListIndex: "94567", StatusListCredential: "https://school.example/status/1",
	}, nil
}

// counting is a Signer that counts how often it was asked.
type counting struct {
	credential.Signer
	signed int
}

func (c *counting) Sign(ctx context.Context, message []byte) ([]byte, error) {
	c.signed++
	return c.Signer.Sign(ctx, message)
}

func TestIssueAddsTheEntryThatWasReserved(t *testing.T) {
	for _, suite := range append(credential.Suites(), "") {
		key := signerOf(t, edKey(0))
		if strings.HasPrefix(string(suite), "ecdsa") {
			ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
			require.NoError(t, err)
			key = signerOf(t, ec)
		}
		for name, give := range map[string]func(string) (badge.Status, error){
			"bits": bitEntry,
			"ids": func(string) (badge.Status, error) {
				return badge.Status{ID: "https://school.example/status/2", Type: "1EdTechRevocationList"}, nil
			},
		} {
			a := &allocating{give: give}
			is := newIssuer(t, edKey(0))
			is.Signer, is.Suite, is.Status = key, suite, a
			secured, err := is.Issue(context.Background(), civics(t))
			require.NoError(t, err, "%s %s", suite, name)
			require.Equal(t, []string{"urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100"}, a.asked)
			view, err := secured.Unverified()
			require.NoError(t, err)
			want, _ := give("")
			require.Equal(t, []badge.Status{want}, view.Status)
			extensions := "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
			require.Equal(t, name == "ids", strings.Contains(string(secured.Document()), extensions))
		}
	}
}

// A bad badge takes up no place, and one without a place is not signed.
func TestWhatCannotBeIssuedTakesUpNoPlace(t *testing.T) {
	past := clock.AddDate(-1, 0, 0)
	for name, spoil := range map[string]func(*credential.Issuer, *credential.Credential){
		"no achievement": func(_ *credential.Issuer, c *credential.Credential) { c.Subject.Achievement = badge.Achievement{} },
		"ended": func(_ *credential.Issuer, c *credential.Credential) {
			c.ValidFrom, c.ValidUntil = past, past.Add(time.Hour)
		},
		"another issuer": func(_ *credential.Issuer, c *credential.Credential) {
			c.Issuer = badge.Profile{ID: "https://other.example"}
		},
		"a bad id":         func(_ *credential.Issuer, c *credential.Credential) { c.ID = "no URL" },
		"no UTF-8":         func(_ *credential.Issuer, c *credential.Credential) { c.Name = "\xff" },
		"an unknown suite": func(is *credential.Issuer, _ *credential.Credential) { is.Suite = "rot13" },
		"another key's":    func(is *credential.Issuer, _ *credential.Credential) { is.Suite = credential.ECDSARDFC2019 },
		"no term of a graph": func(is *credential.Issuer, c *credential.Credential) {
			is.Suite = credential.EdDSARDFC2022
			c.EndorsementJWT = []string{"a.b.c"}
		},
		"too large": func(_ *credential.Issuer, c *credential.Credential) { c.Description = strings.Repeat("x", 3<<20) },
		"an entry of its own": func(_ *credential.Issuer, c *credential.Credential) {
			s, _ := bitEntry("")
			c.Status = []badge.Status{s}
		},
	} {
		a := &allocating{give: bitEntry}
		is, c := newIssuer(t, edKey(0)), civics(t)
		is.Status = a
		spoil(is, &c)
		_, err := is.Issue(context.Background(), c)
		require.Error(t, err, name)
		require.Empty(t, a.asked, name)
	}
}

func TestAnAllocatorThatFailsOrLiesLeavesNothingSigned(t *testing.T) {
	full := errors.New("the disk is full")
	entry := func(change func(*badge.Status)) func(string) (badge.Status, error) {
		return func(id string) (badge.Status, error) {
			s, err := bitEntry(id)
			change(&s)
			return s, err
		}
	}
	for name, give := range map[string]func(string) (badge.Status, error){
		"fails":           func(string) (badge.Status, error) { return badge.Status{}, full },
		"fails with one":  func(string) (badge.Status, error) { s, _ := bitEntry(""); return s, full },
		"panics":          func(string) (badge.Status, error) { panic("out of cheese") },
		"nothing":         func(string) (badge.Status, error) { return badge.Status{}, nil },
		"no type":         entry(func(s *badge.Status) { s.Type = "" }),
		"no id":           entry(func(s *badge.Status) { s.ID = "" }),
		"no list":         entry(func(s *badge.Status) { s.StatusListCredential = "" }),
		"no purpose":      entry(func(s *badge.Status) { s.StatusPurpose = "" }),
		"no index":        entry(func(s *badge.Status) { s.StatusListIndex = "" }),
		"a signed index":  entry(func(s *badge.Status) { s.StatusListIndex = "+5" }),
		"a negative size": entry(func(s *badge.Status) { s.StatusSize = -1 }),
		"no UTF-8":        entry(func(s *badge.Status) { s.StatusPurpose = "\xff" }),
		"a relative list": entry(func(s *badge.Status) { s.StatusListCredential = "/status/1" }),
		"a relative id":   entry(func(s *badge.Status) { s.ID = "#94567" }),
	} {
		for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
			is := newIssuer(t, edKey(0))
			signer := &counting{Signer: is.Signer}
			is.Signer, is.Suite, is.Status = signer, suite, &allocating{give: give}
			secured, err := is.Issue(context.Background(), civics(t))
			require.ErrorIs(t, err, credential.IssueStatus, "%s %s", name, suite)
			require.Nil(t, secured, name)
			require.Zero(t, signer.signed, name)
			if strings.HasPrefix(name, "fails") {
				require.ErrorIs(t, err, full)
			}
		}
	}
	is := newIssuer(t, edKey(0))
	a := &allocating{give: bitEntry}
	is.Status = a
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := is.Issue(ctx, civics(t))
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, a.asked)
}

// Endorse reserves as Issue does.
func TestAnEndorsementHasAPlaceBeforeItIsSigned(t *testing.T) {
	const id = "urn:uuid:aaaa4f5e-5f2b-4b5e-9a53-0a5d1c1f0e11"
	full := errors.New("the disk is full")
	want, _ := bitEntry(id)
	for _, suite := range []credential.Suite{"", credential.EdDSARDFC2022, credential.EdDSAJCS2022} {
		a := &allocating{give: bitEntry}
		is := newIssuer(t, edKey(0))
		signer := &counting{Signer: is.Signer}
		is.Signer, is.Suite, is.Status = signer, suite, a
		e := credential.Endorsement{ID: id, Name: "An endorsement", Subject: badge.EndorsementSubject{ID: "urn:x:a", EndorsementComment: "Well taught."}}
		s, err := is.Endorse(t.Context(), e)
		require.NoError(t, err)
		require.Equal(t, []string{id}, a.asked)
		require.Contains(t, string(s.Document()), `"statusListIndex":"`+want.StatusListIndex+`"`)

		a.asked, signer.signed = nil, 0
		for name, spoil := range map[string]func(*credential.Endorsement){
			"an entry of its own": func(e *credential.Endorsement) { e.Status = []badge.Status{want} },
			"no name":             func(e *credential.Endorsement) { e.Name = "" },
			"a type of a list":    func(e *credential.Endorsement) { e.Type = []string{"BitstringStatusListCredential"} },
		} {
			spoilt := e
			spoil(&spoilt)
			_, err := is.Endorse(t.Context(), spoilt)
			require.Error(t, err, name)
			require.Empty(t, a.asked, name)
		}
		for name, give := range map[string]func(string) (badge.Status, error){
			"fails":   func(string) (badge.Status, error) { return badge.Status{}, full },
			"nothing": func(string) (badge.Status, error) { return badge.Status{}, nil },
		} {
			is.Status = &allocating{give: give}
			_, err := is.Endorse(t.Context(), e)
			require.ErrorIs(t, err, credential.IssueStatus, name)
		}
		require.Zero(t, signer.signed)
		is.Suite, is.Status = credential.ECDSARDFC2019, a
		_, err = is.Endorse(t.Context(), e)
		require.Error(t, err, "another key's suite")
		require.Empty(t, a.asked)
	}
}

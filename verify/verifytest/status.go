package verifytest

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/bitstring"
)

// A list is one that an issuer publishes (Bitstring Status List 1.0 section 2.2). The
// issuer's lock guards it.
type list struct {
	url, purpose string
	bits         *bitstring.List
	given        uint64
}

// The lists of an issuer, by their index.
const (
	revocation = iota
	suspension
	unreachable
)

func (is *Issuer) newList(name, purpose string) *list {
	l := &list{url: is.Home + "/status/" + name, purpose: purpose, bits: must(bitstring.New(bitstring.MinEntries, 1))}
	is.publishList(l)
	return l
}

// place gives away the next place of a list. As the specification wants it, the places
// do not follow one another: an odd factor leaves none of them out, and none twice.
func (l *list) place() []badge.Status {
	if l.given == bitstring.MinEntries {
		panic(fmt.Sprintf("verifytest: the list %s is full: it has %d places", l.url, bitstring.MinEntries))
	}
	index := strconv.FormatUint((94567+l.given*40503)%bitstring.MinEntries, 10)
	l.given++
	return []badge.Status{{
		ID: l.url + "#" + index, Type: "BitstringStatusListEntry",
		StatusPurpose: l.purpose, StatusListIndex: index, StatusListCredential: l.url,
	}}
}

func (is *Issuer) place(list int) []badge.Status {
	is.mu.Lock()
	defer is.mu.Unlock()
	return is.lists[list].place()
}

// Revoke revokes a badge of this issuer, for good, and publishes the list anew. What was
// issued as Suspended cannot be revoked: the schema of OB 3.0 gives a badge one list.
func (is *Issuer) Revoke(badge []byte) { is.mark(badge, "revocation", 1) }

// Suspend suspends a badge that was issued as Suspended and has been reinstated, and
// publishes the list anew.
func (is *Issuer) Suspend(badge []byte) { is.mark(badge, "suspension", 1) }

// Reinstate ends the suspension of a badge, and publishes the list anew.
func (is *Issuer) Reinstate(badge []byte) { is.mark(badge, "suspension", 0) }

func (is *Issuer) mark(data []byte, purpose string, value uint32) {
	c := must(must(credential.Parse(data)).Unverified())
	is.mu.Lock()
	defer is.mu.Unlock()
	for _, s := range c.Status {
		for _, l := range is.lists {
			if l.url == s.StatusListCredential && l.purpose == purpose && s.StatusPurpose == purpose {
				index := must(bitstring.Index(s.StatusListIndex))
				if err := l.bits.Set(index, 1, value); err != nil {
					panic(fmt.Errorf("verifytest: %w", err))
				}
				is.publishList(l)
				return
			}
		}
	}
	panic(fmt.Sprintf("verifytest: the badge %s has no place in a list of %s for %s", c.ID, is.ID, purpose))
}

// publishList signs a list and publishes it. It began long ago, so that it is in force
// wherever a test sets the clock, and no edition of it is older than another.
func (is *Issuer) publishList(l *list) {
	document := must(json.Marshal(map[string]any{
		"@context":  []string{"https://www.w3.org/ns/credentials/v2"},
		"id":        l.url,
		"type":      []string{"VerifiableCredential", "BitstringStatusListCredential"},
		"issuer":    is.ID,
		"validFrom": Start().AddDate(-10, 0, 0).Format(time.RFC3339),
		"credentialSubject": map[string]string{
			"id": l.url + "#list", "type": "BitstringStatusList",
			"statusPurpose": l.purpose, "encodedList": l.bits.Encode(),
		},
	}))
	issuer := credential.Issuer{Signer: is.Signer, Suite: is.suite, Now: Start}
	switch is.suite {
	case "", credential.ECDSASD2023, credential.Ed25519Signature2020, credential.JsonWebSignature2020:
		// Nobody derives a part of a list, and the older suites would need a context.
		issuer.Suite, issuer.Form = "", credential.VCJOSE
	}
	is.Network.Publish(l.url, must(issuer.IssueDocument(context.Background(), document)).Bytes())
}

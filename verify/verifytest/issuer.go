package verifytest

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// A Setup says what kind of issuer NewIssuer makes. Its zero value is a did:key whose
// badges are signed tokens.
type Setup struct {
	// ID is the issuer's identifier: "" for a did:key that follows from the key, or a
	// did:web or https URL, which the issuer then publishes its key under. One with a
	// query or a fragment is refused, though verifiers know such issuers: nothing can be
	// published below it.
	ID string

	// Name is the issuer's; "" is Pine Ridge High School.
	Name string

	// Suite is that of the proofs inside its badges; "" makes each badge a compact JWS.
	// Of ecdsa-sd-2023 a badge is what a holder shows who shows everything.
	Suite credential.Suite

	// Key signs. Nil is a key that fits the Suite and is another one for each issuer of
	// a Network, and the same in each run; everybody can know it.
	Key crypto.Signer

	// Network is where the issuer publishes; nil is a new one.
	Network *Network
}

// An Issuer issues badges and publishes what is needed to judge them. Its methods are
// safe for concurrent use as long as nobody changes its fields.
type Issuer struct {
	ID      string            // issuer.id of its badges
	Home    string            // the URL below which it publishes, such as https://school.example
	Signer  credential.Signer // signs its badges, and whatever else a test wants to be signed
	Network *Network
	Clock   *Clock // that of Network

	// Claims are what its badges say. They are filled with an achievement, its recipient
	// Learner, and evidence; a test may change them. ID, Status, ValidFrom and ValidUntil
	// are of no account here: each kind of badge has its own.
	Claims credential.Credential

	suite  credential.Suite
	number int

	mu       sync.Mutex
	issued   int
	lists    []*list
	stranger *Issuer
}

// Learner is the e-mail address of the recipient of every badge whose Claims nobody has
// changed: verify.Recipient(badge.EmailAddress, verifytest.Learner) holds. The badge has
// only a hash of it.
const Learner = "ada@example.org"

// NewIssuer makes an issuer, and publishes its key and its lists.
func NewIssuer(s Setup) *Issuer {
	n := s.Network
	if n == nil {
		n = &Network{}
	}
	is := &Issuer{ID: s.ID, Network: n, Clock: &n.Clock, suite: s.Suite, number: n.newcomer()}
	if s.Name == "" {
		s.Name = "Pine Ridge High School"
	}
	is.settle(s)
	is.Claims = credential.Credential{
		Issuer: badge.Profile{ID: is.ID, Name: s.Name},
		Subject: badge.Subject{
			Identifier: []badge.Identity{badge.SaltedIdentity(badge.EmailAddress, Learner, "0123456789abcdef0123456789abcdef")},
			Achievement: badge.Achievement{
				ID:              is.Home + "/achievements/civics",
				Name:            "Civics",
				Description:     "Takes part in the life of the community, and knows how it is governed.",
				AchievementType: badge.TypeMicroCredential,
				Criteria:        badge.Criteria{Narrative: "Plans and carries out a project for the community, and reflects on it."},
			},
		},
		Evidence: []badge.Evidence{{Narrative: "Ran the 2026 student voter drive; 214 registrations."}},
	}
	is.publishKey(s.Name)
	is.lists = []*list{is.newList("revocation", "revocation"), is.newList("suspension", "suspension"), is.newList("unreachable", "revocation")}
	n.Fail(is.lists[unreachable].url, &verify.HTTPError{Status: 503})
	return is
}

// Config is that of Verifier, for a test to change: it trusts this issuer alone, and
// knows its Network and its Clock.
func (is *Issuer) Config() verify.Config {
	return verify.Config{Issuers: []string{is.ID}, Fetcher: is.Network, Now: is.Clock.Now}
}

// Verifier is verify.New(is.Config()).
func (is *Issuer) Verifier() *verify.Verifier { return must(verify.New(is.Config())) }

// Issue secures what c claims, as a credential.Issuer does: at the time of the Clock, or
// at c.ValidFrom if that is earlier, so that a badge may have ended already. The Network
// is not asked.
//
// A badge without a Status gets a place in the list of revocation; one whose Status is
// empty and not nil gets none.
func (is *Issuer) Issue(c credential.Credential) []byte {
	is.mu.Lock()
	is.issued++
	number := is.issued
	if c.Status == nil {
		c.Status = is.lists[revocation].place()
	}
	is.mu.Unlock()
	at := is.Clock.Now()
	if !c.ValidFrom.IsZero() && c.ValidFrom.Before(at) {
		at = c.ValidFrom
	}
	seed := sha256.Sum256(fmt.Appendf(nil, "badge %d of %s", number, is.ID))
	secured := must((&credential.Issuer{
		Signer: is.Signer, Suite: is.suite,
		Now:  func() time.Time { return at },
		Rand: rand.NewChaCha8(seed), // for its id, and the secrets of ecdsa-sd-2023
	}).Issue(context.Background(), c))
	if is.suite == credential.ECDSASD2023 {
		secured = must(credential.Derive(context.Background(), secured, everything(&c), nil))
	}
	return secured.Bytes()
}

// everything names what a holder may leave out.
func everything(c *credential.Credential) []string {
	all := []string{"/credentialSubject"}
	if len(c.Evidence) > 0 {
		all = append(all, "/evidence")
	}
	if len(c.Endorsement) > 0 {
		all = append(all, "/endorsement")
	}
	if len(c.TermsOfUse) > 0 {
		all = append(all, "/termsOfUse")
	}
	return all
}

// key is the one that an issuer without a Key of its own signs with.
func key(number int, suite credential.Suite) crypto.Signer {
	seed := sha256.Sum256(fmt.Appendf(nil, "openbadges verifytest: issuer %d", number))
	if slices.Contains([]credential.Suite{credential.ECDSARDFC2019, credential.ECDSAJCS2019, credential.ECDSASD2023}, suite) {
		return must(ecdsa.ParseRawPrivateKey(elliptic.P256(), seed[:]))
	}
	return ed25519.NewKeyFromSeed(seed[:])
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(fmt.Errorf("verifytest: %w", err))
	}
	return v
}

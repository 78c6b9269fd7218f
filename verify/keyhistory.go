package verify

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
)

// A KeyRecord is what you know of a key of an issuer's that the issuer's document of
// today does not say: that it was in use once, or that it was stolen. It adds no trust
// in the issuer, and takes none away: whoever has bought the domain of a did:web or https
// issuer that is no more signs under its name, unless its host is not asked any more
// (Config.Resolvers without that method).
type KeyRecord struct {
	// Method is the key. Its ID is needed always, and of a retired key Key and Controller,
	// which nobody else may be able to tell. With Key, the record is about that key under
	// whatever name it is published, and about no other that takes over the name; without,
	// about every key of the name.
	Method credential.Method

	// State says what became of the key. It has no default.
	State KeyState

	// NotBefore and NotAfter are the first and the last instant in which the key was
	// used; both belong to it. Zero means that this is not known; a retired key needs
	// NotAfter. A badge whose proof does not say when it was made is judged by when it
	// begins (validFrom), for which nobody but its signer vouches either.
	NotBefore, NotAfter time.Time

	// Since is when a compromised key may first have been in other hands. Zero means
	// that it was always.
	Since time.Time
}

// A KeyState says what became of a key. The zero KeyState is none.
type KeyState int

const (
	// KeyActive: in use. Its controller has to publish it.
	KeyActive KeyState = iota + 1

	// KeyRetired: replaced by another, and in nobody else's hands. Badges that were
	// signed with it while it was in use stay good, though its controller no longer
	// publishes it, or cannot be asked any more.
	KeyRetired

	// KeyCompromised: in other hands. No badge that it signed is good, whatever date it
	// bears, save one that the caller has seen before (Verifier.SeenBy).
	KeyCompromised
)

func (r *KeyRecord) check() error {
	m, kept := r.Method, r.Method.Key != nil
	switch {
	case m.ID == "":
		return errors.New("verify: Config.KeyHistory holds a key without a name (Method.ID)")
	case r.State != KeyActive && r.State != KeyRetired && r.State != KeyCompromised:
		return fmt.Errorf("verify: Config.KeyHistory: say of %s whether it is KeyActive, KeyRetired or KeyCompromised", m.ID)
	case r.State == KeyRetired && (!kept || r.NotAfter.IsZero()):
		return fmt.Errorf("verify: Config.KeyHistory: of the retired key %s the key itself and NotAfter are needed", m.ID)
	case !kept && strings.HasPrefix(m.ID, "did:") && !hasFragment(m.ID): // which is no key's name, and would be the name of none
		return fmt.Errorf("verify: Config.KeyHistory: %s names no key; expected the key itself, or its name with a fragment", m.ID)
	case r.State == KeyCompromised && !kept && !strings.HasPrefix(m.ID, "did:"): // a URL has other spellings, and the thief chooses one
		return fmt.Errorf("verify: Config.KeyHistory: of the compromised key %s the key itself is needed, by which it is known under every name", m.ID)
	case !r.NotAfter.IsZero() && r.NotAfter.Before(r.NotBefore):
		return fmt.Errorf("verify: Config.KeyHistory: %s was last used before it was first used", m.ID)
	case r.State != KeyCompromised && !r.Since.IsZero():
		return fmt.Errorf("verify: Config.KeyHistory: %s is said to be compromised by Since, and not by its State", m.ID)
	case kept:
		if err := r.Method.Check(); err != nil {
			return fmt.Errorf("verify: Config.KeyHistory: %w", err)
		}
	}
	return nil
}

func hasFragment(url string) bool {
	_, fragment, _ := strings.Cut(url, "#")
	return fragment != ""
}

// SeenBy returns a Verifier for badges that certainly existed at t, because the caller
// received or recorded them then, and shares everything else with v. It is the only
// time that somebody other than the signer vouches for, and counts for keys of
// Config.KeyHistory alone: a compromised key is good for what was seen before it was
// compromised, and a retired one only for what was seen while it was in use. What a
// proof says of its own time speaks against it nevertheless. A zero t takes back an
// earlier one.
//
// Whoever passes on a time that the badge or its sender names gives a thief a way to
// date forgeries back.
func (v *Verifier) SeenBy(t time.Time) *Verifier {
	if v == nil {
		return &Verifier{}
	}
	w := *v
	w.seen = t
	w.policy = w.policy.seenBy(t)
	return &w
}

// is reports whether the record is about the method: about its key, whatever name that
// has, or, where the record holds none, about its name. A key that has taken over the
// name of another is another.
func (r *KeyRecord) is(m *credential.Method) bool {
	if r.Method.Key == nil || m.Key == nil {
		return r.Method.Key == nil && r.Method.ID == m.ID
	}
	return multikey.Equal(r.Method.Key, m.Key)
}

// records returns what is known of a method.
func (c *corridor) records(m *credential.Method) (found []*KeyRecord) {
	for i := range c.cfg.KeyHistory {
		if r := &c.cfg.KeyHistory[i]; r.is(m) {
			found = append(found, r)
		}
	}
	return found
}

// find returns the method of the given name, or, without a name, the one that
// belongs to the issuer: as its controller publishes it, or as the caller has kept it.
func (c *corridor) find(p credential.Proof, name, issuer string, inHeader *credential.Method, bind binding) (*credential.Method, error) {
	if err := c.stolen(&credential.Method{ID: name}); err != nil { // nobody need be asked
		return nil, err
	}
	m, err := c.lookUp(name, issuer, inHeader, bind)
	for i := range c.cfg.KeyHistory {
		r := &c.cfg.KeyHistory[i]
		if !r.stands(name, issuer, inHeader) || err == nil && !c.replaced(r, m, inHeader, p) || err != nil && !c.isGone(err) {
			continue
		}
		kept := r.Method
		m, err = &kept, nil
		break
	}
	if err != nil {
		return nil, err
	}
	return m, c.stolen(m)
}

// stands reports whether the record holds the key of that name, or the issuer's that
// the token shows, and its controller need no longer publish it.
func (r *KeyRecord) stands(name, issuer string, inHeader *credential.Method) bool {
	if r.State == KeyActive || r.Method.Key == nil {
		return false
	}
	unnamed := (name == "" || name == r.Method.Controller) && r.Method.Controller == issuer
	return r.Method.ID == name || unnamed && inHeader != nil && multikey.Equal(r.Method.Key, inHeader.Key)
}

// replaced reports whether the key that is published is the one that took over the
// place of the recorded one after the badge was made.
func (c *corridor) replaced(r *KeyRecord, m, inHeader *credential.Method, p credential.Proof) bool {
	if multikey.Equal(m.Key, r.Method.Key) {
		return false
	}
	if inHeader != nil {
		return multikey.Equal(inHeader.Key, r.Method.Key)
	}
	details, _ := c.secured.Details(p)
	made := c.made(details.Created)
	return !made.IsZero() && !r.NotAfter.IsZero() && !made.After(r.NotAfter)
}

// isGone reports whether a look-up has ended so that a key could once have been there.
func (c *corridor) isGone(err error) bool {
	p, ok := errors.AsType[*Problem](err)
	if !ok || p == nil {
		return err != nil && c.ctx.Err() == nil // a Resolver's own
	}
	return p.Code == credential.DIDDeactivated || goesOn(err)
}

// stolen refuses a compromised key. When a badge was signed is known from its signer
// only, who may be the thief.
func (c *corridor) stolen(m *credential.Method) error {
	for _, r := range c.records(m) {
		if r.State != KeyCompromised || !c.seen.IsZero() && c.seen.Before(r.Since) {
			continue
		}
		since := "at some time"
		if !r.Since.IsZero() {
			since = "on " + stamp(r.Since)
		}
		return credential.NewProblem(credential.KeyRevoked, "", nil, "the key %s was compromised %s, and nobody but its signer says that the badge is older", limits.Abridge(r.Method.ID), since)
	}
	return nil
}

// inUse judges whether the key was in use when the badge was made, by the time for
// which the caller vouches, or else by what the badge says itself. When a proof says
// that it was made is its signer's word, and counts against the badge only: whoever has
// seen the badge has seen no proof that was made before there was such a key.
func (c *corridor) inUse(k *Check, m *credential.Method, created time.Time) {
	for _, r := range c.records(m) {
		if r.State == KeyActive && r.NotBefore.IsZero() && r.NotAfter.IsZero() {
			continue
		}
		made, vouched := c.made(created), !c.seen.IsZero()
		if said := c.signedAt(created); vouched && !said.IsZero() && !r.covers(said) && r.covers(made) {
			made = said
		}
		id := limits.Abridge(r.Method.ID)
		over := !r.NotAfter.IsZero() && c.report.Time.After(r.NotAfter)
		switch {
		case made.IsZero():
			k.add(credential.NewProblem(credential.KeyRevoked, "", nil, "the key %s was in use for a time only, and nothing says when the badge was made", id))
		case made.Before(r.NotBefore):
			k.add(credential.NewProblem(credential.KeyRevoked, "", nil, "the key %s was in use from %s on; the badge was made on %s", id, stamp(r.NotBefore), stamp(made)))
		case !r.NotAfter.IsZero() && made.After(r.NotAfter):
			k.add(credential.NewProblem(credential.KeyRevoked, "", nil, "the key %s was in use until %s; the badge was made, or first seen, on %s", id, stamp(r.NotAfter), stamp(made)))
		case !vouched && (r.State == KeyRetired || over):
			k.add(&Problem{Code: credential.KeyRetired, Severity: Note,
				Message: fmt.Sprintf("the issuer uses the key %s no more; that the badge was made in its time, on %s, nobody says but the badge", id, stamp(made))})
		}
	}
}

// made is when the badge was made, as far as the caller knows, or else by its own
// account. Zero means that nobody says.
func (c *corridor) made(created time.Time) time.Time {
	if !c.seen.IsZero() {
		return c.seen
	}
	if said := c.signedAt(created); !said.IsZero() {
		return said
	}
	if view, err := c.secured.Unverified(); err == nil {
		return view.ValidFrom
	}
	return time.Time{}
}

// signedAt is when a proof was made by its own word: what it says itself, or the claim
// iat of a token. Zero means that it does not say.
func (c *corridor) signedAt(created time.Time) time.Time {
	if created.IsZero() {
		created, _ = c.secured.IssuedAt()
	}
	return created
}

// covers reports whether the key was in use at t.
func (r *KeyRecord) covers(t time.Time) bool {
	return !t.Before(r.NotBefore) && (r.NotAfter.IsZero() || !t.After(r.NotAfter))
}

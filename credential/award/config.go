package award

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential"
)

// A Config says who awards what, and where awards are kept.
type Config struct {
	// Issuer signs. Its Status, if it has one, finds each badge its place in a status list;
	// a correction with an id of its own needs one that can revoke, as *status.Lists can.
	// Required.
	Issuer *credential.Issuer

	Program     *badge.Program    // what can be earned. Required
	Publication badge.Publication // how its achievements look in badges of this issuer
	Store       Store             // required

	// Privacy is what may stand in a badge. The zero value keeps levels, artefacts and the
	// school out of it. What it refuses is not awarded.
	Privacy privacy.Policy

	// Deliverer is who hands a badge over. nil: badges stay in the outbox, which are the
	// records of the Store that are Issued.
	Deliverer Deliverer

	// Once refuses a credential of the program to a student who has it by another decision,
	// in whatever version of the program. A decision counts from when it is handed over
	// first, whether or not it came to its end; a badge that was superseded by another
	// student's does not.
	Once bool

	// School returns the profile of the school that a decision names, for the badge's
	// source, which Privacy has to allow. nil: none.
	School func(id string) *badge.Profile

	// Evidence returns what the badge says of the evidence as a whole. nil: what
	// privacy.NeutralEvidence says in the language of the Publication, English or Spanish;
	// any other language needs this.
	Evidence func(Decision) badge.Evidence

	// Endorse returns endorsements of the badge that will have this id, as compact JWS
	// (credential.Issuer.Endorse), which stand in it as its endorsementJwt: it has to be
	// secured as a token, or under a jcs suite. It is asked whenever the badge is signed,
	// which a crash repeats, so of one decision and id it returns the same. What Privacy
	// refuses in them is ErrDecision, and with any other error, too, nothing is signed; the
	// badge stays reserved, and its decision is handed over again. nil: none.
	Endorse func(ctx context.Context, d Decision, id string) ([]string, error)

	Now func() time.Time // nil: time.Now
}

// A Deliverer hands badges over: to a portal's page, a wallet, a mailbox.
type Deliverer interface {
	// Deliver hands over the badge of a record. It may be called more than once for one
	// badge, after a crash or by two processes, so it MUST take a badge of the same
	// Credential and Badge for the one that it has. An error leaves the badge in the
	// outbox. Where the badge is the first of a status list, that list is to be published
	// before (status.Publication.PublishChanged).
	Deliver(ctx context.Context, r Record) error
}

// A Revoker is a credential.StatusAllocator that can also revoke. *status.Lists is one.
type Revoker interface {
	Revoke(ctx context.Context, credentialID, reason string) error
}

// Awards make badges of decisions. They are safe for concurrent use, and any number of
// processes may work on one Store.
type Awards struct {
	cfg          Config
	achievements map[string]badge.Achievement
}

// New returns what cfg describes. A program that cannot be published, or a Config that lacks
// something, is refused. It asks neither the Store nor the Signer.
func New(cfg Config) (*Awards, error) {
	switch {
	case cfg.Issuer == nil:
		return nil, errors.New("award: Config.Issuer: there is none to sign")
	case cfg.Program == nil:
		return nil, errors.New("award: Config.Program: there is none, so nothing can be earned")
	case cfg.Store == nil:
		return nil, errors.New("award: Config.Store: there is none to keep awards in, so one decision could become two badges")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Evidence == nil {
		language, _, _ := strings.Cut(strings.ToLower(cfg.Publication.Language), "-")
		if language != "" && language != "en" && language != "es" {
			return nil, fmt.Errorf("award: Config.Evidence is needed for the language %q: what stands in for it is English or Spanish", cfg.Publication.Language)
		}
	}
	a := &Awards{cfg: cfg, achievements: map[string]badge.Achievement{}}
	program := *cfg.Program
	a.cfg.Program = &program
	for _, m := range program.Credentials {
		achievement, err := program.Achievement(m.Key, cfg.Publication)
		if err != nil {
			return nil, fmt.Errorf("award: %w", err)
		}
		a.achievements[m.Key] = achievement
	}
	if len(a.achievements) == 0 {
		return nil, errors.New("award: Config.Program has no credentials")
	}
	return a, nil
}

func (a *Awards) now() time.Time { return a.cfg.Now().UTC().Truncate(time.Second) }

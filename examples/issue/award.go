package main

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
)

// credential returns what is claimed: which achievement, by whom, shown how.
func (o *options) credential() (credential.Credential, error) {
	achievement, err := o.achievement()
	if err != nil {
		return credential.Credential{}, usageError{err}
	}
	results, err := achievement.Results(o.levels)
	if err != nil {
		return credential.Credential{}, usagef("-level: %w", err)
	}
	subject := badge.Subject{Achievement: achievement, Result: results}
	if err := o.identify(&subject); err != nil {
		return credential.Credential{}, err
	}
	return credential.Credential{
		ID:         o.id,
		Subject:    subject,
		Evidence:   o.proven(),
		ValidFrom:  o.validFrom,
		ValidUntil: o.validUntil,
	}, nil
}

// achievement returns the credential of the program as this issuer publishes it.
func (o *options) achievement() (badge.Achievement, error) {
	pub := badge.Publication{Rubric: o.rubric()}
	program := summit.Program()
	if o.program == "" {
		pub.Image = summit.Image
	} else {
		var err error
		dir, name := filepath.Split(o.program)
		if program, err = badge.ReadProgram(os.DirFS(filepath.Clean(dir)), name); err != nil {
			return badge.Achievement{}, err
		}
	}
	return program.Achievement(o.award, pub)
}

// rubric returns the levels that -level chooses from. A program says what is to
// be shown and never how well, so the levels are this issuer's: the preset that
// package summit offers, or none where the competencies are simply Completed.
func (o *options) rubric() *badge.Rubric {
	status := true
	for _, level := range o.levels {
		status = status && badge.ResultStatusType(level).Valid()
	}
	if status {
		return nil
	}
	preset := summit.Rubric()
	return &preset
}

// identify says who the badge is for.
func (o *options) identify(s *badge.Subject) error {
	if o.recipient == "" {
		s.ID = opaque(o.salt)
		return nil
	}
	name, value, ok := strings.Cut(o.recipient, "=")
	identity := badge.IdentityType(name)
	switch {
	case !ok || value == "":
		return usagef("-recipient %s: expected TYPE=VALUE, such as emailAddress=ada@example.org", o.recipient)
	case name == "id":
		s.ID = value
	case !identity.Valid():
		return usagef("-recipient: %q is no identifier type of Open Badges; emailAddress, sourcedId and userName are, id is the subject's own id, and ext: begins one of yours", name)
	case o.salt == "":
		s.Identifier = append(s.Identifier, badge.HashedIdentity(identity, value))
	default:
		s.Identifier = append(s.Identifier, badge.SaltedIdentity(identity, value, o.salt))
	}
	return nil
}

// opaque returns an id that means nobody: random, or, where a salt stands for
// all randomness, computed from it.
func opaque(salt string) string {
	var u [16]byte
	version := byte(4)
	if salt == "" {
		rand.Read(u[:])
	} else {
		sum := sha256.Sum256([]byte("subject:" + salt))
		copy(u[:], sum[:])
		version = 8 // RFC 9562: made in a way of one's own
	}
	u[6] = u[6]&0x0f | version<<4
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

func (o *options) proven() []badge.Evidence {
	var list []badge.Evidence
	for _, e := range o.evidence {
		if strings.HasPrefix(e, "https://") || strings.HasPrefix(e, "http://") {
			list = append(list, badge.Evidence{ID: e})
		} else {
			list = append(list, badge.Evidence{Narrative: e})
		}
	}
	return list
}

package main

import (
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
)

const (
	schoolName = "Pine Ridge High School"
	learner    = "ada@example.org"
	keyFile    = "issuer.pem"
)

// evidence is what Ada did, by the key of the credential it earned her. A
// narrative is signed with the badge; a link could lead elsewhere tomorrow.
func evidence(key string) string {
	return map[string]string{
		"innovation":      "Built a rain gauge out of a broken printer and ran it for a year.",
		"communication":   "Interpreted between parents and teachers on eleven evenings.",
		"leadership":      "Led the robotics club through the loss of its workshop.",
		"civics":          "Ran the 2026 student voter drive; 214 registrations.",
		"professionalism": "Kept the school library open through a summer of repairs.",
	}[key]
}

// A school is an issuer with a key of its own.
type school struct {
	credential.Issuer
	id  string // a did:key, which is the key itself
	pem []byte

	world
}

func newSchool(w world) (*school, error) {
	key, err := newKey(w.rand)
	if err != nil {
		return nil, err
	}
	signer, err := credential.NewKeySigner(key)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return &school{
		Issuer: credential.Issuer{Signer: signer, Profile: badge.Profile{Name: schoolName}, Now: w.now, Rand: w.rand},
		id:     signer.Method().Controller,
		pem:    pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}),
		world:  w,
	}, nil
}

// newKey is ed25519.GenerateKey, but for a test's randomness.
func newKey(random io.Reader) (ed25519.PrivateKey, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, fmt.Errorf("no randomness for a key: %w", err)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// An issue is the five badges in the three forms in which people hold them.
type issue struct {
	tokens    []sample // signed
	documents []sample // JSON, with the proof inside
	pictures  []sample // the program's art, with the token inside
}

// issueAll awards every credential of the program to Ada.
func (s *school) issueAll(ctx context.Context) (all issue, err error) {
	for _, m := range summit.Program().Credentials {
		c, err := s.award(m)
		if err != nil {
			return all, fmt.Errorf("awarding %s: %w", m.Name, err)
		}
		token, err := s.Issue(ctx, c)
		if err != nil {
			return all, fmt.Errorf("issuing %s: %w", m.Name, err)
		}
		c.ID = token.ID() // it is the same badge
		embedding := s.Issuer
		embedding.Suite = credential.EdDSARDFC2022
		document, err := embedding.Issue(ctx, c)
		if err != nil {
			return all, fmt.Errorf("issuing %s as JSON: %w", m.Name, err)
		}
		one := sample{key: m.Key, title: strings.TrimSuffix(m.Name, " Credential"), shownBy: learner}
		one.file, one.data = m.Key+".jwt", token.Bytes()
		all.tokens = append(all.tokens, one)
		one.file, one.data = m.Key+".json", document.Bytes()
		all.documents = append(all.documents, one)
		art, err := fs.ReadFile(summit.Art(), m.Key+".png")
		if err != nil {
			return all, err
		}
		one.file = m.Key + ".png"
		if one.data, err = token.Bake(art); err != nil {
			return all, fmt.Errorf("baking %s: %w", m.Name, err)
		}
		all.pictures = append(all.pictures, one)
	}
	return all, nil
}

// award returns what the school claims.
func (s *school) award(m badge.MicroCredential) (c credential.Credential, err error) {
	achievement, err := summit.Program().Achievement(m.Key, badge.Publication{Image: summit.Image})
	if err != nil {
		return c, err
	}
	shown := map[string]string{}
	for _, competency := range m.Competencies {
		shown[competency.Key] = string(badge.StatusCompleted)
	}
	results, err := achievement.Results(shown)
	if err != nil {
		return c, err
	}
	return credential.Credential{
		Subject: badge.Subject{
			Achievement: achievement,
			Identifier:  badge.Many[badge.Identity]{s.identity(badge.EmailAddress, learner)},
			Result:      results,
		},
		Evidence: []badge.Evidence{{Narrative: evidence(m.Key)}},
	}, nil
}

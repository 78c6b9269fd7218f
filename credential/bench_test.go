package credential

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/xraw"
)

// benchmarkBadges issues sixteen badges of one shape: small ones of about 2 KB,
// full ones of about 16 KB, with results, rubric levels, alignments and evidence.
func benchmarkBadges(b *testing.B, key crypto.Signer, full bool) (badges []*Secured, m Method) {
	b.Helper()
	s, err := NewSigner(Method{ID: "https://school.example/keys/1", Controller: "https://school.example/issuer", Key: key.Public()}, key)
	require.NoError(b, err)
	is := Issuer{Signer: s, Profile: badge.Profile{Name: "Pine Ridge High School", URL: "https://school.example"},
		Now: func() time.Time { return time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC) }}
	for i := range 16 {
		c := benchmarkCredential(i, full)
		secured, err := is.Issue(context.Background(), c)
		require.NoError(b, err)
		badges = append(badges, secured)
	}
	return badges, s.Method()
}

func benchmarkCredential(i int, full bool) Credential {
	a := badge.Achievement{
		ID: "https://school.example/achievements/civics", Name: "Civics Credential", AchievementType: "MicroCredential",
		Description: "Student participates in the political or non-political process, in an activity of personal or public concern.",
		Criteria:    badge.Criteria{Narrative: strings.Repeat("Shows situational knowledge, citizenship, participation and civic knowledge. ", 4)},
		Image:       &badge.Image{ID: "https://school.example/civics.png", Caption: "Badge of the Civics Credential"},
	}
	c := Credential{
		ID: fmt.Sprintf("urn:uuid:0f0e0d0c-0b0a-4908-8706-0504030201%02x", i),
		Subject: badge.Subject{ID: fmt.Sprintf("urn:uuid:1f0e0d0c-0b0a-4908-8706-0504030201%02x", i),
			Identifier: []badge.Identity{badge.SaltedIdentity(badge.EmailAddress, "ada@example.org", "0123456789abcdef0123456789abcdef")}},
		Evidence: []badge.Evidence{{Name: "Voter drive", Narrative: "Ran the 2026 student voter drive; 214 registrations."}},
	}
	if full {
		for k := range 14 {
			id := fmt.Sprintf("https://school.example/achievements/civics#result-%d", k)
			d := badge.ResultDescription{ID: id, Name: fmt.Sprintf("Competency %d", k), ResultType: "RubricCriterionLevel",
				Alignment: []badge.Alignment{{TargetName: "Framework item", TargetURL: fmt.Sprintf("https://framework.example/items/%d", k)}}}
			for l := range 4 {
				d.RubricCriterionLevel = append(d.RubricCriterionLevel, badge.RubricCriterionLevel{ID: fmt.Sprintf("%s-%d", id, l), Name: fmt.Sprintf("Level %d", l), Level: fmt.Sprint(l)})
			}
			a.ResultDescription = append(a.ResultDescription, d)
			c.Subject.Result = append(c.Subject.Result, badge.Result{ResultDescription: id, AchievedLevel: id + "-2"})
		}
		for k := range 8 {
			c.Evidence = append(c.Evidence, badge.Evidence{ID: fmt.Sprintf("https://school.example/evidence/%d", k), Name: "Report", Description: "What was done, by whom and with what result."})
		}
	}
	c.Subject.Achievement = a
	return c
}

// BenchmarkAuthenticateJWS is goal G7: the proof stage of a JWS (header, base64,
// signature, strict tape, claims; no typed view) as a multiple of the bare
// signature check over the same signing input.
func BenchmarkAuthenticateJWS(b *testing.B) {
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(b, err)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(b, err)
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(b, err)
	for _, size := range []struct {
		name string
		full bool
	}{{"small", false}, {"full", true}} {
		for _, key := range []struct {
			alg    string
			signer crypto.Signer
		}{{EdDSA, edKey}, {ES256, p256}, {RS256, rsaKey}} {
			b.Run(size.name+"/"+key.alg, func(b *testing.B) {
				badges, m := benchmarkBadges(b, key.signer, size.full)
				b.Logf("%d bytes", len(badges[0].raw))
				raw := rawVerifier(b, key.signer.Public())
				var compact, inputs, signatures [][]byte
				for _, s := range badges {
					compact = append(compact, s.raw)
					inputs = append(inputs, s.token.SigningInput)
					signatures = append(signatures, s.token.Signature)
				}
				i, j := 0, 0
				xraw.Ratio(b, "x-raw", func() {
					i++
					s, err := Parse(compact[i%16])
					if err != nil {
						b.Fatal(err)
					}
					proofs, err := s.Proofs()
					if err != nil {
						b.Fatal(err)
					}
					if _, err := s.CheckProof(context.Background(), proofs[0], m, nil); err != nil {
						b.Fatal(err)
					}
					if found := s.checkClaims(); len(found) > 0 {
						b.Fatal(found)
					}
				}, func() {
					j++
					raw(inputs[j%16], signatures[j%16])
				})
			})
		}
	}
}

func rawVerifier(b *testing.B, key crypto.PublicKey) func(input, signature []byte) {
	check := func(ok bool) {
		if !ok {
			b.Fatal("the signature does not hold")
		}
	}
	switch k := key.(type) {
	case ed25519.PublicKey:
		return func(input, signature []byte) { check(ed25519.Verify(k, input, signature)) }
	case *ecdsa.PublicKey:
		return func(input, signature []byte) {
			sum := sha256.Sum256(input)
			r, s := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
			check(ecdsa.Verify(k, sum[:], r, s))
		}
	case *rsa.PublicKey:
		return func(input, signature []byte) {
			sum := sha256.Sum256(input)
			check(rsa.VerifyPKCS1v15(k, crypto.SHA256, sum[:], signature) == nil)
		}
	}
	b.Fatalf("no raw check for %T", key)
	return nil
}

// BenchmarkConform and BenchmarkView are the two other parts of a verification.
func BenchmarkConform(b *testing.B) {
	badges, _ := benchmarkBadges(b, ed25519.NewKeyFromSeed(make([]byte, 32)), false)
	b.ReportAllocs()
	for b.Loop() {
		if found := badges[0].Conform(Transform{}); len(found) > 0 {
			b.Fatal(found)
		}
	}
}

func BenchmarkView(b *testing.B) {
	badges, _ := benchmarkBadges(b, ed25519.NewKeyFromSeed(make([]byte, 32)), false)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := badges[0].Unverified(); err != nil {
			b.Fatal(err)
		}
	}
}

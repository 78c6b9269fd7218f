package verify_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/internal/xraw"
	"github.com/summitbadges/openbadges/verify"
)

// item is one of the badges that the goals are stated for: of about 2 KB, with
// profile, image, identity and criteria; and, with results, of about 16 KB, with
// rubric levels, alignments and evidence.
func item(i, results int) credential.Credential {
	a := badge.Achievement{
		ID: "https://school.example/achievements/civics", Name: "Civics Credential", AchievementType: "MicroCredential",
		Description: "Student participates in the political or non-political process, in an activity of personal or public concern.",
		Criteria:    badge.Criteria{Narrative: strings.Repeat("Shows situational knowledge, citizenship, participation and civic knowledge. ", 4)},
		Image:       &badge.Image{ID: "https://school.example/civics.png", Caption: "Badge of the Civics Credential"},
	}
	c := credential.Credential{
		ID:       fmt.Sprintf("urn:uuid:0f0e0d0c-0b0a-4908-8706-%012x", i),
		Subject:  badge.Subject{ID: fmt.Sprintf("urn:uuid:1f0e0d0c-0b0a-4908-8706-%012x", i), Identifier: []badge.Identity{ada}},
		Evidence: []badge.Evidence{{Name: "Voter drive", Narrative: "Ran the 2026 student voter drive; 214 registrations."}},
	}
	for k := range results {
		id := fmt.Sprintf("%s#result-%d", a.ID, k)
		d := badge.ResultDescription{ID: id, Name: fmt.Sprintf("Competency %d", k), ResultType: "RubricCriterionLevel",
			Alignment: []badge.Alignment{{TargetName: "Framework item", TargetURL: fmt.Sprintf("https://framework.example/items/%d", k)}}}
		for l := range 4 {
			d.RubricCriterionLevel = append(d.RubricCriterionLevel, badge.RubricCriterionLevel{ID: fmt.Sprintf("%s-%d", id, l), Name: fmt.Sprintf("Level %d", l), Level: fmt.Sprint(l)})
		}
		a.ResultDescription = append(a.ResultDescription, d)
		c.Subject.Result = append(c.Subject.Result, badge.Result{ResultDescription: id, AchievedLevel: id + "-2",
			Alignment: []badge.Alignment{{TargetName: fmt.Sprintf("Shown in project %d", k), TargetURL: fmt.Sprintf("https://framework.example/shown/%d", k)}}})
		c.Evidence = append(c.Evidence, badge.Evidence{Name: fmt.Sprintf("Report %d", k), Description: "What was done, by whom and with what result."})
	}
	c.Subject.Achievement = a
	return c
}

// signed is a badge, and what nobody who judges it can be spared.
type signed struct {
	data, json       []byte
	digested         [][]byte // the canonical forms of an embedded proof
	input, signature []byte
}

// prepare issues n badges by one suite; the zero suite is a JWS.
func prepare(b *testing.B, suite credential.Suite, n, results int) []signed {
	b.Helper()
	is := credential.Issuer{Signer: school(b), Suite: suite, Now: now, Profile: badge.Profile{Name: "Pine Ridge High School", URL: "https://school.example"}}
	var badges []signed
	for i := range n {
		s, err := is.Issue(ctx, item(i, results))
		require.NoError(b, err)
		made := signed{data: s.Bytes(), json: s.Document()}
		if suite == "" {
			dot := bytes.LastIndexByte(made.data, '.')
			made.input = made.data[:dot]
			made.signature, err = base64.RawURLEncoding.DecodeString(string(made.data[dot+1:]))
			require.NoError(b, err)
			badges = append(badges, made)
			continue
		}
		proofs, err := s.Proofs()
		require.NoError(b, err)
		document, configuration, err := s.Forms(ctx, proofs[0], is.Signer.Method(), nil)
		require.NoError(b, err)
		hash, sum := sha256.Sum256(configuration), sha256.Sum256(document)
		made.digested, made.input = [][]byte{configuration, document}, append(hash[:], sum[:]...)
		var read struct{ Proof []struct{ ProofValue string } }
		require.NoError(b, json.Unmarshal(made.json, &read))
		made.signature, err = multikey.DecodeBase58(read.Proof[0].ProofValue, ed25519.SignatureSize)
		require.NoError(b, err)
		badges = append(badges, made)
	}
	b.Logf("%d bytes of JSON", len(badges[0].json))
	return badges
}

// BenchmarkVerify is goal G15: the whole Verifier.Verify, offline, every check
// made and the Report written, as a multiple of RAW: one bare signature check
// over what is signed, the digests of the canonical forms, and one tokenization
// of the JSON with jsontext. Before that, the same of a signed token. Each Verifier
// judges each badge once, so that what it remembers of keys is worth nothing here.
func BenchmarkVerify(b *testing.B) {
	for _, c := range []struct {
		name    string
		suite   credential.Suite
		results int
	}{{"jws", "", 0}, {"small", credential.EdDSARDFC2022, 0}, {"full", credential.EdDSARDFC2022, 12}} {
		b.Run(c.name, func(b *testing.B) {
			badges := prepare(b, c.suite, 16, c.results)
			key := edKey(0).Public().(ed25519.PublicKey)
			v := newVerifier(b, nil)
			rule := verify.Recipient(badge.EmailAddress, "ada@example.org")
			var reader bytes.Buffer
			decoder := jsontext.NewDecoder(&reader)
			i, j := 0, 0
			xraw.Ratio(b, "x-raw", func() {
				if i++; i%16 == 0 {
					v = newVerifier(b, nil)
				}
				if _, err := v.Verify(ctx, badges[i%16].data, rule); err != nil {
					b.Fatal(err)
				}
			}, func() {
				j++
				s := badges[j%16]
				for _, form := range s.digested {
					sha256.Sum256(form)
				}
				if !ed25519.Verify(key, s.input, s.signature) {
					b.Fatal("the signature does not hold")
				}
				reader.Reset()
				reader.Write(s.json)
				decoder.Reset(&reader)
				for {
					if _, err := decoder.ReadToken(); err == io.EOF {
						break
					} else if err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// BenchmarkVerifyAll is goal G9: a batch of 1,000 small badges of one issuer,
// each wholly verified by a Verifier that has met none of them, as a multiple of as
// many bare Ed25519 checks in as many goroutines. What two workers gain, beside what two goroutines gain for the bare
// checks, is the ratio of one worker over that of two.
func BenchmarkVerifyAll(b *testing.B) {
	const size = 1000
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			badges := prepare(b, credential.EdDSARDFC2022, size, 0)
			key := edKey(0).Public().(ed25519.PublicKey)
			var data [][]byte
			for _, s := range badges {
				data = append(data, s.data)
			}
			xraw.Ratio(b, "x-ed25519", func() {
				passed, v := 0, newVerifier(b, nil)
				for _, err := range v.VerifyAll(ctx, slices.Values(data), workers) {
					if err != nil {
						b.Fatal(err)
					}
					passed++
				}
				if passed != size {
					b.Fatal(passed)
				}
			}, func() {
				var group sync.WaitGroup
				for share := range slices.Chunk(badges, size/workers) {
					group.Go(func() {
						for _, s := range share {
							if !ed25519.Verify(key, s.input, s.signature) {
								b.Error("the signature does not hold")
							}
						}
					})
				}
				group.Wait()
			})
		})
	}
}

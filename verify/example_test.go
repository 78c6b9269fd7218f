package verify_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// The examples judge a badge that this school issued, as of this day. The school
// has an identifier of its own and publishes its key as issuer#key-1.
const exampleSchool = "https://school.example/issuer"

func exampleDay() time.Time { return time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC) }

func exampleBadge() (data []byte, key credential.Method) {
	private := ed25519.NewKeyFromSeed([]byte("an example's key, known to everyone")[:32])
	key = credential.Method{ID: exampleSchool + "#key-1", Controller: exampleSchool, Key: private.Public()}
	signer, err := credential.NewSigner(key, private)
	if err != nil {
		panic(err)
	}
	rubric := summit.Rubric()
	civics, err := summit.Program().Achievement("civics", badge.Publication{Rubric: &rubric})
	if err != nil {
		panic(err)
	}
	results, err := civics.Results(map[string]string{"participation": "emerging-expert", "citizenship": "strategic-learner"})
	if err != nil {
		panic(err)
	}
	issuer := &credential.Issuer{
		Signer:  signer,
		Profile: badge.Profile{Name: "Pine Ridge High School"},
		Now:     func() time.Time { return exampleDay().AddDate(0, 0, -14) },
	}
	b, err := issuer.Issue(context.Background(), credential.Credential{
		Subject: badge.Subject{
			Achievement: civics, Result: results,
			Identifier: []badge.Identity{badge.HashedIdentity(badge.EmailAddress, "ada@example.org")},
		},
		Evidence:   []badge.Evidence{{Narrative: "Ran the 2026 student voter drive; 214 registrations."}},
		ValidUntil: exampleDay().AddDate(1, 0, 0),
	})
	if err != nil {
		panic(err)
	}
	return b.Bytes(), key
}

// An issuer whose identifier does not hold its key: the key that you know is
// given to the Verifier. With the key of a JWK file, see credential.JWKMethod.
func ExampleConfig_methods() {
	data, key := exampleBadge()
	v, err := verify.New(verify.Config{
		Issuers: []string{exampleSchool},
		Methods: []credential.Method{key},
		Now:     exampleDay, // leave it out for the present
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := v.Verify(context.Background(), data, verify.Recipient(badge.EmailAddress, "ada@example.org"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Verdict(), report.Issuer.ID, report.Recipient)
	// Output: valid https://school.example/issuer matched
}

// Errors say why, for a person and for a program.
func ExampleVerifier_Verify() {
	data, key := exampleBadge()
	v, err := verify.New(verify.Config{Issuers: []string{exampleSchool}, Methods: []credential.Method{key}, Now: exampleDay})
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := v.At(exampleDay().AddDate(2, 0, 0)).Verify(context.Background(), data)
	switch {
	case err == nil:
		fmt.Println("accepted")
	case report.Outcome == verify.Undetermined:
		fmt.Println("could not be decided:", err)
	case errors.Is(err, verify.TimeExpired):
		fmt.Println("genuine, but over:", err)
	default:
		fmt.Println("refused:", err)
	}
	// Output: genuine, but over: the badge ended on 2027-06-15T12:00:00Z; now it is 2028-06-15T12:00:00Z [TIME_EXPIRED at /validUntil]
}

// A condition of the caller's own: an error with a Code refuses the badge, any
// other error leaves the verdict open.
func ExampleRule() {
	const noEvidence verify.Code = "NO_EVIDENCE"
	evidence := verify.Rule{Name: "evidence", Check: func(_ context.Context, c *credential.Credential) error {
		if len(c.Evidence) < 2 {
			return credential.NewProblem(noEvidence, "/evidence", nil, "two pieces of evidence are needed; found %d", len(c.Evidence))
		}
		return nil
	}}
	data, key := exampleBadge()
	v, err := verify.New(verify.Config{
		Issuers: []string{exampleSchool}, Methods: []credential.Method{key}, Now: exampleDay,
		Rules: []verify.Rule{evidence},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := v.Verify(context.Background(), data)
	fmt.Println(err)
	fmt.Println(errors.Is(err, noEvidence), report.Authentic)
	// Output:
	// two pieces of evidence are needed; found 1 [NO_EVIDENCE at /evidence]
	// true true
}

// The levels that a person reached stand in the results, each by the id of a
// level of its result description.
func ExampleReport_results() {
	data, key := exampleBadge()
	v, err := verify.New(verify.Config{Issuers: []string{exampleSchool}, Methods: []credential.Method{key}, Now: exampleDay})
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := v.Verify(context.Background(), data, verify.InProgram(summit.Program(), badge.Publication{}))
	if err != nil {
		fmt.Println(err)
		return
	}
	subject := report.Credential.Subject
	for _, d := range subject.Achievement.ResultDescription {
		for _, r := range subject.Result {
			for _, level := range d.RubricCriterionLevel {
				if r.ResultDescription == d.ID && r.AchievedLevel == level.ID {
					fmt.Printf("%s: %s\n", d.Name, level.Name)
				}
			}
		}
	}
	// Output:
	// Citizenship: Strategic Learner
	// Participation: Emerging Expert
}

// A school's whole folder, say: the reports come in the order of the badges.
func ExampleVerifier_VerifyAll() {
	data, key := exampleBadge()
	v, err := verify.New(verify.Config{Issuers: []string{exampleSchool}, Methods: []credential.Method{key}, Now: exampleDay})
	if err != nil {
		panic(err)
	}
	badges := [][]byte{data, data[:len(data)-1], data}
	n := 0
	for report, err := range v.VerifyAll(context.Background(), slices.Values(badges), 0) {
		n++
		if err != nil {
			fmt.Printf("%d: %v\n", n, err)
			continue
		}
		fmt.Printf("%d: %s\n", n, report.Credential.Subject.Achievement.Name)
	}
	// Output:
	// 1: Civics Credential
	// 2: not a compact JWS: the signature is not base64url: 85 characters, which is no length of whole bytes [JWS_FORMAT]
	// 3: Civics Credential
}

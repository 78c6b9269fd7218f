package verify_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"testing/fstest"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// exampleIssuer is an issuer, with the key number n, of whom nothing is published.
func exampleIssuer(id, name string, n byte) *credential.Issuer {
	private := ed25519.NewKeyFromSeed(fmt.Appendf(nil, "%02d: an example's key, known to all", n)[:32])
	signer, err := credential.NewSigner(credential.Method{ID: id + "#key-1", Controller: id, Key: private.Public()}, private)
	if err != nil {
		panic(err)
	}
	return &credential.Issuer{Signer: signer, Profile: badge.Profile{Name: name}, Now: exampleDay}
}

// exampleCivics is a badge that an issuer has not secured yet.
func exampleCivics() credential.Credential {
	return credential.Credential{
		ID: "urn:uuid:5f0a4f5e-5f2b-4b5e-9a53-0a5d1c1f0e11",
		Subject: badge.Subject{
			ID: "did:example:ada",
			Achievement: badge.Achievement{ID: "https://school.example/civics", Name: "Civics", Description: "Takes part.",
				Criteria: badge.Criteria{Narrative: "Carries out a project."}},
		},
	}
}

func exampleIssue(is *credential.Issuer, c credential.Credential) []byte {
	b, err := is.Issue(context.Background(), c)
	if err != nil {
		panic(err)
	}
	return b.Bytes()
}

// exampleVerify verifies as of the day of the examples.
func exampleVerify(cfg verify.Config, data []byte) *verify.Report {
	cfg.Now = exampleDay
	v, err := verify.New(cfg)
	if err != nil {
		panic(err)
	}
	report, _ := v.Verify(context.Background(), data) // the error says what the report says
	return report
}

// What credential.Publish writes is put into a folder, from which a web server serves it,
// and in which a verifier finds the key without a network.
func ExampleFetchFS() {
	school := exampleIssuer("did:web:school.example", "Pine Ridge High School", 1)
	documents, err := credential.Publish(credential.Identity{ID: "did:web:school.example", Keys: []credential.Method{school.Signer.Method()}})
	if err != nil {
		fmt.Println(err)
		return
	}
	folder := fstest.MapFS{} // or os.DirFS of the folder that os.WriteFile has written to
	for _, d := range documents {
		name, ok := d.File()
		if !ok {
			fmt.Println("no file can be", d.URL)
			return
		}
		folder[name] = &fstest.MapFile{Data: d.Data}
		fmt.Println(name)
	}
	report := exampleVerify(verify.Config{Issuers: []string{"did:web:school.example"}, Fetcher: verify.FetchFS(folder)}, exampleIssue(school, exampleCivics()))
	fmt.Println(report.Verdict())
	// Output:
	// school.example/.well-known/did.json
	// valid
}

// A board endorses an achievement, and the school puts that into the badges of it. The
// board chooses a proof over the graph, which every badge can carry.
func ExampleEndorsement() {
	school, board := exampleIssuer("did:web:school.example", "Pine Ridge", 1), exampleIssuer("did:web:board.example", "The Board", 2)
	board.Suite = credential.EdDSARDFC2022
	c := exampleCivics()
	endorsement, err := board.Endorse(context.Background(), credential.Endorsement{
		Name:    "Fit for credit",
		Subject: badge.EndorsementSubject{ID: c.Subject.Achievement.ID, EndorsementComment: "We count it."},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	c.Subject.Achievement.Endorsement = append(c.Subject.Achievement.Endorsement, endorsement.Bytes())

	report := exampleVerify(verify.Config{
		Issuers: []string{"did:web:school.example"},
		Methods: []credential.Method{school.Signer.Method(), board.Signer.Method()},
	}, exampleIssue(school, c))
	for _, e := range report.Endorsements {
		fmt.Println(e.Verdict(), e.Endorses.Kind, "by", e.Endorser.ID, e.Trust)
		fmt.Println(e.SelfEndorsed, e.Comment)
	}
	// Output:
	// valid achievement by did:web:board.example not trusted
	// false We count it.
}

// A badge names a schema of its issuer's beside that of Open Badges. The verifier has it,
// so nobody is asked for it, and RequireSchemas leaves no promise open.
func ExampleConfig_schemas() {
	const url = "https://school.example/schemas/civics.json"
	schema := []byte(`{"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {"credentialSubject": {"required": ["narrative"]}}}`)
	school := exampleIssuer("did:web:school.example", "Pine Ridge", 1)
	cfg := verify.Config{
		Issuers: []string{"did:web:school.example"}, Methods: []credential.Method{school.Signer.Method()},
		Schemas: map[string][]byte{url: schema}, RequireSchemas: true,
	}
	c := exampleCivics()
	c.Schema = []badge.Schema{badge.OpenBadgesSchema(), {ID: url, Type: "JsonSchema"}}
	for _, narrative := range []string{"", "Ran the student voter drive."} {
		c.Subject.Narrative = narrative
		report := exampleVerify(cfg, exampleIssue(school, c))
		fmt.Println(report.Verdict(), report.Schemas[1].Outcome)
	}
	// Output:
	// invalid failed
	// valid passed
}

// A badge names where its newer editions are. Its issuer puts a correction there, and who
// still shows the first edition, which has ended, is judged by the correction.
func ExampleConfig_refresh() {
	const url = "https://school.example/badges/1"
	school := exampleIssuer("did:web:school.example", "Pine Ridge", 1)
	first := exampleCivics()
	first.Refresh = &badge.RefreshService{ID: url, Type: "1EdTechCredentialRefresh"}
	first.ValidUntil = exampleDay().AddDate(0, 0, -1)
	school.Now = func() time.Time { return exampleDay().AddDate(-1, 0, 0) }
	b, err := school.Issue(context.Background(), first)
	if err != nil {
		fmt.Println(err)
		return
	}
	stored, err := b.Unverified() // the issuer's own
	if err != nil {
		fmt.Println(err)
		return
	}
	renewed := *stored
	renewed.ValidFrom, renewed.ValidUntil = time.Time{}, exampleDay().AddDate(1, 0, 0)
	school.Now = exampleDay
	newer, err := school.Reissue(context.Background(), stored, renewed)
	if err != nil {
		fmt.Println(err)
		return
	}

	report := exampleVerify(verify.Config{
		Issuers: []string{"did:web:school.example"}, Methods: []credential.Method{school.Signer.Method()},
		Fetcher: verify.FetchMap{url: newer.Bytes()}, Refresh: true,
	}, b.Bytes())
	fmt.Println(report.Verdict(), report.Until.Format(time.DateOnly))
	fmt.Println("the one that was given:", report.Refreshed.Old.Verdict(), report.Refreshed.Old.Until.Format(time.DateOnly))
	// Output:
	// valid 2027-06-15
	// the one that was given: invalid 2026-06-14
}

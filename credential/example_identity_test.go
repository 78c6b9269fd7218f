package credential_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/status"
)

// An issuer replaces its key. The new one is published an hour or more before it is used,
// and the old one stays for the badges that it has signed.
func ExamplePublish() {
	const id = "did:web:school.example"
	old := credential.Method{ID: id + "#2025", Controller: id, Key: edKey(1).Public()}
	current := credential.Method{ID: id + "#2026", Controller: id, Key: newKMS().Public()}
	documents, err := credential.Publish(credential.Identity{ID: id, Keys: []credential.Method{old, current}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range documents {
		name, _ := d.File()
		fmt.Println(d.URL, d.MediaType, name)
	}
	// Output: https://school.example/.well-known/did.json application/did+json school.example/.well-known/did.json
}

// A correction has the id of the badge that it corrects, and a later validFrom, by which
// whoever keeps badges knows which of the two is current.
func ExampleIssuer_Reissue() {
	now := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	signer, err := credential.NewKeySigner(newKMS())
	if err != nil {
		fmt.Println(err)
		return
	}
	issuer := &credential.Issuer{Signer: signer, Profile: badge.Profile{Name: "Pine Ridge High School"}, Now: func() time.Time { return now }}
	first, err := issuer.Issue(context.Background(), credential.Credential{Subject: badge.Subject{
		ID: "urn:uuid:5f0a4f5e-5f2b-4b5e-9a53-0a5d1c1f0e11",
		Achievement: badge.Achievement{ID: "https://school.example/civics", Name: "Civisc", Description: "Takes part.",
			Criteria: badge.Criteria{Narrative: "Carries out a project."}},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}

	stored, err := first.Unverified() // the issuer's own
	if err != nil {
		fmt.Println(err)
		return
	}
	now = now.AddDate(0, 0, 7)
	corrected := *stored
	corrected.ValidFrom = time.Time{} // now
	corrected.Name, corrected.Subject.Achievement.Name = "Civics", "Civics"
	second, err := issuer.Reissue(context.Background(), stored, corrected)
	if err != nil {
		fmt.Println(err)
		return
	}

	received, err := second.Unverified() // where badges are kept: Report.Credential of a Verifier
	if err != nil {
		fmt.Println(err)
		return
	}
	order, err := credential.Compare(stored, received)
	fmt.Println(order, err, received.Name)
	fmt.Println("awarded", received.AwardedDate.Format(time.DateOnly), "valid from", received.ValidFrom.Format(time.DateOnly))
	// Output:
	// newer <nil> Civics
	// awarded 2026-06-01 valid from 2026-06-08
}

// Where no copy of the wrong badge may stay valid, a new one under a new id supersedes
// it. It names nothing of the old one but the day of the award. The old one is revoked
// after the new one has been delivered: in the other order, whatever goes wrong between
// the two leaves the student with nothing.
func ExampleIssuer_Issue_supersede() {
	now := time.Date(2026, 6, 8, 9, 0, 0, 0, time.UTC)
	signer, err := credential.NewKeySigner(newKMS())
	if err != nil {
		fmt.Println(err)
		return
	}
	// In production: status.SQL and status.DirWitness.
	lists, err := status.New(status.Config{Store: &status.Memory{}, Witness: new(witness), URL: "https://school.example/status"})
	if err != nil {
		fmt.Println(err)
		return
	}
	issuer := &credential.Issuer{Signer: signer, Status: lists, Profile: badge.Profile{Name: "Pine Ridge High School"}, Now: func() time.Time { return now }}
	old := credential.Credential{ // as the issuer has kept it
		ID:        "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100",
		ValidFrom: now.AddDate(0, 0, -7),
		Subject: badge.Subject{
			ID: "urn:uuid:5f0a4f5e-5f2b-4b5e-9a53-0a5d1c1f0e11",
			Achievement: badge.Achievement{ID: "https://school.example/civics", Name: "Civics", Description: "Takes part.",
				Criteria: badge.Criteria{Narrative: "Carries out a project."}},
		},
	}

	next := old
	next.ID, next.ValidFrom, next.Status = "", time.Time{}, nil // all three are the new badge's own
	next.AwardedDate = old.ValidFrom
	next.Evidence = []badge.Evidence{{Narrative: "Ran the 2026 student voter drive; 214 registrations."}}
	b, err := issuer.Issue(context.Background(), next) // first: issue, keep and deliver
	if err != nil {
		fmt.Println(err)
		return
	}
	// Second: revoke the old one, which had its place in a list when it was issued.
	if _, err := lists.Reserve(context.Background(), old.ID); err != nil {
		fmt.Println(err)
		return
	}
	if err := lists.Revoke(context.Background(), old.ID, "superseded by "+b.ID()); err != nil {
		fmt.Println(err)
		return
	}
	for _, id := range []string{old.ID, b.ID()} {
		entry, err := lists.Entry(context.Background(), id)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(entry.State)
	}
	// Output:
	// revoked
	// valid
}

// A witness remembers the epoch of a store as long as the program runs.
type witness struct{ epoch atomic.Int64 }

func (w *witness) Epoch(context.Context) (int64, error) { return w.epoch.Load(), nil }

func (w *witness) Raise(_ context.Context, epoch int64) error {
	w.epoch.Store(max(epoch, w.epoch.Load()))
	return nil
}

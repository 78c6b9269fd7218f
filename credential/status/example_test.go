package status_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify"
)

// A badge is issued, revoked, and judged by somebody who reads what is published. The
// store of a program that is no example is a status.SQL.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "status")
	check(err)
	defer os.RemoveAll(dir)
	witness := status.DirWitness{Path: filepath.Join(dir, "witness")}
	check(status.CreateWitness(witness.Path))
	lists, err := status.New(status.Config{Store: &status.Memory{}, Witness: witness, URL: "https://school.example/status"})
	check(err)

	_, key, err := ed25519.GenerateKey(rand.Reader)
	check(err)
	signer, err := credential.NewKeySigner(key)
	check(err)
	issuer := &credential.Issuer{Signer: signer, Profile: badge.Profile{Name: "Pine Ridge High School"}, Status: lists}
	achievement, err := summit.Program().Achievement("civics", badge.Publication{})
	check(err)
	const id = "urn:uuid:5f0e0d0c-0b0a-4908-8706-050403020100"
	b, err := issuer.Issue(ctx, credential.Credential{
		ID:      id,
		Subject: badge.Subject{ID: "urn:uuid:6f0e0d0c-0b0a-4908-8706-050403020100", Achievement: achievement},
	})
	check(err)

	published := filepath.Join(dir, "www")
	check(os.Mkdir(published, 0o755))
	pub := &status.Publication{Lists: lists, Issuer: issuer, To: status.Dir{Root: published}}
	judge := func() {
		check(pub.Publish(ctx))
		v, err := verify.New(verify.Config{Issuers: []string{signer.Method().Controller}, Fetcher: verify.FetchFS(os.DirFS(published))})
		check(err)
		_, err = v.Verify(ctx, b.Bytes())
		fmt.Println(err)
	}
	judge()
	check(lists.Revoke(ctx, id, "awarded by mistake"))
	judge()
	fmt.Println(lists.Reinstate(ctx, id, "was no mistake"))
	// Output:
	// <nil>
	// the issuer has revoked the badge [STATUS_REVOKED at /credentialStatus]
	// status: urn:uuid:5f0e0d0c-0b0a-4908-8706-050403020100: the credential was revoked, and that cannot be undone
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

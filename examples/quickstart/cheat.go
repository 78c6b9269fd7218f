package main

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify"
)

// A sample is a badge, who shows it, and what has to come of it.
type sample struct {
	key     string // of the credential
	title   string
	file    string
	data    []byte
	shownBy string      // an e-mail address that the verifier knows to be theirs
	want    verify.Code // why it has to be refused; "" if it has to be accepted
}

// forge makes the three frauds that matter out of Ada's good Civics badge: the first
// of the document with its proof inside, the others of the signed token.
func forge(ctx context.Context, w world, tokens, documents []sample) ([]sample, error) {
	isCivics := func(s sample) bool { return s.key == "civics" }
	civics := tokens[slices.IndexFunc(tokens, isCivics)]
	document := documents[slices.IndexFunc(documents, isCivics)]
	edited, err := edit(document.data, "214 registrations", "2140 registrations")
	if err != nil {
		return nil, err
	}
	impostor, err := impersonate(ctx, w, civics.data)
	if err != nil {
		return nil, err
	}
	return []sample{
		{title: "Civics, with its evidence rewritten", file: "forged/edited.json",
			data: edited, shownBy: learner, want: verify.ProofSigInvalid},
		{title: "Civics, signed by a stranger in the school's name", file: "forged/impostor.jwt",
			data: impostor, shownBy: learner, want: verify.KeyControllerMismatch},
		{title: "Ada's own Civics, shown by Bob", file: civics.file,
			data: civics.data, shownBy: "bob@example.org", want: verify.RecipientMismatch},
	}, nil
}

// edit rewrites what a badge says and leaves the signature as it was.
func edit(document []byte, from, to string) ([]byte, error) {
	if !bytes.Contains(document, []byte(from)) {
		return nil, errors.New("there is nothing to rewrite")
	}
	return bytes.Replace(document, []byte(from), []byte(to), 1), nil
}

// impersonate signs what a badge says anew, with a stranger's key. The badge
// still names the school as its issuer, and the signature is good.
func impersonate(ctx context.Context, w world, jws []byte) ([]byte, error) {
	badge, err := credential.Parse(jws)
	if err != nil {
		return nil, err
	}
	key, err := newKey(w.rand)
	if err != nil {
		return nil, err
	}
	stranger, err := credential.NewKeySigner(key)
	if err != nil {
		return nil, err
	}
	forged, err := credential.SignJWS(ctx, badge.Document(), stranger, credential.OpenBadges)
	if err != nil {
		return nil, err
	}
	return forged.Bytes(), nil
}

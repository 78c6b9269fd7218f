package main

import (
	"bytes"
	"context"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/credential"
)

// A plug is a signer of the corpus as package credential asks for one. The proofs
// of ecdsa-sd-2023 are the only ones that the corpus does not compute by itself: an
// implementation of its own would be as long as the one it is to test, whose step
// values the published vectors hold.
type plug struct{ signer }

func (p plug) Method() credential.Method {
	m, err := credential.JWKMethod(p.kid, p.did, []byte(p.jwk))
	if err != nil {
		panic(err)
	}
	return m
}

func (p plug) Sign(_ context.Context, message []byte) ([]byte, error) {
	return p.sign(string(message)), nil
}

// disclosures forges what a holder shows of a badge that he may show in part.
func disclosures(b *book) {
	b.begin("document")
	const until = `"validUntil":"2027-01-01T00:00:00Z"`
	text := honestSheet(p256).add(until + `,"evidence":[` + pollWork + `,` + driveRun + `]`).text
	base := func(words string) *credential.Secured {
		s, err := credential.AddProof(context.Background(), []byte(text), plug{p256}, credential.ProofOptions{
			Suite: credential.ECDSASD2023, Created: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Rand: bytes.NewReader(stream(words, 256)),
		})
		if err != nil {
			panic(err)
		}
		return s
	}
	show := func(s *credential.Secured, pointers ...string) wire {
		derived, err := credential.Derive(context.Background(), s, pointers, nil)
		if err != nil {
			panic(err)
		}
		return wire{string(derived.Bytes()), p256.did}
	}
	all := base("the secrets of a base proof")
	least, one, both := show(all), show(all, "/evidence/0"), show(all, "/evidence")
	broken := invalid("PROOF_SIG_INVALID")
	edit := func(w wire, old, new string) wire { return wire{replace(w.text, old, new), w.trusted} }

	b.add("D77", "control-shown-least", least, valid, "nothing but what the issuer made mandatory")
	b.add("D77", "control-shown-one", one, valid, "one of two pieces of evidence")
	b.add("D77", "control-shown-both", both, valid, "both of them")
	b.add("D50", "base-proof", wire{string(all.Bytes()), p256.did}, invalid("PROOF_MALFORMED"), "a base proof is for the holder: whoever has it can show what he likes")
	b.add("D52", "shown-and-edited", edit(one, titleMember, `"name":"Medicine credential"`), broken, "what is mandatory is signed as one")
	b.add("D52", "shown-evidence-edited", edit(one, `Worked at the polls.`, `Counted the votes.`), broken, "each statement that is shown is signed")
	b.add("D52", "shown-evidence-removed", edit(one, `,"evidence":[`+pollWork+`]`, ``), broken, "what the proof shows cannot be left out afterwards")
	b.add("D52", "shown-evidence-added", wire{replace(least.text, `"proof":`, `"evidence":[`+driveRun+`],"proof":`), p256.did}, broken, "only who has the base proof can show more")
	b.add("D52", "shown-end-removed", edit(one, until+",", ""), broken, "when it ends is mandatory")
	proof := func(w wire) string { return w.text[strings.Index(w.text, `"proof":`):] }
	document := func(w wire) string { return w.text[:strings.Index(w.text, `"proof":`)] }
	b.add("D52", "shown-proof-of-another-part", wire{document(one) + proof(both), p256.did}, broken, "the proof of two pieces of evidence, over one")
}

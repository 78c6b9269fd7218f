package explain

import (
	"context"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/jose"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
	"github.com/summitbadges/openbadges/verify"
)

// large diagnoses a document that is too large for copies: by the digests that its
// refusal has taken, so that it is read once and nothing of it hashed again.
func (b *budget) large(ctx context.Context, data []byte, r Refusal, out *Diagnosis) {
	at, failed := failedAt(r)
	judged := judgedBy(r)
	if !failed || len(judged) == 0 || len(data) > limits.Document {
		return
	}
	tape, err := strictjson.Parse(data, strictjson.Limits{})
	if err != nil {
		return
	}
	member := tape.Root().Get("proof")
	if len(member.Raw()) > limits.DiagnosisWhole || member.Len() > limits.Proofs && member.Kind() == strictjson.Array {
		return
	}
	// The proofs alone, at the places that they have in the document.
	s, err := credential.Parse([]byte(`{"proof":` + string(member.Raw()) + `}`))
	if err != nil {
		return
	}
	proofs, err := s.Proofs()
	d := &desk{budget: b, ctx: ctx, keys: r.Keys(), weight: 1, out: out}
	if err != nil || len(d.keys) == 0 || !d.choose(s, proofs, at) {
		return
	}
	out.Asked, out.Exhausted = true, true
	proof, ok := tape.Root().Lookup(d.proof.Pointer)
	if !ok || d.proof.Suite() == credential.ECDSASD2023 {
		return
	}
	alg, signature, message, ok := d.sealed(proof)
	if !ok {
		return
	}
	if alg == jose.ES384 {
		d.weight = limits.DiagnosisP384
	}
	for _, j := range judged {
		if j.Held || j.Method != d.method.ID || len(j.DocumentDigest) == 0 {
			continue
		}
		d.orders(j.ProofDigest, j.DocumentDigest, func(data []byte) bool {
			return d.sign() && jose.Verify(alg, d.method.Key, message(data), signature) == nil
		})
		d.sameForms(alg, message(concat(j.ProofDigest, j.DocumentDigest)), signature)
	}
}

// judgedBy are the proofs that a verdict of package verify has judged.
func judgedBy(r Refusal) []verify.JudgedProof {
	switch r := r.(type) {
	case *verify.Report:
		return r.Proofs
	case *verify.ProofReport:
		return r.Proofs
	}
	return nil
}

package credential

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Whoever reads problems by their types reads those that VCDM 2.0 (section 7.1), Data
// Integrity 1.0 (section 4.7), Controlled Identifiers 1.0 and Bitstring Status List 1.0 give
// these faults, and no other of theirs.
func TestFaultsAreOfThePublishedTypes(t *testing.T) {
	for code, want := range map[Code]string{
		JSONSyntax:        "https://www.w3.org/TR/vc-data-model#PARSING_ERROR",
		JSONDuplicateKey:  "https://www.w3.org/TR/vc-data-model#PARSING_ERROR",
		ProofSigInvalid:   "https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR",
		SchemaInvalid:     "https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR",
		ProofMissing:      "https://w3id.org/security#PROOF_VERIFICATION_ERROR",
		ProofMalformed:    "https://w3id.org/security#PROOF_VERIFICATION_ERROR",
		ProofPurpose:      "https://w3id.org/security#PROOF_VERIFICATION_ERROR",
		ProofDomain:       "https://w3id.org/security#INVALID_DOMAIN_ERROR",
		TermUndefined:     "https://w3id.org/security#DATA_LOSS_DETECTION_ERROR",
		KeyNotFound:       "https://w3id.org/security#INVALID_VERIFICATION_METHOD",
		KeyRelationship:   "https://w3id.org/security#INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD",
		StatusUnavailable: "https://www.w3.org/ns/credentials/status-list#STATUS_RETRIEVAL_ERROR",
		StatusIndex:       "https://www.w3.org/ns/credentials/status-list#RANGE_ERROR",
		TimeExpired:       "", // no fault of a verification there
	} {
		require.Equal(t, want, code.Type(), string(code))
	}
}

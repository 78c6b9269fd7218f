package testdata

// NotVectors gives the cases of the catalogue that have no vector, or a part
// that has none, each with the reason and with the place where it is tested
// instead. Everything else that verifying and issuing a JWS answers for
// (families J and T, K01 to K19, C01 to C13, C17 to C19, O08 to O20, O27, I01
// to I05) has its vectors.
func NotVectors() map[string]string {
	return map[string]string{
		"C17": "proof.created belongs to embedded proofs, which are not judged yet",
		"C19": "a clock skew is a setting and not a badge: verify.New refuses one beyond its bounds",
		"I01": "what is given to Issue is no document yet: package credential tests that nothing is signed",
		"I03": "what the caller does with his slices afterwards: tested beside the corpus",
		"I04": "a signer that answers wrongly, late or not at all: package credential tests it",
		"I05": "a retry after a lost answer: package credential tests that the same id and time give the same badge",
		"J29": "a document with several keys has to be fetched first, and the corpus has no network yet",
		"J30": "a set of keys has to be fetched first, and the corpus has no network yet",
		"J42": "that nothing keys on the bytes of a signature is no matter of one document; the vector shows that both signatures hold",
		"J47": "the issuers here are DIDs; an https issuer whose iss differs by a slash waits for a network",
		"J55": "an embedded proof of a suite that is known, and broken, waits until embedded proofs are judged",
		"J59": "a key in a DID document or a set of keys waits for a network",
		"K18": "what two signatures have in common is no matter of one document: package credential tests that ECDSA repeats itself, as RFC 6979 has it",
		"K19": "a source of randomness that fails: package credential tests it",
		"O12": "the warning is the issuer's, by the rules of issuing; the vector shows that a verifier accepts",
		"O13": "one salt for many badges shows only at the issuer, and never in one badge",
		"T05": "ProofValue belongs to embedded proofs, which are not judged yet",
		"T20": "statusListIndex belongs to status lists, which are not judged yet",
		"T24": "proof as a list of one belongs to embedded proofs, which are not judged yet",
	}
}

package testdata

// NotVectors gives the cases of the catalogue that have no vector, or a part
// that has none, each with the reason and with the place where it is tested
// instead. Everything else that issuing and verifying a JWS or a proof inside a
// document answers for (families D, J, K, R and T, C01 to C13, C15 to C19, H01 to H08, H14 to H16, H24 to H31, O08 to
// O20, O26, O27, I01 to I05), the form of a credential of any type (W), and
// presentations (A), have their vectors.
func NotVectors() map[string]string {
	return map[string]string{
		"C15": "what was known of a key then is no part of the badge: TestAsOfATimeBeforeTheKeyWasReplaced in package verify",
		"C16": "what is known of a key besides its document is a setting and no part of a badge: TestARetiredKey in package verify",
		"C19": "a clock skew is a setting and not a badge: verify.New refuses one beyond its bounds",
		"D23": "a context of the library that was altered is no badge: TestEveryFileIsTheOneThatTheManifestNames in package contexts",
		"D32": "that two credentials are equal is a question of a host that keeps them; the vectors compare issuer and key",
		"D44": "how many proofs are asked for is a setting and no part of a badge: verify's TestAPolicyAsksForProofs; the vectors are of the default policy, under which every proof of a known suite must hold",
		"D59": "what the caller expects is a setting and no part of a badge: TestAProofForAnotherOccasion in package verify; the vectors are of a caller who expects nothing",
		"D62": "a status list has to be fetched first, and the corpus has no network yet",
		"D63": "needs a DID document, and the corpus has no network yet",
		"D65": "that the key of a fragment must stand in the document needs that document: without a network the verdict is open, which the vectors show",
		"D68": "needs a DID document, and the corpus has no network yet: package verify tests the relationship of a key that it is given",
		"D69": "needs a DID document, and the corpus has no network yet",
		"D70": "needs a DID document, and the corpus has no network yet",
		"D72": "needs a DID document, and the corpus has no network yet",
		"D73": "needs a DID document, and the corpus has no network yet: package verify tests the end of a key that it is given",
		"D77": "the published vectors are tested where they are used: TestEveryStepOfThePublishedVectors and TestThePublishedOpenBadgeHolds in package credential",
		"H16": "needs a document, and the corpus has no network yet: TestADocumentIsOfTheIdentifierAskedFor in package verify",
		"H27": "needs a document, and the corpus has no network yet: TestDocumentsThatAreNone in package verify",
		"H28": "needs a document, and the corpus has no network yet: TestAKeyThatAnIssuerCannotHave in package verify",
		"H29": "needs a document, and the corpus has no network yet: TestAKeyThatAnIssuerCannotHave in package verify",
		"H30": "needs a document, and the corpus has no network yet: TestDocumentsThatAreNone in package verify",
		"H31": "needs a cache, and the corpus has no network yet: TestAKeyThatTheCacheDoesNotKnow in package verify",
		"I01": "what is given to Issue is no document yet: package credential tests that nothing is signed",
		"I03": "what the caller does with his slices afterwards: tested beside the corpus",
		"I04": "a signer that answers wrongly, late or not at all: package credential tests it",
		"I05": "a retry after a lost answer: package credential tests that the same id and time give the same badge",
		"J29": "a document with several keys has to be fetched first, and the corpus has no network yet",
		"J30": "a set of keys has to be fetched first, and the corpus has no network yet",
		"J42": "that nothing keys on the bytes of a signature is no matter of one document; the vector shows that both signatures hold",
		"J47": "the issuers here are DIDs; an https issuer whose iss differs by a slash waits for a network",
		"J59": "a key in a DID document or a set of keys waits for a network",
		"K18": "what two signatures have in common is no matter of one document: package credential tests that ECDSA repeats itself, as RFC 6979 has it",
		"K19": "a source of randomness that fails: package credential tests it",
		"K20": "that badge and status list may have keys of their own waits for status lists",
		"O12": "the warning is the issuer's, by the rules of issuing; the vector shows that a verifier accepts",
		"O13": "one salt for many badges shows only at the issuer, and never in one badge",
		"R01": "a clique cannot be written as a badge, whose nodes without an id are a tree: TestWorkIsCounted in package rdfc; the vectors are the hardest trees",
		"R02": "a graph that is no badge: TestPassesTheSuiteOfRDFC10 in package rdfc",
		"R03": "the published graphs are no badges: TestPassesTheSuiteOfRDFC10 in package rdfc; the vectors are badges that cost as little more",
		"R06": "labels and the order of quads are no matter of a badge: TestSuiteInputsKeepTheirFormUnderOtherOrdersAndLabels in package rdfc; the vector has the members in another order",
		"R07": "a graph that is no badge: TestPassesTheSuiteOfRDFC10 in package rdfc",
		"R09": "datatypes that are spelled out stand in N-Quads, and in no badge: package rdfc tests them",
		"R13": "a caller who no longer waits is no matter of a badge: TestStopsWhenTheContextEnds in package rdfc",
		"R15": "a property of every graph: FuzzCanonicalize in package rdfc",
		"T20": "statusListIndex belongs to status lists, which are not judged yet",
		"W20": "what a presentation holds is family A: A03",
		"W22": "the holder is that of a presentation, family A: A02 and A04",
		"W23": "the media type of what is served is no part of the document: Secured.MediaType, tested in package credential",
		"W24": "what a verification returns is no document: the problem types of the codes are tested in package credential",
		"W25": "what a verification returns is no document: TestTheDocumentOfACredentialIsWhatWasSigned in package verify",
	}
}

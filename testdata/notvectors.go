package testdata

// NotVectors gives the cases of the catalogue that have no vector, or a part
// that has none, each with the reason and with the place where it is tested
// instead. Everything else that issuing and verifying a JWS or a proof inside a
// document answers for (families D, J, K, R, T, C and H, O but O21 to O25, S but S30,
// I01 to I05), the form of a credential of any type (W), and presentations (A), have
// their vectors.
func NotVectors() map[string]string {
	return map[string]string{
		"C14": "a clock that jumps shows between two verifications, or within one: TestTheClockIsReadOnce and TestOneClockForAPresentation in package verify",
		"C15": "as of which time somebody asks is a setting: TestAtJudgesAsOfAnotherTime and TestAsOfATimeBeforeTheKeyWasReplaced in package verify, and of a status list TestAListSaysNothingOfThePast; every vector has its own clock",
		"C16": "what is known of a key besides its document is a setting and no part of a badge: TestARetiredKey in package verify",
		"C19": "a clock skew is a setting and not a badge: verify.New refuses one beyond its bounds",
		"D23": "a context of the library that was altered is no badge: TestEveryFileIsTheOneThatTheManifestNames in package contexts",
		"D32": "that two credentials are equal is a question of a host that keeps them; the vectors compare issuer and key",
		"D44": "how many proofs are asked for is a setting and no part of a badge: verify's TestAPolicyAsksForProofs; the vectors are of the default policy, under which every proof of a known suite must hold",
		"D59": "what the caller expects is a setting and no part of a badge: TestAProofForAnotherOccasion in package verify; the vectors are of a caller who expects nothing",
		"D77": "the published vectors are tested where they are used: TestEveryStepOfThePublishedVectors and TestThePublishedOpenBadgeHolds in package credential",
		"H10": "a name that leads elsewhere the second time is no answer that stays: TestTheAddressIsJudgedWhenItIsDialled in package verify",
		"H11": "a name with several addresses, of which some are private: TestTheAddressIsJudgedWhenItIsDialled in package verify",
		"H21": "the fields of an answer are no document: TestWhatAHostSendsIsBounded in package verify",
		"H22": "what a verifier sends is no part of its verdict: TestARequestSaysNothingOfWhoAsks in package verify",
		"H23": "a proxy is a setting and no part of a badge: TestAProxyIsWhoeverRunsTheVerifier in package verify",
		"H31": "what a cache does not know yet is no matter of one verification: TestAKeyThatTheCacheDoesNotKnow in package verify; the vector has no cache",
		"H32": "what is older than its host allows, a cache has kept, whose policy is a setting: TestAStaleDocumentIsGivenOnlyIfThatIsAllowed in package verify",
		"H33": "how long a verification waits is no matter of its verdict: TestABadgeThatNamesFiftySlowHosts in package verify",
		"I01": "what is given to Issue is no document yet: package credential tests that nothing is signed",
		"I03": "what the caller does with his slices afterwards: tested beside the corpus",
		"I04": "a signer that answers wrongly, late or not at all: package credential tests it",
		"I05": "a retry after a lost answer: package credential tests that the same id and time give the same badge",
		"J42": "that nothing keys on the bytes of a signature is no matter of one document; the vector shows that both signatures hold",
		"K18": "what two signatures have in common is no matter of one document: package credential tests that ECDSA repeats itself, as RFC 6979 has it",
		"K19": "a source of randomness that fails: package credential tests it",
		"O03": "who may award what is a setting: TestOnlyWhoMayAwardAnAchievementDoes in package verify; the vector is of a caller who does not ask",
		"O12": "the warning is the issuer's, by the rules of issuing; the vector shows that a verifier accepts",
		"O13": "one salt for many badges shows only at the issuer, and never in one badge",
		"O31": "the remark is the issuer's, by the rules of issuing: package shape tests them, and package credential that Issuer.Notes tells",
		"R01": "a clique cannot be written as a badge, whose nodes without an id are a tree: TestWorkIsCounted in package rdfc; the vectors are the hardest trees",
		"R02": "a graph that is no badge: TestPassesTheSuiteOfRDFC10 in package rdfc",
		"R03": "the published graphs are no badges: TestPassesTheSuiteOfRDFC10 in package rdfc; the vectors are badges that cost as little more",
		"R06": "labels and the order of quads are no matter of a badge: TestSuiteInputsKeepTheirFormUnderOtherOrdersAndLabels in package rdfc; the vector has the members in another order",
		"R07": "a graph that is no badge: TestPassesTheSuiteOfRDFC10 in package rdfc",
		"R09": "datatypes that are spelled out stand in N-Quads, and in no badge: package rdfc tests them",
		"R13": "a caller who no longer waits is no matter of a badge: TestStopsWhenTheContextEnds in package rdfc",
		"R15": "a property of every graph: FuzzCanonicalize in package rdfc",
		"S24": "two lists, one after the other, are no matter of one document: TestAnOlderListThanOneThatWasReadLeavesTheVerdictOpen in package verify",
		"S31": "two badges of one list are no matter of one document: TestAListSpeaksForEachBadgeOnItsOwn in package verify",
		"T20": "an index is a text, so no reader makes a number of it: the vectors of S15",
		"W20": "what a presentation holds is family A: A03",
		"W22": "the holder is that of a presentation, family A: A02 and A04",
		"W23": "the media type of what is served is no part of the document: Secured.MediaType, tested in package credential",
		"W24": "what a verification returns is no document: the problem types of the codes are tested in package credential",
		"W25": "what a verification returns is no document: TestTheDocumentOfACredentialIsWhatWasSigned in package verify",
	}
}

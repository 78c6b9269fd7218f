package openbadges_test

// A promise is a claim of SECURITY.md, in its very words, and what holds it. One sentence
// makes several claims, and each is a row.
type promise struct{ words, held string }

// promises are those that SECURITY.md makes, in its order, and what it says of itself
// behind them that can be shown.
var promises = []promise{
	{"**Verified** means that the issuer which the badge names signed exactly this", "TestAnHonestBadgeIsVerified TestEveryFlippedBitIsRefused TestManglingNeverMakesAnotherBadge"},
	{"the bytes of a token", "TestEveryFlippedBitIsRefused TestParseKeepsTheBytes"},
	{"the JSON or the graph of a document, as its suite has it", "TestEveryFlippedBitOfAnEmbeddedBadgeIsRefusedOrMeansTheSame TestEverySuiteIsVerified"},
	{"with a key it publishes for that", "TestAPinnedMethodSpeaksForItsController TestAKeyThatIsOnlyShown TestTheKeyIsPublishedForThePurpose J21 D68"},
	{"that you said you trust this issuer", "TestConfigSaysWhomToTrust TestVerdicts"},
	{"that the badge has the form of Open Badges 3.0", "TestWithoutTheFormNothingElseIsAsked D75"},
	{"is in force", "TestThePeriodIncludesBothEnds C01 C02 S02"},
	{"that every rule you gave holds", "TestARuleThatAsksNothingLeavesTheVerdictOpen TestVerifiedTrustedAndRecipientAreThreeAnswers TestVerdicts O08"},
	{"It is said by name, never by the absence of an error", "TestWithoutARequiredCheckNothingPasses TestTheZeroValueIsNotAPass"},
	{"the zero value of every verdict is \"undetermined\"", "TestTheZeroValueIsNotAPass"},
	{"A check that could not be made is not a pass.", "TestWhatCannotBeLookedUpIsUndetermined TestARuleThatAsksNothingLeavesTheVerdictOpen TestAClockThatGivesNoTimeLeavesTheVerdictOpen TestSeveralRegistriesAnswerAsOne TestWithoutARequiredCheckNothingPasses"},
	{"A badge that names a status list is *undetermined* until somebody has asked the list.", "S04-no-network TestAListThatCannotBeHadLeavesTheVerdictOpen TestWhatIsUnknownMayBeAllowed"},
	{"No input panics", "TestHostileInputsAreRefused TestI24NothingIsDecidedByRecovering FuzzVerify FuzzParse"},
	{"the work for any input is bounded before it is done.", "TestWorkIsCounted TestWhatASchemaCouldCostIsCountedFirst TestManyFormsCostNoMoreThanTheirTextEarns TestHostileInputsAreRefused"},
	{"The bounds stand in one file, `internal/limits/limits.go`.", "TestNoBoundStandsElsewhere TestEveryBoundIsAsked TestTreatsALimitThatIsNotPositiveAsTheDefault"},
	{"Nothing is fetched without a `Config.Fetcher`", "TestWithoutANetworkNobodyIsAsked TestNoFetcherAndAClosedOneFetchNothing"},
	{"the library opens no connection", "TestTheLibraryReachesNothingOutside"},
	{"no file but in an `fs.FS`, a `status.Dir` or a `status.DirWitness` that you give it.", "TestTheLibraryReachesNothingOutside TestNoReferenceReadsAFile TestADirHasFilesOfItsOwnAlone"},
	{"what they answer is judged", "TestAResolverIsNotTakenAtItsWord TestIssueTrustsNoSigner TestAFetcherIsNotTakenAtItsWord TestSeveralRegistriesAnswerAsOne TestARuleThatAsksNothingLeavesTheVerdictOpen"},
	{"a yes that comes after the context has ended counts for nothing.", "TestALateYesIsNoYes"},
	{"`HTTPFetcher` connects over https", "TestOtherSchemesAreNeverAsked TestRedirects"},
	{"to public hosts alone", "TestOnlyAddressesOfPublicHostsAreDialled"},
	{"the address is judged when it is dialled, whatever DNS says", "TestTheAddressIsJudgedWhenItIsDialled"},
	{"behind every redirect", "TestRedirects"},
	{"keys are never read behind one.", "H13 TestRedirects"},
	{"It takes no proxy from the environment", "TestARequestSaysNothingOfWhoAsks"},
	{"sends nothing but the URL.", "TestARequestSaysNothingOfWhoAsks"},
	{"A `Proxy` of yours takes over the judging of addresses", "TestAProxyIsWhoeverRunsTheVerifier"},
	{"`AllowStale` gives keys that may have been withdrawn meanwhile", "TestAStaleDocumentIsGivenOnlyIfThatIsAllowed TestAKeyFromAStaleDocument"},
	{"both are off.", "TestAStaleDocumentIsGivenOnlyIfThatIsAllowed TestARequestSaysNothingOfWhoAsks"},
	{"Of what a badge names, only its key is fetched before its signature has held.", "TestNobodyIsAskedForAStrangersURL TestNoSchemaIsFetchedForABadgeThatFails TestLinksAreFollowedOnRequestAndOfPassedBadgesOnly TestNobodyIsAskedForANewerEditionWithoutNeed TestNobodyIsAskedForTheEndorsersOfAStrangersBadge"},
	{"One verification asks for 16 documents at most", "TestAVerificationAsksAFewQuestionsOnce TestABadgeThatNamesFiftySlowHosts"},
	{"waits 20 seconds at most.", "TestTheWaitingOfAVerificationEnds"},
	{"Two issuers that share a host cannot sign for each other", "TestTenantsOfOneHostDoNotForgeEachOther H30"},
	{"as long as neither can write below the other's URL, nor into the host's own `/.well-known/jwks.json`", "TestAnHTTPSIssuer TestTheSetOfAHostIsOfAllItsIssuersAndBounded"},
	{"nor, for an issuer whose own document lists no keys, anywhere that is not beside it.", "TestAKeyOfTheHostThatSaysWhoseItIs TestNobodyAddsAKeyToThoseThatAnIssuerLists"},
	{"No private key is ever written into a message.", "TestReadKeyRefusesAndKeepsTheSecret TestErrorsDoNotRepeatAKeyInAWrongPlace TestReadKeyShowsNothingOfAJWK TestI23NoReasonRepeatsASecret K16"},
	{"A bundle of evidence proves nothing without a receipt by a verifier whose key you name", "TestAForgedBundleIsRefused TestAKeyOfTheOfficeThatIsNoLongerGood"},
	{"a pass by one says that the badge was good then", "TestABundleIsVerifiedFiveYearsLaterWithNoNetwork TestARefusalIsNoEvidenceOfAPass"},
	{"with a note of what nobody can know since.", "TestABundleIsVerifiedFiveYearsLaterWithNoNetwork TestWhatNobodyCanKnowIsToldOfWhatTheBadgeHas"},
}

// bounds are what SECURITY.md promises where it says what it does not.
var bounds = []promise{
	{"possession of the file proves nothing.", "TestVerifiedTrustedAndRecipientAreThreeAnswers"},
	{"Nobody signed the paper: the attached badge is what was verified, and the report says so.", "TestAReportOnAPDFSaysThatItsWordsAreNoPartOfTheBadge TestReadsCertificatesAndPackages"},
	{"a key that you or your Resolver call revoked fails every badge, whenever it claims to have been signed, unless you vouch for a time before that (`Verifier.SeenBy`) and the key is in `Config.KeyHistory`.", "TestACompromisedKey TestAKeyServesUntilItIsWithdrawn D73"},
	{"`receipt.Reader` believes none by a key that you say is revoked.", "TestAKeyOfTheOfficeThatIsNoLongerGood"},
	{"`Report.GoodUntil` says until when nobody needs to read it again.", "TestAPassIsGoodUntilItsListIsToBeAskedForAgain TestAPassIsGoodUntilTheFirstThingItRestsOnEnds"},
}

// attackers are those whom SECURITY.md names, each with the families that have vectors of
// what they do.
var attackers = []promise{
	{"The holder, who edits his own badge.", "D03 D04 D44 D52 J38"},
	{"A stranger, who signs in a school's name", "D64 H08"},
	{"with a key of his own in the header.", "J21"},
	{"Somebody who shows another's badge.", "O08 A07"},
	{"A sender of files that are meant to be read in two ways", "T01 T03 P07"},
	{"never to be read to the end.", "T12 R01 P12"},
	{"A host that is slow", "H19"},
	{"endless", "S10"},
	{"lying", "H13 H16"},
	{"not the one of its name", "H20"},
	{"a neighbour on the issuer's host", "H30"},
	{"whoever wants the verifier to ask around in its own network.", "S26 O23-address-in-the-house"},
	{"An issuer's signing service that answers with somebody else's signature.", "TestIssueTrustsNoSigner"},
}

// promisesNothing is what else stands among the promises: it gives them their bounds.
var promisesNothing = []string{
	"What your own Signer, Resolver, Registry or Rule does is yours;",
}

// promisedElsewhere is what else stands where SECURITY.md says what it does not promise.
var promisedElsewhere = []string{
	"That what a badge says is true, or that whoever shows it is its recipient. Ask with `verify.Recipient`;",
	"Anything about the words on a certificate, a name printed there included.",
	"That a key was not stolen. A signature by a stolen key is a signature. The times in a badge are written by whoever holds the key, so",
	"A did:key or did:jwk cannot be revoked: stop trusting the issuer.",
	"That a receipt is as old as it says, once the verifier's own key was in other hands: whoever has it dates receipts back.",
	"That a badge that passed still does. A status list says what is so when it is read;",
	"Secrecy. A salted hash of an e-mail address hides it from nobody who can guess it, and the salt stands beside it. For minors, name the recipient by an opaque id.",
	"Constant time. Verification handles public data only.",
}

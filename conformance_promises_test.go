package openbadges_test

// A promise is a sentence of SECURITY.md, by words that stand in it, and what holds it.
type promise struct{ words, held string }

// promises are those that SECURITY.md makes, in its order, and what it says of itself
// behind them that can be shown.
var promises = []promise{
	{"**Verified** means that the issuer which the badge names signed exactly this", "TestAnHonestBadgeIsVerified TestEveryFlippedBitIsRefused TestManglingNeverMakesAnotherBadge"},
	{"with a key it publishes for that, that you said you trust this issuer, that the badge has the form of Open Badges 3.0 and is in force", "TestEveryFlippedBitOfAnEmbeddedBadgeIsRefusedOrMeansTheSame TestAPinnedMethodSpeaksForItsController TestConfigSaysWhomToTrust TestWithoutTheFormNothingElseIsAsked TestThePeriodIncludesBothEnds TestARuleThatAsksNothingLeavesTheVerdictOpen TestVerdicts"},
	{"It is said by name, never by the absence of an error", "TestTheZeroValueIsNotAPass TestSeveritiesAndFormsHaveNames"},
	{"A check that could not be made is not a pass.", "TestWhatCannotBeLookedUpIsUndetermined TestARuleThatAsksNothingLeavesTheVerdictOpen TestAClockThatGivesNoTimeLeavesTheVerdictOpen"},
	{"*undetermined* until somebody has asked the list", "S04-no-network TestAListThatCannotBeHadLeavesTheVerdictOpen TestWhatIsUnknownMayBeAllowed"},
	{"No input panics, and the work for any input is bounded", "TestHostileInputsAreRefused TestWorkIsCounted TestWhatASchemaCouldCostIsCountedFirst TestManyFormsCostNoMoreThanTheirTextEarns TestI24NothingIsDecidedByRecovering FuzzVerify FuzzParse"},
	{"The bounds stand in one file", "TestTreatsALimitThatIsNotPositiveAsTheDefault TestEveryBoundIsAsked"},
	{"Nothing is fetched without a `Config.Fetcher`", "TestWithoutANetworkNobodyIsAsked TestTheLibraryReachesNothingOutside TestNoFetcherAndAClosedOneFetchNothing TestNoReferenceReadsAFile"},
	{"what they answer is judged, and a yes that comes after the", "TestAResolverIsNotTakenAtItsWord TestIssueTrustsNoSigner TestAFetcherIsNotTakenAtItsWord TestALateYesIsNoYes"},
	{"`HTTPFetcher` connects over https to public hosts alone", "TestOnlyAddressesOfPublicHostsAreDialled TestTheAddressIsJudgedWhenItIsDialled TestRedirects TestOtherSchemesAreNeverAsked"},
	{"keys are never read behind one", "H13"},
	{"It takes no proxy from the environment, and sends nothing but the URL.", "TestAProxyIsWhoeverRunsTheVerifier TestARequestSaysNothingOfWhoAsks"},
	{"A `Proxy` of yours takes over the judging of addresses", "TestAProxyIsWhoeverRunsTheVerifier TestAStaleDocumentIsGivenOnlyIfThatIsAllowed TestAKeyFromAStaleDocument"},
	{"both are off", "TestAStaleDocumentIsGivenOnlyIfThatIsAllowed TestAProxyIsWhoeverRunsTheVerifier"},
	{"Of what a badge names, only its key is fetched before its signature has held.", "TestNobodyIsAskedForAStrangersURL TestNoSchemaIsFetchedForABadgeThatFails TestLinksAreFollowedOnRequestAndOfPassedBadgesOnly"},
	{"One verification asks for 16 documents at most, and waits 20 seconds at most.", "TestAVerificationAsksAFewQuestionsOnce TestTheWaitingOfAVerificationEnds TestABadgeThatNamesFiftySlowHosts"},
	{"Two issuers that share a host cannot sign for each other", "TestTenantsOfOneHostDoNotForgeEachOther H30"},
	{"nor, for an issuer whose own document lists no keys, anywhere that is not beside it", "TestAKeyOfTheHostThatSaysWhoseItIs TestNobodyAddsAKeyToThoseThatAnIssuerLists"},
	{"No private key is ever written into a message.", "TestReadKeyRefusesAndKeepsTheSecret TestErrorsDoNotRepeatAKeyInAWrongPlace TestReadKeyShowsNothingOfAJWK TestI23NoReasonRepeatsASecret K16"},
	{"A bundle of evidence proves nothing without a receipt by a verifier whose key you name", "TestAForgedBundleIsRefused TestAKeyOfTheOfficeThatIsNoLongerGood TestABundleIsVerifiedFiveYearsLaterWithNoNetwork"},
}

// attackers are those whom SECURITY.md names, each with the families that have vectors of
// what they do.
var attackers = []promise{
	{"The holder, who edits his own badge.", "D03 D04 D44 D52 J38"},
	{"A stranger, who signs in a school's name or", "D64 J21 H08"},
	{"Somebody who shows another's badge.", "O08 A07"},
	{"A sender of files that are meant to be read in two ways", "T01 T03 P07"},
	{"A host that is slow, endless, lying", "H09 H13 S10"},
	{"a neighbour", "H30"},
	{"whoever wants the verifier to ask around in its own network", "S26 O23-address-in-the-house"},
	{"An issuer's signing service that answers with somebody else's signature.", "TestIssueTrustsNoSigner"},
}

// promisesNothing are sentences among the promises that give the rest of them its bounds.
var promisesNothing = []string{"What your own Signer, Resolver, Registry or Rule does is yours"}

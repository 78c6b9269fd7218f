package openbadges_test

// A requirement is something that a specification, or SECURITY.md, wants of this library,
// in our own words, and what holds it: tests by their names, cases of the corpus by
// their ids, vectors by their names. Where nothing here could hold it, absent says why.
type requirement struct {
	id     string
	must   string
	held   string
	absent string
	rows   string // of the sheet of facts beside the project: section/row, or a section without a table, with semicolons between
}

// badgeRequirements are those of Open Badges 3.0 sections 9.1 to 9.3, and of its
// certification.
var badgeRequirements = []requirement{
	{id: "OB-1a", rows: "4.1/1a", must: "a badge that names the JSON Schema of Open Badges keeps to it, and to any other schema that can be read",
		held: "O23 TestTheSchemasOfOpenBadgesAreAnsweredByOurRules TestAViolatedSchemaFailsTheBadge TestABadgeKeepsToASchemaThatIsRead"},
	{id: "OB-1b", rows: "4.1/1b", must: "the subject has an id or an identifier",
		held: "O14 TestASubjectNeedsAnIdOrAnIdentifier"},
	{id: "OB-2", rows: "4.1/2; 4.5/signature bad", must: "a proof holds: the signature of a token, or a proof inside the document; of several, all that can be judged, unless the caller says otherwise",
		held: "D41 D42 D44 D77 TestAnHonestBadgeIsVerified TestAnHonestEmbeddedProofIsVerified TestAPolicyAsksForProofs TestEveryFlippedBitIsRefused"},
	{id: "OB-2-key", rows: "4.5/issuer≠controller", must: "the key of the proof is the issuer's",
		held: "D63 D64 J21 TestAProofInTheSchoolsNameByAStranger TestAPinnedMethodSpeaksForItsController"},
	{id: "OB-3a", rows: "4.1/3", must: "a newer edition that a refresh service gives is verified like any badge, and takes the older one's place",
		held: "TestANewerEditionTakesThePlaceOfABadge TestTheRulesAreAskedOfTheNewerEdition TestAnEditionByAStrangerIsNone"},
	{id: "OB-3b", rows: "4.1/3; 4.5/refresh failed", must: "a refresh that fails leaves the badge as it is",
		held: "TestARefreshHostThatIsDownLeavesTheBadgeAsItIs TestAHostileRefreshHostCanOnlyDeny TestWhatIsNoNewerEditionChangesNothing"},
	{id: "OB-3c", rows: "4.1/3", must: "nothing is refreshed before the proof has held, and nothing twice",
		held: "TestAnEditionIsRefreshedOnce TestNobodyIsAskedForANewerEditionWithoutNeed"},
	{id: "OB-4a", rows: "4.1/4a; 4.5/revoked", must: "a badge that its issuer's list calls revoked is refused: a revocation list or a status list",
		held: "S02 S29 TestAListOfRevokedCredentialsIsRead TestABadgeIsLookedUpInItsList"},
	{id: "OB-4a-open", rows: "4.5/status list unreachable", must: "a list that cannot be had leaves the verdict open",
		held: "S04 TestAListThatCannotBeHadLeavesTheVerdictOpen TestWhatCannotBeLookedUpIsUndetermined"},
	{id: "OB-4b", rows: "4.1/4b; 4.5/expired / not yet valid", must: "a badge is refused before its first instant, issuanceDate under VCDM 1.1",
		held: "C01 TestThePeriodIncludesBothEnds TestTheDatesOfVersion11AreItsOwn"},
	{id: "OB-4c", rows: "4.1/4c; 4.5/expired / not yet valid", must: "a badge is refused after its last instant, expirationDate under VCDM 1.1; the last instant itself is in time",
		held: "C02 TestThePeriodIncludesBothEnds TestTheDatesOfVersion11AreItsOwn"},
	{id: "OB-5", rows: "4.1/5", must: "whoever asks for a recipient is told whether the badge is that person's",
		held: "O08 O16 TestVerifiedTrustedAndRecipientAreThreeAnswers TestTheWorstAnswerAboutTheRecipientIsReported"},
	{id: "OB-6", rows: "4.1/6; 4.5/endorsement bad", must: "each endorsement inside is verified, and told as it is; the badge hangs on it where that is asked",
		held: "O21 TestAnEndorsementThatDoesNotHold TestEndorsementsAreFoundWhereverTheyStand TestAnHonestEndorsement"},
	{id: "OB-all", must: "verified is only what has passed every step",
		held: "TestWithoutARequiredCheckNothingPasses TestTheZeroValueIsNotAPass TestWithoutTheFormNothingElseIsAsked TestNothingIsJudgedBehindAProofThatFailed"},
	{id: "OB-parse", rows: "4.5/not JSON / bad bake", must: "what is no JSON, and a picture with no badge or a broken one, is refused as that",
		held: "T11 P01 V01 TestParseRefusesWithTheReason TestRefusesWhatIsNotJSON"},
	{id: "OB-form", rows: "4.5/schema/type/context wrong", must: "contexts, types and members are those of the class",
		held: "D17 D75 TestContexts TestRefusesAnObjectWithoutARequiredMember TestRefusesAMemberOfTheWrongKind TestJudgesTypes"},
	{id: "OB-profile", rows: "4.5/issuer URL unreachable", must: "an issuer's page that cannot be had makes no badge valid and, where its key is not there, leaves the verdict open",
		held: "TestAHostThatIsAtFaultLeavesTheVerdictOpenInTime TestAnHTTPSIssuer"},

	{id: "OB-9.2", rows: "4.2", must: "an endorsement is verified by the rules of its class, with the schemas that it names, its proof, period and status",
		held: "D61 TestAnEndorsementOnItsOwnIsJudgedByItsClass TestAnEndorsementKeepsToItsSchemas TestARevokedEndorsement TestAStatusIsThatOfWhatItIsIn"},
	{id: "OB-9.2-refresh", rows: "4.2", must: "an endorsement on its own is refreshed as a badge is; in a badge it is taken as the badge's issuer has signed it",
		held: "TestAnEndorsementOnItsOwnIsRefreshed"},
	{id: "OB-9.2-subject", rows: "4.2", must: "an endorsement is of something that the badge has in it",
		held: "O21-of-another-subject O21-token-of-another-subject TestAnEndorsementOfTheAchievementIsGoodForEveryBadgeOfIt"},

	{id: "OB-9.3-type", rows: "4.3", must: "an identifier of another type than the one asked for is passed over; one that matches is enough; if none does, the badge is not that person's",
		held: "O08-another-kind O16 TestTheWorstAnswerAboutTheRecipientIsReported"},
	{id: "OB-9.3-plain", rows: "4.3", must: "a plain identifier is compared as it stands, an id with the subject's",
		held: "O08-control-plain-address O08-another-id O11 TestMatchesTheIdentifierByteForByte"},
	{id: "OB-hash", rows: "4.3; 4.4", must: "a hashed one is the hash of identifier and salt, in this order, by the algorithm that stands before the dollar sign",
		held: "O08-control-right-address TestHashesAsThePublishedExamplesDo TestMatchesHashesOfEveryWellFormedSpelling"},
	{id: "OB-hash-exact", rows: "4.4", must: "nothing is trimmed, folded or normalized before it is hashed; hexadecimal digits compare in either case",
		held: "O11 O10-control-capital-hex TestMatchesTheIdentifierByteForByte"},
	{id: "OB-hash-form", rows: "4.4", must: "a hash of no form or algorithm that is known matches nobody; one that is said to be plain is none",
		held: "O10 TestAMalformedIdentityMatchesNothing TestJudgesIdentities"},
	{id: "OB-hash-md5", rows: "4.4", must: "MD5 is read with a remark, and never issued",
		held: "O10-md5 TestRefusesToIssueWhatMayBeRead TestJudgesIdentities"},

	{id: "CERT-I1", rows: "4.6/I1", must: "an issuer makes badges that verify, for any recipient",
		held: "I02 TestWhatIsIssuedIsVerified TestEmbeddedProofsAreIssuedAndHold"},
	{id: "CERT-I2", rows: "4.6/I2", must: "a video shows how a recipient gets a badge", absent: "a recording is made by people, of their own portal"},
	{id: "CERT-I3", rows: "4.6/I3", must: "a proof inside the document is a DataIntegrityProof of eddsa-rdfc-2022",
		held: "TestEmbeddedProofsAreIssuedAndHold D77-control-issued-with-eddsa-rdfc-2022"},
	{id: "CERT-I4", rows: "4.6/I4", must: "an issuer writes to hosts over the Open Badges API", absent: noAPI},
	{id: "CERT-D1", rows: "4.6/D1", must: "a displayer tells a valid, an expired and a revoked badge apart",
		held: "C02 S02 S32 TestThePageSaysTheVerdictInOneOfFourHeadlines TestTheHeadlineSaysWhyAGenuineBadgeIsRefused"},
	{id: "CERT-D2", rows: "4.6/D2", must: "it shows the picture, name, description, issuer, date and status",
		held: "TestWhatTheBadgeSaysIsShown TestAPictureIsShownAsAnImageOnly TestWhatABadgeShowsOfItself"},
	{id: "CERT-D2-date", rows: "4.6/–", must: "the date is awardedDate, and validFrom where there is none",
		held: "TestTheDateThatIsShownIsTheOneOfTheAward"},
	{id: "CERT-D3", rows: "4.6/D3; 4.6/–", must: "whoever looks starts the verification and sees its result, from the list itself where there is one",
		held: "TestALinkOpensWithTheVerdict TestThePageSaysTheVerdictInOneOfFourHeadlines TestTheVerdictIsReadInABrowser"},
	{id: "CERT-D4", rows: "4.6/D4", must: "so with badges under VCDM 1.1",
		held: "D26-control-1-1-data-integrity-v1 TestTheDatesOfVersion11AreItsOwn TestAVersion11BadgeIsShownLikeAnyOther"},
	{id: "CERT-D5", rows: "4.6/D5", must: "proofs of eddsa-rdfc-2022 are verified",
		held: "D77-control-eddsa-rdfc-2022 TestThePublishedOpenBadgeHolds TestInteropIntegrityOfEverySuite"},
	{id: "CERT-H", rows: "4.6/Consumer Read; 4.6/Provider Read; 4.6/Provider Write", must: "a host reads, keeps and gives credentials over the Open Badges API", absent: noAPI},
	{id: "CERT-H-equal", rows: "4.6/Provider Write", must: "credentials that a host keeps are equal by id and issuer, and the newer one counts",
		held: "TestEqualCredentialsHaveOneRef TestOfEqualCredentialsTheNewerIsCurrent"},
	{id: "CERT-H-import", must: "a badge is read from every form in which it may be handed over, and nothing of it is lost",
		held: "TestEveryVectorIsJudgedAlikeInAPicture TestEveryVectorIsJudgedAlikeInAPDFAndAPackage TestParseKeepsTheBytes"},
}

// noAPI is why nothing here holds what is asked of hosts.
const noAPI = "about a host of the Open Badges API, which this project does not have"

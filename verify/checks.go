package verify

// The names of the Checks of a Report, in the order in which they are made, with
// the step of the verification algorithm (OB 3.0 section 9.1) that each is of.
const (
	CheckParse  = "parse"  // the bytes can be read, strictly, in one way only
	CheckKey    = "key"    // there is a proof, and its key is the issuer's (step 2)
	CheckProof  = "proof"  // the proof was made with that key over these bytes (step 2)
	CheckForm   = "form"   // contexts, types, members and claims are those of a badge (steps 1a and 1b)
	CheckTrust  = "trust"  // the issuer is one that the Config trusts
	CheckPeriod = "period" // it is in force at Report.Time (steps 4b and 4c)

	// Made only of a badge that gives occasion for them.
	CheckSchema       = "schema"       // it keeps to further schemas that it names (step 1a)
	CheckStatus       = "status"       // it was not revoked (step 4a)
	CheckEndorsements = "endorsements" // its endorsements hold (step 6)
	CheckEndorsed     = "endorsed"     // what an endorsement is about is part of the badge; a Check of an Endorsement
	CheckResources    = "resources"    // what it links to is what it was (Config.CompareResources)
	CheckRefresh      = "refresh"      // it is the newest edition (step 3, Config.Refresh)

	// Made only of a presentation, behind parse, key, proof and form.
	CheckCredentials = "credentials" // each credential in it passes on its own

	// Made only of a badge in an evidence bundle, by package receipt.
	CheckReceipt = "receipt" // somebody who is known signed what was so then
)

// The names of this package's Rules, under which their Checks stand (OB 3.0
// section 9.1 step 5).
const (
	RuleRecipient   = "recipient"   // of Recipient, RecipientID and HeldByPresenter
	RuleAchievement = "achievement" // of Achievement
	RuleProgram     = "program"     // of InProgram
	RuleAwarded     = "awarded"     // of AwardedBy
)

// required returns the Checks without which nothing passes.
func required() []string {
	return []string{CheckParse, CheckKey, CheckProof, CheckForm, CheckTrust, CheckPeriod}
}

// requiredOfPresentation returns those without which no presentation does.
func requiredOfPresentation() []string {
	return []string{CheckParse, CheckKey, CheckProof, CheckForm, CheckCredentials}
}

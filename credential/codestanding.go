package credential

// What stands against an authentic badge: trust, time, status, the caller's rules.
const (
	// The issuer is none of those the verifier trusts.
	TrustIssuerUnknown Code = "TRUST_ISSUER_UNKNOWN"

	// The Registry could not be asked whether it knows the issuer, or the Verifier was
	// never told whom to trust. Undetermined.
	TrustUnavailable Code = "TRUST_UNAVAILABLE"

	// validFrom lies after the time of the verification (OB 3.0 section 9.1 step 4b).
	TimeNotYet Code = "TIME_NOT_YET"

	// validUntil, or the earlier "exp" of the token, lies before the time of the
	// verification (step 4c); when issuing, before now.
	TimeExpired Code = "TIME_EXPIRED"

	// The claim "iat" does not go together with the period of the badge. A note, because
	// its signer wrote both.
	TimeOdd Code = "TIME_ODD"

	// The clock of the verification gave the zero time. Undetermined.
	ClockUnset Code = "CLOCK_UNSET"

	// The badge names a way to be revoked that is not known here (step 4a).
	// Undetermined.
	StatusUnsupported Code = "STATUS_UNSUPPORTED"

	// The list that says whether the badge was revoked could not be had. Undetermined.
	StatusUnavailable Code = "STATUS_UNAVAILABLE"

	// The issuer has revoked the badge, for good.
	StatusRevoked Code = "STATUS_REVOKED"

	// The issuer has suspended the badge. Whether for good, or until it reinstates it, only
	// the issuer can say.
	StatusSuspended Code = "STATUS_SUSPENDED"

	// The list is not one that its issuer signed, or not the one that the badge names
	// (Bitstring Status List 1.0 section 3.2). A note for one that does not say which it
	// is.
	StatusVerification Code = "STATUS_VERIFICATION"

	// The list is by somebody other than the issuer of the badge, whom nobody said to
	// trust for it; or nobody signed it and it does not stand at the issuer's origin.
	// Undetermined.
	StatusIssuerUntrusted Code = "STATUS_ISSUER_UNTRUSTED"

	// The list is not in force at the time of the verification, older than the caller
	// allows, or older than one that was read before. Undetermined; a note for one that
	// its host no longer lets be kept and the Fetcher kept nevertheless.
	StatusListExpired Code = "STATUS_LIST_EXPIRED"

	// The list is for another purpose than the badge says.
	StatusPurpose Code = "STATUS_PURPOSE"

	// The bits of the list cannot be read. A deviation where they are written in another
	// form than their specification has, and can be read in one way only.
	StatusListMalformed Code = "STATUS_LIST_MALFORMED"

	// The list is shorter than 131,072 entries, below which it would show which badge
	// was asked about.
	StatusListLength Code = "STATUS_LIST_LENGTH"

	// The list inflates to more than a list can be, which speaks against the badge; or it
	// is longer than is read of a signed document, which leaves open what it says.
	StatusListTooLarge Code = "STATUS_LIST_TOO_LARGE"

	// The index of the badge, or the size of its entry, is no number of the list. A
	// deviation where the messages of an entry are not as many as its values.
	StatusIndex Code = "STATUS_INDEX"

	// The status of the badge holds something that a person may want to know and that
	// speaks neither for nor against it. A note.
	StatusMessage Code = "STATUS_MESSAGE"

	// The place of the list names this one badge, so that whoever runs it learns who
	// asks about whom. A note.
	StatusTracking Code = "STATUS_TRACKING"

	// An endorsement in the badge does not hold on its own: it is unreadable, signed by
	// nobody or by another than it says, no EndorsementCredential, ended or revoked (OB 3.0
	// section 9.2). A deviation, and a violation where verify.EndorsementsMustHold asks.
	EndorsementInvalid Code = "ENDORSEMENT_INVALID"

	// An endorsement in the badge is genuine, or could be, and about something that is no
	// credential, achievement, profile or subject of the badge. As EndorsementInvalid.
	EndorsementAstray Code = "ENDORSEMENT_ASTRAY"

	// Whether an endorsement in the badge holds could not be found out. A note, and
	// undetermined where verify.EndorsementsMustHold or Strict asks.
	EndorsementUnavailable Code = "ENDORSEMENT_UNAVAILABLE"

	// There are more endorsements than are judged, or deeper inside one another. As
	// EndorsementUnavailable; not issued.
	EndorsementLimit Code = "ENDORSEMENT_LIMIT"

	// Somebody endorses what is his own: the issuer, the subject, or the one who is
	// endorsed. A note; the endorsement is what it is.
	SelfEndorsed Code = "SELF_ENDORSED"

	// The issuer's own page gives it another name than the badge does. A note; what is
	// signed counts.
	IssuerProfileDiffers Code = "ISSUER_PROFILE_DIFFERS"

	// The achievement is not one that this issuer may award.
	TrustAchievementUnauthorised Code = "TRUST_ACHIEVEMENT_UNAUTHORISED"

	// The page of the criteria is no longer what it was when the badge was signed. A
	// note; what is signed counts.
	CriteriaChanged Code = "CRITERIA_CHANGED"

	// Evidence or a picture is no longer what it was when the badge was signed, or no
	// longer there. A note.
	EvidenceChanged Code = "EVIDENCE_CHANGED"

	// The badge was issued to somebody other than whom a rule asked for (OB 3.0 section
	// 9.3).
	RecipientMismatch Code = "RECIPIENT_MISMATCH"

	// The badge holds no identifier of the kind that a rule asked for. Undetermined.
	RecipientUnknown Code = "RECIPIENT_UNKNOWN"

	// The badge is for an achievement, or of a program, that no rule asked for.
	AchievementMismatch Code = "ACHIEVEMENT_MISMATCH"

	// A rule of the caller's returned an error without a Code, or asks nothing.
	// Undetermined.
	RuleUndetermined Code = "RULE_UNDETERMINED"

	// The context was done before the verification was. Undetermined; the cause is that
	// of the context.
	Interrupted Code = "INTERRUPTED"

	// The receipt of a verification, or the bundle of evidence around it, is not of the
	// one form in which package receipt writes them.
	ReceiptFormat Code = "RECEIPT_FORMAT"

	// The receipt is by nobody whose receipts the caller takes for true. Undetermined:
	// nothing else in a bundle says what was published when.
	ReceiptUntrusted Code = "RECEIPT_UNTRUSTED"

	// The badge or a document of a bundle is not the one that its receipt is of, is missing,
	// or is one that the receipt does not name; or the receipt is of a verification that
	// did not pass, which leaves the verdict open.
	ReceiptMismatch Code = "RECEIPT_MISMATCH"

	// The verdict is that of the time of a receipt, and what the message names may have
	// changed since. A note.
	ReceiptPast Code = "RECEIPT_PAST"

	// A Rule, a Resolver, a Registry or this library itself panicked, and the check it
	// was asked for was not made. Undetermined; the cause says where.
	Panicked Code = "PANICKED"
)

// What goes wrong on the issuer's side.
const (
	// The Signer returned an error, panicked, or did not answer before the context was
	// done. The cause is its error.
	IssueSigner Code = "ISSUE_SIGNER"

	// Issuer.Status gave the credential no place in a status list: it returned an error,
	// panicked, or answered with an entry that cannot stand in a credential; or the
	// credential came with an entry of its own. The cause is its error. Nothing was signed.
	IssueStatus Code = "ISSUE_STATUS"

	// The source of randomness for the credential's id failed, or gave only zeros.
	IssueRandomness Code = "ISSUE_RANDOMNESS"

	// What was produced does not verify: the Signer answered with no signature of its
	// method's key, or the document cannot be read back. Nothing was handed out.
	IssueSelfCheck Code = "ISSUE_SELF_CHECK"

	// What was to be issued as a correction is none: its id, issuer, recipient or
	// awardedDate is another, or its validFrom is not later.
	IssueCorrection Code = "ISSUE_CORRECTION"

	// Two credentials are equal by their ids and begin at the same time, and say different
	// things. Which of them is right only their issuer knows.
	CredentialConflict Code = "CREDENTIAL_CONFLICT"
)

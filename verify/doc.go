// Package verify turns the bytes of an Open Badges 3.0 credential into a verdict:
// whose badge it is, whether it is genuine and in force, and why or why not (OB
// 3.0 section 9).
//
// For most uses, make one [Verifier], which is safe for concurrent use, and give
// it every badge with the questions that you have about it:
//
//	v, err := verify.New(verify.Config{Issuers: []string{"did:key:z6Mk…"}})
//	report, err := v.Verify(ctx, data, verify.Recipient(badge.EmailAddress, "ada@example.org"))
//	if err != nil {
//		return err // which check, where in the badge, and why
//	}
//	fmt.Println(report.Credential.Subject.Achievement.Name)
//
// [New] asks whom you trust and does not guess: a list of issuers, a [Registry],
// or, for whoever judges the issuer himself, AnyIssuer.
//
// # The verdict
//
// A [Report] comes back in every case. Its Outcome is Passed, Failed or
// Undetermined, and the error is nil exactly when it is Passed. A check that could
// not be made is no pass: a badge that names a status list which nobody could ask
// is undetermined, and so is the zero value of everything here.
//
// [Report.Verdict] says it in one of four words, which are the same in JSON, in
// the test vectors and in the commands: valid; warning, which is a pass with
// something to tell; invalid; undetermined. Report.Authentic tells a genuine badge
// that ended, or whose issuer you do not trust, from a forgery.
//
// Reasons are Codes: errors.Is(err, verify.TimeExpired). Each stands in a
// [Problem] with its place and a sentence, and each Problem in the [Check] that
// found it, by the names CheckParse, CheckKey and so on. A Problem is a violation,
// which refuses; a deviation from the letter that can neither hide nor change
// anything, which warns, and refuses under Config.Strict; or a note.
//
// Authentic, Trust and Recipient answer three questions: is the badge what its issuer
// signed, is the issuer one you trust, was it issued to whom you asked for. None
// follows from another. A name in the badge is what the issuer calls itself; a
// [RegistryFile], or a [Registry] of yours, gives the name by which others know it.
//
// # Asking again
//
// Report.Sources says what was looked up, how old it is, and what was not had.
// Report.GoodUntil is when a pass has to be asked for again, and [Report.Retry] whether
// an open verdict may come out otherwise a little later. [Codes] lists all reasons.
//
// Package receipt keeps a verdict for the years after it, with the documents that it rests
// on, signed by whoever has found it.
//
// # Presentations
//
// A badge can be copied, so whoever shows one need not be its recipient. A
// presentation is made by its holder for one challenge and one verifier:
//
//	v = v.Expecting(challenge, "https://employer.example")
//	report, err := v.VerifyPresentation(ctx, data, verify.HeldByPresenter())
//
// The challenge is yours, random, and good for one answer. Without it a presentation
// can be shown again by whoever has seen it; without [HeldByPresenter] anybody can
// present anybody's badge.
//
// # Many badges
//
// [Verifier.VerifyAll] judges a batch, several badges at a time, and reports on
// each in the order in which they came. What cannot be judged, because a plug-in
// panics or the context is done, is undetermined for that badge alone.
//
// # Rules
//
// A [Rule] is a condition of yours: [Recipient] and [RecipientID] (OB 3.0 section
// 9.3), [Achievement], [AwardedBy], [InProgram], or a function of your own. Rules are asked of
// authentic badges only, and none can turn a no into a yes. Without a rule about
// the recipient the badge may be anybody's.
//
// # Keys
//
// A key speaks for an issuer only if that issuer publishes it for assertion
// (Controlled Identifiers 1.0 section 3.3). A did:key or did:jwk holds its key. Those
// of an issuer with another identifier come from Config.Methods, where you name the
// keys you know; with a Config.Fetcher from what the issuer publishes ([DIDWeb],
// [HTTPS]); or from a [Resolver] of yours. What has become of a key since, its issuer's
// document says, or you do: Config.KeyHistory, and [Verifier.SeenBy] for badges that
// you know to be older.
//
// # The network
//
// Without a Config.Fetcher nothing is fetched: the library opens no connection and no
// file, and what it would have to ask stays open. [HTTPFetcher] is the network, one for
// the whole process; [FetchFS] and [FetchMap] are files and bytes in its place. Before
// its signature has held nothing of a badge is fetched but its key. After that its
// status is asked, wherever it names a list: Report.Status has the answers, and
// Config.StatusIssuers, StatusMaxAge and AllowUnknownStatus say which of them do.
//
// # Schemas
//
// The schemas of OB 3.0 that a badge names are answered by the rules of its form. Any
// other JSON Schema, of draft 2019-09 or 2020-12 and named as
// 1EdTechJsonSchemaValidator2019, JsonSchemaValidator2019 or JsonSchema, is taken from
// Config.Schemas, or fetched once the badge is authentic and its issuer trusted. One that
// is read and violated fails the badge; one that is not at hand is a note, unless
// Config.RequireSchemas asks for more. Report.Schemas says what came of each, with its
// digest. A reference leads into the schema itself or into Config.Schemas, and nowhere
// else. Formats and contents are not asked, as both drafts have it, and patterns are
// those of package regexp. What judging by a schema could cost is counted before, and
// what would take more than about a quarter of a second is not asked. Where somebody else
// than the issuer may have used that up, as in a presentation, the verdict is then open.
//
// # Proofs
//
// A signed token stands or falls with its own signature, whatever proof its document
// carries besides. Of the proofs inside a document all that can be judged must hold,
// each with a key of the issuer's, unless Config.Proofs asks for fewer; a proof that
// builds on others (previousProof) holds with them. One of an unknown suite never
// counts, and alone it leaves the verdict open. Behind a proof that fails and has to
// hold, no other is judged, and a note says so.
// Report.Proofs names what was judged, with the digests of the canonical forms; by
// Config.CanonicalForms with the forms themselves. Config.Contexts are the JSON-LD
// contexts that documents may name: no other is ever loaded.
//
// # Endorsements
//
// What others say in favour of the badge, its achievement or a profile in it, wherever it
// stands and in either form, is judged on its own (OB 3.0 section 9.2), to the number of
// 32 and the depth of two: Report.Endorsements has the verdicts. That the badge's issuer
// signed them with the badge proves nothing, and whether you trust an endorser is an
// answer of its own. The schemas that it names are asked as those of the badge are, and no
// newer edition of it is looked for. Config.Endorsements says what one that does not hold
// does to the badge.
//
// # Other credentials
//
// [Verifier.Verify] accepts badges only: a status list or an endorsement that is
// shown as one is refused, however well it is signed.
// [Verifier.VerifyCredential] judges a verifiable credential of any type, a badge
// as a badge, an endorsement by its class in OB 3.0, and every other by the rules of VCDM
// 2.0 or 1.1. Report.Kind says what
// it was, and Report.Credential, the view of a badge, is nil for what is none.
//
// # Tests
//
// Package verifytest issues badges of every kind, good, expired, revoked, tampered, for
// the tests of programs that use this package, with a network and a clock of its own.
//
// # What is not promised
//
// That what the badge says is true; that whoever shows it is its recipient, unless
// you asked; that the issuer's key was not stolen. The times in a badge are those
// that its signer wrote. [Verifier.VerifyProofs] judges proofs alone, and says
// nothing about a badge.
package verify

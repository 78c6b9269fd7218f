// Package receipt keeps what a verification has found, for the years after it: as a
// receipt, which says what was checked, by which rules, on which documents, when and by
// whom, and which the verifier signs; and as a bundle of evidence, one file with the badge,
// that receipt and those documents.
//
// Whoever verifies a badge and wants to be able to show it later makes both of the report:
//
//	report, _ := v.Verify(ctx, data)
//	signed, err := receipt.Sign(ctx, report, signer, time.Now())
//	bundle, err := receipt.Bundle(signed, report)
//
// Whoever has the bundle years later names the keys of the verifiers whose word counts, and
// has the badge judged again from its bytes, with no network:
//
//	evidence, err := receipt.Reader{Keys: keys}.Open(bundle)
//	report, err := evidence.Verify(ctx, verify.Config{Issuers: trusted})
//
// The bundle has of the JSON-LD contexts that the verifier had added to those of this
// library the ones that the badge needs, or an endorsement in it, or one of its lists, so
// that it can be read at all; the names in them mean then what he says. A key that he had
// been given (verify.Config.Methods, a Resolver of his own) is in no bundle: the report names
// it, and whoever has it gives it again.
//
// # What that says
//
// The report is as of the time of the receipt: every check is made anew, by the rules of
// whoever asks now, on what was published then. That it was published then is the word of
// the verifier who signed the receipt, and of nobody else: a DID document over https is
// signed by nobody, so that without a receipt by a key that the Reader holds, nothing in a
// bundle is believed, and anybody could make one. A badge that has a receipt was there by
// then, for which Verify has the verifier vouch as verify.Verifier.SeenBy does.
//
// A receipt without its bundle is still a time at which a badge was there: see
// Receipt.IsOf.
//
// What has happened since nobody can know from a bundle: whether the badge was revoked or
// suspended, whether its key was withdrawn or stolen, whether there is a newer edition. A
// report on a bundle says so, in notes of the Code RECEIPT_PAST, and is never without them;
// what whoever asks knows himself of a key since, by his Config, stands there, too.
// Whether a badge is good today, a verification of today says, of Evidence.Badge.
//
// # What is not promised
//
// That the verifier's own key was in nobody else's hands: whoever has it dates receipts
// back. A Reader's Method says by Revoked that nothing is believed any more that the key
// signed, and by Expires that it signed nothing after that. Nor does a receipt say more
// than the report did. It names no recipient that was asked for, no message and nothing of
// the badge but its digest and its issuer; the bundle has the badge itself, and is as
// private as that.
package receipt

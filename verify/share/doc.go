// Package share is a verified badge on its way to where people see it: a profile, a post, a
// résumé, an application, a page of the school's own.
//
// For most uses, verify the badge and say on which terms it is shared:
//
//	report, err := verifier.Verify(ctx, data)
//	b, err := share.Of(report, data, share.Terms{URL: page, Public: true, Now: time.Now(), Student: id, Age: 17, Consents: consents})
//	link, err := b.LinkedInProfile("")
//
// [Of] refuses what is not verified, revoked, ended, of an issuer that nobody trusts by
// name, or private; [Own] makes the certificate and the package of a private badge, for its
// own student. Whether this student may use this channel, by age and by consent, every
// builder asks again for its own channel (package privacy), and [Badge.Channels] says it of
// all, for a page that shows only the buttons that work. What a builder prints comes from
// the Report, in plain text and in bounds, whatever the badge holds; no builder knows the
// learner's name, and none of the learner's identifiers leaves with a link. The same badge
// on the same terms makes the same bytes.
//
// # Pages and links
//
// [Pages] serve a page for each [Link]: a public page of a badge, or a link that a student
// makes, that ends and can be withdrawn. Each badge is verified whenever its page is opened.
//
// # Whose badge it is
//
// A badge with an opaque recipient says nothing of who earned it, and a file can be copied
// by a friend. Two things confirm the recipient, and the file alone is neither:
//
//   - a presentation, signed with the holder's key for a challenge of whoever asks
//     ([verify.Verifier.VerifyPresentation] with [verify.HeldByPresenter]);
//   - a Link with Named, on whose page the school says who earned it, in the name that its
//     portal has at that moment (Earners). Read it on the school's own host.
//
// # What is not promised
//
// What other sites do with a link is theirs: they copy what they read, and nobody can take
// that back. A page that is no longer served may live on in a search engine or a screenshot.
// The forms of other sites' links are those that their owners published when this was
// written.
package share

// Package share is a verified badge on its way to where people see it: a profile, a post,
// a résumé, an application, a page of the school's own.
//
// For most uses, verify the badge and say on which terms it is shared:
//
//	report, err := verifier.Verify(ctx, data)
//	b, err := share.Of(report, data, share.Terms{URL: page, Public: true, Now: time.Now() /* … */})
//	link, err := b.LinkedInProfile(share.Organization{})
//
// [Of] refuses what is not verified, revoked, expired, of an issuer that nobody trusts, or
// private. Whether this student may use this channel, by age and by consent, is asked again
// by every builder for its own channel. What a builder prints comes from the Report, never
// from its caller, and no builder knows the learner's name.
//
// # What is not promised
//
// What other sites do with a link is theirs: they copy what they read, and what they have
// copied nobody can take back. That a badge may be shared says nothing about whoever shows
// it: a file can be copied by a friend.
package share

// Package privacy is what may be said in a public badge of a minor, where such a badge may
// be shown, and who has agreed to what. It is values and functions: it stores nothing,
// asks nobody, and has no clock.
//
// A [Policy] is what a school has decided; its zero value is the strictest that makes
// sense. Three questions are put to it:
//
//	found, err := policy.Inspect(draft, "Zoë Álvarez")     // before a badge is signed
//	found, err := policy.InspectFile(upload)               // before an artefact is kept
//	err := policy.May(privacy.Request{Channel: privacy.ToLinkedIn, Age: 16, …}) // before it is shown
//
// An error means no. [ErrPersonal] is what should not be in a public badge, [ErrUnread]
// what could not be judged, which is no pass either; [ErrAgePolicy] and [ErrConsent] keep
// a badge from a channel. [Policy.Channels] is the same answer for every channel, for a
// page that shows only the buttons that work.
//
// The rest is for the same portal: [NeutralEvidence] and [ArtefactDigest] say what a
// badge has to say of evidence and nothing of a person, [HashedIdentity] makes an identity
// with a salt of its own, [Reason] is what may be said publicly of a badge that was
// revoked, [Inventory] lists what is stored and published, [Erasure] what to do when
// somebody asks to be forgotten, and [Rebind] when a student has a new e-mail address.
//
// # What is not promised
//
// Nothing here is legal advice. The ages are those of platforms and of laws as they were
// known when this was written; each is one number of the Policy.
//
// The inspection finds shapes and words: an e-mail address, a telephone number, a name that
// the caller gave it to look for. It does not understand what it reads. A nickname, a
// story that only one person can have lived, a name that nobody gave, and whatever is said
// in a language whose words it does not know pass it. It never looks at a picture: faces,
// third parties, a name on a jersey are for people to see before they publish. In a small
// school, date, school and credential together name a person, and no text has to.
package privacy

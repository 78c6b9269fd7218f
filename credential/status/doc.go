// Package status is the issuer's half of revocation: it finds each credential a place in
// a status list (Bitstring Status List 1.0, or the 1EdTech Revocation List), keeps what
// was revoked, suspended and reinstated, and publishes the lists for verifiers to read.
//
//	lists, err := status.New(status.Config{
//		Store:   status.SQL{DB: db}, // SQLite; after SQL.Create, once
//		Witness: status.DirWitness{Path: "/mnt/elsewhere/witness"}, // after CreateWitness, once
//		URL:     "https://school.example/status",
//	})
//	issuer.Status = lists // Issue reserves a place for each badge before it signs
//
//	err = lists.Revoke(ctx, credentialID, "awarded by mistake")
//
//	pub := &status.Publication{Lists: lists, Issuer: issuer, To: status.Dir{Root: "/srv/www"}}
//	err = pub.Publish(ctx) // on a schedule, and before the first badge of a list goes out
//
// # What cannot be lost
//
// A revocation that is forgotten gives back a qualification that was taken away, and a
// place that is given twice takes one from somebody else. So:
//
//   - Reserve has stored a place before it returns, and Issue signs after that. The store
//     holds each id once and each place once; a process that ends in between leaves a
//     place that is taken and of no account. Whoever repeats Issue with the same ID and
//     ValidFrom gets the same badge: keep both before the first attempt.
//   - A change is made to an entry as it was read (compare and swap), so that of two
//     writers none undoes the other. What is published is computed from the entries, and
//     no bit string is ever changed.
//   - Every change raises the epoch of the store, and the Witness, kept elsewhere, has
//     seen it before the caller is told of success. A store that is behind the Witness is an
//     old copy: nothing is reserved, changed or published from it until Recover, which
//     learns what was forgotten from the published lists, those that the issuer has signed
//     (Recovery). A DirWitness takes two or three times as long as the store, some
//     milliseconds in all.
//   - SQL finds rows that were changed or lost by other means. It does not stop those who
//     can write to the database and know how.
//
// A revocation is final. To take one back, issue the credential anew, or use lists for
// suspension from the start.
//
// # Before a badge is delivered
//
// The status of a badge is found from the next publication of its list on. A badge that
// is the first of a list is undetermined until then (STATUS_UNAVAILABLE, and asking again
// may help), because nothing stands at the URL that it names; lists are opened by the
// first badge of all, and whenever one is full. So publish before the badge is
// delivered: PublishChanged after Issue writes a list that was opened a moment ago and, in a
// process that keeps its Publication, nothing else unless there was a revocation, or
// another process has published.
//
// # What the lists show
//
// Places are drawn at random, so that they do not show who was awarded with whom. A
// list has 131,072 places or more, so that whoever asks for it does not show for which of
// a few badges. The number of a store's first list shows when it was opened, to the
// millisecond, and that of each later one how many changes there were in between.
//
// A list that is published when somebody is revoked tells when that was, and, to those
// who know of the case, who it was. So publish on a schedule, all lists with Publish, whether
// anything has changed or not; PublishChanged is for what cannot wait. How many are
// revoked, and between two editions, can be counted. Whoever must hide that reserves
// places for ids of no credential and revokes them, some in each period: nothing tells
// such a decoy from a revocation. It is as final as one.
//
// Reasons stay in the store. A RevocationList names the credentials that it revokes, and
// is not signed: verifiers believe it at the origin of the issuer alone. The other type
// is better in every respect but that people can read this one.
//
// # Size
//
// A badge costs the same however many came before: a random number, a look-up in an
// index and a row, and on average twice that, because places that are taken are drawn
// again. A list of 131,072 places is left when some 100,000 are taken. On paper, 10⁸ badges
// of which 1 in 100 is revoked are about 1,000 lists and 10⁸ rows. A list with 1,000 places
// set is 3.5 KB as a token, so all of them are 3.5 MB; to publish one reads its 1,000 rows,
// and not those of badges that are in force. With 4,194,304 places they are about 31
// lists of 83 KB: fewer and smaller together, and each verifier reads more. BenchmarkGrowth
// in internal/sqltest measures it up to 10⁶.
package status

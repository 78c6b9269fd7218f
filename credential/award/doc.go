// Package award is the way from a decision to a delivered badge: of each decision one badge,
// whoever hands it over twice, and whatever ends the process in between.
//
//	awards, err := award.New(award.Config{
//		Issuer:    issuer, // whose Status is a *status.Lists
//		Program:   summit.Program(),
//		Store:     award.SQL{DB: db}, // SQLite; after SQL.Create, once
//		Deliverer: mailbox,
//	})
//	d, err := award.Decided(c)          // c is a planning.Case that is awarded
//	r, err := awards.Award(ctx, d)      // r.Badge is what was signed
//	s, err := awards.Batch(ctx, file, award.Batch{Name: "may-2026", Result: award.Report(out)})
//	n, err := awards.Deliver(ctx)       // on a schedule
//
// # Phases
//
// A badge is judged, reserved, signed, checked, kept, and delivered. Judged first: what the
// decision cannot be, what a verifier would refuse and what package privacy finds in it
// ends here, and leaves nothing behind. Reserved: its id and its validFrom are durable in
// the Store, under the key of the decision, and its place in the status list is durable
// under its id. Signed and checked: by credential.Issuer, which returns nothing that does
// not verify. Kept: the signed bytes are in the Store, which is the outbox. Delivered: at
// least once, and then noted.
//
// After a kill between any two of them the decision is handed over again (by the portal,
// from its log, or by the batch that is run again). What was reserved is found, and what
// was signed and not kept is signed again with the same id, time and place. Of two at once
// who have signed, the one that the Store has first is kept, and the other's signature is
// seen by nobody. Records that are Reserved for long are decisions that nobody handed over
// again; Store.Read finds them.
//
// An award can also wait for its student: Offer keeps it until a time, and Claim makes the
// badge, for an id of the student's own. What ended unclaimed, or was rejected, was never
// signed.
//
// # What a badge says
//
// The achievement of the program with its criteria, the day of the decision, from when it
// is valid, that there is evidence, and the digest of each artefact. The student is an
// opaque id: one of the student's own (Decision.Holder), or one that the Store keeps. Levels,
// artefacts and the school stand in it where Config.Privacy allows them. All badges of one
// student of one Store have one subject id, which lets a stack be proved by its parts, and
// lets anybody who sees two of them know that they are one person's.
//
// # What is not promised
//
// That a decision was made by who may make it: that is asked by planning.Case.Apply, and of
// a file by whoever lets somebody hand it over. That a store which was restored from an old
// backup still knows of every award: see SQL. That a badge was received: a Deliverer says
// so. Erasing a student is for the portal (privacy.Erasure): the Store holds the portal's
// identifier of the student, the subject's id, and the badge, in rows that name the student.
// Awards.Erase empties them; whoever deletes them instead, and hands over the decision once
// more, makes a second badge of it.
package award

// Package planning is how a badge is earned, as values and transitions: an Advanced
// Learning Plan is attested, a student begins a planning guide, gathers and creates
// evidence with supporters, and submits it; a site team votes, and decides to award, to
// ask for a revision, or to decline. It stores nothing, asks nobody, and has no clock.
//
// A [Case] is one student on the way to one credential of a [badge.Program]. [Case.Apply]
// takes an [Event] and the [SiteTeam] as it is at that moment, and returns the next Case
// and one line for the log. The log is all that is stored: [Read] judges every line anew
// and gives the Case. The badge is made of [Case.Award], elsewhere.
//
//	rules, err := planning.New(summit.Program(), planning.Policy{Quorum: 2})
//	c, err := rules.Case("case-7f3a")
//	c, line, err := c.Apply(team, planning.Event{Action: planning.ActAttest, …})
//
// What the program's documents leave open (levels, quorum, expiry, how much evidence) is
// the [Policy]'s; what they say is here: the plan comes first, the student begins, a
// counselor leads, supporters do not vote. All competencies have to be shown unless the
// Policy says otherwise.
//
// # Transitions
//
// Who "lead" is: a counselor of the team, or a deputy while no counselor can, being away,
// absent, or in conflict. Who "team" is: everybody with a vote, which are counselors,
// deputies and members. "same" is the state as it was, "before" that before the case was
// held or sent on. An action marked "judges" is refused to whoever is the student, a
// guardian, was named a supporter, or has a conflict on record; "reason" marks an event
// that has to give one. Every other pair of state and action is [ErrTransition].
//
//	action    from                                                   to            by                                     with         marks
//	view      any but new and erased                                 same          student supporter team guardian admin  -            -
//	attest    new                                                    ready         lead                                   ALP          judges
//	start     ready                                                  draft         student                                Subject      -
//	plan      draft active                                           same          student                                Plan         -
//	suggest   draft active                                           same          team                                   Opportunity  -
//	accept    draft active                                           same          student                                Subject      -
//	confirm   draft active                                           same          supporter                              -            -
//	approve   draft                                                  active        lead                                   -            judges
//	gather    active                                                 same          student                                Item         -
//	drop      active                                                 same          student                                Subject      -
//	check-in  draft active                                           same          student supporter team                 CheckIn      -
//	submit    active                                                 submitted     student                                Contents     -
//	review    submitted                                              review        lead                                   -            judges
//	vote      review                                                 same          team                                   Ballot       judges
//	award     review                                                 awarded       lead                                   -            judges reason
//	revise    review                                                 active        lead                                   -            judges reason
//	decline   review                                                 declined      lead                                   -            judges reason
//	appeal    declined                                               submitted     student                                -            reason
//	correct   awarded                                                same          lead                                   -            judges reason
//	withdraw  ready draft active submitted review held transferring  withdrawn     student                                -            -
//	hold      ready draft active submitted review                    held          lead                                   -            judges reason
//	resume    held transferring                                      before        lead                                   -            judges reason
//	transfer  ready draft active submitted review                    transferring  lead                                   Subject      judges reason
//	receive   transferring                                           before        lead                                   -            judges
//	conflict  ready draft active submitted review held               same          team admin                             Subject      reason
//	erase     awarded declined withdrawn                             erased        admin                                  -            judges reason
//
// Some need more than the table says. approve: the guide answers its questions. submit:
// evidence for every competency that has to be shown, each piece with the digest of its
// bytes and by the rules of the Policy. award, revise and decline: [Case.Tally] finds a
// quorum of people who are on the team now and in no conflict, enough of whom say so, the
// counselor among them. receive: the lead of the other school; what was under review is
// submitted there again, for votes do not move. conflict: a team member's own, or anybody's
// if an admin records it.
//
// # What is not promised
//
// A SiteTeam and an Actor are the caller's word: who is logged in, and who is on which
// team, is for the portal to know. A log proves its order and its bytes to whoever kept
// its [Head] elsewhere, and no more. Identifiers have to be opaque, and texts are the
// people's own: no plan, name or address belongs in either, and nothing here can see
// whether one stands there. ActErase ends with a [Tombstone] in the place of the log;
// evidence, the badge, and who an identifier stands for are the portal's to remove.
package planning

package planning

import (
	"maps"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A Case is one student on the way to one credential. It is a value that no method
// changes: Apply returns the next one. What is to be stored are the entries that Apply
// returns, and nothing else; Read makes the Case of them again. The zero Case allows
// nothing.
type Case struct {
	rules         *Rules
	id            string
	state, before State
	student       string
	school, next  string // next: the school that a case in transfer is for
	alp           ALP
	guide         Guide
	credential    badge.MicroCredential
	conflicts     []string
	supported     []string // who did, and is not in the plan any more
	submissions   []Submission
	ballots       []cast // of this round
	appeals       int
	award         *Award
	tombstone     *Tombstone

	seen SiteTeam // as the log has it last
	head Head
	last time.Time
}

// Case begins a case under an id that is the portal's own and given once. Its first event
// is ActAttest.
func (r *Rules) Case(id string) (Case, error) {
	if err := checkID("the case", id); err != nil {
		return Case{}, err
	}
	return Case{rules: r, id: id, state: StateNew}, nil
}

// ID is the id of the case.
func (c Case) ID() string { return c.id }

// State is how far the case has come. The zero Case is in none.
func (c Case) State() State { return c.state }

// Student is the student's id; "" before ActAttest, and after ActErase.
func (c Case) Student() string { return c.student }

// School is the school whose site team the case is for.
func (c Case) School() string { return c.school }

// ALP is what was attested.
func (c Case) ALP() ALP { return c.alp }

// Guide is a copy of the planning guide.
func (c Case) Guide() Guide { return c.guide.clone() }

// Head is what a portal keeps elsewhere, signed perhaps, to see later that nothing is
// missing at the end of the log.
func (c Case) Head() Head { return c.head }

// Award returns what was decided, once it is StateAwarded.
func (c Case) Award() (Award, bool) {
	if c.award == nil {
		return Award{}, false
	}
	a := *c.award
	a.Levels = maps.Clone(a.Levels)
	a.Submission = a.Submission.clone()
	return a, true
}

// Tombstone returns what is left of a case that was erased.
func (c Case) Tombstone() (Tombstone, bool) {
	if c.tombstone == nil {
		return Tombstone{}, false
	}
	return *c.tombstone, true
}

// Apply judges the event and returns the case after it and the entry for the log, one line
// of JSON without its line break. It neither stores nor asks anything. now is the site
// team of the case's school at the time of the event; for ActAttest and ActReceive, of the
// school that takes the case.
//
// The store MUST refuse a second entry of one case and number (Head.Entries): of two
// events at one moment, one is then applied anew to what the other has made of the case.
// An event that was stored before the answer was lost is refused the second time, with
// ErrTransition where it leads to another state; Award then has what was decided.
//
// After ActErase the entry is the whole log: the store puts it in the place of all
// others.
//
// The error is one of this package's, and the case is then the one before.
func (c Case) Apply(now SiteTeam, e Event) (Case, []byte, error) {
	// First as the caller has it: writing would mend what is no text.
	if _, err := c.step(now, e); err != nil {
		return c, nil, err
	}
	e.Time = e.Time.UTC().Round(0)
	next := entry{Number: c.head.Entries + 1, Previous: c.head.Digest, Case: c.id, Rules: c.rules.digest, From: c.state, Event: e}
	if e.Action == ActErase {
		next.Number, next.Previous, next.Erased = 1, "", c.remains()
	}
	about := now.about(next.student(c))
	if e.Action == ActErase {
		seat, _ := now.seat(e.Actor)
		about.Members = []Member{seat}
	}
	if e.Action == ActErase || !about.equal(c.seen) {
		next.Team = &about
	}
	return c.append(next)
}

// append takes the same way as Read: an entry counts as what its bytes say.
func (c Case) append(next entry) (Case, []byte, error) {
	draft, err := next.encode()
	if err != nil {
		return c, nil, err
	}
	if next, err = decode(draft); err != nil {
		return c, nil, err
	}
	after, err := c.replay(next)
	if err != nil {
		return c, nil, err
	}
	next.To = after.state
	line, err := next.encode()
	if err != nil {
		return c, nil, err
	}
	after.head = Head{next.Number, digest(line)}
	return after, line, nil
}

// replay applies an entry to the case before it.
func (c Case) replay(e entry) (Case, error) {
	now := c.seen
	if e.Team != nil {
		now = *e.Team
	}
	after, err := c.step(now, e.Event)
	if err != nil {
		return c, err
	}
	after.seen, after.last = now, e.Time
	if e.Action == ActErase {
		after = Case{rules: c.rules, id: c.id, state: StateErased, tombstone: e.Erased, seen: now, last: e.Time}
	}
	return after, nil
}

// step is the state machine: what the event makes of the case.
func (c Case) step(now SiteTeam, e Event) (Case, error) {
	t, err := find(e.Action)
	if err != nil {
		return c, err
	}
	if e.Action == ActView {
		return c, refuse(ErrEvent, "reading changes nothing; ask May")
	}
	if c.state == StateNew && e.Action == ActAttest && e.ALP != nil {
		c.student = e.ALP.Student
	}
	if err := c.May(now, e.Actor, e.Role, e.Action); err != nil {
		return c, err
	}
	if err := e.check(t); err != nil {
		return c, err
	}
	if e.Time.Before(c.last) {
		return c, refuse(ErrTime, "expected a time from %s on, that of the last entry, found %s", c.last.Format(time.RFC3339), e.Time.UTC().Format(time.RFC3339))
	}
	// What is only noted leaves room for what is decided.
	notes := t.to == same && !t.judges && e.Action != ActConflict
	ends := e.Action == ActWithdraw || e.Action == ActErase
	if n := c.head.Entries; notes && n >= limits.CaseEntries/2 || !ends && n >= limits.CaseEntries {
		return c, refuse(ErrEvent, "the log has %d entries, and has no room for %s", n, e.Action)
	}
	effect := c.work
	if t.judges {
		effect = c.judge
	}
	after, err := effect(now, e)
	if err != nil {
		return c, err
	}
	switch t.to {
	case same:
	case before:
		after.state, after.before, after.next = after.before, "", ""
	default:
		after.state = t.to
	}
	return after, nil
}

// work is what students, supporters and the team do on the way.
func (c Case) work(now SiteTeam, e Event) (Case, error) {
	g := &c.guide
	switch e.Action {
	case ActStart:
		m, ok := c.rules.program.MicroCredential(e.Subject)
		if !ok {
			var known []string
			for _, m := range c.rules.program.Credentials {
				known = append(known, m.Key)
			}
			return c, refuse(ErrUnknownCredential, "%s has %s, and no %q", c.rules.program.Name, words(known), limits.Abridge(e.Subject))
		}
		c.credential, g.Credential = m, m.Key
	case ActPlan:
		if err := e.Plan.check(c.credential, c.student); err != nil {
			return c, err
		}
		for _, s := range e.Plan.Supporters {
			if seat, ok := now.seat(s.ID); ok && seat.Role.votes() && c.state == StateActive && !g.Plan.supports(s.ID) {
				// Whoever chooses who must not vote chooses the vote.
				return c, refuse(ErrConflictOfInterest, "%s has a vote in the site team, and becomes a supporter only before the plan is approved", s.ID)
			}
		}
		for _, s := range g.Plan.Supporters {
			// Nor is a supporter dropped so that he can vote.
			if !e.Plan.supports(s.ID) && (c.state == StateActive || slices.Contains(g.Confirmed, s.ID)) && !slices.Contains(c.supported, s.ID) {
				c.supported = append(slices.Clip(c.supported), s.ID)
			}
		}
		if err := checkCount("supporters in all", len(c.supported)); err != nil {
			return c, err
		}
		g.Plan = *e.Plan
		g.Confirmed = slices.DeleteFunc(slices.Clone(g.Confirmed), func(id string) bool { return !g.Plan.supports(id) })
	case ActSuggest:
		if err := e.Opportunity.check(); err != nil {
			return c, err
		}
		if slices.ContainsFunc(slices.Concat(g.Suggested, g.Accepted), func(o Opportunity) bool { return o.ID == e.Opportunity.ID }) {
			return c, refuse(ErrEvent, "the opportunity %s was suggested already", e.Opportunity.ID)
		}
		g.Suggested = append(slices.Clip(g.Suggested), *e.Opportunity)
		return c, checkCount("opportunities that were suggested", len(g.Suggested)+len(g.Accepted))
	case ActAccept:
		i := slices.IndexFunc(g.Suggested, func(o Opportunity) bool { return o.ID == e.Subject })
		if i < 0 {
			return c, refuse(ErrEvent, "nobody has suggested an opportunity %s that is still open", e.Subject)
		}
		g.Accepted = append(slices.Clip(g.Accepted), g.Suggested[i])
		g.Suggested = slices.Delete(slices.Clone(g.Suggested), i, i+1)
	case ActConfirm:
		if slices.Contains(g.Confirmed, e.Actor) {
			return c, refuse(ErrEvent, "%s has confirmed already", e.Actor)
		}
		g.Confirmed = append(slices.Clip(g.Confirmed), e.Actor)
	case ActGather:
		if err := e.Item.check(c.credential); err != nil {
			return c, err
		}
		g.Evidence = append(without(g.Evidence, e.Item.ID), *e.Item)
		return c, checkCount("pieces of evidence", len(g.Evidence))
	case ActDrop:
		kept := without(g.Evidence, e.Subject)
		if len(kept) == len(g.Evidence) {
			return c, refuse(ErrEvidence, "there is no piece %s", e.Subject)
		}
		g.Evidence = kept
	case ActCheckIn:
		if err := e.CheckIn.check(); err != nil {
			return c, err
		}
		g.CheckIns = append(slices.Clip(g.CheckIns), *e.CheckIn)
	case ActSubmit:
		s, err := c.submission(e.Contents, e.Time)
		if err != nil {
			return c, err
		}
		c.submissions = append(slices.Clip(c.submissions), s)
	case ActAppeal:
		if c.appeals >= c.rules.policy.Appeals {
			return c, refuse(ErrTransition, "the policy allows %d appeals, and there were %d; a new case can be begun", c.rules.policy.Appeals, c.appeals)
		}
		c.appeals++
	case ActConflict:
		if e.Role != RoleAdmin && e.Subject != e.Actor {
			// Else a vote could be struck by whoever dislikes it.
			return c, refuse(ErrForbidden, "everybody declares a conflict of his own; another's is recorded by an admin")
		}
		if why := c.conflict(now, e.Actor); e.Role == RoleAdmin && why != "" {
			return c, refuse(ErrConflictOfInterest, "%s %s, and records nobody's conflict here", e.Actor, why)
		}
		if slices.Contains(c.conflicts, e.Subject) {
			return c, refuse(ErrEvent, "the conflict of %s is on record already", e.Subject)
		}
		c.conflicts = append(slices.Clip(c.conflicts), e.Subject)
		return c, checkCount("conflicts", len(c.conflicts))
	}
	return c, nil
}

func without(items []Item, id string) []Item {
	return slices.DeleteFunc(slices.Clone(items), func(i Item) bool { return i.ID == id })
}

package planning

import (
	"fmt"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A Ballot is one person's vote on one submission. The last one of a person counts.
type Ballot struct {
	Submission string  `json:"submission"`        // its Digest: a vote on anything else is none
	Verdict    Action  `json:"verdict"`           // ActAward, ActRevise or ActDecline
	Levels     []Shown `json:"levels,omitempty"`  // one for each competency of the credential
	Comment    string  `json:"comment,omitempty"` // for the site team
}

// Shown is the level at which somebody saw a competency shown.
type Shown struct {
	Competency string `json:"competency"`
	Level      string `json:"level"` // key of a level of the policy's rubric, or Completed or Failed
}

type cast struct {
	by string
	Ballot
}

// A Tally is what the votes of the present round come to, for one site team.
type Tally struct {
	Votes   map[string]Action // the votes that count, by person
	Void    map[string]string // those that do not, and why
	Lead    map[string]bool   // whose vote counts as the counselor's
	Levels  map[string]string // by competency, once the votes make a level of it
	Shown   int               // competencies whose level earns the credential
	Missing map[Action]string // of each verdict, why it cannot be decided; "" if it can
}

// Tally counts the votes by the team as it is now: who has left it, or has a conflict of
// interest, has none, whatever it was when the vote was cast.
func (c Case) Tally(now SiteTeam) Tally {
	t := Tally{Votes: map[string]Action{}, Void: map[string]string{}, Lead: map[string]bool{}, Levels: map[string]string{}, Missing: map[Action]string{}}
	if c.state != StateReview || now.School != c.school || now.check() != nil {
		for _, v := range verdicts() {
			t.Missing[v] = "nothing is under review by this team"
		}
		return t
	}
	var counted []cast
	counselor := false
	for _, b := range c.ballots {
		seat, ok := now.seat(b.by)
		switch why := c.conflict(now, b.by); {
		case !ok || !seat.Role.votes():
			t.Void[b.by] = "has no vote in the site team any more"
		case why != "":
			t.Void[b.by] = why
		default:
			counted = append(counted, b)
			t.Votes[b.by] = b.Verdict
			if seat.Role == RoleCounselor {
				t.Lead[b.by], counselor = true, true
			}
		}
	}
	if !counselor && !c.led(now) {
		for _, b := range counted {
			if seat, _ := now.seat(b.by); seat.Role == RoleDeputy {
				t.Lead[b.by] = true
			}
		}
	}
	t.reconcile(c, counted)
	for _, v := range verdicts() {
		t.Missing[v] = t.missing(c, v)
	}
	return t
}

func verdicts() []Action { return []Action{ActAward, ActRevise, ActDecline} }

func (t *Tally) reconcile(c Case, counted []cast) {
	levels, required := c.rules.policy.levels()
	for _, k := range competencies(c.credential) {
		var given []int
		for _, b := range counted {
			given = append(given, slices.Index(levels, b.level(k)))
		}
		if len(given) == 0 {
			return
		}
		slices.Sort(given)
		made := given[0]
		switch c.rules.policy.Reconcile {
		case Consensus:
			if made != given[len(given)-1] {
				continue
			}
		case Median:
			made = given[(len(given)-1)/2]
		}
		t.Levels[k] = levels[made]
		if made >= required {
			t.Shown++
		}
	}
}

func (t *Tally) missing(c Case, v Action) string {
	p, n, yes, led := c.rules.policy, len(t.Votes), 0, false
	for person, verdict := range t.Votes {
		if verdict == v {
			yes++
			led = led || t.Lead[person]
		}
	}
	need := max(n/2+1, p.Agreement)
	if p.Agreement == 0 {
		need = n
	}
	switch {
	case n < p.Quorum:
		return fmt.Sprintf("the quorum is %d, and %d votes count", p.Quorum, n)
	case yes < need:
		return fmt.Sprintf("%d votes have to say so, and %d do", need, yes)
	case !led:
		return "the counselor's vote has to say so"
	case v == ActAward && len(t.Levels) < len(c.credential.Competencies):
		return fmt.Sprintf("the votes agree on the levels of %d of %d competencies; vote again", len(t.Levels), len(c.credential.Competencies))
	case v == ActAward && t.Shown < c.needed():
		return fmt.Sprintf("%d competencies have to be shown, and %d are", c.needed(), t.Shown)
	}
	return ""
}

// needed is how many competencies have to be shown.
func (c Case) needed() int {
	if n := c.rules.policy.Competencies; n > 0 {
		return n
	}
	return len(c.credential.Competencies)
}

func (b Ballot) level(competency string) string {
	for _, s := range b.Levels {
		if s.Competency == competency {
			return s.Level
		}
	}
	return ""
}

func (c Case) checkBallot(b *Ballot) error {
	if current := c.current(); b.Submission != current.Digest {
		return refuse(ErrQuorum, "the vote is for another submission than version %d, which is under review (%s)", current.Version, current.Digest)
	}
	if !slices.Contains(verdicts(), b.Verdict) {
		return refuse(ErrEvent, "Ballot.Verdict: expected award, revise or decline, found %q", limits.Abridge(string(b.Verdict)))
	}
	known := competencies(c.credential)
	levels, required := c.rules.policy.levels()
	shown, seen := 0, map[string]bool{}
	for _, s := range b.Levels {
		if !slices.Contains(known, s.Competency) || seen[s.Competency] {
			return refuse(ErrRubric, "expected the competencies of the %s (%s), each once, found %q", c.credential.Name, words(known), limits.Abridge(s.Competency))
		}
		seen[s.Competency] = true
		i := slices.Index(levels, s.Level)
		if i < 0 {
			return refuse(ErrRubric, "%s: expected one of the levels %s, found %q", s.Competency, words(levels), limits.Abridge(s.Level))
		}
		if i >= required {
			shown++
		}
	}
	for _, k := range known {
		if !seen[k] {
			return refuse(ErrRubric, "expected a level for each of %s, and there is none for %s", words(known), k)
		}
	}
	if b.Verdict == ActAward && shown < c.needed() {
		return refuse(ErrRubric, "a vote to award needs %d competencies at %s or above, and has %d", c.needed(), levels[required], shown)
	}
	return checkText("Ballot.Comment", b.Comment)
}

// judge is what the site team does, after authorize has seen that this person may.
func (c Case) judge(now SiteTeam, e Event) (Case, error) {
	switch e.Action {
	case ActAttest:
		if err := checkAll(checkID("ALP.Student", e.ALP.Student), checkID("ALP.School", e.ALP.School), checkSaid("ALP.Completed", e.ALP.Completed), checkDate("ALP.Completed", e.ALP.Completed)); err != nil {
			return c, err
		}
		if e.ALP.School != now.School {
			return c, refuse(ErrForbidden, "the student is of the school %s, and this is the site team of %s", e.ALP.School, now.School)
		}
		// A day's grace: the date is that of the school, the time that of UTC.
		if e.ALP.Completed > e.Time.UTC().AddDate(0, 0, 1).Format(time.DateOnly) {
			return c, refuse(ErrALPIncomplete, "the plan is said to be completed on %s, which is to come", e.ALP.Completed)
		}
		c.alp, c.student, c.school = *e.ALP, e.ALP.Student, e.ALP.School
	case ActApprove:
		return c, c.checkPlan()
	case ActReview:
		c.ballots = nil
	case ActVote:
		if err := c.checkBallot(e.Ballot); err != nil {
			return c, err
		}
		c.ballots = slices.DeleteFunc(slices.Clone(c.ballots), func(b cast) bool { return b.by == e.Actor })
		c.ballots = append(c.ballots, cast{e.Actor, *e.Ballot})
	case ActAward, ActRevise, ActDecline:
		t := c.Tally(now)
		if why := t.Missing[e.Action]; why != "" {
			return c, refuse(ErrQuorum, "%s cannot be decided: %s", e.Action, why)
		}
		if e.Action == ActAward {
			c.award = c.awarded(t, e)
		}
		c.ballots = nil
	case ActCorrect:
		a := *c.award
		a.Edition++
		c.award = &a
	case ActHold:
		c.before = c.state
	case ActTransfer:
		if e.Subject == c.school {
			return c, refuse(ErrEvent, "the case is for the school %s already", c.school)
		}
		c.before, c.next = c.state, e.Subject
	case ActReceive:
		c.school = c.next
		if c.before == StateReview {
			c.before, c.ballots = StateSubmitted, nil // the other school's votes are none here
		}
	}
	return c, nil
}

// An Award is a decision, for whoever makes the badge of it.
type Award struct {
	// Key is the same however often it is asked for, and no other award has it: the ids
	// of the case and the credential, and the version, with slashes between. Whoever
	// issues MUST issue once for each Key and Edition; and, where a student may earn a
	// credential once, for each Student and Credential.
	Key        string
	Edition    int // 1, and one more with each ActCorrect
	Case       string
	Student    string
	School     string
	Program    string // id
	Version    string // of the program
	Credential string // key
	Levels     map[string]string
	Submission Submission
	Time       time.Time
	Expires    time.Time // zero: never
}

func (c Case) awarded(t Tally, e Event) *Award {
	s := c.current()
	a := &Award{
		Key: fmt.Sprintf("%s/%s/%d", c.id, c.credential.Key, s.Version), Edition: 1, Case: c.id, Student: c.student, School: c.school,
		Program: c.rules.program.ID, Version: c.rules.program.Version, Credential: c.credential.Key,
		Levels: t.Levels, Submission: s, Time: e.Time,
	}
	if m := c.rules.policy.Months; m > 0 {
		a.Expires = e.Time.AddDate(0, m, 0)
	}
	return a
}

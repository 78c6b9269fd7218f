package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/award"
)

// A saying is what a supporter has said of the student's work for the badge to carry. The
// student, whose badge it is, answers whether it shall.
type saying struct {
	ID, Part, Words string
	Time            time.Time
	answer          int64
}

func (s saying) Pending() bool  { return s.answer == 0 }
func (s saying) Accepted() bool { return s.answer > 0 }

func (s *store) sayings(ctx context.Context, caseID string) (list []saying, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id, part, words, time, accepted FROM sayings WHERE case_id = ? ORDER BY time, id`, caseID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var x saying
		var at int64
		if err := rows.Scan(&x.ID, &x.Part, &x.Words, &at, &x.answer); err != nil {
			return nil, err
		}
		x.Time = time.Unix(at, 0).UTC()
		list = append(list, x)
	}
	return list, rows.Err()
}

// saw keeps what a supporter saw: as a note in the log of the case, and, if the supporter
// ticks that, as words that the badge may carry. Those everybody may read one day, so they
// are looked through before anything is kept.
func (p *portal) saw(a *ask) error {
	ctx, note := a.r.Context(), a.form("note")
	// Whoever has the link, or has found it, must not fill the log until nobody else can write.
	events, err := p.office.events(ctx, a.c.ID())
	if err != nil {
		return err
	}
	if noted(events, a.by) >= mostOfSupporter {
		return fmt.Errorf("%w: expected at most %d notes of one supporter", errInput, mostOfSupporter)
	}
	quote := a.form("quote") != ""
	part := ""
	if quote {
		names, err := p.names(a)
		if err != nil {
			return err
		}
		for _, x := range a.c.Guide().Plan.Supporters {
			if x.ID == a.by {
				part = x.Role
			}
		}
		for _, text := range []string{note, part} {
			if err := inspected((privacy.Policy{}).InspectText(text, append(names, strings.Fields(names[0])...)...)); err != nil {
				return err
			}
		}
		said, err := p.office.sayings(ctx, a.c.ID())
		if err != nil {
			return err
		}
		if len(said) >= mostSayings {
			return fmt.Errorf("%w: a badge carries at most %d endorsements; send it as a note", errInput, mostSayings)
		}
	}
	e := planning.Event{Action: planning.ActCheckIn, Actor: a.by, Role: planning.RoleSupporter, CheckIn: &planning.CheckIn{Note: note}}
	offer := func(tx execer) error {
		if !quote {
			return nil
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO sayings (id, case_id, supporter, part, words, time, accepted) VALUES (?, ?, ?, ?, ?, ?, 0)`,
			secret(), a.c.ID(), a.by, part, note, p.office.now().Unix())
		return err
	}
	// With the note: sent again, because the offer was lost, it would be there twice.
	if _, err := p.office.apply(ctx, a.c, e, offer); err != nil {
		return err
	}
	return a.to("/s/" + a.r.PathValue("secret"))
}

// undecided are the states in which it is open what the badge will carry.
var undecided = []planning.State{planning.StateDraft, planning.StateActive, planning.StateSubmitted, planning.StateReview, planning.StateHeld, planning.StateTransferring}

// answerSaying is the student's answer, until the badge is made.
func (p *portal) answerSaying(a *ask) error {
	if !slices.Contains(undecided, a.c.State()) {
		return fmt.Errorf("%w: what a badge carries is settled once it is awarded", planning.ErrTransition)
	}
	now := p.office.now().Unix()
	answer := map[string]int64{"yes": now, "no": -now}[a.form("answer")]
	if answer == 0 {
		return fmt.Errorf("%w: expected an answer, yes or no", errInput)
	}
	done, err := p.office.db.ExecContext(a.r.Context(), `UPDATE sayings SET accepted = ? WHERE id = ? AND case_id = ?`, answer, a.r.PathValue("saying"), a.c.ID())
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil {
		return err
	} else if n != 1 {
		return errNone
	}
	return a.to("/cases/" + a.c.ID())
}

// endorse makes the endorsements of a badge: of what supporters have said and the student
// has accepted. The district signs them, because supporters have no keys, and says in them
// that it does; a verifier tells, for the same reason, that they are not independent.
func (o *office) endorse(issuer *credential.Issuer) func(context.Context, award.Decision, string) ([]string, error) {
	return func(ctx context.Context, d award.Decision, id string) (tokens []string, err error) {
		caseID, _, _ := strings.Cut(d.Key, "/")
		said, err := o.sayings(ctx, caseID)
		if err != nil {
			return nil, err
		}
		for _, x := range said {
			if !x.Accepted() {
				continue
			}
			s, err := issuer.Endorse(ctx, credential.Endorsement{ID: endorsementID(x.ID, id), Name: "Seen by the student's supporter: " + x.Part, ValidFrom: x.Time,
				Description: "A supporter whom the student has named said this, and has no key to sign with. The district has kept it and signs it in the supporter's name; it is no judgement of the district's own.",
				Subject:     badge.EndorsementSubject{ID: id, EndorsementComment: x.Words}})
			if err != nil {
				return nil, err
			}
			tokens = append(tokens, string(s.Bytes()))
		}
		return tokens, nil
	}
}

// endorsementID is one and the same for a saying in a badge, so that it has one place in a
// status list however often the badge is signed.
func endorsementID(saying, badge string) string {
	sum := sha256.Sum256([]byte(saying + " " + badge))
	id := sum[:16]
	id[6] = id[6]&0x0f | 0x80 // RFC 9562: version 8
	id[8] = id[8]&0x3f | 0x80 // and variant
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

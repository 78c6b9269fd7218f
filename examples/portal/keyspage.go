package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/credential"
)

// now is the portal with the office as its keys are by now. A request, or a turn of the
// queue, goes on with one key to its end.
func (p *portal) now(ctx context.Context) (*portal, error) {
	p.renewing.Lock()
	defer p.renewing.Unlock()
	next, err := p.latest.Load().renewed(ctx)
	if err != nil {
		return nil, err
	}
	p.latest.Store(next)
	q := *p
	q.office = next
	return &q, nil
}

// runsDistrict says whether somebody is an administrator of every school.
func (s *store) runsDistrict(ctx context.Context, who string) (bool, error) {
	var others, schools int
	err := s.db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM schools WHERE id NOT IN (SELECT school FROM seats WHERE person = $1 AND role = 'admin')), (SELECT count(*) FROM schools)`, who).Scan(&others, &schools)
	return err == nil && others == 0 && schools > 0, err
}

func (p *portal) judgeDistrict(a *ask) error {
	if may, err := p.office.runsDistrict(a.r.Context(), a.person.ID); err != nil {
		return err
	} else if !may {
		return errNone
	}
	a.role = planning.RoleAdmin
	return nil
}

// A keyView is a key as the page shows it.
type keyView struct {
	signingKey
	ID, Is string
	Early  bool     // it is to be used, and was published less than an hour ago
	Badges int      // that it signed, of a compromised key
	Pages  []string // of the cases of some of these, and of those that files awarded
}

const mostAffected = 200

func (p *portal) keys(a *ask) error {
	ctx := a.r.Context()
	all, err := p.office.keys.read()
	if err != nil {
		return err
	}
	var view []keyView
	for _, k := range all {
		v := keyView{signingKey: k, ID: k.method.ID, Is: k.State(all), Early: p.office.now().Sub(k.Published.Time) < publishAhead}
		for what, m := range map[string]mark{markPublished: k.Published, markUsed: k.Used, markCompromised: k.Compromised} {
			if m.Who == "" {
				continue
			}
			who, err := p.office.person(ctx, m.Who)
			if err != nil && !errors.Is(err, errNone) {
				return err
			}
			switch m.Who = who.Name; what {
			case markPublished:
				v.Published = m
			case markUsed:
				v.Used = m
			case markCompromised:
				v.Compromised = m
			}
		}
		if v.Is == "compromised" {
			if v.Badges, v.Pages, err = p.office.signedBy(ctx, k); err != nil {
				return err
			}
		}
		view = append(view, v)
	}
	return p.render(a, http.StatusOK, "keys", view)
}

// signedBy are the badges of a key: how many, and the pages on which the first of them are seen
// to. They are those that have to be issued anew.
func (o *office) signedBy(ctx context.Context, k signingKey) (n int, pages []string, err error) {
	rows, err := o.db.QueryContext(ctx, `SELECT w.badge, coalesce('/cases/' || b.case_id, '/given/' || substr(g.credential, 10) || '/desk', '') FROM awards w LEFT JOIN badges b ON b.award = w.key LEFT JOIN given g ON g.award = w.key WHERE w.badge IS NOT NULL AND w.state IN ('issued', 'delivered') ORDER BY w.key`)
	if err != nil {
		return 0, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var text []byte
		var at string
		if err := rows.Scan(&text, &at); err != nil {
			return 0, nil, err
		}
		s, err := credential.Parse(text)
		if err != nil {
			return 0, nil, err
		}
		proofs, err := s.Proofs()
		if err != nil {
			return 0, nil, err
		}
		if proofs[0].Method != k.method.ID {
			continue
		}
		if n++; at != "" && len(pages) < mostAffected {
			pages = append(pages, at)
		}
	}
	return n, pages, rows.Err()
}

// keyChange does something with a key, and has it published before it answers.
func (p *portal) keyChange(a *ask, do func(mark) error) error {
	m := mark{Time: p.office.now(), Who: a.person.ID, Reason: a.form("reason")}
	if m.Reason == "" {
		return fmt.Errorf("%w: expected a reason", errInput)
	}
	if err := do(m); err != nil {
		return err
	}
	q, err := p.now(a.r.Context())
	if err != nil {
		return err
	}
	if err := q.office.notice(a.r.Context(), q.office.publication.Publish(a.r.Context())); err != nil {
		return err
	}
	return a.to("/keys")
}

func (a *ask) number() int {
	n, _ := strconv.Atoi(a.form("key")) // 0 is no key's
	return n
}

func (p *portal) newKey(a *ask) error { return p.keyChange(a, p.office.keys.next) }

func (p *portal) useKey(a *ask) error {
	return p.keyChange(a, func(m mark) error { return p.office.keys.use(a.number(), m) })
}

func (p *portal) loseKey(a *ask) error {
	return p.keyChange(a, func(m mark) error { return p.office.keys.compromised(a.number(), m) })
}

package main

import (
	"database/sql"
	"errors"
	"net/http"
	"slices"

	"github.com/summitbadges/openbadges/badge/planning"
)

// damaged says whether an error is of the log of one case, which closes no page of others.
func damaged(fault error) bool {
	_, ok := errors.AsType[*planning.LogError](fault)
	return ok || errors.Is(fault, errShort) || errors.Is(fault, errLong)
}

// judgeDamaged lets who answers for a school see what is wrong with a log of its cases.
// Nothing that the log says is believed, the school included: that is the database's word.
func (p *portal) judgeDamaged(a *ask, rt route, fault error) error {
	if !damaged(fault) {
		return fault
	}
	if damage, ok := errors.AsType[*planning.LogError](fault); ok {
		fault = damage
	}
	var school string
	err := p.office.db.QueryRowContext(a.r.Context(), `SELECT school FROM cases WHERE id = ?`, a.r.PathValue("case")).Scan(&school)
	if errors.Is(err, sql.ErrNoRows) {
		return errNone
	} else if err != nil {
		return err
	}
	a.fault = fault
	return p.seat(a, rt, school)
}

// hidden keeps from who has nothing to do with a case that its log is damaged, and with it that
// there is one. Whose it is, the database says.
func (p *portal) hidden(a *ask, fault error) error {
	if !damaged(fault) {
		return fault
	}
	ids, err := p.office.cases(a.r.Context(), a.person.ID)
	if err != nil {
		return err
	}
	if !slices.Contains(ids, a.r.PathValue("case")) {
		return errNone
	}
	return fault
}

// showDamage says what is wrong with a log, and shows nothing of it.
func (p *portal) showDamage(a *ask) error {
	return p.render(a, http.StatusOK, "log", struct {
		Entries []entry
		Fault   error
		Head    planning.Head
	}{Fault: a.fault})
}

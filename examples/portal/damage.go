package main

import (
	"database/sql"
	"errors"
	"net/http"

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

// showDamage says what is wrong with a log, and shows nothing of it.
func (p *portal) showDamage(a *ask) error {
	return p.render(a, http.StatusOK, "log", struct {
		Entries []entry
		Fault   error
		Head    planning.Head
	}{Fault: a.fault})
}

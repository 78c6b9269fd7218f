package main

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/credential/status"
)

// A who says whom a route is for.
type who int

const (
	nobody     who = iota // the zero value answers nobody
	anybody               // without signing in
	signedIn              // whoever has signed in; what is shown is their own
	bySecret              // whoever has the secret in the path
	onStudent             // a person who may begin a case for the student that the form names
	onCase                // a person who may do action on the case in the path
	onArrival             // a person who may receive the case in the path at another school
	onSet                 // the student whose link is in the path
	byOpening             // whoever has the one-time link in the path
	onSeat                // a person with a seat, in one of roles, at the school in the path
	onDistrict            // an administrator of every school
	onGiven               // a person with one of the roles to the badge in the path, which is one of a file
)

// A route is one thing that a request can ask for, and who may. The mux is made of this
// table and of nothing else, and so is the test of who may do what.
type route struct {
	pattern string
	who     who
	action  planning.Action // asked of planning.Case.May, of the case in the path as it is now
	roles   []planning.Role // in one of these; none: in any that the action is for
	file    bool            // takes a file
	damaged bool            // also of a case whose log is damaged, for people with one of the roles at its school
	open    bool            // also while the database is older than what was published
	handle  func(*portal, *ask) error
}

var (
	student        = []planning.Role{planning.RoleStudent}
	family         = []planning.Role{planning.RoleStudent, planning.RoleGuardian}
	administrators = []planning.Role{planning.RoleAdmin}
	leads          = []planning.Role{planning.RoleCounselor, planning.RoleDeputy}

	keepers = []planning.Role{planning.RoleCounselor, planning.RoleDeputy, planning.RoleAdmin}
)

func routes() []route {
	list := []route{
		{pattern: "GET /{$}", who: anybody, handle: (*portal).home},
		{pattern: "GET /portal.css", who: anybody, open: true, handle: (*portal).style},
		{pattern: "GET /art/{file}", who: anybody, open: true, handle: (*portal).art},
		{pattern: "POST /sign-in", who: anybody, handle: (*portal).signIn},
		{pattern: "POST /language", who: anybody, open: true, handle: (*portal).language},
		{pattern: "GET /.well-known/did.json", who: anybody, open: true, handle: (*portal).document},
		{pattern: "GET /status/{list}", who: anybody, open: true, handle: (*portal).document},
		{pattern: "GET /achievements/{version}/{key}", who: anybody, open: true, handle: (*portal).document},
		{pattern: "GET /b/", who: anybody, handle: (*portal).page},
		{pattern: "GET /l/", who: anybody, handle: (*portal).setPage},

		{pattern: "GET /my", who: signedIn, handle: (*portal).mine},
		{pattern: "POST /my/links", who: signedIn, handle: (*portal).newSet},
		{pattern: "POST /my/links/{slug}/withdraw", who: onSet, handle: (*portal).endSet},
		{pattern: "GET /my/links/{slug}/qr.svg", who: onSet, handle: (*portal).setCode},
		{pattern: "GET /my/links/{slug}/qr.png", who: onSet, handle: (*portal).setCode},

		{pattern: "GET /s/{secret}", who: bySecret, handle: (*portal).supporter},
		{pattern: "POST /s/{secret}/confirm", who: bySecret, handle: (*portal).confirm},
		{pattern: "POST /s/{secret}/saw", who: bySecret, handle: (*portal).saw},

		{pattern: "POST /sign-out", who: signedIn, handle: (*portal).signOut},
		{pattern: "POST /cases", who: onStudent, action: planning.ActAttest, handle: (*portal).open},

		{pattern: "GET /cases/{case}", who: onCase, action: planning.ActView, handle: (*portal).show},
		{pattern: "GET /cases/{case}/files/{item}", who: onCase, action: planning.ActView, handle: (*portal).file},
		{pattern: "GET /cases/{case}/log", who: onCase, action: planning.ActView, roles: keepers, damaged: true, handle: (*portal).log},
		{pattern: "POST /cases/{case}/start", who: onCase, action: planning.ActStart, handle: (*portal).start},
		{pattern: "POST /cases/{case}/plan", who: onCase, action: planning.ActPlan, handle: (*portal).plan},
		{pattern: "POST /cases/{case}/check-in", who: onCase, action: planning.ActCheckIn, handle: (*portal).checkIn},
		{pattern: "POST /cases/{case}/gather", who: onCase, action: planning.ActGather, file: true, handle: (*portal).gather},
		{pattern: "POST /cases/{case}/drop", who: onCase, action: planning.ActDrop, handle: (*portal).drop},
		{pattern: "POST /cases/{case}/submit", who: onCase, action: planning.ActSubmit, handle: (*portal).submit},
		{pattern: "POST /cases/{case}/vote", who: onCase, action: planning.ActVote, handle: (*portal).vote},
		{pattern: "POST /cases/{case}/award", who: onCase, action: planning.ActAward, handle: (*portal).decide},

		{pattern: "GET /cases/{case}/badge", who: onCase, action: planning.ActView, roles: family, handle: (*portal).badge},
		{pattern: "GET /cases/{case}/badge/{form}", who: onCase, action: planning.ActView, roles: student, handle: (*portal).download},
		{pattern: "POST /cases/{case}/consent", who: onCase, action: planning.ActView, roles: family, handle: (*portal).agree},
		{pattern: "POST /cases/{case}/refuse", who: onCase, action: planning.ActView, roles: family, handle: (*portal).refuse},
		{pattern: "POST /cases/{case}/publish", who: onCase, action: planning.ActView, roles: student, handle: (*portal).makePublic},
		{pattern: "POST /cases/{case}/unpublish", who: onCase, action: planning.ActView, roles: family, handle: (*portal).makePrivate},

		// Who may correct an award may revoke its badge: a lead without a conflict of interest.
		{pattern: "GET /cases/{case}/desk", who: onCase, action: planning.ActView, roles: keepers, handle: (*portal).desk},
		{pattern: "POST /cases/{case}/suspend", who: onCase, action: planning.ActCorrect, handle: stand(actSuspend)},
		{pattern: "POST /cases/{case}/reinstate", who: onCase, action: planning.ActCorrect, handle: stand(actReinstate)},
		{pattern: "POST /cases/{case}/revoke", who: onCase, action: planning.ActCorrect, handle: stand(actRevoke)},
		{pattern: "POST /cases/{case}/reissue", who: onCase, action: planning.ActCorrect, handle: (*portal).reissue},
		{pattern: "POST /cases/{case}/transfer", who: onCase, action: planning.ActTransfer, handle: (*portal).transfer},
		{pattern: "GET /arrivals", who: signedIn, handle: (*portal).arrivals},
		{pattern: "POST /arrivals/{case}", who: onArrival, action: planning.ActReceive, handle: (*portal).receive},
		{pattern: "GET /cases/{case}/conflict", who: onCase, action: planning.ActConflict, handle: (*portal).conflicts},
		{pattern: "POST /cases/{case}/conflict", who: onCase, action: planning.ActConflict, handle: (*portal).recuse},
		{pattern: "POST /cases/{case}/erase", who: onCase, action: planning.ActErase, handle: (*portal).erase},
		{pattern: "GET /schools/{school}/people/{person}/graduation", who: onSeat, roles: administrators, handle: (*portal).graduation},
		{pattern: "POST /schools/{school}/people/{person}/graduate", who: onSeat, roles: administrators, handle: (*portal).closeAtGraduation},
		{pattern: "POST /schools/{school}/people/{person}/rebind", who: onSeat, roles: administrators, handle: (*portal).askRebinding},
		{pattern: "GET /rebind/{secret}", who: anybody, handle: (*portal).rebindPage},
		{pattern: "POST /rebind/{secret}", who: anybody, handle: (*portal).answerRebinding},
		{pattern: "GET /moved", who: onDistrict, handle: (*portal).movedPage},
		{pattern: "POST /moved", who: onDistrict, handle: (*portal).setMoved},
		{pattern: "GET /published.zip", who: anybody, handle: (*portal).published},
		{pattern: "GET /erasures", who: signedIn, handle: (*portal).erased},

		{pattern: "GET /schools/{school}/files", who: onSeat, roles: keepers, handle: (*portal).files},
		{pattern: "POST /schools/{school}/files", who: onSeat, roles: keepers, file: true, handle: (*portal).handIn},
		{pattern: "GET /schools/{school}/files/{batch}", who: onSeat, roles: keepers, handle: (*portal).showFile},
		{pattern: "GET /schools/{school}/files/{batch}/report.csv", who: onSeat, roles: keepers, handle: (*portal).reportFile},
		{pattern: "POST /schools/{school}/files/{batch}/confirm", who: onSeat, roles: keepers, handle: (*portal).confirmFile},
		{pattern: "GET /keys", who: onDistrict, handle: (*portal).keys},
		{pattern: "POST /keys/new", who: onDistrict, handle: (*portal).newKey},
		{pattern: "POST /keys/use", who: onDistrict, handle: (*portal).useKey},
		{pattern: "POST /keys/compromised", who: onDistrict, handle: (*portal).loseKey},
		{pattern: "GET /given", who: signedIn, handle: (*portal).givenBadges},
		{pattern: "GET /given/{badge}/badge", who: onGiven, roles: family, handle: (*portal).badge},
		{pattern: "GET /given/{badge}/badge/{form}", who: onGiven, roles: student, handle: (*portal).download},
		{pattern: "POST /given/{badge}/consent", who: onGiven, roles: family, handle: (*portal).agree},
		{pattern: "POST /given/{badge}/refuse", who: onGiven, roles: family, handle: (*portal).refuse},
		{pattern: "POST /given/{badge}/publish", who: onGiven, roles: student, handle: (*portal).makePublic},
		{pattern: "POST /given/{badge}/unpublish", who: onGiven, roles: family, handle: (*portal).makePrivate},
		{pattern: "POST /given/{badge}/not-now", who: onGiven, roles: []planning.Role{planning.RoleGuardian}, handle: (*portal).notNow},
		{pattern: "GET /given/{badge}/desk", who: onGiven, roles: keepers, handle: (*portal).givenDesk},
		{pattern: "POST /given/{badge}/suspend", who: onGiven, roles: leads, handle: stand(actSuspend)},
		{pattern: "POST /given/{badge}/reinstate", who: onGiven, roles: leads, handle: stand(actReinstate)},
		{pattern: "POST /given/{badge}/revoke", who: onGiven, roles: leads, handle: stand(actRevoke)},
		{pattern: "POST /given/{badge}/erase", who: onGiven, roles: administrators, handle: (*portal).eraseGiven},
	}
	list = append(append(list, accountRoutes()...), directoryRoutes()...)
	for _, action := range plain {
		list = append(list, route{pattern: "POST /cases/{case}/" + string(action), who: onCase, action: action, handle: (*portal).plain})
	}
	return list
}

// plain are the actions that need no more than a reason, and some not even that.
var plain = []planning.Action{planning.ActApprove, planning.ActReview, planning.ActRevise, planning.ActDecline, planning.ActAppeal, planning.ActWithdraw, planning.ActHold, planning.ActResume}

// authorize judges a request on its object, as that is now. Whoever may not see an object
// is not told that there is one.
func (p *portal) authorize(a *ask, rt route) (err error) {
	ctx := a.r.Context()
	switch rt.who {
	case anybody:
		return nil
	case bySecret:
		return p.judgeSecret(a)
	case byOpening:
		return p.judgeOpening(a)
	}
	if a.person.ID == "" {
		return errSignIn
	}
	switch rt.who {
	case signedIn:
		return nil
	case onSeat:
		return p.judgeSeat(a, rt)
	case onStudent:
		a.student, err = p.office.person(ctx, a.form("student"))
		if err != nil {
			return err
		}
		if a.student.School == "" {
			return errNone
		}
		if _, _, err := p.office.graduated(ctx, a.student.ID); err == nil {
			return errNone
		} else if !errors.Is(err, errNone) {
			return err
		}
		if a.c, err = p.office.rules.Case("case-" + secret()); err != nil {
			return err
		}
		if a.team, err = p.office.team(ctx, a.student.School); err != nil {
			return err
		}
		a.role, err = may(a, rt, leads)
		if errors.Is(err, planning.ErrForbidden) {
			return errNone
		}
		return err
	case onDistrict:
		return p.judgeDistrict(a)
	case onGiven:
		return p.judgeGiven(a, rt)
	case onArrival:
		return p.judgeArrival(a)
	case onSet:
		return p.judgeSet(a)
	case onCase:
		if a.c, err = p.office.load(ctx, a.r.PathValue("case")); err != nil {
			if rt.damaged {
				return p.judgeDamaged(a, rt, err)
			}
			return p.hidden(a, err)
		}
		if a.team, err = p.office.team(ctx, a.c.School()); err != nil {
			return err
		}
		var seen []planning.Role
		for _, allowed := range a.c.Permissions(a.team, a.person.ID) {
			if allowed.Action == planning.ActView && !slices.Contains(seen, allowed.Role) {
				seen = append(seen, allowed.Role)
			}
		}
		if len(seen) == 0 {
			return errNone
		}
		a.role, err = may(a, rt, seen)
		return err
	}
	return fmt.Errorf("%w: %s is for nobody", planning.ErrForbidden, rt.pattern)
}

// may finds the role in which the package lets this person do it.
func may(a *ask, rt route, have []planning.Role) (planning.Role, error) {
	err := fmt.Errorf("%w: it is for others", planning.ErrForbidden)
	for _, role := range have {
		if len(rt.roles) > 0 && !slices.Contains(rt.roles, role) {
			continue
		}
		refused := a.c.May(a.team, a.person.ID, role, rt.action)
		if refused == nil {
			return role, nil
		}
		if errors.Is(err, planning.ErrForbidden) { // what it hangs on says more than that it is another's
			err = refused
		}
	}
	return "", err
}

var errSignIn = errors.New("nobody has signed in")

// statusOf is the answer to a request that was refused.
func statusOf(err error) int {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, errNone):
		return http.StatusNotFound
	case errors.Is(err, errSignIn):
		return http.StatusUnauthorized
	case errors.Is(err, errForm), errors.Is(err, errWrong), errors.Is(err, planning.ErrForbidden), errors.Is(err, planning.ErrConflictOfInterest), errors.Is(err, errClosed):
		return http.StatusForbidden
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, errOlder), errors.Is(err, errShort), errors.Is(err, status.ErrRollback):
		return http.StatusServiceUnavailable
	case errors.Is(err, errBusy), errors.Is(err, errSlow):
		return http.StatusTooManyRequests
	case errors.Is(err, errHost):
		return http.StatusMisdirectedRequest
	case errors.Is(err, errChanged), errors.Is(err, errEarly), errors.Is(err, planning.ErrTransition), errors.Is(err, planning.ErrQuorum), errors.Is(err, planning.ErrALPIncomplete), errors.Is(err, status.ErrRevoked), errors.Is(err, status.ErrPurpose), errors.Is(err, award.ErrEarned):
		return http.StatusConflict
	}
	for _, bad := range badInput {
		if errors.Is(err, bad) {
			return http.StatusBadRequest
		}
	}
	return http.StatusInternalServerError
}

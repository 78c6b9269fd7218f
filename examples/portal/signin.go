package main

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/summitbadges/openbadges/badge/planning"
)

func accountRoutes() []route {
	return []route{
		{pattern: "GET /forgot", who: anybody, handle: (*portal).forgot},
		{pattern: "POST /forgot", who: anybody, handle: (*portal).sendLink},
		{pattern: "GET /open/{secret}", who: byOpening, handle: (*portal).opening},
		{pattern: "POST /open/{secret}", who: byOpening, handle: (*portal).openWith},
		{pattern: "GET /account", who: signedIn, handle: (*portal).account},
		{pattern: "POST /account/password", who: signedIn, handle: (*portal).changePassword},
		{pattern: "POST /account/sign-out", who: signedIn, handle: (*portal).signOutEverywhere},
		{pattern: "GET /queue", who: signedIn, handle: (*portal).queue},
		{pattern: "POST /cases/{case}/not-now", who: onCase, action: planning.ActView, roles: []planning.Role{planning.RoleGuardian}, handle: (*portal).notNow},
		{pattern: "POST /cases/{case}/sayings/{saying}", who: onCase, action: planning.ActView, roles: student, handle: (*portal).answerSaying},
	}
}

// A service is what the portal of a district has besides the district.
type service struct {
	demo    bool   // whoever comes is whom they choose to be
	tls     bool   // browsers reach it by TLS, here or at a proxy
	proxied bool   // only a proxy reaches it, and writes who asks into X-Forwarded-For
	reach   string // the URL in mails
	sender  string // their From
	mailer  mailer
	hash    hashing
}

// cookieName is with the prefix that keeps other hosts of the domain from setting it, where
// browsers allow for that.
func (s service) cookieName(name string) string {
	if s.tls {
		return "__Host-" + name
	}
	return name
}

// enter signs in by address and password. Whether the address is known, the password wrong,
// or the account without one, the answer is the same, after the same work.
func (p *portal) enter(a *ask) error {
	ctx := a.r.Context()
	address, malformed := normal(a.form("address"))
	t, err := p.attempt(a, address)
	if err != nil {
		return err
	}
	password := a.r.PostForm.Get("password")
	if malformed != nil || len(password) > mostPassword {
		return p.render(a, http.StatusUnauthorized, "enter", true)
	}
	who, err := p.office.account(ctx, "address", address)
	if err != nil && !errors.Is(err, errNone) {
		return err
	}
	ok, err := p.hash.holds(ctx, who.Password, password)
	if err != nil {
		return err
	}
	if !ok {
		return p.render(a, http.StatusUnauthorized, "enter", true)
	}
	if err := p.succeeded(ctx, t); err != nil {
		return err
	}
	return p.let(a, who, "/")
}

// let signs an account in, with a session of its own and never one that was there before.
func (p *portal) let(a *ask, who account, to string) error {
	ctx := a.r.Context()
	cookie, err := p.office.begin(ctx, who)
	if err != nil {
		return err
	}
	if a.cookie != "" {
		if err := p.office.signOut(ctx, a.cookie); err != nil {
			return err
		}
	}
	if err := p.office.speaks(ctx, who.Person, a.lang); err != nil {
		return err
	}
	a.give(p, cookie)
	p.know(a, who.Address)
	return a.to(to)
}

// begin makes a session, if the password is still the one that was given: whoever has
// changed it meanwhile has ended what began by the old one.
func (s *store) begin(ctx context.Context, who account) (cookie string, err error) {
	if _, err := s.db.ExecContext(ctx, `DELETE FROM sessions WHERE ends <= ?`, s.now().Unix()); err != nil {
		return "", err
	}
	cookie = secret()
	done, err := s.db.ExecContext(ctx, `INSERT INTO sessions (id, person, ends) SELECT CAST(? AS TEXT), person, CAST(? AS BIGINT) FROM accounts WHERE person = ? AND password = ?`+s.db.held(),
		name(cookie), s.now().Add(sessionLasts).Unix(), who.Person, who.Password)
	if err != nil {
		return "", err
	}
	if n, err := done.RowsAffected(); err != nil || n != 1 {
		return "", errors.Join(errChanged, err)
	}
	return cookie, nil
}

// speaks keeps the language in which a person is written to.
func (s *store) speaks(ctx context.Context, person string, l language) error {
	_, err := s.db.ExecContext(ctx, `UPDATE accounts SET language = ? WHERE person = ?`, string(l), person)
	return err
}

func (p *portal) forgot(a *ask) error { return p.render(a, http.StatusOK, "forgot", false) }

// sendLink has a link sent to an address, if it is one of an account. That is found out when
// the mail is written, and not here, where the answer could tell.
func (p *portal) sendLink(a *ask) error {
	ctx := a.r.Context()
	address, err := normal(a.form("address"))
	if err != nil {
		return err
	}
	asked, err := p.office.count(ctx, "asked", p.from(a.r))
	if err != nil {
		return err
	}
	if asked > mostAsked {
		return errBusy
	}
	mailed, err := p.office.count(ctx, "mailed", address)
	if err != nil {
		return err
	}
	if mailed <= mostMailed { // more would only bury the first one
		if err := p.office.post(ctx, p.office.db, letter{Kind: mailReset, Address: address}); err != nil {
			return err
		}
	}
	return p.render(a, http.StatusOK, "forgot", true)
}

// judgeOpening finds the account that a one-time link is for. To look at it does not use it
// up: mail programs look at links, too.
func (p *portal) judgeOpening(a *ask) (err error) {
	a.account, err = p.office.opens(a.r.Context(), a.r.PathValue("secret"))
	return err
}

func (p *portal) opening(a *ask) error {
	return p.render(a, http.StatusOK, "opening", a.account.Address)
}

// openWith takes the password that was chosen.
func (p *portal) openWith(a *ask) error {
	kept, err := p.chosen(a, a.account.Address)
	if err != nil {
		return err
	}
	if err := p.office.setPassword(a.r.Context(), a.account, kept); err != nil {
		return err
	}
	a.account.Password = kept
	return p.let(a, a.account, "/")
}

func (p *portal) chosen(a *ask, address string) (string, error) {
	password := a.r.PostForm.Get("new")
	if err := checkPassword(password, address); err != nil {
		return "", err
	}
	if password != a.r.PostForm.Get("again") {
		return "", errTwice
	}
	return p.hash.of(a.r.Context(), password)
}

var errTwice = errors.New("the two passwords are not the same")

// An accountView is what a person sees of the own account.
type accountView struct {
	Address  string
	Sessions int
	Schools  [][2]string // of the directory, for who administers it
}

func (p *portal) account(a *ask) error {
	ctx := a.r.Context()
	var v accountView
	own, err := p.office.account(ctx, "person", a.person.ID)
	if err != nil && !errors.Is(err, errNone) {
		return err
	}
	v.Address = own.Address
	if err := p.office.db.QueryRowContext(ctx, `SELECT count(*) FROM sessions WHERE person = ? AND ends > ?`, a.person.ID, p.office.now().Unix()).Scan(&v.Sessions); err != nil {
		return err
	}
	if v.Schools, err = p.office.administers(ctx, a.person.ID); err != nil {
		return err
	}
	return p.render(a, http.StatusOK, "account", v)
}

// changePassword asks for the one that holds now: a session that somebody has left open is
// not enough to take the account over.
func (p *portal) changePassword(a *ask) error {
	ctx := a.r.Context()
	own, err := p.office.account(ctx, "person", a.person.ID)
	if err != nil {
		return err
	}
	n, err := p.office.count(ctx, "change", a.person.ID)
	if err != nil {
		return err
	}
	if n > mostOfDevice {
		return errSlow
	}
	now := a.r.PostForm.Get("now")
	if len(now) > mostPassword {
		return errWrong
	}
	if ok, err := p.hash.holds(ctx, own.Password, now); err != nil || !ok {
		return errors.Join(err, errWrong)
	}
	kept, err := p.chosen(a, own.Address)
	if err != nil {
		return err
	}
	if err := p.office.setPassword(ctx, own, kept); err != nil {
		return err
	}
	own.Password = kept
	return p.let(a, own, "/account")
}

var errWrong = errors.New("this is not the password of the account")

func (p *portal) signOutEverywhere(a *ask) error {
	if err := errors.Join(p.office.endSessions(a.r.Context(), p.office.db, a.person.ID), p.office.taken(a.r.Context())); err != nil {
		return err
	}
	a.give(p, secret())
	return a.to("/")
}

// first is the first name of somebody, which is all that mails and supporters are told.
func first(name string) string {
	for _, f := range strings.Fields(name) {
		return f
	}
	return ""
}

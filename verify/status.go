package verify

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A StatusResult is what came of one way to be revoked that a badge names. It is data,
// and no verdict: that is the Check named CheckStatus, by the purposes revocation and
// suspension alone.
type StatusResult struct {
	Type    string // such as BitstringStatusListEntry
	Purpose string // such as revocation; of an 1EdTechRevocationList that is the only one
	List    string // the URL of the list

	// Known says that the list was read, and Value is what it says. It may be out of
	// date, which the Check then says: see Age.
	Known   bool
	Value   uint32 // 0 of a badge that is not revoked
	Message string // what the issuer says that Value means, for developers; "" if nothing

	// Age is how long ago the list came from its host, or, where the Fetcher does not
	// say, how long ago it began to count (validFrom). Zero if neither is known.
	Age time.Duration

	// GoodUntil is until when the list lets its answer stand, as far as it, its host and
	// Config.StatusMaxAge say so. Zero if none of them does.
	GoodUntil time.Time
}

// An inquiry is the stage status of one badge.
type inquiry struct {
	*corridor
	check   *Check
	now     time.Time // as of which the lists are judged
	today   time.Time // what the clock says, whatever time is asked for
	at      string    // the place of the entry that is being asked about
	answers map[listQuery]*listAnswer
	doubts  []*doubt
}

// status fails closed: a badge that names a way to be revoked has not been found
// unrevoked until its issuer's list has said so. All of the ways are asked, because
// each of them may be the one that speaks against the badge.
func (c *corridor) status() {
	if !c.report.Authentic || len(c.view.Status) == 0 {
		return
	}
	// Whoever is not trusted does not choose whom we ask: the badge has failed by then.
	c.stage(CheckStatus, c.report.Trust != Untrusted, func(k *Check) {
		q := inquiry{corridor: c, check: k, now: c.report.Time, today: c.report.Time, answers: map[listQuery]*listAnswer{}}
		if c.present != nil {
			if q.today = c.present(); q.today.After(q.now) {
				q.now = q.today
			}
		}
		defer q.conclude() // after a panic, too: what speaks against the badge stands
		places := c.places("credentialStatus")
		for i, s := range c.view.Status {
			_, q.at = places(i)
			c.report.Status = append(c.report.Status, q.ask(s))
		}
	})
}

// ask asks one entry.
func (q *inquiry) ask(s badge.Status) StatusResult {
	r := StatusResult{Type: s.Type, Purpose: s.StatusPurpose, List: s.StatusListCredential}
	switch s.Type {
	case "BitstringStatusListEntry":
		q.askBits(s, &r, &bitstringList)
	case "StatusList2021Entry":
		q.askBits(s, &r, &statusList2021)
	case "1EdTechRevocationList":
		r.Purpose, r.List = purposeRevocation, s.ID
		q.askRevocations(&r)
	default:
		q.settle(q.open(StatusUnsupported, nil, "the %s can be revoked (%s), and whether it was could not be asked here", q.noun(), limits.Abridge(s.Type)))
	}
	return r
}

// The purposes that speak against a badge (Bitstring Status List 1.0 section 2.1).
const (
	purposeRevocation = "revocation"
	purposeSuspension = "suspension"
)

// judge draws the conclusion from what a list that counts says. Only revocation and
// suspension invalidate; by any other purpose the issuer tells something.
func (q *inquiry) judge(r *StatusResult) {
	said := ""
	if r.Message != "" {
		said = fmt.Sprintf(" (%q)", limits.Abridge(r.Message))
	}
	since := ""
	if q.now.After(q.report.Time) {
		since = fmt.Sprintf("; since when is not known, and so not whether it was on %s", stamp(q.report.Time))
	}
	switch {
	case r.Value == 0:
	case r.Purpose == purposeRevocation:
		q.settle(q.refuse(StatusRevoked, nil, "the issuer has revoked the %s%s%s", q.noun(), said, since))
	case r.Purpose == purposeSuspension:
		q.settle(q.refuse(StatusSuspended, nil, "the issuer has suspended the %s%s%s", q.noun(), said, since))
	default:
		q.note(credential.StatusMessage, "the list for the purpose %q says %d%s", limits.Abridge(r.Purpose), r.Value, said)
	}
}

// A doubt is why an entry is no yes: a ground against the badge, or something that
// could not be found out.
type doubt struct {
	*Problem
	open  bool
	stale bool // a newer list would settle it
}

func (q *inquiry) refuse(code Code, cause error, format string, args ...any) *doubt {
	return &doubt{Problem: credential.NewProblem(code, "", cause, format, args...)}
}

func (q *inquiry) open(code Code, cause error, format string, args ...any) *doubt {
	return &doubt{Problem: credential.NewProblem(code, "", cause, format, args...), open: true}
}

// settle takes a doubt about the entry.
func (q *inquiry) settle(d *doubt) {
	p := *d.Problem // several entries may have the same doubt
	p.Pointer = q.at
	q.doubts = append(q.doubts, &doubt{Problem: &p, open: d.open})
}

// conclude records all doubts, those first that decide: that one list could not be had
// is not what there is to say of a badge that another one revokes.
func (q *inquiry) conclude() {
	rank := func(d *doubt) int {
		switch {
		case d.open:
			return 3
		case d.Code == StatusRevoked:
			return 0
		case d.Code == StatusSuspended:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(q.doubts, func(a, b *doubt) int { return rank(a) - rank(b) })
	k, allowed := q.check, false
	// What a list says that does not count is no verdict, and no reason to allow either;
	// nor is that a badge used up the questions by which it would have been asked.
	revoked := slices.ContainsFunc(q.report.Status, func(r StatusResult) bool {
		return r.Known && r.Value != 0 && (r.Purpose == purposeRevocation || r.Purpose == purposeSuspension)
	})
	for _, d := range q.doubts {
		switch {
		case !d.open:
			k.add(d.Problem)
		case q.cfg.AllowUnknownStatus && !revoked && d.Code != Interrupted && d.Code != Panicked && !errors.Is(d.Problem, errSpent):
			d.Severity, allowed = Note, true
			k.add(d.Problem)
		default:
			k.open(d.Problem)
		}
	}
	if q.now.After(q.report.Time) && slices.ContainsFunc(q.report.Status, func(r StatusResult) bool { return r.Known }) {
		k.Reason = fmt.Sprintf("by the lists as they are on %s: what was so on %s they do not say", stamp(q.now), stamp(q.report.Time))
	}
	if allowed && !k.failed && !k.undecided {
		q.bound(q.report.Time.Add(limits.FailureKept)) // it may be known by then
		k.Outcome, k.Reason = NotApplicable, "whether it was revoked could not be found out, and is not asked for (AllowUnknownStatus)"
	}
}

func (q *inquiry) note(code Code, format string, args ...any) {
	p := credential.NewProblem(code, q.at, nil, format, args...)
	p.Severity = Note
	q.check.add(p)
}

// mayAsk judges the URL of a list before anything is asked of anybody, and remarks on
// one that tells its host about which badge somebody asks.
func (q *inquiry) mayAsk(list string) bool {
	if len(list) > limits.Identifier {
		q.settle(q.refuse(credential.InputTooLarge, nil, "the URL of the list has %d bytes; at most %d are read", len(list), limits.Identifier))
		return false
	}
	if _, err := destination(list, true); err != nil {
		q.settle(q.refuse(ResolveForbiddenTarget, err, "the list is said to be at %q; only https URLs with the name of a host are ever asked", limits.Abridge(list)))
		return false
	}
	if tells(list, q.view.ID) {
		q.note(credential.StatusTracking, "the URL of the list names this one badge, so whoever runs its host learns each time that it is verified")
	}
	return true
}

// tells reports whether a URL holds what tells this credential from others: its id,
// the last part of it, or a UUID in it. Short parts stand in many URLs.
func tells(list, id string) bool {
	const short = 8
	list, id = strings.ToLower(unescaped(list)), strings.ToLower(unescaped(id))
	parts := strings.FieldsFunc(id, func(r rune) bool { return strings.ContainsRune("/:#?=&", r) })
	for i, part := range parts {
		isUUID := len(part) == 36 && strings.Count(part, "-") == 4
		if (i == len(parts)-1 || isUUID) && len(part) >= short && strings.Contains(list, part) {
			return true
		}
	}
	return false
}

// unescaped undoes percent-encoding and then trims white space, as OB 3.0 compares
// identifiers of credentials (section on equality). What is no percent-encoding stands
// for itself.
func unescaped(id string) string {
	if plain, err := url.PathUnescape(id); err == nil {
		id = plain
	}
	return strings.TrimSpace(id)
}

// get fetches a list.
func (q *inquiry) get(list, accept string, again bool) (*Resource, *doubt) {
	resource, err := fetch(q.ctx, q.cfg.Fetcher, Request{URL: list, Accept: accept, Limit: limits.FetchedList, Again: again})
	if err == nil {
		return resource, nil
	}
	p := asProblem(err)
	switch p.Code {
	case ResolveForbiddenTarget, Interrupted:
		p := *p // it is the Fetcher's, and shared
		p.Severity = Violation
		return nil, &doubt{Problem: &p, open: p.Code == Interrupted}
	}
	if status, ok := errors.AsType[*HTTPError](err); ok && status.Status == 404 {
		err = unpublished{err}
	}
	return nil, q.open(StatusUnavailable, err, "whether the %s was revoked could not be found out: %s", q.noun(), p.Message)
}

// unpublished is a list that is not there yet: one that was opened with a badge stands at
// its URL from the next publication on, which is on a schedule. So, other than with a key,
// to ask again may help.
type unpublished struct{ error }

func (u unpublished) Unwrap() error { return u.error }
func (unpublished) Retry() bool     { return true }

// fetched notes when the list came, and until when its host and the Config let it be
// used; from is when it began to count, zero if it does not say.
func (q *inquiry) fetched(r *StatusResult, resource *Resource, from time.Time) *doubt {
	since := resource.Fetched
	if since.IsZero() {
		since = from
	}
	if !since.IsZero() {
		r.Age = max(0, q.now.Sub(since))
	}
	r.GoodUntil = earlier(r.GoodUntil, resource.FreshUntil)
	most := q.cfg.StatusMaxAge
	if most == 0 {
		return nil
	}
	if since.IsZero() {
		return q.expired("how old the list %s is nobody says, and it may be %v old at most", limits.Abridge(r.List), most)
	}
	r.GoodUntil = earlier(r.GoodUntil, since.Add(most))
	if r.Age > most {
		return q.expired("the list %s is %v old; it may be %v old at most", limits.Abridge(r.List), r.Age.Round(time.Second), most)
	}
	return nil
}

func (q *inquiry) expired(format string, args ...any) *doubt {
	d := q.open(StatusListExpired, nil, format, args...)
	d.stale = true
	return d
}

// speaksFor reports whether a list by this issuer says something about the badge.
func (q *inquiry) speaksFor(issuer string) bool {
	return issuer != "" && (issuer == q.view.Issuer.ID || slices.Contains(q.cfg.StatusIssuers, issuer))
}

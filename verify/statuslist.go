package verify

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/bitstring"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// The lists of bits, as the documents that they are: signed credentials, as JSON with
// proofs or as a token, whatever the badge is.
var (
	bitstringList  = role{"status list", []string{"BitstringStatusListCredential"}, "BitstringStatusList", CheckStatus}
	statusList2021 = role{"status list", []string{"StatusList2021Credential"}, "StatusList2021", CheckStatus}
)

const acceptList = "application/vc, application/vc+jwt, application/ld+json;q=0.9, application/json;q=0.9, application/jwt;q=0.9, */*;q=0.1"

// A listQuery is a list that an entry names, and as what.
type listQuery struct {
	url  string
	role *role
}

// A listAnswer is what came of reading it: the list, a doubt, or, of a list that is out
// of date, both.
type listAnswer struct {
	list  *bitList
	doubt *doubt
}

// A bitList is a list that its issuer signed, and that is the one asked for.
type bitList struct {
	bits     *bitstring.List
	purposes []string
	remarks  []Problem
	result   StatusResult // Age and GoodUntil
}

// askBits asks an entry for its place in a list of bits (Bitstring Status List 1.0
// section 3.2).
func (q *inquiry) askBits(s badge.Status, r *StatusResult, as *role) {
	index, err := bitstring.Index(s.StatusListIndex)
	if err != nil {
		q.settle(q.refuse(credential.StatusIndex, err, "%v", err))
		return
	}
	size := max(s.StatusSize, 1)
	if as != &bitstringList {
		size = 1 // it has no other
	}
	if !q.mayAsk(s.StatusListCredential) {
		return
	}
	answer := q.answer(listQuery{s.StatusListCredential, as})
	list := answer.list
	if list == nil {
		q.settle(answer.doubt)
		return
	}
	r.Age, r.GoodUntil = list.result.Age, list.result.GoodUntil
	for _, p := range list.remarks {
		p.Pointer = q.at
		q.check.add(&p)
	}
	d := q.find(r, s, list, index, size)
	switch {
	case answer.doubt != nil: // what a list says that does not count is data, and no ground
		q.settle(answer.doubt)
	case d != nil:
		q.settle(d)
	default:
		q.judge(r)
	}
}

// find looks the entry up.
func (q *inquiry) find(r *StatusResult, s badge.Status, list *bitList, index uint64, size int) *doubt {
	if s.StatusPurpose == "" || !slices.Contains(list.purposes, s.StatusPurpose) {
		return q.refuse(credential.StatusPurpose, nil, "the %s is to be looked up for the purpose %q, and the list is for %q", q.noun(), limits.Abridge(s.StatusPurpose), abridged(list.purposes))
	}
	if err := list.bits.Check(size); err != nil {
		return q.refuse(bitsCode(err), err, "%v", err)
	}
	value, err := list.bits.At(index, size)
	if err != nil {
		return q.refuse(bitsCode(err), err, "%v", err)
	}
	r.Known, r.Value = true, value
	for _, m := range s.StatusMessage {
		if m.Status == fmt.Sprintf("0x%x", value) || m.Status == fmt.Sprintf("0x%X", value) {
			r.Message = m.Message
		}
	}
	return nil
}

func abridged(texts []string) []string {
	short := make([]string, len(texts))
	for i, t := range texts {
		short[i] = limits.Abridge(t)
	}
	return short
}

// bitsCode is the Code of an error of package bitstring.
func bitsCode(err error) Code {
	switch {
	case errors.Is(err, bitstring.ErrTooLarge):
		return credential.StatusListTooLarge
	case errors.Is(err, bitstring.ErrLength):
		return credential.StatusListLength
	case errors.Is(err, bitstring.ErrIndex):
		return credential.StatusIndex
	}
	return credential.StatusListMalformed
}

// answer reads a list once for all entries that name it. One that is out of date, and
// that a cache had kept, is asked for again.
func (q *inquiry) answer(l listQuery) *listAnswer {
	if known := q.answers[l]; known != nil {
		return known
	}
	a, kept := q.read(l, false)
	if kept && a.doubt != nil && a.doubt.stale {
		if newer, _ := q.read(l, true); newer.list != nil {
			a = newer
		}
	}
	q.answers[l] = a
	return a
}

// read fetches a list and takes it through the corridor in its role. kept says that it
// came from a cache.
func (q *inquiry) read(l listQuery, again bool) (a *listAnswer, kept bool) {
	resource, d := q.get(l.url, acceptList, again)
	if d != nil {
		return &listAnswer{doubt: d}, false
	}
	c := q.as(l.role, q.now)
	if d := q.authentic(c, l, resource); d != nil {
		return &listAnswer{doubt: d}, resource.FromCache
	}
	list, d := q.content(c, l, resource)
	if d != nil && !d.stale {
		list = nil
	}
	return &listAnswer{list, d}, resource.FromCache
}

// authentic takes a list through the corridor: one that somebody signed who may say
// whether this badge was revoked, and that is the one asked for.
func (q *inquiry) authentic(c *corridor, l listQuery, resource *Resource) *doubt {
	c.parse(resource.Data)
	if c.secured == nil {
		return q.unread(c, l)
	}
	// Nothing that a stranger's list names is asked for, not even its key.
	if issuer := c.secured.IssuerID(); !q.speaksFor(issuer) {
		return q.open(credential.StatusIssuerUntrusted, nil, "the list %s is by %q, and the %s by %q; Config.StatusIssuers names others who may say whether it was revoked",
			limits.Abridge(l.url), limits.Abridge(issuer), q.noun(), limits.Abridge(q.view.Issuer.ID))
	}
	if !c.authenticated() {
		p, open, timed := c.verdict()
		switch {
		case p.Code == Interrupted || p.Code == Panicked:
			return &doubt{Problem: p, open: true}
		case timed:
			return q.expired("the list %s is out of date: %s", limits.Abridge(l.url), p.Message)
		case open:
			return q.open(StatusUnavailable, p, "whether the list %s is its issuer's could not be found out: %s", limits.Abridge(l.url), p.Message)
		}
		return q.refuse(credential.StatusVerification, p, "the list %s is not one that its issuer signed: %s", limits.Abridge(l.url), p.Message)
	}
	if id := c.view.ID; id != "" && id != l.url {
		return q.refuse(credential.StatusVerification, nil, "the %s names the list %s; what is there (%s) says that it is %s", q.noun(), limits.Abridge(l.url), limits.Abridge(resource.URL), limits.Abridge(id))
	}
	return nil
}

// unread says why what was found cannot be read as a list. A host that answers with a
// page for people has not answered. One that is too long to be read as a signed document
// may be honest all the same, and say nothing of this badge: it is no no. What unfolds
// to more than a list can have was made so, and content refuses it.
func (q *inquiry) unread(c *corridor, l listQuery) *doubt {
	p, _, _ := c.verdict()
	switch p.Code {
	case Interrupted, Panicked:
		return &doubt{Problem: p, open: true}
	case credential.InputTooLarge:
		return q.open(credential.StatusListTooLarge, p, "the list %s is larger than is read: %s", limits.Abridge(l.url), p.Message)
	case credential.SchemaInvalid:
		return q.refuse(credential.StatusVerification, p, "at %s stands no list: %s", limits.Abridge(l.url), p.Message)
	}
	return q.open(StatusUnavailable, p, "at %s stands no list: %s", limits.Abridge(l.url), p.Message)
}

// content reads what an authentic list says, and judges whether it counts now. A list
// that does not is returned with its doubt.
func (q *inquiry) content(c *corridor, l listQuery, resource *Resource) (*bitList, *doubt) {
	subject, why := c.inItsRole()
	if why != "" {
		return nil, q.refuse(credential.StatusVerification, nil, "what the %s names as its %s is none: %s", q.noun(), c.role.noun, why)
	}
	list := &bitList{purposes: texts(c.received(subject + "/statusPurpose"))}
	encoded := c.received(subject + "/encodedList")
	if encoded.Kind() != strictjson.String {
		return nil, q.refuse(credential.StatusListMalformed, nil, "encodedList is to be a string; found %s", encoded.Kind())
	}
	bits, form, err := q.Verifier.lists.bits.Decode([]byte(encoded.Text()))
	if err != nil {
		return nil, q.refuse(bitsCode(err), err, "%v", err)
	}
	list.bits, list.remarks = bits, c.deviations()
	if c.view.ID == "" {
		list.remarks = append(list.remarks, Problem{Code: credential.StatusVerification, Severity: Note,
			Message: "the list does not say which one it is, so its host may have put another of its issuer's in its place"})
	}
	bare := form&bitstring.Bare != 0
	if c.role == &bitstringList && form != bitstring.Multibase || c.role == &statusList2021 && !bare {
		list.remarks = append(list.remarks, Problem{Code: credential.StatusListMalformed, Severity: Deviation,
			Message: fmt.Sprintf("encodedList is written in %s, which its specification does not have", form)})
	}
	ttl, d := q.ttl(c.received(subject + "/ttl"))
	if d != nil {
		return nil, d
	}
	return list, q.counts(c, list, l, resource, ttl)
}

// ttl reads how long a list may be kept, in milliseconds; 0 if it does not say.
func (q *inquiry) ttl(v strictjson.Value) (time.Duration, *doubt) {
	ms, ok := v.Int()
	switch {
	case !v.Says():
		return 0, nil
	case !ok || ms < 1:
		return 0, q.refuse(credential.StatusListMalformed, nil, "ttl is to be a whole number of milliseconds above 0; found %s", limits.Abridge(string(v.Raw())))
	}
	return time.Duration(min(ms, math.MaxInt64/int64(time.Millisecond))) * time.Millisecond, nil
}

// counts judges whether an authentic list says what is so now. Its ttl does not
// lengthen its validity (Bitstring Status List 1.0 section 2.2).
func (q *inquiry) counts(c *corridor, list *bitList, l listQuery, resource *Resource, ttl time.Duration) *doubt {
	from, until, skew := c.view.ValidFrom, c.ends(), q.cfg.ClockSkew
	list.result.GoodUntil = earlier(until, c.until) // the list's own end, and that of its proof and key
	if ttl > 0 {
		kept := resource.Fetched
		if kept.IsZero() {
			kept = q.now // whoever gave it to us has it, and does not say since when
		}
		list.result.GoodUntil = earlier(list.result.GoodUntil, kept.Add(ttl))
	}
	if resource.Stale {
		list.remarks = append(list.remarks, Problem{Code: StatusListExpired, Severity: Note,
			Message: "the list " + limits.Abridge(l.url) + " is older than its host lets it be, because the host did not answer"})
	}
	aged := q.fetched(&list.result, resource, from)
	switch {
	case from.After(q.now.Add(skew)):
		return q.expired("the list %s counts from %s on; now it is %s", limits.Abridge(l.url), stamp(from), stamp(q.now))
	case !until.IsZero() && until.Before(q.now.Add(-skew)):
		return q.expired("the list %s ended on %s; now it is %s", limits.Abridge(l.url), stamp(until), stamp(q.now))
	case ttl > 0 && !resource.Fetched.IsZero() && q.now.Sub(resource.Fetched) > ttl:
		return q.expired("the list %s was fetched on %s and may be kept for %v", limits.Abridge(l.url), stamp(resource.Fetched), ttl)
	case aged != nil:
		return aged
	}
	// Only a badge that may pass teaches which list is the newest: a stranger's badges
	// cannot push out what is known of the lists of those who are trusted. Nor does a
	// list that begins to count only at the time as of which somebody asks. A host may
	// make its list anew for everybody who asks, and the newer one be here first.
	newest := q.Verifier.lists.newest(l.url, c.view.Issuer.ID, from, q.passed(CheckTrust) && !from.After(q.today.Add(skew)))
	if from.Before(newest.Add(-limits.FetchTotal)) {
		return q.expired("the list %s is of %s, and one of %s has been read before: its host has put an older one in its place", limits.Abridge(l.url), stamp(from), stamp(newest))
	}
	return nil
}

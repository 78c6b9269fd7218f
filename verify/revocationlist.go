package verify

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// askRevocations asks an 1EdTechRevocationList: a JSON document that nobody signs and
// that names the credentials that were revoked. What vouches for it is where it stands,
// so it counts at the origin of whoever may say whether the badge was revoked, and
// nowhere else.
func (q *inquiry) askRevocations(r *StatusResult) {
	if !q.mayAsk(r.List) {
		return
	}
	if q.view.ID == "" {
		q.settle(q.open(StatusUnsupported, nil, "the list names credentials by their id, and this one has none"))
		return
	}
	var issuers []string
	for _, id := range append([]string{q.view.Issuer.ID}, q.cfg.StatusIssuers...) {
		if origin := originOf(r.List); origin != "" && originOfIssuer(id) == origin {
			issuers = append(issuers, id)
		}
	}
	if len(issuers) == 0 {
		q.settle(q.open(credential.StatusIssuerUntrusted, nil, "nobody signs the list %s, and it does not stand at the origin of the issuer %s: anybody could have written it",
			limits.Abridge(r.List), limits.Abridge(q.view.Issuer.ID)))
		return
	}
	d, kept := q.revocations(r, issuers, false)
	if kept && d != nil && d.stale {
		if newer, _ := q.revocations(r, issuers, true); newer == nil || !newer.open {
			d = newer
		}
	}
	if d != nil {
		q.settle(d)
		return
	}
	q.judge(r)
}

// revocations fetches and reads the list. kept says that it came from a cache.
func (q *inquiry) revocations(r *StatusResult, issuers []string, again bool) (d *doubt, kept bool) {
	resource, d := q.get(r.List, "application/json", again)
	if d != nil {
		return d, false
	}
	tape, err := strictjson.Parse(resource.Data, strictjson.Limits{Size: limits.FetchedList, Nodes: limits.RevokedNodes})
	root := tape.Root()
	switch {
	case errors.Is(err, strictjson.ErrTooLarge):
		return q.open(credential.StatusListTooLarge, err, "the list %s is larger than is read: %v", limits.Abridge(r.List), err), false
	case err != nil:
		return q.open(StatusUnavailable, err, "at %s stands no list: %v", limits.Abridge(r.List), err), false
	case root.Kind() != strictjson.Object:
		return q.open(StatusUnavailable, nil, "at %s stands no list: a JSON object is needed; found %s", limits.Abridge(r.List), root.Kind()), false
	}
	if id := root.Get("id"); id.Says() && unescaped(id.Text()) != unescaped(r.List) {
		return q.refuse(credential.StatusVerification, nil, "the %s names the list %s; what is there (%s) says that it is %s", q.noun(),
			limits.Abridge(r.List), limits.Abridge(resource.URL), limits.Abridge(string(id.Raw()))), false
	}
	issuer := root.Get("issuer")
	if issuer.Kind() == strictjson.Object {
		issuer = issuer.Get("id")
	}
	name := unescaped(issuer.Text())
	if !slices.ContainsFunc(issuers, func(id string) bool { return unescaped(id) == name }) {
		return q.open(credential.StatusIssuerUntrusted, nil, "the list %s is said to be by %q, and the %s is by %q", limits.Abridge(r.List), limits.Abridge(name), q.noun(), limits.Abridge(q.view.Issuer.ID)), false
	}
	r.GoodUntil = time.Time{}
	d = q.fetched(r, resource, time.Time{})
	if fault := q.search(r, root); fault != nil {
		return fault, false
	}
	return d, resource.FromCache
}

// search looks for the credential under both names that the member goes by. An entry is
// an object with an id, or the id alone; revoked: false takes it back. Of two entries
// with one id the one that revokes counts. A document without such a member is no list,
// whatever else it says, and an entry that names nobody could mean this badge.
func (q *inquiry) search(r *StatusResult, root strictjson.Value) *doubt {
	r.Known, r.Value, r.Message = true, 0, ""
	own, nameless := unescaped(q.view.ID), 0
	judge := func(entry strictjson.Value) {
		id := entry
		if entry.Kind() == strictjson.Object {
			id = entry.Get("id")
		}
		name := unescaped(id.Text())
		if id.Kind() != strictjson.String || name != own && !strings.Contains(name, ":") {
			nameless++ // ids are URLs
			return
		}
		if name != own || entry.Get("revoked").Kind() == strictjson.False {
			return
		}
		r.Value = 1
		if reason := entry.Get("revocationReason").Text(); reason != "" {
			r.Message = reason
		}
	}
	lists, broken := 0, (*doubt)(nil)
	for _, name := range [...]string{"revokedCredential", "revokedCredentials"} {
		list := root.Get(name)
		if list.Exists() {
			lists++
		}
		switch list.Kind() {
		case strictjson.Array:
			for _, entry := range list.Elements() {
				judge(entry)
			}
		case strictjson.Object, strictjson.String: // a list of one, as some write it
			judge(list)
		case strictjson.Invalid:
		default:
			broken = q.open(credential.StatusListMalformed, nil, "%s is to be a list; found %s", name, list.Kind())
		}
	}
	switch {
	case r.Value != 0:
		return nil
	case broken != nil:
		r.Known = false
		return broken
	case lists == 0:
		r.Known = false
		return q.open(StatusUnavailable, nil, "at %s stands no list: it has no member revokedCredential", limits.Abridge(r.List))
	case nameless > 0:
		r.Known = false
		return q.open(credential.StatusListMalformed, nil, "the list has %d entries that name no credential by its id, so whether this one is among them cannot be told", nameless)
	}
	return nil
}

// originOfIssuer is where an issuer may publish: the origin of an https URL, or of the
// host of a did:web; "" of any other.
func originOfIssuer(id string) string {
	web, ok := strings.CutPrefix(id, "did:web:")
	if !ok {
		return originOf(id)
	}
	host, _, _ := strings.Cut(web, ":")
	for _, colon := range []string{"%3A", "%3a"} {
		host = strings.Replace(host, colon, ":", 1)
	}
	if strings.ContainsAny(host, "%/?#@[]") {
		return ""
	}
	return originOf("https://" + host)
}

package verify

import (
	"context"
	"errors"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A keyAnswer is what a Resolver has answered to one question of a verification, or why
// it did not, and the documents that it asked for.
type keyAnswer struct {
	query  KeyQuery
	method credential.Method
	err    error
	used   []use
}

// key asks r, unless the verification has had the answer. Every proof names its key, and
// a stranger wrote the names, so the questions are counted as the fetches are. kept says
// that the answer may be wanted again; a key that a header shows is compared nowhere.
func (o *outing) key(ctx context.Context, r Resolver, q KeyQuery, kept bool) (credential.Method, error) {
	kept = kept && q.Shown == nil
	if kept {
		if a := o.hadKey(q); a != nil {
			return a.method, a.err
		}
	}
	from, err := o.lookUp(q)
	if err != nil {
		return credential.Method{}, err
	}
	m, err := r.Resolve(ctx, q)
	if kept && !cutShort(err) {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.keys = append(o.keys, keyAnswer{q, m, err, o.used[from:len(o.used):len(o.used)]})
	}
	return m, err
}

// cutShort reports whether a question failed by what whoever asked it still had, in
// questions or in time. The endorsements have less than the badge that is presented next,
// which asks for itself.
func cutShort(err error) bool { return errors.Is(err, errSpent) || errors.Is(err, Interrupted) }

// hadKey is the answer to a question that was put before. What it rested on, the stage
// that asks now rests on too.
func (o *outing) hadKey(q KeyQuery) *keyAnswer {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i := range o.keys {
		a := &o.keys[i]
		if a.query.Method != q.Method || a.query.Issuer != q.Issuer {
			continue
		}
		for _, u := range a.used {
			o.used = append(o.used, use{u.source, o.check})
		}
		return a
	}
	return nil
}

// lookUp counts one question, and says where the documents begin that it asks for.
func (o *outing) lookUp(q KeyQuery) (from int, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	left := &o.lookups
	if o.check == CheckEndorsements {
		left = &o.aside.lookups
	}
	if *left == 0 {
		return 0, credential.NewProblem(credential.ResolveFailed, "", errSpent, "the key %s was not looked up: so many keys are not asked for in one verification", limits.Abridge(q.Method))
	}
	*left--
	return len(o.used), nil
}

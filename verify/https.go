package verify

import (
	"context"
	"errors"
	"slices"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// HTTPS returns the Resolver for issuers and keys that are named by https URLs, whose
// documents f fetches. What stands at the URL of a key, its fragment cut off, may be a
// JWK or JWK set (RFC 7517), a verification method on its own, a controlled identifier
// document, or the page of an issuer that lists keys as one does (Controlled Identifiers
// 1.0 section 2).
//
// A host may have many issuers, so that it is the issuer's host is not enough. A key is
// the issuer's only if
//   - the document at the issuer's own URL, which has to have that very URL as its id,
//     lists it under assertionMethod (or authentication, for presentations): then the
//     key may even stand on another host, or
//   - it stands below the issuer's URL, by whole segments of the path, or the issuer's
//     URL has no path, or
//   - it is a JWK of the issuer's host that says so itself, with the issuer as iss, in
//     the host's own set, /.well-known/jwks.json, or at the URL of the key, if that is
//     the issuer's own document lists no keys and it is not where its neighbours publish: https://host/issuers/1 is a neighbour of
//     whatever else stands below https://host/issuers, and one whose URL has a single
//     segment is everybody's on its host. A neighbour could name any issuer.
//
// A method that names a controller other than the issuer is not the issuer's, whoever
// lists it.
//
// Where no issuer is asked for, the controller is whose document lists the key; of a
// JWK that names none, it is the document in which it stands.
func HTTPS(f Fetcher) Resolver { return httpsKeys{f} }

type httpsKeys struct{ f Fetcher }

func (h httpsKeys) Resolve(ctx context.Context, q KeyQuery) (credential.Method, error) {
	if err := judgeHTTPS(q.Method); err != nil {
		return credential.Method{}, err
	}
	if q.Issuer == "" {
		return h.anybodys(ctx, q)
	}
	switch err := judgeHTTPS(q.Issuer); {
	case err != nil:
		return credential.Method{}, err
	case documentURL(q.Method) == documentURL(q.Issuer):
		return h.fromOwn(ctx, q)
	}
	return h.fromElsewhere(ctx, q)
}

// fromOwn looks in the issuer's own document, and, where that has no such key, in the
// set of its host.
func (h httpsKeys) fromOwn(ctx context.Context, q KeyQuery) (credential.Method, error) {
	at := documentURL(q.Issuer)
	m, err := lookIn(ctx, h.f, at, func(root strictjson.Value) (credential.Method, error) {
		kind, err := kindOf(root, at)
		if err != nil {
			return credential.Method{}, err
		}
		if kind == keySet {
			return issuersKey(root, at, q, true)
		}
		d, err := readController(root, q.Issuer)
		switch {
		case err != nil:
			return credential.Method{}, err
		case q.Method == q.Issuer:
			return d.only(q)
		}
		return d.method(q.Method)
	})
	if goesOn(err) {
		return h.orFromHost(ctx, q, err)
	}
	return m, err
}

// fromElsewhere looks where the key is said to stand, if that is the issuer's own
// place, and then asks the issuer's document whether it lists the key.
func (h httpsKeys) fromElsewhere(ctx context.Context, q KeyQuery) (credential.Method, error) {
	var before error
	if isOwn(q.Issuer, documentURL(q.Method)) {
		m, err := h.keyAt(ctx, q)
		if err == nil && len(m.Purposes) == 0 {
			err = credential.NewProblem(credential.KeyRelationship, "", nil, "the key %s is published under no relationship", limits.Abridge(q.Method))
		}
		if err == nil || !goesOn(err) {
			return m, err
		}
		before = err
	}
	m, lists, err := h.listed(ctx, q)
	if !goesOn(err) {
		return m, err
	}
	if before != nil && !errors.Is(err, errJustAsked) {
		err = before
	}
	if !lists && isApart(q.Issuer, documentURL(q.Method)) {
		switch m, errThere := h.attributed(ctx, q, documentURL(q.Method)); {
		case !goesOn(errThere):
			return m, errThere
		case errors.Is(errThere, errJustAsked):
			err = errThere
		}
	}
	return h.orFromHost(ctx, q, err)
}

// goesOn reports whether a key may still be found in another place.
func goesOn(err error) bool {
	p, ok := errors.AsType[*Problem](err)
	return ok && p.Code != Interrupted && (lacks(err) || p.Code == KeyControllerMismatch || undecided(p.Code))
}

// listed asks the issuer's document. A key that it only names is fetched from where
// its name says, on whatever host that is: the issuer has written the name. lists says
// that the document lists keys at all, and so says itself which are the issuer's.
func (h httpsKeys) listed(ctx context.Context, q KeyQuery) (m credential.Method, lists bool, err error) {
	at := documentURL(q.Issuer)
	var purposes []string // under which the document names a key that it does not hold
	m, err = lookIn(ctx, h.f, at, func(root strictjson.Value) (credential.Method, error) {
		purposes = nil
		d, err := readController(root, q.Issuer)
		if err != nil {
			return credential.Method{}, err
		}
		lists = len(d.methods) > 0
		if l := d.listed(q.Method); l != nil && !l.method.Exists() {
			purposes = l.purposes
			return credential.Method{}, nil
		}
		return d.method(q.Method)
	})
	switch {
	case errors.Is(err, credential.KeyNotFound):
		return m, lists, credential.NewProblem(KeyControllerMismatch, "", nil, "the key %s is not listed by %s, and stands where another issuer could have put it", limits.Abridge(q.Method), limits.Abridge(q.Issuer))
	case err != nil || purposes == nil:
		return m, lists, err
	}
	m, err = h.keyAt(ctx, q)
	m.Purposes = purposes
	return m, lists, err
}

// keyAt reads the key where it stands, as one of the issuer's. That the issuer has
// said so, or that nobody else could have put it there, is the caller's to know.
func (h httpsKeys) keyAt(ctx context.Context, q KeyQuery) (credential.Method, error) {
	at := documentURL(q.Method)
	return lookIn(ctx, h.f, at, func(root strictjson.Value) (credential.Method, error) {
		kind, err := kindOf(root, at)
		if err != nil {
			return credential.Method{}, err
		}
		switch kind {
		case keySet:
			return issuersKey(root, at, q, true)
		case singleMethod:
			return methodAlone(root, at, q.Method, q.Issuer)
		}
		d, err := readController(root, at)
		if err != nil {
			return credential.Method{}, err
		}
		l := d.listed(q.Method)
		if l == nil || !l.method.Exists() {
			return d.method(q.Method) // which says what is missing
		}
		m, err := readMethod(l.method, l.id, q.Issuer)
		m.Purposes = l.purposes
		return m, err
	})
}

// orFromHost looks in the set of keys that the host itself publishes, and returns err
// if it is not there.
func (h httpsKeys) orFromHost(ctx context.Context, q KeyQuery, err error) (credential.Method, error) {
	m, errHost := h.attributed(ctx, q, originOf(q.Issuer)+"/.well-known/jwks.json")
	switch {
	case errors.Is(errHost, errJustAsked):
		return credential.Method{}, errHost
	case goesOn(errHost):
		return credential.Method{}, err
	}
	return m, errHost
}

// attributed looks in a set of keys, or a key, that may be of several issuers, for one
// that says it is this issuer's. That no neighbour has written it is the caller's to know.
func (h httpsKeys) attributed(ctx context.Context, q KeyQuery, at string) (credential.Method, error) {
	return lookIn(ctx, h.f, at, func(root strictjson.Value) (credential.Method, error) {
		kind, err := kindOf(root, at)
		if err == nil && kind != keySet {
			err = credential.NewProblem(credential.ResolveHTTP, "", nil, "%s is no set of keys", limits.Abridge(at))
		}
		if err != nil {
			return credential.Method{}, err
		}
		return issuersKey(root, at, q, isOwn(q.Issuer, at))
	})
}

// issuersKey picks the key of a set that is the issuer's: one that says so itself, or
// says nothing where only the issuer's stand.
func issuersKey(root strictjson.Value, at string, q KeyQuery, own bool) (credential.Method, error) {
	keys, alone, err := readKeys(root, at)
	if err != nil {
		return credential.Method{}, err
	}
	theirs := slices.Clone(keys)
	keys = slices.DeleteFunc(keys, func(k publishedJWK) bool { return k.iss != q.Issuer && (k.iss != "" || !own) })
	m, err := pick(keys, alone, at, q)
	if lacks(err) && len(keys) < len(theirs) {
		if _, other := pick(theirs, alone, at, q); !lacks(other) {
			return m, credential.NewProblem(KeyControllerMismatch, "", nil, "the key %s at %s does not say that it belongs to %s", limits.Abridge(q.Method), limits.Abridge(at), limits.Abridge(q.Issuer))
		}
	}
	return m, err
}

// methodAlone reads a document that is a verification method and nothing else.
func methodAlone(root strictjson.Value, at, id, controller string) (credential.Method, error) {
	if own := root.Get("id"); !own.Is(id) {
		return credential.Method{}, credential.NewProblem(credential.ResolveDocID, "", nil, "the key that was fetched for %s has the id %q", limits.Abridge(id), limits.Abridge(own.Text()))
	}
	m, err := readMethod(root, id, controller)
	m.Purposes = []string{credential.AssertionMethod}
	return m, err
}

// A documentKind says what a document with keys is, by its members.
type documentKind int

const (
	controlled   documentKind = iota // lists methods, or none
	keySet                           // a JWK set, or a JWK
	singleMethod                     // a verification method
)

// kindOf tells the kinds apart. What could be two of them is none.
func kindOf(root strictjson.Value, at string) (kind documentKind, err error) {
	found := 0
	for _, mark := range [...]struct {
		names []string
		kind  documentKind
	}{
		{[]string{"verificationMethod", credential.AssertionMethod, credential.Authentication}, controlled},
		{[]string{"keys"}, keySet},
		{[]string{"kty"}, keySet},
		{[]string{"publicKeyMultibase", "publicKeyJwk", "publicKeyBase58"}, singleMethod},
	} {
		if slices.ContainsFunc(mark.names, func(name string) bool { return root.Get(name).Exists() }) {
			kind = mark.kind
			found++
		}
	}
	if found > 1 {
		return 0, credential.NewProblem(credential.SchemaInvalid, "", nil, "the document %s is refused: it could be read as a set of keys, a key, or a list of methods", limits.Abridge(at))
	}
	return kind, nil
}

// anybodys finds the key whoever's it is. One that names somebody as its controller is
// theirs if they say so, too, and nobody's otherwise.
func (h httpsKeys) anybodys(ctx context.Context, q KeyQuery) (credential.Method, error) {
	at := documentURL(q.Method)
	kind := controlled
	m, err := lookIn(ctx, h.f, at, func(root strictjson.Value) (m credential.Method, err error) {
		if kind, err = kindOf(root, at); err != nil {
			return m, err
		}
		switch kind {
		case singleMethod:
			return methodAlone(root, at, q.Method, root.Get("controller").Text())
		case keySet:
			keys, alone, err := readKeys(root, at)
			if err != nil {
				return m, err
			}
			return pick(keys, alone, at, q)
		}
		d, err := readController(root, at)
		switch {
		case err != nil:
			return m, err
		case q.Method == at:
			return d.only(q)
		}
		return d.method(q.Method)
	})
	if err != nil || kind == controlled || kind == keySet && m.Controller == at {
		return m, err
	}
	if q.Issuer = m.Controller; judgeHTTPS(q.Issuer) != nil {
		return credential.Method{}, credential.NewProblem(KeyControllerMismatch, "", nil, "the key %s names %s as its controller, who cannot be asked here", limits.Abridge(q.Method), limits.Abridge(q.Issuer))
	}
	if kind == singleMethod {
		m, _, err := h.listed(ctx, q)
		return m, err
	}
	return h.Resolve(ctx, q)
}

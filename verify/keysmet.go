package verify

import (
	"slices"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// keysMet are the keys that a verification has met whose proofs did not hold. They are
// kept of no other, and the documents are read when somebody asks.
type keysMet struct {
	issuer    string
	judged    []credential.Method
	pinned    []credential.Method
	documents []*Resource
}

// met is what there is of keys once the proofs have not held.
func (c *corridor) met() *keysMet {
	if c.passed(CheckProof) || c.Verifier == nil {
		return nil
	}
	m := &keysMet{pinned: c.cfg.Methods}
	if c.secured != nil {
		m.issuer = c.owner()
	}
	for _, p := range c.counted {
		m.judged = append(m.judged, *p.method)
	}
	m.documents = c.outing.keyDocuments(c.before)
	return m
}

// keyDocuments returns the documents that were asked for to find keys, from the given
// question on, in that order.
func (o *outing) keyDocuments(from int) []*Resource {
	o.mu.Lock()
	defer o.mu.Unlock()
	var list []*Resource
	for _, u := range o.used[min(from, len(o.used)):] {
		if u.check != CheckKey {
			continue
		}
		for r, a := range o.asked {
			if a.source == u.source && a.resource != nil && r.Key && !slices.Contains(list, a.resource) {
				list = append(list, a.resource)
			}
		}
	}
	return list
}

// Keys returns the public keys that the verification met, for whoever asks why a proof
// did not hold (package explain): those that proofs were judged with, and then the others
// of the same controller that the caller has named (Config.Methods) or that the documents
// list which were asked for then (Sources). Where it was not found out whose key it would
// have to be, they are all those that the caller has named. None of them is a reason to
// believe anything, nobody is asked, and it is nil if the proofs have held.
func (r *Report) Keys() []credential.Method { return r.met.keys() }

// Keys is as that of Report.
func (r *ProofReport) Keys() []credential.Method { return r.met.keys() }

// Keys is as that of Report, of the proofs of the presentation itself and their holder.
func (r *PresentationReport) Keys() []credential.Method { return r.met.keys() }

func (m *keysMet) keys() []credential.Method {
	if m == nil {
		return nil
	}
	list := slices.Clone(m.judged)
	for _, k := range m.pinned {
		judged := func(other credential.Method) bool { return other.ID == k.ID }
		if m.issuer == "" || k.Controller == m.issuer && !slices.ContainsFunc(m.judged, judged) {
			list = append(list, k)
		}
	}
	left := limits.DiagnosisKeys // to read one of a document costs, and a stranger wrote it
	for _, document := range m.documents {
		root, err := readDocument(document)
		if err != nil {
			continue
		}
		m.listed(root, document.URL, func(read func() (credential.Method, error)) bool {
			left--
			k, err := read()
			known := func(other credential.Method) bool { return multikey.Equal(other.Key, k.Key) }
			if err == nil && k.Check() == nil && !slices.ContainsFunc(list, known) {
				list = append(list, k)
			}
			return left > 0
		})
		if left <= 0 {
			break
		}
	}
	return list
}

// listed gives take what a document lists as keys of the issuer, until that has enough.
func (m *keysMet) listed(root strictjson.Value, at string, take func(read func() (credential.Method, error)) bool) {
	if d, err := readController(root, m.issuer); err == nil {
		for i := range d.methods {
			if d.methods[i].method.Exists() && !take(func() (credential.Method, error) { return d.read(&d.methods[i]) }) {
				return
			}
		}
		return
	}
	keys, _, err := readKeys(root, at)
	if err != nil {
		return
	}
	for _, k := range keys {
		if (k.iss == "" || k.iss == m.issuer) && !take(func() (credential.Method, error) { return credential.JWKMethod(at+"#"+k.kid, m.issuer, k.jwk.Raw()) }) {
			return
		}
	}
}

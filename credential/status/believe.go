package status

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/bitstring"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A Recovery is what Recover goes by.
//
// Of a BitstringStatusList it believes what one of Keys signed as the list of that URL:
// each of its proofs is by such a key, for assertionMethod, its issuer is that key's
// Controller, its id is the URL, and its form and its purpose are those with which the
// list was opened, if the store still knows. When it was signed nobody can tell, nor
// whether a later edition has been signed: an older one brings fewer revocations back, and
// a list whose validUntil has passed is believed like any other. So give the last one, from
// where only you can write.
type Recovery struct {
	// Published are the lists as they were last published, by their URLs. nil stands for one
	// that was never published.
	Published map[string][]byte

	// Keys are those of the issuer with which the lists were signed, such as the Method of
	// the Signer of Publication.Issuer. One that is Revoked, or that Expires before Now,
	// counts for nothing: whoever has stolen it signs a list in which nobody is revoked.
	Keys []credential.Method

	// Unsigned believes a RevocationList, too, which nobody signs: that it is at its URL and
	// says so, and that its issuer is a Controller of Keys. Whoever could write there can
	// have anybody revoked, and forgotten. False refuses it (ErrUnsigned).
	Unsigned bool
}

// restored is what a list said when it was last published.
type restored struct {
	number int64
	form   form
	places []int64  // that are set, of a BitstringStatusList
	ids    []string // that are set, of a RevocationList
}

// read reads a list that stands where those of one of these forms do.
func (from Recovery) read(ctx context.Context, url string, forms map[form]bool, known map[int64]form, now time.Time) (restored, error) {
	var r restored
	var below string
	for f := range forms {
		if number, ok := f.number(url); ok {
			r.number, below = number, f.url
		}
	}
	if below == "" {
		return r, errors.New("it is not below the URL of these lists, nor of another one in the store")
	}
	data := from.Published[url]
	read := from.readSigned
	if credential.Detect(data) == credential.ContainerJSON {
		tape, err := strictjson.Parse(data, strictjson.Limits{Size: limits.FetchedList, Nodes: limits.RevokedNodes})
		if err != nil {
			return r, err
		}
		if tape.Root().Get("revokedCredential").Exists() {
			read = from.readUnsigned
		}
	}
	if err := read(ctx, url, data, now, &r); err != nil {
		return r, err
	}
	r.form.url = below
	if f, ok := known[r.number]; ok {
		if f.kind != r.form.kind || f.url != r.form.url || f.kind == BitstringStatusList && f != r.form {
			return r, fmt.Errorf("it was opened as %q, and published as %q", f, r.form)
		}
		r.form = f
	}
	return r, r.form.check()
}

// readSigned reads a BitstringStatusListCredential whose proofs hold.
func (from Recovery) readSigned(ctx context.Context, url string, data []byte, now time.Time, r *restored) error {
	s, err := credential.Parse(data)
	if err != nil {
		return err
	}
	if s.ID() != url {
		return fmt.Errorf("it says that it is %q", limits.Abridge(s.ID()))
	}
	if err := from.authentic(ctx, s, now); err != nil {
		return err
	}
	tape, err := strictjson.Parse(s.Document(), strictjson.Limits{})
	if err != nil {
		return err
	}
	// What stands elsewhere than Publication writes it is not looked for.
	root := tape.Root()
	subject := root.Get("credentialSubject")
	if !names(root.Get("type"), "BitstringStatusListCredential") || !names(subject.Get("type"), "BitstringStatusList") {
		return errors.New("expected a BitstringStatusListCredential with one BitstringStatusList")
	}
	bits, _, err := bitstring.Decode([]byte(subject.Get("encodedList").Text()))
	if err != nil {
		return err
	}
	r.form = form{kind: BitstringStatusList, purpose: subject.Get("statusPurpose").Text(), size: int64(bits.Entries(1))}
	for i := range bits.Entries(1) {
		if set, _ := bits.At(i, 1); set != 0 {
			r.places = append(r.places, int64(i))
		}
	}
	return nil
}

// names reports whether a type, or one of several, is that one.
func names(types strictjson.Value, name string) bool {
	for _, t := range types.Elements() {
		if t.Text() == name {
			return true
		}
	}
	return types.Text() == name
}

// authentic reports whether every proof is by a key of the list's issuer that still counts.
func (from Recovery) authentic(ctx context.Context, s *credential.Secured, now time.Time) error {
	refused := func(cause error, format string, args ...any) error {
		err := fmt.Errorf("%w: "+format, append([]any{ErrUnsigned}, args...)...)
		if cause != nil {
			err = fmt.Errorf("%w: %w", err, cause)
		}
		return err
	}
	proofs, err := s.Proofs()
	if err != nil {
		return refused(err, "it cannot be judged")
	}
	checker := s.Checker(nil)
	for _, p := range proofs {
		at := slices.IndexFunc(from.Keys, func(m credential.Method) bool { return m.ID == p.Method && m.Controller == s.IssuerID() })
		if at < 0 {
			return refused(nil, "its issuer is %q, and it was signed with the key %q, which is none of that issuer's among Recovery.Keys", limits.Abridge(s.IssuerID()), limits.Abridge(p.Method))
		}
		m := from.Keys[at]
		if p.Purpose != credential.AssertionMethod || !m.For(p.Purpose) {
			return refused(nil, "its proof is for %q, and a list is signed for %s", limits.Abridge(p.Purpose), credential.AssertionMethod)
		}
		for _, end := range [...]time.Time{m.Revoked, m.Expires} {
			if !end.IsZero() && !now.Before(end) {
				return refused(nil, "the key %s ended on %s", limits.Abridge(m.ID), end.UTC().Format(time.RFC3339))
			}
		}
		t, err := checker.CheckProof(ctx, p, m)
		if err != nil {
			return refused(err, "its proof does not hold")
		}
		_, found, err := s.Read(ctx, t)
		if err != nil {
			return err
		}
		for _, problem := range append(found, s.ConformCredential(t)...) {
			if problem.Severity == credential.Violation {
				return &problem
			}
		}
	}
	return nil
}

// readUnsigned reads an 1EdTechRevocationList, where the caller believes one.
func (from Recovery) readUnsigned(_ context.Context, url string, data []byte, _ time.Time, r *restored) error {
	if !from.Unsigned {
		return fmt.Errorf("%w: nobody signs a %s (Recovery.Unsigned)", ErrUnsigned, RevocationList)
	}
	tape, err := strictjson.Parse(data, strictjson.Limits{Size: limits.FetchedList, Nodes: limits.RevokedNodes})
	if err != nil {
		return err
	}
	root := tape.Root()
	if id := root.Get("id").Text(); id != url {
		return fmt.Errorf("it says that it is %q", limits.Abridge(id))
	}
	issuer := root.Get("issuer").Text()
	if !slices.ContainsFunc(from.Keys, func(m credential.Method) bool { return m.Controller == issuer }) {
		return fmt.Errorf("%w: it says that it is of %q, who has none of Recovery.Keys", ErrUnsigned, limits.Abridge(issuer))
	}
	list := root.Get("revokedCredential")
	if list.Kind() != strictjson.Array {
		return fmt.Errorf("revokedCredential is to be a list; found %s", list.Kind())
	}
	r.form = form{kind: RevocationList, purpose: Revocation, size: limits.StatusRevocations}
	for _, entry := range list.Elements() {
		id := entry.Get("id").Text()
		if err := checkID(id); err != nil {
			return err
		}
		if entry.Get("revoked").Kind() != strictjson.False {
			r.ids = append(r.ids, id)
		}
	}
	return nil
}

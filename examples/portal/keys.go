package main

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/credential/status"
)

// A signingKey is one of the district's. What has become of it stands in files of a
// directory that are only ever added, so that portals need no lock between them, and
// outside of the database, which a backup would take back to before a key was stolen.
type signingKey struct {
	N           int
	Published   mark // since when it stands in the DID document
	Used        mark // since when badges are signed with it
	Compromised mark // since when it counts for nothing
	private     crypto.Signer
	method      credential.Method
}

// A mark is a file that says when something became of a key, by whom, and why.
type mark struct {
	Time        time.Time
	Who, Reason string
}

const (
	markPublished   = "published"
	markUsed        = "used"
	markCompromised = "compromised"
)

// State is what a page says of a key: next, used, retired or compromised.
func (k signingKey) State(all []signingKey) string {
	now := inUse(all)
	switch {
	case !k.Compromised.Time.IsZero():
		return "compromised"
	case k.Used.Time.IsZero():
		return "next"
	case now != nil && now.N == k.N:
		return "used"
	}
	return "retired"
}

// inUse is the newest key that is used and in nobody else's hands; nil where there is none.
func inUse(all []signingKey) *signingKey {
	for i := len(all) - 1; i >= 0; i-- {
		if k := &all[i]; !k.Used.Time.IsZero() && k.Compromised.Time.IsZero() {
			return k
		}
	}
	return nil
}

// A keyring is the directory of the district's keys.
type keyring struct{ dir, issuer string }

func (r keyring) file(n int, ending string) string {
	return filepath.Join(r.dir, fmt.Sprintf("key-%d.%s", n, ending))
}

// read returns the keys that are published, or were, by their numbers.
func (r keyring) read() (all []signingKey, err error) {
	last, err := r.last()
	if err != nil {
		return nil, err
	}
	for n := 1; n <= last; n++ {
		k := signingKey{N: n}
		for ending, to := range map[string]*mark{markPublished: &k.Published, markUsed: &k.Used, markCompromised: &k.Compromised} {
			if *to, err = r.mark(n, ending); err != nil {
				return nil, err
			}
		}
		if k.Published.Time.IsZero() {
			continue // whoever was making it has ended
		}
		text, err := os.ReadFile(r.file(n, "pem"))
		if err != nil {
			return nil, err
		}
		if k.private, err = credential.ReadKey(text); err != nil {
			return nil, err
		}
		k.method = credential.Method{ID: fmt.Sprintf("%s#key-%d", r.issuer, n), Controller: r.issuer, Key: k.private.Public(), Revoked: k.Compromised.Time}
		all = append(all, k)
	}
	return all, nil
}

// last is the highest number that a key has, published or not.
func (r keyring) last() (last int, err error) {
	names, err := os.ReadDir(r.dir)
	if err != nil {
		return 0, err
	}
	for _, name := range names {
		number, ending, _ := strings.Cut(strings.TrimPrefix(name.Name(), "key-"), ".")
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || filepath.Base(r.file(n, ending)) != name.Name() {
			return 0, fmt.Errorf("%s holds %q, which is none of a key's files", r.dir, name.Name())
		}
		last = max(last, n)
	}
	return last, nil
}

func (r keyring) mark(n int, ending string) (m mark, err error) {
	text, err := os.ReadFile(r.file(n, ending))
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	fields := strings.SplitN(strings.TrimSuffix(string(text), "\n"), "\t", 3)
	if len(fields) != 3 {
		return m, fmt.Errorf("%s: expected a time, a person and a reason", r.file(n, ending))
	}
	m.Who, m.Reason = fields[1], fields[2]
	m.Time, err = time.Parse(time.RFC3339, fields[0])
	return m, err
}

// put notes what has become of a key. What was noted before stays.
func (r keyring) put(n int, ending string, m mark) error {
	reason := strings.Map(func(c rune) rune {
		if c < ' ' {
			return ' '
		}
		return c
	}, m.Reason)
	return r.write(n, ending, []byte(m.Time.UTC().Format(time.RFC3339)+"\t"+m.Who+"\t"+reason+"\n"))
}

// write makes a file that is whole once it has its name. One that is there is errChanged.
func (r keyring) write(n int, ending string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(r.dir), ".key")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), r.file(n, ending)); errors.Is(err, fs.ErrExist) {
		return errChanged
	} else if err != nil {
		return err
	}
	return syncDir(r.dir)
}

// add makes a key and publishes it, and says which.
func (r keyring) add(m mark) (n int, err error) {
	last, err := r.last()
	if err != nil {
		return 0, err
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return 0, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return 0, err
	}
	if err := r.write(last+1, "pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})); err != nil {
		return 0, err
	}
	return last + 1, r.put(last+1, markPublished, m)
}

// first makes the first key of a district, unless there is one.
func (r keyring) first(now time.Time) error {
	if err := makeDir(r.dir, 0o700); err != nil {
		return err
	}
	all, err := r.read()
	if err != nil || inUse(all) != nil {
		return err
	}
	n, err := r.add(mark{Time: now})
	if err != nil {
		return err
	}
	return r.put(n, markUsed, mark{Time: now})
}

// ahead is how long a key is published before it is used: verifiers, and caches on the way
// to them, may go by an older document for so long (credential.Identity).
const publishAhead = time.Hour

var errEarly = errors.New("the key was published less than an hour ago, and verifiers may not know of it yet")

// next publishes a key that is to be used later. There is one at a time.
func (r keyring) next(m mark) error {
	all, err := r.read()
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(k signingKey) bool { return k.State(all) == "next" }) {
		return fmt.Errorf("%w: there is a key that is not used yet", errChanged)
	}
	_, err = r.add(m)
	return err
}

// use signs from now on with the key that was published for it.
func (r keyring) use(n int, m mark) error {
	all, err := r.read()
	if err != nil {
		return err
	}
	for _, k := range all {
		if k.N != n || k.State(all) != "next" {
			continue
		}
		if m.Time.Sub(k.Published.Time) < publishAhead {
			return errEarly
		}
		return r.put(n, markUsed, m)
	}
	return errChanged
}

// compromised says of a key that it may be in other hands: from now on a verifier refuses
// all that it ever signed. If it was in use, another takes its place at once.
func (r keyring) compromised(n int, m mark) error {
	all, err := r.read()
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(k signingKey) bool { return k.N == n && k.Compromised.Time.IsZero() })
	if at < 0 {
		return errChanged
	}
	if all[at].State(all) == "used" {
		after := 0
		for _, k := range all {
			if k.State(all) == "next" {
				after = k.N
			}
		}
		if after == 0 {
			if after, err = r.add(mark{m.Time, m.Who, fmt.Sprintf("in the place of key %d", n)}); err != nil {
				return err
			}
		}
		if err := r.put(after, markUsed, mark{m.Time, m.Who, fmt.Sprintf("in the place of key %d", n)}); err != nil {
			return err
		}
	}
	return r.put(n, markCompromised, m)
}

// equip gives an office the key that is in use, and what signs with it.
func (o *office) equip() error {
	all, err := o.keys.read()
	if err != nil {
		return err
	}
	k := inUse(all)
	if k == nil {
		return fmt.Errorf("%s holds no key that is in use", o.keys.dir)
	}
	signer, err := credential.NewSigner(credential.Method{ID: k.method.ID, Controller: k.method.Controller}, k.private)
	if err != nil {
		return err
	}
	o.known = all
	issuer := &credential.Issuer{Signer: signer, Profile: badge.Profile{Name: "Demonstration School District"}, Status: o.lists, Now: o.now}
	o.publication = &status.Publication{Lists: o.lists, Issuer: issuer, To: o.www}
	o.awards, err = award.New(award.Config{Issuer: issuer, Program: summit.Program(), Publication: looks(o.base), Store: o.db.awards(), Deliverer: o, Once: true, Endorse: o.endorse(issuer), Now: o.now})
	return err
}

// looks are how the achievements look in badges of this portal.
func looks(base string) badge.Publication {
	levels := rubric()
	return badge.Publication{BaseURL: base + "/achievements", Rubric: &levels, Image: summit.Image}
}

// methods are the keys as they are published.
func (o *office) methods() (list []credential.Method) {
	for _, k := range o.known {
		list = append(list, k.method)
	}
	return list
}

// stale reports whether something has become of a key since the office was equipped.
func (o *office) stale() (bool, error) {
	all, err := o.keys.read()
	return !slices.EqualFunc(all, o.known, func(a, b signingKey) bool {
		return a.N == b.N && a.Used == b.Used && a.Compromised == b.Compromised
	}), err
}

// renewed is the office as its keys are by now: itself, or another that signs with another
// key, and has published which there are.
func (o *office) renewed(ctx context.Context) (*office, error) {
	if stale, err := o.stale(); err != nil || !stale {
		return o, err
	}
	next := &office{}
	*next = *o
	next.kinds = map[string]string{}
	if err := next.equip(); err != nil {
		return nil, err
	}
	return next, next.announce(ctx)
}

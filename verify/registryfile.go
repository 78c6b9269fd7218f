package verify

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A RegistryFile is a Registry of the issuers that a file names. ReadRegistry makes
// one; a nil one and the zero RegistryFile can be asked nothing. Its fields are set
// before it is used, and not changed afterwards.
type RegistryFile struct {
	// Updated is when the file was last changed, as it says itself: "updated", or else
	// "created", of its "meta". Zero if it does not say.
	Updated time.Time

	// MaxAge is how long after Updated the file still answers. Once it is older, or if
	// its age is not known, it answers with an error, never that an issuer is unknown:
	// whoever was removed from the registry must not stay in it for good where nobody
	// brings the file up to date. Zero means that it answers for ever, as Config.Issuers
	// does, for a file that the caller keeps himself.
	MaxAge time.Duration

	// Now is the clock that its age is judged by. Nil means time.Now. It is not the time
	// that a badge is judged as of (Verifier.At): how old a list is has nothing to do
	// with that.
	Now func() time.Time

	names map[string]string // of the issuers, by id
}

// ReadRegistry reads a registry of issuers in the form
//
//	{"meta": {"created": "…", "updated": "…"},
//	 "registry": {"did:web:school.example": {"name": "…", "location": "…", "url": "…"}}}
//
// as federations of issuers publish them. The ids are compared with issuer.id of a
// badge as strings. Times are RFC 3339, or have their offset without a colon, as
// +0000. All members of an entry, and "meta", may be missing.
//
// The file is read strictly: one that is cut off, names an issuer twice or nobody, or
// says of one what is not known here, and what might be that it is one no longer, is
// an error that says where.
func ReadRegistry(data []byte) (*RegistryFile, error) {
	tape, err := strictjson.Parse(data, strictjson.Limits{Size: limits.Registry, Members: limits.RegistryIssuers, Name: limits.Identifier})
	if err != nil {
		return nil, fmt.Errorf("verify: the registry cannot be read: %w", err)
	}
	f := &RegistryFile{}
	if err := f.read(tape.Root()); err != nil {
		return nil, fmt.Errorf("verify: the registry cannot be read: %w", err)
	}
	return f, nil
}

func (f *RegistryFile) read(root strictjson.Value) error {
	if err := members(root, "meta", "registry"); err != nil {
		return err
	}
	if meta := root.Get("meta"); meta.Exists() {
		if meta.Kind() != strictjson.Object {
			return unexpected(meta, "an object")
		}
		for _, name := range []string{"created", "updated"} { // the later word counts
			at, err := registryTime(meta.Get(name))
			if err != nil {
				return err
			}
			if !at.IsZero() {
				f.Updated = at
			}
		}
	}
	list := root.Get("registry")
	switch {
	case !list.Exists():
		return errors.New("/registry: expected a member of the document, an object of issuers by their ids; it has none")
	case list.Kind() != strictjson.Object:
		return unexpected(list, "an object of issuers by their ids")
	case list.Len() == 0:
		return errors.New("/registry: expected an issuer, found none")
	}
	f.names = make(map[string]string, list.Len())
	for id, entry := range list.Members() {
		if u, err := url.Parse(id); err != nil || !u.IsAbs() {
			return fmt.Errorf("%s: expected the id of an issuer, a DID or a URL", place(entry))
		}
		if err := members(entry, "name", "location", "url"); err != nil {
			return err
		}
		for _, m := range entry.Members() {
			if m.Kind() != strictjson.String {
				return unexpected(m, "a string")
			}
		}
		f.names[id] = entry.Get("name").Text()
	}
	return nil
}

// members refuses a value that is no object, and one with other members.
func members(v strictjson.Value, known ...string) error {
	if v.Kind() != strictjson.Object {
		return unexpected(v, "an object")
	}
next:
	for name, m := range v.Members() {
		for _, k := range known {
			if name == k {
				continue next
			}
		}
		return fmt.Errorf("%s: expected no other members than %s", place(m), strings.Join(known, ", "))
	}
	return nil
}

func unexpected(v strictjson.Value, wanted string) error {
	return fmt.Errorf("%s: expected %s, found %v", place(v), wanted, v.Kind())
}

func place(v strictjson.Value) string {
	if p := v.Pointer(); p != "" {
		return limits.Abridge(p)
	}
	return "the document"
}

// timeForm is RFC 3339, and besides an offset without a colon, which is how files in
// the wild write it.
var timeForm = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)(?:Z|([+-](?:[01]\d|2[0-3])):?([0-5]\d))$`)

func registryTime(v strictjson.Value) (time.Time, error) {
	if !v.Exists() {
		return time.Time{}, nil
	}
	parts := timeForm.FindStringSubmatch(v.Text())
	if parts == nil {
		return time.Time{}, fmt.Errorf("%s: expected a time such as 2023-05-11T14:02:16Z, found %q", place(v), limits.Abridge(v.Text()))
	}
	text := parts[1] + "Z"
	if parts[2] != "" {
		text = parts[1] + parts[2] + ":" + parts[3]
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || at.IsZero() {
		return time.Time{}, fmt.Errorf("%s: no calendar has the time %q", place(v), limits.Abridge(v.Text()))
	}
	return at, nil
}

// Issuer reports whether the file names the issuer, and under which name.
func (f *RegistryFile) Issuer(_ context.Context, id string) (name string, known bool, err error) {
	if f == nil || f.names == nil {
		return "", false, settled("this RegistryFile was not made by verify.ReadRegistry")
	}
	if err := f.fresh(); err != nil {
		return "", false, err
	}
	name, known = f.names[id]
	return name, known, nil
}

// fresh reports whether the file may still answer.
func (f *RegistryFile) fresh() error {
	if f.MaxAge == 0 {
		return nil
	}
	now := time.Now
	if f.Now != nil {
		now = f.Now
	}
	at := now()
	switch {
	case f.Updated.IsZero():
		return settled(fmt.Sprintf("the file does not say when it was last changed; it may be %v old", f.MaxAge))
	case at.IsZero():
		return settled("the clock gave no time, so how old the file is cannot be judged")
	case f.Updated.After(at.Add(MaxClockSkew)):
		return settled(fmt.Sprintf("the file says that it was changed on %s; now it is %s, so its age is not known", stamp(f.Updated), stamp(at)))
	case at.After(f.Updated.Add(f.MaxAge)):
		return settled(fmt.Sprintf("the file was last changed on %s, and may be %v old; now it is %s", stamp(f.Updated), f.MaxAge, stamp(at)))
	}
	return nil
}

// until is the last instant at which the file answers; zero if it answers for ever.
func (f *RegistryFile) until() time.Time {
	if f == nil || f.MaxAge == 0 || f.Updated.IsZero() {
		return time.Time{}
	}
	return f.Updated.Add(f.MaxAge)
}

// Registries is several Registries as one. They are asked in their order, until one
// knows the issuer: it is known if one of them knows it, by the name that it has
// there; unknown only if every one of them has answered that it is; and otherwise
// there is no answer, but the errors of those that had none. Without a Registry in it
// there is never an answer.
type Registries []Registry

// Issuer asks them.
func (rs Registries) Issuer(ctx context.Context, id string) (name string, known bool, err error) {
	if len(rs) == 0 {
		return "", false, settled("there is no registry to ask")
	}
	var errs []error
	for i, r := range rs {
		if r == nil {
			errs = append(errs, settled(fmt.Sprintf("registry %d of %d is nil", i+1, len(rs))))
			continue
		}
		name, known, err := r.Issuer(ctx, id)
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("registry %d of %d: %w", i+1, len(rs), err))
		case known:
			return name, true, nil
		}
	}
	return "", false, errors.Join(errs...)
}

// until is the least of those that know when they end: which of them answered is
// not told, and this errs on the side of asking again.
func (rs Registries) until() time.Time {
	var least time.Time
	for _, r := range rs {
		least = earlier(least, endOf(r))
	}
	return least
}

// endOf is the last instant at which a Registry of this package answers, zero if it
// answers for ever, or is somebody's plug-in.
func endOf(r Registry) time.Time {
	if bounded, ok := r.(interface{ until() time.Time }); ok {
		return bounded.until()
	}
	return time.Time{}
}

// settled is an error that asking again does not mend.
type settled string

func (e settled) Error() string { return string(e) }
func (settled) Retry() bool     { return false }

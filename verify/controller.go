package verify

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/multikey"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// acceptKeys is asked of every document that lists keys, so that a document is one and
// the same whatever it is read for.
const acceptKeys = "application/did+json, application/did, application/jwk-set+json, application/jwk+json, application/ld+json, application/json"

// lookIn fetches the document at a URL and looks for a key in it. One that was kept,
// and lacks the key, may be older than the key: a newer one is asked for, once. Where
// somebody has just asked for it, there is no newer one yet, and whether the key is
// there by now stays open: anybody can ask for a key that nobody has.
func lookIn(ctx context.Context, f Fetcher, at string, look func(root strictjson.Value) (credential.Method, error)) (credential.Method, error) {
	r := Request{URL: at, Accept: acceptKeys, Key: true}
	for {
		resource, err := fetch(ctx, f, r)
		if err != nil {
			return credential.Method{}, err
		}
		root, err := readDocument(resource)
		if err != nil {
			return credential.Method{}, err
		}
		m, err := look(root)
		switch {
		case !lacks(err) || !resource.FromCache && !resource.Stale:
			return m, err
		case r.Again:
			return credential.Method{}, credential.NewProblem(credential.ResolveFailed, "", errJustAsked,
				"%v; the document was kept from before, and %v", err, errJustAsked)
		}
		r.Again = true
	}
}

// errJustAsked says why the document that lacks a key is not as new as can be.
var errJustAsked = errors.New("a newer one is not asked for so soon again")

// lacks reports whether a document was read and has no such key to sign with.
func lacks(err error) bool {
	return errors.Is(err, credential.KeyNotFound) || errors.Is(err, credential.KeyRelationship)
}

// readDocument reads a document as it came from its host. A page for people, such as a
// login, is no answer; an object that two readers could read as two is one, and broken.
func readDocument(r *Resource) (strictjson.Value, error) {
	tape, err := strictjson.Parse(r.Data, strictjson.Limits{Size: limits.Fetched})
	switch {
	case errors.Is(err, strictjson.ErrSyntax), errors.Is(err, strictjson.ErrEncoding):
		return strictjson.Value{}, credential.NewProblem(credential.ResolveHTTP, "", err, "%s is no JSON document: %v", limits.Abridge(r.URL), err)
	case err != nil:
		return strictjson.Value{}, credential.NewProblem(credential.SchemaInvalid, "", err, "the document %s is refused: %v", limits.Abridge(r.URL), err)
	case tape.Root().Kind() != strictjson.Object:
		return strictjson.Value{}, credential.NewProblem(credential.ResolveHTTP, "", nil, "%s is %v; a document with keys is an object", limits.Abridge(r.URL), tape.Root().Kind())
	}
	return tape.Root(), nil
}

// A controllerDocument is a controlled identifier document (Controlled Identifiers 1.0
// section 2.1): a DID document, or the page of an issuer that lists keys.
type controllerDocument struct {
	id      string
	methods []listedMethod
}

// A listedMethod is one that the document holds, or only names.
type listedMethod struct {
	id       string
	purposes []string
	method   strictjson.Value // nothing where it is only named
}

// readController reads the document that is to be of the given identifier. The names
// are those of the specification, as plain JSON: a context that gives them another
// meaning changes none, and one inside a method is refused.
func readController(root strictjson.Value, id string) (*controllerDocument, error) {
	if own := root.Get("id"); !own.Is(id) {
		return nil, credential.NewProblem(credential.ResolveDocID, "", nil, "the document that was fetched for %s has the id %q", limits.Abridge(id), limits.Abridge(own.Text()))
	}
	d := &controllerDocument{id: id}
	switch root.Get("deactivated").Kind() {
	case strictjson.True:
		return nil, credential.NewProblem(credential.DIDDeactivated, "", nil, "the document of %s says that it has been given up", limits.Abridge(id))
	case strictjson.False, strictjson.Null, strictjson.Invalid:
	default:
		return nil, d.broken("deactivated is true or false")
	}
	for _, list := range [...]string{"verificationMethod", credential.AssertionMethod, credential.Authentication} {
		v := root.Get(list)
		if !v.Exists() || v.Kind() == strictjson.Null {
			continue
		}
		if v.Kind() != strictjson.Array || v.Len() > limits.Methods {
			return nil, d.broken(list + " is a list of a few methods")
		}
		for _, m := range v.Elements() {
			if err := d.add(list, m); err != nil {
				return nil, err
			}
		}
	}
	if len(d.methods) > limits.Methods {
		return nil, d.broken("it lists more methods than are read")
	}
	return d, nil
}

// add takes an entry of a list.
func (d *controllerDocument) add(list string, v strictjson.Value) error {
	own := list == "verificationMethod" // where methods stand, and not what they are for
	id := v
	if v.Kind() == strictjson.Object {
		id = v.Get("id")
	} else if own {
		return d.broken("verificationMethod holds methods, which are objects")
	}
	switch {
	case id.Kind() != strictjson.String || id.Is(""):
		return d.broken("a method in " + list + " has no id")
	case v.Get("@context").Exists():
		return d.broken("a method has a context of its own")
	}
	url := d.absolute(id.Text())
	l := d.listed(url)
	if l == nil {
		d.methods = append(d.methods, listedMethod{id: url})
		l = &d.methods[len(d.methods)-1]
	} else if v.Kind() == strictjson.Object && (own || l.method.Exists() && !l.method.Equal(v)) {
		return d.broken("two methods have the id " + limits.Abridge(url))
	}
	if v.Kind() == strictjson.Object {
		l.method = v
	}
	if !own && !slices.Contains(l.purposes, list) {
		l.purposes = append(l.purposes, list)
	}
	return nil
}

func (d *controllerDocument) broken(why string) error {
	return credential.NewProblem(credential.SchemaInvalid, "", nil, "the document of %s is refused: %s", limits.Abridge(d.id), why)
}

// absolute is the URL that an id stands for in the document.
func (d *controllerDocument) absolute(id string) string {
	if strings.HasPrefix(id, "#") {
		return documentURL(d.id) + id
	}
	return id
}

// documentURL is the URL of the document in which a fragment would name something.
func documentURL(url string) string {
	url, _, _ = strings.Cut(url, "#")
	return url
}

// listed returns the entry of that id, nil if there is none.
func (d *controllerDocument) listed(id string) *listedMethod {
	if i := slices.IndexFunc(d.methods, func(l listedMethod) bool { return l.id == id }); i >= 0 {
		return &d.methods[i]
	}
	return nil
}

// method returns the key of that id, with the controller that the document is of.
func (d *controllerDocument) method(id string) (credential.Method, error) {
	l := d.listed(id)
	if l == nil || !l.method.Exists() {
		return credential.Method{}, credential.NewProblem(credential.KeyNotFound, "", nil, "%s publishes no key of the name %s", limits.Abridge(d.id), limits.Abridge(id))
	}
	return d.read(l)
}

func (d *controllerDocument) read(l *listedMethod) (credential.Method, error) {
	m, err := readMethod(l.method, l.id, d.id)
	if err == nil && len(l.purposes) == 0 {
		return credential.Method{}, credential.NewProblem(credential.KeyRelationship, "", nil, "%s publishes the key %s under no relationship", limits.Abridge(d.id), limits.Abridge(l.id))
	}
	m.Purposes = l.purposes
	return m, err
}

// only returns the key that is meant where none is named: the only one to sign with,
// or, of several, the one that is shown.
func (d *controllerDocument) only(q KeyQuery) (credential.Method, error) {
	var candidates []*listedMethod
	for i := range d.methods {
		l := &d.methods[i]
		if foreign := strings.HasPrefix(d.id, "did:") && !strings.HasPrefix(l.id, d.id+"#"); !foreign && l.method.Exists() && len(l.purposes) > 0 {
			candidates = append(candidates, l)
		}
	}
	return oneOf(d.id, len(candidates), q, func(i int) (credential.Method, error) { return d.read(candidates[i]) })
}

// oneOf picks the one of n keys that are its controller's, or the one of them that is
// shown: whoever shows a key has to have signed with it.
func oneOf(controller string, n int, q KeyQuery, read func(i int) (credential.Method, error)) (credential.Method, error) {
	if n == 1 {
		return read(0)
	}
	why := "publishes no key to sign with"
	if n > 1 {
		why = "publishes several keys to sign with, and the proof does not say which was used"
	}
	missing := error(credential.NewProblem(credential.KeyNotFound, "", nil, "%s %s", limits.Abridge(controller), why))
	for i := 0; i < n && q.Shown != nil; i++ {
		m, err := read(i)
		if err == nil && multikey.Equal(m.Key, q.Shown) {
			return m, nil
		}
		if errors.Is(err, credential.KeyPrivateExposed) {
			missing = err
		}
	}
	return credential.Method{}, missing
}

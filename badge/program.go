package badge

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A Program is a set of micro-credentials that are awarded under one name, as
// data: see [ReadProgram] for its file. It says what can be earned and what
// has to be shown for it. Who issues it, with which pictures and at which
// levels, is for each adopter to say, in a [Publication].
type Program struct {
	ID            string            `json:"id"` // an absolute URI; the identifiers of everything else follow from it
	Name          string            `json:"name"`
	AlternateName string            `json:"alternateName,omitempty"` // another title that the program goes by
	Description   string            `json:"description,omitempty"`
	Version       string            `json:"version"`              // to be changed with any change of what a credential means
	SourceDate    string            `json:"sourceDate,omitempty"` // YYYY-MM-DD, of the document that defines the program
	Requires      string            `json:"requires,omitempty"`   // how many of a credential's competencies have to be shown: "all", which is also what "" means
	Credentials   []MicroCredential `json:"credentials"`
}

// A MicroCredential states what a learner has shown, and the competencies it
// rests on.
type MicroCredential struct {
	Key          string       `json:"key"` // unique in the program: "innovation"
	Name         string       `json:"name"`
	Statement    string       `json:"statement"`
	Caption      string       `json:"caption,omitempty"` // alternative text of the badge's picture
	Competencies []Competency `json:"competencies"`
}

// A Competency is one ability, as the program defines it.
type Competency struct {
	Key        string `json:"key"` // unique in the credential: "synthesis"
	Name       string `json:"name"`
	Definition string `json:"definition"`
}

// ReadProgram reads a program from a JSON file, by convention program.json:
//
//	{
//	  "id": "https://school.example/makers",
//	  "name": "Makers",
//	  "version": "1.0.0",
//	  "credentials": [{
//	    "key": "joinery",
//	    "name": "Joinery",
//	    "statement": "Student joins wood by hand so that it holds.",
//	    "competencies": [
//	      {"key": "measuring", "name": "Measuring", "definition": "to mark what will be cut"}
//	    ]
//	  }]
//	}
//
// The members are those of [Program], [MicroCredential] and [Competency];
// alternateName, description, sourceDate, requires and caption may be absent.
// Any other member is refused, so that a misspelled one is not lost, and so is
// whatever [Program.Validate] refuses.
func ReadProgram(fsys fs.FS, name string) (*Program, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("badge: reading a program: %w", err)
	}
	p := new(Program)
	if err := p.UnmarshalJSON(data); err != nil {
		return nil, fmt.Errorf("badge: %s: %w", name, err)
	}
	return p, nil
}

// MicroCredential returns the credential with the given key.
func (p *Program) MicroCredential(key string) (MicroCredential, bool) {
	for _, c := range p.Credentials {
		if c.Key == key {
			return c, true
		}
	}
	return MicroCredential{}, false
}

// Validate reports everything that keeps p from being published, as one error
// that joins *ValueErrors: missing texts, keys that are not unique or not fit
// for a URL (letters a to z, digits and single hyphens, at most 64), texts of
// more than one line.
func (p *Program) Validate() error {
	var c programCheck
	c.text("/name", p.Name)
	if c.text("/version", p.Version) && slug(p.Version) == "" {
		c.fail("/version", "expected a version with a letter or a digit in it, found %q", p.Version) // ".." climbs in a URL
	}
	c.optional("/alternateName", p.AlternateName)
	c.optional("/description", p.Description)
	if c.text("/id", p.ID) {
		u, err := url.Parse(p.ID)
		if err != nil || !u.IsAbs() || u.Host == "" && u.Opaque == "" || strings.ContainsFunc(p.ID, unicode.IsSpace) {
			c.fail("/id", "expected an absolute URI such as https://school.example/program or urn:uuid:…, found %q", p.ID)
		}
	}
	if p.SourceDate != "" {
		if _, err := time.Parse(time.DateOnly, p.SourceDate); err != nil {
			c.fail("/sourceDate", "expected a date such as 2019-09-09, found %q", p.SourceDate)
		}
	}
	if p.Requires != "" && p.Requires != "all" {
		c.fail("/requires", `expected "all" or no such member, found %q`, p.Requires)
	}
	if len(p.Credentials) == 0 {
		c.fail("/credentials", "expected at least one credential, found none")
	}
	keys := map[string]string{}
	for i, m := range p.Credentials {
		at := fmt.Sprintf("/credentials/%d", i)
		c.key(at+"/key", m.Key, keys)
		c.text(at+"/name", m.Name)
		c.text(at+"/statement", m.Statement)
		c.optional(at+"/caption", m.Caption)
		if len(m.Competencies) == 0 {
			c.fail(at+"/competencies", "expected at least one competency, found none")
		}
		keys, names := map[string]string{}, map[string]string{}
		for j, k := range m.Competencies {
			at := fmt.Sprintf("%s/competencies/%d", at, j)
			c.key(at+"/key", k.Key, keys)
			c.text(at+"/definition", k.Definition)
			if c.text(at+"/name", k.Name) {
				// Results are found by names too, where identifiers tell nothing.
				c.unique(at+"/name", slug(k.Name), names)
			}
		}
	}
	return errors.Join(c.errs...)
}

// programCheck collects what is wrong with a program, so that its author sees
// everything at once.
type programCheck struct{ errs []error }

func (c *programCheck) fail(pointer, format string, args ...any) {
	c.errs = append(c.errs, &ValueError{Pointer: pointer, Reason: fmt.Sprintf(format, args...)})
}

func (c *programCheck) text(pointer, s string) bool {
	if strings.TrimSpace(s) == "" {
		c.fail(pointer, "expected a text, found none")
		return false
	}
	return c.optional(pointer, s)
}

func (c *programCheck) optional(pointer, s string) bool {
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		c.fail(pointer, "expected one line of text, found a line break or another control character")
		return false
	}
	return true
}

func (c *programCheck) key(pointer, key string, seen map[string]string) {
	if err := checkKey(key); err != nil {
		c.fail(pointer, "%v", err)
		return
	}
	c.unique(pointer, key, seen)
}

func (c *programCheck) unique(pointer, s string, seen map[string]string) {
	if first, ok := seen[s]; ok {
		c.fail(pointer, "expected one of its own, found that of %s", first)
		return
	}
	seen[s] = pointer
}

// keyPattern leaves out whatever has a meaning in a URL, in a file name, or in
// the identifiers that are built of keys. One letter case only: two keys that
// differ in nothing else are one file on some systems.
var keyPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

const maxKey = 64

func checkKey(key string) error {
	if len(key) > maxKey || !keyPattern.MatchString(key) {
		return fmt.Errorf("expected a key of the letters a to z, digits and single hyphens, at most %d, found %.80q", maxKey, key)
	}
	return nil
}

// slug spells a name the way keys are spelled.
func slug(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), "-")
}

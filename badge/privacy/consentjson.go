package privacy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// consentJSON is how a Consent is stored.
type consentJSON struct {
	ID        string    `json:"id"`
	Student   string    `json:"student"`
	By        Party     `json:"by"`
	Person    string    `json:"person"`
	Age       int       `json:"age,omitempty"`
	Badges    []string  `json:"badges"`
	Channels  []Channel `json:"channels"`
	Audience  string    `json:"audience"`
	Fields    []Field   `json:"fields"`
	Given     string    `json:"given"`
	Ends      string    `json:"ends"`
	Withdrawn string    `json:"withdrawn,omitempty"`
}

// consentMembers are the members that a stored Consent may have.
var consentMembers = []string{"id", "student", "by", "person", "age", "badges", "channels", "audience", "fields", "given", "ends", "withdrawn"}

// MarshalJSON writes c as UnmarshalJSON reads it: times in UTC to the second, by RFC 3339. It
// refuses what Validate refuses.
func (c Consent) MarshalJSON() ([]byte, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	stored := consentJSON{
		ID: c.ID, Student: c.Student, By: c.By, Person: c.Person, Age: c.Age, Badges: c.Badges, Channels: c.Channels,
		Audience: c.Audience, Fields: c.Fields, Given: instant(c.Given), Ends: instant(c.Ends),
	}
	if !c.Withdrawn.IsZero() {
		stored.Withdrawn = instant(c.Withdrawn)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(stored)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// UnmarshalJSON reads a consent as it was stored: by exact names, no member twice, and no
// other, so that nothing that limits a consent is lost. It refuses what Validate refuses; a
// failed read leaves c as it was.
func (c *Consent) UnmarshalJSON(data []byte) error {
	tape, err := strictjson.Parse(data, strictjson.Limits{Size: limits.Consent})
	if err != nil {
		return fmt.Errorf("privacy: %w: %w", ErrConsent, err)
	}
	root := tape.Root()
	if root.Kind() != strictjson.Object {
		return fmt.Errorf("privacy: %w: expected an object, found %s", ErrConsent, root.Kind())
	}
	for name := range root.Members() {
		if !slices.Contains(consentMembers, name) {
			return fmt.Errorf("privacy: %w: a consent has no member %q", ErrConsent, limits.Abridge(name))
		}
	}
	var stored consentJSON
	if err := strictjson.View(root, &stored); err != nil {
		return fmt.Errorf("privacy: %w: %w", ErrConsent, err)
	}
	read := Consent{
		ID: stored.ID, Student: stored.Student, By: stored.By, Person: stored.Person, Age: stored.Age, Badges: stored.Badges,
		Channels: stored.Channels, Audience: stored.Audience, Fields: stored.Fields,
	}
	for _, t := range []struct {
		name, text string
		to         *time.Time
	}{{"given", stored.Given, &read.Given}, {"ends", stored.Ends, &read.Ends}, {"withdrawn", stored.Withdrawn, &read.Withdrawn}} {
		if !root.Get(t.name).Exists() && t.name == "withdrawn" {
			continue
		}
		// One spelling of each instant: what cannot be read as a time must not become the
		// time that stands for never.
		if *t.to, err = time.Parse(time.RFC3339, t.text); err != nil || instant(*t.to) != t.text || t.to.IsZero() {
			return fmt.Errorf("privacy: %w: /%s: expected a time in UTC such as 2026-11-22T10:00:00Z, found %q", ErrConsent, t.name, limits.Abridge(t.text))
		}
		*t.to = t.to.UTC()
	}
	if err := read.Validate(); err != nil {
		return err
	}
	*c = read
	return nil
}

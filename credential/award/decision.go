package award

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A Decision is what a badge is made of: that somebody has earned a credential. Decided
// makes one of a case, and Batch one of each row.
type Decision struct {
	// Key is the same however often the decision is handed over, and no other has it: of
	// planning, Award.Key. Letters, digits and -._:~/.
	Key string

	// Edition is 0 or 1 of a decision, and one more with each correction of it.
	Edition int

	// Student is the portal's own identifier of the student, in the letters of Key without
	// the slash. It stands in no badge.
	Student string

	// Holder is the id that the badge gives its subject, a DID of the student's wallet or
	// another URI. "": an urn:uuid that is drawn at random for the Student, and is the same
	// in all badges of one Store.
	Holder string

	Program, Version string            // of whose program this was decided; "" is not compared with Config.Program
	Credential       string            // key in the program
	Levels           map[string]string // by the key of the competency; what Achievement.Results takes
	Settings         []planning.Setting
	Evidence         []Evidence
	School           string    // for Config.School
	Time             time.Time // when it was decided: the badge's awardedDate; zero: when it is made
	Expires          time.Time // zero: never

	// Names are the student's, and those of others who must not be named: they are looked
	// for in every text of the badge, and are stored nowhere.
	Names []string `json:"-"`

	correction Correction
}

// Evidence is one piece of what the site team has looked at. Unless Config.Privacy allows
// for artefacts, nothing of it is in the badge but Digest.
type Evidence struct {
	Title     string
	Narrative string
	URL       string // https
	Digest    string // of its bytes, sha256-… as Subresource Integrity has it; "" with a URL or a Narrative alone
	MediaType string
}

// Decided is the decision of a case, once the site team has made it. Of a case in another
// state the error is planning.ErrTransition, whatever anybody says was decided: that who
// decides may do so is asked by planning.Case.Apply, at the moment of the decision.
func Decided(c planning.Case) (Decision, error) {
	a, ok := c.Award()
	if !ok || c.State() != planning.StateAwarded {
		return Decision{}, fmt.Errorf("award: %w: the case %s is %s; a badge is made once it is %s", planning.ErrTransition, limits.Abridge(c.ID()), limits.Abridge(string(c.State())), planning.StateAwarded)
	}
	d := Decision{
		Key: a.Key, Edition: a.Edition, Student: a.Student, Program: a.Program, Version: a.Version, Credential: a.Credential,
		Levels: a.Levels, School: a.School, Time: a.Time, Expires: a.Expires,
	}
	guide := c.Guide()
	for _, o := range slices.Concat(guide.Plan.Opportunities, guide.Accepted) {
		if !slices.Contains(d.Settings, o.Setting) {
			d.Settings = append(d.Settings, o.Setting)
		}
	}
	for i, item := range a.Submission.Items {
		e := Evidence{Title: item.Title, Narrative: item.Narrative, URL: item.URL}
		if i < len(a.Submission.Contents) {
			e.Digest, e.MediaType = a.Submission.Contents[i].Digest, a.Submission.Contents[i].MediaType
		}
		d.Evidence = append(d.Evidence, e)
	}
	return d, nil
}

// digest tells this decision from every other under its key.
func (d Decision) digest() (string, error) {
	d.Edition = max(1, d.Edition)
	if len(d.Levels) == 0 { // none is none, in whatever way it was written
		d.Levels = nil
	}
	if len(d.Settings) == 0 {
		d.Settings = nil
	}
	if len(d.Evidence) == 0 {
		d.Evidence = nil
	}
	d.Time, d.Expires = d.Time.UTC().Truncate(time.Second), d.Expires.UTC().Truncate(time.Second)
	text, err := json.Marshal(struct {
		Decision
		Correction Correction
	}{d, d.correction})
	if err != nil {
		return "", refuse(ErrDecision, "%v", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// key is that of the record of this edition.
func (d Decision) key() string { return editionKey(d.Key, d.Edition) }

// editionKey has a plus in it from the second edition on, as no Key of a decision has.
func editionKey(key string, edition int) string {
	if edition <= 1 {
		return key
	}
	return fmt.Sprintf("%s+%d", key, edition)
}

func (d Decision) check(now time.Time) error {
	if err := checkKey("Key", d.Key, "/"); err != nil {
		return err
	}
	if d.Student != "" || d.Holder == "" {
		if err := checkKey("Student", d.Student, ""); err != nil {
			return err
		}
	}
	switch {
	case d.Edition < 0 || d.Edition > limits.AwardEditions:
		return refuse(ErrDecision, "Edition: expected 1 to %d, found %d", limits.AwardEditions, d.Edition)
	case len(d.Holder) > limits.Identifier:
		return refuse(ErrDecision, "Holder: expected at most %d bytes, found %d", limits.Identifier, len(d.Holder))
	case strings.HasPrefix(strings.ToLower(d.Holder), "mailto:") || strings.HasPrefix(strings.ToLower(d.Holder), "tel:"):
		return refuse(ErrDecision, "Holder: expected an opaque id such as a DID, found %q", limits.Abridge(d.Holder))
	case len(d.Evidence) > limits.AwardEvidence || len(d.Settings) > limits.AwardEvidence || len(d.Levels) > limits.AwardEvidence:
		return refuse(ErrDecision, "expected at most %d levels, settings and pieces of evidence each, found %d, %d and %d", limits.AwardEvidence, len(d.Levels), len(d.Settings), len(d.Evidence))
	case d.Time.After(now.Add(limits.ClockSkew)):
		return refuse(ErrDecision, "Time: the decision is said to be of %s, which is to come", d.Time.UTC().Format(time.RFC3339))
	case !d.Expires.IsZero() && !d.Expires.After(now):
		return refuse(ErrDecision, "Expires: the badge would have ended on %s", d.Expires.UTC().Format(time.RFC3339))
	}
	for i, e := range d.Evidence {
		for _, text := range []string{e.Title, e.Narrative, e.URL, e.Digest, e.MediaType} {
			if len(text) > limits.AwardText || !utf8.ValidString(text) {
				return refuse(ErrDecision, "Evidence[%d]: expected at most %d bytes of text in each field", i, limits.AwardText)
			}
		}
		if e.URL != "" && !strings.HasPrefix(e.URL, "https://") {
			return refuse(ErrDecision, "Evidence[%d].URL: expected an https URL, found %q", i, limits.Abridge(e.URL))
		}
	}
	return nil
}

// checkKey lets through what a portal uses to name decisions and students. Names and
// e-mail addresses do not fit in.
func checkKey(what, s, more string) error {
	plain := func(r rune) bool {
		return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-._:~"+more, r))
	}
	if s == "" || len(s) > limits.AwardKey || strings.ContainsFunc(s, func(r rune) bool { return !plain(r) }) {
		return refuse(ErrDecision, "%s: expected an opaque identifier of at most %d letters, digits and -._:~%s (no name, no e-mail address), found %q", what, limits.AwardKey, more, limits.Abridge(s))
	}
	return nil
}

// results are what a badge shows of the levels, and an error where the levels are not those of
// the achievement, whether it shows them or not.
func (d Decision) results(a *badge.Achievement) (badge.Many[badge.Result], error) {
	results, err := a.Results(d.Levels)
	if err != nil {
		return nil, refuse(ErrDecision, "Levels: %w", err)
	}
	return results, nil
}

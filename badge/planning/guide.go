package planning

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A Guide is the Micro-Credential Planning Guide: begun by the student, and what the team
// and the supporters have added.
type Guide struct {
	Credential string        // key of the credential, such as "innovation"
	Plan       Plan          // as the student wrote it last
	Suggested  []Opportunity // by the team, and not yet accepted
	Accepted   []Opportunity // by the student, of those
	Confirmed  []string      // ids of the supporters who have confirmed
	Evidence   []Item        // what there is by now
	CheckIns   []CheckIn
}

// A Plan is what the student writes, and writes again: each event of ActPlan has the
// whole of it. The Advanced Learning Plan has no place here; a goal may refer to one of its.
type Plan struct {
	Goals         []Goal        `json:"goals,omitempty"`
	Opportunities []Opportunity `json:"opportunities,omitempty"`
	Supporters    []Supporter   `json:"supporters,omitempty"`
	Evidence      []Item        `json:"evidence,omitempty"` // what is to be gathered or created
}

// A Goal is the student's own; nothing compares it with anybody else's.
type Goal struct {
	Text string `json:"text"`
	By   string `json:"by,omitempty"`  // YYYY-MM-DD
	ALP  string `json:"alp,omitempty"` // id of a goal in the Advanced Learning Plan: a reference, never its text
}

// A Setting is where an opportunity is.
type Setting string

const (
	SettingClassroom  Setting = "classroom"
	SettingSports     Setting = "sports"
	SettingClubs      Setting = "clubs"
	SettingEnrichment Setting = "enrichment"
	SettingWork       Setting = "work"
	SettingBeyond     Setting = "beyond-school" // organizations and activities beyond school
)

// An Opportunity is where a credential can be earned.
type Opportunity struct {
	ID      string  `json:"id"`
	Setting Setting `json:"setting"`
	Text    string  `json:"text,omitempty"`
}

// A Supporter is somebody who helps the student. The name is the portal's to keep.
type Supporter struct {
	ID   string `json:"id"`
	Role string `json:"role"` // in words, such as "coach of the robotics club"
}

// A Kind says how a piece of evidence comes about.
type Kind string

const (
	Gather Kind = "gather" // it is there, or comes about by itself
	Create Kind = "create" // it is made for this
)

// An Item is a piece of evidence, planned or at hand. One may serve several competencies.
type Item struct {
	ID           string   `json:"id"`
	Title        string   `json:"title"`
	Kind         Kind     `json:"kind"`
	Competencies []string `json:"competencies,omitempty"` // keys
	Narrative    string   `json:"narrative,omitempty"`
	URL          string   `json:"url,omitempty"` // https; the bytes behind it are hashed like any other
}

// A CheckIn says how it is going.
type CheckIn struct {
	Note    string `json:"note"`
	Percent int    `json:"percent,omitempty"` // of the evidence, as it looks to whoever writes this
	Next    string `json:"next,omitempty"`    // the next step
	By      string `json:"by,omitempty"`      // YYYY-MM-DD
}

// A Content is what a piece of evidence held when it was submitted. ReadContent makes it.
type Content struct {
	Item      string   `json:"item"`
	Digest    string   `json:"digest"` // sha256-… as Subresource Integrity has it
	Size      int64    `json:"size"`   // bytes
	MediaType string   `json:"mediaType"`
	Findings  []string `json:"findings,omitempty"` // what the portal's own checks found, such as dead-link, malware, location, person-named
}

// ReadContent reads the bytes of a piece of evidence to their end and hashes them; how many
// there may be is for whoever gives r. An error of r is its error.
func ReadContent(item, mediaType string, r io.Reader) (Content, error) {
	h := sha256.New()
	n, err := io.Copy(h, r)
	if err != nil {
		return Content{}, fmt.Errorf("planning: reading the evidence %s: %w", limits.Abridge(item), err)
	}
	return Content{Item: item, Digest: sri(h.Sum(nil)), Size: n, MediaType: mediaType}, nil
}

func sri(sum []byte) string { return "sha256-" + base64.StdEncoding.EncodeToString(sum) }

func (c Content) check() error {
	sum, err := base64.StdEncoding.Strict().DecodeString(strings.TrimPrefix(c.Digest, "sha256-"))
	if err != nil || len(sum) != sha256.Size || sri(sum) != c.Digest || c.Size < 0 {
		return refuse(ErrEvidence, "%s: expected the size and the digest (sha256-…) of its bytes, found %d and %q", c.Item, c.Size, limits.Abridge(c.Digest))
	}
	for _, f := range c.Findings {
		if err := checkID("Content.Findings", f); err != nil {
			return err
		}
	}
	return checkAll(checkCount("Content.Findings", len(c.Findings)), checkSaid("Content.MediaType", c.MediaType))
}

func (p Plan) supports(person string) bool {
	return slices.ContainsFunc(p.Supporters, func(s Supporter) bool { return s.ID == person })
}

func (p Plan) check(m badge.MicroCredential, student string) error {
	err := checkAll(checkCount("Plan.Goals", len(p.Goals)), checkCount("Plan.Opportunities", len(p.Opportunities)),
		checkCount("Plan.Supporters", len(p.Supporters)), checkCount("Plan.Evidence", len(p.Evidence)))
	if err != nil {
		return err
	}
	for _, g := range p.Goals {
		if err := checkAll(checkSaid("Goal.Text", g.Text), checkDate("Goal.By", g.By)); err != nil {
			return err
		}
		if g.ALP != "" {
			if err := checkID("Goal.ALP", g.ALP); err != nil {
				return err
			}
		}
	}
	seen := map[string]bool{}
	once := func(id string) error {
		if seen[id] {
			return refuse(ErrEvent, "the id %s stands in the plan twice", id)
		}
		seen[id] = true
		return nil
	}
	for _, o := range p.Opportunities {
		if err := checkAll(o.check(), once("opportunity "+o.ID)); err != nil {
			return err
		}
	}
	for _, s := range p.Supporters {
		if s.ID == student {
			return refuse(ErrConflictOfInterest, "nobody is his own supporter")
		}
		if err := checkAll(checkID("Supporter.ID", s.ID), checkSaid("Supporter.Role", s.Role), once("supporter "+s.ID)); err != nil {
			return err
		}
	}
	for _, i := range p.Evidence {
		if err := checkAll(i.check(m), once("evidence "+i.ID)); err != nil {
			return err
		}
	}
	return nil
}

func (o Opportunity) check() error {
	switch o.Setting {
	case SettingClassroom, SettingSports, SettingClubs, SettingEnrichment, SettingWork, SettingBeyond:
		return checkAll(checkID("Opportunity.ID", o.ID), checkText("Opportunity.Text", o.Text))
	}
	return refuse(ErrEvent, "Opportunity.Setting: expected classroom, sports, clubs, enrichment, work or beyond-school, found %q", limits.Abridge(string(o.Setting)))
}

func (i Item) check(m badge.MicroCredential) error {
	if err := checkAll(checkID("Item.ID", i.ID), checkSaid("Item.Title", i.Title), checkText("Item.Narrative", i.Narrative)); err != nil {
		return err
	}
	if i.Kind != Gather && i.Kind != Create {
		return refuse(ErrEvidence, "%s: expected the kind gather or create, found %q", i.ID, limits.Abridge(string(i.Kind)))
	}
	if len(i.Competencies) == 0 {
		return refuse(ErrEvidence, "%s: expected a competency that it is evidence of, found none", i.ID)
	}
	known := competencies(m)
	for n, k := range i.Competencies {
		if !slices.Contains(known, k) || slices.Contains(i.Competencies[:n], k) {
			return refuse(ErrRubric, "%s: expected competencies of the %s (%s), each once, found %q", i.ID, m.Name, words(known), limits.Abridge(k))
		}
	}
	if i.URL != "" {
		u, err := url.Parse(i.URL)
		if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
			return refuse(ErrEvidence, "%s: expected an https URL without a user, found %q", i.ID, limits.Abridge(i.URL))
		}
	}
	return checkText("Item.URL", i.URL)
}

func (c CheckIn) check() error {
	if c.Percent < 0 || c.Percent > 100 {
		return refuse(ErrEvent, "CheckIn.Percent: expected 0 to 100, found %d", c.Percent)
	}
	return checkAll(checkSaid("CheckIn.Note", c.Note), checkText("CheckIn.Next", c.Next), checkDate("CheckIn.By", c.By))
}

func competencies(m badge.MicroCredential) []string {
	var keys []string
	for _, k := range m.Competencies {
		keys = append(keys, k.Key)
	}
	return keys
}

// clone is a copy whose lists are its own.
func (g Guide) clone() Guide {
	g.Plan.Goals = slices.Clone(g.Plan.Goals)
	g.Plan.Opportunities = slices.Clone(g.Plan.Opportunities)
	g.Plan.Supporters = slices.Clone(g.Plan.Supporters)
	g.Plan.Evidence = cloneItems(g.Plan.Evidence)
	g.Suggested, g.Accepted = slices.Clone(g.Suggested), slices.Clone(g.Accepted)
	g.Confirmed, g.Evidence = slices.Clone(g.Confirmed), cloneItems(g.Evidence)
	g.CheckIns = slices.Clone(g.CheckIns)
	return g
}

func cloneItems(items []Item) []Item {
	items = slices.Clone(items)
	for i := range items {
		items[i].Competencies = slices.Clone(items[i].Competencies)
	}
	return items
}

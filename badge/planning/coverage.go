package planning

import (
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A Coverage says which evidence there is for which competency, and what is missing.
type Coverage struct {
	Competencies []Covered
	Least        int // pieces that each needs
	Needed       int // how many competencies need them
}

// Covered is one competency of a Coverage.
type Covered struct {
	Key, Name string
	Planned   []string // ids of the pieces that the plan has for it
	Gathered  []string // ids of the pieces that are there
	Missing   int      // how many more pieces it needs
}

// Coverage compares the guide with the credential and the policy. It is empty before
// ActStart.
func (c Case) Coverage() Coverage {
	var all Coverage
	if c.credential.Key == "" {
		return all
	}
	all.Least, all.Needed = max(1, c.rules.policy.Evidence.Least), c.needed()
	for _, k := range c.credential.Competencies {
		covered := Covered{Key: k.Key, Name: k.Name, Planned: serving(c.guide.Plan.Evidence, k.Key), Gathered: serving(c.guide.Evidence, k.Key)}
		covered.Missing = max(0, all.Least-len(covered.Gathered))
		all.Competencies = append(all.Competencies, covered)
	}
	return all
}

func serving(items []Item, competency string) (ids []string) {
	for _, i := range items {
		if slices.Contains(i.Competencies, competency) {
			ids = append(ids, i.ID)
		}
	}
	return ids
}

// Complete says whether the evidence covers as many competencies as have to be shown. Of
// the zero Coverage it does not.
func (c Coverage) Complete() bool {
	met := 0
	for _, k := range c.Competencies {
		if k.Missing == 0 {
			met++
		}
	}
	return c.Needed > 0 && met >= c.Needed
}

// String says it in English, a line for each competency.
func (c Coverage) String() string {
	if len(c.Competencies) == 0 {
		return "No credential has been chosen.\n"
	}
	var b strings.Builder
	for _, k := range c.Competencies {
		switch {
		case k.Missing > 0 && len(k.Planned) == 0:
			fmt.Fprintf(&b, "%s: %d of %d, and nothing is planned\n", k.Name, len(k.Gathered), c.Least)
		case k.Missing > 0:
			fmt.Fprintf(&b, "%s: %d of %d (planned: %s)\n", k.Name, len(k.Gathered), c.Least, words(k.Planned))
		default:
			fmt.Fprintf(&b, "%s: covered by %s\n", k.Name, words(k.Gathered))
		}
	}
	if c.Complete() {
		b.WriteString("The evidence can be submitted.\n")
	} else {
		fmt.Fprintf(&b, "Evidence is needed for %d of %d competencies.\n", c.Needed, len(c.Competencies))
	}
	return b.String()
}

// checkPlan asks whether the guide answers its questions: where the opportunity is, who
// supports, which evidence for which competency. Whether the answers are good is for the
// counselor who approves.
func (c Case) checkPlan() error {
	p := c.guide.Plan
	switch {
	case len(p.Opportunities)+len(c.guide.Accepted) == 0:
		return refuse(ErrTransition, "the guide does not say where an opportunity is; the student plans one, or accepts one that is suggested")
	case len(p.Supporters) == 0:
		return refuse(ErrTransition, "the guide does not say who supports the student")
	case len(c.guide.Confirmed) < c.rules.policy.Confirmed:
		return refuse(ErrTransition, "%d supporters have to confirm, and %d have", c.rules.policy.Confirmed, len(c.guide.Confirmed))
	}
	var planned []string
	for _, k := range c.Coverage().Competencies {
		if len(k.Planned) > 0 {
			planned = append(planned, k.Key)
		}
	}
	if len(planned) < c.needed() {
		return refuse(ErrEvidence, "evidence has to be planned for %d competencies, and is for %s", c.needed(), words(planned))
	}
	return nil
}

// A Submission is a version of the guide that nobody changes any more.
type Submission struct {
	Version  int
	Digest   string // of the guide, its evidence and the digests of that
	Time     time.Time
	Items    []Item
	Contents []Content // one for each of Items, in their order
}

// Submissions are copies of all versions, the first one first.
func (c Case) Submissions() []Submission {
	all := slices.Clone(c.submissions)
	for i := range all {
		all[i] = all[i].clone()
	}
	return all
}

func (c Case) current() Submission {
	if len(c.submissions) == 0 {
		return Submission{}
	}
	return c.submissions[len(c.submissions)-1]
}

func (s Submission) clone() Submission {
	s.Items, s.Contents = cloneItems(s.Items), slices.Clone(s.Contents)
	for i := range s.Contents {
		s.Contents[i].Findings = slices.Clone(s.Contents[i].Findings)
	}
	return s
}

// Holds reads the bytes of a piece of evidence and says, with ErrEvidence, that they are
// not those that were submitted. A reviewer's page asks it of what it is about to show.
func (s Submission) Holds(item string, r io.Reader) error {
	for _, frozen := range s.Contents {
		if frozen.Item != item {
			continue
		}
		now, err := ReadContent(item, frozen.MediaType, r)
		if err != nil {
			return err
		}
		if now.Digest != frozen.Digest || now.Size != frozen.Size {
			return refuse(ErrEvidence, "%s has changed since version %d was submitted: expected %s, found %s", item, s.Version, frozen.Digest, now.Digest)
		}
		return nil
	}
	return refuse(ErrEvidence, "version %d has no piece %q", s.Version, limits.Abridge(item))
}

// submission freezes the guide with what was read of each piece of evidence.
func (c Case) submission(contents []Content, at time.Time) (Submission, error) {
	rules := c.rules.policy.Evidence
	if cover := c.Coverage(); !cover.Complete() {
		return Submission{}, refuse(ErrEvidence, "%s", cover)
	}
	if n := len(c.guide.Evidence); rules.Most > 0 && n > rules.Most {
		return Submission{}, refuse(ErrEvidence, "expected at most %d pieces, found %d", rules.Most, n)
	}
	s := Submission{Version: len(c.submissions) + 1, Time: at, Items: c.guide.Evidence}
	for _, item := range c.guide.Evidence {
		i := slices.IndexFunc(contents, func(k Content) bool { return k.Item == item.ID })
		if i < 0 {
			return Submission{}, refuse(ErrEvidence, "%s: expected the digest of its bytes, found none", item.ID)
		}
		if err := checkAll(contents[i].check(), rules.admit(item, contents[i])); err != nil {
			return Submission{}, err
		}
		s.Contents = append(s.Contents, contents[i])
	}
	if len(contents) != len(s.Items) {
		return Submission{}, refuse(ErrEvidence, "the guide has %d pieces, and digests of %d are given", len(s.Items), len(contents))
	}
	frozen, err := write(struct {
		Case, Credential string
		Version          int
		Plan             Plan
		Accepted         []Opportunity
		Items            []Item
		Contents         []Content
	}{c.id, c.credential.Key, s.Version, c.guide.Plan, c.guide.Accepted, s.Items, s.Contents})
	if err != nil {
		return Submission{}, refuse(ErrEvent, "%v", err)
	}
	sum := sha256.Sum256(frozen)
	s.Digest = sri(sum[:])
	return s, nil
}

func (r EvidenceRules) admit(item Item, k Content) error {
	if r.Bytes > 0 && k.Size > r.Bytes {
		return refuse(ErrEvidence, "%s: expected at most %d bytes, found %d", item.ID, r.Bytes, k.Size)
	}
	if len(r.MediaTypes) > 0 && !slices.Contains(r.MediaTypes, k.MediaType) {
		return refuse(ErrEvidence, "%s: expected %s, found %q", item.ID, words(r.MediaTypes), limits.Abridge(k.MediaType))
	}
	if r.Narrative && strings.TrimSpace(item.Narrative) == "" {
		return refuse(ErrEvidence, "%s: expected the student's own words on it, found none", item.ID)
	}
	for _, f := range k.Findings {
		if !slices.Contains(r.Tolerated, f) {
			return refuse(ErrEvidence, "%s: the portal found %s in it; the student gathers it anew without", item.ID, f)
		}
	}
	return nil
}

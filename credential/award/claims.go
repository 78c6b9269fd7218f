package award

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// claims are what a badge will say, before it has an id, a subject and a time.
type claims struct {
	decision Decision
	digest   string
	draft    credential.Credential

	original *credential.Credential // of a correction
	previous Record
}

// The stand-ins for what is drawn when a badge is reserved: a badge is judged before
// anything is.
const (
	noID      = "urn:uuid:00000000-0000-4000-8000-000000000001"
	noSubject = "urn:uuid:00000000-0000-4000-8000-000000000002"
)

// claims judges a decision as far as that can be done without reserving anything.
func (a *Awards) claims(d Decision) (*claims, error) {
	if err := d.check(a.now()); err != nil {
		return nil, err
	}
	if d.Program != "" && d.Program != a.cfg.Program.ID || d.Version != "" && d.Version != a.cfg.Program.Version {
		return nil, refuse(ErrDecision, "it is one of the program %s in version %s, and awarded here is %s in version %s", limits.Abridge(d.Program), limits.Abridge(d.Version), a.cfg.Program.ID, a.cfg.Program.Version)
	}
	achievement, ok := a.achievements[d.Credential]
	if !ok {
		return nil, a.unknown(d)
	}
	results, err := d.results(&achievement)
	if err != nil {
		return nil, err
	}
	c := &claims{decision: d}
	c.draft.Subject.Achievement = achievement
	if a.cfg.Privacy.Results {
		c.draft.Subject.Result = results
	}
	if a.cfg.Privacy.Source && a.cfg.School != nil && d.School != "" {
		if c.draft.Subject.Source = a.cfg.School(d.School); c.draft.Subject.Source == nil {
			return nil, refuse(ErrDecision, "School: Config.School does not know %q", limits.Abridge(d.School))
		}
	}
	if err := a.evidence(c); err != nil {
		return nil, err
	}
	return c, a.judge(c)
}

func (a *Awards) unknown(d Decision) error {
	var known []string
	for _, m := range a.cfg.Program.Credentials {
		known = append(known, m.Key)
	}
	return refuse(ErrDecision, "Credential: %s has %s, and no %q", a.cfg.Program.Name, strings.Join(known, ", "), limits.Abridge(d.Credential))
}

// evidence is one sentence for all of it, and besides the artefacts, or their digests.
func (a *Awards) evidence(c *claims) error {
	d := c.decision
	whole := badge.Evidence{}
	if a.cfg.Evidence != nil {
		whole = a.cfg.Evidence(d)
	} else {
		var err error
		if whole, err = privacy.NeutralEvidence(a.cfg.Publication.Language, d.Settings...); err != nil {
			return refuse(ErrDecision, "Settings: %w", err)
		}
	}
	c.draft.Evidence = []badge.Evidence{whole}
	for i, e := range d.Evidence {
		var resource badge.RelatedResource
		if e.Digest != "" {
			var err error
			if resource, err = privacy.ArtefactDigest(e.Digest); err != nil {
				return refuse(ErrDecision, "Evidence[%d].Digest: %w", i, err)
			}
			resource.MediaType = e.MediaType
		}
		if a.cfg.Privacy.Artefacts && e.URL+e.Title+e.Narrative != "" {
			c.draft.Evidence = append(c.draft.Evidence, badge.Evidence{ID: e.URL, Name: e.Title, Narrative: e.Narrative})
			if e.URL != "" && e.Digest != "" {
				resource.ID = e.URL
			}
		}
		same := func(r badge.RelatedResource) bool { return r.ID == resource.ID }
		if resource.ID != "" && !slices.ContainsFunc(c.draft.RelatedResource, same) {
			c.draft.RelatedResource = append(c.draft.RelatedResource, resource)
		}
	}
	return nil
}

// judge asks of the badge what would keep it from being signed, or published.
func (a *Awards) judge(c *claims) error {
	var err error
	if c.digest, err = c.decision.digest(); err != nil {
		return err
	}
	subject := c.decision.Holder
	if subject == "" {
		subject = noSubject
	}
	draft := c.badge(noID, subject, a.now())
	if err := draft.Validate(); err != nil {
		return refuse(ErrDecision, "%w", err)
	}
	if _, err := a.cfg.Privacy.Inspect(draft, c.decision.Names...); err != nil {
		return refuse(ErrDecision, "%w", err)
	}
	return nil
}

// badge is the credential that is signed. What it says follows from the decision and the
// record alone, however often it is asked for.
func (c *claims) badge(id, subject string, from time.Time) credential.Credential {
	b := c.draft
	b.ID, b.Subject.ID, b.ValidFrom = id, subject, from
	b.AwardedDate, b.ValidUntil = c.decision.Time, c.decision.Expires
	if b.AwardedDate.IsZero() {
		b.AwardedDate = from
	}
	if c.original != nil && !c.revokes() {
		b.AwardedDate = time.Time{} // of the original, which a correction does not change
	}
	return b
}

func (c *claims) revokes() bool { return c.decision.correction == Supersede }

// student is how messages name whose badge it is: never by what stands in the badge.
func (c *claims) student() string {
	return fmt.Sprintf("%s of %s", c.decision.key(), limits.Abridge(c.decision.Student))
}

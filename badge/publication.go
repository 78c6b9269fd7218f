package badge

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// A Publication is what an adopter adds to a program to make its achievements
// their own. The zero value adds nothing: the achievements then have
// identifiers that lead nowhere, no picture, and competencies that are either
// shown or not.
type Publication struct {
	// BaseURL is the http or https URL below which the achievements are
	// published. The achievement "civics" of version 2 is then
	// BaseURL/2/civics, its criteria stand there under #criteria, and a
	// competency is BaseURL/2/civics#competencies/participation. Without a
	// BaseURL all identifiers are version 5 UUIDs, computed from the program's
	// ID, its Version and the keys: the same in every process, for everyone.
	BaseURL string

	// Creator says who defined the achievements, where that is not the issuer.
	Creator *Profile

	// Rubric gives the levels at which a competency can be shown. Without one,
	// a competency has a status: Completed or not.
	Rubric *Rubric

	// Image returns the picture of the credential with the given key, or nil.
	// An empty caption is filled from the program; a picture without any is
	// refused, because people who cannot see it would be left out.
	Image func(key string) *Image

	// Alignments points into frameworks that the adopter works with: by
	// "civics" from the achievement, by "civics/participation" from one of its
	// competencies.
	Alignments map[string][]Alignment

	// Language is the language of the program's texts, "en" where it is empty.
	Language string

	// Narrative writes the criteria of a credential in Markdown. It is needed
	// for a Language other than English; nil stands for sentences in English
	// around the program's own texts.
	Narrative func(MicroCredential) string
}

// A Rubric is the ordered levels at which a competency may be shown.
type Rubric struct {
	Levels   []Level // low to high
	Required string  // key of the lowest level that earns the credential; "" requires none
}

// A Level is one level of a rubric.
type Level struct {
	Key         string // "emerging-expert"; see [Program.Validate] for the letters of a key
	Name        string // "Emerging Expert"
	Description string
}

// Achievement returns the OB 3.0 achievement of the credential with the given
// key: of type MicroCredential, its criteria spell out the competencies, and
// each competency is a ResultDescription. The error for an unknown key lists
// the known ones.
//
// A program's Version is part of the identifiers. Two publications without
// BaseURL give the same identifiers, whatever else they say: they describe the
// program's achievement, not one of their own.
func (p *Program) Achievement(key string, pub Publication) (Achievement, error) {
	if err := p.Validate(); err != nil {
		return Achievement{}, fmt.Errorf("badge: the program cannot be published: %w", err)
	}
	c, ok := p.MicroCredential(key)
	if !ok {
		var known []string
		for _, c := range p.Credentials {
			known = append(known, c.Key)
		}
		return Achievement{}, fmt.Errorf("badge: %s has no credential %q; its credentials are %s", p.Name, key, enumerate(known))
	}
	a, err := p.achievement(c, pub)
	if err != nil {
		return Achievement{}, fmt.Errorf("badge: publishing the credential %q: %w", key, err)
	}
	return a, nil
}

func (p *Program) achievement(c MicroCredential, pub Publication) (Achievement, error) {
	id, err := p.achievementID(c, pub)
	if err != nil {
		return Achievement{}, err
	}
	if err := p.checkAlignments(pub); err != nil {
		return Achievement{}, err
	}
	if pub.Rubric != nil {
		if err := pub.Rubric.validate(); err != nil {
			return Achievement{}, err
		}
	}
	language := pub.Language
	if language == "" {
		language = "en"
	}
	narrative := pub.Narrative
	if narrative == nil {
		if language != "en" && !strings.HasPrefix(language, "en-") {
			return Achievement{}, fmt.Errorf("Publication.Narrative is needed for the language %q: the sentences that stand in for it are English", language)
		}
		narrative = func(c MicroCredential) string { return englishCriteria(p, c, pub.Rubric) }
	}
	a := Achievement{
		ID:              id,
		Name:            c.Name,
		Description:     c.Statement,
		AchievementType: TypeMicroCredential,
		Criteria:        Criteria{Narrative: narrative(c)},
		Alignment:       slices.Clone(pub.Alignments[c.Key]),
		InLanguage:      language,
		Version:         p.Version,
	}
	if pub.BaseURL != "" {
		a.Criteria.ID = childID(id, "criteria")
	}
	if pub.Creator != nil {
		creator := *pub.Creator
		a.Creator = &creator
	}
	if a.Image, err = c.image(pub); err != nil {
		return Achievement{}, err
	}
	for _, k := range c.Competencies {
		a.Tag = append(a.Tag, k.Name)
		d := pub.Rubric.describe(childID(id, competencyPath+k.Key), k.Name)
		d.Alignment = slices.Clone(pub.Alignments[c.Key+"/"+k.Key])
		a.ResultDescription = append(a.ResultDescription, d)
	}
	return a, a.Validate()
}

func (c *MicroCredential) image(pub Publication) (*Image, error) {
	if pub.Image == nil {
		return nil, nil
	}
	m := pub.Image(c.Key)
	if m == nil {
		return nil, nil
	}
	image := *m
	if image.Caption == "" {
		image.Caption = c.Caption
	}
	if image.Caption == "" {
		return nil, errors.New("Publication.Image: the picture has no caption, which is its alternative text")
	}
	return &image, nil
}

// checkAlignments refuses keys that belong to nothing: an alignment under a
// misspelled key would be left out in silence.
func (p *Program) checkAlignments(pub Publication) error {
	for _, at := range slices.Sorted(maps.Keys(pub.Alignments)) {
		key, competency, both := strings.Cut(at, "/")
		c, ok := p.MicroCredential(key)
		if both {
			ok = slices.ContainsFunc(c.Competencies, func(k Competency) bool { return k.Key == competency })
		}
		if !ok {
			return fmt.Errorf("Publication.Alignments: the program has nothing under %q; expected the key of a credential, or of a credential and one of its competencies with / between", at)
		}
	}
	return nil
}

const (
	competencyPath = "competencies/"
	levelPath      = "levels/"
)

func (p *Program) achievementID(c MicroCredential, pub Publication) (string, error) {
	if pub.BaseURL == "" {
		// A key has no slash, so no two pairs of version and key are one name.
		return namespaceURL.v5(p.ID).v5(p.Version + "/" + c.Key).String(), nil
	}
	u, err := url.Parse(pub.BaseURL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || strings.ContainsAny(pub.BaseURL, "?#") {
		return "", fmt.Errorf("Publication.BaseURL: expected an http or https URL without query and fragment, found %q", pub.BaseURL)
	}
	if u.String() != pub.BaseURL {
		return "", fmt.Errorf("Publication.BaseURL: expected %q, found another spelling of it, %q", u, pub.BaseURL)
	}
	return strings.TrimRight(pub.BaseURL, "/") + "/" + url.PathEscape(p.Version) + "/" + c.Key, nil
}

// childID names a part of what parent names, so that a part can be found again
// by its key: the name of a part of a UUID is computed, that of a part of
// anything else is written behind it.
func childID(parent, path string) string {
	if space, ok := parseUUID(parent); ok {
		return space.v5(path).String()
	}
	if strings.Contains(parent, "#") {
		return parent + "/" + path
	}
	return parent + "#" + path
}

func (r *Rubric) validate() error {
	if len(r.Levels) == 0 {
		return errors.New("Publication.Rubric has no levels")
	}
	names := map[string]bool{}
	var known []string
	for _, l := range r.Levels {
		if err := checkKey(l.Key); err != nil {
			return fmt.Errorf("Publication.Rubric: %w", err)
		}
		if slug(l.Name) == "" {
			return fmt.Errorf("Publication.Rubric: the level %q has no name", l.Key)
		}
		if slices.Contains(known, l.Key) || names[slug(l.Name)] {
			return fmt.Errorf("Publication.Rubric: the key or the name of the level %q stands there twice", l.Key)
		}
		known, names[slug(l.Name)] = append(known, l.Key), true
	}
	if r.Required != "" && !slices.Contains(known, r.Required) {
		return fmt.Errorf("Publication.Rubric.Required: no level %q; the levels are %s", r.Required, enumerate(known))
	}
	return nil
}

// describe returns the description of a result that r measures; a nil r says
// no more than whether something was shown.
func (r *Rubric) describe(id, name string) ResultDescription {
	if r == nil {
		return ResultDescription{ID: id, Name: name, ResultType: ResultStatus}
	}
	d := ResultDescription{ID: id, Name: name, ResultType: ResultRubricCriterionLevel}
	for _, l := range r.Levels {
		level := RubricCriterionLevel{ID: childID(id, levelPath+l.Key), Name: l.Name, Description: l.Description}
		if l.Key == r.Required {
			d.RequiredLevel = level.ID
		}
		d.RubricCriterionLevel = append(d.RubricCriterionLevel, level)
	}
	return d
}

// englishCriteria spells the criteria out in the badge itself, so that a later
// change of a web page cannot change what was earned.
func englishCriteria(p *Program, c MicroCredential, r *Rubric) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", plainText(c.Statement))
	fmt.Fprintf(&b, "Program: %s, version %s. This credential is earned through performance-based assessment; all of these competencies are required:\n\n", plainText(p.Name), plainText(p.Version))
	for _, k := range c.Competencies {
		fmt.Fprintf(&b, "- **%s**: %s\n", plainText(k.Name), plainText(k.Definition))
	}
	if r == nil {
		return b.String()
	}
	for _, l := range r.Levels {
		if l.Key == r.Required {
			fmt.Fprintf(&b, "\nEach is shown at the level **%s** or above.\n", plainText(l.Name))
		}
	}
	return b.String()
}

// plainText keeps what stands in a text from being read as Markdown.
func plainText(s string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "<", `\<`).Replace(s)
}

// enumerate spells out what there is to choose from.
func enumerate(keys []string) string {
	if len(keys) == 0 {
		return "none"
	}
	return strings.Join(keys, ", ")
}

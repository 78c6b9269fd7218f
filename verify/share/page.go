package share

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

var (
	//go:embed page/page.css
	style string

	//go:embed page/page.html
	markup string
)

// policy lets the page show pictures that are written into it, and have its style; nothing
// is loaded, run or sent.
var policy = "default-src 'none'; style-src '" + digest(style) + "'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-downloads"

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

var pageTemplate = template.Must(template.Must(headTags.Clone()).New("page").Parse(markup))

// A view is what the page is filled with.
type view struct {
	language
	Style  template.CSS
	Head   *head // nil promotes nothing
	Title  string
	Notice string // in the place of badges

	Lead, Subject string            // the title in two, where its end, the name of a badge,
	Spoken        template.HTMLAttr // is in another language than the page (WCAG 2.2 section 3.1.2)

	Asked     bool   // whether the school is asked for a name
	Confirmed string // the name; "" if it was not confirmed
	School    string

	Badges []article
	Now    moment
}

// An article is one badge: of one that does not count, little; of one that could not be
// checked, nothing.
type article struct {
	State, Meaning         string // how it stands, in a word, and what that means
	Name, Issuer, IssuerID string
	Awarded, Until         moment

	ID, Description, Caption         string
	Criteria, Competencies, Evidence []string
	Said                             []opinion // by others
	Picture                          template.URL
	File                             string // where the badge is to be had

	Spoken template.HTMLAttr // the language of what the badge says, where it is not that of the page
}

type moment struct{ Words, Stamp string }

// T says words in the language of the page.
func (v view) T(key string, args ...any) string { return v.say(key, args...) }

// Several says that each badge needs a heading of its own.
func (v view) Several() bool { return len(v.Badges) > 1 }

func (v view) Lang() string { return v.language.String() }

func (v view) at(t time.Time) moment {
	if t.IsZero() {
		return moment{}
	}
	return moment{v.day(t), t.UTC().Format(time.RFC3339)}
}

// notice is a page that says one thing, the same bytes whoever asks.
func notice(l language, key string) []byte {
	v := view{language: l, Style: template.CSS(style), Title: l.say("page." + key), Notice: l.say("page." + key + ".more")}
	text, err := write(pageTemplate, v)
	if err != nil {
		return []byte(l.say("page." + key))
	}
	return []byte(text)
}

// state says how a badge stands, in a word.
func (s *showing) state() string {
	switch {
	case s.badge != nil:
		return "good"
	case errors.Is(s.err, verify.StatusRevoked):
		return "revoked"
	case errors.Is(s.err, ErrRevoked): // and only the issuer knows whether for good
		return "suspended"
	case errors.Is(s.err, ErrExpired):
		return "ended"
	}
	return "unchecked"
}

// page is the page of a link, and says whether search engines may list it.
func (p *Pages) page(ctx context.Context, l language, link *Link, shown []showing) (body []byte, indexed bool, err error) {
	v := view{language: l, Style: template.CSS(style)}
	now := p.cfg.Now()
	v.Now = moment{l.say("instant", l.day(now.UTC()), now.UTC().Format("15:04")), now.UTC().Format(time.RFC3339)}
	good := 0
	for i := range shown {
		b := shown[i].badge
		a := article{State: shown[i].state()}
		a.Meaning = l.say("state." + a.State + ".more")
		switch a.State {
		case "good":
			good++
			b.language = l
			p.describe(&a, b, link)
			if len(b.report.Credential.Status) == 0 {
				a.Meaning = l.say("state.unlisted")
			}
			if v.Head == nil {
				h := b.head(link.channel())
				v.Head = &h
			}
			a.label(v, &b.printed)
		case "revoked", "suspended", "ended":
			said, err := print(shown[i].report)
			if err != nil {
				return nil, false, err
			}
			a.label(v, &said)
		}
		if a.Name != "" {
			a.Spoken = l.spoken(shown[i].report)
		}
		v.Badges = append(v.Badges, a)
	}
	first := v.Badges[0]
	v.Title = l.say("page."+first.State, first.Name)
	if len(link.Badges) > 1 && len(shown) > 1 {
		v.Title = l.say("page.several", strconv.Itoa(len(shown)))
	} else if first.Spoken != "" {
		v.Lead, v.Subject, v.Spoken = strings.TrimSuffix(v.Title, first.Name), first.Name, first.Spoken
	}
	if good != len(shown) {
		v.Head = nil // one that does not count is not shown around with the others
	} else if len(shown) > 1 {
		var named []string
		for _, a := range v.Badges {
			named = append(named, a.Name)
		}
		v.Head.Title, v.Head.URL, v.Head.MediaType = v.Title, p.URL(*link), ""
		v.Head.Description = cut(strings.Join(named, ", "), limits.SharedText, characters)
	}
	if link.Named {
		v.Asked, v.School = true, first.Issuer
		one := !slices.ContainsFunc(v.Badges, func(a article) bool { return a.IssuerID != first.IssuerID })
		if good == len(shown) && one { // no issuer answers for another's badges
			name, err := p.earner(ctx, link)
			if err != nil {
				p.tell(ctx, err)
			}
			v.Confirmed = name
		}
	}
	text, err := write(pageTemplate, v)
	return []byte(text), v.Head != nil && v.Head.Indexed, err
}

// label says which badge it is.
func (a *article) label(v view, p *printed) {
	a.Name, a.Issuer, a.IssuerID, a.Awarded, a.Until = p.name, p.issuer, p.issuerID, v.at(p.awarded), v.at(p.until)
}

// languageTag is what may stand in an attribute: letters, digits and hyphens (BCP 47).
var languageTag = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$`)

// spoken is the attribute of what a badge says on a page, "" in the language of the page.
func (l language) spoken(r *verify.Report) template.HTMLAttr {
	if tag := r.Credential.Subject.Achievement.InLanguage; languageTag.MatchString(tag) && !strings.HasPrefix(tag, l.String()) {
		return template.HTMLAttr(` lang="` + tag + `"`)
	}
	return ""
}

// describe says what a badge that counts stands for.
func (p *Pages) describe(a *article, b *Badge, link *Link) {
	said := &b.printed
	a.ID, a.Description, a.Caption, a.Criteria, a.Evidence = said.id, said.description, said.caption, said.criteria, said.evidence
	a.Picture, a.Competencies = template.URL(b.embedded()), said.shownCompetencies(link.Levels)
	if b.given(link.channel()) {
		a.Said = opinions(b.report, said)
		// Without the host: the page is looked at, and tried out, where that leads elsewhere.
		a.File = strings.TrimPrefix(b.terms.URL, strings.TrimSuffix(p.cfg.BaseURL, p.path)) + "/badge"
	}
}

// embedded is the picture that the badge carries in itself. One from a host would tell that
// host who looks at the page.
func (b *Badge) embedded() string {
	if u := b.pictureURL(); strings.HasPrefix(u, "data:") {
		return u
	}
	return ""
}

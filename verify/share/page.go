package share

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"html/template"
	"strconv"
	"strings"
	"time"
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

	Asked     bool   // whether the school is asked for a name
	Confirmed string // the name; "" if it was not confirmed
	School    string

	Badges []article
	Now    moment
}

// An article is one badge.
type article struct {
	State            string // good, revoked, ended, unchecked
	P                *printed
	Summary          string
	Picture          template.URL
	File             string // where the badge is to be had
	Awarded, Until   moment
	Levels           bool
	Several          bool
	Name, IssuerName string
}

type moment struct{ Words, Stamp string }

// T says words in the language of the page.
func (v view) T(key string, args ...any) string { return v.say(key, args...) }

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
	case errors.Is(s.err, ErrRevoked):
		return "revoked"
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
		s := &shown[i]
		a := article{State: s.state(), Levels: link.Levels, Several: len(shown) > 1}
		switch a.State {
		case "good":
			good++
			s.badge.language = l
			a.P, a.Summary, a.Picture = &s.badge.printed, s.badge.summary(), template.URL(s.badge.embedded())
			if s.badge.given(link.channel()) {
				a.File = s.badge.terms.URL + "/badge"
			}
			if v.Head == nil {
				h := s.badge.head(link.channel())
				v.Head = &h
			}
		case "revoked", "ended":
			said, err := print(s.report)
			if err != nil {
				return nil, false, err
			}
			a.P = &said
		}
		if a.P != nil {
			a.Awarded, a.Until = v.at(a.P.Awarded), v.at(a.P.Until)
			a.Name, a.IssuerName = a.P.Name, a.P.Issuer
		}
		v.Badges = append(v.Badges, a)
	}
	first := v.Badges[0]
	v.Title = l.say("page."+first.State, first.Name)
	if len(link.Badges) > 1 && len(shown) > 1 {
		v.Title = l.say("page.several", strconv.Itoa(len(shown)))
	}
	if good != len(shown) {
		v.Head = nil // one that does not count is not shown around with the others
	} else if len(shown) > 1 {
		v.Head.Title, v.Head.URL = v.Title, p.URL(*link)
	}
	if link.Named {
		v.Asked, v.School = true, first.IssuerName
		if good == len(shown) {
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

// embedded is the picture that the badge carries in itself. One from a host would tell that
// host who looks at the page.
func (b *Badge) embedded() string {
	if u := b.pictureURL(); strings.HasPrefix(u, "data:") {
		return u
	}
	return ""
}

package main

import (
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"slices"
	"time"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential/award"
	"github.com/summitbadges/openbadges/credential/bake"
	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/share"
)

// channels are those that a consent of this portal can be for.
var channels = []privacy.Channel{privacy.ToPage, privacy.ToLink, privacy.ToApplication, privacy.ToLinkedIn, privacy.ToFacebook, privacy.ToX, privacy.ToEmail}

// A badgeView is what "My badge" shows.
type badgeView struct {
	At                     string // the path below which the page and its forms are
	Given                  bool   // of a file
	Name, Picture, Outcome string
	Passed                 bool
	Why                    error
	Stands                 status.State // by the district's list, which says revoked where a file says suspended
	URL                    string       // "": private
	Here                   string       // the same page on this machine
	Buttons                []button
	Closed                 []privacy.Answer
	Code                   bool // the public page can be shown as a code
	Consents               []privacy.Consent
	Agreed                 bool            // this person has a consent that stands
	Own                    privacy.Consent // that one
	Channels               []privacy.Channel
	Endorsed               []verify.Endorsement
	Page                   error // why it cannot be made public now
}

// Holds says whether the person has agreed to a channel, so that the form, which puts what is
// ticked in the place of what was, ends nothing that nobody has unticked.
func (v badgeView) Holds(c privacy.Channel) bool { return slices.Contains(v.Own.Channels, c) }

// Named says whether a consent is for the name as well.
func (badgeView) Named(c privacy.Consent) bool { return slices.Contains(c.Fields, privacy.FieldName) }

type button struct {
	Channel privacy.Channel
	URL     template.URL
}

func (p *portal) badge(a *ask) error {
	ctx := a.r.Context()
	r, err := p.held(a)
	if err != nil {
		return err
	}
	v := badgeView{At: a.holds(), Given: a.route.who == onGiven, Name: a.lang.credential(r.Achievement).Name, Picture: "/art/" + r.Achievement + ".png", Channels: channels}
	report, err := p.office.verifier.Verify(ctx, r.Badge)
	v.Outcome, v.Passed, v.Endorsed = report.Outcome.String(), err == nil, report.Endorsements
	if err != nil {
		v.Why = err
	}
	place, err := p.office.lists.Entry(ctx, r.Credential)
	if err != nil {
		return err
	}
	v.Stands = place.State
	all, err := shelf{p.office.store}.Student(ctx, a.holder())
	if err != nil {
		return err
	}
	for _, c := range all.Consents {
		if c.Badges[0] == r.Credential {
			v.Consents = append(v.Consents, c)
			if c.Person == a.person.ID && c.Withdrawn.IsZero() && p.office.now().Before(c.Ends) {
				v.Agreed, v.Own = true, c
			}
		}
	}
	v.Page = privacy.Policy{}.May(privacy.Request{Badge: r.Credential, Student: a.holder(), Age: all.Age, Channel: privacy.ToPage, Now: p.office.now(), Consents: all.Consents})
	shown, link, err := p.shared(a, r)
	if err == nil {
		v.URL, v.Here = p.office.pages.URL(link), "/b/"+link.Slug
		v.share(shown)
		v.Code = v.Page == nil
	} else if link.Slug != "" {
		v.URL, v.Here = p.office.pages.URL(link), "/b/"+link.Slug
	}
	return p.render(a, http.StatusOK, "badge", v)
}

// share gives a button to each channel that is open, and says of the others why they are
// not.
func (v *badgeView) share(b *share.Badge) {
	build := map[privacy.Channel][]func() (string, error){
		privacy.ToLinkedIn: {func() (string, error) { return b.LinkedInProfile("") }},
		privacy.ToFacebook: {b.FacebookPost},
		privacy.ToX:        {func() (string, error) { return b.XPost(share.Mention{}) }},
		privacy.ToEmail:    {b.Email},
	}
	for _, answer := range b.Channels() {
		for _, make := range build[answer.Channel] {
			link, err := make()
			if err != nil {
				v.Closed = append(v.Closed, privacy.Answer{Channel: answer.Channel, Err: err})
				continue
			}
			v.Buttons = append(v.Buttons, button{answer.Channel, template.URL(link)}) // by package share, which alone has built it
		}
	}
}

// shared is the badge as it may be shared now, on the page where it is public.
func (p *portal) shared(a *ask, r award.Record) (*share.Badge, share.Link, error) {
	ctx := a.r.Context()
	link, err := p.office.link(ctx, `credential = ? AND withdrawn = 0 ORDER BY made DESC LIMIT 1`, r.Credential)
	if err != nil {
		return nil, share.Link{}, fmt.Errorf("%w: %w", share.ErrPrivate, err)
	}
	all, err := shelf{p.office.store}.Student(ctx, a.holder())
	if err != nil {
		return nil, link, err
	}
	report, _ := p.office.verifier.Verify(ctx, r.Badge) // share.Of asks the report
	b, err := share.Of(report, r.Badge, share.Terms{URL: p.office.pages.URL(link), Public: true, Now: p.office.now(), Student: a.holder(), Age: all.Age, Consents: all.Consents, Language: string(a.lang)})
	return b, link, err
}

// given is the badge to go into a file of its student's: with its page where it has one that
// is shown, and otherwise as a private badge.
func (p *portal) given(a *ask, r award.Record) (*share.Badge, error) {
	ctx := a.r.Context()
	link, err := p.office.link(ctx, `credential = ? AND withdrawn = 0 ORDER BY made DESC LIMIT 1`, r.Credential)
	if err == nil {
		all, err := shelf{p.office.store}.Student(ctx, link.Student)
		if err != nil {
			return nil, err
		}
		if (privacy.Policy{}).May(privacy.Request{Badge: r.Credential, Student: link.Student, Age: all.Age, Channel: privacy.ToPage, Now: p.office.now(), Consents: all.Consents}) == nil {
			b, _, err := p.shared(a, r)
			return b, err
		}
	} else if !errors.Is(err, share.ErrNotFound) {
		return nil, err
	}
	report, _ := p.office.verifier.Verify(ctx, r.Badge) // share.Own asks the report
	return share.Own(report, r.Badge, share.Terms{Now: p.office.now(), Language: string(a.lang)})
}

// download gives the student the badge in one of its forms, whether or not anybody else sees
// it. A code leads to the public page, so it is there once there is one.
func (p *portal) download(a *ask) error {
	r, err := p.held(a)
	if err != nil {
		return err
	}
	if open, err := p.office.erasures(a.r.Context(), `object = ?`, a.c.ID()); err != nil || len(open) > 0 {
		return errors.Join(errNone, err)
	}
	picture := func(ending string) ([]byte, error) { return fs.ReadFile(summit.Art(), r.Achievement+ending) }
	var data []byte
	var kind string
	shown := "attachment"
	switch form := a.r.PathValue("form"); form {
	case "badge.jwt":
		data, kind = r.Badge, "application/vc+jwt"
	case "badge.png", "badge.svg":
		kind = map[string]string{"badge.png": "image/png", "badge.svg": "image/svg+xml"}[form]
		if data, err = picture(form[len("badge"):]); err == nil {
			data, err = bake.Bake(data, r.Badge)
		}
	case "qr.svg", "qr.png":
		var b *share.Badge
		if b, _, err = p.shared(a, r); err != nil {
			return err
		}
		if kind, shown = "image/png", "inline"; form == "qr.png" {
			data, err = b.QRCodePNG()
			break
		}
		kind = "image/svg+xml"
		data, err = b.QRCodeSVG()
	case "certificate.pdf", "badge.zip":
		b, refused := p.given(a, r)
		if refused != nil {
			return refused
		}
		s, failed := p.office.person(a.r.Context(), a.holder())
		png, noPNG := picture(".png")
		svg, noSVG := picture(".svg")
		if err := errors.Join(failed, noPNG, noSVG); err != nil {
			return err
		}
		paper := share.Paper{Art: png, Name: s.Name}
		if form == "badge.zip" {
			kind = "application/zip"
			data, err = b.Package(paper, share.Pictures{PNG: png, SVG: svg})
		} else {
			kind = "application/pdf"
			data, err = b.Certificate(paper)
		}
	default:
		return errNone
	}
	if err != nil {
		return err
	}
	a.w.Header().Set("Content-Type", kind)
	a.w.Header().Set("Content-Disposition", shown+"; filename="+a.r.PathValue("form"))
	a.w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	_, err = a.w.Write(data)
	return err
}

// agree keeps what a guardian, or the student, agrees to: this badge, these channels, for a
// year. Whether it counts at the student's age the privacy policy says, whenever it is asked.
func (p *portal) agree(a *ask) error {
	ctx := a.r.Context()
	r, err := p.held(a)
	if err != nil {
		return err
	}
	s, err := p.office.person(ctx, a.holder())
	if err != nil {
		return err
	}
	now := p.office.now().UTC().Truncate(time.Second)
	c := privacy.Consent{ID: "consent-" + secret(), Student: s.ID, By: privacy.ByStudent, Person: a.person.ID, Age: p.office.age(s), Badges: []string{r.Credential},
		Audience: privacy.Public, Fields: []privacy.Field{privacy.FieldBadge}, Given: now, Ends: now.AddDate(1, 0, 0)}
	if a.role == planning.RoleGuardian {
		c.By = privacy.ByGuardian
	}
	if a.form("name") != "" {
		c.Fields = append(c.Fields, privacy.FieldName)
	}
	for _, asked := range a.r.PostForm["channel"] {
		c.Channels = append(c.Channels, privacy.Channel(asked))
	}
	if err := c.Validate(); err != nil {
		return err
	}
	if err := p.office.agreed(ctx, c); err != nil {
		return err
	}
	return a.to(a.holds() + "/badge")
}

func (p *portal) refuse(a *ask) error {
	return p.withBadge(a, func(r award.Record) error {
		return p.office.withdraw(a.r.Context(), a.holder(), a.person.ID, r.Credential)
	})
}

func (p *portal) makePublic(a *ask) error {
	return p.withBadge(a, func(r award.Record) error {
		if _, err := p.office.link(a.r.Context(), `credential = ? AND withdrawn = 0`, r.Credential); err == nil {
			return nil // it is
		}
		return p.office.publish(a.r.Context(), p.office.pages, a.holder(), r.Credential)
	})
}

func (p *portal) makePrivate(a *ask) error {
	return p.withBadge(a, func(r award.Record) error { return p.office.unpublish(a.r.Context(), r.Credential) })
}

func (p *portal) withBadge(a *ask, do func(award.Record) error) error {
	r, err := p.held(a)
	if err != nil {
		return err
	}
	if err := do(r); err != nil {
		return err
	}
	return a.to(a.holds() + "/badge")
}

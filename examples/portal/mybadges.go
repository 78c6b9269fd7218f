package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge/planning"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential/status"
	"github.com/summitbadges/openbadges/verify/share"
)

// A mineView is what "My badges" shows.
type mineView struct {
	Badges []mineBadge
	Choice bool // there is one that a link can be made to
	Sets   []mineSet
	Days   []int // for how long a link can be made
	Chosen int   // of Days
}

type mineBadge struct {
	At, ID, Key string
	Awarded     time.Time
	Passed      bool
	Public      bool
	Stands      status.State
}

type mineSet struct {
	set
	URL, Here string
	Keys      []string // of the credentials
	Open      bool     // it leads to its badges now
	Why       error    // why it does not
	Texts     []share.Application
}

// The days for which a link can be made: package share allows a year.
var setDays = []int{30, 90, 180, 365}

// mine is the page of a student's own badges.
func (p *portal) mine(a *ask) error {
	ctx := a.r.Context()
	list, err := p.myBadges(a)
	if err != nil {
		return err
	}
	all, err := shelf{p.office.store}.Student(ctx, a.person.ID)
	if err != nil {
		return err
	}
	v := mineView{Days: setDays, Chosen: setDays[1]}
	keys := map[string]string{}
	for _, e := range list {
		_, failed := p.office.verifier.Verify(ctx, e.Badge)
		_, private := p.office.link(ctx, `credential = ? AND withdrawn = 0 ORDER BY made DESC LIMIT 1`, e.Credential)
		if private != nil && !errors.Is(private, share.ErrNotFound) {
			return private
		}
		may := privacy.Policy{}.May(privacy.Request{Badge: e.Credential, Student: a.person.ID, Age: all.Age, Channel: privacy.ToPage, Now: p.office.now(), Consents: all.Consents})
		place, err := p.office.lists.Entry(ctx, e.Credential)
		if err != nil {
			return err
		}
		v.Choice = v.Choice || failed == nil
		v.Badges = append(v.Badges, mineBadge{Stands: place.State, At: e.At, ID: e.Credential, Key: e.Achievement, Awarded: e.ValidFrom, Passed: failed == nil, Public: private == nil && may == nil})
		keys[e.Credential] = e.Achievement
	}
	sets, err := p.office.sets(ctx, `student = ?`, a.person.ID)
	if err != nil {
		return err
	}
	for _, l := range sets {
		m := mineSet{set: l, URL: p.office.setPages.URL(l.Link), Here: "/l/" + l.Slug}
		for _, id := range l.Badges {
			m.Keys = append(m.Keys, keys[id])
		}
		if l.Withdrawn.IsZero() && p.office.now().Before(l.Ends) {
			m.Texts, m.Why = p.applied(ctx, a.lang, l, list)
			m.Open = m.Why == nil
		}
		v.Sets = append(v.Sets, m)
	}
	return p.render(a, http.StatusOK, "mine", v)
}

// myBadges are those of whoever asks, who has to be a student.
func (p *portal) myBadges(a *ask) ([]earned, error) {
	if a.person.School == "" {
		return nil, fmt.Errorf("%w: it is for students", planning.ErrForbidden)
	}
	return p.office.badgesOf(a.r.Context(), a.person.ID)
}

// applied says whether a link shows all of its badges now, and gives the words for an
// application, one for each badge, where the link was made for one.
func (p *portal) applied(ctx context.Context, lang language, l set, list []earned) (texts []share.Application, err error) {
	student, err := shelf{p.office.store}.Student(ctx, l.Student)
	if err != nil {
		return nil, err
	}
	if err := p.office.mayGo(l, student); err != nil {
		return nil, err
	}
	for i, id := range l.Badges {
		n := slices.IndexFunc(list, func(e earned) bool { return e.Credential == id })
		if n < 0 {
			return nil, fmt.Errorf("%w: %s", share.ErrNotFound, id)
		}
		report, _ := p.office.verifier.Verify(ctx, list[n].Badge)
		at := p.office.setPages.URL(l.Link)
		if len(l.Badges) > 1 {
			at += "/" + strconv.Itoa(i+1)
		}
		b, err := share.Of(report, list[n].Badge, share.Terms{URL: at, Public: true, Now: p.office.now(), Student: l.Student, Age: student.Age, Consents: student.Consents, Language: string(lang)})
		if err != nil {
			return nil, err
		}
		if l.Purpose != forApplication {
			continue
		}
		text, err := b.Application()
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// newSet makes a link to the badges that the student has ticked. That each of them is the
// student's own, verifies, and may be shown, the pages ask.
func (p *portal) newSet(a *ask) error {
	list, err := p.myBadges(a)
	if err != nil {
		return err
	}
	l := set{Purpose: a.form("purpose")}
	l.Student, l.Named = a.person.ID, a.form("named") != ""
	for _, id := range a.r.PostForm["badge"] {
		if !slices.ContainsFunc(list, func(e earned) bool { return e.Credential == id }) {
			return errNone
		}
		if slices.Contains(l.Badges, id) {
			return fmt.Errorf("%w: expected each badge once", errInput)
		}
		l.Badges = append(l.Badges, id)
	}
	days, err := strconv.Atoi(a.form("days"))
	if err != nil || !slices.Contains(setDays, days) {
		return fmt.Errorf("%w: expected one of the times that the form offers", errInput)
	}
	l.Ends = p.office.now().UTC().Truncate(time.Second).AddDate(0, 0, days)
	if _, err := p.office.makeSet(a.r.Context(), l); err != nil {
		return err
	}
	return a.to("/my")
}

func (p *portal) endSet(a *ask) error {
	if err := p.office.withdrawSet(a.r.Context(), a.set.Slug); err != nil {
		return err
	}
	return a.to("/my")
}

// setCode is the code of a link, while the link shows its badges.
func (p *portal) setCode(a *ask) error {
	ctx := a.r.Context()
	data, err := []byte(nil), error(nil)
	kind, name := "image/svg+xml", "link.svg"
	if strings.HasSuffix(a.r.URL.Path, ".png") {
		kind, name = "image/png", "link.png"
		data, err = p.office.setPages.QRCodePNG(ctx, a.set.Slug)
	} else {
		data, err = p.office.setPages.QRCodeSVG(ctx, a.set.Slug, string(a.lang))
	}
	if err != nil {
		return err
	}
	a.w.Header().Set("Content-Type", kind)
	a.w.Header().Set("Content-Disposition", "inline; filename="+name)
	a.w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	_, err = a.w.Write(data)
	return err
}

// judgeSet finds the link of the path, which has to be that of whoever asks.
func (p *portal) judgeSet(a *ask) error {
	list, err := p.office.sets(a.r.Context(), `slug = ? AND student = ?`, a.r.PathValue("slug"), a.person.ID)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return errNone
	}
	a.set = list[0]
	return nil
}

// setPage is the page behind such a link. It sets headers of its own, and asks for everything
// anew.
func (p *portal) setPage(a *ask) error {
	p.office.setPages.ServeHTTP(a.w, a.r)
	return nil
}

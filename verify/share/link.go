package share

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/internal/limits"
)

// ErrNotFound is for a Store: there is nothing under that name.
var ErrNotFound = errors.New("not found")

// A Link is what stands behind one random address: badges of one student, until it ends or
// is withdrawn. Without an end it is a public page (privacy.ToPage); with one it is a link
// that the student has made (privacy.ToLink), and may confirm who earned the badges. A
// portal stores it as it is, and may change Ends and Withdrawn. Nothing in it says who the
// student is.
type Link struct {
	Slug      string    // 128 random bits in hexadecimal digits: whoever does not have it does not guess it
	Student   string    // opaque, as consents have it
	Badges    []string  // ids of the credentials, in the order in which they are shown
	Named     bool      // the school confirms the student's name; needs an end
	Levels    bool      // shows the levels that were reached
	Indexed   bool      // as in Terms
	Made      time.Time // when
	Ends      time.Time // from then on it is none; zero: it has no end
	Withdrawn time.Time // any time at all means that it is none
}

// open reports whether the link leads anywhere at a time.
func (l *Link) open(now time.Time) bool {
	return l.Withdrawn.IsZero() && !now.Before(l.Made) && (l.Ends.IsZero() && !l.Named || now.Before(l.Ends))
}

func (l *Link) channel() privacy.Channel {
	if l.Ends.IsZero() {
		return privacy.ToPage
	}
	return privacy.ToLink
}

func (l *Link) fields() []privacy.Field {
	var shown []privacy.Field
	if l.Named {
		shown = append(shown, privacy.FieldName)
	}
	if l.Levels {
		shown = append(shown, privacy.FieldResults)
	}
	return shown
}

// NewLink completes a link with a random Slug and the time, if all of it could be shown
// now: every badge is the student's, verified and not private, the student is old enough,
// and somebody has agreed to it, to the name as well if it is Named. It is refused
// otherwise, with the reason that the page would not tell. The portal stores what comes
// back, and has the student's own word for making it.
//
// A link may last a year. A Slug or a time that l has already is refused.
func (p *Pages) NewLink(ctx context.Context, l Link) (Link, error) {
	now := p.cfg.Now()
	switch {
	case l.Slug != "" || !l.Made.IsZero() || !l.Withdrawn.IsZero():
		return Link{}, errors.New("share: a new link has no Slug, and no time in which it was made or withdrawn")
	case len(l.Badges) == 0 || len(l.Badges) > limits.SharedBadges:
		return Link{}, fmt.Errorf("share: a link shows 1 to %d badges; found %d", limits.SharedBadges, len(l.Badges))
	case l.Named && p.cfg.Earners == nil:
		return Link{}, errors.New("share: nobody confirms names here: PagesConfig.Earners is not set")
	case l.Named && l.Ends.IsZero():
		return Link{}, errors.New("share: a link that confirms a name has an end")
	case !l.Ends.IsZero() && (!now.Before(l.Ends) || l.Ends.Sub(now) > limits.SharedLink):
		return Link{}, fmt.Errorf("share: a link ends within %d days of now; found %s", int(limits.SharedLink.Hours()/24), stamp(l.Ends))
	}
	for i, id := range l.Badges {
		if slices.Contains(l.Badges[:i], id) {
			return Link{}, fmt.Errorf("share: the link names %s twice", limits.Abridge(id))
		}
	}
	random := make([]byte, 16)
	if _, err := io.ReadFull(p.cfg.Random, random); err != nil {
		return Link{}, fmt.Errorf("share: no random slug: %w", err)
	}
	l.Badges = slices.Clone(l.Badges)
	l.Slug, l.Made = hex.EncodeToString(random), now
	if _, err := p.cfg.Store.Link(ctx, l.Slug); !errors.Is(err, ErrNotFound) {
		return Link{}, fmt.Errorf("share: the random slug is taken, or cannot be looked up (%v): PagesConfig.Random gives the same again?", err)
	}
	student, err := p.cfg.Store.Student(ctx, l.Student)
	if err != nil {
		return Link{}, fmt.Errorf("share: the student %q: %w", limits.Abridge(l.Student), err)
	}
	for i, id := range l.Badges {
		s := p.show(ctx, &l, student, i, now)
		if s.err != nil {
			return Link{}, fmt.Errorf("share: %s: %w", limits.Abridge(id), s.err)
		}
	}
	if l.Named {
		if _, err := p.earner(ctx, &l); err != nil {
			return Link{}, err
		}
	}
	return l, nil
}

// URL returns the address of the page of a link.
func (p *Pages) URL(l Link) string { return p.cfg.BaseURL + l.Slug }

// isSlug reports whether a text has the form of a slug: 32 digits, in one spelling.
func isSlug(s string) bool { return len(s) == 32 && strings.Trim(s, "0123456789abcdef") == "" }

// Earners is the portal's knowledge of who earned what. The page says it in the name of the
// issuer of the badges, so it MUST be that of the issuer.
type Earners interface {
	// Earner returns the opaque id and the name of the student who earned the credential
	// of that id, as the school knows it at this moment. It MUST NOT take either from the
	// badge, or from whoever asks. An error means that it cannot be said, which confirms
	// nothing.
	Earner(ctx context.Context, credential string) (student, name string, err error)
}

// earner returns the name that the school confirms for a link: of the one student who
// earned all of it. A badge of a friend among them confirms nobody.
func (p *Pages) earner(ctx context.Context, l *Link) (string, error) {
	confirmed := ""
	for _, id := range l.Badges {
		student, name, err := p.cfg.Earners.Earner(ctx, id)
		switch {
		case err != nil:
			return "", fmt.Errorf("share: %w: %s: %w", ErrUnconfirmed, limits.Abridge(id), err)
		case student == "" || student != l.Student:
			return "", refuse(ErrUnconfirmed, "%s was not earned by the student whose link it is", limits.Abridge(id))
		case utf8.RuneCountInString(name) > limits.SharedPerson: // cut, it would be another name
			return "", refuse(ErrUnconfirmed, "expected a name of at most %d characters", limits.SharedPerson)
		}
		if name = plain(name, limits.SharedPerson); name == "" || confirmed != "" && name != confirmed {
			return "", refuse(ErrUnconfirmed, "expected one name for the student who earned %s", limits.Abridge(id))
		}
		confirmed = name
	}
	return confirmed, nil
}

// checkBase lets through the URL below which pages stand.
func checkBase(base string) error {
	if err := checkURL(base); err != nil {
		return fmt.Errorf("%w (PagesConfig.BaseURL)", err)
	}
	u, err := url.Parse(base)
	if err != nil || !strings.HasSuffix(u.Path, "/") || strings.Contains(u.Path, "//") || u.RawPath != "" {
		return refuse(ErrURL, "PagesConfig.BaseURL: expected a path that ends with /, found %q", limits.Abridge(base))
	}
	return nil
}

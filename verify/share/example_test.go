package share_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/badge/summit"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/verify/share"
	"github.com/summitbadges/openbadges/verify/verifytest"
)

const exampleID = "urn:uuid:7f3c5a10-52b5-4b6e-9f0c-2d3e4f5a6b7c"

// exampleBadge is a badge of a school of the program, with an opaque recipient.
func exampleBadge() (school *verifytest.Issuer, data []byte) {
	school = verifytest.NewIssuer(verifytest.Setup{ID: "did:web:pineridge.example"})
	civics, err := summit.Program().Achievement("civics", badge.Publication{Image: summit.Image})
	if err != nil {
		panic(err)
	}
	c := school.Claims
	c.ID, c.Subject = exampleID, badge.Subject{ID: "urn:uuid:0b9c8a77-6655-4433-8211-00ffeeddccbb", Achievement: civics}
	return school, school.Issue(c)
}

// exampleConsent is a guardian's: on LinkedIn, on the badge's page and on links, with the name.
func exampleConsent(school *verifytest.Issuer) privacy.Consent {
	return privacy.Consent{
		ID: "consent-1", Student: "student-17", By: privacy.ByGuardian, Person: "guardian-3", Badges: []string{exampleID},
		Channels: []privacy.Channel{privacy.ToLinkedIn, privacy.ToPage, privacy.ToLink}, Audience: privacy.Public,
		Fields: []privacy.Field{privacy.FieldBadge, privacy.FieldName},
		Given:  school.Clock.Now().AddDate(0, -1, 0), Ends: school.Clock.Now().AddDate(1, 0, 0),
	}
}

// A student of 17 adds a badge to a profile on LinkedIn. At 15 the button is not there.
func ExampleOf() {
	school, data := exampleBadge()
	report, err := school.Verifier().Verify(context.Background(), data)
	if err != nil {
		panic(err)
	}
	terms := share.Terms{
		URL: "https://badges.pineridge.example/b/5d1f8d2b8f4e4c0a9a5f0d3c2b1a0918", Public: true, Now: school.Clock.Now(),
		Student: "student-17", Age: 17, Consents: []privacy.Consent{exampleConsent(school)},
	}
	b, err := share.Of(report, data, terms)
	if err != nil {
		panic(err)
	}
	link, err := b.LinkedInProfile("")
	fmt.Println(strings.ReplaceAll(link, "&", "\n  &"), err)

	_, err = b.FacebookPost() // nobody has agreed to that
	fmt.Println(errors.Is(err, privacy.ErrConsent))
	terms.Age = 15
	if b, err = share.Of(report, data, terms); err != nil {
		panic(err)
	}
	_, err = b.LinkedInProfile("")
	fmt.Println(errors.Is(err, privacy.ErrAgePolicy))
	// Output:
	// https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME
	//   &name=Civics+Credential
	//   &organizationName=Pine+Ridge+High+School
	//   &issueYear=2026
	//   &issueMonth=5
	//   &certUrl=https%3A%2F%2Fbadges.pineridge.example%2Fb%2F5d1f8d2b8f4e4c0a9a5f0d3c2b1a0918
	//   &certId=urn%3Auuid%3A7f3c5a10-52b5-4b6e-9f0c-2d3e4f5a6b7c <nil>
	// true
	// true
}

// examplePortal keeps one student's one badge, and knows who earned it.
type examplePortal struct {
	badge   []byte
	student share.Student
	links   map[string]share.Link
}

func (p *examplePortal) Link(_ context.Context, slug string) (share.Link, error) {
	if l, ok := p.links[slug]; ok {
		return l, nil
	}
	return share.Link{}, share.ErrNotFound
}

func (p *examplePortal) Student(_ context.Context, id string) (share.Student, error) {
	if id != "student-17" {
		return share.Student{}, share.ErrNotFound
	}
	return p.student, nil
}

func (p *examplePortal) Badge(_ context.Context, student, id string) ([]byte, error) {
	if student != "student-17" || id != exampleID {
		return nil, share.ErrNotFound
	}
	return p.badge, nil
}

func (p *examplePortal) Earner(_ context.Context, id string) (student, name string, err error) {
	if id != exampleID {
		return "", "", share.ErrNotFound
	}
	return "student-17", "Zoë Álvarez", nil
}

// For an application, a student makes a link for a month on which the school says who
// earned the badge, and withdraws it.
func ExamplePages() {
	school, data := exampleBadge()
	portal := &examplePortal{badge: data, links: map[string]share.Link{}}
	portal.student = share.Student{Age: 17, Consents: []privacy.Consent{exampleConsent(school)}}
	pages, err := share.NewPages(share.PagesConfig{
		BaseURL: "https://badges.pineridge.example/b/", Verifier: school.Verifier(), Store: portal, Earners: portal,
		Preview: func(c *credential.Credential) []byte { return summit.Preview("civics") },
		Now:     school.Clock.Now, // leave it out for the present
	})
	if err != nil {
		panic(err)
	}
	link, err := pages.NewLink(context.Background(), share.Link{
		Student: "student-17", Badges: []string{exampleID}, Named: true, Ends: school.Clock.Now().AddDate(0, 1, 0),
	})
	if err != nil {
		panic(err)
	}
	portal.links[link.Slug] = link

	open := func() *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, httptest.NewRequest(http.MethodGet, pages.URL(link), nil))
		return w
	}
	page := open()
	fmt.Println(page.Code, strings.Contains(page.Body.String(), "Pine Ridge High School confirms that what is shown here was earned by \u2068Zoë Álvarez\u2069."))

	link.Withdrawn = school.Clock.Now()
	portal.links[link.Slug] = link
	fmt.Println(open().Code)
	// Output:
	// 200 true
	// 404
}

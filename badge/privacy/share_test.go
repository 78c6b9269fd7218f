package privacy_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/badge/privacy"
)

const badgeID = "urn:uuid:0b6f2a9e-5d0c-4a51-8a43-6b7b2c9d1e02"

var now = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// guardians is a guardian's consent to everything in this package but the name.
func guardians() privacy.Consent {
	return privacy.Consent{
		ID: "c-1", Student: "s-17", By: privacy.ByGuardian, Person: "g-4", Age: 14, Badges: []string{badgeID},
		Channels: []privacy.Channel{privacy.ToPage, privacy.ToLink, privacy.ToApplication, privacy.ToEmbed, privacy.ToEmail, privacy.ToLinkedIn, privacy.ToFacebook, privacy.ToX},
		Audience: privacy.Public, Fields: []privacy.Field{privacy.FieldBadge},
		Given: now.AddDate(0, -6, 0), Ends: now.AddDate(1, 0, 0),
	}
}

func students(age int) privacy.Consent {
	c := guardians()
	c.ID, c.By, c.Person, c.Age = "c-2", privacy.ByStudent, c.Student, age
	return c
}

func ask(to privacy.Channel, age int, consents ...privacy.Consent) privacy.Request {
	return privacy.Request{Badge: badgeID, Student: "s-17", Age: age, Channel: to, Now: now, Consents: consents}
}

func TestM17AChannelIsClosedBelowItsAge(t *testing.T) {
	for _, tt := range []struct {
		to    privacy.Channel
		least int
	}{
		{privacy.ToPage, 13}, {privacy.ToLink, 13}, {privacy.ToApplication, 13}, {privacy.ToEmbed, 13}, {privacy.ToEmail, 13},
		{privacy.ToLinkedIn, 16}, {privacy.ToFacebook, 13}, {privacy.ToX, 13},
	} {
		c := guardians()
		c.Age = 5
		for age := 5; age < 18; age++ {
			err := privacy.Policy{}.May(ask(tt.to, age, c))
			if age < tt.least {
				require.ErrorIs(t, err, privacy.ErrAgePolicy, "%s at %d, with a guardian's consent", tt.to, age)
				require.ErrorContains(t, err, fmt.Sprintf("from %d years on", tt.least))
			} else {
				require.NoError(t, err, "%s at %d", tt.to, age)
			}
		}
		for _, unknown := range []int{0, -1, 131} {
			require.ErrorIs(t, privacy.Policy{}.May(ask(tt.to, unknown, c)), privacy.ErrAgePolicy, "an age of %d is none", unknown)
		}
	}
	require.ErrorIs(t, privacy.Policy{}.May(ask("myspace", 17, guardians())), privacy.ErrAgePolicy)
	require.ErrorIs(t, privacy.Policy{}.May(privacy.Request{}), privacy.ErrAgePolicy, "nothing is asked for")
}

func TestM17TheStudentIsGivenTheBadgeAtAnyAge(t *testing.T) {
	require.NoError(t, privacy.Policy{}.May(privacy.Request{Channel: privacy.ToFile}))
	closed := privacy.Policy{Gates: map[privacy.Channel]privacy.Gate{privacy.ToFile: {Least: 14}}}
	require.ErrorIs(t, closed.May(privacy.Request{Channel: privacy.ToFile}), privacy.ErrAgePolicy, "but where the policy asks for one")
	require.NoError(t, closed.May(privacy.Request{Channel: privacy.ToFile, Age: 14}))
}

func TestM17BelowEighteenAGuardianHasToConsent(t *testing.T) {
	var p privacy.Policy
	require.ErrorIs(t, p.May(ask(privacy.ToPage, 17)), privacy.ErrConsent, "no consent")
	require.ErrorContains(t, p.May(ask(privacy.ToPage, 17)), "needs a guardian's consent: none was given")
	require.ErrorContains(t, p.May(ask(privacy.ToPage, 18)), "needs the student's own consent")
	require.ErrorContains(t, p.May(privacy.Request{Channel: privacy.ToPage, Age: 17}), "expected the time, the badge and the student")
	odd := ask(privacy.ToPage, 17, guardians())
	odd.Fields = []privacy.Field{"shoe-size"}
	require.ErrorContains(t, p.May(odd), `one of the fields of this package, found "shoe-size"`)
	require.ErrorIs(t, p.May(ask(privacy.ToPage, 17, students(17))), privacy.ErrConsent, "a minor's own")
	require.NoError(t, p.May(ask(privacy.ToPage, 17, guardians())))
	require.NoError(t, p.May(ask(privacy.ToPage, 17, students(17), guardians())), "one that counts is enough")
	require.ErrorIs(t, p.May(ask(privacy.ToPage, 18, students(17))), privacy.ErrConsent, "given before it was the student's to give")
	require.NoError(t, p.May(ask(privacy.ToPage, 18, students(18))))
	require.ErrorIs(t, p.May(ask(privacy.ToPage, 18, guardians())), privacy.ErrConsent, "from 18 on it is nobody else's")

	own := privacy.Policy{Gates: map[privacy.Channel]privacy.Gate{privacy.ToPage: {Own: 16}}}
	require.NoError(t, own.May(ask(privacy.ToPage, 16, students(16))))
	require.ErrorContains(t, own.May(ask(privacy.ToPage, 16)), "the student's or a guardian's consent")
	require.NoError(t, own.May(ask(privacy.ToPage, 16, guardians())), "or a guardian's, until 18")
	require.ErrorIs(t, own.May(ask(privacy.ToPage, 16, students(15))), privacy.ErrConsent)
	require.ErrorIs(t, own.May(ask(privacy.ToX, 16, students(16))), privacy.ErrConsent, "on other channels nothing has changed")
}

func TestM17AConsentThatDoesNotCoverItIsNone(t *testing.T) {
	for name, change := range map[string]func(*privacy.Consent, *privacy.Request){
		"another student":         func(c *privacy.Consent, _ *privacy.Request) { c.Student = "s-18" },
		"another badge":           func(c *privacy.Consent, _ *privacy.Request) { c.Badges = []string{"urn:uuid:1"} },
		"another channel":         func(c *privacy.Consent, _ *privacy.Request) { c.Channels = []privacy.Channel{privacy.ToX} },
		"another audience":        func(c *privacy.Consent, _ *privacy.Request) { c.Audience = "admissions-2027" },
		"another audience asked":  func(c *privacy.Consent, r *privacy.Request) { c.Audience, r.Audience = "admissions-2027", "employer" },
		"a field more":            func(_ *privacy.Consent, r *privacy.Request) { r.Fields = []privacy.Field{privacy.FieldName} },
		"an unknown field":        func(_ *privacy.Consent, r *privacy.Request) { r.Fields = []privacy.Field{"shoe-size"} },
		"without the badge":       func(c *privacy.Consent, _ *privacy.Request) { c.Fields = []privacy.Field{privacy.FieldName} },
		"ended this second":       func(c *privacy.Consent, _ *privacy.Request) { c.Ends = now },
		"not yet given":           func(c *privacy.Consent, _ *privacy.Request) { c.Given = now.Add(time.Second) },
		"withdrawn":               func(c *privacy.Consent, _ *privacy.Request) { c.Withdrawn = now.AddDate(0, -1, 0) },
		"withdrawn for later":     func(c *privacy.Consent, _ *privacy.Request) { c.Withdrawn = now.AddDate(0, 1, 0) },
		"older than now":          func(c *privacy.Consent, _ *privacy.Request) { c.Age = 17 },
		"no end":                  func(c *privacy.Consent, _ *privacy.Request) { c.Ends = time.Time{} },
		"no beginning":            func(c *privacy.Consent, _ *privacy.Request) { c.Given = time.Time{} },
		"an end before it":        func(c *privacy.Consent, _ *privacy.Request) { c.Ends = c.Given },
		"no badges":               func(c *privacy.Consent, _ *privacy.Request) { c.Badges = nil },
		"no channels":             func(c *privacy.Consent, _ *privacy.Request) { c.Channels = nil },
		"no fields":               func(c *privacy.Consent, _ *privacy.Request) { c.Fields = nil },
		"no audience":             func(c *privacy.Consent, _ *privacy.Request) { c.Audience = "" },
		"no id":                   func(c *privacy.Consent, _ *privacy.Request) { c.ID = "" },
		"nobody gave it":          func(c *privacy.Consent, _ *privacy.Request) { c.Person = "" },
		"the student as guardian": func(c *privacy.Consent, _ *privacy.Request) { c.Person = c.Student },
		"somebody else's own":     func(c *privacy.Consent, _ *privacy.Request) { c.By = privacy.ByStudent },
		"by nobody in particular": func(c *privacy.Consent, _ *privacy.Request) { c.By = "coach" },
		"an e-mail as an id":      func(c *privacy.Consent, _ *privacy.Request) { c.Person = "mum@home.example" },
		"no time is asked about":  func(_ *privacy.Consent, r *privacy.Request) { r.Now = time.Time{} },
		"no badge is asked about": func(_ *privacy.Consent, r *privacy.Request) { r.Badge = "" },
		"no student":              func(_ *privacy.Consent, r *privacy.Request) { r.Student = "" },
		"the zero consent":        func(c *privacy.Consent, _ *privacy.Request) { *c = privacy.Consent{} },
	} {
		t.Run(name, func(t *testing.T) {
			c := guardians()
			r := ask(privacy.ToPage, 16)
			change(&c, &r)
			r.Consents = []privacy.Consent{c}
			require.ErrorIs(t, privacy.Policy{}.May(r), privacy.ErrConsent)
			if c.Validate() == nil {
				_, err := json.Marshal(c)
				require.NoError(t, err)
			}
		})
	}
	r := ask(privacy.ToPage, 16, guardians())
	r.Audience = "admissions-2027"
	require.NoError(t, privacy.Policy{}.May(r), "who agrees to everybody agrees to one")
	late := guardians()
	late.Ends = now.Add(time.Second)
	require.NoError(t, privacy.Policy{}.May(ask(privacy.ToPage, 16, late)))
}

// What is stored is a consent that could count, whatever would be asked of it.
func TestAConsentThatContradictsItselfIsNotStored(t *testing.T) {
	for says, change := range map[string]func(*privacy.Consent){
		"ID: ":                       func(c *privacy.Consent) { c.ID = "Zoë" },
		"Student: ":                  func(c *privacy.Consent) { c.Student = "Zoë" },
		"Person: ":                   func(c *privacy.Consent) { c.Person = strings.Repeat("a", 129) },
		"Audience: ":                 func(c *privacy.Consent) { c.Audience = "" },
		"student or guardian":        func(c *privacy.Consent) { c.By = "" },
		"given by the student":       func(c *privacy.Consent) { *c = students(18); c.Person = "g-4" },
		"own guardian":               func(c *privacy.Consent) { c.Person = c.Student },
		"found 0":                    func(c *privacy.Consent) { *c = students(0) },
		"found -1":                   func(c *privacy.Consent) { c.Age = -1 },
		"found 131":                  func(c *privacy.Consent) { c.Age = 131 },
		"when it was given":          func(c *privacy.Consent) { c.Given = time.Time{} },
		"when it ends":               func(c *privacy.Consent) { c.Ends = time.Time{} },
		"before it begins":           func(c *privacy.Consent) { c.Ends = c.Given },
		"found 0, 8 and 1":           func(c *privacy.Consent) { c.Badges = nil },
		"found 1, 0 and 1":           func(c *privacy.Consent) { c.Channels = nil },
		"found 1, 8 and 0":           func(c *privacy.Consent) { c.Fields = nil },
		"at most 256":                func(c *privacy.Consent) { c.Badges = make([]string, 257) },
		"each once, found \"\"":      func(c *privacy.Consent) { c.Badges = []string{""} },
		"each once, found \"urn:x\"": func(c *privacy.Consent) { c.Badges = []string{"urn:x", "urn:x"} },
		"ids of credentials":         func(c *privacy.Consent) { c.Badges = []string{strings.Repeat("a", 3000)} },
		"each once, found \"page\"":  func(c *privacy.Consent) { c.Channels = []privacy.Channel{"page", "page"} },
		"each once, found \"tv\"":    func(c *privacy.Consent) { c.Channels = []privacy.Channel{"tv"} },
		"each once, found \"badge\"": func(c *privacy.Consent) { c.Fields = []privacy.Field{"badge", "badge"} },
		"each once, found \"all\"":   func(c *privacy.Consent) { c.Fields = []privacy.Field{"all"} },
	} {
		c := guardians()
		require.NoError(t, c.Validate())
		change(&c)
		require.ErrorIs(t, c.Validate(), privacy.ErrConsent, says)
		require.ErrorContains(t, c.Validate(), says)
		require.NotContains(t, c.Validate().Error(), "Zoë")
		_, err := json.Marshal(c)
		require.ErrorIs(t, err, privacy.ErrConsent)
	}
	r := ask(privacy.ToPage, 16, make([]privacy.Consent, 1025)...)
	require.ErrorContains(t, privacy.Policy{}.May(r), "at most 1024 consents")
	r = ask(privacy.ToPage, 16, guardians())
	r.Fields = make([]privacy.Field, 6)
	require.ErrorContains(t, privacy.Policy{}.May(r), "5 fields")
}

func TestM12AWithdrawnConsentIsNotRevivedByAnOldCopy(t *testing.T) {
	old, taken := guardians(), guardians()
	taken.Withdrawn = now.AddDate(0, 0, -1)
	for _, list := range [][]privacy.Consent{{old, taken}, {taken, old}} {
		err := privacy.Policy{}.May(ask(privacy.ToPage, 16, list...))
		require.ErrorIs(t, err, privacy.ErrConsent)
		require.ErrorContains(t, err, "withdrawn")
	}
	again := guardians()
	again.ID = "c-9"
	require.NoError(t, privacy.Policy{}.May(ask(privacy.ToPage, 16, taken, again)), "it can be given anew")
}

func TestM17ButtonsThatDoNotWorkAreNotShown(t *testing.T) {
	r := ask("", 15, guardians())
	open := map[privacy.Channel]bool{}
	for _, a := range (privacy.Policy{}).Channels(r) {
		open[a.Channel] = a.Err == nil
	}
	require.Equal(t, map[privacy.Channel]bool{
		privacy.ToFile: true, privacy.ToPage: true, privacy.ToLink: true, privacy.ToApplication: true, privacy.ToEmbed: true, privacy.ToEmail: true,
		privacy.ToLinkedIn: false, privacy.ToFacebook: true, privacy.ToX: true,
	}, open)

	// Behind a closed page every channel that leads to it is.
	closed := privacy.Policy{Gates: map[privacy.Channel]privacy.Gate{privacy.ToPage: {Closed: true}}}
	for _, a := range closed.Channels(r) {
		switch a.Channel {
		case privacy.ToFile, privacy.ToLink, privacy.ToApplication:
			require.NoError(t, a.Err, a.Channel)
		default:
			require.ErrorIs(t, a.Err, privacy.ErrAgePolicy, a.Channel)
		}
	}
	for _, a := range (privacy.Policy{Adult: 12}).Channels(r) {
		require.ErrorIs(t, a.Err, privacy.ErrPolicy, "a policy that nobody could mean opens nothing")
	}
}

func TestM17APolicyThatContradictsItselfOpensNothing(t *testing.T) {
	gate := func(c privacy.Channel, g privacy.Gate) privacy.Policy {
		return privacy.Policy{Gates: map[privacy.Channel]privacy.Gate{c: g}}
	}
	for name, p := range map[string]privacy.Policy{
		"a child as an adult":  {Adult: 12},
		"nobody as an adult":   {Adult: 131},
		"an unknown channel":   gate("myspace", privacy.Gate{}),
		"a negative age":       gate(privacy.ToX, privacy.Gate{Least: -1}),
		"a negative own":       gate(privacy.ToX, privacy.Gate{Own: -1}),
		"own after adulthood":  gate(privacy.ToX, privacy.Gate{Own: 19}),
		"tolerated and unread": {Tolerated: []privacy.Kind{privacy.KindUnread}},
		"tolerated nonsense":   {Tolerated: []privacy.Kind{"everything"}},
	} {
		t.Run(name, func(t *testing.T) {
			require.ErrorIs(t, p.May(ask(privacy.ToPage, 17, guardians())), privacy.ErrPolicy)
			_, err := p.InspectText("harmless")
			require.ErrorIs(t, err, privacy.ErrPolicy)
		})
	}
}

func TestTheAgeOfSomebodyIsCountedInFullYears(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		require.NoError(t, err)
		return d
	}
	for _, tt := range []struct {
		born, on string
		want     int
	}{
		{"2010-11-22", "2026-11-22", 16}, {"2010-11-23", "2026-11-22", 15}, {"2010-11-21", "2026-11-22", 16}, {"2010-12-01", "2026-11-30", 15},
		{"2012-02-29", "2025-02-28", 12}, {"2012-02-29", "2025-03-01", 13}, {"2012-02-29", "2028-02-29", 16}, {"2026-11-22", "2026-11-22", 0}, {"2027-01-01", "2026-11-22", 0},
	} {
		require.Equal(t, tt.want, privacy.AgeOn(day(tt.born), day(tt.on)), "%s on %s", tt.born, tt.on)
	}
	require.Zero(t, privacy.AgeOn(time.Time{}, now))
	require.Zero(t, privacy.AgeOn(now, time.Time{}))
}

func TestAConsentIsReadAsItWasWritten(t *testing.T) {
	for _, c := range []privacy.Consent{guardians(), students(18), func() privacy.Consent { c := guardians(); c.Withdrawn = now; c.Age = 0; return c }()} {
		data, err := json.Marshal(c)
		require.NoError(t, err)
		var read privacy.Consent
		require.NoError(t, json.Unmarshal(data, &read))
		require.Equal(t, c, read)
	}
	_, err := json.Marshal(privacy.Consent{})
	require.ErrorIs(t, err, privacy.ErrConsent, "no consent is stored that would be none")
}

const storedConsent = `{"id":"c-1","student":"s-17","by":"guardian","person":"g-4","badges":["urn:uuid:1"],"channels":["page"],"audience":"public","fields":["badge"],"given":"2026-01-01T00:00:00Z","ends":"2027-01-01T00:00:00Z"}`

func TestAConsentIsReadStrictly(t *testing.T) {
	var c privacy.Consent
	require.NoError(t, c.UnmarshalJSON([]byte(storedConsent)))
	with := func(old, new string) string {
		s := storedConsent
		require.Contains(t, s, old)
		return strings.Replace(s, old, new, 1)
	}
	for name, text := range map[string]string{
		"a member twice":        with(`"by":"guardian"`, `"by":"student","by":"guardian"`),
		"a member misspelled":   with(`"ends"`, `"End":"2026-06-01T00:00:00Z","ends"`),
		"another case":          with(`"audience":"public"`, `"Audience":"public"`),
		"an unreadable taking":  with(`"given"`, `"withdrawn":"yesterday","given"`),
		"a withdrawal of null":  with(`"given"`, `"withdrawn":null,"given"`),
		"a withdrawal at zero":  with(`"given"`, `"withdrawn":"0001-01-01T00:00:00Z","given"`),
		"a time of day missing": with(`2027-01-01T00:00:00Z`, `2027-01-01`),
		"another zone":          with(`2027-01-01T00:00:00Z`, `2027-01-01T00:00:00+01:00`),
		"fractions":             with(`2027-01-01T00:00:00Z`, `2027-01-01T00:00:00.5Z`),
		"an age at the end":     with(`"2027-01-01T00:00:00Z"}`, `"2027-01-01T00:00:00Z","age":"14"}`),
		"an age in words":       with(`"by"`, `"age":"14","by"`),
		"no end":                with(`,"ends":"2027-01-01T00:00:00Z"`, ``),
		"a channel twice":       with(`["page"]`, `["page","page"]`),
		"an unknown channel":    with(`["page"]`, `["page","tv"]`),
		"an unknown field":      with(`["badge"]`, `["badge","all"]`),
		"a space in a badge":    with(`urn:uuid:1`, `urn:uuid:1 2`),
		"an array":              `[` + storedConsent + `]`,
		"nothing":               ``,
		"null":                  `null`,
		"something behind":      storedConsent + `{}`,
	} {
		t.Run(name, func(t *testing.T) {
			kept := c
			require.ErrorIs(t, c.UnmarshalJSON([]byte(text)), privacy.ErrConsent)
			require.Equal(t, kept, c, "and nothing has changed")
		})
	}
}

func FuzzConsent(f *testing.F) {
	f.Add([]byte(storedConsent))
	f.Add([]byte(`{"withdrawn":null}`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var c privacy.Consent
		if c.UnmarshalJSON(data) != nil {
			return
		}
		require.NoError(t, c.Validate())
		again, err := c.MarshalJSON()
		require.NoError(t, err)
		var d privacy.Consent
		require.NoError(t, d.UnmarshalJSON(again))
		require.Equal(t, c, d)
	})
}

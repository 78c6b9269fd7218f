package share

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

// Terms are on which terms a badge is shared: what the portal knows and the badge does not
// say. The zero value shares nothing.
type Terms struct {
	// URL is the public page of the badge: https, on a public host, without a user, port,
	// query or fragment. Whoever sees a link that is built here sees it, so it may hold
	// neither Student nor an identifier of the learner's that stands in the badge.
	URL string

	// Public says that the badge is published. False is private.
	Public bool

	// Now is the present, such as time.Now(), taken after the badge was verified: a report of
	// a time to come is refused, and so is the zero time.
	Now time.Time

	// MaxAge is how old the report may be. Every report counts for five minutes, and one
	// that has a GoodUntil until then, if MaxAge allows it; a MaxAge of less than five
	// minutes is kept to. The zero value is five minutes.
	MaxAge time.Duration

	// Student is the opaque id of whoever earned the badge, as the Consents have it, and Age
	// their age in full years; 0 is unknown, and opens nothing. Neither is printed.
	Student string
	Age     int

	// Policy and Consents say to which channels the badge may go. The zero Policy is the
	// strictest.
	Policy   privacy.Policy
	Consents []privacy.Consent

	// Levels prints which level was reached in each competency, where the badge says so.
	// It needs consent to show them (privacy.FieldResults), save on a certificate, which is
	// the student's own.
	Levels bool

	// Preview is the https URL of a PNG of 1200 by 630 pixels that link previews show, such
	// as one of summit.Preview. It must show no learner's name. OpenGraph needs it.
	Preview string

	// Indexed lets search engines list the page of the badge. False asks them not to; for
	// whoever is below the age at which Policy takes them for adult, it is always false.
	Indexed bool

	// Language is that of our own words: "en" or "es"; "" is "en". What the badge says is
	// printed as it says it.
	Language string
}

// A Badge is a badge that was verified and may be shared. Only Of and Own make one: the zero
// value, and nil, build nothing but errors. It is immutable and safe for concurrent use. How the
// badge stands was asked when it was made, and builders do not ask again: make one for each
// request, and keep none.
type Badge struct {
	report  *verify.Report
	secured *credential.Secured // as it was received
	terms   Terms
	printed printed
	private bool // it goes into a file of its student's, and nowhere else
	language
}

// Of returns the badge of a verification report, if it may be shared on these terms. The
// data are those that were verified, byte for byte, and report has to be the one that
// [verify.Verifier.Verify] gave for them: its Outcome Passed, its issuer trusted by name
// (Config.AnyIssuer is not enough), and every status that the badge names known.
//
// Neither the report nor what the terms refer to may be changed while the Badge is in use.
// The error is one of those of this package, and wraps the Codes of the report where there
// are any.
func Of(report *verify.Report, data []byte, terms Terms) (*Badge, error) {
	if err := verified(report); err != nil {
		return nil, err
	}
	if err := current(report, terms); err != nil {
		return nil, err
	}
	if !terms.Public {
		return nil, refuse(ErrPrivate, "Terms.Public does not say that it is published")
	}
	if err := checkURL(terms.URL); err != nil {
		return nil, err
	}
	if terms.Preview != "" {
		if err := checkURL(terms.Preview); err != nil {
			return nil, fmt.Errorf("%w (Terms.Preview)", err)
		}
	}
	return of(report, data, terms, false)
}

// Own returns the badge of a verification report for the student who earned it, to keep as
// a file, while nobody else sees it: of it Certificate and Package are built, where the
// Policy opens the channel privacy.ToFile, and every other builder refuses it with
// ErrPrivate. The certificate has neither the URL of a page nor a code for one, and the
// package names none.
//
// Terms.Public has to be false, and URL and Preview empty; Student and Consents are not
// asked for, Age by the Policy's gate alone, and what the badge says of its student is not
// judged as a public badge's is. That it is the student who asks is the caller's to know.
// All else is as it is for Of, so nothing is made of a badge that was revoked or has ended.
func Own(report *verify.Report, data []byte, terms Terms) (*Badge, error) {
	if err := verified(report); err != nil {
		return nil, err
	}
	if err := current(report, terms); err != nil {
		return nil, err
	}
	if terms.Public || terms.URL != "" || terms.Preview != "" {
		return nil, refuse(ErrURL, "a badge that goes to its student alone is not public, and has no page: expected Terms without Public, URL and Preview")
	}
	return of(report, data, terms, true)
}

func of(report *verify.Report, data []byte, terms Terms, private bool) (*Badge, error) {
	language, err := languageOf(terms.Language)
	if err != nil {
		return nil, err
	}
	secured, err := credential.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("share: %w: the bytes are no badge: %w", ErrNotVerified, err)
	}
	if !report.IsOf(secured) {
		if report.Refreshed != nil {
			return nil, refuse(ErrNotVerified, "the report is of a newer edition than these bytes; share the one at %s", limits.Abridge(report.Refreshed.URL))
		}
		return nil, refuse(ErrNotVerified, "the report is of another document than these bytes")
	}
	b := &Badge{report: report, secured: secured, terms: terms, private: private, language: language}
	if b.printed, err = print(report); err != nil {
		return nil, err
	}
	if private {
		return b, nil // what may be said in public is not asked of what its own student is given
	}
	if err := b.inspect(); err != nil {
		return nil, err
	}
	for _, u := range []string{terms.URL, terms.Preview} {
		if b.printed.names(u) != "" || holdsWord(u, terms.Student) {
			return nil, refuse(ErrURL, "it holds an identifier of whoever earned the badge, and everybody sees a URL")
		}
	}
	return b, nil
}

// String says which badge it is, and nothing of who earned it.
func (b *Badge) String() string {
	if b == nil || b.report == nil {
		return "no badge"
	}
	return b.printed.name + ", " + b.printed.issuer
}

// verified lets through the report of a badge on which a stranger may rely.
func verified(r *verify.Report) error {
	if r == nil {
		return refuse(ErrNotVerified, "there is no report")
	}
	if r.Outcome != verify.Passed {
		return fmt.Errorf("share: %w: %w", reasonOf(r), &verify.Error{Report: r})
	}
	switch {
	case !r.Authentic || r.Credential == nil || r.Document() == nil || r.Kind != credential.KindOB30:
		return refuse(ErrNotVerified, "the report is not of an authentic badge")
	case r.Trust != verify.Trusted:
		return refuse(ErrNotVerified, "the issuer is %v; a badge is shared under the name of an issuer that the verifier knows", r.Trust)
	}
	if slices.ContainsFunc(r.Checks, func(k verify.Check) bool { return k.Name == verify.CheckReceipt }) {
		return refuse(ErrNotVerified, "the report is of a bundle of evidence, by the word of another verifier; verify the badge itself")
	}
	// AllowUnknownStatus leaves the check undone, and lets a badge pass of which nobody
	// knows that it was not revoked.
	asked := slices.IndexFunc(r.Checks, func(k verify.Check) bool { return k.Name == verify.CheckStatus })
	if asked < 0 && len(r.Credential.Status) > 0 || asked >= 0 && r.Checks[asked].Outcome != verify.Passed {
		return refuse(ErrNotVerified, "whether it was revoked is not known")
	}
	return nil
}

// reasonOf says what a report that is no pass means for whoever would share. Only of an
// authentic badge of an issuer whom the verifier knows anything more is said than that it
// is not verified: anybody can revoke, or let end, what they have signed themselves.
func reasonOf(r *verify.Report) error {
	err := &verify.Error{Report: r}
	switch {
	case !r.Authentic || r.Trust != verify.Trusted || r.Outcome != verify.Failed:
		return ErrNotVerified
	case errors.Is(err, verify.StatusRevoked), errors.Is(err, verify.StatusSuspended):
		return ErrRevoked
	case errors.Is(err, verify.TimeExpired):
		return ErrExpired
	}
	return ErrNotVerified
}

// current lets through a report that still says how the badge stands.
func current(r *verify.Report, t Terms) error {
	now := t.Now
	switch {
	case now.IsZero():
		return refuse(ErrStale, "Terms.Now is not set")
	case r.Time.IsZero() || r.Time.After(now):
		return refuse(ErrStale, "Terms.Now: expected a time after the verification, of %s; found %s", r.Time.UTC().Format(time.RFC3339Nano), now.UTC().Format(time.RFC3339Nano))
	case !r.Until.IsZero() && now.After(r.Until):
		return refuse(ErrExpired, "it ended on %s", stamp(r.Until))
	}
	age, most := now.Sub(r.Time), time.Duration(limits.ReportKept)
	if t.MaxAge > 0 && (t.MaxAge < most || !r.GoodUntil.IsZero() && !now.After(r.GoodUntil)) {
		most = t.MaxAge
	}
	if t.MaxAge < 0 || age > most {
		return refuse(ErrStale, "it was verified %v ago; expected at most %v", age.Round(time.Second), most)
	}
	return nil
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// may says whether the badge may go to c now, with these fields beside the badge itself,
// for a student of this age and with these consents. Every builder asks it.
func (b *Badge) may(c privacy.Channel, fields ...privacy.Field) error {
	if b == nil || b.report == nil {
		return refuse(ErrNotVerified, "this Badge was not made by share.Of or share.Own")
	}
	if b.private && c != privacy.ToFile {
		return refuse(ErrPrivate, "this Badge was made by share.Own, for a file alone")
	}
	if err := b.terms.Policy.May(b.request(c, fields)); err != nil {
		return fmt.Errorf("share: %w", err)
	}
	return nil
}

// inspect refuses a badge that says more of a minor than a public badge may, whoever has
// issued it. Members that the model of OB 3.0 does not know are not looked at. From the age
// of adults on, what a badge says is its holder's to show; but no title tells that its
// holder is in a programme for the gifted.
func (b *Badge) inspect() error {
	t := b.terms
	if t.Age < b.adult() {
		if _, err := t.Policy.Inspect(b.report.Credential); err != nil {
			return fmt.Errorf("share: %w", err)
		}
	}
	found, err := t.Policy.InspectText(b.printed.name)
	if slices.ContainsFunc(found, func(f privacy.Finding) bool { return f.Kind == privacy.KindSensitive && f.Refused }) {
		return fmt.Errorf("share: the title %q: %w", limits.Abridge(b.printed.name), err)
	}
	return nil
}

// adult is the age from which the policy takes a student for one.
func (b *Badge) adult() int {
	if b.terms.Policy.Adult == 0 {
		return privacy.Adult
	}
	return b.terms.Policy.Adult
}

func (b *Badge) request(c privacy.Channel, fields []privacy.Field) privacy.Request {
	t := b.terms
	return privacy.Request{Badge: b.printed.id, Student: t.Student, Age: t.Age, Channel: c, Fields: fields, Now: t.Now, Consents: t.Consents}
}

// Channels says of every channel whether the badge may go there now: nil, or why not, in
// the order of package privacy. A page shows the buttons of those that are open.
func (b *Badge) Channels() []privacy.Answer {
	if b == nil || b.report == nil {
		return nil
	}
	answers := b.terms.Policy.Channels(b.request("", nil))
	for i, a := range answers {
		if b.private && a.Channel != privacy.ToFile {
			answers[i].Err = refuse(ErrPrivate, "this Badge was made by share.Own, for a file alone")
		}
	}
	return answers
}

// identifiers are what the badge says about who earned it. None of it is printed anywhere.
func identifiers(c *credential.Credential) []string {
	ids := []string{c.Subject.ID, c.Subject.LicenseNumber}
	for _, i := range c.Subject.Identifier {
		ids = append(ids, i.Hash)
	}
	ids = slices.DeleteFunc(ids, func(s string) bool { return len(strings.TrimSpace(s)) < 3 })
	return ids
}

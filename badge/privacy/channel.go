package privacy

// A Channel is a way on which a badge leaves the portal.
type Channel string

// The channels. The age is the default of Gate.Least; those of the platforms are what their
// own terms asked for when this was written.
const (
	ToFile        Channel = "file"        // the badge, its certificate or package, given to the student: no age, no consent, for it is theirs
	ToPage        Channel = "page"        // a public page of the badge, and a QR code of it: 13
	ToLink        Channel = "link"        // a link that the student makes, that ends and can be withdrawn, on which the school may confirm a name: 13
	ToApplication Channel = "application" // text, link or file in an application, such as the Common Application: 13
	ToEmbed       Channel = "embed"       // in the student's own résumé or site: HTML, JSON Resume, schema.org: 13
	ToEmail       Channel = "email"       // a message that the student sends: 13
	ToLinkedIn    Channel = "linkedin"    // profile and share: 16
	ToFacebook    Channel = "facebook"    // 13
	ToX           Channel = "x"           // 13
)

// channels in the order in which they are listed.
var channels = []Channel{ToFile, ToPage, ToLink, ToApplication, ToEmbed, ToEmail, ToLinkedIn, ToFacebook, ToX}

const (
	childhood = 13  // years: below it no page is public, and no platform has an account
	linkedIn  = 16  // years: LinkedIn's own
	oldest    = 130 // years: whoever is older was not born when it says
)

// least is the default of Gate.Least.
func (c Channel) least() int {
	switch c {
	case ToFile:
		return 0
	case ToLinkedIn:
		return linkedIn
	}
	return childhood
}

// leadsToPage says whether what goes out on the channel is a URL of the public page, so
// that a closed page is in vain behind it.
func (c Channel) leadsToPage() bool {
	switch c {
	case ToLinkedIn, ToFacebook, ToX, ToEmail, ToEmbed:
		return true
	}
	return false
}

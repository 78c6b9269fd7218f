package share

import (
	"bytes"
	"html/template"
	"regexp"
	"strings"

	"github.com/summitbadges/openbadges/badge/privacy"
	"github.com/summitbadges/openbadges/internal/limits"
)

// What of a badge's own picture an HTML page may load: nothing that has to be escaped, and
// no other kind of file.
var pictureData = regexp.MustCompile(`^data:image/(png|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}$`)

// pictureURL is the picture of the achievement as a page shows it, "" if it has none that a
// page may load: an https URL on a public host, or the picture itself, as data. A picture
// from a host tells that host who looks at the page.
func (b *Badge) pictureURL() string {
	image := b.report.Credential.Subject.Achievement.Image
	switch {
	case image == nil:
	case len(image.ID) <= limits.SharedPicture && pictureData.MatchString(image.ID):
		return image.ID
	case checkURL(image.ID) == nil && b.printed.names(image.ID) == "":
		return image.ID
	}
	return ""
}

var snippet = template.Must(template.New("snippet").Parse(`<a href="{{.URL}}" rel="noopener" hreflang="{{.Lang}}">{{if .Picture}}<img src="{{.Picture}}" alt="{{.Alt}}" width="180" height="180">{{else}}{{.Alt}}{{end}}</a>
`))

// HTML returns a link to the badge's page with the badge's picture in it, for a page of the
// student's own: an <a> and an <img> whose alt is the picture's caption, or the name of the
// badge. There is no script and no frame in it. A picture that the badge does not carry in
// itself comes from the host that the badge names, which learns who looks. Without a
// picture that a page may load, the caption is the text of the link.
func (b *Badge) HTML() (string, error) {
	if err := b.may(privacy.ToEmbed); err != nil {
		return "", err
	}
	return write(snippet, struct {
		URL, Lang, Alt string
		Picture        template.URL // by pictureURL
	}{b.terms.URL, b.language.String(), b.printed.caption, template.URL(b.pictureURL())})
}

// The size of the picture that previews of links show.
const (
	previewWidth  = 1200
	previewHeight = 630
)

// A head is what the head of a badge's page says to those who show previews of links.
type head struct {
	Title, Description, URL, Site, Alt, Locale string
	Preview                                    string // "": there is none
	Width, Height                              int
	MediaType                                  string // "": the badge is not to be had
	Indexed                                    bool
}

var headTags = template.Must(template.New("head").Parse(`<title>{{.Title}} · {{.Site}}</title>
<meta name="description" content="{{.Description}}">
{{if not .Indexed}}<meta name="robots" content="noindex">
{{end}}<link rel="canonical" href="{{.URL}}">
{{with .MediaType}}<link rel="alternate" type="{{.}}" href="{{$.URL}}">
{{end}}<meta property="og:type" content="website">
<meta property="og:title" content="{{.Title}}">
<meta property="og:description" content="{{.Description}}">
<meta property="og:url" content="{{.URL}}">
<meta property="og:site_name" content="{{.Site}}">
<meta property="og:locale" content="{{.Locale}}">
{{if .Preview}}<meta property="og:image" content="{{.Preview}}">
<meta property="og:image:type" content="image/png">
<meta property="og:image:width" content="{{.Width}}">
<meta property="og:image:height" content="{{.Height}}">
<meta property="og:image:alt" content="{{.Alt}}">
<meta name="twitter:card" content="summary_large_image">
<meta name="twitter:image:alt" content="{{.Alt}}">
{{else}}<meta name="twitter:card" content="summary">
{{end}}`))

// OpenGraph returns the tags for the head of the badge's page by which sites that show
// previews of links know it: title, Open Graph (ogp.me), the card of X, and where the
// badge itself is to be had. They ask search engines not to list the page unless
// Terms.Indexed says otherwise. It needs Terms.Preview.
func (b *Badge) OpenGraph() (string, error) {
	if err := b.may(privacy.ToPage); err != nil {
		return "", err
	}
	if b.terms.Preview == "" {
		return "", refuse(ErrURL, "Terms.Preview: expected the https URL of a PNG of %d by %d pixels, found none", previewWidth, previewHeight)
	}
	return write(headTags, b.head(privacy.ToPage))
}

func (b *Badge) head(c privacy.Channel) head {
	p := b.printed
	media := ""
	if b.given(c) {
		media = b.secured.MediaType()
	}
	return head{
		Title: p.name, Description: b.summary(), URL: b.terms.URL, Site: p.issuer, Alt: p.caption, Locale: b.locale(),
		Preview: b.terms.Preview, Width: previewWidth, Height: previewHeight,
		MediaType: media, Indexed: b.terms.Indexed && b.terms.Age >= b.adult(),
	}
}

// given says whether the badge itself may go to whoever sees it on c. It holds the levels
// that were reached, whatever is printed.
func (b *Badge) given(c privacy.Channel) bool {
	if len(b.report.Credential.Subject.Result) == 0 {
		return b.may(c) == nil
	}
	return b.may(c, privacy.FieldResults) == nil
}

// summary says in a line who awarded the badge and when, and what it is.
func (b *Badge) summary() string {
	p := b.printed
	said := b.say("summary", p.issuer, b.day(p.awarded))
	if !p.until.IsZero() {
		said = b.say("summary.end", p.issuer, b.day(p.awarded), b.day(p.until))
	}
	return strings.TrimSpace(said + " " + cut(p.description, limits.SharedSummary, characters))
}

func write(t *template.Template, view any) (string, error) {
	var out bytes.Buffer
	if err := t.Execute(&out, view); err != nil {
		return "", err
	}
	return out.String(), nil
}

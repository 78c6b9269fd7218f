package credential

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/internal/ld"
	"github.com/summitbadges/openbadges/internal/strictjson"
)

// The contexts and types that every badge issued here begins with.
const (
	contextOB         = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
	contextExtensions = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"

	typeVC = "VerifiableCredential"
	typeVP = "VerifiablePresentation"
	typeOB = "OpenBadgeCredential"
	typeAC = "AchievementCredential"
	typeEC = "EndorsementCredential"
)

// document is the JSON form of a Credential. It is written by encoding/json
// and read by strictjson.View, never the other way round. The claims stand in
// it too, because in the payload of a JWS they are members of the credential's
// own object (OB 3.0 section 8.2.4).
type document struct {
	Context        badge.Many[json.RawMessage]  `json:"@context"`
	ID             string                       `json:"id,omitempty"`
	Type           badge.Many[string]           `json:"type"`
	Name           string                       `json:"name,omitempty"`
	Description    string                       `json:"description,omitempty"`
	Image          *badge.Image                 `json:"image,omitempty"`
	Issuer         *badge.Profile               `json:"issuer"`
	AwardedDate    string                       `json:"awardedDate,omitempty"`
	ValidFrom      string                       `json:"validFrom,omitempty"`
	ValidUntil     string                       `json:"validUntil,omitempty"`
	IssuanceDate   string                       `json:"issuanceDate,omitempty"`   // VCDM 1.1, only read
	ExpirationDate string                       `json:"expirationDate,omitempty"` // VCDM 1.1, only read
	Subject        *badge.Subject               `json:"credentialSubject"`
	Evidence       badge.Many[badge.Evidence]   `json:"evidence,omitempty"`
	Endorsement    badge.Many[json.RawMessage]  `json:"endorsement,omitempty"`
	EndorsementJWT badge.Many[string]           `json:"endorsementJwt,omitempty"`
	Status         oneOrMore[badge.Status]      `json:"credentialStatus,omitempty"`
	Schema         badge.Many[badge.Schema]     `json:"credentialSchema,omitempty"`
	Refresh        *badge.RefreshService        `json:"refreshService,omitempty"`
	TermsOfUse     badge.Many[badge.TermsOfUse] `json:"termsOfUse,omitempty"`
	Related        badge.Many[json.RawMessage]  `json:"relatedResource,omitempty"` // of others, read by resources

	Iss string `json:"iss,omitempty"`
	Sub string `json:"sub,omitempty"`
	Nbf *int64 `json:"nbf,omitempty"`
	Jti string `json:"jti,omitempty"`
	Exp *int64 `json:"exp,omitempty"`
}

// oneOrMore is written as a single value where there is one: OB 3.0 allows
// credentialStatus once, VCDM 2.0 as often as one likes.
type oneOrMore[T any] []T

func (m oneOrMore[T]) MarshalJSON() ([]byte, error) {
	if len(m) == 1 {
		return encode(m[0])
	}
	return encode([]T(m))
}

// encode writes v as JSON without the escapes that encoding/json adds for HTML.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

func (c *Credential) document() document {
	d := document{
		ID: c.ID, Name: c.Name, Description: c.Description, Image: c.Image,
		Type:        append(badge.Many[string]{typeVC, typeOB}, c.Type...),
		Issuer:      &c.Issuer,
		AwardedDate: timestamp(c.AwardedDate), ValidFrom: timestamp(c.ValidFrom), ValidUntil: timestamp(c.ValidUntil),
		Subject:        &c.Subject,
		Evidence:       c.Evidence,
		Endorsement:    c.Endorsement,
		EndorsementJWT: c.EndorsementJWT,
		Status:         c.Status,
		Schema:         c.Schema,
		Refresh:        c.Refresh,
		TermsOfUse:     c.TermsOfUse,
	}
	for _, r := range c.RelatedResource {
		raw, _ := r.MarshalJSON() // of texts, which cannot fail
		d.Related = append(d.Related, raw)
	}
	for _, url := range c.contexts() {
		quoted, _ := json.Marshal(url) // a string cannot fail
		d.Context = append(d.Context, quoted)
	}
	return d
}

// contexts returns the contexts to write. The types of the 1EdTech extensions
// are defined in a context of their own.
func (c *Credential) contexts() []string {
	list := append([]string{contextV2, contextOB}, c.Context...)
	extended := c.Refresh != nil && strings.HasPrefix(c.Refresh.Type, "1EdTech") ||
		slices.ContainsFunc(c.Status, func(s badge.Status) bool { return strings.HasPrefix(s.Type, "1EdTech") }) ||
		slices.ContainsFunc(c.Schema, func(s badge.Schema) bool { return strings.HasPrefix(s.Type, "1EdTech") })
	if extended && !slices.Contains(list, contextExtensions) {
		list = append(list, contextExtensions)
	}
	return list
}

// timestamp writes a time to the second: a NumericDate claim that repeats it
// holds no fraction.
func timestamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

// addClaims adds the claims of OB 3.0 section 8.2.4. A subject without an id
// has nothing that sub could repeat, so sub is left out (the specification
// asks for both and allows the id to be absent).
func (d *document) addClaims(c *Credential) {
	d.Iss, d.Sub, d.Jti = c.Issuer.ID, c.Subject.ID, c.ID
	nbf := c.ValidFrom.Unix()
	d.Nbf = &nbf
	if !c.ValidUntil.IsZero() {
		exp := c.ValidUntil.Unix()
		d.Exp = &exp
	}
}

// Unverified returns what the document claims. Nothing vouches for it: not the
// issuer's name, not the recipient, not the dates. Use package verify, whose
// Report.Credential is the authentic view.
//
// The error is a *Problem if a member has a JSON type that the model does not
// allow; nothing is then returned.
func (s *Secured) Unverified() (*Credential, error) { return s.view(context.Background(), nil, false) }

// view fills the view from the tape. With nodes, objects of one id are read as one;
// it is read for the graph that it means, which keeps less of a number.
func (s *Secured) view(ctx context.Context, nodes *ld.Union, graph bool) (*Credential, error) {
	c := new(Credential)
	d := document{Issuer: &c.Issuer, Subject: &c.Subject}
	read := viewer().View
	if nodes != nil {
		read = func(v strictjson.Value, d *document) error { return viewer().ViewNodes(ctx, v, d, nodes) }
	}
	if err := read(s.doc, &d); err != nil {
		return nil, reading(ctx, err)
	}
	if graph && hasLongNumber(s.tape) {
		round(reflect.ValueOf(&d).Elem())
	}
	c.ID, c.Name, c.Description, c.Image = s.ID(), d.Name, d.Description, d.Image
	c.Evidence, c.Endorsement, c.EndorsementJWT = d.Evidence, d.Endorsement, d.EndorsementJWT
	c.Status, c.Schema, c.Refresh, c.TermsOfUse = d.Status, d.Schema, d.Refresh, d.TermsOfUse
	c.doc = &received{doc: s.doc, embedded: s.token == nil, graph: graph, nodes: nodes}
	c.RelatedResource = c.resources()
	c.Issuer.ID = s.IssuerID()
	if c.Subject.ID == "" {
		c.Subject.ID = s.fromClaim("sub")
	}
	for _, t := range d.Type {
		if t != typeVC && t != typeOB && t != typeAC {
			c.Type = append(c.Type, t)
		}
	}
	for i, entry := range d.Context {
		if url, ok := unquote(entry); ok && i > 0 && !obContext.MatchString(url) {
			c.Context = append(c.Context, url)
		}
	}
	from, until := d.ValidFrom, d.ValidUntil
	if s.version == 1 {
		from, until = d.IssuanceDate, d.ExpirationDate
	}
	var err error
	if c.AwardedDate, err = s.time("awardedDate", d.AwardedDate, ""); err != nil {
		return nil, err
	}
	if c.ValidFrom, err = s.time(s.dateNames()[0], from, "nbf"); err != nil {
		return nil, err
	}
	if c.ValidUntil, err = s.time(s.dateNames()[1], until, "exp"); err != nil {
		return nil, err
	}
	return c, nil
}

// hasLongNumber reports whether the document has a number of more digits than a
// graph keeps, or one that may be -0.
func hasLongNumber(t *strictjson.Tape) bool {
	_, root := t.Root().Index()
	for i, end := root, t.Entry(root).Next(); i < end; i++ {
		if e := t.Entry(i); e.Kind() == strictjson.Number {
			if text, _ := t.RawText(e); len(text) > 16 || text[0] == '-' && (text[1] == '0' || bytes.ContainsAny(text, "eE")) {
				return true
			}
		}
	}
	return false
}

// round makes every number in v, a part of the view, what a graph keeps of it.
func round(v reflect.Value) {
	switch v.Kind() {
	case reflect.Float64:
		v.SetFloat(ld.Rounded(v.Float()))
	case reflect.Pointer:
		if !v.IsNil() {
			round(v.Elem())
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.Uint8 {
			for i := range v.Len() {
				round(v.Index(i))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				round(v.Field(i))
			}
		}
	}
}

// datePlaces returns the members that the document's version has for the two ends of the
// validity period.
func (s *Secured) datePlaces() [2]string {
	if s.version == 1 {
		return [2]string{"/issuanceDate", "/expirationDate"}
	}
	return [2]string{"/validFrom", "/validUntil"}
}

// dateNames returns their names.
func (s *Secured) dateNames() [2]string {
	places := s.datePlaces()
	return [2]string{places[0][1:], places[1][1:]}
}

// DatePointers returns the places of the two ends of the validity period, by
// the names that the document's version of VCDM gives them.
func (s *Secured) DatePointers() [2]string {
	at, places := s.doc.Pointer(), s.datePlaces()
	return [2]string{at + places[0], at + places[1]}
}

// viewer is the plan by which a document is read. It is made when the first is.
var viewer = sync.OnceValue(strictjson.NewViewer[document])

// time reads a time of the document, or the claim that stands for it in the "vc" form.
func (s *Secured) time(name, value, claim string) (time.Time, error) {
	if value == "" {
		if t, ok := numericDate(s.claims.Get(claim)); ok && s.inClaim() {
			return t, nil
		}
		return time.Time{}, nil
	}
	t, err := s.parseTime(value)
	if err != nil {
		return time.Time{}, NewProblem(TimeFormat, pointer(s.doc, name), err, "%s: %v", name, err)
	}
	if !calendar(t.Unix()) {
		return time.Time{}, NewProblem(TimeFormat, pointer(s.doc, name), nil, "%s: a time in the years 2 to 9999 is needed", name)
	}
	return t, nil
}

func unquote(raw json.RawMessage) (string, bool) {
	tape, err := strictjson.Parse(raw, strictjson.Limits{})
	if err != nil || tape.Root().Kind() != strictjson.String {
		return "", false
	}
	return tape.Root().Text(), true
}

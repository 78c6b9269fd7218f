package badge

import (
	"io/fs"
	"net/url"
	"strings"
)

// A Document is one that an issuer publishes.
type Document struct {
	URL       string // where it has to stand
	MediaType string // as what to serve it, by Content-Type
	Data      []byte // JSON
}

// File returns the name, HOST/PATH, under which a folder holds the document for
// verify.FetchFS. A URL with anything else in it, a port, a query, an escape, or one
// without a path, such as the page of the issuer https://school.example, has none: ok is
// false, and a server has to give the document in another way.
func (d Document) File() (name string, ok bool) {
	name, ok = strings.CutPrefix(d.URL, "https://")
	if !ok || !fs.ValidPath(name) || strings.ContainsAny(name, ":@?#%\\") || !strings.Contains(name, "/") {
		return "", false
	}
	return name, true
}

// context is that of the classes of OB 3.0 (section B.1), behind the one that it
// builds on.
const context = `["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]`

// Document returns the achievement as the JSON document that may stand at its ID, which
// has to be an http or https URL without a fragment. What a badge says of its achievement
// counts before what stands there.
func (a *Achievement) Document() (Document, error) {
	u, err := url.Parse(a.ID)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || strings.Contains(a.ID, "#") {
		return Document{}, &ValueError{"/id", "an achievement is published at an http or https URL without a fragment; this one has another id"}
	}
	if err := a.Validate(); err != nil {
		return Document{}, err
	}
	data, err := a.MarshalJSON()
	if err != nil {
		return Document{}, err
	}
	return Document{a.ID, "application/ld+json", append([]byte(`{"@context":`+context+`,`), data[1:]...)}, nil
}

// Documents returns what stands below pub.BaseURL: the achievement of each of the
// program's credentials, in their order.
func (p *Program) Documents(pub Publication) ([]Document, error) {
	var all []Document
	for _, c := range p.Credentials {
		a, err := p.Achievement(c.Key, pub)
		if err != nil {
			return nil, err
		}
		d, err := a.Document()
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

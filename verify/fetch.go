package verify

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"net/url"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
)

// A Fetcher gets documents from the outside: controller documents, keys, status
// lists. It is the one way in which a verification reaches beyond its process, and
// every URL that it is given was written by a stranger. It MUST be safe for
// concurrent use.
type Fetcher interface {
	// Fetch returns the document that r asks for. An error leaves the verdict open;
	// one that is or wraps a Code (a *Problem does) says why: ResolveHTTP, ResolveTimeout, ResolveTLS,
	// ResolveTooLarge, ResolveOffline, or ResolveForbiddenTarget, which alone speaks
	// against the badge that names such a place.
	Fetch(ctx context.Context, r Request) (*Resource, error)
}

// A Local is a Fetcher that can say whether all that it knows is at hand, so that nobody
// outside learns of a question: FetchMap and what FetchFS returns do, and so does any of
// yours that adds documents of its own to those. One that embeds a FetchMap and asks
// others besides has to say so by a method of its own. Config.UnboundIssuers asks it.
type Local interface {
	Fetcher
	Local() bool
}

// A Request says what a Fetcher is asked for.
type Request struct {
	URL    string // absolute, https
	Accept string // media types, as in the field of RFC 9110 section 12.5.1; "" is any
	Limit  int    // bytes that the document may have, decompressed; 0 means 1 MiB

	// Key says that the document is, or lists, a key: whoever can redirect such a
	// request chooses the key. No redirect is followed.
	Key bool

	// Again asks for a newer document than a cache may hold, because what was asked
	// for is not in that one. A Fetcher may find that it has just asked.
	Again bool
}

// A Resource is a document as it was received. Whoever gets one changes nothing in
// it: others may read the same.
type Resource struct {
	URL         string // where it was found, behind any redirects
	Data        []byte
	ContentType string    // as the host has it; nothing relies on it
	Fetched     time.Time // when it came from its host; zero if that is not known
	FreshUntil  time.Time // until when its host lets it be kept; zero if it says nothing
	FromCache   bool
	Stale       bool // it was kept longer than its host allows, because the host did not answer
}

// A FetchMap is a Fetcher that knows its documents by their exact URLs, and
// otherwise answers as a host does with 404. It reaches nothing outside.
type FetchMap map[string][]byte

// Fetch returns the document of that URL.
func (m FetchMap) Fetch(ctx context.Context, r Request) (*Resource, error) {
	data, ok := m[r.URL]
	if !ok {
		return nil, notThere(r.URL)
	}
	return given(ctx, r, data)
}

// Local reports true.
func (m FetchMap) Local() bool { return true }

// FetchFS returns a Fetcher that finds https://HOST/PATH as the file HOST/PATH of
// fsys. A URL with anything else in it, a user, port, query, fragment, escape, empty
// or dot segment, is of no file.
func FetchFS(fsys fs.FS) Fetcher { return fetchFS{fsys} }

type fetchFS struct{ fsys fs.FS }

func (f fetchFS) Local() bool { return true }

func (f fetchFS) Fetch(ctx context.Context, r Request) (*Resource, error) {
	name, ok := strings.CutPrefix(r.URL, "https://")
	if !ok || f.fsys == nil || !fs.ValidPath(name) || strings.ContainsAny(name, ":@?#%\\") || !strings.Contains(name, "/") {
		return nil, notThere(r.URL)
	}
	file, err := f.fsys.Open(name)
	if err != nil {
		return nil, notThere(r.URL)
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, notThere(r.URL)
	}
	var data bytes.Buffer
	if _, err := data.ReadFrom(limited(file, r.limit())); err != nil {
		return nil, credential.NewProblem(credential.ResolveFailed, "", err, "%s could not be read: %v", limits.Abridge(r.URL), err)
	}
	return given(ctx, r, data.Bytes())
}

// limit is how many bytes the document may have.
func (r Request) limit() int {
	if r.Limit <= 0 {
		return limits.Fetched
	}
	return r.Limit
}

// given is the answer of a Fetcher that has the document at hand.
func given(ctx context.Context, r Request, data []byte) (*Resource, error) {
	if ctx.Err() != nil {
		return nil, interrupted(ctx)
	}
	if len(data) > r.limit() {
		return nil, tooLarge(r)
	}
	return &Resource{URL: r.URL, Data: data}, nil
}

func notThere(at string) *Problem {
	return credential.NewProblem(credential.ResolveHTTP, "", &HTTPError{Status: 404}, "%s: there is no such document", limits.Abridge(at))
}

func tooLarge(r Request) *Problem {
	return credential.NewProblem(credential.ResolveTooLarge, "", nil, "%s is larger than the %d bytes that are read of it", limits.Abridge(r.URL), r.limit())
}

// An HTTPError is the cause of a ResolveHTTP problem where a host has answered, and
// not with the document.
type HTTPError struct {
	Status     int           // such as 404
	RetryAfter time.Duration // as the host asks; zero if it does not
}

// Error says which status it was.
func (e *HTTPError) Error() string { return fmt.Sprintf("HTTP status %d", e.Status) }

// Retry reports whether the host may answer otherwise a little later: it says so with
// 408, 425, 429, and any status from 500 on.
func (e *HTTPError) Retry() bool {
	return e.Status == 408 || e.Status == 425 || e.Status == 429 || e.Status >= 500
}

// originOf returns scheme and authority of an https URL, "" of anything else.
func originOf(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

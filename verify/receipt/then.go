package receipt

import (
	"context"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/internal/limits"
	"github.com/summitbadges/openbadges/verify"
)

// then is the network as the verifier of a receipt found it. It is never handed out: by
// another clock than that of the receipt its documents would say what nobody knows.
type then struct{ *Evidence }

// Local reports that nobody outside learns of a question.
func (then) Local() bool { return true }

// Fetch answers as the host did: with what was found first, or, where a newer document was
// asked for, last. No document stands for one with keys that was asked for as another, for
// it may have been found behind a redirect.
func (n then) Fetch(_ context.Context, r verify.Request) (*verify.Resource, error) {
	var found *Source
	for i := range n.Receipt.Sources {
		if s := &n.Receipt.Sources[i]; s.URL == r.URL && s.Key == r.Key && (found == nil || r.Again) {
			found = s
		}
	}
	if found == nil {
		for _, s := range n.Receipt.Schemas {
			if data := n.documents[s.SHA256]; !r.Key && s.Given && s.URL == r.URL && data != nil {
				return &verify.Resource{URL: r.URL, Data: data}, nil
			}
		}
		return nil, refused(credential.ResolveOffline, "%s is not in the bundle: nobody asked for it then", limits.Abridge(r.URL))
	}
	if found.SHA256 == "" {
		return nil, found.failure()
	}
	return &verify.Resource{
		URL: r.URL, Data: n.documents[found.SHA256],
		Fetched: instant(found.Fetched), FreshUntil: instant(found.FreshUntil), FromCache: found.FromCache, Stale: found.Stale,
	}, nil
}

// failure is why the document was not had then.
func (s *Source) failure() error {
	code, cause := credential.ResolveOffline, error(nil)
	switch c := credential.Code(s.Code); c {
	case credential.ResolveHTTP, credential.ResolveTimeout, credential.ResolveTLS, credential.ResolveTooLarge, credential.ResolveForbiddenTarget, credential.ResolveFailed:
		code = c
	}
	if code == credential.ResolveHTTP && s.Status != 0 {
		cause = &verify.HTTPError{Status: s.Status}
	}
	return credential.NewProblem(code, "", cause, "%s was not had then: %v", limits.Abridge(s.URL), code)
}
